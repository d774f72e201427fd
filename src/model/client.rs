//! Families of clients, and what each makes of what a server shows.

use super::text::Text;
use crate::{text, words};

macro_rules! families {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $people:expr,)*) => {
        /// A family of clients: those that decide alike.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Family { $($(#[$doc])* $name,)* }

        impl Family {
            /// Every family.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The word in reports.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The words for people.
            pub fn people(self) -> &'static str {
                match self { $(Self::$name => $people,)* }
            }
        }
    };
}

families! {
    /// Lync and Skype for Business on Windows, and what else asks Windows whether to trust.
    Windows = "windows", words!("desktops"),
    /// Lync and Skype for Business on iOS and Android.
    Mobile = "mobile", words!("phones"),
    /// Desk phones with Lync Phone Edition, Polycom CX among them.
    LyncPhone = "lync-phone", words!("desk phones (Lync Phone Edition)"),
    /// Lync and Skype for Business on macOS.
    Mac = "mac", words!("Macs"),
    /// The Edge Server of a federation partner.
    FederationEdge = "federation-edge", words!("partners' Edge Servers"),
    /// Teams and Exchange Online, which connect to the customer's servers.
    OnlineServices = "online-services", words!("Teams and Exchange Online"),
    /// Programs on a Java runtime.
    Java = "java", words!("Java programs"),
    /// Session border controllers and gateways that connect to the pool.
    Sbc = "sbc", words!("gateways and SBCs"),
}

impl Family {
    /// Whether people sit before it and sign in.
    fn signs_in(self) -> bool {
        matches!(self, Self::Windows | Self::Mobile | Self::LyncPhone | Self::Mac)
    }
}

/// What a family of clients makes of what was presented at one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Client {
    /// Which clients.
    pub family: Family,
    /// `None`: not known.
    pub accepts: Option<bool>,
    /// The code of what refuses, or of what leaves it open, if there is one.
    pub because: Option<&'static str>,
    /// Why, in a few words; empty where nothing stands in the way.
    pub why: &'static str,
    /// Who says so; empty where nothing stands in the way.
    pub source: &'static str,
    /// The source is secondary, or sources differ.
    pub weak: bool,
}

/// Families that accept and families that refuse the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split<'a> {
    /// At least one.
    pub accept: Vec<&'a Client>,
    /// At least one.
    pub refuse: Vec<&'a Client>,
}

impl<'a> Split<'a> {
    /// `None` where those of whom it is known agree. Clients without SNI do not count: whom a server that needs it leaves
    /// out is worth a notice, since every healthy AD FS does.
    pub fn of(clients: &'a [Client]) -> Option<Self> {
        let without_sni = |c: &&Client| matches!(c.because, Some("sni-required" | "sni-changes-chain"));
        let (accept, refuse): (Vec<_>, Vec<_>) = clients
            .iter()
            .filter(|c| c.accepts.is_some() && !without_sni(c))
            .partition(|client| client.accepts == Some(true));
        (!accept.is_empty() && !refuse.is_empty()).then_some(Self { accept, refuse })
    }

    /// What refuses, each code once.
    pub fn codes(&self) -> Vec<&'static str> {
        let mut codes: Vec<&'static str> = self.refuse.iter().filter_map(|c| c.because).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    /// "desktops sign in, phones do not".
    pub fn words(&self) -> Text {
        let people = |clients: &[&Client]| {
            let mut people: Vec<Text> = clients.iter().map(|c| Text::words(c.family.people())).collect();
            let last = people.pop().unwrap_or_default();
            if people.is_empty() {
                return last;
            }
            Text::joined(words!(" and "), vec![Text::joined(", ", people), last])
        };
        let (accept, refuse) = (people(&self.accept), people(&self.refuse));
        match self.accept.iter().chain(&self.refuse).all(|c| c.family.signs_in()) {
            true => text!("split-sign-in": "{accept} sign in, {refuse} do not", accept, refuse),
            false => text!("split-get-in": "{accept} get in, {refuse} do not", accept, refuse),
        }
    }
}
