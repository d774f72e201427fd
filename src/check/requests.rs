//! One request beside the probes: where it may go, the way there, and what is written down of it.

use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{net::lookup_host, sync::OnceCell, time::timeout};

use super::{Checker, NOT_REACHED, intercepted, route};
use crate::{
    discover::{MAX_DOCUMENT, catalog::is_microsoft},
    fetch::{self, Answer, FetchError, Get, Refusal, Url, Way},
    model::{
        Endpoint, EndpointKind, Lookup, Silence, Stage, Text,
        discovery::{Errand, Intercepted, Request},
        observation::Cause,
    },
    text, words,
};

/// Most answers remembered, each of at most a megabyte.
const MAX_KNOWN: usize = 64;

/// On whose behalf a request is made.
#[derive(Debug, Clone)]
pub(super) enum Seen {
    /// Of the host itself, which is an endpoint: it is seen at its own addresses.
    Itself,
    /// Of an endpoint seen at these addresses.
    At(Vec<IpAddr>),
}

/// The answers of a run, each URL asked for once on whosever behalf.
#[derive(Default)]
pub(super) struct Answers {
    known: Mutex<HashMap<String, Arc<OnceCell<Asked>>>>,
}

impl Answers {
    fn cell(&self, url: &Url, seen: &Seen) -> Arc<OnceCell<Asked>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MAX_KNOWN {
            known.clear();
        }
        Arc::clone(known.entry(format!("{seen:?} {url}")).or_default())
    }
}

/// A request that was made, and what came of it.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// As reported. The outcome is empty until somebody has read the answer.
    pub request: Request,
    /// The answer, or why there is none.
    pub answer: Result<Answer, AskError>,
    /// Addresses at which the server was seen: none through a proxy.
    pub seen: Vec<IpAddr>,
    /// The other addresses that could have been asked.
    pub others: Vec<SocketAddr>,
    /// What DNS was asked.
    pub lookups: Vec<Lookup>,
    /// Somebody stands between us and Microsoft's host.
    pub intercepted: Option<Intercepted>,
}

/// Why there is no answer.
#[derive(Debug, Clone)]
pub(super) enum AskError {
    /// The URL is not one that is asked for.
    Refused(Refusal),
    /// The name leads nowhere.
    NoAddress(Silence),
    /// The request failed.
    Failed(FetchError),
    /// The proxy's name leads nowhere.
    Proxy(Text),
    /// It was mute too often.
    GivenUp,
    /// The run ended before.
    Cut,
}

impl From<Refusal> for AskError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl AskError {
    /// It in words.
    pub fn text(&self) -> Text {
        match self {
            Self::Refused(why) => text!("not-asked": "not asked: {why}", why = why.text()),
            Self::NoAddress(silence) => silence.text(),
            Self::Failed(error) => error.text(),
            Self::Proxy(why) => {
                text!("proxy-not-found": "the address of the proxy cannot be looked up: {why}", why)
            }
            Self::GivenUp => {
                Text::words(words!("not asked again: it was asked before in this run, and gave no answer in time"))
            }
            Self::Cut => Text::words(NOT_REACHED),
        }
    }
}

impl Asked {
    /// Says what came of it.
    pub fn because(mut self, outcome: impl Into<Text>) -> Self {
        self.request.outcome = outcome.into();
        self
    }

    /// The status and the body, once both are there; else why not, in words.
    pub fn document(&self) -> Result<(u16, &[u8]), Text> {
        let answer = self.answer.as_ref().map_err(AskError::text)?;
        let body = answer.body.as_ref().map_err(
            |error| text!("status-and": "status {status}, {error}", status = answer.status, error = error.text()),
        )?;
        Ok((answer.status, body))
    }
}

