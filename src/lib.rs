//! chaincheck: which link of a TLS certificate chain is broken, why, who is hurt by it, and what to do.
//!
//! The folders read as one sentence: **discover, probe, walk, judge, render**. The nouns are what they work on.
//!
//! | folder | owns | may name |
//! |---|---|---|
//! | [`model`] | plain data: target, endpoint, certificate, chain, walk, finding, report | std |
//! | [`x509`] | bytes to facts: parsing, one signature check, name matching | model |
//! | [`walk`] | every path from leaf to anchor, every check on every link | x509, model |
//! | [`judge`] | rules: a scene to findings | model |
//! | [`trust`] | loading anchors | x509, model |
//! | [`discover`] | DNS to endpoints | model |
//! | [`probe`] | sockets, capturing the presented chain | model |
//! | [`fetch`] | requests beside the probes, with bounds and a guard on addresses | probe, model |
//! | [`workstation`] | snapshots of computers that people sign in from, bytes to facts | x509, model |
//! | [`check`] | running the stages with bounds on time and concurrency | all of the above |
//! | [`render`] | a report to bytes | model |
//! | [`compare`] | two reports of earlier runs: what changed | render, model |
//! | `demo` | the contoso deployment on loopback | std |
//! | [`cli`] | arguments to a plan, a report to an exit code | check, compare, demo, render, judge, trust, workstation, model |
//!
//! `tests/floors.rs` reads the `use crate::` lines and insists on the last column.

pub mod check;
pub mod cli;
pub mod compare;
#[cfg(feature = "demo")]
pub mod demo;
pub mod discover;
pub mod fetch;
pub mod judge;
pub mod model;
pub mod probe;
pub mod render;
pub mod trust;
pub mod walk;
pub mod workstation;
pub mod x509;
