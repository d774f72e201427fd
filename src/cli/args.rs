//! What was typed. The doc comment of an option is its help.

use std::{ffi::OsString, path::PathBuf};

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum, builder::PossibleValuesParser};

use crate::{
    check::PROTOCOLS,
    model::{RevocationMode, discovery::Vantage},
    render::{FORMATS, Lang},
};

pub mod more;
pub mod workstation;

/// Which link of a TLS certificate chain is broken, why, who is hurt, and what to do.
///
/// Give a domain: its Lync, Skype for Business and single sign-on endpoints are found through DNS, every address is
/// asked for its certificates, and every chain is followed to a trust anchor.
#[derive(Debug, Parser)]
#[command(
    name = "chaincheck",
    version,
    args_conflicts_with_subcommands = true,
    // The last word counts, so that an alias or a script can be corrected by adding to it.
    args_override_self = true,
    subcommand_negates_reqs = true,
    after_help = EXAMPLES,
)]
pub struct Args {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub check: CheckArgs,
}

const EXAMPLES: &str = "\
Examples:
  chaincheck contoso.com                         check a domain
  chaincheck contoso.com --anchors root.pem      with the enterprise root as an anchor
  chaincheck contoso.com --sso sts.contoso.com   with its AD FS host
  chaincheck probe sip.contoso.com:5061          one endpoint, every address
  chaincheck probe --starttls smtp mail.contoso.com
  chaincheck verify chain.pem --name sip.contoso.com
  chaincheck explain issuer-missing
  chaincheck explain 0x800B0109                  what an error message can mean
  chaincheck workstation snapshot.zip            the computer that a user signs in from
  chaincheck contoso.com --workstation snapshot.zip
  chaincheck demo                                see it at work, without any network

Settings: every option may also be set by a variable, CHAINCHECK_FAIL_ON for --fail-on (several values with commas, or \
a line each), and in a settings file, TOML: fail-on = \"critical\", anchors = [\"/etc/ssl/root.pem\"], offline = true. What \
is typed counts first, then the variable, then the file, then the default. The file is that of --config, or \
CHAINCHECK_CONFIG, else $XDG_CONFIG_HOME/chaincheck/config.toml, ~/.config/chaincheck/config.toml or \
%APPDATA%\\chaincheck\\config.toml. Relative paths are taken from the folder that the program runs in.

Exit codes: 0 fine, 1 warnings, 2 critical findings, 3 wrong usage or nothing could be checked";

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check known endpoints, without discovery
    Probe(ProbeArgs),
    /// Check chains in files (PEM, DER, PKCS#7), without any network unless --online
    Verify(VerifyArgs),
    /// Check the computer that a user signs in from: this one (Windows), or snapshots of others
    Workstation(workstation::WorkstationArgs),
    /// Say what a finding means, or which findings stand behind an error message; alone, list them all
    Explain(ExplainArgs),
    /// Run a contoso deployment with a named defect on loopback, and check it
    #[cfg(feature = "demo")]
    Demo(DemoArgs),
    /// Say what changed between two reports in json or jsonl
    Diff(more::DiffArgs),
    /// Print the JSON Schema of the reports in json and jsonl
    Schema,
    /// Look after the settings file
    #[command(subcommand)]
    Config(more::ConfigCommand),
    /// Write the manual pages to a folder
    #[command(hide = true)]
    Man {
        /// The folder; without one the page of the program itself is printed
        folder: Option<PathBuf>,
        /// The language of the pages: en or ja [default: that of the locale]
        #[arg(long, value_name = "LANG", value_parser = PossibleValuesParser::new(Lang::ALL.iter().map(|(name, _)| *name)))]
        lang: Option<String>,
    },
    /// Print a completion script for a shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, ClapArgs)]
