//! What was presented, walked and compared: bytes to an observation that only lacks its findings.

use std::{
    collections::{HashMap, HashSet},
    net::SocketAddr,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use super::{Settings, beside, extras};
use crate::{
    discover::catalog,
    model::{
        AnchorSet, Beside, Cert, Distrusted, Endpoint, EndpointKind, GeneralName, Observation, Outcome, PresentedChain,
        Purpose, RevocationMode, Sent, Session, Silence, Source, Stage, Text, Walk, chain::Profile, observation::Cause,
        report::Store,
    },
    probe::Capture,
    trust::{self, Also, Stores},
    walk::{self, Bag, Downloaded, Limits, Memory, PolicyInputs, Revocation},
    x509::{
        crl::Crl,
        names::{self, Match},
        ocsp::Ocsp,
        opinion::Anchors,
        parse,
        signature::Verdict,
    },
};

/// Most entries of each cache; a chain of three with its walk takes about 20 kB, so that they stay below 10 MB. What many
/// addresses have in common (the certificates of one pool, a few authorities) is much less.
const MAX_CACHED: usize = 512;

/// The fingerprints of what was sent, in order, and that of the OCSP response stapled to it.
type ChainKey = (Vec<[u8; 32]>, Option<[u8; 32]>);
/// What is known of a chain: its walk and what webpki says.
type Known = (Option<Walk>, Option<Result<(), String>>);

/// Certificates that were not sent, with where they were found.
pub(super) type Extra = Vec<(Arc<Cert>, Source)>;

/// Everything needed to examine a chain, and what was learnt in doing so.
pub(super) struct Examiner {
    stores: Stores,
    time: i64,
    purpose: Purpose,
    profile: Profile,
    policies: PolicyInputs,
    revocation: RevocationMode,
    crls: Vec<Arc<Crl>>,
    responses: Vec<Arc<Ocsp>>,
    limits: Limits,
    extra: Extra,
    memory: Memory,
    opinions: OnceLock<Anchors>,
    parsed: Mutex<HashMap<[u8; 32], Sent>>,
    walked: Mutex<HashMap<ChainKey, Arc<Known>>>,
    beside: Mutex<HashMap<ChainKey, Vec<Beside>>>,
}

impl Examiner {
    pub fn new(settings: &Settings, mut stores: Stores, time: i64) -> Self {
        stores.settle(&settings.intermediates);
        Self {
            stores,
            time,
            purpose: settings.purpose,
            profile: settings.profile,
            policies: settings.policies.clone(),
            revocation: settings.revocation,
            crls: settings.crls.clone(),
            responses: settings.responses.clone(),
            limits: settings.limits,
            extra: extras(&settings.intermediates),
            memory: Memory::default(),
            opinions: OnceLock::new(),
            parsed: Mutex::default(),
            walked: Mutex::default(),
            beside: Mutex::default(),
        }
    }

    pub fn time(&self) -> i64 {
        self.time
    }

    pub fn stores(&self) -> &[Store] {
        &self.stores.stores
    }

    /// The chain of some DER certificates, each parsed once in a run.
    pub fn chain(&self, ders: &[Vec<u8>]) -> PresentedChain {
        let one = |der: &Vec<u8>| {
            let key = parse::sha256(der);
            if let Some(known) = self.parsed.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
                return known.clone();
            }
            let sent = parse::sent(der);
            let mut parsed = self.parsed.lock().unwrap_or_else(PoisonError::into_inner);
            if parsed.len() >= MAX_CACHED {
                parsed.clear();
            }
            parsed.insert(key, sent.clone());
            sent
        };
        PresentedChain { sent: ders.iter().map(one).collect() }
    }

    /// The walk of a chain, with the OCSP response stapled to it, and webpki's opinion of it.
    pub fn known(&self, chain: &PresentedChain, stapled: Option<&[u8]>) -> Arc<Known> {
        let key: ChainKey = (chain.sent.iter().map(|s| s.sha256).collect(), stapled.map(parse::sha256));
        if let Some(known) = self.walked.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Arc::clone(known);
        }
        let walk = self.walk(chain, stapled, &self.extra);
        let known = Arc::new((walk, self.opinion(chain)));
        let mut walked = self.walked.lock().unwrap_or_else(PoisonError::into_inner);
        if walked.len() >= MAX_CACHED {
            walked.clear();
        }
        walked.insert(key, Arc::clone(&known));
        known
    }

    fn walk(&self, chain: &PresentedChain, stapled: Option<&[u8]>, extra: &[(Arc<Cert>, Source)]) -> Option<Walk> {
        self.walk_against(chain, (stapled, None), extra, (&self.stores.anchors, &self.stores.distrusted))
    }

    /// What every store says beside the deciding one, remembered like the deciding walk.
    pub fn beside(&self, chain: &PresentedChain, stapled: Option<&[u8]>, decided: Option<&Walk>) -> Vec<Beside> {
        if self.stores.also.is_empty() {
            return Vec::new();
        }
        let key: ChainKey = (chain.sent.iter().map(|s| s.sha256).collect(), stapled.map(parse::sha256));
        if let Some(known) = self.beside.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return known.clone();
        }
        let verdicts = self.beside_with(chain, (stapled, None), decided);
        let mut known = self.beside.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MAX_CACHED {
            known.clear();
        }
        known.insert(key, verdicts.clone());
        verdicts
    }

    /// The same with what was downloaded about revocation. Issuers that were downloaded are left out: every store speaks
    /// of what was sent.
    pub fn beside_with(
        &self,
        chain: &PresentedChain,
        (stapled, downloaded): (Option<&[u8]>, Option<&Downloaded>),
        decided: Option<&Walk>,
    ) -> Vec<Beside> {
        let verdict = |also: &Also| {
            let anchors = also.anchors_for(chain, self.purpose, self.time);
            let walk = self.walk_against(chain, (stapled, downloaded), &self.extra, (&anchors, &also.distrusted));
            beside::verdict(also, walk.as_ref(), decided)
        };
        self.stores.also.iter().map(verdict).collect()
    }

    /// The walk by some anchors. Signatures are remembered whatever the anchors are.
    fn walk_against(
        &self,
        chain: &PresentedChain,
        (stapled, downloaded): (Option<&[u8]>, Option<&Downloaded>),
        extra: &[(Arc<Cert>, Source)],
        (anchors, distrusted): (&AnchorSet, &Distrusted),
    ) -> Option<Walk> {
        let bag = Bag { sent: chain, extra, anchors };
        let options = walk::Options {
            time: self.time,
            purpose: self.purpose,
            profile: self.profile,
            policy: self.policies.clone(),
            revocation: Revocation {
                mode: self.revocation,
                crls: &self.crls,
                responses: &self.responses,
                stapled,
                downloaded,
            },
            limits: self.limits,
            is_public: &trust::is_public,
            distrusted,
        };
        walk::explore(&bag, &options, &self.memory)
    }

    /// What webpki says of what was sent, without a word on revocation; it has none for "any purpose" either.
    fn opinion(&self, chain: &PresentedChain) -> Option<Result<(), String>> {
        if self.purpose == Purpose::Any {
            return None;
        }
        let anchors =
            self.opinions.get_or_init(|| Anchors::new(self.stores.anchors.iter().map(|anchor| &*anchor.cert.der)));
        let ders: Vec<&[u8]> = chain.sent.iter().map(|s| &*s.der).collect();
        Some(anchors.accept(&ders, self.time, self.purpose))
    }

    /// The observation of one address.
    pub fn observation(
        &self,
        endpoint: &Endpoint,
        address: SocketAddr,
        server_name: Option<&str>,
        capture: Capture,
    ) -> Observation {
        let outcome = settled(endpoint, capture.outcome);
        let presented = self.chain(&capture.presented);
        let mut session = capture.session;
        if let Some(session) = &mut session {
            let text = |der: &Vec<u8>| {
                parse::distinguished_name(der).map_or_else(|| "(unreadable name)".to_owned(), |name| name.text)
            };
            session.acceptable_issuers = capture.acceptable_issuers.iter().map(text).collect();
        }
        let (walk, opinion) = match outcome {
            Outcome::Presented => (*self.known(&presented, stapled(session.as_ref()))).clone(),
            _ => (None, None),
        };
        let also = match outcome {
            Outcome::Presented => self.beside(&presented, stapled(session.as_ref()), walk.as_ref()),
            _ => Vec::new(),
        };
        let connecting = connecting_names(endpoint).into_iter().filter(|_| outcome == Outcome::Presented);
        // The first that matches, else what is said of the first.
        let (name_matches, common_name_only) = connecting
            .map(|name| answers(&presented, &name))
            .reduce(|best, next| if best.0 != Some(true) && next.0 == Some(true) { next } else { best })
            .unwrap_or((None, false));
        Observation {
            address: Some(address),
            server_name: server_name.filter(|_| capture.sni_sent).map(str::to_owned),
            session,
            presented,
            walk,
            name_matches,
            common_name_only,
            opinion,
            also,
            ..Observation::of(outcome)
        }
    }

    /// What the other members of the pool sent, for each observation.
    pub fn members(&self, observations: &[Observation]) -> Vec<Extra> {
        let intermediates = |o: &Observation| -> Extra {
            let Some(address) = o.address else { return Vec::new() };
            o.presented.certs().skip(1).map(|(_, cert)| (Arc::clone(cert), Source::Member(address))).collect()
        };
        let sent: Vec<Extra> = observations.iter().map(intermediates).collect();
        let others = |number: usize| {
            let others = sent.iter().enumerate().filter(move |(other, _)| *other != number);
            others.flat_map(|(_, certs)| certs.iter().cloned())
        };
        (0..sent.len()).map(|number| others(number).collect()).collect()
    }

    /// The walk of a chain with further certificates, each counted where it comes first.
    pub fn walk_with(
        &self,
        chain: &PresentedChain,
        stapled: Option<&[u8]>,
        further: &[&Extra],
        downloaded: Option<&Downloaded>,
    ) -> Option<Walk> {
        let mut extra = self.extra.clone();
        let mut known: HashSet<[u8; 32]> = extra.iter().map(|(cert, _)| cert.sha256).collect();
        for (cert, source) in further.iter().copied().flatten() {
            if known.insert(cert.sha256) {
                extra.push((Arc::clone(cert), source.clone()));
            }
        }
        let stores = (&self.stores.anchors, &self.stores.distrusted);
        self.walk_against(chain, (stapled, downloaded), &extra, stores)
    }

    /// Whether the key of a certificate made the signature of a revocation list.
    pub fn signed_list(&self, list: &Crl, issuer: &Cert) -> bool {
        self.memory.verify_list(list, issuer).0 == Verdict::Valid
    }

    /// Whether an OCSP response tells whether a certificate is revoked; in words, why not.
    pub fn settles(&self, response: &Ocsp, cert: &Cert, issuer: &Cert) -> Result<(), Text> {
        walk::settles(response, cert, issuer, self.time, &self.memory)
    }

    /// Whether the key of one certificate made the signature of another.
    pub fn signed(&self, child: &Cert, issuer: &Cert) -> bool {
        self.memory.verify(child, issuer).0 == Verdict::Valid
    }
}

