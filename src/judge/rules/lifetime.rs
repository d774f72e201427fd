//! How long a publicly trusted certificate lives.

use crate::{
    judge::{
        Check, Draft, Rule, Scene, short,
        text::{self, Action},
    },
    model::{By, EndKind, Fact, Observation, Severity, Subject, SubjectKind, calendar},
    text,
};

pub const TOO_LONG: Rule = Rule {
    code: "lifetime-too-long",
    severity: Severity::Notice,
    by: By::Forum,
    title: "a publicly trusted certificate lives longer than was allowed when it was issued",
    explanation: "Public authorities may issue server certificates for so many days and no more, by the day of issue: 825 \
        from 2018-03-01 on, 398 from 2020-09-01, 200 from 2026-03-15, 100 from 2027-03-15, 47 from 2029-03-15; before \
        that 39 months, from 2015-04-01 on. Apple's clients and browsers built on Chromium refuse what exceeds \
        the limits they know (825 and 398 days at least), other clients do not look, and the authority has to revoke what it issued against the rule. Certificates of private \
        authorities may live as long as their owner likes, and nothing is said of those.",
    remedy: "ask the authority for a certificate of an allowed lifetime, and automate renewal: the limits keep falling",
    see: &["CA/Browser Forum TLS Baseline Requirements 6.3.2", "Apple, About upcoming limits on trusted certificates"],
    check: Check::Observation(too_long),
};

fn too_long(scene: &Scene<'_>, observation: &Observation) -> Vec<Draft> {
    let end = observation.walk.as_ref().map(|walk| &walk.path.end);
    if !end.is_some_and(|end| end.kind == EndKind::Anchored && end.public && end.index > 0) {
        return Vec::new();
    }
    let Some(leaf) = text::certificate(observation, 0).filter(|leaf| !leaf.is_ca()) else { return Vec::new() };
    let Some((most, row)) = calendar::most_days(leaf.not_before) else { return Vec::new() };
    let days = calendar::days_of(leaf);
    if days <= most {
        return Vec::new();
    }
    let mut evidence = text::certificate_at(observation, 0);
    evidence.extend([
        Fact::time("valid from", leaf.not_before),
        Fact::time("valid until", leaf.not_after),
        Fact { label: "days it lives", value: crate::model::Value::Number(days) },
        Fact { label: "days allowed", value: crate::model::Value::Number(most) },
        Fact::time("for certificates issued from", row.from),
        Fact::text("by", row.source),
    ]);
    let how = text!("so-for-days": "for at most {most} days", most);
    let remedy = text::replace(scene, observation, 0, Action::AgainSo(how));
    let subject = Subject::at(SubjectKind::Certificate, 0);
    vec![Draft { subject, severity: None, by: None, title: None, evidence, remedy, key: short(&leaf.sha256) }]
}
