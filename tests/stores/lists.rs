//! Microsoft's certificate trust lists, made here byte by byte, and lists of distrusted certificates.

use super::{Bench, NOW, also, codes, element, pki::Made};
use chaincheck::{
    model::Trust,
    trust::Stores,
    x509::{ctl, digests},
};
use sha2::{Digest as _, Sha256};

/// 1.3.6.1.4.1.311
const MICROSOFT: [u8; 7] = [0x2b, 6, 1, 4, 1, 0x82, 0x37];
const SERVER_AUTH: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 1];
const EMAIL: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 4];

fn oid(below: &[u8]) -> Vec<u8> {
    element(6, &[&MICROSOFT, below].concat())
}

/// A property of an entry. Numbers above 127 take two bytes.
fn property(number: u8, value: &[u8]) -> Vec<u8> {
    let value = element(0x31, &element(4, value));
    element(0x30, &[oid(&[10, 11, number]), value].concat())
}

fn usages(oids: &[&[u8]]) -> Vec<u8> {
    element(0x30, &oids.iter().flat_map(|oid| element(6, oid)).collect::<Vec<u8>>())
}

fn filetime(seconds: i64) -> [u8; 8] {
    ((seconds + 11_644_473_600).unsigned_abs() * 10_000_000).to_le_bytes()
}

fn entry(id: &[u8], properties: &[Vec<u8>]) -> Vec<u8> {
    let attributes = if properties.is_empty() { Vec::new() } else { element(0x31, &properties.concat()) };
    element(0x30, &[element(4, id), attributes].concat())
}

/// A list as Microsoft's, with every optional field or without.
fn list(usage: u8, entries: &[Vec<u8>], optional: bool) -> Vec<u8> {
    let mut fields = vec![];
    if optional {
        fields.push(element(2, &[0]));
    }
    fields.push(element(0x30, &oid(&[10, 3, usage])));
    if optional {
        fields.push(element(4, b"list"));
    }
    fields.push(element(2, &[1, 2, 3]));
    fields.push(element(0x17, b"260101000000Z"));
    if optional {
        fields.push(element(0x17, b"270101000000Z"));
    }
    fields.push(element(0x30, &[element(6, &[0x2b, 0x0e, 3, 2, 0x1a]), element(5, &[])].concat()));
    fields.push(element(0x30, &entries.concat()));
    if optional {
        fields.push(element(0xa0, &element(0x30, &[])));
    }
    let content = element(0xa0, &element(0x30, &fields.concat()));
    let inner = element(0x30, &[oid(&[10, 1]), content].concat());
    let signed = element(0x30, &[element(2, &[1]), element(0x31, &[]), inner, element(0x31, &[])].concat());
    let signed_data = element(6, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2]);
    element(0x30, &[signed_data, element(0xa0, &signed)].concat())
}

fn roots(entries: &[Vec<u8>]) -> Vec<u8> {
    list(9, entries, false)
}

fn disallowed(ids: &[Vec<u8>]) -> Vec<u8> {
    list(30, &ids.iter().map(|id| entry(id, &[])).collect::<Vec<_>>(), false)
}

fn sha1(made: &Made) -> Vec<u8> {
    digests::sha1(&made.der)
}

/// The verdict of a list on the healthy chain, sent with its root and without.
fn verdicts(bench: &Bench, list: &[u8]) -> [String; 2] {
    let path = bench.write("list.stl", list).display().to_string();
    let chains: [&[&Made]; 2] = [&[&bench.leaf, &bench.issuing, &bench.root], &[&bench.leaf, &bench.issuing]];
    chains.map(|sent| {
        let mut stores = Stores::default();
        stores.add_also("microsoft", &path).unwrap();
        also(&bench.observe(sent, stores)).concat()
    })
}

