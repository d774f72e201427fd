//! Whole domains as they are found in the field: the kind of deployment, and everything that is said of their DNS.

use chaincheck::{
    discover::{Dns, DnsOptions, Inquiry, Surroundings, conclude},
    judge::{self, Policy},
    model::{Discovery, Target, discovery::Vantage, report::TargetReport},
};

use crate::{
    dns::{contoso, options, zone},
    name_server::NameServer,
};

const LYNC: &str = "webdir A 198.51.100.1\nsipdir A 198.51.100.2\nsipfed A 198.51.100.3\n";

/// Zone A: hybrid, correct.
const HYBRID: &str = "lyncdiscover A 203.0.113.20\nmeet A 203.0.113.20\ndialin A 203.0.113.20\nwebext A 203.0.113.20\n\
    sip A 203.0.113.10\nsip A 203.0.113.11\nwebcon A 203.0.113.12\nav A 203.0.113.13\n_sip._tls SRV 0 0 443 sip\n\
    _sipfederationtls._tcp SRV 0 0 5061 sip\nsts A 203.0.113.30\n";

/// The same from inside.
const INSIDE: &str = "lyncdiscoverinternal A 10.0.0.20\nmeet A 10.0.0.20\ndialin A 10.0.0.20\nadmin A 10.0.0.20\n\
    sip A 10.0.0.10\n_sipinternaltls._tcp SRV 0 0 5061 pool01\npool01 A 10.0.0.10\nsts A 10.0.0.30\n\
    _sipfederationtls._tcp SRV 0 0 5061 sip\n_ntp._udp SRV 0 0 123 dc01\ndc01 A 10.0.0.1\n";

/// Zone B: Teams-only, correct.
const ONLINE: &str = "lyncdiscover CNAME webdir.online.lync.com.\nsip CNAME sipdir.online.lync.com.\n\
    _sip._tls SRV 100 1 443 sipdir.online.lync.com.\n_sipfederationtls._tcp SRV 100 1 5061 sipfed.online.lync.com.\n";

/// Zone C: strict naming, half migration, wrong port, lone dot, SRV to a CNAME, msoid outside China.
const DEFECTS: &str = "_sipinternaltls._tcp SRV 0 0 5061 pool01.fabrikam.example.\n\
    _sip._tls SRV 100 1 5061 sipdir.online.lync.com.\n_sipfederationtls._tcp SRV 0 0 5061 edge\n\
    edge CNAME edge-lb.hoster.example.\n_sip._tcp SRV 0 0 0 .\nlyncdiscover CNAME webext.fabrikam.example.\n\
    msoid CNAME clientconfig.microsoftonline-p.net.\n";

struct Seen {
    discovery: Discovery,
    kind: &'static str,
    findings: Vec<String>,
}

/// What is seen of contoso.example, whose zone has these records, beside some other zones.
async fn seen(records: &str, change: impl Fn(&mut Inquiry)) -> Seen {
    let zones = [
        contoso(records),
        zone("online.lync.com", LYNC),
        zone("fabrikam.example", "pool01 A 198.51.100.20\nwebext A 198.51.100.21"),
        zone("hoster.example", "edge-lb A 198.51.100.9\nedge A 198.51.100.9"),
        zone("online.partner.lync.cn", LYNC),
    ];
    let zones: Vec<&str> = zones.iter().map(String::as_str).collect();
    let server = NameServer::of(&zones).await;
    let around = Surroundings { zone_port: server.address.port(), ..Surroundings::default() };
    see(&Dns::within(&options(&[server.address]), &around).unwrap(), change, None).await
}

async fn see(dns: &Dns, change: impl Fn(&mut Inquiry), directory: Option<bool>) -> Seen {
    let mut inquiry = Inquiry::of("contoso.example");
    change(&mut inquiry);
    let mut discovery = dns.discover(&inquiry).await;
    conclude(&mut discovery, "contoso.example", directory);
    let mut report = TargetReport {
        target: Target::Domain("contoso.example".to_owned()),
        discovery,
        endpoints: Vec::new(),
        workstation: None,
        findings: Vec::new(),
        problems: Vec::new(),
        cut: false,
    };
    judge::judge(&mut report, &Policy::default(), 0);
    let TargetReport { discovery, findings, .. } = report;
    let kind = discovery.deployment.as_ref().map_or("unknown", |deployment| deployment.kind.as_str());
    // Without the domain, which is the same in all.
    let line = |f: &chaincheck::model::Finding| {
        format!("{} {}", f.severity.as_str(), f.id.replace("@contoso.example", "").replace(".contoso.example", ""))
    };
    let mut findings: Vec<String> = findings.iter().map(line).collect();
    findings.sort();
    Seen { discovery, kind, findings }
}

const NOTHING: [&str; 0] = [];

