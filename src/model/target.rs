//! What the administrator asked about.

use std::path::PathBuf;

/// One thing named on the command line.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Target {
    /// A domain whose endpoints are to be discovered; lower case ASCII, without a trailing dot.
    Domain(String),
    /// A known endpoint: host name or address literal, and port.
    Host {
        /// Lower case ASCII host name or an address literal without brackets.
        host: String,
        /// TCP port.
        port: u16,
    },
    /// A chain in a file.
    File(PathBuf),
}

impl Target {
    /// The word for the kind in reports: `domain`, `host` or `file`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Domain(_) => "domain",
            Self::Host { .. } => "host",
            Self::File(_) => "file",
        }
    }

    /// The target as an administrator would write it.
    pub fn name(&self) -> String {
        match self {
            Self::Domain(name) => name.clone(),
            Self::Host { host, port } if host.contains(':') => format!("[{host}]:{port}"),
            Self::Host { host, port } => format!("{host}:{port}"),
            Self::File(path) => path.display().to_string(),
        }
    }
}
