//! The scenarios: a healthy deployment, and one defect each.

use super::{
    DemoError,
    blueprint::{Blueprint, ONLINE},
    tls::{ClientAuth, Versions},
};
use crate::words;

/// A deployment with a named defect, and what the check of it should find.
#[derive(Debug)]
pub struct Scenario {
    /// The word on the command line.
    pub name: &'static str,
    /// One line: what is wrong.
    pub title: &'static str,
    /// How a deployment gets there, and what to look for in the report.
    pub description: &'static str,
    /// The distinct codes of the findings at warning or above, sorted.
    pub expected: &'static [&'static str],
    /// Whether the checker is told of the enterprise root.
    pub uses_root: bool,
    /// Puts the defect into the healthy deployment.
    pub(super) build: fn(&mut Blueprint) -> Result<(), DemoError>,
}

impl Scenario {
    /// The scenario of this name.
    pub fn find(name: &str) -> Option<&'static Self> {
        SCENARIOS.iter().find(|scenario| scenario.name == name)
    }
}

/// What is shown when nobody names a scenario.
pub const DEFAULT_SCENARIO: &str = "missing-intermediate";

/// Every scenario, in the order to read them.
pub const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "healthy",
        title: words!("nothing is wrong"),
        description: "An Edge pool of two, a reverse proxy and an AD FS proxy present complete chains to the \
            enterprise root. The federation port asks for client certificates.",
        expected: &[],
        uses_root: true,
        build: |_| Ok(()),
    },
    Scenario {
        name: "missing-intermediate",
        title: words!("one of two Edge members sends its certificate alone"),
        description: "The second Edge member was set up without the issuing CA's certificate in its store, so it \
            sends a lone leaf. Half of all sign-ins fail, on devices that have not seen the issuing CA elsewhere.",
        expected: &["issuer-missing", "members-differ"],
        uses_root: true,
        build: missing_intermediate,
    },
    Scenario {
        name: "expired-intermediate",
        title: words!("the Edge servers send an issuing CA certificate that ran out a day ago"),
        description: "The issuing CA was renewed in time, but the Edge servers still hold and send its previous \
            certificate. Their own certificate is good; link and certificate below it are not to blame.",
        expected: &["cert-expired"],
        uses_root: true,
        build: expired_intermediate,
    },
    Scenario {
        name: "private-root",
        title: words!("the chains are complete, but this machine does not know the root"),
        description: "What a device outside the enterprise sees: every server sends leaf and issuing CA, and the \
            root above them is in no store here.",
        expected: &["issuer-unknown"],
        uses_root: false,
        build: |_| Ok(()),
    },
    Scenario {
        name: "wrong-name",
        title: words!("the reverse proxy answers for webext.contoso.test only"),
        description: "The certificate of the reverse proxy was requested without the simple URLs and the autodiscover \
            name. Its chain is sound; no client accepts it for the names it connects by.",
        expected: &["name-mismatch"],
        uses_root: true,
        build: wrong_name,
    },
    Scenario {
        name: "stale-intermediate",
        title: words!("the Edge servers send the issuing CA's certificate from before it was re-keyed"),
        description: "The issuing CA got a new key and issued the Edge certificate with it. The servers still send \
            the certificate of the old key: the same name, so everything looks right, but the signature does not verify.",
        expected: &["issuer-key-mismatch"],
        uses_root: true,
        build: stale_intermediate,
    },
    Scenario {
        name: "mutual-tls",
        title: words!("the federation port refuses whoever has no certificate"),
        description: "As Edge servers do by default. One member speaks TLS 1.2 and refuses within the handshake, the \
            other TLS 1.3 and refuses after it; the chains are seen all the same, and nothing is wrong.",
        expected: &[],
        uses_root: true,
        build: mutual_tls,
    },
    Scenario {
        name: "refused-address",
        title: words!("one of two Edge members refuses connections"),
        description: "The Access Edge service of the second member is stopped. Clients get by with the first, until \
            it fails too.",
        expected: &["endpoint-unreachable"],
        uses_root: true,
        build: refused_address,
    },
    Scenario {
        name: "hybrid-sso",
        title: words!("a hybrid deployment whose AD FS proxy sends its certificate alone"),
        description: "The cloud says that AD FS signs the domain's users in. Browsers that have met the issuing CA \
            before sign in, and Windows downloads it; phones on fresh devices cannot, although every Lync endpoint is well.",
        expected: &["clients-disagree", "issuer-missing"],
        uses_root: true,
        build: hybrid_sso,
    },
    Scenario {
        name: "teams-only",
        title: words!("nothing is wrong, and nothing is left on premises"),
        description: "The records lead to Microsoft's cloud, which signs the users in itself. That the certificates \
            there do not carry the customer's names is by instruction, and no finding.",
        expected: &[],
        uses_root: true,
        build: teams_only,
    },
    Scenario {
        name: "half-migrated",
        title: words!("some records lead to the cloud, some still to the own Edge"),
        description: "The domain was moved to Teams, and its sign-in record with it, but the federation record still \
            names the Edge at home: partners and clients meet two different worlds.",
        expected: &["records-half-migrated"],
        uses_root: true,
        build: half_migrated,
    },
    Scenario {
        name: "second-sip-domain",
        title: words!("the Edge certificate lacks the name of the second SIP domain"),
        description: "The company took over fabrikam.test. Its users are on the same Edge, whose certificate was not \
            renewed with sip.fabrikam.test: their clients and partners refuse it.",
        expected: &["sip-name-missing"],
        uses_root: true,
        build: second_sip_domain,
    },
];