#[tokio::test]
async fn zone_a_hybrid_is_sound_from_both_sides() {
    let outside = seen(HYBRID, |inquiry| inquiry.vantage = Vantage::External).await;
    assert_eq!((outside.kind, &outside.findings[..]), ("on-premises-or-hybrid", &[][..]));
    let unsure = seen(HYBRID, |_| {}).await;
    assert_eq!(unsure.findings, NOTHING);

    for vantage in [Vantage::Internal, Vantage::Auto] {
        let inside = seen(INSIDE, |inquiry| inquiry.vantage = vantage).await;
        // That it is one side of two is worth knowing, and no fault.
        assert_eq!(
            (inside.kind, &inside.findings[..]),
            ("on-premises-or-hybrid", &["notice split-horizon".to_owned()][..])
        );
        assert!(inside.discovery.is_inside());
    }
}

#[tokio::test]
async fn what_belongs_inside_is_found_outside_only_by_those_who_stand_there() {
    let leak = format!("{HYBRID}lyncdiscoverinternal A 203.0.113.50\nadmin A 203.0.113.51\n");
    let outside = seen(&leak, |inquiry| inquiry.vantage = Vantage::External).await;
    assert_eq!(
        outside.findings,
        ["warning internal-name-public#admin/A/AAAA", "warning internal-name-public#lyncdiscoverinternal/A/AAAA"]
    );
    assert_eq!(seen(&leak, |_| {}).await.findings, NOTHING);
}

#[tokio::test]
async fn zone_b_teams_only_is_sound_with_and_without_its_records() {
    let whole = seen(ONLINE, |_| {}).await;
    assert_eq!((whole.kind, &whole.findings[..]), ("online", &[][..]));
    let lines: Vec<&str> = ONLINE.lines().collect();
    for records in [&lines[1..], &lines[2..], &lines[3..], &[lines[0], lines[3]]] {
        let seen = seen(&records.join("\n"), |inquiry| inquiry.vantage = Vantage::External).await;
        assert_eq!((seen.kind, &seen.findings[..]), ("online", &[][..]), "{records:?}");
    }
    // Registrars in China write priority 99.
    let china = ONLINE.replace("online.lync.com", "online.partner.lync.cn").replace(" 100 1 ", " 99 1 ");
    let china = seen(&format!("{china}msoid CNAME clientconfig.partner.microsoftonline-p.net.cn.\n"), |_| {}).await;
    assert_eq!((china.kind, &china.findings[..]), ("online", &[][..]));
    assert_eq!(china.discovery.deployment.unwrap().cloud, Some("21Vianet (China)"));
}

#[tokio::test]
async fn what_a_tenant_in_the_cloud_calls_meet_is_not_a_matter_of_sign_in() {
    let records =
        format!("{ONLINE}meet A 203.0.113.70\nadmin A 203.0.113.71\nfs A 203.0.113.72\nautodiscover A 203.0.113.73\n");
    let seen = seen(&records, |inquiry| inquiry.vantage = Vantage::External).await;
    assert_eq!((seen.kind, &seen.findings[..]), ("online", &[][..]));
    let hosts: Vec<_> =
        seen.discovery.endpoints.iter().filter(|e| !e.microsoft).filter_map(|e| e.host.clone()).collect();
    assert_eq!(hosts, ["fs.contoso.example", "autodiscover.contoso.example"]);
}

#[tokio::test]
async fn zone_c_defects_are_each_named() {
    let seen = seen(DEFECTS, |_| {}).await;
    assert_eq!(seen.kind, "mixed");
    assert_eq!(
        seen.findings,
        [
            "notice srv-target-is-alias#_sipfederationtls._tcp/SRV/edge",
            "warning cname-outside-domain#lyncdiscover/A/AAAA",
            "warning msoid-record-present#msoid/CNAME",
            "warning records-half-migrated",
            "warning srv-port-unexpected#_sip._tls/SRV",
            "warning srv-target-outside-domain#_sipinternaltls._tcp/SRV",
        ]
    );
}

#[tokio::test]
async fn own_servers_miss_what_only_they_need() {
    let seen = seen("_sip._tls SRV 0 0 443 sip\nsip A 203.0.113.10\n", |_| {}).await;
    assert_eq!(seen.kind, "on-premises-or-hybrid");
    let missing = ["_sipfederationtls._tcp/SRV", "dialin/A/AAAA", "lyncdiscover/A/AAAA", "meet/A/AAAA"];
    assert_eq!(seen.findings, missing.map(|record| format!("notice record-missing#{record}")));
    // Who has but single sign-on, or nothing, misses nothing.
    for records in ["sts A 203.0.113.30", "www A 203.0.113.80\nautodiscover A 203.0.113.81"] {
        let none = self::seen(records, |_| {}).await;
        assert_eq!((none.kind, &none.findings[..]), ("none", &[][..]));
    }
}

