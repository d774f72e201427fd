//! What kind of deployment it is, from which side it was seen, how clients find their way in, and what was asked beside
//! the probes.

use super::page::{Page, Tone};
use crate::{
    model::{
        Severity,
        discovery::{DeploymentKind, Followed, Realm, RealmKind, SignIn, Vantage},
        report::TargetReport,
    },
    text, words,
};

/// The deployment in a line, and another where the view is only one of two.
pub fn deployment(page: &mut Page<'_>, target: &TargetReport) {
    let found = &target.discovery;
    if let Some(deployment) = &found.deployment {
        let cloud = deployment.cloud.map(|cloud| format!(" ({})", page.name(cloud))).unwrap_or_default();
        let mut text = format!("{}{cloud}", page.words(kind(deployment.kind)));
        if let Some(reason) = deployment.because.first() {
            text.push_str(&format!(": {}", page.prose(&page.told(reason))));
        }
        let lead = format!("{}: ", page.words("Deployment"));
        page.say(Tone::Strong, &lead, "  ", &text);
        for reason in deployment.because.iter().skip(1).filter(|_| page.style.verbose > 0) {
            let reason = page.prose(&page.told(reason));
            let lead = format!("  {}: ", page.words("because"));
            page.say(Tone::Plain, &lead, "    ", &reason);
        }
    }
    if found.is_inside() {
        let text = page.told(&match found.vantage {
            Vantage::Internal => text!(
                "seen-inside":
                    "from inside the office; what clients outside meet was not checked: run chaincheck there too, with \
                     --vantage external"
            ),
            Vantage::External | Vantage::Auto => text!(
                "seen-inside-by-names":
                    "from inside the office, by the names that DNS knows here; what clients outside meet was not checked: \
                     run chaincheck there too, with --vantage external"
            ),
        });
        let lead = format!("{}: ", page.words("Seen"));
        page.say(Tone::Strong, &lead, "  ", &text);
    }
}

/// A kind of deployment, for people.
fn kind(kind: DeploymentKind) -> &'static str {
    match kind {
        DeploymentKind::Online => words!("online"),
        DeploymentKind::OnPremises => words!("on-premises"),
        DeploymentKind::Hybrid => words!("hybrid"),
        DeploymentKind::OnPremisesOrHybrid => words!("on-premises-or-hybrid"),
        DeploymentKind::Hosted => words!("hosted"),
        DeploymentKind::Mixed => words!("mixed"),
        DeploymentKind::None => words!("none"),
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
    let heading = page.words("Sign-in");
    page.heading(&heading);
    for (way, findings) in hurt.iter().filter(|(_, findings)| verbose || !findings.is_empty()) {
        let route = route(page, way, verbose);
        let (tone, text) = match findings.first().map(|f| f.severity) {
            None => (Tone::Plain, route),
            Some(worst) => {
                let mut codes: Vec<&str> = findings.iter().map(|f| f.code).collect();
                codes.dedup();
                let codes = codes.join(", ");
                let text = page.told(&match worst {
                    Severity::Critical => text!("broken-by": "{route}; broken by {codes}", route, codes),
                    Severity::Warning | Severity::Notice => {
                        text!("at-risk-from": "{route}; at risk from {codes}", route, codes)
                    }
                });
                (Tone::Strong, text)
            }
        };
        let lead = format!("  {}: ", page.words(way.client));
        page.say(tone, &lead, "    ", &text);
    }
}

/// Where a way ends; all that was tried if that is wanted.
fn route(page: &Page<'_>, way: &SignIn, whole: bool) -> String {
    let end = match &way.ends_at {
        Some((host, port)) => format!("{}:{port}", page.name(host)),
        None => page.words("no name leads anywhere"),
    };
    if !whole {
        return page.told(&text!("starts-at": "starts at {end}", end));
    }
    let step = |attempt: &crate::model::discovery::Attempt| {
        let name = page.name(&attempt.name);
        match attempt.answer {
            Followed::Yes => name,
            Followed::No => format!("{name} ({})", page.words("absent")),
            Followed::Unknown => format!("{name} ({})", page.words("unknown")),
        }
    };
    let steps: Vec<String> = way.tried.iter().map(step).collect();
    format!("{} {} {end}", page.commas(&steps), page.pick("→", "->"))
}

/// Who signs users in, and every request beside the probes (`-vv`).
pub fn requests(page: &mut Page<'_>, target: &TargetReport) {
    let found = &target.discovery;
    if let Some(realm) = &found.realm {
        let text = signers(page, realm);
        let heading = page.words("Who signs users in");
        page.heading(&heading);
        page.wrap(Tone::Plain, "  ", &text);
    }
    if found.requests.is_empty() {
        return;
    }
    let heading = page.words("Requests");
    page.heading(&heading);
    for request in &found.requests {
        let at = request.address.map(|address| text!("request-at": " at {address}", address = address.to_string()));
        let server = request.server.as_deref();
        let server = server.map(|name| text!("request-server": ", server {name}", name = page.name(name)));
        let text = page.told(&text!(
            "request": "{purpose}: {url}{at}: {outcome}{server}, in {ms} ms",
            purpose = request.purpose.as_str(),
            url = page.value(&request.url),
            at = at.unwrap_or_default(),
            outcome = page.value(&page.style.lang.say(&request.outcome)),
            server = server.unwrap_or_default(),
            ms = request.elapsed.as_millis().to_string(),
        ));
        page.say(Tone::Plain, "  ", "    ", &text);
    }
}

fn signers(page: &Page<'_>, realm: &Realm) -> String {
    let host = |h: &crate::model::discovery::RealmHost| {
        let whose = page.words(if h.adfs { words!("AD FS") } else { words!("not AD FS") });
        format!("{}:{} ({whose})", page.name(&h.host), h.port)
    };
    let hosts: Vec<String> = realm.hosts.iter().map(host).collect();
    match realm.kind {
        RealmKind::Federated if hosts.is_empty() => page.words("federated, without a host"),
        RealmKind::Federated => page.told(&text!("federated-by": "federated: {hosts}", hosts = page.commas(&hosts))),
        RealmKind::Managed => page.words("the cloud itself (managed)"),
        RealmKind::Unknown => page.words("the cloud does not know the domain"),
    }
}
