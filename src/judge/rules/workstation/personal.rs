//! The personal certificate, which the registrar of Lync and Skype for Business issues when somebody signs in.

use super::{builds, draft, span};
use crate::{
    judge::{Check, Draft, Rule, Scene},
    model::{
        By, Fact, Severity, Text, Workstation,
        workstation::{EndpointCache, Moment, Personal},
    },
    text, words,
};

const SEE: &[&str] = &["KB 2604176", "Microsoft, Troubleshooting Skype for Business Online sign-in errors"];
const REMEDY: &str = "leave the client, delete the certificate (certutil -user -delstore My THUMBPRINT) and sign in again: \
    a new one is issued";

/// What most of the rules have in common.
const PERSONAL: Rule = Rule {
    code: "",
    severity: Severity::Warning,
    by: By::Microsoft,
    title: "",
    explanation: "",
    remedy: REMEDY,
    see: SEE,
    check: Check::Workstation(|_, _| Vec::new()),
};

pub const MISSING: Rule = Rule {
    code: "personal-cert-missing",
    severity: Severity::Notice,
    title: "there is no personal certificate for signing in",
    explanation: "Among the user's own certificates is none that Communications Server issued. The client gets one when it \
        signs in for the first time, and before that nothing is wrong. Where the client signed in before, and left what it \
        remembers of the servers, the certificate was deleted or could not be issued anew: then the client has to \
        prove by other means who it is, and this is a warning unless the sign-in works or all that is longer than a year \
        ago.",
    remedy: "sign in; if that ends with a problem acquiring a personal certificate, look at the clock, the stored \
        credentials and the web services of the pool, which issue it",
    check: Check::Workstation(missing),
    ..PERSONAL
};

fn missing(scene: &Scene<'_>, workstation: &Workstation) -> Vec<Draft> {
    let Some(own) = workstation.personal.known() else { return Vec::new() };
    if own.iter().any(Personal::is_of_the_registrar) || builds::is_without_client(workstation) {
        return Vec::new();
    }
    let mut evidence = vec![Fact::number("own certificates, whoever issued them", own.len())];
    evidence.extend(account(workstation));
    let seen_before = signed_in_before(workstation);
    if let Some(cache) = seen_before {
        evidence.push(Fact::text("signed in before with the client", cache.version.as_str()));
    }
    let computer = workstation.computer_name();
    let fails_since = seen_before.is_some() && workstation.signs_in != Some(true);
    let remedy = match fails_since {
        true => text!(
            "personal-anew": "on {computer}, as the user: delete the sign-in info on the client's first page and sign in \
                again; if no certificate comes, look at the clock, the stored credentials and the web services of the \
                pool, which issue it",
            computer
        ),
        false => {
            text!("personal-first": "nothing to do on {computer} before the first sign-in, which brings it", computer)
        }
    };
    let last = seen_before.and_then(|cache| cache.written);
    let harms = fails_since && !is_out_of_use(workstation, last, span(scene.time, workstation));
    let severity = if harms { Severity::Warning } else { Severity::Notice };
    vec![Draft { severity: Some(severity), ..draft(evidence, remedy) }]
}

/// What a client left behind of the account's sign-in.
fn signed_in_before(workstation: &Workstation) -> Option<&EndpointCache> {
    let address = workstation.address()?;
    workstation.endpoint_caches.known()?.iter().find(|cache| cache.address.as_deref() == Some(address))
}

/// The longest that such a certificate is valid, in seconds (Set-CsWebServiceConfiguration, MaxValidityPeriod: 8760
/// hours).
const LONGEST: i64 = 8760 * 3600;

/// Whether nobody signs in with that client any more, as far as is known: it did something for the last time longer ago
/// than a certificate is valid, and nobody says that the sign-in fails.
fn is_out_of_use(workstation: &Workstation, last: Option<Moment>, now: Moment) -> bool {
    workstation.signs_in.is_none() && last.is_some_and(|last| last.is_before(now.earliest.saturating_sub(LONGEST)))
}

pub const EXPIRED: Rule = Rule {
    code: "personal-cert-expired",
    title: "the personal certificate for signing in has run out",
    explanation: "The certificate that Communications Server issued to this user has run out, and there is no newer one. \
        The client should have got a new one by itself; where it keeps the old one, the sign-in fails with a \
        problem acquiring a personal certificate or verifying the certificate from the server. Where the sign-in works \
        all the same, as with another client since, or where it ran out longer than a year ago and nobody says that the \
        sign-in fails, it is a notice.",
    check: Check::Workstation(expired),
    ..PERSONAL
};

