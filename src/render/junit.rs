//! JUnit XML, as Jenkins, GitLab and the reporters of GitHub read it.
//!
//! A test case for each observation, one for each target as a whole (its records, its endpoints) and one for the run: so
//! there is always one that can fail. `failure` is what was tested and is bad, `error` is what could not be tested,
//! `skipped` is what nobody needs to answer. The element's text tells the whole story, since not every reader shows
//! attributes, and there is one a case, since Jenkins keeps one. The shape is that of Jenkins' `junit-10.xsd`.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::{self, Write},
};

use quick_xml::{Writer, events::BytesDecl, events::BytesText, events::Event};

use super::{Lang, Style, desk, groups::Place, told, when};
use crate::model::{
    Finding, Observation, Outcome, Report, Severity, Trust,
    report::{EndpointReport, TargetReport},
    workstation::{Item, Told},
};

/// The class of the case for the run.
const RUN: &str = "chaincheck";

/// Writes the report.
pub fn write(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut suites = vec![Suite { name: RUN.to_owned(), cases: vec![of_run(report, style.fail_on)] }];
    suites.extend(report.targets.iter().map(|target| of_target(target, style.fail_on)));
    number(&mut suites);

    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let count = |of: fn(&Ended) -> bool| suites.iter().map(|suite| suite.count(of)).sum::<usize>().to_string();
    let seconds = format!("{:.3}", report.elapsed.as_secs_f64());
    xml.create_element("testsuites")
        .with_attributes([
            ("name", RUN),
            ("tests", &count(|_| true)),
            ("failures", &count(is_failure)),
            ("errors", &count(is_error)),
            ("time", &seconds),
        ])
        .write_inner_content(|xml| suites.iter().try_for_each(|suite| suite.write(report, xml)))?;
    writeln!(xml.into_inner())
}

/// What belongs to one target.
struct Suite {
    name: String,
    cases: Vec<Case>,
}

/// One thing that was to be tested.
struct Case {
    class: String,
    name: String,
    ended: Ended,
}

