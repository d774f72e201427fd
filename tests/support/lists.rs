//! A small builder of revocation lists and OCSP responses, for what no library will write: lists without a number,
//! with odd scopes, or signed by somebody else.
#![allow(dead_code)]

use super::pki::Made;

/// A DER element of any length.
pub fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let bytes = content.len().to_be_bytes();
    let significant = &bytes[bytes.iter().take_while(|b| **b == 0).count()..];
    let mut out = vec![tag];
    match u8::try_from(content.len()) {
        Ok(short) if short < 0x80 => out.push(short),
        _ => {
            out.push(0x80 | u8::try_from(significant.len()).unwrap());
            out.extend(significant);
        }
    }
    out.extend(content);
    out
}

pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    der(0x30, parts)
}

/// The name of a certificate that the builder of chains made: one common name.
pub fn name(of: &Made) -> Vec<u8> {
    let cert = of.cert();
    let value = der(0x0c, &[cert.common_names[0].as_bytes()]);
    sequence(&[&der(0x31, &[&sequence(&[&der(6, &[&[0x55, 4, 3]]), &value])])])
}

/// An extension.
pub fn extension(oid: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let critical = if critical { vec![1, 1, 0xff] } else { Vec::new() };
    sequence(&[&der(6, &[oid]), &critical, &der(4, &[value])])
}

/// 1.3.6.1.4.1.99999.1, which nobody knows, critical.
pub fn unknown_critical() -> Vec<u8> {
    extension(&[0x2b, 6, 1, 4, 1, 0x86, 0x8d, 0x1f, 1], true, &[5, 0])
}

/// ecdsa-with-SHA256.
fn algorithm() -> Vec<u8> {
    sequence(&[&der(6, &[&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2]])])
}

fn time(tag: u8, text: &str) -> Vec<u8> {
    der(tag, &[text.as_bytes()])
}

/// A revocation list to be.
#[derive(Clone)]
pub struct List {
    issuer: Vec<u8>,
    issued: &'static str,
    next: Option<&'static str>,
    entries: Vec<Vec<u8>>,
    extensions: Vec<Vec<u8>>,
}

/// A list in force at 2026-07-01, with number 5.
pub fn list(issuer: &Made) -> List {
    let list = List {
        issuer: name(issuer),
        issued: "260601000000Z",
        next: Some("260801000000Z"),
        entries: Vec::new(),
        extensions: Vec::new(),
    };
    list.number(5)
}

impl List {
    pub fn issued(mut self, time: &'static str) -> Self {
        self.issued = time;
        self
    }

    pub fn next(mut self, time: Option<&'static str>) -> Self {
        self.next = time;
        self
    }

    pub fn number(mut self, number: u8) -> Self {
        self.extensions = vec![extension(&[0x55, 0x1d, 20], false, &[2, 1, number])];
        self
    }

    pub fn numberless(mut self) -> Self {
        self.extensions.clear();
        self
    }

    /// A delta to a list of that number or later.
    pub fn delta(self, base: u8) -> Self {
        self.extension(extension(&[0x55, 0x1d, 27], true, &[2, 1, base]))
    }

    /// With deltas to be had there.
    pub fn freshest(self, url: &str) -> Self {
        let name = der(0xa0, &[&der(0xa0, &[&der(0x86, &[url.as_bytes()])])]);
        self.extension(extension(&[0x55, 0x1d, 46], false, &sequence(&[&sequence(&[&name])])))
    }

    /// With an issuing distribution point of these fields.
    pub fn scope(self, fields: &[&[u8]]) -> Self {
        self.extension(extension(&[0x55, 0x1d, 28], true, &sequence(fields)))
    }

    pub fn extension(mut self, extension: Vec<u8>) -> Self {
        self.extensions.push(extension);
        self
    }

    /// Revokes a certificate for a reason.
    pub fn revokes(self, cert: &Made, reason: u8) -> Self {
        self.revokes_with(cert, &[extension(&[0x55, 0x1d, 21], false, &[0x0a, 1, reason])])
    }

    /// Revokes a certificate of another issuer, and from here on others of it (RFC 5280 5.3.3).
    pub fn revokes_of(self, issuer: &Made, cert: &Made) -> Self {
        let names = sequence(&[&der(0xa4, &[&name(issuer)])]);
        self.revokes_with(cert, &[extension(&[0x55, 0x1d, 29], true, &names)])
    }

    pub fn revokes_with(mut self, cert: &Made, extensions: &[Vec<u8>]) -> Self {
        let extensions = if extensions.is_empty() { Vec::new() } else { sequence(&[&extensions.concat()]) };
        let serial = der(2, &[&cert.cert().serial]);
        self.entries.push(sequence(&[&serial, &time(0x17, "260615000000Z"), &extensions]));
        self
    }

    /// With its entries so many times.
    pub fn times(mut self, times: usize) -> Self {
        self.entries = vec![self.entries.concat().repeat(times)];
        self
    }

