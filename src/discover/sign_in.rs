//! In which order each family of clients tries the names, and where it ends.

use super::catalog::{KINDS, Kind};
use crate::model::discovery::{Attempt, Followed, Presence, RecordState, SignIn};

/// A family of clients and the names it tries.
struct Family {
    client: &'static str,
    names: &'static [&'static str],
    source: &'static str,
}

/// The families that find their server by DNS, those most in use first. Teams is not among them: it signs in to the
/// cloud, wherever the records lead.
const FAMILIES: &[Family] = &[
    Family {
        client: "Skype for Business on Windows (2015 and later)",
        names: &[
            "lyncdiscoverinternal",
            "lyncdiscover",
            "_sipinternaltls._tcp",
            "_sip._tls",
            "sipinternal",
            "sip",
            "sipexternal",
        ],
        source: "Microsoft, DNS requirements for Edge Servers",
    },
    Family {
        client: "Lync 2013 on Windows, Lync 2010 with updates",
        names: &[
            "lyncdiscoverinternal",
            "lyncdiscover",
            "_sipinternaltls._tcp",
            "_sipinternal._tcp",
            "_sip._tls",
            "sipinternal",
            "sip",
            "sipexternal",
        ],
        source: "Microsoft, Lync Server 2013: Determine DNS requirements",
    },
    Family {
        client: "Lync 2010 without updates, phones",
        names: &["_sipinternaltls._tcp", "_sipinternal._tcp", "_sip._tls", "sipinternal", "sip", "sipexternal"],
        source: "Microsoft, Lync Server 2013: Understanding Autodiscover",
    },
    Family {
        client: "mobile and Windows Store apps",
        names: &["lyncdiscoverinternal", "lyncdiscover"],
        source: "Microsoft, Lync Server 2013: Determine DNS requirements",
    },
    Family {
        client: "web applications (UCWA)",
        names: &["lyncdiscoverinternal", "lyncdiscover"],
        source: "Microsoft, UCWA: root URL",
    },
];

/// The way of each family through the records of a domain.
pub fn orders(domain: &str, records: &[RecordState]) -> Vec<SignIn> {
    FAMILIES.iter().map(|family| family.way(domain, records)).collect()
}

impl Family {
    /// Up to the first name that leads to a server.
    fn way(&self, domain: &str, records: &[RecordState]) -> SignIn {
        let mut way = SignIn { client: self.client, tried: Vec::new(), ends_at: None, source: self.source };
        for label in self.names {
            let Some(kind) = KINDS.iter().find(|kind| kind.record == *label) else { continue };
            let name = kind.name(domain);
            let record = records.iter().find(|r| r.name == name && r.kind == kind.lookup.as_str());
            let (answer, end) = record.map_or((Followed::Unknown, None), |record| follow(kind, record));
            way.tried.push(Attempt { name, kind: kind.lookup.as_str(), answer });
            if answer == Followed::Yes {
                way.ends_at = end;
                break;
            }
        }
        way
    }
}

/// What comes of a record, and where it leads. Of several services the one counts that the Access Edge elects.
fn follow(kind: &Kind, record: &RecordState) -> (Followed, Option<(String, u16)>) {
    match &record.presence {
        Presence::Failed { .. } => (Followed::Unknown, None),
        Presence::Present if record.kind == "SRV" => match record.targets().next() {
            Some(service) => (Followed::Yes, Some((service.target.clone(), service.port))),
            None => (Followed::No, None),
        },
        // The name is there, and has no address of the family asked for.
        Presence::Present if record.addresses.is_empty() => (Followed::Unknown, None),
        Presence::Present => (Followed::Yes, Some((record.name.clone(), kind.port))),
        Presence::Absent | Presence::Wildcard | Presence::Dangling { .. } => (Followed::No, None),
    }
}
