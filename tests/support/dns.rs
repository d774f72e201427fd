//! A name server on loopback that can be told to misbehave.
//!
//! hickory-server holds the zones and answers as an authoritative server does. In front of it stands a relay of our
//! own: it counts the questions and asks the test's script what to do with each one.
#![allow(dead_code)]

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    str::FromStr,
    sync::{Arc, Mutex},
    time::Duration,
};

use hickory_server::{
    Server,
    proto::{
        op::{Message, MessageType, ResponseCode},
        rr::Name,
        serialize::txt::Parser,
    },
    store::in_memory::InMemoryZoneHandler,
    zone_handler::{AxfrPolicy, Catalog, ZoneType},
};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream, UdpSocket},
    task::JoinHandle,
    time::Instant,
};

/// What happens to a question that came over UDP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reaction {
    /// Answered from the zones.
    Answer,
    /// Not answered.
    Silence,
    /// Answered with nothing but a code.
    Code(ResponseCode),
    /// Answered with an empty message that says to come again over TCP.
    Truncate,
    /// Answered twice: with somebody else's id and no records, then properly.
    WrongIdFirst,
    /// Kept until the next question, whose answer it then precedes.
    Late,
    /// Answered so much later, while others are answered meanwhile.
    After(Duration),
    /// The question itself is sent back.
    Echo,
    /// The records are those of another name.
    OtherOwner,
    /// Bytes that are no message, behind the right id.
    Garbage,
    /// Answered only if the question carries no EDNS.
    NoEdns,
}

/// A question as the script sees it.
pub struct Asked<'a> {
    /// With its final dot.
    pub name: &'a str,
    /// `A`, `AAAA`, `SRV`.
    pub kind: &'a str,
    /// How often it came before.
    pub before: usize,
}

type Counts = Arc<Mutex<BTreeMap<(String, String), usize>>>;

/// A running server; it ends when dropped.
pub struct NameServer {
    pub address: SocketAddr,
    udp: Counts,
    tcp: Arc<Mutex<usize>>,
    tasks: Vec<JoinHandle<()>>,
    _zones: Server<Catalog>,
}

impl Drop for NameServer {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl NameServer {
    /// Answers everything from the zones.
    pub async fn of(zones: &[&str]) -> Self {
        Self::scripted(zones, |_| Reaction::Answer).await
    }

    /// Asks the script first.
    pub async fn scripted(zones: &[&str], script: impl Fn(&Asked) -> Reaction + Send + 'static) -> Self {
        let (zones, backend) = serve(zones).await;
        let (udp_socket, tcp_socket) = pair().await;
        let address = udp_socket.local_addr().unwrap();
        let (udp, tcp) = (Counts::default(), Arc::default());
        let tasks = vec![
            tokio::spawn(relay_udp(udp_socket, backend, Arc::clone(&udp), script)),
            tokio::spawn(relay_tcp(tcp_socket, backend, Arc::clone(&tcp))),
        ];
        Self { address, udp, tcp, tasks, _zones: zones }
    }

    /// How often a question came over UDP.
    pub fn count(&self, name: &str, kind: &str) -> usize {
        self.udp.lock().unwrap().get(&(name.to_owned(), kind.to_owned())).copied().unwrap_or_default()
    }

    /// Every question that came over UDP, and how often.
    pub fn counts(&self) -> BTreeMap<(String, String), usize> {
        self.udp.lock().unwrap().clone()
    }

