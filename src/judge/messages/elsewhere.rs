//! Causes that no look from the network shows: on the user's computer (most of them those of KB 2604176) and on the server.

use crate::words;

/// A cause on a computer, and the command there that shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Elsewhere {
    /// Stable, kebab-case.
    pub name: &'static str,
    /// Where.
    pub machine: Machine,
    /// What is wrong, and what to look for in the command's output.
    pub cause: &'static str,
    /// What to run there.
    pub command: &'static str,
    /// The codes by which `chaincheck workstation` finds it, where it does.
    pub codes: &'static [&'static str],
}

/// Whose computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Machine {
    /// The user's.
    User,
    /// The server that logs the message.
    Server,
}

const USER: Elsewhere = Elsewhere { name: "", machine: Machine::User, cause: "", command: "", codes: &[] };
const SERVER: Elsewhere = Elsewhere { machine: Machine::Server, ..USER };

pub(super) const CLOCK: Elsewhere = Elsewhere {
    name: "clock",
    cause: words!("the clock is more than five minutes off"),
    command: "w32tm /stripchart /computer:time.windows.com /samples:3 /dataonly",
    codes: &["clock-off", "clock-not-synchronised"],
    ..USER
};
pub(super) const PERSONAL: Elsewhere = Elsewhere {
    name: "personal-certificate",
    cause: words!(
        "the personal certificate (issuer CN=Communications Server) has run out, is there twice or names another user: \
        delete it and sign in again"
    ),
    command: "certutil -user -store My",
    codes: &[
        "personal-cert-missing",
        "personal-cert-expired",
        "personal-cert-not-yet-valid",
        "personal-cert-other-user",
        "personal-cert-duplicate",
        "personal-cert-without-key",
    ],
    ..USER
};
pub(super) const CREDENTIALS: Elsewhere = Elsewhere {
    name: "stored-credentials",
    cause: words!("stored credentials are outdated (MicrosoftOffice15_Data:..., MicrosoftOffice16_Data:...)"),
    command: "cmdkey /list",
    codes: &["cached-credentials-present"],
    ..USER
};
pub(super) const ENDPOINT_CACHE: Elsewhere = Elsewhere {
    name: "endpoint-cache",
    cause: words!(
        "the client remembers servers of before a move: leave the client and delete EndpointConfiguration.cache in the \
        folder sip_ADDRESS (15.0 for Lync 2013)"
    ),
    command: r#"dir /s "%LOCALAPPDATA%\Microsoft\Office\16.0\Lync""#,
    codes: &["endpoint-cache-stale"],
    ..USER
};
pub(super) const DNS_CACHE: Elsewhere = Elsewhere {
    name: "dns-cache",
    cause: words!("names are remembered that DNS answers differently by now; ipconfig /flushdns forgets them"),
    command: "ipconfig /displaydns",
    codes: &["dns-cache-differs"],
    ..USER
};
pub(super) const MACHINE_GUID: Elsewhere = Elsewhere {
    name: "machine-guid",
    cause: words!("the value MachineGuid stands in braces: as administrator keep a copy, take them away and restart"),
    command: r"reg query HKLM\SOFTWARE\Microsoft\Cryptography /v MachineGuid",
    codes: &["machine-guid-braces", "machine-guid-malformed"],
    ..USER
};
pub(super) const ASSISTANT: Elsewhere = Elsewhere {
    name: "sign-in-assistant",
    cause: words!(
        "the Sign-In Assistant is old or does not run (STATE is not 4); error 1060 means that it is not installed, which \
        newer clients do not need"
    ),
    command: "sc.exe query msoidsvc",
    codes: &["sign-in-assistant-stopped"],
    ..USER
};
pub(super) const OUTDATED: Elsewhere = Elsewhere {
    name: "outdated-client",
    cause: words!("the client is older than its last update"),
    command: "powershell (Get-Process lync).FileVersion",
    codes: &["client-outdated"],
    ..USER
};
pub(super) const TRUST_LIST: Elsewhere = Elsewhere {
    name: "trust-list",
    cause: words!(
        "the list of domains that the client trusts without asking (TrustModelData; the computer's policy goes before the \
        user's) lacks this one (15.0 for Lync 2013)"
    ),
    command: r"powershell Get-ItemProperty HKLM:\SOFTWARE\Policies\Microsoft\Office\16.0\Lync, HKCU:\SOFTWARE\Policies\Microsoft\Office\16.0\Lync -ErrorAction Ignore",
    codes: &["trust-list-lacks"],
    ..USER
};
pub(super) const BY_HAND: Elsewhere = Elsewhere {
    name: "server-by-hand",
    cause: words!(
        "the client is told its servers by hand (ConfigurationMode is 1; the first key that has it counts) and looks for no \
        others (15.0 for Lync 2013)"
    ),
    command: r"powershell Get-ItemProperty HKLM:\SOFTWARE\Policies\Microsoft\Office\16.0\Lync, HKCU:\SOFTWARE\Policies\Microsoft\Office\16.0\Lync, HKCU:\SOFTWARE\Microsoft\Office\16.0\Lync -ErrorAction Ignore",
    codes: &["server-set-by-hand"],
    ..USER
};
pub(super) const WORKAROUND: Elsewhere = Elsewhere {
    name: "sso-workaround",
    cause: words!(
        "a workaround for single sign-on is set (EnableWAM is 0, DisableADALatopWAM is 1), or is what is needed"
    ),
    command: r"powershell Get-ItemProperty HKLM:\SOFTWARE\Policies\Microsoft\Office\16.0\Lync, HKCU:\SOFTWARE\Policies\Microsoft\Office\16.0\Lync, HKCU:\SOFTWARE\Microsoft\Office\16.0\Common\Identity -ErrorAction Ignore",
    codes: &["sso-workaround-set"],
    ..USER
};
pub(super) const KEY_FOLDER: Elsewhere = Elsewhere {
    name: "key-folder",
    cause: words!(
        "the folder of the user's keys (S-1-5-21-...) is damaged or locked, as after a change of the password: only if \
        nothing else helps rename it, and the client makes a new key; until it has its old name again, encrypted mail and \
        files of this user cannot be opened"
    ),
    command: r#"dir /a "%APPDATA%\Microsoft\Crypto\RSA""#,
    codes: &["personal-cert-without-key"],
    ..USER
};
pub(super) const ROOTS_BY_POLICY: Elsewhere = Elsewhere {
    name: "roots-by-policy",
    cause: words!("a group policy hands out roots and takes them away for a moment whenever it writes them anew"),
    command: r"reg query HKLM\SOFTWARE\Policies\Microsoft\SystemCertificates\Root\Certificates",
    ..USER
};
pub(super) const DISALLOWED: Elsewhere = Elsewhere {
    name: "disallowed",
    cause: words!("the certificate or its root is among the certificates that this computer distrusts"),
    command: "certutil -store Disallowed",
    codes: &["root-explicitly-distrusted"],
    ..USER
};
pub(super) const LISTS: Elsewhere = Elsewhere {
    name: "revocation-lists",
    cause: words!("the computer does not reach the revocation lists or the OCSP responder (TCP 80 out, proxy)"),
    command: "certutil -verify -urlfetch CERTIFICATE.cer",
    ..USER
};
pub(super) const NO_INTERMEDIATE_AMONG_ROOTS: Elsewhere = Elsewhere {
    name: "intermediate-among-roots",
    cause: words!(
        "a certificate that is not self-signed lies among the trusted roots: whatever is listed belongs into \
        Intermediate Certification Authorities; ClientAuthTrustMode=2 only works around it"
    ),
    command: r#"powershell "Get-ChildItem Cert:\LocalMachine\Root | Where-Object { $_.Issuer -ne $_.Subject }""#,
    codes: &["intermediate-in-root-store", "schannel-client-auth-mode"],
    ..SERVER
};
pub(super) const SESSION_TICKETS: Elsewhere = Elsewhere {
    name: "session-tickets",
    cause: words!(
        "no certificate is bad: Lync Server 2013 on Windows Server 2012 R2 stumbles over TLS session tickets unless \
        EnableSessionTicket is 2"
    ),
    command: r"reg query HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL /v EnableSessionTicket",
    ..SERVER
};
pub(super) const TOO_MANY_ROOTS: Elsewhere = Elsewhere {
    name: "too-many-roots",
    cause: words!(
        "so many trusted roots (more than some 100) that the list sent to clients is cut at 16 KB: remove those that \
        nobody needs, or set SendTrustedIssuerList to 0"
    ),
    command: r"powershell (Get-ChildItem Cert:\LocalMachine\Root).Count",
    codes: &["root-store-crowded", "issuer-list-too-long"],
    ..SERVER
};
pub(super) const TWINS: Elsewhere = Elsewhere {
    name: "twins",
    cause: words!("two certificates of one authority lie in the stores, and the wrong one is taken"),
    command: r#"powershell "Get-ChildItem Cert:\LocalMachine\Root, Cert:\LocalMachine\CA | Group-Object Subject | Where-Object Count -gt 1""#,
    codes: &["root-store-twins"],
    ..SERVER
};
pub(super) const OWN_CERTIFICATE: Elsewhere = Elsewhere {
    name: "own-certificate",
    cause: words!(
        "the server's own certificate, which it shows as a client, has run out, has other names or is not for clients"
    ),
    command: r"powershell Get-CsCertificate",
    ..SERVER
};
pub(super) const PROXY_TRUST: Elsewhere = Elsewhere {
    name: "proxy-trust",
    cause: words!(
        "the trust between proxy and AD FS has run out: renew it on the proxy with Install-WebApplicationProxy and the \
        thumbprint of the certificate that AD FS uses"
    ),
    command: r"powershell Get-WebApplicationProxySslCertificate",
    ..SERVER
};
