//! Revocation lists: who signed them, what they speak of, when, and what they say.

use chaincheck::{model::chain::Profile, x509::crl::Crl};

use super::{
    Case, REVOKED, UNKNOWN,
    lists::{List, der, extension, list, name, sequence, unknown_critical},
    pki::{Draft, Made, authority, root, server},
};

/// Contoso's chain with one list of the issuing authority, changed.
fn with(change: impl FnOnce(List, &Case) -> List) -> Case {
    let case = Case::sound_above();
    let changed = change(list(&case.issuing), &case).signed_by(&case.issuing);
    case.list(changed)
}

/// A distribution point name of one URI, as both kinds of points carry it.
fn uri(text: &str) -> Vec<u8> {
    der(0xa0, &[&der(0xa0, &[&der(0x86, &[text.as_bytes()])])])
}

const YES: &[u8] = &[0xff];

#[test]
fn a_listed_certificate_is_revoked() {
    let case = with(|list, case| list.revokes(&case.leaf, 1));
    assert_eq!(case.faults(), REVOKED);
    let why = case.why();
    assert!(why.contains("keyCompromise") && why.contains("CN=Contoso Issuing CA, number 5"), "{why}");
    assert!(with(|list, case| list.revokes(&case.root, 1)).is_good(), "another serial number");
}

#[test]
fn a_list_holds_from_its_issue_until_the_next() {
    assert!(with(|list, _| list.issued("260630000000Z").next(Some("260702000000Z"))).is_good());
    for odd in [
        with(|list, _| list.next(Some("260630000000Z"))),
        with(|list, _| list.next(None)),
        with(|list, _| list.issued("260702000000Z")),
    ] {
        assert_eq!(odd.faults(), UNKNOWN);
    }
    // Of two, the newer decides.
    let released = with(|list, case| list.revokes(&case.leaf, 6));
    let newer = list(&released.issuing).issued("260620000000Z").number(6).signed_by(&released.issuing);
    assert!(released.list(newer).is_good());
}

#[test]
fn only_the_issuers_key_counts() {
    let case = Case::sound_above();
    let forger = authority("Contoso Issuing CA").self_signed();
    let forged = list(&case.issuing).signed_by(&forger);
    let case = case.list(forged);
    assert_eq!(case.faults(), UNKNOWN);
    assert!(case.why().contains("not made by the key"), "{}", case.why());
    // The forger's certificate, sent along, leads nowhere.
    let mut case = case;
    case.sent.push(forger);
    assert_eq!(case.faults(), UNKNOWN);
}

/// PKITS 4.5: lists signed with another key of the authority.
#[test]
fn a_key_of_its_own_for_lists() {
    let mut case = Case::sound_above();
    let usage = [rcgen::KeyUsagePurpose::CrlSign];
    let signer = authority("Contoso Issuing CA").key_usages(&usage).signed_by(&case.issuing);
    case.sent.push(signer.clone());
    let lists = list(&case.issuing).signed_by(&signer);
    assert!(case.list(lists).is_good());
}

#[test]
fn a_revoked_signer_counts_for_nothing() {
    let root = root("Contoso Root CA");
    let issuing = authority("Contoso Issuing CA").signed_by(&root);
    let signer = authority("Contoso Issuing CA").signed_by(&root);
    let leaf = server(&["sip.contoso.com"]).signed_by(&issuing);
    let mut case = Case::of(root, issuing, leaf);
    case.sent.push(signer.clone());
    let (above, own) =
        (list(&case.root).revokes(&signer, 1).signed_by(&case.root), list(&case.issuing).signed_by(&signer));
    let case = case.list(above).list(own);
    assert_eq!(case.faults(), UNKNOWN);
    assert!(case.why().contains("signer is revoked"), "{}", case.why());
}

