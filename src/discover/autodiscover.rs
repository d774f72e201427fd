//! The lyncdiscover documents, bytes to facts (MS-OCDISCWS 2.2.5, 3.1.5; UCWA root resource).
//!
//! Where a document leads is for others to follow: a link may name any address, and a redirect has to be checked before
//! it is followed (MS-OCDISCWS 3.1.5.2).

use roxmltree::Node;
use serde_json::Value;

use super::document::{self, DocumentError, children, instead, quoted};
use crate::{model::Text, text, words};

/// What clients accept, the default of servers first.
pub const ACCEPT: &str = "application/json, application/vnd.microsoft.rtc.autodiscover+xml;v=1;q=0.9";

/// The most links of a document; real ones have up to twelve.
const MAX_LINKS: usize = 256;

/// The most characters of an address in it: what browsers and servers agree on.
const MAX_HREF: usize = 2_048;

/// The most characters of a token or a host name (RFC 1035 2.3.4).
const MAX_NAME: usize = 255;

/// What an autodiscover document says. All text is the server's, unverified.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// Ask there instead: this server does not serve the user or domain, or not over this scheme.
    pub redirect: Option<String>,
    /// The other links.
    pub links: Vec<Link>,
    /// The SIP servers of a `User` or `Domain` answer.
    pub servers: Vec<Server>,
    /// Where the server thinks the client is: `Internal` or `External`.
    pub access_location: Option<String>,
}

/// A link of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What it is for: `user` in JSON, `User` or `External/Ucwa` in XML.
    pub token: String,
    /// The URL as written, without the space around it.
    pub href: String,
}

/// A SIP server of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// The element: `SipClientExternalAccess` and so on. Clients use only the `SipClient` ones.
    pub role: String,
    /// Host name.
    pub fqdn: String,
    /// TCP port.
    pub port: u16,
}

/// Reads a document, JSON or XML. What it is shows in its first character; `content_type` is only quoted when that is
/// neither.
///
/// # Errors
/// It is too long, no text, or not of the documented shape.
pub fn read(body: &[u8], content_type: Option<&str>) -> Result<Document, DocumentError> {
    let text = document::text(body)?;
    match text.trim_start().chars().next() {
        Some('{' | '[') => from_json(&document::json(&text)?),
        Some('<') => from_xml(&document::xml(&text)?),
        _ => Err(DocumentError::Neither {
            start: text.trim_start().chars().take(20).collect(),
            content_type: content_type.map(str::to_owned),
        }),
    }
}

fn from_json(value: &Value) -> Result<Document, DocumentError> {
    let wrong = |place: Text, value: &Value, wanted| DocumentError::Wrong { place, fault: instead(value, wanted) };
    let whole =
        value.as_object().ok_or_else(|| wrong(Text::words(words!("the document")), value, words!("an object")))?;
    let links = whole.get("_links").ok_or(DocumentError::Missing("`_links`"))?;
    let links = links.as_object().ok_or_else(|| wrong("`_links`".into(), links, words!("an object")))?;
    let mut document = Document::default();
    for (token, link) in links {
        let place = format!("`_links.{}`", quoted(token));
        // Several links of one kind stand in a list (Hypertext Application Language 4.1.1).
        let several = link.as_array().map_or(std::slice::from_ref(link), Vec::as_slice);
        for link in several {
            let href =
                link.get("href").ok_or_else(|| wrong(place.as_str().into(), link, words!("an object with `href`")))?;
            let href = href
                .as_str()
                .ok_or_else(|| wrong(text!("href-of": "`href` of {place}", place = &place), href, words!("a text")))?;
            document.link(token, href).map_err(|fault| DocumentError::Wrong { place: place.as_str().into(), fault })?;
            document.check_count()?;
        }
    }
    Ok(document)
}

