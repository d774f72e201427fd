//! What autodiscover answered: no document at all, or hosts outside the domain. Certificates have no part in it, so that
//! these are notices; but clients that begin there get no further, or ask the user.

use super::records::key;
use crate::{
    judge::{Check, Draft, Rule, Scene},
    model::{
        By, Discovery, EndpointKind, Fact, Observation, Severity, SubjectKind, Text,
        discovery::{Errand, Presence, RecordState, Request},
        report::TargetReport,
    },
    text,
};

pub const MISSING: Rule = Rule {
    code: "autodiscover-document-missing",
    severity: Severity::Notice,
    by: By::Microsoft,
    title: "an autodiscover name answers, and leads to no autodiscover document",
    explanation: "Clients ask https://lyncdiscover.<domain>/ and http://lyncdiscover.<domain>/ for a short document that \
        leads them to the web services, at once or by redirects. Here something answers, and neither way ends at such a \
        document: a page, an error, a redirect in a circle, out of the domain or to another scheme, or a document that is \
        too long or not sound. Mobile clients know no other way to sign in; Windows clients go on with the DNS records. A \
        404 is right only from Microsoft's own hosts. It is a notice, because the certificate is judged by itself.",
    remedy: "see on the reverse proxy whether the name is published to the external web site of the pool (HTTPS to port \
        4443, HTTP to port 8080), without sign-in before it",
    see: &[
        "MS-OCDISCWS 3.1.5.2",
        "Microsoft, UCWA: root URL",
        "Microsoft, Lync Server 2013: Understanding Autodiscover",
    ],
    check: Check::Target(missing),
};

fn missing(_: &Scene<'_>, target: &TargetReport) -> Vec<Draft> {
    let found = &target.discovery;
    let mut drafts = Vec::new();
    for RecordState { name, kind, .. } in found.records.iter().filter(|record| is_own_autodiscover(record)) {
        let first = [format!("https://{name}/"), format!("http://{name}/")];
        let leads = |way: &Vec<String>| way.first().is_some_and(|url| first.contains(url));
        let asked: Vec<&Request> = first.iter().filter_map(|url| request(found, url)).collect();
        // Where nobody answers at all, that is said of the endpoint.
        if found.published.iter().any(leads)
            || is_old(target, name)
            || asked.iter().all(|request| request.status.is_none())
        {
            continue;
        }
        let mut evidence = vec![Fact::text("record", format!("{name} {kind}"))];
        let ways = asked.into_iter().flat_map(|request| way(found, request));
        evidence.extend(
            ways.map(|step| {
                Fact::text("answer", Text::joined(": ", vec![step.url.clone().into(), step.outcome.clone()]))
            }),
        );
        let remedy = text!(
            "autodiscover-publish":
                "ask https://{name}/ and http://{name}/ by hand, and see on the reverse proxy behind {name} whether it \
                 passes them on to the external web site of the pool (ports 4443 and 8080), without sign-in before it",
            name
        );
        drafts.push(Draft { key: key(name, kind), ..Draft::of(SubjectKind::Target, evidence, remedy) });
    }
    drafts
}

/// Whether what answers for a name refuses requests made as a modern client makes them: what it would say to others was not
/// seen.
fn is_old(target: &TargetReport, name: &str) -> bool {
    let mut of_name = target.endpoints.iter().filter(|one| one.endpoint.host.as_deref() == Some(name));
    of_name.any(|one| one.main().any(Observation::is_of_first_flight))
}

/// A name for autodiscover that is there and leads to servers that are not Microsoft's.
fn is_own_autodiscover(record: &RecordState) -> bool {
    let roles = [Some(EndpointKind::AutodiscoverInternal), Some(EndpointKind::AutodiscoverExternal)];
    roles.contains(&record.role) && record.presence == Presence::Present && record.cloud.is_none()
}

fn request<'a>(found: &'a Discovery, url: &str) -> Option<&'a Request> {
    found.requests.iter().find(|request| request.purpose == Errand::Autodiscover && request.url == url)
}

/// A request and those that its answer led to.
fn way<'a>(found: &'a Discovery, first: &'a Request) -> Vec<&'a Request> {
    let mut way = vec![first];
    while let Some(next) = way.last().and_then(|last| request(found, last.outcome.strip_prefix("redirect to ")?)) {
        if way.iter().any(|known| known.url == next.url) {
            break;
        }
        way.push(next);
    }
    way
}

pub const OUTSIDE: Rule = Rule {
    code: "autodiscover-outside-domain",
    severity: Severity::Notice,
    by: By::Microsoft,
    title: "autodiscover leads to hosts outside the domain",
    explanation: "Clients take the SIP domain for the names they may trust. Where autodiscover names hosts of another domain, \
        they ask the user whether the server is to be trusted, or give up, however good its certificate; a redirect by \
        status (HTTP 302) out of the domain is not followed at all. Microsoft's hosts are trusted everywhere; others need \
        their domain in the list of trusted domains (the policy TrustModelData) on every computer. The hosts are listed \
        and were not connected to, unless the SIP domain is given with --sip-domain.",
    remedy: "give the web services names within the SIP domain, or add the other domain to the trusted domains of the clients",
    see: &["Microsoft, Lync cannot verify that the server is trusted for your sign-in address", "MS-OCDISCWS 3.1.5.2"],
    check: Check::Target(outside),
};

fn outside(_: &Scene<'_>, target: &TargetReport) -> Vec<Draft> {
    let strangers = &target.discovery.strangers;
    if strangers.is_empty() {
        return Vec::new();
    }
    let hosts = strangers.iter().map(|stranger| &stranger.host);
    let mut named_by: Vec<&String> = strangers.iter().map(|stranger| &stranger.named_by).collect();
    named_by.dedup();
    let evidence = vec![Fact::list("hosts", hosts), Fact::list("named by", named_by)];
    let domain = target.target.name();
    let remedy = text!(
        "autodiscover-trust":
            "if these hosts are meant, give the web services names within {domain}, or add their domain to the trusted \
             domains of the clients (policy TrustModelData); then check them with chaincheck probe",
        domain
    );
    vec![Draft::of(SubjectKind::Target, evidence, remedy)]
}
