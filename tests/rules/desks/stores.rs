//! What lies in the stores of computers, and what Schannel makes of it.

use std::sync::Arc;

use chaincheck::model::{
    report::TargetReport,
    workstation::{Held, Owner, Told, Windows},
};

use super::super::{
    pki::{Made, authority, root},
    reports::run,
    table::{Case, cases},
};
use super::{but, number};

const SCHANNEL: &str = r"HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL";

cases! {
    "roots among the roots": holds(false, &[root("Contoso Root CA")]) => [];
    "an intermediate among a server's roots": {
        let above = root("Contoso Root CA");
        holds(true, &[authority("Contoso Issuing CA").signed_by(&above), above])
    } => ["warning intermediate-in-root-store workstation"];
    "an intermediate among a client's roots": holds(false, &[misplaced()])
        => ["notice intermediate-in-root-store workstation"];
    "an intermediate among the user's own roots": but(|desk| {
        desk.roots = Told::Told(vec![Held { owner: Some(Owner::User), ..held(&misplaced()) }]);
    }) => [];
    "nothing is known of the roots": but(|desk| desk.roots = Told::NotTold) => [];

    "very many roots on a client": holds(false, &many(101)) => ["notice root-store-crowded workstation"];
    "very many roots on a server that sends no list": holds(true, &many(101))
        => ["notice root-store-crowded workstation"];
    "a hundred roots": holds(true, &many(100)) => [];
    "so many roots on a server that sends their names": sends(&many(101))
        => ["warning root-store-crowded workstation", "warning issuer-list-too-long workstation"];
    "names that fit into the list": sends(&many(50)) => [];
    "the same root over and over": {
        let one = root(&"x".repeat(200));
        sends(&vec![one; 150])
    } => [];

    "an authority renewed with a new key, on a server": holds(true, &[root("Contoso Root CA"), root("Contoso Root CA")])
        => ["warning root-store-twins workstation"];
    "an authority renewed with a new key, on a client": holds(false, &[root("Contoso Root CA"), root("Contoso Root CA")])
        => ["notice root-store-twins workstation"];
    "an authority renewed with its old key": {
        let old = root("Contoso Root CA");
        let new = authority("Contoso Root CA").dates((2022, 1, 1), (2042, 1, 1)).key_of(&old).self_signed();
        holds(true, &[old, new])
    } => [];
    "the older of two has run out": {
        let old = authority("Contoso Root CA").dates((2010, 1, 1), (2020, 1, 1)).self_signed();
        holds(true, &[old, root("Contoso Root CA")])
    } => [];

    "a root that is distrusted as well": {
        let root = root("Contoso Root CA");
        but(|desk| {
            desk.roots = Told::Told(vec![held(&root)]);
            desk.disallowed = Told::Told(vec![held(&root)]);
        })
    } => ["warning root-explicitly-distrusted workstation"];
    "a root that Microsoft distrusts everywhere": both(root("DigiNotar Root CA"))
        => ["notice root-explicitly-distrusted workstation"];
    "a root that is distrusted and has run out":
        both(authority("Contoso Root CA").dates((2010, 1, 1), (2020, 1, 1)).self_signed())
        => ["notice root-explicitly-distrusted workstation"];
    "another one is distrusted": but(|desk| {
        desk.roots = Told::Told(vec![held(&root("Contoso Root CA"))]);
        desk.disallowed = Told::Told(vec![held(&root("DigiNotar Root CA"))]);
    }) => [];
    "nothing is known of what is distrusted": but(|desk| {
        desk.roots = Told::Told(vec![held(&root("Contoso Root CA"))]);
        desk.disallowed = Told::NotTold;
    }) => [];

    "intermediates are trusted like roots": but(|desk| desk.registry.add(SCHANNEL, number("ClientAuthTrustMode", 2)))
        => ["notice schannel-client-auth-mode workstation"];
    "roots of a list alone are trusted": but(|desk| {
        desk.registry.add(SCHANNEL, number("ClientAuthTrustMode", 1));
        desk.registry.add(SCHANNEL, number("EnableSessionTicket", 2));
    }) => ["notice schannel-client-auth-mode workstation"];
    "the default, in so many words": but(|desk| desk.registry.add(SCHANNEL, number("ClientAuthTrustMode", 0))) => [];
}

/// A client computer that trusts and distrusts the same root.
fn both(root: Made) -> TargetReport {
    but(|desk| {
        desk.roots = Told::Told(vec![held(&root)]);
        desk.disallowed = Told::Told(vec![held(&root)]);
    })
}

fn misplaced() -> Made {
    authority("Contoso Issuing CA").signed_by(&root("Contoso Root CA"))
}

fn held(made: &Made) -> Held {
    Held { cert: Arc::new(made.cert()), owner: Some(Owner::Machine) }
}

/// A computer with these in the machine's store of roots.
fn holds(server: bool, roots: &[Made]) -> TargetReport {
    but(|desk| {
        desk.windows = Told::Told(Windows { server: Some(server), ..Windows::default() });
        desk.roots = Told::Told(roots.iter().map(held).collect());
    })
}

/// A server that sends the names of its roots to clients.
fn sends(roots: &[Made]) -> TargetReport {
    let mut report = holds(true, roots);
    report.workstation.as_mut().unwrap().registry.add(SCHANNEL, number("SendTrustedIssuerList", 1));
    report
}

/// So many roots with long names, all of one key.
fn many(count: usize) -> Vec<Made> {
    let first = root("Root 0");
    let name = |i: usize| format!("Root {i} {}", "of a long name ".repeat(12));
    let more = (1..count).map(|i| authority(&name(i)).key_of(&first).self_signed());
    std::iter::once(first.clone()).chain(more).collect()
}
