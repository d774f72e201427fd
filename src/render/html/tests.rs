//! The page read back by a parser of HTML that others wrote. What it looks like is seen to by `tests/pages/run`.

#![allow(clippy::unwrap_used)]

use std::{collections::BTreeSet, env, fs, path::Path};

use scraper::{ElementRef, Html, Node, Selector};

use super::*;
use crate::{
    model::{
        Fact, Finding, Outcome, Severity, Target, Value,
        endpoint::EndpointKind,
        report::{EndpointReport, TargetReport},
    },
    render::{Lang, sample},
};

/// What breaks out of a page that is put together carelessly.
const ATTACKS: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</pre></style></title></svg><svg onload=alert(1)>",
    "javascript:alert(1)",
    "]]><!-- --!><iframe src=https://evil.example/>",
    "&lt;b&gt;&#60;script&#62;",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
];

fn page_in(report: &Report, lang: Lang) -> String {
    let mut out = Vec::new();
    write(report, &Style { lang, ..Style::default() }, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn page_of(report: &Report) -> String {
    page_in(report, Lang::En)
}

fn cases() -> Vec<(&'static str, Report)> {
    vec![
        ("healthy", sample::healthy()),
        ("broken", sample::broken()),
        ("hybrid", sample::hybrid()),
        ("many", many()),
        ("crowd", sample::crowd()),
        ("mute", sample::mute()),
        ("hostile", hostile(ATTACKS[1])),
        ("odd", sample::odd()),
        ("divided", sample::divided()),
    ]
}

/// A large hybrid deployment: sixty endpoints, pools of addresses, some of them broken in one way or the other.
fn many() -> Report {
    let mut endpoints = Vec::new();
    let kinds = [EndpointKind::WebServices, EndpointKind::Meet, EndpointKind::Dialin, EndpointKind::AccessEdgeClient];
    for n in 0..60_u8 {
        let mut members = vec![sample::trusted(&format!("203.0.113.{}:443", n + 1))];
        match n {
            7 => members.extend((0..19).map(|i| sample::trusted(&format!("198.51.100.{i}:443")))),
            11 => members.push(sample::without_issuer("198.51.100.77:443")),
            23 => members.push(sample::silent("198.51.100.78:443")),
            _ => {}
        }
        let host = format!("pool{n:02}.europe.subsidiary.contoso.com");
        endpoints.push(sample::endpoint(&host, 443, &kinds[usize::from(n % 4)..][..1], members));
    }
    let mut target = sample::target("contoso.com", endpoints);
    target.discovery = crate::model::Discovery { lookups: target.discovery.lookups, ..sample::learnt() };
    sample::report(vec![target])
}

/// A report in which whatever may come from outside is an attack.
fn hostile(attack: &str) -> Report {
    let mut report = sample::hostile();
    report.targets.extend(sample::hybrid().targets);
    report.targets.extend(sample::divided().targets);
    report.targets.extend(sample::odd().targets);
    report.findings.push(Finding { remedy: attack.into(), ..sample::intercepted() });
    for store in &mut report.stores {
        (store.name, store.problems) = (attack.to_owned(), vec![attack.into()]);
    }
    report.targets.iter_mut().for_each(|target| poison(target, attack));
    report
}

fn poison(target: &mut TargetReport, attack: &str) {
    target.target = match &target.target {
        Target::Domain(_) => Target::Domain(attack.to_owned()),
        Target::Host { port, .. } => Target::Host { host: attack.to_owned(), port: *port },
        Target::File(_) => Target::File(attack.into()),
        Target::Workstation { .. } => {
            Target::Workstation { snapshot: Some(attack.into()), name: Some(attack.to_owned()) }
        }
    };
    target.problems = vec![attack.into()];
    let found = &mut target.discovery;
    for lookup in &mut found.lookups {
        (lookup.name, lookup.server, lookup.records) = (attack.into(), attack.into(), vec![attack.into()]);
    }
    for request in &mut found.requests {
        (request.url, request.outcome, request.server) = (attack.into(), attack.into(), Some(attack.into()));
    }
    found.deployment.iter_mut().for_each(|d| d.because = vec![attack.into()]);
    found.realm.iter_mut().flat_map(|realm| &mut realm.hosts).for_each(|host| host.host = attack.to_owned());
    found.metadata.iter_mut().for_each(|metadata| metadata.host = attack.to_owned());
    for way in &mut found.sign_in {
        way.ends_at.iter_mut().for_each(|(host, _)| *host = attack.to_owned());
        way.tried.iter_mut().for_each(|attempt| attempt.name = attack.to_owned());
    }
    target.endpoints.iter_mut().for_each(|endpoint| poison_endpoint(endpoint, attack));
}

fn poison_endpoint(report: &mut EndpointReport, attack: &str) {
    let endpoint = &mut report.endpoint;
    endpoint.host = endpoint.host.as_ref().map(|_| attack.to_owned());
    endpoint.names = vec![attack.to_owned(); 2];
    endpoint.trail = vec![attack.to_owned(), format!("SRV {attack}")];
    for seen in &mut report.observations {
        if let Outcome::Silent(silence) = &mut seen.outcome {
            silence.why = attack.into();
        }
        if let Some(session) = &mut seen.session {
            (session.protocol, session.cipher, session.alpn) =
                (Some(attack.into()), Some(attack.into()), Some(attack.into()));
            session.acceptable_issuers = vec![attack.to_owned()];
        }
        seen.opinion = Some(Err(attack.to_owned()));
        let certs: Vec<_> =
            (0..3).map(|i| sample::cert(&format!("CN={attack}{i}"), &format!("CN={attack}"), 9, i > 0)).collect();
        if let Some(walk) = &mut seen.walk {
            let faults = walk.path.faults.clone();
            *walk = sample::walk(&certs, 2, walk.path.end.kind, faults);
            walk.path.end.stores = vec![attack.to_owned()];
        }
        for finding in &mut seen.findings {
            finding.evidence = vec![Fact { label: "list", value: Value::List(vec![attack.into(); 3]) }];
            finding.remedy = attack.into();
        }
    }
}

fn parsed(page: &str) -> Html {
    Html::parse_document(page)
}

fn elements(page: &Html) -> impl Iterator<Item = ElementRef<'_>> {
    page.tree.nodes().filter_map(ElementRef::wrap)
}

/// The text of a page without its style.
fn text_of(page: &Html) -> String {
    let body = Selector::parse("body").unwrap();
    page.select(&body).next().unwrap().text().collect()
}

#[test]
fn nothing_breaks_out() {
    const LINKS: [&str; 3] = ["#", "https://www.rfc-editor.org/rfc/rfc", "https://learn.microsoft.com/"];
    for attack in ATTACKS {
        let page = page_of(&hostile(attack));
        let page = parsed(&page);
        assert!(page.errors.is_empty(), "{attack}: {:?}", page.errors);
        // Elements and attributes are those of the same report without an attack.
        let known = shape(&parsed(&page_of(&hostile("harmless.contoso.com"))));
        let seen = shape(&page);
        let new: Vec<_> = seen.difference(&known).collect();
        assert!(new.is_empty(), "{attack}: {new:?}");
        for element in elements(&page) {
            assert_ne!(element.value().name(), "script");
            for (name, value) in element.value().attrs() {
                assert!(!name.starts_with("on") && name != "style" && name != "src", "{attack}: {name}={value}");
                if name == "href" {
                    assert!(LINKS.iter().any(|link| value.starts_with(link)), "{attack}: {value}");
                }
            }
        }
        assert!(page.tree.nodes().all(|node| !matches!(node.value(), Node::Comment(_))));
        assert!(text_of(&page).contains(attack), "{attack} is shown as what it is");
    }
}

/// Every element with the names of its attributes.
fn shape(page: &Html) -> BTreeSet<String> {
    let one = |e: ElementRef<'_>| {
        let names: Vec<_> = e.value().attrs().map(|(name, _)| name.to_owned()).collect();
        format!("{} {}", e.value().name(), names.join(" "))
    };
    elements(page).map(one).collect()
}

