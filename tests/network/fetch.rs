//! Requests beside the probes, against sites of every temper.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::{Duration, Instant},
};

use chaincheck::{
    fetch::{self, FetchError, Fetched, Get, Url, Way},
    model::{Stage, observation::Cause},
    probe::{ProbeOptions, Prober},
};

use crate::{
    servers::{self, Setup, chain},
    sites::{self, Reply, Site, answer, header, json},
};

/// Longer than anything here takes.
const PATIENT: Duration = Duration::from_secs(20);
/// For sites that never end.
const HASTY: Duration = Duration::from_millis(150);
const MOST: usize = 64 * 1024;

async fn ask_within(timeout: Duration, url: &str, way: Way<'_>) -> Fetched {
    let prober = Prober::new(ProbeOptions { timeout, retries: 0 });
    let url = Url::parse(url).unwrap();
    let get = Get { url: &url, accept: "application/json", most: MOST, post: None, within: Duration::MAX };
    fetch::get(&prober, &get, way).await
}

async fn ask(url: &str, site: &Site) -> Fetched {
    ask_within(PATIENT, url, Way::Straight(&[site.server.address])).await
}

/// What a plain site's answer is to us.
async fn said(reply: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Fetched {
    let site = sites::plain(reply).await;
    ask("http://web.contoso.test/", &site).await
}

fn body(fetched: &Fetched) -> &str {
    std::str::from_utf8(fetched.answer.as_ref().unwrap().body.as_ref().unwrap()).unwrap()
}

fn body_error(fetched: &Fetched) -> FetchError {
    fetched.answer.as_ref().unwrap().body.clone().unwrap_err()
}

#[tokio::test]
async fn a_document_comes_with_its_headers_and_its_chain() {
    let setup = Setup::new(chain("web.contoso.test"));
    let sent: Vec<Vec<u8>> = setup.sent.iter().map(|c| c.to_vec()).collect();
    let headers = "X-MS-Server-Fqdn: FE02.contoso.test\r\nContent-Type: application/json\r\nLocation: /there\r\n\
                   WWW-Authenticate: Bearer a\r\nWWW-Authenticate: MsRtcOAuth b\r\n\
                   Date: Thu, 01 Jan 1970 00:00:10 GMT\r\nAge: 5\r\n";
    let site = sites::secure(setup, move |_| answer(401, headers, "{}")).await;
    let fetched = ask("https://web.contoso.test/root?x=1#not-sent", &site).await;
    let answer = fetched.answer.as_ref().unwrap();
    assert_eq!((answer.status, body(&fetched)), (401, "{}"));
    assert_eq!(answer.server_fqdn.as_deref(), Some("FE02.contoso.test"));
    assert_eq!(answer.location.as_deref(), Some("/there"));
    assert_eq!(answer.content_type.as_deref(), Some("application/json"));
    assert_eq!(answer.www_authenticate, ["Bearer a", "MsRtcOAuth b"]);
    // 1970 is long ago: nothing here fails after a date.
    assert!(answer.ahead.unwrap() < -1_000_000_000, "{:?}", answer.ahead);
    assert_eq!(fetched.presented, sent, "though nobody trusts it");
    assert_eq!(fetched.address, Some(site.server.address));
    assert_eq!(site.server.names(), [Some("web.contoso.test".to_owned())]);

    let [request] = &site.asked()[..] else { panic!("asked once") };
    assert!(request.starts_with("GET /root?x=1 HTTP/1.1\r\n"), "{request}");
    for (name, value) in [("host", "web.contoso.test"), ("accept-encoding", "identity"), ("accept", "application/json")]
    {
        assert_eq!(header(request, name), Some(value));
    }
    for never in ["authorization", "cookie", "proxy-authorization", "referer"] {
        assert_eq!(header(request, never), None);
    }
}

#[tokio::test]
async fn credentials_in_a_url_are_not_sent_and_redirects_not_followed() {
    let site = sites::plain(|_| answer(302, "Location: http://elsewhere.test/\r\n", "")).await;
    let fetched = ask("http://user:secret@web.contoso.test:8080/", &site).await;
    assert_eq!(fetched.answer.unwrap().location.as_deref(), Some("http://elsewhere.test/"));
    let [request] = &site.asked()[..] else { panic!("asked once") };
    assert_eq!(header(request, "host"), Some("web.contoso.test:8080"));
    assert!(!request.contains("secret") && header(request, "authorization").is_none());
}

#[tokio::test]
async fn bodies_are_read_whole_or_not_at_all() {
    let longest = "x".repeat(MOST);
    let fits = said(move |_| answer(200, "", &longest)).await;
    assert_eq!(body(&fits).len(), MOST);
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let whole = format!("{chunked}3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    assert_eq!(body(&said(move |_| Reply::Whole(whole.clone().into())).await), "abcde");
    let until_close = said(|_| Reply::Whole(b"HTTP/1.1 200 OK\r\n\r\nall there is".to_vec())).await;
    assert_eq!(body(&until_close), "all there is");

    let cut = said(|_| Reply::Whole(b"HTTP/1.1 404 No\r\nContent-Length: 10\r\n\r\nabc".to_vec())).await;
    assert_eq!(cut.answer.as_ref().unwrap().status, 404, "the status is known all the same");
    assert_eq!(body_error(&cut), FetchError::Cut);
}

#[tokio::test]
async fn long_and_endless_bodies_are_cut() {
    let heads = [
        "HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n",
    ];
    for head in heads {
        let piece = if head.contains("chunked") {
            [&b"4000\r\n"[..], &[b'x'; 0x4000], b"\r\n"].concat()
        } else {
            vec![b'x'; 0x4000]
        };
        let fetched = said(move |_| Reply::Endless(head.into(), piece.clone())).await;
        assert_eq!(body_error(&fetched), FetchError::TooLong(MOST), "{head}");
        assert_eq!(fetched.answer.unwrap().status, 200);
    }
}

#[tokio::test]
async fn slow_answers_end_with_the_timeout() {
    for (so_far, has_head) in [("", false), ("HTTP/1.1 200 OK\r\nX", false), ("HTTP/1.1 200 OK\r\n\r\nabc", true)] {
        let site = sites::plain(move |_| Reply::Stalls(so_far.into())).await;
        let start = Instant::now();
        let fetched = ask_within(HASTY, "http://web.contoso.test/", Way::Straight(&[site.server.address])).await;
        assert!(start.elapsed() < Duration::from_secs(10));
        let late = FetchError::TimedOut(HASTY);
        match fetched.answer {
            Ok(answer) => assert_eq!((answer.body, has_head), (Err(late), true)),
            Err(error) => assert_eq!((error, has_head), (late, false)),
        }
    }
}

#[tokio::test]
async fn floods_of_headers_are_no_answer() {
    let floods: [(Vec<u8>, Vec<u8>); 3] = [
        (b"HTTP/1.1 200 OK\r\n".to_vec(), b"X-More: yes\r\n".to_vec()),
        (b"HTTP/1.1 200 OK\r\nX-Long: ".to_vec(), vec![b'x'; 4096]),
        (b"HTTP/1.1 ".to_vec(), b"2".to_vec()),
    ];
    for (first, again) in floods {
        let fetched = said(move |_| Reply::Endless(first.clone(), again.clone())).await;
        assert!(matches!(fetched.answer, Err(FetchError::NotHttp(_))), "{:?}", fetched.answer);
    }
}

#[tokio::test]
async fn what_is_no_http_is_told() {
    for bytes in ["SSH-2.0-OpenSSH\r\n\r\n", "<html>\r\n\r\n", "HTTP/9.9 200 OK\r\n\r\n"] {
        let fetched = said(move |_| Reply::Whole(bytes.into())).await;
        assert!(matches!(fetched.answer, Err(FetchError::NotHttp(_))), "{:?}", fetched.answer);
    }
    assert_eq!(said(|_| Reply::Whole(Vec::new())).await.answer.unwrap_err(), FetchError::Cut);
    let banner = servers::raw(|mut stream| async move {
        let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        let _ = tokio::io::AsyncReadExt::read(&mut stream, &mut [0; 1]).await;
    })
    .await;
    let fetched = ask_within(PATIENT, "https://web.contoso.test/", Way::Straight(&[banner.address])).await;
    let Err(FetchError::Silent(silence)) = fetched.answer else { panic!("{:?}", fetched.answer) };
    assert_eq!(silence.stage, Stage::Handshake);
}

#[tokio::test]
async fn the_first_address_that_answers_is_the_one_asked() {
    let gone = SocketAddr::from((Ipv4Addr::LOCALHOST, {
        let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        closed.local_addr().unwrap().port()
    }));
    let first = sites::plain(|_| json("{}")).await;
    let second = sites::plain(|_| json("[]")).await;
    let both = [gone, first.server.address, second.server.address];
    let fetched = ask_within(PATIENT, "http://web.contoso.test/", Way::Straight(&both)).await;
    assert_eq!((fetched.address, body(&fetched)), (Some(first.server.address), "{}"));
    assert!(second.asked().is_empty());

    for nobody in [&[gone][..], &[]] {
        let fetched = ask_within(PATIENT, "http://web.contoso.test/", Way::Straight(nobody)).await;
        let Err(FetchError::Silent(silence)) = fetched.answer else { panic!("{nobody:?}") };
        assert_eq!(silence.stage, Stage::Connect);
        assert_eq!(silence.cause, if nobody.is_empty() { Cause::NoAddress } else { Cause::Refused });
    }
}

#[tokio::test]
async fn a_server_that_never_greets_takes_one_timeout() {
    let mute = servers::raw(|mut stream| async move {
        let _ = tokio::io::AsyncReadExt::read(&mut stream, &mut [0; 1]).await;
        std::future::pending::<()>().await;
    })
    .await;
    let start = Instant::now();
    let fetched = ask_within(HASTY, "https://web.contoso.test/", Way::Straight(&[mute.address])).await;
    assert!(start.elapsed() < 10 * HASTY, "{:?}", start.elapsed());
    let Err(FetchError::Silent(silence)) = fetched.answer else { panic!("{:?}", fetched.answer) };
    assert_eq!((silence.stage, silence.cause), (Stage::Handshake, Cause::TimedOut));
}

#[tokio::test]
async fn requests_go_through_a_proxy() {
    let setup = Setup::new(chain("login.test"));
    let sent: Vec<Vec<u8>> = setup.sent.iter().map(|c| c.to_vec()).collect();
    let site = sites::secure(setup, |_| json("{}")).await;
    let proxy = sites::proxy(site.port(), None).await;
    let address = [proxy.server.address];
    let url = Url::parse(&format!("http://us%65r:se%63ret@127.0.0.1:{}", proxy.port())).unwrap();

    let fetched = ask_within(PATIENT, "https://login.test/realm", Way::Through(&url, &address)).await;
    assert_eq!(body(&fetched), "{}");
    assert_eq!(fetched.presented, sent, "the server's chain, not the proxy's");
    let [connect] = &proxy.asked()[..] else { panic!("asked once") };
    assert!(connect.starts_with("CONNECT login.test:443 HTTP/1.1\r\n"), "{connect}");
    // "user:secret" (RFC 7617 2).
    assert_eq!(header(connect, "proxy-authorization"), Some("Basic dXNlcjpzZWNyZXQ="));
    let [request] = &site.asked()[..] else { panic!("asked once") };
    assert_eq!(header(request, "proxy-authorization"), None);

    let fetched = ask_within(PATIENT, "http://web.test/a?b", Way::Through(&url, &address)).await;
    assert_eq!(body(&fetched), "plain");
    assert!(proxy.asked()[1].starts_with("GET http://web.test/a?b HTTP/1.1\r\n"));
}

#[tokio::test]
async fn a_proxy_that_will_not_is_told_from_the_server() {
    for (refusal, expected) in [
        ("407 Proxy Authentication Required", FetchError::ProxyCredentials),
        ("403 Forbidden", FetchError::ProxyRefused(403)),
        ("502 Bad Gateway", FetchError::ProxyRefused(502)),
    ] {
        let proxy = sites::proxy(1, Some(refusal)).await;
        let url = Url::parse(&format!("http://user:secret@127.0.0.1:{}", proxy.port())).unwrap();
        let way = Way::Through(&url, &[proxy.server.address]);
        let error = ask_within(PATIENT, "https://login.test/", way).await.answer.unwrap_err();
        assert_eq!(error, expected);
        assert!(!error.to_string().contains("secret"));
    }
    let gone = "http://127.0.0.1:1/".parse().unwrap();
    let nobody = Way::Through(&gone, &[]);
    let error = ask_within(PATIENT, "https://login.test/", nobody).await.answer.unwrap_err();
    assert!(matches!(error, FetchError::ProxySilent(_)), "{error}");
}

#[tokio::test]
async fn no_other_scheme_is_asked_for() {
    let site = sites::plain(|_| json("{}")).await;
    for url in ["ftp://web.contoso.test/", "file:///etc/passwd", "data:text/plain,x", "ws://web.contoso.test/"] {
        assert_eq!(ask(url, &site).await.answer.unwrap_err(), FetchError::Unsendable, "{url}");
    }
    assert!(site.asked().is_empty());
}
