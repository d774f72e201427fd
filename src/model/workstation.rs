//! What a computer shows of itself: everything that stands between its user and the sign-in (KB 2604176).
//!
//! Whatever was looked at is [`Told`]: known, not there to be known, or there and unreadable. Rules speak of what is known
//! alone; the rest is listed as unknown.

mod comparison;
mod live;
mod registry;
mod stores;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

pub use comparison::{Blame, Comparison, Row, Verdict};
pub use live::Live;
pub use registry::{Key, Registry, RegistryValue};
pub use stores::{Held, Owner, StoreName};

use super::Text;
use crate::words;

/// What is known of a thing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Told<T> {
    /// It was looked at.
    Told(T),
    /// Nothing tells of it: the snapshot does not hold it.
    #[default]
    NotTold,
    /// It is there, and cannot be read; why.
    Unreadable(Text),
}

impl<T> Told<T> {
    /// What was seen, if it was.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Told(value) => Some(value),
            _ => None,
        }
    }

    /// Adds to what was seen: whatever was unknown before begins empty.
    pub fn add(&mut self, to: impl FnOnce(&mut T))
    where
        T: Default,
    {
        let mut value = match std::mem::replace(self, Self::NotTold) {
            Self::Told(value) => value,
            _ => T::default(),
        };
        to(&mut value);
        *self = Self::Told(value);
    }

    /// Notes that it could not be read, unless it is known from elsewhere.
    pub fn unreadable(&mut self, why: Text) {
        if !matches!(self, Self::Told(_)) {
            *self = Self::Unreadable(why);
        }
    }
}

/// A point in time as somebody wrote it down without saying where: the earliest and the latest that it can mean, seconds
/// since 1970. A time that is known is both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The earliest.
    pub earliest: i64,
    /// The latest.
    pub latest: i64,
}

impl Moment {
    /// A time that is known to the second.
    pub fn exactly(seconds: i64) -> Self {
        Self { earliest: seconds, latest: seconds }
    }

    /// Whether it is before a time, whatever it means.
    pub fn is_before(self, time: i64) -> bool {
        self.latest < time
    }

    /// Whether it is after a time, whatever it means.
    pub fn is_after(self, time: i64) -> bool {
        self.earliest > time
    }
}

/// A computer, as one account on it sees it.
#[derive(Debug, Clone, Default)]
pub struct Workstation {
    /// Where it was read from; `None` for the computer that this runs on.
    pub snapshot: Option<PathBuf>,
    /// The computer's name.
    pub computer: Option<String>,
    /// The Windows account, `DOMAIN\user` or `user`.
    pub account: Option<String>,
    /// The addresses that sign in here, lower case, without `sip:`; the one that the client is set to first.
    pub addresses: Vec<String>,
    /// Whether the sign-in works here, as whoever took the snapshot said.
    pub signs_in: Option<bool>,
    /// When it was taken, by the computer's own clock.
    pub taken: Option<Moment>,
    /// How many seconds its local time was ahead of UTC when it was taken.
    pub utc_offset: Option<i32>,
    /// Windows itself.
    pub windows: Told<Windows>,
    /// The sign-in clients installed.
    pub clients: Told<Vec<Product>>,
    /// The certificates of CurrentUser\My, whoever issued them.
    pub personal: Told<Vec<Personal>>,
    /// The value MachineGuid as it stands in the registry; `None` if there is no such value.
    pub machine_guid: Told<Option<String>>,
    /// The Microsoft Online Services Sign-In Assistant.
    pub assistant: Told<Service>,
    /// Targets of stored credentials: names alone.
    pub credentials: Told<Vec<String>>,
    /// What the client remembers of servers.
    pub endpoint_caches: Told<Vec<EndpointCache>>,
    /// What the resolver remembers.
    pub dns_cache: Told<Vec<Cached>>,
    /// The clock against a reference.
    pub clock: Told<Clock>,
    /// What was exported of the registry.
    pub registry: Registry,
    /// LocalMachine and CurrentUser `Root`.
    pub roots: Told<Vec<Held>>,
    /// LocalMachine and CurrentUser `CA`.
    pub intermediates: Told<Vec<Held>>,
    /// LocalMachine and CurrentUser `Disallowed`.
    pub disallowed: Told<Vec<Held>>,
    /// Things of which something is known and not everything, by the names of [`Workstation::items`], and why: what is not
    /// among what is known may be there all the same.
    pub partial: BTreeMap<&'static str, Text>,
    /// Stores of which a file could not be read whole.
    pub damaged: BTreeSet<StoreName>,
    /// The stores that were read, and whose; `None` where that is not said.
    pub stores_read: BTreeSet<(StoreName, Option<Owner>)>,
    /// The versions of clients of which it is known what they remember of servers, as in [`EndpointCache::version`].
    pub caches_read: BTreeSet<String>,
    /// Every file of the snapshot.
    pub readings: Vec<Reading>,
    /// What the servers' side answers now, where a domain is checked beside.
    pub live: Option<Live>,
}

