//! Each trap of the field that concerns certificates: what documents contradict each other about, and what looks wrong
//! and is not. A function each.

use chaincheck::{
    judge::{RULES, rules::of_code},
    model::{
        Endpoint,
        EndpointKind::{self, *},
        Finding, Severity,
        discovery::{Metadata, Realm, RealmHost, RealmKind, TokenCert},
        report::TargetReport,
    },
};
use rcgen::ExtendedKeyUsagePurpose;

use super::{
    pki::{authority, root, server},
    reports::{FIRST, HOST, asked, domain, presents, public, run, sends, sends_all, sends_below},
    scene::Scene,
};

fn at(kind: EndpointKind, host: &str) -> Endpoint {
    Endpoint::tls(kind, host, 443)
}

/// What is found, as `severity code`.
fn found(target: TargetReport) -> Vec<String> {
    run(vec![target]).all_findings().map(ToString::to_string).collect()
}

fn nothing() -> Vec<String> {
    Vec::new()
}

#[test]
fn an_edge_certificate_without_client_auth_is_information() {
    let edge = Endpoint { kinds: vec![AccessEdgeClient, Federation], ..at(Federation, HOST) };
    let leaf = server(&[HOST]).purposes(&[ExtendedKeyUsagePurpose::ServerAuth]);
    assert_eq!(found(domain(edge, vec![public(sends(HOST, leaf))])), ["notice client-auth-missing"]);
    let rule = of_code("client-auth-missing").next().unwrap();
    assert_eq!(rule.severity, Severity::Notice);
    for fact in ["essential for mutual TLS", "AOL", "2027-03-15"] {
        assert!(rule.explanation.contains(fact), "{fact}");
    }
}

#[test]
fn certificates_that_sign_tokens_may_be_self_signed() {
    // Without alternative names, without a usage, without a revocation list, by itself, for years.
    let token = authority("ADFS Signing - sts.contoso.com").pointless().dates((2026, 1, 1), (2031, 1, 1)).self_signed();
    let mut target = domain(at(Sso, HOST), vec![presents("healthy", FIRST)]);
    let named = TokenCert { signs: true, cert: token.cert().into() };
    target.discovery.metadata = vec![Metadata { host: HOST.to_owned(), port: 443, outcome: Ok(vec![named]) }];
    let host = RealmHost { host: HOST.to_owned(), port: 443, adfs: true };
    target.discovery.realm = Some(Realm { kind: RealmKind::Federated, hosts: vec![host] });
    assert_eq!(found(target), nothing());
}

#[test]
fn the_oauth_certificate_is_bound_by_no_rule_of_tls_servers() {
    // It is presented by nobody: who looks at it looks at a file. Its subject is the SIP domain, and no host.
    let leaf = server(&["contoso.com"]).nameless().pointless().dates((2026, 1, 1), (2031, 1, 1));
    let mut observation = sends("contoso.com", leaf);
    (observation.name_matches, observation.common_name_only) = (None, false);
    assert_eq!(found(domain(Endpoint::file(Vec::new()), vec![observation])), nothing());
}

#[test]
fn the_internal_side_of_an_edge_may_lack_alternative_names_and_is_reported_as_that() {
    let host = at(Host, HOST);
    assert_eq!(found(domain(host, vec![presents("cn-only", FIRST)])), ["critical cn-only"]);
    let rule = of_code("cn-only").next().unwrap();
    assert!(rule.explanation.contains("internal side of an Edge Server is documented as fine"));
    // The subject of some other certificate is still another name.
    let other = sends(HOST, server(&["edge01.contoso.com"]).nameless());
    assert_eq!(found(domain(at(Host, HOST), vec![other])), ["critical name-mismatch"]);
}

#[test]
fn wildcards_are_judged_by_role() {
    let wildcard = |kind| {
        let report = run(vec![domain(at(kind, HOST), vec![sends(HOST, server(&["*.contoso.com"]))])]);
        report.all_findings().filter(|f| f.severity > Severity::Notice).map(|f| f.code).collect::<Vec<_>>()
    };
    for kind in [AccessEdgeClient, Federation, WebConferencing, SipInternal] {
        assert_eq!(wildcard(kind), ["wildcard-unsupported"], "{kind:?}");
    }
    let free = [AutodiscoverInternal, AutodiscoverExternal, WebServices, Meet, Dialin, Admin, OfficeWebApps, Xmpp, Sso];
    for kind in free.into_iter().chain([Host, NamedInCertificate, ExchangeAutodiscover]) {
        assert_eq!(wildcard(kind), [""; 0], "{kind:?}");
    }
    let rule = of_code("wildcard-unsupported").next().unwrap();
    assert!(rule.see.iter().any(|source| source.contains("wildcard certificate support")), "{:?}", rule.see);
    assert!(rule.explanation.contains("internal side of an Edge") && rule.explanation.contains("XMPP"));
}

