//! From DNS to endpoints: chains, services, wildcards, and whole domains as they are found in the field.

use std::net::Ipv4Addr;

use chaincheck::{
    discover::{Dns, DnsOptions, Inquiry},
    model::{Answer, Discovery, Endpoint, EndpointKind, discovery::Presence},
};
use hickory_server::proto::op::ResponseCode;

use crate::{
    dns::{addresses, ask, contoso, options, places, record, zone},
    name_server::{NameServer, Reaction},
};

async fn discover(zones: &[&str], domain: &str) -> Discovery {
    let server = NameServer::of(zones).await;
    ask(&server).discover(&Inquiry::of(domain)).await
}

fn endpoint<'a>(discovery: &'a Discovery, host: &str, port: u16) -> &'a Endpoint {
    let found = |e: &&Endpoint| e.host.as_deref() == Some(host) && e.port == Some(port);
    discovery.endpoints.iter().find(found).unwrap()
}

#[tokio::test]
async fn chains_are_kept_as_the_trail_across_zones() {
    let contoso = contoso("lyncdiscover CNAME web\nweb CNAME edge.hoster.example.");
    let hoster = zone("hoster.example", "edge A 198.51.100.7");
    let discovery = discover(&[&contoso, &hoster], "contoso.example").await;
    let web = endpoint(&discovery, "lyncdiscover.contoso.example", 443);
    assert_eq!(
        web.trail,
        [
            "CNAME lyncdiscover.contoso.example -> web.contoso.example",
            "CNAME web.contoso.example -> edge.hoster.example",
            "A edge.hoster.example -> 198.51.100.7",
        ]
    );
    assert_eq!(web.names, ["lyncdiscover.contoso.example"]);
    assert_eq!(record(&discovery, "lyncdiscover.contoso.example").presence, Presence::Present);
    let lookup = discovery.lookups.iter().find(|l| l.name.starts_with("lyncdiscover.") && l.kind == "A").unwrap();
    assert_eq!(lookup.records, ["CNAME web.contoso.example.", "CNAME edge.hoster.example.", "198.51.100.7"]);
    assert_eq!(lookup.answer, Answer::Records);
}

#[tokio::test]
async fn chains_that_lead_nowhere_end() {
    let long: String = (0..30).map(|i| format!("c{i} CNAME c{}\n", i + 1)).collect();
    let contoso = contoso(&format!(
        "self CNAME self\na CNAME b\nb CNAME a\nover CNAME there.hoster.example.\ngone CNAME gone.hoster.example.\n\
         meet CNAME gone\ndialin CNAME empty.hoster.example.\n{long}c30 A 203.0.113.1"
    ));
    let hoster = zone("hoster.example", "there CNAME over.contoso.example.\nempty TXT x");
    let server = NameServer::of(&[&contoso, &hoster]).await;
    let dns = ask(&server);
    for name in ["self", "a", "over", "c0", "c18"] {
        let resolved = dns.resolve(&format!("{name}.contoso.example")).await;
        assert_eq!(resolved.resolution.failure, Some(Answer::Loop), "{name}");
        assert!(resolved.trail.len() <= 24, "{:?}", resolved.trail);
    }
    // A circle is walked once, not up to the limit.
    assert_eq!(dns.resolve("over.contoso.example").await.lookups[0].records.len(), 2);
    assert_eq!(addresses(&dns.resolve("c19.contoso.example").await), ["203.0.113.1"]);

    let discovery = dns.discover(&Inquiry::of("contoso.example")).await;
    let at = "gone.hoster.example".to_owned();
    assert_eq!(record(&discovery, "meet.contoso.example").presence, Presence::Dangling { at, answer: Answer::NoName });
    let at = "empty.hoster.example".to_owned();
    assert_eq!(
        record(&discovery, "dialin.contoso.example").presence,
        Presence::Dangling { at, answer: Answer::NoData }
    );
    let meet = endpoint(&discovery, "meet.contoso.example", 443);
    assert!(meet.resolution.addresses.is_empty());
    assert_eq!(meet.resolution.failure, Some(Answer::NoName));
    assert_eq!(meet.trail.last().unwrap(), "CNAME gone.contoso.example -> gone.hoster.example");
}

