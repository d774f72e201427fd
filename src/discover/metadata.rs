//! The federation metadata of AD FS, bytes to facts: the certificates that sign and decrypt tokens (SAML 2.0 Metadata
//! 2.4, WS-Federation 1.2 3.1).
//!
//! The signature of the document itself is not checked: nothing is trusted because it stands here.

use base64ct::{Base64, Encoding};
use roxmltree::Node;

use super::document::{self, DocumentError, children};
use crate::{model::Text, words};

/// The path at which AD FS publishes its metadata.
pub const PATH: &str = "/FederationMetadata/2007-06/FederationMetadata.xml";

/// The most certificates; AD FS names at most two of each use.
const MAX_CERTIFICATES: usize = 32;

/// The most bytes of one.
const MAX_CERTIFICATE: usize = 64 << 10;

/// <https://www.w3.org/TR/xmlschema-1/#no-xsi>
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Where the metadata of an AD FS host stands.
pub fn url(host: &str, port: u16) -> String {
    match port {
        443 => format!("https://{host}{PATH}"),
        port => format!("https://{host}:{port}{PATH}"),
    }
}

/// The certificates of the token service as DER, each once for each use: whether it signs, and its bytes, which nothing
/// has looked at yet. In the order of the document.
///
/// # Errors
/// It is too long, no XML, of another kind, or names no certificate.
pub fn read(body: &[u8]) -> Result<Vec<(bool, Vec<u8>)>, DocumentError> {
    let text = document::text(body)?;
    let xml = document::xml(&text)?;
    let root = document::root(&xml, "EntityDescriptor")?;
    let mut found = Vec::new();
    for key in root.children().filter(issues_tokens).flat_map(|role| children(role, "KeyDescriptor")) {
        let uses = uses(key)?;
        let data = children(key, "KeyInfo").flat_map(|info| children(info, "X509Data"));
        for certificate in data.flat_map(|data| children(data, "X509Certificate")) {
            let der = decode(certificate)?;
            for signs in uses {
                let entry = (*signs, der.clone());
                if !found.contains(&entry) {
                    found.push(entry);
                }
            }
            if found.len() > MAX_CERTIFICATES {
                return Err(DocumentError::TooMany { what: words!("certificates"), limit: MAX_CERTIFICATES });
            }
        }
    }
    if found.is_empty() { Err(DocumentError::Missing(words!("token service with a certificate"))) } else { Ok(found) }
}

/// Whether an element describes who issues tokens, by WS-Federation or by SAML; those who take them have keys too.
fn issues_tokens(role: &Node<'_, '_>) -> bool {
    match role.tag_name().name() {
        "IDPSSODescriptor" => true,
        "RoleDescriptor" => {
            let kind = role.attribute((XSI, "type")).unwrap_or_default().trim();
            kind.rsplit(':').next() == Some("SecurityTokenServiceType")
        }
        _ => false,
    }
}

/// Whether a key signs, encrypts, or, where that is not said, both.
fn uses(key: Node<'_, '_>) -> Result<&'static [bool], DocumentError> {
    match key.attribute("use").map(str::trim) {
        Some("signing") => Ok(&[true]),
        Some("encryption") => Ok(&[false]),
        None => Ok(&[true, false]),
        Some(_) => Err(DocumentError::at(key, Text::words(words!("its use is neither signing nor encryption")))),
    }
}

