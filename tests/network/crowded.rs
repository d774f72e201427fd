//! Many downloads from one place: few at once, and no more where nobody answers.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use chaincheck::model::{Target, report::TargetReport};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::Barrier,
    task::JoinSet,
};

use crate::{
    pki::server,
    place::{Family, HOST, Place, pem},
    servers::{self, Server},
    sites::{Reply, answer},
};

/// Downloads from one address and port at once.
const AT_ONCE: usize = 6;

/// Chains in files whose leaves name issuers at these URLs, checked at the same time.
async fn crowd(family: &Family, place: &Place, urls: &[String]) -> Vec<TargetReport> {
    let folder = tempfile::tempdir().unwrap();
    let checker = place.checker();
    let mut all = JoinSet::new();
    for (number, url) in urls.iter().enumerate() {
        let leaf = server(&[HOST]).pointless().issuer_url(url).signed_by(&family.issuing);
        let file = folder.path().join(format!("{number}.pem"));
        std::fs::write(&file, pem(&leaf.der)).unwrap();
        let checker = checker.clone();
        all.spawn(async move { checker.check(&Target::File(file)).await });
    }
    all.join_all().await
}

fn outcomes(reports: &[TargetReport]) -> Vec<String> {
    reports.iter().flat_map(|r| &r.discovery.requests).map(|r| r.outcome.to_string()).collect()
}

/// A site that answers so many at a time, and the most connections that it had at once.
async fn in_groups() -> (Server, Arc<AtomicUsize>) {
    let (there, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (group, highest) = (Arc::new(Barrier::new(AT_ONCE)), Arc::clone(&most));
    let server = servers::raw(move |mut stream| {
        let (there, most, group) = (Arc::clone(&there), Arc::clone(&highest), Arc::clone(&group));
        async move {
            most.fetch_max(there.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            let _ = stream.read(&mut [0; 2048]).await;
            group.wait().await;
            there.fetch_sub(1, Ordering::SeqCst);
            let _ = stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n").await;
        }
    })
    .await;
    (server, most)
}

#[tokio::test]
async fn one_place_gets_few_downloads_at_once_by_whatever_names() {
    let family = Family::new();
    let mut place = Place::new(&family, &[&family.leaf]).await;
    let (server, most) = in_groups().await;
    for name in ["pki", "cdn", "files"] {
        place.route(&format!("{name}.contoso.test"), 80, server.address);
    }
    let urls = (0..AT_ONCE * 6).map(|n| format!("http://{}.contoso.test/{n}", ["pki", "cdn", "files"][n % 3]));
    let reports = crowd(&family, &place, &urls.collect::<Vec<_>>()).await;
    assert_eq!(outcomes(&reports), vec!["the answer has the status 404"; AT_ONCE * 6]);
    assert_eq!(most.load(Ordering::SeqCst), AT_ONCE);
}

#[tokio::test]
async fn waiting_for_a_busy_place_is_no_fault_of_it() {
    let family = Family::new();
    let mut place = Place::new(&family, &[&family.leaf]).await;
    place.settings.timeout = Duration::from_secs(1);
    place.settings.downloads = 1;
    // One after the other they take longer than one may take.
    place
        .pki(|_| {
            let start = Instant::now();
            while start.elapsed() < Duration::from_millis(100) {
                std::hint::spin_loop();
            }
            answer(404, "", "")
        })
        .await;
    let urls: Vec<String> = (0..12).map(|n| format!("http://pki.contoso.test/{n}")).collect();
    assert_eq!(outcomes(&crowd(&family, &place, &urls).await), vec!["the answer has the status 404"; 12]);
}

#[tokio::test]
async fn who_was_mute_again_and_again_is_not_asked_any_more() {
    let family = Family::new();
    let mut place = Place::new(&family, &[&family.leaf]).await;
    place.settings.timeout = Duration::from_millis(500);
    place.pki(|_| Reply::Stalls(Vec::new())).await;
    place.site("files.contoso.test", |_| answer(404, "", "")).await;
    let mut urls: Vec<String> = (0..200).map(|n| format!("http://pki.contoso.test/{n}")).collect();
    urls.push("http://files.contoso.test/".to_owned());
    let start = Instant::now();
    let outcomes = outcomes(&crowd(&family, &place, &urls).await);
    assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());
    let given_up = "not asked again: it was asked before in this run, and gave no answer in time";
    let count = |what: &str| outcomes.iter().filter(|outcome| outcome.contains(what)).count();
    assert_eq!((count(given_up) + count("no whole answer within"), count("status 404")), (200, 1), "{outcomes:?}");
    let asked = place.heads().len() - 1;
    assert!((3..AT_ONCE + 3).contains(&asked), "{asked}");
}

#[tokio::test]
async fn a_redirect_with_little_time_left_gives_nobody_a_bad_name() {
    let family = Family::new();
    let mut place = Place::new(&family, &[&family.leaf]).await;
    place.settings.timeout = Duration::from_millis(600);
    // Most of the time goes by before somebody else is named.
    place
        .site("slow.contoso.test", |_| {
            let start = Instant::now();
            while start.elapsed() < Duration::from_millis(400) {
                std::hint::spin_loop();
            }
            answer(302, "Location: http://pki.contoso.test/late\r\n", "")
        })
        .await;
    place.pki(|head| if head.contains("/late") { Reply::Stalls(Vec::new()) } else { answer(404, "", "") }).await;
    let checker_urls = |from: &str| (0..3).map(|n| format!("http://{from}.contoso.test/{n}")).collect::<Vec<_>>();
    let folder = tempfile::tempdir().unwrap();
    let checker = place.checker();
    let mut last = Vec::new();
    for (number, url) in checker_urls("slow").into_iter().chain(checker_urls("pki")).enumerate() {
        let leaf = server(&[HOST]).pointless().issuer_url(&url).signed_by(&family.issuing);
        let file = folder.path().join(format!("{number}.pem"));
        std::fs::write(&file, pem(&leaf.der)).unwrap();
        last = outcomes(&[checker.check(&Target::File(file)).await]);
    }
    assert_eq!(last, ["the answer has the status 404"]);
}

#[tokio::test]
async fn a_place_by_many_spellings_is_asked_once() {
    let family = Family::new();
    let mut place = Place::new(&family, &[&family.leaf]).await;
    place.pki(|_| answer(404, "", "")).await;
    let urls = ["", "#1", "#2"].map(|end| format!("http://pki.contoso.test/i{end}"));
    let more = ["http://user:secret@pki.contoso.test/i", "HTTP://PKI.contoso.test:80/i"].map(str::to_owned);
    let reports = crowd(&family, &place, &[&urls[..], &more].concat()).await;
    assert_eq!(outcomes(&reports).len(), 5, "each report tells of it");
    assert_eq!(place.urls(), ["pki.contoso.test/i"]);
    let told = |report: &TargetReport| report.discovery.requests.iter().all(|r| !r.url.contains("secret"));
    assert!(reports.iter().all(told));
}
