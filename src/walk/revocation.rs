//! What revocation lists and OCSP responses say of one certificate of a path (RFC 5280 6.3, RFC 6960 3.2).
//!
//! Everything is given: nothing is looked for, and what could not be checked is unknown, never good. `lists` finds what
//! revocation lists say, `signer` who may sign them, `responses` reads the stapled OCSP response.
//!
//! Under [`RevocationMode::Soft`] a run without any such data says nothing at all of revocation: nobody asked. Data that
//! was given and does not cover a certificate is a notice; under [`RevocationMode::Hard`] it refuses.

mod lists;
mod responses;
mod signer;

use std::{collections::HashMap, sync::Arc};

use super::{
    Memory, Options,
    link::{Faults, View},
    pool::Node,
    questions::Questions,
};
use crate::{
    model::{Cert, Check, Fact, RevocationMode, Text, Value, revocation::reason},
    text, words,
    x509::{crl::Crl, ocsp::Ocsp},
};
use responses::Answer;

/// What is demanded of revocation, and the data there is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Revocation<'a> {
    /// What is demanded.
    pub mode: RevocationMode,
    /// Revocation lists, by whomever.
    pub crls: &'a [Arc<Crl>],
    /// OCSP responses, about any certificate.
    pub responses: &'a [Arc<Ocsp>],
    /// The OCSP response that came with the chain; it speaks of the leaf (RFC 6066 8).
    pub stapled: Option<&'a [u8]>,
    /// What was downloaded in this run.
    pub downloaded: Option<&'a Downloaded>,
}

/// Revocation data that was downloaded on behalf of a chain.
#[derive(Debug, Clone, Default)]
pub struct Downloaded {
    /// Revocation lists.
    pub crls: Vec<Arc<Crl>>,
    /// OCSP responses.
    pub responses: Vec<Arc<Ocsp>>,
    /// The certificates that were asked about, by fingerprint, and what did not come.
    pub tried: Vec<([u8; 32], Vec<Fact>)>,
}

impl<'a> Revocation<'a> {
    /// Every list there is.
    fn lists(&self) -> impl Iterator<Item = &'a Arc<Crl>> + use<'a> {
        self.crls.iter().chain(self.downloaded.into_iter().flat_map(|d| &d.crls))
    }

    /// Every response there is that was not stapled.
    fn responses(&self) -> impl Iterator<Item = &'a Arc<Ocsp>> + use<'a> {
        self.responses.iter().chain(self.downloaded.into_iter().flat_map(|d| &d.responses))
    }

    /// What did not come of what was asked about a certificate; `None` if nothing was.
    fn tried(&self, cert: &Cert) -> Option<&'a [Fact]> {
        let tried = self.downloaded.into_iter().flat_map(|d| &d.tried);
        tried.into_iter().find(|(sha256, _)| *sha256 == cert.sha256).map(|(_, facts)| &facts[..])
    }
}

/// Whether an OCSP response tells whether `cert`, which `issuer` issued, is revoked.
///
/// # Errors
///
/// Why it does not, in words.
pub fn settles(response: &Ocsp, cert: &Cert, issuer: &Cert, time: i64, memory: &Memory) -> Result<(), Text> {
    let about = About { cert, issuer, anchor: issuer };
    match responses::answer(response, GIVEN, about, time, memory) {
        None => Err(Text::words(words!("its OCSP response speaks of another certificate"))),
        Some(Answer::Good | Answer::Revoked(_)) => Ok(()),
        Some(Answer::Unusable(facts)) => {
            let why = facts.into_iter().find_map(|fact| match fact.value {
                Value::Text(text) => Some(text),
                _ => None,
            });
            Err(text!("response-useless": "its OCSP response is of no use: {why}", why = why.unwrap_or_default()))
        }
    }
}

/// What a response that was not stapled is called.
const GIVEN: &str = words!("OCSP response");

/// What is known of one certificate.
#[derive(Debug, Clone)]
enum Status {
    /// It is not revoked.
    Good,
    /// It is.
    Revoked(Revoked),
    /// Nobody here can tell: why.
    Unknown(Vec<Fact>),
}

/// A revocation.
#[derive(Debug, Clone)]
struct Revoked {
    date: Option<i64>,
    reason: Option<u8>,
    source: Text,
}

impl Revoked {
    fn facts(&self) -> Vec<Fact> {
        let mut facts: Vec<Fact> = self.date.map(|date| Fact::time("revoked on", date)).into_iter().collect();
        facts.push(Fact::text("reason", Text::words(reason(self.reason.unwrap_or(0)))));
        facts.push(Fact::text("said by", self.source.clone()));
        facts
    }
}

/// Whose status is asked for: a certificate, who issued it, and the end of the path that both are on.
#[derive(Clone, Copy)]
struct About<'a> {
    cert: &'a Cert,
    issuer: &'a Cert,
    anchor: &'a Cert,
}

