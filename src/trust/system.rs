//! What this machine trusts. `SSL_CERT_FILE` and `SSL_CERT_DIR` are honoured: if either is set, only they count.

use super::Loaded;

pub(super) fn load() -> Loaded {
    let result = rustls_native_certs::load_native_certs();
    let mut problems: Vec<String> = result.errors.iter().map(ToString::to_string).collect();
    if result.certs.is_empty() && problems.is_empty() {
        problems.push("the system's store is empty".to_owned());
    }
    Loaded { ders: result.certs.iter().map(|der| der.to_vec()).collect(), problems, ..Loaded::default() }
}
