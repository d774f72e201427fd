//! Is it the computer, the account, or the servers? In the terms of KB 2604176: what every account on one computer meets
//! is that computer's, what one account meets everywhere is the account's, what everybody meets everywhere is the
//! servers'. Anything else is not known, and what to try next is said.

mod field;

use std::collections::{BTreeMap, BTreeSet};

use field::{Field, Pair, State, account, computer, state};

use super::{
    comparison::Seat,
    rules::workstation::{Scope, scope},
};
use crate::{
    model::{
        Severity, Text,
        workstation::{Blame, Verdict},
    },
    text, words,
};

/// Names in one sentence.
const LISTED: usize = 8;

/// The verdict.
pub(super) fn verdict(seats: &[Seat]) -> Verdict {
    let field = Field::of(seats);
    let mut verdict = field.blame();
    let mut because = field.rests_on();
    because.append(&mut verdict.because);
    because.extend(field.marks_out());
    Verdict { because, ..verdict }
}

impl Field<'_> {
    fn blame(&self) -> Verdict {
        let (fails, works) = (self.those(State::Fails), self.those(State::Works));
        let unknown = self.those(State::Unknown).len() + self.nameless;
        if fails.is_empty() && unknown == 0 {
            return nobody();
        }
        let computers: BTreeSet<&str> = fails.iter().map(|pair| pair.0.as_str()).collect();
        let accounts: BTreeSet<&str> = fails.iter().map(|pair| pair.1.as_str()).collect();
        let several = (computers.len() >= 2, accounts.len() >= 2);
        match (several, works.is_empty() && unknown == 0) {
            ((true, true), true) => self.servers(&computers, &accounts),
            ((false, true), _) => match computers.first() {
                Some(computer) if self.all_fail(&self.on(computer)) => self.computer(computer, unknown),
                _ => self.unclear(unknown),
            },
            ((true, false), _) => match accounts.first() {
                Some(account) if self.all_fail(&self.of_account(account)) => self.account(account, unknown),
                _ => self.unclear(unknown),
            },
            _ => self.unclear(unknown),
        }
    }

    fn all_fail(&self, pairs: &[(&Pair, State)]) -> bool {
        pairs.iter().all(|(_, state)| *state == State::Fails)
    }

    fn computer(&self, key: &str, unknown: usize) -> Verdict {
        let computer = self.name(key);
        let here = self.on(key);
        let n = here.len();
        let mut because = vec![text!(
            "blame-every-account": "every account that was looked at on {computer} fails: {accounts}",
            computer = &computer,
            accounts = self.list(here.iter().map(|(pair, _)| pair.1.as_str())),
        )];
        let elsewhere: Vec<&Pair> = self.states.keys().filter(|pair| pair.0 != key).collect();
        let works: Vec<&Pair> = self.those(State::Works).into_iter().filter(|pair| pair.0 != key).collect();
        let mut next = Vec::new();
        if works.is_empty() {
            because.push(text!("blame-no-other-computer": "no other computer is known to work, so it may be the servers as well"));
            next.push(text!(
                "next-other-computer": "sign in with the same {n} accounts on another computer and take snapshots there: \
                if they fail there too, it is not {computer}",
                n,
                computer = &computer,
            ));
            next.extend(self.check_servers());
        } else {
            because.push(text!(
                "blame-works-elsewhere": "on other computers the sign-in works: {places}",
                places = self.places(&works),
            ));
        }
        if unknown > 0 && elsewhere.len() > works.len() {
            because.push(not_known(unknown));
        }
        next.extend(self.to_mend(|seat| self.is_on(seat, key), &computer, Scope::Computer));
        Verdict { blame: Blame::Computer(computer), or_servers: works.is_empty(), because, next }
    }

    fn account(&self, key: &str, unknown: usize) -> Verdict {
        let account = self.name(key);
        let there = self.of_account(key);
        let mut because = vec![text!(
            "blame-everywhere": "{account} fails on every computer that was looked at with it: {computers}",
            account = &account,
            computers = self.list(there.iter().map(|(pair, _)| pair.0.as_str())),
        )];
        let works: Vec<&Pair> = self.those(State::Works).into_iter().filter(|pair| pair.1 != key).collect();
        let mut next = Vec::new();
        if works.is_empty() {
            because.push(
                text!("blame-no-other-account": "no other account is known to work, so it may be the servers as well"),
            );
            next.push(text!(
                "next-other-account": "sign in with another account on one of these computers and take a snapshot: if it \
                fails too, it is not {account}",
                account = &account,
            ));
            next.extend(self.check_servers());
        } else {
            because.push(text!("blame-others-work": "other accounts sign in: {places}", places = self.places(&works)));
        }
        if unknown > 0 {
            because.push(not_known(unknown));
        }
        next.extend(self.to_mend(|seat| self.is_of(seat, key), &account, Scope::Account));
        next.extend(for_support(
            &account,
            !works.is_empty(),
            &self.list(there.iter().map(|(pair, _)| pair.0.as_str())),
        ));
        Verdict { blame: Blame::Account(account), or_servers: works.is_empty(), because, next }
    }

    fn servers(&self, computers: &BTreeSet<&str>, accounts: &BTreeSet<&str>) -> Verdict {
        let because = vec![text!(
            "blame-everyone": "every account that was looked at fails on every computer: {accounts}, on {computers}",
            accounts = self.list(accounts.iter().copied()),
            computers = self.list(computers.iter().copied()),
        )];
        let next = self.check_servers();
        Verdict { blame: Blame::Servers, or_servers: false, because, next }
    }

    /// The domains of those who sign in, to be checked.
    fn check_servers(&self) -> Vec<Text> {
        let domains: BTreeSet<&str> = self
            .seats
            .iter()
            .filter_map(|seat| seat.address.as_deref()?.rsplit_once('@').map(|(_, domain)| domain))
            .collect();
        match domains.is_empty() {
            true => vec![text!("next-check-domain": "check the servers: chaincheck DOMAIN, with the domain of the sign-in addresses")],
            false => domains.iter().take(LISTED).map(|domain| text!("next-check-that-domain": "check the servers: chaincheck {domain}", domain = *domain)).collect(),
        }
    }

    /// What cannot be told, and what would tell it.
    fn unclear(&self, unknown: usize) -> Verdict {
        let mut because = Vec::new();
        // Those that do not agree, and those of nobody knows whom, are said apart.
        let silent = unknown - self.nameless - self.torn.len();
        let (fails, works) = (self.those(State::Fails), self.those(State::Works));
        if !fails.is_empty() {
            because.push(text!("blame-fail": "the sign-in fails at {places}", places = self.places(&fails)));
        }
        if !works.is_empty() {
            because.push(text!("blame-work": "the sign-in works at {places}", places = self.places(&works)));
        }
        if silent > 0 {
            because.push(not_known(silent));
        }
        if self.nameless > 0 {
            because.push(text!(
                "blame-nameless": "snapshots that do not say of which computer and account they are: {n}",
                n = self.nameless,
            ));
        }
        let mut next = Vec::new();
        for (computer, account) in fails.iter().take(LISTED) {
            let (of, on) = (self.name(account), self.name(computer));
            if self.on(computer).len() < 2 {
                next.push(text!("next-another-on": "sign in with another account on {on}, and take a snapshot: does it fail too?", on));
            }
            if self.of_account(account).len() < 2 {
                next.push(text!("next-elsewhere": "sign in as {of} on another computer, and take a snapshot: does it fail there too?", of));
            }
        }
        for pair in self.torn.iter().take(LISTED) {
            next.push(text!(
                "next-again": "take one more snapshot of {place}, say in it whether the sign-in works now, and compare it \
                without the others of {place}",
                place = self.place(pair),
            ));
        }
        if silent > 0 {
            next.push(Text::words(words!("where it is not known whether the sign-in works, try it, and write a line sign-in: works or sign-in: fails into about.txt of the snapshot")));
        }
        if self.nameless > 0 {
            next.push(Text::words(words!("write lines computer: NAME and account: NAME into about.txt of the snapshots that do not say whose they are")));
        }
        if next.is_empty() {
            next.push(Text::words(words!("mend what was found in each snapshot for itself, the worst first")));
        }
        // The same is asked once, though several fail.
        let mut known = BTreeSet::new();
        next.retain(|text| known.insert(text.to_string()));
        Verdict { blame: Blame::Unknown, or_servers: false, because, next }
    }

    /// What was found where it fails, to be mended first.
    fn to_mend(&self, here: impl Fn(&Seat) -> bool, of: &str, whose: Scope) -> Vec<Text> {
        let mut found: BTreeMap<&'static str, Severity> = BTreeMap::new();
        let worth = |severity: &Severity| *severity >= Severity::Warning;
        for (code, (severity, _)) in self.seats.iter().filter(|seat| here(seat)).flat_map(|seat| &seat.found) {
            if worth(severity) {
                found.insert(code, *severity);
            }
        }
        if found.is_empty() {
            return Vec::new();
        }
        // What belongs to the other side explains nothing here, unless there is nothing else.
        if found.keys().any(|code| scope(code) == whose) {
            found.retain(|code, _| scope(code) == whose);
        }
        let mut codes: Vec<_> = found.into_iter().collect();
        codes.sort_by_key(|(code, severity)| (std::cmp::Reverse(*severity), *code));
        let codes: Vec<&str> = codes.into_iter().map(|(code, _)| code).collect();
        vec![text!("next-mend": "mend what was found for {of}: {codes}", of, codes = codes.join(", "))]
    }

    fn is_on(&self, seat: &Seat, key: &str) -> bool {
        computer(seat).is_some_and(|(of, _)| of == key)
    }

    fn is_of(&self, seat: &Seat, key: &str) -> bool {
        account(seat, self.seats).is_some_and(|(of, _)| of == key)
    }

    /// On what the verdict rests.
    fn rests_on(&self) -> Vec<Text> {
        let said = self.seats.iter().filter(|seat| seat.signs_in.is_some()).count();
        let all = self.seats.len();
        let mut rests = vec![match said {
            0 => {
                text!("rests-on-findings": "no snapshot says whether the sign-in works: one with a warning or worse is taken to fail, one without to work")
            }
            said if said == all => text!("rests-on-words": "every snapshot says whether the sign-in works"),
            said => text!(
                "rests-on-both": "{said} of {all} snapshots say whether the sign-in works; of the others one with a \
                warning or worse is taken to fail, one without to work",
                said,
                all,
            ),
        }];
        let in_part = self
            .seats
            .iter()
            .filter(|seat| seat.signs_in.is_none() && state(seat) == State::Works && seat.unknown.0 > 0)
            .count();
        if in_part > 0 {
            rests.push(text!(
                "rests-on-part": "of the snapshots in which nothing was found, so many do not hold everything: {in_part}",
                in_part,
            ));
        }
        for pair in self.again.iter().take(LISTED) {
            rests.push(
                text!("rests-on-latest": "of the snapshots of {place} the latest counts", place = self.place(pair)),
            );
        }
        for pair in self.torn.iter().take(LISTED) {
            rests.push(text!(
                "rests-on-none": "the snapshots of {place} do not agree, and which is the latest is not known",
                place = self.place(pair),
            ));
        }
        rests
    }

    /// The only finding that marks out those that fail.
    fn marks_out(&self) -> Option<Text> {
        let fails = |seat: &Seat| state(seat) == State::Fails;
        if !self.seats.iter().any(fails) || self.seats.iter().all(fails) {
            return None;
        }
        let codes: BTreeSet<&'static str> = self.seats.iter().flat_map(|seat| seat.found.keys().copied()).collect();
        let mut marks =
            codes.into_iter().filter(|code| self.seats.iter().all(|seat| seat.found.contains_key(code) == fails(seat)));
        let (code, None) = (marks.next()?, marks.next()) else { return None };
        let title = self.seats.iter().find_map(|seat| seat.found.get(code)).map(|(_, title)| Text::words(title))?;
        Some(text!("blame-mark": "what all that fail share, and no other: {title} ({code})", title, code))
    }

    fn list<'b>(&self, keys: impl Iterator<Item = &'b str>) -> Text {
        let names: Vec<Text> = keys.map(|key| Text::from(self.name(key))).collect();
        bounded(names)
    }

    fn place(&self, (computer, account): &Pair) -> Text {
        text!("blame-place": "{account} on {computer}", account = self.name(account), computer = self.name(computer))
    }

    fn places(&self, pairs: &[&Pair]) -> Text {
        bounded(pairs.iter().map(|pair| self.place(pair)).collect())
    }
}

