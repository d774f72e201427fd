//! How to tell the codes behind a message apart.

use crate::words;

/// What one sees where it is this code, in a line; `None` for a code that no message is told apart by.
pub fn apart(code: &str) -> Option<&'static str> {
    APART.iter().find(|(known, _)| *known == code).map(|(_, line)| *line)
}

/// In the order of the rules.
pub(super) const APART: &[(&str, &str)] = &[
    (
        "cert-expired",
        words!(
            "everybody is refused from one day on; renewing the server's certificate is not enough if an intermediate ran out"
        ),
    ),
    ("cert-not-yet-valid", words!("right after a renewal, or where a clock is behind")),
    ("cert-malformed", words!("programs that read everything sent drop the connection, others get in")),
    (
        "extension-unknown-critical",
        words!("one make of client refuses, others do not; the certificate is from an own template"),
    ),
    (
        "purpose-forbidden",
        words!(
            "after a change of the template or the provider; federation and load balancers need certificates for clients too"
        ),
    ),
    ("policy-not-satisfied", words!("only where policies are demanded")),
    (
        "name-constraint-violated",
        words!("an own authority that is restricted to certain domains, and a name outside them"),
    ),
    (
        "cert-revoked",
        words!(
            "clients that check revocation refuse and others get in; after a re-issue the old certificate is still installed"
        ),
    ),
    ("issuer-not-ca", words!("the certificate above the server's is itself a server's")),
    ("key-usage-forbids-signing", words!("OpenSSL and Go refuse, Windows may not")),
    ("path-too-long", words!("a further authority was put below one that allows none")),
    ("key-weak", words!("old devices' and internal certificates; newer clients refuse first")),
    ("explicitly-distrusted", words!("Windows refuses although the root is installed, other systems accept")),
    (
        "issuer-key-mismatch",
        words!("after the authority was renewed: the intermediate sent has the right name and the wrong key"),
    ),
    ("signature-unsupported", words!("an unusual algorithm; some clients can check it")),
    ("signature-weak", words!("a chain with SHA-1 or MD5 in it; newer clients refuse, older ones do not")),
    (
        "revocation-unknown",
        words!("slow or failing where the lists cannot be fetched, mostly from servers without way to the Internet"),
    ),
    (
        "issuer-missing",
        words!(
            "browsers and Windows that fetch the issuer themselves get in; phones, OpenSSL, Java and partners do not"
        ),
    ),
    ("issuer-unknown", words!("computers of the own domain get in, everybody else does not: an own authority")),
    ("root-untrusted", words!("as with an unknown issuer, and the root itself is sent or can be had")),
    (
        "self-signed",
        words!("nobody gets in who was not told to trust this very certificate; often a device's or IIS's default"),
    ),
    ("search-stopped", words!("an unusual number of certificates is sent")),
    (
        "name-mismatch",
        words!("the chain is sound; one name or one role is refused and others under the same address are not"),
    ),
    ("cn-only", words!("old clients get in and new ones do not: the name stands in the subject alone")),
    ("anchor-expired", words!("old devices and embedded systems refuse, updated ones do not")),
    ("members-differ", words!("now it works and now it does not, for the same user on the same device")),
    ("clients-disagree", words!("one kind of client gets in and another does not, always the same")),
    ("staple-invalid", words!("browsers that look at the stapled answer complain, others do not")),
    ("chain-unordered", words!("older and embedded clients refuse, others sort for themselves")),
    ("sip-name-missing", words!("users and partners of one SIP domain are refused, those of another are not")),
    ("wildcard-unsupported", words!("browsers accept the name, Lync phones and partners' servers do not")),
    ("crl-point-missing", words!("Lync servers refuse or log a warning although browsers are content")),
    ("pss-signature", words!("Lync services do not start or refuse with a certificate that is otherwise good")),
    ("client-auth-missing", words!("incoming connections work, those that the server itself opens to partners do not")),
    ("sbc-root-private", words!("the trunk to Teams stays inactive, while the own devices accept the controller")),
    ("endpoint-unreachable", words!("no certificate is seen at all: nothing answers at that address and port")),
    ("tls-not-spoken", words!("the port is open and answers with something else, or ends the handshake at once")),
    ("starttls-refused", words!("the server answers in clear text and does not begin TLS")),
    ("handshake-signature-invalid", words!("key and certificate do not belong together, mostly after a renewal")),
    (
        "tls-legacy",
        words!("old clients get in and new ones do not, or the other way round: the versions have nothing in common"),
    ),
    ("sni-required", words!("clients that send no server name fail, such as desk phones and health checks")),
    ("sni-changes-chain", words!("clients that send no server name see another certificate")),
    (
        "client-cert-list-truncated",
        words!("only connections where the client shows a certificate fail, since the roots were updated"),
    ),
    (
        "tls-intercepted",
        words!("the issuer named is a firewall's or a virus scanner's; elsewhere, on another network, it works"),
    ),
    ("clock-skew", words!("the dates complained of are right: one clock is off")),
    ("record-missing", words!("there is no record for the name that the client begins with")),
    ("record-dangling", words!("the record is there and leads to a name that does not exist")),
    ("lookup-failed", words!("now and then, or from some networks only: a name server does not answer")),
    (
        "srv-target-outside-domain",
        words!("the client asks whether to trust the server, or refuses: the record leads into another domain"),
    ),
    ("cname-outside-domain", words!("the same, and the name is an alias into another domain")),
    ("records-half-migrated", words!("since a move to the cloud; some users or partners work and others do not")),
    ("internal-name-public", words!("clients outside try a server that is for the inside")),
    ("dns-cache-stale", words!("since a change in DNS, and it passes by itself")),
    ("hosts-file-differs", words!("on this machine only")),
    ("split-horizon", words!("inside it works and outside it does not, or the other way round")),
    ("autodiscover-document-missing", words!("the autodiscover name answers with something else than its document")),
    ("autodiscover-outside-domain", words!("signing in begins well and goes on at a host of another domain")),
    (
        "token-cert-expiring",
        words!("AD FS lets the user in and the cloud refuses the token: its signing certificate changed or ran out"),
    ),
    ("proxy-cert-differs", words!("signing in works inside and fails outside, or on one proxy of several")),
    ("metadata-unreachable", words!("the cloud or a partner cannot fetch the new signing certificate of AD FS")),
    ("client-outdated", words!("one computer fails and others with a newer client do not, for the same account")),
    ("sign-in-assistant-stopped", words!("Lync 2010 or 2013 against the cloud, on this computer alone")),
    ("clock-off", words!("on this computer only, for every account, and web pages complain of certificates too")),
];
