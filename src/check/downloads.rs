//! Downloads: the issuers that certificates name, revocation lists, answers of OCSP responders. Each is made once in a
//! run, by a task of its own, whoever waits for it; what comes is read here and judged by the walk.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::sync::watch;

use super::{
    Checker, NOT_REACHED,
    outcome::{not_followed, redirect_to, too_many},
    places::Places,
    requests::{AskError, Asked, Seen, unmade},
};
use crate::{
    fetch::{self, Cache, FetchError, Fetched, Get, Url, Way},
    model::{
        Cert, Lookup, Silence, Text,
        discovery::{Errand, Request},
        observation::Cause,
    },
    probe::{ProbeOptions, Prober},
    text, words,
    x509::{container, crl::Crl, ocsp, ocsp::Ocsp, parse},
};

/// Redirects followed from one URL: to HTTPS, to another host, and one to spare.
const MAX_REDIRECTS: usize = 3;

/// Most bytes of an issuer's certificate, or of a PKCS#7 container with some: the containers of bridge authorities, which
/// are the largest, have some 60 kB.
const MAX_ISSUER: usize = 256 * 1024;

/// Most certificates taken from one container; bridge authorities have some 40.
const MAX_CERTIFICATES: usize = 64;

/// Most bytes of a revocation list; the largest seen have 30 MB.
const MAX_LIST: usize = 64 * 1024 * 1024;

/// Most bytes of revocation lists kept in a run.
const MAX_LISTS: usize = 512 * 1024 * 1024;

/// Most downloads of a run; what is kept of each is a few kilobytes, lists apart.
const MAX_DOWNLOADS: usize = 16 * 1024;

/// Downloads from one address and port at once: what browsers allow themselves over HTTP/1.1, where RFC 9112 9.4 asks for
/// few and gives no number.
const MOST_AT_ONE: usize = 6;

/// How often in a row a host may give no answer in time before it is not asked again in this run. One responder behind a
/// closed firewall may be named by thousands of certificates.
const MAX_MUTE: u32 = 3;

/// Characters of a link that are told.
const MAX_TOLD: usize = 300;

/// One thing to download.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub errand: Errand,
    pub url: Url,
    /// A question, for responders.
    pub question: Option<Question>,
    /// What is kept from another run is not wanted.
    pub anew: bool,
}

impl Wanted {
    /// A file.
    pub fn file(errand: Errand, url: Url) -> Self {
        Self { errand, url, question: None, anew: false }
    }

    /// The name under which it is kept; answers to a nonce are not.
    fn key(&self) -> Option<String> {
        self.question.is_none().then(|| format!("{} {}", self.errand.as_str(), self.url))
    }
}

/// What an OCSP responder is asked by POST (RFC 6960 A.1).
#[derive(Debug, Clone)]
pub(super) struct Question {
    pub request: Vec<u8>,
    pub nonce: Vec<u8>,
    /// The certificate meant, so that the same question is not put twice.
    pub about: [u8; 32],
}

/// What came of a download.
#[derive(Debug)]
pub(super) struct Download {
    /// Every request made, redirects on the way first.
    pub requests: Vec<Request>,
    /// What DNS was asked.
    pub lookups: Vec<Lookup>,
    /// What was there, or why there is nothing.
    pub got: Result<Got, Text>,
    /// It was kept from another run, and nobody was asked.
    pub kept: bool,
}

/// What was downloaded. None of it is verified.
#[derive(Debug, Clone)]
pub(super) enum Got {
    Issuers(Vec<Arc<Cert>>),
    Response(Arc<Ocsp>),
    List(Arc<Crl>),
}

type Pending = watch::Receiver<Option<Arc<Download>>>;

/// The downloads of a run.
pub(super) struct Downloads {
    known: Mutex<HashMap<String, Pending>>,
    places: Places,
    /// How often in a row a host and port gave no answer in time.
    mute: Mutex<HashMap<(String, u16), u32>>,
    prober: Prober,
    bound: Duration,
    lists: AtomicUsize,
    cache: Option<Arc<Cache>>,
}