pub struct CheckArgs {
    /// Domains to check; also user@domain, sip:user@domain, a URL, or - for one a line on standard input
    #[arg(required = true, value_name = "DOMAIN")]
    pub domains: Vec<String>,
    /// The AD FS host, in place of what the login service says; repeatable
    #[arg(long, value_name = "HOST")]
    pub sso: Vec<String>,
    /// A session border controller of Teams Direct Routing; repeatable [default port: 5061]
    #[arg(long, value_name = "HOST[:PORT]")]
    pub sbc: Vec<String>,
    /// A further SIP domain that the same Edge serves; repeatable
    #[arg(long, value_name = "NAME")]
    pub sip_domain: Vec<String>,
    /// Which side of the firewall this machine stands on; auto never raises findings that depend on it
    #[arg(long, value_enum, default_value_t = VantageArg::Auto)]
    pub vantage: VantageArg,
    /// Also ask the zone's own name servers, and compare
    #[arg(long)]
    pub authoritative: bool,
    #[command(flatten)]
    pub judge: JudgeArgs,
    #[command(flatten)]
    pub net: NetArgs,
    #[command(flatten)]
    pub requests: RequestArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, ClapArgs)]
#[command(args_override_self = true)]
pub struct ProbeArgs {
    /// Endpoints to check (port 443 unless given, or that of --starttls; IPv6 addresses in brackets), or - for one a line
    /// on standard input
    #[arg(required = true, value_name = "HOST[:PORT]")]
    pub hosts: Vec<String>,
    /// Name the certificate must answer for, also sent in SNI, in place of the host's own
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Begin TLS in the conversation of this protocol; xmpp is between servers
    #[arg(long, value_name = "PROTOCOL", value_parser = PossibleValuesParser::new(PROTOCOLS.iter().map(|p| p.word)))]
    pub starttls: Option<String>,
    #[command(flatten)]
    pub judge: JudgeArgs,
    #[command(flatten)]
    pub net: NetArgs,
    #[command(flatten)]
    pub requests: RequestArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, ClapArgs)]
#[command(args_override_self = true)]
pub struct VerifyArgs {
    /// Files with one chain each, leaf first
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Name the certificate must answer for
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Acceptable certificate policy, repeatable [default: any]
    #[arg(long, value_name = "OID")]
    pub policy: Vec<String>,
    /// Demand an acceptable policy for the whole path
    #[arg(long)]
    pub require_policy: bool,
    /// Do not allow policy mapping
    #[arg(long)]
    pub inhibit_policy_mapping: bool,
    /// Do not let anyPolicy match other policies
    #[arg(long)]
    pub inhibit_any_policy: bool,
    /// Download missing issuers and revocation data from where the certificates say that they are
    #[arg(long, help_heading = "Network")]
    pub online: bool,
    /// Keep no downloads between runs, and use none that were kept
    #[arg(long, help_heading = "Network")]
    pub no_cache: bool,
    #[command(flatten)]
    pub judge: JudgeArgs,
    #[command(flatten)]
    pub net: NetArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, ClapArgs)]
#[command(args_override_self = true)]
pub struct ExplainArgs {
    /// The code of a finding, such as issuer-missing; or a message, an event or an error number, as it was found
    #[arg(value_name = "CODE|MESSAGE", allow_negative_numbers = true)]
    pub asked: Vec<OsString>,
    /// The language: en or ja [default: that of the locale]
    #[arg(long, value_name = "LANG", value_parser = PossibleValuesParser::new(Lang::ALL.iter().map(|(name, _)| *name)))]
    pub lang: Option<String>,
}

