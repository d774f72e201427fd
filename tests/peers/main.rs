//! Whole domains behind real servers: Debian's knot holds the zones of `zones/`, nginx answers for every host in them.
//!
//! Prosody, slapd, postfix and dovecot begin TLS in the middle of their conversations, kamailio demands certificates, openssl stands for
//! servers that are old. Certificates are made for the run, and judged at a fixed day where that is possible.
//! `tests/peers/run` installs the servers; without them the tests say that they are skipped.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod kamailio;
mod mail;
mod nginx;
mod openssl;
#[path = "../support/pki.rs"]
mod pki;
#[allow(dead_code)]
#[path = "../cli/program.rs"]
mod program;
mod revocation;
mod servers;
mod sites;
mod starttls;

use std::collections::BTreeSet;

use serde_json::Value;

use program::{Done, run};
use servers::{Knot, Nginx, find};

/// Within the dates of all certificates.
const AT: &str = "2026-07-01T00:00:00Z";

/// Both servers, and the root of all certificates.
struct Peers {
    knot: Knot,
    nginx: Nginx,
    root: tempfile::NamedTempFile,
}

impl Peers {
    /// Starts them, or says what is missing.
    fn start() -> Option<Self> {
        let (Some(knotd), Some(nginx)) = (find("knotd"), find("nginx")) else {
            eprintln!("skipped: no knotd or no nginx here; tests/peers/run installs them");
            return None;
        };
        let deployment = sites::deployment();
        let root = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(root.path(), deployment.root).unwrap();
        let nginx = Nginx::start(&nginx, &deployment.sites, &deployment.plain);
        Some(Self { knot: Knot::start(&knotd), nginx, root })
    }

    /// Checks a domain, everything on loopback.
    fn check(&self, domain: &str, more: &[&str]) -> Done {
        let ([first, second], plain, here) = (self.nginx.tls, self.nginx.plain, servers::here());
        // Port 5061 by name, so that a name without address has none.
        let routes = [
            format!(":443:{here}:{first}"),
            format!("sip.contoso.example:5061:{here}:{first}"),
            format!("sipfed.online.lync.com:5061:{here}:{first}"),
            format!("sipdir.online.lync.com:5061:{here}:{first}"),
            format!("edge.litware.example:5061:{here}:{first}"),
            format!(":49443:{here}:{first}"),
            format!(":80:{here}:{plain}"),
            format!("sip.contoso.example:443:{here}:{second}"),
            format!("sip.contoso.example:5061:{here}:{second}"),
        ];
        let (dns, root) = (self.knot.address.to_string(), self.root.path().to_str().unwrap());
        let mut args =
            vec![domain, "--dns", &dns, "--store", "none", "--anchors", root, "--at", AT, "--format", "json"];
        args.extend(routes.iter().flat_map(|route| ["--connect-to", route]));
        args.extend(more);
        run(&args)
    }
}

/// A report on one domain.
struct Seen(Value);

impl Seen {
    fn target(&self) -> &Value {
        &self.0["targets"][0]
    }

    /// What kind of deployment it is taken for.
    fn deployment(&self) -> &str {
        self.target()["deployment"]["kind"].as_str().unwrap_or_default()
    }

    /// URL, status and outcome of everything asked.
    fn requests(&self) -> Vec<(String, u64, String)> {
        let all = self.target()["requests"].as_array().unwrap();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        all.iter().map(|r| (text(&r["url"]), r["status"].as_u64().unwrap_or_default(), text(&r["outcome"]))).collect()
    }

    /// The codes of a severity, wherever they stand.
    fn codes(&self, severity: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        collect(&self.0, severity, &mut found);
        found
    }

    /// Host, port and whether every observation there is trusted.
    fn places(&self) -> BTreeSet<(String, u64, bool)> {
        let endpoints = self.target()["endpoints"].as_array().unwrap();
        let place = |e: &Value| {
            let seen = e["observations"].as_array().unwrap();
            let trusted = !seen.is_empty() && seen.iter().all(|o| o["trust"] == "trusted");
            (e["host"].as_str().unwrap().to_owned(), e["port"].as_u64().unwrap(), trusted)
        };
        endpoints.iter().map(place).collect()
    }
}

