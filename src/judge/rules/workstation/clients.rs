//! Clients that are too old.

use super::{
    builds::{self, Build},
    draft,
};
use crate::{
    judge::{Check, Draft, Rule, Scene},
    model::{By, Fact, Severity, Text, Workstation, workstation::Product},
    text, words,
};

/// So many are told of.
const MOST: usize = 10;

pub const OUTDATED: Rule = Rule {
    code: "client-outdated",
    severity: Severity::Warning,
    by: By::Microsoft,
    title: "a sign-in client is out of date",
    explanation: "A client on this computer is older than the first build that works where servers speak TLS 1.2 or newer \
        alone, as Microsoft's clouds and hardened pools do: it cannot connect there, and says that the server is not \
        available or its certificate cannot be verified. A client that speaks TLS 1.2 and is no longer looked after is a \
        notice. Builds of which nothing is documented are left out.",
    remedy: "install the latest update of the client, or a current client",
    see: &["KB 2604176", "Microsoft, Disable TLS 1.0/1.1 in Skype for Business Server 2015", "Microsoft lifecycle"],
    check: Check::Workstation(outdated),
};

fn outdated(scene: &Scene<'_>, workstation: &Workstation) -> Vec<Draft> {
    let Some(clients) = workstation.clients.known() else { return Vec::new() };
    let known: Vec<(&Product, &Build)> =
        clients.iter().filter_map(|client| Some((client, builds::of(client)?))).collect();
    // What another client leaves behind is not what people sign in with.
    let has_other = known.iter().any(|(client, build)| builds::is_desktop(client) && is_fine(build));
    let mut drafts: Vec<Draft> = Vec::new();
    for (client, build) in known {
        let over = build.ended.filter(|end| *end < scene.time);
        if build.needs.is_none() && over.is_none() {
            continue;
        }
        let version = client.version.iter().map(u32::to_string).collect::<Vec<_>>().join(".");
        let mut evidence = vec![
            Fact::text("client", build.name),
            Fact::text("file", client.name.as_str()),
            Fact::text("version", version.clone()),
        ];
        evidence.extend(build.needs.map(first));
        evidence.extend(over.map(|end| Fact::time("support ended", end)));
        let severity = if build.needs.is_some() && !has_other { Severity::Warning } else { Severity::Notice };
        let key = format!("{}/{version}", build.file);
        let same = |draft: &Draft| draft.key == key;
        if drafts.len() < MOST && !drafts.iter().any(same) {
            let remedy = remedy(workstation, build);
            drafts.push(Draft { severity: Some(severity), key, ..draft(evidence, remedy) });
        }
    }
    drafts
}

fn is_fine(build: &Build) -> bool {
    build.needs.is_none() && build.file == "lync.exe"
}

fn first(needs: &'static str) -> Fact {
    let value = if needs.is_empty() { Text::words(words!("none")) } else { needs.into() };
    Fact::text("first build with TLS 1.2 alone", value)
}

fn remedy(workstation: &Workstation, build: &Build) -> Text {
    let (computer, name) = (workstation.computer_name(), build.name);
    match build.needs {
        Some(needs) if !needs.is_empty() => text!(
            "client-update": "on {computer} update {name} to {needs} or later, or install a current client",
            computer, name, needs
        ),
        _ => text!("client-replace": "on {computer} replace {name} by a current client", computer, name),
    }
}
