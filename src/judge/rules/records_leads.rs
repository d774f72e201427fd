//! Where records lead: into another domain, to an alias, to an odd port, to the cloud and elsewhere at once.

use std::net::IpAddr;

use super::records::key;
use crate::{
    judge::{Check, Draft, Rule, Scene},
    model::{
        By, EndpointKind, Fact, Severity, SubjectKind, Text,
        discovery::{DeploymentKind, Presence, RecordState, Service, is_within},
        report::TargetReport,
    },
    text, words,
};

pub const OUTSIDE: Rule = Rule {
    code: "srv-target-outside-domain",
    severity: Severity::Warning,
    by: By::Microsoft,
    title: "a service record leads into another domain",
    explanation: "Clients and federation partners take the SIP domain for the names they may trust: a server found by a \
        record of contoso.com has to be a host of contoso.com (strict DNS naming). Automatic sign-in fails or asks the \
        user whether to trust the server, however good its certificate. The hosts of Microsoft's clouds are excepted.",
    remedy: "point the record at a host of the domain itself, whose certificate has that name",
    see: &["Microsoft, DNS requirements for Edge Servers", "Microsoft, DNS requirements for automatic client sign-in"],
    check: Check::Target(outside),
};

fn outside(_: &Scene<'_>, target: &TargetReport) -> Vec<Draft> {
    let domain = target.target.name();
    let strays = |record: &RecordState| -> Vec<String> {
        // An address in place of a name leads nowhere, and is said to.
        let is_name = |s: &Service| s.target.parse::<IpAddr>().is_err();
        let stray = |s: &&Service| s.cloud.is_none() && is_name(s) && !is_within(&s.target, &domain);
        record.targets().filter(stray).map(place).collect()
    };
    let mut drafts = Vec::new();
    for record in services(target) {
        let strays = strays(record);
        if strays.is_empty() {
            continue;
        }
        let name = &record.name;
        let remedy = text!(
            "srv-point-within":
                "point {name} at a host of {domain}, with an address record of its own and its name in the certificate \
                 of that server",
            name, domain = &domain
        );
        let evidence = vec![shown(record), Fact::list("leads to", strays)];
        drafts.push(draft(record, evidence, remedy));
    }
    drafts
}

/// The service records that SIP clients and partners follow.
fn services(target: &TargetReport) -> impl Iterator<Item = &RecordState> {
    let sip = [EndpointKind::AccessEdgeClient, EndpointKind::Federation, EndpointKind::SipInternal];
    let records = target.discovery.records.iter().filter(|record| record.kind == "SRV" && record.exists());
    records.filter(move |record| record.role.is_some_and(|role| sip.contains(&role)))
}

fn place(service: &Service) -> String {
    format!("{}:{}", service.target, service.port)
}

fn shown(record: &RecordState) -> Fact {
    Fact::text("record", format!("{} {}", record.name, record.kind))
}

fn draft(record: &RecordState, evidence: Vec<Fact>, remedy: Text) -> Draft {
    Draft { key: key(&record.name, record.kind), ..Draft::of(SubjectKind::Target, evidence, remedy) }
}

pub const ALIAS: Rule = Rule {
    code: "srv-target-is-alias",
    severity: Severity::Notice,
    by: By::Dns,
    title: "a service record leads to an alias",
    explanation: "The target of an SRV record must not be an alias (CNAME). Most resolvers follow it all the same; some \
        clients and appliances do not, and then find no server.",
    remedy: "give the target address records of its own in place of the alias",
    see: &["RFC 2782", "RFC 2181 10.3"],
    check: Check::Target(alias),
};

fn alias(_: &Scene<'_>, target: &TargetReport) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for record in services(target) {
        for service in record.targets().filter(|s| s.cloud.is_none() && !s.aliases.is_empty()) {
            let host = &service.target;
            let end = service.aliases.last().unwrap_or(host);
            let remedy = text!(
                "srv-alias-to-address": "replace the CNAME of {host} by address records, those that {end} has",
                host, end
            );
            let evidence =
                vec![shown(record), Fact::text("leads to", place(service)), Fact::list("alias of", &service.aliases)];
            let draft = draft(record, evidence, remedy);
            drafts.push(Draft { key: format!("{}/{host}", draft.key), ..draft });
        }
    }
    drafts.dedup_by(|one, other| one.key == other.key);
    drafts
}

pub const PORT: Rule = Rule {
    code: "srv-port-unexpected",
    severity: Severity::Notice,
    by: By::Microsoft,
    title: "a service record names an unusual port",
    explanation: "Clients connect to the port in the record, but firewalls and proxies on their way let only the usual one \
        pass: 443 for clients outside the office, 5061 for federation and inside. Microsoft's clouds listen nowhere else, \
        so a record that leads there with another port (a warning) leads nowhere.",
    remedy: "put the usual port into the record, if the server listens there",
    see: &["Microsoft, Edge Server environmental requirements", "Microsoft, External DNS records for Office 365"],
    check: Check::Target(port),
};

fn port(_: &Scene<'_>, target: &TargetReport) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for record in services(target) {
        let odd: Vec<&Service> = record.targets().filter(|s| s.port != record.port).collect();
        if odd.is_empty() {
            continue;
        }
        let (name, usual) = (&record.name, record.port);
        let in_cloud = odd.iter().any(|service| service.cloud.is_some());
        let remedy = match in_cloud {
            true => text!(
                "srv-port-of-cloud": "put port {usual} into {name}: Microsoft's servers listen nowhere else",
                usual, name
            ),
            false => text!(
                "srv-port-usual":
                    "put port {usual} into {name} if the server listens there, or see that firewalls let it pass",
                usual, name
            ),
        };
        let evidence = vec![
            shown(record),
            Fact::list("leads to", odd.into_iter().map(place)),
            Fact::number("usual port", usual.into()),
        ];
        let severity = in_cloud.then_some(Severity::Warning);
        drafts.push(Draft { severity, ..draft(record, evidence, remedy) });
    }
    drafts
}

