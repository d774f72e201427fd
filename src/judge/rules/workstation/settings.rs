//! Settings and policies of the client that change how it signs in.

use super::{
    builds, draft, live,
    standing::{Standing, standing},
};
use crate::{
    judge::{Check, Draft, Rule, Scene},
    model::{
        By, Fact, Severity, Workstation,
        workstation::{Live, RegistryValue},
    },
    text,
};

/// A version of the client by the name it has in the registry, and the end of its keys.
pub const VERSIONS: &[(&str, &str)] = &[
    ("16.0", r"Microsoft\Office\16.0\Lync"),
    ("15.0", r"Microsoft\Office\15.0\Lync"),
    ("4.0", r"Microsoft\Communicator"),
];

/// The versions whose settings count: those of the clients that are there; all of them where that is not known.
pub fn versions(workstation: &Workstation) -> impl Iterator<Item = (&'static str, &'static str)> {
    let majors = builds::majors(workstation);
    let used = move |version: &str| {
        let major = |installed: &u32| if *installed < 15 { "4.0".to_owned() } else { format!("{installed}.0") };
        majors.as_ref().is_none_or(|majors| majors.iter().any(|installed| major(installed) == version))
    };
    VERSIONS.iter().copied().filter(move |(version, _)| used(version))
}

/// What the user has set.
pub const OPTIONS: &str = r"HKCU\SOFTWARE";

/// The first policy that has a value of that name: that for the computer goes before that for the user.
pub fn policy<'a>(workstation: &'a Workstation, end: &str, name: &str) -> Option<(String, &'a RegistryValue)> {
    let keys = [r"HKLM\SOFTWARE\Policies", r"HKCU\SOFTWARE\Policies"].map(|root| format!(r"{root}\{end}"));
    keys.into_iter().find_map(|key| workstation.registry.value(&key, name).map(|value| (key, value)))
}

/// What the client obeys: a policy, else what is set, by the user first (Microsoft, Configuring client bootstrapping
/// policies). What the server sends in-band goes before all of it and is not seen here.
pub fn obeyed<'a>(workstation: &'a Workstation, end: &str, name: &str) -> Option<(String, &'a RegistryValue)> {
    let keys = [OPTIONS, r"HKLM\SOFTWARE"].map(|root| format!(r"{root}\{end}"));
    let set = || keys.into_iter().find_map(|key| workstation.registry.value(&key, name).map(|value| (key, value)));
    policy(workstation, end, name).or_else(set)
}

pub const BY_HAND: Rule = Rule {
    code: "server-set-by-hand",
    severity: Severity::Notice,
    by: By::Microsoft,
    title: "the client's servers are set by hand",
    explanation: "The client does not look for its servers: ConfigurationMode is 1 and it goes where ServerAddressInternal \
        and ServerAddressExternal say, whatever DNS and autodiscover answer. After a move it stays with the old servers. \
        Where clients are led to other servers today this is a warning.",
    remedy: "set the client to automatic configuration (ConfigurationMode 0), in its options or in the policy that sets it",
    see: &["Microsoft, Configuring client bootstrapping policies"],
    check: Check::Workstation(by_hand),
};

fn by_hand(_: &Scene<'_>, workstation: &Workstation) -> Vec<Draft> {
    versions(workstation).filter_map(|(version, end)| set_by_hand(workstation, version, end)).collect()
}

fn set_by_hand(workstation: &Workstation, version: &str, end: &str) -> Option<Draft> {
    let (key, mode) = obeyed(workstation, end, "ConfigurationMode")?;
    if mode.number() != Some(1) {
        return None;
    }
    let server = |name: &str| {
        let (_, value) = obeyed(workstation, end, name)?;
        let text = value.text()?;
        let host = text.trim().split(':').next().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase();
        (!host.is_empty()).then_some(host)
    };
    let (internal, external) = (server("ServerAddressInternal"), server("ServerAddressExternal"));
    if internal.is_none() && external.is_none() {
        return None;
    }
    let elsewhere = live(workstation).filter(|live| !live.hosts.is_empty()).is_some_and(|live| {
        // Pools inside are known to a look from outside by nothing.
        let left =
            |host: &Option<String>, external: bool| host.as_deref().is_none_or(|host| is_left(live, host, external));
        left(&internal, false) && left(&external, true)
    });
    let mut evidence = vec![Fact::text("registry key", key.clone())];
    evidence.extend(internal.map(|host| Fact::text("server inside", host)));
    evidence.extend(external.map(|host| Fact::text("server outside", host)));
    if let Some(live) = live(workstation).filter(|_| elsewhere) {
        evidence.push(Fact::list("servers of today", live.sign_in.iter().take(10)));
    }
    let remedy = text!(
        "server-automatic": "on {computer} set ConfigurationMode under {key} to 0 (in a policy: where it is set), so that \
            the client looks for its servers",
        computer = workstation.computer_name(),
        key
    );
    let severity = if elsewhere { Severity::Warning } else { Severity::Notice };
    Some(Draft { severity: Some(severity), key: version.to_owned(), ..draft(evidence, remedy) })
}

