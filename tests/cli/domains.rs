//! Domains from their zone to the exit code: a name server and TLS servers on loopback.

use tokio::runtime::Runtime;

use crate::{
    chains::pem,
    name_server::{Asked, NameServer, Reaction},
    program::{Done, run},
    servers::{self, Server, Setup},
};

/// A deployment: a zone and a TLS server that every connection goes to, whatever address the zone gives.
struct Lab {
    zone: NameServer,
    tls: Server,
    root: tempfile::NamedTempFile,
    _runtime: Runtime,
}

impl Lab {
    /// The zone of contoso.test, and one certificate for the name.
    fn new(zone: &str, name: &str) -> Self {
        Self::scripted(zone, name, |_| Reaction::Answer)
    }

    fn scripted(zone: &str, name: &str, script: impl Fn(&Asked) -> Reaction + Send + 'static) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let zone = format!("$ORIGIN contoso.test.\n$TTL 60\n@ IN SOA ns admin 1 60 60 60 60\n{zone}\n");
        let chain = servers::chain(name);
        let root = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(root.path(), pem(&chain.root)).unwrap();
        let (zone, tls) = runtime
            .block_on(async { (NameServer::scripted(&[&zone], script).await, servers::tls(Setup::new(chain)).await) });
        Self { zone, tls, root, _runtime: runtime }
    }

    /// Checks the domain; the root is trusted.
    fn check(&self, more: &[&str]) -> Done {
        let (dns, root) = (self.zone.address.to_string(), self.root.path().to_str().unwrap());
        let route = format!("::127.0.0.1:{}", self.tls.address.port());
        let always = ["contoso.test", "--dns", &dns, "--store", "none", "--anchors", root, "--timeout", "2s"];
        let always = [&always[..], &["--retries", "0"]].concat();
        let routed: &[&str] = if more.contains(&"--connect-to") { &[] } else { &["--connect-to", &route] };
        run(&[&always, routed, more].concat())
    }
}

#[test]
fn a_wildcard_certificate_does_not_make_services_of_what_a_wildcard_record_answers() {
    let site = Lab::new("* A 192.0.2.80", "*.contoso.test");
    // A web site, however good or bad its certificate: no SIP domain.
    site.check(&[]).expect(3).says(&["nothing could be checked", "dns-wildcard"]);
    site.check(&["--at", "1970-01-01T00:00:00Z"]).expect(3);
    // One that carries the very name was meant, and then its record is not missing.
    let meant = Lab::new("* A 192.0.2.80", "lyncdiscover.contoso.test");
    let done = meant.check(&["--format", "json"]).expect(0);
    let target = &done.json()["targets"][0];
    let hosts: Vec<_> = target["endpoints"].as_array().unwrap().iter().map(|e| e["host"].clone()).collect();
    assert_eq!(hosts, ["lyncdiscover.contoso.test"]);
    assert_eq!(target["deployment"]["kind"], "on-premises-or-hybrid");
    assert!(!target["findings"].to_string().contains("lyncdiscover.contoso.test"), "{}", target["findings"]);
    assert!(target["findings"].to_string().contains("dialin.contoso.test"), "{}", target["findings"]);
    // Names in the certificate of a web site do not make a SIP domain.
    for name in ["www.contoso.test", "meet.contoso.test"] {
        Lab::new("* A 192.0.2.80", name).check(&[]).expect(3).says(&["nothing could be checked"]);
    }
}

#[test]
fn a_connect_to_that_leads_nowhere_is_not_fine() {
    let lab = Lab::new("lyncdiscover A 192.0.2.1\n_sip._tls SRV 0 0 443 sip\nsip A 192.0.2.2", "sip.contoso.test");
    let sound = format!("sip.contoso.test:443:127.0.0.1:{}", lab.tls.address.port());
    let nowhere = "lyncdiscover.contoso.test:443:nowhere.contoso.test:443";
    let done = lab.check(&["--connect-to", &sound, "--connect-to", nowhere]);
    done.expect(1).says(&["endpoint-unreachable", "lyncdiscover.contoso.test:443", "resolve"]);
}

#[test]
fn the_deadline_bounds_the_lookup_of_a_connect_to_as_well() {
    let mute = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let dns = mute.local_addr().unwrap().to_string();
    let entry = "sip.contoso.test:443:elsewhere.contoso.test:443";
    let always = ["probe", "sip.contoso.test", "--connect-to", entry, "--dns", &dns, "--store", "none"];
    let done = run(&[&always[..], &["--deadline", "500ms", "--timeout", "30s"]].concat());
    assert!(done.took < std::time::Duration::from_secs(15), "{:?}", done.took);
    done.expect(3);
}

