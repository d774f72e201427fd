//! In which order each family of clients tries the names, and where it ends.

use super::catalog::{KINDS, Kind};
use crate::{
    model::{
        Family::{LyncPhone, Mobile, Windows},
        discovery::{Attempt, Followed, Presence, RecordState, SignIn},
    },
    words,
};

/// A family of clients and the names it tries.
struct Family {
    client: &'static str,
    /// Those that are judged alike by what they accept; none where that is not known.
    families: &'static [crate::model::Family],
    names: &'static [&'static str],
    source: &'static str,
}

/// The families that find their server by DNS, those most in use first. Teams is not among them: it signs in to the
/// cloud, wherever the records lead.
const FAMILIES: &[Family] = &[
    Family {
        client: words!("Skype for Business on Windows (2015 and later)"),
        families: &[Windows],
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
        client: words!("Lync 2013 on Windows, Lync 2010 with updates"),
        families: &[Windows],
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
        client: words!("Lync 2010 without updates, phones"),
        families: &[Windows, LyncPhone],
        names: &["_sipinternaltls._tcp", "_sipinternal._tcp", "_sip._tls", "sipinternal", "sip", "sipexternal"],
        source: "Microsoft, Lync Server 2013: Understanding Autodiscover",
    },
    Family {
        client: words!("mobile and Windows Store apps"),
        families: &[Mobile, Windows],
        names: &["lyncdiscoverinternal", "lyncdiscover"],
        source: "Microsoft, Lync Server 2013: Determine DNS requirements",
    },
    Family {
        client: words!("web applications (UCWA)"),
        families: &[],
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
        let (client, families, source) = (self.client, self.families, self.source);
        let mut way = SignIn { client, families, tried: Vec::new(), ends_at: None, source };
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        Answer,
        discovery::{Service, Zone},
    };

    fn record(label: &str, presence: Presence, services: &[(&str, u16)]) -> RecordState {
        let kind = KINDS.iter().find(|kind| kind.record == label).unwrap();
        let service = |(target, port): &(&str, u16)| Service {
            priority: 0,
            weight: 0,
            port: *port,
            target: (*target).to_owned(),
            aliases: Vec::new(),
            cloud: None,
        };
        RecordState {
            name: kind.name("contoso.com"),
            kind: kind.lookup.as_str(),
            role: kind.role,
            zone: Zone::Both,
            optional: kind.optional,
            presence,
            port: kind.port,
            aliases: Vec::new(),
            services: services.iter().map(service).collect(),
            addresses: vec![[203, 0, 113, 1].into()],
            dropped: 0,
            cloud: None,
        }
    }

    /// The catalogue with everything absent but these.
    fn catalogue(there: &[RecordState]) -> Vec<RecordState> {
        let absent = |kind: &Kind| record(kind.record, Presence::Absent, &[]);
        let known = |kind: &Kind| there.iter().find(|r| r.name == kind.name("contoso.com")).cloned();
        KINDS.iter().map(|kind| known(kind).unwrap_or_else(|| absent(kind))).collect()
    }

    fn ends(there: &[RecordState]) -> Vec<Option<String>> {
        let place = |way: SignIn| way.ends_at.map(|(host, port)| format!("{host}:{port}"));
        orders("contoso.com", &catalogue(there)).into_iter().map(place).collect()
    }

    #[test]
    fn each_family_stops_at_the_first_name_that_leads_somewhere() {
        let web = record("lyncdiscover", Presence::Present, &[]);
        let edge = record("_sip._tls", Presence::Present, &[("edge.contoso.com", 443), ("other.contoso.com", 443)]);
        let (web_end, edge_end) =
            (Some("lyncdiscover.contoso.com:443".to_owned()), Some("edge.contoso.com:443".to_owned()));
        let both = ends(&[web, edge.clone()]);
        assert_eq!(both, [&web_end, &web_end, &edge_end, &web_end, &web_end].map(Clone::clone));
        // Mobile and web applications know no other way.
        let alone = ends(&[edge]);
        assert_eq!(alone, [&edge_end, &edge_end, &edge_end, &None, &None].map(Clone::clone));
        assert_eq!(ends(&[]), vec![None; 5]);
    }

    #[test]
    fn what_was_tried_is_told_with_what_came_of_it() {
        let failed = Presence::Failed { at: "x".to_owned(), answer: Answer::Timeout };
        let records = catalogue(&[
            record("lyncdiscoverinternal", Presence::Wildcard, &[]),
            record("lyncdiscover", failed, &[]),
            record("_sipinternaltls._tcp", Presence::Present, &[("", 0)]),
            record("_sip._tls", Presence::Dangling { at: "gone".to_owned(), answer: Answer::NoName }, &[("gone", 443)]),
            record("sipinternal", Presence::Present, &[]),
        ]);
        let ways = orders("contoso.com", &records);
        let tried: Vec<_> =
            ways[0].tried.iter().map(|a| (a.name.split(".contoso").next().unwrap(), a.answer)).collect();
        assert_eq!(
            tried,
            [
                ("lyncdiscoverinternal", Followed::No),
                ("lyncdiscover", Followed::Unknown),
                ("_sipinternaltls._tcp", Followed::No),
                ("_sip._tls", Followed::No),
                ("sipinternal", Followed::Yes),
            ]
        );
        assert_eq!(ways[0].ends_at, Some(("sipinternal.contoso.com".to_owned(), 5061)));
        assert!(ways[1].tried.iter().any(|attempt| attempt.name == "_sipinternal._tcp.contoso.com"));
        assert!(!ways[2].tried.iter().any(|attempt| attempt.name.starts_with("lyncdiscover")));
    }

    #[test]
    fn every_family_tries_names_of_the_catalogue() {
        for family in FAMILIES {
            for name in family.names {
                assert!(KINDS.iter().any(|kind| kind.record == *name), "{name}");
            }
        }
    }
}
