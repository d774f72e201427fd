//! Snapshots to be: a computer, and what each tool of Windows prints of it, a function for each kind of file, in three
//! languages and in the encodings that the tools and their users write.

use std::{fs, io::Write, path::Path};

use sha1::{Digest, Sha1};

use crate::{
    language::{Encoding, Language},
    pki::Made,
};

/// The one who signs in, at the domain of the demo.
pub const ADDRESS: &str = "anna@contoso.test";

/// When snapshots are taken that are judged at a fixed time, and that time.
pub const TAKEN: &str = "2026-07-01T10:00:00+02:00";
pub const AT: &str = "2026-07-01T08:00:00Z";

/// Year, month, day, hour, minute, in the computer's local time.
pub type Local = (i32, u8, u8, u8, u8);

/// A certificate of the user's own, and whether there is a key with it.
#[derive(Clone)]
pub struct Own {
    pub cert: Made,
    pub issuer: &'static str,
    pub subject: &'static str,
    pub from: (i32, u8, u8),
    pub until: (i32, u8, u8),
    pub has_key: bool,
}

/// What the clock is compared with.
#[derive(Clone)]
pub enum Clock {
    /// `w32tm /query /status`: whether it is synchronised.
    Status { synchronised: bool },
    /// `w32tm /stripchart`: how many seconds the server is ahead.
    Chart { ahead: i64 },
}

/// A record that the resolver remembers.
#[derive(Clone)]
pub struct Remembered {
    pub name: &'static str,
    pub answer: Answer,
}