pub const DUPLICATE: Rule = Rule {
    code: "srv-duplicate",
    severity: Severity::Notice,
    by: By::Microsoft,
    title: "several federation records where one is used",
    explanation: "Federation partners take one record: that of the lowest priority, among those of the highest weight, \
        among those the first received. The others are not used, and confuse whoever looks. If they lead into different \
        domains (a warning), partners end up with one or the other by the order of the answers.",
    remedy: "keep the record that is meant and delete the others; members of one pool belong behind one name",
    see: &["Microsoft, Lync Server 2013: Determine DNS requirements"],
    check: Check::Target(duplicate),
};

fn duplicate(_: &Scene<'_>, target: &TargetReport) -> Vec<Draft> {
    let domain = target.target.name();
    let mut drafts = Vec::new();
    for record in services(target).filter(|record| record.role == Some(EndpointKind::Federation)) {
        let targets: Vec<&Service> = record.targets().collect();
        let [first, _, ..] = targets[..] else { continue };
        let severity = targets.iter().any(|s| home(s, &domain) != home(first, &domain)).then_some(Severity::Warning);
        let evidence = vec![
            shown(record),
            Fact::list("leads to", targets.iter().map(|s| place(s))),
            Fact::text("partners use", place(first)),
        ];
        let (name, elected) = (&record.name, place(first));
        let remedy = text!(
            "srv-keep-one": "keep one record of {name} and delete the others; partners use {elected} now",
            name, elected
        );
        drafts.push(Draft { severity, ..draft(record, evidence, remedy) });
    }
    drafts
}

/// The domain a target belongs to: that asked about, a cloud, or the parent of its name.
fn home<'a>(service: &'a Service, domain: &'a str) -> &'a str {
    let parent = service.target.split_once('.').map_or("", |(_, parent)| parent);
    if is_within(&service.target, domain) { domain } else { service.cloud.unwrap_or(parent) }
}

pub const CNAME: Rule = Rule {
    code: "cname-outside-domain",
    severity: Severity::Warning,
    by: By::Microsoft,
    title: "an alias leads into another domain",
    explanation: "Mobile clients do not accept that lyncdiscover is an alias into another domain when they come by HTTPS: \
        they cannot tell whether the server is to be trusted. Where the name is published by HTTP as well (a notice), \
        they begin there. The same holds for the fallback name sip. The hosts of Microsoft's clouds are excepted, by \
        instruction.",
    remedy: "give the name address records of its own, or an alias within the domain",
    see: &["Microsoft, Lync Server 2013: DNS summary: Autodiscover"],
    check: Check::Target(cname),
};

fn cname(_: &Scene<'_>, target: &TargetReport) -> Vec<Draft> {
    let domain = target.target.name();
    let is_meant = |record: &&RecordState| {
        let name = record.name.strip_suffix(&domain);
        matches!(name, Some("lyncdiscover." | "sip.")) && record.presence == Presence::Present && record.cloud.is_none()
    };
    let mut drafts = Vec::new();
    for record in target.discovery.records.iter().filter(is_meant) {
        let Some(away) = record.aliases.iter().find(|alias| !is_within(alias, &domain)) else { continue };
        let name = &record.name;
        let by_http = target.discovery.is_published_over_http(name);
        let mut evidence = vec![shown(record), Fact::text("alias of", away.clone())];
        if by_http {
            evidence.push(Fact::text("by HTTP", Text::words(words!("published too, where clients begin"))));
        }
        let remedy = text!(
            "cname-to-address": "give {name} address records of its own in place of the alias to {away}",
            name, away
        );
        let severity = by_http.then_some(Severity::Notice);
        drafts.push(Draft { severity, ..draft(record, evidence, remedy) });
    }
    drafts
}

pub const MIXED: Rule = Rule {
    code: "records-half-migrated",
    severity: Severity::Warning,
    by: By::Microsoft,
    title: "some records lead to the cloud and others elsewhere",
    explanation: "A domain is either in the cloud, and then every record leads there, or it has servers of its own, and then \
        every record leads to them, in a hybrid deployment too. With some of each, users on one side cannot be found: \
        federation and presence break for them, and the tenant cannot be switched to Teams only. Records that are \
        absent do not matter.",
    remedy: "point all of the records at the side where they belong",
    see: &[
        "Microsoft, Decommission your on-premises environment: manage DNS entries",
        "Microsoft, Plan hybrid connectivity",
    ],
    check: Check::Target(mixed),
};

fn mixed(_: &Scene<'_>, target: &TargetReport) -> Vec<Draft> {
    let deployment = target.discovery.deployment.as_ref().filter(|d| d.kind == DeploymentKind::Mixed);
    let Some(deployment) = deployment else { return Vec::new() };
    // The first reason sums up the others.
    let evidence = vec![Fact::texts("seen", deployment.because.iter().skip(1))];
    let domain = target.target.name();
    let remedy = text!(
        "records-decide":
            "decide where the users of {domain} are: with any user on own servers point lyncdiscover, _sip._tls and \
             _sipfederationtls._tcp there; with none, point those that exist to Microsoft's cloud",
        domain
    );
    vec![Draft::of(SubjectKind::Target, evidence, remedy)]
}
