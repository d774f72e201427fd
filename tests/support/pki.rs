//! A small builder of chains with fixed dates over rcgen, for chains in code and for the makers of fixtures.
//!
//! Keys live as long as the test that makes them. RSA keys of other lengths and SHA-1 signatures, which rcgen does not
//! offer, come from the `rsa` crate.
#![allow(dead_code)]

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use chaincheck::{model::Cert, x509::parse};
use rcgen::{
    BasicConstraints, CertificateParams, CrlDistributionPoint, CustomExtension, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose, NameConstraints,
    PKCS_RSA_SHA256, PublicKeyData, SanType, SerialNumber, SignatureAlgorithm, SigningKey, date_time_ymd,
};
use rsa::{Pkcs1v15Sign, Pss, RsaPrivateKey, pkcs1::EncodeRsaPublicKey};
use sha2::Digest;

/// Year, month, day.
pub type Day = (i32, u8, u8);

/// Dates of leaves: judged at 2026-07-01, half of their life is over.
pub const LEAF_DATES: (Day, Day) = ((2026, 1, 1), (2027, 1, 1));
/// Dates of intermediates.
pub const ISSUER_DATES: (Day, Day) = ((2024, 1, 1), (2030, 1, 1));
/// Dates of roots.
pub const ROOT_DATES: (Day, Day) = ((2020, 1, 1), (2040, 1, 1));

/// A certificate to be: what it will say, and the key it is for.
#[derive(Clone)]
pub struct Draft {
    params: CertificateParams,
    key: Option<Arc<Key>>,
    /// The key identifier of the issuer that is written, if not the issuer's own.
    issuer_key_id: Option<Vec<u8>>,
}

/// A certificate and its key.
#[derive(Clone)]
pub struct Made {
    pub der: Vec<u8>,
    params: CertificateParams,
    key: Arc<Key>,
}

/// A root of that name.
pub fn root(name: &str) -> Made {
    authority(name).pointless().dates(ROOT_DATES.0, ROOT_DATES.1).self_signed()
}

/// An intermediate of that name.
pub fn authority(name: &str) -> Draft {
    let mut draft = Draft::new(name, ISSUER_DATES);
    draft.params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    draft.params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    draft.points_to("http://pki.contoso.com/root.crl")
}

/// A server's certificate for some names, the first of which is its subject.
pub fn server(names: &[&str]) -> Draft {
    let mut draft = Draft::new(names[0], LEAF_DATES);
    draft.params.subject_alt_names = names.iter().map(|n| SanType::DnsName((*n).try_into().unwrap())).collect();
    draft.params.is_ca = IsCa::ExplicitNoCa;
    draft.params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    draft.params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    draft.points_to("http://pki.contoso.com/issuing.crl")
}

