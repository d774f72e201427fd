//! What kind of deployment it is, from which side it was seen, how clients find their way in, and what was asked beside
//! the probes.

use super::{
    headline,
    page::{Page, Tone},
};
use crate::model::{
    Severity,
    discovery::{Followed, Realm, RealmKind, SignIn, Vantage},
    report::TargetReport,
};

/// The deployment in a line, and another where the view is only one of two.
pub fn deployment(page: &mut Page<'_>, target: &TargetReport) {
    let found = &target.discovery;
    if let Some(deployment) = &found.deployment {
        let cloud = deployment.cloud.map(|cloud| format!(" ({})", page.name(cloud))).unwrap_or_default();
        let mut text = format!("{}{cloud}", deployment.kind.as_str());
        if let Some(reason) = deployment.because.first() {
            text.push_str(&format!(": {}", page.prose(&page.style.lang.say(reason))));
        }
        page.say(Tone::Strong, "Deployment: ", "  ", &text);
        for reason in deployment.because.iter().skip(1).filter(|_| page.style.verbose > 0) {
            let reason = page.prose(&page.style.lang.say(reason));
            page.say(Tone::Plain, "  because: ", "    ", &reason);
        }
    }
    if found.is_inside() {
        let told = if found.vantage == Vantage::Internal { "" } else { ", by the names that DNS knows here" };
        let text = format!(
            "from inside the office{told}; what clients outside meet was not checked: run chaincheck there too, with \
             --vantage external"
        );
        page.say(Tone::Strong, "Seen: ", "  ", &text);
    }
}

/// Whose sign-in is hurt by what; under `-v` the way of each family of clients.
pub fn sign_in(page: &mut Page<'_>, target: &TargetReport) {
    let verbose = page.style.verbose > 0;
    let ways = &target.discovery.sign_in;
    let hurt: Vec<(&SignIn, Vec<_>)> = ways.iter().map(|way| (way, target.in_the_way_of(way))).collect();
    if hurt.iter().all(|(_, findings)| findings.is_empty()) && !verbose || ways.is_empty() {
        return;
    }
    page.heading("Sign-in");
    for (way, findings) in hurt.iter().filter(|(_, findings)| verbose || !findings.is_empty()) {
        let (tone, state) = match findings.first().map(|f| f.severity) {
            None => (Tone::Good, String::new()),
            Some(worst) => {
                let mut codes: Vec<&str> = findings.iter().map(|f| f.code).collect();
                codes.dedup();
                (headline::tone(worst), format!("; {} {}", how(worst), codes.join(", ")))
            }
        };
        let lead = format!("  {}: ", way.client);
        page.say(tone, &lead, "    ", &format!("{}{state}", route(page, way, verbose)));
    }
}

fn how(worst: Severity) -> &'static str {
    if worst == Severity::Critical { "broken by" } else { "at risk from" }
}

/// Where a way ends; all that was tried if that is wanted.
fn route(page: &Page<'_>, way: &SignIn, whole: bool) -> String {
    let end = match &way.ends_at {
        Some((host, port)) => format!("{}:{port}", page.name(host)),
        None => "no name leads anywhere".to_owned(),
    };
    if !whole {
        return format!("starts at {end}");
    }
    let step = |attempt: &crate::model::discovery::Attempt| {
        let what = match attempt.answer {
            Followed::Yes => "",
            Followed::No => " (absent)",
            Followed::Unknown => " (unknown)",
        };
        format!("{}{what}", page.name(&attempt.name))
    };
    let steps: Vec<String> = way.tried.iter().map(step).collect();
    format!("{} {} {end}", steps.join(", "), page.pick("→", "->"))
}

/// Who signs users in, and every request beside the probes (`-vv`).
pub fn requests(page: &mut Page<'_>, target: &TargetReport) {
    let found = &target.discovery;
    if let Some(realm) = &found.realm {
        let text = signers(page, realm);
        page.heading("Who signs users in");
        page.wrap(Tone::Plain, "  ", &text);
    }
    if found.requests.is_empty() {
        return;
    }
    page.heading("Requests");
    for request in &found.requests {
        let at = request.address.map(|address| format!(" at {address}")).unwrap_or_default();
        let server = request.server.as_deref().map(|name| format!(", server {}", page.name(name))).unwrap_or_default();
        let ms = request.elapsed.as_millis();
        let (url, outcome) = (page.value(&request.url), page.value(&request.outcome));
        let text = format!("{}: {url}{at}: {outcome}{server}, in {ms} ms", request.purpose.as_str());
        page.say(Tone::Plain, "  ", "    ", &text);
    }
}

fn signers(page: &Page<'_>, realm: &Realm) -> String {
    let host = |h: &crate::model::discovery::RealmHost| {
        let whose = if h.adfs { "AD FS" } else { "not AD FS" };
        format!("{}:{} ({whose})", page.name(&h.host), h.port)
    };
    let hosts: Vec<String> = realm.hosts.iter().map(host).collect();
    match realm.kind {
        RealmKind::Federated if hosts.is_empty() => "federated, without a host".to_owned(),
        RealmKind::Federated => format!("federated: {}", hosts.join(", ")),
        RealmKind::Managed => "the cloud itself (managed)".to_owned(),
        RealmKind::Unknown => "the cloud does not know the domain".to_owned(),
    }
}