#[cfg(feature = "demo")]
#[derive(Debug, ClapArgs)]
#[command(args_override_self = true)]
pub struct DemoArgs {
    /// The defect to show; --list names them [default: missing-intermediate]
    pub scenario: Option<String>,
    /// List the scenarios
    #[arg(long)]
    pub list: bool,
    /// Leave the deployment running, and print the command line to check it from another shell
    #[arg(long, conflicts_with = "list")]
    pub keep: bool,
    /// Check the computer of this snapshot beside the deployment; a folder or a zip
    #[arg(long, value_name = "SNAPSHOT", conflicts_with = "list")]
    pub workstation: Option<PathBuf>,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Trust")]
pub struct JudgeArgs {
    /// The anchor store that decides: system, mozilla or none
    #[arg(long, value_name = "STORE", default_value = "system")]
    pub store: String,
    /// Further deciding anchors: file or folder of PEM, DER, PKCS#7, PKCS#12 or JKS; repeatable
    #[arg(long, value_name = "PATH")]
    pub anchors: Vec<PathBuf>,
    /// A further store judged beside, which does not decide; PATH also to Microsoft's authroot.stl; repeatable
    #[arg(long, value_name = "NAME=system|mozilla|PATH")]
    pub also: Vec<String>,
    /// Refuse these certificates whoever vouches for them: a file, or Microsoft's disallowedcert.stl; repeatable
    #[arg(long, value_name = "PATH")]
    pub distrust: Vec<PathBuf>,
    /// The password of PKCS#12 and JKS files is the first line of this file; else CHAINCHECK_PKCS12_PASSWORD, else a
    /// prompt
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    /// Certificates that may complete a path but were not sent; file or folder, repeatable
    #[arg(long, value_name = "PATH")]
    pub intermediates: Vec<PathBuf>,
    /// Judge as of this time (RFC 3339, such as 2026-11-22T10:00:00Z) [default: now]
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// Extended key usage required
    #[arg(long, value_enum, default_value_t = PurposeArg::Server)]
    pub purpose: PurposeArg,
    /// strict: RFC 5280 and CA/Browser Forum requirements that deployed clients do not enforce refuse too
    #[arg(long, value_enum, default_value_t = ProfileArg::Field)]
    pub profile: ProfileArg,
    /// Revocation list to use: file of PEM or DER; repeatable
    #[arg(long, value_name = "FILE")]
    pub crl: Vec<PathBuf>,
    /// OCSP response to use: file of DER, as `openssl ocsp -respout` writes it; repeatable
    #[arg(long, value_name = "FILE")]
    pub ocsp: Vec<PathBuf>,
    /// Revocation; soft: what is revoked refuses, what is unknown is a notice; hard: what is unknown refuses too
    #[arg(long, value_enum, default_value_t = RevocationArg::Soft)]
    pub revocation: RevocationArg,
    /// Most intermediates in a path
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(0..=100))]
    pub max_depth: u16,
    /// Judge as the computer of this snapshot would (a folder or a zip), by its roots in place of --store, its
    /// intermediates, what it distrusts and its clock, and check that computer too
    #[arg(long, value_name = "SNAPSHOT")]
    pub workstation: Option<PathBuf>,
    #[command(flatten)]
    pub findings: FindingArgs,
}

/// What becomes of findings.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Findings")]
pub struct FindingArgs {
    /// Lowest severity that changes the exit code
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = SeverityArg::Warning)]
    pub fail_on: SeverityArg,
    /// How long before its end a certificate is warned of: a fraction of its lifetime (1/4, 0.25) or a duration (30d)
    /// [default: 1/4, at most 30 days]
    #[arg(long, value_name = "FRACTION|DURATION")]
    pub warn_within: Option<String>,
    /// Give a finding another severity; repeatable
    #[arg(long, value_name = "CODE=LEVEL")]
    pub severity: Vec<String>,
    /// Leave a finding out, everywhere or at one host; repeatable
    #[arg(long, value_name = "CODE[@HOST]")]
    pub ignore: Vec<String>,
    #[command(flatten)]
    pub known: more::BaselineArgs,
}

