//! Random small PKI graphs: cross-signs, twins, loops, expired and limited nodes. The walk must say what a naive search
//! over every order of certificates says, and what rustls-webpki says where it applies.
//!
//! The graphs come from numbered seeds, so that a failure can be run again.

#![allow(clippy::unwrap_used)]

use std::sync::{Arc, OnceLock};

use chaincheck::{
    model::{AnchorSet, Distrusted, PresentedChain, Purpose, Trust, Walk, chain::Profile},
    walk::{self, Bag, Limits, Memory, Options, PolicyInputs, Revocation},
    x509::{opinion::Anchors, parse},
};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};

/// Graphs looked at. Each costs a few milliseconds.
const SEEDS: u64 = 600;
const KEYS: usize = 7;
/// 2026-07-01
const NOW: i64 = 1_782_864_000;

/// A small generator: xorshift64*, from Marsaglia's paper.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).unwrap() % sides
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.roll(n) == 0
    }
}

/// An authority is a name and a key, by number.
type Authority = (usize, usize);

/// What the test knows of a certificate, because it made it.
#[derive(Clone)]
struct Known {
    subject: Authority,
    issuer: Authority,
    expired: bool,
    ca: bool,
    path_length: Option<u8>,
    der: Vec<u8>,
}

impl Known {
    fn is_self_issued(&self) -> bool {
        self.subject.0 == self.issuer.0
    }
}

struct Graph {
    leaf: Known,
    sent: Vec<Known>,
    anchors: Vec<Known>,
}

fn key(number: usize) -> &'static KeyPair {
    static KEYS_MADE: OnceLock<Vec<KeyPair>> = OnceLock::new();
    &KEYS_MADE.get_or_init(|| (0..=KEYS).map(|_| KeyPair::generate().unwrap()).collect())[number]
}

fn params(name: &str, known: &Known) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = date_time_ymd(2025, 1, 1);
    params.not_after = date_time_ymd(if known.expired { 2026 } else { 2028 }, 1, 1);
    params.use_authority_key_identifier_extension = true;
    if known.ca {
        let constraints = known.path_length.map_or(BasicConstraints::Unconstrained, BasicConstraints::Constrained);
        params.is_ca = IsCa::Ca(constraints);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    }
    params
}

fn name(number: usize) -> String {
    format!("Authority {number}")
}

fn issue(mut known: Known, subject: &str, leaf: bool) -> Known {
    let mut own = params(subject, &known);
    if leaf {
        own.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        own.subject_alt_names = vec![rcgen::SanType::DnsName("sip.contoso.test".try_into().unwrap())];
    }
    let any = Known { ca: true, path_length: None, ..known.clone() };
    let issuer = Issuer::new(params(&name(known.issuer.0), &any), key(known.issuer.1));
    known.der = own.signed_by(key(known.subject.1), &issuer).unwrap().der().to_vec();
    known
}

fn graph(seed: u64) -> Graph {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let count = 3 + dice.roll(4);
    let mut authorities: Vec<Authority> = Vec::new();
    while authorities.len() < count {
        // Few names and few keys, so that twins come about: one name with two keys, one key with two names.
        let authority = (dice.roll(4), dice.roll(KEYS));
        if !authorities.contains(&authority) {
            authorities.push(authority);
        }
    }
    let mut all = Vec::new();
    for subject in &authorities {
        for _ in 0..=dice.roll(2) {
            let issuer = if dice.one_in(3) { *subject } else { authorities[dice.roll(count)] };
            let known = Known {
                subject: *subject,
                issuer,
                expired: dice.one_in(6),
                ca: !dice.one_in(12),
                path_length: dice.one_in(4).then(|| u8::try_from(dice.roll(3)).unwrap()),
                der: Vec::new(),
            };
            all.push(issue(known, &name(subject.0), false));
        }
    }
    let mut anchors = Vec::new();
    for _ in 0..=dice.roll(2) {
        anchors.push(all[dice.roll(all.len())].clone());
    }
    let sent = all.into_iter().filter(|_| !dice.one_in(5)).collect();
    let issuer = authorities[dice.roll(count)];
    let leaf =
        Known { subject: (99, KEYS), issuer, expired: dice.one_in(10), ca: false, path_length: None, der: Vec::new() };
    Graph { leaf: issue(leaf, "sip.contoso.test", true), sent, anchors }
}

/// Whether a limit above allows the intermediates below it, self-issued ones not counted.
fn fits(limit: Option<u8>, below: &[&Known]) -> bool {
    let intermediates = below.iter().skip(1).filter(|c| !c.is_self_issued()).count();
    limit.is_none_or(|most| intermediates <= usize::from(most))
}

