//! Asking for revocation: the OCSP responder first, the revocation list where that brings nothing, for every certificate
//! of a path about which nothing is known yet. Each download is bounded by the time of one step; certificates are asked
//! about beside each other, the few places that one of them names in turn.

use std::{net::IpAddr, sync::Arc};

use tokio::{task::JoinSet, time::timeout};

use super::{
    Checker,
    completion::Trace,
    downloads::{Download, Got, Question, Wanted, web},
};
use crate::{
    fetch::{self, Url},
    model::{
        Cert, Check, CheckName, Endpoint, Fact, GeneralName, RevocationMode, Text, Walk,
        discovery::Errand,
        revocation::{DistributionPoint, NOT_HAD},
    },
    text,
    walk::Downloaded,
    words,
    x509::{crl::Crl, ocsp, ocsp::Ocsp},
};

/// Responders, distribution points, and places of one such point that are tried; more than one is rare.
const MAX_PLACES: usize = 3;

/// The part of the time that a responder has alone, before the list is asked for beside it.
const HEAD_START: u32 = 4;

/// What was learnt of one certificate.
#[derive(Default)]
struct Learnt {
    response: Option<Arc<Ocsp>>,
    lists: Vec<Arc<Crl>>,
    failures: Vec<Fact>,
    trace: Trace,
}

impl Learnt {
    fn failed(&mut self, url: &Url, why: impl Into<Text>) {
        self.failures.push(Fact::text(NOT_HAD, Text::joined(": ", vec![url.to_string().into(), why.into()])));
    }
}

/// A certificate and its issuer.
type Pair = (Arc<Cert>, Arc<Cert>);

impl Checker {
    /// Whether anybody is asked about the certificates of an endpoint. Data of today says nothing of another time, so
    /// that where one is given it is only looked for if it is insisted on. Microsoft's own are for Microsoft to check.
    pub(super) fn asks_for_revocation(&self, endpoint: &Endpoint) -> bool {
        let settings = &self.shared.settings;
        let wanted = match settings.revocation {
            RevocationMode::Off => false,
            RevocationMode::Soft => settings.at.is_none(),
            RevocationMode::Hard => true,
        };
        wanted && !settings.offline && !endpoint.microsoft
    }

    /// What can be learnt of the certificates of a path.
    pub(super) async fn revocation(&self, walk: &Walk, seen: &[IpAddr], trace: &mut Trace) -> Downloaded {
        let mut asking = JoinSet::new();
        for (number, pair) in unsettled(walk).into_iter().enumerate() {
            let (checker, seen) = (self.clone(), seen.to_vec());
            asking.spawn(async move {
                let learnt = checker.status(&pair, &seen).await;
                (number, pair.0.sha256, learnt)
            });
        }
        let mut all = Vec::new();
        while let Some(done) = asking.join_next().await {
            all.extend(done.ok());
        }
        all.sort_by_key(|(number, ..)| *number);
        let mut downloaded = Downloaded::default();
        for (_, cert, learnt) in all {
            downloaded.responses.extend(learnt.response);
            for list in learnt.lists {
                if !downloaded.crls.iter().any(|known| known.sha256 == list.sha256) {
                    downloaded.crls.push(list);
                }
            }
            downloaded.tried.push((cert, learnt.failures));
            trace.requests.extend(learnt.trace.requests);
            trace.lookups.extend(learnt.trace.lookups);
        }
        downloaded
    }