/// One file of a snapshot, or one source of a live computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Its path inside the snapshot, or the command.
    pub name: String,
    /// What it was taken for: a name from [`crate::model::workstation`]'s readers; `None` for what is of no use here.
    pub form: Option<&'static str>,
    /// What could not be read of it.
    pub problem: Option<Text>,
}

/// Windows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Windows {
    /// `Windows 10 Pro`.
    pub name: Option<String>,
    /// `19045`.
    pub build: Option<u32>,
    /// Whether it is a server's.
    pub server: Option<bool>,
}

/// A program installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// As it was written: `lync.exe`, `Microsoft Office 2016`.
    pub name: String,
    /// Its parts: 16.0.5266.1000.
    pub version: Vec<u32>,
}

/// A certificate of the user's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Personal {
    /// The issuer as it was written.
    pub issuer: String,
    /// The subject as it was written.
    pub subject: String,
    /// The addresses it names, in its subject and its alternative names, lower case, without `sip:`.
    pub addresses: Vec<String>,
    /// From when; `None` where it is not known.
    pub not_before: Option<Moment>,
    /// Until when.
    pub not_after: Option<Moment>,
    /// SHA-1, hexadecimal, lower case.
    pub thumbprint: Option<String>,
    /// Whether there is a key with it.
    pub has_key: Option<bool>,
}

impl Personal {
    /// Whether the registrar of Lync or Skype for Business issued it.
    pub fn is_of_the_registrar(&self) -> bool {
        let cn =
            self.issuer.split(',').find_map(|part| part.trim().strip_prefix("CN=").or(part.trim().strip_prefix("cn=")));
        cn.is_some_and(|cn| cn.trim().eq_ignore_ascii_case("Communications Server"))
    }
}

/// A Windows service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// There is none of that name.
    NotInstalled,
    /// Its state by its number: 1 stopped, 4 running.
    State(u32),
}

impl Service {
    /// The number of a service that runs.
    pub const RUNNING: u32 = 4;
}

/// The folder where the client remembers the servers of one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointCache {
    /// The sign-in address, lower case, where the folder names one.
    pub address: Option<String>,
    /// The client's version by its folder: `15.0`, `16.0`, `Communicator`.
    pub version: String,
    /// When it was last written.
    pub written: Option<Moment>,
    /// Host names in it, where its content was read.
    pub servers: Vec<String>,
}

impl EndpointCache {
    /// What the caches are called among the things that are looked at.
    pub const ITEM: &str = "endpoint-cache";

    /// The clients that remember servers, by their versions.
    pub const VERSIONS: [&str; 3] = ["Communicator", "15.0", "16.0"];
}

/// One answer that the resolver remembers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cached {
    /// The name asked for, lower case, without a dot at the end.
    pub name: String,
    /// The type of the record by its number, where there is one: 1, 5, 28, 33.
    pub kind: Option<u16>,
    /// The values as text: addresses, names lower case, SRV as `priority weight port target`. Empty for a name that does
    /// not exist, or has no such record.
    pub values: Vec<String>,
    /// Seconds that are left of it.
    pub ttl: Option<u32>,
}

