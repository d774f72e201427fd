//! What revocation lists say of a certificate (RFC 5280 6.3.3).
//!
//! The lists come as a pile, without the distribution points that they were fetched from: which list speaks of a
//! certificate is found by comparing its scope with the points that the certificate names, and with the point that
//! RFC 5280 assumes beside them, the issuer of the certificate.

use std::{cmp::Reverse, sync::Arc};

use super::{About, Inquiry, Revoked, Status};
use crate::{
    model::{
        Cert, Fact, GeneralName, Text,
        chain::Profile,
        revocation::{DistributionPoint, Reasons},
    },
    text, words,
    x509::crl::{Crl, Listed},
};

/// Why a list is of no use.
pub(super) type Why = Vec<Fact>;

/// A reason that has to do with one list.
pub(super) fn why(crl: &Crl, why: impl Into<Text>) -> Why {
    vec![Fact::text("revocation list", Text::joined(": ", vec![title(crl), why.into()]))]
}

fn title(crl: &Crl) -> Text {
    let issuer = &crl.issuer.text;
    match &crl.number {
        Some(number) => text!("list-number": "{issuer}, number {number}", issuer, number = number.to_string()),
        None => issuer.into(),
    }
}

impl<'a> Inquiry<'a> {
    /// What all lists together say. `visiting` holds the certificates whose status is being asked for: a list signed by
    /// one of them is not asked about its signer again (a list may speak of its own signer, RFC 5280 4.2.1.13).
    pub(super) fn lists(&mut self, about: About<'a>, visiting: &mut Vec<[u8; 32]>) -> Status {
        let assumed = DistributionPoint {
            names: Some(vec![GeneralName::Directory(about.cert.issuer.clone())]),
            ..DistributionPoint::default()
        };
        let points = || about.cert.extensions.distribution_points.iter().chain([&assumed]);
        // The newest list of a scope decides: what it covers is not asked of older ones.
        let mut lists: Vec<&Arc<Crl>> = self.options.revocation.lists().filter(|c| c.delta_base.is_none()).collect();
        lists.sort_by_key(|crl| Reverse(crl.this_update));
        let mut covered = Reasons::default();
        let mut whys = Vec::new();
        for crl in lists {
            let mut reasons = Reasons::default();
            let mut outside = None;
            for point in points() {
                match scope(point, crl, about.cert) {
                    Scope::Another => {}
                    Scope::Outside(why) => outside = Some(why),
                    Scope::Speaks(of) => reasons = reasons.or(of),
                }
            }
            if reasons == Reasons::default() {
                whys.extend(outside.map(|text| why(crl, Text::words(text))).into_iter().flatten());
                continue;
            }
            if covered.covers(reasons) {
                continue;
            }
            match self.list(crl, about, visiting) {
                Ok(Some(Listed { date, reason })) => {
                    let source = text!("list-of": "revocation list of {list}", list = title(crl));
                    return Status::Revoked(Revoked { date, reason, source });
                }
                Ok(None) => covered = covered.or(reasons),
                Err(facts) => whys.extend(facts),
            }
        }
        if covered.covers(Reasons::ALL) {
            return Status::Good;
        }
        if covered == Reasons::default() && whys.is_empty() {
            let alone =
                self.options.revocation.lists().find(|c| c.delta_base.is_some() && c.issuer == about.cert.issuer);
            whys.extend(alone.into_iter().flat_map(|c| why(c, "is a delta, and the list that it adds to is not here")));
        }
        if covered != Reasons::default() {
            whys.push(Fact::list("revocation is known only for the reasons", covered.names()));
        }
        Status::Unknown(whys)
    }

    /// What one list, brought up to date by its delta, says of the certificate.
    fn list(&mut self, crl: &Crl, about: About<'a>, visiting: &mut Vec<[u8; 32]>) -> Result<Option<Listed>, Why> {
        self.sound(crl)?;
        let signer = self.signer(crl, about, visiting)?;
        let delta = self.delta(crl, signer);
        self.current(delta.unwrap_or(crl))?;
        let find = |crl: &Crl| self.memory.find(crl, about.cert);
        // RFC 5280 6.3.3 (i) to (k): the delta has the last word on what it speaks of.
        let listed = delta.and_then(find).or_else(|| find(crl)).filter(|l| !l.is_removal());
        match crl.unknown_critical.first() {
            // What is listed is revoked, whatever else the list means to say (X.509 7.3); that nothing is listed means
            // nothing then (RFC 5280 5.2, 5.3).
            Some(oid) if listed.is_none() => {
                Err(why(crl, text!("list-extension": "has the unknown critical extension {oid}", oid)))
            }
            _ => Ok(listed),
        }
    }

