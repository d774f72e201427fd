//! Who signs a domain's users in: the questions to Microsoft's login service, and its answers as facts.
//!
//! No credentials are needed: any local part does. Three interfaces answer the same with other words: `GetUserRealm.srf`
//! and `/common/userrealm/` in versions 1.0 and 2.0. The hosts of a federated domain are those of all its addresses; they
//! are AD FS by the path `/adfs/`, and a third party's otherwise.

use std::collections::HashMap;

use serde_json::Value;
use url::{Host, Url};

use super::{
    catalog::is_microsoft,
    document::{self, DocumentError, instead, quoted},
};
use crate::{
    model::{
        Text,
        discovery::{Realm, RealmHost, RealmKind},
    },
    text, words,
};

/// The local part asked with.
const USER: &str = "chaincheck";

/// Where the addresses of the servers stand.
const ADDRESSES: [&str; 3] = ["authurl", "federation_active_auth_url", "federation_metadata_url"];

/// The most hosts: three addresses can name three.
const MAX_HOSTS: usize = 8;

/// The most characters of an address.
const MAX_URL: usize = 4_096;

/// Hosts of Microsoft that sign in for every tenant, beside those of the clouds: they are nobody's own.
const LOGIN_HOSTS: &[&str] = &["login.live.com", "login.microsoft.com", "login.windows.net", "sts.windows.net"];

/// The requests that tell who signs the users of a domain in, the one first that tells most. Empty if `login` is no host
/// (with a port, if not 443).
pub fn urls(login: &str, domain: &str) -> Vec<Url> {
    let Ok(base) = Url::parse(&format!("https://{login}/")) else { return Vec::new() };
    if base.path() != "/" || !base.username().is_empty() {
        return Vec::new();
    }
    let user = format!("{USER}@{domain}");
    let userrealm = |version: &str| {
        let mut url = base.clone();
        url.path_segments_mut().ok()?.extend(["common", "userrealm", &user]);
        url.query_pairs_mut().append_pair("api-version", version);
        Some(url)
    };
    let legacy = || {
        let mut url = base.clone();
        url.set_path("/GetUserRealm.srf");
        url.query_pairs_mut().append_pair("login", &user);
        Some(url)
    };
    [userrealm("1.0"), legacy(), userrealm("2.0")].into_iter().flatten().collect()
}

/// Reads an answer of any of the three interfaces. Keys count whatever their case, and of equal ones the last.
///
/// Of the addresses only those over HTTPS lead to a host, and only by name: AD FS needs one to answer at all.
///
/// # Errors
/// It is too long, no JSON object, or does not say who signs the domain in.
pub fn read(body: &[u8]) -> Result<Realm, DocumentError> {
    let text = document::text(body)?;
    if text.trim_start().starts_with('<') {
        return Err(DocumentError::Page);
    }
    let answer = document::json(&text)?;
    let Value::Object(answer) = answer else {
        return Err(DocumentError::Wrong {
            place: Text::words(words!("the answer")),
            fault: instead(&answer, words!("an object")),
        });
    };
    let answer: HashMap<String, &Value> = answer.iter().map(|(key, v)| (key.to_ascii_lowercase(), v)).collect();
    let namespace = match text_of(&answer, "namespacetype")? {
        Some(namespace) => Some(namespace),
        None => text_of(&answer, "account_type")?,
    };
    let kind = match namespace.ok_or(DocumentError::Missing(words!("`NameSpaceType` or `account_type`")))? {
        word if word.eq_ignore_ascii_case("federated") => RealmKind::Federated,
        word if word.eq_ignore_ascii_case("managed") => RealmKind::Managed,
        word if word.eq_ignore_ascii_case("unknown") => RealmKind::Unknown,
        other => {
            return Err(DocumentError::Wrong {
                place: Text::words(words!("`NameSpaceType` or `account_type`")),
                fault: text!(
                    "no-known-kind": "{found} is none of Federated, Managed, Unknown",
                    found = format!("{:?}", quoted(&other))
                ),
            });
        }
    };
    let mut hosts = Vec::new();
    for key in ADDRESSES {
        if let Some(address) = text_of(&answer, key)?.filter(|_| kind == RealmKind::Federated) {
            add(&mut hosts, address);
        }
    }
    hosts.truncate(MAX_HOSTS);
    Ok(Realm { kind, hosts })
}