#[tokio::test]
async fn an_srv_owner_may_be_an_alias() {
    let contoso = contoso("_sip._tls CNAME _sip._tls.hoster.example.\n_sipfederationtls._tcp CNAME nothing");
    let hoster = zone("hoster.example", "_sip._tls SRV 0 0 443 edge\nedge A 198.51.100.7");
    let discovery = discover(&[&contoso, &hoster], "contoso.example").await;
    let edge = endpoint(&discovery, "edge.hoster.example", 443);
    assert_eq!(
        edge.trail,
        [
            "CNAME _sip._tls.contoso.example -> _sip._tls.hoster.example",
            "SRV _sip._tls.hoster.example -> edge.hoster.example:443 (priority 0, weight 0)",
            "A edge.hoster.example -> 198.51.100.7",
        ]
    );
    assert_eq!(edge.names, ["edge.hoster.example", "sip.contoso.example"]);
    let at = "nothing.contoso.example".to_owned();
    assert_eq!(
        record(&discovery, "_sipfederationtls._tcp.contoso.example").presence,
        Presence::Dangling { at, answer: Answer::NoName }
    );
}

#[tokio::test]
async fn all_srv_targets_are_followed_in_order_of_preference() {
    let discovery = discover(
        &[&contoso(
            "_sip._tls SRV 20 0 443 backup\n_sip._tls SRV 10 5 443 light\n_sip._tls SRV 10 90 443 heavy\n\
             _sip._tls SRV 10 0 443 gone\nbackup A 203.0.113.1\nlight A 203.0.113.2\nheavy A 203.0.113.3",
        )],
        "contoso.example",
    )
    .await;
    assert_eq!(places(&discovery), ["heavy", "light", "gone", "backup"].map(|n| format!("{n}.contoso.example:443")));
    let at = "gone.contoso.example".to_owned();
    assert_eq!(
        record(&discovery, "_sip._tls.contoso.example").presence,
        Presence::Dangling { at, answer: Answer::NoName }
    );
    assert_eq!(endpoint(&discovery, "gone.contoso.example", 443).resolution.failure, Some(Answer::NoName));
}

#[tokio::test]
async fn too_many_srv_targets_are_capped() {
    let targets: Vec<_> =
        (1..=20).map(|i| format!("_sip._tls SRV {i} 0 443 edge{i}\nedge{i} A 203.0.113.{i}")).collect();
    let discovery = discover(&[&contoso(&targets.join("\n"))], "contoso.example").await;
    assert_eq!(discovery.endpoints.len(), 16);
    assert_eq!(discovery.endpoints[15].host.as_deref(), Some("edge16.contoso.example"));
    let told = "4 further targets of _sip._tls.contoso.example not followed (limit 16)".to_owned();
    assert!(discovery.endpoints.iter().all(|endpoint| endpoint.trail.contains(&told)));
    assert!(!discovery.lookups.iter().any(|lookup| lookup.name == "edge17.contoso.example."));
}

#[tokio::test]
async fn a_hundred_services_arrive_and_sixteen_are_followed() {
    let targets: Vec<_> =
        (1..=100).map(|i| format!("_sip._tls SRV 1 {i} 443 edge{i}\nedge{i} A 203.0.113.{i}")).collect();
    let server = NameServer::of(&[&contoso(&targets.join("\n"))]).await;
    let discovery = ask(&server).discover(&Inquiry::of("contoso.example")).await;
    // Too much for one packet.
    assert_eq!(server.tcp(), 1);
    let record = record(&discovery, "_sip._tls.contoso.example");
    assert_eq!((record.services.len(), record.dropped), (16, 84));
    assert_eq!(record.services[0].target, "edge100.contoso.example");
    assert_eq!(places(&discovery).len(), 16);
    assert!(server.counts().len() < 100, "{}", server.counts().len());
}