/// Tries every order: whether some path from `path` on is sound.
fn exists(graph: &Graph, path: &[&Known]) -> bool {
    let top = path[path.len() - 1];
    let seen = |c: &Known, path: &[&Known]| path.iter().any(|p| p.subject == c.subject);
    for anchor in graph.anchors.iter().filter(|a| a.subject == top.issuer) {
        if !seen(anchor, path) && fits(anchor.path_length.filter(|_| anchor.ca), path) {
            return true;
        }
    }
    for i in 0..graph.sent.len() {
        let next = &graph.sent[i];
        let good = next.subject == top.issuer && !next.expired && next.ca && fits(next.path_length, path);
        if good && !seen(next, path) {
            let mut longer = path.to_vec();
            longer.push(next);
            if exists(graph, &longer) {
                return true;
            }
        }
    }
    false
}

fn chain(ders: &[&[u8]]) -> PresentedChain {
    PresentedChain { sent: ders.iter().map(|der| parse::sent(der)).collect() }
}

fn explore(graph: &Graph, order: &[&[u8]]) -> Walk {
    let mut anchors = AnchorSet::default();
    for anchor in &graph.anchors {
        anchors.add(Arc::new(parse::certificate(&anchor.der).unwrap()), "test");
    }
    let options = Options {
        time: NOW,
        purpose: Purpose::Server,
        profile: Profile::Field,
        policy: PolicyInputs::default(),
        limits: Limits::default(),
        revocation: Revocation::default(),
        is_public: &|_| false,
        distrusted: &Distrusted::default(),
    };
    let sent = chain(order);
    walk::explore(&Bag { sent: &sent, extra: &[], anchors: &anchors }, &options, &Memory::default()).unwrap()
}

fn order(graph: &Graph) -> Vec<&[u8]> {
    std::iter::once(&graph.leaf).chain(&graph.sent).map(|c| c.der.as_slice()).collect()
}

#[test]
fn the_walk_says_what_a_naive_search_says() {
    let (mut trusted, mut refused) = (0, 0);
    for seed in 0..SEEDS {
        let graph = graph(seed);
        let expected = !graph.leaf.expired && exists(&graph, &[&graph.leaf]);
        let walk = explore(&graph, &order(&graph));
        assert_eq!(walk.trust == Trust::Trusted, expected, "seed {seed}: {:?}", walk.path.faults);
        assert_eq!(walk.broken().is_none(), expected, "seed {seed}: what is broken and whether it is trusted disagree");
        let deciding = walk.path.faults.iter().any(|f| f.decides);
        assert_eq!(deciding, !expected, "seed {seed}: a trusted path holds no fault that decides trust");
        if expected { trusted += 1 } else { refused += 1 }
    }
    // A generator that only makes one kind would prove nothing.
    assert!(trusted > SEEDS / 10 && refused > SEEDS / 10, "{trusted} trusted, {refused} refused");
}

#[test]
fn webpki_agrees_where_it_applies() {
    let mut compared = 0;
    for seed in 0..SEEDS {
        let graph = graph(seed);
        // webpki counts self-issued certificates towards path lengths, RFC 5280 does not; and it does not look at an
        // anchor's path length.
        let limited = graph.sent.iter().any(|c| c.path_length.is_some());
        let rollover = graph.sent.iter().any(|c| c.is_self_issued() && c.subject != c.issuer);
        if (limited && rollover) || graph.anchors.iter().any(|a| a.path_length.is_some()) {
            continue;
        }
        let anchors = Anchors::new(graph.anchors.iter().map(|a| a.der.as_slice()));
        let theirs = anchors.accept(&order(&graph), NOW, Purpose::Server);
        let ours = explore(&graph, &order(&graph)).trust == Trust::Trusted;
        assert_eq!(ours, theirs.is_ok(), "seed {seed}: webpki says {theirs:?}");
        compared += 1;
    }
    assert!(compared > 10, "only {compared} graphs could be compared");
}

#[test]
fn neither_order_nor_company_changes_trust() {
    for seed in 0..SEEDS {
        let graph = graph(seed);
        let plain = order(&graph);
        let before = explore(&graph, &plain);
        let mut dice = Dice(seed + 1);
        let mut shuffled = plain.clone();
        for i in (2..shuffled.len()).rev() {
            shuffled.swap(i, 1 + dice.roll(i));
        }
        assert_eq!(explore(&graph, &shuffled).trust, before.trust, "seed {seed}: another order");
        let stranger = Known {
            subject: (50, 0),
            issuer: (51, 1),
            expired: dice.one_in(2),
            ca: dice.one_in(2),
            path_length: None,
            der: Vec::new(),
        };
        let stranger = issue(stranger, "Stranger", false);
        let mut company = plain.clone();
        company.insert(1 + dice.roll(company.len()), &stranger.der);
        assert_eq!(explore(&graph, &company).trust, before.trust, "seed {seed}: an unrelated certificate");
    }
}