#[tokio::test]
async fn the_directory_tells_hybrid_from_own_servers() {
    let server = NameServer::of(&[&contoso(HYBRID)]).await;
    let dns = Dns::new(options(&[server.address])).unwrap();
    for (directory, kind) in [(Some(true), "hybrid"), (Some(false), "on-premises"), (None, "on-premises-or-hybrid")] {
        let seen = see(&dns, |_| {}, directory).await;
        assert_eq!((seen.kind, &seen.findings[..]), (kind, &[][..]));
    }
}

#[tokio::test]
async fn wildcard_dns_is_a_notice_and_no_deployment() {
    let only = seen("* A 203.0.113.80", |_| {}).await;
    assert_eq!((only.kind, &only.findings[..]), ("none", &["notice dns-wildcard".to_owned()][..]));
    // The commonest tenant whose web site answers for everything.
    let tenant = seen(&format!("{ONLINE}* CNAME www\nwww A 203.0.113.80\n"), |_| {}).await;
    assert_eq!((tenant.kind, &tenant.findings[..]), ("online", &["notice dns-wildcard".to_owned()][..]));
}

#[tokio::test]
async fn ends_that_are_missing_are_named() {
    let seen = seen(
        "_sip._tls SRV 0 0 443 203.0.113.10.\n_sipfederationtls._tcp SRV 0 0 5061 sip\n\
         _sipfederationtls._tcp SRV 10 0 5061 edge.hoster.example.\nsip A 203.0.113.10\n\
         lyncdiscover CNAME gone\nmeet A 203.0.113.20\ndialin A 203.0.113.20\n",
        |_| {},
    )
    .await;
    assert_eq!(
        seen.findings,
        [
            // An address where a name belongs is a name that does not exist.
            "warning record-dangling#_sip._tls/SRV",
            "warning record-dangling#lyncdiscover/A/AAAA",
            "warning srv-duplicate#_sipfederationtls._tcp/SRV",
            "warning srv-target-outside-domain#_sipfederationtls._tcp/SRV",
        ]
    );
}

#[tokio::test]
async fn a_domain_at_another_hoster_is_said_to_be_there() {
    let records = "_sip._tls SRV 0 0 443 edge.hoster.example.\n_sipfederationtls._tcp SRV 0 0 5061 edge.hoster.example.\n\
        lyncdiscover A 198.51.100.9\n";
    let seen = seen(records, |_| {}).await;
    assert_eq!(seen.kind, "hosted");
    assert_eq!(
        seen.findings,
        [
            "warning srv-target-outside-domain#_sip._tls/SRV",
            "warning srv-target-outside-domain#_sipfederationtls._tcp/SRV",
        ]
    );
}

#[tokio::test]
async fn hosts_told_by_the_user_are_endpoints_and_must_exist() {
    let seen = seen(&format!("{ONLINE}sbc A 203.0.113.90\n"), |inquiry| {
        inquiry.sbc = vec![("SBC.contoso.example".to_owned(), 5067), ("gone.contoso.example".to_owned(), 5061)];
        inquiry.sso = vec!["sts.contoso.example".to_owned()];
        inquiry.sip_domains = vec!["Fabrikam.example".to_owned()];
    })
    .await;
    let told: Vec<_> = seen.discovery.endpoints.iter().filter(|e| !e.microsoft).collect();
    let places: Vec<_> =
        told.iter().map(|e| (e.kinds[0].as_str(), e.host.as_deref().unwrap(), e.port.unwrap())).collect();
    assert_eq!(
        places,
        [
            ("sso", "sts.contoso.example", 443),
            ("direct-routing-sbc", "sbc.contoso.example", 5067),
            ("direct-routing-sbc", "gone.contoso.example", 5061),
        ]
    );
    assert!(told.iter().all(|endpoint| !endpoint.fallback));
    assert_eq!(seen.findings, ["warning record-missing#gone/A/AAAA", "warning record-missing#sts/A/AAAA"]);
}

#[tokio::test]
async fn every_sip_domain_is_asked_of_the_edge_certificate() {
    let seen = seen(HYBRID, |inquiry| inquiry.sip_domains = vec!["Fabrikam.example".to_owned()]).await;
    let names = |port| {
        let edge = seen
            .discovery
            .endpoints
            .iter()
            .find(|e| e.host.as_deref() == Some("sip.contoso.example") && e.port == Some(port));
        edge.unwrap().names.clone()
    };
    for port in [443, 5061] {
        assert_eq!(names(port), ["sip.contoso.example", "sip.fabrikam.example"]);
    }
}

