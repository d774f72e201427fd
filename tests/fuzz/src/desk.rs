//! What has to hold of every computer that was read, whatever its snapshot holds.

use chaincheck::{
    check::Settings,
    judge::{self, Check},
    model::{
        Severity, Workstation,
        workstation::{Moment, Told},
    },
    render::Lang,
};

use crate::invariants::{self, NOW};

/// Judges what was read out of these bytes, and renders the report.
///
/// # Panics
///
/// When something does not hold.
pub fn hold(workstation: Workstation, bytes: &[u8]) {
    moments(&workstation);
    bounded(&workstation, bytes.len());
    let nothing = workstation.readings.iter().all(|reading| reading.form.is_none());
    let problems = workstation.readings.iter().filter(|reading| reading.problem.is_some()).count();
    let report = invariants::checker(Settings { at: Some(NOW), ..Settings::default() }, Vec::new()).seat(workstation);
    assert_eq!(report.problems.len(), problems, "{:?}", report.problems);
    for finding in &report.findings {
        let rule = judge::RULES.iter().find(|rule| rule.code == finding.code);
        let known = rule.is_some_and(|rule| matches!(rule.check, Check::Workstation(_)));
        assert!(known, "no rule for computers says {}", finding.code);
        assert!(!nothing || finding.severity < Severity::Warning, "{finding} of a computer of which nothing is known");
    }
    // Dear, and much the same each time.
    let seed: usize = bytes.iter().map(|byte| usize::from(*byte)).sum();
    if seed % 4 == 0 {
        invariants::render(report, if seed % 8 == 0 { Lang::En } else { Lang::Ja });
    }
}

/// A time is from the earliest to the latest that it can mean.
fn moments(workstation: &Workstation) {
    let ordered = |moment: &Option<Moment>| moment.is_none_or(|moment| moment.earliest <= moment.latest);
    assert!(ordered(&workstation.taken), "{:?}", workstation.taken);
    for own in seen(&workstation.personal) {
        assert!(ordered(&own.not_before) && ordered(&own.not_after), "{own:?}");
    }
    for cache in seen(&workstation.endpoint_caches) {
        assert!(ordered(&cache.written), "{cache:?}");
    }
}

/// Nothing grows on the way.
fn bounded(workstation: &Workstation, bytes: usize) {
    let certificates = [&workstation.roots, &workstation.intermediates, &workstation.disallowed];
    let held: usize = certificates.iter().map(|store| seen(store).len()).sum();
    assert!(held + seen(&workstation.personal).len() <= bytes, "{held}");
    assert!(seen(&workstation.credentials).len() <= bytes);
    assert!(seen(&workstation.endpoint_caches).len() <= bytes);
    assert!(seen(&workstation.dns_cache).iter().map(|cached| 1 + cached.values.len()).sum::<usize>() <= bytes);
    assert!(workstation.addresses.len() <= 100);
}

fn seen<T>(told: &Told<Vec<T>>) -> &[T] {
    told.known().map_or(&[], Vec::as_slice)
}
