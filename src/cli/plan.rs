//! What the arguments mean: targets, stores, policy, limits, output. Validation only, but for the files that the user
//! named.

use std::{env, net::IpAddr, path::PathBuf, time::Duration};

use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{
    args::{
        CheckArgs, FindingArgs, JudgeArgs, NetArgs, OutputArgs, ProbeArgs, ProfileArg, PurposeArg, SeverityArg,
        VerifyArgs, workstation::WorkstationArgs,
    },
    baseline::Baseline,
    complain, desk,
    error::{PlanError, value},
    files,
    output::Output,
    password,
    stores::{self, intermediates},
    target,
    targets::Targets,
};
use crate::{
    check::{Identity, Limits, PROTOCOLS, PolicyInputs, Proxies, Settings, open_cache},
    judge::{Policy, RULES, Window},
    model::{Purpose, Severity, Target, Workstation, chain::Profile},
    text,
    trust::{self, Stores},
    words,
};

/// Domains or files under way at once. Each holds its lookups and observations in memory until it ends; the connections
/// have their own bound.
const TARGETS_AT_ONCE: usize = 32;

/// The port of a session border controller unless given.
const SBC_PORT: u16 = 5061;

/// What a variable that names a proxy holds.
const PROXY: &str = words!("the URL of an HTTP proxy, such as http://proxy.contoso.com:8080");

/// Everything a run needs.
pub struct Plan {
    /// What to check.
    pub targets: Targets,
    /// How many of them at once.
    pub at_once: usize,
    /// How.
    pub settings: Settings,
    /// Against which anchors.
    pub stores: Stores,
    /// Lowest severity that changes the exit code.
    pub fail_on: Severity,
    /// Findings that are accepted.
    pub baseline: Baseline,
    /// Bound on the whole run.
    pub deadline: Option<Duration>,
    /// Where results go.
    pub output: Output,
    /// Whether DNS is needed.
    pub needs_dns: bool,
    /// The computer that the rest is judged for, to be judged after it.
    pub desk: Option<Box<Workstation>>,
}

/// The plan for domains.
///
/// # Errors
///
/// [`PlanError`] for what was typed wrongly.
pub fn domains(args: CheckArgs) -> Result<Plan, PlanError> {
    let targets = Targets::typed(&args.domains, |text| {
        let (target, hint) = target::domain(text)?;
        if let Some(hint) = hint {
            complain(&hint);
        }
        Ok(target)
    })?;
    let mut settings = settings(&args.judge, &args.net)?;
    for host in &args.sso {
        let Target::Host { host: name, port: 443 } = target::host(host)? else {
            return Err(value(
                "--sso",
                host,
                words!("a host name without a port (others: chaincheck probe HOST:PORT)"),
            ));
        };
        settings.sso.push(name);
    }
    for sbc in &args.sbc {
        match target::host_at(sbc, SBC_PORT) {
            Ok(Target::Host { host, port }) if host.parse::<IpAddr>().is_err() => settings.sbc.push((host, port)),
            _ => {
                return Err(value(
                    "--sbc",
                    sbc,
                    words!("HOST or HOST:PORT, by the name that Teams knows the controller by"),
                ));
            }
        }
    }
    for domain in &args.sip_domain {
        match target::domain(domain) {
            Ok((Target::Domain(name), _)) => settings.policy.sip_domains.push(name),
            _ => return Err(value("--sip-domain", domain, words!("a domain name, such as fabrikam.com"))),
        }
    }
    settings.vantage = args.vantage.into();
    settings.authoritative = args.authoritative;
    may_request(&mut settings, !args.requests.offline, !args.requests.no_cache)?;
    plan((targets, TARGETS_AT_ONCE), true, settings, &args.judge, &args.net, args.output)
}