#[derive(Clone, Copy)]
pub enum Answer {
    /// There is no such name.
    Nothing,
    Address(&'static str),
    /// An SRV record: the host and its port.
    Service(&'static str, u16),
}

/// A computer.
#[derive(Clone)]
pub struct Desk {
    pub computer: &'static str,
    pub account: &'static str,
    pub address: &'static str,
    pub taken: String,
    pub sign_in: &'static str,
    pub server: bool,
    pub guid: &'static str,
    /// The state of the Sign-In Assistant; `None` if there is none.
    pub assistant: Option<u32>,
    /// Registry keys, names, and values as they stand in a `.reg` file.
    pub values: Vec<(&'static str, &'static str, String)>,
    pub own: Vec<Own>,
    pub user_roots: Vec<Made>,
    pub roots: Vec<Made>,
    pub intermediates: Vec<Made>,
    pub disallowed: Vec<Made>,
    pub credentials: Vec<&'static str>,
    /// Addresses whose servers the client remembers, and since when.
    pub caches: Vec<(&'static str, Local)>,
    pub remembered: Vec<Remembered>,
    pub clock: Clock,
    pub client: &'static str,
}

pub const POLICY: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Office\16.0\Lync";
pub const SETTINGS: &str = r"HKEY_CURRENT_USER\SOFTWARE\Microsoft\Office\16.0\Lync";
pub const SCHANNEL: &str = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL";

/// A number as it stands in a `.reg` file.
pub fn dword(number: u32) -> String {
    format!("dword:{number:08x}")
}

/// A text as it stands in a `.reg` file.
pub fn string(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', r"\\"))
}

impl Desk {
    /// Every file, in a language and an encoding.
    pub fn files(&self, language: Language, encoding: Encoding) -> Vec<(String, Vec<u8>)> {
        let mut files: Vec<(&str, String)> = vec![
            ("about.txt", self.about()),
            ("machine-guid.txt", self.machine_guid()),
            ("registry/settings.reg", self.registry()),
            ("msoidsvc.txt", self.service(language)),
            ("certificates/user-my.txt", self.certutil(language)),
            ("credentials.txt", self.credentials(language)),
            ("dns-cache.txt", self.dns_cache(language)),
            ("clock.txt", self.clock(language)),
            ("caches.txt", self.listing(language)),
            ("clients.txt", self.clients()),
        ];
        let own: Vec<&Made> = self.own.iter().map(|own| &own.cert).collect();
        let of = |made: &[Made]| made.iter().map(|made| (pem(made), None)).collect::<Vec<_>>();
        let keys = own.iter().zip(&self.own).map(|(made, own)| (pem(made), Some(own.has_key))).collect();
        for (name, store, certificates) in [
            ("certificates/user-my.pem", r"CurrentUser\My", keys),
            ("certificates/user-root.pem", r"CurrentUser\Root", of(&self.user_roots)),
            ("certificates/machine-root.pem", r"LocalMachine\Root", of(&self.roots)),
            ("certificates/user-ca.pem", r"CurrentUser\CA", Vec::new()),
            ("certificates/machine-ca.pem", r"LocalMachine\CA", of(&self.intermediates)),
            ("certificates/user-disallowed.pem", r"CurrentUser\Disallowed", Vec::new()),
            ("certificates/machine-disallowed.pem", r"LocalMachine\Disallowed", of(&self.disallowed)),
        ] {
            files.push((name, store_file(store, certificates)));
        }
        files.into_iter().map(|(name, text)| (name.to_owned(), encoding.bytes(language, &text))).collect()
    }

    /// Writes a folder.
    pub fn write(&self, folder: &Path, language: Language, encoding: Encoding) {
        write(folder, &self.files(language, encoding));
    }

    fn about(&self) -> String {
        format!(
            "chaincheck-snapshot: 1\ncomputer: {}\naccount: {}\ntaken: {}\nsign-in: {}\nwindows: {}\nbuild: {}\nserver: {}\n",
            self.computer,
            self.account,
            self.taken,
            self.sign_in,
            if self.server { "Windows Server 2022 Standard" } else { "Windows 11 Pro" },
            if self.server { 20_348 } else { 26_100 },
            if self.server { "yes" } else { "no" },
        )
    }

    fn machine_guid(&self) -> String {
        format!(
            "\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Cryptography\n    MachineGuid    REG_SZ    {}\n\n",
            self.guid
        )
    }

    fn registry(&self) -> String {
        let mut text = "Windows Registry Editor Version 5.00\n".to_owned();
        let address = string(self.address);
        let mut all = vec![(SETTINGS, "ServerSipUri", address), (SCHANNEL, "EventLogging", dword(1))];
        all.extend(self.values.iter().cloned());
        let mut keys: Vec<&str> = all.iter().map(|(key, ..)| *key).collect();
        keys.dedup();
        for key in keys {
            text.push_str(&format!("\n[{key}]\n"));
            for (_, name, value) in all.iter().filter(|(of, ..)| *of == key) {
                text.push_str(&format!("\"{name}\"={value}\n"));
            }
        }
        if !all.iter().any(|(key, ..)| *key == POLICY) {
            text.push_str(&format!("\n; not there: {POLICY}\n"));
        }
        text
    }

    fn service(&self, language: Language) -> String {
        let Some(state) = self.assistant else {
            return match language {
                Language::English => {
                    "[SC] EnumQueryServicesStatus:OpenService FAILED 1060:\n\nThe specified service does not exist as an \
                     installed service.\n\n"
                }
                Language::German => {
                    "[SC] EnumQueryServicesStatus:OpenService FEHLER 1060:\n\nDer angegebene Dienst ist kein installierter \
                     Dienst.\n\n"
                }
                Language::Japanese => {
                    "[SC] EnumQueryServicesStatus:OpenService FAILED 1060:\n\n指定されたサービスはインストールされたサービスとして存在しません。\n\n"
                }
            }
            .to_owned();
        };
        let word = if state == 4 { "RUNNING" } else { "STOPPED" };
        format!(
            "\nSERVICE_NAME: msoidsvc \n        TYPE               : 10  WIN32_OWN_PROCESS  \n        STATE              : {state}  \
             {word} \n                                (STOPPABLE, NOT_PAUSABLE, ACCEPTS_SHUTDOWN)\n        WIN32_EXIT_CODE    : 0  \
             (0x0)\n        SERVICE_EXIT_CODE  : 0  (0x0)\n        CHECKPOINT         : 0x0\n        WAIT_HINT          : 0x0\n"
        )
    }

    fn credentials(&self, language: Language) -> String {
        let [title, target, kind, user, none] = match language {
            Language::English => ["Currently stored credentials", "Target", "Type: Generic", "User", "NONE"],
            Language::German => {
                ["Derzeit gespeicherte Anmeldeinformationen", "Ziel", "Typ: Generisch", "Benutzer", "KEINE"]
            }
            Language::Japanese => ["現在保存されている資格情報", "ターゲット", "種類: 汎用", "ユーザー", "なし"],
        };
        let mut text = format!("\n{title}:\n\n");
        if self.credentials.is_empty() {
            text.push_str(&format!("* {none} *\n"));
        }
        for credential in &self.credentials {
            text.push_str(&format!("    {target}: {credential}\n    {kind} \n    {user}: {}\n    \n", self.address));
        }
        text
    }

    fn dns_cache(&self, language: Language) -> String {
        let [title, name, kind, ttl, length, section, answer, address, service, none] = match language {
            Language::English => [
                "Windows IP Configuration",
                "Record Name . . . . . ",
                "Record Type . . . . . ",
                "Time To Live  . . . . ",
                "Data Length . . . . . ",
                "Section . . . . . . . ",
                "Answer",
                "A (Host) Record . . . ",
                "SRV Record  . . . . . ",
                "Name does not exist.",
            ],
            Language::German => [
                "Windows-IP-Konfiguration",
                "Eintragsname . . . . . ",
                "Eintragstyp  . . . . . ",
                "Gültigkeitsdauer . . . ",
                "Datenlänge . . . . . . ",
                "Abschnitt. . . . . . . ",
                "Antwort",
                "(Host-)A-Eintrag  . . ",
                "SRV-Eintrag . . . . . ",
                "Der Name ist nicht vorhanden.",
            ],
            Language::Japanese => [
                "Windows IP 構成",
                "レコード名 . . . . . ",
                "レコードの種類 . . . ",
                "Time To Live  . . . . ",
                "データの長さ . . . . ",
                "セクション . . . . . ",
                "回答",
                "A (ホスト) レコード . . . ",
                "SRV レコード . . . . . ",
                "名前が存在しません。",
            ],
        };
        let mut text = format!("\n{title}\n\n");
        for record in &self.remembered {
            text.push_str(&format!("    {0}\n    ----------------------------------------\n", record.name));
            let (number, value) = match record.answer {
                Answer::Nothing => {
                    text.push_str(&format!("    {none}\n\n\n"));
                    continue;
                }
                Answer::Address(host) => (1, format!("{address}: {host}")),
                Answer::Service(host, port) => {
                    let line = " ".repeat(28);
                    (33, format!("{service}: {host}\n{line}0\n{line}0\n{line}{port}"))
                }
            };
            text.push_str(&format!(
                "    {name}: {0}\n    {kind}: {number}\n    {ttl}: 3000\n    {length}: 4\n    {section}: {answer}\n    \
                 {value}\n\n\n",
                record.name
            ));
        }
        text
    }

    fn clock(&self, language: Language) -> String {
        match (&self.clock, language) {
            (Clock::Chart { ahead }, language) => chart(*ahead, language),
            (Clock::Status { synchronised }, language) => status(*synchronised, language),
        }
    }

    fn listing(&self, language: Language) -> String {
        let client = r"C:\Users\anna\AppData\Local\Microsoft\Office\16.0\Lync";
        let mut text = match language {
            Language::English => " Volume in drive C has no label.\n Volume Serial Number is 1A2B-3C4D\n".to_owned(),
            Language::German => {
                " Volume in Laufwerk C: hat keine Bezeichnung.\n Volumeseriennummer: 1A2B-3C4D\n".to_owned()
            }
            Language::Japanese => {
                " ドライブ C のボリューム ラベルがありません。\n ボリューム シリアル番号は 1A2B-3C4D です\n".to_owned()
            }
        };
        let made = (2026, 1, 13, 9, 5);
        let mut above = vec![(made, None, "."), (made, None, ".."), (made, None, "Tracing")];
        let folders: Vec<String> = self.caches.iter().map(|(address, _)| format!("sip_{address}")).collect();
        above.extend(folders.iter().map(|folder| (made, None, folder.as_str())));
        text.push_str(&folder(client, &above, language));
        for (name, (_, written)) in folders.iter().zip(&self.caches) {
            let entries = [
                (made, None, "."),
                (made, None, ".."),
                (*written, Some(12_345), "EndpointConfiguration.cache"),
                (made, Some(1_024), "GalContacts.db"),
            ];
            text.push_str(&folder(&format!(r"{client}\{name}"), &entries, language));
        }
        text
    }

    fn clients(&self) -> String {
        format!("C:\\Program Files\\Microsoft Office\\root\\Office16\\lync.exe\t{}\n", self.client)
    }

    fn certutil(&self, language: Language) -> String {
        let w = match language {
            Language::English => CERTUTIL_ENGLISH,
            Language::German => CERTUTIL_GERMAN,
            Language::Japanese => CERTUTIL_JAPANESE,
        };
        let mut text = format!("My \"{}\"\n", w[0]);
        for (number, own) in self.own.iter().enumerate() {
            let day = |(y, m, d): (i32, u8, u8)| language.time((y, m, d, 0, 0)).replace("  ", " ");
            let print = chaincheck::model::cert::hex(&Sha1::digest(&own.cert.der));
            text.push_str(&format!(
                "================ {} {number} ================\n{}: 7f31bafb\n{}: {}\n {}: {}\n {}: {}\n{}: {}\n{}\n{}: {print}\n",
                w[1],
                w[2],
                w[3],
                own.issuer,
                w[4],
                day(own.from),
                w[5],
                day(own.until),
                w[6],
                own.subject,
                w[7],
                w[8],
            ));
            if own.has_key {
                text.push_str(&format!("  {} = {{D1E2}}\n{}\n", w[9], w[10]));
            }
        }
        text + w[11] + "\n"
    }
}

const CERTUTIL_ENGLISH: [&str; 12] = [
    "Personal",
    "Certificate",
    "Serial Number",
    "Issuer",
    "NotBefore",
    "NotAfter",
    "Subject",
    "Non-root Certificate",
    "Cert Hash(sha1)",
    "Key Container",
    "Encryption test passed",
    "CertUtil: -store command completed successfully.",
];
const CERTUTIL_GERMAN: [&str; 12] = [
    "Eigene Zertifikate",
    "Zertifikat",
    "Seriennummer",
    "Aussteller",
    "Nicht vor",
    "Nicht nach",
    "Antragsteller",
    "Kein Stammzertifikat",
    "Zertifikathash(sha1)",
    "Schlüsselcontainer",
    "Verschlüsselungstest wurde durchgeführt",
    "CertUtil: -store-Befehl wurde erfolgreich ausgeführt.",
];
const CERTUTIL_JAPANESE: [&str; 12] = [
    "個人",
    "証明書",
    "シリアル番号",
    "発行者",
    "この日以後",
    "この日以前",
    "サブジェクト",
    "ルート証明書ではありません",
    "証明書ハッシュ(sha1)",
    "キー コンテナー",
    "暗号化テストに合格しました",
    "CertUtil: -store コマンドは正常に完了しました。",
];

/// What `dir` prints of one folder: times, sizes (none for folders) and names.
fn folder(path: &str, entries: &[(Local, Option<u32>, &str)], language: Language) -> String {
    let mut text = match language {
        Language::English => format!("\n Directory of {path}\n\n"),
        Language::German => format!("\n Verzeichnis von {path}\n\n"),
        Language::Japanese => format!("\n {path} のディレクトリ\n\n"),
    };
    for (time, size, name) in entries {
        let size = size.map_or_else(|| "   <DIR>          ".to_owned(), |size| format!("{size:>17} "));
        text.push_str(&format!("{} {size}{name}\n", language.time(*time)));
    }
    let count = entries.iter().filter(|(_, size, _)| size.is_some()).count();
    text + &match language {
        Language::English => format!("               {count} File(s)         12,345 bytes\n"),
        Language::German => format!("               {count} Datei(en),         12.345 Bytes\n"),
        Language::Japanese => format!("               {count} 個のファイル              12,345 バイト\n"),
    }
}

fn status(synchronised: bool, language: Language) -> String {
    let source = if synchronised { "dc01.contoso.test" } else { "Local CMOS Clock" };
    let (leap, stratum, reference) = if synchronised { (0, 4, "0xC0A80101") } else { (3, 0, "0x00000000") };
    let time = language.time((2026, 7, 1, 9, 50)).replace("  ", " ");
    match language {
        Language::English => format!(
            "Leap Indicator: {leap}(no warning)\nStratum: {stratum} (secondary reference - syncd by (S)NTP)\nPrecision: -23 \
             (119.209ns per tick)\nRoot Delay: 0.0312500s\nRoot Dispersion: 7.7873125s\nReferenceId: {reference} (source IP:  \
             192.168.1.1)\nLast Successful Sync Time: {time}\nSource: {source} \nPoll Interval: 10 (1024s)\n"
        ),
        Language::German => format!(
            "Sprungindikator: {leap}(keine Warnung)\nStratum: {stratum} (Sekundärreferenz - synchr. über (S)NTP)\nPräzision: \
             -23 (119.209ns pro Tick)\nStammverzögerung: 0.0310974s\nStammabweichung: 7.8052368s\nReferenz-ID: {reference} \
             (Quell-IP:  192.168.1.1)\nLetzte erfolgr. Synchronisierungszeit: {time}\nQuelle: {source} \nAbrufintervall: 10 \
             (1024s)\n"
        ),
        Language::Japanese => format!(
            "閏インジケーター: {leap} (警告なし)\n階層: {stratum} (二次参照 - (S)NTP で同期)\n精度: -23 (ティックごとに 119.209ns)\nルート遅延: \
             0.0312500s\nルート分散: 7.7873125s\n参照 ID: {reference} (ソース IP:  192.168.1.1)\n最終正常同期時刻: {time}\nソース: {source} \n\
             ポーリング間隔: 10 (1024s)\n"
        ),
    }
}

fn chart(ahead: i64, language: Language) -> String {
    let head = match language {
        Language::English => "Tracking time.windows.com [20.101.57.9:123].\nCollecting 2 samples.\n",
        Language::German => "time.windows.com [20.101.57.9:123] wird verfolgt.\n2 Beispiele werden gesammelt.\n",
        Language::Japanese => {
            "time.windows.com [20.101.57.9:123] を追跡しています。\n2 個のサンプルを収集しています。\n"
        }
    };
    format!("{head}22:12:00, {ahead:+}.4s\n22:12:02, {ahead:+}.2s\n")
}

fn pem(made: &Made) -> String {
    pem_rfc7468::encode_string("CERTIFICATE", pem_rfc7468::LineEnding::LF, &made.der).unwrap()
}

/// A store as the script writes it.
fn store_file(store: &str, certificates: Vec<(String, Option<bool>)>) -> String {
    let mut text = format!("store: {store}\ncertificates: {}\n", certificates.len());
    for (pem, has_key) in certificates {
        if let Some(has) = has_key {
            text.push_str(if has { "has-key: yes\n" } else { "has-key: no\n" });
        }
        text.push_str(&pem);
    }
    text
}

/// Writes files below a folder.
pub fn write(folder: &Path, files: &[(String, Vec<u8>)]) {
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// Writes a zip.
pub fn zip(path: &Path, files: &[(String, Vec<u8>)]) {
    let mut zip = zip::ZipWriter::new(fs::File::create(path).unwrap());
    for (name, bytes) in files {
        zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
}
