//! Reports in which whatever may come from outside attacks its reader.

use super::{
    CLIENT, cert, desk, endpoint, fault, intercepted, issuer_missing, presented, report, silent, target, walk,
};
use crate::model::{
    chain::{EndKind, Position},
    finding::{Fact, Finding, Subject, SubjectKind},
    observation::Outcome,
    report::{Report, Store},
    target::Target,
};

/// Names that attack the terminal.
pub fn hostile() -> Report {
    let subject = format!("CN=\x1b[2J\x1b]0;owned\x07\u{202e}moc.osotnoc\u{200b} {}", "A".repeat(10_000));
    let evil = cert(&subject, "CN=\u{9b}31mred\nOK contoso.com: all trusted", -3, false);
    let fault = fault(Position::Certificate(0), "cert-expired");
    let mut seen = presented("203.0.113.66:443", walk(&[evil], 1, EndKind::IssuerMissing, vec![fault]));
    seen.findings.push(Finding {
        id: "cert-expired/evil".to_owned(),
        code: "cert-expired",
        subject: Subject::at(SubjectKind::Certificate, 0),
        title: "certificate expired",
        evidence: vec![Fact::text("subject", subject.clone()), Fact::list("names", vec![subject.clone(); 50])],
        remedy: format!("Renew {subject}.").into(),
        ..issuer_missing()
    });
    let mut target =
        target("contoso.com", vec![endpoint("sip.contoso.com", 443, CLIENT, vec![seen, silent("203.0.113.67:443")])]);
    target.discovery.lookups[0].records = vec!["\u{2028}\x1b[31m \u{feff}TXT".to_owned()];
    target.endpoints[0].endpoint.trail.push("CNAME sip.contoso.com -> \x1b[8mhidden.example".to_owned());
    if let Outcome::Silent(silence) = &mut target.endpoints[0].observations[1].outcome {
        silence.why = "the server said \"\x1b]8;;http://evil.example\x07\"".into();
    }
    report(vec![target])
}

/// What breaks out of formats that do not see to it: markup, separators, formulas, commands and links of each of them.
pub const ATTACKS: &[&str] = &[
    "]]><script>alert(1)</script><!--",
    "\"><img src=x onerror=alert(1)>' onload='x",
    "a|b`c`|d",
    "[click](javascript:alert(1)) ![x](https://evil.example/x.png) <https://evil.example> https://evil.example",
    "www.evil.example @admin #1 **bold** _it_ ~~s~~ $x$ &lt;b&gt; &#60;",
    "=HYPERLINK(\"https://evil.example\")",
    "+1+cmd|' /C calc'!A0",
    "-1+1",
    "@SUM(A1)",
    "::error::owned",
    "x%0A::set-output name=a::b",
    "##[error]owned",
    "line one\nOK - all is well | 'x'=1\r\n| a | b |\n# heading\n- item\n```\n",
    "quote\" back\\slash\\\" {label=\"x\"} 1 2\n# TYPE evil gauge\nevil 1",
    "[[ATTACHMENT|/etc/passwd]]",
    "{0} %s ${HOME} $(id) `id`",
    "\u{fffe}\u{ffff}\u{0}\u{b}",
    "\u{1b}]8;;https://evil.example\u{7}link\u{1b}]8;;\u{7}\u{202e}",
];

/// [`hostile`], and everywhere where text from outside may stand each of the attacks.
pub fn evil() -> Report {
    let mut report = hostile();
    report.findings.push(intercepted());
    for (i, attack) in ATTACKS.iter().enumerate() {
        let finding = Finding {
            id: format!("cert-expired@{attack}#{i}"),
            evidence: vec![Fact::text("subject", *attack), Fact::list("names", ATTACKS)],
            remedy: format!("Renew {attack} on {attack}.").into(),
            ..issuer_missing()
        };
        let evil = cert(&format!("CN={attack}"), attack, -3, false);
        let fault = fault(Position::Certificate(0), "cert-expired");
        let mut seen = presented(&format!("203.0.113.{i}:443"), walk(&[evil], 1, EndKind::IssuerMissing, vec![fault]));
        seen.findings.push(Finding { subject: Subject::at(SubjectKind::Certificate, 0), ..finding.clone() });
        let mut quiet = silent(&format!("203.0.113.{}:443", 100 + i));
        if let Outcome::Silent(silence) = &mut quiet.outcome {
            silence.why = (*attack).into();
        }
        let mut place = endpoint(attack, 443, CLIENT, vec![seen, quiet]);
        place.findings.push(Finding { id: format!("members-differ@{attack}"), ..finding.clone() });
        place.endpoint.names = vec![(*attack).to_owned()];
        place.endpoint.trail = vec![(*attack).to_owned()];
        let mut named = target(attack, vec![place]);
        named.findings.push(Finding { id: format!("record-missing@{attack}"), ..finding });
        named.problems.push((*attack).into());
        report.targets.push(named);
        let mut file = target("", Vec::new());
        file.target = Target::File((*attack).into());
        report.targets.push(file);
        report.targets.push(desk::evil(attack));
        report.stores.push(Store { name: (*attack).to_owned(), decides: true, anchors: 1, problems: Vec::new() });
    }
    report.comparison = Some(desk::comparison(ATTACKS, ATTACKS[1]));
    report
}
