//! Certificates that lie in the stores of Windows.

use std::sync::Arc;

use super::super::Cert;

/// A store by its name in Windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StoreName {
    /// `My`: the own certificates.
    My,
    /// `Root`, and `AuthRoot`, which shows there too.
    Root,
    /// `CA`: intermediate authorities.
    Ca,
    /// `Disallowed`.
    Disallowed,
}

impl StoreName {
    /// What the stores of this name are called among the things that are looked at.
    pub fn item(self) -> &'static str {
        match self {
            Self::My => "personal-certificate",
            Self::Root => "roots",
            Self::Ca => "intermediates",
            Self::Disallowed => "disallowed",
        }
    }
}

/// Whose store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// LocalMachine.
    Machine,
    /// CurrentUser.
    User,
}

/// One certificate in a store.
#[derive(Debug, Clone)]
pub struct Held {
    /// The certificate.
    pub cert: Arc<Cert>,
    /// Whose store; `None` where the snapshot does not say.
    pub owner: Option<Owner>,
}