impl Draft {
    fn new(name: &str, dates: (Day, Day)) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, name);
        params.use_authority_key_identifier_extension = true;
        let draft = Self { params, key: None, issuer_key_id: None };
        draft.dates(dates.0, dates.1)
    }

    fn with(mut self, change: impl FnOnce(&mut CertificateParams)) -> Self {
        change(&mut self.params);
        self
    }

    pub fn dates(self, from: Day, until: Day) -> Self {
        self.with(|p| {
            p.not_before = date_time_ymd(from.0, from.1, from.2);
            p.not_after = date_time_ymd(until.0, until.1, until.2);
        })
    }

    pub fn organization(self, name: &str) -> Self {
        self.with(|p| {
            let common_name = p.distinguished_name.get(&DnType::CommonName).cloned().unwrap();
            p.distinguished_name = DistinguishedName::new();
            p.distinguished_name.push(DnType::OrganizationName, name);
            p.distinguished_name.push(DnType::CommonName, common_name);
        })
    }

    /// The intermediates that may follow.
    pub fn path_length(self, most: u8) -> Self {
        self.with(|p| p.is_ca = IsCa::Ca(BasicConstraints::Constrained(most)))
    }

    /// A certification authority, whatever else it is.
    pub fn issuing(self) -> Self {
        self.with(|p| p.is_ca = IsCa::Ca(BasicConstraints::Unconstrained))
    }

    pub fn key_usages(self, usages: &[KeyUsagePurpose]) -> Self {
        self.with(|p| p.key_usages = usages.to_vec())
    }

    pub fn purposes(self, purposes: &[ExtendedKeyUsagePurpose]) -> Self {
        self.with(|p| p.extended_key_usages = purposes.to_vec())
    }

    /// Without subject alternative names.
    pub fn nameless(self) -> Self {
        self.with(|p| p.subject_alt_names.clear())
    }

    /// One more subject alternative name.
    pub fn also(self, name: SanType) -> Self {
        self.with(|p| p.subject_alt_names.push(name))
    }

    pub fn permits(self, subtree: GeneralSubtree) -> Self {
        self.with(|p| {
            p.name_constraints =
                Some(NameConstraints { permitted_subtrees: vec![subtree], excluded_subtrees: Vec::new() });
        })
    }

    pub fn excludes(self, subtree: GeneralSubtree) -> Self {
        self.with(|p| {
            p.name_constraints =
                Some(NameConstraints { permitted_subtrees: Vec::new(), excluded_subtrees: vec![subtree] });
        })
    }

    pub fn constrains(self, permitted_subtrees: Vec<GeneralSubtree>, excluded_subtrees: Vec<GeneralSubtree>) -> Self {
        self.with(|p| p.name_constraints = Some(NameConstraints { permitted_subtrees, excluded_subtrees }))
    }

    /// Name constraints that permit the URIs of one host alone.
    pub fn permits_uri(self, host: &str) -> Self {
        let subtree = element(0x30, &element(0x86, host.as_bytes()));
        let mut extension = CustomExtension::from_oid_content(&[2, 5, 29, 30], element(0x30, &element(0xa0, &subtree)));
        extension.set_criticality(true);
        self.extension(extension)
    }

    /// With one place for revocation lists.
    pub fn points_to(self, url: &str) -> Self {
        self.with(|p| p.crl_distribution_points = vec![CrlDistributionPoint { uris: vec![url.to_owned()] }])
    }

    /// Without a place for revocation lists.
    pub fn pointless(self) -> Self {
        self.with(|p| p.crl_distribution_points.clear())
    }

    /// Where the issuer's certificate can be had (RFC 5280 4.2.2.1).
    pub fn issuer_url(self, url: &str) -> Self {
        /// id-ad-caIssuers, 1.3.6.1.5.5.7.48.2.
        const CA_ISSUERS: [u8; 10] = [0x06, 8, 0x2b, 6, 1, 5, 5, 7, 48, 2];
        let location = [&CA_ISSUERS[..], &element(0x86, url.as_bytes())].concat();
        let content = element(0x30, &element(0x30, &location));
        self.extension(CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 1], content))
    }

    /// Where an OCSP responder can be asked (RFC 5280 4.2.2.1).
    pub fn responder_url(self, url: &str) -> Self {
        /// id-ad-ocsp, 1.3.6.1.5.5.7.48.1.
        const OCSP: [u8; 10] = [0x06, 8, 0x2b, 6, 1, 5, 5, 7, 48, 1];
        let location = [&OCSP[..], &element(0x86, url.as_bytes())].concat();
        let content = element(0x30, &element(0x30, &location));
        self.extension(CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 1], content))
    }

    /// A critical extension that nobody knows.
    pub fn unknown_critical(self) -> Self {
        let mut extension = CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 99_999, 1], element(0x05, &[]));
        extension.set_criticality(true);
        self.extension(extension)
    }

    pub fn extension(self, extension: CustomExtension) -> Self {
        self.with(|p| p.custom_extensions.push(extension))
    }

    /// For the key of another certificate.
    pub fn key_of(mut self, other: &Made) -> Self {
        self.key = Some(Arc::clone(&other.key));
        self
    }

    /// For an RSA key of that many bits.
    pub fn rsa(mut self, bits: usize) -> Self {
        self.key = Some(Arc::new(Key::rsa(bits)));
        self
    }

    /// With the subject key identifier given.
    pub fn key_id(self, id: &[u8]) -> Self {
        self.with(|p| p.key_identifier_method = KeyIdMethod::PreSpecified(id.to_vec()))
    }

    /// Does not say by which key it was signed.
    pub fn without_issuer_key_id(self) -> Self {
        self.with(|p| p.use_authority_key_identifier_extension = false)
    }

    /// Names its issuer's key by the identifier given.
    pub fn issuer_key_id(mut self, id: &[u8]) -> Self {
        self.issuer_key_id = Some(id.to_vec());
        self
    }

    pub fn self_signed(self) -> Made {
        let (mut params, key) = self.ready();
        params.use_authority_key_identifier_extension = false;
        let der = params.self_signed(&*key).unwrap().der().to_vec();
        Made { der, params, key }
    }

    pub fn signed_by(self, issuer: &Made) -> Made {
        let mut above = issuer.params.clone();
        if let Some(id) = &self.issuer_key_id {
            above.key_identifier_method = KeyIdMethod::PreSpecified(id.clone());
        }
        let (params, key) = self.ready();
        let der = params.signed_by(&*key, &Issuer::new(above, &*issuer.key)).unwrap().der().to_vec();
        Made { der, params, key }
    }

    /// The parameters with a serial number of their own, and the key.
    fn ready(self) -> (CertificateParams, Arc<Key>) {
        static SERIAL: AtomicU64 = AtomicU64::new(0x1000);
        let mut params = self.params;
        let serial = SERIAL.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        params.serial_number = Some(SerialNumber::from_slice(&serial));
        (params, self.key.unwrap_or_else(|| Arc::new(Key::Pair(KeyPair::generate().unwrap()))))
    }
}

