//! What revocation lists and stapled OCSP responses make of a chain, and which files are taken for lists.

#![allow(clippy::unwrap_used)]

mod files;
mod limits;
mod listed;
#[path = "../support/lists.rs"]
mod lists;
#[path = "../support/pki.rs"]
mod pki;
mod stapled;

use std::sync::Arc;

use chaincheck::{
    model::{AnchorSet, CheckName, Distrusted, PresentedChain, Purpose, RevocationMode, Trust, Walk, chain::Profile},
    walk::{self, Bag, Limits, Memory, Options, PolicyInputs, Revocation},
    x509::{crl::Crl, ocsp, parse},
};
use pki::{Made, authority, root, server};

/// 2026-07-01.
const NOW: i64 = 1_782_864_000;

/// Root, intermediate, leaf; and what is given about them.
struct Case {
    root: Made,
    issuing: Made,
    leaf: Made,
    sent: Vec<Made>,
    lists: Vec<Vec<u8>>,
    stapled: Option<Vec<u8>>,
    given: Vec<Vec<u8>>,
    mode: RevocationMode,
    profile: Profile,
}

/// Contoso's chain, about which nothing is known yet.
fn case() -> Case {
    let root = root("Contoso Root CA");
    let issuing = authority("Contoso Issuing CA").signed_by(&root);
    let leaf = server(&["sip.contoso.com"]).signed_by(&issuing);
    Case::of(root, issuing, leaf)
}

impl Case {
    fn of(root: Made, issuing: Made, leaf: Made) -> Self {
        let sent = vec![leaf.clone(), issuing.clone()];
        let (mode, profile) = (RevocationMode::Hard, Profile::Field);
        Self { root, issuing, leaf, sent, lists: Vec::new(), stapled: None, given: Vec::new(), mode, profile }
    }

    /// Contoso's chain, whose intermediate is known not to be revoked.
    fn sound_above() -> Self {
        case().root_list()
    }

    fn root_list(self) -> Self {
        let list = lists::list(&self.root).signed_by(&self.root);
        self.list(list)
    }

    fn list(mut self, der: Vec<u8>) -> Self {
        self.lists.push(der);
        self
    }

    fn staple(mut self, der: Vec<u8>) -> Self {
        self.stapled = Some(der);
        self
    }

    fn give(mut self, der: Vec<u8>) -> Self {
        self.given.push(der);
        self
    }

    fn mode(mut self, mode: RevocationMode) -> Self {
        self.mode = mode;
        self
    }

    fn walk(&self) -> Walk {
        self.walk_within(Limits::default(), &Memory::default())
    }

    fn lists(&self) -> Vec<Arc<Crl>> {
        self.lists.iter().map(|der| Arc::new(Crl::new(der.clone()).unwrap())).collect()
    }

    fn walk_within(&self, limits: Limits, memory: &Memory) -> Walk {
        self.walk_over(&self.lists(), limits, memory)
    }

    fn walk_over(&self, crls: &[Arc<Crl>], limits: Limits, memory: &Memory) -> Walk {
        let mut anchors = AnchorSet::default();
        anchors.add(Arc::new(self.root.cert()), "test");
        let responses: Vec<_> = self.given.iter().map(|der| Arc::new(ocsp::read(der).unwrap())).collect();
        let sent = PresentedChain { sent: self.sent.iter().map(|made| parse::sent(&made.der)).collect() };
        let options = Options {
            time: NOW,
            purpose: Purpose::Server,
            profile: self.profile,
            policy: PolicyInputs::default(),
            revocation: Revocation {
                mode: self.mode,
                crls,
                responses: &responses,
                stapled: self.stapled.as_deref(),
                downloaded: None,
            },
            limits,
            is_public: &|_| false,
            distrusted: &Distrusted::default(),
        };
        walk::explore(&Bag { sent: &sent, extra: &[], anchors: &anchors }, &options, memory).unwrap()
    }

    fn faults(&self) -> Vec<String> {
        faults(&self.walk())
    }

    /// All that the faults say, as one text.
    fn why(&self) -> String {
        self.walk().path.faults.iter().map(|f| format!("{:?}", f.facts)).collect()
    }