#[test]
fn the_key_usage_must_allow_it() {
    let root = root("Contoso Root CA");
    let usage = [rcgen::KeyUsagePurpose::KeyCertSign];
    let issuing = authority("Contoso Issuing CA").key_usages(&usage).signed_by(&root);
    let leaf = server(&["sip.contoso.com"]).signed_by(&issuing);
    let case = Case::of(root, issuing, leaf).root_list();
    let lists = list(&case.issuing).signed_by(&case.issuing);
    let case = case.list(lists);
    assert_eq!(case.faults(), UNKNOWN);
    assert!(case.why().contains("6.3.3 (f)"));
    // An anchor counts as name and key.
    let root = authority("Contoso Root CA").key_usages(&usage).self_signed();
    let issuing = authority("Contoso Issuing CA").signed_by(&root);
    let leaf = server(&["sip.contoso.com"]).signed_by(&issuing);
    let case = Case::of(root, issuing, leaf).root_list();
    let lists = list(&case.issuing).signed_by(&case.issuing);
    assert!(case.list(lists).is_good());
}

#[test]
fn a_list_speaks_of_what_its_scope_says() {
    // The leaf names http://pki.contoso.com/issuing.crl.
    let point = uri("http://pki.contoso.com/issuing.crl");
    let elsewhere = uri("http://pki.contoso.com/other.crl");
    let (users, authorities, attributes) = (der(0x81, &[YES]), der(0x82, &[YES]), der(0x85, &[YES]));
    assert!(with(|list, _| list.scope(&[&point])).is_good());
    assert!(with(|list, _| list.scope(&[&point, &users])).is_good());
    for fields in [&elsewhere, &authorities, &attributes] {
        assert_eq!(with(|list, case| list.scope(&[fields]).revokes(&case.leaf, 1)).faults(), UNKNOWN);
    }
    // A scope that cannot be read is no scope at all.
    assert_eq!(with(|list, _| list.scope(&[&[0x87, 1, 0xff]])).faults(), UNKNOWN);
}

#[test]
fn reasons_add_up() {
    // keyCompromise and cACompromise; the other six.
    let (some, others) = (der(0x83, &[&[5, 0x60]]), der(0x83, &[&[7, 0x1f, 0x80]]));
    let half = with(|list, _| list.scope(&[&some]));
    assert_eq!(half.faults(), UNKNOWN);
    assert!(half.why().contains("known only for the reasons"), "{}", half.why());
    let rest = list(&half.issuing).number(6).scope(&[&others]).signed_by(&half.issuing);
    assert!(half.list(rest).is_good());
    let half = with(|list, _| list.scope(&[&some]));
    let rest = list(&half.issuing).scope(&[&others]).revokes(&half.leaf, 3).signed_by(&half.issuing);
    assert_eq!(half.list(rest).faults(), REVOKED);
}

/// A chain whose leaf names somebody else for its revocation.
pub fn indirect(change: impl FnOnce(List, &Case, &Made) -> List) -> Case {
    let root = root("Contoso Root CA");
    let issuing = authority("Contoso Issuing CA").signed_by(&root);
    let notary = authority("Contoso Revocation").signed_by(&root);
    let point = sequence(&[&sequence(&[&der(0xa2, &[&der(0xa4, &[&name(&notary)])])])]);
    let leaf: Draft = server(&["sip.contoso.com"]).pointless();
    let leaf = leaf.extension(rcgen::CustomExtension::from_oid_content(&[2, 5, 29, 31], point)).signed_by(&issuing);
    let mut case = Case::of(root, issuing, leaf).root_list();
    case.sent.push(notary.clone());
    let lists = change(list(&notary), &case, &notary).signed_by(&notary);
    case.list(lists)
}

#[test]
fn somebody_else_may_issue_the_list() {
    let indirectly = der(0x84, &[YES]);
    assert!(indirect(|list, _, _| list.scope(&[&indirectly])).is_good());
    // Only if it says that it speaks of other issuers.
    assert_eq!(indirect(|list, _, _| list).faults(), UNKNOWN);
    // The serial number counts for the issuer named with it, here or before.
    let case = indirect(|list, case, _| list.scope(&[&indirectly]).revokes_of(&case.issuing, &case.leaf));
    assert_eq!(case.faults(), REVOKED);
    let case = indirect(|list, case, _| list.scope(&[&indirectly]).revokes(&case.leaf, 1));
    assert!(case.is_good(), "the notary's own certificate of that number");
    let case = indirect(|list, case, _| {
        list.scope(&[&indirectly]).revokes_of(&case.issuing, &case.root).revokes(&case.leaf, 1)
    });
    assert_eq!(case.faults(), REVOKED);
    let case = indirect(|list, case, notary| {
        let list = list.scope(&[&indirectly]).revokes_of(&case.issuing, &case.root);
        list.revokes_of(notary, &case.leaf)
    });
    assert!(case.is_good());
}