#[test]
fn nothing_hidden_comes_through() {
    for (name, report) in cases() {
        for lang in [Lang::En, Lang::Ja] {
            let page = page_in(&report, lang);
            let hidden = page.chars().find(|c| *c != '\n' && crate::render::clean::is_hidden(*c));
            assert_eq!(hidden, None, "{name}");
        }
    }
}

#[test]
fn the_policy_allows_the_style_and_nothing_else() {
    let page = page_of(&sample::broken());
    let page = parsed(&page);
    let style: String = page.select(&Selector::parse("style").unwrap()).next().unwrap().text().collect();
    let policy = page.select(&Selector::parse("meta[http-equiv]").unwrap()).next().unwrap();
    let policy = policy.attr("content").unwrap();
    let digest = Base64::encode_string(&Sha256::digest(style.as_bytes()));
    assert_eq!(policy, format!("default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"));
    assert!(!style.contains("url(") && !style.contains("@import"), "nothing is loaded");
}

#[test]
fn names_within_the_page_are_unique_and_every_link_leads_somewhere() {
    for (name, report) in cases() {
        let page = page_of(&report);
        let page = parsed(&page);
        let mut ids = BTreeSet::new();
        for id in elements(&page).filter_map(|e| e.attr("id")) {
            assert!(ids.insert(id.to_owned()), "{name}: {id} twice");
        }
        for href in elements(&page).filter_map(|e| e.attr("href")).filter_map(|href| href.strip_prefix('#')) {
            assert!(ids.contains(href), "{name}: {href}");
        }
    }
}

