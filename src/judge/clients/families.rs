//! What is known of each family of clients, with who says so.

use super::{
    Cell, Obstacle, Row,
    Says::{self, Accepts, Refuses, Unknown},
};
use crate::{
    model::{
        EndpointKind::{self, *},
        client::Family,
    },
    words,
};

/// Every family, in the order of reports.
pub(in crate::judge) const CLIENTS: &[Row] = &[
    Row { family: Family::Windows, uses: DESKTOP, cells: WINDOWS },
    Row { family: Family::Mobile, uses: PHONE, cells: MOBILE },
    Row { family: Family::LyncPhone, uses: &[AccessEdgeClient, SipInternal, WebServices, Sso], cells: LYNC_PHONE },
    Row { family: Family::Mac, uses: DESKTOP, cells: MAC },
    Row { family: Family::FederationEdge, uses: &[Federation], cells: FEDERATION_EDGE },
    Row {
        family: Family::OnlineServices,
        uses: &[Federation, Sso, ExchangeAutodiscover, DirectRoutingSbc],
        cells: ONLINE_SERVICES,
    },
    Row {
        family: Family::Java,
        uses: &[AutodiscoverExternal, WebServices, Sso, ExchangeAutodiscover, Xmpp, Host, File],
        cells: JAVA,
    },
    Row { family: Family::Sbc, uses: &[SipInternal], cells: SBC },
];

/// What Lync and Skype for Business on a computer connect to: DNS order, web services, meetings, sign-in. Whoever names a
/// host or a file may have any general client in mind.
const DESKTOP: &[EndpointKind] = &[
    AutodiscoverInternal,
    AutodiscoverExternal,
    AccessEdgeClient,
    SipInternal,
    WebServices,
    Meet,
    Dialin,
    Admin,
    WebConferencing,
    OfficeWebApps,
    Sso,
    SsoCertificate,
    SsoRegistration,
    ExchangeAutodiscover,
    Host,
    File,
];

/// Mobile clients look for autodiscover alone, and talk to web services.
const PHONE: &[EndpointKind] = &[
    AutodiscoverInternal,
    AutodiscoverExternal,
    WebServices,
    Meet,
    Dialin,
    OfficeWebApps,
    Sso,
    SsoCertificate,
    SsoRegistration,
    ExchangeAutodiscover,
    Host,
    File,
];

const DIRECT_ROUTING: &[EndpointKind] = &[DirectRoutingSbc];

const DOWNLOADS: &str =
    words!("published comparisons of clients that download issuers (secondary; they differ on iOS)");
const KEMP: &str =
    words!("field reports: iOS fails and Windows is fine where a reverse proxy sends no intermediate (secondary)");
const KB_2965499: &str = "Microsoft KB 2965499";
const APPLE: &str = "Apple HT210176";
const KB_4010323: &str = "Microsoft KB 4010323";
const KB_2661254: &str = "Microsoft KB 2661254";
const SERVERS: &str = "Microsoft, Skype for Business Server: environmental requirements";
const EDGE_PORTS: &str = "Microsoft, Edge Server environmental requirements";
const WILDCARDS: &str = "Microsoft, Lync Server 2013: wildcard certificate support";
const SIP_NAMES: &str = "Microsoft, Plan for advanced Edge Server DNS";
const CLOUD_SIP_NAMES: &str = "Microsoft, Cloud consolidation: Edge certificates";
const OLD_TLS: &str = "Microsoft, Disable TLS 1.0 and 1.1 in Skype for Business Server";
const ENCRYPTION: &str = "Microsoft, Skype for Business Server: encryption";
const SCHANNEL: &str = "Microsoft, TLS cipher suites in Windows 8.1";
const NO_SNI: &str = "Microsoft, Can't sign in to Lync: devices that do not support SNI";
const DIRECT: &str = "Microsoft, Plan Direct Routing";
const ADFS: &str = "Microsoft, AD FS requirements";
const ORACLE: &str = "Oracle, JRE and JDK cryptographic roadmap";
const RFC_ORDER: &str = "RFC 5246 7.4.2";

