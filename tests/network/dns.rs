//! Discovery against real DNS on loopback: every kind of answer, chains, limits, failover, wildcards.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use chaincheck::{
    discover::{Dns, DnsOptions, Inquiry, Resolved, catalog::KINDS},
    model::{
        Answer, Discovery, Endpoint,
        discovery::{Presence, RecordState},
    },
};
use hickory_server::proto::op::ResponseCode;
use tokio::net::UdpSocket;

use crate::name_server::{NameServer, Reaction};

/// Long enough that no answer on loopback is missed on a busy machine.
const PATIENT: Duration = Duration::from_secs(20);

/// Where silence is expected, only this long.
const IMPATIENT: Duration = Duration::from_millis(150);

/// Where some packets are lost and the others must arrive.
const LOSSY: Duration = Duration::from_secs(1);

/// The start of every zone.
pub fn zone(origin: &str, records: &str) -> String {
    format!(
        "$ORIGIN {origin}.\n$TTL 300\n@ IN SOA ns admin 1 3600 600 86400 60\n@ IN NS ns\nns IN A 127.0.0.1\n{records}\n"
    )
}

pub fn options(servers: &[SocketAddr]) -> DnsOptions {
    DnsOptions { servers: servers.to_vec(), timeout: PATIENT, retries: 0, ipv4: true, ipv6: true, at_once: 256 }
}

pub fn ask(server: &NameServer) -> Dns {
    Dns::new(options(&[server.address])).unwrap()
}

pub fn contoso(records: &str) -> String {
    zone("contoso.example", records)
}

pub fn addresses(resolved: &Resolved) -> Vec<String> {
    resolved.resolution.addresses.iter().map(ToString::to_string).collect()
}

pub fn record<'a>(discovery: &'a Discovery, name: &str) -> &'a RecordState {
    discovery.records.iter().find(|record| record.name == name).unwrap()
}

pub fn places(discovery: &Discovery) -> Vec<String> {
    let place = |e: &Endpoint| format!("{}:{}", e.host.as_deref().unwrap(), e.port.unwrap());
    discovery.endpoints.iter().map(place).collect()
}

#[tokio::test]
async fn answers_are_told_apart() {
    let zone = contoso("here A 203.0.113.1\nhere AAAA 2001:db8::1\nempty TXT x\nbroken A 203.0.113.2");
    let server = NameServer::scripted(&[&zone], |asked| match asked.name {
        "servfail.contoso.example." => Reaction::Code(ResponseCode::ServFail),
        "refused.contoso.example." => Reaction::Code(ResponseCode::Refused),
        "notimp.contoso.example." => Reaction::Code(ResponseCode::NotImp),
        _ => Reaction::Answer,
    })
    .await;
    let dns = ask(&server);

    for (name, expected) in [
        ("empty", Answer::NoData),
        ("nothing", Answer::NoName),
        ("servfail", Answer::ServerFailure),
        ("refused", Answer::Refused),
        ("notimp", Answer::ServerFailure),
    ] {
        let resolved = dns.resolve(&format!("{name}.contoso.example")).await;
        assert_eq!(resolved.resolution.failure, Some(expected), "{name}");
        assert!(resolved.resolution.addresses.is_empty());
        assert!(resolved.lookups.iter().all(|lookup| lookup.answer == expected), "{:?}", resolved.lookups);
    }

    let here = dns.resolve("HERE.contoso.example.").await;
    assert_eq!(addresses(&here), ["203.0.113.1", "2001:db8::1"]);
    assert_eq!(here.resolution.failure, None);
    assert_eq!(here.trail, ["A here.contoso.example -> 203.0.113.1", "AAAA here.contoso.example -> 2001:db8::1"]);
    let lookup = &here.lookups[0];
    assert_eq!((lookup.name.as_str(), lookup.kind, lookup.ttl), ("here.contoso.example.", "A", Some(300)));
    assert_eq!((&lookup.server, &lookup.records), (&server.address.to_string(), &vec!["203.0.113.1".to_owned()]));

    let other_zone = dns.resolve("sip.fabrikam.example").await;
    assert_eq!(other_zone.resolution.failure, Some(Answer::Refused));
}

