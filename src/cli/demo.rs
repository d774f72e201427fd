//! `chaincheck demo`: the deployment, the check of it, and whether the diagnosis is the scenario's.

use std::{
    collections::BTreeSet,
    fs,
    io::{self, Write},
    path::Path,
    time::SystemTime,
};

use super::{
    args::DemoArgs, complain, desk, error::PlanError, exit::UNKNOWN, language, output::OutputError, plan, run,
    stop::Signals,
};
use crate::{
    check::{ConnectTo, Settings},
    demo::{self, DEFAULT_SCENARIO, Deployment, SCENARIOS, Scenario},
    judge::Policy,
    model::{Finding, Report, Severity, SubjectKind, Target, Text},
    text,
};

/// Runs the demo.
pub fn demo(args: &DemoArgs) -> Result<u8, PlanError> {
    if args.list {
        let (mut out, lang) = (io::stdout().lock(), language::current());
        for scenario in SCENARIOS {
            let _ = writeln!(out, "{:26} {}", scenario.name, lang.words(scenario.title));
        }
        return Ok(0);
    }
    let name = args.scenario.as_deref().unwrap_or(DEFAULT_SCENARIO);
    let Some(scenario) = Scenario::find(name) else {
        let name = format!("{name:?}");
        complain(&text!("no-scenario": "there is no scenario {name}; chaincheck demo --list names them", name));
        return Ok(UNKNOWN);
    };
    run::runtime()?.block_on(show(scenario, args))
}

async fn show(scenario: &Scenario, args: &DemoArgs) -> Result<u8, PlanError> {
    // Its stores do not decide: the demo's authorities are made anew in each run, and no computer holds them.
    let desk = args.workstation.as_deref().map(desk::read).transpose()?;
    let deployment = demo::start(scenario, SystemTime::now()).await?;
    let folder = tempfile::Builder::new().prefix("chaincheck-demo").tempdir().map_err(PlanError::Start)?;
    let root = folder.path().join("root.pem");
    let enterprise = if deployment.uses_root { deployment.root_pem.as_str() } else { "" };
    let written = fs::write(&root, format!("{enterprise}{}", deployment.cloud_root_pem));
    written.map_err(|source| OutputError::Write { path: root.clone(), source })?;
    let anchors = Some(root.as_path());
    let plan = plan::demo(
        Target::Domain(deployment.domain.clone()),
        settings(&deployment),
        anchors,
        desk,
        args.output.clone(),
    )?;
    let title = Text::words(scenario.title);
    complain(&text!("scenario-title": "scenario {name}: {title}", name = scenario.name, title));
    let (code, report) = run::carry_out(plan, true).await?;
    let right = diagnosis(&report) == scenario.expected.iter().copied().collect();
    if !right {
        let codes = scenario.expected.join(", ");
        complain(&text!("scenario-missed": "this is not the diagnosis that the scenario calls for: {codes}", codes));
    }
    if args.keep {
        // Listened for before anything is printed: whoever reads the line may answer it at once.
        let mut stop = Signals::listen().map_err(PlanError::Start)?;
        let mut out = io::stdout().lock();
        let _ = writeln!(
            out,
            "\n{}\n",
            language::current().words("The deployment stays up until Ctrl-C. To check it from another shell:")
        );
        let _ = writeln!(out, "{}", command_line(&deployment, anchors));
        let _ = out.flush();
        drop(out);
        stop.next().await;
    }
    // What could not be written or checked is no success, though the diagnosis is right.
    Ok(if right && code != UNKNOWN { 0 } else { UNKNOWN })
}

fn settings(deployment: &Deployment) -> Settings {
    let route = |entry: &demo::ConnectTo| ConnectTo::new(&entry.host, entry.port, entry.address);
    Settings {
        dns: vec![deployment.dns],
        connect_to: deployment.connect_to.iter().map(route).collect(),
        policy: Policy { sip_domains: deployment.sip_domains.clone(), ..Policy::default() },
        ..Settings::default()
    }
}

/// The distinct codes at warning or above that are not about a user's computer.
fn diagnosis(report: &Report) -> BTreeSet<&'static str> {
    let of_servers = |finding: &&Finding| finding.subject.kind != SubjectKind::Workstation;
    report.all_findings().filter(of_servers).filter(|f| f.severity >= Severity::Warning).map(|f| f.code).collect()
}

/// The command line that checks the deployment from another shell.
fn command_line(deployment: &Deployment, anchors: Option<&Path>) -> String {
    let mut line = format!("chaincheck {} --dns {} --store none", deployment.domain, deployment.dns);
    if let Some(path) = anchors {
        line.push_str(&format!(" --anchors {}", quoted(&path.display().to_string())));
    }
    for domain in &deployment.sip_domains {
        line.push_str(&format!(" --sip-domain {domain}"));
    }
    for entry in &deployment.connect_to {
        line.push_str(&format!(" --connect-to {entry}"));
    }
    line
}

/// As a shell takes it.
fn quoted(text: &str) -> String {
    // A backslash parts folders on Windows; elsewhere a shell eats it.
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/._-+:".contains(&b) || (cfg!(windows) && b == b'\\');
    if !text.is_empty() && text.bytes().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_takes_a_quoted_name_as_it_is() {
        for name in
            ["/tmp/a.pem", "/tmp/a b", "/tmp/$(x)`y`", "it's", "a\\b", "a;b|c&d>e", "~/a", "*", "a\nb", "!x", ""]
        {
            let script = format!("printf %s {}", quoted(name));
            let shown = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
            assert_eq!(String::from_utf8_lossy(&shown.stdout), name);
        }
    }
}
