//! The URL of a question to an OCSP responder.

use base64ct::{Base64, Encoding};
use url::Url;

/// Longest URL that responders and the caches before them must understand (RFC 5019 5).
const MAX_URL: usize = 255;

/// The URL by which a responder is asked with GET (RFC 6960 A.1); `None` where it would be too long, or the responder's
/// own URL has no room for it.
pub fn ocsp_url(responder: &Url, request: &[u8]) -> Option<Url> {
    if responder.query().is_some() {
        return None;
    }
    let encoded = Base64::encode_string(request).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let text = format!("{}/{encoded}", responder.as_str().trim_end_matches('/'));
    (text.len() <= MAX_URL).then(|| Url::parse(&text).ok()).flatten()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_put_into_the_path() {
        let of = |url: &str, request: &[u8]| ocsp_url(&Url::parse(url).unwrap(), request).map(String::from);
        let expected = Some("http://ocsp.contoso.test/%2B%2F8%3D".to_owned());
        assert_eq!(of("http://ocsp.contoso.test", &[0xfb, 0xff]), expected);
        assert_eq!(of("http://ocsp.contoso.test/", &[0xfb, 0xff]), expected);
        assert_eq!(of("http://ocsp.contoso.test/a/b/", &[0]).as_deref(), Some("http://ocsp.contoso.test/a/b/AA%3D%3D"));
        assert_eq!(of("http://ocsp.contoso.test/?ca=1", &[0]), None);
        assert_eq!(of("http://ocsp.contoso.test/", &[0; 200]), None);
    }
}
