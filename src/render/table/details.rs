//! What stands at the foot: DNS lookups, stores, time.

use super::page::{Page, Tone};
use crate::{
    model::{Report, Status, report::TargetReport},
    render::{told, when},
    text, words,
};

/// What could not be looked at, where the headline does not say it already.
pub fn problems(page: &mut Page<'_>, target: &TargetReport) {
    if told::status(target) == Status::Unknown && target.problems.len() == 1 {
        return;
    }
    for problem in &target.problems {
        let problem = page.value(&page.told(problem));
        let lead = format!("  {}: ", page.words("not checked"));
        page.say(Tone::Doubt, &lead, "    ", &problem);
    }
}

/// Every question to DNS and its answer (`-vv`).
pub fn lookups(page: &mut Page<'_>, target: &TargetReport) {
    if target.discovery.lookups.is_empty() {
        return;
    }
    let heading = page.words("Lookups");
    page.heading(&heading);
    for lookup in &target.discovery.lookups {
        let (name, server) = (page.value(&lookup.name), page.name(&lookup.server));
        let ttl = lookup.ttl.map(|ttl| format!("{}ttl {ttl} s", page.comma())).unwrap_or_default();
        let (ms, answer) = (lookup.elapsed.as_millis().to_string(), lookup.answer.as_str());
        let text = page.told(&text!(
            "lookup": "{name} {kind}: {answer} from {server} in {ms} ms{ttl}",
            name, kind = lookup.kind, answer, server, ms, ttl
        ));
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
            let (name, n) = (page.name(&store.name), store.anchors);
            let anchor = page.plural(n, words!("anchor"), words!("anchors"));
            page.told(&match store.decides {
                true => text!("store-decides": "{name} (decides, {n} {anchor})", name, n, anchor),
                false => text!("store-beside": "{name} (beside, {n} {anchor})", name, n, anchor),
            })
        })
        .collect();
    // Whoever asks about computers alone asks about no chain.
    let computers = report.targets.iter().all(|target| target.workstation.is_some());
    let of_chains = !report.stores.is_empty() || !computers || report.targets.is_empty() && report.comparison.is_none();
    let told = if told.is_empty() { page.words("none") } else { page.commas(&told) };
    let lead = format!("{}: ", page.words("Stores"));
    if of_chains {
        page.wrap(Tone::Faint, &lead, &told);
    }
    for store in &report.stores {
        for problem in &store.problems {
            let text = format!("{}: {}", page.name(&store.name), page.value(&page.told(problem)));
            let lead = format!("  {}: ", page.words("note"));
            page.say(Tone::Doubt, &lead, "    ", &text);
        }
    }
    let took = match report.elapsed {
        short if short.as_secs() == 0 => format!("{} ms", short.as_millis()),
        long => format!("{:.1} s", long.as_secs_f64()),
    };
    let text = page.told(&text!("judged-and-took": "{time}, in {took}", time = when::moment(report.time), took));
    let lead = format!("{}: ", page.words("Judged as of"));
    page.wrap(Tone::Faint, &lead, &text);
}
