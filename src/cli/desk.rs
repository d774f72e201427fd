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
        workstation::{Held, Live, Owner, RegistryValue, StoreName, Told},
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
    let mut own = Loaded {
        // Windows ends a chain at what is self-signed alone; what else lies in `Root` completes one at best.
        ders: ders(&desk.roots, Cert::is_self_issued),
        distrusted: ders(&desk.disallowed, |_| true),
        problems: clock_note(desk).into_iter().collect(),
        ..Loaded::default()
    };
    let name = desk.name();
    let lacking = match () {
        () if own.ders.is_empty() => Some(text!(
            "desk-no-roots": "the snapshot of {name} does not hold the computer's roots: the store {fallback} decides in \
            their stead",
            name = &name,
            fallback,
        )),
        () if lacks_roots(desk) => Some(text!(
            "desk-some-roots": "not all of the computer's roots are known from the snapshot of {name}: the store \
            {fallback} decides beside those that are",
            name = &name,
            fallback,
        )),
        () => None,
    };
    let Some(lacking) = lacking else {
        if desk.partial.contains_key(StoreName::Root.item()) {
            own.problems.push(text!(
                "desk-no-user-roots": "the snapshot of {name} does not hold the user's own roots: what ends at one of \
                them is not trusted here",
                name = &name,
            ));
        }
        let mut stores = load(NOTHING)?;
        if fallback != DEFAULT {
            complain(&text!(
                "desk-roots-decide": "the roots in the snapshot of {name} decide in place of the store {fallback}",
                name,
                fallback,
            ));
        }
        stores.add(OWN, own);
        fetched(desk, &mut stores);
        return Ok(stores);
    };
    complain(&lacking);
    own.problems.insert(0, lacking);
    let mut stores = load(fallback)?;
    stores.add(OWN, own);
    Ok(stores)
}

/// Whether roots of the machine may be missing. The user's own are few, and no other store holds them either.
fn lacks_roots(desk: &Workstation) -> bool {
    let read = |owner| desk.stores_read.contains(&(StoreName::Root, owner));
    let of_the_user_alone = read(Some(Owner::User)) && !read(Some(Owner::Machine)) && !read(None);
    desk.damaged.contains(&StoreName::Root) || of_the_user_alone
}