impl Checker {
    /// Asks for one document, unless that was done before in this run. Addresses are checked before they are connected to, whatever led to them; those that the
    /// user named with `--connect-to` are the user's own choice.
    pub(super) async fn ask(&self, purpose: Errand, url: &Url, accept: &str, seen: &Seen) -> Asked {
        let cell = self.shared.answers.cell(url, seen);
        let get = document(url, accept);
        let asked = cell.get_or_init(|| self.ask_anew(purpose, &get, (seen, None))).await;
        let mut asked = asked.clone();
        asked.request.purpose = purpose;
        asked
    }

    /// Asks one member of a pool.
    pub(super) async fn ask_member(&self, purpose: Errand, url: &Url, accept: &str, at: SocketAddr) -> Asked {
        self.ask_anew(purpose, &document(url, accept), (&Seen::Itself, Some(at))).await
    }

    /// Makes one request, whatever was asked before.
    pub(super) async fn ask_anew(&self, purpose: Errand, get: &Get<'_>, to: To<'_>) -> Asked {
        let url = get.url;
        let mut asked = Asked {
            request: unmade(purpose, url),
            answer: Err(AskError::Cut),
            seen: Vec::new(),
            others: Vec::new(),
            lookups: Vec::new(),
            intercepted: None,
        };
        let done = self.unless_cut(self.carry_out(purpose, get, to)).await;
        let Some((fetched, lookups)) = done else { return asked };
        asked.lookups = lookups;
        let Arrived { fetched, through_proxy, others } = match fetched {
            Ok(arrived) => arrived,
            Err(error) => {
                asked.answer = Err(error);
                return asked;
            }
        };
        asked.seen = fetched.address.filter(|_| !through_proxy).map(|address| address.ip()).into_iter().collect();
        let chain = self.shared.examiner.chain(&fetched.presented);
        if url.host_str().is_some_and(is_microsoft) && !chain.sent.is_empty() {
            let host = url.host_str().unwrap_or_default();
            let known = self.shared.examiner.known(&chain, None);
            asked.intercepted = known.0.as_ref().and_then(|walk| intercepted::by(host, &chain, walk));
        }
        asked.others = others.into_iter().filter(|other| Some(*other) != fetched.address).collect();
        asked.request.address = fetched.address;
        asked.request.elapsed = fetched.elapsed;
        asked.request.presented = chain.sent.iter().map(|sent| sent.sha256).collect();
        if let Ok(answer) = &fetched.answer {
            asked.request.status = Some(answer.status);
            asked.request.ahead = answer.ahead;
            asked.request.server = answer.server_fqdn.clone();
        }
        asked.answer = fetched.answer.map_err(AskError::Failed);
        asked
    }

