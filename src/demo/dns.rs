//! The demo's name server: authoritative on loopback for contoso.test and for the cloud's hosts, over UDP and TCP,
//! refusing every other name.
//! The only file that names hickory-server.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use hickory_server::{
    Server,
    net::runtime::TokioRuntimeProvider,
    proto::rr::{
        Name, RData, Record,
        rdata::{A, CNAME, NS, SOA, SRV},
    },
    store::in_memory::InMemoryZoneHandler,
    zone_handler::{AxfrPolicy, Catalog, ZoneType},
};
use tokio::net::{TcpListener, UdpSocket};

use super::{DOMAIN, DemoError, blueprint::Entry};

/// The cloud's hosts by domain.
const CLOUD: &[(&str, &[&str])] =
    &[("online.lync.com", &["webdir", "webdir0a", "sipdir", "sipfed"]), ("microsoftonline.com", &["login"])];

/// Seconds that answers may be kept; the deployment is gone soon.
const TTL: u32 = 60;

/// How long a TCP connection may be idle.
const TCP_TIMEOUT: Duration = Duration::from_secs(10);

/// Largest number of answers waiting to be written to one TCP connection.
const TCP_QUEUE: usize = 32;

/// Further tries to find a port that is free for UDP and TCP alike.
const PORT_TRIES: usize = 16;

/// A running name server; dropping it stops it.
pub(super) struct NameServer {
    pub address: SocketAddr,
    _server: Server<Catalog>,
}

impl NameServer {
    /// Starts it on a free port of 127.0.0.1.
    pub async fn start(contoso: &[(&str, Entry)]) -> Result<Self, DemoError> {
        let mut catalog = Catalog::new();
        let mut add = |domain: &str, records: &[(&str, Entry)]| -> Result<(), DemoError> {
            catalog.upsert(name(domain)?.into(), vec![Arc::new(zone(domain, records)?)]);
            Ok(())
        };
        add(DOMAIN, contoso)?;
        for (domain, hosts) in CLOUD {
            let hosts: Vec<_> = hosts.iter().map(|host| (*host, Entry::Here)).collect();
            add(domain, &hosts)?;
        }
        let (udp, tcp) = sockets().await.map_err(DemoError::Listen)?;
        let address = udp.local_addr().map_err(DemoError::Listen)?;
        let mut server = Server::new(catalog);
        server.register_socket(udp);
        server.register_listener(tcp, TCP_TIMEOUT, TCP_QUEUE);
        Ok(Self { address, _server: server })
    }
}

/// A name from the root.
fn name(text: &str) -> Result<Name, DemoError> {
    Name::from_ascii(format!("{text}.")).map_err(zone_error)
}

/// A zone with these records; the name server of each is `ns` below it.
fn zone(domain: &str, records: &[(&str, Entry)]) -> Result<InMemoryZoneHandler<TokioRuntimeProvider>, DemoError> {
    let origin = name(domain)?;
    let below = |label: &str| name(&format!("{label}.{domain}"));
    let mut zone = InMemoryZoneHandler::empty(origin.clone(), ZoneType::Primary, AxfrPolicy::Deny);
    let mut add = |owner: Name, data: RData| zone.upsert_mut(Record::from_rdata(owner, TTL, data), 0);
    let time = i32::try_from(TTL).unwrap_or(i32::MAX);
    add(origin.clone(), RData::SOA(SOA::new(below("ns")?, below("hostmaster")?, 1, time, time, time, TTL)));
    add(origin.clone(), RData::NS(NS(below("ns")?)));
    for (owner, record) in [("ns", Entry::Here)].iter().chain(records) {
        let data = match record {
            Entry::Here => RData::A(A(Ipv4Addr::LOCALHOST)),
            Entry::Alias(host) => RData::CNAME(CNAME(name(host)?)),
            Entry::Service(port, host) => RData::SRV(SRV::new(0, 0, *port, name(host)?)),
        };
        add(below(owner)?, data);
    }
    Ok(zone)
}

/// A UDP socket and a TCP listener on one port.
async fn sockets() -> std::io::Result<(UdpSocket, TcpListener)> {
    let mut tries = 0;
    loop {
        let udp = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        match TcpListener::bind(udp.local_addr()?).await {
            Ok(tcp) => return Ok((udp, tcp)),
            Err(error) if tries == PORT_TRIES => return Err(error),
            Err(_) => tries += 1,
        }
    }
}

fn zone_error(error: impl std::error::Error + Send + Sync + 'static) -> DemoError {
    DemoError::Zone(Box::new(error))
}
