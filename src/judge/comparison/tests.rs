//! Which snapshots blame whom.

use super::*;
use crate::model::workstation::{Blame, Comparison, Product};

const WORKS: Option<bool> = Some(true);
const FAILS: Option<bool> = Some(false);

/// A snapshot in which nothing was found.
fn seat(computer: &str, account: &str, signs_in: Option<bool>) -> Seat {
    Seat {
        name: format!("{computer}/{account}"),
        computer: (!computer.is_empty()).then(|| computer.to_owned()),
        account: (!account.is_empty()).then(|| format!(r"CONTOSO\{account}")),
        address: (!account.is_empty()).then(|| format!("{account}@contoso.com")),
        signs_in,
        taken: None,
        found: BTreeMap::new(),
        read: true,
        unknown: (0, 13),
        file: "a.zip".to_owned(),
        rows: Vec::new(),
    }
}

fn with(mut seat: Seat, code: &'static str, severity: Severity) -> Seat {
    seat.found.insert(code, (severity, "something"));
    seat
}

fn at(mut seat: Seat, taken: i64) -> Seat {
    seat.taken = Some(Moment::exactly(taken));
    seat
}

/// Every order of some snapshots, up to four.
fn orders(seats: &[Seat]) -> Vec<Vec<Seat>> {
    match seats {
        [] => vec![Vec::new()],
        _ => (0..seats.len())
            .flat_map(|first| {
                let mut rest = seats.to_vec();
                let one = rest.remove(first);
                orders(&rest).into_iter().map(move |mut order| {
                    order.insert(0, one.clone());
                    order
                })
            })
            .collect(),
    }
}

/// The comparison, which must be the same in every order.
#[track_caller]
fn compared(seats: &[Seat]) -> Comparison {
    let first = compare(seats).unwrap_or_else(|| panic!("two or more are compared"));
    for order in orders(seats) {
        assert_eq!(compare(&order).as_ref(), Some(&first));
    }
    first
}

fn blamed(seats: &[Seat]) -> String {
    match compared(seats).verdict.blame {
        Blame::Computer(name) => format!("computer {name}"),
        Blame::Account(name) => format!("account {name}"),
        other => other.as_str().to_owned(),
    }
}

#[test]
fn who_is_to_blame() {
    let s = seat;
    let unread = |computer: &str, account: &str| Seat { read: false, ..s(computer, account, None) };
    let table = [
        // Every account on one computer.
        (vec![s("PC1", "a", FAILS), s("PC1", "b", FAILS), s("PC2", "a", WORKS)], "computer PC1"),
        (vec![s("PC1", "a", FAILS), s("PC1", "b", FAILS), s("PC2", "c", WORKS)], "computer PC1"),
        (vec![s("PC1", "a", FAILS), s("PC1", "b", FAILS)], "computer PC1"),
        (vec![s("PC1", "a", FAILS), s("pc1.contoso.com", "b", FAILS), s("PC2", "a", WORKS)], "computer PC1"),
        (vec![s("PC1", "a", FAILS), s("PC1", "b", FAILS), s("PC1", "c", WORKS)], "unknown"),
        (vec![s("PC1", "a", FAILS), s("PC1", "b", FAILS), unread("PC1", "c")], "unknown"),
        // One account everywhere.
        (vec![s("PC1", "a", FAILS), s("PC2", "a", FAILS), s("PC1", "b", WORKS)], "account a@contoso.com"),
        (vec![s("PC1", "a", FAILS), s("PC2", "A", FAILS), s("PC2", "b", WORKS)], "account A@contoso.com"),
        (vec![s("PC1", "a", FAILS), s("PC2", "a", FAILS)], "account a@contoso.com"),
        (vec![s("PC1", "a", FAILS), s("PC2", "a", FAILS), s("PC3", "a", WORKS)], "unknown"),
        // Everybody everywhere.
        (vec![s("PC1", "a", FAILS), s("PC2", "b", FAILS)], "servers"),
        (vec![s("PC1", "a", FAILS), s("PC1", "b", FAILS), s("PC2", "a", FAILS)], "servers"),
        (vec![s("PC1", "a", FAILS), s("PC2", "b", FAILS), s("PC3", "c", WORKS)], "unknown"),
        (vec![s("PC1", "a", FAILS), s("PC2", "b", FAILS), unread("PC3", "c")], "unknown"),
        // Nobody.
        (vec![s("PC1", "a", WORKS), s("PC2", "b", WORKS)], "nobody"),
        (vec![s("PC1", "a", None), s("PC2", "b", None)], "nobody"),
        (vec![s("PC1", "a", WORKS), unread("PC2", "b")], "unknown"),
        (vec![unread("PC1", "a"), unread("PC2", "b")], "unknown"),
        // One alone fails: there are two ways to go on.
        (vec![s("PC1", "a", FAILS), s("PC1", "b", WORKS)], "unknown"),
        (vec![s("PC1", "a", FAILS), s("PC2", "a", WORKS)], "unknown"),
        (vec![s("PC1", "a", FAILS), s("PC1", "b", WORKS), s("PC2", "a", WORKS)], "unknown"),
        // Whose they are is not known.
        (vec![s("", "a", FAILS), s("", "b", FAILS)], "unknown"),
        (vec![s("PC1", "", FAILS), s("PC1", "", FAILS)], "unknown"),
        // One account on one computer, twice: the latest counts, if that is known.
        (vec![at(s("PC1", "a", FAILS), 1), at(s("PC1", "a", WORKS), 2)], "nobody-but-once"),
        (vec![s("PC1", "a", FAILS), s("PC1", "a", WORKS)], "unknown"),
        (vec![at(s("PC1", "a", WORKS), 1), at(s("PC1", "a", FAILS), 2), s("PC1", "b", FAILS)], "computer PC1"),
        (vec![s("PC1", "a", FAILS), s("PC1", "a", FAILS)], "unknown"),
    ];
    for (seats, expected) in table {
        let names: Vec<_> = seats.iter().map(|seat| (&seat.name, seat.signs_in)).collect();
        let expected = if expected == "nobody-but-once" { "nobody" } else { expected };
        assert_eq!(blamed(&seats), expected, "{names:?}");
    }
}

