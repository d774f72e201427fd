//! Who is hurt: what each family of clients makes of a chain, and when they are said to disagree.

use std::collections::BTreeMap;

use chaincheck::model::{
    Completion, Endpoint,
    EndpointKind::{self, *},
    Family, Observation, Outcome, Purpose, Severity, Silence, Stage,
    observation::Cause,
    report::TargetReport,
};

use super::{
    pki::server,
    reports::{
        FIRST, HOST, cloud, domain, lyncdiscover, presents, public, run, sends, shows_to_older_clients,
        signs_with_another_key, speaks, web,
    },
    scene::Scene,
};

/// An observation at an endpoint of one kind, and what each family that uses it says: `yes`, `no CODE` or `? CODE`.
struct Case {
    name: &'static str,
    kind: EndpointKind,
    seen: fn() -> Vec<Observation>,
    expected: &'static [&'static str],
    /// Families that are alone in what they say.
    alone: &'static [Family],
    /// Whether they are said to disagree.
    disagree: bool,
}

const CASES: &[Case] = &[
    Case {
        name: "a healthy chain at autodiscover",
        kind: AutodiscoverExternal,
        seen: || vec![presents("healthy", FIRST)],
        expected: &["windows yes", "mobile yes", "mac yes", "java yes"],
        alone: &[],
        disagree: false,
    },
    Case {
        name: "a healthy chain at the Edge",
        kind: AccessEdgeClient,
        seen: || vec![presents("healthy", FIRST)],
        expected: &["windows yes", "lync-phone yes", "mac yes"],
        alone: &[],
        disagree: false,
    },
    Case {
        name: "a healthy public chain at federation",
        kind: Federation,
        seen: || vec![public(presents("healthy", FIRST))],
        expected: &["federation-edge yes", "online-services yes"],
        alone: &[],
        disagree: false,
    },
    Case {
        name: "a healthy public chain at a session border controller",
        kind: DirectRoutingSbc,
        seen: || vec![public(presents("healthy", FIRST))],
        expected: &["online-services yes"],
        alone: &[],
        disagree: false,
    },
    Case {
        name: "an intermediate is not sent and was downloaded: Windows is fine, phones fail",
        kind: Meet,
        seen: || vec![downloaded()],
        expected: &["windows yes", "mobile no issuer-missing", "mac ? issuer-missing"],
        alone: &[Family::Windows, Family::Mobile, Family::Mac],
        disagree: true,
    },
    Case {
        name: "the same at a pool that gateways connect to",
        kind: SipInternal,
        seen: || vec![downloaded()],
        expected: &["windows yes", "lync-phone ? issuer-missing", "mac ? issuer-missing", "sbc no issuer-missing"],
        alone: &[Family::Windows, Family::Sbc],
        disagree: true,
    },
    Case {
        name: "the same where partners and Microsoft connect",
        kind: Federation,
        seen: || vec![public(downloaded())],
        expected: &["federation-edge ? issuer-missing", "online-services ? issuer-missing"],
        alone: &[],
        disagree: false,
    },
    Case {
        name: "the same at a session border controller, of which the whole chain is demanded",
        kind: DirectRoutingSbc,
        seen: || vec![public(downloaded())],
        expected: &["online-services no issuer-missing"],
        alone: &[],
        disagree: false,
    },
    Case {
        name: "an intermediate is not sent and known from elsewhere: Windows may hold it",
        kind: AutodiscoverExternal,
        seen: || vec![presents("issuer-missing-known", FIRST)],
        expected: &[
            "windows ? issuer-missing",
            "mobile no issuer-missing",
            "mac ? issuer-missing",
            "java no issuer-missing",
        ],
        alone: &[],
        disagree: false,
    },
    Case {
        name: "an intermediate is not sent and known nowhere",
        kind: AutodiscoverExternal,
        seen: || vec![presents("issuer-missing", FIRST)],
        expected: &[
            "windows ? issuer-missing",
            "mobile no issuer-missing",
            "mac ? issuer-missing",
            "java no issuer-missing",
        ],
        alone: &[],
        disagree: false,
    },
    Case {
        name: "an intermediate has run out, and a newer copy of it is known: who holds one gets by",
        kind: AutodiscoverExternal,
        seen: || vec![presents("expired-intermediate-known", FIRST)],
        expected: &["windows ? cert-expired", "mobile no cert-expired", "mac ? cert-expired", "java no cert-expired"],
        alone: &[],
        disagree: false,
    },
    Case {
        name: "an intermediate has run out, and nobody knows of a newer one",
        kind: AutodiscoverExternal,
        seen: || vec![presents("expired-intermediate", FIRST)],
        expected: &["windows no cert-expired", "mobile no cert-expired", "mac no cert-expired", "java no cert-expired"],
        alone: &[],
        disagree: false,
    },
    Case {
        name: "a private root that nobody here holds",
        kind: AutodiscoverExternal,
        seen: || vec![presents("private-root-sent", FIRST)],
        expected: &[
            "windows no root-untrusted",
            "mobile no root-untrusted",
            "mac no root-untrusted",
            "java no root-untrusted",
        ],
        alone: &[],
        disagree: false,
    },
    Case {
        name: "an expired certificate is everybody's",
        kind: SipInternal,
        seen: || vec![presents("expired-leaf", FIRST)],
        expected: &[
            "windows no cert-expired",
            "lync-phone no cert-expired",
            "mac no cert-expired",
            "sbc no cert-expired",
        ],
        alone: &[],
        disagree: false,
    },
    Case {
        name: "another name",
        kind: AccessEdgeClient,
        seen: || vec![presents("wrong-name", FIRST)],
        expected: &["windows no name-mismatch", "lync-phone no name-mismatch", "mac no name-mismatch"],
        alone: &[],
        disagree: false,
    },
    Case {
        name: "the name in the subject alone: Apple's clients do not look there",
        kind: AccessEdgeClient,
        seen: || vec![presents("cn-only", FIRST)],
        expected: &["windows ? cn-only", "lync-phone ? cn-only", "mac no cn-only"],
        alone: &[Family::Mac],
        disagree: false,
    },
    Case {
        name: "the name in the subject alone, where Teams looks",
        kind: DirectRoutingSbc,
        seen: || vec![public(presents("cn-only", FIRST))],
        expected: &["online-services yes"],
        alone: &[],
        disagree: false,
    },
    Case {
        name: "SHA-1 below a private root",
        kind: AccessEdgeClient,
        seen: || vec![presents("sha1-signed", FIRST)],
        expected: &["windows yes", "lync-phone ? signature-weak", "mac no signature-weak"],
        alone: &[Family::Windows, Family::LyncPhone, Family::Mac],
        disagree: true,
    },
    Case {
        name: "SHA-1 below a public root",
        kind: AccessEdgeClient,
        seen: || vec![public(presents("sha1-signed", FIRST))],
        expected: &["windows no signature-weak", "lync-phone ? signature-weak", "mac no signature-weak"],
        alone: &[Family::LyncPhone],
        disagree: false,
    },
    Case {
        name: "SHA-1 in its day",
        kind: AccessEdgeClient,
        seen: || vec![presents("sha1-in-its-day", FIRST)],
        expected: &["windows yes", "lync-phone yes", "mac yes"],
        alone: &[],
        disagree: false,
    },
    Case {
        name: "a short key below a private root",
        kind: Federation,
        seen: || vec![presents("key-1024", FIRST)],
        expected: &["federation-edge yes", "online-services ? key-weak"],
        alone: &[Family::FederationEdge, Family::OnlineServices],
        disagree: false,
    },
    Case {
        name: "a short key, for clients",
        kind: WebServices,
        seen: || vec![presents("key-1024", FIRST)],
        expected: &["windows yes", "mobile no key-weak", "lync-phone ? key-weak", "mac no key-weak", "java ? key-weak"],
        alone: &[Family::Windows],
        disagree: true,
    },
    Case {
        name: "a short key of the root, which nobody is known to look at",
        kind: AccessEdgeClient,
        seen: || vec![presents("key-1024-root", FIRST)],
        expected: &["windows ? key-weak", "lync-phone ? key-weak", "mac ? key-weak"],
        alone: &[],
        disagree: false,
    },
    Case {
        name: "a private root at federation: partners may have it installed, Microsoft has not",
        kind: Federation,
        seen: || vec![presents("healthy", FIRST)],
        expected: &["federation-edge yes", "online-services ? root-untrusted"],
        alone: &[Family::FederationEdge, Family::OnlineServices],
        disagree: false,
    },
    Case {
        name: "a private root at a session border controller",
        kind: DirectRoutingSbc,
        seen: || vec![presents("healthy", FIRST)],
        expected: &["online-services no root-untrusted"],
        alone: &[],
        disagree: false,
    },
    Case {
        name: "a wildcard where the role wants the name",
        kind: Federation,
        seen: || vec![public(sends(HOST, server(&["*.contoso.com"])))],
        expected: &["federation-edge ? wildcard-unsupported", "online-services ? wildcard-unsupported"],
        alone: &[],
        disagree: false,
    },
    Case {
        name: "a wildcard at meet",
        kind: Meet,
        seen: || vec![sends(HOST, server(&["*.contoso.com"]))],
        expected: &["windows yes", "mobile yes", "mac yes"],
        alone: &[],
        disagree: false,
    },
    Case {
        name: "no place for revocation lists is the business of the product's own servers",
        kind: Federation,
        seen: || vec![public(sends(HOST, server(&[HOST]).pointless()))],
        expected: &["federation-edge ? crl-point-missing", "online-services yes"],
        alone: &[Family::FederationEdge],
        disagree: false,
    },
    Case {
        name: "a chain out of order",
        kind: SipInternal,
        seen: || vec![presents("wrong-order", FIRST)],
        expected: &["windows yes", "lync-phone ? chain-unordered", "mac yes", "sbc ? chain-unordered"],
        alone: &[],
        disagree: false,
    },
    Case {
        name: "revoked: some never ask",
        kind: AccessEdgeClient,
        seen: || vec![presents("revoked-leaf", FIRST)],
        expected: &["windows no cert-revoked", "lync-phone ? cert-revoked", "mac ? cert-revoked"],
        alone: &[Family::Windows],
        disagree: false,
    },
    Case {
        name: "whether it is revoked could not be learnt: partners' Edge Servers may fail on just that",
        kind: Federation,
        seen: || vec![public(presents("list-run-out", FIRST))],
        expected: &["federation-edge ? revocation-unknown", "online-services yes"],
        alone: &[Family::FederationEdge],
        disagree: false,
    },
    Case {
        name: "the same under a policy that refuses then, which is the user's and not the clients'",
        kind: AccessEdgeClient,
        seen: || vec![presents("list-run-out-hard", FIRST)],
        expected: &["windows yes", "lync-phone yes", "mac yes"],
        alone: &[],
        disagree: false,
    },
    Case {
        name: "a certificate for clients alone, asked about as such: these families are shown servers'",
        kind: AccessEdgeClient,
        seen: || vec![presents("purpose-client", FIRST)],
        expected: &[],
        alone: &[],
        disagree: false,
    },
    Case {
        name: "a certificate for clients alone, walked for any purpose",
        kind: AccessEdgeClient,
        seen: || vec![of_any_purpose("leaf-purpose")],
        expected: &["windows no purpose-forbidden", "lync-phone no purpose-forbidden", "mac no purpose-forbidden"],
        alone: &[],
        disagree: false,
    },
    Case {
        name: "a certificate for servers, walked for any purpose",
        kind: AccessEdgeClient,
        seen: || vec![of_any_purpose("healthy")],
        expected: &["windows yes", "lync-phone yes", "mac yes"],
        alone: &[],
        disagree: false,
    },
    Case {
        name: "a signature that nobody here can check",
        kind: AccessEdgeClient,
        seen: || vec![presents("signature-unsupported", FIRST)],
        expected: &[
            "windows ? signature-unsupported",
            "lync-phone ? signature-unsupported",
            "mac ? signature-unsupported",
        ],
        alone: &[],
        disagree: false,
    },
    Case {
        name: "TLS 1.0 alone",
        kind: Sso,
        seen: || vec![speaks("TLSv1.0", "TLS_RSA_WITH_AES_256_CBC_SHA"), bare(Some("healthy"))],
        expected: &[
            "windows ? tls-legacy",
            "mobile ? tls-legacy",
            "lync-phone yes",
            "mac ? tls-legacy",
            "online-services no tls-legacy",
            "java no tls-legacy",
        ],
        alone: &[Family::LyncPhone],
        disagree: true,
    },
    Case {
        name: "TLS 1.0 alone, where Java is the only one that is known to refuse",
        kind: WebServices,
        seen: || vec![speaks("TLSv1.0", "TLS_RSA_WITH_AES_256_CBC_SHA"), bare(Some("healthy"))],
        expected: &[
            "windows ? tls-legacy",
            "mobile ? tls-legacy",
            "lync-phone yes",
            "mac ? tls-legacy",
            "java no tls-legacy",
        ],
        alone: &[Family::LyncPhone, Family::Java],
        disagree: true,
    },
    Case {
        name: "TLS 1.2 without ECDHE at a session border controller",
        kind: DirectRoutingSbc,
        seen: || vec![public(speaks("TLSv1.2", "TLS_RSA_WITH_AES_256_GCM_SHA384"))],
        expected: &["online-services no tls-legacy"],
        alone: &[],
        disagree: false,
    },
    Case {
        name: "TLS 1.3, after which nobody asked for TLS 1.0",
        kind: AccessEdgeClient,
        seen: || vec![speaks("TLSv1.3", "TLS_AES_256_GCM_SHA384")],
        expected: &["windows yes", "lync-phone ?", "mac yes"],
        alone: &[Family::LyncPhone],
        disagree: false,
    },
    Case {
        name: "AD FS needs SNI",
        kind: WebServices,
        seen: || vec![presents("healthy", FIRST), bare(None)],
        expected: &["windows yes", "mobile yes", "lync-phone no sni-required", "mac yes", "java yes"],
        alone: &[Family::LyncPhone],
        disagree: false,
    },
    Case {
        name: "without SNI a chain is shown that has run out",
        kind: WebServices,
        seen: || vec![presents("healthy", FIRST), bare(Some("expired-leaf"))],
        expected: &["windows yes", "mobile yes", "lync-phone no sni-changes-chain", "mac yes", "java yes"],
        alone: &[Family::LyncPhone],
        disagree: false,
    },
    Case {
        name: "without SNI another good chain is shown",
        kind: WebServices,
        seen: || vec![presents("healthy", FIRST), bare(Some("healthy-rsa"))],
        expected: &["windows yes", "mobile yes", "lync-phone yes", "mac yes", "java yes"],
        alone: &[],
        disagree: false,
    },
    Case {
        name: "a modern suite, and something else that a modern client stopped at",
        kind: Host,
        seen: || vec![shows_to_older_clients("healthy", "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384")],
        expected: &["windows ? tls-legacy", "mobile ? tls-legacy", "mac ? tls-legacy", "java ? tls-legacy"],
        alone: &[],
        disagree: false,
    },
    Case {
        name: "ECDHE with CBC, which everybody but the newest libraries has",
        kind: Host,
        seen: || vec![shows_to_older_clients("healthy", "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384")],
        expected: &["windows yes", "mobile yes", "mac yes", "java yes"],
        alone: &[],
        disagree: false,
    },
    Case {
        name: "a cipher that has been given up",
        kind: Host,
        seen: || vec![shows_to_older_clients("healthy", "TLSv1.2", "TLS_ECDHE_RSA_WITH_RC4_128_SHA")],
        expected: &["windows ? tls-legacy", "mobile ? tls-legacy", "mac ? tls-legacy", "java ? tls-legacy"],
        alone: &[],
        disagree: false,
    },
    Case {
        name: "a server whose key is not its certificate's",
        kind: WebServices,
        seen: || vec![signs_with_another_key(), bare(None)],
        expected: &[
            "windows no handshake-signature-invalid",
            "mobile no handshake-signature-invalid",
            "lync-phone no handshake-signature-invalid",
            "mac no handshake-signature-invalid",
            "java no handshake-signature-invalid",
        ],
        alone: &[],
        disagree: false,
    },
    Case {
        name: "a name that only a certificate tells of",
        kind: NamedInCertificate,
        seen: || vec![downloaded()],
        expected: &[],
        alone: &[],
        disagree: false,
    },
];

