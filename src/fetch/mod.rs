//! Requests beside the probes: one address, one request, one answer, each with bounds on size and time.
//!
//! Nothing fetched is trusted. Which requests are made, whether a redirect is followed and what an answer means is the
//! business of [`crate::check`] and the document readers of [`crate::discover`]. `proxy` owns where requests go through.

mod proxy;

pub use proxy::Proxies;