#[test]
fn where_nobody_says_it_what_was_found_tells() {
    let bad = |computer: &str, account: &str| with(seat(computer, account, None), "clock-off", Severity::Warning);
    let noted = with(seat("PC2", "a", None), "root-store-crowded", Severity::Notice);
    let seats = [bad("PC1", "a"), bad("PC1", "b"), noted];
    assert_eq!(blamed(&seats), "computer PC1");
    let verdict = compared(&seats).verdict;
    assert!(verdict.because[0].contains("no snapshot says"), "{verdict:?}");
    assert!(verdict.next.iter().any(|text| text.contains("clock-off")), "{verdict:?}");
    // What somebody says counts before what was found.
    let said = Seat { signs_in: WORKS, ..bad("PC1", "a") };
    assert_eq!(blamed(&[said, seat("PC2", "b", WORKS)]), "nobody");
}

#[test]
fn the_only_finding_that_marks_out_those_that_fail_is_named() {
    let bad = |computer: &str, account: &str| with(seat(computer, account, FAILS), "clock-off", Severity::Warning);
    let marked = |seats: &[Seat]| compared(seats).verdict.because.iter().any(|text| text.contains("(clock-off)"));
    assert!(marked(&[bad("PC1", "a"), bad("PC1", "b"), seat("PC2", "a", WORKS)]));
    let both = |computer: &str, account: &str| with(bad(computer, account), "machine-guid-braces", Severity::Warning);
    assert!(!marked(&[both("PC1", "a"), both("PC1", "b"), seat("PC2", "a", WORKS)]), "two of them");
    let there_too = with(seat("PC2", "a", WORKS), "clock-off", Severity::Warning);
    assert!(!marked(&[bad("PC1", "a"), bad("PC1", "b"), there_too]));
    assert!(!marked(&[bad("PC1", "a"), bad("PC1", "b")]), "there is nobody to be told apart from");
}

#[test]
fn what_was_not_looked_at_is_said() {
    let alone = compared(&[seat("PC1", "a", FAILS), seat("PC1", "b", FAILS)]).verdict;
    assert!(alone.because.iter().any(|text| text.contains("no other computer")), "{alone:?}");
    assert!(alone.next[0].contains("another computer"), "{alone:?}");
    let account = compared(&[seat("PC1", "a", FAILS), seat("PC2", "a", FAILS), seat("PC2", "b", WORKS)]).verdict;
    assert!(account.next.iter().any(|text| text.contains("contact support")), "{account:?}");
    let everybody = compared(&[seat("PC1", "a", FAILS), seat("PC2", "b", FAILS)]).verdict;
    assert_eq!(everybody.next, ["check the servers: chaincheck contoso.com"]);
    let one = compared(&[seat("PC1", "a", FAILS), seat("PC2", "a", WORKS)]).verdict;
    assert!(one.next.iter().any(|text| text.contains("another account on PC1")), "{one:?}");
    let in_part = Seat { unknown: (5, 13), ..seat("PC2", "c", None) };
    let verdict = compared(&[seat("PC1", "a", FAILS), seat("PC1", "b", FAILS), in_part]).verdict;
    assert!(verdict.because.iter().any(|text| text.contains("do not hold everything: 1")), "{verdict:?}");
}

