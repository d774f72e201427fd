//! What this machine trusts. `SSL_CERT_FILE` and `SSL_CERT_DIR` are honoured: if either is set, only they count.
//!
//! On Windows the stores of the current user and of the machine are read, both with what administrators and group
//! policy put there. Roots that have run out are kept: whether they matter is for the walk to say. Certificates in the
//! stores of untrusted ones are distrusted. Two things that Windows does are not done: it fetches roots of Microsoft's
//! programme when they are first needed (`--also microsoft=authroot.stl` judges by all of them), and it refuses what
//! its cached copy of `disallowedcert.stl` names (`--distrust`).

use super::Loaded;
use crate::text;

pub(super) fn load() -> Loaded {
    let mut loaded = read();
    if loaded.ders.is_empty() && loaded.problems.is_empty() {
        loaded.problems.push(text!("system-empty": "the system's store is empty"));
    }
    loaded
}

#[cfg(not(windows))]
fn read() -> Loaded {
    native()
}

#[cfg(windows)]
fn read() -> Loaded {
    let named = |variable| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    if named("SSL_CERT_FILE") || named("SSL_CERT_DIR") {
        return native();
    }
    windows::read()
}

/// The files that other systems keep their roots in.
fn native() -> Loaded {
    let result = rustls_native_certs::load_native_certs();
    Loaded {
        ders: result.certs.iter().map(|der| der.to_vec()).collect(),
        problems: result.errors.iter().map(|error| error.to_string().into()).collect(),
        ..Loaded::default()
    }
}

#[cfg(windows)]
mod windows {
    use std::{collections::HashSet, io};

    use schannel::cert_store::CertStore;

    use super::Loaded;
    use crate::{model::Text, text, words};

    /// A place where Windows keeps stores, and how one there is opened.
    type Place = (&'static str, fn(&str) -> io::Result<CertStore>);

    const PLACES: [Place; 2] = [
        (words!("the current user's"), |name| CertStore::open_current_user(name)),
        (words!("the machine's"), |name| CertStore::open_local_machine(name)),
    ];

    pub fn read() -> Loaded {
        let mut loaded = Loaded::default();
        loaded.ders = certificates("ROOT", &mut loaded.problems);
        loaded.distrusted = certificates("Disallowed", &mut loaded.problems);
        loaded
    }

    /// The certificates of a store in all places; each once, as the user's shows the machine's too.
    fn certificates(store: &str, problems: &mut Vec<Text>) -> Vec<Vec<u8>> {
        let mut seen = HashSet::new();
        let mut ders = Vec::new();
        for (whose, open) in PLACES {
            match open(store) {
                Ok(opened) => {
                    let found = opened.certs().map(|certificate| certificate.to_der().to_vec());
                    ders.extend(found.filter(|der| seen.insert(der.clone())));
                }
                Err(error) => problems.push(text!(
                    "store-closed": "{whose} store {store} cannot be opened: {why}",
                    whose = Text::words(whose),
                    store,
                    why = error.to_string(),
                )),
            }
        }
        ders
    }
}
