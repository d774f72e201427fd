//! Help, version, explanations, and what is typed wrongly.

use std::collections::BTreeSet;

use crate::{
    chains::{Folder, NOW},
    program::run,
};

/// The options of each command, as far as they are built.
const JUDGE: &[&str] = &[
    "--store",
    "--anchors",
    "--also",
    "--distrust",
    "--password-file",
    "--intermediates",
    "--at",
    "--purpose",
    "--profile",
    "--max-depth",
    "--crl",
    "--revocation",
    "--fail-on",
    "--warn-within",
    "--severity",
    "--ignore",
];
const NET: &[&str] = &["--dns", "--connect-to", "-4", "-6", "--timeout", "--retries", "--deadline", "--concurrency"];
const OUTPUT: &[&str] = &["--format", "-o", "--output", "-q", "-v", "--color", "--no-progress"];
const VERIFY: &[&str] = &["--name", "--policy", "--require-policy", "--inhibit-policy-mapping", "--inhibit-any-policy"];

#[test]
fn help_names_every_option() {
    for (args, lists) in [
        (&["--help"][..], &[&["--sso", "--sbc", "--sip-domain"][..], JUDGE, NET, OUTPUT][..]),
        (&["probe", "--help"], &[&["--name", "--starttls"], JUDGE, NET, OUTPUT]),
        (&["verify", "--help"], &[VERIFY, JUDGE, OUTPUT]),
        #[cfg(feature = "demo")]
        (&["demo", "--help"], &[&["--list", "--keep"], OUTPUT]),
    ] {
        let help = run(args).expect(0);
        assert!(help.err.is_empty(), "{}", help.err);
        let words: BTreeSet<&str> = help.out.split(|c: char| c.is_whitespace() || c == ',' || c == '.').collect();
        for option in lists.concat() {
            assert!(words.contains(option), "{args:?} does not name {option}:\n{}", help.out);
        }
    }
    run(&["--help"]).says(&["Exit codes: 0 fine, 1 warnings, 2 critical findings, 3", "chaincheck contoso.com"]);
}

/// Every option of `verify` changes what comes out. Those of the network are in `network.rs`, those of output in
/// `output.rs` and `terminal.rs`.
#[test]
fn options_do_something() {
    let files = Folder::new();
    let [chain, leaf, issuing, root] =
        ["chain.pem", "leaf.pem", "issuing.pem", "root.pem"].map(|name| files.path(name));
    let base = ["verify", &chain, "--store", "none", "--anchors", &root, "--at", NOW, "--format", "json"];
    let alone = ["verify", &leaf, "--store", "none", "--anchors", &root, "--at", NOW, "--format", "json"];
    let bare = ["verify", &chain, "--store", "none", "--at", NOW, "--format", "json"];
    for (base, options) in [
        (&base[..], &["--at", "5000-01-01T00:00:00Z"][..]),
        (&base, &["--purpose", "any"]),
        (&base, &["--profile", "strict"]),
        (&base, &["--max-depth", "0"]),
        (&base, &["--crl", "fixtures/revoked-leaf/crl.pem"]),
        (&base, &["--revocation", "hard"]),
        (&base, &["--warn-within", "900000d"]),
        (&base, &["--name", "other.contoso.test"]),
        (&base, &["--policy", "1.2.3", "--require-policy"]),
        (&alone, &["--intermediates", &issuing]),
        (&alone, &["--severity", "issuer-missing=notice"]),
        (&alone, &["--ignore", "issuer-missing"]),
        (&bare, &["--anchors", &root]),
        (&bare, &["--store", "mozilla"]),
    ] {
        let judged = |args: Vec<&str>| {
            let mut report = run(&args).json();
            report["elapsed_ms"] = 0.into();
            report
        };
        let changed = [base, options].concat();
        assert!(judged(base.to_vec()) != judged(changed.clone()), "{options:?} changes nothing: {changed:?}");
    }
    run(&[&base[..], &["--warn-within", "900000d"]].concat()).expect(1);
    run(&[&base[..], &["--warn-within", "900000d", "--fail-on", "critical"]].concat()).expect(0);
}