/// What an outcome means in the role of an endpoint: an A/V Edge shows no certificate, whatever it makes of a TLS hello
/// (MS-TURN 2.1.1). One that does not answer at all, or answers as another service, is what it is.
fn settled(endpoint: &Endpoint, outcome: Outcome) -> Outcome {
    use Cause::{Alert, Closed, Protocol, TimedOut};
    match &outcome {
        Outcome::Silent(Silence { stage: Stage::Handshake, cause: Alert | Closed | Protocol | TimedOut, .. })
            if endpoint.kinds == [EndpointKind::AvEdge] =>
        {
            Outcome::ByDesign
        }
        _ => outcome,
    }
}

/// The OCSP response that came with the chain.
pub(super) fn stapled(session: Option<&Session>) -> Option<&[u8]> {
    session.and_then(|s| s.stapled_ocsp.as_deref())
}

/// Whether the leaf answers for a name, and whether only its common name does.
pub(super) fn answers(chain: &PresentedChain, name: &str) -> (Option<bool>, bool) {
    match chain.leaf().map(|leaf| names::matches(leaf, name)) {
        Some(Match::Yes) => (Some(true), false),
        Some(Match::CommonNameOnly) => (Some(false), true),
        Some(Match::No) => (Some(false), false),
        None => (None, false),
    }
}

