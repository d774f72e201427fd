//! Who signs a domain's users in, what the online directory says, and who stands between this machine and Microsoft.

use std::time::Duration;

use chaincheck::model::{
    EndpointKind, Target, Trust,
    discovery::{DeploymentKind, Errand, RealmHost, RealmKind},
};

use crate::{
    lab::{DIRECTORY, DOMAIN, LOGIN, Lab, USUAL, codes, hosts, redirect, root, said},
    old_tls::Old,
    servers::{self, ClientAuth, Setup, chain, chain_for},
    sites::{self, Reply, answer, host, json, target},
};

const METADATA: &str = "/FederationMetadata/2007-06/FederationMetadata.xml";

/// A cloud with one answer of the realm interfaces, and what the directory says.
fn cloud(realm: &str, known: bool) -> impl Fn(&str) -> Reply + Clone + Send + Sync + 'static {
    let realm = realm.to_owned();
    move |head| match (host(head), target(head)) {
        (LOGIN, path) if path.starts_with("/common/userrealm/") || path.starts_with("/GetUserRealm.srf") => {
            json(&realm)
        }
        (DIRECTORY, path) if path.contains("originalDomain=contoso.test") && known => {
            json(&redirect("https://webdir1a.online.lync.com/root"))
        }
        _ => answer(404, "", ""),
    }
}