    fn is_good(&self) -> bool {
        self.faults().is_empty()
    }
}

/// Every fault: code, place, and whether it decides.
fn faults(walk: &Walk) -> Vec<String> {
    let decides = |d| if d { " refuses" } else { "" };
    walk.path.faults.iter().map(|f| format!("{} {}{}", f.code, f.position.index(), decides(f.decides))).collect()
}

const UNKNOWN: &[&str] = &["revocation-unknown 0 refuses"];
const REVOKED: &[&str] = &["cert-revoked 0 refuses"];

#[test]
fn nothing_is_said_where_nobody_asked() {
    let walk = case().mode(RevocationMode::Soft).walk();
    assert!(walk.path.faults.is_empty());
    assert!(walk.path.certificates.iter().all(|c| c.checks.iter().all(|(name, _)| *name != CheckName::Revocation)));
}

#[test]
fn off_looks_at_nothing() {
    let mut case = case().mode(RevocationMode::Off).staple(vec![0]);
    case.lists.push(lists::list(&case.issuing).revokes(&case.leaf, 1).signed_by(&case.issuing));
    assert!(case.is_good());
}

#[test]
fn hard_wants_an_answer_for_every_certificate_below_the_anchor() {
    assert_eq!(case().faults(), ["revocation-unknown 0 refuses", "revocation-unknown 1 refuses"]);
    let half = Case::sound_above();
    assert_eq!(half.faults(), UNKNOWN);
    assert_eq!(half.walk().trust, Trust::Untrusted);
    let list = lists::list(&half.issuing).signed_by(&half.issuing);
    let whole = half.list(list).walk();
    assert_eq!(whole.trust, Trust::Trusted);
    let of = |i: usize| {
        let checks: &Vec<_> = &whole.path.certificates[i].checks;
        checks.iter().find(|(name, _)| *name == CheckName::Revocation).map(|(_, check)| check.as_str())
    };
    assert_eq!([of(0), of(1), of(2)], [Some("holds"), Some("holds"), Some("not-applicable")]);
}

#[test]
fn soft_says_what_lists_do_not_cover() {
    let half = Case::sound_above().mode(RevocationMode::Soft);
    assert_eq!(half.faults(), ["revocation-unknown 0"]);
    assert_eq!(half.walk().trust, Trust::Trusted);
}

#[test]
fn another_path_is_taken_where_one_is_revoked() {
    let (first, second) = (root("Contoso Root CA"), root("Fabrikam Root CA"));
    let issuing = authority("Contoso Issuing CA").signed_by(&first);
    let cross = authority("Contoso Issuing CA").key_of(&issuing).signed_by(&second);
    let leaf = server(&["sip.contoso.com"]).signed_by(&issuing);
    let revoked = lists::list(&first).revokes(&issuing, 5).signed_by(&first);
    let mut case = Case::of(first.clone(), issuing, leaf).list(revoked).mode(RevocationMode::Soft);
    assert!(case.faults().contains(&"cert-revoked 1 refuses".to_owned()));
    case.sent.push(cross);
    let mut anchors = AnchorSet::default();
    for root in [&first, &second] {
        anchors.add(Arc::new(root.cert()), "test");
    }
    let crls: Vec<Arc<Crl>> = case.lists.iter().map(|der| Arc::new(Crl::new(der.clone()).unwrap())).collect();
    let sent = PresentedChain { sent: case.sent.iter().map(|made| parse::sent(&made.der)).collect() };
    let options = Options {
        time: NOW,
        purpose: Purpose::Server,
        profile: Profile::Field,
        policy: PolicyInputs::default(),
        revocation: Revocation { mode: RevocationMode::Soft, crls: &crls, ..Revocation::default() },
        limits: Limits::default(),
        is_public: &|_| false,
        distrusted: &Distrusted::default(),
    };
    let bag = Bag { sent: &sent, extra: &[], anchors: &anchors };
    let walk = walk::explore(&bag, &options, &Memory::default()).unwrap();
    assert_eq!(walk.trust, Trust::Trusted);
    assert_eq!(walk.path.certificates[2].cert.label(), "CN=Fabrikam Root CA");
}
