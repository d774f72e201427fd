//! Computers that people sign in from: alone, several beside each other, and as whoever chains are judged for.

use std::fs;

use tempfile::TempDir;

use crate::{
    chains::{Folder, NOW},
    program::run,
};

fn service(state: &str) -> String {
    let kind = "        TYPE               : 10  WIN32_OWN_PROCESS";
    format!("SERVICE_NAME: msoidsvc\r\n{kind}\r\n        STATE              : {state}\r\n")
}

/// A snapshot of which little is known: what `sc query` prints of the Sign-In Assistant.
fn snapshot(state: &str) -> (TempDir, String) {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("msoidsvc.txt"), service(state)).unwrap();
    let path = folder.path().to_str().unwrap().to_owned();
    (folder, path)
}

const RUNS: &str = "4  RUNNING";
const STOPPED: &str = "1  STOPPED";

#[test]
fn a_snapshot_is_judged_by_what_it_holds() {
    let (_stopped, stopped) = snapshot(STOPPED);
    run(&["workstation", &stopped]).expect(1).says(&["sign-in-assistant-stopped", "not checked: "]);
    let (_runs, runs) = snapshot(RUNS);
    let done = run(&["workstation", &runs]).expect(0);
    assert!(done.out.starts_with("IN PART "), "{}", done.out);
    done.says(&["nothing found in what the snapshot holds; 12 of 13 things are not known, or not whole"]);
}

#[test]
fn what_cannot_be_opened_or_tells_nothing_is_never_well() {
    let empty = TempDir::new().unwrap();
    fs::write(empty.path().join("holiday.txt"), "sun and sea").unwrap();
    run(&["workstation", empty.path().to_str().unwrap()]).expect(3).says(&["UNKNOWN", "nothing that is known here"]);
    run(&["workstation", "/there/is/no/such/snapshot"]).expect(3).says(&["UNKNOWN", "/there/is/no/such/snapshot"]);
    #[cfg(not(windows))]
    run(&["workstation"]).expect(3).says(&["UNKNOWN", "does not run Windows"]);
    let folder = Folder::new();
    let done = run(&["verify", &folder.path("chain.pem"), "--workstation", "/there/is/none"]).expect(3);
    assert_eq!(done.out, "");
    done.says(&["/there/is/none"]);
}

#[test]
fn a_chain_is_judged_for_the_computer_and_the_computer_beside_it() {
    let folder = Folder::new();
    let (chain, root) = (folder.path("chain.pem"), folder.path("root.pem"));
    let (_stopped, stopped) = snapshot(STOPPED);
    let base = ["verify", &chain, "--store", "none", "--anchors", &root, "--at", NOW, "--workstation", &stopped];
    // It does not hold the computer's roots, and that is said.
    let done = run(&[&base[..], &["--format", "json"]].concat()).expect(1);
    let report = done.json();
    let kind = |n: usize| &report["targets"][n]["target"]["kind"];
    assert_eq!((kind(0), kind(1), kind(2)), (&"file".into(), &"workstation".into(), &serde_json::Value::Null));
    assert_eq!(report["targets"][0]["endpoints"][0]["observations"][0]["trust"], "trusted");
    assert_eq!((&report["summary"]["endpoints"], &report["comparison"]), (&1.into(), &serde_json::Value::Null));
    let stores = report["stores"].as_array().unwrap();
    let own = stores.iter().find(|store| store["name"] == "workstation").unwrap();
    assert!(own["problems"][0].as_str().unwrap().contains("does not hold the computer's roots"), "{own}");
    done.says(&["does not hold the computer's roots"]);
    // One target a line: the computer last.
    let done = run(&[&base[..], &["--format", "jsonl"]].concat()).expect(1);
    let last: serde_json::Value = serde_json::from_str(done.out.lines().last().unwrap()).unwrap();
    assert_eq!((done.out.lines().count(), &last["targets"][0]["target"]["kind"]), (2, &"workstation".into()));
}

#[test]
fn a_store_that_there_is_not_is_refused_though_another_decides() {
    let (folder, (_runs, runs)) = (Folder::new(), snapshot(RUNS));
    run(&["verify", &folder.path("chain.pem"), "--store", "sytem", "--workstation", &runs]).expect(3).says(&["sytem"]);
}

