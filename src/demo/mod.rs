//! The contoso deployment on loopback: a name server and TLS servers in this process, with a named defect.
//!
//! Nothing leaves the machine, nothing needs privileges, no fixed port is taken. All names resolve to 127.0.0.1; the
//! members of a pool are told apart by port, through the [`Deployment::connect_to`] entries that a checker is given.
//! Every run has certificates of its own, whose keys live in memory only.
//!
//! `scenarios` owns what can be wrong, `blueprint` the healthy deployment, `cloud` what stands for Microsoft's, `pki`,
//! `dns`, `tls` and `site` their parts; this file owns starting and stopping. Checking it is left to the caller.

use std::{error::Error, fmt, io, net::SocketAddr, time::SystemTime};

use thiserror::Error;

pub use self::scenarios::{DEFAULT_SCENARIO, SCENARIOS, Scenario};
use self::{
    blueprint::{Blueprint, Entry},
    dns::NameServer,
    site::Site,
    tls::Servers,
};
use crate::words;

mod blueprint;
mod cloud;
mod dns;
mod pki;
mod scenarios;
mod site;
mod tls;

/// The domain of the demo. `.test` is reserved (RFC 6761 6.2), so that it can never be somebody's.
pub const DOMAIN: &str = "contoso.test";

/// A running deployment. Dropping it stops its servers.
pub struct Deployment {
    /// The domain to check.
    pub domain: String,
    /// The name server to ask.
    pub dns: SocketAddr,
    /// Where each host and port really is; several entries for one are its members.
    pub connect_to: Vec<ConnectTo>,
    /// The enterprise root, as PEM.
    pub root_pem: String,
    /// The root of the cloud's hosts, as PEM. The checker is always told of it: clients know the real one.
    pub cloud_root_pem: String,
    /// Whether the checker is to be told of the root.
    pub uses_root: bool,
    /// Further SIP domains that the Edge is said to serve.
    pub sip_domains: Vec<String>,
    _name_server: NameServer,
    _servers: Servers,
}

/// Where a host and port really is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectTo {
    /// Host name as in DNS.
    pub host: String,
    /// Port as in DNS.
    pub port: u16,
    /// Where to connect instead.
    pub address: SocketAddr,
}

/// `HOST:PORT:ADDR:PORT`, as `--connect-to` takes it.
impl fmt::Display for ConnectTo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.host, self.port, self.address)
    }
}

/// Why the demo could not be started.
#[derive(Debug, Error)]
pub enum DemoError {
    /// No certificates.
    Certificates(#[source] Box<dyn Error + Send + Sync>),
    /// No port.
    Listen(#[source] io::Error),
    /// No TLS.
    Tls(#[source] Box<dyn Error + Send + Sync>),
    /// No zone.
    Zone(#[source] Box<dyn Error + Send + Sync>),
}

impl fmt::Display for DemoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

impl DemoError {
    /// It in words that are said in every language.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Certificates(_) => words!("cannot make the certificates of the demo"),
            Self::Listen(_) => words!("cannot listen on the loopback address"),
            Self::Tls(_) => words!("cannot set up the TLS servers of the demo"),
            Self::Zone(_) => words!("cannot set up the name server of the demo"),
        }
    }
}

/// Starts a scenario, with certificates that are valid around `now`.
pub async fn start(scenario: &Scenario, now: SystemTime) -> Result<Deployment, DemoError> {
    let mut plan = Blueprint::new(now)?;
    (scenario.build)(&mut plan)?;

    plan.zone.push(("pki", Entry::Here));
    let mut servers = Servers::default();
    let mut connect_to = Vec::new();
    let pools = [(443, &plan.edge), (5061, &plan.federation)];
    for (port, member) in pools.into_iter().flat_map(|(port, pool)| pool.iter().map(move |member| (port, member))) {
        let address = servers.start(member, plan.pki.root_der()).await?;
        connect_to.push(ConnectTo { host: blueprint::EDGE.to_owned(), port, address });
    }
    let proxy = servers.start(&plan.proxy, plan.pki.root_der()).await?;
    let plain = servers.start_plain(&plan.proxy_plain).await?;
    for host in blueprint::PROXIED {
        connect_to.push(ConnectTo { host: (*host).to_owned(), port: 443, address: proxy });
    }
    let sso = servers.start(&plan.sso, plan.pki.root_der()).await?;
    connect_to.push(ConnectTo { host: blueprint::SSO.to_owned(), port: 443, address: sso });
    // Nothing of what the deployment has not is to be looked for anywhere else.
    connect_to.retain(|entry| plan.has(&entry.host));
    for host in blueprint::PROXIED.iter().filter(|host| plan.has(host)) {
        connect_to.push(ConnectTo { host: (*host).to_owned(), port: 80, address: plain });
    }
    let files = servers.start_plain(&Site::of(plan.pki.pages()?)).await?;
    connect_to.push(ConnectTo { host: pki::HOST.to_owned(), port: 80, address: files });
    let plain = servers.start_plain(&plan.cloud.first_hop()).await?;
    for (host, port, member) in plan.cloud.servers()? {
        let address = servers.start(&member, plan.cloud.pki.root_der()).await?;
        connect_to.push(ConnectTo { host: host.to_owned(), port, address });
        // The customer's names for it lead there too.
        for alias in plan.aliases_of(host) {
            connect_to.push(ConnectTo { host: alias.clone(), port, address });
            connect_to.push(ConnectTo { host: alias, port: 80, address: plain });
        }
    }

    let name_server = NameServer::start(&plan.zone).await?;
    Ok(Deployment {
        domain: DOMAIN.to_owned(),
        dns: name_server.address,
        connect_to,
        root_pem: plan.pki.root_pem(),
        cloud_root_pem: plan.cloud.pki.root_pem(),
        uses_root: scenario.uses_root,
        sip_domains: plan.sip_domains.iter().map(|&name| name.to_owned()).collect(),
        _name_server: name_server,
        _servers: servers,
    })
}
