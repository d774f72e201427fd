//! The autodiscover requests of a check: what is followed, what is told and not followed, and what is never asked.

use std::{sync::Arc, time::Duration};

use chaincheck::model::{Answer, EndpointKind, Target, discovery::Errand};

use tokio::sync::Semaphore;

use crate::{
    lab::{DOMAIN, Lab, USUAL, codes, hosts, redirect, root, said},
    servers::{self, chain, chain_for},
    sites::{self, Reply, answer, json, target},
};

const ROOT: &str = "https://webext.contoso.test/Autodiscover/AutodiscoverService.svc/root";

/// What the first HTTPS request to lyncdiscover came to, in words, for one answer.
async fn outcome(reply: impl Fn(&str) -> Reply + Clone + Send + Sync + 'static) -> String {
    let mut lab = Lab::new(&format!("{USUAL}\nwebext A 203.0.113.20")).await;
    lab.everywhere(&["lyncdiscover", "webext", "sip"], reply).await;
    lab.settings.timeout = Duration::from_secs(2);
    let report = lab.check().await;
    let first = said(&report, Errand::Autodiscover).remove(0);
    first.strip_prefix("https://lyncdiscover.contoso.test/ ").unwrap().to_owned()
}

#[tokio::test]
async fn hosts_in_a_document_become_endpoints() {
    let documents = [
        format!(
            r#"{{"_links":{{"self":{{"href":"{ROOT}"}},"user":{{"href":"{ROOT}/oauth/user"}},
            "xframe":{{"href":"https://evil.example/x"}}}}}}"#
        ),
        format!(
            r#"<AutodiscoverResponse AccessLocation="External"><Root><Link token="OAuth" href=" {ROOT}/oauth/user "/>
            <Link token="Other" href="https://evil.example/x"/><Link token="Self" href="{ROOT}"/></Root>
            </AutodiscoverResponse>"#
        ),
    ];
    for document in documents {
        let mut lab = Lab::new(&format!("{USUAL}\nwebext A 203.0.113.20")).await;
        let challenge = "WWW-Authenticate: Bearer trusted_issuers=\"0001@contoso.test\", client_id=\"0004\"\r\n\
                         WWW-Authenticate: MsRtcOAuth href=\"https://webext.contoso.test/WebTicket/oauthtoken\"\r\n";
        lab.everywhere(&["lyncdiscover", "webext", "sip"], move |head| match target(head) {
            "/" => answer(200, "X-MS-Server-Fqdn: FE02.corp.contoso.test\r\n", &document),
            path if path.ends_with("/oauth/user") => answer(401, challenge, ""),
            _ => answer(404, "", ""),
        })
        .await;
        let report = lab.check().await;
        assert_eq!(codes(&report), [] as [&str; 0]);
        assert_eq!(hosts(&report, EndpointKind::WebServices), ["webext.contoso.test:443"]);
        let web = report.endpoints.iter().find(|e| e.endpoint.is(EndpointKind::WebServices)).unwrap();
        assert!(web.observations[0].was_checked());
        assert_eq!(web.endpoint.trail[0], "autodiscover https://lyncdiscover.contoso.test/ -> webext.contoso.test:443");
        let lines = said(&report, Errand::Autodiscover);
        let asks = "asks who is there; takes tokens of 0001@contoso.test; its own tickets at \
                    https://webext.contoso.test/WebTicket/oauthtoken";
        assert_eq!(lines.len(), 3, "{lines:?}");
        assert!(lines[0].starts_with("https://lyncdiscover.contoso.test/ autodiscover document with"), "{lines:?}");
        assert!(lines[1].starts_with("http://lyncdiscover.contoso.test/ autodiscover document with"), "{lines:?}");
        assert_eq!(lines[2], format!("{ROOT}/oauth/user {asks}"));
        let first = &report.discovery.requests[0];
        assert_eq!((first.status, first.server.as_deref()), (Some(200), Some("FE02.corp.contoso.test")));
        assert_eq!(first.presented.len(), 2);
        assert!(report.discovery.requests[1].presented.is_empty(), "plain HTTP");
    }
}