impl Downloads {
    /// `bound`: how long one download may take, redirects and all.
    pub fn new(bound: Duration, at_once: usize, cache: Option<Arc<Cache>>) -> Self {
        // A connection that is not answered is told from an answer that does not come in time.
        let options = ProbeOptions { timeout: bound * 4 / 5, retries: 0 };
        Self {
            known: Mutex::default(),
            places: Places::new(at_once, MOST_AT_ONE),
            mute: Mutex::default(),
            prober: Prober::new(options),
            bound,
            lists: AtomicUsize::new(0),
            cache,
        }
    }

    /// Asks one host once there is room for that: few at once for one address. Waiting counts towards no bound.
    ///
    /// # Errors
    ///
    /// [`AskError::GivenUp`] where the host is not asked any more.
    pub async fn get(&self, get: &Get<'_>, way: Way<'_>) -> Result<Fetched, AskError> {
        let host =
            (get.url.host_str().unwrap_or_default().to_owned(), get.url.port_or_known_default().unwrap_or_default());
        let (seat, slot) = match way {
            Way::Straight([first, ..]) => (Some(self.places.enter(*first).await), None),
            // Of the hosts behind a proxy nobody here knows the addresses.
            _ => (None, self.places.anywhere().await),
        };
        if self.mute().get(&host).is_some_and(|times| *times >= MAX_MUTE) {
            return Err(AskError::GivenUp);
        }
        let fetched = fetch::get(&self.prober, get, way).await;
        drop((seat, slot));
        if !is_mute(&fetched) {
            self.mute().remove(&host);
        } else if get.within == self.bound {
            // Whoever is asked after a redirect has only what time is left.
            *self.mute().entry(host).or_default() += 1;
        }
        Ok(fetched)
    }

    fn mute(&self) -> MutexGuard<'_, HashMap<(String, u16), u32>> {
        self.mute.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether time ran out before there was an answer.
fn is_mute(fetched: &Fetched) -> bool {
    let late = |error: &FetchError| match error {
        FetchError::Silent(Silence { cause, .. }) | FetchError::ProxySilent(Silence { cause, .. }) => {
            *cause == Cause::TimedOut
        }
        error => matches!(error, FetchError::TimedOut(_)),
    };
    match &fetched.answer {
        Ok(answer) => answer.body.as_ref().is_err_and(late),
        Err(error) => late(error),
    }
}

impl Checker {
    /// Downloads on behalf of an endpoint seen at these addresses, unless that was done before in this run.
    pub(super) async fn download(&self, wanted: &Wanted, seen: &[IpAddr]) -> Arc<Download> {
        let failed = |why: &'static str| Arc::new(Download { got: Err(Text::words(why)), ..Download::new() });
        let Some(mut pending) = self.pending(wanted, seen) else {
            return failed(words!("not tried: this run has made as many downloads as it may"));
        };
        let done = self.unless_cut(async {
            let done = pending.wait_for(Option::is_some).await.ok();
            done.and_then(|done| done.clone())
        });
        done.await.flatten().unwrap_or_else(|| failed(NOT_REACHED))
    }

    /// The download of a URL, begun unless it was. What an endpoint may ask for depends on what kind of place it is at,
    /// so that endpoints at other kinds of places do not share it.
    fn pending(&self, wanted: &Wanted, seen: &[IpAddr]) -> Option<Pending> {
        let about = wanted.question.as_ref().map(|question| question.about);
        let (reach, purpose) = (fetch::reach(seen), wanted.errand.as_str());
        let key = format!("{reach:?} {about:?} {} {purpose} {}", wanted.anew, wanted.url);
        let downloads = &self.shared.downloads;
        let mut known = downloads.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pending) = known.get(&key) {
            return Some(pending.clone());
        }
        if known.len() >= MAX_DOWNLOADS {
            return None;
        }
        let (done, pending) = watch::channel(None);
        known.insert(key, pending.clone());
        drop(known);
        let (checker, wanted, seen) = (self.clone(), wanted.clone(), Seen::At(seen.to_vec()));
        tokio::spawn(async move {
            let download = match checker.kept(&wanted).await {
                Some(kept) => kept,
                None => checker.carry_through(&wanted, &seen).await,
            };
            let _ = done.send(Some(Arc::new(download)));
        });
        Some(pending)
    }

