//! TCP connections with a deadline, and the meaning of their failures.
//!
//! The one judgement made here: a machine without a route of an address family has not learnt anything about the
//! other end, so such an address is skipped and not called silent.

use std::{
    io::{self, ErrorKind},
    net::{IpAddr, Ipv6Addr, SocketAddr, UdpSocket},
    time::Duration,
};

use tokio::{net::TcpStream, time};

use crate::{
    model::{
        Text,
        observation::{Cause, Outcome, Silence, Stage},
    },
    text, words,
};

/// A connection that did not come about.
pub(super) struct Failure {
    /// Silent or skipped.
    pub outcome: Outcome,
    /// It timed out or was reset, so another try may do better.
    pub cut: bool,
}

/// Connects within `timeout`.
pub(super) async fn connect(address: SocketAddr, timeout: Duration) -> Result<TcpStream, Failure> {
    match time::timeout(timeout, descriptor(address)).await {
        Ok(Ok(stream)) => {
            // Only speed is lost where the system declines.
            let _ = stream.set_nodelay(true);
            Ok(stream)
        }
        Ok(Err(error)) if lacks_route(address, &error) => Err(Failure { outcome: Outcome::Skipped, cut: false }),
        Ok(Err(error)) => Err(silent(&error)),
        Err(_) => {
            let time = format!("{timeout:?}");
            let why = text!("no-connection": "no answer to the connection request within {time}", time);
            Err(failure(Cause::TimedOut, why))
        }
    }
}

/// Connects, waiting for other connections to end if this machine allows no more open files: that says nothing of the
/// other end.
async fn descriptor(address: SocketAddr) -> io::Result<TcpStream> {
    for _ in 0..FILE_WAITS {
        match TcpStream::connect(address).await {
            Err(error) if lacks_files(&error) => time::sleep(FILE_WAIT).await,
            done => return done,
        }
    }
    TcpStream::connect(address).await
}

/// How often a free file is waited for, and how long each time: ten seconds, or the timeout if that is shorter.
const FILE_WAITS: u32 = 200;
const FILE_WAIT: Duration = Duration::from_millis(50);

/// Whether the process or the machine has all the files open that it may (ENFILE, EMFILE; WSAEMFILE).
fn lacks_files(error: &io::Error) -> bool {
    let codes: &[i32] = if cfg!(windows) { &[10024] } else { &[23, 24] };
    error.raw_os_error().is_some_and(|code| codes.contains(&code))
}

fn silent(error: &io::Error) -> Failure {
    match error.kind() {
        _ if lacks_files(error) => {
            let why = words!("this machine allows no more open files: raise ulimit -n or lower --concurrency");
            failure(Cause::Other, Text::words(why))
        }
        ErrorKind::ConnectionRefused => failure(Cause::Refused, Text::words(words!("the connection was refused"))),
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted => {
            failure(Cause::Closed, Text::words(words!("the connection was reset while connecting")))
        }
        ErrorKind::TimedOut => failure(Cause::TimedOut, Text::words(words!("no answer to the connection request"))),
        ErrorKind::NetworkUnreachable => {
            failure(Cause::Other, Text::words(words!("this machine has no route to the network")))
        }
        ErrorKind::HostUnreachable => failure(Cause::Other, Text::words(words!("no route to the host"))),
        _ => failure(Cause::Other, text!("cannot-connect": "cannot connect: {error}", error = error.to_string())),
    }
}

pub(super) fn failure(cause: Cause, why: Text) -> Failure {
    let cut = matches!(cause, Cause::TimedOut | Cause::Closed);
    Failure { outcome: Outcome::Silent(Silence { stage: Stage::Connect, cause, why }), cut }
}

/// Whether the failure speaks of this machine's lack of IPv6 rather than of the address. IPv4 is never skipped: a
/// machine without it has a fault worth seeing.
fn lacks_route(address: SocketAddr, error: &io::Error) -> bool {
    if address.is_ipv4() {
        return false;
    }
    match error.kind() {
        ErrorKind::NetworkUnreachable | ErrorKind::AddrNotAvailable => true,
        // Either a router said so, far away, or this machine has only local addresses.
        ErrorKind::HostUnreachable => !own_address(address).is_some_and(|own| may_reach(own, address.ip())),
        _ => error.raw_os_error() == Some(FAMILY_UNSUPPORTED),
    }
}

/// The address from which this machine would send to `address`, if it has a route: connecting a datagram socket
/// consults the routing table and sends nothing.
fn own_address(address: SocketAddr) -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv6Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect(address).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

/// Whether an answer could come back: a machine that has but link-local or unique-local addresses (RFC 4193), as
/// containers often do together with a route, is not on the Internet.
fn may_reach(own: IpAddr, other: IpAddr) -> bool {
    let global = |ip: IpAddr| matches!(ip, IpAddr::V6(ip) if ip.segments()[0] & 0xe000 == 0x2000);
    global(own) || !global(other)
}

/// EAFNOSUPPORT, which the standard library does not name: the kernel was started without IPv6.
const FAMILY_UNSUPPORTED: i32 = if cfg!(windows) {
    10047
} else if cfg!(target_os = "linux") {
    97
} else {
    47
};

#[cfg(test)]
mod tests {
    use super::*;

    const V4: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1)), 443);
    const V6: SocketAddr = SocketAddr::new(std::net::IpAddr::V6(Ipv6Addr::LOCALHOST), 443);

    #[test]
    fn only_ipv6_without_a_route_is_skipped() {
        let unreachable = io::Error::from(ErrorKind::NetworkUnreachable);
        assert!(lacks_route(V6, &unreachable));
        assert!(!lacks_route(V4, &unreachable));
        assert!(lacks_route(V6, &io::Error::from(ErrorKind::AddrNotAvailable)));
        assert!(lacks_route(V6, &io::Error::from_raw_os_error(FAMILY_UNSUPPORTED)));
        assert!(!lacks_route(V6, &io::Error::from(ErrorKind::ConnectionRefused)));
        assert!(!lacks_route(V6, &io::Error::from(ErrorKind::TimedOut)));
    }

    #[test]
    fn local_addresses_do_not_reach_the_internet() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap_or(V6.ip());
        for (own, other, may) in [
            ("fd00::2", "2603:1047::1", false),
            ("fe80::2", "2603:1047::1", false),
            ("2001:db8::2", "2603:1047::1", true),
            ("fd00::2", "fd00::3", true),
            ("::1", "::1", true),
        ] {
            assert_eq!(may_reach(ip(own), ip(other)), may, "{own} {other}");
        }
    }

    #[test]
    fn each_failure_has_its_cause() {
        let cause = |kind: ErrorKind| match silent(&io::Error::from(kind)) {
            Failure { outcome: Outcome::Silent(silence), cut } => {
                assert_eq!(silence.stage, Stage::Connect);
                (silence.cause, cut)
            }
            Failure { outcome, .. } => panic!("{outcome:?}"),
        };
        assert_eq!(cause(ErrorKind::ConnectionRefused), (Cause::Refused, false));
        assert_eq!(cause(ErrorKind::ConnectionReset), (Cause::Closed, true));
        assert_eq!(cause(ErrorKind::TimedOut), (Cause::TimedOut, true));
        assert_eq!(cause(ErrorKind::NetworkUnreachable), (Cause::Other, false));
        assert_eq!(cause(ErrorKind::PermissionDenied), (Cause::Other, false));
    }
}