/// The clock against a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// How many seconds it is ahead of the reference; negative if behind. `None` if only its state is known.
    pub ahead: Option<i64>,
    /// What it is compared with, or takes its time from.
    pub source: Text,
    /// Whether Windows says that it is synchronised.
    pub synchronised: Option<bool>,
}

/// A thing that was to be looked at, and whether it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Stable, kebab-case.
    pub name: &'static str,
    /// In words.
    pub title: &'static str,
    /// All of it is known; else why not, as far as that is known.
    pub known: Told<()>,
}

impl Workstation {
    /// What it is called in reports: the computer and who sees it, else where it was read from.
    pub fn name(&self) -> String {
        let who = self.addresses.first().or(self.account.as_ref());
        match (&self.computer, who) {
            (Some(computer), Some(who)) => format!("{computer}/{who}"),
            (Some(one), None) | (None, Some(one)) => one.clone(),
            (None, None) => self.snapshot.as_ref().map_or_else(
                || "this-computer".to_owned(),
                |path| path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
            ),
        }
    }

    /// The computer by its name, for remedies; what cannot be a computer's name is left out of them.
    pub fn computer_name(&self) -> Text {
        /// The most characters of a name in DNS (RFC 1035 2.3.4).
        const MOST: usize = 253;
        let fits = |name: &&String| {
            name.len() <= MOST && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
        };
        let name = self.computer.as_ref().filter(fits);
        name.map_or_else(|| Text::words(words!("the user's computer")), |name| Text::from(name.clone()))
    }

    /// The address that signs in here, as far as that is known.
    pub fn address(&self) -> Option<&str> {
        self.addresses.first().map(String::as_str)
    }

    /// Everything that was to be looked at, and whether it was.
    pub fn items(&self) -> Vec<Item> {
        fn known<T>(told: &Told<T>) -> Told<()> {
            match told {
                Told::Told(_) => Told::Told(()),
                Told::NotTold => Told::NotTold,
                Told::Unreadable(why) => Told::Unreadable(why.clone()),
            }
        }
        let registry = |area: registry::Area| if self.registry.covers(area) { Told::Told(()) } else { Told::NotTold };
        [
            ("clients", words!("versions of the sign-in clients"), known(&self.clients)),
            ("sign-in-assistant", words!("the Sign-In Assistant"), known(&self.assistant)),
            ("personal-certificate", words!("the personal certificates"), known(&self.personal)),
            ("stored-credentials", words!("the stored credentials"), known(&self.credentials)),
            (EndpointCache::ITEM, words!("what the client remembers of servers"), known(&self.endpoint_caches)),
            ("dns-cache", words!("what the resolver remembers"), known(&self.dns_cache)),
            ("machine-guid", words!("the value MachineGuid"), known(&self.machine_guid)),
            ("clock", words!("the clock against a reference"), known(&self.clock)),
            ("client-settings", words!("the client's settings and policies"), registry(registry::Area::Client)),
            ("schannel", words!("the settings of Schannel"), registry(registry::Area::Schannel)),
            (StoreName::Root.item(), words!("the trusted roots"), known(&self.roots)),
            (StoreName::Ca.item(), words!("the intermediate authorities"), known(&self.intermediates)),
            (StoreName::Disallowed.item(), words!("the distrusted certificates"), known(&self.disallowed)),
        ]
        .into_iter()
        .map(|(name, title, known)| match self.partial.get(name) {
            Some(why) if known.known().is_some() => Item { name, title, known: Told::Unreadable(why.clone()) },
            _ => Item { name, title, known },
        })
        .collect()
    }

    /// Whether anything was looked at, if only in part.
    pub fn was_looked_at(&self) -> bool {
        self.items().iter().any(|item| item.known.known().is_some() || self.partial.contains_key(item.name))
    }
}