#[tokio::test]
async fn silence_ends_in_time() {
    let silent = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let servers = [silent.local_addr().unwrap()];
    let dns = Dns::new(DnsOptions { timeout: IMPATIENT, retries: 1, ..options(&servers) }).unwrap();

    let start = Instant::now();
    let sso = vec!["sts.contoso.example".to_owned()];
    let discovery = dns.discover(&Inquiry { sso, ..Inquiry::of("contoso.example") }).await;
    // Two tries of everything at once; the rest of the bound is for a busy machine.
    assert!(start.elapsed() >= 2 * IMPATIENT && start.elapsed() < 20 * IMPATIENT, "{:?}", start.elapsed());

    // The three names under which AD FS is guessed make way for the one told.
    assert_eq!(discovery.records.len(), KINDS.len() - 3 + 1);
    for record in &discovery.records {
        assert_eq!(record.presence, Presence::Failed { at: record.name.clone(), answer: Answer::Timeout });
    }
    assert!(discovery.lookups.iter().all(|lookup| lookup.answer == Answer::Timeout));
    assert_eq!(places(&discovery), ["sts.contoso.example:443"]);
    assert_eq!(discovery.endpoints[0].resolution.failure, Some(Answer::Timeout));
}

#[tokio::test]
async fn whoever_never_answered_is_not_waited_for_again() {
    let server = NameServer::scripted(&[&contoso("")], |_| Reaction::Silence).await;
    let dns = Dns::new(DnsOptions { timeout: IMPATIENT, retries: 1, ..options(&[server.address]) }).unwrap();
    dns.discover(&Inquiry::of("contoso.example")).await;
    assert_eq!(server.count("meet.contoso.example.", "A"), 2);
    let later = dns.resolve("login.contoso.example").await;
    assert_eq!(later.resolution.failure, Some(Answer::Timeout));
    assert_eq!(later.lookups[0].server, server.address.to_string());
    assert_eq!(server.count("login.contoso.example.", "A"), 0);
}

#[tokio::test]
async fn a_port_nobody_listens_on_is_silence() {
    let closed = UdpSocket::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let dns = Dns::new(DnsOptions { timeout: IMPATIENT, ..options(&[closed]) }).unwrap();
    assert_eq!(dns.resolve("sip.contoso.example").await.resolution.failure, Some(Answer::Timeout));
}

#[tokio::test]
async fn a_lost_packet_is_asked_again_only_with_retries() {
    let zone = contoso("sip A 203.0.113.1");
    for (retries, expected) in [(0, Some(Answer::Timeout)), (1, None)] {
        let script = |asked: &crate::name_server::Asked| match asked {
            asked if asked.kind == "A" && asked.before == 0 => Reaction::Silence,
            _ => Reaction::Answer,
        };
        let server = NameServer::scripted(&[&zone], script).await;
        let timeout = LOSSY;
        let dns = Dns::new(DnsOptions { timeout, retries, ..options(&[server.address]) }).unwrap();
        let resolved = dns.resolve("sip.contoso.example").await;
        assert_eq!(resolved.resolution.failure, expected);
        assert_eq!(server.count("sip.contoso.example.", "A"), 1 + retries as usize);
    }
}

#[tokio::test]
async fn an_answer_that_is_no_answer_to_us_is_waited_out() {
    let zone = contoso("wrongid A 203.0.113.1\nlate A 203.0.113.2\nother A 203.0.113.3");
    let server = NameServer::scripted(&[&zone], |asked| match (asked.name, asked.before) {
        ("wrongid.contoso.example.", _) => Reaction::WrongIdFirst,
        ("late.contoso.example.", 0) => Reaction::Late,
        ("other.contoso.example.", _) => Reaction::OtherOwner,
        _ => Reaction::Answer,
    })
    .await;

    let dns = Dns::new(DnsOptions { ipv6: false, ..options(&[server.address]) }).unwrap();
    assert_eq!(addresses(&dns.resolve("wrongid.contoso.example").await), ["203.0.113.1"]);
    // Records of a name that was not asked for are not followed.
    assert_eq!(dns.resolve("other.contoso.example").await.resolution.failure, Some(Answer::NoData));

    let timeout = LOSSY;
    let options = DnsOptions { timeout, retries: 1, ipv6: false, ..options(&[server.address]) };
    assert_eq!(addresses(&Dns::new(options).unwrap().resolve("late.contoso.example").await), ["203.0.113.2"]);
    assert_eq!(server.count("late.contoso.example.", "A"), 2);
}

