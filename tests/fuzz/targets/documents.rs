//! The documents of discovery from any bytes: autodiscover, realm, federation metadata, and a challenge.
#![no_main]

use chaincheck::discover::{autodiscover, challenge, metadata, realm};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    match autodiscover::read(data, Some("text/plain")) {
        Ok(found) => {
            assert!(found.links.len() <= 256 && found.servers.len() <= 256);
            assert!(found.servers.iter().all(|server| !server.fqdn.is_empty() && server.port != 0));
        }
        Err(e) => assert!(e.to_string().len() < 4_096),
    }
    match realm::read(data) {
        Ok(found) => {
            assert!(found.hosts.len() <= 8);
            assert!(found.hosts.iter().all(|at| at.host.parse::<std::net::IpAddr>().is_err()), "{found:?}");
        }
        Err(e) => assert!(e.to_string().len() < 4_096),
    }
    match metadata::read(data) {
        Ok(found) => {
            assert!((1..=32).contains(&found.len()));
            assert!(found.iter().all(|(_, der)| !der.is_empty() && der.len() <= data.len()));
        }
        Err(e) => assert!(e.to_string().len() < 4_096),
    }
    let header = String::from_utf8_lossy(data).into_owned();
    assert!(challenge::challenge(&[header]).trusted_issuers.len() <= 64);
});
