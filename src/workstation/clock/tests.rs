use super::super::tests::{problem, seat, seats};
use crate::model::workstation::{Clock, Told};

const ENGLISH: &str = "Leap Indicator: 0(no warning)\r\nStratum: 3 (secondary reference - syncd by (S)NTP)\r\nPrecision: -23 \
    (119.209ns per tick)\r\nRoot Delay: 0.0312500s\r\nRoot Dispersion: 7.7873125s\r\nReferenceId: 0xA83FB40F (source IP:  \
    168.63.180.15)\r\nLast Successful Sync Time: 2/3/2026 10:12:00 PM\r\nSource: time.windows.com,0x8 \r\nPoll Interval: 10 \
    (1024s)\r\n";

const GERMAN: &str = "Sprungindikator: 0(keine Warnung)\r\nStratum: 4 (Sekundärreferenz - synchr. über (S)NTP)\r\nPräzision: -23 \
    (119.209ns pro Tick)\r\nStammverzögerung: 0.0310974s\r\nStammabweichung: 7.8052368s\r\nReferenz-ID: 0xC0A80101 (Quell-IP:  \
    192.168.1.1)\r\nLetzte erfolgr. Synchronisierungszeit: 03.02.2026 22:12:00\r\nQuelle: dc01.contoso.com \r\nAbrufintervall: \
    10 (1024s)\r\n";

const JAPANESE: &str = "閏インジケーター: 3 (同期されていません)\r\n階層: 0 (未指定)\r\n精度: -23 (ティックごとに 119.209ns)\r\nルート遅延: \
    0.0000000s\r\nルート分散: 0.0000000s\r\n参照 ID: 0x00000000 (未指定)\r\n最終正常同期時刻: 未指定\r\nソース: Local CMOS Clock\r\nポーリング間隔: \
    10 (1024s)\r\n";

fn clock(ahead: Option<i64>, source: &str, synchronised: Option<bool>) -> Told<Clock> {
    Told::Told(Clock { ahead, source: source.into(), synchronised })
}

#[test]
fn the_state_is_read_by_the_order_of_its_lines() {
    for (text, source, synchronised) in [
        (ENGLISH, "time.windows.com", true),
        (GERMAN, "dc01.contoso.com", true),
        (JAPANESE, "Local CMOS Clock", false),
        (&ENGLISH.replace("0xA83FB40F", "0x4C4F434C"), "time.windows.com", false),
    ] {
        let desk = seat("x.txt", text);
        assert_eq!(desk.clock, clock(None, source, Some(synchronised)), "{text}");
        assert_eq!(problem(&desk), None);
    }
}

#[test]
fn a_state_that_was_cut_off_says_nothing_of_synchronisation() {
    let at = ENGLISH.find("Source:").unwrap_or_default();
    assert_eq!(seat("x.txt", &ENGLISH[..at]).clock, clock(None, "", None));
}

#[test]
fn a_small_phase_offset_is_no_difference() {
    let verbose = format!("{ENGLISH}\r\nPhase Offset: 0.0009349s\r\nClockRate: 0.0156252s\r\n");
    assert_eq!(seat("x.txt", &verbose).clock, clock(Some(0), "time.windows.com", Some(true)));
    let far = verbose.replace("0.0009349s", "400.1s");
    assert_eq!(seat("x.txt", &far).clock, clock(None, "time.windows.com", Some(true)));
}

#[test]
fn a_chart_says_how_far_the_server_is_ahead() {
    for (text, ahead) in [
        (
            "Tracking time.windows.com [20.101.57.9:123].\r\nCollecting 3 samples.\r\nThe current time is 2/3/2026 10:12:00 \
            PM.\r\n22:12:00, +00.0123456s\r\n22:12:02, +3600.4s\r\n22:12:04, +3600.2s\r\n",
            -3600,
        ),
        (
            "time.windows.com [20.101.57.9:123] wird verfolgt.\r\n3 Beispiele werden gesammelt.\r\n22:12:00, -420.5s\r\n",
            421,
        ),
        (
            "time.windows.com [20.101.57.9:123] を追跡しています。\r\n22:12:00, error: 0x800705B4\r\n22:12:00 d:+00.0312345s \
            o:-00.0123456s  [                  *                  ]\r\n",
            0,
        ),
    ] {
        assert_eq!(seat("x.txt", text).clock, clock(Some(ahead), "time.windows.com", None), "{text}");
    }
}

#[test]
fn a_server_that_does_not_answer_tells_nothing() {
    let desk = seat("x.txt", "Tracking a [::1:123].\r\n22:12:00, error: 0x800705B4\r\n");
    assert!(matches!(desk.clock, Told::Unreadable(_)));
    let desk =
        seat("clock.txt", "Der folgende Fehler ist aufgetreten: Der Dienst wurde nicht gestartet. (0x80070426)\r\n");
    assert!(matches!(desk.clock, Told::Unreadable(_)));
}

#[test]
fn a_local_time_stands_beside_the_date_of_an_answer() {
    let text = "local: 2026-02-03T09:20:11+09:00\r\nHTTP/1.1 200 OK\r\nLast-Modified: Mon, 02 Feb 2026 00:10:11 GMT\r\nDate: Tue, 03 \
        Feb 2026 00:10:11 GMT\r\n";
    assert_eq!(seat("x.txt", text).clock, clock(Some(600), "HTTP Date", None));
    let desk = seat("x.txt", &text.replace("+09:00", ""));
    assert!(matches!(desk.clock, Told::Unreadable(_)), "a time without an offset can be any");
}

#[test]
fn what_was_measured_joins_the_state() {
    let chart = "Tracking ntp.contoso.com [20.101.57.9:123].\r\n22:12:00, +02.1s\r\n";
    for files in [[("a.txt", ENGLISH), ("b.txt", chart)], [("a.txt", chart), ("b.txt", ENGLISH)]] {
        assert_eq!(seats(&files).clock, clock(Some(-2), "ntp.contoso.com", Some(true)));
    }
}
