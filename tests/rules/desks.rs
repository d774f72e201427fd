//! What computers that people sign in from are said to suffer from, case by case.

mod servers;
mod stores;

use chaincheck::model::{
    Discovery, Target, Workstation,
    report::TargetReport,
    workstation::{Clock, EndpointCache, Moment, Personal, Product, RegistryValue, Service, Told, Windows},
};

use super::{
    reports::{TIME, run},
    table::{Case, cases},
};

/// Every case.
pub fn all() -> impl Iterator<Item = &'static Case> {
    CASES.iter().chain(servers::CASES).chain(stores::CASES)
}

const LYNC_15: &str = r"HKCU\Software\Microsoft\Office\15.0\Lync";
const LYNC_16: &str = r"HKCU\Software\Microsoft\Office\16.0\Lync";
const IDENTITY: &str = r"HKCU\Software\Microsoft\Office\16.0\Common\Identity";
const POLICY_16: &str = r"HKLM\SOFTWARE\Policies\Microsoft\Office\16.0\Lync";
const YEAR: i64 = 365 * 86_400;

cases! {
    "a computer on which nothing is wrong": desk(healthy()) => [];
    "a computer of which nothing is known": desk(Workstation::default()) => [];

    "the Sign-In Assistant is stopped, and nobody knows which clients are there": but(|desk| {
        desk.assistant = Told::Told(Service::State(1));
        desk.clients = Told::NotTold;
    }) => ["warning sign-in-assistant-stopped workstation"];
    "the Sign-In Assistant is stopped, and Lync 2013 needs it": but(|desk| {
        desk.assistant = Told::Told(Service::State(1));
        desk.clients = Told::Told(vec![lync(&[15, 0, 5589, 1000])]);
    }) => ["notice client-outdated workstation", "warning sign-in-assistant-stopped workstation"];
    "the Sign-In Assistant is stopped, and no client asks it": but(|desk| desk.assistant = Told::Told(Service::State(1)))
        => ["notice sign-in-assistant-stopped workstation"];
    "the Sign-In Assistant is stopped, and modern authentication is turned off": but(|desk| {
        desk.assistant = Told::Told(Service::State(1));
        desk.registry.add(IDENTITY, number("EnableADAL", 0));
    }) => ["warning sign-in-assistant-stopped workstation"];
    "the Sign-In Assistant runs": but(|desk| desk.assistant = Told::Told(Service::State(4))) => [];
    "nothing is known of the Sign-In Assistant": but(|desk| desk.assistant = Told::NotTold) => [];

    "a client that speaks no TLS 1.2": but(|desk| desk.clients = Told::Told(vec![client("communicator.exe", &[4, 0, 7577, 4525])]))
        => ["warning client-outdated workstation"];
    "a client one update short of TLS 1.2": but(|desk| desk.clients = Told::Told(vec![lync(&[15, 0, 5015, 1000])]))
        => ["warning client-outdated workstation"];
    "a client that was streamed before TLS 1.2": but(|desk| desk.clients = Told::Told(vec![lync(&[16, 0, 8201, 2272])]))
        => ["warning client-outdated workstation"];
    "a client that speaks TLS 1.2 and is not looked after any more":
        but(|desk| desk.clients = Told::Told(vec![lync(&[16, 0, 5517, 1000])])) => ["notice client-outdated workstation"];
    "an old client beside a current one": but(|desk| {
        desk.clients = Told::Told(vec![client("communicator.exe", &[4, 0, 7577, 0]), lync(&[16, 0, 17_932, 20_540])]);
    }) => ["notice client-outdated workstation"];
    "Teams as it was": but(|desk| desk.clients = Told::Told(vec![client("Teams.exe", &[1, 7, 0, 1864])]))
        => ["notice client-outdated workstation"];
    "clients that nothing is documented of": but(|desk| {
        let setup = client("Microsoft Lync 2013", &[15, 0, 4420, 1017]);
        desk.clients = Told::Told(vec![setup, client("ms-teams.exe", &[24_295, 605, 3225, 8804])]);
    }) => [];
    "nothing is known of clients": but(|desk| desk.clients = Told::NotTold) => [];

    "no personal certificate before the first sign-in": but(|desk| desk.personal = Told::Told(Vec::new()))
        => ["notice personal-cert-missing workstation"];
    "no personal certificate where only Teams is": but(|desk| {
        desk.personal = Told::Told(Vec::new());
        desk.clients = Told::Told(vec![client("ms-teams.exe", &[24_295, 605, 3225, 8804])]);
    }) => [];
    "no personal certificate of the registrar's after an earlier sign-in": but(|desk| {
        desk.personal = Told::Told(vec![Personal { issuer: "CN=Contoso Issuing CA".to_owned(), ..personal("anna") }]);
        desk.endpoint_caches = Told::Told(vec![remembered("anna@contoso.com", &[])]);
    }) => ["warning personal-cert-missing workstation"];
    "no personal certificate after somebody else's sign-in": but(|desk| {
        desk.personal = Told::Told(Vec::new());
        desk.endpoint_caches = Told::Told(vec![remembered("bert@contoso.com", &[])]);
    }) => ["notice personal-cert-missing workstation"];
    "no personal certificate, and the sign-in works": but(|desk| {
        desk.personal = Told::Told(Vec::new());
        desk.endpoint_caches = Told::Told(vec![remembered("anna@contoso.com", &[])]);
        desk.signs_in = Some(true);
    }) => ["notice personal-cert-missing workstation"];
    "nothing is known of personal certificates": but(|desk| desk.personal = Told::NotTold) => [];

    "the personal certificate has run out": own(vec![until(TIME - 86_400)])
        => ["warning personal-cert-expired workstation"];
    "the old one has run out and there is a new one": own(vec![until(TIME - 86_400), until(TIME + YEAR)]) => [];
    "the other user's certificate has run out":
        own(vec![Personal { not_after: Some(Moment::exactly(TIME - 1)), ..personal("bert") }, until(TIME + YEAR)]) => [];
    "it was valid when the snapshot was taken": but(|desk| {
        desk.taken = Some(Moment::exactly(TIME - 30 * 86_400));
        desk.personal = Told::Told(vec![until(TIME - 86_400)]);
    }) => [];
    "a date that can mean that it has run out, or not yet": own(vec![Personal {
        not_after: Some(Moment { earliest: TIME - 90 * 86_400, latest: TIME + 90 * 86_400 }),
        ..personal("anna")
    }]) => [];
    "the account is not known, and all have run out": but(|desk| {
        desk.addresses.clear();
        desk.personal = Told::Told(vec![until(TIME - YEAR), until(TIME - 86_400)]);
    }) => ["warning personal-cert-expired workstation"];
    "a certificate without dates": own(vec![Personal { not_before: None, not_after: None, ..personal("anna") }]) => [];

    "the personal certificate is not valid yet":
        own(vec![Personal { not_before: Some(Moment::exactly(TIME + 3600)), ..personal("anna") }])
        => ["warning personal-cert-not-yet-valid workstation"];
    "one is not valid yet and another is": own(vec![
        Personal { not_before: Some(Moment::exactly(TIME + 3600)), thumbprint: None, ..personal("anna") },
        personal("anna"),
    ]) => [];

    "the certificates are another user's": own(vec![personal("bert")])
        => ["warning personal-cert-other-user workstation"];
    "the certificates are another user's, and the sign-in works": but(|desk| {
        desk.personal = Told::Told(vec![personal("bert")]);
        desk.signs_in = Some(true);
    }) => ["notice personal-cert-other-user workstation"];
    "another user's beside the own": own(vec![personal("bert"), personal("anna")]) => [];
    "another user's, and nobody knows who signs in": but(|desk| {
        desk.addresses.clear();
        desk.personal = Told::Told(vec![personal("bert")]);
    }) => [];
    "a certificate of which nobody knows whose it is":
        own(vec![Personal { addresses: Vec::new(), ..personal("bert") }]) => [];

    "two certificates for one address":
        own(vec![personal("anna"), Personal { thumbprint: Some("ee".repeat(20)), ..until(TIME + 2 * YEAR) }])
        => ["notice personal-cert-duplicate workstation"];
    "one certificate seen twice": own(vec![personal("anna"), personal("anna")]) => [];
    "two certificates for two addresses": own(vec![personal("anna"), personal("bert")]) => [];

    "the key of the certificate is not there": own(vec![Personal { has_key: Some(false), ..personal("anna") }])
        => ["warning personal-cert-without-key workstation"];
    "nobody knows whether the key is there": own(vec![Personal { has_key: None, ..personal("anna") }]) => [];
    "the key of the old one is not there": own(vec![
        Personal { has_key: Some(false), ..until(TIME - 1) },
        personal("anna"),
    ]) => [];

    "credentials of the client are stored": but(|desk| {
        desk.credentials = Told::Told(vec![
            "LegacyGeneric:target=MicrosoftOffice15_Data:orgid:anna@contoso.com".to_owned(),
            "Domain:target=TERMSRV/jump.contoso.com".to_owned(),
        ]);
    }) => ["notice cached-credentials-present workstation"];
    "credentials of other programs are stored": but(|desk| {
        desk.credentials = Told::Told(vec!["Domain:target=TERMSRV/jump.contoso.com".to_owned()]);
    }) => [];
    "nothing is known of credentials": but(|desk| desk.credentials = Told::NotTold) => [];

    "MachineGuid stands in braces": guid("{0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0}")
        => ["critical machine-guid-braces workstation"];
    "MachineGuid is something else": guid("0B1C2D3E4F5061728394A5B6C7D8E9F0") => ["notice machine-guid-malformed workstation"];
    "MachineGuid in capitals": guid("0B1C2D3E-4F50-6172-8394-A5B6C7D8E9F0") => [];
    "there is no MachineGuid": but(|desk| desk.machine_guid = Told::Told(None)) => [];
    "nothing is known of MachineGuid": but(|desk| desk.machine_guid = Told::NotTold) => [];

    "the clock is six minutes behind": clock(Some(-360), Some(true)) => ["warning clock-off workstation"];
    "the clock is two days ahead": clock(Some(2 * 86_400), None) => ["warning clock-off workstation"];
    "the clock is five minutes behind": clock(Some(-300), Some(true)) => [];
    "the clock is off by as much as there is": clock(Some(i64::MIN), None) => ["warning clock-off workstation"];
    "the clock is not synchronised": clock(None, Some(false)) => ["notice clock-not-synchronised workstation"];
    "the clock is not synchronised and right": clock(Some(2), Some(false)) => [];
    "nothing is known of the clock": but(|desk| desk.clock = Told::NotTold) => [];

    "names are not compared strictly": but(|desk| desk.registry.add(POLICY_16, number("DisableStrictDNSNaming", 1)))
        => ["notice strict-naming-off workstation"];
    "names are compared strictly": but(|desk| desk.registry.add(POLICY_16, number("DisableStrictDNSNaming", 0))) => [];
    "another version's names are not compared strictly":
        but(|desk| desk.registry.add(LYNC_15, number("DisableStrictDNSNaming", 1))) => [];
    "the computer's policy goes before the user's": but(|desk| {
        desk.registry.add(POLICY_16, number("DisableStrictDNSNaming", 0));
        desk.registry.add(r"HKCU\Software\Policies\Microsoft\Office\16.0\Lync", number("DisableStrictDNSNaming", 1));
    }) => [];
    "a workaround for single sign-on": but(|desk| desk.registry.add(POLICY_16, number("EnableWAM", 0)))
        => ["notice sso-workaround-set workstation"];
    "the other workaround": but(|desk| desk.registry.add(IDENTITY, number("DisableADALatopWAM", 1)))
        => ["notice sso-workaround-set workstation"];
    "what is no workaround": but(|desk| {
        desk.registry.add(POLICY_16, number("EnableWAM", 1));
        desk.registry.add(IDENTITY, number("DisableADALatopWAM", 0));
    }) => [];
}

