//! Chains in files: the same examination by the same door.

use std::path::Path;

use super::{
    Checker,
    completion::{Trace, untried},
    examine::answers,
};
use crate::{
    judge,
    model::{
        Cert, Discovery, Endpoint, Observation, Outcome, Target, Text,
        report::{EndpointReport, TargetReport},
    },
    text, trust,
    x509::parse,
};

impl Checker {
    /// One file is one chain.
    pub(super) async fn file(&self, target: &Target, path: &Path) -> TargetReport {
        let mut report = TargetReport {
            target: target.clone(),
            discovery: Discovery::default(),
            endpoints: Vec::new(),
            workstation: None,
            findings: Vec::new(),
            problems: Vec::new(),
            cut: *self.cut.borrow(),
        };
        if report.cut {
            return report;
        }
        let mut contents = match trust::certificates(path, &self.shared.settings.passwords) {
            Ok(contents) => contents,
            Err(error) => {
                report.problems.push(error.text());
                return report;
            }
        };
        let path = path.display().to_string();
        let partly = |problem| text!("rest-was-read": "{path}, {problem}; the rest was read", path = &path, problem);
        report.problems.extend(contents.problems.drain(..).map(partly));
        if !contents.ordered {
            match leaf_first(&mut contents.certificates) {
                Ok(()) => {}
                Err(why) => {
                    report
                        .problems
                        .push(text!("give-pem": "{path}: {why}; give the chain as PEM, leaf first", path, why));
                    return report;
                }
            }
        }
        let endpoint = Endpoint::file(self.shared.settings.name.clone().into_iter().collect());
        let mut observations = [self.seen_in_file(&contents.certificates)];
        let trace = self.complete(&endpoint, &mut observations).await;
        let [observation] = observations;
        let judged = self.judged_file(target, endpoint, observation, trace);
        TargetReport { problems: report.problems, ..judged }
    }

    /// A chain of DER certificates, leaf first, as one endpoint of kind `file`. Nothing is downloaded.
    pub fn chain(&self, target: &Target, ders: &[Vec<u8>]) -> TargetReport {
        let endpoint = Endpoint::file(self.shared.settings.name.clone().into_iter().collect());
        let mut observation = self.seen_in_file(ders);
        observation.walk.iter_mut().for_each(untried);
        self.judged_file(target, endpoint, observation, Trace::default())
    }

    fn seen_in_file(&self, ders: &[Vec<u8>]) -> Observation {
        let examiner = &self.shared.examiner;
        let presented = examiner.chain(ders);
        let (walk, opinion) = (*examiner.known(&presented, None)).clone();
        let also = examiner.beside(&presented, None, walk.as_ref());
        let (name_matches, common_name_only) = match &self.shared.settings.name {
            Some(name) => answers(&presented, name),
            None => (None, false),
        };
        Observation {
            presented,
            walk,
            name_matches,
            common_name_only,
            opinion,
            also,
            ..Observation::of(Outcome::Presented)
        }
    }

    fn judged_file(&self, target: &Target, endpoint: Endpoint, seen: Observation, trace: Trace) -> TargetReport {
        let endpoint = EndpointReport { endpoint, observations: vec![seen], findings: Vec::new() };
        let mut discovery = Discovery::default();
        trace.tell(&mut discovery);
        let mut report = TargetReport {
            target: target.clone(),
            discovery,
            endpoints: vec![endpoint],
            workstation: None,
            findings: Vec::new(),
            problems: Vec::new(),
            cut: false,
        };
        judge::judge(&mut report, &self.shared.settings.policy, self.time());
        // All findings about a file sit on its one observation.
        for endpoint in &mut report.endpoints {
            let own = std::mem::take(&mut endpoint.findings);
            endpoint.observations[0].findings.extend(own);
        }
        report
    }
}

/// Puts the leaf of an unordered set first: the only certificate that issued none of the others.
fn leaf_first(certificates: &mut [Vec<u8>]) -> Result<(), Text> {
    let certs: Vec<Option<Cert>> = certificates.iter().map(|der| parse::certificate(der).ok()).collect();
    let issues = |i: usize| {
        let issuer = certs[i].as_ref();
        let names = |(j, child): (usize, &Option<Cert>)| {
            i != j && child.as_ref().zip(issuer).is_some_and(|(child, issuer)| child.issuer == issuer.subject)
        };
        certs.iter().enumerate().any(names)
    };
    let leaves: Vec<usize> = (0..certs.len()).filter(|i| certs[*i].is_some() && !issues(*i)).collect();
    match leaves[..] {
        [leaf] => {
            certificates.swap(0, leaf);
            Ok(())
        }
        [] => Err(text!("pkcs7-no-leaf": "none of the certificates in the PKCS#7 file is a leaf")),
        _ => Err(text!(
            "pkcs7-leaves": "the PKCS#7 file holds {n} certificates that issued no other, so the leaf is not known",
            n = leaves.len(),
        )),
    }
}