impl Made {
    /// Another certificate that says the same, for a key of its own unless told otherwise.
    pub fn again(&self) -> Draft {
        Draft { params: self.params.clone(), key: None, issuer_key_id: None }
    }

    /// What the program reads in it.
    pub fn cert(&self) -> Cert {
        parse::certificate(&self.der).unwrap()
    }

    /// Its key, for a server to use.
    ///
    /// # Panics
    ///
    /// If that is RSA.
    pub fn pair(&self) -> KeyPair {
        let Key::Pair(pair) = &*self.key else { panic!("a server with an RSA key") };
        KeyPair::try_from(pair.serialize_der()).unwrap()
    }

    /// A signature by its key.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.key.sign(message).unwrap()
    }

    /// A certificate of the signed part given, whatever is in it, over ECDSA with SHA-256.
    pub fn certify(&self, tbs: &[u8]) -> Vec<u8> {
        /// ecdsa-with-SHA256 (RFC 5758 3.2).
        const ALGORITHM: [u8; 12] = [0x30, 10, 0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
        let signature = [&[0][..], &self.key.sign(tbs).unwrap()].concat();
        long_element(0x30, &[tbs, &ALGORITHM, &long_element(0x03, &signature)].concat())
    }

    /// Signed once more over SHA-1 by its issuer, whose key is RSA and was not made by rcgen.
    pub fn over_sha1(mut self, issuer: &Made) -> Self {
        let Key::Rsa { private, .. } = &*issuer.key else { panic!("only RSA keys of our own sign over SHA-1") };
        self.replace(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11], 5);
        let cert = self.cert();
        let digest = sha1::Sha1::digest(&self.der[cert.tbs.clone()]);
        let signature = private.sign(Pkcs1v15Sign::new::<sha1::Sha1>(), &digest).unwrap();
        self.der[cert.signature.value].copy_from_slice(&signature);
        self
    }

    /// Signed once more with RSASSA-PSS over SHA-256 by its issuer, whose key is RSA and was not made by rcgen.
    pub fn over_pss(mut self, issuer: &Made) -> Self {
        let Key::Rsa { private, .. } = &*issuer.key else { panic!("only RSA keys of our own sign with PSS") };
        let sha256 = element(0x30, &[0x06, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0]);
        let mask = [&[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 8][..], &sha256].concat();
        let salt = element(0xa2, &[0x02, 1, 32]);
        let parameters = [element(0xa0, &sha256), element(0xa1, &element(0x30, &mask)), salt].concat();
        let oid = [0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10];
        let algorithm = element(0x30, &[&oid[..], &element(0x30, &parameters)].concat());
        // In the signed part sha256WithRSAEncryption stands first of all such identifiers.
        let former = [0x30, 13, 0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11, 5, 0];
        let signed = &self.der[self.cert().tbs];
        let place = signed.windows(former.len()).position(|bytes| *bytes == former).unwrap();
        // Both elements are longer than 255 bytes: a tag and three bytes of length.
        let tbs = long_element(0x30, &[&signed[4..place], &algorithm, &signed[place + former.len()..]].concat());
        let padding = Pss::new_with_salt::<sha2::Sha256>(32);
        let digest = sha2::Sha256::digest(&tbs);
        let signature = private.sign_with_rng(&mut rsa::rand_core::OsRng, padding, &digest).unwrap();
        let bits = long_element(0x03, &[&[0][..], &signature].concat());
        self.der = long_element(0x30, &[tbs, algorithm, bits].concat());
        self
    }

    /// Claims to be signed by an algorithm that nobody has assigned, a neighbour of ECDSA with SHA-256.
    pub fn over_unknown(mut self) -> Self {
        self.replace(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2], 9);
        self
    }

    /// Changes the last arc of every occurrence of an object identifier.
    fn replace(&mut self, oid: &[u8], last: u8) {
        let places: Vec<usize> = (0..self.der.len() - oid.len()).filter(|i| self.der[*i..].starts_with(oid)).collect();
        assert_eq!(places.len(), 2, "the signature algorithm stands in two places");
        for place in places {
            self.der[place + oid.len() - 1] = last;
        }
    }
}

