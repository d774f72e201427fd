//! One DER certificate to a [`Cert`].
//!
//! The ASN.1 is x509-parser's; what the fields mean to us is decided here. A certificate whose outer structure cannot
//! be read is [`Malformed`] with the place; one whose parts cannot be read keeps a list of problems and goes on, so
//! that the rest of it can still be reported.

use std::sync::Arc;

use aws_lc_rs::digest;
use x509_parser::{
    certificate::{TbsCertificate, X509Certificate},
    der_parser::asn1_rs::{FromDer, Oid as DerOid},
    extensions::{GeneralName as DerName, ParsedExtension},
    public_key::RSAPublicKey,
    signature_algorithm::RsaSsaPssParams,
    x509::{AlgorithmIdentifier, SubjectPublicKeyInfo},
};

use super::{distinguished, locate, points, tlv::range};
use crate::{
    model::{
        Cert, GeneralName, Name, Sent, Text,
        cert::{
            AuthorityKeyId, BasicConstraints, Curve, Digest, Extensions, Key, KeyAlgorithm, KeyUsage, NameConstraints,
            PolicyConstraints, Signature, SignatureScheme,
        },
        chain::Malformed,
    },
    text, words,
};

/// Most bytes of one certificate. TLS allows 16 MB of them together; the largest honest leaf seen in the field
/// (10,000 names) has 200 kB.
pub const MAX_CERTIFICATE: usize = 1 << 20;

/// Reads one entry of a presented chain, whatever it is.
pub fn sent(der: &[u8]) -> Sent {
    match certificate(der) {
        Ok(cert) => Sent { sha256: cert.sha256, der: Arc::clone(&cert.der), cert: Ok(Arc::new(cert)) },
        Err(malformed) => Sent { sha256: sha256(der), der: der.into(), cert: Err(malformed) },
    }
}

/// Reads a certificate.
///
/// # Errors
///
/// [`Malformed`] where the bytes are not exactly one certificate.
pub fn certificate(der: &[u8]) -> Result<Cert, Malformed> {
    if der.len() > MAX_CERTIFICATE {
        return Err(Malformed {
            at: MAX_CERTIFICATE,
            what: text!("larger-than": "larger than {most} bytes", most = MAX_CERTIFICATE),
        });
    }
    let (rest, x509) = X509Certificate::from_der(der).map_err(|e| locate::malformed(der, &e))?;
    if !rest.is_empty() {
        let at = der.len() - rest.len();
        return Err(Malformed {
            at,
            what: text!("bytes-after": "{n} more bytes after the certificate", n = rest.len()),
        });
    }
    let mut problems = Vec::new();
    let tbs = &x509.tbs_certificate;
    let scheme = scheme(&x509.signature_algorithm);
    if tbs.signature != x509.signature_algorithm {
        problems.push(Text::words(words!("the two signature algorithm fields differ (RFC 5280 4.1.1.2)")));
    }
    let version = tbs.version.0.saturating_add(1);
    if !(1..=3).contains(&version) {
        problems.push(text!("no-such-version": "version {version} does not exist (RFC 5280 4.1.2.1)", version = version.to_string()));
    }
    if tbs.raw_serial().is_empty() {
        problems.push(Text::words(words!("the serial number has no bytes (X.690 8.3.1)")));
    }
    let issuer = distinguished::name(&tbs.issuer);
    let extensions = extensions(tbs, &issuer, &mut problems);
    if version < 3 && !extensions.list.is_empty() {
        problems.push(text!("extensions-in-version": "extensions in a version {version} certificate (RFC 5280 4.1.2.9)", version = version.to_string()));
    }
    let key = key(der, &tbs.subject_pki, &mut problems);
    Ok(Cert {
        sha256: sha256(der),
        version: u8::try_from(version).unwrap_or(0),
        serial: tbs.raw_serial().to_vec(),
        subject: distinguished::name(&tbs.subject),
        issuer,
        not_before: tbs.validity.not_before.timestamp(),
        not_after: tbs.validity.not_after.timestamp(),
        key,
        tbs: range(der, tbs.as_ref()),
        signature: Signature { scheme, value: range(der, &x509.signature_value.data) },
        common_names: distinguished::values(&tbs.subject, distinguished::COMMON_NAME),
        emails: distinguished::values(&tbs.subject, distinguished::EMAIL),
        extensions,
        problems,
        der: der.into(),
    })
}