    pub fn signed_by(&self, signer: &Made) -> Vec<u8> {
        let next = self.next.map(|next| time(0x17, next)).unwrap_or_default();
        let entries = if self.entries.is_empty() { Vec::new() } else { sequence(&[&self.entries.concat()]) };
        let extensions = match &self.extensions[..] {
            [] => Vec::new(),
            some => der(0xa0, &[&sequence(&[&some.concat()])]),
        };
        let issued = time(0x17, self.issued);
        let tbs = sequence(&[&[2, 1, 1], &algorithm(), &self.issuer, &issued, &next, &entries, &extensions]);
        signed(tbs, signer, &[])
    }
}

fn signed(tbs: Vec<u8>, signer: &Made, after: &[u8]) -> Vec<u8> {
    let signature = der(3, &[&[0], &signer.sign(&tbs)]);
    sequence(&[&tbs, &algorithm(), &signature, after])
}

/// What a response says.
pub const GOOD: &[u8] = &[0x80, 0];
pub const UNKNOWN: &[u8] = &[0x82, 0];

/// Revoked on 2026-06-15 for keyCompromise.
pub fn revoked() -> Vec<u8> {
    der(0xa1, &[&time(0x18, "20260615000000Z"), &[0xa0, 3, 0x0a, 1, 1]])
}

/// An OCSP response to be.
#[derive(Clone)]
pub struct Response {
    id: Vec<u8>,
    status: Vec<u8>,
    issued: &'static str,
    next: Option<&'static str>,
    by_key: bool,
    sent: Vec<Vec<u8>>,
    critical: bool,
    nonce: Option<Vec<u8>>,
}

/// A response in force at 2026-07-01.
pub fn response(cert: &Made, issuer: &Made, status: &[u8]) -> Response {
    Response {
        id: id(cert, issuer, &[0x2b, 0x0e, 3, 2, 0x1a], sha1),
        status: status.to_vec(),
        issued: "20260630000000Z",
        next: Some("20260707000000Z"),
        by_key: false,
        sent: Vec::new(),
        critical: false,
        nonce: None,
    }
}

fn sha1(bytes: &[u8]) -> Vec<u8> {
    use sha1::Digest;
    sha1::Sha1::digest(bytes).to_vec()
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).to_vec()
}

fn key(of: &Made) -> Vec<u8> {
    let cert = of.cert();
    cert.der[cert.key.value].to_vec()
}

fn id(cert: &Made, issuer: &Made, oid: &[u8], hash: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let algorithm = sequence(&[&der(6, &[oid]), &[5, 0]]);
    let (name, key) = (der(4, &[&hash(&name(issuer))]), der(4, &[&hash(&key(issuer))]));
    sequence(&[&algorithm, &name, &key, &der(2, &[&cert.cert().serial])])
}

impl Response {
    /// Names the certificate by SHA-256.
    pub fn by_sha256(mut self, cert: &Made, issuer: &Made) -> Self {
        self.id = id(cert, issuer, &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1], sha256);
        self
    }

    pub fn issued(mut self, time: &'static str) -> Self {
        self.issued = time;
        self
    }

    pub fn next(mut self, time: Option<&'static str>) -> Self {
        self.next = time;
        self
    }

    /// Names the responder by its key.
    pub fn by_key(mut self) -> Self {
        self.by_key = true;
        self
    }

    /// Sends a certificate along.
    pub fn sends(mut self, cert: &Made) -> Self {
        self.sent.push(cert.der.clone());
        self
    }

    /// Repeats a nonce (RFC 9654 2.1).
    pub fn nonce(mut self, nonce: &[u8]) -> Self {
        let value = der(4, &[nonce]);
        self.nonce = Some(extension(&[0x2b, 6, 1, 5, 5, 7, 0x30, 1, 2], false, &value));
        self
    }

    pub fn critical(mut self) -> Self {
        self.critical = true;
        self
    }

    pub fn signed_by(&self, signer: &Made) -> Vec<u8> {
        let responder = match self.by_key {
            true => der(0xa2, &[&der(4, &[&sha1(&key(signer))])]),
            false => der(0xa1, &[&name(signer)]),
        };
        let next = self.next.map(|next| der(0xa0, &[&time(0x18, next)])).unwrap_or_default();
        let extensions = if self.critical { der(0xa1, &[&sequence(&[&unknown_critical()])]) } else { Vec::new() };
        let single = sequence(&[&self.id, &self.status, &time(0x18, self.issued), &next, &extensions]);
        let nonce = self.nonce.iter().map(|nonce| der(0xa1, &[&sequence(&[nonce])])).next().unwrap_or_default();
        let tbs = sequence(&[&responder, &time(0x18, self.issued), &sequence(&[&single]), &nonce]);
        let sent = if self.sent.is_empty() { Vec::new() } else { der(0xa0, &[&sequence(&[&self.sent.concat()])]) };
        let basic = signed(tbs, signer, &sent);
        let kind = der(6, &[&[0x2b, 6, 1, 5, 5, 7, 0x30, 1, 1]]);
        sequence(&[&[0x0a, 1, 0], &der(0xa0, &[&sequence(&[&kind, &der(4, &[&basic])])])])
    }
}