/// The plan for known endpoints.
///
/// # Errors
///
/// [`PlanError`] for what was typed wrongly.
pub fn probe(args: ProbeArgs) -> Result<Plan, PlanError> {
    let starttls = PROTOCOLS.iter().find(|protocol| args.starttls.as_deref() == Some(protocol.word));
    let targets = Targets::typed(&args.hosts, move |host| match starttls {
        Some(protocol) => target::host_at(host, protocol.port),
        None => target::host(host),
    })?;
    let mut settings = settings(&args.judge, &args.net)?;
    settings.transport = starttls.map_or(settings.transport, |protocol| protocol.transport);
    settings.name = args.name.as_deref().map(name).transpose()?;
    may_request(&mut settings, !args.requests.offline, !args.requests.no_cache)?;
    // Each is one connection to each of its addresses.
    let at_once = settings.concurrency;
    plan((targets, at_once), true, settings, &args.judge, &args.net, args.output)
}

/// The plan for chains in files.
///
/// # Errors
///
/// [`PlanError`] for what was typed wrongly.
pub fn verify(args: VerifyArgs) -> Result<Plan, PlanError> {
    let targets = Targets::files(args.files);
    let mut settings = settings(&args.judge, &args.net)?;
    may_request(&mut settings, args.online, !args.no_cache)?;
    settings.name = args.name.as_deref().map(name).transpose()?;
    for oid in &args.policy {
        if !oid.split('.').all(|arc| !arc.is_empty() && arc.bytes().all(|b| b.is_ascii_digit())) {
            return Err(value("--policy", oid, words!("an object identifier, such as 2.23.140.1.2.1")));
        }
    }
    settings.policies = PolicyInputs {
        acceptable: args.policy,
        require_explicit: args.require_policy,
        inhibit_mapping: args.inhibit_policy_mapping,
        inhibit_any: args.inhibit_any_policy,
    };
    plan((targets, TARGETS_AT_ONCE), args.online, settings, &args.judge, &args.net, args.output)
}

/// The plan for computers that people sign in from.
///
/// # Errors
///
/// [`PlanError`] for what was typed wrongly.
pub fn workstation(args: WorkstationArgs) -> Result<Plan, PlanError> {
    let targets = Targets::workstations(args.snapshots);
    let fail_on = severity(args.findings.fail_on);
    let output = Output::new(args.output, targets.are_several(), fail_on)?;
    let baseline = Baseline::open(&args.findings.known, fail_on)?;
    if let Some(sink) = baseline.sink() {
        output.is_apart_from(sink)?;
    }
    Ok(Plan {
        needs_dns: false,
        deadline: output.deadline(),
        output,
        targets,
        at_once: TARGETS_AT_ONCE,
        stores: Stores::default(),
        settings: Settings {
            at: args.at.as_deref().map(at).transpose()?,
            policy: policy(&args.findings)?,
            offline: true,
            ..Settings::default()
        },
        fail_on,
        baseline,
        desk: None,
    })
}

/// Whether requests beside the probes may be made, and by which means.
fn may_request(settings: &mut Settings, may: bool, keep: bool) -> Result<(), PlanError> {
    settings.offline = !may;
    if !may {
        return Ok(());
    }
    settings.proxies = Proxies::from_environment().map_err(|(name, text)| value(name, &text, PROXY))?;
    let Some(folder) = cache_folder().filter(|_| keep) else { return Ok(()) };
    match open_cache(&folder) {
        Ok(cache) => settings.cache = Some(cache),
        Err(why) => complain(&text!(
            "downloads-not-kept": "downloads are not kept in {folder}: {why}",
            folder = folder.display().to_string(),
            why,
        )),
    }
    Ok(())
}

/// Where downloads are kept: below the user's own folder for such things, where there is one.
fn cache_folder() -> Option<PathBuf> {
    let folder = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = if cfg!(windows) {
        folder("LOCALAPPDATA")?
    } else {
        folder("XDG_CACHE_HOME").or_else(|| folder("HOME").map(|home| home.join(".cache")))?
    };
    Some(base.join("chaincheck"))
}

/// The name of `--name`, as a client would use it; names that are none are kept, and match nothing.
fn name(text: &str) -> Result<String, PlanError> {
    match target::host(&format!("[{text}]")).or_else(|_| target::host(text)) {
        Ok(Target::Host { host, .. }) if !text.is_empty() => Ok(host),
        _ if text.is_empty() || text.chars().any(char::is_whitespace) => {
            Err(value("--name", text, words!("a host name")))
        }
        _ => Ok(text.to_owned()),
    }
}