#[test]
fn version() {
    let first = format!("chaincheck {}", env!("CARGO_PKG_VERSION"));
    assert_eq!(run(&["-V"]).expect(0).out, format!("{first}\n"));
    let done = run(&["--version"]).expect(0);
    let lines: Vec<&str> = done.out.lines().collect();
    let [version, roots, calendar] = lines[..] else { panic!("{}", done.out) };
    assert!(version == first || version.starts_with(&format!("{first} (")), "{version}");
    assert!(roots.starts_with("Mozilla's roots: ") && roots.contains(" of 20"), "{roots}");
    assert!(calendar.starts_with("Calendar of the public PKI: 20"), "{calendar}");
}

#[test]
fn every_code_is_explained() {
    let list = run(&["explain"]).expect(0);
    assert!(list.out.lines().all(|line| line.chars().count() <= 80), "{}", list.out);
    let codes: BTreeSet<&str> = chaincheck::judge::RULES.iter().map(|rule| rule.code).collect();
    for code in &codes {
        assert!(list.out.lines().any(|line| line.split(' ').next() == Some(*code)), "{code} is not listed");
    }
    assert!(codes.len() > 30, "{}", list.out);
    for code in codes {
        let done = run(&["explain", code]).expect(0).says(&["To mend it: ", "See: "]);
        assert!(done.out.starts_with(&format!("{code} (")), "{}", done.out);
        assert!(!done.out.replace("...", "").contains(".."), "{}", done.out);
        for rule in chaincheck::judge::rules::of_code(code) {
            let line = format!("Speaks for: {}", rule.by.as_str());
            assert!(done.out.lines().any(|l| l.starts_with(&line)), "{code}: {line:?} is not in {}", done.out);
        }
    }
    run(&["explain", "isuer-missing"]).expect(3).says(&["there is no code \"isuer-missing\"", "issuer-missing"]);
    run(&["explain", "nonsense"]).expect(3).says(&["chaincheck explain lists them all"]);
}

/// The long options and the subcommands that help tells of.
fn told() -> BTreeSet<String> {
    let mut told = BTreeSet::new();
    for args in
        [&["--help"][..], &["probe", "--help"], &["verify", "--help"], &["diff", "--help"], &["config", "--help"]]
    {
        let help = run(args).expect(0).out;
        told.extend(help.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').filter_map(|word| {
            let option = word.strip_prefix("--")?;
            (option.len() > 1 && !option.starts_with('-')).then(|| option.to_owned())
        }));
        let commands = help.split_once("\nCommands:\n").map_or("", |(_, rest)| rest.split("\n\n").next().unwrap());
        let names = commands.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
        told.extend(names.filter(|name| !name.is_empty()).map(str::to_owned));
    }
    assert!(told.contains("write-baseline") && told.contains("check") && told.len() > 50, "{told:?}");
    told
}

