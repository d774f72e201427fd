//! Single sign-on through AD FS: the certificates that sign tokens, the metadata that names them, and the proxies in
//! front.
//!
//! A third party that signs users in has rules of its own, and nothing here is said of it.

use std::collections::BTreeMap;

use crate::{
    judge::{Check, Draft, Rule, Scene, short},
    model::{
        By, Cert, EndpointKind, Fact, Observation, Outcome, Severity, SubjectKind, Text, Trust,
        discovery::{Metadata, TokenCert},
        report::EndpointReport,
    },
    text, words,
};

/// Microsoft Entra ID asks for the next certificate when the last one has 30 days left, and administrators who renew by
/// hand are to act from then on (Microsoft, Renew federation certificates for Microsoft 365 and Microsoft Entra ID).
const ACT_WITHIN: i64 = 30 * 86_400;

/// AD FS that renews by itself publishes the next certificate so long before the end of the last (Set-AdfsProperties,
/// CertificateGenerationThreshold).
const RENEWS_ITSELF: i64 = 20 * 86_400;

pub const TOKEN_CERT: Rule = Rule {
    code: "token-cert-expiring",
    severity: Severity::Warning,
    by: By::Adfs,
    title: "the certificate that signs tokens ends soon, or has run out, and no other is published",
    explanation: "AD FS signs what it says of users with a certificate of its own, usually made by itself, and names it in \
        its federation metadata, where Microsoft 365 and others fetch the next one before the old runs out. Here no \
        certificate named there lives 30 days more. Once it has run out, or is replaced without the others knowing, \
        users see \"There was a problem accessing the site\" instead of being signed in. Two certificates side by side \
        are a change in progress, as it should be. It is neither the TLS certificate nor bound by its rules: nobody \
        but the partners has to trust it, and self-signed is right. Certificates for encryption are not judged, since \
        Microsoft 365 does not use them. It is a notice until 20 days are left, when AD FS that renews by itself \
        publishes the next one.",
    remedy: "on the primary AD FS server publish the next token-signing certificate, let every partner take it over, \
        then make it the primary one",
    see: &[
        "Microsoft, Renew federation certificates for Microsoft 365 and Microsoft Entra ID",
        "Microsoft, Configure token signing and token decryption certificates for AD FS",
    ],
    check: Check::Endpoint(token_cert),
};

fn token_cert(scene: &Scene<'_>, endpoint: &EndpointReport) -> Vec<Draft> {
    let Some(Metadata { outcome: Ok(named), .. }) = metadata(scene, endpoint).filter(|_| is_adfs(scene, endpoint))
    else {
        return Vec::new();
    };
    let signing: Vec<&Cert> = named.iter().filter(|t| t.signs).map(|TokenCert { cert, .. }| cert.as_ref()).collect();
    // Those that have begun, and those that begin before the last of them ends, follow each other without a gap.
    let begun = || signing.iter().filter(|cert| cert.not_before <= scene.time);
    let Some(last) = begun().max_by_key(|cert| cert.not_after) else { return Vec::new() };
    let covered = signing
        .iter()
        .any(|cert| cert.not_before <= last.not_after && cert.not_after.saturating_sub(scene.time) >= ACT_WITHIN);
    if covered {
        return Vec::new();
    }
    let host = host_of(endpoint);
    let mut evidence = vec![
        Fact::text("certificate", last.label()),
        Fact::text("fingerprint", last.fingerprint()),
        Fact::time("valid until", last.not_after),
    ];
    let others: Vec<String> =
        signing.iter().filter(|cert| cert.sha256 != last.sha256).map(|cert| short(&cert.sha256)).collect();
    match others.is_empty() {
        true => evidence.push(Fact::text("others published", Text::words(words!("none")))),
        false => evidence.push(Fact::list("others published, which do not last longer", others)),
    }
    let remedy = if last.not_after < scene.time {
        evidence.push(Fact::text("users see", "There was a problem accessing the site"));
        text!(
            "token-publish-now":
                "on the primary AD FS server of {host} publish the next token-signing certificate (Get-AdfsProperties \
                 tells whether AutoCertificateRollover does it; else Add-AdfsCertificate), make it the primary one and \
                 let every partner, Microsoft 365 among them, take it over: until then nobody is signed in",
            host
        )
    } else {
        text!(
            "token-publish-next":
                "on the primary AD FS server of {host} publish the next token-signing certificate (Get-AdfsProperties \
                 tells whether AutoCertificateRollover does it; else Add-AdfsCertificate), let every partner, Microsoft \
                 365 among them, take it over, then make it the primary one before {label} runs out",
            host, label = last.label()
        )
    };
    let may_still_come = last.not_after.saturating_sub(scene.time) > RENEWS_ITSELF;
    let severity = may_still_come.then_some(Severity::Notice);
    let draft = Draft::of(SubjectKind::Endpoint, evidence, remedy);
    vec![Draft { severity, key: short(&last.sha256), ..draft }]
}

