//! What an endpoint's chains lack: issuers that other members of the pool send, or that can be downloaded from where the
//! certificates say that they are (RFC 5280 4.2.2.1).
//!
//! What is downloaded is a candidate like any other: only the certificate whose URL it came from, and what is above that,
//! may be completed by it, and only if its key made the signature.

use std::{collections::HashSet, net::IpAddr, sync::Arc};

use tokio::task::JoinSet;

use super::{
    Checker,
    downloads::{Download, Got, Wanted, web},
    examine::{Extra, stapled},
    revocation::is_unsettled,
};
use crate::{
    model::{
        Beside, Cert, Completion, EndKind, Endpoint, Fact, Fault, Lookup, Observation, PresentedChain, Source, Text,
        Trust, Walk,
        chain::{DOWNLOAD, DOWNLOADED, NOT_TRIED},
        discovery::{Discovery, Errand, Request},
    },
    words,
};

/// Downloads for one chain. Deeper hierarchies than this are not seen.
const MAX_ISSUERS: usize = 5;

/// What was asked on the way.
#[derive(Debug, Default)]
pub(super) struct Trace {
    pub requests: Vec<Request>,
    pub lookups: Vec<Lookup>,
}

impl Trace {
    pub fn note(&mut self, download: &Download) {
        self.requests.extend(download.requests.iter().cloned());
        self.lookups.extend(download.lookups.iter().cloned());
    }

    /// Puts it with what else was asked, each request once.
    pub fn tell(self, discovery: &mut Discovery) {
        super::wave::note_lookups(discovery, self.lookups);
        for new in self.requests {
            let same = |r: &Request| (r.purpose, &r.url, r.address) == (new.purpose, &new.url, new.address);
            if !discovery.requests.iter().any(same) {
                discovery.requests.push(new);
            }
        }
    }
}

/// One chain, and what is known of it.
struct Case {
    chain: PresentedChain,
    stapled: Option<Vec<u8>>,
    walk: Walk,
    /// Where the endpoint was seen.
    seen: Vec<IpAddr>,
    /// What other members sent.
    members: Extra,
    /// Whether revocation is asked for.
    asks: bool,
}

/// What became of it.
struct Completed {
    walk: Walk,
    /// What further stores say, where revocation was asked for.
    also: Option<Vec<Beside>>,
    downloaded: Option<bool>,
    trace: Trace,
}

/// What was downloaded for one chain.
#[derive(Default)]
struct Haul {
    issuers: Extra,
    /// Fingerprint of each, and where it was.
    from: Vec<([u8; 32], String)>,
    /// What came to nothing: the certificate that named it, and why.
    failures: Vec<([u8; 32], Text)>,
    /// Whether anything was tried.
    tried: bool,
}

impl Checker {
    /// Walks the chains that fail once more, with what other members of the same pool sent and what could be
    /// downloaded.
    pub(super) async fn complete(&self, endpoint: &Endpoint, observations: &mut [Observation]) -> Trace {
        let mut trace = Trace::default();
        let members = self.shared.examiner.members(observations);
        let asks = self.asks_for_revocation(endpoint);
        let mut cases = JoinSet::new();
        for (number, (observation, members)) in observations.iter_mut().zip(members).enumerate() {
            let Some(walk) = &observation.walk else { continue };
            let case = Case {
                chain: observation.presented.clone(),
                stapled: stapled(observation.session.as_ref()).map(<[u8]>::to_vec),
                walk: walk.clone(),
                seen: observation.address.map(|address| address.ip()).into_iter().collect(),
                members,
                asks,
            };
            if !case.wants() {
                continue;
            }
            let checker = self.clone();
            cases.spawn(async move { (number, checker.complete_one(case).await) });
        }
        let mut done: Vec<(usize, Completed)> = Vec::new();
        while let Some(one) = cases.join_next().await {
            done.extend(one.ok());
        }
        done.sort_by_key(|(number, _)| *number);
        for (number, completed) in done {
            observations[number].walk = Some(completed.walk);
            observations[number].downloaded = completed.downloaded;
            if let Some(also) = completed.also {
                observations[number].also = also;
            }
            trace.requests.extend(completed.trace.requests);
            trace.lookups.extend(completed.trace.lookups);
        }
        trace
    }