fn plan(
    (targets, at_once): (Targets, usize),
    needs_dns: bool,
    mut settings: Settings,
    judge: &JudgeArgs,
    net: &NetArgs,
    output: OutputArgs,
) -> Result<Plan, PlanError> {
    let deadline = net.deadline.as_deref().map(|d| duration("--deadline", d)).transpose()?;
    let fail_on = severity(judge.findings.fail_on);
    let desk = judge.workstation.as_deref().map(desk::read).transpose()?;
    if let Some(desk) = &desk {
        desk::settle(desk, &mut settings);
    }
    let output = Output::new(output, targets.are_several() || desk.is_some(), fail_on)?;
    let baseline = Baseline::open(&judge.findings.known, fail_on)?;
    if let Some(sink) = baseline.sink() {
        output.is_apart_from(sink)?;
    }
    Ok(Plan {
        needs_dns,
        deadline: deadline.or(output.deadline()),
        output,
        targets,
        at_once,
        stores: stores::all(judge, &settings.passwords, desk.as_deref())?,
        settings,
        fail_on,
        baseline,
        desk,
    })
}

fn settings(judge: &JudgeArgs, net: &NetArgs) -> Result<Settings, PlanError> {
    let defaults = Settings::default();
    let passwords = password::passwords(judge.password_file.as_deref())?;
    let mut settings = Settings {
        at: judge.at.as_deref().map(at).transpose()?,
        purpose: match judge.purpose {
            PurposeArg::Server => Purpose::Server,
            PurposeArg::Client => Purpose::Client,
            PurposeArg::Any => Purpose::Any,
        },
        profile: match judge.profile {
            ProfileArg::Field => Profile::Field,
            ProfileArg::Strict => Profile::Strict,
        },
        revocation: judge.revocation.into(),
        crls: judge.crl.iter().map(|file| trust::revocation_lists(file)).collect::<Result<Vec<_>, _>>()?.concat(),
        responses: judge.ocsp.iter().map(|file| trust::ocsp_response(file)).collect::<Result<_, _>>()?,
        limits: Limits { intermediates: usize::from(judge.max_depth), ..Limits::default() },
        policy: policy(&judge.findings)?,
        intermediates: intermediates(&judge.intermediates, &passwords)?,
        passwords,
        ..defaults
    };
    for server in &net.dns {
        settings.dns.push(target::server(server)?);
    }
    for entry in &net.connect_to {
        settings.connect_to.push(entry.parse()?);
    }
    if net.ipv4 && net.ipv6 {
        return Err(value("ipv4, ipv6", "true", words!("possible for both at once")));
    }
    settings.families = (!net.ipv6, !net.ipv4);
    settings.timeout = duration("--timeout", &net.timeout)?;
    settings.retries = net.retries;
    let wanted = [usize::from(net.concurrency), settings.questions, settings.downloads];
    [settings.concurrency, settings.questions, settings.downloads] = files::at_once(wanted);
    settings.identity = identity(net)?;
    Ok(settings)
}

/// What `--client-cert` and `--client-key` name.
fn identity(net: &NetArgs) -> Result<Option<Identity>, PlanError> {
    let (certificate, key) = match (&net.client_cert, &net.client_key) {
        (Some(certificate), Some(key)) => (certificate, key),
        (None, None) => return Ok(None),
        // Typed alone, the parser refuses it; a settings file may hold one of them.
        (Some(only), None) => {
            return Err(value("--client-cert", &only.to_string_lossy(), words!("enough without --client-key")));
        }
        (None, Some(only)) => {
            return Err(value("--client-key", &only.to_string_lossy(), words!("enough without --client-cert")));
        }
    };
    let read = Identity::read(&trust::read_bounded(certificate)?, &trust::read_bounded(key)?);
    read.map(Some).map_err(|why| {
        let path = if why.is_of_certificate() { certificate } else { key };
        PlanError::Identity { path: path.clone(), why }
    })
}

