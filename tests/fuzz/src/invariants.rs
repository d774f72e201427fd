//! What has to hold of every walk, whatever was sent.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use chaincheck::{
    check::{Checker, Settings},
    model::{
        AnchorSet, Cert, Distrusted, EndKind, PresentedChain, Purpose, Report, RevocationMode, Source, Target, Trust,
        Walk, chain::Profile, report::TargetReport,
    },
    render::{self, Lang, Style, clean},
    trust::{Loaded, Stores},
    walk::{self, Limits, Memory, Options, PolicyInputs, Revocation},
    x509::{crl::Crl, ocsp, parse},
};

use crate::Bag;

/// 2026-07-01.
pub const NOW: i64 = 1_782_864_000;

/// Small limits, so that they are reached and the search stays fast.
fn limits(seed: usize) -> Limits {
    let tight = seed % 4 == 3;
    Limits {
        certificates: if tight { 8 } else { 24 },
        bytes: if tight { 8 << 10 } else { 1 << 20 },
        intermediates: if tight { 2 } else { 6 },
        signatures: if tight { 6 } else { 64 },
        list_signatures: if tight { 2 } else { 16 },
        steps: if tight { 20 } else { 2_000 },
        paths: if tight { 4 } else { 50 },
        comparisons: if tight { 3 } else { 1 << 16 },
        all_comparisons: if tight { 20 } else { 1 << 18 },
    }
}

/// Walks the bag, judges it and renders the report; `seed` chooses how.
///
/// # Panics
///
/// When something does not hold.
pub fn hold(bag: &Bag, seed: usize) {
    let limits = limits(seed);
    let profile = if seed & 4 == 0 { Profile::Field } else { Profile::Strict };
    let purpose = [Purpose::Server, Purpose::Client, Purpose::Any][seed % 3];
    let policy = PolicyInputs { require_explicit: seed & 8 != 0, ..PolicyInputs::default() };
    let distrusted = Distrusted::default();
    let public = |_: &_| seed & 16 != 0;
    let crls: Vec<Arc<Crl>> = bag.lists.iter().filter_map(|der| Crl::new(der.clone()).ok()).map(Arc::new).collect();
    let responses: Vec<_> = bag.responses.iter().filter_map(|der| ocsp::read(der).ok()).map(Arc::new).collect();
    let mode = [RevocationMode::Soft, RevocationMode::Soft, RevocationMode::Hard, RevocationMode::Off][seed >> 5 & 3];
    let stapled = bag.stapled.as_deref();
    let options = Options {
        time: NOW,
        purpose,
        profile,
        policy,
        revocation: Revocation { mode, crls: &crls, responses: &responses, stapled, downloaded: None },
        limits,
        is_public: &public,
        distrusted: &distrusted,
    };
    // As warm as a memory gets: most of a bag was in the one before it.
    static MEMORY: OnceLock<Memory> = OnceLock::new();
    let memory = MEMORY.get_or_init(Memory::default);
    let mut read = Read::of(bag);
    let Some(first) = read.explore(&options, memory) else {
        assert!(bag.sent.is_empty(), "no walk of a chain");
        return;
    };
    check(&first, bag.sent.len(), &limits);
    // Dear: every signature is checked anew.
    if seed % 4 == 3 || seed % 16 == 0 {
        let again = read.explore(&options, &Memory::default()).expect("a walk, as before");
        assert_eq!(summary(&again), summary(&first), "what is remembered changes what is found");
    }
    read.sent.sent[1..].reverse();
    read.anchors.reverse();
    let other = read.explore(&options, memory).expect("a walk, as before");
    check(&other, bag.sent.len(), &limits);
    if first.not_walked == 0 {
        assert_eq!(other.trust, first.trust, "order changes trust: {:?} {:?}", first.path, other.path);
    }
    // Dear, and much the same each time.
    if seed % 8 == 0 {
        let revocation = Settings { revocation: mode, crls, responses, ..Settings::default() };
        let settings = Settings { at: Some(NOW), purpose, profile, limits, ..revocation };
        let target = Target::File("fuzz.pem".into());
        render(checker(settings, bag.anchors.clone()).chain(&target, &bag.sent), Lang::En);
    }
}

/// What is walked, read once for all walks.
struct Read {
    sent: PresentedChain,
    anchors: Vec<Arc<Cert>>,
    extra: Vec<(Arc<Cert>, Source)>,
}

impl Read {
    fn of(bag: &Bag) -> Self {
        let read = |der: &Vec<u8>| parse::certificate(der).ok().map(Arc::new);
        Self {
            sent: PresentedChain { sent: bag.sent.iter().map(|der| parse::sent(der)).collect() },
            anchors: bag.anchors.iter().filter_map(read).collect(),
            extra: bag.extra.iter().filter_map(read).map(|cert| (cert, Source::Intermediates)).collect(),
        }
    }

