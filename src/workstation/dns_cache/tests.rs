use super::*;

const ENGLISH: &str = "
Windows IP Configuration

    lyncdiscover.contoso.com
    ----------------------------------------
    Record Name . . . . . : LyncDiscover.contoso.com
    Record Type . . . . . : 5
    Time To Live  . . . . : 812
    Data Length . . . . . : 8
    Section . . . . . . . : Answer
    CNAME Record  . . . . : webdir.online.lync.com.


    Record Name . . . . . : webdir.online.lync.com
    Record Type . . . . . : 1
    Time To Live  . . . . : 12
    Data Length . . . . . : 4
    Section . . . . . . . : Answer
    A (Host) Record . . . : 52.112.67.1


    Record Name . . . . . : webdir.online.lync.com
    Record Type . . . . . : 1
    Time To Live  . . . . : 11
    Data Length . . . . . : 4
    Section . . . . . . . : Answer
    A (Host) Record . . . : 52.112.67.2


    lyncdiscoverinternal.contoso.com
    ----------------------------------------
    Name does not exist.


    _sipinternaltls._tcp.contoso.com
    ----------------------------------------
    Record Name . . . . . : _sipinternaltls._tcp.contoso.com
    Record Type . . . . . : 33
    Time To Live  . . . . : 268
    Data Length . . . . . : 16
    Section . . . . . . . : Answer
    SRV Record  . . . . . : Pool01.contoso.com
                            0
                            100
                            5061


    Record Name . . . . . : pool01.contoso.com
    Record Type . . . . . : 28
    Time To Live  . . . . : 268
    Data Length . . . . . : 16
    Section . . . . . . . : Additional
    AAAA Record . . . . . : 2001:db8:0:0::4


    sip.contoso.com
    ----------------------------------------
    No records of type AAAA


    4.0.0.10.in-addr.arpa
    ----------------------------------------
    Record Name . . . . . : 4.0.0.10.in-addr.arpa.
    Record Type . . . . . : 12
    Time To Live  . . . . : 167077
    Data Length . . . . . : 8
    Section . . . . . . . : Answer
    PTR Record  . . . . . : pool01.contoso.com


";

fn german() -> String {
    [
        ("Windows IP Configuration", "Windows-IP-Konfiguration"),
        ("Record Name . . . . . :", "Eintragsname . . . . . :"),
        ("Record Type . . . . . :", "Eintragstyp  . . . . . :"),
        ("Time To Live  . . . . :", "Gültigkeitsdauer . . . :"),
        ("Data Length . . . . . :", "Datenlänge . . . . . . :"),
        ("Section . . . . . . . :", "Abschnitt. . . . . . . :"),
        ("CNAME Record  . . . . :", "CNAME-Eintrag  . . . . :"),
        ("A (Host) Record . . . :", "(Host-)A-Eintrag  . . :"),
        ("SRV Record  . . . . . :", "SRV-Eintrag . . . . . :"),
        ("AAAA Record . . . . . :", "AAAA-Eintrag . . . . . :"),
        ("Name does not exist.", "Der Name ist nicht vorhanden."),
        ("No records of type AAAA", "Keine Einträge vom Typ AAAA"),
    ]
    .iter()
    .fold(ENGLISH.to_owned(), |text, (from, to)| text.replace(from, to))
}

fn japanese() -> String {
    [
        ("Windows IP Configuration", "Windows IP 構成"),
        ("Record Name . . . . . :", "レコード名 . . . . . :"),
        ("Record Type . . . . . :", "レコードの種類 . . . :"),
        ("Data Length . . . . . :", "データの長さ . . . . :"),
        ("Section . . . . . . . :", "セクション . . . . . :"),
        ("A (Host) Record . . . :", "A (ホスト) レコード . . . :"),
        ("Name does not exist.", "名前が存在しません。"),
        ("No records of type AAAA", "種類 AAAA のレコードはありません"),
    ]
    .iter()
    .fold(ENGLISH.to_owned(), |text, (from, to)| text.replace(from, to))
}

fn sheet(text: &str) -> Sheet<'_> {
    Sheet { name: "dns-cache.txt", bytes: text.as_bytes(), text, modified: None }
}

fn taken(text: &str) -> (Told<Vec<Cached>>, Result<(), Text>) {
    let mut to = Workstation::default();
    assert!(knows(&sheet(text)), "{text}");
    let result = read(&sheet(text), &mut to);
    (to.dns_cache, result)
}

fn shown(told: &Told<Vec<Cached>>) -> Vec<String> {
    let all = told.known().unwrap();
    all.iter().map(|c| format!("{} {:?} {} {:?}", c.name, c.kind, c.values.join(","), c.ttl)).collect()
}