pub const METADATA: Rule = Rule {
    code: "metadata-unreachable",
    severity: Severity::Warning,
    by: By::Adfs,
    title: "the federation metadata of AD FS cannot be read",
    explanation: "Microsoft 365 and other partners fetch the federation metadata from the Internet to learn of new \
        token-signing certificates. Where it cannot be read, they keep the old one, and on the day AD FS changes over \
        nobody is signed in any more. From inside the office this is a notice, since partners come from outside.",
    remedy: "publish /FederationMetadata/2007-06/FederationMetadata.xml through the Web Application Proxy, without \
        sign-in before it",
    see: &["Microsoft, Renew federation certificates for Microsoft 365 and Microsoft Entra ID"],
    check: Check::Endpoint(unreachable),
};

fn unreachable(scene: &Scene<'_>, endpoint: &EndpointReport) -> Vec<Draft> {
    // Where no TLS came about at all, that is said already, and there is one thing to mend.
    if !endpoint.main().any(|o| o.outcome == Outcome::Presented) || !is_adfs(scene, endpoint) {
        return Vec::new();
    }
    // The document is asked for as a modern client asks: whether partners of other makes get it was not seen, and what
    // refuses such a client is said already.
    if endpoint.main().any(Observation::is_of_first_flight) {
        return Vec::new();
    }
    let Some(Metadata { outcome: Err(why), host, port }) = metadata(scene, endpoint) else { return Vec::new() };
    let evidence = vec![Fact::text("server", format!("{host}:{port}")), Fact::text("answer", why.clone())];
    let remedy = text!(
        "metadata-publish":
            "see on the AD FS server of {host} whether the endpoint /FederationMetadata/2007-06/ is enabled, and on its \
             proxies whether it is published without sign-in before it",
        host
    );
    let mut draft = Draft::of(SubjectKind::Endpoint, evidence, remedy);
    if scene.discovery.is_inside() {
        draft.severity = Some(Severity::Notice);
    }
    vec![draft]
}

pub const PROXIES: Rule = Rule {
    code: "proxy-cert-differs",
    severity: Severity::Warning,
    by: By::Adfs,
    title: "the machines behind one AD FS name present different certificates",
    explanation: "AD FS and the Web Application Proxies in front of it must present the same certificate with the same \
        key: extended protection ties a sign-in to the certificate the client saw, so that one made through a proxy \
        with another certificate is refused. The usual cause is a certificate renewed on AD FS and forgotten on the \
        proxies, or the other way round. To compare AD FS inside with its proxies outside in one run, give \
        --connect-to for the address of each.",
    remedy: "install the newest certificate with its key on every proxy (Set-WebApplicationProxySslCertificate) and every \
        AD FS server (Set-AdfsSslCertificate)",
    see: &["Microsoft, AD FS requirements", "Microsoft, Managing SSL certificates in AD FS and WAP"],
    check: Check::Endpoint(proxies),
};

