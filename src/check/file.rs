//! Chains in files: the same examination by the same door.

use std::path::Path;

use super::{Checker, examine::answers};
use crate::{
    judge,
    model::{
        Cert, Discovery, Endpoint, Observation, Outcome, Target,
        report::{EndpointReport, TargetReport},
    },
    trust,
    x509::parse,
};

impl Checker {
    /// One file is one chain.
    pub(super) fn file(&self, target: &Target, path: &Path) -> TargetReport {
        let mut report = TargetReport {
            target: target.clone(),
            discovery: Discovery::default(),
            endpoints: Vec::new(),
            findings: Vec::new(),
            problems: Vec::new(),
            cut: false,
        };
        let mut contents = match trust::certificates(path, &self.shared.settings.passwords) {
            Ok(contents) => contents,
            Err(error) => {
                report.problems.push(error.to_string());
                return report;
            }
        };
        let shown = path.display();
        report.problems.extend(contents.problems.drain(..).map(|p| format!("{shown}, {p}; the rest was read")));
        if !contents.ordered {
            match leaf_first(&mut contents.certificates) {
                Ok(()) => {}
                Err(why) => {
                    report.problems.push(format!("{shown}: {why}; give the chain as PEM, leaf first"));
                    return report;
                }
            }
        }
        let judged = self.chain(target, &contents.certificates);
        TargetReport { problems: report.problems, ..judged }
    }

    /// A chain of DER certificates, leaf first, as one endpoint of kind `file`.
    pub fn chain(&self, target: &Target, ders: &[Vec<u8>]) -> TargetReport {
        let settings = &self.shared.settings;
        let examiner = &self.shared.examiner;
        let presented = examiner.chain(ders);
        let (walk, opinion) = (*examiner.known(&presented, None)).clone();
        let also = examiner.beside(&presented, None, walk.as_ref());
        let (name_matches, common_name_only) = match &settings.name {
            Some(name) => answers(&presented, name),
            None => (None, false),
        };
        let observation = Observation {
            presented,
            walk,
            name_matches,
            common_name_only,
            opinion,
            also,
            ..Observation::of(Outcome::Presented)
        };
        let endpoint = Endpoint::file(settings.name.clone().into_iter().collect());
        let endpoint = EndpointReport { endpoint, observations: vec![observation], findings: Vec::new() };
        let mut report = TargetReport {
            target: target.clone(),
            discovery: Discovery::default(),
            endpoints: vec![endpoint],
            findings: Vec::new(),
            problems: Vec::new(),
            cut: false,
        };
        judge::judge(&mut report, &settings.policy, self.time());
        // All findings about a file sit on its one observation.
        for endpoint in &mut report.endpoints {
            let own = std::mem::take(&mut endpoint.findings);
            endpoint.observations[0].findings.extend(own);
        }
        report
    }
}

/// Puts the leaf of an unordered set first: the only certificate that issued none of the others.
fn leaf_first(certificates: &mut [Vec<u8>]) -> Result<(), String> {
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
        [] => Err("none of the certificates in the PKCS#7 file is a leaf".into()),
        _ => Err(format!(
            "the PKCS#7 file holds {} certificates that issued no other, so the leaf is not known",
            leaves.len()
        )),
    }
}
