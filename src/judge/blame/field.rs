//! Who fails and who does not: snapshots put together by computer and account.

use std::collections::{BTreeMap, BTreeSet};

use super::super::comparison::Seat;
use crate::model::Severity;

/// How it stands with a snapshot, or with an account on a computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    Works,
    Fails,
    Unknown,
}

/// An account on a computer, by what tells them apart.
pub type Pair = (String, String);

/// Everything known of the pairs.
pub struct Field<'a> {
    pub seats: &'a [Seat],
    pub states: BTreeMap<Pair, State>,
    /// What computers and accounts are called.
    pub names: BTreeMap<String, String>,
    /// Snapshots that do not say which computer or account they are of.
    pub nameless: usize,
    /// Pairs with more than one snapshot that do not agree, and that no time puts in order.
    pub torn: BTreeSet<Pair>,
    /// Pairs of which the latest of several snapshots counts.
    pub again: BTreeSet<Pair>,
}

/// How it stands with one snapshot: what was said of the sign-in, else whether anything was found.
pub fn state(seat: &Seat) -> State {
    match seat.signs_in {
        Some(true) => State::Works,
        Some(false) => State::Fails,
        None if seat.found.values().any(|(severity, _)| *severity >= Severity::Warning) => State::Fails,
        None if seat.read => State::Works,
        None => State::Unknown,
    }
}

impl<'a> Field<'a> {
    pub fn of(seats: &'a [Seat]) -> Self {
        let mut field = Self {
            seats,
            states: BTreeMap::new(),
            names: BTreeMap::new(),
            nameless: 0,
            torn: BTreeSet::new(),
            again: BTreeSet::new(),
        };
        let mut pairs: BTreeMap<Pair, Vec<&Seat>> = BTreeMap::new();
        for seat in seats {
            match computer(seat).zip(account(seat, seats)) {
                Some((computer, account)) => {
                    field.call(&computer);
                    field.call(&account);
                    pairs.entry((computer.0, account.0)).or_default().push(seat);
                }
                None => field.nameless += 1,
            }
        }
        for (pair, seats) in pairs {
            let state = field.settled(&pair, &seats);
            field.states.insert(pair, state);
        }
        field
    }

    /// Of several names of one thing the shortest is kept.
    fn call(&mut self, (key, name): &(String, String)) {
        let known = self.names.entry(key.clone()).or_insert_with(|| name.clone());
        if (name.len(), name) < (known.len(), &*known) {
            known.clone_from(name);
        }
    }

    /// The state of a pair that was looked at more than once: that of the latest.
    fn settled(&mut self, pair: &Pair, seats: &[&Seat]) -> State {
        let states: BTreeSet<State> = seats.iter().map(|seat| state(seat)).collect();
        if let [only] = states.iter().copied().collect::<Vec<_>>()[..] {
            return only;
        }
        let later = |seat: &&&Seat| {
            let taken = seat.taken?;
            let before = |other: &&Seat| other.taken.is_some_and(|other| other.latest < taken.earliest);
            seats.iter().all(|other| std::ptr::eq(*other, **seat) || before(other)).then_some(())
        };
        match seats.iter().find(|seat| later(seat).is_some()) {
            Some(latest) => {
                self.again.insert(pair.clone());
                state(latest)
            }
            None => {
                self.torn.insert(pair.clone());
                State::Unknown
            }
        }
    }

    pub fn those(&self, wanted: State) -> Vec<&Pair> {
        self.states.iter().filter(|(_, state)| **state == wanted).map(|(pair, _)| pair).collect()
    }

    pub fn name(&self, key: &str) -> String {
        self.names.get(key).cloned().unwrap_or_else(|| key.to_owned())
    }

    pub fn on(&self, computer: &str) -> Vec<(&Pair, State)> {
        self.states.iter().filter(|((of, _), _)| of == computer).map(|(pair, state)| (pair, *state)).collect()
    }

    pub fn of_account(&self, account: &str) -> Vec<(&Pair, State)> {
        self.states.iter().filter(|((_, of), _)| of == account).map(|(pair, state)| (pair, *state)).collect()
    }
}

/// The computer of a snapshot: what tells it apart, and its name. A name with a domain is the one without.
pub fn computer(seat: &Seat) -> Option<(String, String)> {
    let name = seat.computer.as_deref()?.trim();
    let key = name.split('.').next().unwrap_or(name).to_lowercase();
    (!key.is_empty()).then(|| (format!("computer {key}"), name.to_owned()))
}

/// The account of a snapshot: the address that signs in, else that of another snapshot of the same Windows account, else
/// the Windows account. One without a domain is another one on each computer.
pub fn account(seat: &Seat, all: &[Seat]) -> Option<(String, String)> {
    let by_address = |address: &String| (format!("account {}", address.to_lowercase()), address.clone());
    if let Some(address) = &seat.address {
        return Some(by_address(address));
    }
    let account = windows_account(seat)?;
    // Whoever signs in to Windows so has one address, or it is not known which.
    let addresses: BTreeSet<&String> = all
        .iter()
        .filter(|other| windows_account(other).as_ref() == Some(&account))
        .filter_map(|other| other.address.as_ref())
        .collect();
    match addresses.first() {
        Some(address) if addresses.len() == 1 => Some(by_address(address)),
        _ => Some((format!("account {account}"), seat.account.clone()?)),
    }
}

fn windows_account(seat: &Seat) -> Option<String> {
    let account = seat.account.as_deref()?.trim().to_lowercase();
    match account.contains(['\\', '@']) {
        _ if account.is_empty() => None,
        true => Some(account),
        false => Some(format!(r"{}\{account}", seat.computer.as_deref()?.trim().to_lowercase())),
    }
}
