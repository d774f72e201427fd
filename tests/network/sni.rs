//! The second look without a server name: where it is taken, what it costs, and that it decides nothing.

use chaincheck::{
    model::{
        EndpointKind, Family, Observation, Outcome, Report, Trust,
        report::{EndpointReport, Status},
    },
    render::{FORMATS, Style},
};

use crate::{
    lab::{Lab, codes},
    servers::{self, Bare, Setup, chain, chain_for},
    sites::{self, answer},
};

const STS: &str = "sts.contoso.test";

/// AD FS at its own name, with what it shows to clients without SNI.
async fn adfs(bare: Bare) -> Lab {
    let mut lab = Lab::new("sts A 203.0.113.30").await;
    let chain = chain_for(&[STS]);
    lab.trust(&chain);
    let site = lab.keep(sites::secure(Setup { bare, ..Setup::new(chain) }, |_| answer(404, "", "")).await);
    lab.route(STS, 443, site);
    lab.settings.sso = vec![STS.to_owned()];
    lab.settings.offline = true;
    lab
}

fn sso(report: &Report) -> &EndpointReport {
    let mut found = report.targets[0].endpoints.iter().filter(|e| e.endpoint.host.as_deref() == Some(STS));
    found.find(|e| e.endpoint.port == Some(443)).unwrap()
}

/// The codes on the second look, and on nothing else.
fn on_beside(endpoint: &EndpointReport) -> Vec<&'static str> {
    let of = |one: &Observation| one.findings.iter().map(|f| f.code).collect::<Vec<_>>();
    let [main, beside] = &endpoint.observations[..] else { panic!("{} observations", endpoint.observations.len()) };
    assert!(of(main).iter().all(|code| !code.starts_with("sni-")), "{:?}", of(main));
    of(beside)
}

#[tokio::test]
async fn a_server_that_needs_sni_is_worth_a_notice_and_no_more() {
    let report = adfs(Bare::Refusal).await.report().await;
    let endpoint = sso(&report);
    assert!(endpoint.endpoint.is(EndpointKind::Sso));
    let [main, beside] = &endpoint.observations[..] else { panic!() };
    assert_eq!((main.server_name.as_deref(), main.trust()), (Some(STS), Trust::Trusted));
    assert_eq!((&beside.server_name, beside.address), (&None, main.address));
    assert!(matches!(beside.outcome, Outcome::Silent(_)));
    assert_eq!(on_beside(endpoint), ["sni-required"]);
    assert_eq!(endpoint.status(), Status::Notice);
    let phone = main.clients.iter().find(|c| c.family == Family::LyncPhone).unwrap();
    assert_eq!((phone.accepts, phone.because), (Some(false), Some("sni-required")));
    assert!(!codes(&report.targets[0]).contains(&"clients-disagree"));
    let summary = report.summary();
    assert_eq!((summary.silent, summary.trusted, summary.observations), (0, 1, 1));
}

#[tokio::test]
async fn another_chain_without_sni_enters_nothing() {
    // Neither its root nor its name is any good.
    let report = adfs(Bare::Other(chain("default.contoso.test"))).await.report().await;
    let endpoint = sso(&report);
    assert_eq!(on_beside(endpoint), ["sni-changes-chain"]);
    let beside = &endpoint.observations[1];
    assert_eq!((beside.trust(), beside.name_matches), (Trust::Untrusted, Some(false)));
    assert_eq!(endpoint.findings.len(), 0);
    assert_eq!((report.summary().untrusted, endpoint.status()), (0, Status::Notice));
    // Its names are followed no more than its chain.
    let hosts: Vec<_> = report.targets[0].endpoints.iter().filter_map(|e| e.endpoint.host.as_deref()).collect();
    assert!(!hosts.contains(&"default.contoso.test"), "{hosts:?}");
}

#[tokio::test]
async fn a_second_look_is_an_observation_without_server_name_in_json() {
    let report = adfs(Bare::Refusal).await.report().await;
    let format = FORMATS.iter().find(|format| format.name == "json").unwrap();
    let mut out = Vec::new();
    (format.write)(&report, &Style { unicode: false, ..Style::default() }, &mut out).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&out).unwrap();
    let endpoints = json["targets"][0]["endpoints"].as_array().unwrap();
    let sts = endpoints.iter().find(|e| e["host"] == STS && e["port"] == 443).unwrap();
    let seen = &sts["observations"];
    assert_eq!((&seen[0]["server_name"], &seen[0]["outcome"]), (&STS.into(), &"presented".into()));
    assert_eq!((&seen[1]["server_name"], &seen[1]["outcome"]), (&serde_json::Value::Null, &"silent".into()));
    assert_eq!(seen[1]["clients"], serde_json::json!([]));
    let phone = serde_json::json!({"client": "lync-phone", "accepts": false, "because": "sni-required"});
    assert!(seen[0]["clients"].as_array().unwrap().contains(&phone), "{}", seen[0]["clients"]);
}

#[tokio::test]
async fn a_host_that_shows_nothing_is_not_asked_again() {
    let silent = servers::raw(|stream| async move { drop(stream) }).await;
    let mut lab = Lab::new("sts A 203.0.113.30").await;
    lab.route(STS, 443, silent.address);
    lab.settings.sso = vec![STS.to_owned()];
    lab.settings.offline = true;
    let report = lab.report().await;
    assert_eq!(sso(&report).observations.len(), 1);
    // A modern greeting and two older ones, all with SNI.
    assert_eq!(silent.accepted(), 3);
}

#[tokio::test]
async fn of_a_guess_nobody_knows_who_uses_it() {
    let mut lab = adfs(Bare::Refusal).await;
    lab.settings.sso.clear();
    let report = lab.report().await;
    let endpoint = sso(&report);
    assert!(endpoint.endpoint.fallback && endpoint.observations[0].was_checked());
    assert_eq!(endpoint.observations.len(), 1);
}

#[tokio::test]
async fn the_edge_is_looked_at_once() {
    let chain = chain("sip.contoso.test");
    let mut lab = Lab::new("_sip._tls SRV 0 0 443 sip\nsip A 203.0.113.10").await;
    lab.trust(&chain);
    let server = servers::tls(Setup { bare: Bare::Refusal, ..Setup::new(chain) }).await;
    lab.route("sip.contoso.test", 443, server.address);
    lab.settings.offline = true;
    let report = lab.report().await;
    assert_eq!(codes(&report.targets[0]), [] as [&str; 0]);
    assert!(server.names().iter().all(Option::is_some), "{:?}", server.names());
    assert!(!server.names().is_empty());
}

#[tokio::test]
async fn the_second_look_costs_one_connection_and_comes_after_the_first() {
    let chain = chain(STS);
    let mut lab = Lab::new("sts A 203.0.113.30").await;
    lab.trust(&chain);
    let server = servers::tls(Setup { bare: Bare::Refusal, ..Setup::new(chain) }).await;
    lab.route(STS, 443, server.address);
    lab.settings.sso = vec![STS.to_owned()];
    (lab.settings.offline, lab.settings.retries) = (true, 2);
    lab.report().await;
    assert_eq!(server.names(), [Some(STS.to_owned()), None]);
    assert_eq!(server.accepted(), 2);
}
