//! What the program says of a case, in the vocabulary of the data sets.

use std::collections::BTreeSet;

use chaincheck::{
    check::{Checker, Settings},
    model::{Finding, Observation, RevocationMode, Severity, Source, SubjectKind, Target, Trust, chain::Profile},
    trust::{Loaded, Stores},
    walk::Limits,
    x509::{container, crl::Crl, parse},
};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::cases::Case;

/// The verdict and what was found, by the place in the order sent.
pub struct Answer {
    pub accepts: Option<bool>,
    /// What refuses, for a developer to read.
    pub why: String,
    found: Vec<(usize, &'static [&'static str], Severity)>,
}

impl Answer {
    /// The errors, each by the reason that is expected at its place if it can stand for that.
    pub fn errors(&self, expected: &BTreeSet<(usize, String)>) -> BTreeSet<(usize, String)> {
        resolve(self.found.iter().filter(|(.., severity)| *severity == Severity::Critical), expected)
    }

    /// Everything found, likewise.
    pub fn all(&self, expected: &BTreeSet<(usize, String)>) -> BTreeSet<(usize, String)> {
        resolve(self.found.iter(), expected)
    }
}

fn resolve<'a>(
    found: impl Iterator<Item = &'a (usize, &'static [&'static str], Severity)>,
    expected: &BTreeSet<(usize, String)>,
) -> BTreeSet<(usize, String)> {
    let one = |(index, reasons, _): &(usize, &'static [&'static str], Severity)| {
        let wanted = reasons.iter().find(|r| expected.contains(&(*index, (**r).to_owned())));
        (*index, wanted.or(reasons.first()).map(|r| (*r).to_owned()).unwrap_or_default())
    };
    found.map(one).collect()
}

/// Our codes, and the reasons of the data sets that each stands for. Codes that are not here are not compared.
const CODES: &[(&str, &[&str])] = &[
    ("issuer-missing", &["issuer_not_found"]),
    ("issuer-unknown", &["issuer_not_found", "untrusted_root"]),
    ("root-untrusted", &["untrusted_root", "not_a_trust_anchor"]),
    ("self-signed", &["self_signed_untrusted"]),
    ("issuer-key-mismatch", &["signature_invalid", "issuer_name_mismatch", "issuer_not_found"]),
    ("signature-unsupported", &["weak_or_unsupported_signature_algorithm"]),
    ("signature-weak", &["weak_or_unsupported_signature_algorithm"]),
    ("key-weak", &["weak_or_unsupported_key"]),
    ("issuer-not-ca", &["not_a_ca", "missing_basic_constraints"]),
    ("path-too-long", &["path_length_exceeded"]),
    ("key-usage-forbids-signing", &["missing_key_cert_sign"]),
    ("purpose-forbidden", &["eku_purpose_missing", "eku_purpose_forbidden", "eku_absent", "key_usage_insufficient"]),
    ("name-constraint-violated", &["name_constraint_violation"]),
    ("extension-unknown-critical", &["unknown_critical_extension"]),
    ("cert-expired", &["expired"]),
    ("cert-not-yet-valid", &["not_yet_valid"]),
    ("cert-malformed", &["malformed", "malformed_public_key"]),
    ("cert-revoked", &["revoked"]),
    ("revocation-unknown", &["revocation_unknown"]),
    ("search-stopped", &["limit_exceeded_name_constraints", "limit_exceeded"]),
    ("policy-not-satisfied", &["policy_not_satisfied", "policy_mapping_any"]),
    ("leaf-is-ca", &["leaf_is_ca"]),
    ("name-mismatch", &["host_name_mismatch"]),
    ("cn-only", &["host_name_mismatch"]),
    ("chain-unordered", &["wrong_order"]),
    ("chain-extra-cert", &["unrelated_certificate_sent"]),
    ("chain-duplicate", &["duplicate_certificate_sent"]),
    ("root-sent", &["anchor_sent"]),
];

fn ders(pems: &[String]) -> Vec<Vec<u8>> {
    pems.iter().flat_map(|pem| container::read(pem.as_bytes()).certificates).collect()
}

/// Asks the program.
pub fn judge(case: &Case) -> Answer {
    let mut stores = Stores::default();
    stores.add("case", Loaded { ders: ders(&case.anchors), ..Loaded::default() });
    let extra = ders(&case.extra).iter().filter_map(|der| parse::certificate(der).ok()).map(Into::into).collect();
    let mut limits = Limits::default();
    if let Some(depth) = case.max_depth {
        limits.intermediates = depth;
    }
    let crls = case.crls.iter().flatten().flat_map(|pem| container::read(pem.as_bytes()).crls);
    let settings = Settings {
        revocation: if case.crls.is_some() { RevocationMode::Hard } else { RevocationMode::default() },
        crls: crls.map(|der| Crl::new(der).unwrap().into()).collect(),
        at: Some(OffsetDateTime::parse(&case.time, &Rfc3339).unwrap().unix_timestamp()),
        purpose: case.purpose,
        profile: if case.strict { Profile::Strict } else { Profile::Field },
        policies: case.policies.clone(),
        name: case.name.clone(),
        intermediates: extra,
        limits,
        ..Settings::default()
    };
    let (_keep, cut) = tokio::sync::watch::channel(false);
    let checker = Checker::new(settings, stores, Box::new(|_| ()), cut);
    let target = checker.chain(&Target::File(case.id.clone().into()), &ders(&case.sent));
    let observation = &target.endpoints[0].observations[0];
    let named = observation.name_matches != Some(false);
    let completed = observation.walk.as_ref().is_some_and(|w| w.completed_by.is_some());
    let accepts = match observation.trust() {
        Trust::Trusted => Some(named),
        Trust::Untrusted => {
            let else_sound = |f: &Finding| f.severity != Severity::Critical || f.code == "issuer-missing";
            Some(completed && named && observation.findings.iter().all(else_sound))
        }
        Trust::Unknown => None,
    };
    let found = observation.findings.iter().filter_map(|f| place(observation, f, completed)).collect();
    let refusing = observation.findings.iter().filter(|f| f.severity == Severity::Critical);
    let why = refusing
        .map(|f| format!("{} {:?}", f.code, f.evidence.last().map(|e| &e.value)))
        .collect::<Vec<_>>()
        .join("; ");
    Answer { accepts, why, found }
}

/// A finding by the place in the order sent.
fn place(
    observation: &Observation,
    finding: &Finding,
    completed: bool,
) -> Option<(usize, &'static [&'static str], Severity)> {
    let index = finding.subject.index.unwrap_or(0);
    let path = observation.walk.as_ref().map(|w| &w.path.certificates[..]).unwrap_or_default();
    let along_path = matches!(finding.subject.kind, SubjectKind::Certificate | SubjectKind::Link | SubjectKind::End);
    let index = match path.get(index).map(|c| &c.source) {
        Some(Source::Presented(place)) if along_path => *place,
        _ => index,
    };
    if completed && finding.code == "issuer-missing" {
        return Some((index, &["issuer_supplied_out_of_band"], Severity::Notice));
    }
    let (_, reasons) = CODES.iter().find(|(code, _)| *code == finding.code)?;
    let oddity = finding.subject.kind == SubjectKind::Sent && finding.code != "cert-malformed";
    Some((index, reasons, if oddity { Severity::Notice } else { finding.severity }))
}
