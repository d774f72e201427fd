//! What was sent, in the order sent: oddities that do not change trust.

use crate::{
    judge::{Check, Draft, Rule, Scene, short, text},
    model::{By, Cert, EndKind, Fact, Observation, PathCert, Severity, Source, Subject, SubjectKind, Text, Walk},
    text, words,
};

pub const UNORDERED: Rule = Rule {
    code: "chain-unordered",
    severity: Severity::Warning,
    by: By::Tls,
    title: "the certificates are sent in the wrong order",
    explanation: "Each certificate must be followed by its issuer: so RFC 5246 for TLS 1.2, while RFC 8446 for TLS 1.3 \
        asks clients to take any order. RFC 5280 and the CA/Browser Forum do not speak of what is sent. Windows and other \
        clients of today sort for themselves; older ones and embedded devices refuse.",
    remedy: "sort the chain file: leaf, its issuer, that one's issuer, and so on",
    see: &["RFC 5246 7.4.2", "RFC 8446 4.4.2"],
    check: Check::Observation(unordered),
};

fn unordered(scene: &Scene<'_>, observation: &Observation) -> Vec<Draft> {
    let Some(walk) = &observation.walk else { return Vec::new() };
    let order_sent = || Fact::list("order sent", observation.presented.certs().map(|(_, c)| c.label()));
    if let Some((place, leaf)) = text::misplaced_leaf(observation) {
        let remedy = text::leaf_first(scene, observation, leaf);
        return vec![draft(observation, place, vec![order_sent()], remedy)];
    }
    let places: Vec<usize> = places(walk).chain(root_place(observation, walk)).collect();
    let mut sorted = places.clone();
    sorted.sort_unstable();
    let Some(wrong) = (0..places.len()).find(|i| places[*i] != sorted[*i]) else { return Vec::new() };
    let sent = walk.path.certificates.iter().skip(1).filter(|c| matches!(c.source, Source::Presented(_)));
    let upper = sent.map(|member| Text::from(member.cert.label()));
    let order = Text::joined(words!(", then "), [text::label(observation, 0)].into_iter().chain(upper).collect());
    let remedy = text!("sort-so": "sort {file}: {order}", file = text::chain_file(scene, observation), order);
    vec![draft(observation, sorted[wrong], vec![order_sent()], remedy)]
}

/// Where the anchor that the path ends at was sent along.
fn root_place(observation: &Observation, walk: &Walk) -> Option<usize> {
    let path = &walk.path.certificates;
    let anchor = path.last().filter(|_| walk.path.end.kind == EndKind::Anchored && path.len() > 1)?;
    let is_root = |cert: &Cert| cert.is_self_issued() && cert.is_same_authority(&anchor.cert);
    observation.presented.certs().skip(1).find(|(_, cert)| is_root(cert)).map(|(place, _)| place)
}

/// The places, in the order sent, of the certificates on the best path.
fn places(walk: &Walk) -> impl Iterator<Item = usize> {
    walk.path.certificates.iter().filter_map(|c| match c.source {
        Source::Presented(place) => Some(place),
        _ => None,
    })
}

pub const DUPLICATE: Rule = Rule {
    code: "chain-duplicate",
    severity: Severity::Notice,
    by: By::Tls,
    title: "a certificate is sent twice",
    explanation: "It costs bytes in every handshake and breaks nothing.",
    remedy: "leave the second copy out of the chain file",
    see: &["RFC 5246 7.4.2"],
    check: Check::Observation(|scene, observation| of_kind(scene, observation, Oddity::Duplicate)),
};

pub const ROOT: Rule = Rule {
    code: "root-sent",
    severity: Severity::Notice,
    by: By::Tls,
    title: "the root is sent along",
    explanation: "Clients trust their own copy of a root and ignore the one sent. It costs bytes and breaks nothing.",
    remedy: "leave the root out of the chain file",
    see: &["RFC 5246 7.4.2"],
    check: Check::Observation(|scene, observation| of_kind(scene, observation, Oddity::Root)),
};

pub const STALE: Rule = Rule {
    code: "stale-cert-sent",
    severity: Severity::Notice,
    by: By::Clients,
    title: "an outdated certificate is sent along",
    explanation: "A certificate that has run out, or an authority's certificate with a key that is no longer in use, is \
        sent beside the good ones. Clients of today find the good path; older ones may take the outdated one and fail.",
    remedy: "leave the outdated certificate out of the chain file",
    see: &["RFC 4158 2.4"],
    check: Check::Observation(|scene, observation| of_kind(scene, observation, Oddity::Stale)),
};

pub const EXTRA: Rule = Rule {
    code: "chain-extra-cert",
    severity: Severity::Notice,
    by: By::Tls,
    title: "a certificate is sent that belongs to no path",
    explanation: "It leads nowhere from the leaf. Often the intermediate of the previous authority was left in the chain \
        file. Clients ignore it.",
    remedy: "leave it out of the chain file",
    see: &["RFC 5246 7.4.2"],
    check: Check::Observation(extra),
};