fn decode(certificate: Node<'_, '_>) -> Result<Vec<u8>, DocumentError> {
    let pieces = certificate.children().filter(Node::is_text).filter_map(|piece| piece.text());
    let base64: String = pieces.flat_map(|piece| piece.split_ascii_whitespace()).collect();
    if base64.len() / 4 * 3 > MAX_CERTIFICATE {
        return Err(DocumentError::at(certificate, document::too_long(MAX_CERTIFICATE)));
    }
    match Base64::decode_vec(&base64) {
        Ok(der) if der.is_empty() => Err(DocumentError::at(certificate, Text::words(words!("it is empty")))),
        Ok(der) => Ok(der),
        Err(_) => Err(DocumentError::at(certificate, Text::words(words!("it is not base64")))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate(text: &str) -> String {
        format!(
            "<KeyInfo xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><X509Data><X509Certificate>{text}</X509Certificate>\
             </X509Data></KeyInfo>"
        )
    }

    fn key(usage: &str, text: &str) -> String {
        format!("<KeyDescriptor {usage}>{}</KeyDescriptor>", certificate(text))
    }

    fn role(kind: &str, keys: &str) -> String {
        format!(
            "<RoleDescriptor xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
             xmlns:fed=\"http://docs.oasis-open.org/wsfed/federation/200706\" xsi:type=\"fed:{kind}\" \
             protocolSupportEnumeration=\"http://docs.oasis-open.org/wsfed/federation/200706\">{keys}</RoleDescriptor>"
        )
    }

    fn document(parts: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?>\n<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\" \
             entityID=\"http://sts.contoso.example/adfs/services/trust\">{parts}</EntityDescriptor>"
        )
    }

    fn service(keys: &str) -> String {
        document(&role("SecurityTokenServiceType", keys))
    }

    fn found(text: &str) -> Vec<(bool, String)> {
        let certificates = read(text.as_bytes()).unwrap_or_else(|e| panic!("{e}: {text}"));
        certificates.into_iter().map(|(signs, der)| (signs, String::from_utf8(der).unwrap())).collect()
    }

    fn fault(text: &str) -> String {
        read(text.as_bytes()).unwrap_err().to_string()
    }

    fn pairs(list: &[(bool, &str)]) -> Vec<(bool, String)> {
        list.iter().map(|(signs, text)| (*signs, (*text).to_owned())).collect()
    }

    #[test]
    fn the_address_names_the_port_where_it_is_another() {
        let path = "/FederationMetadata/2007-06/FederationMetadata.xml";
        assert_eq!(url("sts.contoso.example", 443), format!("https://sts.contoso.example{path}"));
        assert_eq!(url("sts.contoso.example", 8443), format!("https://sts.contoso.example:8443{path}"));
    }

    #[test]
    fn both_sections_carry_the_same_keys_once() {
        // The signature of the document, the service that takes tokens and the one asked to sign in have keys too.
        let keys = key("use=\"encryption\"", "ZW5j") + &key("use='signing'", "b25l") + &key("use=' signing '", "dHdv");
        let signature = format!(
            "<ds:Signature xmlns:ds='http://www.w3.org/2000/09/xmldsig#'>{}</ds:Signature>",
            certificate("c2ln")
        );
        let text = document(&format!(
            "{signature}{}{}<IDPSSODescriptor>{keys}{}</IDPSSODescriptor><SPSSODescriptor>{}</SPSSODescriptor>",
            role("ApplicationServiceType", &key("use='signing'", "YXBw")),
            role("SecurityTokenServiceType", &keys),
            key("use='signing'", "c2FtbA=="),
            key("use='signing'", "c3A="),
        ));
        let expected = [(false, "enc"), (true, "one"), (true, "two"), (true, "saml")];
        assert_eq!(found(&text), pairs(&expected));
    }

    #[test]
    fn a_key_without_use_does_both() {
        assert_eq!(found(&service(&key("", "b25l"))), pairs(&[(true, "one"), (false, "one")]));
    }

    #[test]
    fn base64_may_be_broken_into_lines() {
        let text = service(&key("use='signing'", "\r\n\tb2\n<!-- -->5\r\nl <![CDATA[dHdv]]>"));
        assert_eq!(found(&text), pairs(&[(true, "onetwo")]));
    }

    #[test]
    fn several_certificates_of_one_key_all_count() {
        let data = "<X509Certificate>b25l</X509Certificate><X509Certificate>dHdv</X509Certificate>";
        let keys = format!(
            "<KeyDescriptor use='signing'><KeyInfo><KeyName>a</KeyName><X509Data>{data}</X509Data></KeyInfo></KeyDescriptor>"
        );
        assert_eq!(found(&service(&keys)), pairs(&[(true, "one"), (true, "two")]));
    }

    #[test]
    fn other_encodings_and_prefixes_are_read() {
        let text = service(&key("use='signing'", "b25l")).replace("<Role", "<md:Role").replace("</Role", "</md:Role");
        let text = text.replace("entityID", "xmlns:md='urn:oasis:names:tc:SAML:2.0:metadata' entityID");
        let utf16 = text.replace("?>", " encoding=\"utf-16\"?>").encode_utf16().flat_map(u16::to_le_bytes).collect();
        let bodies: [Vec<u8>; 3] = [text.clone().into_bytes(), [&b"\xef\xbb\xbf"[..], text.as_bytes()].concat(), utf16];
        for body in bodies {
            assert_eq!(read(&body).unwrap(), [(true, b"one".to_vec())]);
        }
    }

    #[test]
    fn wrong_documents_say_what_is_wrong_and_where() {
        let table = [
            (String::new(), "it is empty"),
            ("<!DOCTYPE html><html></html>".to_owned(), "it is a web page"),
            (
                "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><EntityDescriptor/>".to_owned(),
                "its XML has a document type definition (DTD), which is not read",
            ),
            ("{}".to_owned(), "it is not sound XML: unknown token at 1:1"),
            ("<feed/>".to_owned(), "1:1, feed: the document has to start with EntityDescriptor"),
            (document(""), "it has no token service with a certificate"),
            (document("<SPSSODescriptor/>"), "it has no token service with a certificate"),
            (service(&key("use='both'", "b25l")), "2:375, KeyDescriptor: its use is neither signing nor encryption"),
            (service(&key("use='signing'", "b25")), "2:466, X509Certificate: it is not base64"),
            (service(&key("use='signing'", "&#1234;")), "2:466, X509Certificate: it is not base64"),
            (service(&key("use='signing'", " \n ")), "2:466, X509Certificate: it is empty"),
            (
                service(&key("use='signing'", &"AAAA".repeat(22_000))),
                "2:466, X509Certificate: it is longer than 65536 bytes",
            ),
            (
                service(&(0..33).map(|i| key("use='signing'", &format!("AA{i:02}"))).collect::<String>()),
                "it has more than 32 certificates",
            ),
        ];
        for (text, expected) in table {
            assert_eq!(fault(&text), expected, "{}", &text[..text.len().min(2_000)]);
        }
        let whole = service(&key("use='signing'", "b25l"));
        for end in 0..whole.len() {
            assert!(read(&whole.as_bytes()[..end]).is_err(), "cut after {end} bytes");
        }
    }
}