    async fn status(&self, pair: &Pair, seen: &[IpAddr]) -> Learnt {
        let bound = self.shared.settings.timeout;
        let has_list = !points(&pair.0).is_empty();
        if web(&pair.0.extensions.ocsp).next().is_none() {
            return self.lists(pair, seen).await;
        }
        let mut asking = Box::pin(self.responder(pair, seen));
        if !has_list {
            return asking.await;
        }
        let early = timeout(bound / HEAD_START, &mut asking).await;
        let (mut learnt, lists) = match early {
            Ok(learnt) if learnt.response.is_some() => return learnt,
            Ok(learnt) => (learnt, self.lists(pair, seen).await),
            Err(_) => tokio::join!(asking, self.lists(pair, seen)),
        };
        learnt.lists = lists.lists;
        learnt.failures.extend(lists.failures);
        learnt.trace.requests.extend(lists.trace.requests);
        learnt.trace.lookups.extend(lists.trace.lookups);
        learnt
    }

    /// Asks the responders that a certificate names: by GET, as Windows does and as caches understand it; where that
    /// brings an answer of no use, by POST.
    async fn responder(&self, pair: &Pair, seen: &[IpAddr]) -> Learnt {
        let mut learnt = Learnt::default();
        let (cert, issuer) = pair;
        for url in web(&cert.extensions.ocsp).take(MAX_PLACES) {
            let plain = ocsp::request(cert, issuer, None);
            let by_get = plain.and_then(|request| fetch::ocsp_url(&url, &request));
            let mut why = Text::words(words!("the question cannot be written"));
            let mut answered = true;
            if let Some(by_get) = by_get {
                let wanted = Wanted::file(Errand::Ocsp, by_get);
                let settles =
                    |got: &Got| matches!(got, Got::Response(response) if self.settles(response, pair).is_ok());
                let download = self.download_fit(&wanted, seen, &mut learnt.trace, settles).await;
                match self.usable(&download, pair) {
                    Ok(response) => learnt.response = Some(response),
                    Err(text) => why = text,
                }
                answered = download.requests.last().is_some_and(|request| request.status.is_some());
            }
            let question = || {
                let nonce = ocsp::nonce()?;
                let request = ocsp::request(cert, issuer, Some(&nonce))?;
                Some(Question { request, nonce, about: cert.sha256 })
            };
            if learnt.response.is_none()
                && answered
                && let Some(question) = question()
            {
                let wanted = Wanted { errand: Errand::Ocsp, url: url.clone(), question: Some(question), anew: false };
                let download = self.download(&wanted, seen).await;
                learnt.trace.note(&download);
                match self.usable(&download, pair) {
                    Ok(response) => learnt.response = Some(response),
                    Err(text) => why = text,
                }
            }
            if learnt.response.is_some() {
                break;
            }
            learnt.failed(&url, why);
        }
        learnt
    }

    /// The response, if it settles the question.
    fn usable(&self, download: &Download, pair: &Pair) -> Result<Arc<Ocsp>, Text> {
        match &download.got {
            Ok(Got::Response(response)) => self.settles(response, pair).map(|()| Arc::clone(response)),
            Ok(_) => Err(Text::words(words!("it is no OCSP response"))),
            Err(why) => Err(why.into()),
        }
    }

    fn settles(&self, response: &Ocsp, (cert, issuer): &Pair) -> Result<(), Text> {
        self.shared.examiner.settles(response, cert, issuer)
    }

    /// Downloads the lists that a certificate names: one for each distribution point.
    async fn lists(&self, (cert, issuer): &Pair, seen: &[IpAddr]) -> Learnt {
        let mut learnt = Learnt::default();
        for (point, urls) in points(cert) {
            for url in urls {
                let wanted = Wanted::file(Errand::Crl, url);
                let signed =
                    |got: &Got| matches!(got, Got::List(list) if self.shared.examiner.signed_list(list, issuer));
                let download = self.download_fit(&wanted, seen, &mut learnt.trace, signed).await;
                match &download.got {
                    Ok(Got::List(list)) if list.delta_base.is_some() => {
                        learnt.failed(
                            &wanted.url,
                            Text::words(words!("the list there is a delta, which tells only what has changed")),
                        );
                    }
                    Ok(Got::List(list)) if is_of(list, &point, cert) => {
                        learnt.lists.push(Arc::clone(list));
                        self.delta(list, issuer, seen, &mut learnt).await;
                        break;
                    }
                    Ok(Got::List(list)) => learnt.failed(
                        &wanted.url,
                        text!(
                            "list-of-another": "the list there is of {other}, not of {issuer}",
                            other = &list.issuer.text, issuer = &cert.issuer.text
                        ),
                    ),
                    Ok(_) => learnt.failed(&wanted.url, Text::words(words!("it is no revocation list"))),
                    Err(why) => learnt.failed(&wanted.url, why),
                }
            }
        }
        learnt
    }