#[tokio::test]
async fn redirects_are_followed_within_the_domain() {
    let by_status = |to: &'static str| {
        move |head: &str| {
            if target(head) == "/" { answer(302, &format!("Location: {to}\r\n"), "") } else { json(r#"{"_links":{}}"#) }
        }
    };
    for to in ["https://webext.contoso.test/root", "//webext.contoso.test/root", "http://WEBEXT.contoso.test:80/root"] {
        let said = outcome(by_status(to)).await;
        assert!(said.starts_with("redirect to http"), "{said}");
    }
    assert_eq!(outcome(by_status("/elsewhere")).await, "redirect to https://lyncdiscover.contoso.test/elsewhere");
    for (to, why) in [
        ("https://evil.example/", "outside the domain"),
        ("https://contoso.test.evil.example/", "outside the domain"),
        ("https://evilcontoso.test/", "outside the domain"),
        ("https://169.254.169.254/latest/meta-data", "outside the domain"),
        ("http://127.0.0.1:22/", "outside the domain"),
        ("https://lyncdiscover.contoso.test@evil.example/", "outside the domain"),
        ("file:///etc/passwd", "neither http nor https"),
        ("ldap://webext.contoso.test/", "neither http nor https"),
        ("gopher://webext.contoso.test/", "neither http nor https"),
        ("http://[", "it is no URL"),
    ] {
        assert_eq!(outcome(by_status(to)).await, format!("{to} not followed: {why}"));
        assert_eq!(outcome(root(redirect(to))).await, format!("{to} not followed: {why}"));
    }
}

#[tokio::test]
async fn a_further_sip_domain_is_within() {
    let mut lab = Lab::new(USUAL).await;
    lab.everywhere(&["lyncdiscover", "sip"], root(redirect("https://webext.fabrikam.test/"))).await;
    let web = lab.secure(chain("webext.fabrikam.test"), root(r#"{"_links":{}}"#)).await;
    lab.route("webext.fabrikam.test", 443, web);
    let refused = said(&lab.check().await, Errand::Autodiscover);
    assert!(refused[0].ends_with("not followed: outside the domain"), "{refused:?}");
    lab.settings.policy.sip_domains = vec!["fabrikam.test".to_owned()];
    let followed = said(&lab.check().await, Errand::Autodiscover);
    assert_eq!(followed[1], "https://webext.fabrikam.test/ autodiscover document with 0 links");
}

#[tokio::test]
async fn redirects_end() {
    let circle = outcome(|head| {
        let to = if target(head) == "/" { "/again" } else { "/" };
        answer(301, &format!("Location: {to}\r\n"), "")
    })
    .await;
    assert_eq!(circle, "redirect to https://lyncdiscover.contoso.test/again");
    let mut lab = Lab::new(USUAL).await;
    lab.everywhere(&["lyncdiscover", "sip"], |head| {
        let steps: usize = target(head).trim_start_matches('/').parse().unwrap_or_default();
        answer(307, &format!("Location: /{}\r\n", steps + 1), "")
    })
    .await;
    let lines = said(&lab.check().await, Errand::Autodiscover);
    assert_eq!(lines.len(), 2 * 6, "five are followed: {lines:?}");
    let last = "https://lyncdiscover.contoso.test/5 redirect to https://lyncdiscover.contoso.test/6 not followed: there \
                were 5 before";
    assert_eq!(lines[5], last);

    let mut lab = Lab::new(USUAL).await;
    lab.everywhere(&["lyncdiscover", "sip"], |head| {
        let to = if target(head) == "/" { "/again" } else { "/" };
        answer(200, "", &redirect(to))
    })
    .await;
    let lines = said(&lab.check().await, Errand::Autodiscover);
    assert!(lines[1].ends_with("redirect to https://lyncdiscover.contoso.test/ not followed: a circle"), "{lines:?}");
    // To where it came from, and nothing else.
    let itself = "no autodiscover document: a circle, it leads to itself alone";
    assert_eq!(outcome(root(redirect("/"))).await, itself);
}

#[tokio::test]
async fn no_redirect_leads_to_forbidden_addresses() {
    let mut lab = Lab::new(&format!(
        "{USUAL}\nmeta A 169.254.169.254\nnext A 10.0.0.1\ntricky AAAA ::ffff:169.254.169.254\nnat AAAA 64:ff9b::a9fe:a9fe\n\
         mixed A 169.254.169.254\nmixed A 127.0.0.1"
    ))
    .await;
    let good = lab.plain(|_| json(r#"{"_links":{}}"#)).await;
    let cases = [
        ("http://meta.contoso.test/latest/meta-data", "not asked: 169.254.169.254 is a link-local address"),
        ("http://next.contoso.test/", "not asked: 10.0.0.1 is a private address"),
        ("https://tricky.contoso.test/", "not asked: ::ffff:169.254.169.254 is a link-local address"),
        ("https://nat.contoso.test/", "not asked: 64:ff9b::a9fe:a9fe is a link-local address"),
    ];
    for (to, why) in cases {
        lab.settings.connect_to.truncate(2);
        lab.everywhere(&["lyncdiscover", "sip"], root(redirect(to))).await;
        let report = lab.check().await;
        let lines = said(&report, Errand::Autodiscover);
        assert!(lines[1].starts_with(&format!("{to} {why}")), "{lines:?}");
        assert_eq!(report.discovery.requests[1].address, None);
    }
    // One address that may be asked and one that may not: the good one is, and no other.
    lab.settings.connect_to.truncate(2);
    let mixed = format!("http://mixed.contoso.test:{}/", good.port());
    lab.everywhere(&["lyncdiscover", "sip"], root(redirect(&mixed))).await;
    let report = lab.check().await;
    assert_eq!(report.discovery.requests[1].url, mixed);
    assert_eq!(report.discovery.requests[1].address, Some(good));
    assert_eq!(report.discovery.requests[1].status, Some(200));
}

#[tokio::test]
async fn hostile_answers_are_told_and_cost_nothing() {
    let long = |head: &str| {
        let _ = head;
        Reply::Endless(b"HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n{".to_vec(), vec![b' '; 0x4000])
    };
    assert_eq!(outcome(long).await, "status 200, the answer is longer than 1048576 bytes");
    let flood = |_: &str| Reply::Endless(b"HTTP/1.1 200 OK\r\n".to_vec(), b"X-More: yes\r\n".to_vec());
    assert!(outcome(flood).await.starts_with("the answer cannot be read as HTTP"));
    let deep = format!(r#"{{"_links":{}"#, r#"{"a":"#.repeat(1000));
    assert!(outcome(root(deep)).await.starts_with("no autodiscover document: it is not sound JSON"));
    let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\">]><AutodiscoverResponse>&b;</AutodiscoverResponse>";
    assert!(outcome(root(bomb)).await.starts_with("no autodiscover document"));
    assert!(outcome(root("<html><body>Welcome</body></html>")).await.starts_with("no autodiscover document"));
    assert_eq!(outcome(|_| answer(503, "", "")).await, "status 503");
    let slow = |_: &str| Reply::Stalls(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".to_vec());
    assert_eq!(outcome(slow).await, "status 200, no whole answer within 2s");
}

#[tokio::test]
async fn offline_asks_nobody() {
    let mut lab = Lab::new(USUAL).await;
    lab.everywhere(&["lyncdiscover", "sip"], root(redirect("/x"))).await;
    lab.settings.offline = true;
    let report = lab.check().await;
    assert!(report.discovery.requests.is_empty() && lab.urls().is_empty());
    assert_eq!(report.endpoints.iter().filter(|e| e.observations[0].was_checked()).count(), 2);
    assert!(report.discovery.deployment.is_some());
    // Neither does a probe.
    lab.settings.offline = false;
    lab.look(Target::Host { host: "lyncdiscover.contoso.test".to_owned(), port: 443 }).await;
    assert!(lab.urls().is_empty());
}

#[tokio::test]
async fn a_silent_name_costs_one_timeout_and_delays_nobody() {
    let mute = || {
        servers::raw(|stream| async move {
            let _open = stream;
            std::future::pending::<()>().await;
        })
    };
    let mut lab = Lab::new(&format!("{USUAL}\nlyncdiscoverinternal A 203.0.113.21\nwebext A 203.0.113.20")).await;
    let document = format!(r#"{{"_links":{{"self":{{"href":"{ROOT}"}}}}}}"#);
    lab.everywhere(&["lyncdiscover", "webext", "sip"], root(document)).await;
    let silent = mute().await;
    for port in [80, 443] {
        lab.route("lyncdiscoverinternal.contoso.test", port, silent.address);
    }
    lab.settings.timeout = Duration::from_secs(2);
    let (report, took) = lab.timed().await;
    assert!(took < Duration::from_millis(3800), "{took:?}");
    assert_eq!(hosts(&report, EndpointKind::WebServices), ["webext.contoso.test:443"]);
    let lines = said(&report, Errand::Autodiscover);
    assert_eq!(lines.len(), 4);
    assert!(lines[0].starts_with("https://lyncdiscoverinternal.contoso.test/ handshake: no end"), "{lines:?}");
    assert_eq!(lines[1], "http://lyncdiscoverinternal.contoso.test/ no whole answer within 2s");
}

#[tokio::test]
async fn requests_go_through_the_proxy_and_probes_do_not() {
    let mut lab = Lab::new(USUAL).await;
    lab.settings.connect_to.clear();
    let cloud = lab.secure(chain("login.microsoftonline.com"), |_| json(r#"{"NameSpaceType":"Managed"}"#)).await;
    let proxy = sites::proxy(cloud.port(), None).await;
    lab.proxy(proxy.server.address);
    lab.everywhere(&["lyncdiscover", "sip"], root(r#"{"_links":{}}"#)).await;
    let report = lab.check().await;
    // The user said where the domain's own hosts are; the cloud is beyond the proxy.
    let mut connects: Vec<String> = proxy.asked().iter().map(|head| target(head).to_owned()).collect();
    connects.sort();
    connects.dedup();
    assert_eq!(connects, ["login.microsoftonline.com:443", "webdir.online.lync.com:443"]);
    let realm = said(&report, Errand::Realm);
    assert!(realm.iter().all(|line| line.ends_with("managed: the cloud signs the users in")), "{realm:?}");
    assert!(!format!("{:?}", report.discovery.requests).contains("secret"));
    assert_eq!(lab.asked_dns("login.microsoftonline.com."), 0, "the proxy resolves it");
}

#[tokio::test]
async fn a_literal_of_a_private_address_is_not_asked_of_a_proxy() {
    let mut lab = Lab::new(USUAL).await;
    let proxy = sites::proxy(1, None).await;
    lab.proxy(proxy.server.address);
    lab.everywhere(&["lyncdiscover", "sip"], root(redirect("http://10.0.0.1/"))).await;
    let lines = said(&lab.check().await, Errand::Autodiscover);
    assert_eq!(lines[0], "https://lyncdiscover.contoso.test/ http://10.0.0.1/ not followed: outside the domain");
    assert!(proxy.asked().is_empty());
}

#[tokio::test]
async fn a_host_that_a_document_names_and_dns_does_not_know_is_told() {
    let mut lab = Lab::new(USUAL).await;
    let document = format!(
        r#"<AutodiscoverResponse><Root><Link token="Self" href="{ROOT}"/>
        <Link token="Internal/Ucwa" href="https://webint.contoso.test/ucwa"/></Root></AutodiscoverResponse>"#
    );
    lab.everywhere(&["lyncdiscover", "sip"], root(document)).await;
    let report = lab.check().await;
    assert_eq!(codes(&report), ["record-dangling"]);
    assert_eq!(hosts(&report, EndpointKind::WebServices), ["webext.contoso.test:443"]);
    let asked = |name: &str| report.discovery.lookups.iter().find(|l| l.name == name).map(|l| l.answer);
    assert_eq!(asked("webint.contoso.test."), Some(Answer::NoName), "no endpoint, but asked for");
}

#[tokio::test]
async fn names_in_certificates_are_looked_at_last() {
    let mut lab = Lab::new(&format!(
        "{USUAL}\npool A 203.0.113.30\nother A 203.0.113.31\ncontoso.test. A 203.0.113.32\nsilent A 203.0.113.33"
    ))
    .await;
    let names = [
        "sip.contoso.test",
        "POOL.contoso.test",
        "other.contoso.test",
        "gone.contoso.test",
        "silent.contoso.test",
        "*.wild.contoso.test",
        "contoso.test",
        "pool.fabrikam.test",
    ];
    let edge = lab.secure(chain_for(&names), |_| answer(404, "", "")).await;
    let other = lab.secure(chain("unrelated.contoso.test"), |_| answer(404, "", "")).await;
    lab.everywhere(&["lyncdiscover"], root(r#"{"_links":{}}"#)).await;
    lab.route("sip.contoso.test", 443, edge);
    lab.route("pool.contoso.test", 443, edge);
    lab.route("other.contoso.test", 443, other);
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    lab.route("silent.contoso.test", 443, gone);
    let report = lab.check().await;
    assert_eq!(codes(&report), [] as [&str; 0]);
    assert_eq!(hosts(&report, EndpointKind::NamedInCertificate), ["pool.contoso.test:443"]);
    assert!(report.discovery.lookups.iter().any(|l| l.name == "gone.contoso.test."));
    assert!(!report.discovery.lookups.iter().any(|l| l.name.contains("fabrikam") || l.name.contains("wild")));
    assert!(hosts(&report, EndpointKind::AccessEdgeClient).contains(&format!("sip.{DOMAIN}:443")));
}

#[tokio::test]
async fn whom_a_server_takes_tokens_from_is_asked_at_once() {
    let mute = servers::raw(|stream| async move {
        let _open = stream;
        std::future::pending::<()>().await;
    })
    .await;
    let mut lab = Lab::new(&format!("{USUAL}\nwebext A 203.0.113.20")).await;
    let document = format!(r#"{{"_links":{{"user":{{"href":"{ROOT}/oauth/user"}}}}}}"#);
    lab.everywhere(&["lyncdiscover", "sip"], root(document)).await;
    // Neither plain HTTP nor the web services ever answer.
    lab.settings.connect_to.retain(|route| route.port != Some(80));
    lab.route("lyncdiscover.contoso.test", 80, mute.address);
    lab.route("webext.contoso.test", 443, mute.address);
    lab.settings.timeout = Duration::from_secs(2);
    let (report, elapsed) = lab.timed().await;
    // One after the other would take four seconds.
    assert!(elapsed < Duration::from_millis(3_500), "{elapsed:?}");
    let lines = said(&report, Errand::Autodiscover);
    let user = lines.iter().find(|line| line.starts_with(&format!("{ROOT}/oauth/user "))).unwrap();
    assert!(user.contains("within 2s"), "{user}");
}

#[tokio::test]
async fn hosts_outside_the_domain_are_listed_and_not_gone_to() {
    let document = r#"{"_links":{"user":{"href":"https://web.hoster.example/user"},"self":{"href":"https://webdir.online.lync.com/"},
        "xframe":{"href":"https://web.hoster.example/x"},"Internal/Ucwa":{"href":"https://pool.corp.example/"}}}"#;
    for document in [document.to_owned(), redirect("https://web.hoster.example/root")] {
        let mut lab = Lab::new(USUAL).await;
        lab.everywhere(&["lyncdiscover", "sip"], root(document)).await;
        let report = lab.check().await;
        assert_eq!(codes(&report), [] as [&str; 0]);
        let told: Vec<_> = report.findings.iter().map(|finding| finding.code).collect();
        assert!(told.contains(&"autodiscover-outside-domain"), "{told:?}");
        assert!(!told.contains(&"autodiscover-document-missing"), "{told:?}");
        let hosts: Vec<_> = report.discovery.strangers.iter().map(|stranger| stranger.host.as_str()).collect();
        assert_eq!(hosts, ["web.hoster.example"]);
        assert_eq!(report.discovery.strangers[0].named_by, "https://lyncdiscover.contoso.test/");
        assert!(!report.discovery.lookups.iter().any(|lookup| lookup.name.contains("hoster")));
    }
}

#[tokio::test]
async fn an_autodiscover_name_without_a_document_is_told() {
    let bomb = "<!DOCTYPE z [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]><z>&b;</z>";
    let circle = redirect("https://lyncdiscover.contoso.test/again");
    for (status, body, said) in [
        (404, String::new(), "status 404"),
        (200, bomb.to_owned(), "document type definition"),
        (200, redirect("file:///etc/passwd"), "neither http nor https"),
        (200, circle, "a circle"),
        (200, " ".repeat(2 << 20), "longer than"),
    ] {
        let mut lab = Lab::new(USUAL).await;
        lab.everywhere(&["lyncdiscover", "sip"], move |_| answer(status, "", &body)).await;
        let report = lab.check().await;
        assert_eq!(codes(&report), [] as [&str; 0]);
        let finding = report.findings.iter().find(|finding| finding.code == "autodiscover-document-missing").unwrap();
        let evidence = format!("{:?}", finding.evidence);
        assert!(evidence.contains(said) && evidence.contains("http://lyncdiscover.contoso.test/"), "{evidence}");
        assert!(finding.remedy.contains("lyncdiscover.contoso.test"), "{}", finding.remedy);
    }
    // One of the two ways is enough.
    let mut lab = Lab::new(USUAL).await;
    let secure =
        lab.secure(chain_for(&["lyncdiscover.contoso.test", "sip.contoso.test"]), |_| answer(404, "", "")).await;
    let plain = lab.plain(|_| json(r#"{"_links":{}}"#)).await;
    lab.route("lyncdiscover.contoso.test", 443, secure);
    lab.route("sip.contoso.test", 443, secure);
    lab.route("lyncdiscover.contoso.test", 80, plain);
    let report = lab.check().await;
    assert!(report.findings.iter().all(|finding| finding.code != "autodiscover-document-missing"));
}

#[tokio::test]
async fn members_that_differ_are_named_as_they_name_themselves() {
    let mut lab = Lab::new(USUAL).await;
    lab.everywhere(&["sip"], |_| answer(404, "", "")).await;
    for member in ["FE01.corp.contoso.test", "FE02.corp.contoso.test"] {
        let header = format!("X-MS-Server-Fqdn: {member}\r\n");
        let script = move |_: &str| answer(200, &header, r#"{"_links":{}}"#);
        let address = lab.secure(chain("lyncdiscover.contoso.test"), script).await;
        lab.route("lyncdiscover.contoso.test", 443, address);
    }
    let report = lab.check().await;
    let pool = report.endpoints.iter().find(|e| e.endpoint.is(EndpointKind::AutodiscoverExternal)).unwrap();
    let differ = pool.findings.iter().find(|finding| finding.code == "members-differ").unwrap();
    let named: Vec<_> = differ.evidence.iter().filter(|fact| fact.label == "answered by").map(|f| &f.value).collect();
    let one = |name: &str| chaincheck::model::Value::List(vec![name.into()]);
    assert_eq!(named.len(), 2, "{:?}", differ.evidence);
    assert!(named.contains(&&one("FE01.corp.contoso.test")) && named.contains(&&one("FE02.corp.contoso.test")));
}

#[tokio::test]
async fn nothing_is_asked_for_twice() {
    let mut lab = Lab::new(USUAL).await;
    let own = "https://lyncdiscover.contoso.test/";
    // Over HTTP the way leads where the other request has gone already.
    lab.everywhere(&["lyncdiscover", "sip"], move |head| match target(head) {
        "/" => json(&redirect(&format!("{own}root"))),
        _ => json(r#"{"_links":{}}"#),
    })
    .await;
    lab.check().await;
    let mut urls = lab.urls();
    let all = urls.len();
    // The root once over each scheme, everything else once.
    urls.dedup();
    assert_eq!(all, urls.len() + 1, "{urls:?}");
    assert!(urls.contains(&"lyncdiscover.contoso.test/root".to_owned()), "{urls:?}");
}

#[tokio::test]
async fn a_run_that_is_cut_ends_at_once() {
    let arrived = Arc::new(Semaphore::new(0));
    let coming = Arc::clone(&arrived);
    let mute = servers::raw(move |stream| {
        coming.add_permits(1);
        async move {
            let _open = stream;
            std::future::pending::<()>().await;
        }
    })
    .await;
    let mut lab = Lab::new(USUAL).await;
    lab.settings.connect_to.clear();
    for host in ["lyncdiscover.contoso.test", "sip.contoso.test", "login.microsoftonline.com", "webdir.online.lync.com"]
    {
        lab.route(host, 443, mute.address);
        lab.route(host, 80, mute.address);
    }
    // Two probes, two requests for autodiscover, one to the directory, two about the realm.
    let everybody = async { drop(arrived.acquire_many(7).await) };
    let start = std::time::Instant::now();
    let report = lab.cut(everybody).await;
    assert!(start.elapsed() < lab.settings.timeout, "{:?}", start.elapsed());
    let cut = "the run was cut before it was reached";
    assert_eq!(report.discovery.requests.len(), 2 + 1 + 2);
    assert!(report.discovery.requests.iter().all(|request| request.outcome == cut), "{:?}", report.discovery.requests);
    assert!(report.discovery.metadata.is_empty());
}

#[tokio::test]
async fn the_same_answers_give_the_same_report() {
    let mut lab =
        Lab::new(&format!("{USUAL}\nlyncdiscoverinternal A 203.0.113.20\nwebext A 203.0.113.20\nmeet A 203.0.113.20"))
            .await;
    let document =
        format!(r#"{{"_links":{{"self":{{"href":"{ROOT}"}},"user":{{"href":"https://meet.contoso.test/user"}}}}}}"#);
    lab.everywhere(&["lyncdiscover", "lyncdiscoverinternal", "webext", "meet", "sip"], root(document)).await;
    let picture = |report: &chaincheck::model::report::TargetReport| {
        let places: Vec<_> =
            report.endpoints.iter().map(|e| (e.endpoint.host.clone(), e.endpoint.trail.clone())).collect();
        let requests: Vec<_> = report.discovery.requests.iter().map(|r| (r.url.clone(), r.outcome.clone())).collect();
        (places, requests)
    };
    let first = picture(&lab.check().await);
    // The last is for the revocation list that all the certificates name.
    assert_eq!(first.1.len(), 4 + 1 + 1 + 2 + 1, "{:?}", first.1);
    for _ in 0..3 {
        assert_eq!(picture(&lab.check().await), first);
    }
}
