//! What lies in the computer's store of trusted roots.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    draft,
    issuers::{is_server, sends_list},
};
use crate::{
    judge::{Check, Draft, Rule, Scene, short},
    model::{
        By, Cert, Fact, Severity, Workstation,
        workstation::{Held, Owner},
    },
    text,
};

/// More than this many roots have been seen to trouble Front End servers.
const CROWD: usize = 100;
/// So many certificates are shown.
const MOST: usize = 10;

pub const INTERMEDIATE: Rule = Rule {
    code: "intermediate-in-root-store",
    severity: Severity::Warning,
    by: By::Windows,
    title: "an intermediate lies among the trusted roots",
    explanation: "A certificate whose issuer is another one lies in the machine's store of trusted roots, where only \
        self-signed ones belong. On a server with Windows Server 2012 or newer Schannel then refuses the certificates of \
        clients and of other servers: Front Ends do not start, and log event 32042 and 0x800B0109. (That event need not mean a \
        bad certificate: TLS session tickets cause it too.) On a client computer it is a notice.",
    remedy: "move the certificate to Intermediate Certification Authorities of the computer account; ClientAuthTrustMode 2 \
        only works around it",
    see: &["Microsoft, KB 2802568", "Microsoft, KB 2795828"],
    check: Check::Workstation(intermediate),
};

fn intermediate(_: &Scene<'_>, workstation: &Workstation) -> Vec<Draft> {
    let misplaced: Vec<&Cert> = of_the_machine(workstation).into_iter().filter(|cert| !cert.is_self_issued()).collect();
    let Some(first) = misplaced.first() else { return Vec::new() };
    let remedy = text!(
        "root-move": "on {computer}, as administrator, move {label} to Intermediate Certification Authorities of the \
            computer account (certlm.msc), and look for the policy that put it among the roots",
        computer = workstation.computer_name(),
        label = first.label()
    );
    vec![Draft { severity: Some(by_kind(workstation)), ..draft(vec![listed(&misplaced)], remedy) }]
}

pub const CROWDED: Rule = Rule {
    code: "root-store-crowded",
    severity: Severity::Warning,
    by: By::Clients,
    title: "there are very many trusted roots",
    explanation: "More than a hundred roots lie in the machine's store. A server that sends their names to clients \
        (SendTrustedIssuerList) sends a list that is cut at 16 KB, and sign-ins fail now and then. Elsewhere it is a \
        notice: Windows adds the roots of Microsoft's programme by itself as they are needed, and that alone does no harm.",
    remedy: "take out the roots that nobody needs, or do not send the list (SendTrustedIssuerList 0)",
    see: &["Microsoft, KB 2880390", "uclobby, Lync and Skype for Business: certificate stores (a report)"],
    check: Check::Workstation(crowded),
};

fn crowded(_: &Scene<'_>, workstation: &Workstation) -> Vec<Draft> {
    let count = of_the_machine(workstation).len();
    if count <= CROWD {
        return Vec::new();
    }
    let sends = is_server(workstation) && sends_list(workstation);
    let remedy = match sends {
        true => text!(
            "roots-fewer": "on {computer} take out the roots that nobody needs, or set SendTrustedIssuerList to 0",
            computer = workstation.computer_name()
        ),
        false => text!(
            "roots-many": "nothing to do on {computer} unless it is a server that asks clients for certificates",
            computer = workstation.computer_name()
        ),
    };
    let severity = if sends { Severity::Warning } else { Severity::Notice };
    vec![Draft { severity: Some(severity), ..draft(vec![Fact::number("trusted roots", count)], remedy) }]
}

pub const TWINS: Rule = Rule {
    code: "root-store-twins",
    severity: Severity::Warning,
    by: By::Microsoft,
    title: "two roots of one name with different keys are trusted",
    explanation: "Two certificates with the same subject and different keys lie among the trusted roots, and neither has \
        run out: an authority that was renewed with a new key. Windows tells them apart by key identifiers; Lync's PIN \
        sign-in of phones and other older programs take the first one of the name and fail (event 47067). On a client \
        computer it is a notice.",
    remedy: "take out the older one once nothing that it signed is in use",
    see: &["Microsoft, Authentication fails with PIN sign-in"],
    check: Check::Workstation(twins),
};

fn twins(scene: &Scene<'_>, workstation: &Workstation) -> Vec<Draft> {
    let mut by_name: BTreeMap<&[u8], Vec<&Cert>> = BTreeMap::new();
    for cert in of_the_machine(workstation).into_iter().filter(|cert| cert.not_after >= scene.time) {
        by_name.entry(&cert.subject.key).or_default().push(cert);
    }
    let mut drafts = Vec::new();
    for mut twins in by_name.into_values() {
        let keys: BTreeSet<[u8; 32]> = twins.iter().map(|cert| cert.key.id).collect();
        if keys.len() < 2 {
            continue;
        }
        twins.sort_by_key(|cert| cert.not_before);
        let label = twins[0].label();
        let mut evidence = vec![Fact::text("subject", twins[0].subject.text.clone())];
        evidence.push(Fact::list("SHA-256", twins.iter().take(MOST).map(|cert| cert.fingerprint())));
        evidence.push(Fact::time("the older one valid until", twins[0].not_after));
        let remedy = text!(
            "twins-older": "once nothing that the older one of the {label} signed is in use: on {computer}, as administrator, \
                save a copy of it and take it out of the trusted roots (certlm.msc)",
            computer = workstation.computer_name(),
            label
        );
        let key = short(&twins[0].sha256);
        drafts.push(Draft { severity: Some(by_kind(workstation)), key, ..draft(evidence, remedy) });
    }
    drafts.truncate(MOST);
    drafts
}