/// Whether somebody meant an endpoint that only a wildcard record led to: a certificate there carries its very name. A
/// wildcard certificate does not tell: it answers for any name as the wildcard record does.
pub(super) fn is_meant(endpoint: &Endpoint, observations: &[Observation]) -> bool {
    let host = endpoint.host.as_deref().unwrap_or_default();
    let names = |leaf: &Arc<Cert>| {
        leaf.host_names().any(|name| matches!(name, GeneralName::Dns(name) if name.eq_ignore_ascii_case(host)))
    };
    observations.iter().filter_map(|o| o.presented.leaf()).any(names)
}

/// The names of which the certificate must answer for one. On Microsoft's hosts it is the cloud host at the end of the
/// trail: a customer's alias to it never matches, by instruction. XMPP servers answer for the domain or for their own
/// name; others for the name that the client connects to.
fn connecting_names(endpoint: &Endpoint) -> Vec<String> {
    if endpoint.microsoft {
        let aliases = endpoint.trail.iter().filter_map(|line| line.strip_prefix("CNAME "));
        let targets =
            aliases.filter_map(|line| line.split_once(" -> ")).map(|(_, target)| target.trim_end_matches('.'));
        if let Some(cloud) = targets.rev().find(|target| catalog::is_microsoft(target)) {
            return vec![cloud.to_owned()];
        }
    }
    let most = if endpoint.is(EndpointKind::Xmpp) { endpoint.names.len() } else { 1 };
    endpoint.names.iter().take(most).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_relay_may_lack_a_certificate() {
        let silent = |stage, cause| Outcome::Silent(Silence { stage, cause, why: crate::model::Text::default() });
        let relay = Endpoint::tls(EndpointKind::AvEdge, "av.contoso.com", 443);
        let web = Endpoint::tls(EndpointKind::WebServices, "av.contoso.com", 443);
        let shared = Endpoint { kinds: vec![EndpointKind::AvEdge, EndpointKind::WebServices], ..web.clone() };
        for cause in [Cause::Alert, Cause::Closed, Cause::Protocol, Cause::TimedOut] {
            let outcome = || silent(Stage::Handshake, cause);
            assert_eq!(settled(&relay, outcome()), Outcome::ByDesign);
            assert_eq!(settled(&web, outcome()), outcome());
            assert_eq!(settled(&shared, outcome()), outcome());
        }
        let dead = [silent(Stage::Connect, Cause::Refused), silent(Stage::Connect, Cause::TimedOut)];
        let other = [silent(Stage::Handshake, Cause::NotTls), silent(Stage::Handshake, Cause::NotReached)];
        for outcome in dead.into_iter().chain(other).chain([Outcome::Presented, Outcome::Skipped]) {
            assert_eq!(settled(&relay, outcome.clone()), outcome);
        }
    }
}
