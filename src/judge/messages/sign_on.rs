//! What single sign-on says: Microsoft Entra ID, AD FS and its proxies.

use super::{
    Form::{Event, Shared, Words},
    Look, Message, PLAIN,
    elsewhere::{CLOCK, LISTS, PROXY_TRUST},
};
use crate::words;

const ENTRA: Message = Message { by: "Microsoft Entra ID", look: Look::SignOn, ..PLAIN };
const ADFS: Message = Message { by: "AD FS", look: Look::SignOn, ..PLAIN };

/// The sources of the log entries.
const LOGS: &[&str] = &["AD FS", "ADFS"];
const CODES: &str = "Microsoft Entra authentication and authorization error codes";
/// A token that the cloud does not take.
const REFUSED_TOKEN: &[&str] = &["token-cert-expiring", "metadata-unreachable", "clock-skew"];

pub(super) const MESSAGES: &[Message] = &[
    Message {
        text: "AADSTS50008: SAML token is invalid",
        forms: &[Words("AADSTS50008")],
        codes: REFUSED_TOKEN,
        elsewhere: &[CLOCK],
        note: Some(words!(
            "on AD FS: Update-MgDomainFederationConfiguration brings the new signing certificate to the cloud"
        )),
        source: CODES,
        ..ENTRA
    },
    Message {
        text: "AADSTS500081, AADSTS500082: the token's signature cannot be verified",
        forms: &[Words("AADSTS500081"), Words("AADSTS500082"), Words("AADSTS500083")],
        codes: REFUSED_TOKEN,
        elsewhere: &[CLOCK],
        source: "a list of error codes (a report)",
        weak: true,
        ..ENTRA
    },
    Message {
        text: "AADSTS50006: signature verification failed because of an invalid signature",
        forms: &[Words("AADSTS50006")],
        codes: REFUSED_TOKEN,
        source: CODES,
        ..ENTRA
    },
    Message {
        text: "Event 275: The federation server proxy could not establish a trust relationship for the Secure Sockets Layer",
        by: "AD FS proxy",
        forms: &[
            Shared(275, LOGS),
            Words("federation server proxy could not establish a trust relationship for the Secure Sockets Layer"),
        ],
        codes: &[
            "issuer-missing",
            "issuer-unknown",
            "root-untrusted",
            "cert-expired",
            "name-mismatch",
            "proxy-cert-differs",
        ],
        source: "Microsoft, Troubleshooting federation server proxy problems with AD FS 2.0",
        ..ADFS
    },
    Message {
        text: "Event 276, 422: The federation server proxy could not authenticate to the Federation Service",
        by: "AD FS proxy",
        forms: &[
            Shared(276, LOGS),
            Shared(422, LOGS),
            Words("proxy could not authenticate to the Federation Service"),
            Words("unable to retrieve proxy configuration data from the Federation Service"),
        ],
        codes: &["proxy-cert-differs", "cert-expired", "clock-skew"],
        elsewhere: &[PROXY_TRUST],
        source: "Microsoft, Troubleshooting federation server proxy problems with AD FS 2.0",
        ..ADFS
    },
    Message {
        text: "Event 394: The federation server proxy could not renew its trust with the Federation Service",
        forms: &[Shared(394, LOGS), Words("could not renew its trust with the Federation Service")],
        codes: &["proxy-cert-differs", "clock-skew"],
        elsewhere: &[PROXY_TRUST],
        source: "rmilne, AD FS 2012 R2 Web Application Proxy: re-establish proxy trust (a report)",
        weak: true,
        ..ADFS
    },
    Message {
        text: "Event 685: The Federation Service's Secure Sockets Layer (SSL) server certificate could not be validated",
        forms: &[
            Event(685, LOGS),
            Words("Federation Service's Secure Sockets Layer (SSL) server certificate could not be validated"),
        ],
        codes: &["issuer-missing", "issuer-unknown", "root-untrusted", "cert-expired", "name-mismatch", "cert-revoked"],
        elsewhere: &[LISTS],
        source: "Microsoft, Event ID 685 - Federation Server Communication",
        ..ADFS
    },
    Message {
        text: "Event 385: one or more certificates in AD FS configuration database need to be updated manually",
        forms: &[Shared(385, LOGS), Words("certificates in AD FS configuration database need to be updated manually")],
        codes: &["token-cert-expiring", "cert-expires-soon", "cert-expired"],
        source: "from memory",
        weak: true,
        ..ADFS
    },
];
