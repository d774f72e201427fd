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
    // Beside other stores the empty one says nothing.
    let others = report.stores.iter().filter(|s| s.decides).count() > 1;
    let told: Vec<String> = report
        .stores
        .iter()
        .filter(|store| !(others && store.name == "none" && store.anchors == 0))
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
            page.wrap(Tone::Doubt, "  note: ", &text);
        }
    }
    let took = match report.elapsed {
        short if short.as_secs() == 0 => format!("{} ms", short.as_millis()),
        long => format!("{:.1} s", long.as_secs_f64()),
    };
    let took = format!("{}, in {took}", when::moment(report.time));
    page.wrap(Tone::Faint, "Judged as of: ", &took);
}