fn from_xml(xml: &roxmltree::Document<'_>) -> Result<Document, DocumentError> {
    let root = document::root(xml, "AutodiscoverResponse")?;
    let location = root.attribute("AccessLocation").map(str::trim).filter(|location| !location.is_empty());
    let access_location = location.map(|l| bounded(l, MAX_NAME)).transpose().map_err(at(root))?;
    let mut document = Document { access_location, ..Document::default() };
    for part in ["Root", "User", "Domain"].into_iter().flat_map(|name| children(root, name)) {
        for element in part.children().filter(Node::is_element) {
            match element.tag_name().name() {
                "Link" => {
                    let (token, href) = (required(element, "token")?, required(element, "href")?);
                    document.link(token, href).map_err(at(element))?;
                }
                role if role.starts_with("SipServer") || role.starts_with("SipClient") => {
                    document.servers.extend(server(element, role)?);
                }
                // What later versions add is no fault.
                _ => {}
            }
            document.check_count()?;
        }
    }
    Ok(document)
}

/// A SIP server; `None` where the element names none.
fn server(element: Node<'_, '_>, role: &str) -> Result<Option<Server>, DocumentError> {
    let fqdn = required(element, "fqdn")?;
    if fqdn.is_empty() {
        return Ok(None);
    }
    let port = required(element, "port")?;
    let number = port.parse().ok().filter(|number| *number != 0);
    let port = number.ok_or_else(|| {
        DocumentError::at(element, text!("no-port": "{typed} is no port", typed = format!("{:?}", quoted(&port))))
    })?;
    let role = bounded(role, MAX_NAME).map_err(at(element))?;
    let fqdn = bounded(fqdn, MAX_NAME).map_err(at(element))?;
    Ok(Some(Server { role, fqdn, port }))
}

/// The value of an attribute, without the space around it that Microsoft's own samples have.
fn required<'a>(element: Node<'a, '_>, name: &str) -> Result<&'a str, DocumentError> {
    let value = element
        .attribute(name)
        .ok_or_else(|| DocumentError::at(element, text!("it-has-no": "it has no {what}", what = name)))?;
    Ok(value.trim())
}

fn bounded(value: &str, most: usize) -> Result<String, Text> {
    match value.chars().nth(most) {
        Some(_) => Err(text!("value-too-long": "a value of more than {most} characters", most)),
        None => Ok(value.to_owned()),
    }
}

/// Puts a fault at an element.
fn at<'a>(element: Node<'a, '_>) -> impl Fn(Text) -> DocumentError {
    move |fault| DocumentError::at(element, fault)
}

impl Document {
    /// Takes in a link, or says what is wrong with it.
    fn link(&mut self, token: &str, href: &str) -> Result<(), Text> {
        let token = bounded(token.trim(), MAX_NAME)?;
        let href = bounded(href.trim(), MAX_HREF)?;
        if token.eq_ignore_ascii_case("redirect") {
            self.redirect.get_or_insert(href);
        } else {
            self.links.push(Link { token, href });
        }
        Ok(())
    }

