//! The demo's certification authorities: made anew for each run, valid for a day, one good for contoso.test only, one
//! for the hosts of the cloud.
//!
//! Keys never leave memory. The roots are name-constrained, so that a copy of one that somebody keeps and installs is
//! worth nothing for any other domain. The only file that names rcgen.

use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CrlDistributionPoint, CustomExtension,
    DistinguishedName, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer, KeyIdMethod, KeyPair,
    KeyUsagePurpose, NameConstraints, SerialNumber,
};

use super::{DOMAIN, DemoError, cloud::json, site::Page};

/// How long before now everything begins: clocks of the machines that look at it may be a little behind.
const BEFORE: Duration = Duration::from_secs(60 * 60);
/// How long everything is valid from now; with [`BEFORE`] one day. More than three quarters are left, so that nothing
/// "expires soon".
const AFTER: Duration = Duration::from_secs(23 * 60 * 60);
/// One day.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The host of the authority's own files.
pub(super) const HOST: &str = "pki.contoso.test";
/// Where the certificates say that their issuer can be downloaded.
const ISSUING_URL: &str = "http://pki.contoso.test/issuing.crt";
/// Where the certificates of servers say that their revocation list is.
const CRL_URL: &str = "http://pki.contoso.test/issuing.crl";
/// Where that of the issuing authority says it.
const ROOT_CRL_URL: &str = "http://pki.contoso.test/root.crl";

/// Whose certificates they are.
pub(super) struct Owner {
    name: &'static str,
    /// What its root may certify.
    domains: &'static [&'static str],
}

/// The enterprise.
pub(super) const CONTOSO: Owner = Owner { name: "Contoso Demo", domains: &[DOMAIN] };
/// The cloud.
pub(super) const CLOUD: Owner = Owner { name: "Cloud Demo", domains: &["online.lync.com", "microsoftonline.com"] };

/// What a server presents, and the key it signs with (PKCS#8).
#[derive(Clone)]
pub(super) struct Identity {
    pub sent: Vec<Vec<u8>>,
    pub key: Vec<u8>,
}

/// A root, and the authority below it that issues to servers.
pub(super) struct Pki {
    now: SystemTime,
    owner: &'static Owner,
    root: Authority,
    issuing: Authority,
}