    async fn complete_one(&self, case: Case) -> Completed {
        let mut trace = Trace::default();
        let haul = self.issuers(&case, &mut trace).await;
        let examiner = &self.shared.examiner;
        let stapled = case.stapled.as_deref();
        let again = |extra: &[&Extra], data| examiner.walk_with(&case.chain, stapled, extra, data);
        let mut walk = case.walk.clone();
        let mut downloaded = haul.tried.then_some(false);
        if !haul.issuers.is_empty() {
            walk = again(&[&haul.issuers], None).unwrap_or(walk);
            downloaded = Some(walk.completed_by == Some(Completion::Aia));
        }
        let nobody = Extra::new();
        let helped = !case.members.is_empty() && may_be_helped(&case.walk);
        let further = [if helped { &case.members } else { &nobody }, &haul.issuers];
        if helped {
            walk = again(&further, None).unwrap_or(walk);
        }
        let mut also = None;
        if case.asks && is_unsettled(&walk) {
            let data = self.revocation(&walk, &case.seen, &mut trace).await;
            walk = again(&further, Some(&data)).unwrap_or(walk);
            also = Some(examiner.beside_with(&case.chain, (stapled, Some(&data)), Some(&walk)));
        }
        haul.tell(&mut walk);
        if self.shared.settings.offline {
            untried(&mut walk);
        }
        Completed { walk, also, downloaded, trace }
    }

    /// Downloads the issuer of the certificate at which the path ends, and of the one at which it ends then; or the one that
    /// is to take the place of what was sent.
    async fn issuers(&self, case: &Case, trace: &mut Trace) -> Haul {
        let mut haul = Haul::default();
        if self.shared.settings.offline {
            return haul;
        }
        let examiner = &self.shared.examiner;
        let mut walk = case.walk.clone();
        let mut asked = HashSet::new();
        while let Some(top) = wants_issuer(&walk).cloned() {
            let mut found = false;
            for url in web(&top.extensions.ca_issuers) {
                if found || asked.len() >= MAX_ISSUERS || !asked.insert(url.clone()) {
                    break;
                }
                haul.tried = true;
                let wanted = Wanted::file(Errand::Issuer, url);
                let leads_up =
                    |got: &Got| matches!(got, Got::Issuers(certs) if !self.leading_up(&top, certs).is_empty());
                let download = self.download_fit(&wanted, &case.seen, trace, leads_up).await;
                let url = wanted.url.to_string();
                let certs = match &download.got {
                    Ok(Got::Issuers(certs)) => self.leading_up(&top, certs),
                    Ok(_) => Vec::new(),
                    Err(why) => {
                        haul.failures.push((top.sha256, Text::joined(": ", vec![url.into(), why.clone()])));
                        continue;
                    }
                };
                if certs.is_empty() {
                    let other = Text::words(words!("what is there did not sign the certificate"));
                    let why = Text::joined(": ", vec![url.clone().into(), other]);
                    haul.failures.push((top.sha256, why));
                }
                for cert in certs {
                    found = true;
                    haul.from.push((cert.sha256, url.clone()));
                    haul.issuers.push((cert, Source::Aia));
                }
            }
            if !found {
                break;
            }
            match examiner.walk_with(&case.chain, case.stapled.as_deref(), &[&haul.issuers], None) {
                Some(next) => walk = next,
                None => break,
            }
        }
        haul
    }

    /// Downloads; what is kept from another run and is not fit for the purpose is downloaded anew.
    pub(super) async fn download_fit(
        &self,
        wanted: &Wanted,
        seen: &[IpAddr],
        trace: &mut Trace,
        fit: impl Fn(&Got) -> bool,
    ) -> Arc<Download> {
        let mut download = self.download(wanted, seen).await;
        if download.kept && !download.got.as_ref().is_ok_and(fit) {
            download = self.download(&Wanted { anew: true, ..wanted.clone() }, seen).await;
        }
        trace.note(&download);
        download
    }