#[tokio::test]
async fn a_slow_answer_holds_up_no_other() {
    let zone = contoso("slow A 203.0.113.1\nquick A 203.0.113.2");
    let server = NameServer::scripted(&[&zone], |asked| match asked.name {
        "slow.contoso.example." => Reaction::After(IMPATIENT),
        _ => Reaction::Answer,
    })
    .await;
    let dns = Dns::new(DnsOptions { ipv6: false, ..options(&[server.address]) }).unwrap();
    let (slow, quick) = tokio::join!(dns.resolve("slow.contoso.example"), dns.resolve("quick.contoso.example"));
    assert_eq!((addresses(&slow), addresses(&quick)), (vec!["203.0.113.1".to_owned()], vec!["203.0.113.2".to_owned()]));
    assert!(slow.lookups[0].elapsed >= IMPATIENT && quick.lookups[0].elapsed < slow.lookups[0].elapsed);
}

#[tokio::test]
async fn a_truncated_answer_is_repeated_over_tcp() {
    let zone = contoso("sip A 203.0.113.1\nsip A 203.0.113.2");
    for reaction in [Reaction::Truncate, Reaction::Garbage, Reaction::Echo] {
        let server = NameServer::scripted(&[&zone], move |_| reaction).await;
        let dns = Dns::new(DnsOptions { ipv6: false, ..options(&[server.address]) }).unwrap();
        let resolved = dns.resolve("sip.contoso.example").await;
        assert_eq!(addresses(&resolved), ["203.0.113.1", "203.0.113.2"], "{reaction:?}");
        assert_eq!((server.count("sip.contoso.example.", "A"), server.tcp()), (1, 1));
    }
}

#[tokio::test]
async fn nonsense_without_tcp_is_the_servers_failure() {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let dns = Dns::new(options(&[socket.local_addr().unwrap()])).unwrap();
    let server = tokio::spawn(async move {
        let mut buffer = [0; 512];
        while let Ok((length, client)) = socket.recv_from(&mut buffer).await {
            socket.send_to(&buffer[..length], client).await.unwrap();
        }
    });
    assert_eq!(dns.resolve("sip.contoso.example").await.resolution.failure, Some(Answer::ServerFailure));
    server.abort();
}

#[tokio::test]
async fn a_truly_large_answer_arrives_whole() {
    let records: Vec<_> = (1..200).map(|i| format!("many A 203.0.113.{i}")).collect();
    let server = NameServer::of(&[&contoso(&records.join("\n"))]).await;
    let dns = Dns::new(DnsOptions { ipv6: false, ..options(&[server.address]) }).unwrap();
    let resolved = dns.resolve("many.contoso.example").await;
    assert_eq!(server.tcp(), 1);
    assert_eq!(resolved.lookups[0].records.len(), 199);
    assert_eq!(resolved.resolution.addresses.len(), 32);
    assert_eq!(resolved.trail.last().unwrap(), "167 further addresses not followed (limit 32)");
}

#[tokio::test]
async fn a_server_without_edns_is_asked_without() {
    let server = NameServer::scripted(&[&contoso("sip A 203.0.113.1")], |_| Reaction::NoEdns).await;
    assert_eq!(addresses(&ask(&server).resolve("sip.contoso.example").await), ["203.0.113.1"]);
    assert_eq!(server.count("sip.contoso.example.", "A"), 2);
}

#[tokio::test]
async fn the_next_server_is_asked_when_one_is_silent_or_fails() {
    let zone = contoso("sip A 203.0.113.1");
    for reaction in [Reaction::Silence, Reaction::Code(ResponseCode::ServFail), Reaction::Code(ResponseCode::Refused)] {
        let first = NameServer::scripted(&[&zone], move |_| reaction).await;
        let second = NameServer::of(&[&zone]).await;
        let servers = [first.address, second.address];
        let timeout = LOSSY;
        let dns = Dns::new(DnsOptions { timeout, ..options(&servers) }).unwrap();
        let resolved = dns.resolve("sip.contoso.example").await;
        assert_eq!(addresses(&resolved), ["203.0.113.1"], "{reaction:?}");
        assert_eq!(resolved.lookups[0].server, second.address.to_string());
        assert_eq!(first.count("sip.contoso.example.", "A"), 1);
    }
}

