//! What is said on standard error is said in the language of the run as well.

use crate::{
    chains::{Folder, NOW},
    program::{finish, program, run},
};

#[test]
fn what_was_typed_wrongly_is_told_in_japanese() {
    for (args, said) in [
        (
            &["contoso.com", "--timeout", "soon"][..],
            "\"soon\" は使えません。5s や 1m30s のような時間を指定してください",
        ),
        (&["contoso"], "\"contoso\" はドメイン名ではありません: ドットがありません"),
        (&["10.0.0.1"], "エンドポイントを確認するには chaincheck probe 10.0.0.1"),
        (&["probe", "a:0"], "\"a:0\" は HOST または HOST:PORT ではありません"),
        (&["probe", "a", "--dns", "x"], "ネーム サーバーのアドレスではありません"),
        (&["probe", "a", "--connect-to", "x"], "--connect-to: \"x\" は HOST:PORT:ADDR:PORT ではありません"),
        (&["probe", "a", "--format", "pdf"], "出力形式 \"pdf\" はありません"),
        (&["probe", "a", "--store", "none", "--anchors", "gone.pem"], "gone.pem を読み取れません: No such file"),
        (&["probe", "a", "-o", "gone/report.html"], "書き込めません: フォルダー gone がありません"),
        (&["diff", "gone.json", "-"], "gone.json: No such file"),
        (&["probe", "-"], "確認する対象がありません"),
    ] {
        let done = run(&[args, &["--lang", "ja"]].concat()).expect(3).says(&[said]);
        assert!(done.out.is_empty(), "{}", done.out);
        let english = run(args).expect(3);
        assert!(english.err.is_ascii(), "{}", english.err);
    }
}

#[test]
fn files_that_cannot_be_read_are_told_in_japanese() {
    let files = Folder::new();
    let [gone, empty, chain] = [files.path("gone.pem"), files.write("empty.pem", "nothing"), files.path("chain.pem")];
    let cut = std::fs::read_to_string(&chain).unwrap() + "-----BEGIN CERTIFICATE-----\n";
    let cut = files.write("cut.pem", cut);
    for (file, said) in [
        (&gone, "を読み取れません: No such file"),
        (&empty, "に証明書がありません。PEM、DER、PKCS#7"),
        (&cut, "ブロック \"CERTIFICATE\" に END 行がありません"),
    ] {
        for format in ["table", "markdown", "html"] {
            let args = ["verify", file, "--store", "none", "--at", NOW, "--lang", "ja", "--format", format];
            let done = run(&args);
            assert!(done.err.contains(said), "{format}: {}", done.err);
            assert!(!done.text().contains("cannot read") && !done.text().contains("no certificate"), "{}", done.text());
        }
    }
    // What programs read is English, whatever the language.
    let json = run(&["verify", &gone, "--store", "none", "--at", NOW, "--lang", "ja", "--format", "json"]).json();
    let problem = json["targets"][0]["problems"][0].as_str().unwrap();
    assert!(problem.starts_with("cannot read"), "{problem}");
}

#[test]
fn the_environment_and_the_settings_file_choose_it_too() {
    let files = Folder::new();
    finish(program().args(["contoso"]).env("CHAINCHECK_LANG", "ja")).expect(3).says(&["はドメイン名ではありません"]);
    let settings = files.write("config.toml", "lang = \"ja\"\n");
    run(&["contoso", "--config", &settings]).expect(3).says(&["はドメイン名ではありません"]);
    run(&["contoso", "--config", &settings, "--lang", "en"]).expect(3).says(&["is not a domain name"]);
    let wrong = files.write("wrong.toml", "timeut = \"5s\"\n");
    let said = ["キー \"timeut\" はありません", "近いものは timeout です"];
    run(&["contoso", "--config", &wrong, "--lang", "ja"]).expect(3).says(&said);
}

#[cfg(feature = "demo")]
#[test]
fn the_demo_lists_its_scenarios_in_japanese() {
    run(&["demo", "--list", "--lang", "ja"]).expect(0).says(&["問題はありません", "Edge サーバー"]);
    run(&["demo", "nowhere", "--lang", "ja"]).expect(3).says(&["シナリオ \"nowhere\" はありません"]);
}