pub const DISTRUSTED: Rule = Rule {
    code: "root-explicitly-distrusted",
    severity: Severity::Warning,
    by: By::Windows,
    title: "a trusted root is distrusted on the same computer",
    explanation: "The same certificate lies among the trusted roots and among the untrusted certificates (Disallowed). \
        Distrust wins: Windows refuses every chain that ends there as explicitly distrusted (0x800B0111) or revoked \
        (0x80092010), on this computer alone. Roots that have run out, and those that Microsoft itself had distrusted \
        everywhere, are a notice: so it is meant.",
    remedy: "find out who distrusted it and why; if that is a mistake, keep a copy and delete it from Untrusted \
        Certificates",
    see: &[
        "Microsoft, Configure trusted roots and disallowed certificates",
        "Microsoft Security Advisory 2607712",
        "Microsoft Security Advisory 3119884",
    ],
    check: Check::Workstation(distrusted),
};

/// Names of roots that Microsoft put among the untrusted certificates of every computer, on some of which makers or older
/// versions of Windows had put them among the roots: DigiNotar (Security Advisory 2607712), Dell (3119884).
const DISTRUSTED_BY_MICROSOFT: &[&str] = &["DigiNotar Root CA", "DigiNotar Root CA G2", "eDellRoot", "DSDTestProvider"];

fn distrusted(scene: &Scene<'_>, workstation: &Workstation) -> Vec<Draft> {
    let (Some(roots), Some(disallowed)) = (workstation.roots.known(), workstation.disallowed.known()) else {
        return Vec::new();
    };
    let refused: BTreeMap<[u8; 32], Option<Owner>> =
        disallowed.iter().map(|held| (held.cert.sha256, held.owner)).collect();
    let mut seen = BTreeSet::new();
    let both = |held: &&Held| refused.contains_key(&held.cert.sha256) && seen.insert(held.cert.sha256);
    let both: Vec<&Held> = roots.iter().filter(both).take(MOST).collect();
    let draft_of = |held: &Held| {
        let cert = &held.cert;
        let evidence = vec![
            Fact::text("subject", cert.subject.text.clone()),
            Fact::text("SHA-256", cert.fingerprint()),
            Fact::time("valid until", cert.not_after),
        ];
        let by_microsoft = cert.common_names.iter().any(|name| DISTRUSTED_BY_MICROSOFT.contains(&name.as_str()));
        let meant = by_microsoft || cert.not_after < scene.time;
        let (computer, label) = (workstation.computer_name(), cert.label());
        let of_user = refused.get(&cert.sha256) == Some(&Some(Owner::User));
        let remedy = match (by_microsoft, of_user) {
            (true, _) => text!(
                "distrusted-meant": "leave {label} distrusted on {computer}; it can go from the trusted roots there",
                label, computer
            ),
            (_, true) => text!(
                "distrusted-why-user": "on {computer}, as the user, find out who put {label} among Untrusted Certificates and \
                    why; if that is a mistake, save a copy of it and delete it there (certmgr.msc)",
                computer, label
            ),
            _ => text!(
                "distrusted-why": "on {computer} find out who put {label} among Untrusted Certificates and why; if that is a \
                    mistake, as administrator save a copy of it and delete it there (certlm.msc)",
                computer, label
            ),
        };
        let severity = if meant { Severity::Notice } else { Severity::Warning };
        Draft { severity: Some(severity), key: short(&cert.sha256), ..draft(evidence, remedy) }
    };
    both.into_iter().map(draft_of).collect()
}

/// The certificates in the machine's store of trusted roots, each once. Where nobody says whose store it is, it counts.
pub fn of_the_machine(workstation: &Workstation) -> Vec<&Cert> {
    let mut seen = BTreeSet::new();
    let held = workstation.roots.known().into_iter().flatten().filter(|held| held.owner != Some(Owner::User));
    held.map(|held| &*held.cert).filter(|cert| seen.insert(cert.sha256)).collect()
}

/// On a server it does harm.
fn by_kind(workstation: &Workstation) -> Severity {
    if is_server(workstation) { Severity::Warning } else { Severity::Notice }
}

fn listed(certs: &[&Cert]) -> Fact {
    Fact::list(
        "not self-signed",
        certs.iter().take(MOST).map(|cert| format!("{} < {}", cert.label(), cert.issuer.text)),
    )
}