struct Authority {
    der: Vec<u8>,
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Pki {
    /// Makes fresh keys and certificates.
    pub fn new(now: SystemTime, owner: &'static Owner) -> Result<Self, DemoError> {
        let key = KeyPair::generate()?;
        let params = root_params(now, owner);
        let certificate = params.self_signed(&key)?;
        let issuer = Issuer::new(params, key);
        let root = Authority { der: certificate.der().to_vec(), pem: certificate.pem(), issuer };
        let issuing = root.authorise(issuing_params(now, owner), KeyPair::generate()?)?;
        Ok(Self { now, owner, root, issuing })
    }

    /// The root, for the checker's anchors.
    pub fn root_pem(&self) -> String {
        self.root.pem.clone()
    }

    /// The root as DER, for the servers that ask for client certificates.
    pub fn root_der(&self) -> &[u8] {
        &self.root.der
    }

    /// What can be downloaded: the issuing authority's certificate, and the lists of both authorities, with nothing on
    /// them.
    pub fn pages(&self) -> Result<Vec<Page>, DemoError> {
        let page = |media, path, body| Page { media, body, ..json(HOST, path) };
        Ok(vec![
            page("application/pkix-cert", "/issuing.crt", self.issuing.pem.clone()),
            page("application/pkix-crl", "/issuing.crl", self.issuing.list(self.now)?),
            page("application/pkix-crl", "/root.crl", self.root.list(self.now)?),
        ])
    }

    /// An identity for `names`, the first of which is its subject. The issuing authority's certificate is sent along.
    pub fn identity(&self, names: &[&str]) -> Result<Identity, DemoError> {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        let mut params = CertificateParams::new(names.clone())?;
        frame(&mut params, self.now, names.first().map_or(DOMAIN, String::as_str));
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
        params.custom_extensions = vec![ca_issuers(ISSUING_URL)];
        let key = KeyPair::generate()?;
        let leaf = params.signed_by(&key, &self.issuing.issuer)?;
        Ok(Identity { sent: vec![leaf.der().to_vec(), self.issuing.der.clone()], key: key.serialize_der() })
    }

    /// A certificate for signing or decrypting tokens, as AD FS makes it: signed by itself, good for a year.
    pub fn token(&self, name: &str) -> Result<Vec<u8>, DemoError> {
        let mut params = CertificateParams::default();
        frame(&mut params, self.now, name);
        params.crl_distribution_points.clear();
        params.not_after = (self.now + 365 * DAY).into();
        Ok(params.self_signed(&KeyPair::generate()?)?.der().to_vec())
    }

    /// The issuing authority's previous certificate: the same name and key, run out a day ago.
    pub fn expired_issuing(&self) -> Result<Vec<u8>, DemoError> {
        let mut params = issuing_params(self.now, self.owner);
        params.not_before = (self.now - 365 * DAY).into();
        params.not_after = (self.now - DAY).into();
        // Otherwise the serial number would be derived from the key, and be that of the present certificate.
        params.serial_number = Some(SerialNumber::from_slice(b"previous-contoso"));
        let certificate = params.signed_by(self.issuing.issuer.key(), &self.root.issuer)?;
        Ok(certificate.der().to_vec())
    }

    /// The issuing authority's certificate from before it got its present key: the same name, another key.
    pub fn old_key_issuing(&self) -> Result<Vec<u8>, DemoError> {
        Ok(self.root.authorise(issuing_params(self.now, self.owner), KeyPair::generate()?)?.der)
    }
}

impl Authority {
    /// Makes another authority below this one.
    fn authorise(&self, params: CertificateParams, key: KeyPair) -> Result<Self, DemoError> {
        let certificate = params.signed_by(&key, &self.issuer)?;
        Ok(Self { der: certificate.der().to_vec(), pem: certificate.pem(), issuer: Issuer::new(params, key) })
    }
}

impl Authority {
    /// Its revocation list, as PEM.
    fn list(&self, now: SystemTime) -> Result<String, DemoError> {
        let list = CertificateRevocationListParams {
            this_update: (now - BEFORE).into(),
            next_update: (now + AFTER).into(),
            crl_number: SerialNumber::from(1),
            issuing_distribution_point: None,
            revoked_certs: Vec::new(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        Ok(list.signed_by(&self.issuer)?.pem()?)
    }
}

impl From<rcgen::Error> for DemoError {
    fn from(error: rcgen::Error) -> Self {
        Self::Certificates(Box::new(error))
    }
}

fn root_params(now: SystemTime, owner: &Owner) -> CertificateParams {
    let mut params = CertificateParams::default();
    frame(&mut params, now, &format!("{} Root CA", owner.name));
    params.crl_distribution_points.clear();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: owner.domains.iter().map(|name| GeneralSubtree::DnsName((*name).to_owned())).collect(),
        excluded_subtrees: Vec::new(),
    });
    params
}

fn issuing_params(now: SystemTime, owner: &Owner) -> CertificateParams {
    let mut params = CertificateParams::default();
    frame(&mut params, now, &format!("{} Issuing CA", owner.name));
    params.crl_distribution_points = vec![CrlDistributionPoint { uris: vec![ROOT_CRL_URL.to_owned()] }];
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

/// What all certificates have: a subject, a day, key identifiers, a revocation list.
fn frame(params: &mut CertificateParams, now: SystemTime, common_name: &str) {
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::OrganizationName, "Contoso (demo)");
    params.distinguished_name.push(DnType::CommonName, common_name);
    params.not_before = (now - BEFORE).into();
    params.not_after = (now + AFTER).into();
    params.use_authority_key_identifier_extension = true;
    params.crl_distribution_points = vec![CrlDistributionPoint { uris: vec![CRL_URL.to_owned()] }];
}

/// Authority information access with one caIssuers location (RFC 5280 4.2.2.1), which rcgen does not write.
fn ca_issuers(url: &str) -> CustomExtension {
    /// id-ad-caIssuers, 1.3.6.1.5.5.7.48.2.
    const CA_ISSUERS: [u8; 10] = [0x06, 8, 0x2b, 6, 1, 5, 5, 7, 48, 2];
    let location = element(0x86, url.as_bytes());
    let content = element(0x30, &element(0x30, &[&CA_ISSUERS[..], &location].concat()));
    CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 1], content)
}

/// One DER element with a short length, which the constant URL above keeps to.
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    debug_assert!(content.len() < 0x80);
    [&[tag, content.len() as u8], content].concat()
}
