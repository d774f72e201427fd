//! What a server that asks for credentials says about whom to ask for a ticket, headers to facts (RFC 9110 11.6.1; MS-OCAUTHWS).

/// The most `WWW-Authenticate` values looked at, and bytes of each.
const MAX_HEADERS: usize = 32;
const MAX_HEADER: usize = 8 << 10;

/// The most issuers taken from a challenge.
const MAX_ISSUERS: usize = 64;

/// What a 401 to an autodiscover request says about whom to ask for a ticket. Unverified, and never followed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Challenge {
    /// Who may issue OAuth tickets: `issuer@realm`, the cloud's or a local one.
    pub trusted_issuers: Vec<String>,
    /// The service: `00000004-0000-0ff1-ce00-000000000000` is Skype for Business.
    pub client_id: Option<String>,
    /// Where the server's own tickets come from (`MsRtcOAuth`).
    pub oauth_href: Option<String>,
}

/// Reads the `WWW-Authenticate` values of an answer (RFC 9110 11.6.1). Schemes and parameters that are not known are
/// passed over.
pub fn challenge(headers: &[String]) -> Challenge {
    let mut challenge = Challenge::default();
    for header in headers.iter().take(MAX_HEADERS).filter(|header| header.len() <= MAX_HEADER) {
        let mut scheme = String::new();
        for element in elements(header) {
            let Some((name, value)) = element.split_once('=') else {
                scheme = element.to_ascii_lowercase();
                continue;
            };
            // The first parameter of a challenge follows its scheme after a space.
            let name = match name.trim().split_once(char::is_whitespace) {
                Some((first, name)) => {
                    scheme = first.to_ascii_lowercase();
                    name.trim()
                }
                None => name.trim(),
            };
            challenge.parameter(&scheme, &name.to_ascii_lowercase(), unquoted(value.trim()));
        }
    }
    challenge
}

impl Challenge {
    fn parameter(&mut self, scheme: &str, name: &str, value: String) {
        match (scheme, name) {
            ("bearer", "trusted_issuers") => {
                let issuers = value.split(',').map(str::trim).filter(|issuer| !issuer.is_empty());
                self.trusted_issuers.extend(issuers.map(str::to_owned));
                self.trusted_issuers.truncate(MAX_ISSUERS);
            }
            ("bearer", "client_id") => _ = self.client_id.get_or_insert(value),
            ("msrtcoauth", "href") => _ = self.oauth_href.get_or_insert(value),
            _ => {}
        }
    }
}

/// The parts of a header value between its commas; those within quotes do not count.
fn elements(header: &str) -> impl Iterator<Item = &str> {
    let (mut within, mut escaped) = (false, false);
    let parts = header.split(move |c| {
        let escapes = within && !escaped && c == '\\';
        within ^= c == '"' && !escaped;
        escaped = escapes;
        c == ',' && !within
    });
    parts.map(str::trim).filter(|part| !part.is_empty())
}

/// The text of a quoted string (RFC 9110 5.6.4), or the token as it is.
fn unquoted(value: &str) -> String {
    let Some(inner) = value.strip_prefix('"') else { return value.to_owned() };
    let mut out = String::new();
    let mut rest = inner.chars();
    while let Some(c) = rest.next() {
        match c {
            '"' => break,
            '\\' => out.extend(rest.next()),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(values: &[&str]) -> Challenge {
        challenge(&values.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn a_challenge_names_the_authority() {
        let expected = Challenge {
            trusted_issuers: vec![
                "00000001-0000-0000-c000-000000000000@contoso.example".to_owned(),
                "00000001-0000-0000-c000-000000000000@*".to_owned(),
            ],
            client_id: Some("00000004-0000-0ff1-ce00-000000000000".to_owned()),
            oauth_href: Some("https://webext.contoso.example/WebTicket/oauthtoken".to_owned()),
        };
        let bearer = "Bearer trusted_issuers=\"00000001-0000-0000-c000-000000000000@contoso.example, \
                      00000001-0000-0000-c000-000000000000@*\", client_id=\"00000004-0000-0ff1-ce00-000000000000\"";
        let ticket = "MsRtcOAuth href=\"https://webext.contoso.example/WebTicket/oauthtoken\",\
                      grant_type=\"urn:microsoft.rtc:windows,urn:microsoft.rtc:anonmeeting,password\"";
        assert_eq!(headers(&[bearer, ticket]), expected);
        assert_eq!(headers(&["Negotiate", &format!("NTLM, {ticket} , {bearer}")]), expected);
    }

    #[test]
    fn odd_challenges_say_nothing() {
        for odd in [
            "",
            ",,,",
            "=",
            "\"",
            "Bearer",
            "Bearer =",
            "Basic realm=\"a, client_id=b\"",
            "Bearer \\\"client_id=\"",
            "client_id=x",
        ] {
            assert_eq!(headers(&[odd]), Challenge::default(), "{odd}");
        }
        assert_eq!(headers(&["BEARER Client_ID = abc"]).client_id.as_deref(), Some("abc"));
        assert_eq!(headers(&[r#"Bearer client_id="a\"b\\c"#]).client_id.as_deref(), Some(r#"a"b\c"#));
        let many = format!("Bearer trusted_issuers=\"{}\"", "a@b,".repeat(1_000));
        assert_eq!(headers(&[&many]).trusted_issuers.len(), MAX_ISSUERS);
        assert_eq!(headers(&[&format!("Bearer client_id={}", "a".repeat(MAX_HEADER))]), Challenge::default());
    }
}
