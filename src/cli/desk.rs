//! The computer of `--workstation`: which stores it brings, and what of it decides how chains are judged.

use std::{
    path::Path,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use super::{complain, error::PlanError};
use crate::{
    check::Settings,
    model::{
        Cert, Text, Workstation,
        report::{Store, TargetReport},
        workstation::{Held, Live, RegistryValue, Told},
    },
    text,
    trust::{Loaded, Stores},
    words, workstation,
};

/// The store of the computer's own roots in reports.
const OWN: &str = "workstation";

/// The store of the roots that Windows fetches by itself when a chain ends at one.
const FETCHED: &str = "windows-update";

/// The store that holds nothing, and the one that decides unless another is named.
const NOTHING: &str = "none";
const DEFAULT: &str = "system";

/// The list that stands for the roots of Microsoft's programme.
const PUBLIC: &str = "mozilla";

/// Where it stands that Windows is not to fetch roots, and as what (Microsoft, "Configure trusted roots and disallowed
/// certificates").
const NO_FETCHING: (&str, &str) =
    (r"HKLM\SOFTWARE\Policies\Microsoft\SystemCertificates\AuthRoot", "DisableRootAutoUpdate");

/// From so many seconds on it is said that the computer's clock is off.
const WORTH_A_WORD: u64 = 60;

/// Reads a snapshot.
///
/// # Errors
///
/// [`PlanError::Snapshot`] if it cannot be opened.
pub(super) fn read(path: &Path) -> Result<Box<Workstation>, PlanError> {
    workstation::read(path).map(Box::new).map_err(PlanError::Snapshot)
}

/// The stores that decide on a computer; without its roots those that `fallback` gives.
pub(super) fn stores(
    desk: &Workstation,
    fallback: &str,
    load: impl FnOnce(&str) -> Result<Stores, PlanError>,
) -> Result<Stores, PlanError> {
    let disallowed = ders(&desk.disallowed, |_| true);
    let Told::Told(_) = &desk.roots else {
        let mut stores = load(fallback)?;
        let why = text!(
            "desk-no-roots": "the snapshot of {name} does not hold the computer's roots: the store {fallback} decides in \
            their stead",
            name = desk.name(),
            fallback,
        );
        complain(&why);
        stores.add(OWN, Loaded { distrusted: disallowed, problems: vec![why], ..Loaded::default() });
        return Ok(stores);
    };
    // Passwords are for files that the user names.
    let mut stores = load(NOTHING)?;
    if fallback != DEFAULT {
        complain(&text!(
            "desk-roots-decide": "the roots in the snapshot of {name} decide in place of the store {fallback}",
            name = desk.name(),
            fallback,
        ));
    }
    let problems = clock_note(desk).into_iter().collect();
    // Windows ends a chain at what is self-signed alone; what else lies in `Root` completes one at best.
    stores.add(
        OWN,
        Loaded { ders: ders(&desk.roots, Cert::is_self_issued), distrusted: disallowed, problems, ..Loaded::default() },
    );
    if fetches_roots(desk) {
        let before = stores.stores.len();
        stores.add_source_as(PUBLIC, FETCHED);
        stores.stores.iter_mut().skip(before).for_each(|store| explain(store));
    }
    Ok(stores)
}

/// Whether a store of the report came from a snapshot: what is to be said of it was said.
pub(super) fn is_of_computer(store: &Store) -> bool {
    [OWN, FETCHED].contains(&store.name.as_str())
}

/// Whether Windows fetches public roots there by itself: it does unless it is told not to.
fn fetches_roots(desk: &Workstation) -> bool {
    let (key, value) = NO_FETCHING;
    desk.registry.value(key, value).and_then(RegistryValue::number) != Some(1)
}

fn explain(store: &mut Store) {
    store.problems.push(Text::words(words!(
        "Windows fetches a public root by itself when a chain ends at one; Mozilla's list, as built into this program, \
        stands for Microsoft's"
    )));
}

/// What the settings take over: intermediates, and the clock unless a time was given.
pub(super) fn settle(desk: &Workstation, settings: &mut Settings) {
    let misplaced = held(&desk.roots).filter(|held| !held.cert.is_self_issued());
    settings.intermediates.extend(held(&desk.intermediates).chain(misplaced).map(|held| Arc::clone(&held.cert)));
    settings.ahead = ahead(desk);
}

/// How many seconds its clock is ahead, as far as that is known.
fn ahead(desk: &Workstation) -> i64 {
    desk.clock.known().and_then(|clock| clock.ahead).unwrap_or_default()
}

fn clock_note(desk: &Workstation) -> Option<Text> {
    let ahead = ahead(desk);
    (ahead.unsigned_abs() >= WORTH_A_WORD).then(|| {
        let n = ahead.saturating_abs();
        match ahead {
            0.. => text!("desk-clock-ahead": "chains are judged by the computer's clock, which is {n} seconds ahead (unless --at says otherwise)", n),
            _ => text!("desk-clock-behind": "chains are judged by the computer's clock, which is {n} seconds behind (unless --at says otherwise)", n),
        }
    })
}

fn held(told: &Told<Vec<Held>>) -> impl Iterator<Item = &Held> {
    told.known().into_iter().flatten()
}

fn ders(told: &Told<Vec<Held>>, wanted: impl Fn(&Cert) -> bool) -> Vec<Vec<u8>> {
    held(told).filter(|held| wanted(&held.cert)).map(|held| held.cert.der.to_vec()).collect()
}

/// Most questions and hosts of which is kept what was answered: some hundred domains. A computer signs in to a few.
const MOST: usize = 20_000;

/// What the servers answer, gathered while targets end.
#[derive(Default)]
pub(super) struct Asked {
    live: Live,
    /// Whether something was not reached, or was more than is kept: then what is missing here says nothing.
    in_part: bool,
}

impl Asked {
    /// Notes what was learnt of a target.
    pub(super) fn note(&mut self, target: &TargetReport) {
        self.in_part |= target.cut || self.live.lookups.len() + self.live.hosts.len() > MOST;
        if self.in_part {
            self.live = Live::default();
        } else {
            self.live.note(target);
        }
    }

    /// Notes that nothing is known of a target.
    pub(super) fn miss(&mut self) {
        self.in_part = true;
    }

    /// All of it, if a domain was asked for and everything was reached.
    pub(super) fn known(self) -> Option<Live> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let time = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
        (!self.in_part && !self.live.domains.is_empty()).then_some(Live { time, ..self.live })
    }
}
