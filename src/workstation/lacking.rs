//! What a snapshot tells of in part: one of two stores, one of several clients. What is there may be judged; that nothing was
//! found does not say that there is nothing.

use std::collections::BTreeSet;

use crate::{
    model::{
        Text, Workstation,
        workstation::{EndpointCache, Owner, Product, StoreName, Told},
    },
    text, words,
};

/// Notes it, once every file was read.
pub fn note(to: &mut Workstation) {
    for store in [StoreName::Root, StoreName::Ca, StoreName::Disallowed] {
        let told = match store {
            StoreName::Root => &to.roots,
            StoreName::Ca => &to.intermediates,
            StoreName::Disallowed | StoreName::My => &to.disallowed,
        };
        if told.known().is_some()
            && let Some(why) = store_lacks(to, store)
        {
            to.partial.entry(store.item()).or_insert(why);
        }
    }
    if to.endpoint_caches.known().is_some()
        && let Some(why) = caches_lack(to)
    {
        to.partial.entry(EndpointCache::ITEM).or_insert(why);
    }
}

/// Windows trusts and distrusts what lies in the machine's store and in the user's.
fn store_lacks(of: &Workstation, store: StoreName) -> Option<Text> {
    let read = |owner| of.stores_read.contains(&(store, owner));
    let why = match (read(Some(Owner::Machine)), read(Some(Owner::User))) {
        (true, true) => return None,
        (true, false) => words!("the user's store is not there, only the machine's"),
        (false, true) => words!("the machine's store is not there, only the user's"),
        (false, false) => words!("it is not said whether it is the machine's store or the user's"),
    };
    Some(Text::words(why))
}

/// A client that is installed may remember servers in a folder that nobody listed.
fn caches_lack(of: &Workstation) -> Option<Text> {
    let wanted = match &of.clients {
        Told::Told(clients) => clients.iter().filter_map(folder).collect(),
        _ => BTreeSet::new(),
    };
    let all = || EndpointCache::VERSIONS.into();
    let wanted: BTreeSet<&str> = if wanted.is_empty() { all() } else { wanted };
    let missing: Vec<Text> =
        wanted.into_iter().filter(|version| !of.caches_read.contains(*version)).map(Text::from).collect();
    (!missing.is_empty())
        .then(|| text!("caches-lack": "the folder of these clients is not listed: {versions}", versions = Text::joined(", ", missing)))
}

/// The version of the folder in which a client keeps what it remembers; Teams has none.
fn folder(client: &Product) -> Option<&'static str> {
    match client.version.first()? {
        2..=5 => Some("Communicator"),
        15 => Some("15.0"),
        16 => Some("16.0"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workstation::tests::seats;

    /// Why a thing is known in part.
    fn lacking(files: &[(&str, &str)], item: &str) -> Option<String> {
        let desk = seats(files);
        let told = desk.items().into_iter().find(|found| found.name == item).map(|found| found.known);
        match told {
            Some(Told::Unreadable(why)) => Some(why.to_string()),
            _ => None,
        }
    }

    #[test]
    fn one_of_two_stores_is_known_in_part() {
        for (name, item) in [("Root", "roots"), ("CA", "intermediates"), ("Disallowed", "disallowed")] {
            let machine = format!("store: LocalMachine\\{name}\ncertificates: 0\n");
            let user = format!("store: CurrentUser\\{name}\ncertificates: 0\n");
            let neither = format!("store: {name}\ncertificates: 0\n");
            assert_eq!(lacking(&[("a.pem", &machine), ("b.pem", &user)], item), None);
            for (file, why) in [(&machine, "the user's store is not"), (&user, "the machine's"), (&neither, "not said")]
            {
                let found = lacking(&[("a.pem", file)], item);
                assert!(found.as_ref().is_some_and(|found| found.contains(why)), "{name}: {found:?}");
            }
        }
    }

    #[test]
    fn the_folder_of_every_client_is_asked_for() {
        let listing = |version: &str| {
            format!(" Directory of C:\\Users\\anna\\AppData\\Local\\Microsoft\\{version}\n\n               0 entries\n")
        };
        let (old, new) = (listing(r"Office\15.0\Lync"), listing(r"Office\16.0\Lync"));
        let both = ["C:\\x\\lync.exe\t16.0.5266.1000\nC:\\y\\lync.exe\t15.0.5000.1000\n"];
        let one = "C:\\x\\lync.exe\t16.0.5266.1000\n";
        let item = EndpointCache::ITEM;
        assert_eq!(lacking(&[("caches.txt", &new), ("clients.txt", one)], item), None);
        let found = lacking(&[("caches.txt", &new), ("clients.txt", both[0])], item);
        assert_eq!(found.as_deref(), Some("the folder of these clients is not listed: 15.0"));
        assert_eq!(lacking(&[("a.txt", &new), ("b.txt", &old), ("clients.txt", both[0])], item), None);
        let found = lacking(&[("caches.txt", &new)], item);
        assert_eq!(found.as_deref(), Some("the folder of these clients is not listed: 15.0, Communicator"));
        // What would hold all of them does not hold any.
        let above = " Directory of C:\\Users\\anna\\AppData\\Local\\Microsoft\n\n2026-01-02  03:04  <DIR>  Edge\n      1 entries\n";
        assert_eq!(lacking(&[("caches.txt", above)], item), None);
    }
}
