//! The page of a code.

use super::{example, sheet::Sheet};
use crate::{
    judge::{
        Check, Rule,
        messages::{Message, apart, messages},
        rules::of_code,
    },
    text, words,
};

/// A message stands on the page of a code that is among the first so many behind it.
const FIRST: usize = 4;

/// Says what there is to say of a code.
pub fn write(sheet: &mut Sheet, code: &str) {
    // A fault that is seen in two ways has one text.
    let mut said: Option<&Rule> = None;
    for rule in of_code(code) {
        if said.is_some_and(|said| said.title == rule.title && said.explanation == rule.explanation) {
            continue;
        }
        if said.is_some() {
            sheet.blank();
        }
        said = Some(rule);
        meaning(sheet, rule);
    }
    if let Some(rule) = said {
        example(sheet, rule);
        heard(sheet, rule);
        sources(sheet, code);
    }
}

fn meaning(sheet: &mut Sheet, rule: &Rule) {
    let lang = sheet.lang;
    sheet.say(
        "",
        &text!("explain-head": "{code} ({severity} unless it says otherwise)", code = rule.code, severity = rule.severity.as_str()),
    );
    sheet.hang("", &lang.words(rule.title));
    sheet.blank();
    sheet.hang("", &lang.beside(rule.title, "explanation", rule.explanation));
    sheet.blank();
    let remedy = lang.beside(rule.title, "remedy", rule.remedy).into_owned();
    sheet.say("", &text!("explain-mend": "To mend it: {remedy}.", remedy));
}

fn example(sheet: &mut Sheet, rule: &Rule) {
    let Some(example) = example::of(rule.code, sheet.lang) else { return };
    sheet.blank();
    sheet.say("", &text!("explain-example": "Example ({source}):", source = example.source));
    for line in example.lines {
        // Labels and values in two columns, as the report has them.
        let content = line.trim_start();
        let indent = line.len() - content.len();
        let value = content.find(": ").filter(|at| *at < 24).map_or(0, |at| {
            let rest = &content[at + 2..];
            at + 2 + rest.len() - rest.trim_start().len()
        });
        let (lead, text) = content.split_at(if indent == 0 { 0 } else { value });
        sheet.hang(&format!("  {}{lead}", " ".repeat(indent)), text);
    }
}

fn heard(sheet: &mut Sheet, rule: &Rule) {
    let behind = |message: &&Message| {
        let elsewhere = message.elsewhere.iter().any(|cause| cause.codes.contains(&rule.code));
        !message.vague && (elsewhere || message.codes.iter().take(FIRST).any(|code| *code == rule.code))
    };
    let found: Vec<&Message> = messages().filter(behind).collect();
    if let Some(line) = apart(rule.code) {
        sheet.blank();
        let line = sheet.lang.words(line).into_owned();
        sheet.say("", &text!("explain-apart": "How it shows: {line}.", line));
    }
    if found.is_empty() {
        return;
    }
    sheet.heading(words!("Messages that it may stand behind:"));
    for message in found {
        sheet.hang("  - ", &format!("{} ({})", message.text, message.by));
    }
}

fn sources(sheet: &mut Sheet, code: &str) {
    sheet.blank();
    let mut lines = Vec::new();
    for rule in of_code(code) {
        let by = sheet.lang.words(rule.by.as_str()).into_owned();
        let by = if matches!(rule.check, Check::FaultOf(..)) {
            text!("explain-by-unless": "Speaks for: {by} unless it says otherwise", by)
        } else {
            text!("explain-by": "Speaks for: {by}", by)
        };
        let see = text!("explain-see": "See: {sources}", sources = rule.see.join("; "));
        for line in [by, see] {
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    for line in lines {
        sheet.say("", &line);
    }
}