#[test]
fn lyncdiscoverinternal_is_wanted_in_the_sip_domain() {
    let name = "lyncdiscoverinternal.contoso.com";
    // The internal domain's form, which the documents of 2013 ask for, is neither enough nor missed.
    let internal = "lyncdiscoverinternal.corp.contoso.com";
    let role = || at(AutodiscoverInternal, name);
    let mut wrong = domain(role(), vec![sends(name, server(&[internal]))]);
    wrong.discovery.requests = vec![asked(&format!("http://{name}/"), None, "connect: the connection was refused")];
    assert_eq!(found(wrong), ["critical name-mismatch"]);
    assert_eq!(found(domain(role(), vec![sends(name, server(&["pool01.corp.contoso.com", name]))])), nothing());
}

#[test]
fn a_public_intermediate_is_no_intermediate_provider() {
    let both = || {
        server(&["sbc.contoso.com"])
            .purposes(&[ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth])
    };
    let role = || at(DirectRoutingSbc, "sbc.contoso.com");
    assert_eq!(found(domain(role(), vec![public(sends("sbc.contoso.com", both()))])), nothing());
    // The whole chain has to be sent, though.
    let root = root("Contoso Root CA");
    let issuing = authority("Contoso Issuing CA").signed_by(&root);
    let alone = sends_all("sbc.contoso.com", &[&both().signed_by(&issuing)], &root);
    assert_eq!(found(domain(role(), vec![alone])), ["critical issuer-missing"]);
    let rule = of_code("sbc-root-private").next().unwrap();
    assert!(rule.explanation.contains("not the intermediates that every public authority has"));
}

#[test]
fn a_root_that_is_sent_is_information() {
    for kind in [AccessEdgeClient, WebServices, Sso, Host] {
        assert_eq!(found(domain(at(kind, HOST), vec![presents("root-sent", FIRST)])), ["notice root-sent"], "{kind:?}");
    }
}

#[test]
fn several_paths_are_not_several_faults() {
    let worst = |name| {
        let report = run(vec![domain(at(AccessEdgeClient, HOST), vec![presents(name, FIRST)])]);
        report.all_findings().map(|f| f.severity).max()
    };
    // Two good paths; and one beside a cross-signed twin that has run out.
    assert_eq!(worst("cross-signed"), Some(Severity::Notice));
    assert_eq!(worst("expired-cross-sign-sent"), Some(Severity::Notice));
    // What two stores say differently is told as that, and the deciding one decides.
    let disagreeing = Scene::read("stores-disagree").run();
    let codes: Vec<&str> = disagreeing.all_findings().map(|f: &Finding| f.code).collect();
    assert!(codes.contains(&"store-disagreement"), "{codes:?}");
}

#[test]
fn the_roots_own_signature_proves_nothing() {
    let root = presents("sha1-root", FIRST).walk.unwrap().path.certificates.pop().unwrap();
    assert!(root.cert.signature.scheme.to_string().contains("sha1"));
    for kind in [AccessEdgeClient, WebServices, Host] {
        let found = found(domain(at(kind, HOST), vec![presents("sha1-root", FIRST)]));
        assert_eq!(found, ["notice root-sent"], "{kind:?}");
    }
    // The same signature on a link is another matter.
    let weak = found(domain(at(Host, HOST), vec![presents("sha1-signed", FIRST)]));
    assert!(weak.contains(&"critical signature-weak".to_owned()), "{weak:?}");
}

#[test]
fn private_certificates_may_live_for_years() {
    let leaf = server(&[HOST]).dates((2026, 4, 1), (2031, 4, 1));
    let issuing = authority("Contoso Issuing CA").dates((2020, 1, 1), (2040, 1, 1));
    for kind in [AccessEdgeClient, SipInternal, WebServices, Sso, Host] {
        let observation = sends_below(HOST, leaf.clone(), issuing.clone());
        assert_eq!(found(domain(at(kind, HOST), vec![observation])), nothing(), "{kind:?}");
    }
}

#[test]
fn event_32042_need_not_be_a_certificate() {
    let speaks = RULES.iter().filter(|rule| rule.explanation.contains("32042"));
    let texts: Vec<&str> = speaks.map(|rule| rule.explanation).collect();
    assert!(!texts.is_empty());
    assert!(
        texts.iter().all(|text| text.contains("need not mean a bad certificate") && text.contains("session tickets"))
    );
}