fn federated(url: &str) -> String {
    format!(r#"{{"NameSpaceType":"Federated","AuthURL":"{url}","DomainName":"contoso.test"}}"#)
}

fn metadata_of(der: &[u8]) -> String {
    use base64ct::{Base64, Encoding};
    let text = Base64::encode_string(der);
    let key = |usage: &str| {
        format!(
            "<KeyDescriptor use='{usage}'><KeyInfo><X509Data><X509Certificate>{text}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>"
        )
    };
    format!(
        "<EntityDescriptor xmlns='urn:oasis:names:tc:SAML:2.0:metadata' entityID='x'><IDPSSODescriptor>{}{}\
         </IDPSSODescriptor></EntityDescriptor>",
        key("signing"),
        key("encryption")
    )
}

#[tokio::test]
async fn adfs_is_found_with_its_metadata_and_its_certificate_endpoints() {
    let realm = federated("https://sts.contoso.test/adfs/ls/?wa=wsignin1.0");
    let records = format!("{USUAL}\nsts A 203.0.113.30\ncertauth.sts A 203.0.113.30\nadfs A 203.0.113.99");
    let mut lab = Lab::with_cloud(&records, cloud(&realm, false)).await;
    lab.everywhere(&["lyncdiscover", "sip"], |_| answer(404, "", "")).await;
    let token = chain("token signing");
    let document = metadata_of(&token.root);
    let sts = chain_for(&["sts.contoso.test", "certauth.sts.contoso.test"]);
    let (sent, key, root) = (sts.sent.clone(), sts.key.serialize_der(), sts.root.clone());
    let web = lab
        .secure(
            sts,
            move |head| if target(head) == METADATA { answer(200, "", &document) } else { answer(404, "", "") },
        )
        .await;
    let mut asks = Setup::new(chain("x"));
    (asks.sent, asks.key, asks.root) = (sent, rcgen::KeyPair::try_from(key).unwrap(), root);
    asks.client_auth = ClientAuth::Required;
    let asks = lab.keep(sites::secure(asks, |_| answer(404, "", "")).await);
    lab.route("sts.contoso.test", 443, web);
    lab.route("sts.contoso.test", 49443, asks);
    lab.route("certauth.sts.contoso.test", 443, web);
    let report = lab.check().await;

    let found = report.discovery.realm.as_ref().unwrap();
    let sts = RealmHost { host: "sts.contoso.test".to_owned(), port: 443, adfs: true };
    assert_eq!((found.kind, &found.hosts[..]), (RealmKind::Federated, &[sts][..]));
    // The guess at adfs.contoso.test is none of its endpoints.
    assert_eq!(hosts(&report, EndpointKind::Sso), ["sts.contoso.test:443"]);
    let of_certificates = ["certauth.sts.contoso.test:443", "sts.contoso.test:49443"];
    assert_eq!(hosts(&report, EndpointKind::SsoCertificate), of_certificates);
    let sso = report.endpoints.iter().find(|e| e.endpoint.is(EndpointKind::Sso)).unwrap();
    assert!(!sso.endpoint.fallback, "it is no guess any more");
    let [metadata] = &report.discovery.metadata[..] else { panic!("{:?}", report.discovery.metadata) };
    let certs = metadata.outcome.as_ref().unwrap();
    assert_eq!(certs.iter().map(|c| c.signs).collect::<Vec<_>>(), [true, false]);
    assert_eq!(&*certs[0].cert.der, &*token.root);
    let lines = said(&report, Errand::Realm);
    assert_eq!(lines.len(), 2);
    assert!(lines.iter().all(|line| line.ends_with("federated: sts.contoso.test:443")), "{lines:?}");
    assert_eq!(
        said(&report, Errand::Metadata),
        [format!("https://sts.contoso.test{METADATA} federation metadata with 2 certificates")]
    );
}

#[tokio::test]
async fn adfs_that_the_realm_names_and_dns_does_not_know_is_told() {
    // Under a name that is guessed anyway, and under another.
    for host in ["sts.contoso.test", "login.contoso.test"] {
        let realm = federated(&format!("https://{host}/adfs/ls/"));
        let mut lab = Lab::with_cloud(USUAL, cloud(&realm, false)).await;
        lab.everywhere(&["lyncdiscover", "sip"], |_| answer(404, "", "")).await;
        let report = lab.check().await;
        assert_eq!(codes(&report), ["record-dangling"], "{host}");
        let finding = report.findings.iter().find(|finding| finding.code == "record-dangling").unwrap();
        let evidence = format!("{:?}", finding.evidence);
        assert!(evidence.contains(host) && evidence.contains(&format!("realm {LOGIN}")), "{evidence}");
        let start = format!("create an address record for {host}, or take the name out");
        assert!(finding.remedy.starts_with(&start), "{}", finding.remedy);
    }
}

#[tokio::test]
async fn absent_and_silent_certificate_endpoints_are_nothing() {
    let realm = federated("https://sts.contoso.test/adfs/ls/");
    let mut lab = Lab::with_cloud(&format!("{USUAL}\nsts A 203.0.113.30"), cloud(&realm, false)).await;
    lab.everywhere(&["lyncdiscover", "sip", "sts"], |_| answer(404, "", "")).await;
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    lab.route("sts.contoso.test", 49443, closed);
    let report = lab.check().await;
    assert!(hosts(&report, EndpointKind::SsoCertificate).is_empty());
    assert_eq!(report.discovery.metadata[0].outcome.as_ref().unwrap_err(), "status 404");
    assert_eq!(codes(&report), ["metadata-unreachable"]);
}

/// Hosts of the years of TLS 1.0: requests beside the probes get no answer there, and that says nothing of what is published.
#[tokio::test]
async fn old_hosts_are_not_accused_of_documents_that_only_modern_tls_could_not_fetch() {
    let realm = federated("https://sts.contoso.test/adfs/ls/");
    let mut lab = Lab::with_cloud(&format!("{USUAL}\nsts A 203.0.113.30"), cloud(&realm, false)).await;
    lab.everywhere(&["sip"], |_| answer(404, "", "")).await;
    let mut servers = Vec::new();
    for host in ["sts.contoso.test", "lyncdiscover.contoso.test"] {
        let chain = chain(host);
        lab.trust(&chain);
        let old = Old::new(chain.sent.iter().map(|der| der.to_vec()).collect());
        let server = servers::raw(move |stream| old.clone().answer(stream)).await;
        lab.route(host, 443, server.address);
        servers.push(server);
    }
    let plain = lab.plain(|_| answer(404, "", "")).await;
    lab.route("lyncdiscover.contoso.test", 80, plain);
    let report = lab.check().await;
    let refused = "refused the TLS 1.2/1.3 hello with alert handshake_failure";
    let told = report.discovery.metadata[0].outcome.as_ref().unwrap_err();
    assert!(told.contains(refused), "{told}");
    assert_eq!(codes(&report), ["tls-legacy", "tls-legacy"]);
    let all: Vec<_> = report.all_findings().map(|finding| finding.code).collect();
    assert!(!all.contains(&"autodiscover-document-missing"), "{all:?}");
    let sso = report.endpoints.iter().find(|e| e.endpoint.host.as_deref() == Some("sts.contoso.test")).unwrap();
    assert_eq!(sso.observations[0].trust(), Trust::Trusted);
}

#[tokio::test]
async fn a_third_party_is_checked_for_its_chain_alone() {
    let realm = federated("https://contoso.okta.test/app/office365/sso/wsfed/passive");
    let mut lab = Lab::with_cloud(&format!("{USUAL}\nsts A 203.0.113.99"), cloud(&realm, false)).await;
    lab.everywhere(&["lyncdiscover", "sip"], |_| answer(404, "", "")).await;
    let okta = lab.secure(chain("contoso.okta.test"), |_| answer(500, "", "")).await;
    lab.route("contoso.okta.test", 443, okta);
    let report = lab.check().await;
    assert_eq!(hosts(&report, EndpointKind::Sso), ["contoso.okta.test:443"]);
    assert!(report.discovery.metadata.is_empty());
    assert!(!lab.urls().iter().any(|url| url.contains("okta")), "{:?}", lab.urls());
    assert_eq!(codes(&report), [] as [&str; 0]);
}

#[tokio::test]
async fn a_managed_domain_has_no_guessed_adfs() {
    let mut lab =
        Lab::with_cloud(&format!("{USUAL}\nsts A 203.0.113.99"), cloud(r#"{"account_type":"Managed"}"#, false)).await;
    lab.everywhere(&["lyncdiscover", "sip", "sts"], |_| answer(404, "", "")).await;
    let report = lab.check().await;
    assert_eq!(report.discovery.realm.as_ref().unwrap().kind, RealmKind::Managed);
    assert!(hosts(&report, EndpointKind::Sso).is_empty());
}

#[tokio::test]
async fn where_the_cloud_cannot_be_asked_guesses_stay_guesses() {
    for reply in [|_: &str| answer(503, "", ""), |_: &str| json("<html>"), |_: &str| json(r#"{"NameSpaceType":7}"#)] {
        let mut lab = Lab::with_cloud(&format!("{USUAL}\nsts A 203.0.113.99"), reply).await;
        lab.everywhere(&["lyncdiscover", "sip", "sts"], |_| answer(404, "", "")).await;
        let report = lab.check().await;
        assert!(report.discovery.realm.is_none());
        assert_eq!(hosts(&report, EndpointKind::Sso), ["sts.contoso.test:443"]);
        assert_eq!(report.discovery.deployment.as_ref().unwrap().kind, DeploymentKind::OnPremisesOrHybrid);
        assert_eq!(codes(&report), [] as [&str; 0]);
    }
}

#[tokio::test]
async fn a_host_given_by_the_user_is_adfs_and_nobody_else_is_asked() {
    let realm = federated("https://other.contoso.test/adfs/ls/");
    let mut lab = Lab::with_cloud(&format!("{USUAL}\nfs A 203.0.113.30"), cloud(&realm, false)).await;
    lab.everywhere(&["lyncdiscover", "sip", "fs"], |_| answer(404, "", "")).await;
    lab.settings.sso = vec!["fs.contoso.test".to_owned()];
    let report = lab.check().await;
    assert_eq!(hosts(&report, EndpointKind::Sso), ["fs.contoso.test:443"]);
    assert!(said(&report, Errand::Realm).is_empty());
    assert_eq!(said(&report, Errand::Metadata).len(), 1);
}

#[tokio::test]
async fn the_directory_tells_hybrid_from_on_premises() {
    for (known, kind, words) in [
        (true, DeploymentKind::Hybrid, "the online directory knows the domain"),
        (false, DeploymentKind::OnPremises, "the online directory does not know the domain"),
    ] {
        let mut lab = Lab::with_cloud(USUAL, cloud(r#"{"account_type":"Managed"}"#, known)).await;
        lab.everywhere(&["lyncdiscover", "sip"], |_| answer(404, "", "")).await;
        let report = lab.check().await;
        assert_eq!(report.discovery.deployment.as_ref().unwrap().kind, kind);
        let url =
            "https://webdir.online.lync.com/AutoDiscover/AutoDiscoverservice.svc/root?originalDomain=contoso.test";
        assert_eq!(said(&report, Errand::Directory), [format!("{url} {words}")]);
    }
}

#[tokio::test]
async fn an_inspecting_proxy_is_found_unless_the_user_gave_its_root() {
    for (store, intercepted) in [("root.pem", false), ("system", true)] {
        let mut lab = Lab::with_cloud(USUAL, cloud(r#"{"account_type":"Managed"}"#, false)).await;
        lab.everywhere(&["lyncdiscover", "sip"], root(r#"{"_links":{}}"#)).await;
        lab.store = store;
        let report = lab.report().await;
        let found: Vec<_> = report.findings.iter().map(|f| f.code).collect();
        assert_eq!(found, if intercepted { vec!["tls-intercepted"] } else { vec![] }, "{store}");
        let target = &report.targets[0];
        let named: Vec<_> = target.discovery.intercepted.iter().map(|i| i.host.as_str()).collect();
        if intercepted {
            assert_eq!(named, [DIRECTORY, LOGIN]);
            assert!(target.discovery.realm.is_none(), "whoever it is, it is not Microsoft's word");
            let remedy = &report.findings[0].remedy;
            assert!(remedy.contains("CN=Contoso Test Issuing") && remedy.contains(LOGIN), "{remedy}");
        }
    }
}

#[tokio::test]
async fn an_unknown_root_of_an_inspecting_proxy_is_found_and_said_once() {
    let mut lab = Lab::new(
        "lyncdiscover CNAME webdir.online.lync.com.\n_sipfederationtls._tcp SRV 0 0 5061 sipfed.online.lync.com.",
    )
    .await;
    let inspected = sites::secure(Setup::new(chain("*.online.lync.com")), |_| answer(404, "", "")).await;
    let address = lab.keep(inspected);
    for (host, port) in [("lyncdiscover.contoso.test", 443), ("sipfed.online.lync.com", 5061), (DIRECTORY, 443)] {
        lab.settings.connect_to.retain(|entry| entry.host.as_deref() != Some(host));
        lab.route(host, port, address);
    }
    let report = lab.report().await;
    let codes = codes(&report.targets[0]);
    assert!(!codes.iter().any(|code| code.starts_with("issuer") || code.starts_with("root")), "{codes:?}");
    assert_eq!(report.findings.iter().filter(|f| f.code == "tls-intercepted").count(), 1);
    let probe = lab.look(Target::Host { host: "sipfed.online.lync.com".to_owned(), port: 5061 }).await;
    assert_eq!(probe.discovery.intercepted.len(), 1);
}

#[tokio::test]
async fn a_clock_that_is_wrong_is_told() {
    let mut lab = Lab::new(USUAL).await;
    lab.everywhere(&["lyncdiscover", "sip"], |_| answer(404, "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n", "")).await;
    // The clock that counts is the machine's, not the time judged at.
    lab.settings.at = Some(0);
    let report = lab.check().await;
    assert!(codes(&report).contains(&"clock-skew"), "{:?}", codes(&report));
    lab.settings.timeout = Duration::from_secs(20);
    assert!(report.discovery.requests[0].ahead.unwrap() < -1_000_000_000);
    assert_eq!(report.target.name(), DOMAIN);
}
