//! What a finding means.

use std::io::{self, Write};

use super::{complain, exit::UNKNOWN};
use crate::{
    judge::{Check, RULES, Rule},
    render::Lang,
    text,
};

/// Explains a code, or lists all of them.
pub fn explain(code: Option<&str>, lang: Lang) -> u8 {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let width = terminal_size::terminal_size().map_or(100, |(w, _)| usize::from(w.0)).clamp(40, 100);
    let Some(code) = code else {
        for rule in distinct() {
            let _ = writeln!(out, "{:28} {:9} {}", rule.code, rule.severity.as_str(), lang.words(rule.title));
        }
        let _ = writeln!(out, "\n{}", lang.words("chaincheck explain CODE says more."));
        let _ = out.flush();
        return 0;
    };
    let wanted = code.trim().to_ascii_lowercase();
    let found: Vec<&Rule> = RULES.iter().filter(|r| r.code == wanted).collect();
    if found.is_empty() {
        let near: Vec<&str> = distinct().map(|r| r.code).filter(|c| shares_word(c, &wanted)).collect();
        let hint = if near.is_empty() {
            "chaincheck explain lists them all".to_owned()
        } else {
            format!("near it: {}", near.join(", "))
        };
        complain(&format!("there is no code {code:?}; {hint}"));
        return UNKNOWN;
    }
    for (i, rule) in found.iter().enumerate() {
        if i > 0 {
            let _ = writeln!(out);
        }
        let _ = write(rule, lang, width, &mut out);
    }
    let _ = out.flush();
    0
}

/// The rules, one a code.
fn distinct() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().enumerate().filter(|(i, rule)| !RULES[..*i].iter().any(|r| r.code == rule.code)).map(|(_, rule)| rule)
}

fn shares_word(code: &str, wanted: &str) -> bool {
    code.split('-').any(|word| {
        word.len() > 3
            && wanted.split(['-', ' ', '_']).any(|w| w.starts_with(word) || (w.len() > 3 && word.starts_with(w)))
    })
}

fn write(rule: &Rule, lang: Lang, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let wrap = |text: &str| textwrap::fill(text, width);
    let (code, severity) = (rule.code, rule.severity.as_str());
    let head = text!("explain-severity": "{code} ({severity} unless it says otherwise)", code, severity);
    writeln!(out, "{}\n{}\n", lang.say(&head), wrap(&lang.words(rule.title)))?;
    writeln!(out, "{}\n", wrap(&lang.beside(rule.title, "explanation", rule.explanation)))?;
    let remedy = lang.beside(rule.title, "remedy", rule.remedy).into_owned();
    writeln!(out, "{}\n", wrap(&lang.say(&text!("explain-remedy": "To mend it: {remedy}.", remedy))))?;
    let by = lang.words(rule.by.as_str()).into_owned();
    let by = match rule.check {
        Check::FaultOf(..) => text!("explain-by-case": "Speaks for: {by} unless it says otherwise", by),
        _ => text!("explain-by": "Speaks for: {by}", by),
    };
    writeln!(out, "{}", lang.say(&by))?;
    writeln!(out, "{}", wrap(&lang.say(&text!("explain-see": "See: {sources}", sources = rule.see.join("; ")))))
}