#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Network")]
pub struct NetArgs {
    /// Name server to ask instead of the system's, repeatable: failover in order
    #[arg(long, value_name = "ADDR[:PORT]")]
    pub dns: Vec<String>,
    /// Connect elsewhere, as in curl; HOST and ADDR may be empty, several entries for one HOST:PORT are its members
    #[arg(long, value_name = "HOST:PORT:ADDR:PORT")]
    pub connect_to: Vec<String>,
    /// IPv4 only
    #[arg(short = '4', conflicts_with = "ipv6")]
    pub ipv4: bool,
    /// IPv6 only
    #[arg(short = '6')]
    pub ipv6: bool,
    /// Bound on each step: lookup, connect, handshake, download
    #[arg(long, value_name = "DURATION", default_value = "5s")]
    pub timeout: String,
    /// Further tries of a lookup, or of a connect that timed out or was reset
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(0..=10))]
    pub retries: u32,
    /// Bound on the whole run; what was not reached is unknown [default: none; 9s with nagios]
    #[arg(long, value_name = "DURATION")]
    pub deadline: Option<String>,
    /// Present this certificate to servers that ask for one: PEM, its issuers after it
    #[arg(long, value_name = "FILE", requires = "client_key")]
    pub client_cert: Option<PathBuf>,
    /// The private key of --client-cert: PEM, not encrypted; never shown
    #[arg(long, value_name = "FILE", requires = "client_cert")]
    pub client_key: Option<PathBuf>,
    /// Connections at once
    #[arg(long, value_name = "N", default_value_t = 256, value_parser = clap::value_parser!(u16).range(1..=10_000))]
    pub concurrency: u16,
}

#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Network")]
pub struct RequestArgs {
    /// Make no requests beside DNS and TLS: no autodiscover, no question who signs users in, no metadata, no download of
    /// issuers and revocation data
    #[arg(long)]
    pub offline: bool,
    /// Keep no downloads between runs, and use none that were kept
    #[arg(long)]
    pub no_cache: bool,
}

#[derive(Debug, Clone, ClapArgs)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs {
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table", long_help = format!("Output format:{}", formats(Lang::En)))]
    pub format: String,
    /// Write there instead of standard output, whole or not at all; repeatable
    #[arg(short, long, value_name = "[FORMAT=]FILE")]
    pub output: Vec<String>,
    /// Write the chain files that servers are to send to this folder, for every endpoint whose chain can be repaired
    #[arg(long, value_name = "DIR")]
    pub write_chain: Option<PathBuf>,
    /// Let --write-chain replace files
    #[arg(long, requires = "write_chain")]
    pub force: bool,
    /// The headline alone
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Each chain as a tree; twice: every lookup and every check
    #[arg(short, long, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Colours: auto means on a terminal, unless NO_COLOR is set
    #[arg(long, value_enum, default_value_t = ColorArg::Auto)]
    pub color: ColorArg,
    /// The language for people: en or ja; codes and JSON are the same in both [default: that of the locale]
    #[arg(long, value_name = "LANG", value_parser = PossibleValuesParser::new(Lang::ALL.iter().map(|(name, _)| *name)))]
    pub lang: Option<String>,
    /// No progress line on a terminal
    #[arg(long)]
    pub no_progress: bool,
    #[command(flatten)]
    pub settings: more::ConfigArgs,
}

/// The formats and what each is, a line each, for the long help.
pub fn formats(lang: Lang) -> String {
    let widest = FORMATS.iter().map(|format| format.name.len()).max().unwrap_or(0);
    FORMATS.iter().map(|format| format!("\n  {:widest$}  {}", format.name, lang.words(format.title))).collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PurposeArg {
    Server,
    Client,
    Any,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum VantageArg {
    Internal,
    External,
    Auto,
}

impl From<VantageArg> for Vantage {
    fn from(arg: VantageArg) -> Self {
        match arg {
            VantageArg::Internal => Self::Internal,
            VantageArg::External => Self::External,
            VantageArg::Auto => Self::Auto,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ProfileArg {
    Field,
    Strict,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RevocationArg {
    Off,
    Soft,
    Hard,
}

impl From<RevocationArg> for RevocationMode {
    fn from(arg: RevocationArg) -> Self {
        match arg {
            RevocationArg::Off => Self::Off,
            RevocationArg::Soft => Self::Soft,
            RevocationArg::Hard => Self::Hard,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SeverityArg {
    Critical,
    Warning,
    Notice,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorArg {
    Auto,
    Always,
    Never,
}
