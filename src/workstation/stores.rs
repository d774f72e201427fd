//! Which store of Windows a file is from: by the words of its path, as people and tools name their exports.
//!
//! A folder or a file counts only where all its words belong to the names of stores: `contoso-root-ca.cer` is somebody's
//! certificate and tells nothing of where it lay.

use std::{collections::BTreeSet, sync::Arc};

use crate::{
    model::{
        Cert, Text,
        workstation::{Held, Owner, StoreName, Told},
    },
    text,
};

/// Most certificates of one kind of store. A machine with every root of Microsoft's program has some 400, its list of
/// distrusted ones some hundred.
pub const MAX_CERTIFICATES: usize = 5_000;

/// The names of stores, of Windows and of its console in English, German and Japanese.
const STORES: &[(StoreName, &[&str])] = &[
    (StoreName::My, &["my", "personal", "eigene", "個人"]),
    (
        StoreName::Root,
        &["root", "roots", "authroot", "stammzertifizierungsstellen", "ルート証明機関", "信頼されたルート証明機関"],
    ),
    (
        StoreName::Ca,
        &["ca", "intermediate", "intermediates", "zwischenzertifizierungsstellen", "中間証明機関", "中間証明書"],
    ),
    (StoreName::Disallowed, &["disallowed", "untrusted", "distrusted", "nicht", "信頼されていない証明書"]),
];

const OWNERS: &[(Owner, &[&str])] = &[
    (Owner::User, &["user", "currentuser", "cu", "hkcu", "benutzer", "現在のユーザー", "ユーザー"]),
    (
        Owner::Machine,
        &["machine", "localmachine", "computer", "lm", "hklm", "lokaler", "ローカルコンピューター", "コンピューター"],
    ),
];

/// Words beside those.
const FILLERS: &[&str] = &[
    "current",
    "local",
    "store",
    "stores",
    "cert",
    "certs",
    "certificate",
    "certificates",
    "exported",
    "export",
    "trusted",
    "certification",
    "authorities",
    "third",
    "party",
    "aktueller",
    "zertifikate",
    "vertrauenswürdige",
    "証明書",
    "certutil",
    "v",
];

/// What a path tells.
pub fn of_path(path: &str) -> (Option<StoreName>, Option<Owner>) {
    let path = path.to_lowercase();
    let mut found = (None, None);
    // The innermost first.
    for (depth, part) in path.rsplit(['/', '\\']).enumerate() {
        let part = match part.rsplit_once('.') {
            Some((stem, _)) if depth == 0 => stem,
            _ => part,
        };
        let Some((store, owner)) = of_words(part) else { continue };
        if found.0.is_none() {
            found.0 = store;
        }
        if found.1.is_none() {
            found.1 = owner;
        }
    }
    found
}

/// What a name as `CurrentUser\My` tells.
pub fn of_name(name: &str) -> (Option<StoreName>, Option<Owner>) {
    let name = name.to_lowercase();
    let (owner, store) = name.rsplit_once('\\').unwrap_or(("", &name));
    (of_words(store).and_then(|(store, _)| store), of_words(owner).and_then(|(_, owner)| owner))
}

/// What a folder or a file tells by its words; `None` if one of them is no word for stores.
fn of_words(part: &str) -> Option<(Option<StoreName>, Option<Owner>)> {
    let mut stores = Vec::new();
    let mut owner = None;
    for word in part.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if let Some(store) = among(STORES, word) {
            stores.push(store);
        } else if let Some(found) = among(OWNERS, word) {
            owner = Some(found);
        } else if !FILLERS.contains(&word) && word.parse::<u8>().is_err() {
            return None;
        }
    }
    stores.dedup();
    // Two stores in one name are none.
    let store = if let [store] = stores[..] { Some(store) } else { None };
    Some((store, owner))
}

fn among<T: Copy>(table: &[(T, &[&str])], word: &str) -> Option<T> {
    table.iter().find(|(_, words)| words.contains(&word)).map(|(value, _)| *value)
}

/// Adds certificates to what is known of the stores of one name.
///
/// # Errors
///
/// What does not fit any more.
pub fn hold(told: &mut Told<Vec<Held>>, certs: Vec<Arc<Cert>>, owner: Option<Owner>) -> Result<(), Text> {
    let mut all = Ok(());
    told.add(|held| {
        let mut known: BTreeSet<[u8; 32]> =
            held.iter().filter(|held| held.owner == owner).map(|held| held.cert.sha256).collect();
        for cert in certs {
            if !known.insert(cert.sha256) {
                continue;
            }
            if held.len() >= MAX_CERTIFICATES {
                all = Err(too_many());
                break;
            }
            held.push(Held { cert, owner });
        }
    });
    all
}

/// That there are more certificates than are read.
pub fn too_many() -> Text {
    text!("store-too-many": "there are more than {most} certificates; the rest was not read", most = MAX_CERTIFICATES)
}

/// That nobody says which store a file is from.
pub fn unknown() -> Text {
    text!(
        "store-unknown": "it does not say which store it is from: name the file after it, as machine-root, user-ca, \
        user-my or machine-disallowed"
    )
}

/// That nobody says whether it is the user's store or the machine's.
pub fn unknown_owner(owner: Option<Owner>) -> Option<Text> {
    let why = || {
        text!(
            "store-whose": "it does not say whether it is from the store of the user or of the machine: name the file user-my"
        )
    };
    owner.is_none().then(why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_name_stores() {
        use Owner::{Machine, User};
        use StoreName::{Ca, Disallowed, My, Root};
        for (path, expected) in [
            ("certificates/user-my.pem", (Some(My), Some(User))),
            ("certificates/machine-root.pem", (Some(Root), Some(Machine))),
            ("LocalMachine/Root/contoso-ca.cer", (Some(Root), Some(Machine))),
            ("CurrentUser_My.sst", (Some(My), Some(User))),
            ("AuthRoot.sst", (Some(Root), None)),
            ("machine-disallowed.pem", (Some(Disallowed), Some(Machine))),
            ("user/CA/a.b.cer", (Some(Ca), Some(User))),
            ("Trusted Root Certification Authorities/1.cer", (Some(Root), None)),
            ("Nicht vertrauenswürdige Zertifikate.p7b", (Some(Disallowed), None)),
            ("Eigene Zertifikate.p7b", (Some(My), None)),
            ("信頼されたルート証明機関.p7b", (Some(Root), None)),
            ("contoso-root-ca.cer", (None, None)),
            ("root-ca.pem", (None, None)),
            ("anna/certs.pem", (None, None)),
            ("", (None, None)),
        ] {
            assert_eq!(of_path(path), expected, "{path}");
        }
        assert_eq!(of_name(r"CurrentUser\My"), (Some(My), Some(User)));
        assert_eq!(of_name("Disallowed"), (Some(Disallowed), None));
        assert_eq!(of_name(r"LocalMachine\TrustedPeople"), (None, Some(Machine)));
    }
}