    fn explore(&self, options: &Options<'_>, memory: &Memory) -> Option<Walk> {
        let mut anchors = AnchorSet::default();
        for cert in &self.anchors {
            anchors.add(Arc::clone(cert), "fuzz");
        }
        walk::explore(&walk::Bag { sent: &self.sent, extra: &self.extra, anchors: &anchors }, options, memory)
    }
}

/// What must not depend on what a run has seen before.
fn summary(walk: &Walk) -> String {
    let faults: Vec<_> = walk.path.faults.iter().map(|f| (f.code, f.position)).collect();
    format!("{:?} {faults:?} {:?} {:?}", walk.trust, walk.path.end, walk.stopped)
}

fn check(walk: &Walk, sent: usize, limits: &Limits) {
    let trusted = walk.trust == Trust::Trusted;
    let path = &walk.path;
    assert_eq!(walk.broken().is_none(), trusted, "{walk:?}");
    assert_eq!(path.faults.iter().all(|f| !f.decides), trusted, "{walk:?}");
    assert!(walk.completed_by.is_none() || !trusted, "{walk:?}");
    assert_eq!(walk.on_path.len(), sent);
    assert!(walk.work.signatures <= limits.signatures, "{:?}", walk.work);
    assert!(walk.work.comparisons <= limits.all_comparisons, "{:?}", walk.work);
    assert!(walk.work.steps <= limits.steps, "{:?}", walk.work);
    assert!(walk.unsound_alternatives <= walk.alternatives, "{walk:?}");
    if walk.stopped.is_some() {
        assert!(!trusted);
        assert!(path.faults.iter().any(|f| f.code == "search-stopped"), "{walk:?}");
        assert!(path.faults.iter().all(|f| f.code != "issuer-missing" && f.code != "issuer-unknown"), "{walk:?}");
    }
    if trusted {
        assert_eq!(path.end.kind, EndKind::Anchored, "{walk:?}");
    }
    assert!(path.faults.is_sorted_by_key(|f| f.position.rank()), "{walk:?}");
    if path.certificates.is_empty() {
        assert!(!trusted && path.links.is_empty(), "{walk:?}");
        return;
    }
    assert_eq!(path.certificates[0].source, Source::Presented(0));
    assert_eq!(path.links.len() + 1, path.certificates.len());
    assert_eq!(path.end.index + 1, path.certificates.len());
    for (i, one) in path.certificates.iter().enumerate() {
        assert!(path.certificates[..i].iter().all(|c| !c.cert.is_same_authority(&one.cert)), "a loop: {walk:?}");
    }
    let last = &path.certificates[path.end.index];
    let own_anchor = path.end.index == 0 && last.cert.is_self_issued();
    let anchored = matches!(last.source, Source::Anchor(_)) || own_anchor;
    assert!(path.end.kind != EndKind::Anchored || anchored, "{walk:?}");
    for fault in &path.faults {
        assert!(fault.position.index() <= path.end.index, "{walk:?}");
        assert!(chaincheck::judge::RULES.iter().any(|r| r.code == fault.code), "no rule speaks of {}", fault.code);
    }
}

/// A checker that trusts these alone.
pub fn checker(settings: Settings, anchors: Vec<Vec<u8>>) -> Checker {
    let mut stores = Stores::default();
    stores.add("fuzz", Loaded { ders: anchors, ..Loaded::default() });
    let (_keep, cut) = tokio::sync::watch::channel(false);
    Checker::new(settings, stores, Box::new(|_| {}), cut)
}

/// Renders a report in every format.
///
/// # Panics
///
/// When one of them holds what it must not.
pub fn render(target: TargetReport, lang: Lang) {
    let report = Report {
        time: NOW,
        elapsed: Duration::ZERO,
        stores: Vec::new(),
        targets: vec![target],
        findings: Vec::new(),
        comparison: None,
        cut: false,
    };
    let style = Style { width: 100, verbose: 2, lang, ..Style::default() };
    for format in render::FORMATS {
        let mut out = Vec::new();
        (format.write)(&report, &style, &mut out).expect("memory does not run out");
        let text = String::from_utf8(out).expect("UTF-8");
        match format.name {
            "table" => {
                let hidden = text.chars().find(|c| *c != '\n' && clean::is_hidden(*c));
                assert!(hidden.is_none(), "{hidden:?} in {text}");
            }
            "json" => drop(serde_json::from_str::<serde_json::Value>(&text).expect("JSON")),
            "jsonl" => {
                for line in text.lines() {
                    drop(serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
                }
            }
            _ => {}
        }
    }
}