/// An issuer that was not sent and could be downloaded.
fn downloaded() -> Observation {
    let mut seen = presents("issuer-missing-known", FIRST);
    seen.walk.as_mut().unwrap().completed_by = Some(Completion::Aia);
    seen
}

/// A chain, as it is walked under `--purpose any`.
fn of_any_purpose(chain: &str) -> Observation {
    let mut seen = presents(chain, FIRST);
    let walk = seen.walk.as_mut().unwrap();
    walk.purpose = Purpose::Any;
    walk.path.faults.retain(|fault| fault.code != "purpose-forbidden");
    seen
}

/// What the same address shows without SNI.
pub fn bare(chain: Option<&str>) -> Observation {
    let seen = match chain {
        Some(chain) => presents(chain, FIRST),
        None => {
            let why = "alert unrecognised_name".to_owned();
            let silence = Silence { stage: Stage::Handshake, cause: Cause::Alert, why: why.into() };
            Observation { address: FIRST.parse().ok(), ..Observation::of(Outcome::Silent(silence)) }
        }
    };
    Observation { server_name: None, ..seen }
}

fn judged(kind: EndpointKind, seen: Vec<Observation>) -> TargetReport {
    let endpoint = Endpoint { kinds: vec![kind], ..web() };
    run(vec![domain(endpoint, seen)]).targets.remove(0)
}

