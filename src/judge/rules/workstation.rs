//! What on a computer stops the sign-in (KB 2604176). Every rule speaks of what the snapshot tells; what it does not tell
//! is listed as unknown elsewhere, and is never a finding.

pub(super) mod assistant;
mod builds;
pub(super) mod clients;
pub(super) mod clock;
pub(super) mod credentials;
pub(super) mod dns_cache;
pub(super) mod endpoint_cache;
pub(super) mod guid;
pub(super) mod issuers;
pub(super) mod personal;
pub(super) mod roots;
pub(super) mod settings;
mod standing;
pub(super) mod trust_list;

use crate::{
    judge::Draft,
    model::{
        Fact, SubjectKind, Text, Workstation,
        discovery::is_within,
        workstation::{Live, Moment},
    },
};

/// To whom a finding belongs: to the computer, whoever uses it, or to the account that signs in on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Every account on this computer has it.
    Computer,
    /// Other accounts on the same computer need not have it.
    Account,
}

const SCOPES: &[(&str, Scope)] = &[
    ("client-outdated", Scope::Computer),
    ("sign-in-assistant-stopped", Scope::Computer),
    ("personal-cert-missing", Scope::Account),
    ("personal-cert-expired", Scope::Account),
    ("personal-cert-not-yet-valid", Scope::Account),
    ("personal-cert-other-user", Scope::Account),
    ("personal-cert-duplicate", Scope::Account),
    ("personal-cert-without-key", Scope::Account),
    ("cached-credentials-present", Scope::Account),
    ("endpoint-cache-stale", Scope::Account),
    ("dns-cache-differs", Scope::Computer),
    ("machine-guid-braces", Scope::Computer),
    ("machine-guid-malformed", Scope::Computer),
    ("clock-off", Scope::Computer),
    ("clock-not-synchronised", Scope::Computer),
    ("trust-list-lacks", Scope::Computer),
    ("server-set-by-hand", Scope::Account),
    ("strict-naming-off", Scope::Computer),
    ("sso-workaround-set", Scope::Computer),
    ("intermediate-in-root-store", Scope::Computer),
    ("root-store-crowded", Scope::Computer),
    ("root-store-twins", Scope::Computer),
    ("root-explicitly-distrusted", Scope::Computer),
    ("issuer-list-too-long", Scope::Computer),
    ("schannel-client-auth-mode", Scope::Computer),
];

/// To whom the findings of a code belong; those of no rule about computers to the computer.
pub fn scope(code: &str) -> Scope {
    SCOPES.iter().find(|(known, _)| *known == code).map_or(Scope::Computer, |(_, scope)| *scope)
}

/// A draft about the computer.
fn draft(evidence: Vec<Fact>, remedy: impl Into<Text>) -> Draft {
    Draft::of(SubjectKind::Workstation, evidence, remedy)
}

/// What the servers' side answers, if that is of the domain that signs in here.
fn live(workstation: &Workstation) -> Option<&Live> {
    let live = workstation.live.as_ref()?;
    let domain = workstation.address().and_then(|address| address.rsplit_once('@')).map(|(_, domain)| domain);
    domain.is_none_or(|domain| live.domains.iter().any(|known| known.eq_ignore_ascii_case(domain))).then_some(live)
}

/// Whether a name is one of the domains or lies under one.
fn is_within_any<'a>(name: &str, domains: impl IntoIterator<Item = &'a String>) -> bool {
    domains.into_iter().any(|domain| is_within(name, domain))
}

/// The time judged at and that of the snapshot, whatever the computer's clock meant: the earliest and the latest.
fn span(time: i64, workstation: &Workstation) -> Moment {
    let taken = workstation.taken.unwrap_or_else(|| Moment::exactly(time));
    Moment { earliest: taken.earliest.min(time), latest: taken.latest.max(time) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::judge::{Check, RULES};

    #[test]
    fn every_rule_about_computers_has_a_scope() {
        let rules = RULES.iter().filter(|rule| matches!(rule.check, Check::Workstation(_)));
        let codes: BTreeSet<&str> = rules.map(|rule| rule.code).collect();
        let scoped: BTreeSet<&str> = SCOPES.iter().map(|(code, _)| *code).collect();
        assert_eq!(codes, scoped);
        assert_eq!(scoped.len(), SCOPES.len(), "a code is there twice");
    }
}