/// What came of it.
enum Ended {
    Passed { notes: String },
    Skipped { why: String },
    Failed { code: &'static str, text: String },
    Error { kind: &'static str, text: String },
}

fn is_failure(ended: &Ended) -> bool {
    matches!(ended, Ended::Failed { .. })
}

fn is_error(ended: &Ended) -> bool {
    matches!(ended, Ended::Error { .. })
}

impl Suite {
    fn count(&self, of: fn(&Ended) -> bool) -> usize {
        self.cases.iter().filter(|case| of(&case.ended)).count()
    }

    fn write<W: Write>(&self, report: &Report, xml: &mut Writer<W>) -> io::Result<()> {
        let count = |of| self.count(of).to_string();
        xml.create_element("testsuite")
            .with_attributes([
                ("name", allowed(&self.name).as_str()),
                ("tests", &count(|_| true)),
                ("failures", &count(is_failure)),
                ("errors", &count(is_error)),
                ("skipped", &count(|ended| matches!(ended, Ended::Skipped { .. }))),
                ("timestamp", when::rfc3339(report.time).trim_end_matches('Z')),
            ])
            .write_inner_content(|xml| self.cases.iter().try_for_each(|case| case.write(xml)))?;
        Ok(())
    }
}

impl Case {
    fn write<W: Write>(&self, xml: &mut Writer<W>) -> io::Result<()> {
        let [class, name] = [&self.class, &self.name].map(|text| allowed(text));
        let case = xml.create_element("testcase").with_attributes([("classname", class.as_str()), ("name", &name)]);
        let (element, kind, text) = match &self.ended {
            Ended::Passed { notes } if notes.is_empty() => {
                case.write_empty()?;
                return Ok(());
            }
            Ended::Passed { notes } => ("system-out", None, notes),
            Ended::Skipped { why } => ("skipped", None, why),
            Ended::Failed { code, text } => ("failure", Some(*code), text),
            Ended::Error { kind, text } => ("error", Some(*kind), text),
        };
        let text = allowed(text);
        case.write_inner_content(|xml| {
            let mut inner = xml.create_element(element);
            if let Some(kind) = kind {
                let message = text.lines().next().unwrap_or_default();
                inner = inner.with_attributes([("type", kind), ("message", message)]);
            }
            inner.write_text_content(BytesText::new(&text))?;
            Ok(())
        })?;
        Ok(())
    }
}

/// Nothing that XML 1.0 forbids even as an entity, which is more than what is cleaned as hidden; and nothing that GitLab
/// takes for a file to attach.
fn allowed(text: &str) -> String {
    text.replace('\u{fffe}', "\\u{fffe}").replace('\u{ffff}', "\\u{ffff}").replace("[[", "[ [")
}

/// Cases are told apart by class and name: the second of a kind gets a number.
fn number(suites: &mut [Suite]) {
    let mut seen: BTreeMap<(String, String), usize> = BTreeMap::new();
    for case in suites.iter_mut().flat_map(|suite| &mut suite.cases) {
        let n = seen.entry((case.class.clone(), case.name.clone())).or_default();
        *n += 1;
        if *n > 1 {
            let _ = write!(case.name, " #{n}");
        }
    }
}

fn of_run(report: &Report, fail_on: Severity) -> Case {
    let places: Vec<_> = report.findings.iter().map(|finding| (finding, Vec::new(), None)).collect();
    let ended = if report.cut {
        Ended::Error { kind: "run-cut", text: join(told::cut().to_string(), &places) }
    } else if report.targets.is_empty() {
        Ended::Error { kind: "not-checked", text: join("nothing was checked".to_owned(), &places) }
    } else {
        by_findings(&places, fail_on, verdict(report))
    };
    Case { class: RUN.to_owned(), name: "this machine and the run".to_owned(), ended }
}

fn of_target(target: &TargetReport, fail_on: Severity) -> Suite {
    let class = told::value(&target.target.name());
    let own = target.findings.iter().map(|finding| (finding, Vec::new(), None));
    let below = target.endpoints.iter().flat_map(|endpoint| {
        let name = told::endpoint(&target.target, endpoint);
        endpoint.findings.iter().map(move |finding| (finding, vec![name.clone()], None))
    });
    let told: Vec<Found<'_>> = own.chain(below).collect();
    let ended = if told::is_blind(target) {
        let mut first = told::value(&told::doubt(target));
        for problem in &target.problems {
            let _ = write!(first, "\n{}", told::value(problem));
        }
        Ended::Error { kind: "not-checked", text: join(first, &told) }
    } else {
        by_findings(&told, fail_on, String::new())
    };
    let whole = Case { class: class.clone(), name: format!("{} as a whole", target.target.kind()), ended };
    let items = target.workstation.iter().flat_map(|desk| desk.items()).map(|item| of_item(&class, &item));
    let items: Vec<Case> = items.collect();
    let seen = target.endpoints.iter().flat_map(|endpoint| {
        endpoint.observations.iter().map(move |seen| of_observation(target, endpoint, seen, fail_on))
    });
    Suite { name: class, cases: std::iter::once(whole).chain(items).chain(seen).collect() }
}

/// A thing that was to be looked at on a computer: what was found there belongs to the computer as a whole.
fn of_item(class: &str, item: &Item) -> Case {
    let ended = match &item.known {
        Told::Told(()) => Ended::Passed { notes: String::new() },
        Told::NotTold => Ended::Skipped { why: "not in the snapshot".to_owned() },
        // A damaged file is an error of the computer as a whole.
        Told::Unreadable(why) => Ended::Skipped { why: told::value(why) },
    };
    Case { class: class.to_owned(), name: item.title.to_owned(), ended }
}

fn of_observation(target: &TargetReport, endpoint: &EndpointReport, seen: &Observation, fail_on: Severity) -> Case {
    let beside = endpoint.is_beside(seen);
    let place = told::endpoint(&target.target, endpoint);
    let address = told::address(endpoint, seen);
    let mut name = if address.is_empty() { place.clone() } else { format!("{place} [{address}]") };
    if beside {
        name.push_str(" without SNI");
    }
    let kind = endpoint.endpoint.kinds.first().map_or("endpoint", |kind| kind.as_str());
    let told: Vec<Found<'_>> = seen
        .findings
        .iter()
        .map(|finding| {
            let at = Place { endpoint: Some(endpoint), observation: Some(seen), finding };
            (finding, vec![name.clone()], told::subject(&at, Lang::En))
        })
        .collect();
    let fails = |findings: &[Finding]| findings.iter().any(|finding| told::fails(finding, fail_on));
    let ended = match &seen.outcome {
        Outcome::Silent(silence) if !beside => {
            let (stage, why) = (silence.stage.as_str(), told::value(&silence.why));
            let first = format!("could not be tested: {stage}: {why}");
            // A guessed name need not answer, nor a member where nobody minds.
            let missed = !target.was_checked() || seen.was_cut() || fails(&seen.findings) || fails(&endpoint.findings);
            if missed {
                Ended::Error { kind: stage, text: join(first, &told) }
            } else {
                Ended::Skipped { why: join(first, &told) }
            }
        }
        Outcome::Skipped => Ended::Skipped { why: "no route for this address family".to_owned() },
        Outcome::Presented if !beside && seen.trust() == Trust::Unknown && !fails(&seen.findings) => {
            Ended::Error { kind: "unknown", text: join("the chain could not be judged".to_owned(), &told) }
        }
        Outcome::Presented | Outcome::ByDesign | Outcome::Silent(_) => by_findings(&told, fail_on, String::new()),
    };
    Case { class: format!("{}.{kind}", told::value(&target.target.name())), name, ended }
}

/// What several computers say together.
fn verdict(report: &Report) -> String {
    let Some(comparison) = &report.comparison else { return String::new() };
    let (because, next) = (&comparison.verdict.because, &comparison.verdict.next);
    let texts = std::iter::once(desk::verdict(comparison)).chain(because.iter().chain(next).cloned());
    texts.map(|text| super::clean::prose(&text, true)).collect::<Vec<_>>().join("\n")
}

/// A finding, where it was made and what it is about.
type Found<'a> = (&'a Finding, Vec<String>, Option<String>);

fn by_findings(told: &[Found<'_>], fail_on: Severity, first: String) -> Ended {
    let text = join(first, told);
    let failing = told.iter().map(|(finding, ..)| finding).filter(|finding| told::fails(finding, fail_on));
    match failing.max_by_key(|finding| finding.severity) {
        Some(worst) => Ended::Failed { code: worst.code, text },
        None => Ended::Passed { notes: text },
    }
}

/// The stories of findings, the worst first, behind a first line.
fn join(first: String, told: &[Found<'_>]) -> String {
    let mut told: Vec<&Found<'_>> = told.iter().collect();
    told.sort_by_key(|(finding, ..)| std::cmp::Reverse(finding.severity));
    let stories = told.into_iter().map(|(finding, places, at)| told::story(finding, places, at.clone()).join("\n"));
    let parts: Vec<String> = std::iter::once(first).filter(|first| !first.is_empty()).chain(stories).collect();
    parts.join("\n\n")
}

#[cfg(test)]
mod tests {
    use roxmltree::{Document, Node};

    use super::*;
    use crate::render::sample;

    fn text(report: &Report, fail_on: Severity) -> String {
        let mut out = Vec::new();
        write(report, &Style { fail_on, ..Style::default() }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// Each case by class and name: what came of it, and the text.
    fn cases(text: &str) -> BTreeMap<(String, String), (String, String)> {
        let document = Document::parse(text).unwrap();
        let cases: Vec<Node<'_, '_>> = document.descendants().filter(|n| n.has_tag_name("testcase")).collect();
        let read = |case: &Node<'_, '_>| {
            let key = ["classname", "name"].map(|name| case.attribute(name).unwrap().to_owned());
            let inner: Vec<_> = case.children().filter(Node::is_element).collect();
            assert!(inner.len() < 2, "Jenkins keeps one");
            let ended = inner.first().map_or(("passed", ""), |n| (n.tag_name().name(), n.text().unwrap_or("")));
            (key.into(), (ended.0.to_owned(), ended.1.to_owned()))
        };
        let found: BTreeMap<_, _> = cases.iter().map(read).collect();
        assert_eq!(found.len(), cases.len(), "class and name are not unique");
        let suites = document.root_element();
        for suite in std::iter::once(suites).chain(suites.children().filter(Node::is_element)) {
            let of = |tag: &str| suite.descendants().filter(|n| n.has_tag_name(tag)).count().to_string();
            for (attribute, tag) in [("tests", "testcase"), ("failures", "failure"), ("errors", "error")] {
                assert_eq!(suite.attribute(attribute), Some(of(tag).as_str()));
            }
        }
        found
    }

    fn ended(report: &Report, fail_on: Severity) -> Vec<(String, String)> {
        cases(&text(report, fail_on)).into_iter().map(|((_, name), (ended, _))| (name, ended)).collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(name, ended)| ((*name).to_owned(), (*ended).to_owned())).collect()
    }

    #[test]
    fn what_is_broken_fails_and_tells_the_story() {
        let text = text(&sample::broken(), Severity::Warning);
        let seen = cases(&text);
        let key = ["contoso.com.access-edge-client", "sip.contoso.com:443 [203.0.113.11]"].map(str::to_owned);
        let (ended, story) = &seen[&key.into()];
        assert_eq!(ended, "failure");
        for words in ["CRITICAL issuer-missing", "where: sip.contoso.com:443 [203.0.113.11]", "Fix: On the server at"] {
            assert!(story.contains(words), "{words}: {story}");
        }
        let others: Vec<_> = seen.values().map(|(ended, _)| ended.as_str()).filter(|e| *e != "failure").collect();
        assert_eq!(others, ["passed", "passed", "passed", "system-out"]);
    }

    #[test]
    fn what_fails_is_for_the_user_to_say() {
        let mut report = sample::healthy();
        report.targets[0].endpoints[0].observations[0].findings.push(sample::root_sent());
        report.targets[0].findings.push(Finding { severity: Severity::Warning, ..sample::root_sent() });
        for (fail_on, failures) in [(Severity::Critical, 0), (Severity::Warning, 1), (Severity::Notice, 2)] {
            let ended = ended(&report, fail_on);
            assert_eq!(ended.iter().filter(|(_, ended)| ended == "failure").count(), failures, "{ended:?}");
        }
    }

    #[test]
    fn what_could_not_be_tested_is_an_error() {
        assert_eq!(
            ended(&sample::mute(), Severity::Warning),
            pairs(&[
                ("this machine and the run", "passed"),
                ("domain as a whole", "error"),
                ("sip.contoso.com:443 [2001:db8:1234:5678:9abc:def0:1234:5678]", "error"),
                ("sip.contoso.com:443 [203.0.113.10]", "error"),
            ])
        );
        let empty = Report { targets: Vec::new(), ..sample::healthy() };
        assert_eq!(ended(&empty, Severity::Critical), pairs(&[("this machine and the run", "error")]));
        let odd = cases(&text(&sample::odd(), Severity::Critical));
        let of = |class: &str, name: &str| odd[&(class.to_owned(), name.to_owned())].0.as_str();
        assert_eq!(of("fabrikam.com", "domain as a whole"), "error");
        assert_eq!(of("empty.example", "domain as a whole"), "error");
        assert_eq!(of("/tmp/none\\x1b[2J.pem", "file as a whole"), "error");
        assert_eq!(of("/tmp/chain.pem.file", "/tmp/chain.pem"), "failure");
        assert_eq!(of("chaincheck", "this machine and the run"), "error");
        assert_eq!(of("contoso.com.av-edge", "av.contoso.com:443 [203.0.113.40]"), "passed");
        assert_eq!(of("sip.contoso.com:443.host", "sip.contoso.com:443 [2001:db8::30]"), "skipped");
    }

    #[test]
    fn what_nobody_needs_to_answer_is_skipped() {
        let mut report = sample::healthy();
        report.targets[0].endpoints[0].observations.push(sample::silent("203.0.113.12:443"));
        let name = "sip.contoso.com:443 [203.0.113.12]";
        assert!(ended(&report, Severity::Warning).contains(&(name.to_owned(), "skipped".to_owned())));
        let warning = Finding { severity: Severity::Warning, ..sample::issuer_missing() };
        report.targets[0].endpoints[0].findings.push(warning);
        assert!(ended(&report, Severity::Warning).contains(&(name.to_owned(), "error".to_owned())));
        assert!(ended(&report, Severity::Critical).contains(&(name.to_owned(), "skipped".to_owned())));
    }

    #[test]
    fn nothing_breaks_out() {
        let mut report = sample::evil();
        let again = report.targets[0].clone();
        report.targets.push(again);
        let text = text(&report, Severity::Warning);
        assert!(cases(&text).values().all(|(_, text)| !text.contains("[[")));
        assert!(text.chars().all(|c| c == '\n' || !super::super::clean::is_hidden(c)));
        assert!(!text.contains(['\u{fffe}', '\u{ffff}']));
        let document = Document::parse(&text).unwrap();
        let known = ["testsuites", "testsuite", "testcase", "failure", "error", "skipped", "system-out"];
        assert!(document.descendants().filter(Node::is_element).all(|n| known.contains(&n.tag_name().name())));
    }
}
