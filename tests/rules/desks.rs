//! What computers that people sign in from are said to suffer from, case by case.

use chaincheck::model::{
    Discovery, Target, Workstation,
    report::TargetReport,
    workstation::{Clock, Product, RegistryValue, Service, Told, Windows},
};

use super::{
    reports::run,
    table::{Case, cases},
};

cases! {
    "a computer on which nothing is wrong": desk(healthy()) => [];
    "the Sign-In Assistant is stopped": desk(Workstation { assistant: Told::Told(Service::State(1)), ..healthy() })
        => ["warning sign-in-assistant-stopped workstation"];
    "the Sign-In Assistant runs": desk(Workstation { assistant: Told::Told(Service::State(4)), ..healthy() }) => [];
    "nothing is known of the Sign-In Assistant": desk(Workstation { assistant: Told::NotTold, ..healthy() }) => [];
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
        clients: Told::Told(vec![Product { name: "lync.exe".to_owned(), version: vec![16, 0, 5517, 1000] }]),
        personal: Told::Told(Vec::new()),
        machine_guid: Told::Told(Some("0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0".to_owned())),
        assistant: Told::Told(Service::NotInstalled),
        credentials: Told::Told(Vec::new()),
        endpoint_caches: Told::Told(Vec::new()),
        dns_cache: Told::Told(Vec::new()),
        clock: Told::Told(Clock { ahead: Some(1), source: "time.windows.com".to_owned(), synchronised: Some(true) }),
        roots: Told::Told(Vec::new()),
        intermediates: Told::Told(Vec::new()),
        disallowed: Told::Told(Vec::new()),
        ..Workstation::default()
    };
    let lync = r"HKCU\Software\Microsoft\Office\16.0\Lync";
    desk.registry.add(lync, Some(("ServerSipUri", RegistryValue::Text("sip:anna@contoso.com".to_owned()))));
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