/// Adds the public roots that Windows would fetch.
fn fetched(desk: &Workstation, stores: &mut Stores) {
    if fetches_roots(desk) {
        let before = stores.stores.len();
        stores.add_source_as(PUBLIC, FETCHED);
        stores.stores.iter_mut().skip(before).for_each(explain);
    }
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
            0.. => text!("judged-clock-ahead": "chains are judged by the computer's clock, which is {n} seconds ahead (unless --at says otherwise)", n),
            _ => text!("judged-clock-behind": "chains are judged by the computer's clock, which is {n} seconds behind (unless --at says otherwise)", n),
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{
        check::read_certificate,
        model::workstation::Clock,
        trust::{self, Passwords},
    };

    fn certs(file: &str) -> Vec<Held> {
        let loaded = trust::load(Path::new(file), &Passwords::default()).unwrap();
        let held = |der: &Vec<u8>| Held { cert: Arc::new(read_certificate(der).unwrap()), owner: Some(Owner::Machine) };
        loaded.ders.iter().map(held).collect()
    }

    /// A computer that holds an enterprise root, and by mistake an intermediate among its roots.
    fn desk() -> Workstation {
        let (mut roots, chain) = (certs("fixtures/healthy/anchors.pem"), certs("fixtures/healthy/chain.pem"));
        roots.push(chain[1].clone());
        Workstation { computer: Some("PC1".to_owned()), roots: Told::Told(roots), ..Workstation::default() }
    }

    /// The deciding stores and how many anchors each holds, and the digests refused.
    fn decide(desk: &Workstation) -> (Vec<(String, usize)>, usize) {
        let load = |name: &str| {
            let mut stores = Stores::default();
            assert!(stores.add_source_as("none", name));
            Ok(stores)
        };
        let stores = stores(desk, "system", load).unwrap();
        let named = stores.stores.iter().filter(|store| store.name != NOTHING);
        (named.map(|store| (store.name.clone(), store.anchors)).collect(), stores.distrusted.len())
    }

    fn pairs(expected: &[(&str, usize)]) -> Vec<(String, usize)> {
        expected.iter().map(|(name, anchors)| ((*name).to_owned(), *anchors)).collect()
    }

    #[test]
    fn its_roots_decide_and_those_that_windows_fetches() {
        let public = trust::bundled_count();
        assert_eq!(decide(&desk()).0, pairs(&[("workstation", 1), ("windows-update", public)]));
        let mut closed = desk();
        closed.registry.add(NO_FETCHING.0, Some((NO_FETCHING.1, RegistryValue::Number(0))));
        assert_eq!(decide(&closed).0.len(), 2);
        closed.registry.add(NO_FETCHING.0, Some((NO_FETCHING.1, RegistryValue::Number(1))));
        assert_eq!(decide(&closed).0, pairs(&[("workstation", 1)]));
    }

    #[test]
    fn without_all_of_its_roots_another_store_decides_too() {
        for roots in [Told::NotTold, Told::Told(Vec::new()), Told::Unreadable("damaged".into())] {
            let decided = decide(&Workstation { roots, ..desk() }).0;
            assert_eq!(decided, pairs(&[("system", 0), ("workstation", 0)]));
        }
        let partial = Workstation { damaged: [StoreName::Root].into(), ..desk() };
        assert_eq!(decide(&partial).0, pairs(&[("system", 0), ("workstation", 1)]));
        let of = |owner| Workstation { stores_read: [(StoreName::Root, Some(owner))].into(), ..desk() };
        assert_eq!(decide(&of(Owner::User)).0, pairs(&[("system", 0), ("workstation", 1)]));
        assert_eq!(decide(&of(Owner::Machine)).0, decide(&desk()).0);
    }

    #[test]
    fn what_it_distrusts_is_refused_and_what_it_holds_completes() {
        let chain = certs("fixtures/healthy/chain.pem");
        let desk = Workstation {
            disallowed: Told::Told(chain[..1].to_vec()),
            intermediates: Told::Told(chain[1..].to_vec()),
            clock: Told::Told(Clock { ahead: Some(-400), source: "".into(), synchronised: None }),
            ..desk()
        };
        assert_eq!(decide(&desk).1, 1);
        let mut settings = Settings::default();
        settle(&desk, &mut settings);
        // The one of its own, and the one among the roots.
        assert_eq!((settings.intermediates.len(), settings.ahead), (2, -400));
        assert!(clock_note(&desk).is_some_and(|note| note.contains("400 seconds behind")));
        assert!(clock_note(&self::desk()).is_none());
    }

    #[test]
    fn what_was_not_all_asked_is_compared_with_nothing() {
        let report = |name: &str, cut| TargetReport {
            target: crate::model::Target::Domain(name.to_owned()),
            discovery: crate::model::Discovery::default(),
            endpoints: Vec::new(),
            workstation: None,
            findings: Vec::new(),
            problems: Vec::new(),
            cut,
        };
        let known = |reports: &[TargetReport]| {
            let mut asked = Asked::default();
            reports.iter().for_each(|report| asked.note(report));
            asked.known().map(|live| live.domains.len())
        };
        assert_eq!(known(&[report("a.test", false), report("b.test", false)]), Some(2));
        assert_eq!(known(&[report("a.test", false), report("b.test", true)]), None);
        assert_eq!(known(&[]), None);
        let mut missed = Asked::default();
        missed.note(&report("a.test", false));
        missed.miss();
        assert!(missed.known().is_none());
    }
}
