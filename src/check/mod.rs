//! Joins the stages: discover, probe, walk, judge. Bounds time and concurrency.
//!
//! Everything that can run at once does: every address of every endpoint is tried at the same time, up to
//! `concurrency`. What a run learns is kept for the run: a certificate is parsed once, a link verified once, a chain
//! walked once, however many addresses present it.
//!
//! This file owns the order of the stages for a target. `wave` runs a domain's probes and requests beside each other,
//! `leads` makes endpoints of what was named, `requests` makes one request, `autodiscover` and `sso` know which ones there
//! are. `examine` turns what was presented into a judged observation, `completion` looks for what it lacks, `revocation`
//! asks whether it is revoked, `downloads` makes each download once. `sni` takes a second look without a server name,
//! `route` says where an endpoint's connections really go, `places` how many go to one address at once, `file` opens
//! chains in files, `workstation` reads computers, `settings` is what the run is to do.

mod autodiscover;
mod beside;
mod completion;
mod downloads;
mod examine;
mod file;
mod intercepted;
mod leads;
mod outcome;
mod places;
mod requests;
mod revocation;
mod route;
mod settings;
mod sni;
mod sso;
mod wave;
mod workstation;

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use tokio::{sync::watch, task::JoinSet};

pub use route::{ConnectTo, RouteError};
pub use settings::Settings;

/// What settings are made of, so that whoever makes them names this room alone.
pub use crate::{
    discover::DnsError,
    fetch::{Cache, Proxies},
    probe::{Identity, IdentityError, PROTOCOLS, Protocol},
    walk::{Limits, PolicyInputs},
    x509::parse::certificate as read_certificate,
};

use crate::{
    discover::{self, Dns, DnsOptions, Inquiry},
    judge,
    model::{
        Cert, Discovery, Endpoint, EndpointKind, Observation, Outcome, Report, Silence, Source, Stage, Target, Text,
        observation::Cause,
        report::{EndpointReport, TargetReport},
    },
    probe::{ProbeOptions, Prober, Way},
    trust::Stores,
    words,
    x509::parse::sha256,
};
use completion::Trace;
use downloads::Downloads;
use examine::Examiner;
use places::Places;
use requests::Answers;
use wave::{Sightings, Wave};

/// Opens the directory where downloads are kept between runs.
///
/// # Errors
///
/// In words, why it cannot be used.
pub fn open_cache(folder: &Path) -> Result<Arc<Cache>, Text> {
    Cache::open(folder, sha256).map(Arc::new)
}

/// What happens during a run, for a progress line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// That many connections were planned.
    Planned(usize),
    /// A connection ended.
    Probed,
}

/// Probes of one address and port at once. A reverse proxy with every role behind it gets about so many from one check,
/// which then costs one timeout if it is mute, not several in turn.
const MOST_AT_ONE: usize = 12;

/// One run: the stores, what was learnt, and the means to ask.
#[derive(Clone)]
pub struct Checker {
    shared: Arc<Shared>,
    dns: Option<Dns>,
    cut: watch::Receiver<bool>,
}

/// What was seen of an endpoint, and what was asked beside.
#[derive(Debug, Default)]
struct Seen {
    observations: Vec<Observation>,
    trace: Trace,
}

struct Shared {
    settings: Settings,
    examiner: Examiner,
    prober: Prober,
    places: Places,
    answers: Answers,
    downloads: Downloads,
    progress: Box<dyn Fn(Event) + Send + Sync>,
}

impl Checker {
    /// Prepares a run. `cut` turning true ends it early: what was not reached is reported as that.
    pub fn new(
        settings: Settings,
        stores: Stores,
        progress: Box<dyn Fn(Event) + Send + Sync>,
        cut: watch::Receiver<bool>,
    ) -> Self {
        let time = settings.at.unwrap_or_else(|| now().saturating_add(settings.ahead));
        let options = ProbeOptions { timeout: settings.timeout, retries: settings.retries };
        let prober = Prober::presenting(options, settings.identity.clone());
        let places = Places::new(settings.concurrency, MOST_AT_ONE);
        let examiner = Examiner::new(&settings, stores, time);
        Self {
            shared: Arc::new(Shared {
                downloads: Downloads::new(settings.timeout, settings.downloads, settings.cache.clone()),
                settings,
                examiner,
                prober,
                places,
                answers: Answers::default(),
                progress,
            }),
            dns: None,
            cut,
        }
    }

    /// Makes the run ready to ask DNS.
    ///
    /// # Errors
    ///
    /// [`DnsError`] if the system's configuration is needed and of no use.
    pub fn with_dns(mut self) -> Result<Self, DnsError> {
        let settings = &self.shared.settings;
        self.dns = Some(Dns::new(DnsOptions {
            servers: settings.dns.clone(),
            timeout: settings.timeout,
            retries: settings.retries,
            ipv4: settings.families.0,
            ipv6: settings.families.1,
            at_once: settings.questions,
        })?);
        Ok(self)
    }

