//! What an OCSP response, stapled or given, says of a certificate (RFC 6960 3.2).

use super::{About, Memory, Revoked};
use crate::{
    model::{Cert, Fact, Text},
    text, words,
    x509::{
        ocsp::{self, Ocsp, Status},
        oid,
        signature::{self, Verdict},
    },
};

/// How far a responder's clock may be ahead, in seconds: what OpenSSL and nginx allow (`OCSP_check_validity`, 300).
const SKEW: i64 = 300;

/// How long a response holds that does not say it, in seconds: newer ones are there at any time then (RFC 6960 4.2.2.1),
/// and mozilla::pkix takes such a one for a day (`pkixocsp.cpp`).
const HOLDS: i64 = 24 * 60 * 60;

/// What a response comes to.
#[derive(Debug, Clone)]
pub(super) enum Answer {
    Good,
    Revoked(Revoked),
    /// It is of no use: why, and what it says all the same.
    Unusable(Vec<Fact>),
}

/// What a stapled response comes to.
pub(super) fn stapled(bytes: &[u8], about: About<'_>, time: i64, memory: &Memory) -> Answer {
    const ORIGIN: &str = words!("stapled OCSP response");
    let other = || Answer::Unusable(vec![Fact::text(ORIGIN, Text::words(words!("it speaks of another certificate")))]);
    match ocsp::read(bytes) {
        Ok(response) => answer(&response, ORIGIN, about, time, memory).unwrap_or_else(other),
        Err(why) => Answer::Unusable(vec![Fact::text(ORIGIN, why)]),
    }
}

/// What a response comes to; `None` if it speaks of other certificates.
pub(super) fn answer(
    response: &Ocsp,
    origin: &'static str,
    about: About<'_>,
    time: i64,
    memory: &Memory,
) -> Option<Answer> {
    let single = response.answers.iter().find(|a| a.is_about(about.cert, about.issuer))?;
    Some(judged(response, single, origin, about, time, memory))
}

fn judged(
    response: &Ocsp,
    single: &ocsp::Answer,
    origin: &'static str,
    about: About<'_>,
    time: i64,
    memory: &Memory,
) -> Answer {
    let unusable = |why: Text| vec![Fact::text(origin, why)];
    let said = match single.status {
        Status::Good => words!("good"),
        Status::Revoked { .. } => words!("revoked"),
        Status::Unknown => words!("unknown"),
    };
    let fail = |why: Text, times: &[(&'static str, i64)]| {
        let mut facts = unusable(why);
        facts.extend(times.iter().map(|(label, time)| Fact::time(label, *time)));
        facts.push(Fact::text("it says", Text::words(said)));
        Answer::Unusable(facts)
    };
    if let Err(why) = authorised(response, about, time, memory) {
        return fail(why, &[]);
    }
    if response.has_critical || single.has_critical {
        return fail(Text::words(words!("it has a critical extension that nobody here knows")), &[]);
    }
    if single.this_update > time + SKEW {
        return fail(Text::words(words!("it is from the future")), &[(words!("issued"), single.this_update)]);
    }
    match single.next_update {
        Some(next) if next < time => {
            return fail(Text::words(words!("it has run out")), &[(words!("next one was due"), next)]);
        }
        Some(_) => {}
        None if single.this_update + HOLDS < time => {
            let why = Text::words(words!("it does not say until when it holds, and is older than a day"));
            return fail(why, &[(words!("issued"), single.this_update)]);
        }
        None => {}
    }
    match single.status {
        Status::Good => Answer::Good,
        Status::Revoked { date, reason } => {
            Answer::Revoked(Revoked { date: Some(date), reason, source: Text::words(origin) })
        }
        Status::Unknown => fail(Text::words(words!("the responder does not know the certificate")), &[]),
    }
}

/// The response is signed by the issuer of the certificate or by somebody whom that issuer certified for it
/// (RFC 6960 4.2.2.2).
fn authorised(response: &Ocsp, about: About<'_>, time: i64, memory: &Memory) -> Result<(), Text> {
    let signed = |by: &Cert| {
        let verdict = signature::verify_with(&response.scheme, &by.key, &by.der, response.tbs(), response.signature());
        match verdict {
            Verdict::Valid => Ok(()),
            Verdict::Invalid => Err(Text::words(words!("its signature was not made by the key of its responder"))),
            Verdict::Uncheckable(why) => {
                Err(text!("signature-uncheckable": "its signature cannot be checked ({reason})", reason = why))
            }
        }
    };
    if response.responder.is(about.issuer) && signed(about.issuer).is_ok() {
        return Ok(());
    }
    let mut failure = Text::words(match response.responder.is(about.issuer) {
        true => words!("its signature was not made by the key of its responder"),
        false => words!("its responder is neither the issuer nor sent along"),
    });
    for delegate in response.certificates.iter().filter(|c| response.responder.is(c)) {
        // Sent along by some responders; the issuer was tried.
        if delegate.key.id == about.issuer.key.id {
            continue;
        }
        let checked = delegated(delegate, about.issuer, time, memory).map_err(Text::words);
        match checked.and_then(|()| signed(delegate)) {
            Ok(()) => return Ok(()),
            Err(why) => failure = why,
        }
    }
    Err(failure)
}

/// Whether the issuer lets this certificate answer for it.
fn delegated(delegate: &Cert, issuer: &Cert, time: i64, memory: &Memory) -> Result<(), &'static str> {
    let extensions = &delegate.extensions;
    let usages = extensions.extended_key_usage.as_deref().unwrap_or_default();
    if !usages.iter().any(|usage| usage == oid::OCSP_SIGNING) {
        return Err(words!("the certificate of its responder is not for OCSP signing (RFC 6960 4.2.2.2)"));
    }
    if delegate.issuer != issuer.subject || memory.verify(delegate, issuer).0 != Verdict::Valid {
        return Err(words!("the certificate of its responder is not by the issuer of the certificate"));
    }
    if !delegate.problems.is_empty() || !extensions.unknown_critical.is_empty() {
        return Err(words!("the certificate of its responder cannot be used"));
    }
    if !delegate.is_valid_at(time) {
        return Err(words!("the certificate of its responder is not valid at this time"));
    }
    Ok(())
}
