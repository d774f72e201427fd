//! Where the path ends, if not at an anchor.

use crate::{
    judge::{Check, Rule, Scene, rules::sbc, text},
    model::{
        By, Fault, Observation, Severity, Source, Value,
        chain::{DOWNLOAD, NOT_TRIED},
    },
};

pub const MISSING: Rule = Rule {
    code: "issuer-missing",
    severity: Severity::Critical,
    by: By::Tls,
    title: "the server does not send the issuer of its certificate",
    explanation: "The chain stops before it reaches an authority that clients hold. Windows may download the missing \
        certificate and never notice; phones, federation partners, Java and devices do not, and refuse. That is why a \
        server can work for years for some and never for others.",
    remedy: "append the missing intermediate to the server's chain file, leaf first, no root",
    see: &["RFC 5246 7.4.2", "RFC 8446 4.4.2"],
    check: Check::Fault(missing),
};

fn missing(scene: &Scene<'_>, observation: &Observation, fault: &Fault) -> String {
    let i = fault.position.index();
    let Some(child) = text::certificate(observation, i) else { return String::new() };
    let url = text::issuer_url(child, fault).map(|u| format!("; it can be had from {u}"));
    let file = text::chain_file(scene, observation);
    let after = if i == 0 { "leaf, then this".to_owned() } else { format!("{}, then this", child.label()) };
    let windows = text::APPEND_ON_WINDOWS;
    let above = observation.walk.iter().flat_map(|w| w.path.certificates.iter().skip(i + 1));
    let mut lacking = above.take_while(|c| c.source.completion().is_some());
    if let Some(next) = lacking.next() {
        let further: Vec<String> = lacking.filter(|c| !c.cert.is_self_issued()).map(|c| c.cert.label()).collect();
        let further = if further.is_empty() { further.concat() } else { format!(", then {}", further.join(", then ")) };
        if let Some(new) = text::replacement(observation, i + 1) {
            let how =
                format!(", whose key did not sign {0}, by the certificate of that name whose key did", child.label());
            let exchange = text::exchange(scene, observation, new.place, (&next.cert, &next.source), &how);
            return format!("{exchange}; order: {after}{further}{}", text::EXCHANGE_ON_WINDOWS);
        }
        let source = match (&next.source, url) {
            (Source::Member(_), _) | (_, None) => text::whence(&next.source),
            (_, Some(url)) => url,
        };
        let (label, fingerprint) = (next.cert.label(), next.cert.fingerprint());
        return format!("append {label} (SHA-256 {fingerprint}) to {file}{source}; order: {after}{further}{windows}");
    }
    let from = match text::issuer_url(child, fault) {
        Some(url) if download_failed(fault) => format!(", and could not be downloaded from {url}"),
        _ => String::new(),
    };
    let known = url.filter(|_| from.is_empty());
    match (known, sbc::public_certificate(scene, observation)) {
        (Some(url), _) => format!("append {} to {file}{url}; order: {after}{windows}", child.issuer.text),
        (None, Some(public)) => format!(
            "{} is neither sent nor known here{from}: append it to {file} (order: {after}), or, if it is an authority of your \
             own, {public}",
            child.issuer.text
        ),
        (None, None) => format!(
            "{} is neither sent nor known here{from}: append it to {file} (order: {after}), or, if it is your own root, install \
             it in the clients' root stores (here: --anchors FILE)",
            child.issuer.text
        ),
    }
}

/// Whether the issuer was looked for where the certificate says that it is.
fn download_failed(fault: &Fault) -> bool {
    fault.facts.iter().any(|f| f.label == DOWNLOAD && f.value != Value::Text(NOT_TRIED.to_owned()))
}