#[test]
fn every_field_is_read() {
    let properties = [
        property(11, &"Contoso\0".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()),
        property(98, &[7; 32]),
        property(9, &usages(&[SERVER_AUTH, EMAIL])),
        property(104, &filetime(NOW)),
        property(122, &usages(&[EMAIL])),
        property(126, &filetime(NOW + 1)),
        property(127, &usages(&[])),
        property(83, b"a property that nobody needs"),
    ];
    for optional in [false, true] {
        let read = ctl::read(&list(9, &[entry(&[1; 20], &properties), entry(&[2; 20], &[])], optional)).unwrap();
        assert_eq!(read.usages, ["1.3.6.1.4.1.311.10.3.9"]);
        assert!(!read.distrusts());
        assert_eq!(read.this_update, 1_767_225_600);
        assert_eq!(read.next_update, optional.then_some(1_798_761_600));
        let [first, second] = &read.entries[..] else { panic!("two entries") };
        assert_eq!(first.name.as_deref(), Some("Contoso"));
        assert_eq!(first.sha256, Some(vec![7; 32]));
        assert_eq!(first.usages.as_ref().unwrap().len(), 2);
        assert_eq!((first.disallowed_from, first.issued_before), (Some(NOW), Some(NOW + 1)));
        assert_eq!(first.disallowed_usages.as_deref(), Some(&["1.3.6.1.5.5.7.3.4".to_owned()][..]));
        assert_eq!(first.issued_before_usages.as_deref(), Some(&[][..]));
        assert_eq!(*second, ctl::Entry { id: vec![2; 20], ..ctl::Entry::default() });
    }
    assert!(ctl::read(&disallowed(&[vec![1; 16]])).unwrap().distrusts());
    // An empty date is none.
    let empty = ctl::read(&roots(&[entry(&[1; 20], &[property(104, &[])])])).unwrap();
    assert_eq!(empty.entries[0].disallowed_from, None);
}

#[test]
fn a_list_holds_roots_by_digest() {
    let bench = Bench::new();
    let whole = |properties: &[Vec<u8>]| verdicts(&bench, &roots(&[entry(&sha1(&bench.root), properties)]));
    let [trusted, untrusted] = ["microsoft trusted", "microsoft untrusted"].map(str::to_owned);
    let unknown = "microsoft unknown".to_owned();
    let sha256 = Sha256::digest(&bench.root.der).to_vec();
    // A root that nobody sent may be one that the list names.
    let held = [trusted, unknown.clone()];
    let not_held = [untrusted, unknown];
    assert_eq!(whole(&[]), held);
    assert_eq!(whole(&[property(98, &sha256), property(9, &usages(&[SERVER_AUTH]))]), held);
    assert_eq!(whole(&[property(98, &[0; 32])]), not_held, "the SHA-1 of another certificate");
    assert_eq!(whole(&[property(9, &usages(&[EMAIL]))]), not_held);
    assert_eq!(whole(&[property(104, &filetime(NOW))]), not_held);
    assert_eq!(whole(&[property(104, &filetime(NOW + 1))]), held);
    assert_eq!(whole(&[property(126, &filetime(0))]), not_held, "the leaf was issued later");
    assert_eq!(verdicts(&bench, &roots(&[entry(&sha256, &[])])), held, "named by SHA-256 alone");
    assert_eq!(verdicts(&bench, &roots(&[entry(&sha1(&bench.leaf), &[])])), not_held);
    assert_eq!(verdicts(&bench, &roots(&[])).len(), 2);
}

#[test]
fn roots_of_other_stores_count_for_a_list() {
    let bench = Bench::new();
    let path = |list: &[u8]| bench.write("list.stl", list).display().to_string();
    let judged = |list: &[u8]| {
        let mut stores = bench.stores();
        stores.add_also("microsoft", &path(list)).unwrap();
        bench.observe(&[&bench.leaf, &bench.issuing], stores)
    };
    assert_eq!(also(&judged(&roots(&[entry(&sha1(&bench.root), &[])]))), ["microsoft trusted"]);
    // The deciding store knows the root, so that it is known not to be listed.
    let other = judged(&roots(&[entry(&[9; 20], &[])]));
    assert_eq!((also(&other), codes(&other)), (vec!["microsoft untrusted".into()], vec!["store-disagreement"]));
}

#[test]
fn distrust_decides_by_whatever_digest() {
    let bench = Bench::new();
    let issuing = bench.issuing.cert();
    let all = digests::of(&issuing);
    let kinds: Vec<_> = all.iter().map(|d| (d.what, d.bytes.len())).collect();
    let expected = [("SHA-256", 32), ("SHA-1", 20), ("MD5 of the public key", 16), ("digest that was signed", 32)];
    assert_eq!(kinds, expected);
    for digest in all {
        let mut stores = bench.stores();
        stores.add_distrust(&bench.write("disallowedcert.stl", disallowed(&[digest.bytes]))).unwrap();
        let seen = bench.observe(&[&bench.leaf, &bench.issuing], stores);
        assert_eq!((seen.trust(), codes(&seen)), (Trust::Untrusted, vec!["explicitly-distrusted"]), "{}", digest.what);
        assert!(seen.findings[0].evidence.iter().any(|fact| fact.label == digest.what));
    }
    for (name, der, broken) in [("leaf.der", &bench.leaf.der, 0), ("root2.der", &bench.root.der, 2)] {
        let mut stores = bench.stores();
        stores.add_distrust(&bench.write(name, der)).unwrap();
        let seen = bench.observe(&[&bench.leaf, &bench.issuing], stores);
        let fault = seen.walk.as_ref().unwrap().broken().unwrap();
        assert_eq!((fault.code, fault.position.index()), ("explicitly-distrusted", broken));
    }
    let mut stores = bench.stores();
    stores.add_distrust(&bench.write("disallowedcert.stl", disallowed(&[vec![0; 16], vec![0; 32]]))).unwrap();
    assert_eq!(codes(&bench.observe(&[&bench.leaf, &bench.issuing], stores)), [] as [&str; 0]);
}