/// The text under a key; absent, null and empty are one and the same.
fn text_of<'a>(answer: &HashMap<String, &'a Value>, key: &str) -> Result<Option<&'a str>, DocumentError> {
    match answer.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.trim()).filter(|text| !text.is_empty())),
        Some(other) => {
            Err(DocumentError::Wrong { place: format!("`{key}`").into(), fault: instead(other, words!("a text")) })
        }
    }
}

/// Adds the host of an address, once for each port.
fn add(hosts: &mut Vec<RealmHost>, address: &str) {
    if address.len() > MAX_URL {
        return;
    }
    let Ok(url) = Url::parse(address) else { return };
    let (Some(Host::Domain(host)), Some(port), "https") = (url.host(), url.port_or_known_default(), url.scheme())
    else {
        return;
    };
    let host = host.trim_end_matches('.').to_owned();
    // A name without a dot is a slip of the pen: it leads nowhere on the Internet.
    if !host.contains('.') || is_microsoft(&host) || LOGIN_HOSTS.contains(&host.as_str()) {
        return;
    }
    let adfs = url.path().get(.."/adfs/".len()).is_some_and(|start| start.eq_ignore_ascii_case("/adfs/"));
    match hosts.iter_mut().find(|known| known.host == host && known.port == port) {
        Some(known) => known.adfs |= adfs,
        None => hosts.push(RealmHost { host, port, adfs }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn realm(text: &str) -> Realm {
        read(text.as_bytes()).unwrap_or_else(|e| panic!("{e}: {text}"))
    }

    fn host(host: &str, port: u16, adfs: bool) -> RealmHost {
        RealmHost { host: host.to_owned(), port, adfs }
    }

    #[test]
    fn three_interfaces_are_asked() {
        let urls = |login| urls(login, "contoso.example").iter().map(Url::to_string).collect::<Vec<_>>();
        let expected = [
            "https://login.microsoftonline.us/common/userrealm/chaincheck@contoso.example?api-version=1.0",
            "https://login.microsoftonline.us/GetUserRealm.srf?login=chaincheck%40contoso.example",
            "https://login.microsoftonline.us/common/userrealm/chaincheck@contoso.example?api-version=2.0",
        ];
        assert_eq!(urls("login.microsoftonline.us"), expected);
        assert!(urls("127.0.0.1:8443")[0].starts_with("https://127.0.0.1:8443/common/"));
        for no_host in ["", "a b", "evil.example/path", "user@evil.example", ":443"] {
            assert_eq!(urls(no_host), Vec::<String>::new(), "{no_host}");
        }
    }

    #[test]
    fn a_domain_cannot_leave_its_place_in_the_request() {
        for url in urls("login.microsoftonline.com", "../../x?y#z&w") {
            assert_eq!(url.host_str(), Some("login.microsoftonline.com"), "{url}");
            assert!(url.fragment().is_none() && !url.path().contains("/x"), "{url}");
        }
    }

    #[test]
    fn federated_in_the_words_of_each_interface() {
        let answers = [
            r#"{"ver":"1.0","account_type":"Federated","domain_name":"contoso.example","federation_protocol":"WSTrust",
                "federation_metadata_url":"https://sts.contoso.example/adfs/services/trust/mex",
                "federation_active_auth_url":"https://sts.contoso.example/adfs/services/trust/2005/usernamemixed",
                "cloud_instance_name":"microsoftonline.com","cloud_audience_urn":"urn:federation:MicrosoftOnline"}"#,
            r#"{"State":3,"UserState":2,"Login":"probe@contoso.example","NameSpaceType":"Federated",
                "DomainName":"contoso.example","FederationGlobalVersion":-1,
                "AuthURL":"https://sts.contoso.example/adfs/ls/?username=probe%40contoso.example&wa=wsignin1.0",
                "FederationBrandName":"Contoso","CloudInstanceName":"microsoftonline.com"}"#,
            r#"{"namespacetype":"FEDERATED","federation_protocol":"WSTrust","Login":"probe@contoso.example",
                "AUTHURL":"https://STS.contoso.example:443/ADFS/ls/","TenantBrandingInfo":null}"#,
        ];
        for answer in answers {
            let expected = Realm { kind: RealmKind::Federated, hosts: vec![host("sts.contoso.example", 443, true)] };
            assert_eq!(realm(answer), expected, "{answer}");
        }
    }

    #[test]
    fn managed_and_unknown_have_no_hosts() {
        let managed = [
            r#"{"NameSpaceType":"Managed","Login":"probe@fabrikam.example","DomainName":"fabrikam.example"}"#,
            r#"{"ver":"1.0","account_type":"Managed","domain_name":"fabrikam.example"}"#,
            r#"{"State":4,"UserState":1,"NameSpaceType":"Managed","AuthURL":"https://sts.fabrikam.example/adfs/ls/"}"#,
        ];
        for answer in managed {
            assert_eq!(realm(answer), Realm { kind: RealmKind::Managed, hosts: Vec::new() }, "{answer}");
        }
        let unknown = [r#"{"NameSpaceType":"Unknown","Login":"x@y.example"}"#, r#"{"account_type":"unknown"}"#];
        for answer in unknown {
            assert_eq!(realm(answer).kind, RealmKind::Unknown, "{answer}");
        }
    }

    #[test]
    fn several_hosts_and_third_parties_are_told_apart() {
        let answer = realm(
            r#"{"account_type":"Federated","AuthURL":"https://contoso.okta.example/app/office365/sso/wsfed/passive",
                "federation_active_auth_url":"https://adfs.contoso.example:8443/adfs/services/trust/2005/usernamemixed",
                "federation_metadata_url":"https://contoso.okta.example/app/office365/mex"}"#,
        );
        let expected = [host("contoso.okta.example", 443, false), host("adfs.contoso.example", 8443, true)];
        assert_eq!(answer.hosts, expected);
    }

    #[test]
    fn addresses_that_lead_to_no_host_of_the_domain_are_passed_over() {
        let odd = [
            "http://sts.contoso.example/adfs/ls/",
            "file:///etc/passwd",
            "ldap://sts.contoso.example/",
            "/adfs/ls/",
            "https://",
            "https:///adfs/ls/",
            "https://127.0.0.1/adfs/ls/",
            "https://2130706433/adfs/ls/",
            "https://[::1]/adfs/ls/",
            "https://LOGIN.microsoftonline.com/adfs/ls/",
            "https://login.live.com/login.srf",
            "",
        ];
        for address in odd {
            let answer = format!(r#"{{"NameSpaceType":"Federated","AuthURL":"{address}"}}"#);
            assert_eq!(realm(&answer).hosts, [], "{address}");
        }
        let long = format!(r#"{{"NameSpaceType":"Federated","AuthURL":"https://a.example/{}"}}"#, "a".repeat(MAX_URL));
        assert_eq!(realm(&long).hosts, []);
    }

    #[test]
    fn wrong_answers_say_what_is_wrong() {
        let table = [
            ("", "it is empty"),
            ("<html><body>Sign in</body></html>", "it is a web page"),
            ("{}", "it has no `NameSpaceType` or `account_type`"),
            ("7", "the answer: a number where an object has to be"),
            (
                r#"{"NameSpaceType":"Elsewhere"}"#,
                "`NameSpaceType` or `account_type`: \"Elsewhere\" is none of Federated, Managed, Unknown",
            ),
            (r#"{"NameSpaceType":3}"#, "`namespacetype`: a number where a text has to be"),
            (
                r#"{"NameSpaceType":"Federated","AuthURL":["https://a.example/"]}"#,
                "`authurl`: a list where a text has to be",
            ),
            (r#"{"NameSpaceType":"Fed"#, "it is not sound JSON: EOF while parsing a string at line 1 column 21"),
        ];
        for (text, expected) in table {
            assert_eq!(read(text.as_bytes()).unwrap_err().to_string(), expected, "{text}");
        }
        let deep = r#"{"a":"#.repeat(1_000);
        assert!(read(deep.as_bytes()).unwrap_err().to_string().contains("recursion limit exceeded"));
    }
}