    /// How many connections came over TCP.
    pub fn tcp(&self) -> usize {
        *self.tcp.lock().unwrap()
    }
}

/// A UDP and a TCP socket with one port number.
async fn pair() -> (UdpSocket, TcpListener) {
    loop {
        let udp = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        if let Ok(tcp) = TcpListener::bind(udp.local_addr().unwrap()).await {
            return (udp, tcp);
        }
    }
}

async fn serve(zones: &[&str]) -> (Server<Catalog>, SocketAddr) {
    let mut catalog = Catalog::new();
    for zone in zones {
        let (origin, records) = Parser::new(*zone, None, None).parse().unwrap();
        let handler: InMemoryZoneHandler =
            InMemoryZoneHandler::new(origin.clone(), records, ZoneType::Primary, AxfrPolicy::Deny).unwrap();
        catalog.upsert(origin.into(), vec![Arc::new(handler)]);
    }
    let (udp, tcp) = pair().await;
    let address = udp.local_addr().unwrap();
    let mut server = Server::new(catalog);
    server.register_socket(udp);
    server.register_listener(tcp, Duration::from_secs(5), 65_535);
    (server, address)
}

async fn relay_udp(socket: UdpSocket, backend: SocketAddr, counts: Counts, script: impl Fn(&Asked) -> Reaction) {
    let socket = Arc::new(socket);
    let mut late: Option<(Vec<u8>, SocketAddr)> = None;
    let mut buffer = [0; 4096];
    while let Ok((length, client)) = socket.recv_from(&mut buffer).await {
        let question = buffer[..length].to_vec();
        let message = Message::from_vec(&question).unwrap();
        let query = message.queries.first().unwrap();
        let (name, kind) = (query.name().to_ascii(), query.query_type().to_string());
        let before = {
            let mut counts = counts.lock().unwrap();
            let count = counts.entry((name.clone(), kind.clone())).or_default();
            *count += 1;
            *count - 1
        };

        let reaction = script(&Asked { name: &name, kind: &kind, before });
        let mut empty = message.clone();
        empty.metadata.message_type = MessageType::Response;
        match reaction {
            Reaction::Silence => continue,
            Reaction::Late => {
                late = Some((question, client));
                continue;
            }
            Reaction::After(delay) => {
                let (due, socket) = (Instant::now() + delay, Arc::clone(&socket));
                tokio::spawn(async move {
                    let answer = forward(&question, backend).await;
                    tokio::time::sleep_until(due).await;
                    socket.send_to(&answer, client).await.unwrap();
                });
                continue;
            }
            Reaction::Code(code) => empty.metadata.response_code = code,
            Reaction::Truncate => empty.metadata.truncation = true,
            Reaction::WrongIdFirst => empty.metadata.id = message.metadata.id.wrapping_add(1),
            Reaction::NoEdns if message.edns.is_some() => empty.metadata.response_code = ResponseCode::FormErr,
            _ => {}
        }
        if let Some((question, client)) = late.take() {
            let answer = forward(&question, backend).await;
            socket.send_to(&answer, client).await.unwrap();
        }

        let answer = match reaction {
            Reaction::Code(_) | Reaction::Truncate => empty.to_vec().unwrap(),
            Reaction::NoEdns if message.edns.is_some() => empty.to_vec().unwrap(),
            Reaction::Echo => question,
            Reaction::Garbage => [&question[..2], b"\xff\xff"].concat(),
            Reaction::WrongIdFirst => {
                socket.send_to(&empty.to_vec().unwrap(), client).await.unwrap();
                forward(&question, backend).await
            }
            Reaction::OtherOwner => {
                let mut answer = Message::from_vec(&forward(&question, backend).await).unwrap();
                let other = Name::from_str("www.attacker.example.").unwrap();
                answer.answers.iter_mut().for_each(|record| record.name = other.clone());
                answer.to_vec().unwrap()
            }
            _ => forward(&question, backend).await,
        };
        socket.send_to(&answer, client).await.unwrap();
    }
}

async fn forward(question: &[u8], backend: SocketAddr) -> Vec<u8> {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    socket.send_to(question, backend).await.unwrap();
    let mut buffer = vec![0; 65_535];
    let (length, _) = socket.recv_from(&mut buffer).await.unwrap();
    buffer.truncate(length);
    buffer
}

async fn relay_tcp(listener: TcpListener, backend: SocketAddr, count: Arc<Mutex<usize>>) {
    while let Ok((mut client, _)) = listener.accept().await {
        *count.lock().unwrap() += 1;
        tokio::spawn(async move {
            let mut server = TcpStream::connect(backend).await.unwrap();
            // Either side may hang up first.
            let _ = copy_bidirectional(&mut client, &mut server).await;
        });
    }
}