    /// Whether a list follows the standard.
    fn sound(&self, crl: &Crl) -> Result<(), Why> {
        if let Some(problem) = crl.problems.first() {
            return Err(why(crl, problem));
        }
        if self.options.profile == Profile::Strict {
            if crl.number.is_none() {
                return Err(why(crl, Text::words(words!("has no number (RFC 5280 5.2.3)"))));
            }
            if crl.number_critical {
                return Err(why(crl, Text::words(words!("its number is marked critical (RFC 5280 5.2.3)"))));
            }
        }
        Ok(())
    }

    /// Whether the list is the one to be used at the time judged at (RFC 5280 5.1.2.4, 5.1.2.5).
    fn current(&self, crl: &Crl) -> Result<(), Why> {
        let time = self.options.time;
        match crl.next_update {
            _ if crl.this_update > time => {
                let mut facts = why(crl, Text::words(words!("is not issued yet")));
                facts.push(Fact::time("issued", crl.this_update));
                Err(facts)
            }
            Some(next) if next < time => {
                let mut facts = why(crl, Text::words(words!("has run out")));
                facts.push(Fact::time("next issue was due", next));
                Err(facts)
            }
            Some(_) => Ok(()),
            None => Err(why(crl, Text::words(words!("does not say when the next one is due (RFC 5280 5.1.2.5)")))),
        }
    }

    /// The newest usable delta list that fits (RFC 5280 5.2.4, 6.3.3 (c), (h)).
    fn delta(&mut self, base: &Crl, signer: &Cert) -> Option<&'a Crl> {
        let number = base.number.as_ref()?;
        let fits = |delta: &&'a Crl| {
            delta.issuer == base.issuer
                && delta.scope_der == base.scope_der
                && delta.authority_key_id == base.authority_key_id
                && delta.delta_base.as_ref().is_some_and(|least| number >= least)
                && delta.number.as_ref().is_some_and(|n| n > number)
                && delta.unknown_critical.is_empty()
        };
        let mut deltas: Vec<&'a Crl> = self.options.revocation.lists().map(|c| &**c).filter(fits).collect();
        deltas.sort_by(|a, b| b.number.cmp(&a.number));
        deltas.into_iter().find(|delta| {
            self.sound(delta).is_ok() && self.current(delta).is_ok() && self.has_signed(delta, signer).is_ok()
        })
    }
}

/// What a list has to do with a distribution point of a certificate.
enum Scope {
    /// Nothing: it is somebody else's.
    Another,
    /// It is of the right issuer, but does not speak of this certificate.
    Outside(&'static str),
    /// It speaks of the certificate, for these reasons.
    Speaks(Reasons),
}

/// RFC 5280 6.3.3 (b) and (d).
fn scope(point: &DistributionPoint, crl: &Crl, cert: &Cert) -> Scope {
    let limits = crl.scope.as_ref();
    if point.crl_issuer.is_empty() {
        if crl.issuer != cert.issuer {
            return Scope::Another;
        }
    } else {
        if !point.crl_issuer.contains(&crl.issuer) {
            return Scope::Another;
        }
        if !limits.is_some_and(|l| l.indirect) {
            return Scope::Outside(words!("speaks only of its own issuer's certificates"));
        }
    }
    let mut reasons = point.reasons.unwrap_or(Reasons::ALL);
    if let Some(limits) = limits {
        if let Some(theirs) = &limits.names {
            let named = |name: &GeneralName| match &point.names {
                Some(ours) => ours.iter().any(|n| n.is_same(name)),
                None => point.crl_issuer.iter().any(|n| matches!(name, GeneralName::Directory(d) if d == n)),
            };
            if !theirs.iter().any(named) {
                return Scope::Outside(words!("is for another distribution point"));
            }
        }
        if limits.only_attribute {
            return Scope::Outside(words!("speaks only of attribute certificates"));
        }
        if limits.only_user && cert.is_ca() {
            return Scope::Outside(words!("speaks only of certificates of end entities"));
        }
        if limits.only_ca && !cert.is_ca() {
            return Scope::Outside(words!("speaks only of certificates of authorities"));
        }
        reasons = reasons.and(limits.reasons.unwrap_or(Reasons::ALL));
    }
    Scope::Speaks(reasons)
}