    async fn carry_through(&self, wanted: &Wanted, seen: &Seen) -> Download {
        let mut download = Download::new();
        let got = match self.to_the_end(wanted, seen, &mut download).await {
            Ok(body) => self.read_and_keep(wanted, body).await,
            Err(why) => Err(why),
        };
        if let Some(last) = download.requests.last_mut() {
            last.outcome = match &got {
                Ok(got) => got.text(),
                Err(why) => why.clone(),
            };
        }
        download.got = got;
        download
    }

    /// The body at the end of the redirects.
    async fn to_the_end(&self, wanted: &Wanted, seen: &Seen, download: &mut Download) -> Result<Vec<u8>, Text> {
        let (accept, most) = match wanted.errand {
            Errand::Ocsp => ("application/ocsp-response", ocsp::MAX_RESPONSE),
            Errand::Crl => ("application/pkix-crl, */*", MAX_LIST),
            _ => ("application/pkix-cert, application/pkcs7-mime, */*", MAX_ISSUER),
        };
        let post = wanted.question.as_ref().map(|question| ("application/ocsp-request", &question.request[..]));
        let mut url = wanted.url.clone();
        let mut within = self.shared.downloads.bound;
        loop {
            let get = Get { url: &url, accept, most, post, within };
            let Asked { request, answer, lookups, .. } = self.ask_anew(wanted.errand, &get, (seen, None)).await;
            within = within.saturating_sub(request.elapsed);
            download.requests.push(request);
            download.lookups.extend(lookups);
            let answer = answer.map_err(|error| error.text())?;
            let link = answer.location.as_deref().filter(|_| matches!(answer.status, 301 | 302 | 303 | 307 | 308));
            let Some(link) = link.filter(|_| post.is_none()) else {
                return match (answer.status, answer.body) {
                    (200, body) => body.map_err(|error| error.text()),
                    (status, _) => Err(text!("answer-status": "the answer has the status {status}", status)),
                };
            };
            let told: String = link.chars().take(MAX_TOLD).collect();
            let next = url.join(link).ok().filter(is_web).map(as_sent);
            let next = next.ok_or_else(|| not_followed(&told, Text::words(words!("neither http nor https"))))?;
            if download.requests.len() > MAX_REDIRECTS {
                return Err(not_followed(&told, too_many(MAX_REDIRECTS)));
            }
            if let Some(last) = download.requests.last_mut() {
                last.outcome = redirect_to(&told);
            }
            url = next;
        }
    }

    /// What another run has downloaded, if it may still be used by its own account. Nobody is asked then.
    async fn kept(&self, wanted: &Wanted) -> Option<Download> {
        let cache = Arc::clone(self.shared.downloads.cache.as_ref().filter(|_| !wanted.anew)?);
        let key = wanted.key()?;
        let found = tokio::task::spawn_blocking(move || cache.get(&key)).await;
        let got = self.read(wanted, found.ok().flatten()?).await.ok().filter(Got::is_current)?;
        let mut request = unmade(wanted.errand, &wanted.url);
        request.outcome = text!("kept": "kept from an earlier run: {got}", got = got.text());
        Some(Download { requests: vec![request], got: Ok(got), kept: true, ..Download::new() })
    }

    async fn read_and_keep(&self, wanted: &Wanted, body: Vec<u8>) -> Result<Got, Text> {
        let cache = self.shared.downloads.cache.clone().zip(wanted.key());
        // A list holds its own bytes.
        let copy = if cache.is_some() && wanted.errand != Errand::Crl { body.clone() } else { Vec::new() };
        let got = self.read(wanted, body).await?;
        if let Some((cache, key)) = cache.filter(|_| got.is_current()) {
            let list = match &got {
                Got::List(list) => Some(Arc::clone(list)),
                _ => None,
            };
            let write = move || cache.put(&key, list.as_ref().map_or(&copy, |list| list.der()));
            // Whoever waits for the download waits for that too: the next run is to find it.
            let _ = tokio::task::spawn_blocking(write).await;
        }
        Ok(got)
    }

