//! Session border controllers of Teams Direct Routing.

use crate::{
    judge::{Check, Draft, Rule, Scene, roles, short, text},
    model::{
        By, EndKind, EndpointKind, Fact, Observation, Severity, Subject, SubjectKind, Text, report::EndpointReport,
    },
    text, words,
};

pub const DOMAIN: Rule = Rule {
    code: "sbc-domain-unsupported",
    severity: Severity::Warning,
    by: By::DirectRouting,
    title: "the session border controller has a name under onmicrosoft.com",
    explanation: "Direct Routing wants the name of a session border controller to be in a domain of yours that is \
        verified in the tenant. Names under *.onmicrosoft.com are not supported: no authority gives you a certificate for \
        them, and Teams does not pair with such a controller.",
    remedy: "give the controller a name in a verified domain of the tenant that has a licensed user, get a certificate for \
        that name, and pair it anew (New-CsOnlinePSTNGateway)",
    see: &["Microsoft, Plan Direct Routing: SBC domain names"],
    check: Check::Endpoint(domain),
};

fn domain(scene: &Scene<'_>, endpoint: &EndpointReport) -> Vec<Draft> {
    let host = endpoint.endpoint.host.as_deref().unwrap_or_default().to_ascii_lowercase();
    if !endpoint.endpoint.is(EndpointKind::DirectRoutingSbc) || !host.ends_with(".onmicrosoft.com") {
        return Vec::new();
    }
    let remedy = text!(
        "sbc-rename":
            "give the controller a name in a verified domain of the tenant, such as sbc.{domain}, get a certificate for \
             it, install that on {host} and pair it anew (New-CsOnlinePSTNGateway)",
        domain = scene.target.name(), host = &host
    );
    vec![Draft::of(SubjectKind::Endpoint, vec![Fact::text("name", host)], remedy)]
}

pub const ROOT: Rule = Rule {
    code: "sbc-root-private",
    severity: Severity::Notice,
    by: By::DirectRouting,
    title: "the session border controller's certificate is below a root that Teams may not hold",
    explanation: "Teams connects to the controller and accepts certificates of authorities in the Microsoft Trusted Root \
        Program alone (since 2022-02-01): a root of your own makes the chain sound for your machines and for nobody at \
        Microsoft. Calls from Teams then never arrive and the controller shows as inactive. What else Teams demands: the \
        controller's name in the subject or among the alternative names (a wildcard of one level will do), serverAuth, an \
        RSA key of 2048 bits or more, the whole chain but the root in the handshake (the demand for a certificate \
        \"directly from an authority\" forbids a reseller's private one in between, not the intermediates that every public \
        authority has), and TLS 1.2 (since 2022-04-03). The other direction cannot be seen from here: the controller \
        itself must trust Microsoft's certificates. It should hold DigiCert Global Root CA (SHA-1 \
        A8985D3A65E5E5C4B2D7D66D40C6DD2FB19C5436), DigiCert Global Root G2 (DF3C24F9BFD666761B268073FE06D1CC8D4F82A4), \
        DigiCert Global Root G3 (7E04DE896A3E666D00E687D33FFAD93BE83D349E), DigiCert TLS ECC P384 Root G5 \
        (17F3DE5E9F0F19E98EF61F32266E20C407AE30EE), DigiCert TLS RSA4096 Root G5 \
        (A78849DC5D7C758C8CDE399856B3AAD0B2A57135), Microsoft ECC Root CA 2017 \
        (999A64C37FF47D9FAB95F14769891460EEC4C3C5) and Microsoft RSA Root CA 2017 \
        (73A5E64A3BFF8316FF0EDCCC618A906E4EAE4D74). Instructions that still name the Baltimore CyberTrust Root are out of \
        date: it ran out on 2025-05-12. It is a notice because the \
        programme's list is not known here: only that Mozilla's does not have the root.",
    remedy: "get a certificate for the controller's name from a public authority of the Microsoft Trusted Root Program and \
        install it with its intermediates on the controller",
    see: &[
        "Microsoft, Plan Direct Routing: public trusted certificate for the SBC",
        "Microsoft, What's new for Direct Routing",
        "Microsoft, SIP options and TLS certificate issues",
        "Microsoft 365 encryption chains",
    ],
    check: Check::Observation(private_root),
};

fn private_root(scene: &Scene<'_>, observation: &Observation) -> Vec<Draft> {
    let Some(end) = observation.walk.as_ref().map(|walk| &walk.path.end) else { return Vec::new() };
    let is_private = end.kind == EndKind::Anchored && !end.public;
    let Some(root) = text::certificate(observation, end.index).filter(|_| is_private) else { return Vec::new() };
    let Some(remedy) = public_certificate(scene, observation) else { return Vec::new() };
    let mut evidence = text::certificate_at(observation, end.index);
    evidence.push(Fact::list("stores that hold it", &end.stores));
    let subject = Subject::at(SubjectKind::Certificate, end.index);
    vec![Draft { subject, severity: None, by: None, title: None, evidence, remedy, key: short(&root.sha256) }]
}

/// At a session border controller: what helps against an authority that Teams does not know. Its root cannot be
/// installed at Microsoft's.
pub(super) fn public_certificate(scene: &Scene<'_>, observation: &Observation) -> Option<Text> {
    let endpoint = scene.endpoint.filter(|e| !e.microsoft && roles::is_any(e, &[EndpointKind::DirectRoutingSbc]))?;
    let host = endpoint.host.as_deref().map_or_else(|| Text::words(words!("its name")), Text::from);
    Some(text!(
        "sbc-public-certificate":
            "get a certificate for {host} from a public authority of the Microsoft Trusted Root Program, which is what \
             Teams trusts, and install it with its intermediates on {machine}; a root of your own cannot be installed at \
             Microsoft's",
        host, machine = text::machine(scene, observation)
    ))
}
