//! What stands at the foot: DNS lookups, stores, time.

use super::page::{Page, Tone, count};
use crate::{
    model::{Report, Status, report::TargetReport},
    render::when,
};

/// What could not be looked at, where the headline does not say it already.
pub fn problems(page: &mut Page<'_>, target: &TargetReport) {
    if target.status() == Status::Unknown && target.problems.len() == 1 {
        return;
    }
    for problem in &target.problems {
        let problem = page.value(problem);
        page.wrap(Tone::Doubt, "  not checked: ", &problem);
    }
}

/// Every question to DNS and its answer (`-vv`).
pub fn lookups(page: &mut Page<'_>, target: &TargetReport) {
    if target.discovery.lookups.is_empty() {
        return;
    }
    page.heading("Lookups");
    for lookup in &target.discovery.lookups {
        let (name, server) = (page.value(&lookup.name), page.name(&lookup.server));
        let ttl = lookup.ttl.map(|ttl| format!(", ttl {ttl} s")).unwrap_or_default();
        let ms = lookup.elapsed.as_millis();
        let text = format!("{name} {}: {} from {server} in {ms} ms{ttl}", lookup.kind, lookup.answer.as_str());
        page.wrap(Tone::Plain, "  ", &text);
        for record in &lookup.records {
            let record = page.value(record);
            page.wrap(Tone::Plain, "    ", &record);
        }
    }
}

/// Which stores decided and what could not be read of them; when and how long.
pub fn stores(page: &mut Page<'_>, report: &Report) {
    page.blank();
    let told: Vec<String> = report
        .stores
        .iter()
        .map(|store| {
            let role = if store.decides { "decides" } else { "beside" };
            format!("{} ({role}, {})", page.name(&store.name), count(store.anchors, "anchor", "anchors"))
        })
        .collect();
    let told = if told.is_empty() { "none".to_owned() } else { told.join(", ") };
    page.wrap(Tone::Faint, "Stores: ", &told);
    for store in &report.stores {
        for problem in &store.problems {
            let text = format!("{}: {}", page.name(&store.name), page.value(problem));
            page.wrap(Tone::Doubt, "  could not be read: ", &text);
        }
    }
    let took = format!("{}, in {:.1} s", when::moment(report.time), report.elapsed.as_secs_f64());
    page.wrap(Tone::Faint, "Judged as of: ", &took);
}