/// Reads a distinguished name, as servers list acceptable issuers; `None` if the bytes are none.
pub fn distinguished_name(der: &[u8]) -> Option<Name> {
    let (rest, name) = x509_parser::x509::X509Name::from_der(der).ok()?;
    rest.is_empty().then(|| distinguished::name(&name))
}

/// SHA-256.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    out
}

fn key(der: &[u8], spki: &SubjectPublicKeyInfo<'_>, problems: &mut Vec<Text>) -> Key {
    let oid = spki.algorithm.algorithm.as_bytes();
    let value = spki.subject_public_key.data.as_ref();
    let (algorithm, bits) = match oid {
        RSA | RSA_PSS => {
            // The key itself looks the same under both names (RFC 4055 1.2); x509-parser's own choice knows one of them.
            let bits = match RSAPublicKey::from_der(value) {
                Ok((_, key)) => bit_length(key.modulus),
                Err(_) => {
                    problems.push(Text::words(words!("the RSA public key cannot be read")));
                    0
                }
            };
            (if oid == RSA { KeyAlgorithm::Rsa } else { KeyAlgorithm::RsaPss }, bits)
        }
        EC => {
            let curve = spki.algorithm.parameters.as_ref().and_then(|p| p.as_oid().ok());
            let (curve, bits) = match curve.as_ref().map(DerOid::as_bytes) {
                Some([0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7]) => (Curve::P256, 256),
                Some([0x2b, 0x81, 4, 0, 0x22]) => (Curve::P384, 384),
                Some([0x2b, 0x81, 4, 0, 0x23]) => (Curve::P521, 521),
                Some([0x2b, 0x81, 4, 0, 0x0a]) => (Curve::K256, 256),
                Some(_) => (Curve::Other(curve.map(|c| c.to_id_string()).unwrap_or_default()), 0),
                None => (Curve::Other("with explicit parameters".to_owned()), 0),
            };
            if value.is_empty() {
                problems.push(Text::words(words!("the public key is empty")));
            }
            (KeyAlgorithm::Ec(curve), bits)
        }
        [0x2b, 0x65, 0x70] => (KeyAlgorithm::Ed25519, 256),
        [0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1] => (KeyAlgorithm::Dsa, 0),
        _ => (KeyAlgorithm::Other(spki.algorithm.algorithm.to_id_string()), 0),
    };
    Key { algorithm, bits, spki: range(der, spki.raw), value: range(der, value), id: sha256(spki.raw) }
}

fn bit_length(modulus: &[u8]) -> u32 {
    let significant = modulus.iter().position(|b| *b != 0).map_or(&[][..], |start| &modulus[start..]);
    let Some(first) = significant.first() else { return 0 };
    u32::try_from(significant.len() * 8).unwrap_or(u32::MAX) - first.leading_zeros()
}

const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
const RSA_PSS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10];
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];

/// The signature algorithm behind an identifier (RFC 3279, 4055, 5758, 8410).
pub(super) fn scheme(algorithm: &AlgorithmIdentifier<'_>) -> SignatureScheme {
    let other = || SignatureScheme::Other(algorithm.algorithm.to_id_string());
    match algorithm.algorithm.as_bytes() {
        RSA_PSS => pss(algorithm).unwrap_or_else(other),
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, last] => SignatureScheme::RsaPkcs1(match last {
            2 => Digest::Md2,
            4 => Digest::Md5,
            5 => Digest::Sha1,
            11 => Digest::Sha256,
            12 => Digest::Sha384,
            13 => Digest::Sha512,
            14 => Digest::Sha224,
            _ => return other(),
        }),
        // The older identifier of sha1WithRSA.
        [0x2b, 0x0e, 3, 2, 0x1d] => SignatureScheme::RsaPkcs1(Digest::Sha1),
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1] => SignatureScheme::Ecdsa(Digest::Sha1),
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, last] => SignatureScheme::Ecdsa(match last {
            1 => Digest::Sha224,
            2 => Digest::Sha256,
            3 => Digest::Sha384,
            4 => Digest::Sha512,
            _ => return other(),
        }),
        [0x2b, 0x65, 0x70] => SignatureScheme::Ed25519,
        [0x2a, 0x86, 0x48, 0xce, 0x38, 4, 3] => SignatureScheme::Dsa(Digest::Sha1),
        [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 1] => SignatureScheme::Dsa(Digest::Sha224),
        [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 2] => SignatureScheme::Dsa(Digest::Sha256),
        _ => other(),
    }
}