/// A cell with a primary source, everywhere.
const fn cell(on: Obstacle, says: Says, why: &'static str, source: &'static str) -> Cell {
    Cell { on, at: &[], says, why, source, weak: false }
}

/// A cell whose source is secondary, or sources differ.
const fn weak(on: Obstacle, says: Says, why: &'static str, source: &'static str) -> Cell {
    Cell { on, at: &[], says, why, source, weak: true }
}

/// A cell for the session border controllers of Direct Routing alone.
const fn direct(on: Obstacle, says: Says, why: &'static str) -> Cell {
    Cell { on, at: DIRECT_ROUTING, says, why, source: DIRECT, weak: false }
}

const HELD: &str = words!("a copy in its stores or cache may help");

const WINDOWS: &[Cell] = &[
    weak(Obstacle::Downloaded, Accepts, words!("Windows downloads the issuer"), DOWNLOADS),
    weak(Obstacle::NotSent, Unknown, HELD, DOWNLOADS),
    weak(Obstacle::UnknownIssuer, Unknown, HELD, DOWNLOADS),
    weak(Obstacle::WrongIssuer, Unknown, HELD, DOWNLOADS),
    weak(Obstacle::OldCopy("cert-expired"), Unknown, HELD, DOWNLOADS),
    weak(Obstacle::OldCopy("cert-not-yet-valid"), Unknown, HELD, DOWNLOADS),
    cell(Obstacle::Sha1BelowPrivateRoot, Accepts, words!("SHA-1 is refused below public roots alone"), KB_4010323),
    cell(Obstacle::ShortKey, Accepts, words!("RSA keys from 1024 bits on are accepted"), KB_2661254),
    weak(Obstacle::Revoked, Refuses, words!("Windows asks for revocation"), EDGE_PORTS),
    cell(Obstacle::Distrusted, Refuses, words!("Windows has such a list of its own"), "Microsoft, disallowedcert.stl"),
    weak(
        Obstacle::AnchorExpired,
        Unknown,
        words!("Windows looks at the dates of roots too"),
        words!("field reports (secondary)"),
    ),
    cell(Obstacle::Wildcard, Unknown, words!("not supported in this role, and not always refused"), WILDCARDS),
    cell(Obstacle::SipName, Unknown, words!("it asks the user whether to trust the server, or refuses"), SIP_NAMES),
    cell(Obstacle::Pss, Unknown, words!("not supported by the product"), SERVERS),
    weak(Obstacle::Tls10, Unknown, words!("depends on the settings of the machine"), SCHANNEL),
    weak(Obstacle::Tls11, Unknown, words!("depends on the settings of the machine"), SCHANNEL),
    cell(Obstacle::OldSuite, Accepts, words!("Windows has the older suites"), SCHANNEL),
];

const NO_DOWNLOAD: &str = words!("phones do not download the issuer (sources differ on iOS)");

const MOBILE: &[Cell] = &[
    weak(Obstacle::Downloaded, Refuses, NO_DOWNLOAD, KEMP),
    weak(Obstacle::NotSent, Refuses, NO_DOWNLOAD, KEMP),
    weak(Obstacle::WrongIssuer, Refuses, NO_DOWNLOAD, KEMP),
    cell(Obstacle::UnknownIssuer, Refuses, words!("Can't verify the certificate from the server"), KB_2965499),
    cell(Obstacle::Sha1BelowPrivateRoot, Refuses, words!("iOS refuses SHA-1 below any root"), APPLE),
    cell(Obstacle::ShortKey, Refuses, words!("iOS refuses RSA keys under 2048 bits"), APPLE),
    cell(Obstacle::CommonNameOnly, Refuses, words!("iOS does not look at the common name"), APPLE),
    cell(Obstacle::Tls10, Unknown, words!("Lync 2013 Mobile needs it, later clients may refuse it"), OLD_TLS),
    cell(Obstacle::Pss, Unknown, words!("not supported by the product"), SERVERS),
];

/// A cell where others are known to refuse and of this family nobody says anything.
const fn untold(on: Obstacle) -> Cell {
    Cell { on, at: &[], says: Unknown, why: "", source: "", weak: false }
}

