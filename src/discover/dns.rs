//! One question to the name servers: the only file that names hickory.
//!
//! hickory-resolver supplies the system's name servers and hosts file. The queries go through hickory-net at message
//! level, because the resolver of the same family drops the records of an SRV owner that is a CNAME and hides where a
//! CNAME chain ends. Following chains over several questions and remembering answers is left to `lookup.rs`.
//!
//! Nothing learnt here is verified: a name server may say what it likes. Only records owned by the name asked for, or
//! by the CNAME chain that starts there, are read. Names leave this file as lower-case text of RFC 1035 5.1 without the
//! final dot, so bytes that are no letters arrive escaped.

mod names;

use std::{
    net::{IpAddr, SocketAddr},
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use hickory_net::{
    DnsHandle, NetError,
    client::Client,
    proto::{
        op::{DnsRequestOptions, Message, Query, ResponseCode},
        rr::{DNSClass, Name, RData, RecordType},
    },
    runtime::TokioRuntimeProvider,
    tcp::TcpClientStream,
    udp::UdpClientStream,
    xfer::{DnsMultiplexer, DnsRequestSender, FirstAnswer},
};
use hickory_resolver::{Hosts, config::ProtocolConfig, system_conf::read_system_conf};
use tokio::{sync::Semaphore, time::timeout};

use self::names::{to_text, to_wire};
use super::question::{Data, DnsError, DnsOptions, HOSTS_FILE, PORT, RecordKind, Reply};
use crate::model::Answer;

/// The longest CNAME chain followed. Unbound and BIND 9.20 both stop after 11 restarts (`max-query-restarts`), so a
/// longer chain does not resolve for clients either.
pub(super) const MAX_HOPS: usize = 11;

/// Questions after which a server that never answered one is not asked any more. Those of a domain's records are all on
/// their way by then, so that what follows from them does not wait for nobody as well.
const GIVEN_UP_AFTER: usize = 16;

/// The way to the name servers.
#[derive(Debug)]
pub(super) struct Wire {
    servers: Vec<Server>,
    hosts: Option<Hosts>,
    patience: Patience,
    slots: Semaphore,
}

/// How long to wait, how often to ask again, and how many questions at once.
#[derive(Debug, Clone, Copy)]
struct Patience {
    timeout: Duration,
    retries: u32,
    at_once: usize,
}

/// A name server, and how it behaved so far.
#[derive(Debug)]
struct Server {
    address: SocketAddr,
    answered: AtomicUsize,
    silent: AtomicUsize,
}

impl Server {
    fn of(address: SocketAddr) -> Self {
        Self { address, answered: AtomicUsize::new(0), silent: AtomicUsize::new(0) }
    }

    /// Whether it kept silent more often than not: it is asked last, so that a dead server costs its time once. A
    /// packet lost now and then does not change whose answers count.
    fn is_dead(&self) -> bool {
        self.silent.load(Ordering::Relaxed) > self.answered.load(Ordering::Relaxed)
    }

    /// Whether nothing ever came from it, to more questions than go astray.
    fn is_given_up(&self) -> bool {
        self.answered.load(Ordering::Relaxed) == 0 && self.silent.load(Ordering::Relaxed) >= GIVEN_UP_AFTER
    }

    fn note(&self, answer: Answer) {
        let counter = if answer == Answer::Timeout { &self.silent } else { &self.answered };
        counter.fetch_add(1, Ordering::Relaxed);
    }
}

impl Wire {
    /// `contents`: of a hosts file, in place of the system's.
    pub(super) fn new(options: &DnsOptions, contents: Option<&[u8]>) -> Result<Self, DnsError> {
        let own = !options.servers.is_empty();
        let servers = if own { options.servers.clone() } else { system_servers()? };
        // A hosts file that cannot be read overrides nothing: the C library carries on with DNS too.
        let hosts = match contents {
            Some(contents) => Some(read_hosts(contents).unwrap_or_default()),
            None => (!own).then(|| Hosts::from_system().unwrap_or_default()),
        };
        let patience = Patience { timeout: options.timeout, retries: options.retries, at_once: options.at_once };
        Ok(Self { hosts, ..Self::of(&servers, patience) })
    }

    /// The way to some servers alone, with no hosts file before them.
    fn of(servers: &[SocketAddr], patience: Patience) -> Self {
        let servers = servers.iter().copied().map(Server::of).collect();
        Self { servers, hosts: None, patience, slots: Semaphore::new(patience.at_once.max(1)) }
    }

    /// The same patience with other servers; `None` for these, without the hosts file.
    pub(super) fn towards(&self, servers: Option<&[SocketAddr]>) -> Self {
        let own: Vec<_> = self.servers.iter().map(|server| server.address).collect();
        Self::of(servers.unwrap_or(&own), self.patience)
    }

    /// Whether the hosts file speaks of a name.
    pub(super) fn is_overridden(&self, name: &str) -> bool {
        let Some((hosts, name)) = self.hosts.as_ref().zip(to_wire(name)) else { return false };
        from_hosts(hosts, &name, RecordKind::A).is_some()
    }

    /// Asks the hosts file, then the servers.
    pub(super) async fn ask(&self, name: &str, kind: RecordKind) -> Reply {
        let Some(name) = to_wire(name) else {
            // Longer than RFC 1035 2.3.4 allows: no such name can exist, and none can be asked for.
            return Reply::of("not asked", Answer::NoName);
        };
        if let Some(reply) = self.hosts.as_ref().and_then(|hosts| from_hosts(hosts, &name, kind)) {
            return reply;
        }

        // Never closed, so a permit always comes.
        let _slot = self.slots.acquire().await;
        let start = Instant::now();
        let mut reply = self.ask_servers(&name, kind).await;
        reply.elapsed = start.elapsed();
        reply
    }

    /// Every server in order, those thought dead last, then those that kept silent again, as often as there are retries.
    async fn ask_servers(&self, name: &Name, kind: RecordKind) -> Reply {
        let mut silent: Vec<&Server> = self.servers.iter().filter(|server| !server.is_given_up()).collect();
        let mut failed: Option<Reply> = None;
        for _ in 0..=self.patience.retries {
            let mut still_silent = Vec::new();
            silent.sort_by_key(|server| server.is_dead());
            for server in silent {
                let reply = self.ask_server(server.address, name, kind).await;
                server.note(reply.answer);
                match reply.answer {
                    Answer::Timeout => still_silent.push(server),
                    Answer::ServerFailure | Answer::Refused => failed = Some(failed.unwrap_or(reply)),
                    _ => return reply,
                }
            }
            silent = still_silent;
        }
        failed.unwrap_or_else(|| {
            let everybody: Vec<_> = self.servers.iter().map(|server| server_text(server.address)).collect();
            Reply::of(&everybody.join(", "), Answer::Timeout)
        })
    }

    /// One try at one server: UDP, and TCP if the answer did not fit.
    async fn ask_server(&self, server: SocketAddr, name: &Name, kind: RecordKind) -> Reply {
        let query = Query::query(name.clone(), wire(kind));
        let message = match self.exchange(server, &query, true).await {
            // Servers that do not know EDNS say so; ask as in 1987 (RFC 6891 7).
            Ok(message) if rejects_edns(message.metadata.response_code) => self.exchange(server, &query, false).await,
            other => other,
        };
        let server = server_text(server);
        match message {
            Ok(message) if message.queries.first() == Some(&query) => read(&message, name, kind, &server),
            Ok(_) => Reply::of(&server, Answer::ServerFailure),
            Err(error) => Reply::of(&server, failure(&error)),
        }
    }

    async fn exchange(&self, server: SocketAddr, query: &Query, edns: bool) -> Result<Message, NetError> {
        let mut options = DnsRequestOptions::default();
        options.use_edns = edns;
        let without_tcp = match timeout(self.patience.timeout, self.over_udp(server, query, options)).await {
            Err(_) => return Err(NetError::Timeout),
            Ok(Ok(message)) if !message.metadata.truncation => return Ok(message),
            Ok(Ok(_)) => NetError::Timeout,
            // Cut in the middle of a record it may not even decode.
            Ok(Err(error @ NetError::Proto(_))) => error,
            Ok(Err(error)) => return Err(error),
        };
        match timeout(self.patience.timeout, self.over_tcp(server, query, options)).await {
            Ok(Ok(message)) => Ok(message),
            _ => Err(without_tcp),
        }
    }

    /// A fresh socket, random port and random id for each packet; hickory ignores answers that do not fit them.
    async fn over_udp(
        &self,
        server: SocketAddr,
        query: &Query,
        options: DnsRequestOptions,
    ) -> Result<Message, NetError> {
        loop {
            let stream = UdpClientStream::builder(server, TokioRuntimeProvider::default())
                .with_timeout(Some(self.patience.timeout))
                // hickory would repeat the packet within the time allowed; repeating is ours (`retries`).
                .with_max_retries(1)
                .build();
            match send(stream, query, options).await {
                // Within the time allowed a socket may come free; that there is none says nothing of the server.
                Err(NetError::Io(error)) if lacks_files(&error) => tokio::time::sleep(FILE_WAIT).await,
                done => return done,
            }
        }
    }

    async fn over_tcp(
        &self,
        server: SocketAddr,
        query: &Query,
        options: DnsRequestOptions,
    ) -> Result<Message, NetError> {
        let (connecting, handle) =
            TcpClientStream::new(server, None, Some(self.patience.timeout), TokioRuntimeProvider::default());
        let stream = DnsMultiplexer::new(connecting.await?, handle).with_timeout(self.patience.timeout);
        send(stream, query, options).await
    }
}

/// How long a free socket is waited for, again and again.
const FILE_WAIT: Duration = Duration::from_millis(20);

/// Whether the process or the machine has all the files open that it may (ENFILE, EMFILE; WSAEMFILE).
fn lacks_files(error: &std::io::Error) -> bool {
    let codes: &[i32] = if cfg!(windows) { &[10024] } else { &[23, 24] };
    error.raw_os_error().is_some_and(|code| codes.contains(&code))
}

async fn send<S: DnsRequestSender>(stream: S, query: &Query, options: DnsRequestOptions) -> Result<Message, NetError> {
    let (client, background) = Client::<TokioRuntimeProvider>::from_sender(stream);
    // Ends by itself when the client is dropped.
    tokio::spawn(background);
    Ok(client.lookup(query.clone(), options).first_answer().await?.into_message())
}

/// Reads a response, trusting only records on the chain that starts at the name asked for.
fn read(message: &Message, name: &Name, kind: RecordKind, server: &str) -> Reply {
    let mut reply = Reply::of(server, Answer::NoData);
    reply.authoritative = message.metadata.authoritative;
    let mut end = name.clone();
    // An alias that is asked for as such is not followed.
    while let Some((ttl, target)) = cname(message, &end).filter(|_| kind != RecordKind::Cname) {
        let met = |hop: &(String, String)| hop.0 == to_text(&target);
        reply.hops.push((to_text(&end), to_text(&target)));
        reply.ttl = smaller(reply.ttl, ttl);
        if reply.hops.iter().any(met) || reply.hops.len() > MAX_HOPS {
            reply.answer = Answer::Loop;
            return reply;
        }
        end = target;
    }

    for record in owned(message, &end) {
        let Some(data) = data(&record.data, kind) else { continue };
        reply.ttl = smaller(reply.ttl, record.ttl);
        // RFC 2181 5: a set has no duplicates.
        if !reply.data.contains(&data) {
            reply.data.push(data);
        }
    }

    reply.settled = message.authorities.iter().any(|r| r.record_type() == RecordType::SOA && r.name.zone_of(&end));
    reply.answer = match message.metadata.response_code {
        // RFC 6604 3: the code speaks of the last name of the chain.
        ResponseCode::NXDomain => {
            reply.settled = true;
            Answer::NoName
        }
        ResponseCode::NoError if !reply.data.is_empty() => Answer::Records,
        ResponseCode::NoError if is_referral(message) => Answer::ServerFailure,
        ResponseCode::NoError => Answer::NoData,
        ResponseCode::Refused => Answer::Refused,
        _ => Answer::ServerFailure,
    };
    if reply.answer != Answer::Records {
        reply.data.clear();
    }
    reply
}

fn owned<'a>(message: &'a Message, name: &'a Name) -> impl Iterator<Item = &'a hickory_net::proto::rr::Record> {
    message.answers.iter().filter(move |record| record.dns_class == DNSClass::IN && record.name == *name)
}

fn cname(message: &Message, name: &Name) -> Option<(u32, Name)> {
    owned(message, name).find_map(|record| match &record.data {
        RData::CNAME(target) => Some((record.ttl, target.0.clone())),
        _ => None,
    })
}

fn data(data: &RData, kind: RecordKind) -> Option<Data> {
    match (kind, data) {
        (RecordKind::A, RData::A(address)) => Some(Data::Address(IpAddr::V4(address.0))),
        (RecordKind::Aaaa, RData::AAAA(address)) => Some(Data::Address(IpAddr::V6(address.0))),
        (RecordKind::Srv, RData::SRV(srv)) => Some(Data::Service {
            priority: srv.priority,
            weight: srv.weight,
            port: srv.port,
            target: to_text(&srv.target),
        }),
        (RecordKind::Cname, RData::CNAME(target)) => Some(Data::Name(to_text(&target.0))),
        (RecordKind::Ns, RData::NS(server)) => Some(Data::Name(to_text(&server.0))),
        _ => None,
    }
}

fn wire(kind: RecordKind) -> RecordType {
    match kind {
        RecordKind::A => RecordType::A,
        RecordKind::Aaaa => RecordType::AAAA,
        RecordKind::Srv => RecordType::SRV,
        RecordKind::Cname => RecordType::CNAME,
        RecordKind::Ns => RecordType::NS,
    }
}

/// A server that points elsewhere has not answered (RFC 2308 2.2: NS records, and no SOA).
fn is_referral(message: &Message) -> bool {
    let has = |kind| message.authorities.iter().any(|record| record.record_type() == kind);
    message.answers.is_empty() && !message.metadata.authoritative && has(RecordType::NS) && !has(RecordType::SOA)
}

fn rejects_edns(code: ResponseCode) -> bool {
    matches!(code, ResponseCode::FormErr | ResponseCode::NotImp | ResponseCode::BADVERS)
}

/// What did not work between two machines is silence; what came and makes no sense is the server's failure.
fn failure(error: &NetError) -> Answer {
    match error {
        NetError::Proto(_) | NetError::Dns(_) => Answer::ServerFailure,
        _ => Answer::Timeout,
    }
}

fn smaller(ttl: Option<u32>, other: u32) -> Option<u32> {
    Some(ttl.map_or(other, |ttl| ttl.min(other)))
}

/// A name found in the hosts file under either family is not asked for in DNS: so do the C library and Windows.
fn from_hosts(hosts: &Hosts, name: &Name, kind: RecordKind) -> Option<Reply> {
    let find = |kind: RecordKind| hosts.lookup_static_host(&Query::query(name.clone(), wire(kind)));
    let other = match kind {
        RecordKind::A => RecordKind::Aaaa,
        RecordKind::Aaaa => RecordKind::A,
        RecordKind::Srv | RecordKind::Cname | RecordKind::Ns => return None,
    };
    let Some(found) = find(kind) else {
        return find(other).map(|_| Reply::of(HOSTS_FILE, Answer::NoData));
    };
    let data = found.answers().iter().filter_map(|record| data(&record.data, kind)).collect();
    Some(Reply { data, ..Reply::of(HOSTS_FILE, Answer::Records) })
}

fn read_hosts(contents: &[u8]) -> std::io::Result<Hosts> {
    let mut hosts = Hosts::default();
    hosts.read_hosts_conf(contents)?;
    Ok(hosts)
}

fn system_servers() -> Result<Vec<SocketAddr>, DnsError> {
    let (config, _) = read_system_conf().map_err(|error| DnsError::System(Box::new(error)))?;
    let servers: Vec<_> = config
        .name_servers()
        .iter()
        .map(|server| {
            let udp = server.connections.iter().find(|connection| matches!(connection.protocol, ProtocolConfig::Udp));
            SocketAddr::new(server.ip, udp.map_or(PORT, |connection| connection.port))
        })
        .collect();
    if servers.is_empty() { Err(DnsError::NoServer) } else { Ok(servers) }
}

fn server_text(server: SocketAddr) -> String {
    if server.port() == PORT { server.ip().to_string() } else { server.to_string() }
}

#[cfg(test)]
mod tests;