pub const UNKNOWN: Rule = Rule {
    code: "issuer-unknown",
    severity: Severity::Critical,
    by: By::Rfc5280,
    title: "the chain leads to an authority that nobody here knows",
    explanation: "The chain ends at an authority whose own issuer was neither sent nor found, and which the deciding \
        store does not hold. Typically it is below a private root that was never installed on the client: phones then \
        say \"Can't verify the certificate from the server\" (Microsoft KB 2965499).",
    remedy: "install the enterprise root on the devices; or use a certificate from a public authority",
    see: &["RFC 5280 6.1.1 (d)", "Microsoft KB 2965499"],
    check: Check::Fault(unknown),
};

fn unknown(scene: &Scene<'_>, observation: &Observation, fault: &Fault) -> String {
    let Some(top) = text::certificate(observation, fault.position.index()) else { return String::new() };
    if let Some(public) = sbc::public_certificate(scene, observation) {
        let file = text::chain_file(scene, observation);
        return format!("if {} is a public authority, append its issuer to {file}; if not, {public}", top.label());
    }
    let from = match text::issuer_url(top, fault) {
        Some(url) if download_failed(fault) => format!(", which could not be downloaded from {url}"),
        Some(url) => format!(", which may be had from {url} (no download was tried)"),
        None => String::new(),
    };
    format!(
        "if {} is your own root{from}, install it in the clients' root stores by group policy or device management (here: \
         --anchors FILE); if {} is a public authority, append its issuer to {}",
        top.issuer.text,
        top.label(),
        text::chain_file(scene, observation)
    )
}

pub const ROOT: Rule = Rule {
    code: "root-untrusted",
    severity: Severity::Critical,
    by: By::Rfc5280,
    title: "the chain ends at a root that the store does not hold",
    explanation: "The whole chain is there, up to its root, but the deciding store does not trust that root. A private \
        root has to be installed on every client, phone and federation partner. Lync and Skype for Business servers log \
        the same of each other's certificates as event 32042 (\"Invalid incoming HTTPS certificate\", 0x800B0109). That \
        event need not mean a bad certificate: session tickets of TLS bring it about as well (Lync Server 2013 on Windows \
        Server 2012 R2; EnableSessionTicket=2 helps), and so does an intermediate that lies among the machine's trusted \
        roots.",
    remedy: "install the root on the clients, or use a certificate from a public authority",
    see: &["RFC 5280 6.1.1 (d)", "Microsoft KB 2965499"],
    check: Check::Fault(|scene, observation, fault| {
        if let Some(remedy) = sbc::public_certificate(scene, observation) {
            return remedy;
        }
        format!(
            "if {} is your own root, install it in the clients' root stores by group policy or device management (here: \
             --anchors FILE); if not, find out who issued the certificate on {}",
            text::label(observation, fault.position.index()),
            text::machine(scene, observation)
        )
    }),
};

pub const SELF_SIGNED: Rule = Rule {
    code: "self-signed",
    severity: Severity::Critical,
    by: By::Rfc5280,
    title: "the server's certificate is signed by itself",
    explanation: "No authority vouches for the certificate. Appliances and test installations come with such \
        certificates; every client refuses them unless this very one was installed.",
    remedy: "install a certificate from an authority that the clients trust",
    see: &["RFC 5280 3.2"],
    check: Check::Fault(|scene, observation, _| {
        if let Some(remedy) = sbc::public_certificate(scene, observation) {
            return remedy;
        }
        format!(
            "request a certificate from an authority that the clients trust and install it on {}",
            text::machine(scene, observation)
        )
    }),
};

pub const STOPPED: Rule = Rule {
    code: "search-stopped",
    severity: Severity::Critical,
    by: By::Program,
    title: "a limit was reached before a sound path was found",
    explanation: "What was sent is so large, so long or so tangled that the search for a path was stopped. Clients have \
        limits of the same kind. A limit is not a missing issuer: with fewer certificates the answer might be another.",
    remedy: "send only the leaf and the intermediates that lead to the root, each once",
    see: &["RFC 5280 6.1", "CVE-2018-16875"],
    check: Check::Fault(|scene, observation, _| {
        format!(
            "reduce {} to the leaf and the intermediates that lead to its root; a longer path can be allowed with \
             --max-depth",
            text::chain_file(scene, observation)
        )
    }),
};
