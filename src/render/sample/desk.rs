//! Computers that people sign in from.

use super::{NOW, issuer_missing, report, target};
use crate::{
    model::{
        By, Text, Workstation,
        finding::{Fact, Finding, Severity, Subject, SubjectKind},
        report::{Report, TargetReport},
        target::Target,
        workstation::{Blame, Clock, Comparison, Moment, Product, Reading, Row, Service, Told, Verdict, Windows},
    },
    words,
};

fn seat(computer: &str, address: &str, findings: Vec<Finding>) -> TargetReport {
    let desk = Workstation {
        snapshot: Some(format!("{computer}.zip").into()),
        computer: Some(computer.to_owned()),
        account: Some(r"CONTOSO\anna".to_owned()),
        addresses: vec![address.to_owned()],
        signs_in: Some(findings.is_empty()),
        taken: Some(Moment { earliest: NOW - 7200, latest: NOW - 3600 }),
        windows: Told::Told(Windows {
            name: Some("Windows 10 Pro".to_owned()),
            build: Some(19_045),
            server: Some(false),
        }),
        clients: Told::Told(vec![Product { name: "lync.exe".to_owned(), version: vec![15, 0, 4420, 1017] }]),
        assistant: Told::Told(Service::State(1)),
        clock: Told::Told(Clock { ahead: Some(2), source: "dc01.contoso.com".into(), synchronised: Some(true) }),
        readings: vec![
            Reading { name: "msoidsvc.txt".to_owned(), form: Some("service"), problem: None },
            Reading { name: "holiday.jpg".to_owned(), form: None, problem: None },
        ],
        ..Workstation::default()
    };
    TargetReport {
        target: Target::Workstation { snapshot: desk.snapshot.clone(), name: Some(desk.name()) },
        discovery: crate::model::Discovery::default(),
        workstation: Some(Box::new(desk)),
        findings,
        ..target("", Vec::new())
    }
}

fn stopped(computer: &str) -> Finding {
    Finding {
        id: format!("sign-in-assistant-stopped@{computer}"),
        code: "sign-in-assistant-stopped",
        severity: Severity::Warning,
        by: By::Microsoft,
        subject: Subject::of(SubjectKind::Workstation),
        title: "the Sign-In Assistant does not run",
        evidence: vec![Fact::text("service", "msoidsvc"), Fact::number("state", 1)],
        remedy: "Start the service.".into(),
        ..issuer_missing()
    }
}

/// A computer at which nothing was found, and of which not everything is known.
pub fn desk() -> Report {
    report(vec![seat("PC-0117", "anna@contoso.com", Vec::new())])
}

/// Two accounts fail on one computer and work on another; of a third nothing could be read.
pub fn desks() -> Report {
    let mut torn = seat("PC-0300", "anna@contoso.com", Vec::new());
    torn.problems.push("clients.txt in the snapshot: it is longer than 16 MiB".into());
    if let Some(desk) = torn.workstation.as_deref_mut() {
        desk.clients = Told::Unreadable("it is longer than 16 MiB".into());
    }
    let mut report = report(vec![
        seat("PC-0117", "anna@contoso.com", vec![stopped("PC-0117")]),
        seat("PC-0118", "bert@contoso.com", Vec::new()),
        torn,
    ]);
    let names = ["PC-0117/anna@contoso.com", "PC-0118/bert@contoso.com", "PC-0300/anna@contoso.com"];
    report.comparison = Some(comparison(&names, "PC-0117"));
    report
}

/// Snapshots beside each other.
pub fn comparison(names: &[&str], culprit: &str) -> Comparison {
    let differ = Row {
        title: Text::words(words!("the sign-in")),
        values: names
            .iter()
            .enumerate()
            .map(|(i, name)| (i > 0).then(|| Text::from(format!("works for {name}"))))
            .collect(),
    };
    let shared = Row {
        title: Text::words(words!("Windows")),
        values: names.iter().map(|_| Some(Text::from("Windows 10 Pro, build 19045"))).collect(),
    };
    let turned = Row {
        title: Text::words(words!("trusted roots")),
        values: names.iter().enumerate().map(|(i, _)| Some(Text::from(i))).collect(),
    };
    Comparison {
        names: names.iter().map(|name| (*name).to_owned()).collect(),
        rows: vec![differ, shared, turned],
        verdict: Verdict {
            blame: Blame::Computer(culprit.to_owned()),
            or_servers: false,
            because: vec![format!("every account on {culprit} fails").into()],
            next: vec![format!("mend {culprit}").into()],
        },
    }
}

/// A computer of which everything that may come from outside is an attack.
pub fn evil(attack: &str) -> TargetReport {
    let mut target = seat(attack, attack, vec![stopped(attack)]);
    target.findings[0].evidence = vec![Fact::text("service", attack), Fact::list("names", [attack, attack])];
    target.findings[0].remedy = format!("On {attack} start {attack}.").into();
    target.target = Target::Workstation { snapshot: Some(attack.into()), name: Some(attack.to_owned()) };
    target.problems.push(format!("{attack} in the snapshot: {attack}").into());
    if let Some(desk) = target.workstation.as_deref_mut() {
        desk.account = Some(attack.to_owned());
        desk.personal = Told::Unreadable(attack.into());
        desk.readings = vec![
            Reading { name: attack.to_owned(), form: None, problem: Some(attack.into()) },
            Reading { name: attack.to_owned(), form: Some("service"), problem: None },
        ];
    }
    target
}