fn bounded(mut texts: Vec<Text>) -> Text {
    if texts.len() > LISTED {
        let n = texts.len() - LISTED;
        texts.truncate(LISTED);
        texts.push(text!("more": "{n} more", n));
    }
    Text::joined(", ", texts)
}

fn nobody() -> Verdict {
    let because = vec![text!("blame-nobody": "the sign-in is not known to fail anywhere now")];
    let next = vec![Text::words(words!("take a snapshot where and while the sign-in fails"))];
    Verdict { blame: Blame::Nobody, or_servers: false, because, next }
}

fn not_known(n: usize) -> Text {
    text!("blame-not-known": "accounts on computers of which it is not known whether the sign-in works: {n}", n)
}

/// What support needs to look into an account (KB 2604176: "contact support").
fn for_support(account: &str, others_work: bool, computers: &Text) -> Vec<Text> {
    let first = text!("support-who": "if it still fails, contact support about the account {account}, and send what follows", account);
    let to_send = [
        match others_work {
            true => {
                text!("support-where": "that it fails on {computers} while other accounts sign in, and since when", computers)
            }
            false => text!("support-where-only": "that it fails on {computers}, and since when", computers),
        },
        Text::words(words!("the versions of the clients and of Windows there, from these snapshots")),
        Text::words(words!(
            "whether it fails again once its personal certificate, its stored credentials and what the client remembers of servers were removed"
        )),
        Text::words(words!("the client's log of a sign-in that fails, and the time of it with its time zone")),
        Text::words(words!("the report of chaincheck on its domain, which shows whether the servers are in order")),
    ];
    let sent = to_send.into_iter().map(|what| text!("support-send": "for support: {what}", what));
    std::iter::once(first).chain(sent).collect()
}