fn missing_intermediate(plan: &mut Blueprint) -> Result<(), DemoError> {
    for member in [&mut plan.edge[1], &mut plan.federation[1]] {
        member.identity.sent.truncate(1);
    }
    Ok(())
}

fn expired_intermediate(plan: &mut Blueprint) -> Result<(), DemoError> {
    let expired = plan.pki.expired_issuing()?;
    for member in plan.edge_members() {
        member.identity.sent[1].clone_from(&expired);
    }
    Ok(())
}

fn wrong_name(plan: &mut Blueprint) -> Result<(), DemoError> {
    plan.proxy.identity = plan.pki.identity(&["webext.contoso.test"])?;
    Ok(())
}

fn stale_intermediate(plan: &mut Blueprint) -> Result<(), DemoError> {
    let stale = plan.pki.old_key_issuing()?;
    for member in plan.edge_members() {
        member.identity.sent[1].clone_from(&stale);
    }
    Ok(())
}

fn mutual_tls(plan: &mut Blueprint) -> Result<(), DemoError> {
    for (member, versions) in plan.federation.iter_mut().zip([Versions::Only12, Versions::Only13]) {
        member.client_auth = ClientAuth::Insists;
        member.versions = versions;
    }
    Ok(())
}

fn refused_address(plan: &mut Blueprint) -> Result<(), DemoError> {
    plan.edge[1].refuses = true;
    plan.federation[1].refuses = true;
    Ok(())
}

fn hybrid_sso(plan: &mut Blueprint) -> Result<(), DemoError> {
    plan.sso.identity.sent.truncate(1);
    Ok(())
}

fn teams_only(plan: &mut Blueprint) -> Result<(), DemoError> {
    plan.zone = ONLINE.to_vec();
    plan.cloud.federated = None;
    Ok(())
}

fn half_migrated(plan: &mut Blueprint) -> Result<(), DemoError> {
    let moved = |owner: &str| owner == "lyncdiscover" || owner == "_sip._tls";
    plan.zone.retain(|(owner, _)| !moved(owner));
    plan.zone.extend(ONLINE.iter().filter(|(owner, _)| moved(owner)));
    Ok(())
}

fn second_sip_domain(plan: &mut Blueprint) -> Result<(), DemoError> {
    plan.sip_domains.push("fabrikam.test");
    Ok(())
}
