//! What stands behind a message.

use super::sheet::Sheet;
use crate::{
    judge::{
        messages::{Elsewhere, Heard, Look, Machine, apart},
        rules::of_code,
    },
    render::Lang,
    text, words,
};

/// Says what was recognised, the codes in the order to check them, and how.
pub fn write(sheet: &mut Sheet, named: &[&'static str], heard: &[Heard]) {
    sheet.heading(words!("Recognised:"));
    for code in named {
        sheet.hang("  - ", &format!("{code} (chaincheck)"));
    }
    for one in heard {
        recognised(sheet, one);
    }
    // Where the message is the computer's own affair, that comes first.
    let own = heard.first().is_some_and(|one| one.message.look == Look::Computer);
    if own {
        elsewhere(
            sheet,
            heard,
            Machine::User,
            words!("On the user's computer, in the order to check; to be run in a command prompt there:"),
        );
        sheet.heading(words!("Or on the servers' side and the network, in the order to check:"));
    } else {
        sheet.heading(words!("What it can mean, in the order to check:"));
    }
    for (i, code) in ranked(named, heard).into_iter().enumerate() {
        let lead = format!("{:3}. ", i + 1);
        let title = of_code(code).next().map_or("", |rule| rule.title);
        let title = sheet.lang.words(title).into_owned();
        sheet.hang(&lead, &format!("{code}: {title}"));
        if let Some(line) = apart(code) {
            let line = sheet.lang.words(line).into_owned();
            sheet.hang("     ", &line);
        }
    }
    sheet.heading(words!("Which of them it is, shows:"));
    let mut commands: Vec<&str> = Vec::new();
    let looks = heard.iter().map(|one| one.message.look);
    for command in looks.chain(heard.is_empty().then_some(Look::Domain)).flat_map(Look::commands) {
        if !commands.contains(command) {
            commands.push(command);
        }
    }
    for command in commands {
        sheet.command("  ", command);
    }
    if !own {
        elsewhere(
            sheet,
            heard,
            Machine::User,
            words!("Or it lies on the user's computer; to be run in a command prompt there:"),
        );
    }
    elsewhere(
        sheet,
        heard,
        Machine::Server,
        words!("Or it lies on the server that says so; to be run in a command prompt there:"),
    );
    sheet.blank();
    sheet.note(words!("chaincheck explain CODE says more of each"));
}

fn recognised(sheet: &mut Sheet, one: &Heard) {
    let message = one.message;
    let text = message.wording(sheet.lang == Lang::Ja);
    sheet.hang("  - ", &format!("{text} ({}; {})", message.by, message.source));
    if let Some(note) = message.note {
        let note = sheet.lang.words(note).into_owned();
        sheet.hang("    ", &note);
    }
    if one.guess || message.weak {
        let note = sheet.lang.words("a weak source: a report or memory, not the maker's document").into_owned();
        sheet.hang("    ", &note);
    }
}

/// The codes of all messages: what several have in common first, then in their order. What says no more than that
/// something is wrong counts only if nothing else was said.
fn ranked(named: &[&'static str], heard: &[Heard]) -> Vec<&'static str> {
    /// Divided by the place in the order.
    const FIRST: usize = 1000;
    let mut scores: Vec<(&'static str, usize)> = named.iter().map(|code| (*code, usize::MAX / 2)).collect();
    let specific = heard.iter().any(|one| !one.message.vague) || !named.is_empty();
    for one in heard.iter().filter(|one| !(specific && one.message.vague)) {
        for (i, code) in one.message.codes.iter().enumerate() {
            let score = FIRST / (i + 1);
            match scores.iter_mut().find(|(known, _)| known == code) {
                Some((_, sum)) => *sum = sum.saturating_add(score),
                None => scores.push((code, score)),
            }
        }
    }
    scores.sort_by_key(|(_, score)| usize::MAX - score);
    scores.into_iter().map(|(code, _)| code).collect()
}

fn elsewhere(sheet: &mut Sheet, heard: &[Heard], machine: Machine, heading: &'static str) {
    let mut causes: Vec<&Elsewhere> = Vec::new();
    for cause in heard.iter().flat_map(|one| one.message.elsewhere).filter(|cause| cause.machine == machine) {
        if !causes.contains(&cause) {
            causes.push(cause);
        }
    }
    if causes.is_empty() {
        return;
    }
    sheet.heading(heading);
    for (i, cause) in causes.iter().enumerate() {
        let line = sheet.lang.words(cause.cause).into_owned();
        sheet.say(&format!("{:3}. ", i + 1), &text!("explain-cause": "{line}:", line));
        sheet.command("     ", cause.command);
        if !cause.codes.is_empty() {
            sheet.say("     ", &text!("explain-found-by": "found by chaincheck workstation as {codes}", codes = cause.codes.join(", ")));
        }
    }
    if causes.iter().any(|cause| !cause.codes.is_empty()) {
        sheet.blank();
        sheet.note(words!("All of that at once, on that computer, or of what the collector gathered there:"));
        sheet.command("      ", "chaincheck workstation SNAPSHOT");
        sheet.command("      ", "chaincheck workstation --collector > collect.ps1");
    }
}
