//! Makes the folders of scenes that are missing: PEM with a sentence and a timeline before each certificate.

use std::{fmt::Write, fs, path::Path};

use chaincheck::x509::parse;
use time::OffsetDateTime;

use super::{
    makers::{self, Maker},
    pki::Made,
};

/// When scenes are judged, unless they say otherwise.
const TIME: &str = "2026-07-01T00:00:00Z";

/// What a maker hands over.
#[derive(Default)]
pub struct Fixture {
    sent: Vec<(&'static str, Vec<u8>)>,
    anchors: Vec<(&'static str, Vec<u8>)>,
    intermediates: Vec<(&'static str, Vec<u8>)>,
    lists: Vec<(&'static str, Vec<u8>)>,
    scene: Vec<(&'static str, String)>,
}

impl Fixture {
    /// A scene of nothing yet, about the name `sip.contoso.com`.
    pub fn new() -> Self {
        Self::default().says("time", TIME).says("name", "sip.contoso.com")
    }

    /// A scene with another one's files.
    pub fn of(other: &str) -> Self {
        Self::new().says("chain", &format!("{other}/chain.pem")).says("anchors", &format!("{other}/anchors.pem"))
    }

    /// Sends a certificate; `odd` says what is odd about it.
    pub fn sends(self, odd: &'static str, made: &Made) -> Self {
        self.sends_bytes(odd, made.der.clone())
    }

    /// Sends bytes that need be no certificate.
    pub fn sends_bytes(mut self, odd: &'static str, der: Vec<u8>) -> Self {
        self.sent.push((odd, der));
        self
    }

    /// Trusts a certificate.
    pub fn trusts(mut self, odd: &'static str, made: &Made) -> Self {
        self.anchors.push((odd, made.der.clone()));
        self
    }

    /// Knows a certificate that is not sent.
    pub fn knows(mut self, odd: &'static str, made: &Made) -> Self {
        self.intermediates.push((odd, made.der.clone()));
        self
    }

    /// Is given a revocation list.
    pub fn lists(mut self, odd: &'static str, der: Vec<u8>) -> Self {
        self.lists.push((odd, der));
        self
    }

    /// A line of the scene, in place of an earlier one of that key.
    pub fn says(mut self, key: &'static str, value: &str) -> Self {
        self.scene.retain(|(k, _)| *k != key);
        self.scene.push((key, value.to_owned()));
        self
    }

    /// Without a line of the scene.
    pub fn leaves_out(mut self, key: &str) -> Self {
        self.scene.retain(|(k, _)| *k != key);
        self
    }

    fn write(&self, maker: &Maker, folder: &Path) {
        fs::create_dir_all(folder).unwrap();
        let time = &self.scene.iter().find(|(key, _)| *key == "time").unwrap().1;
        let files = [("chain", &self.sent), ("anchors", &self.anchors), ("intermediates", &self.intermediates)];
        for (name, certs) in files {
            if !certs.is_empty() {
                let text: Vec<String> = certs.iter().map(|(odd, der)| pem(odd, der, time)).collect();
                fs::write(folder.join(format!("{name}.pem")), text.join("\n")).unwrap();
            }
        }
        if !self.lists.is_empty() {
            let text: Vec<String> =
                self.lists.iter().map(|(odd, der)| format!("# {odd}\n{}", block("X509 CRL", der))).collect();
            fs::write(folder.join("crl.pem"), text.join("\n")).unwrap();
        }
        let mut scene = format!("# {}\n", maker.says);
        for (key, value) in &self.scene {
            writeln!(scene, "{key} = {value}").unwrap();
        }
        fs::write(folder.join("scene.txt"), scene).unwrap();
    }
}

/// Makes what is not there.
pub fn make_missing(fixtures: &Path) {
    for maker in makers::all() {
        let folder = fixtures.join(maker.name);
        if !folder.exists() {
            (maker.make)().write(maker, &folder);
        }
    }
}

/// A certificate as PEM, below what is odd about it, who it is, and when it is valid.
fn pem(odd: &str, der: &[u8], time: &str) -> String {
    let mut text = format!("# {odd}\n");
    if let Ok(cert) = parse::certificate(der) {
        writeln!(text, "# {}, issued by {}", cert.subject.text, cert.issuer.text).unwrap();
        writeln!(text, "# {}", timeline(cert.not_before, cert.not_after, &time[..10])).unwrap();
    }
    text + &block("CERTIFICATE", der)
}

fn block(label: &str, der: &[u8]) -> String {
    pem_rfc7468::encode_string(label, pem_rfc7468::LineEnding::LF, der).unwrap()
}

/// The validity as a bar, with `^` where the scene is judged.
fn timeline(from: i64, until: i64, judged: &str) -> String {
    let day = |seconds| OffsetDateTime::from_unix_timestamp(seconds).unwrap().date().to_string();
    let (from, until) = (day(from), day(until));
    match judged {
        judged if *judged < *from => format!("^ {judged}   {from} [==========] {until}"),
        judged if *judged > *until => format!("{from} [==========] {until}   ^ {judged}"),
        judged => format!("{from} [=====^=====] {until}   (^ {judged})"),
    }
}
