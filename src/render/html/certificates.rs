//! Every certificate once, with its PEM text to copy.

use maud::{Markup, html};

use super::view::{FEW, View};
use crate::{
    model::{Cert, cert::hex},
    render::{carry, when},
    text,
};

/// Certificates shown in full.
const SHOWN: usize = 400;
/// Longer ones do not belong on a page; the largest in the field, with hundreds of names, take some 30 000 bytes.
const LONGEST: usize = 64 * 1024;
/// Bytes of all of them together.
const ALL: usize = 4 * 1024 * 1024;

/// The way to a certificate within the page.
pub fn link(cert: &Cert) -> String {
    format!("#{}", id(cert))
}

fn id(cert: &Cert) -> String {
    format!("c-{}", cert.fingerprint())
}

/// Every certificate of the report.
pub fn section(view: &View<'_>) -> Markup {
    let all = view.report.certificates();
    if all.is_empty() {
        return html! {};
    }
    let mut room = ALL;
    html! {
        section aria-labelledby="certificates" {
            h2 id="certificates" { (view.words("Certificates")) " (" (all.len()) ")" }
            p.small { (view.words("Select a PEM text with one click to copy it.")) }
            @for cert in all.values().take(SHOWN) { (one(view, cert, &mut room)) }
            @if let Some(more) = view.more(all.len(), SHOWN) { p { (more) "; " (view.words("the JSON report has all of them")) } }
        }
    }
}

fn one(view: &View<'_>, cert: &Cert, room: &mut usize) -> Markup {
    let extensions = &cert.extensions;
    let names: Vec<String> =
        extensions.subject_alt_names.iter().flatten().take(FEW).map(|n| view.name(&n.to_string())).collect();
    let reversed: Vec<u8> = cert.serial.iter().rev().copied().collect();
    let bits = if cert.key.bits > 0 { format!(" {}", cert.key.bits) } else { String::new() };
    let pem = carry::pem(cert).filter(|pem| cert.der.len() <= LONGEST && pem.len() <= *room);
    *room -= pem.as_ref().map_or(0, String::len);
    let fields = [
        (view.words("Subject"), view.value(&cert.subject.text)),
        (view.words("Issuer"), view.value(&cert.issuer.text)),
        (view.words("Serial number"), view.name(&hex(&cert.serial))),
        (view.words("Serial number as in the event log"), view.name(&hex(&reversed))),
        (view.words("Thumbprint (SHA-1)"), carry::thumbprint(cert)),
        (view.words("SHA-256"), cert.fingerprint()),
        (view.words("Key"), format!("{}{bits}", view.name(&cert.key.algorithm.to_string()))),
        (view.words("Signature"), view.name(&cert.signature.scheme.to_string())),
    ];
    html! {
        details.certificate id=(id(cert)) {
            summary {
                strong { (view.name(&cert.label())) }
                span.small { " " (view.say(&text!("html-until": "until {day}", day = when::date(cert.not_after)))) " (" (view.distance(cert.not_after)) ")" }
            }
            dl {
                @for (label, value) in fields { dt { (label) } dd { (value) } }
                dt { (view.words("Valid")) }
                dd { (when::moment(cert.not_before)) " – " (when::moment(cert.not_after)) }
                @if !names.is_empty() {
                    dt { (view.words("Names")) }
                    @for name in &names { dd { (name) } }
                    @if let Some(more) = view.more(extensions.subject_alt_names.iter().flatten().count(), FEW) { dd { (more) } }
                }
            }
            @match pem {
                Some(pem) => pre { (pem) },
                None => p { (view.words("Too long to be shown here; the JSON report has it.")) },
            }
        }
    }
}
