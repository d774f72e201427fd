//! Who uses an endpoint, in the words of the people who call when it breaks.

use crate::model::EndpointKind::{self, *};

/// Who is hurt when an endpoint of this kind is; empty where the kind does not tell.
pub fn used_by(kind: EndpointKind) -> &'static str {
    match kind {
        AutodiscoverInternal | SipInternal => "clients inside",
        AutodiscoverExternal => "mobile clients and sign-in from outside",
        AccessEdgeClient => "Windows clients and phones outside",
        Federation => "federation partners",
        WebServices => "mobile clients and meetings",
        Meet => "people joining meetings",
        Dialin => "people looking up dial-in numbers",
        Admin => "administrators",
        WebConferencing => "meetings with people outside",
        AvEdge => "audio and video with people outside",
        OfficeWebApps => "presentations in meetings",
        Xmpp => "XMPP partners",
        Sso => "single sign-on of everyone",
        SsoCertificate => "sign-in with certificates",
        SsoRegistration => "device registration",
        ExchangeAutodiscover => "Outlook, calendars and voice mail",
        DirectoryOnline => "sign-in of online users",
        DirectRoutingSbc => "calls to and from the telephone network",
        NamedInCertificate | Host | File => "",
    }
}