#[tokio::test]
async fn a_dead_server_costs_its_time_once() {
    let zone = contoso("_sip._tls SRV 0 0 443 edge\nedge CNAME far.hoster.example.");
    let hoster = crate::dns::zone("hoster.example", "far A 203.0.113.1");
    let dead = NameServer::scripted(&[], |_| Reaction::Silence).await;
    let sound = NameServer::of(&[&zone, &hoster]).await;
    let dns = Dns::new(DnsOptions { timeout: LOSSY, ..options(&[dead.address, sound.address]) }).unwrap();
    let discovery = dns.discover(&Inquiry::of("contoso.example")).await;
    assert_eq!(places(&discovery), ["edge.contoso.example:443"]);
    // What is asked later is asked of the other first.
    assert_eq!(dead.count("_sip._tls.contoso.example.", "SRV"), 1);
    assert_eq!(dead.count("edge.contoso.example.", "A"), 0);
    assert_eq!(sound.count("edge.contoso.example.", "A"), 1);
}

#[tokio::test]
async fn a_server_that_loses_a_packet_stays_the_first() {
    let zone = contoso("a A 203.0.113.1\nb A 203.0.113.2\nc A 203.0.113.3\nd A 203.0.113.4");
    let lossy = |asked: &crate::name_server::Asked| match asked.name {
        "c.contoso.example." => Reaction::Silence,
        _ => Reaction::Answer,
    };
    let first = NameServer::scripted(&[&zone], lossy).await;
    let second = NameServer::of(&[&zone]).await;
    let servers = [first.address, second.address];
    let dns = Dns::new(DnsOptions { timeout: LOSSY, ipv6: false, ..options(&servers) }).unwrap();
    for label in ["a", "b", "c", "d"] {
        assert_eq!(addresses(&dns.resolve(&format!("{label}.contoso.example")).await).len(), 1);
    }
    assert_eq!(second.counts().into_keys().map(|(name, _)| name).collect::<Vec<_>>(), ["c.contoso.example."]);
}

#[tokio::test]
async fn no_such_name_is_an_answer_and_ends_the_search() {
    let first = NameServer::of(&[&contoso("")]).await;
    let second = NameServer::of(&[&contoso("sip A 203.0.113.1")]).await;
    let dns = Dns::new(options(&[first.address, second.address])).unwrap();
    assert_eq!(dns.resolve("sip.contoso.example").await.resolution.failure, Some(Answer::NoName));
    assert!(second.counts().is_empty());
}

#[tokio::test]
async fn what_a_failing_server_said_outweighs_silence() {
    let failing = NameServer::scripted(&[], |_| Reaction::Code(ResponseCode::ServFail)).await;
    let silent = UdpSocket::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let options = DnsOptions { timeout: LOSSY, retries: 1, ..options(&[silent, failing.address]) };
    let resolved = Dns::new(options).unwrap().resolve("sip.contoso.example").await;
    assert_eq!(resolved.resolution.failure, Some(Answer::ServerFailure));
    // It answered, so it is not asked again.
    assert_eq!(failing.count("sip.contoso.example.", "A"), 1);
}

#[tokio::test]
async fn a_domain_too_long_for_dns_is_not_asked_about() {
    let server = NameServer::of(&[]).await;
    let domain = ["abcdefghijklmnopqrstuvwxyz"; 9].join(".");
    let discovery = ask(&server).discover(&Inquiry::of(&domain)).await;
    assert_eq!(record(&discovery, &format!("lyncdiscoverinternal.{domain}")).presence, Presence::Absent);
    let unasked = discovery.lookups.iter().filter(|lookup| lookup.server == "not asked").count();
    assert!(unasked > 0 && server.counts().len() + unasked == discovery.lookups.len());
}

#[tokio::test]
async fn nothing_is_asked_twice_and_literals_never() {
    let server = NameServer::of(&[&contoso("sip A 203.0.113.1\n_sip._tls SRV 0 0 443 sip")]).await;
    let dns = ask(&server);
    let other = dns.clone();
    let inquiry = Inquiry::of("contoso.example");
    tokio::join!(dns.discover(&inquiry), other.resolve("SIP.contoso.example."));
    dns.resolve("sip.contoso.example").await;
    assert_eq!(server.count("sip.contoso.example.", "A"), 1);
    assert_eq!(server.count("sip.contoso.example.", "AAAA"), 1);

    let before = server.counts();
    assert_eq!(addresses(&dns.resolve("203.0.113.9").await), ["203.0.113.9"]);
    assert_eq!(addresses(&dns.resolve("2001:db8::9").await), ["2001:db8::9"]);
    assert_eq!(server.counts(), before);
}