fn policy(args: &FindingArgs) -> Result<Policy, PlanError> {
    let mut policy = Policy::default();
    let known = |option: &'static str, code: &str| {
        if RULES.iter().any(|r| r.code == code) {
            return Ok(code.to_owned());
        }
        Err(value(option, code, words!("a code; chaincheck explain lists them")))
    };
    if let Some(text) = &args.warn_within {
        policy.warn_within = window(text)?;
    }
    for text in &args.severity {
        let (code, level) = text.split_once('=').ok_or_else(|| value("--severity", text, words!("CODE=LEVEL")))?;
        let level = match level {
            "critical" => Severity::Critical,
            "warning" => Severity::Warning,
            "notice" => Severity::Notice,
            other => return Err(value("--severity", other, words!("critical, warning or notice"))),
        };
        policy.severities.push((known("--severity", code)?, level));
    }
    for text in &args.ignore {
        let (code, host) = match text.split_once('@') {
            Some((code, host)) => (code, Some(host.trim_end_matches('.').to_ascii_lowercase())),
            None => (text.as_str(), None),
        };
        policy.ignored.push((known("--ignore", code)?, host));
    }
    Ok(policy)
}

fn severity(arg: SeverityArg) -> Severity {
    match arg {
        SeverityArg::Critical => Severity::Critical,
        SeverityArg::Warning => Severity::Warning,
        SeverityArg::Notice => Severity::Notice,
    }
}

fn at(text: &str) -> Result<i64, PlanError> {
    OffsetDateTime::parse(text, &Rfc3339)
        .map(OffsetDateTime::unix_timestamp)
        .map_err(|_| value("--at", text, words!("an RFC 3339 time, such as 2026-11-22T10:00:00Z")))
}

/// A duration as people write it; a bare number is seconds. Zero is none.
fn duration(option: &'static str, text: &str) -> Result<Duration, PlanError> {
    let parsed = match text.parse::<u64>() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => humantime::parse_duration(text).ok(),
    };
    // A year is longer than any run and short enough for every clock.
    let most = Duration::from_secs(365 * 86_400);
    parsed
        .filter(|d| !d.is_zero() && *d <= most)
        .ok_or_else(|| value(option, text, words!("a duration, such as 5s or 1m30s")))
}

fn window(text: &str) -> Result<Window, PlanError> {
    let fraction = match text.split_once('/') {
        Some((above, below)) => {
            above.parse::<f64>().ok().zip(below.parse::<f64>().ok()).map(|(above, below)| above / below)
        }
        None => text.parse::<f64>().ok(),
    };
    if let Some(fraction) = fraction {
        if (0.0..=1.0).contains(&fraction) {
            return Ok(Window::Fraction(fraction, i64::MAX));
        }
        return Err(value("--warn-within", text, words!("a fraction between 0 and 1, or a duration such as 30d")));
    }
    let span = humantime::parse_duration(text)
        .map_err(|_| value("--warn-within", text, words!("a fraction such as 1/4, or a duration such as 30d")))?;
    Ok(Window::Span(i64::try_from(span.as_secs()).unwrap_or(i64::MAX)))
}

/// Settings and stores of a run against the demo's deployment.
#[cfg(feature = "demo")]
pub(super) fn demo(
    target: Target,
    settings: Settings,
    anchors: Option<&std::path::Path>,
    desk: Option<Box<Workstation>>,
    output: OutputArgs,
) -> Result<Plan, PlanError> {
    let anchors: Vec<PathBuf> = anchors.map(ToOwned::to_owned).into_iter().collect();
    let output = Output::new(output, desk.is_some(), Severity::Warning)?;
    Ok(Plan {
        targets: Targets::one(target),
        at_once: 1,
        stores: stores::deciding("none", &anchors, &settings.passwords)?,
        settings,
        fail_on: Severity::Warning,
        deadline: output.deadline(),
        output,
        baseline: Baseline::default(),
        needs_dns: true,
        desk,
    })
}