    /// What the bytes are.
    async fn read(&self, wanted: &Wanted, body: Vec<u8>) -> Result<Got, Text> {
        match wanted.errand {
            Errand::Ocsp => {
                let response = ocsp::read(&body)?;
                let sent = wanted.question.as_ref().map(|question| &question.nonce);
                // Whoever keeps answers for all sends none (RFC 5019 4); another one is an answer to somebody else.
                match (sent, &response.nonce) {
                    (Some(sent), Some(said)) if sent != said => {
                        Err(Text::words(words!("its nonce is not the one that was sent")))
                    }
                    _ => Ok(Got::Response(Arc::new(response))),
                }
            }
            Errand::Crl => {
                let lists = &self.shared.downloads.lists;
                if lists.fetch_add(body.len(), Ordering::Relaxed) + body.len() > MAX_LISTS {
                    return Err(text!(
                        "lists-too-long": "not kept: the lists of this run have more than {most} bytes",
                        most = MAX_LISTS
                    ));
                }
                // Half a million entries take a while.
                let read = tokio::task::spawn_blocking(move || list(body)).await;
                read.map_err(|_| Text::words(words!("it cannot be read")))?
            }
            _ => issuers(&body),
        }
    }
}

impl Download {
    /// Nothing yet.
    fn new() -> Self {
        Self { requests: Vec::new(), lookups: Vec::new(), got: Err(Text::default()), kept: false }
    }
}

impl Got {
    /// Whether it may be used without asking again, by its own account and the clock of this machine.
    fn is_current(&self) -> bool {
        let now = super::now();
        match self {
            Self::Issuers(_) => true,
            Self::Response(response) => {
                !response.answers.is_empty() && response.answers.iter().all(|a| a.next_update.is_some_and(|t| t > now))
            }
            Self::List(list) => list.next_update.is_some_and(|time| time > now),
        }
    }

    /// What it is, in words.
    fn text(&self) -> Text {
        match self {
            Self::Issuers(certs) => match &certs[..] {
                [one] => text!("certificate-of": "certificate of {subject}", subject = &one.subject.text),
                more => text!("certificates-had": "{n} certificates", n = more.len()),
            },
            Self::Response(_) => Text::words(words!("OCSP response")),
            Self::List(list) => text!(
                "list-had": "revocation list of {issuer}, {n} entries",
                issuer = &list.issuer.text,
                n = list.count
            ),
        }
    }
}

/// The URLs among some that are asked for: of http and https (RFC 5280 4.2.2.1, 4.2.1.13 allow ldap and others too).
pub(super) fn web<'a>(urls: impl IntoIterator<Item = &'a String>) -> impl Iterator<Item = Url> {
    urls.into_iter().filter_map(|text| Url::parse(text).ok()).filter(is_web).map(as_sent)
}

/// Without what is never sent, so that one place has one name and is asked once.
fn as_sent(mut url: Url) -> Url {
    url.set_fragment(None);
    // Both fail only for URLs that name no host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host()
}

fn issuers(body: &[u8]) -> Result<Got, Text> {
    let ders = container::read(body).certificates;
    let certs: Vec<Arc<Cert>> =
        ders.iter().take(MAX_CERTIFICATES).filter_map(|der| parse::certificate(der).ok().map(Arc::new)).collect();
    if certs.is_empty() { Err(Text::words(words!("no certificate is in the answer"))) } else { Ok(Got::Issuers(certs)) }
}

fn list(body: Vec<u8>) -> Result<Got, Text> {
    let Some(der) = container::read_owned(body).crls.into_iter().next() else {
        return Err(Text::words(words!("no revocation list is in the answer")));
    };
    Crl::new(der)
        .map(|list| Got::List(Arc::new(list)))
        .map_err(|why| text!("list-unread": "the list cannot be read: {why}", why = why.text()))
}