fn expired(scene: &Scene<'_>, workstation: &Workstation) -> Vec<Draft> {
    let now = span(scene.time, workstation);
    let own = of_the_account(workstation);
    match own.iter().max_by_key(|cert| cert.not_after.map(|moment| moment.latest)) {
        Some(last) if own.iter().all(|cert| is_over(cert, now)) => {
            let mut drafts = about(workstation, last);
            if is_out_of_use(workstation, last.not_after, now) {
                drafts.iter_mut().for_each(|draft| draft.severity = Some(Severity::Notice));
            }
            drafts
        }
        _ => Vec::new(),
    }
}

pub const NOT_YET_VALID: Rule = Rule {
    code: "personal-cert-not-yet-valid",
    title: "the personal certificate for signing in is not valid yet",
    explanation: "The certificate that Communications Server issued to this user begins later than now, and there is no \
        other one. The server's clock was ahead when it was issued, or that of this computer is behind.",
    remedy: "compare the clocks of the computer and of the pool's servers with a time server, then delete the certificate \
        and sign in again",
    check: Check::Workstation(not_yet_valid),
    ..PERSONAL
};

fn not_yet_valid(scene: &Scene<'_>, workstation: &Workstation) -> Vec<Draft> {
    let now = span(scene.time, workstation);
    let own = of_the_account(workstation);
    let alive: Vec<&&Personal> = own.iter().filter(|cert| !is_over(cert, now)).collect();
    match alive.first() {
        Some(first) if alive.iter().all(|cert| begins_later(cert, now)) => about(workstation, first),
        _ => Vec::new(),
    }
}

pub const OTHER_USER: Rule = Rule {
    code: "personal-cert-other-user",
    title: "the personal certificates for signing in are other users'",
    explanation: "Communications Server issued the certificates that are there to other addresses than the one that signs \
        in. So it is after an address has changed, and where several people share one Windows account; the client may show \
        the wrong one. Before the first sign-in under the new address its own one cannot be there yet.",
    remedy: "leave the client, delete the sign-in info or the certificate (certutil -user -delstore My THUMBPRINT) and sign \
        in again",
    check: Check::Workstation(other_user),
    ..PERSONAL
};

fn other_user(_: &Scene<'_>, workstation: &Workstation) -> Vec<Draft> {
    let Some(address) = workstation.address() else { return Vec::new() };
    let all: Vec<&Personal> = of_the_registrar(workstation).collect();
    // Of a certificate without an address nobody knows whose it is.
    let others = |cert: &&Personal| {
        !cert.addresses.is_empty() && !workstation.addresses.iter().any(|own| cert.addresses.contains(own))
    };
    if all.is_empty() || !all.iter().all(others) {
        return Vec::new();
    }
    let mut whose: Vec<&str> = all.iter().flat_map(|cert| &cert.addresses).map(String::as_str).collect();
    whose.sort_unstable();
    whose.dedup();
    let evidence = vec![Fact::text("sign-in address", address), Fact::list("issued to", whose.iter().take(MOST))];
    vec![Draft { severity: Some(unless_it_works(workstation)), ..draft(evidence, delete(workstation, all[0])) }]
}

/// Certificates of one account that are compared: each with each.
const MANY: usize = 200;
/// So many addresses are shown.
const MOST: usize = 10;
/// The digits of a SHA-1 thumbprint.
const THUMBPRINT: usize = 40;

pub const DUPLICATE: Rule = Rule {
    code: "personal-cert-duplicate",
    severity: Severity::Notice,
    title: "there are several personal certificates for one address",
    explanation: "Communications Server issued more than one certificate to the same address, and none of them has run out. \
        A client that was reset or moved leaves the old one behind. Mostly that does no harm; where the server does not \
        know one of them any more, the client may show that one.",
    check: Check::Workstation(duplicate),
    ..PERSONAL
};

