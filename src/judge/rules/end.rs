//! Where the path ends, if not at an anchor.

use crate::{
    judge::{Check, Rule, Scene, rules::sbc, text},
    model::{
        By, Fault, Observation, Severity, Source, Text, Value,
        chain::{DOWNLOAD, NOT_TRIED},
    },
    text, words,
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

fn missing(scene: &Scene<'_>, observation: &Observation, fault: &Fault) -> Text {
    let i = fault.position.index();
    let Some(child) = text::certificate(observation, i) else { return Text::default() };
    let url = text::issuer_url(child, fault).map(|url| text::from_url(&url));
    let file = text::chain_file(scene, observation);
    let lower = if i == 0 { text!("order-leaf": "leaf") } else { child.label().into() };
    let after = text!("order-then-this": "{lower}, then this", lower);
    let windows = text::append_on_windows();
    let above = observation.walk.iter().flat_map(|w| w.path.certificates.iter().skip(i + 1));
    let mut lacking = above.take_while(|c| c.source.completion().is_some());
    if let Some(next) = lacking.next() {
        let further = lacking.filter(|c| !c.cert.is_self_issued()).map(|c| Text::from(c.cert.label()));
        let order = Text::joined(words!(", then "), [after].into_iter().chain(further).collect());
        let from = (&*next.cert, &next.source);
        if let Some(new) = text::replacement(observation, i + 1) {
            let exchange = text::exchange_key(scene, observation, new.place, from, child);
            let windows = text::exchange_on_windows();
            return text!("exchange-order": "{exchange}; order: {order}{windows}", exchange, order, windows);
        }
        let source = match (&next.source, url) {
            (Source::Member(_), _) | (_, None) => text::whence(&next.source),
            (_, Some(url)) => url,
        };
        let (label, fingerprint) = (next.cert.label(), next.cert.fingerprint());
        return text!(
            "append-known": "append {label} (SHA-256 {fingerprint}) to {file}{source}; order: {order}{windows}",
            label, fingerprint, file, source, order, windows
        );
    }
    let from = match text::issuer_url(child, fault) {
        Some(url) if download_failed(fault) => {
            text!("issuer-not-downloaded": ", and could not be downloaded from {url}", url)
        }
        _ => Text::default(),
    };
    let issuer = &child.issuer.text;
    let known = url.filter(|_| from.is_empty());
    match (known, sbc::public_certificate(scene, observation)) {
        (Some(url), _) => text!(
            "append-from": "append {issuer} to {file}{url}; order: {after}{windows}",
            issuer, file, url, after, windows
        ),
        (None, Some(public)) => text!(
            "append-or-public":
                "{issuer} is neither sent nor known here{from}: append it to {file} (order: {after}), or, if it is an \
                 authority of your own, {public}",
            issuer, from, file, after, public
        ),
        (None, None) => text!(
            "append-or-install":
                "{issuer} is neither sent nor known here{from}: append it to {file} (order: {after}), or, if it is your \
                 own root, install it in the clients' root stores (here: --anchors FILE)",
            issuer, from, file, after
        ),
    }
}

/// Whether the issuer was looked for where the certificate says that it is.
fn download_failed(fault: &Fault) -> bool {
    fault.facts.iter().any(|f| f.label == DOWNLOAD && f.value != Value::Text(NOT_TRIED.into()))
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

fn unknown(scene: &Scene<'_>, observation: &Observation, fault: &Fault) -> Text {
    let Some(top) = text::certificate(observation, fault.position.index()) else { return Text::default() };
    let (authority, file) = (top.label(), text::chain_file(scene, observation));
    if let Some(public) = sbc::public_certificate(scene, observation) {
        return text!(
            "append-if-public":
                "if {authority} is a public authority, append its issuer to {file}; if not, {public}",
            authority, file, public
        );
    }
    let from = match text::issuer_url(top, fault) {
        Some(url) if download_failed(fault) => {
            text!("root-not-downloaded": ", which could not be downloaded from {url}", url)
        }
        Some(url) => text!("root-not-tried": ", which may be had from {url} (no download was tried)", url),
        None => Text::default(),
    };
    text!(
        "install-or-append":
            "if {issuer} is your own root{from}, install it in the clients' root stores by group policy or device \
             management (here: --anchors FILE); if {authority} is a public authority, append its issuer to {file}",
        issuer = &top.issuer.text, from, authority, file
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
        text!(
            "install-root":
                "if {root} is your own root, install it in the clients' root stores by group policy or device \
                 management (here: --anchors FILE); if not, find out who issued the certificate on {machine}",
            root = text::label(observation, fault.position.index()),
            machine = text::machine(scene, observation)
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
        text!(
            "request-trusted":
                "request a certificate from an authority that the clients trust and install it on {machine}",
            machine = text::machine(scene, observation)
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
        text!(
            "reduce-to-path":
                "reduce {file} to the leaf and the intermediates that lead to its root; a longer path can be allowed \
                 with --max-depth",
            file = text::chain_file(scene, observation)
        )
    }),
};
