//! What a finding means, and which findings stand behind a message that was pasted.

mod example;
mod message;
mod page;
mod sheet;

use std::{collections::BTreeSet, ffi::OsString};

use super::{args::ExplainArgs, complain, exit::UNKNOWN, output::OutputError};
use crate::{
    judge::{
        RULES, Rule,
        messages::{MOST, hear},
        rules::of_code,
    },
    render::clean,
    text, words,
};
use sheet::Sheet;

/// How much of what nobody knows is said back.
const ECHO: usize = 80;

/// The groups of codes, each with its first one in the order of the rules.
const GROUPS: &[(&str, &str)] = &[
    (words!("Trust: these decide whether a chain is accepted"), "cert-expired"),
    (words!("Around the path, and what was sent"), "name-mismatch"),
    (words!("Roles: what the products demand"), "sip-name-missing"),
    (words!("Endpoints: connections and TLS"), "endpoint-unreachable"),
    (words!("DNS and autodiscover"), "record-missing"),
    (words!("Single sign-on"), "token-cert-expiring"),
    (words!("The user's computer (chaincheck workstation)"), "client-outdated"),
];

/// Explains a code or a message, or lists all codes.
///
/// # Errors
///
/// [`OutputError`] if it cannot be written.
pub fn explain(args: &ExplainArgs) -> Result<u8, OutputError> {
    let mut sheet = Sheet::new(args.lang.as_deref());
    let asked = joined(&args.asked);
    let code = if asked.trim().is_empty() {
        list(&mut sheet);
        0
    } else {
        answer(&mut sheet, asked.trim())
    };
    sheet.print()?;
    Ok(code)
}

/// Whatever a shell has parted. What is no Unicode is read as far as it can be.
fn joined(asked: &[OsString]) -> String {
    asked.iter().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn answer(sheet: &mut Sheet, asked: &str) -> u8 {
    let wanted = asked.to_lowercase();
    if of_code(&wanted).next().is_some() {
        page::write(sheet, &wanted);
        return 0;
    }
    let heard = hear(asked);
    let named = codes_in(asked);
    if heard.is_empty() && named.is_empty() {
        nothing_known(asked);
        return UNKNOWN;
    }
    if asked.len() > MOST {
        complain(&text!("explain-cut": "only the first {size} KiB were read", size = MOST / 1024));
    }
    message::write(sheet, &named, &heard);
    0
}

/// The codes that stand in a text, as in a report's line.
fn codes_in(text: &str) -> Vec<&'static str> {
    let end = text.char_indices().nth(MOST / 4).map_or(text.len(), |(at, _)| at);
    let words: BTreeSet<String> = text[..end]
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
        .map(|word| word.trim_matches('-').to_ascii_lowercase())
        .collect();
    distinct().map(|rule| rule.code).filter(|code| words.contains(*code)).collect()
}

fn nothing_known(asked: &str) {
    let near: Vec<&str> = distinct().filter(|rule| is_near(rule, asked)).map(|rule| rule.code).collect();
    let hint = if near.is_empty() || near.len() > 12 {
        text!("explain-list-hint": "chaincheck explain lists them all")
    } else {
        text!("explain-near": "near it: {codes}", codes = near.join(", "))
    };
    let shown = format!("\"{}\"", clean::line(asked, ECHO, true));
    let one_word = !asked.contains(char::is_whitespace);
    let said = if one_word && asked.is_ascii() {
        text!("explain-no-code": "there is no code {shown}; {hint}", shown, hint)
    } else {
        text!("explain-no-message": "no message is known in {shown}; {hint}", shown, hint)
    };
    complain(&said);
}

/// Whether a word of some length is in the code and begins one that was typed, or the other way round.
fn is_near(rule: &Rule, asked: &str) -> bool {
    let asked = clean::line(asked, ECHO, true).to_lowercase();
    rule.code.split('-').any(|word| {
        word.len() > 3
            && asked
                .split(|c: char| !c.is_alphanumeric())
                .any(|typed| typed.starts_with(word) || (typed.len() > 3 && word.starts_with(typed)))
    })
}

/// The rules, one a code.
fn distinct() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().enumerate().filter(|(i, rule)| !RULES[..*i].iter().any(|r| r.code == rule.code)).map(|(_, rule)| rule)
}

fn list(sheet: &mut Sheet) {
    /// The longest code and two columns.
    const CODE: usize = 31;
    const SEVERITY: usize = 9;
    for rule in distinct() {
        if let Some((heading, _)) = GROUPS.iter().find(|(_, first)| *first == rule.code) {
            sheet.heading(heading);
        }
        let lead = format!("{:CODE$}{:SEVERITY$} ", rule.code, rule.severity.as_str());
        let title = sheet.lang.words(rule.title).into_owned();
        sheet.hang(&lead, &title);
    }
    sheet.blank();
    sheet.note(words!("chaincheck explain CODE says more; chaincheck explain \"MESSAGE\" finds the codes behind an error message, an event or a number"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_begin_with_a_code_in_the_order_of_the_rules() {
        let at = |code: &str| RULES.iter().position(|rule| rule.code == code);
        let places: Vec<Option<usize>> = GROUPS.iter().map(|(_, first)| at(first)).collect();
        assert_eq!(places[0], Some(0));
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}");
    }
}