/// A private key.
enum Key {
    Pair(KeyPair),
    Rsa { private: Box<RsaPrivateKey>, public: Vec<u8> },
}

impl Key {
    fn rsa(bits: usize) -> Self {
        let private = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, bits).unwrap();
        let public = private.to_public_key().to_pkcs1_der().unwrap().as_bytes().to_vec();
        Self::Rsa { private: Box::new(private), public }
    }
}

impl PublicKeyData for Key {
    fn der_bytes(&self) -> &[u8] {
        match self {
            Self::Pair(pair) => pair.der_bytes(),
            Self::Rsa { public, .. } => public,
        }
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        match self {
            Self::Pair(pair) => pair.algorithm(),
            Self::Rsa { .. } => &PKCS_RSA_SHA256,
        }
    }
}

impl SigningKey for Key {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        match self {
            Self::Pair(pair) => pair.sign(message),
            Self::Rsa { private, .. } => {
                let digest = sha2::Sha256::digest(message);
                private.sign(Pkcs1v15Sign::new::<sha2::Sha256>(), &digest).map_err(|_| rcgen::Error::RemoteKeyError)
            }
        }
    }
}

/// One DER element.
pub fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u8::try_from(content.len()).ok().filter(|l| *l < 0x80).expect("short content");
    [&[tag, length], content].concat()
}

/// One DER element of any length.
pub fn long_element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let significant = &length[length.iter().position(|b| *b != 0).unwrap_or(length.len() - 1)..];
    match content.len() {
        0..0x80 => element(tag, content),
        _ => [&[tag, 0x80 | significant.len() as u8], significant, content].concat(),
    }
}