/// A resolver and the zone's own server, with a zone each.
async fn beside(resolver: &str, own: &str, change: impl Fn(&mut Inquiry)) -> Seen {
    let (resolver, own) = (NameServer::of(&[&contoso(resolver)]).await, NameServer::of(&[&contoso(own)]).await);
    let around = Surroundings { zone_port: own.address.port(), ..Surroundings::default() };
    let dns = Dns::within(&options(&[resolver.address]), &around).unwrap();
    let seen = see(
        &dns,
        |inquiry| {
            inquiry.authoritative = true;
            change(inquiry);
        },
        None,
    )
    .await;
    // The name servers of the zone are asked of the resolver, and nobody else.
    assert_eq!(own.count("contoso.example.", "NS"), 0);
    seen
}

#[tokio::test]
async fn an_answer_that_the_zone_no_longer_gives_is_stale() {
    let same = beside(HYBRID, HYBRID, |_| {}).await;
    assert_eq!((same.discovery.stale.len(), &same.findings[..]), (0, &[][..]));

    let moved = HYBRID
        .replace("lyncdiscover A 203.0.113.20", "lyncdiscover CNAME webext")
        .replace("sip A 203.0.113.11", "sip A 203.0.113.15")
        .replace("_sip._tls SRV 0 0 443 sip", "_sip._tls SRV 5 0 443 sip");
    let seen = beside(HYBRID, &moved, |_| {}).await;
    assert_eq!(
        seen.findings,
        [
            "warning dns-cache-stale#_sip._tls/SRV",
            "warning dns-cache-stale#lyncdiscover/A",
            "warning dns-cache-stale#sip/A",
        ]
    );
    let sip = seen.discovery.stale.iter().find(|stale| stale.kind == "SRV").unwrap();
    assert_eq!(
        (&sip.resolver[..], &sip.zone[..], sip.ttl),
        (&["0 0 443 sip.contoso.example.".to_owned()][..], &["5 0 443 sip.contoso.example.".to_owned()][..], Some(300))
    );
}

#[tokio::test]
async fn two_sides_of_a_zone_are_not_stale() {
    for (resolver, own) in [(INSIDE, HYBRID), (&HYBRID.replace("203.0.113", "10.9.9") as &str, HYBRID)] {
        let seen = beside(resolver, own, |_| {}).await;
        assert_eq!(seen.findings, ["notice split-horizon"]);
        assert!(!seen.discovery.stale.is_empty() && seen.discovery.stale.iter().all(|stale| stale.split));
    }
}

#[tokio::test]
async fn short_lived_answers_may_differ() {
    let short = |last: u8| {
        format!("{}sip 30 A 203.0.113.{last}\n", HYBRID.replace("sip A 203.0.113.10\nsip A 203.0.113.11\n", ""))
    };
    assert_eq!(beside(&short(1), &short(2), |_| {}).await.findings, NOTHING);
}

#[tokio::test]
async fn servers_of_a_zone_that_do_not_answer_are_not_taken_for_agreement() {
    let resolver = NameServer::of(&[&contoso(HYBRID)]).await;
    let other = NameServer::of(&[&zone("fabrikam.example", "")]).await;
    let around = Surroundings { zone_port: other.address.port(), ..Surroundings::default() };
    let dns = Dns::within(&options(&[resolver.address]), &around).unwrap();
    let seen = see(&dns, |inquiry| inquiry.authoritative = true, None).await;
    assert_eq!(seen.findings, ["warning lookup-failed#refused"]);
}

#[tokio::test]
async fn what_the_hosts_file_says_otherwise_is_told() {
    let server = NameServer::of(&[&contoso(HYBRID)]).await;
    let hosts = b"203.0.113.99 sip.contoso.example\n203.0.113.20 MEET.contoso.example # as in DNS\n\
        203.0.113.9 lyncdiscoverinternal.contoso.example\n203.0.113.9 elsewhere.example\n";
    let around = Surroundings { hosts: Some(hosts.to_vec()), ..Surroundings::default() };
    let dns = Dns::within(&DnsOptions { ipv6: false, ..options(&[server.address]) }, &around).unwrap();
    let seen = see(&dns, |_| {}, None).await;
    assert_eq!(
        seen.findings,
        ["notice hosts-file-differs#lyncdiscoverinternal/hosts", "notice hosts-file-differs#sip/hosts"]
    );
    let sip = seen.discovery.overrides.iter().find(|other| other.name.starts_with("sip.")).unwrap();
    let text = |addresses: &[std::net::IpAddr]| addresses.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(text(&sip.file), ["203.0.113.99"]);
    assert_eq!(text(&sip.dns), ["203.0.113.10", "203.0.113.11"]);
    // What is asked of DNS beside the file is asked once.
    assert_eq!(server.count("sip.contoso.example.", "A"), 1);
}
