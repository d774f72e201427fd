//! What is printed of a computer to be copied: whole, for the right user, and nothing that a snapshot smuggles in.

use chaincheck::model::{
    Text, Workstation,
    report::TargetReport,
    workstation::{Cached, Clock, EndpointCache, Live, Moment, Personal, Service, Told},
};

use super::super::reports::{TIME, run};
use super::{but, personal, remembered};

/// What people are told to do about a code.
fn remedy(report: TargetReport, code: &str) -> String {
    let report = run(vec![report]);
    let found: Vec<_> = report.targets[0].findings.iter().filter(|finding| finding.code == code).collect();
    assert_eq!(found.len(), 1, "{code}");
    found[0].remedy.as_str().to_owned()
}

fn without_key(thumbprint: &str) -> String {
    let own = Personal { has_key: Some(false), thumbprint: Some(thumbprint.to_owned()), ..personal("anna") };
    remedy(but(|desk| desk.personal = Told::Told(vec![own])), "personal-cert-without-key")
}

fn stale(address: &str) -> String {
    let report = but(|desk| {
        desk.addresses = vec![address.to_owned()];
        desk.personal = Told::NotTold;
        desk.live = Some(Live {
            domains: ["contoso.com".to_owned()].into(),
            hosts: ["sip.contoso.com".to_owned()].into(),
            sign_in: ["sip.contoso.com".to_owned()].into(),
            time: TIME,
            ..Live::default()
        });
        desk.endpoint_caches = Told::Told(vec![EndpointCache { ..remembered(address, &["old.fabrikam.com"]) }]);
    });
    remedy(report, "endpoint-cache-stale")
}

#[test]
fn a_whole_thumbprint_alone_is_printed_to_be_deleted() {
    let whole = "0123456789abcdef0123456789abcdef01234567";
    assert!(without_key(whole).contains(&format!("certutil -user -delstore My {whole})")));
    // A short one is the place of another certificate in the store.
    for other in ["", "0", "01", "0123", &whole[1..], &format!("{whole}0"), "0 & del", "* -f"] {
        let said = without_key(other);
        assert!(said.contains("certutil -user -delstore My THUMBPRINT)"), "{other:?}: {said}");
    }
}

#[test]
fn the_folder_of_a_plain_address_alone_is_printed() {
    let said = stale("anna.o'neil-1+x@contoso.com");
    assert!(said.contains(r"%LOCALAPPDATA%\Microsoft\Office\16.0\Lync\sip_anna.o'neil-1+x@contoso.com"), "{said}");
    for address in
        [r"..\..\..\x@contoso.com", "../x@contoso.com", "a&calc@contoso.com", "%x%@contoso.com", "a\" \"b@contoso.com"]
    {
        let said = stale(address);
        assert!(said.contains(r"\Lync\sip_ADDRESS "), "{said}");
        assert!(!said.contains(address), "{said}");
    }
}

#[test]
fn what_is_no_name_of_a_computer_is_left_out() {
    let off = |name: &str| {
        let name = name.to_owned();
        let report = but(|desk| {
            desk.computer = Some(name);
            desk.clock = Told::Told(Clock { ahead: Some(600), source: Text::default(), synchronised: None });
        });
        remedy(report, "clock-off")
    };
    for name in ["PC-0117", "pc_1.contoso.com", "受付1"] {
        assert!(off(name).contains(&format!("on {name} set")), "{name}");
    }
    for name in ["PC & del /s C:\\", "PC\nrun evil", "$(id)", "a`b", "x;y"] {
        assert!(off(name).starts_with("on the user's computer set"), "{name}");
    }
}

#[test]
fn a_clock_that_is_far_off_is_set_by_hand_first() {
    let off = |ahead| {
        let clock = Clock { ahead: Some(ahead), source: Text::default(), synchronised: None };
        remedy(but(|desk| desk.clock = Told::Told(clock)), "clock-off")
    };
    assert!(!off(54_000).contains("by hand") && off(54_000).contains("w32tm /resync"));
    assert!(off(54_001).contains("by hand") && off(i64::MIN).contains("by hand"));
}

#[test]
fn who_may_do_it_and_what_to_keep_is_said() {
    let guid = remedy(
        but(|desk| desk.machine_guid = Told::Told(Some("{0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0}".to_owned()))),
        "machine-guid-braces",
    );
    assert!(guid.contains("as administrator") && guid.contains("reg export"), "{guid}");
    assert!(guid.ends_with("/v MachineGuid /t REG_SZ /d 0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0 /f"), "{guid}");
    let service = remedy(but(|desk| desk.assistant = Told::Told(Service::State(1))), "sign-in-assistant-stopped");
    // In PowerShell sc is Set-Content, and writes a file.
    assert!(service.contains("as administrator") && service.contains("sc.exe start msoidsvc"), "{service}");
    let flush = remedy(
        but(|desk: &mut Workstation| {
            desk.taken = Some(Moment::exactly(TIME));
            let name = "sip.contoso.com".to_owned();
            desk.dns_cache = Told::Told(vec![Cached { name: name.clone(), kind: None, values: Vec::new(), ttl: None }]);
            desk.live = Some(super::servers::live());
        }),
        "dns-cache-differs",
    );
    assert!(flush.contains("ipconfig /flushdns") && flush.contains("hosts file"), "{flush}");
}