fn pss(algorithm: &AlgorithmIdentifier<'_>) -> Option<SignatureScheme> {
    let parameters = RsaSsaPssParams::try_from(algorithm.parameters.as_ref()?).ok()?;
    let digest = digest_of(parameters.hash_algorithm_oid().as_bytes())?;
    let mask = parameters.mask_gen_algorithm().ok()?;
    if digest_of(mask.hash.as_bytes())? != digest || parameters.trailer_field() != 1 {
        return None;
    }
    Some(SignatureScheme::RsaPss { digest, salt: parameters.salt_length() })
}

fn digest_of(oid: &[u8]) -> Option<Digest> {
    Some(match oid {
        [0x2b, 0x0e, 3, 2, 0x1a] => Digest::Sha1,
        [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, last] => match last {
            1 => Digest::Sha256,
            2 => Digest::Sha384,
            3 => Digest::Sha512,
            4 => Digest::Sha224,
            _ => return None,
        },
        _ => return None,
    })
}

fn extensions(tbs: &TbsCertificate<'_>, issuer: &Name, problems: &mut Vec<Text>) -> Extensions {
    let mut out = Extensions { list: Vec::with_capacity(tbs.extensions().len()), ..Extensions::default() };
    for extension in tbs.extensions() {
        let oid = super::oid::of_extension(&extension.oid);
        if out.list.iter().any(|(o, _)| *o == oid) {
            problems.push(text!("extension-twice": "extension {oid} is there twice (RFC 5280 4.2)", oid = &*oid));
        }
        match extension.parsed_extension() {
            // x509-parser cannot read every one of these (`points` says why).
            _ if extension.oid.as_bytes() == CRL_POINTS => match points::distribution_points(extension.value, issuer) {
                Some(points) => {
                    let names = points.iter().flat_map(|p| p.names.iter().flatten());
                    out.crl_points.extend(names.filter_map(|n| match n {
                        GeneralName::Uri(uri) => Some(uri.clone()),
                        _ => None,
                    }));
                    out.distribution_points = points;
                }
                None => problems.push(text!("extension-unread": "extension {oid} cannot be read", oid = &*oid)),
            },
            ParsedExtension::BasicConstraints(b) => {
                out.basic_constraints = Some(BasicConstraints { ca: b.ca, path_length: b.path_len_constraint });
            }
            ParsedExtension::KeyUsage(usage) => out.key_usage = Some(KeyUsage(usage.flags)),
            ParsedExtension::ExtendedKeyUsage(usage) => out.extended_key_usage = Some(purposes(usage)),
            ParsedExtension::SubjectAlternativeName(names) => {
                let names: Vec<_> = names.general_names.iter().map(general_name).collect();
                if let Some(GeneralName::Invalid(kind)) = names.iter().find(|n| matches!(n, GeneralName::Invalid(_))) {
                    problems.push(
                        text!("name-unread": "a subject alternative name of kind {kind} cannot be read", kind = *kind),
                    );
                }
                out.subject_alt_names = Some(names);
            }
            ParsedExtension::NameConstraints(constraints) => {
                let subtrees = |trees: &Option<Vec<_>>| -> Vec<GeneralName> {
                    trees
                        .iter()
                        .flatten()
                        .map(|t: &x509_parser::extensions::GeneralSubtree<'_>| general_name(&t.base))
                        .collect()
                };
                out.name_constraints = Some(NameConstraints {
                    permitted: subtrees(&constraints.permitted_subtrees),
                    excluded: subtrees(&constraints.excluded_subtrees),
                });
            }
            ParsedExtension::SubjectKeyIdentifier(id) => out.subject_key_id = Some(id.0.to_vec()),
            ParsedExtension::AuthorityKeyIdentifier(id) => {
                out.authority_key_id = Some(AuthorityKeyId {
                    key_id: id.key_identifier.as_ref().map(|k| k.0.to_vec()),
                    has_issuer: id.authority_cert_issuer.is_some(),
                    serial: id.authority_cert_serial.map(<[u8]>::to_vec),
                });
            }
            ParsedExtension::CertificatePolicies(policies) => {
                out.policies = Some(policies.iter().map(|p| p.policy_id.to_id_string()).collect());
                // Who cannot interpret the qualifiers of critical policies must refuse (RFC 5280 4.2.1.4).
                let mut qualifiers = policies.iter().flat_map(|p| p.policy_qualifiers.iter().flatten());
                let known = |id: &[u8]| matches!(id, [0x2b, 6, 1, 5, 5, 7, 2, 1 | 2]);
                if extension.critical && qualifiers.any(|q| !known(q.policy_qualifier_id.as_bytes())) {
                    out.unknown_critical.push(oid.to_string());
                }
            }
            ParsedExtension::PolicyMappings(mappings) => {
                let pair = |m: &x509_parser::extensions::PolicyMapping<'_>| {
                    (m.issuer_domain_policy.to_id_string(), m.subject_domain_policy.to_id_string())
                };
                out.policy_mappings = Some(mappings.mappings.iter().map(pair).collect());
            }
            ParsedExtension::PolicyConstraints(constraints) => {
                out.policy_constraints = Some(PolicyConstraints {
                    require_explicit: constraints.require_explicit_policy,
                    inhibit_mapping: constraints.inhibit_policy_mapping,
                });
            }
            ParsedExtension::InhibitAnyPolicy(inhibit) => out.inhibit_any_policy = Some(inhibit.skip_certs),
            ParsedExtension::AuthorityInfoAccess(access) => {
                for description in access.iter() {
                    match description.access_method.as_bytes() {
                        [.., 0x30, 1] => out.ocsp.extend(uri(&description.access_location)),
                        [.., 0x30, 2] => out.ca_issuers.extend(uri(&description.access_location)),
                        _ => {}
                    }
                }
            }
            ParsedExtension::ParseError { .. } => {
                problems.push(text!("extension-unread": "extension {oid} cannot be read", oid = &*oid))
            }
            ParsedExtension::IssuerAlternativeName(_) | ParsedExtension::NSCertType(_) => {}
            _ if extension.critical => out.unknown_critical.push(oid.to_string()),
            _ => {}
        }
        out.list.push((oid, extension.critical));
    }
    out
}

