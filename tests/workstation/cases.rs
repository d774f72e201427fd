//! A computer on which nothing is wrong, and for each rule one that it speaks of.

use std::sync::OnceLock;

use crate::{
    desk::{ADDRESS, Answer, Clock, Desk, Own, POLICY, Remembered, SCHANNEL, SETTINGS, TAKEN, dword, string},
    pki::{self, Made},
};

/// What a rule needs beside the snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    Nothing,
    /// The servers of this scenario of the demo.
    Servers(&'static str),
}

/// A computer that a rule speaks of.
pub struct Case {
    pub code: &'static str,
    pub beside: Beside,
    pub change: fn(&mut Desk),
}

const fn alone(code: &'static str, change: fn(&mut Desk)) -> Case {
    Case { code, beside: Beside::Nothing, change }
}

const fn beside(code: &'static str, scenario: &'static str, change: fn(&mut Desk)) -> Case {
    Case { code, beside: Beside::Servers(scenario), change }
}

/// One for each rule about computers; a test insists.
pub const CASES: &[Case] = &[
    alone("client-outdated", |desk| desk.client = "16.0.4266.1001"),
    alone("sign-in-assistant-stopped", |desk| desk.assistant = Some(1)),
    alone("personal-cert-missing", |desk| desk.own.clear()),
    alone("personal-cert-expired", |desk| desk.own = vec![own(ADDRESS, (2025, 7, 1), (2025, 12, 28))]),
    alone("personal-cert-not-yet-valid", |desk| desk.own = vec![own(ADDRESS, (2026, 12, 1), (2027, 5, 30))]),
    alone("personal-cert-other-user", |desk| desk.own = vec![own("bert@contoso.test", VALID.0, VALID.1)]),
    alone("personal-cert-duplicate", |desk| desk.own.push(own(ADDRESS, (2026, 6, 1), (2026, 11, 28)))),
    alone("personal-cert-without-key", |desk| desk.own[0].has_key = false),
    alone("cached-credentials-present", |desk| {
        desk.credentials.push("LegacyGeneric:target=MicrosoftOffice16_Data:orgid:anna@contoso.test");
    }),
    alone("machine-guid-braces", |desk| desk.guid = "{0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0}"),
    alone("machine-guid-malformed", |desk| desk.guid = "0b1c2d3e"),
    alone("clock-off", |desk| desk.clock = Clock::Chart { ahead: 900 }),
    alone("clock-not-synchronised", |desk| desk.clock = Clock::Status { synchronised: false }),
    alone("server-set-by-hand", |desk| {
        desk.values.push((SETTINGS, "ConfigurationMode", dword(1)));
        desk.values.push((SETTINGS, "ServerAddressExternal", string("old.contoso.test:443")));
    }),
    alone("strict-naming-off", |desk| desk.values.push((POLICY, "DisableStrictDNSNaming", dword(1)))),
    alone("sso-workaround-set", |desk| desk.values.push((POLICY, "EnableWAM", dword(0)))),
    alone("intermediate-in-root-store", |desk| {
        let issuing = desk.intermediates[0].clone();
        desk.roots.push(issuing);
    }),
    alone("root-store-crowded", |desk| desk.roots = crowd()[..101].to_vec()),
    alone("root-store-twins", |desk| desk.roots.push(pki::root("Contoso Root CA"))),
    alone("root-explicitly-distrusted", |desk| desk.disallowed = desk.roots[..1].to_vec()),
    alone("issuer-list-too-long", |desk| {
        desk.server = true;
        desk.values.push((SCHANNEL, "SendTrustedIssuerList", dword(1)));
        desk.roots = crowd()[..99].to_vec();
    }),
    alone("schannel-client-auth-mode", |desk| {
        desk.server = true;
        desk.values.push((SCHANNEL, "ClientAuthTrustMode", dword(2)));
    }),
    beside("trust-list-lacks", "teams-only", |desk| {
        desk.values.push((POLICY, "TrustModelData", string("fabrikam.test, example.test")));
    }),
    beside("dns-cache-differs", "healthy", |desk| {
        desk.remembered.push(Remembered { name: "lyncdiscover.contoso.test", answer: Answer::Nothing });
    }),
    beside("endpoint-cache-stale", "healthy", |desk| {
        desk.remembered
            .push(Remembered { name: "_sip._tls.contoso.test", answer: Answer::Service("old.contoso.test", 443) });
    }),
];

/// A half-year around the day of the snapshots.
const VALID: ((i32, u8, u8), (i32, u8, u8)) = ((2026, 4, 1), (2026, 9, 28));

/// Nothing is wrong, and everything is known.
pub fn healthy() -> Desk {
    static DESK: OnceLock<Desk> = OnceLock::new();
    let make = || {
        let root = pki::root("Contoso Root CA");
        let issuing = pki::authority("Contoso Issuing CA 1").signed_by(&root);
        Desk {
            computer: "PC-0117",
            account: r"CONTOSO\anna",
            address: ADDRESS,
            taken: TAKEN.to_owned(),
            sign_in: "works",
            server: false,
            guid: "0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0",
            assistant: None,
            values: Vec::new(),
            own: vec![own(ADDRESS, VALID.0, VALID.1)],
            user_roots: vec![pki::root("Anna's Test Root")],
            roots: vec![root, pki::root("Fabrikam Root CA")],
            intermediates: vec![issuing],
            disallowed: vec![pki::root("Unwanted Root CA")],
            credentials: vec!["Domain:target=TERMSRV/server.contoso.test"],
            caches: vec![(ADDRESS, (2026, 3, 27, 13, 5))],
            remembered: vec![Remembered { name: "www.example.test", answer: Answer::Address("192.0.2.7") }],
            clock: Clock::Status { synchronised: true },
            client: "16.0.17932.20540",
        }
    };
    DESK.get_or_init(make).clone()
}

/// The same with a change.
pub fn with(change: fn(&mut Desk)) -> Desk {
    let mut desk = healthy();
    change(&mut desk);
    desk
}

/// A certificate that the registrar issued for an address.
pub fn own(address: &'static str, from: (i32, u8, u8), until: (i32, u8, u8)) -> Own {
    static REGISTRAR: OnceLock<Made> = OnceLock::new();
    let registrar = REGISTRAR.get_or_init(|| pki::root("Communications Server"));
    let cert = pki::server(&[address]).nameless().dates(from, until).signed_by(registrar);
    let subject = if address == ADDRESS { "CN=anna@contoso.test" } else { "CN=bert@contoso.test" };
    Own { cert, issuer: "CN=Communications Server", subject, from, until, has_key: true }
}

/// Many roots with long names.
fn crowd() -> &'static [Made] {
    static CROWD: OnceLock<Vec<Made>> = OnceLock::new();
    CROWD
        .get_or_init(|| (0..101).map(|n| pki::root(&format!("Root {n:03} {}", "of a long name ".repeat(12)))).collect())
}