#[test]
fn what_is_broken_stands_at_the_top_and_a_box_beside_what_to_do() {
    let page = page_of(&sample::broken());
    let page = parsed(&page);
    let select = |css: &str| -> Vec<String> {
        page.select(&Selector::parse(css).unwrap()).map(|e| e.text().collect()).collect()
    };
    assert_eq!(select("title"), ["CRITICAL contoso.com - chaincheck"]);
    assert_eq!(select("h2")[0], "CRITICAL contoso.com");
    let lead = &select("p.lead")[0];
    assert!(lead.starts_with("sip.contoso.com:443 (203.0.113.11; 1 of 2 addresses): does not send"), "{lead}");
    assert!(select("div.first p")[0].starts_with("On the server at 203.0.113.11, import"), "{:?}", select("div.first"));
    assert_eq!(select("ul.todo > li > label").len(), 2);
    assert_eq!(page.select(&Selector::parse("label > input[type=checkbox]").unwrap()).count(), 2);
    assert_eq!(select("details.finding[open] code")[0], "issuer-missing");
    assert!(select("svg.wide text").contains(&"issuer-missing".to_owned()));
    assert_eq!(page.select(&Selector::parse("svg.wide circle.cross").unwrap()).count(), 1, "one link is broken");
    assert_eq!(page.select(&Selector::parse("svg.narrow circle.cross").unwrap()).count(), 1);
    assert_eq!(select("details.certificate pre").len(), 3);
    assert!(select("details.certificate pre")[0].starts_with("-----BEGIN CERTIFICATE-----\n"));
}

#[test]
fn what_was_not_checked_is_never_green() {
    let mut cut = sample::healthy();
    (cut.cut, cut.targets[0].cut) = (true, true);
    let unread = sample::odd().targets.into_iter().find(|t| !t.problems.is_empty()).unwrap();
    let empty = sample::report(Vec::new());
    for (name, report) in
        [("mute", sample::mute()), ("cut", cut), ("unread", sample::report(vec![unread])), ("empty", empty)]
    {
        let page = page_of(&report);
        assert!(page.contains("<title>UNKNOWN "), "{name}");
        let page = parsed(&page);
        let badges: Vec<String> = page
            .select(&Selector::parse("h2 .badge, .alert .badge").unwrap())
            .map(|e| format!("{} {}", e.value().classes().collect::<String>(), e.text().collect::<String>()))
            .collect();
        assert!(!badges.is_empty() && badges.iter().all(|b| b == "badgeunknown UNKNOWN"), "{name}: {badges:?}");
    }
    let page = page_of(&sample::healthy());
    assert!(page.contains("<title>OK contoso.com"), "and what was is");
}

#[test]
fn equal_addresses_are_one_branch_of_the_picture() {
    let page = page_of(&sample::crowd());
    let page = parsed(&page);
    let texts: Vec<String> =
        page.select(&Selector::parse("svg.wide text").unwrap()).map(|e| e.text().collect()).collect();
    assert!(texts.contains(&"203.0.113.1 +19".to_owned()), "{texts:?}");
    assert_eq!(texts.iter().filter(|text| *text == "issuer-missing").count(), 1, "{texts:?}");
}

#[test]
fn a_page_of_ten_thousand_findings_can_be_opened() {
    let mut report = sample::broken();
    let template = report.targets[0].endpoints[0].observations[1].findings[0].clone();
    let target = &mut report.targets[0];
    for n in 0..10_000 {
        let severity = if n % 2 == 0 { Severity::Critical } else { Severity::Notice };
        target.findings.push(Finding { id: format!("issuer-missing/{n}"), severity, ..template.clone() });
    }
    let page = page_of(&report);
    assert!(page.len() < 2_000_000, "{}", page.len());
    assert!(page.contains("more; the JSON report has all of them"), "and it says so");
    let several = sample::report(vec![many().targets.remove(0); 500]);
    let page = page_of(&several);
    assert!(page.len() < 30_000_000, "{}", page.len());
}

#[test]
fn the_language_is_that_of_the_page() {
    let page = page_in(&sample::broken(), Lang::Ja);
    assert!(page.contains("<html lang=\"ja\">"));
    let page = text_of(&parsed(&page));
    for english in ["Do this first", "What to do", "Endpoints and their chains", "until ", "judged"] {
        assert!(!page.contains(english), "{english}");
    }
}

/// For `tests/pages/run`, which shows the pages to a browser: `CHAINCHECK_PAGES` names the folder to write them to.
#[test]
fn pages_for_a_browser() {
    let Some(folder) = env::var_os("CHAINCHECK_PAGES") else { return };
    for (name, report) in cases() {
        fs::write(Path::new(&folder).join(format!("{name}.html")), page_of(&report)).unwrap();
    }
    for (name, report) in [("hybrid", sample::hybrid()), ("divided", sample::divided()), ("mute", sample::mute())] {
        fs::write(Path::new(&folder).join(format!("{name}.ja.html")), page_in(&report, Lang::Ja)).unwrap();
    }
}