/// What each family says of the first observation.
fn said(target: &TargetReport) -> Vec<String> {
    let one = |client: &chaincheck::model::Client| {
        let says = client.accepts.map_or("?", |accepts| if accepts { "yes" } else { "no" });
        let because = client.because.map_or_else(String::new, |code| format!(" {code}"));
        format!("{} {says}{because}", client.family.as_str())
    };
    target.endpoints[0].observations[0].clients.iter().map(one).collect()
}

fn disagreements(target: &TargetReport) -> usize {
    target.all_findings().filter(|f| f.code == "clients-disagree").count()
}

#[test]
fn families_say_what_is_known_of_them() {
    for case in CASES {
        let target = judged(case.kind, (case.seen)());
        assert_eq!(said(&target), case.expected, "{}", case.name);
        assert_eq!(disagreements(&target), usize::from(case.disagree), "{}", case.name);
        let clients = &target.endpoints[0].observations[0].clients;
        for family in case.alone {
            let own = clients.iter().find(|c| c.family == *family).unwrap();
            let others = clients.iter().filter(|c| c.accepts == own.accepts).count();
            assert_eq!(others, 1, "{}: {} is not alone", case.name, family.as_str());
        }
    }
}

#[test]
fn every_family_is_alone_in_some_case() {
    let families = [
        Family::Windows,
        Family::Mobile,
        Family::LyncPhone,
        Family::Mac,
        Family::FederationEdge,
        Family::OnlineServices,
        Family::Java,
        Family::Sbc,
    ];
    for family in families {
        assert!(CASES.iter().any(|case| case.alone.contains(&family)), "{}", family.as_str());
    }
}

