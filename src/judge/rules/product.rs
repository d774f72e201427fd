//! What Lync Server and Skype for Business Server demand of certificates and no TLS client does.

use std::sync::Arc;

use crate::{
    judge::{
        Check, Draft, Rule, Scene, roles, short,
        text::{self, Action},
    },
    model::{By, Cert, Fact, Observation, Severity, Subject, SubjectKind, Text, calendar, cert::SignatureScheme},
    text,
};

pub const CRL_POINT: Rule = Rule {
    code: "crl-point-missing",
    severity: Severity::Warning,
    by: By::Microsoft,
    title: "a certificate does not say where its revocation list is",
    explanation: "Every server certificate of Lync Server and Skype for Business Server must carry a CRL distribution \
        point; the servers and Windows clients ask there, and where none is named the status stays unknown: handshakes between servers are refused or slow, depending on the settings. A point of any \
        kind counts, ldap: too. Public authorities may leave it out where they offer OCSP, and in short-lived \
        certificates (10 days if issued from 2024-03-15 on, 7 days from 2026-03-15 on), of which nothing is said here. \
        Nothing is asked of the authorities above.",
    remedy: "have the authority write a CRL distribution point into what it issues (AD CS: properties of the authority, \
        Extensions, CRL Distribution Point, \"Include in the CDP extension of issued certificates\"; a public one: another \
        profile), issue the certificate again and install it",
    see: &[
        "Microsoft, Skype for Business Server: environmental requirements",
        "Microsoft, Lync Server 2013: certificate infrastructure requirements",
        "CA/Browser Forum TLS Baseline Requirements 7.1.2.11.2",
    ],
    check: Check::Observation(|scene, observation| {
        let lacks = |(i, cert): &(usize, &Arc<Cert>)| {
            // One that cannot be read is there all the same, and is another's to speak of.
            *i == 0 && cert.extensions.criticality(CRL_POINTS).is_none() && !calendar::is_short_lived(cert)
        };
        let how = text!("so-with-crl-point": "with a CRL distribution point");
        drafts(scene, observation, lacks, &how, |_| Vec::new())
    }),
};

/// RFC 5280 4.2.1.13.
const CRL_POINTS: &str = "2.5.29.31";

pub const PSS: Rule = Rule {
    code: "pss-signature",
    severity: Severity::Warning,
    by: By::Microsoft,
    title: "a certificate is signed with RSASSA-PSS, which the product does not support",
    explanation: "Lync Server and Skype for Business Server do not support certificates signed with RSASSA-PSS; Microsoft \
        names failing sign-in and failing call forwarding. Browsers and this program check such signatures without \
        trouble, and so does Windows elsewhere, which is why it goes unnoticed. It comes from an AD CS authority \
        that was set up with AlternateSignatureAlgorithm=1 (\"discrete signatures\"). The root's own signature does not \
        matter.",
    remedy: "on the issuing authority set AlternateSignatureAlgorithm to 0 (certutil -setreg \
        CA\\csp\\AlternateSignatureAlgorithm 0, restart the service), issue the certificate again with \
        sha256WithRSAEncryption, and install it; for an intermediate, renew that authority's certificate at the one above",
    see: &[
        "Microsoft, Lync Server 2013: certificate infrastructure requirements",
        "Microsoft, Skype for Business Server: environmental requirements",
        "RFC 4055 3",
    ],
    check: Check::Observation(|scene, observation| {
        let facts = |cert: &Cert| vec![Fact::text("signature", cert.signature.scheme.to_string())];
        let how = text!("so-signed-sha256-rsa": "signed with sha256WithRSAEncryption");
        drafts(scene, observation, |(_, cert)| is_pss(&cert.signature.scheme), &how, facts)
    }),
};

/// Parameters that nobody uses make it an algorithm that cannot be checked, but PSS all the same (RFC 4055 3.1).
fn is_pss(scheme: &SignatureScheme) -> bool {
    match scheme {
        SignatureScheme::RsaPss { .. } => true,
        SignatureScheme::Other(oid) => oid == "1.2.840.113549.1.1.10",
        _ => false,
    }
}

/// One draft for each certificate of the path, roots left out, of which something is true.
fn drafts(
    scene: &Scene<'_>,
    observation: &Observation,
    is_so: impl Fn(&(usize, &Arc<Cert>)) -> bool,
    how: &Text,
    facts: impl Fn(&Cert) -> Vec<Fact>,
) -> Vec<Draft> {
    if roles::at(scene, observation, roles::LYNC).is_none() {
        return Vec::new();
    }
    let draft = |(i, cert): (usize, &Arc<Cert>)| {
        let mut evidence = text::certificate_at(observation, i);
        evidence.push(Fact::text("issuer", cert.issuer.text.clone()));
        evidence.extend(facts(cert));
        Draft {
            subject: Subject::at(SubjectKind::Certificate, i),
            severity: None,
            by: None,
            title: None,
            evidence,
            remedy: text::replace(scene, observation, i, Action::AgainSo(how.clone())),
            key: short(&cert.sha256),
        }
    };
    roles::below_root(observation).filter(is_so).map(draft).collect()
}