/// The healthy computer with a change.
pub fn but(change: impl FnOnce(&mut Workstation)) -> TargetReport {
    let mut workstation = healthy();
    change(&mut workstation);
    desk(workstation)
}

fn own(certs: Vec<Personal>) -> TargetReport {
    but(|desk| desk.personal = Told::Told(certs))
}

fn guid(value: &str) -> TargetReport {
    but(|desk| desk.machine_guid = Told::Told(Some(value.to_owned())))
}

fn clock(ahead: Option<i64>, synchronised: Option<bool>) -> TargetReport {
    but(|desk| desk.clock = Told::Told(Clock { ahead, source: "time.windows.com".into(), synchronised }))
}

/// A value of the registry.
pub fn number(name: &str, value: u64) -> Option<(&str, RegistryValue)> {
    Some((name, RegistryValue::Number(value)))
}

/// The same as text.
pub fn text<'a>(name: &'a str, value: &str) -> Option<(&'a str, RegistryValue)> {
    Some((name, RegistryValue::Text(value.to_owned())))
}

fn client(name: &str, version: &[u32]) -> Product {
    Product { name: name.to_owned(), version: version.to_vec() }
}

fn lync(version: &[u32]) -> Product {
    client(r"C:\Program Files\Microsoft Office\root\Office16\lync.exe", version)
}