#[tokio::test]
async fn a_random_name_that_nobody_answers_for_leaves_wildcards_unknown() {
    let script = |asked: &crate::name_server::Asked| match asked.name.starts_with("chaincheck-") {
        true => Reaction::Code(ResponseCode::ServFail),
        false => Reaction::Answer,
    };
    let server = NameServer::scripted(&[&contoso("* A 203.0.113.80")], script).await;
    let discovery = ask(&server).discover(&Inquiry::of("contoso.example")).await;
    assert!(discovery.wildcards.is_empty());
    let parents: Vec<&str> = discovery.unanswered.iter().map(|question| question.at.as_str()).collect();
    assert_eq!(parents, ["contoso.example", "_tcp.contoso.example", "_tls.contoso.example", "_udp.contoso.example"]);
    assert!(discovery.unanswered.iter().all(|question| question.answer == Answer::ServerFailure));
}

#[tokio::test]
async fn the_root_as_srv_target_says_no_service() {
    let discovery = discover(&[&contoso("_sip._tls SRV 0 0 0 .")], "contoso.example").await;
    assert!(discovery.endpoints.is_empty());
    assert_eq!(record(&discovery, "_sip._tls.contoso.example").presence, Presence::Present);
    let lookup = discovery.lookups.iter().find(|lookup| lookup.name == "_sip._tls.contoso.example.").unwrap();
    assert_eq!(lookup.records, ["0 0 0 ."]);
}

#[tokio::test]
async fn fixture_a_hybrid() {
    let zone = contoso(
        "lyncdiscover A 203.0.113.20\nmeet A 203.0.113.20\ndialin A 203.0.113.20\nwebext A 203.0.113.20\n\
         sip A 203.0.113.10\nsip A 203.0.113.11\nwebcon A 203.0.113.12\nav A 203.0.113.13\n\
         _sip._tls SRV 0 0 443 sip\n_sipfederationtls._tcp SRV 0 0 5061 sip\nsts A 203.0.113.30",
    );
    let server = NameServer::of(&[&zone]).await;
    let sso = vec!["sts.contoso.example".to_owned()];
    let discovery = ask(&server).discover(&Inquiry { sso, ..Inquiry::of("contoso.example") }).await;
    assert_eq!(
        places(&discovery),
        [
            "lyncdiscover.contoso.example:443",
            "sip.contoso.example:443",
            "sip.contoso.example:5061",
            "meet.contoso.example:443",
            "dialin.contoso.example:443",
            "sts.contoso.example:443",
        ]
    );
    let edge = endpoint(&discovery, "sip.contoso.example", 443);
    // The SRV record makes the guessed name a certain one.
    assert!(!edge.fallback && !edge.microsoft && !edge.wildcard);
    assert_eq!(edge.kinds, [EndpointKind::AccessEdgeClient]);
    assert_eq!(edge.names, ["sip.contoso.example"]);
    assert_eq!(
        edge.trail,
        [
            "SRV _sip._tls.contoso.example -> sip.contoso.example:443 (priority 0, weight 0)",
            "A sip.contoso.example -> 203.0.113.10",
            "A sip.contoso.example -> 203.0.113.11",
        ]
    );
    assert_eq!(endpoint(&discovery, "sip.contoso.example", 5061).kinds, [EndpointKind::Federation]);
    assert_eq!(endpoint(&discovery, "sts.contoso.example", 443).kinds, [EndpointKind::Sso]);

    let present: Vec<_> = discovery.records.iter().filter(|r| r.exists()).map(|r| r.name.as_str()).collect();
    let expected = ["lyncdiscover", "_sip._tls", "_sipfederationtls._tcp", "sip", "meet", "dialin", "sts"];
    assert_eq!(present, expected.map(|label| format!("{label}.contoso.example")));
    let rest = discovery.records.iter().filter(|r| !r.exists());
    assert!(rest.clone().all(|record| record.optional && record.presence == Presence::Absent));
    assert!(discovery.wildcards.is_empty());

    let order: Vec<_> = discovery.lookups.iter().map(|lookup| (&lookup.name, lookup.kind)).collect();
    assert!(order.is_sorted());
    // However many records lead to a name, it is asked about once.
    assert!(server.counts().values().all(|count| *count == 1), "{:?}", server.counts());
    assert_eq!(server.counts().len(), discovery.lookups.len());
}

