//! The vocabulary of revocation: where it is spoken of, for which reasons, and what is demanded.

use super::cert::{GeneralName, Name};
use crate::words;

/// What is demanded of revocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RevocationMode {
    /// It is not looked at.
    Off,
    /// What is revoked refuses; what is unknown is a notice.
    #[default]
    Soft,
    /// What is unknown refuses too.
    Hard,
}

/// Label of the fact that says from where revocation data could not be had, and why.
pub const NOT_HAD: &str = words!("could not be had from");

/// A set of reasons for revocation (RFC 5280 4.2.1.13, `ReasonFlags`): bit *n* is the reason with that number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reasons(pub u16);

impl Reasons {
    /// Every reason; a list that does not limit itself speaks of all of them. Bit 0 is unused.
    pub const ALL: Self = Self(0b1_1111_1110);

    /// The reasons in both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The reasons in either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether every reason of `other` is in here.
    pub fn covers(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The names of the reasons.
    pub fn names(self) -> Vec<&'static str> {
        const NAMES: [&str; 8] = [
            "keyCompromise",
            "cACompromise",
            "affiliationChanged",
            "superseded",
            "cessationOfOperation",
            "certificateHold",
            "privilegeWithdrawn",
            "aACompromise",
        ];
        NAMES.iter().enumerate().filter(|(bit, _)| self.0 & (2 << bit) != 0).map(|(_, name)| *name).collect()
    }
}

/// The name of a reason code (RFC 5280 5.3.1); codes are not the bit numbers of [`Reasons`].
pub fn reason(code: u8) -> &'static str {
    match code {
        0 => "unspecified",
        1 => "keyCompromise",
        2 => "cACompromise",
        3 => "affiliationChanged",
        4 => "superseded",
        5 => "cessationOfOperation",
        6 => "certificateHold",
        8 => "removeFromCRL",
        9 => "privilegeWithdrawn",
        10 => "aACompromise",
        _ => words!("a reason that does not exist"),
    }
}

/// Where a certificate says that its revocation is spoken of (RFC 5280 4.2.1.13).
#[derive(Debug, Clone, Default)]
pub struct DistributionPoint {
    /// The names of the point; a name relative to the issuer is made whole. `None` if it has none.
    pub names: Option<Vec<GeneralName>>,
    /// The reasons that the list there speaks of; `None` for all.
    pub reasons: Option<Reasons>,
    /// Who issues the list, where it is not the issuer of the certificate.
    pub crl_issuer: Vec<Name>,
}

/// What a revocation list speaks of (RFC 5280 5.2.5).
#[derive(Debug, Clone, Default)]
pub struct IssuingPoint {
    /// The names of its distribution point; a name relative to the issuer is made whole. `None` if it has none.
    pub names: Option<Vec<GeneralName>>,
    /// Only certificates of end entities.
    pub only_user: bool,
    /// Only certificates of authorities.
    pub only_ca: bool,
    /// Only attribute certificates.
    pub only_attribute: bool,
    /// Only revocation for these reasons; `None` for all.
    pub reasons: Option<Reasons>,
    /// Certificates of other issuers too.
    pub indirect: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_a_set() {
        let some = Reasons(0b110);
        assert_eq!(some.names(), ["keyCompromise", "cACompromise"]);
        assert!(Reasons::ALL.covers(some) && !some.covers(Reasons::ALL));
        assert_eq!(Reasons::ALL.names().len(), 8);
        assert_eq!(some.and(Reasons(0b100)).or(Reasons(0b1000)), Reasons(0b1100));
    }
}