fn extra(scene: &Scene<'_>, observation: &Observation) -> Vec<Draft> {
    let mut drafts = of_kind(scene, observation, Oddity::Extra);
    if let Some(walk) = observation.walk.as_ref().filter(|w| w.not_walked > 0) {
        let evidence = vec![
            Fact::number("certificates sent", observation.presented.sent.len()),
            Fact::number("not looked at", walk.not_walked),
        ];
        let remedy = text!(
            "reduce-to-chain": "reduce {file} to the leaf and its intermediates",
            file = text::chain_file(scene, observation)
        );
        drafts.push(Draft::of(SubjectKind::Sent, evidence, remedy));
    }
    drafts
}

pub const MALFORMED: Rule = Rule {
    code: "cert-malformed",
    severity: Severity::Critical,
    by: By::Clients,
    title: "a certificate cannot be read",
    explanation: "One of the certificates sent after the leaf is not a certificate. It costs only itself here, but \
        clients that parse all they are sent (OpenSSL among them) break the connection off.",
    remedy: "take it out of the chain file, or put the right certificate in its place",
    see: &["RFC 5280 4.1"],
    check: Check::Observation(malformed),
};

fn malformed(scene: &Scene<'_>, observation: &Observation) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (place, sent) in observation.presented.sent.iter().enumerate().skip(1) {
        let Err(malformed) = &sent.cert else { continue };
        let evidence = vec![Fact::number("place in the order sent", place), Fact::text("unreadable", malformed.text())];
        let file = text::chain_file(scene, observation);
        let remedy = text!(
            "take-out-or-right": "take certificate {place} out of {file}, or put the right one in its place",
            place, file
        );
        let mut draft = draft(observation, place, evidence, remedy);
        draft.severity = Some(Severity::Warning);
        drafts.push(draft);
    }
    drafts
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Oddity {
    Duplicate,
    Root,
    Stale,
    Extra,
}

/// What is odd about the certificate sent at a place after the leaf; each has one name at most.
fn oddity(observation: &Observation, walk: &Walk, place: usize, cert: &Cert, time: i64) -> Option<Oddity> {
    if observation.presented.sent[..place].iter().any(|s| s.sha256 == cert.sha256) {
        return Some(Oddity::Duplicate);
    }
    let path = &walk.path.certificates;
    if root_place(observation, walk) == Some(place) {
        return Some(Oddity::Root);
    }
    if places(walk).any(|p| p == place) {
        return None;
    }
    let on_path = walk.on_path.get(place).copied().unwrap_or(false);
    // Spoken of where what is missing is to take its place.
    if walk.replacements.iter().any(|r| r.place == place) {
        return None;
    }
    let old_key = path.iter().skip(1).any(|c| c.cert.subject == cert.subject && c.cert.key.id != cert.key.id);
    if (old_key && !on_path) || (on_path && cert.not_after < time) {
        return Some(Oddity::Stale);
    }
    let twin = path.iter().any(|c| c.cert.is_same_authority(cert));
    // Without a leaf that can be read nobody knows what belongs to it.
    let known = !path.is_empty() && walk.not_walked == 0;
    // What was meant to come first is not to be taken out.
    let known = known && text::misplaced_leaf(observation).is_none();
    (known && !on_path && !twin).then_some(Oddity::Extra)
}

fn of_kind(scene: &Scene<'_>, observation: &Observation, kind: Oddity) -> Vec<Draft> {
    let Some(walk) = &observation.walk else { return Vec::new() };
    let mut drafts = Vec::new();
    for (place, cert) in observation.presented.certs().filter(|(place, _)| *place > 0) {
        if oddity(observation, walk, place, cert, scene.time) != Some(kind) {
            continue;
        }
        let evidence = vec![
            Fact::text("certificate", text::subject(cert)),
            Fact::number("place in the order sent", place),
            Fact::time("valid until", cert.not_after),
        ];
        let copy = held_copy(walk, cert).filter(|copy| kind == Oddity::Stale && copy.cert.is_valid_at(scene.time));
        let remedy = match copy {
            Some(copy) => text::exchange(scene, observation, place, (&copy.cert, &copy.source)),
            None => text!(
                "take-out": "take {label} (place {place}) out of {file}",
                label = cert.label(), place, file = text::chain_file(scene, observation)
            ),
        };
        drafts.push(draft(observation, place, evidence, remedy));
    }
    drafts
}

/// The store's copy of an intermediate that ran out: clients that do not hold it need it sent.
fn held_copy<'a>(walk: &'a Walk, cert: &Cert) -> Option<&'a PathCert> {
    let is_copy = |c: &&PathCert| c.cert.is_same_authority(cert) && !c.cert.is_self_issued();
    walk.path.certificates.iter().find(is_copy).filter(|c| matches!(c.source, Source::Anchor(_)))
}

fn draft(observation: &Observation, place: usize, evidence: Vec<Fact>, remedy: Text) -> Draft {
    let key = observation.presented.sent.get(place).map(|s| short(&s.sha256)).unwrap_or_default();
    Draft {
        subject: Subject::at(SubjectKind::Sent, place),
        severity: None,
        by: None,
        title: None,
        evidence,
        remedy,
        key,
    }
}