#[test]
fn another_path_around_a_distrusted_certificate_is_taken() {
    let bench = Bench::new();
    // The same authority, certified again by another root.
    let other = super::root("Fabrikam Root CA");
    let cross = super::authority("Contoso Issuing CA").key_of(&bench.issuing).signed_by(&other);
    let mut stores = bench.stores();
    stores.add_path(&bench.write("other.der", &other.der)).unwrap();
    stores.add_distrust(&bench.write("root2.der", &bench.root.der)).unwrap();
    let seen = bench.observe(&[&bench.leaf, &bench.issuing, &cross], stores);
    assert_eq!(seen.trust(), Trust::Trusted);
}

#[test]
fn a_store_of_both_lists_distrusts_for_itself_alone() {
    let bench = Bench::new();
    let mut stores = bench.stores();
    let authroot = bench.write("authroot.stl", roots(&[entry(&sha1(&bench.root), &[])])).display().to_string();
    let bad = bench.write("bad.stl", disallowed(&[digests::sha1(&bench.issuing.der)])).display().to_string();
    stores.add_also("microsoft", &authroot).unwrap();
    stores.add_also("windows", &authroot).unwrap();
    stores.add_also("windows", &bad).unwrap();
    assert_eq!(stores.stores.iter().map(|s| s.name.as_str()).skip(1).collect::<Vec<_>>(), ["microsoft", "windows"]);
    assert!(stores.stores[1].problems[0].contains("signature is not checked"));
    let seen = bench.observe(&[&bench.leaf, &bench.issuing], stores);
    assert_eq!(seen.trust(), Trust::Trusted);
    assert_eq!(also(&seen), ["microsoft trusted", "windows untrusted"]);
    assert_eq!(seen.also[1].because, Some("explicitly-distrusted"));
}

#[test]
fn a_folder_may_hold_lists() {
    let bench = Bench::new();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("authroot.stl"), roots(&[entry(&sha1(&bench.root), &[])])).unwrap();
    let mut stores = bench.stores();
    stores.add_also("microsoft", &folder.path().display().to_string()).unwrap();
    assert_eq!(also(&bench.observe(&[&bench.leaf, &bench.issuing], stores)), ["microsoft trusted"]);
}

#[test]
fn lists_in_the_wrong_place_say_where_they_belong() {
    let bench = Bench::new();
    let roots = bench.write("authroot.stl", roots(&[]));
    let error = Stores::default().add_path(&roots).unwrap_err().to_string();
    assert!(error.contains("authroot.stl") && error.contains("--also NAME=FILE"), "{error}");
    let error = Stores::default().add_distrust(&roots).unwrap_err().to_string();
    assert!(error.contains("--also NAME=FILE"), "{error}");
    let cut = bench.write("cut.stl", list(9, &[entry(&[1; 20], &[property(104, &[1, 2])])], false));
    let error = Stores::default().add_also("x", &cut.display().to_string()).unwrap_err().to_string();
    assert!(error.contains("cut.stl") && error.contains("an entry does not fit"), "{error}");
}

#[test]
fn damage_is_an_error_and_nothing_else() {
    let properties = [property(98, &[7; 32]), property(9, &usages(&[SERVER_AUTH])), property(126, &filetime(NOW))];
    let whole = list(9, &[entry(&[1; 20], &properties), entry(&[2; 20], &[])], true);
    for end in 0..whole.len() {
        assert!(ctl::read(&whole[..end]).is_err(), "{end}");
    }
    for at in 0..whole.len() {
        for bit in 0..8 {
            let mut odd = whole.clone();
            odd[at] ^= 1 << bit;
            let _ = (ctl::is_list(&odd), ctl::read(&odd));
        }
    }
    let crowd = vec![entry(&[1; 20], &[]); 100_001];
    assert_eq!(ctl::read(&roots(&crowd)).unwrap_err(), ctl::ListError::TooMany);
}
