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
    /// A computer that people sign in from.
    Workstation {
        /// Its snapshot; `None` for the computer that this runs on.
        snapshot: Option<PathBuf>,
        /// What it is called, once it was read.
        name: Option<String>,
    },
}

impl Target {
    /// The word for the kind in reports: `domain`, `host`, `file` or `workstation`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Domain(_) => "domain",
            Self::Host { .. } => "host",
            Self::File(_) => "file",
            Self::Workstation { .. } => "workstation",
        }
    }

    /// The target as an administrator would write it.
    pub fn name(&self) -> String {
        match self {
            Self::Domain(name) => name.clone(),
            Self::Host { host, port } if host.contains(':') => format!("[{host}]:{port}"),
            Self::Host { host, port } => format!("{host}:{port}"),
            Self::File(path) => path.display().to_string(),
            Self::Workstation { name: Some(name), .. } => name.clone(),
            Self::Workstation { snapshot: Some(path), .. } => path.display().to_string(),
            Self::Workstation { .. } => "this-computer".to_owned(),
        }
    }
}