    /// The time judged at, seconds since 1970.
    pub fn time(&self) -> i64 {
        self.shared.examiner.time()
    }

    /// Checks one target.
    pub async fn check(&self, target: &Target) -> TargetReport {
        match target {
            Target::Domain(domain) => self.domain(target, domain).await,
            Target::Host { host, port } => self.host(target, host, *port).await,
            Target::File(path) => self.file(target, path).await,
            Target::Workstation { snapshot, .. } => self.workstation(target, snapshot.clone()).await,
        }
    }

    /// A report of some targets, with the findings about the run.
    pub fn report(&self, targets: Vec<TargetReport>, elapsed: Duration) -> Report {
        let stores = self.shared.examiner.stores().to_vec();
        let cut = *self.cut.borrow();
        let mut report =
            Report { time: self.time(), elapsed, stores, targets, findings: Vec::new(), comparison: None, cut };
        judge::judge_run(&mut report, &self.shared.settings.policy);
        report
    }

    /// What to ask DNS about a domain.
    fn inquiry(&self, domain: &str) -> Inquiry {
        let settings = &self.shared.settings;
        Inquiry {
            domain: domain.to_owned(),
            sip_domains: settings.policy.sip_domains.clone(),
            sso: settings.sso.clone(),
            sbc: settings.sbc.clone(),
            vantage: settings.vantage,
            authoritative: settings.authoritative,
        }
    }

    async fn host(&self, target: &Target, host: &str, port: u16) -> TargetReport {
        let mut discovery = Discovery::default();
        let mut endpoint = Endpoint::tls(EndpointKind::Host, host, port);
        endpoint.transport = self.shared.settings.transport;
        if let Some(name) = &self.shared.settings.name {
            endpoint.names = vec![name.clone()];
        }
        let routed = route::needs_no_lookup(&self.shared.settings.connect_to, host, port);
        if let (Some(dns), false) = (&self.dns, routed) {
            let resolved = self.unless_cut(dns.resolve(host)).await.unwrap_or_default();
            endpoint.trail = resolved.trail;
            endpoint.resolution = resolved.resolution;
            discovery.lookups = resolved.lookups;
        }
        endpoint.microsoft = leads::is_of_microsoft(host, &endpoint.trail);
        self.alone(target, discovery, endpoint).await
    }

    /// Discovers a domain's endpoints, probes them, and follows what is learnt on the way.
    async fn domain(&self, target: &Target, domain: &str) -> TargetReport {
        let mut discovery = match &self.dns {
            Some(dns) => self.unless_cut(dns.discover(&self.inquiry(domain))).await.unwrap_or_default(),
            None => Discovery::default(),
        };
        let mut wave = Wave::new(self, domain);
        discovery.endpoints.iter().for_each(|endpoint| wave.probe(endpoint));
        if !self.shared.settings.offline {
            wave.begin(domain, &discovery);
        }
        wave.settle().await;
        let directory = wave.gather(&mut discovery);
        wave.count_what_was_meant(&mut discovery);
        discover::conclude(&mut discovery, domain, directory);

        for endpoint in wave.named_in_certificates(&mut discovery).await {
            wave.probe(&endpoint);
            discovery.endpoints.push(endpoint);
        }
        wave.settle().await;
        self.finish(target, discovery, &mut wave.seen)
    }

    /// Probes the only endpoint there is.
    async fn alone(&self, target: &Target, mut discovery: Discovery, endpoint: Endpoint) -> TargetReport {
        let seen = self.endpoint(&endpoint).await;
        let mut seen = leads::place(&endpoint).map(|place| (place, seen)).into_iter().collect();
        discovery.endpoints.push(endpoint);
        self.finish(target, discovery, &mut seen)
    }

    /// Puts endpoints and what was seen there together, and judges.
    fn finish(&self, target: &Target, mut discovery: Discovery, seen: &mut Sightings) -> TargetReport {
        let mut reports = Vec::new();
        for endpoint in std::mem::take(&mut discovery.endpoints) {
            let seen = leads::place(&endpoint).and_then(|place| seen.remove(&place)).unwrap_or_default();
            let Seen { mut observations, trace } = seen;
            let beside = sni::set_aside(&mut observations);
            // Whatever answers under a wildcard counts only if somebody gave it a certificate for that very name.
            let meant = !endpoint.wildcard || examine::is_meant(&endpoint, &observations);
            if !meant || !leads::is_there(&endpoint, &observations) {
                continue;
            }
            discovery.count_as_present(&endpoint);
            trace.tell(&mut discovery);
            if let Some(by) = observations.iter().find_map(|o| intercepted::at(&endpoint, o)) {
                wave::intercepted_at(&mut discovery, by);
            }
            // Of a guess it is not known who uses it.
            observations.extend(beside.into_iter().filter(|_| !endpoint.fallback));
            reports.push(EndpointReport { endpoint, observations, findings: Vec::new() });
        }
        let mut report = TargetReport {
            target: target.clone(),
            discovery,
            endpoints: reports,
            workstation: None,
            findings: Vec::new(),
            problems: Vec::new(),
            cut: *self.cut.borrow(),
        };
        judge::judge(&mut report, &self.shared.settings.policy, self.time());
        report
    }