const LYNC: &str = "webdir A 198.51.100.1\nsipdir A 198.51.100.2\nsipfed A 198.51.100.3\n";

#[tokio::test]
async fn fixture_b_teams_only() {
    let fabrikam = zone(
        "fabrikam.example",
        "lyncdiscover CNAME webdir.online.lync.com.\nsip CNAME sipdir.online.lync.com.\n\
         _sip._tls SRV 100 1 443 sipdir.online.lync.com.\n_sipfederationtls._tcp SRV 100 1 5061 sipfed.online.lync.com.",
    );
    let lync = zone("online.lync.com", LYNC);
    let discovery = discover(&[&fabrikam, &lync], "fabrikam.example").await;
    assert_eq!(
        places(&discovery),
        [
            "lyncdiscover.fabrikam.example:443",
            "sipdir.online.lync.com:443",
            "sipfed.online.lync.com:5061",
            "sip.fabrikam.example:443",
        ]
    );
    assert!(discovery.endpoints.iter().all(|endpoint| endpoint.microsoft));
    assert!(discovery.endpoints.iter().all(|endpoint| endpoint.names.len() == 1));
    assert!(endpoint(&discovery, "sip.fabrikam.example", 443).fallback);
    assert_eq!(record(&discovery, "meet.fabrikam.example").presence, Presence::Absent);
}

#[tokio::test]
async fn fixture_c_defects() {
    let litware = zone(
        "litware.example",
        "_sipinternaltls._tcp SRV 0 0 5061 pool01.fabrikam.example.\n_sip._tls SRV 100 1 5061 sipdir.online.lync.com.\n\
         _sipfederationtls._tcp SRV 0 0 5061 edge\nedge CNAME edge-lb.hoster.example.\n_sip._tcp SRV 0 0 0 .\n\
         lyncdiscover CNAME webext.contoso.example.\nmsoid CNAME clientconfig.microsoftonline-p.net.",
    );
    let zones = [
        litware,
        zone("online.lync.com", LYNC),
        zone("fabrikam.example", ""),
        zone("hoster.example", "edge-lb A 198.51.100.9"),
        contoso("webext A 203.0.113.20"),
    ];
    let zones: Vec<_> = zones.iter().map(String::as_str).collect();
    let discovery = discover(&zones, "litware.example").await;
    assert_eq!(
        places(&discovery),
        [
            "lyncdiscover.litware.example:443",
            "pool01.fabrikam.example:5061",
            "sipdir.online.lync.com:5061",
            "edge.litware.example:5061",
        ]
    );
    let at = "pool01.fabrikam.example".to_owned();
    assert_eq!(
        record(&discovery, "_sipinternaltls._tcp.litware.example").presence,
        Presence::Dangling { at, answer: Answer::NoName }
    );
    assert!(endpoint(&discovery, "sipdir.online.lync.com", 5061).microsoft);
    let edge = endpoint(&discovery, "edge.litware.example", 5061);
    assert_eq!(edge.names, ["edge.litware.example", "sip.litware.example"]);
    assert_eq!(
        edge.trail,
        [
            "SRV _sipfederationtls._tcp.litware.example -> edge.litware.example:5061 (priority 0, weight 0)",
            "CNAME edge.litware.example -> edge-lb.hoster.example",
            "A edge-lb.hoster.example -> 198.51.100.9",
        ]
    );
}