#[test]
fn deltas_bring_a_list_up_to_date() {
    let delta = |case: &Case, base| list(&case.issuing).number(7).delta(base).issued("260625000000Z");
    let revoked = with(|list, _| list);
    let der = delta(&revoked, 5).revokes(&revoked.leaf, 1).signed_by(&revoked.issuing);
    assert_eq!(revoked.list(der).faults(), REVOKED);
    // Off hold again.
    let held = with(|list, case| list.revokes(&case.leaf, 6));
    let der = delta(&held, 5).revokes(&held.leaf, 8).signed_by(&held.issuing);
    assert!(held.list(der).is_good());
    // The base may be old, the delta not.
    let old = with(|list, _| list.next(Some("260610000000Z")));
    let der = delta(&old, 5).signed_by(&old.issuing);
    assert!(old.list(der).is_good());
    let old = with(|list, _| list.next(Some("260610000000Z")));
    let der = delta(&old, 5).next(Some("260626000000Z")).signed_by(&old.issuing);
    assert_eq!(old.list(der).faults(), UNKNOWN);
    // A delta to a later list does not fit, and alone says nothing.
    let gap = with(|list, case| list.revokes(&case.leaf, 6));
    let der = delta(&gap, 6).revokes(&gap.leaf, 8).signed_by(&gap.issuing);
    assert_eq!(gap.list(der).faults(), REVOKED);
    let alone = Case::sound_above();
    let der = delta(&alone, 5).revokes(&alone.leaf, 8).signed_by(&alone.issuing);
    let alone = alone.list(der);
    assert_eq!(alone.faults(), UNKNOWN);
    assert!(alone.why().contains("is a delta, and the list that it adds to is not here"), "{}", alone.why());
}

/// PKITS 4.4.8 to 4.4.10.
#[test]
fn what_nobody_knows_may_only_revoke() {
    let case = with(|list, _| list.extension(unknown_critical()));
    assert_eq!(case.faults(), UNKNOWN);
    assert!(case.why().contains("1.3.6.1.4.1.99999.1"), "{}", case.why());
    assert_eq!(with(|list, case| list.extension(unknown_critical()).revokes(&case.leaf, 1)).faults(), REVOKED);
    assert_eq!(with(|list, case| list.revokes_with(&case.root, &[unknown_critical()])).faults(), UNKNOWN);
    assert_eq!(with(|list, case| list.revokes_with(&case.leaf, &[unknown_critical()])).faults(), REVOKED);
}

#[test]
fn strict_wants_a_number() {
    let strict = |mut case: Case| {
        case.profile = Profile::Strict;
        let found = case.walk().path.faults;
        found.iter().any(|f| f.code == "revocation-unknown" && f.position.index() == 0)
    };
    let critical = || extension(&[0x55, 0x1d, 20], true, &[2, 1, 5]);
    assert!(with(|list, _| list.numberless()).is_good());
    assert!(strict(with(|list, _| list.numberless())));
    assert!(strict(with(|list, _| list.numberless().extension(critical()))));
    assert!(!strict(with(|list, _| list)));
}

#[test]
fn serial_numbers_are_compared_by_value() {
    let case = Case::sound_above();
    let list = Crl::new(list(&case.issuing).revokes(&case.leaf, 1).signed_by(&case.issuing)).unwrap();
    let cert = case.leaf.cert();
    let padded = [&[0], cert.serial.as_slice()].concat();
    assert!(list.find(&padded, &cert.issuer).is_some());
    assert!(list.find(&padded, &cert.subject).is_none());
    assert_eq!(list.entries().filter(Result::is_ok).count(), 1);
}
