//! Reports in Japanese, searched for sentences that are not.

use chaincheck::{
    judge::RULES,
    model::Report,
    render::{Lang, Style, format},
};

/// Names of more than three words that are the same in every language, beside what the rules cite.
const SAME: &[&str] = &[
    "Oracle, JRE and JDK cryptographic roadmap",
    // What an old phone shows, beside its translation.
    "Can't verify the certificate from the server",
    // Another of AD FS.
    "There was a problem accessing the site",
    "Microsoft Trusted Root Program",
    "public trusted certificate for the SBC",
    // What cases say for a server and a signature, and the name in a certificate.
    "connect: the connection was refused",
    "not made with that key",
    "rcgen self signed cert",
    // What a library says of bytes, behind our own words.
    "invalid HTTP version parsed",
    "message head is too large",
    "head is too large",
    "recursion limit exceeded at line",
    // A command.
    "netsh http add sslcert",
];

/// What stands before the words of a library, which has them in English alone.
const LIBRARIES: &[&str] = &["正しい JSON ではありません: ", "正しい XML ではありません: "];

/// English words in a row beyond which they are a sentence.
const FEW: usize = 3;

/// The English sentences of a report in Japanese, in each format for people.
pub fn english_in(report: &Report) -> Vec<String> {
    let cited: Vec<&str> = RULES.iter().flat_map(|rule| rule.see).chain(SAME).copied().collect();
    let mut left: Vec<String> = Vec::new();
    for name in ["table", "html", "markdown"] {
        let style = Style { lang: Lang::Ja, verbose: 2, width: 10_000, ..Style::default() };
        let mut bytes = Vec::new();
        (format(name).unwrap().write)(report, &style, &mut bytes).unwrap();
        let mut text = words_of(&String::from_utf8(bytes).unwrap());
        for same in &cited {
            text = text.replace(same, "\n");
        }
        let ours =
            text.lines().map(|line| LIBRARIES.iter().fold(line, |line, before| line.split(before).next().unwrap()));
        left.extend(ours.flat_map(runs).map(|run| format!("{name}: {run}")));
    }
    left.sort();
    left.dedup();
    left
}

/// What is to be read of a page; other text as it is.
fn words_of(text: &str) -> String {
    let Some((_, body)) = text.split_once("</head>") else { return text.to_owned() };
    body.split('<')
        .map(|part| part.split_once('>').map_or("", |(_, text)| text))
        .collect::<Vec<_>>()
        .join("\n")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

/// The runs of English words that are long enough to say something.
fn runs(line: &str) -> Vec<String> {
    let is_word = |word: &str| word.chars().all(|c| c.is_ascii_alphabetic() || c == '\'') && !word.is_empty();
    let mut runs = vec![Vec::new()];
    for token in line.split(' ') {
        let word = token.trim_end_matches([',', ':', ';', '.']);
        match runs.last_mut() {
            Some(run) if is_word(word) => run.push(word),
            _ => runs.push(Vec::new()),
        }
    }
    runs.into_iter().filter(|run| run.len() > FEW).map(|run| run.join(" ")).collect()
}
