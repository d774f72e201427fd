//! The certificate stores through Schannel: public certificates alone. Whether there is a key with one is told by the
//! properties that Windows keeps beside it; the key itself is not touched.

use std::{collections::HashSet, env, fs, path::Path};

use pem_rfc7468::LineEnding;
use schannel::{
    cert_context::{CertContext, HashAlgorithm},
    cert_store::CertStore,
};

use super::super::container::Gathered;
use crate::{model::cert::hex, text};

/// Most certificates of a store. Windows knows some 500 roots.
const MOST: usize = 5000;

/// Most bytes of one certificate's properties.
const LONGEST: u64 = 1 << 20;

/// CERT_KEY_PROV_INFO_PROP_ID: where the key lies.
const KEY_PROVIDER: u32 = 2;

/// Every store, as the script for snapshots writes them. The user's show the machine's too, which are left out there.
pub fn gather() -> Vec<Gathered> {
    let mut gathered = vec![file("user", "My", &mut HashSet::new())];
    for store in ["Root", "CA", "Disallowed"] {
        let mut seen = HashSet::new();
        gathered.extend(["machine", "user"].map(|owner| file(owner, store, &mut seen)));
    }
    gathered
}

fn file(owner: &str, store: &str, seen: &mut HashSet<Vec<u8>>) -> Gathered {
    let (place, opened) = match owner {
        "user" => (format!(r"CurrentUser\{store}"), CertStore::open_current_user(store)),
        _ => (format!(r"LocalMachine\{store}"), CertStore::open_local_machine(store)),
    };
    let bytes = match opened {
        Ok(store) => Ok(pem(&place, &store, seen).into_bytes()),
        Err(error) => Err(text!("store-shut": "the store cannot be opened: {why}", why = error.to_string())),
    };
    Gathered { name: format!("certificates/{owner}-{}.pem", store.to_lowercase()), bytes, modified: None }
}

fn pem(name: &str, store: &CertStore, seen: &mut HashSet<Vec<u8>>) -> String {
    let own: Vec<CertContext> = store.certs().take(MOST).filter(|one| seen.insert(one.to_der().to_vec())).collect();
    let mut all = format!("store: {name}\ncertificates: {}\n", own.len());
    for certificate in own {
        let Ok(pem) = pem_rfc7468::encode_string("CERTIFICATE", LineEnding::LF, certificate.to_der()) else { continue };
        if let Some(has) = has_key(&certificate).filter(|_| name == r"CurrentUser\My") {
            all.push_str(if has { "has-key: yes\n" } else { "has-key: no\n" });
        }
        all.push_str(&pem);
    }
    all
}

/// Whether a certificate of the user's has a key: its properties lie in a file of their own by its thumbprint.
fn has_key(certificate: &CertContext) -> Option<bool> {
    let print = certificate.fingerprint(HashAlgorithm::sha1()).ok()?;
    let data = env::var_os("APPDATA")?;
    let folder = Path::new(&data).join(r"Microsoft\SystemCertificates\My\Certificates");
    let path = folder.join(hex(&print).to_uppercase());
    if fs::metadata(&path).ok()?.len() > LONGEST {
        return None;
    }
    let properties = fs::read(path).ok()?;
    let mut rest = properties.as_slice();
    // Number, 1, length, value; all little-endian.
    while let Some((header, after)) = rest.split_first_chunk::<12>() {
        let number = u32::from_le_bytes([header[0], header[1], header[2], header[3]]);
        if number == KEY_PROVIDER {
            return Some(true);
        }
        let length = u32::from_le_bytes([header[8], header[9], header[10], header[11]]);
        rest = after.get(usize::try_from(length).ok()?..)?;
    }
    Some(false)
}