/// Whether clients are not led to a host any more; what only the inside may know is left only if it is gone.
fn is_left(live: &Live, host: &str, external: bool) -> bool {
    match standing(live, host) {
        Standing::Current => false,
        Standing::Gone => true,
        Standing::Kin | Standing::Stranger => external,
    }
}

pub const NAMING: Rule = Rule {
    code: "strict-naming-off",
    severity: Severity::Notice,
    by: By::Microsoft,
    title: "the client does not insist on the domain in its server's name",
    explanation: "The policy DisableStrictDNSNaming is set: the client accepts servers whose names end with the SIP domain, \
        instead of those that are exactly sip.DOMAIN or the name in the record. It eases a move and lets the client be led \
        astray more easily.",
    remedy: "take the policy back once every SIP domain has records of its own",
    see: &["Microsoft, DNS requirements for automatic client sign-in"],
    check: Check::Workstation(naming),
};

fn naming(_: &Scene<'_>, workstation: &Workstation) -> Vec<Draft> {
    let set = |(_, end): (&'static str, &'static str)| {
        let (key, value) = obeyed(workstation, end, "DisableStrictDNSNaming")?;
        (value.number() == Some(1)).then_some(key)
    };
    let keys: Vec<String> = versions(workstation).filter_map(set).collect();
    if keys.is_empty() {
        return Vec::new();
    }
    let remedy = text!(
        "naming-back": "nothing to do on {computer} while it is meant; take the policy DisableStrictDNSNaming back once \
            every SIP domain has records of its own",
        computer = workstation.computer_name()
    );
    vec![draft(vec![Fact::list("registry key", keys)], remedy)]
}

pub const WORKAROUND: Rule = Rule {
    code: "sso-workaround-set",
    severity: Severity::Notice,
    by: By::Microsoft,
    title: "a workaround for single sign-on is set",
    explanation: "EnableWAM is 0 or DisableADALatopWAM is 1: the client does not sign in through the account manager of \
        Windows. It is the documented way around a failure of single sign-on between Skype for Business 2016 and AD FS, and \
        changes which program asks for the password and keeps the token. Nothing is wrong with it; where a sign-in fails \
        since it was set, or fails although it is not needed any more, try without.",
    remedy: "take the value away once client and AD FS are up to date, and try the sign-in again",
    see: &["KB 4508931"],
    check: Check::Workstation(workaround),
};

/// Ends of keys, names and the numbers that mean the workaround.
const WORKAROUNDS: &[(&str, &str, u64)] = &[
    (r"Microsoft\Office\16.0\Lync", "EnableWAM", 0),
    (r"Microsoft\Office\16.0\Common\Identity", "DisableADALatopWAM", 1),
];

fn workaround(_: &Scene<'_>, workstation: &Workstation) -> Vec<Draft> {
    let set = |(end, name, number): &(&str, &str, u64)| {
        let (key, value) = obeyed(workstation, end, name)?;
        (value.number() == Some(*number)).then(|| format!(r"{key}\{name} = {number}"))
    };
    let set: Vec<String> = WORKAROUNDS.iter().filter_map(set).collect();
    if set.is_empty() {
        return Vec::new();
    }
    let remedy = text!(
        "workaround-away": "if the sign-in fails on {computer}, try it without this value, once client and AD FS are up to \
            date",
        computer = workstation.computer_name()
    );
    vec![draft(vec![Fact::list("value", set)], remedy)]
}