#[test]
fn a_message_leads_to_its_codes_and_to_what_to_run() {
    let done =
        run(&["explain", "> \u{201c}SSL certificate problem: unable to get\n>  local issuer certificate\u{201d}"])
            .expect(0);
    let done = done.says(&["1. issuer-missing:", "chaincheck probe HOST:PORT", "chaincheck DOMAIN"]);
    assert!(!done.out.contains("user's computer"), "{}", done.out);
    for form in ["0x800B0109", "800b0109", "-2146762487", "2148204809", "(HRESULT: 0x800b0109)"] {
        run(&["explain", form]).expect(0).says(&["CERT_E_UNTRUSTEDROOT", "issuer-unknown:", "root-untrusted:"]);
    }
    run(&["explain", "event", "14428"])
        .expect(0)
        .says(&["TLS outgoing connection failures", "chaincheck PARTNER-DOMAIN"]);
    let article = "Cannot sign into Lync. There was a problem verifying the certificate from the server.";
    let commands = [
        "w32tm",
        "certutil -user -store My",
        "cmdkey /list",
        "ipconfig /displaydns",
        "sc.exe query msoidsvc",
        "MachineGuid",
    ];
    run(&["explain", article]).expect(0).says(&commands).says(&[
        "found by chaincheck workstation as machine-guid-braces",
        "found by chaincheck workstation as sign-in-assistant-stopped",
        "chaincheck workstation SNAPSHOT",
    ]);
    run(&["explain", "Cannot sign in to Lync because your computer clock is not set correctly."]).expect(0).says(&[
        "1. clock-off:",
        "chaincheck workstation SNAPSHOT",
        "w32tm",
    ]);
    run(&["explain", "personal-cert-expired"]).expect(0).says(&["problem acquiring a personal certificate"]);
    run(&["explain", "event", "61029"])
        .expect(0)
        .says(&["found by chaincheck workstation as intermediate-in-root-store"]);
    run(&["explain", "CRITICAL issuer-missing: the server does not send"]).expect(0).says(&["1. issuer-missing:"]);
    run(&["explain", "an unseen thing happened"])
        .expect(3)
        .says(&["no message is known in \"an unseen thing happened\""]);
    let hostile = "\u{1b}]8;;http://x\u{7}\u{202e}\n".repeat(5_000);
    let done = run(&["explain", &hostile]).expect(3);
    assert!(done.err.lines().count() == 1 && !done.err.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{:?}", done.err);
}

#[test]
fn explanations_in_japanese() {
    run(&["explain", "--lang", "ja"]).expect(0).says(&["シングル サインオン", "cert-expired"]);
    run(&["explain", "--lang", "ja", "issuer-missing"]).expect(0).says(&["対処:", "例 (chaincheck demo", "参照:"]);
    let done = run(&["explain", "--lang", "ja", "サーバーからの証明書を確認する際、\n問題が発生しました"]).expect(0);
    done.says(&["考えられる原因", "1. issuer-missing:", "利用者のコンピューター", "w32tm"]);
    run(&["explain", "--lang", "ja", "サーバーが一時的に利用できません"]).expect(0).says(&[
        "1. record-missing:",
        "ipconfig /displaydns",
        "chaincheck workstation は dns-cache-differs として検出します",
    ]);
    run(&["explain", "--lang", "ja", "lorem ipsum"]).expect(3).says(&["既知のメッセージはありません"]);
}

#[test]
fn completions_know_everything() {
    let told = told();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let script = run(&["completions", shell]).expect(0).out;
        let words: BTreeSet<&str> =
            script.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').map(|w| w.trim_start_matches('-')).collect();
        let missing: Vec<_> = told.iter().filter(|word| !words.contains(word.as_str())).collect();
        assert!(missing.is_empty(), "{shell}: {missing:?}");
    }
    run(&["completions", "csh"]).expect(3);
}

#[test]
fn manual_pages_know_everything() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("man1");
    run(&["man", path.to_str().unwrap()]).expect(0);
    let mut names: Vec<String> =
        std::fs::read_dir(&path).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort_unstable();
    for command in ["", "-probe", "-verify", "-explain", "-diff", "-schema", "-config", "-config-check", "-completions"]
    {
        assert!(names.contains(&format!("chaincheck{command}.1")), "{names:?}");
    }
    let texts: Vec<String> = names.iter().map(|name| std::fs::read_to_string(path.join(name)).unwrap()).collect();
    assert!(texts.iter().all(|text| text.contains(".TH chaincheck")), "{names:?}");
    let all = texts.concat().replace("\\-", "-");
    let missing: Vec<_> = told().into_iter().filter(|word| !all.contains(word.as_str())).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let page = run(&["man"]).expect(0).out;
    let title = page.lines().find(|line| line.starts_with(".TH chaincheck 1 ")).unwrap_or_else(|| panic!("{page}"));
    let day = title.split_whitespace().nth(3).unwrap().trim_matches('"').replace("\\-", "-");
    assert!(day.len() == 10 && day.starts_with("20") && day.split('-').count() == 3, "{title}");
    let japanese = run(&["man", "--lang", "ja"]).expect(0).out;
    for heading in [".SH 名前", ".SH 書式", ".SH 説明", ".SH オプション", ".SH コマンド", ".SH 補足", ".SH バージョン"]
    {
        assert!(japanese.lines().any(|line| line == heading), "{heading} in {japanese}");
    }
    for english in [".SH NAME", ".SH OPTIONS", "default:", "Possible values", "Name server to ask"] {
        assert!(!japanese.contains(english), "{english} in {japanese}");
    }
    let file = path.join("chaincheck.1");
    run(&["man", file.to_str().unwrap()]).expect(3).says(&["cannot write"]);
}

