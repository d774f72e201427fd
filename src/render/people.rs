//! Who uses an endpoint, in the words of the people who call when it breaks.

use crate::{
    model::EndpointKind::{self, *},
    words,
};

/// Who is hurt when an endpoint of this kind is; empty where the kind does not tell.
pub fn used_by(kind: EndpointKind) -> &'static str {
    match kind {
        AutodiscoverInternal | SipInternal => words!("clients inside"),
        AutodiscoverExternal => words!("mobile clients and sign-in from outside"),
        AccessEdgeClient => words!("Windows clients and phones outside"),
        Federation => words!("federation partners"),
        WebServices => words!("mobile clients and meetings"),
        Meet => words!("people joining meetings"),
        Dialin => words!("people looking up dial-in numbers"),
        Admin => words!("administrators"),
        WebConferencing => words!("meetings with people outside"),
        AvEdge => words!("audio and video with people outside"),
        OfficeWebApps => words!("presentations in meetings"),
        Xmpp => words!("XMPP partners"),
        Sso => words!("single sign-on of everyone"),
        SsoCertificate => words!("sign-in with certificates"),
        SsoRegistration => words!("device registration"),
        ExchangeAutodiscover => words!("Outlook, calendars and voice mail"),
        DirectoryOnline => words!("sign-in of online users"),
        DirectRoutingSbc => words!("calls to and from the telephone network"),
        NamedInCertificate | Host | File => "",
    }
}
