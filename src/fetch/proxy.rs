//! The proxies that the environment names. They are for requests beside the probes only: a probe wants to see the
//! server, not the proxy.

use std::{env, fmt};

use base64ct::{Base64, Encoding};
use url::Url;

/// Where requests go through. The default is straight to the server.
#[derive(Clone, Default)]
pub struct Proxies {
    /// For `http` URLs.
    http: Option<Url>,
    /// For `https` URLs.
    https: Option<Url>,
    /// Hosts that are asked directly: names, which stand for what is below them too, or `*`.
    never: Vec<String>,
}

impl fmt::Debug for Proxies {
    /// Without the credentials that a URL may hold.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hosts = [&self.http, &self.https].map(|url| url.as_ref().and_then(Url::host_str));
        f.debug_tuple("Proxies").field(&hosts).finish()
    }
}

impl Proxies {
    /// As the environment says: `http_proxy` (in lower case only: the other is set by web servers for a request's
    /// header `Proxy`), `https_proxy`, `no_proxy` or in upper case.
    ///
    /// # Errors
    ///
    /// The name and the value, less any credentials, of a variable that holds no URL of an HTTP proxy.
    pub fn from_environment() -> Result<Self, (&'static str, String)> {
        let text = |name: &str| env::var(name).ok().filter(|value| !value.trim().is_empty());
        let first = |names: [&'static str; 2]| names.into_iter().find_map(|name| Some((name, text(name)?)));
        let http = text("http_proxy").map(|value| ("http_proxy", value));
        let never = first(["no_proxy", "NO_PROXY"]).map(|(_, value)| value).unwrap_or_default();
        Ok(Self {
            http: http.map(read).transpose()?,
            https: first(["https_proxy", "HTTPS_PROXY"]).map(read).transpose()?,
            never: never.split(',').map(|host| host.trim().trim_start_matches('.').to_ascii_lowercase()).collect(),
        })
    }

    /// One proxy for everything.
    pub fn all(proxy: Url) -> Self {
        Self { http: Some(proxy.clone()), https: Some(proxy), never: Vec::new() }
    }

    /// The proxy for a scheme and host, if any.
    pub fn proxy_for(&self, scheme: &str, host: &str) -> Option<&Url> {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let below = |never: &String| host.strip_suffix(never.as_str()).is_some_and(|left| left.ends_with('.'));
        let direct = |never: &String| !never.is_empty() && (never == "*" || *never == host || below(never));
        if self.never.iter().any(direct) {
            return None;
        }
        if scheme == "https" { self.https.as_ref() } else { self.http.as_ref() }
    }
}

/// The value of `Proxy-Authorization` for the user info of a proxy's URL (RFC 7617 2); `None` if it holds none.
pub(super) fn authorization(proxy: &Url) -> Option<String> {
    if proxy.username().is_empty() && proxy.password().is_none() {
        return None;
    }
    let mut pair = decoded(proxy.username());
    pair.push(b':');
    pair.extend(decoded(proxy.password().unwrap_or_default()));
    Some(format!("Basic {}", Base64::encode_string(&pair)))
}

/// Text of a URL with its percent-encoding undone (RFC 3986 2.1).
fn decoded(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, more)) = rest.split_first() {
        let escaped = more.get(..2).filter(|_| first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        match escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                rest = &more[2..];
            }
            None => {
                out.push(first);
                rest = more;
            }
        }
    }
    out
}

/// A proxy's URL; curl takes one without scheme, so it is taken here too.
fn read((name, value): (&'static str, String)) -> Result<Url, (&'static str, String)> {
    let value = value.trim();
    let url = if value.contains("://") { Url::parse(value) } else { Url::parse(&format!("http://{value}")) };
    match url {
        Ok(url) if url.scheme() == "http" && url.host_str().is_some() => Ok(url),
        _ => Err((name, value.rsplit('@').next().unwrap_or_default().to_owned())),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn some_hosts_are_asked_directly() {
        let proxy = read(("https_proxy", "user:secret@proxy.contoso.com:8080".to_owned())).unwrap();
        assert_eq!((proxy.host_str(), proxy.port()), (Some("proxy.contoso.com"), Some(8080)));
        let never = vec!["contoso.com".to_owned(), "10.0.0.1".to_owned()];
        let proxies = Proxies { http: None, https: Some(proxy), never };
        let goes_through = |host| proxies.proxy_for("https", host).is_some();
        assert!(goes_through("login.microsoftonline.com") && goes_through("evilcontoso.com"));
        assert!(!goes_through("STS.contoso.com.") && !goes_through("contoso.com") && !goes_through("10.0.0.1"));
        assert!(proxies.proxy_for("http", "login.microsoftonline.com").is_none());
    }

    #[test]
    fn credentials_are_not_told() {
        let (name, told) = read(("https_proxy", "socks5://user:secret@proxy:1080".to_owned())).unwrap_err();
        assert_eq!((name, told.as_str()), ("https_proxy", "proxy:1080"));
    }

    #[test]
    fn credentials_are_encoded_for_the_proxy_alone() {
        let of = |text: &str| authorization(&Url::parse(text).unwrap());
        assert_eq!(of("http://proxy:8080"), None);
        // RFC 7617 2: Aladdin, "open sesame".
        assert_eq!(
            of("http://Aladdin:open%20sesame@proxy:8080").as_deref(),
            Some("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
        );
        assert_eq!(of("http://a%3Ab%25@proxy").as_deref(), Some("Basic YTpiJTo="));
        let proxies = Proxies::all(Url::parse("http://user:secret@proxy:8080").unwrap());
        assert!(!format!("{proxies:?}").contains("secret"));
    }
}