fn duplicate(scene: &Scene<'_>, workstation: &Workstation) -> Vec<Draft> {
    let now = span(scene.time, workstation);
    let own = of_the_account(workstation);
    let valid: Vec<&&Personal> =
        own.iter().filter(|cert| !is_over(cert, now) && !begins_later(cert, now) && cert.not_after.is_some()).collect();
    for (i, one) in valid.iter().enumerate() {
        let twin = |other: &&&&Personal| {
            let another = one.thumbprint.is_none() || one.thumbprint != other.thumbprint;
            another && one.addresses.iter().any(|address| other.addresses.contains(address))
        };
        let Some(other) = valid[i + 1..].iter().find(twin) else { continue };
        // The older one is the one to go.
        let older = if ends(one) <= ends(other) { one } else { other };
        let mut evidence = facts(one);
        evidence.extend(other.not_after.map(|moment| Fact::time("the other one valid until", moment.latest)));
        return vec![draft(evidence, delete(workstation, older))];
    }
    Vec::new()
}

fn ends(cert: &Personal) -> Option<i64> {
    cert.not_after.map(|moment| moment.latest)
}

pub const WITHOUT_KEY: Rule = Rule {
    code: "personal-cert-without-key",
    title: "the personal certificate for signing in has no key",
    explanation: "The certificate that Communications Server issued to this user is there and its private key is not, as \
        after a profile was copied or a key container was lost or locked by a change of the password. The client cannot \
        use it and may not ask for another one.",
    remedy: REMEDY,
    check: Check::Workstation(without_key),
    ..PERSONAL
};

fn without_key(scene: &Scene<'_>, workstation: &Workstation) -> Vec<Draft> {
    let now = span(scene.time, workstation);
    let own = of_the_account(workstation);
    let valid: Vec<&&Personal> = own.iter().filter(|cert| !is_over(cert, now)).collect();
    match valid.first() {
        Some(first) if valid.iter().all(|cert| cert.has_key == Some(false)) => about(workstation, first),
        _ => Vec::new(),
    }
}

/// The certificates of the registrar.
fn of_the_registrar(workstation: &Workstation) -> impl Iterator<Item = &Personal> {
    workstation.personal.known().into_iter().flatten().filter(|cert| cert.is_of_the_registrar())
}

/// Those of them that are for the address that signs in; where that is not known, all of them.
fn of_the_account(workstation: &Workstation) -> Vec<&Personal> {
    let of = |cert: &&Personal| {
        workstation.address().is_none_or(|address| cert.addresses.iter().any(|known| known == address))
    };
    of_the_registrar(workstation).filter(of).take(MANY).collect()
}

/// Whether it has run out for certain.
fn is_over(cert: &Personal, now: Moment) -> bool {
    cert.not_after.is_some_and(|until| until.is_before(now.earliest))
}

/// Whether it is not valid yet for certain.
fn begins_later(cert: &Personal, now: Moment) -> bool {
    cert.not_before.is_some_and(|from| from.is_after(now.latest))
}

/// A finding about a certificate, which is to go.
fn about(workstation: &Workstation, cert: &Personal) -> Vec<Draft> {
    vec![Draft { severity: Some(unless_it_works(workstation)), ..draft(facts(cert), delete(workstation, cert)) }]
}

/// Where the sign-in works it does no harm: what is left behind after a move to another client, as it is mostly.
fn unless_it_works(workstation: &Workstation) -> Severity {
    if workstation.signs_in == Some(true) { Severity::Notice } else { Severity::Warning }
}

fn facts(cert: &Personal) -> Vec<Fact> {
    let mut facts = vec![Fact::text("subject", cert.subject.as_str()), Fact::text("issuer", cert.issuer.as_str())];
    facts.extend(cert.not_before.map(|moment| Fact::time("valid from", moment.earliest)));
    facts.extend(cert.not_after.map(|moment| Fact::time("valid until", moment.latest)));
    facts.extend(cert.thumbprint.as_deref().map(|thumbprint| Fact::text("thumbprint", thumbprint)));
    facts
}

fn account(workstation: &Workstation) -> Option<Fact> {
    workstation.address().map(|address| Fact::text("sign-in address", address))
}

fn delete(workstation: &Workstation, cert: &Personal) -> Text {
    // certutil takes less than a whole thumbprint for the place of a certificate in the store, and deletes that one.
    let whole = |text: &&str| text.len() == THUMBPRINT && text.bytes().all(|b| b.is_ascii_hexdigit());
    let known = cert.thumbprint.as_deref().filter(whole);
    let thumbprint = known.map_or_else(|| Text::words(words!("THUMBPRINT")), Text::from);
    text!(
        "personal-delete": "on {computer}, as the user: leave the client, delete the certificate (certutil -user -delstore \
            My {thumbprint}) and sign in again: a new one is issued",
        computer = workstation.computer_name(),
        thumbprint
    )
}
