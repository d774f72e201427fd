//! What the discovery of a domain costs behind a resolver that takes its time: so many delays as the longest chain of
//! lookups is long, however many records there are.
//!
//! Every record of the catalogue is asked for; 25 endpoints come of them. The longest chain is three lookups: a service
//! record, an alias in another zone, the address there.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

#[path = "../tests/support/dns.rs"]
mod name_server;
#[path = "support/rounds.rs"]
mod rounds;

use std::time::Duration;

use chaincheck::{
    discover::{Dns, DnsOptions, Inquiry},
    model::Discovery,
};
use name_server::{NameServer, Reaction};

/// How long each answer takes.
const DELAY: Duration = Duration::from_millis(40);

/// The lookups that wait for each other.
const CHAIN: u32 = 3;

/// How many delays more are allowed.
const SPARE: u32 = 3;

/// Every name of the catalogue, and services at hosts whose addresses are in another zone.
fn zones() -> [String; 2] {
    let start =
        |origin: &str| format!("$ORIGIN {origin}.\n$TTL 300\n@ IN SOA ns admin 1 3600 600 86400 60\n@ IN NS ns\n");
    let mut contoso = start("contoso.example");
    let mut hoster = start("hoster.example");
    let mut add = |records: String| contoso.push_str(&records);
    for name in HOSTS {
        add(format!("{name} A 203.0.113.20\n"));
    }
    for (number, (record, port)) in SERVICES.iter().enumerate() {
        add(format!("{record} SRV 0 0 {port} edge{number}\nedge{number} CNAME far{number}.hoster.example.\n"));
        hoster.push_str(&format!("far{number} A 198.51.100.{}\n", number + 1));
    }
    [contoso, hoster]
}

const HOSTS: &[&str] = &[
    "lyncdiscoverinternal",
    "lyncdiscover",
    "sipinternal",
    "sip",
    "sipexternal",
    "meet",
    "dialin",
    "admin",
    "lwa",
    "scheduler",
    "ucupdates-r2",
    "sts",
    "adfs",
    "fs",
    "enterpriseregistration",
    "autodiscover",
];

const SERVICES: &[(&str, u16)] = &[
    ("_sipinternaltls._tcp", 5061),
    ("_sipinternaltls._tcp", 5061),
    ("_sip._tls", 443),
    ("_sip._tls", 443),
    ("_sip._tls", 443),
    ("_sip._tls", 443),
    ("_sipfederationtls._tcp", 5061),
    ("_sipfederationtls._tcp", 5061),
    ("_sipfederationtls._tcp", 5061),
];

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let zones = zones();
    let zones: Vec<&str> = zones.iter().map(String::as_str).collect();
    let server = runtime.block_on(NameServer::scripted(&zones, |_| Reaction::After(DELAY)));
    // A new memory each time.
    let discover = || -> Discovery {
        let options = DnsOptions {
            servers: vec![server.address],
            timeout: Duration::from_secs(5),
            retries: 0,
            ipv4: true,
            ipv6: true,
            at_once: 256,
        };
        let dns = Dns::new(options).unwrap();
        runtime.block_on(dns.discover(&Inquiry::of("contoso.example")))
    };
    let one = || runtime.block_on(async { tokio::time::sleep(DELAY * CHAIN).await });
    let (ours, chain) = rounds::medians(rounds::rounds(25), discover, one);
    let seen = discover();
    let asked = |name: &str| seen.lookups.iter().any(|lookup| lookup.name == name);
    assert!(asked("far0.hoster.example."), "the chain is shorter than it is taken for");
    let ratio = ours.as_secs_f64() / chain.as_secs_f64();
    let bound = DELAY * (CHAIN + SPARE);
    let verdict = if ours <= bound { "within" } else { "OVER" };
    println!(
        "discover: {} endpoints, {} questions, {DELAY:?} each: {ours:.1?}; {CHAIN} lookups one after the other take \
         {chain:.1?}: {ratio:.2} times that, {verdict} the {bound:?} allowed",
        seen.endpoints.len(),
        seen.lookups.len()
    );
}