#[test]
fn one_family_alone_is_said_to_be_the_reason() {
    let lab = Lab::new("_sip._tls SRV 0 0 443 sip\nsip AAAA 2001:db8::1", "sip.contoso.test");
    let done = lab.check(&["-4"]).expect(3);
    done.says(&["no address of the family asked for (-4, -6)"]);
    Lab::new("_sip._tls SRV 0 0 0 .", "sip.contoso.test").check(&["-4"]).expect(3).says(&["is the name right?"]);
}

#[test]
fn notices_about_records_name_them() {
    let lab = Lab::new("_sip._tls SRV 0 0 443 sip\nsip A 192.0.2.1", "sip.contoso.test");
    lab.check(&[]).expect(0).says(&[
        "notice record-missing: a record that clients look for is not there; meet.contoso.test A/AAAA",
        "not there; _sipfederationtls._tcp.contoso.test SRV",
    ]);
}

#[test]
fn a_family_that_dns_does_not_answer_for_is_not_fine() {
    let script = |asked: &Asked<'_>| match asked.kind {
        "AAAA" if asked.name.starts_with("sip.") => Reaction::Silence,
        _ => Reaction::Answer,
    };
    let lab = Lab::scripted("_sip._tls SRV 0 0 443 sip\nsip A 192.0.2.1", "sip.contoso.test", script);
    lab.check(&[]).expect(1).says(&["lookup-failed", "sip.contoso.test A/AAAA", "timeout"]);
}

#[test]
#[cfg(unix)]
fn few_open_files_cost_time_and_not_the_truth() {
    use std::process::{Command, Stdio};

    let lab = Lab::new("* A 127.0.0.1", "*.contoso.test");
    let hosts: Vec<String> = (0..60).map(|i| format!("h{i}.contoso.test:{}", lab.tls.address.port())).collect();
    let (dns, root) = (lab.zone.address.to_string(), lab.root.path().to_str().unwrap());
    let mut shell = Command::new("sh");
    shell.args(["-c", "ulimit -n 20 && exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_chaincheck"), "probe"]);
    shell.args(&hosts).args(["--dns", &dns, "--store", "none", "--anchors", root, "-q"]);
    shell.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    crate::program::finish(&mut shell).expect(0);
}

#[test]
fn a_dangling_alias_is_named_by_its_end() {
    let lab = Lab::new("dialin CNAME old\n_sip._tls SRV 0 0 443 sip\nsip A 192.0.2.1", "sip.contoso.test");
    let route = format!("sip.contoso.test:443:127.0.0.1:{}", lab.tls.address.port());
    let done = lab.check(&["--connect-to", &route, "--format", "json"]).expect(1);
    done.says(&["record-dangling", "DNS knows no name old.contoso.test", "create an address record for old.contoso"]);
}

#[test]
fn further_sip_domains_are_looked_for_in_the_edges_certificate() {
    let lab = Lab::new("_sip._tls SRV 0 0 443 sip\nsip A 192.0.2.1", "sip.contoso.test");
    lab.check(&["--sip-domain", "contoso.test"]).expect(0);
    let done = lab.check(&["--sip-domain", "Fabrikam.Test.", "--sip-domain", "litware.test"]).expect(1);
    done.says(&["sip-name-missing", "sip.fabrikam.test, sip.litware.test"]);
    lab.check(&["--sip-domain", "fabrikam.test", "--ignore", "sip-name-missing"]).expect(0);
}

#[test]
fn fallback_names_of_the_edge_stand_in_its_certificate() {
    let zone = "_sip._tls SRV 0 0 443 sip\nsip A 192.0.2.1\nsipexternal A";
    let shared = Lab::new(&format!("{zone} 192.0.2.1"), "sip.contoso.test").check(&["--format", "json"]);
    shared.says(&["sip-name-missing", "sipexternal.contoso.test"]);
    // Elsewhere it is no name of the Edge.
    let apart = Lab::new(&format!("{zone} 192.0.2.9"), "sip.contoso.test").check(&["--format", "json"]);
    assert!(!apart.out.contains("sip-name-missing"), "{}", apart.out);
}

#[test]
fn a_controller_needs_a_root_that_teams_knows() {
    let zone = "_sip._tls SRV 0 0 443 sip\nsip A 192.0.2.1\nsbc A 192.0.2.5";
    let lab = Lab::new(zone, "sip.contoso.test");
    lab.check(&[]).expect(0);
    // Named by the subject of its own endpoint, and below the root that only we trust.
    let done = lab.check(&["--sbc", "sip.contoso.test:5061"]).expect(0);
    done.says(&["sbc-root-private", "direct-routing-sbc"]);
    lab.check(&["--sbc", "sbc.contoso.test"]).expect(2).says(&["name-mismatch", "sbc.contoso.test:5061"]);
    let tenant = lab.check(&["--sbc", "sbc.contoso.onmicrosoft.com"]).expect(2);
    tenant.says(&["sbc-domain-unsupported", "sbc.contoso.test, get a certificate"]);
}