/// 2.5.29.31
const CRL_POINTS: &[u8] = &[0x55, 0x1d, 31];

fn purposes(usage: &x509_parser::extensions::ExtendedKeyUsage<'_>) -> Vec<String> {
    let known = [
        (usage.any, super::oid::ANY_PURPOSE),
        (usage.server_auth, super::oid::SERVER_AUTH),
        (usage.client_auth, super::oid::CLIENT_AUTH),
        (usage.code_signing, "1.3.6.1.5.5.7.3.3"),
        (usage.email_protection, "1.3.6.1.5.5.7.3.4"),
        (usage.time_stamping, "1.3.6.1.5.5.7.3.8"),
        (usage.ocsp_signing, "1.3.6.1.5.5.7.3.9"),
    ];
    let named = known.into_iter().filter(|(there, _)| *there).map(|(_, oid)| oid.to_owned());
    named.chain(usage.other.iter().map(DerOid::to_id_string)).collect()
}

fn uri(name: &DerName<'_>) -> Option<String> {
    match name {
        DerName::URI(uri) => Some((*uri).to_owned()),
        _ => None,
    }
}

pub(super) fn general_name(name: &DerName<'_>) -> GeneralName {
    match name {
        DerName::DNSName(text) => GeneralName::Dns((*text).to_owned()),
        DerName::RFC822Name(text) => GeneralName::Email((*text).to_owned()),
        DerName::URI(text) => GeneralName::Uri((*text).to_owned()),
        DerName::IPAddress(bytes) => GeneralName::Ip(bytes.to_vec()),
        DerName::DirectoryName(name) => GeneralName::Directory(distinguished::name(name)),
        DerName::OtherName(..) => GeneralName::Other("other name"),
        DerName::X400Address(_) => GeneralName::Other("X.400 address"),
        DerName::EDIPartyName(_) => GeneralName::Other("EDI party name"),
        DerName::RegisteredID(_) => GeneralName::Other("registered identifier"),
        DerName::Invalid(tag, _) => GeneralName::Invalid(match tag.0 {
            1 => "e-mail",
            2 => "DNS",
            4 => "directory name",
            6 => "URI",
            7 => "IP",
            _ => "unknown",
        }),
    }
}