#[test]
fn whoever_does_not_simply_accept_has_a_reason_with_a_source() {
    for case in CASES {
        let target = judged(case.kind, (case.seen)());
        for client in &target.endpoints[0].observations[0].clients {
            assert_eq!(client.source.is_empty(), client.why.is_empty(), "{}", case.name);
            // One that stands alone against the rest has somebody who says so.
            let alone = case.alone.contains(&client.family) && client.accepts == Some(false);
            assert!(!alone || !client.source.is_empty(), "{}: {}", case.name, client.family.as_str());
        }
    }
    let weak = judged(Meet, vec![downloaded()]);
    let of = |family| weak.endpoints[0].observations[0].clients.iter().find(|c| c.family == family).unwrap();
    assert!(of(Family::Mobile).weak, "sources differ on iOS");
    let short = judged(WebServices, vec![presents("key-1024", FIRST)]);
    let mobile = short.endpoints[0].observations[0].clients.iter().find(|c| c.family == Family::Mobile).unwrap();
    assert_eq!((mobile.weak, mobile.source), (false, "Apple HT210176"));
}

#[test]
fn a_disagreement_says_who_and_why_and_names_the_machine() {
    let target = judged(Meet, vec![downloaded()]);
    let found: Vec<_> = target.all_findings().filter(|f| f.code == "clients-disagree").collect();
    let [finding] = &found[..] else { panic!("{found:?}") };
    assert_eq!(finding.severity, Severity::Warning);
    let evidence: BTreeMap<&str, String> =
        finding.evidence.iter().map(|f| (f.label, format!("{:?}", f.value))).collect();
    assert!(evidence["accept"].contains("desktops"), "{evidence:?}");
    assert!(evidence["refuse"].contains("phones: issuer-missing"), "{evidence:?}");
    assert!(evidence["refuse"].contains("weak source"), "{evidence:?}");
    assert!(evidence["not known"].contains("Macs"), "{evidence:?}");
    // What is to be done is what the cause asks for.
    let cause = target.all_findings().find(|f| f.code == "issuer-missing").unwrap();
    assert_eq!(finding.remedy, cause.remedy);
    assert!(finding.remedy.contains("sip.contoso.com (192.0.2.1)"), "{}", finding.remedy);
}

