//! The demo's name server: authoritative for contoso.test on loopback, over UDP and TCP, refusing every other name.
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
        rdata::{A, NS, SOA, SRV},
    },
    store::in_memory::InMemoryZoneHandler,
    zone_handler::{AxfrPolicy, Catalog, ZoneType},
};
use tokio::net::{TcpListener, UdpSocket};

use super::{DOMAIN, DemoError};

/// The host names of the zone, all at 127.0.0.1.
const HOSTS: &[&str] = &["ns", "sip", "lyncdiscover", "lyncdiscoverinternal", "meet", "dialin", "webext", "sts"];

/// The services of the zone: where, port, host.
const SERVICES: &[(&str, u16, &str)] = &[("_sip._tls", 443, "sip"), ("_sipfederationtls._tcp", 5061, "sip")];

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
    pub async fn start() -> Result<Self, DemoError> {
        let origin = Name::from_ascii(format!("{DOMAIN}.")).map_err(zone_error)?;
        let mut catalog = Catalog::new();
        catalog.upsert(origin.clone().into(), vec![Arc::new(zone(&origin)?)]);
        let (udp, tcp) = sockets().await.map_err(DemoError::Listen)?;
        let address = udp.local_addr().map_err(DemoError::Listen)?;
        let mut server = Server::new(catalog);
        server.register_socket(udp);
        server.register_listener(tcp, TCP_TIMEOUT, TCP_QUEUE);
        Ok(Self { address, _server: server })
    }
}

fn zone(origin: &Name) -> Result<InMemoryZoneHandler<TokioRuntimeProvider>, DemoError> {
    let name = |label: &str| Name::from_ascii(format!("{label}.{DOMAIN}.")).map_err(zone_error);
    let mut zone = InMemoryZoneHandler::empty(origin.clone(), ZoneType::Primary, AxfrPolicy::Deny);
    let mut add = |owner: Name, data: RData| zone.upsert_mut(Record::from_rdata(owner, TTL, data), 0);
    let time = i32::try_from(TTL).unwrap_or(i32::MAX);
    add(origin.clone(), RData::SOA(SOA::new(name("ns")?, name("hostmaster")?, 1, time, time, time, TTL)));
    add(origin.clone(), RData::NS(NS(name("ns")?)));
    for host in HOSTS {
        add(name(host)?, RData::A(A(Ipv4Addr::LOCALHOST)));
    }
    for &(service, port, host) in SERVICES {
        add(name(service)?, RData::SRV(SRV::new(0, 0, port, name(host)?)));
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