    /// Those among some certificates that signed this one, and those that signed them.
    fn leading_up(&self, top: &Arc<Cert>, certs: &[Arc<Cert>]) -> Vec<Arc<Cert>> {
        let mut up = vec![Arc::clone(top)];
        let mut next = 0;
        while let Some(child) = up.get(next).cloned() {
            next += 1;
            for cert in certs {
                let new = !up.iter().any(|known| known.sha256 == cert.sha256);
                if new && cert.subject == child.issuer && self.shared.examiner.signed(&child, cert) {
                    up.push(Arc::clone(cert));
                }
            }
        }
        up.split_off(1)
    }
}

impl Case {
    /// Whether there is anything to be done.
    fn wants(&self) -> bool {
        wants_issuer(&self.walk).is_some()
            || (self.asks && is_unsettled(&self.walk))
            || (!self.members.is_empty() && may_be_helped(&self.walk))
    }
}

impl Haul {
    /// Adds to the evidence where issuers were found, and why not.
    fn tell(&self, walk: &mut Walk) {
        let path = &mut walk.path;
        let is_aia = |i: usize| path.certificates.get(i).filter(|c| c.source == Source::Aia);
        let from = |cert: &Cert| self.from.iter().find(|(sha256, _)| *sha256 == cert.sha256);
        let place = |cert: &Cert| from(cert).map(|(_, url)| Fact::text(DOWNLOADED, url.clone()));
        for fault in &mut path.faults {
            let i = fault.position.index();
            let Some(child) = path.certificates.get(i) else { continue };
            match fault.code {
                "root-untrusted" => fault.facts.extend(is_aia(i).and_then(|root| place(&root.cert))),
                "issuer-missing" | "issuer-unknown" => {}
                _ => continue,
            }
            if let Some(issuer) = is_aia(i + 1) {
                fault.facts.push(Fact::text("SHA-256", issuer.cert.fingerprint()));
                fault.facts.extend(place(&issuer.cert));
            }
            let failures = self.failures.iter().filter(|(sha256, _)| *sha256 == child.cert.sha256);
            fault.facts.extend(failures.map(|(_, why)| Fact::text(DOWNLOAD, why.clone())));
        }
    }
}

/// Says of the issuers that are lacking that no download was tried.
pub(super) fn untried(walk: &mut Walk) {
    let path = &mut walk.path;
    for fault in path.faults.iter_mut().filter(|f| matches!(f.code, "issuer-missing" | "issuer-unknown")) {
        let child = path.certificates.get(fault.position.index());
        if child.is_some_and(|c| !c.cert.extensions.ca_issuers.is_empty()) {
            fault.facts.push(Fact::text(DOWNLOAD, Text::words(NOT_TRIED)));
        }
    }
}

/// The certificate whose issuer is wanted: the one at which the path ends for want of it, or the first whose issuer is out of
/// its time, unless a current copy is known. An issuer of another key is not looked for: what was sent is told as that,
/// whether the right one can be had or not.
fn wants_issuer(walk: &Walk) -> Option<&Arc<Cert>> {
    let path = &walk.path;
    let lacks = matches!(path.end.kind, EndKind::IssuerMissing | EndKind::IssuerUnknown);
    let of_fault = |fault: &Fault| {
        let i = fault.position.index();
        let is_dated = matches!(fault.code, "cert-expired" | "cert-not-yet-valid");
        let is_sent = matches!(path.certificates.get(i)?.source, Source::Presented(_));
        let replaced = walk.replacements.iter().any(|copy| copy.index == i);
        i.checked_sub(1).filter(|_| is_dated && is_sent && !replaced)
    };
    let end = Some(path.end.index).filter(|_| lacks);
    let wanted = end.or_else(|| path.faults.iter().filter(|fault| fault.decides).find_map(of_fault))?;
    path.certificates.get(wanted).map(|c| &c.cert)
}

/// Whether another certificate of an authority could mend the path, or stands for what is wrong with it.
fn may_be_helped(walk: &Walk) -> bool {
    let helped = |fault: &Fault| match fault.code {
        "issuer-missing" | "issuer-unknown" | "issuer-key-mismatch" => true,
        "cert-expired" | "cert-not-yet-valid" => fault.position.index() > 0,
        _ => false,
    };
    walk.trust != Trust::Trusted && walk.path.faults.iter().any(helped)
}