fn collect(value: &Value, severity: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(all) => all.iter().for_each(|value| collect(value, severity, found)),
        Value::Object(all) => {
            if all.get("severity").is_some_and(|s| s == severity) {
                found.extend(all.get("code").and_then(Value::as_str).map(str::to_owned));
            }
            all.values().for_each(|value| collect(value, severity, found));
        }
        _ => {}
    }
}

fn trusted(places: &[(&str, u64)]) -> BTreeSet<(String, u64, bool)> {
    places.iter().map(|(host, port)| ((*host).to_owned(), *port, true)).collect()
}

#[test]
fn a_correct_hybrid_is_healthy() {
    let Some(peers) = Peers::start() else { return };
    let done = peers.check("contoso.example", &[]);
    let seen = Seen(done.json());
    assert_eq!(seen.codes("critical"), BTreeSet::new(), "{}", done.out);
    assert_eq!(seen.codes("warning"), BTreeSet::new(), "{}", done.out);
    assert_eq!(seen.deployment(), "hybrid");
    let expected = trusted(&[
        ("dialin.contoso.example", 443),
        ("lyncdiscover.contoso.example", 443),
        ("meet.contoso.example", 443),
        ("sip.contoso.example", 443),
        ("sip.contoso.example", 5061),
        ("sts.contoso.example", 443),
        ("webext.contoso.example", 443),
    ]);
    let places = seen.places();
    assert!(places.is_superset(&expected), "{places:?}");
    // What was asked beside the probes, as nginx answered it.
    assert_eq!(seen.target()["realm"]["kind"], "federated", "{}", done.out);
    let asked = seen.requests();
    for (url, status, says) in [
        ("https://lyncdiscover.contoso.example/", 200, "autodiscover document with 3 links"),
        ("http://lyncdiscover.contoso.example/", 200, "redirect to https://webext.contoso.example/"),
        (
            "https://webext.contoso.example/Autodiscover/AutodiscoverService.svc/root/oauth/user",
            401,
            "@contoso.example",
        ),
        ("https://webdir.online.lync.com/", 200, "the online directory knows the domain"),
        ("https://sts.contoso.example/FederationMetadata/", 200, "federation metadata with 2 certificates"),
    ] {
        let found =
            asked.iter().any(|(at, code, outcome)| at.starts_with(url) && *code == status && outcome.contains(says));
        assert!(found, "{url} {status} {says}: {asked:#?}");
    }
    assert!(done.out.contains("FE02.corp.contoso.example"));
    done.expect(0);
}

#[test]
fn a_tenant_that_is_teams_only_is_healthy() {
    let Some(peers) = Peers::start() else { return };
    let done = peers.check("fabrikam.example", &[]);
    let seen = Seen(done.json());
    assert_eq!(seen.codes("critical"), BTreeSet::new(), "{}", done.out);
    assert_eq!(seen.codes("warning"), BTreeSet::new(), "{}", done.out);
    assert_eq!(seen.deployment(), "online");
    assert_eq!(seen.target()["realm"]["kind"], "managed", "{}", done.out);
    let places = seen.places();
    let expected = trusted(&[("sipdir.online.lync.com", 443), ("sipfed.online.lync.com", 5061)]);
    assert!(places.is_superset(&expected), "{places:?}");
    done.expect(0);
}

#[test]
fn a_half_migrated_domain_is_told_what_is_wrong() {
    let Some(peers) = Peers::start() else { return };
    let done = peers.check("litware.example", &[]);
    let seen = Seen(done.json());
    assert_eq!(seen.deployment(), "mixed");
    for code in [
        "cname-outside-domain",
        "msoid-record-present",
        "record-dangling",
        "records-half-migrated",
        "sip-name-missing",
        "srv-port-unexpected",
        "srv-target-outside-domain",
    ] {
        assert!(seen.codes("warning").contains(code), "{code}: {}", done.out);
    }
    assert!(seen.codes("notice").contains("srv-target-is-alias"), "{}", done.out);
    assert!(seen.codes("critical").contains("name-mismatch"), "{}", done.out);
    done.expect(2);
}