#[test]
fn several_are_compared_whatever_the_order() {
    let ((_one, one), (_other, other)) = (snapshot(STOPPED), snapshot(RUNS));
    for names in [[&one, &other], [&other, &one]] {
        run(&["workstation", names[0], names[1]]).expect(1).says(&[
            "Compared: whether it is a computer, an account or the servers cannot be told",
            "snapshots that do not say of which computer and account they are: 2",
            "does not run (state 1)",
        ]);
    }
    let report = run(&["workstation", &one, &other, "--format", "json"]).expect(1).json();
    assert_eq!(report["comparison"]["blame"], "unknown");
    assert_eq!(report["comparison"]["columns"].as_array().unwrap().len(), 2);
    assert_eq!(report["targets"][0]["workstation"]["items"][1]["name"], "sign-in-assistant");
}

#[test]
fn two_reports_of_a_computer_are_compared_like_others() {
    let folder = TempDir::new().unwrap();
    let snapshot = folder.path().join("snapshot");
    fs::create_dir(&snapshot).unwrap();
    let report = |name: &str, state: &str, code: i32| {
        fs::write(snapshot.join("msoidsvc.txt"), service(state)).unwrap();
        let to = folder.path().join(name).to_str().unwrap().to_owned();
        run(&["workstation", snapshot.to_str().unwrap(), "-o", &format!("json={to}")]).expect(code);
        to
    };
    let (before, after) = (report("before.json", RUNS, 0), report("after.json", STOPPED, 1));
    run(&["diff", &before, &after]).expect(1).says(&["sign-in-assistant-stopped"]);
    run(&["diff", &before, &before]).expect(0);
}

#[test]
fn what_is_set_elsewhere_holds_for_computers_too() {
    let (folder, (_stopped, stopped)) = (TempDir::new().unwrap(), snapshot(STOPPED));
    let config = folder.path().join("config.toml");
    fs::write(&config, "fail-on = \"critical\"\nformat = \"json\"\n").unwrap();
    let done = run(&["workstation", &stopped, "--config", config.to_str().unwrap()]).expect(0);
    assert_eq!(done.json()["status"], "warning");
    // What is set for chains alone does not disturb, and a snapshot may be set.
    fs::write(&config, format!("store = \"none\"\nworkstation = {stopped:?}\n")).unwrap();
    run(&["workstation", &stopped, "--config", config.to_str().unwrap()]).expect(1);
    let chain = Folder::new();
    let arguments = ["verify", &chain.path("chain.pem"), "--config", config.to_str().unwrap(), "--format", "json"];
    assert_eq!(run(&arguments).expect(2).json()["targets"][1]["target"]["kind"], "workstation");
}

#[test]
fn the_roots_of_a_computer_decide_in_place_of_a_store() {
    let (folder, (snapshot, path)) = (Folder::new(), snapshot(RUNS));
    fs::copy(folder.path("root.pem"), snapshot.path().join("machine-root.pem")).unwrap();
    let chain = folder.path("chain.pem");
    let base = ["verify", &chain, "--at", NOW, "--format", "json", "--workstation", &path];
    let trust = |more: &[&str]| {
        let report = run(&[&base[..], more].concat()).json();
        let seen = &report["targets"][0]["endpoints"][0]["observations"][0];
        let stores: Vec<String> = report["stores"]
            .as_array()
            .unwrap()
            .iter()
            .map(|store| store["name"].as_str().unwrap().to_owned())
            .collect();
        (seen["trust"].as_str().unwrap().to_owned(), stores)
    };
    let own = ["workstation", "windows-update"].map(str::to_owned).to_vec();
    assert_eq!(trust(&[]), ("trusted".to_owned(), own.clone()));
    assert_eq!(trust(&["--store", "mozilla"]), ("trusted".to_owned(), own.clone()));
    // What it distrusts is refused though its root vouches for it.
    fs::copy(folder.path("issuing.pem"), snapshot.path().join("machine-disallowed.pem")).unwrap();
    assert_eq!(trust(&[]), ("untrusted".to_owned(), own));
}