#[tokio::test]
async fn wildcards_are_seen_through() {
    let discovery = discover(
        &[&contoso(
            "* A 203.0.113.80\nlyncdiscover A 203.0.113.20\n_sip._tls SRV 0 0 443 sip\n\
             _sip._tls SRV 0 0 443 lyncdiscoverinternal",
        )],
        "contoso.example",
    )
    .await;
    assert_eq!(discovery.wildcards, ["contoso.example"]);
    assert_eq!(record(&discovery, "lyncdiscover.contoso.example").presence, Presence::Present);
    assert!(!endpoint(&discovery, "lyncdiscover.contoso.example", 443).wildcard);
    assert_eq!(record(&discovery, "meet.contoso.example").presence, Presence::Wildcard);
    let meet = endpoint(&discovery, "meet.contoso.example", 443);
    assert!(meet.wildcard && meet.fallback);
    // An SRV record names it, so it counts although the wildcard gives its address.
    for host in ["sip.contoso.example", "lyncdiscoverinternal.contoso.example"] {
        let named = endpoint(&discovery, host, 443);
        assert!(!named.wildcard && !named.fallback, "{host}");
    }
    assert_eq!(record(&discovery, "_sip._tls.contoso.example").presence, Presence::Present);
    assert_eq!(record(&discovery, "_sipfederationtls._tcp.contoso.example").presence, Presence::Absent);
}

#[tokio::test]
async fn wildcard_aliases_and_services_are_seen_through() {
    let discovery =
        discover(&[&contoso("* CNAME www\nwww A 203.0.113.80\nmeet CNAME web\nweb A 203.0.113.80")], "contoso.example")
            .await;
    assert_eq!(discovery.wildcards, ["contoso.example"]);
    // The alias of the wildcard is no SRV record, and no dangling one.
    assert_eq!(record(&discovery, "_sip._tls.contoso.example").presence, Presence::Wildcard);
    assert_eq!(record(&discovery, "meet.contoso.example").presence, Presence::Present);
    assert_eq!(record(&discovery, "dialin.contoso.example").presence, Presence::Wildcard);

    let discovery = discover(&[&contoso("*._tls SRV 0 0 443 web\nweb A 203.0.113.80")], "contoso.example").await;
    assert_eq!(discovery.wildcards, ["_tls.contoso.example"]);
    assert_eq!(record(&discovery, "_sip._tls.contoso.example").presence, Presence::Wildcard);
    assert!(endpoint(&discovery, "web.contoso.example", 443).wildcard);
}

#[tokio::test]
async fn one_family_alone_is_asked_for_alone() {
    let zone = contoso("sip A 203.0.113.1\nsip AAAA 2001:db8::1\nlyncdiscover CNAME web\nweb A 203.0.113.2");
    let server = NameServer::of(&[&zone]).await;
    let dns = Dns::new(DnsOptions { ipv6: false, ..options(&[server.address]) }).unwrap();
    assert_eq!(addresses(&dns.resolve("sip.contoso.example").await), ["203.0.113.1"]);
    assert_eq!(server.count("sip.contoso.example.", "AAAA"), 0);

    let dns = Dns::new(DnsOptions { ipv4: false, ..options(&[server.address]) }).unwrap();
    let discovery = dns.discover(&Inquiry::of("contoso.example")).await;
    assert_eq!(places(&discovery), ["sip.contoso.example:443"]);
    // It has no address of this family, which does not make it a dangling record.
    assert_eq!(record(&discovery, "lyncdiscover.contoso.example").presence, Presence::Present);
    assert_eq!(record(&discovery, "meet.contoso.example").presence, Presence::Absent);
}

#[tokio::test]
async fn one_family_that_fails_leaves_the_other() {
    let script = |asked: &crate::name_server::Asked| match asked.kind {
        "AAAA" => Reaction::Code(ResponseCode::ServFail),
        _ => Reaction::Answer,
    };
    let server = NameServer::scripted(&[&contoso("sip A 203.0.113.1")], script).await;
    let discovery = ask(&server).discover(&Inquiry::of("contoso.example")).await;
    let sip = endpoint(&discovery, "sip.contoso.example", 443);
    assert_eq!(sip.resolution.addresses, [Ipv4Addr::new(203, 0, 113, 1)]);
    assert_eq!(sip.resolution.failure, Some(Answer::ServerFailure));
    assert_eq!(record(&discovery, "sip.contoso.example").presence, Presence::Present);
}
