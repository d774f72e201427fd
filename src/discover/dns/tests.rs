//! What is made of one message, and of names.

use std::{net::Ipv4Addr, str::FromStr};

use hickory_net::proto::rr::{
    Record,
    rdata::{A, CNAME, NS, SOA, SRV},
};

use super::*;

fn name(text: &str) -> Name {
    Name::from_str(text).expect("a name")
}

fn a(owner: &str, last: u8) -> Record {
    Record::from_rdata(name(owner), 60, RData::A(A(Ipv4Addr::new(203, 0, 113, last))))
}

fn alias(owner: &str, target: &str) -> Record {
    Record::from_rdata(name(owner), 30, RData::CNAME(CNAME(name(target))))
}

fn soa(owner: &str) -> Record {
    Record::from_rdata(name(owner), 60, RData::SOA(SOA::new(name("ns."), name("admin."), 1, 1, 1, 1, 1)))
}

fn answer(answers: Vec<Record>, authorities: Vec<Record>, code: ResponseCode) -> Reply {
    let mut message = Message::query();
    message.answers = answers;
    message.authorities = authorities;
    message.metadata.response_code = code;
    read(&message, &name("sip.contoso.com."), RecordKind::A, "test")
}

#[test]
fn every_byte_survives_as_text() {
    let label: Vec<Vec<u8>> = (0..=255_u8).collect::<Vec<_>>().chunks(32).map(<[u8]>::to_vec).collect();
    for label in label {
        let wire = Name::from_labels([label.as_slice(), b"com"]).expect("a name");
        let text = to_text(&wire);
        assert!(text.bytes().all(|byte| byte.is_ascii_graphic()), "{text}");
        assert_eq!(to_wire(&text), Some(wire));
    }
    assert_eq!(
        to_text(&Name::from_labels([b"e\x1b[31.\n".as_slice(), b"COM"]).expect("a name")),
        r"e\027\[31\.\010.com"
    );
}

#[test]
fn what_is_no_name_is_not_asked() {
    let long = ["x"; 128].join(".");
    for text in ["", "a..b", ".a", r"a\", r"a\99", r"a\999", &"x".repeat(64), &long] {
        assert_eq!(to_wire(text), None, "{text}");
    }
}

#[test]
fn only_the_chain_from_the_name_asked_is_read() {
    let reply = answer(
        vec![
            a("www.attacker.com.", 9),
            a("Edge.contoso.com.", 1),
            alias("SIP.contoso.com.", "edge.contoso.com."),
            a("edge.contoso.com.", 1),
            a("edge.contoso.com.", 2),
            a("sip.contoso.com.", 8),
        ],
        vec![],
        ResponseCode::NoError,
    );
    assert_eq!(reply.answer, Answer::Records);
    assert_eq!(reply.hops, [("sip.contoso.com".to_owned(), "edge.contoso.com".to_owned())]);
    let expected = [1, 2].map(|last| Data::Address(Ipv4Addr::new(203, 0, 113, last).into()));
    assert_eq!(reply.data, expected);
    assert_eq!(reply.ttl, Some(30));
}

#[test]
fn the_end_of_a_chain_is_settled_by_the_zone_that_holds_it() {
    let chain = || vec![alias("sip.contoso.com.", "sipdir.online.lync.com.")];
    let open = answer(chain(), vec![soa("contoso.com.")], ResponseCode::NoError);
    assert_eq!((open.answer, open.settled), (Answer::NoData, false));
    let settled = answer(chain(), vec![soa("lync.com.")], ResponseCode::NoError);
    assert_eq!((settled.answer, settled.settled), (Answer::NoData, true));
    let gone = answer(chain(), vec![], ResponseCode::NXDomain);
    assert_eq!((gone.answer, gone.settled), (Answer::NoName, true));
}

#[test]
fn records_beside_an_error_are_not_used() {
    for code in [ResponseCode::ServFail, ResponseCode::NXDomain, ResponseCode::Refused] {
        let reply = answer(vec![a("sip.contoso.com.", 1)], vec![], code);
        assert!(reply.data.is_empty() && reply.answer != Answer::Records, "{code}");
    }
}

#[test]
fn loops_end_within_one_answer() {
    let circle = vec![alias("sip.contoso.com.", "b.contoso.com."), alias("b.contoso.com.", "sip.contoso.com.")];
    assert_eq!(answer(circle, vec![], ResponseCode::NoError).answer, Answer::Loop);
    let mut long = vec![alias("sip.contoso.com.", "c0.")];
    long.extend((0..100).map(|i| alias(&format!("c{i}."), &format!("c{}.", i + 1))));
    let reply = answer(long, vec![], ResponseCode::NoError);
    assert_eq!((reply.answer, reply.hops.len()), (Answer::Loop, MAX_HOPS + 1));
}

#[test]
fn a_referral_is_no_answer() {
    let ns = || Record::from_rdata(name("com."), 60, RData::NS(NS(name("a.gtld-servers.net."))));
    assert_eq!(answer(vec![], vec![ns()], ResponseCode::NoError).answer, Answer::ServerFailure);
    assert_eq!(answer(vec![], vec![ns(), soa("com.")], ResponseCode::NoError).answer, Answer::NoData);
    assert_eq!(answer(vec![], vec![], ResponseCode::NoError).answer, Answer::NoData);
}

#[test]
fn hostile_targets_leave_escaped() {
    let target = Name::from_labels([b"ev\x1b\nil.x".as_slice(), b"com"]).expect("a name");
    let expected = Data::Service { priority: 1, weight: 2, port: 443, target: r"ev\027\010il\.x.com".to_owned() };
    assert_eq!(data(&RData::SRV(SRV::new(1, 2, 443, target)), RecordKind::Srv), Some(expected));
}

#[test]
fn the_hosts_file_hides_dns_for_both_families() {
    let mut hosts = Hosts::default();
    hosts.read_hosts_conf(b"203.0.113.7 SIP.contoso.com # edge\n".as_slice()).expect("a hosts file");
    let asked = |host: &str, kind| from_hosts(&hosts, &name(host), kind);

    let found = asked("sip.contoso.com.", RecordKind::A).expect("in the file");
    assert_eq!((found.server.as_str(), found.answer), ("hosts file", Answer::Records));
    assert_eq!(found.data, [Data::Address(Ipv4Addr::new(203, 0, 113, 7).into())]);
    assert_eq!(asked("sip.contoso.com.", RecordKind::Aaaa).expect("hidden").answer, Answer::NoData);
    assert!(asked("sip.contoso.com.", RecordKind::Srv).is_none());
    assert!(asked("meet.contoso.com.", RecordKind::A).is_none());
}