    fn check_count(&self) -> Result<(), DocumentError> {
        match self.links.len() > MAX_LINKS || self.servers.len() > MAX_LINKS {
            true => Err(DocumentError::TooMany { what: words!("links or servers"), limit: MAX_LINKS }),
            false => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = "https://webext.contoso.example/Autodiscover/AutodiscoverService.svc/root";

    fn document(text: &str) -> Document {
        read(text.as_bytes(), None).unwrap_or_else(|e| panic!("{e}: {text}"))
    }

    fn fault(text: &str) -> String {
        read(text.as_bytes(), Some("text/plain")).unwrap_err().to_string()
    }

    fn link(token: &str, href: &str) -> Link {
        Link { token: token.to_owned(), href: href.to_owned() }
    }

    #[test]
    fn json_names_its_links() {
        let text = format!(
            r#"{{"_links":{{"self":{{"href":"{ROOT}?originalDomain=contoso.example"}},
                "user":{{"href":" {ROOT}/oauth/user "}},
                "xframe":{{"href":"https://webext.contoso.example/Autodiscover/XFrame/XFrame.html"}}}}}}"#
        );
        let Document { redirect, mut links, servers, access_location } = document(&text);
        links.sort_by(|a, b| a.token.cmp(&b.token));
        assert_eq!((redirect, servers, access_location), (None, Vec::new(), None));
        let expected = [
            link("self", &format!("{ROOT}?originalDomain=contoso.example")),
            link("user", &format!("{ROOT}/oauth/user")),
            link("xframe", "https://webext.contoso.example/Autodiscover/XFrame/XFrame.html"),
        ];
        assert_eq!(links, expected);
    }

    #[test]
    fn a_redirect_may_have_company() {
        let json = document(
            r#"{"_links":{"self":{"href":"https://webdir0b.online.lync.com/root"},
                "xframe":{"href":"https://webdir1A.online.lync.com/root/xframe"},
                "redirect":{"href":"https://webdir1A.online.lync.com/root?originalDomain=fabrikam.example"}}}"#,
        );
        assert_eq!(json.redirect.unwrap(), "https://webdir1A.online.lync.com/root?originalDomain=fabrikam.example");
        assert_eq!(json.links.len(), 2);
        let xml = document(
            "<AutodiscoverResponse AccessLocation='External'><Root><Link token='Redirect' href='https://a.example/'/>\
             </Root></AutodiscoverResponse>",
        );
        assert_eq!(xml.redirect.unwrap(), "https://a.example/");
        assert_eq!((xml.links.len(), xml.access_location.unwrap()), (0, "External".to_owned()));
    }

    #[test]
    fn links_of_one_kind_may_stand_in_a_list() {
        let found = document(r#"{"_links":{"user":[{"href":"https://a.example/"},{"href":"https://b.example/"}]}}"#);
        assert_eq!(found.links, [link("user", "https://a.example/"), link("user", "https://b.example/")]);
    }

    #[test]
    fn xml_names_links_and_servers_despite_stray_spaces() {
        let text = "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<!-- made by hand -->
            <AutodiscoverResponse xmlns=\"urn:some\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"
              AccessLocation=\" External \"><User>
             <SipServerInternalAccess fqdn=\"pool01.contoso.example\" port=\"5061\"/>
             <SipClientInternalAccess fqdn=\" pool01.contoso.example\" port=\" 443\"/>
             <SipClientExternalAccess fqdn=\"sip.contoso.example \" port=\"443\"/>
             <SipServerExternalAccess fqdn=\"\" port=\"\"/>
             <Link token =\"External/Ucwa\" href=\"https://webext.contoso.example/ucwa/v1/applications\"/>
             <Later/>
            </User></AutodiscoverResponse>";
        let found = document(text);
        let server = |role: &str, fqdn: &str, port| Server { role: role.to_owned(), fqdn: fqdn.to_owned(), port };
        let servers = [
            server("SipServerInternalAccess", "pool01.contoso.example", 5061),
            server("SipClientInternalAccess", "pool01.contoso.example", 443),
            server("SipClientExternalAccess", "sip.contoso.example", 443),
        ];
        assert_eq!(found.servers, servers);
        assert_eq!(found.links, [link("External/Ucwa", "https://webext.contoso.example/ucwa/v1/applications")]);
        assert_eq!(found.access_location.as_deref(), Some("External"));
    }

    #[test]
    fn root_and_domain_answers_are_read_alike() {
        for part in ["Root", "Domain"] {
            let text = format!(
                "<AutodiscoverResponse><{part}><Link token='User' href='{ROOT}/user'/><Link token='OAuth' \
                 href='{ROOT}/oauth/user'/></{part}></AutodiscoverResponse>"
            );
            assert_eq!(document(&text).links.len(), 2, "{part}");
        }
    }

    #[test]
    fn links_are_kept_as_they_are() {
        // Whether one is followed is decided elsewhere.
        let found = document(r#"{"_links":{"redirect":{"href":"file:///etc/passwd"},"user":{"href":""}}}"#);
        assert_eq!(found.redirect.as_deref(), Some("file:///etc/passwd"));
        assert_eq!(found.links, [link("user", "")]);
    }

    #[test]
    fn wrong_documents_say_what_is_wrong_and_where() {
        let table = [
            ("", "it is empty"),
            ("404 not found", "it is neither JSON nor XML, but starts with \"404 not found\" (text/plain)"),
            ("<!DOCTYPE html><html><body>Sign in", "it is a web page"),
            ("{}", "it has no `_links`"),
            ("[]", "the document: a list where an object has to be"),
            (r#"{"_links": 7}"#, "`_links`: a number where an object has to be"),
            (r#"{"_links": {"user": "x"}}"#, "`_links.user`: a text where an object with `href` has to be"),
            (r#"{"_links": {"user": {"href": null}}}"#, "`href` of `_links.user`: null where a text has to be"),
            (
                r#"{"_links": {"user": {"href": 1e999}}}"#,
                "it is not sound JSON: number out of range at line 1 column 34",
            ),
            (r#"{"_links": {"user""#, "it is not sound JSON: EOF while parsing an object at line 1 column 18"),
            (r#"{"_links": {}} more"#, "it is not sound JSON: trailing characters at line 1 column 16"),
            ("<Autodiscover/>", "1:1, Autodiscover: the document has to start with AutodiscoverResponse"),
            ("<AutodiscoverResponse>", "it is not sound XML: the root node was opened but never closed"),
            (
                "<AutodiscoverResponse><Root>\n <Link href='x'/></Root></AutodiscoverResponse>",
                "2:2, Link: it has no token",
            ),
            (
                "<AutodiscoverResponse><User>\n<SipClientInternalAccess fqdn='a' port='70000'/></User></AutodiscoverResponse>",
                "2:1, SipClientInternalAccess: \"70000\" is no port",
            ),
            (
                "<AutodiscoverResponse><User><SipClientInternalAccess fqdn='a'/></User></AutodiscoverResponse>",
                "1:29, SipClientInternalAccess: it has no port",
            ),
        ];
        for (text, expected) in table {
            assert_eq!(fault(text), expected, "{text}");
        }
    }

    #[test]
    fn of_equal_keys_the_last_counts() {
        let found = document(
            r#"{"_links":{"user":{"href":"https://a.example/"}},"_links":{"user":{"href":"https://b.example/","href":"https://c.example/"}}}"#,
        );
        assert_eq!(found.links, [link("user", "https://c.example/")]);
    }

    #[test]
    fn number_and_length_are_bounded() {
        let json = |n: usize| {
            let links: Vec<_> = (0..n).map(|i| format!(r#""l{i}":{{"href":"https://a.example/"}}"#)).collect();
            format!(r#"{{"_links":{{{}}}}}"#, links.join(","))
        };
        assert_eq!(document(&json(256)).links.len(), 256);
        assert_eq!(fault(&json(257)), "it has more than 256 links or servers");
        let xml = format!(
            "<AutodiscoverResponse><Root>{}</Root></AutodiscoverResponse>",
            "<Link token='User' href='https://a.example/'/>".repeat(257)
        );
        assert_eq!(fault(&xml), "it has more than 256 links or servers");
        let long = format!(r#"{{"_links":{{"user":{{"href":"https://{}"}}}}}}"#, "a".repeat(3_000));
        assert_eq!(fault(&long), "`_links.user`: a value of more than 2048 characters");
        let list = format!(r#"{{"_links":{{"user":[{}]}}}}"#, vec![r#"{"href":"x"}"#; 257].join(","));
        assert_eq!(fault(&list), "it has more than 256 links or servers");
    }
}