    async fn carry_out(
        &self,
        purpose: Errand,
        get: &Get<'_>,
        (seen, at): To<'_>,
    ) -> (Result<Arrived, AskError>, Vec<Lookup>) {
        let settings = &self.shared.settings;
        let url = get.url;
        let unsendable = || (Err(AskError::Failed(FetchError::Unsendable)), Vec::new());
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else { return unsendable() };
        let host = host.trim_matches(['[', ']']).trim_end_matches('.').to_owned();
        let routed = route::leads_elsewhere(&settings.connect_to, &host, port);
        if let Some(proxy) = settings.proxies.proxy_for(url.scheme(), &host, port).filter(|_| !routed) {
            return (self.through(purpose, proxy, &host, port, get).await, Vec::new());
        }

        let mut lookups = Vec::new();
        let mut endpoint = Endpoint::tls(EndpointKind::Host, &host, port);
        if let Some(dns) = &self.dns
            && !route::needs_no_lookup(&settings.connect_to, &host, port)
        {
            let Ok(resolved) = timeout(get.within, dns.resolve(&host)).await else {
                let within = format!("{:?}", get.within);
                let why = text!("no-answer-within": "no answer within {within}", within);
                return (
                    Err(AskError::NoAddress(Silence { stage: Stage::Resolve, cause: Cause::TimedOut, why })),
                    lookups,
                );
            };
            endpoint.trail = resolved.trail;
            endpoint.resolution = resolved.resolution;
            lookups = resolved.lookups;
        }
        let mut addresses = match route::addresses(settings, self.dns.as_ref(), &endpoint).await {
            Ok(addresses) => addresses,
            Err(silence) => return (Err(AskError::NoAddress(silence)), lookups),
        };
        if !routed {
            let seen = match seen {
                Seen::Itself => addresses.iter().map(|address| address.ip()).collect(),
                Seen::At(addresses) => addresses.clone(),
            };
            let mut refusal = None;
            // An entry of --connect-to that names a port alone changes the port, and nothing else.
            addresses.retain(|address| match fetch::permit(SocketAddr::new(address.ip(), port), &seen) {
                Ok(()) => true,
                Err(why) => {
                    refusal.get_or_insert(why);
                    false
                }
            });
            if let Some(why) = refusal.filter(|_| addresses.is_empty()) {
                return (Err(AskError::Refused(why)), lookups);
            }
        }
        addresses.retain(|address| at.is_none_or(|at| at == *address));
        let way = Way::Straight(&addresses);
        if is_download(purpose) {
            let fetched = self.shared.downloads.get(get, way).await;
            let arrived = fetched.map(|fetched| Arrived { fetched, through_proxy: false, others: addresses });
            return (arrived, lookups);
        }
        let _seat = match addresses.first() {
            Some(address) => Some(self.shared.places.enter(*address).await),
            None => None,
        };
        let fetched = fetch::get(&self.shared.prober, get, way).await;
        (Ok(Arrived { fetched, through_proxy: false, others: addresses }), lookups)
    }

    /// The proxy is part of this machine's surroundings, so that its name is looked up as the machine does.
    async fn through(
        &self,
        purpose: Errand,
        proxy: &Url,
        host: &str,
        port: u16,
        get: &Get<'_>,
    ) -> Result<Arrived, AskError> {
        fetch::permit_through_proxy(host, port)?;
        let of_proxy = (proxy.host_str().unwrap_or_default(), proxy.port_or_known_default().unwrap_or_default());
        let found = timeout(self.shared.settings.timeout, lookup_host(of_proxy)).await;
        let addresses: Vec<_> = match found {
            Ok(Ok(found)) => found.collect(),
            Ok(Err(error)) => return Err(AskError::Proxy(error.to_string().into())),
            Err(_) => return Err(AskError::Proxy(Text::words(words!("no answer in time")))),
        };
        let way = Way::Through(proxy, &addresses);
        let fetched = if is_download(purpose) {
            self.shared.downloads.get(get, way).await?
        } else {
            let _slot = self.shared.places.anywhere().await;
            fetch::get(&self.shared.prober, get, way).await
        };
        Ok(Arrived { fetched, through_proxy: true, others: Vec::new() })
    }
}

/// Downloads have slots and a haste of their own, so that a site that never ends takes none from the probes.
fn is_download(purpose: Errand) -> bool {
    matches!(purpose, Errand::Issuer | Errand::Ocsp | Errand::Crl)
}

struct Arrived {
    fetched: fetch::Fetched,
    through_proxy: bool,
    /// The addresses that could have been asked, the one asked among them.
    others: Vec<SocketAddr>,
}

/// On whose behalf, and at which of the addresses alone.
pub(super) type To<'a> = (&'a Seen, Option<SocketAddr>);

/// How a document is asked for.
fn document<'a>(url: &'a Url, accept: &'a str) -> Get<'a> {
    Get { url, accept, most: MAX_DOCUMENT, post: None, within: Duration::MAX }
}

/// A request of which nothing has come yet.
pub(super) fn unmade(purpose: Errand, url: &Url) -> Request {
    Request {
        purpose,
        url: url.to_string(),
        address: None,
        status: None,
        outcome: Text::default(),
        ahead: None,
        server: None,
        presented: Vec::new(),
        elapsed: Duration::ZERO,
    }
}