const LYNC_PHONE: &[Cell] = &[
    // Its firmware is older than the day from which others refuse these below public roots too.
    untold(Obstacle::All("signature-weak")),
    untold(Obstacle::All("key-weak")),
    weak(Obstacle::Downloaded, Unknown, words!("embedded devices do not download issuers"), DOWNLOADS),
    weak(Obstacle::NotSent, Unknown, words!("embedded devices do not download issuers"), DOWNLOADS),
    weak(Obstacle::Unordered, Unknown, words!("older and embedded clients refuse"), RFC_ORDER),
    cell(Obstacle::Pss, Unknown, words!("not supported by the product"), SERVERS),
    cell(Obstacle::Tls10, Accepts, words!("it knows TLS 1.0"), OLD_TLS),
    cell(
        Obstacle::NewTls,
        Unknown,
        words!("it needs TLS 1.0; whether the server still takes that was not tried"),
        OLD_TLS,
    ),
    cell(Obstacle::NoChainWithoutSni, Refuses, words!("it sends no SNI"), NO_SNI),
    cell(Obstacle::OtherChainWithoutSni, Refuses, words!("it sends no SNI, and is shown another chain"), NO_SNI),
    cell(Obstacle::SniNotTried, Unknown, words!("it sends no SNI; what the server shows then is not known"), NO_SNI),
];

const MAC_DOWNLOAD: &str = words!("macOS downloads issuers; whether its clients of Lync do is not known");

const MAC: &[Cell] = &[
    weak(Obstacle::Downloaded, Unknown, MAC_DOWNLOAD, DOWNLOADS),
    weak(Obstacle::NotSent, Unknown, HELD, DOWNLOADS),
    weak(Obstacle::UnknownIssuer, Unknown, HELD, DOWNLOADS),
    weak(Obstacle::WrongIssuer, Unknown, HELD, DOWNLOADS),
    weak(Obstacle::OldCopy("cert-expired"), Unknown, HELD, DOWNLOADS),
    weak(Obstacle::OldCopy("cert-not-yet-valid"), Unknown, HELD, DOWNLOADS),
    cell(Obstacle::Sha1BelowPrivateRoot, Refuses, words!("macOS refuses SHA-1 below any root"), APPLE),
    cell(Obstacle::ShortKey, Refuses, words!("macOS refuses RSA keys under 2048 bits"), APPLE),
    cell(Obstacle::CommonNameOnly, Refuses, words!("macOS does not look at the common name"), APPLE),
    cell(Obstacle::Tls10, Unknown, words!("Lync for Mac 2011 needs it, later clients may refuse it"), OLD_TLS),
    cell(Obstacle::Pss, Unknown, words!("not supported by the product"), SERVERS),
];

const FEDERATION_EDGE: &[Cell] = &[
    weak(
        Obstacle::Downloaded,
        Unknown,
        words!("Windows downloads the issuer, if its firewall lets it out to port 80"),
        EDGE_PORTS,
    ),
    weak(Obstacle::NotSent, Unknown, HELD, DOWNLOADS),
    weak(Obstacle::UnknownIssuer, Unknown, HELD, DOWNLOADS),
    weak(Obstacle::WrongIssuer, Unknown, HELD, DOWNLOADS),
    weak(Obstacle::OldCopy("cert-expired"), Unknown, HELD, DOWNLOADS),
    weak(Obstacle::OldCopy("cert-not-yet-valid"), Unknown, HELD, DOWNLOADS),
    cell(Obstacle::Sha1BelowPrivateRoot, Accepts, words!("the product accepts SHA-1"), SERVERS),
    cell(Obstacle::ShortKey, Accepts, words!("the product accepts RSA keys of 1024 bits"), SERVERS),
    cell(Obstacle::Revoked, Refuses, words!("an Edge Server asks for revocation"), EDGE_PORTS),
    weak(
        Obstacle::RevocationUnknown,
        Unknown,
        words!("an Edge Server asks for revocation; handshakes are slow or fail where it gets no answer"),
        EDGE_PORTS,
    ),
    cell(Obstacle::Distrusted, Refuses, words!("Windows has such a list of its own"), "Microsoft, disallowedcert.stl"),
    cell(Obstacle::Wildcard, Unknown, words!("whoever compares whole names refuses"), WILDCARDS),
    cell(Obstacle::SipName, Unknown, words!("federation for that domain may fail"), SIP_NAMES),
    cell(Obstacle::NoCrlPoint, Unknown, words!("handshakes may be slow or fail without a place to ask"), SERVERS),
    cell(Obstacle::Pss, Unknown, words!("not supported by the product"), SERVERS),
    cell(
        Obstacle::Tls10,
        Unknown,
        words!("Skype for Business Server 2015 knows it, 2019 does not offer it"),
        ENCRYPTION,
    ),
    cell(
        Obstacle::Tls11,
        Unknown,
        words!("Skype for Business Server 2015 knows it, 2019 does not offer it"),
        ENCRYPTION,
    ),
    cell(Obstacle::OldSuite, Accepts, words!("Windows has the older suites"), SCHANNEL),
];

