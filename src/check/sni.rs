//! The second look without a server name, at web sites that clients without SNI connect to. It is taken once the first
//! has shown a chain, costs one connection, and stands beside: it is no member, and nothing it shows decides.

use super::{Checker, Event};
use crate::{
    judge::LOOKED_AT_WITHOUT_SNI,
    model::{Endpoint, Observation, Outcome, observation::SeenBy, report::stands_beside},
};

impl Checker {
    /// What the address of an observation shows without SNI; `None` where nobody needs to know.
    pub(super) async fn without_sni(&self, endpoint: &Endpoint, seen: &Observation) -> Option<Observation> {
        let address = seen.address.filter(|_| is_wanted(endpoint, seen))?;
        (self.shared.progress)(Event::Planned(1));
        let capture = self
            .unless_cut(async {
                let _seat = self.shared.places.enter(address).await;
                self.shared.prober.look_without_sni(address).await
            })
            .await;
        (self.shared.progress)(Event::Probed);
        Some(self.shared.examiner.observation(endpoint, address, None, capture?))
    }
}

/// Whether a second look tells something: the first was with SNI and showed a chain, at a host that clients without SNI
/// are known to use. A name that is only guessed at first may be confirmed while the probes run. Where a modern hello is
/// refused with SNI, refusing one without it says nothing of SNI.
fn is_wanted(endpoint: &Endpoint, seen: &Observation) -> bool {
    let role = endpoint.kinds.iter().any(|kind| LOOKED_AT_WITHOUT_SNI.contains(kind));
    let asked = seen.outcome == Outcome::Presented && seen.server_name.is_some();
    let modern = seen.session.as_ref().is_none_or(|session| session.seen_by == SeenBy::Handshake);
    role && asked && modern && !endpoint.microsoft
}

/// Takes the second looks out of what was seen of an endpoint.
pub(super) fn set_aside(seen: &mut Vec<Observation>) -> Vec<Observation> {
    let all = std::mem::take(seen);
    let is_beside: Vec<bool> = all.iter().map(|one| stands_beside(&all, one).is_some()).collect();
    let mut beside = Vec::new();
    for (one, is_beside) in all.into_iter().zip(is_beside) {
        if is_beside { beside.push(one) } else { seen.push(one) }
    }
    beside
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use super::*;
    use crate::model::{EndpointKind, Session, observation::ClientCertificate};

    fn seen(address: &str, name: Option<&str>) -> Observation {
        let address: SocketAddr = address.parse().expect("an address");
        let server_name = name.map(str::to_owned);
        Observation { address: Some(address), server_name, ..Observation::of(Outcome::Presented) }
    }

    #[test]
    fn second_looks_are_told_from_hosts_without_a_name() {
        let mut all = vec![
            seen("192.0.2.1:443", Some("sts.contoso.com")),
            seen("192.0.2.2:443", None),
            seen("192.0.2.1:443", None),
        ];
        let beside = set_aside(&mut all);
        assert_eq!(
            all.iter().map(|o| o.address).collect::<Vec<_>>(),
            ["192.0.2.1:443".parse().ok(), "192.0.2.2:443".parse().ok()]
        );
        assert_eq!((beside.len(), beside[0].server_name.as_deref()), (1, None));
    }

    #[test]
    fn only_hosts_of_such_clients_are_looked_at_twice() {
        let host = |kind| Endpoint::tls(kind, "sts.contoso.com", 443);
        let named = seen("192.0.2.1:443", Some("sts.contoso.com"));
        assert!(is_wanted(&host(EndpointKind::Sso), &named));
        for kind in [EndpointKind::Federation, EndpointKind::AccessEdgeClient, EndpointKind::Host] {
            assert!(!is_wanted(&host(kind), &named), "{}", kind.as_str());
        }
        assert!(!is_wanted(&Endpoint { microsoft: true, ..host(EndpointKind::Sso) }, &named));
        assert!(!is_wanted(&host(EndpointKind::Sso), &seen("192.0.2.1:443", None)));
        let session = |seen_by| Session {
            protocol: None,
            cipher: None,
            alpn: None,
            stapled_ocsp: None,
            client_certificate: ClientCertificate::NotAsked,
            acceptable_issuers: Vec::new(),
            acceptable_issuers_bytes: 0,
            handshake_signature: None,
            seen_by,
        };
        let by = |seen_by| Observation { session: Some(session(seen_by)), ..named.clone() };
        assert!(is_wanted(&host(EndpointKind::Sso), &by(SeenBy::Handshake)));
        let old = SeenBy::FirstFlight { refused: crate::model::Text::default(), unread: 0, dropped: 0 };
        assert!(!is_wanted(&host(EndpointKind::Sso), &by(old)));
        assert!(!is_wanted(&host(EndpointKind::Sso), &Observation { outcome: Outcome::Skipped, ..named }));
    }
}
