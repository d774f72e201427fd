//! Credentials that Windows keeps for the client.

use super::draft;
use crate::{
    judge::{Check, Draft, Rule, Scene},
    model::{By, Fact, Severity, Workstation},
    text,
};

/// So many are shown.
const MOST: usize = 20;

/// Beginnings of the targets that Office, Lync and Skype for Business keep their credentials under, lower case.
const TARGETS: &[&str] = &[
    "microsoftoffice14_data:",
    "microsoftoffice15_data:",
    "microsoftoffice16_data:",
    "microsoft_oc1:",
    "microsoftlync",
    "orgid:",
];

pub const PRESENT: Rule = Rule {
    code: "cached-credentials-present",
    severity: Severity::Notice,
    by: By::Microsoft,
    title: "credentials for the client are stored",
    explanation: "Windows keeps credentials of Office, Lync or Skype for Business for this user. That is how it is meant; \
        where they are of before a change of the password or of the address, the client shows them all the same, and the \
        sign-in fails as if the personal certificate could not be had. Names alone were read, nothing secret.",
    remedy: "if the sign-in fails after a change of password or address, delete them (cmdkey /delete:TARGET) and sign in \
        again",
    see: &["KB 2604176", "Microsoft, Troubleshooting Skype for Business Online sign-in errors"],
    check: Check::Workstation(present),
};

fn present(_: &Scene<'_>, workstation: &Workstation) -> Vec<Draft> {
    let Some(targets) = workstation.credentials.known() else { return Vec::new() };
    let mut kept: Vec<String> = targets.iter().filter_map(|target| kind_and_address(target)).collect();
    kept.sort_unstable();
    kept.dedup();
    if kept.is_empty() {
        return Vec::new();
    }
    let remedy = text!(
        "credentials-delete": "if the sign-in fails on {computer} after a change of password or address: as the user list \
            them (cmdkey /list), delete these (cmdkey /delete:TARGET) and sign in again",
        computer = workstation.computer_name()
    );
    vec![draft(vec![Fact::list("stored for", kept.iter().take(MOST))], remedy)]
}

/// What kind of target it is, and the address in it; whatever else stands there is left out.
fn kind_and_address(target: &str) -> Option<String> {
    let name = after(target, "target=").unwrap_or(target).trim();
    let lower = name.to_ascii_lowercase();
    if !TARGETS.iter().any(|beginning| lower.starts_with(beginning)) {
        return None;
    }
    let mut parts = name.split([':', '=', ';', ',', ' ']).filter(|part| !part.is_empty());
    let kind = parts.next()?;
    let manner = parts.next().filter(|part| part.len() < 10 && part.bytes().all(|b| b.is_ascii_alphabetic()));
    let address = name.split([':', '=', ';', ',', ' ']).find(|part| part.contains('@'));
    let said: Vec<&str> = [Some(kind), manner, address].into_iter().flatten().collect();
    Some(said.join(" "))
}

/// What follows a word, whatever its case.
fn after<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let at = text.to_ascii_lowercase().find(word)?;
    text.get(at + word.len()..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_the_kind_and_the_address_is_kept() {
        for (target, kept) in [
            (
                "LegacyGeneric:target=MicrosoftOffice15_Data:orgid:anna@contoso.com",
                Some("MicrosoftOffice15_Data orgid anna@contoso.com"),
            ),
            (
                "LegacyGeneric:target=MicrosoftOffice16_Data:ADAL:5f0d9a7e-0000-4c1c-9c3e-aaaaaaaaaaaa",
                Some("MicrosoftOffice16_Data ADAL"),
            ),
            (
                "LegacyGeneric:target=Microsoft_OC1:uri=anna@contoso.com:specific:OCS:1",
                Some("Microsoft_OC1 uri anna@contoso.com"),
            ),
            ("Domain:target=TERMSRV/server.contoso.com", None),
            ("LegacyGeneric:target=git:https://anna@example.com", None),
            ("", None),
        ] {
            assert_eq!(kind_and_address(target).as_deref(), kept, "{target}");
        }
    }
}