/// Fingerprints of the certificate, its issuer and the anchor.
type Question = [[u8; 32]; 3];

/// Asks for revocation during one walk, each question once.
pub(super) struct Inquiry<'a> {
    options: &'a Options<'a>,
    nodes: &'a [Node],
    memory: &'a Memory,
    known: HashMap<Question, Status>,
    /// What the stapled response comes to, by the issuer of the leaf.
    answers: HashMap<[u8; 32], Answer>,
    /// Who signed which list.
    lists: Questions,
    /// Who signed which certificate: those of the graph and what is asked beyond.
    pub certificates: Questions,
}

impl<'a> Inquiry<'a> {
    pub fn new(options: &'a Options<'a>, nodes: &'a [Node], memory: &'a Memory, certificates: Questions) -> Self {
        let lists = Questions::new(options.limits.list_signatures);
        Self { options, nodes, memory, known: HashMap::new(), answers: HashMap::new(), lists, certificates }
    }

    /// The check of certificate `i`; `None` if nobody asked for it. `linked`: the link to its issuer is verified. Where
    /// it is not, that is what there is to say.
    pub fn check(&mut self, view: &View<'a>, i: usize, linked: bool, faults: &mut Faults<'_>) -> Option<Check> {
        let asked = &self.options.revocation;
        let stapled = asked.stapled.filter(|_| i == 0);
        let tried = asked.tried(view.certs[i]);
        let hard = asked.mode == RevocationMode::Hard;
        if asked.mode == RevocationMode::Off
            || (!hard && asked.crls.is_empty() && asked.responses.is_empty() && stapled.is_none() && tried.is_none())
        {
            return None;
        }
        let last = view.certs.len() - 1;
        if view.anchored && i == last {
            return Some(Check::NotApplicable);
        }
        if !linked || i == last {
            return Some(Check::Unchecked);
        }
        let about = About { cert: view.certs[i], issuer: view.certs[i + 1], anchor: view.certs[last] };
        let (time, memory) = (self.options.time, self.memory);
        let answer = stapled.map(|bytes| {
            let known = self.answers.entry(about.issuer.sha256);
            known.or_insert_with(|| responses::stapled(bytes, about, time, memory)).clone()
        });
        let given = asked.responses().filter_map(|r| responses::answer(r, GIVEN, about, time, memory));
        let mut good = matches!(answer, Some(Answer::Good));
        let mut why = Vec::new();
        for given in given {
            match given {
                Answer::Revoked(revoked) => return Some(faults.fail("cert-revoked", revoked.facts())),
                Answer::Good => good = true,
                Answer::Unusable(facts) => why.extend(facts),
            }
        }
        match answer {
            Some(Answer::Revoked(revoked)) => return Some(faults.fail("cert-revoked", revoked.facts())),
            Some(Answer::Unusable(facts)) => {
                faults.note("staple-invalid", facts.clone());
                why.extend(facts);
            }
            Some(Answer::Good) | None => {}
        }
        // Lists may know more than a response that says good.
        match self.status(about) {
            Status::Revoked(revoked) => Some(faults.fail("cert-revoked", revoked.facts())),
            Status::Good => Some(Check::Holds),
            Status::Unknown(_) if good => Some(Check::Holds),
            Status::Unknown(facts) => {
                why.extend(tried.into_iter().flatten().cloned());
                if facts.is_empty() && tried.is_none() {
                    let issuer = &about.cert.issuer.text;
                    let text = text!("list-not-given": "none of {issuer} was given", issuer);
                    why.push(Fact::text("revocation list", text));
                }
                why.extend(facts);
                why.extend(self.sources(about.cert));
                if hard {
                    faults.fail("revocation-unknown", why);
                } else if tried.is_some() || !(asked.crls.is_empty() && asked.responses.is_empty()) {
                    faults.note("revocation-unknown", why);
                }
                Some(Check::Unchecked)
            }
        }
    }

    fn status(&mut self, about: About<'a>) -> Status {
        let question = [about.cert.sha256, about.issuer.sha256, about.anchor.sha256];
        if let Some(known) = self.known.get(&question) {
            return known.clone();
        }
        let status = self.lists(about, &mut vec![about.cert.sha256]);
        self.known.insert(question, status.clone());
        status
    }

    /// Where the certificate says that its revocation can be asked for.
    fn sources(&self, cert: &Cert) -> Vec<Fact> {
        let extensions = &cert.extensions;
        let mut facts = Vec::new();
        if !extensions.crl_points.is_empty() {
            facts.push(Fact::list("revocation list at", &extensions.crl_points));
        }
        if !extensions.ocsp.is_empty() {
            facts.push(Fact::list("OCSP responder at", &extensions.ocsp));
        }
        facts
    }
}
