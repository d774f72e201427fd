//! An inspecting proxy between this machine and Microsoft: said first, because behind it nothing seen of the cloud is the
//! cloud's.

use std::collections::BTreeSet;

use crate::{
    judge::{Check, Draft, Rule},
    model::{By, Fact, Report, Severity, SubjectKind, Text},
    text, words,
};

pub const INTERCEPTED: Rule = Rule {
    code: "tls-intercepted",
    severity: Severity::Warning,
    by: By::Program,
    title: "an inspecting proxy stands between this machine and Microsoft",
    explanation: "Hosts of Microsoft's cloud present certificates from an authority that is neither public nor given with \
        --anchors: a proxy or firewall on the way opens TLS and closes it again with certificates of its own. What this \
        machine sees of the cloud is the proxy, so that nothing is judged there. Lync, Skype for Business and Teams \
        clients on such networks fail to sign in wherever the proxy's authority is not installed, and Microsoft does not \
        support inspection of this traffic.",
    remedy: "exempt Microsoft's hosts from TLS inspection on the proxy, or run the check from a machine that is not behind \
        it; if the authority is known and trusted, give it with --anchors",
    see: &["Microsoft, Office 365 network connectivity principles: bypass proxies and traffic inspection"],
    check: Check::Run(intercepted),
};

fn intercepted(report: &Report) -> Vec<Draft> {
    let found = || report.targets.iter().flat_map(|target| &target.discovery.intercepted);
    if found().next().is_none() {
        return Vec::new();
    }
    let hosts: BTreeSet<&str> = found().map(|one| one.host.as_str()).collect();
    let issuers: BTreeSet<&str> = found().map(|one| one.issuer.as_str()).collect();
    let roots: BTreeSet<&str> = found().map(|one| one.root.as_str()).collect();
    let named: Vec<&str> = hosts.iter().copied().collect();
    let remedy = text!(
        "intercepted-exempt":
            "on the proxy or firewall that issues as {issuers} exempt {hosts} from TLS inspection, or run the check from \
             a machine that is not behind it; if that authority is meant to be trusted here, give it with --anchors",
        issuers = Text::joined(words!(" and "), issuers.iter().map(|issuer| Text::from(*issuer)).collect()),
        hosts = named.join(", ")
    );
    let evidence =
        vec![Fact::list("hosts", hosts), Fact::list("issued by", issuers), Fact::list("highest authority seen", roots)];
    vec![Draft::of(SubjectKind::Run, evidence, remedy)]
}