#[test]
fn what_is_typed_wrongly_is_3_and_says_the_way_out() {
    let files = Folder::new();
    let chain = files.path("chain.pem");
    for (args, words) in [
        (&[][..], &["DOMAIN", "--help"][..]),
        (&["--bogus"], &["unexpected argument '--bogus'"]),
        (&["probe"], &["HOST[:PORT]"]),
        (&["verify"], &["FILE"]),
        (&["contoso"], &["\"contoso\" is not a domain name", "it has no dot", "contoso.com"]),
        (&["two words.com"], &["\"two words.com\" is not a domain name"]),
        (&["a..com"], &["is not a domain name"]),
        (&["10.0.0.1"], &["10.0.0.1 is an address", "chaincheck probe 10.0.0.1"]),
        (&["https://"], &["is not a domain name"]),
        (&["probe", "sip.contoso.com:99999"], &["is not HOST or HOST:PORT", "port 1 to 65535"]),
        (
            &["verify", &chain, "--store", "sytem"],
            &["--store: \"sytem\" is not one of system, mozilla, none", "--anchors"],
        ),
        (&["verify", &chain, "--at", "yesterday"], &["--at: \"yesterday\" is not an RFC 3339 time, such as 2026-"]),
        (&["verify", &chain, "--name", "two words"], &["--name: \"two words\" is not a host name"]),
        (
            &["verify", &chain, "--severity", "nonsense=notice"],
            &["--severity: \"nonsense\" is not a code", "explain lists"],
        ),
        (&["verify", &chain, "--severity", "issuer-missing=bad"], &["\"bad\" is not critical, warning or notice"]),
        (&["verify", &chain, "--ignore", "nonsense"], &["--ignore: \"nonsense\" is not a code"]),
        (&["verify", &chain, "--warn-within", "2"], &["--warn-within: \"2\" is not a fraction between 0 and 1"]),
        (&["verify", &chain, "--policy", "any"], &["--policy: \"any\" is not an object identifier, such as"]),
        (&["verify", &chain, "--fail-on", "never"], &["--fail-on", "critical, warning, notice"]),
        (
            &["verify", &chain, "--format", "xml"],
            &["\"xml\" is no output format; there are table, html, markdown, json, jsonl, "],
        ),
        (&["verify", &chain, "-q", "-v"], &["cannot be used with"]),
        (&["contoso.com", "--dns", "nameserver"], &["\"nameserver\" is not an address of a name server"]),
        (&["contoso.com", "--connect-to", "a:1"], &["--connect-to: \"a:1\" is not HOST:PORT:ADDR:PORT"]),
        (&["contoso.com", "--timeout", "soon"], &["--timeout: \"soon\" is not a duration, such as 5s"]),
        (&["contoso.com", "--timeout", "0"], &["--timeout: \"0\" is not a duration"]),
        (&["contoso.com", "--deadline=-1s"], &["--deadline: \"-1s\" is not a duration"]),
        (&["contoso.com", "--sso", "sts.contoso.com:8443"], &["--sso", "without a port", "chaincheck probe"]),
        (&["contoso.com", "--sbc", "sbc..contoso.com"], &["--sbc: \"sbc..contoso.com\" is not HOST or HOST:PORT"]),
        (&["contoso.com", "--sbc", "sbc.contoso.com:0"], &["--sbc: \"sbc.contoso.com:0\" is not HOST or HOST:PORT"]),
        (&["contoso.com", "--sbc", "203.0.113.1"], &["--sbc: \"203.0.113.1\" is not", "the name that Teams knows"]),
        (&["contoso.com", "--sbc", "[2001:db8::1]:5061"], &["--sbc: \"[2001:db8::1]:5061\" is not"]),
        (&["contoso.com", "--sip-domain", "fabrikam"], &["--sip-domain: \"fabrikam\" is not a domain name, such as"]),
        (&["contoso.com", "--sip-domain", "two words.com"], &["--sip-domain: \"two words.com\" is not a domain name"]),
        (&["contoso.com", "--sip-domain", "10.0.0.1"], &["--sip-domain: \"10.0.0.1\" is not a domain name"]),
        (&["probe", "sip.contoso.com", "--sbc", "sbc.contoso.com"], &["unexpected argument '--sbc'"]),
        (&["verify", &chain, "--sip-domain", "fabrikam.com"], &["unexpected argument '--sip-domain'"]),
        (&["contoso.com", "-4", "-6"], &["cannot be used with"]),
    ] {
        let done = run(args).expect(3).says(words);
        assert!(done.out.is_empty(), "{args:?} writes to standard output:\n{}", done.out);
    }
}