    /// Probes every address of an endpoint, and looks for what its chains lack.
    async fn endpoint(&self, endpoint: &Endpoint) -> Seen {
        let mut observations = self.probe(endpoint).await;
        let beside = sni::set_aside(&mut observations);
        let trace = self.complete(endpoint, &mut observations).await;
        observations.extend(beside);
        Seen { observations, trace }
    }

    async fn probe(&self, endpoint: &Endpoint) -> Vec<Observation> {
        // It may have to ask DNS for a name given by --connect-to.
        let route = route::addresses(&self.shared.settings, self.dns.as_ref(), endpoint);
        let addresses = match self.unless_cut(route).await {
            Some(Ok(addresses)) => addresses,
            Some(Err(silence)) => return vec![silent(None, endpoint, silence)],
            None => return vec![silent(None, endpoint, not_reached(Stage::Resolve))],
        };
        (self.shared.progress)(Event::Planned(addresses.len()));
        let mut tasks = JoinSet::new();
        for (number, address) in addresses.iter().copied().enumerate() {
            let (checker, endpoint) = (self.clone(), endpoint.clone());
            tasks.spawn(async move {
                let observation = checker.observe(&endpoint, address).await;
                let beside = checker.without_sni(&endpoint, &observation).await;
                (number, observation, beside)
            });
        }
        let (mut seen, mut beside) = (vec![None; addresses.len()], vec![None; addresses.len()]);
        while let Some(done) = tasks.join_next().await {
            if let Ok((number, observation, without_sni)) = done {
                seen[number] = Some(observation);
                beside[number] = without_sni;
            }
        }
        seen.into_iter().chain(beside).flatten().collect()
    }

    async fn observe(&self, endpoint: &Endpoint, address: std::net::SocketAddr) -> Observation {
        let host = endpoint.host.as_deref();
        // With --name given, a client that connects by that name puts it into SNI.
        let name = self.shared.settings.name.as_deref().or(host);
        let capture = self
            .unless_cut(async {
                let _seat = self.shared.places.enter(address).await;
                let domain = endpoint.names.first().map_or("", String::as_str);
                let way = Way { transport: endpoint.transport, domain, address, server_name: name };
                let prober = &self.shared.prober;
                if endpoint.fallback { prober.glance(&way).await } else { prober.observe_over(&way).await }
            })
            .await;
        (self.shared.progress)(Event::Probed);
        match capture {
            Some(capture) => self.shared.examiner.observation(endpoint, address, name, capture),
            None => silent(Some(address), endpoint, not_reached(Stage::Connect)),
        }
    }

    /// The result of some work, or `None` once the run is cut. The work takes memory only as long as it lasts: whoever
    /// waits for it may be one of many.
    fn unless_cut<T>(&self, work: impl Future<Output = T>) -> impl Future<Output = Option<T>> {
        let mut work = Box::pin(work);
        let mut cut = self.cut.clone();
        async move {
            tokio::select! {
                biased;
                Ok(_) = cut.wait_for(|cut| *cut) => None,
                done = &mut work => Some(done),
            }
        }
    }
}

/// What is said of what a run that was cut did not reach.
const NOT_REACHED: &str = words!("the run was cut before it was reached");

/// What a run that was cut knows of the rest.
fn not_reached(stage: Stage) -> Silence {
    Silence { stage, cause: Cause::NotReached, why: Text::words(NOT_REACHED) }
}

/// An observation of nothing.
fn silent(address: Option<std::net::SocketAddr>, endpoint: &Endpoint, silence: Silence) -> Observation {
    Observation { address, server_name: endpoint.host.clone(), ..Observation::of(Outcome::Silent(silence)) }
}

/// The clock's time, seconds since 1970.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// Certificates from `--intermediates`, as the walk takes them.
fn extras(intermediates: &[Arc<Cert>]) -> Vec<(Arc<Cert>, Source)> {
    intermediates.iter().map(|cert| (Arc::clone(cert), Source::Intermediates)).collect()
}