const ONLINE_SERVICES: &[Cell] = &[
    direct(Obstacle::Downloaded, Refuses, words!("the whole chain must be sent")),
    direct(Obstacle::NotSent, Refuses, words!("the whole chain must be sent")),
    direct(Obstacle::PrivateRoot, Refuses, words!("the authority must be of the Microsoft Trusted Root Program")),
    cell(Obstacle::PrivateRoot, Unknown, words!("a root of your own cannot be installed at Microsoft's"), ADFS),
    direct(Obstacle::ShortKey, Refuses, words!("RSA keys must have 2048 bits")),
    direct(Obstacle::CommonNameOnly, Accepts, words!("the name may stand in the subject alone")),
    cell(Obstacle::SipName, Unknown, words!("the names of SIP domains are needed explicitly"), CLOUD_SIP_NAMES),
    cell(Obstacle::Tls10, Refuses, words!("TLS 1.2 is demanded since 2022-04-03"), DIRECT),
    cell(Obstacle::Tls11, Refuses, words!("TLS 1.2 is demanded since 2022-04-03"), DIRECT),
    direct(Obstacle::OldSuite, Refuses, words!("a suite with ECDHE is demanded")),
];

const JAVA_DOWNLOAD: &str = words!("Java downloads no issuers unless told to");

const JAVA: &[Cell] = &[
    weak(Obstacle::Downloaded, Refuses, JAVA_DOWNLOAD, DOWNLOADS),
    weak(Obstacle::NotSent, Refuses, JAVA_DOWNLOAD, DOWNLOADS),
    weak(Obstacle::UnknownIssuer, Refuses, JAVA_DOWNLOAD, DOWNLOADS),
    weak(Obstacle::WrongIssuer, Refuses, JAVA_DOWNLOAD, DOWNLOADS),
    weak(Obstacle::Unordered, Unknown, words!("older runtimes refuse"), RFC_ORDER),
    cell(Obstacle::Tls10, Refuses, words!("TLS 1.0 and 1.1 are off since 2021-04-20"), ORACLE),
    cell(Obstacle::Tls11, Refuses, words!("TLS 1.0 and 1.1 are off since 2021-04-20"), ORACLE),
];

const EMBEDDED: &str = words!("embedded devices do not download issuers");

const SBC: &[Cell] = &[
    untold(Obstacle::All("signature-weak")),
    untold(Obstacle::All("key-weak")),
    weak(Obstacle::Downloaded, Refuses, EMBEDDED, DOWNLOADS),
    weak(Obstacle::NotSent, Refuses, EMBEDDED, DOWNLOADS),
    weak(Obstacle::UnknownIssuer, Refuses, EMBEDDED, DOWNLOADS),
    weak(Obstacle::WrongIssuer, Refuses, EMBEDDED, DOWNLOADS),
    weak(Obstacle::Unordered, Unknown, words!("older and embedded clients refuse"), RFC_ORDER),
    weak(Obstacle::LeafIsCa, Unknown, words!("some appliances refuse"), words!("field reports (secondary)")),
];