#[test]
fn records_and_their_absence_in_three_languages() {
    for text in [ENGLISH.to_owned(), german(), japanese(), ENGLISH.replace('\n', "\r\n")] {
        let (told, result) = taken(&text);
        result.unwrap();
        assert_eq!(
            shown(&told),
            [
                "4.0.0.10.in-addr.arpa Some(12) pool01.contoso.com Some(167077)",
                "_sipinternaltls._tcp.contoso.com Some(33) 0 100 5061 pool01.contoso.com Some(268)",
                "lyncdiscover.contoso.com Some(5) webdir.online.lync.com Some(812)",
                "lyncdiscoverinternal.contoso.com None  None",
                "pool01.contoso.com Some(28) 2001:db8::4 Some(268)",
                "sip.contoso.com Some(28)  None",
                "webdir.online.lync.com Some(1) 52.112.67.1,52.112.67.2 Some(11)",
            ]
        );
    }
}

#[test]
fn nothing_remembered_is_known_and_a_refusal_is_not() {
    for title in ["Windows IP Configuration", "Windows-IP-Konfiguration", "Windows IP 構成"] {
        let (told, result) = taken(&format!("\n{title}\n\n"));
        assert_eq!((told, result), (Told::Told(Vec::new()), Ok(())));
        let (told, result) = taken(&format!("\n{title}\n\nCould not display the DNS Resolver Cache.\n"));
        assert!(result.is_ok() && matches!(told, Told::Unreadable(_)));
        let (told, result) = taken(&format!("\n{title}\n\n    sip.contoso.com\n"));
        assert!(result.is_err() && matches!(told, Told::Unreadable(_)));
    }
}

#[test]
fn other_outputs_are_none() {
    let all = "\nWindows IP Configuration\n\n   Host Name . . . . . . . . . . . . : PC-0117\n   \
            Primary Dns Suffix  . . . . . . . : contoso.com\n   Node Type . . . . . . . . . . . . : Hybrid\n";
    for text in [all, "", "x\n----------------------------------------\n", "Entry : 1\nOther : 2\n"] {
        assert!(!knows(&sheet(text)), "{text}");
    }
}

#[test]
fn cut_anywhere_it_neither_fails_nor_invents() {
    let whole = shown(&taken(ENGLISH).0);
    for text in [ENGLISH.to_owned(), german(), japanese()] {
        let ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at + 1).collect();
        for end in ends {
            let mut to = Workstation::default();
            let _ = read(&sheet(&text[..end]), &mut to);
            for cached in to.dns_cache.known().into_iter().flatten() {
                assert!(whole.iter().any(|line| line.starts_with(&format!("{} {:?}", cached.name, cached.kind))));
            }
        }
        // A line that is missing costs the record it is missing from.
        let lines: Vec<&str> = text.lines().collect();
        for missing in 0..lines.len() {
            let rest: Vec<&str> =
                lines.iter().enumerate().filter(|(at, _)| *at != missing).map(|(_, line)| *line).collect();
            let mut to = Workstation::default();
            let _ = read(&sheet(&rest.join("\n")), &mut to);
            let found = to.dns_cache.known().map_or(0, Vec::len);
            assert!(found + 2 >= whole.len(), "{missing}: {found}");
        }
    }
}

#[test]
fn damage_is_counted() {
    let (told, result) = taken(&ENGLISH.replace(": 52.112.67.1\n", ": nowhere\n"));
    assert!(result.unwrap_err().starts_with('1'));
    assert_eq!(told.known().map(Vec::len), Some(7));
    let (told, result) = taken("Windows IP Configuration\n\n a.b\n----------------------------------------\n");
    assert!(result.is_err() && told.known().is_none());
}

#[test]
fn a_list_of_objects() {
    let text = "\n\nEntry      : lyncdiscover.contoso.com\nRecordName : lyncdiscover.contoso.com\nRecordType : CNAME\n\
            Status     : Success\nSection    : Answer\nTimeToLive : 812\nDataLength : 8\n\
            Data       : webdir.online.lync.com\n\n\
            Entry      : sip.contoso.com\nRecordName : \nRecordType : AAAA\nStatus     : NoRecords\nSection    : \n\
            TimeToLive : \nDataLength : \nData       : \n\n\
            Entry      : x.contoso.com\nRecordName : \nRecordType : \nStatus     : NotExist\nData       : \n\n\
            Entry      : _sip._tls.contoso.com\nRecordName : _sip._tls.contoso.com\nRecordType : SRV\nStatus : Success\n\
            Data       : sip.contoso.com\n\n";
    let (told, result) = taken(text);
    result.unwrap();
    assert_eq!(
        shown(&told),
        [
            "lyncdiscover.contoso.com Some(5) webdir.online.lync.com Some(812)",
            "sip.contoso.com Some(28)  None",
            "x.contoso.com None  None",
        ]
    );
}

#[test]
fn a_million_lines_are_read_within_bounds() {
    let mut text = "Windows IP Configuration\n\n".to_owned();
    for i in 0..200_000 {
        text.push_str(&format!(
            "    h{i}.test\n    ----------------------------------------\n    Name does not exist.\n\n"
        ));
    }
    let (told, result) = taken(&text);
    assert!(result.unwrap_err().contains("20000"));
    assert_eq!(told.known().map(Vec::len), Some(MAX_RECORDS));
}