#[test]
fn of_microsofts_hosts_trust_alone_counts() {
    let mut named = presents("wrong-name", FIRST);
    named.session = speaks("TLSv1.0", "TLS_RSA_WITH_AES_256_CBC_SHA").session;
    let target = run(vec![domain(cloud(), vec![named])]).targets.remove(0);
    assert_eq!(said(&target), ["windows yes", "lync-phone yes", "mac yes"]);
    let target = run(vec![domain(cloud(), vec![downloaded()])]).targets.remove(0);
    assert_eq!(said(&target)[0], "windows yes");
    assert_eq!(disagreements(&target), 0);
}

#[test]
fn without_the_name_of_the_sip_domain_it_depends() {
    let access = "access.contoso.com";
    let seen = || vec![public(sends(access, server(&[access])))];
    let at = |kind| run(vec![domain(Endpoint::tls(kind, access, 443), seen())]).targets.remove(0);
    assert_eq!(said(&at(Federation)), ["federation-edge ? sip-name-missing", "online-services ? sip-name-missing"]);
    assert_eq!(said(&at(AccessEdgeClient))[0], "windows ? sip-name-missing");
}

#[test]
fn a_name_that_plain_http_leads_on_from_hurts_nobody_for_certain() {
    let way = ["http://sip.contoso.com/", "https://webext.contoso.com/"];
    let target = run(vec![lyncdiscover(presents("wrong-name", FIRST), &way)]).targets.remove(0);
    let said = said(&target);
    assert!(said.iter().all(|line| line.ends_with("? name-mismatch")), "{said:?}");
}

#[test]
fn nobody_says_anything_where_nothing_was_presented() {
    let target = judged(WebServices, vec![presents("healthy", FIRST), bare(None)]);
    assert!(target.endpoints[0].observations[1].clients.is_empty());
}

#[test]
fn a_chain_in_a_file_is_for_any_general_client() {
    let target = Scene::read("healthy").run();
    assert_eq!(said(&target), ["windows yes", "mobile yes", "mac yes", "java yes"]);
    let target = Scene::read("expired-leaf").run();
    assert!(said(&target).iter().all(|line| line.ends_with("no cert-expired")));
}