/// A certificate that the registrar issued to somebody at contoso.com.
fn personal(user: &str) -> Personal {
    Personal {
        issuer: "CN=Communications Server".to_owned(),
        subject: format!("CN={user}@contoso.com"),
        addresses: vec![format!("{user}@contoso.com")],
        not_before: Some(Moment::exactly(TIME - 90 * 86_400)),
        not_after: Some(Moment::exactly(TIME + 90 * 86_400)),
        thumbprint: Some("ab".repeat(20)),
        has_key: Some(true),
    }
}

/// Anna's, with another end.
fn until(end: i64) -> Personal {
    Personal { not_after: Some(Moment::exactly(end)), thumbprint: Some("cd".repeat(20)), ..personal("anna") }
}

/// What the client remembers of an address' servers since a month ago.
pub fn remembered(address: &str, servers: &[&str]) -> EndpointCache {
    EndpointCache {
        address: Some(address.to_owned()),
        version: "16.0".to_owned(),
        written: Some(Moment::exactly(TIME - 30 * 86_400)),
        servers: servers.iter().map(ToString::to_string).collect(),
    }
}

/// A computer of which everything is known, and on which nothing is wrong.
pub fn healthy() -> Workstation {
    let mut desk = Workstation {
        computer: Some("PC-0117".to_owned()),
        account: Some(r"CONTOSO\anna".to_owned()),
        addresses: vec!["anna@contoso.com".to_owned()],
        windows: Told::Told(Windows {
            name: Some("Windows 11 Pro".to_owned()),
            build: Some(26_100),
            server: Some(false),
        }),
        clients: Told::Told(vec![lync(&[16, 0, 17_932, 20_540])]),
        personal: Told::Told(vec![personal("anna")]),
        machine_guid: Told::Told(Some("0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0".to_owned())),
        assistant: Told::Told(Service::NotInstalled),
        credentials: Told::Told(Vec::new()),
        endpoint_caches: Told::Told(Vec::new()),
        dns_cache: Told::Told(Vec::new()),
        clock: Told::Told(Clock { ahead: Some(1), source: "time.windows.com".into(), synchronised: Some(true) }),
        roots: Told::Told(Vec::new()),
        intermediates: Told::Told(Vec::new()),
        disallowed: Told::Told(Vec::new()),
        ..Workstation::default()
    };
    desk.registry.add(LYNC_16, text("ServerSipUri", "sip:anna@contoso.com"));
    desk.registry.add(r"HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL", None);
    desk
}

/// A target of a computer.
pub fn desk(workstation: Workstation) -> TargetReport {
    TargetReport {
        target: Target::Workstation { snapshot: None, name: Some(workstation.name()) },
        discovery: Discovery::default(),
        endpoints: Vec::new(),
        workstation: Some(Box::new(workstation)),
        findings: Vec::new(),
        problems: Vec::new(),
        cut: false,
    }
}