#[test]
fn an_account_is_known_by_its_address_wherever_one_is_known() {
    let without = |computer: &str| Seat { address: None, ..seat(computer, "a", FAILS) };
    assert_eq!(blamed(&[without("PC1"), seat("PC2", "a", FAILS)]), "account a@contoso.com");
    // An account of one computer alone is another one on each.
    let local =
        |computer: &str| Seat { address: None, account: Some("Admin".to_owned()), ..seat(computer, "a", FAILS) };
    assert_eq!(blamed(&[local("PC1"), local("PC2")]), "servers");
}

#[test]
fn snapshots_of_one_name_are_told_apart() {
    let seats = [
        seat("PC1", "a", FAILS),
        Seat { file: "b.zip".to_owned(), ..seat("PC1", "a", WORKS) },
        seat("PC1", "a", WORKS),
    ];
    assert_eq!(compared(&seats).names, ["PC1/a [a.zip]", "PC1/a [a.zip] #2", "PC1/a [b.zip]"]);
    assert!(compare(&seats[..1]).is_none() && compare(&[]).is_none());
}

#[test]
fn rows_are_there_for_whatever_a_snapshot_holds() {
    let desk = Workstation {
        computer: Some("PC1".to_owned()),
        clients: Told::Told(vec![Product { name: "lync.exe".to_owned(), version: vec![16, 0, 1] }]),
        machine_guid: Told::Told(Some("{0b1c2d3e}".to_owned())),
        assistant: Told::Told(Service::State(1)),
        clock: Told::Told(crate::model::workstation::Clock {
            ahead: Some(-400),
            source: "".into(),
            synchronised: None,
        }),
        ..Workstation::default()
    };
    let shown: Vec<(String, String)> =
        rows(&desk).into_iter().filter_map(|(title, value)| Some((title.to_string(), value?.to_string()))).collect();
    let shown: Vec<(&str, &str)> = shown.iter().map(|(title, value)| (title.as_str(), value.as_str())).collect();
    assert_eq!(
        shown,
        [
            ("computer", "PC1"),
            ("clients", "lync.exe 16.0.1"),
            ("the Sign-In Assistant", "does not run (state 1)"),
            ("the value MachineGuid", "with braces"),
            ("the clock", "400 s behind"),
        ]
    );
    assert_eq!(rows(&desk).len(), rows(&Workstation::default()).len());
}

/// A verdict says nothing against itself.
#[test]
fn what_is_asked_for_is_what_is_missing() {
    let says = |texts: &[Text], part: &str| texts.iter().any(|text| text.contains(part));
    let torn = compared(&[seat("PC1", "a", FAILS), seat("PC1", "a", WORKS)]).verdict;
    assert!(says(&torn.because, "every snapshot says") && says(&torn.because, "do not agree"), "{torn:?}");
    assert!(!says(&torn.because, "not known whether") && !says(&torn.next, "sign-in: works"), "{torn:?}");
    assert!(says(&torn.next, "one more snapshot of a@contoso.com on PC1"), "{torn:?}");
    let unread = Seat { read: false, ..seat("PC2", "b", None) };
    let silent = compared(&[seat("PC1", "a", FAILS), unread]).verdict;
    assert!(says(&silent.because, "not known whether the sign-in works: 1"), "{silent:?}");
    assert!(says(&silent.next, "sign-in: works"), "{silent:?}");
    let nameless = compared(&[seat("PC1", "a", FAILS), seat("", "b", FAILS)]).verdict;
    assert!(
        says(&nameless.because, "do not say of which") && !says(&nameless.because, "not known whether"),
        "{nameless:?}"
    );
    assert!(says(&nameless.next, "computer: NAME") && !says(&nameless.next, "sign-in: works"), "{nameless:?}");
    // Where nobody works, nothing is said of others who do, and the servers are not let off.
    let alone = compared(&[seat("PC1", "a", FAILS), seat("PC2", "a", FAILS)]).verdict;
    assert!(alone.or_servers && !says(&alone.next, "other accounts sign in"), "{alone:?}");
    assert!(says(&alone.next, "check the servers: chaincheck contoso.com"), "{alone:?}");
    let beside = compared(&[seat("PC1", "a", FAILS), seat("PC2", "a", FAILS), seat("PC2", "b", WORKS)]).verdict;
    assert!(!beside.or_servers && says(&beside.next, "other accounts sign in"), "{beside:?}");
}
