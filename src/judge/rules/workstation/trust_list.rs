//! The domains that the client trusts without asking.

use super::{draft, is_within_any, live, settings};
use crate::{
    judge::{Check, Draft, Rule, Scene},
    model::{By, Fact, Severity, Workstation, workstation::RegistryValue},
    text,
};

const NAME: &str = "TrustModelData";
/// So many hosts are shown.
const MOST: usize = 10;

pub const LACKS: Rule = Rule {
    code: "trust-list-lacks",
    severity: Severity::Warning,
    by: By::Microsoft,
    title: "the client's list of trusted domains lacks one that it is led to",
    explanation: "The policy TrustModelData (Trusted Domain List) is set, and replaces the list that the client comes with \
        (lync.com, outlook.com, lync.glbdns.microsoft.com, microsoftonline.com). Clients of this domain are led to hosts \
        that lie neither in the SIP domain nor in that list: the client asks whether to trust the server, or refuses.",
    remedy: "if clients are meant to be led there, append the domain to TrustModelData in the policy that sets it, and \
        leave what stands there",
    see: &["KB 2531068", "Microsoft, Troubleshooting Skype for Business Online sign-in errors"],
    check: Check::Workstation(lacks),
};

fn lacks(_: &Scene<'_>, workstation: &Workstation) -> Vec<Draft> {
    let Some(live) = live(workstation) else { return Vec::new() };
    let mut drafts = Vec::new();
    for (version, end) in settings::versions(workstation) {
        let Some((key, value)) = settings::policy(workstation, end, NAME) else { continue };
        let Some(text) = value.text() else { continue };
        let mut list = domains(&text);
        // What the user was asked and chose to trust always.
        let chosen = workstation.registry.value(&format!(r"{}\{end}", settings::OPTIONS), NAME);
        list.extend(chosen.and_then(RegistryValue::text).iter().flat_map(|text| domains(text)));
        let trusted = |host: &&String| is_within_any(host, &live.domains) || is_within_any(host, &list);
        let lacking: Vec<&String> = live.sign_in.iter().filter(|host| !trusted(host)).collect();
        let Some(first) = lacking.first() else { continue };
        let suffix = suffix(first).to_owned();
        let remedy = text!(
            "trust-append": "if clients are meant to be led there, append {suffix} to TrustModelData under {key} on {computer}, \
                in the policy that sets it, and leave what stands there",
            suffix,
            key = &key,
            computer = workstation.computer_name()
        );
        let evidence = vec![
            Fact::text("registry key", key.clone()),
            Fact::list("domains in the list", list.iter().take(MOST)),
            Fact::list("hosts that are not in it", lacking.iter().take(MOST)),
        ];
        drafts.push(Draft { key: version.to_owned(), ..draft(evidence, remedy) });
    }
    drafts
}

/// The domain of a host; the host itself where what stands above it may be anybody's, such as `com` or `co.uk`.
fn suffix(host: &str) -> &str {
    /// The second labels of countries' domains are short: `co.uk`, `com.au`, `gov.in`.
    const SHORT: usize = 3;
    let anybodys = |parent: &str| match parent.split_once('.') {
        None => true,
        Some((second, top)) => !top.contains('.') && top.len() == 2 && second.len() <= SHORT,
    };
    host.split_once('.').map(|(_, parent)| parent).filter(|parent| !anybodys(parent)).unwrap_or(host)
}

/// The domains in a list, lower case, whatever parts them.
fn domains(text: &str) -> Vec<String> {
    let parts = text.split([',', ';', ' ', '\t', '\r', '\n']);
    let plain = parts.map(|part| part.trim_start_matches(['*', '.']).trim_end_matches('.').to_ascii_lowercase());
    plain.filter(|domain| !domain.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_told_to_trust_a_whole_country() {
        for (host, domain) in [
            ("sipdir.online.lync.com", "online.lync.com"),
            ("sip.fabrikam.com", "fabrikam.com"),
            ("fabrikam.com", "fabrikam.com"),
            ("fabrikam.co.uk", "fabrikam.co.uk"),
            ("sip.fabrikam.co.uk", "fabrikam.co.uk"),
            ("sip.fabrikam.de", "fabrikam.de"),
            ("host", "host"),
        ] {
            assert_eq!(suffix(host), domain);
        }
    }
}
