//! `demo`: every scenario, and the promised shape of its report.

use serde_json::Value;

use crate::{program::run, report};

/// The scenarios, as the program lists them.
pub fn scenarios() -> Vec<String> {
    let list = run(&["demo", "--list"]).expect(0).out;
    list.lines().filter_map(|line| line.split_whitespace().next().map(str::to_owned)).collect()
}

/// The findings of a report at warning or above, as code, host and port.
pub fn troubles(report: &Value) -> Vec<String> {
    let mut troubles = Vec::new();
    for endpoint in report["targets"].as_array().unwrap().iter().flat_map(|t| t["endpoints"].as_array().unwrap()) {
        let seen = endpoint["observations"].as_array().unwrap().iter().map(|o| (&o["port"], &o["findings"]));
        for (port, findings) in seen.chain([(&Value::Null, &endpoint["findings"])]) {
            for finding in findings.as_array().unwrap().iter().filter(|f| f["severity"] != "notice") {
                troubles.push(format!("{} {} {port}", finding["code"], endpoint["host"]));
            }
        }
    }
    troubles.sort();
    troubles
}

#[test]
fn every_scenario_gets_its_diagnosis() {
    let scenarios = scenarios();
    assert!(scenarios.len() >= 9, "{scenarios:?}");
    for scenario in scenarios {
        let table = run(&["demo", &scenario]).expect(0);
        let done = run(&["demo", &scenario, "--format", "json"]).expect(0);
        let report = done.json();
        report::check(&report);
        for trouble in troubles(&report) {
            let code = trouble.split('"').nth(1).unwrap();
            assert!(table.out.contains(code), "{scenario}: the table does not name {code}:\n{}", table.out);
        }
        let line = run(&["demo", &scenario, "--format", "jsonl"]).expect(0);
        assert_eq!(line.out.lines().count(), 1);
        report::check(&line.json());
    }
    run(&["demo"]).expect(0).says(&["scenario missing-intermediate", "issuer-missing"]);
    run(&["demo", "nonsense"]).expect(3).says(&["there is no scenario \"nonsense\"", "--list"]);
}

#[test]
fn the_missing_certificate_is_named_with_the_member_that_has_it() {
    let report = run(&["demo", "missing-intermediate", "--format", "json"]).expect(0).json();
    let endpoints = report["targets"][0]["endpoints"].as_array().unwrap();
    let edge = endpoints.iter().find(|e| e["host"] == "sip.contoso.test" && e["port"] == 443).unwrap();
    let [good, bad] = &edge["observations"].as_array().unwrap()[..] else { panic!("{edge}") };
    assert_eq!((&good["trust"], &bad["trust"]), (&"trusted".into(), &"untrusted".into()));
    assert_eq!(bad["completed_by"], "member");
    let broken = &bad["broken"];
    assert_eq!(
        (&broken["position"], &broken["index"], &broken["code"]),
        (&"end".into(), &0.into(), &"issuer-missing".into())
    );
    let remedy = bad["findings"][0]["remedy"].as_str().unwrap();
    let member = format!("127.0.0.1:{}", good["port"]);
    assert!(remedy.contains(&member) && remedy.contains("CN=Contoso Demo Issuing CA"), "{remedy}");
}