fn proxies(scene: &Scene<'_>, endpoint: &EndpointReport) -> Vec<Draft> {
    if !proxies_differ(scene, endpoint) {
        return Vec::new();
    }
    let mut groups: BTreeMap<[u8; 32], (&Cert, Vec<&Observation>)> = BTreeMap::new();
    for (leaf, observation) in leaves(endpoint) {
        groups.entry(leaf.sha256).or_insert((leaf, Vec::new())).1.push(observation);
    }
    let addresses = |seen: &[&Observation]| -> Vec<String> {
        seen.iter().filter_map(|o| o.address).map(|address| address.to_string()).collect()
    };
    let mut evidence = Vec::new();
    for (leaf, seen) in groups.values() {
        evidence.push(Fact::list("addresses", addresses(seen)));
        let (label, fingerprint) = (leaf.label(), leaf.fingerprint());
        let shown = text!("proxy-presents": "{label}, fingerprint {fingerprint}", label, fingerprint);
        evidence.push(Fact::text("present", shown));
        evidence.push(Fact::time("valid until", leaf.not_after));
    }
    let mut keys = groups.values().map(|(leaf, _)| leaf.key.id);
    let first = keys.next();
    let same_key = keys.all(|key| Some(key) == first);
    let said = match same_key {
        true => words!("the same: renewed with its old key on some machines only"),
        false => words!("different"),
    };
    evidence.push(Fact::text("keys", Text::words(said)));
    // What clients accept, and of that what lasts longest, is what the others lack.
    let rank = |(leaf, seen): &&(&Cert, Vec<&Observation>)| {
        (seen.iter().any(|o| o.trust() == Trust::Trusted && o.name_matches != Some(false)), leaf.not_after)
    };
    let host = host_of(endpoint);
    let remedy = match groups.values().max_by_key(rank) {
        Some((newest, seen)) => text!(
            "proxies-install":
                "install the certificate that {machine} presents (valid longest, fingerprint {fingerprint}), with its \
                 key, on the other machines behind {host}: Set-WebApplicationProxySslCertificate on proxies, \
                 Set-AdfsSslCertificate on AD FS",
            machine = addresses(seen).first().map_or_else(|| Text::words(words!("that machine")), Text::from),
            fingerprint = short(&newest.sha256),
            host
        ),
        None => return Vec::new(),
    };
    vec![Draft::of(SubjectKind::Endpoint, evidence, remedy)]
}

/// Whether the machines behind an AD FS name present different certificates.
pub(super) fn proxies_differ(scene: &Scene<'_>, endpoint: &EndpointReport) -> bool {
    let mut seen = leaves(endpoint).map(|(leaf, _)| leaf.sha256);
    let first = seen.next();
    is_adfs(scene, endpoint) && seen.any(|leaf| Some(leaf) != first)
}

/// The leaves presented, with who presents them.
fn leaves(endpoint: &EndpointReport) -> impl Iterator<Item = (&Cert, &Observation)> {
    let presented = endpoint.main().filter(|o| o.outcome == Outcome::Presented);
    presented.filter_map(|o| Some((o.presented.leaf()?.as_ref(), o)))
}

/// Whether an endpoint is AD FS, as far as anybody told: the user, the realm, or the metadata of a host only guessed.
fn is_adfs(scene: &Scene<'_>, endpoint: &EndpointReport) -> bool {
    let at = &endpoint.endpoint;
    if !at.is(EndpointKind::Sso) || at.microsoft {
        return false;
    }
    let realm = scene.discovery.realm.iter().flat_map(|realm| &realm.hosts);
    match realm.filter(|host| Some(&host.host) == at.host.as_ref()).map(|host| host.adfs).max() {
        Some(adfs) => adfs,
        None => !at.fallback || metadata(scene, endpoint).is_some_and(|metadata| metadata.outcome.is_ok()),
    }
}

/// The metadata asked of an endpoint.
fn metadata<'a>(scene: &Scene<'a>, endpoint: &EndpointReport) -> Option<&'a Metadata> {
    let at = &endpoint.endpoint;
    let is_ours = |metadata: &&Metadata| Some(&metadata.host) == at.host.as_ref() && Some(metadata.port) == at.port;
    scene.discovery.metadata.iter().find(is_ours).filter(|_| at.is(EndpointKind::Sso))
}

fn host_of(endpoint: &EndpointReport) -> &str {
    endpoint.endpoint.host.as_deref().unwrap_or_default()
}
