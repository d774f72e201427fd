//! Fixtures as scenes: a folder's files read, run through the library, and what came of it as text.
#![allow(dead_code)]

use std::{
    collections::BTreeMap,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use chaincheck::{
    check::{Checker, PolicyInputs, Settings, read_certificate},
    judge::Policy,
    model::{
        Finding, Observation, Purpose, Report, RevocationMode, SubjectKind, Target, chain::Profile,
        report::TargetReport,
    },
    trust::{self, Stores},
};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use tokio::sync::watch;

/// Where the scenes are, from the package's root, which is where tests run.
pub const FIXTURES: &str = "fixtures";

/// Folders of other things among them.
const NO_SCENES: &[&str] = &["deploy", "workstation"];

/// One scene: a chain, anchors, a time, and what is asked.
#[derive(Debug)]
pub struct Scene {
    /// The folder's name.
    pub name: String,
    values: BTreeMap<String, String>,
}

/// Every scene there is, by name.
pub fn all() -> Vec<Scene> {
    let entries = fs::read_dir(FIXTURES).unwrap().map(|e| e.unwrap());
    let mut names: Vec<String> =
        entries.filter(|e| e.path().is_dir()).map(|e| e.file_name().into_string().unwrap()).collect();
    names.retain(|name| !NO_SCENES.contains(&name.as_str()));
    names.sort();
    names.iter().map(|name| Scene::read(name)).collect()
}

impl Scene {
    /// Reads `scene.txt`: lines `key = value`, `#` begins a comment.
    pub fn read(name: &str) -> Self {
        const KEYS: &[&str] = &[
            "time",
            "name",
            "purpose",
            "profile",
            "max-depth",
            "policy",
            "require-policy",
            "chain",
            "anchors",
            "intermediates",
            "also",
            "distrust",
            "crl",
            "revocation",
        ];
        let path = Path::new(FIXTURES).join(name).join("scene.txt");
        let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let lines = text.lines().map(|l| l.split('#').next().unwrap().trim()).filter(|l| !l.is_empty());
        let pair = |line: &str| {
            let (key, value) = line.split_once(" = ").unwrap_or_else(|| panic!("{name}: {line:?} is not key = value"));
            assert!(KEYS.contains(&key), "{name}: no scene has a {key}");
            (key.to_owned(), value.to_owned())
        };
        let values: BTreeMap<String, String> = lines.map(pair).collect();
        assert!(values.contains_key("time"), "{name}: a scene has a fixed time");
        Self { name: name.to_owned(), values }
    }

    fn get(&self, key: &str) -> Option<&str> {
        self.values.get(key).map(String::as_str)
    }

    /// A file that may be another scene's: its value is a path below the fixtures.
    fn file(&self, key: &str) -> PathBuf {
        match self.get(key) {
            Some(path) => Path::new(FIXTURES).join(path),
            None => Path::new(FIXTURES).join(&self.name).join(format!("{key}.pem")),
        }
    }

    /// The file with the chain.
    pub fn chain(&self) -> PathBuf {
        self.file("chain")
    }

    /// What the scene asks for.
    pub fn settings(&self) -> Settings {
        let mut settings = Settings {
            at: Some(OffsetDateTime::parse(self.get("time").unwrap(), &Rfc3339).unwrap().unix_timestamp()),
            name: self.get("name").map(str::to_owned),
            purpose: match self.get("purpose") {
                None | Some("server") => Purpose::Server,
                Some("client") => Purpose::Client,
                Some("any") => Purpose::Any,
                Some(other) => panic!("{}: purpose {other}", self.name),
            },
            profile: match self.get("profile") {
                None | Some("field") => Profile::Field,
                Some("strict") => Profile::Strict,
                Some(other) => panic!("{}: profile {other}", self.name),
            },
            policies: PolicyInputs {
                acceptable: self.get("policy").map(str::to_owned).into_iter().collect(),
                require_explicit: self.get("require-policy") == Some("yes"),
                ..PolicyInputs::default()
            },
            revocation: match self.get("revocation") {
                Some("off") => RevocationMode::Off,
                None | Some("soft") => RevocationMode::Soft,
                Some("hard") => RevocationMode::Hard,
                Some(other) => panic!("{}: revocation {other}", self.name),
            },
            ..Settings::default()
        };
        let crl = self.file("crl");
        if crl.exists() {
            settings.crls = trust::revocation_lists(&crl).unwrap();
        }
        if let Some(depth) = self.get("max-depth") {
            settings.limits.intermediates = depth.parse().unwrap();
        }
        let intermediates = self.file("intermediates");
        if intermediates.exists() {
            let loaded = trust::load(&intermediates, &trust::Passwords::default()).unwrap();
            assert!(loaded.problems.is_empty(), "{}: {:?}", self.name, loaded.problems);
            settings.intermediates = loaded.ders.iter().map(|der| Arc::new(read_certificate(der).unwrap())).collect();
        }
        settings
    }

    /// The deciding anchors; `anchors = none` leaves the store empty.
    pub fn stores(&self) -> Stores {
        let mut stores = Stores::default();
        if self.get("anchors") != Some("none") {
            stores.add_path(&self.file("anchors")).unwrap_or_else(|e| panic!("{}: {e}", self.name));
        }
        for text in self.get("also").into_iter().flat_map(|list| list.split(' ')) {
            let (name, what) = text.split_once('=').unwrap();
            let path = Path::new(FIXTURES).join(what).display().to_string();
            let what = if matches!(what, "system" | "mozilla") { what } else { &path };
            stores.add_also(name, what).unwrap_or_else(|e| panic!("{}: {e}", self.name));
        }
        if self.file("distrust").exists() {
            stores.add_distrust(&self.file("distrust")).unwrap_or_else(|e| panic!("{}: {e}", self.name));
        }
        stores
    }

    /// Runs it.
    pub fn run(&self) -> TargetReport {
        self.run_under(Policy::default())
    }

    /// Runs it with overrides.
    pub fn run_under(&self, policy: Policy) -> TargetReport {
        let settings = Settings { policy, ..self.settings() };
        run(settings, self.stores(), &self.chain())
    }
}

/// One chain in a file through the library.
pub fn run(settings: Settings, stores: Stores, chain: &Path) -> TargetReport {
    let (_keep, cut) = watch::channel(false);
    let checker = Checker::new(settings, stores, Box::new(|_| {}), cut);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(checker.check(&Target::File(chain.to_owned())))
}

/// A report around one target.
pub fn report(target: TargetReport, time: i64) -> Report {
    Report {
        time,
        elapsed: Duration::ZERO,
        stores: Vec::new(),
        targets: vec![target],
        findings: Vec::new(),
        comparison: None,
        cut: false,
    }
}

/// The one observation of a file.
pub fn observation(report: &TargetReport) -> &Observation {
    let [endpoint] = &report.endpoints[..] else { panic!("one endpoint, not {:?}", report.problems) };
    let [observation] = &endpoint.observations[..] else { panic!("one observation") };
    observation
}

/// What came of a scene, without anything that differs between two makings of the same chain.
pub fn outcome(report: &TargetReport) -> String {
    let mut text = String::new();
    for problem in &report.problems {
        writeln!(text, "problem: {problem}").unwrap();
    }
    let observation = observation(report);
    let Some(walk) = &observation.walk else { return text };
    let broken = walk.broken().map_or_else(
        || "nothing".to_owned(),
        |fault| format!("{} {} {}", fault.position.as_str(), fault.position.index(), fault.code),
    );
    let opinion = match &observation.opinion {
        None => "not asked",
        Some(Ok(())) => "accepts",
        Some(Err(error)) => error,
    };
    writeln!(text, "trust: {}", walk.trust.as_str()).unwrap();
    writeln!(text, "broken: {broken}").unwrap();
    writeln!(text, "completed by: {}", walk.completed_by.map_or("nothing", |c| c.as_str())).unwrap();
    writeln!(text, "end: {} {}", walk.path.end.kind.as_str(), walk.path.end.index).unwrap();
    let matches = observation.name_matches.map_or("not asked", |m| if m { "matches" } else { "does not match" });
    writeln!(text, "name: {matches}").unwrap();
    writeln!(text, "webpki: {opinion}").unwrap();
    for beside in &observation.also {
        let because = beside.because.map_or_else(String::new, |code| format!(" ({code})"));
        writeln!(text, "{}: {}{because}", beside.store, beside.trust.as_str()).unwrap();
    }
    let mut groups: BTreeMap<(usize, String), Vec<&Finding>> = BTreeMap::new();
    for (i, member) in walk.path.certificates.iter().enumerate() {
        let source = match &member.source {
            chaincheck::model::Source::Anchor(_) => "an anchor".to_owned(),
            other => other.to_string(),
        };
        groups.insert((i, format!("certificate {i}: {} ({source})", member.cert.label())), Vec::new());
    }
    for finding in &observation.findings {
        let place = finding.subject.index.unwrap_or_default();
        let group = match finding.subject.kind {
            SubjectKind::Certificate | SubjectKind::Link | SubjectKind::End => {
                let known = groups.keys().find(|(i, _)| *i == place).cloned();
                known.unwrap_or_else(|| (place, format!("certificate {place}")))
            }
            SubjectKind::Sent => (usize::MAX, "as sent".to_owned()),
            _ => (usize::MAX, "as a whole".to_owned()),
        };
        groups.entry(group).or_default().push(finding);
    }
    for ((_, heading), findings) in groups {
        writeln!(text, "\n{heading}").unwrap();
        for finding in findings {
            let conditional = finding.evidence.iter().any(|fact| fact.label == "conditional");
            let index = finding.subject.index.map_or_else(String::new, |i| format!(" {i}"));
            let mark = if conditional { " (conditional)" } else { "" };
            writeln!(text, "  {finding} {}{index}{mark}", finding.subject.kind.as_str()).unwrap();
        }
    }
    text
}