    /// Downloads the delta of a list from where the list says that it is (RFC 5280 5.2.6). The list is whole without it,
    /// only older.
    async fn delta(&self, list: &Crl, issuer: &Cert, seen: &[IpAddr], learnt: &mut Learnt) {
        for url in web(&list.freshest).take(MAX_PLACES) {
            let wanted = Wanted::file(Errand::Crl, url);
            let signed = |got: &Got| matches!(got, Got::List(delta) if self.shared.examiner.signed_list(delta, issuer));
            let download = self.download_fit(&wanted, seen, &mut learnt.trace, signed).await;
            match &download.got {
                Ok(Got::List(delta)) if delta.delta_base.is_some() && delta.issuer == list.issuer => {
                    learnt.lists.push(Arc::clone(delta));
                    break;
                }
                Ok(_) => learnt.failed(&wanted.url, Text::words(words!("it is no delta of the list"))),
                Err(why) => learnt.failed(&wanted.url, why),
            }
        }
    }
}

/// The certificates of a path about which nothing is known, with their issuers, if they name anybody to ask. The last has
/// no issuer here, or is an anchor.
fn unsettled(walk: &Walk) -> Vec<Pair> {
    let path = &walk.path;
    let holds =
        |checks: &[(CheckName, Check)], name| checks.iter().any(|(n, check)| *n == name && *check == Check::Holds);
    let fails =
        |checks: &[(CheckName, Check)], name| checks.iter().any(|(n, check)| *n == name && *check == Check::Fails);
    let mut pairs = Vec::new();
    for (i, (below, above)) in path.certificates.iter().zip(path.certificates.iter().skip(1)).enumerate() {
        let settled = holds(&below.checks, CheckName::Revocation) || fails(&below.checks, CheckName::Revocation);
        let linked = path.links.get(i).is_some_and(|link| holds(&link.checks, CheckName::Signature));
        if linked && !settled && names_somebody(&below.cert) {
            pairs.push((Arc::clone(&below.cert), Arc::clone(&above.cert)));
        }
    }
    pairs
}

/// Whether there is anything to be asked about the certificates of a path.
pub(super) fn is_unsettled(walk: &Walk) -> bool {
    !unsettled(walk).is_empty()
}

fn names_somebody(cert: &Cert) -> bool {
    web(&cert.extensions.ocsp).next().is_some() || !points(cert).is_empty()
}

/// The distribution points that can be asked, and where.
fn points(cert: &Cert) -> Vec<(DistributionPoint, Vec<Url>)> {
    let urls = |point: &DistributionPoint| -> Vec<Url> {
        let uri = |name: &GeneralName| match name {
            GeneralName::Uri(uri) => Some(uri.clone()),
            _ => None,
        };
        let uris: Vec<String> = point.names.iter().flatten().filter_map(uri).collect();
        web(&uris).take(MAX_PLACES).collect()
    };
    let points = cert.extensions.distribution_points.iter().map(|point| (point.clone(), urls(point)));
    points.filter(|(_, urls)| !urls.is_empty()).take(MAX_PLACES).collect()
}

/// Whether a list is by whoever is to speak of a certificate.
fn is_of(list: &Crl, point: &DistributionPoint, cert: &Cert) -> bool {
    if point.crl_issuer.is_empty() { list.issuer == cert.issuer } else { point.crl_issuer.contains(&list.issuer) }
}
