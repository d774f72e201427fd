//! What a long list costs where many of its servers are mute: 10,000 targets, each at an address of its own, three of ten
//! of which accept a connection and never say a word.
//!
//! Mute servers take their timeout whatever is done; all that can be done is to wait for as many as may be waited for at
//! once. The ratio is the time taken to that: mute servers x timeout / concurrency. The program is run as it is, and reads
//! its targets from a pipe.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

#[path = "support/rounds.rs"]
#[allow(dead_code)]
mod rounds;
#[path = "../tests/support/tls.rs"]
mod servers;

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::{IpAddr, Ipv4Addr},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use tokio::{
    io::AsyncReadExt,
    net::{TcpListener, TcpStream},
};

const NAME: &str = "edge.contoso.example";
const CONCURRENCY: usize = 256;
const TIMEOUT: Duration = Duration::from_secs(1);

fn main() {
    // To see that it works, a few are enough.
    let count = if rounds::rounds(2) == 2 { 10_000 } else { 300 };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let chain = servers::chain(NAME);
    let root = tempfile::NamedTempFile::new().unwrap();
    fs::write(root.path(), &chain.root).unwrap();
    let port = runtime.block_on(serve(servers::Setup::new(chain)));

    let mut command = Command::new(env!("CARGO_BIN_EXE_chaincheck"));
    command.args(["probe", "-", "--format", "jsonl", "--store", "none", "--name", NAME, "--anchors"]).arg(root.path());
    command.args(["--timeout", &format!("{}ms", TIMEOUT.as_millis()), "--concurrency", &CONCURRENCY.to_string()]);
    let start = Instant::now();
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let typing = thread::spawn(move || (0..count).for_each(|n| writeln!(input, "{}:{port}", address(n)).unwrap()));
    let (mut trusted, mut silent, mut memory) = (0, 0, None);
    for (number, line) in BufReader::new(child.stdout.take().unwrap()).lines().enumerate() {
        let line = line.unwrap();
        trusted += usize::from(line.contains("\"trust\":\"trusted\""));
        silent += usize::from(line.contains("\"outcome\":\"silent\""));
        if number % 256 == 255 {
            memory = peak(child.id()).or(memory);
        }
    }
    let took = start.elapsed();
    typing.join().unwrap();
    child.wait().unwrap();
    let mute = (0..count).filter(|n| is_mute(*n)).count();
    assert_eq!((trusted, silent), (count - mute, mute));
    let least = TIMEOUT * u32::try_from(mute.div_ceil(CONCURRENCY)).unwrap();
    let ratio = took.as_secs_f64() / (TIMEOUT.as_secs_f64() * mute as f64 / CONCURRENCY as f64);
    let memory = memory.map_or("not known here".to_owned(), |kib| format!("{:.1} MiB", kib as f64 / 1024.0));
    println!(
        "bulk, {count} targets, {mute} mute: {took:.1?}, {ratio:.2} times mute x timeout / concurrency (in whole rounds \
         {least:.1?}); peak memory {memory}"
    );
}

/// The address of a target: one in 127.64.0.0/10.
fn address(number: usize) -> Ipv4Addr {
    Ipv4Addr::from((127 << 24) + (64 << 16) + u32::try_from(number).unwrap() + 1)
}

/// Three of ten.
fn is_mute(number: usize) -> bool {
    number % 10 % 3 == 1
}

/// One listener for every address; which one was called tells what to do.
async fn serve(setup: servers::Setup) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (acceptor, _) = servers::acceptor(setup);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                if called(&stream).is_some_and(is_mute) {
                    while stream.read(&mut [0; 1024]).await.is_ok_and(|count| count > 0) {}
                } else if let Ok(mut stream) = acceptor.accept(stream).await {
                    let _ = stream.read(&mut [0; 1]).await;
                }
            });
        }
    });
    port
}

/// Which target was called.
fn called(stream: &TcpStream) -> Option<usize> {
    let IpAddr::V4(address) = stream.local_addr().ok()?.ip() else { return None };
    usize::try_from(u32::from(address) - u32::from(self::address(0))).ok()
}

/// The most memory a process had so far, in KiB, where the system tells.
fn peak(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}
