//! How the chains of the fixtures were made: those with a certificate that is not in order.

use std::net::{IpAddr, Ipv4Addr};

use rcgen::{
    CidrSubnet, CustomExtension, DistinguishedName, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, KeyUsagePurpose,
    SanType,
};

use super::{
    fixture::Fixture,
    makers::{ISSUING, LEAF, Maker, ROOT, contoso},
    pki::{Draft, Made, authority, element, root, server},
};

pub const MAKERS: &[Maker] = &[
    Maker {
        name: "expired-leaf",
        says: "The leaf ran out half a year ago.",
        make: || with_leaf("The leaf, run out.", |leaf| leaf.dates((2025, 1, 1), (2026, 1, 1))),
    },
    Maker {
        name: "not-yet-valid",
        says: "The leaf begins a month after the time judged at.",
        make: || with_leaf("The leaf, not begun.", |leaf| leaf.dates((2026, 8, 1), (2027, 8, 1))),
    },
    Maker {
        name: "cn-only",
        says: "The name stands in the subject alone.",
        make: || with_leaf("The leaf, without subject alternative names.", Draft::nameless),
    },
    Maker {
        name: "leaf-purpose",
        says: "The leaf is for clients alone.",
        make: || {
            with_leaf("The leaf, with extended key usage clientAuth.", |leaf| {
                leaf.purposes(&[ExtendedKeyUsagePurpose::ClientAuth])
            })
        },
    },
    Maker {
        name: "leaf-key-usage",
        says: "The leaf's key usage allows neither signing nor encrypting keys.",
        make: || {
            with_leaf("The leaf, with key usage cRLSign alone.", |leaf| leaf.key_usages(&[KeyUsagePurpose::CrlSign]))
        },
    },
    Maker {
        name: "unknown-critical",
        says: "The leaf carries a critical extension that nobody knows.",
        make: || with_leaf("The leaf, with a critical extension from a private template.", Draft::unknown_critical),
    },
    Maker {
        name: "malformed-name",
        says: "One of the leaf's alternative names is no text.",
        make: || {
            with_leaf("The leaf, with a byte of 0xff among its names.", |leaf| {
                let names = [element(0x82, b"sip.contoso.com"), element(0x82, b"\xff.contoso.com")].concat();
                leaf.nameless().extension(CustomExtension::from_oid_content(&[2, 5, 29, 17], element(0x30, &names)))
            })
        },
    },
    Maker {
        name: "signature-unsupported",
        says: "The leaf is signed by an algorithm that cannot be checked, and nothing else is wrong.",
        make: || {
            let (root, issuing) = contoso();
            let leaf = server(&["sip.contoso.com"]).signed_by(&issuing).over_unknown();
            let sent = Fixture::new().sends("The leaf, signed by an algorithm that nobody has assigned.", &leaf);
            sent.sends(ISSUING, &issuing).trusts(ROOT, &root)
        },
    },
    Maker {
        name: "key-id-mismatch",
        says: "The leaf names another key identifier than its issuer carries; the signature is right.",
        make: || {
            with_leaf("The leaf, naming an authority key identifier of old.", |leaf| leaf.issuer_key_id(&[0xab; 20]))
        },
    },
    Maker {
        name: "key-1024",
        says: "The leaf's key has 1024 bits, in a private chain.",
        make: || with_leaf("The leaf, with a key of 1024 bits.", |leaf| leaf.rsa(1024)),
    },
    Maker {
        name: "key-768",
        says: "The leaf's key has 768 bits.",
        make: || with_leaf("The leaf, with a key of 768 bits.", |leaf| leaf.rsa(768)),
    },
    Maker {
        name: "key-1024-root",
        says: "The key of the root in the store has 1024 bits.",
        make: || {
            let root = authority("Contoso Root CA").rsa(1024).self_signed();
            let issuing = authority("Contoso Issuing CA").signed_by(&root);
            let leaf = server(&["sip.contoso.com"]).signed_by(&issuing);
            let sent = Fixture::new().sends(LEAF, &leaf).sends(ISSUING, &issuing);
            sent.trusts("The root, which the store holds, with a key of 1024 bits.", &root)
        },
    },
    Maker {
        name: "sha1-signed",
        says: "The leaf is signed over SHA-1.",
        make: || {
            let root = root("Contoso Root CA");
            let issuing = authority("Contoso Issuing CA").rsa(2048).signed_by(&root);
            let leaf = server(&["sip.contoso.com"]).signed_by(&issuing).over_sha1(&issuing);
            let sent = Fixture::new().sends("The leaf, signed over SHA-1.", &leaf);
            sent.sends(ISSUING, &issuing).trusts(ROOT, &root)
        },
    },
    Maker {
        name: "sha1-in-its-day",
        says: "A chain over SHA-1, judged at a time when that was still accepted.",
        make: || {
            let root = root("Contoso Root CA");
            let issuing = authority("Contoso Issuing CA").rsa(2048).dates((2010, 1, 1), (2020, 1, 1)).signed_by(&root);
            let leaf = server(&["sip.contoso.com"]).dates((2015, 1, 1), (2016, 1, 1));
            let leaf = leaf.signed_by(&issuing).over_sha1(&issuing);
            let sent = Fixture::new().sends("The leaf, signed over SHA-1.", &leaf).sends(ISSUING, &issuing);
            sent.trusts(ROOT, &root).says("time", "2015-06-01T00:00:00Z")
        },
    },
    Maker {
        name: "malformed-leaf",
        says: "The leaf is cut short.",
        make: || {
            let (root, issuing) = contoso();
            let leaf = server(&["sip.contoso.com"]).signed_by(&issuing);
            let sent = Fixture::new().sends_bytes("The first 200 bytes of the leaf.", leaf.der[..200].to_vec());
            sent.sends(ISSUING, &issuing).trusts(ROOT, &root)
        },
    },
    Maker {
        name: "malformed-extra",
        says: "Beside a good chain, something is sent that is no certificate.",
        make: || {
            let (root, issuing) = contoso();
            let leaf = server(&["sip.contoso.com"]).signed_by(&issuing);
            let sent = Fixture::new().sends(LEAF, &leaf).sends(ISSUING, &issuing);
            sent.sends_bytes("The first 200 bytes of the root.", root.der[..200].to_vec()).trusts(ROOT, &root)
        },
    },
    Maker {
        name: "expired-intermediate",
        says: "The intermediate ran out last year; nobody replaced it.",
        make: || with_issuer("The intermediate, run out.", |issuer| issuer.dates((2015, 1, 1), (2025, 12, 31))),
    },
    Maker {
        name: "expired-intermediate-known",
        says: "The intermediate ran out last year; its successor, of the same name and key, is known here.",
        make: || {
            let (root, issuing) = contoso();
            let old = issuing.again().key_of(&issuing).dates((2015, 1, 1), (2025, 12, 31)).signed_by(&root);
            let leaf = server(&["sip.contoso.com"]).signed_by(&issuing);
            let sent = Fixture::new().sends(LEAF, &leaf).sends("The intermediate, run out.", &old);
            sent.knows("Its successor, which should have been sent.", &issuing).trusts(ROOT, &root)
        },
    },
    Maker {
        name: "requirement-unmet",
        says: "The intermediate has policy constraints that are not critical, which RFC 5280 demands and clients do not.",
        make: || {
            // inhibitPolicyMapping 0, of which the path makes no use.
            let constraints = CustomExtension::from_oid_content(&[2, 5, 29, 36], vec![0x30, 3, 0x81, 1, 0]);
            with_issuer("The intermediate, with policy constraints that are not critical.", |issuer| {
                issuer.extension(constraints)
            })
        },
    },
    Maker {
        name: "requirement-unmet-strict",
        says: "The same under the profile in which requirements decide.",
        make: || Fixture::of("requirement-unmet").says("profile", "strict"),
    },
    Maker {
        name: "expired-anchor-strict",
        says: "The root in the store has run out, under the profile in which that decides.",
        make: || Fixture::of("expired-anchor").says("profile", "strict"),
    },
    Maker {
        name: "healthy-strict",
        says: "The healthy chain under the profile that demands more.",
        make: || Fixture::of("healthy").says("profile", "strict"),
    },
    Maker {
        name: "key-usage",
        says: "The intermediate may not sign certificates, by its key usage.",
        make: || {
            with_issuer("The intermediate, with key usage digitalSignature alone.", |issuer| {
                issuer.key_usages(&[KeyUsagePurpose::DigitalSignature])
            })
        },
    },
    Maker {
        name: "intermediate-purpose",
        says: "The intermediate is limited to e-mail.",
        make: || {
            with_issuer("The intermediate, with extended key usage emailProtection.", |issuer| {
                issuer.purposes(&[ExtendedKeyUsagePurpose::EmailProtection])
            })
        },
    },
    Maker {
        name: "issuer-not-ca",
        says: "A server's certificate was used to sign another server's.",
        make: || {
            let (root, issuing) = contoso();
            let other = server(&["webext.contoso.com"]).signed_by(&issuing);
            let leaf = server(&["sip.contoso.com"]).signed_by(&other);
            let sent = Fixture::new().sends("The leaf, signed with another server's key.", &leaf);
            sent.sends("That other server's certificate.", &other).sends(ISSUING, &issuing).trusts(ROOT, &root)
        },
    },
    Maker {
        name: "path-too-long",
        says: "An authority that allows none below it has issued one.",
        make: || {
            let root = root("Contoso Root CA");
            let policy = authority("Contoso Policy CA").path_length(0).signed_by(&root);
            let issuing = authority("Contoso Issuing CA").signed_by(&policy);
            let leaf = server(&["sip.contoso.com"]).signed_by(&issuing);
            let sent = Fixture::new().sends(LEAF, &leaf).sends("The intermediate that is one too many.", &issuing);
            sent.sends("The intermediate with path length 0.", &policy).trusts(ROOT, &root)
        },
    },
    Maker {
        name: "stale-intermediate",
        says: "The authority has a new key; the leaf was renewed, and the old intermediate is still sent.",
        make: || {
            let (root, old) = contoso();
            let new = old.again().signed_by(&root);
            let leaf = server(&["sip.contoso.com"]).issuer_url(super::makers::ISSUING_URL).signed_by(&new);
            let sent = Fixture::new().sends("The leaf, signed with the authority's new key.", &leaf);
            sent.sends("The intermediate with the old key.", &old).trusts(ROOT, &root)
        },
    },
    Maker {
        name: "stale-and-expired",
        says: "The old intermediate that is still sent has run out, too: that shows only because the link is broken.",
        make: || {
            let (root, new) = contoso();
            let old = new.again().dates((2015, 1, 1), (2025, 1, 1)).signed_by(&root);
            let leaf = server(&["sip.contoso.com"]).signed_by(&new);
            let sent = Fixture::new().sends("The leaf, signed with the authority's new key.", &leaf);
            sent.sends("The intermediate with the old key, run out.", &old).trusts(ROOT, &root)
        },
    },
    Maker {
        name: "issuer-renamed",
        says: "The issuer's key belongs to a certificate of another name.",
        make: || {
            let (root, issuing) = contoso();
            let renamed = authority("Contoso Issuing CA (new name)").key_of(&issuing).signed_by(&root);
            let leaf = server(&["sip.contoso.com"]).signed_by(&issuing);
            let sent = Fixture::new().sends(LEAF, &leaf);
            sent.sends("The issuer's key under another name.", &renamed).trusts(ROOT, &root)
        },
    },
    Maker {
        name: "expired-anchor",
        says: "The root in the store has run out. Most clients do not look.",
        make: || {
            let root = authority("Contoso Root CA").dates((2006, 1, 1), (2026, 1, 1)).self_signed();
            let issuing = authority("Contoso Issuing CA").signed_by(&root);
            let leaf = server(&["sip.contoso.com"]).signed_by(&issuing);
            let sent = Fixture::new().sends(LEAF, &leaf).sends(ISSUING, &issuing);
            sent.trusts("The root, which the store holds and which has run out.", &root)
        },
    },
    Maker {
        name: "several-faults",
        says: "Wrong name, expired leaf, an intermediate without keyCertSign, and no root in the store.",
        make: || {
            let root = root("Contoso Root CA");
            let issuing =
                authority("Contoso Issuing CA").key_usages(&[KeyUsagePurpose::DigitalSignature]).signed_by(&root);
            let leaf = server(&["webext.contoso.com"]).dates((2025, 1, 1), (2026, 1, 1)).signed_by(&issuing);
            let sent = Fixture::new().sends("The leaf, run out and of another name.", &leaf);
            let sent = sent.sends("The intermediate, with key usage digitalSignature alone.", &issuing);
            sent.sends("The root, which the store does not hold.", &root).says("anchors", "healthy/anchors.pem")
        },
    },
    Maker {
        name: "constraint-dns",
        says: "The intermediate may certify names below contoso.com; one of the leaf's is another.",
        make: || constrained(|i| i.permits(dns("contoso.com")), |l| l.also(SanType::DnsName(text("sip.fabrikam.com")))),
    },
    Maker {
        name: "constraint-kept",
        says: "The intermediate may certify names below contoso.com alone, and the leaf has no other.",
        make: || constrained(|i| i.permits(dns("contoso.com")), |l| l),
    },
    Maker {
        name: "constraint-dns-excluded",
        says: "The intermediate may certify anything but sip.contoso.com.",
        make: || constrained(|i| i.excludes(dns("sip.contoso.com")), |l| l),
    },
    Maker {
        name: "constraint-ip",
        says: "The intermediate may certify addresses in 10.0.0.0/8; the leaf has one outside.",
        make: || {
            let range = GeneralSubtree::IpAddress(CidrSubnet::from_v4_prefix([10, 0, 0, 0], 8));
            let outside = SanType::IpAddress(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)));
            constrained(|i| i.permits(range), |l| l.also(outside))
        },
    },
    Maker {
        name: "constraint-directory",
        says: "The intermediate may certify subjects of the organisation Contoso; the leaf's is Fabrikam.",
        make: || {
            let mut contoso = DistinguishedName::new();
            contoso.push(DnType::OrganizationName, "Contoso");
            constrained(|i| i.permits(GeneralSubtree::DirectoryName(contoso)), |l| l.organization("Fabrikam"))
        },
    },
    Maker {
        name: "constraint-email",
        says: "The intermediate may certify mailboxes at contoso.com; the leaf has one elsewhere.",
        make: || {
            let at_contoso = GeneralSubtree::Rfc822Name("contoso.com".to_owned());
            constrained(|i| i.permits(at_contoso), |l| l.also(SanType::Rfc822Name(text("admin@fabrikam.com"))))
        },
    },
    Maker {
        name: "constraint-uri",
        says: "The intermediate may certify URIs on pool.contoso.com; the leaf has one elsewhere.",
        make: || {
            let elsewhere = SanType::URI(text("sip://pool.fabrikam.com/"));
            constrained(|i| i.permits_uri("pool.contoso.com"), |l| l.also(elsewhere))
        },
    },
];

/// A chain whose leaf is odd.
fn with_leaf(odd: &'static str, change: impl FnOnce(Draft) -> Draft) -> Fixture {
    let (root, issuing) = contoso();
    let leaf = change(server(&["sip.contoso.com"])).signed_by(&issuing);
    Fixture::new().sends(odd, &leaf).sends(ISSUING, &issuing).trusts(ROOT, &root)
}

/// A chain whose intermediate is odd.
fn with_issuer(odd: &'static str, change: impl FnOnce(Draft) -> Draft) -> Fixture {
    let root = root("Contoso Root CA");
    let issuing = change(authority("Contoso Issuing CA")).signed_by(&root);
    let leaf = server(&["sip.contoso.com"]).signed_by(&issuing);
    Fixture::new().sends(LEAF, &leaf).sends(odd, &issuing).trusts(ROOT, &root)
}

/// A chain whose intermediate is limited in what it may certify.
fn constrained(limit: impl FnOnce(Draft) -> Draft, change: impl FnOnce(Draft) -> Draft) -> Fixture {
    let root = root("Contoso Root CA");
    let issuing: Made = limit(authority("Contoso Issuing CA")).signed_by(&root);
    let leaf = change(server(&["sip.contoso.com"])).signed_by(&issuing);
    let sent = Fixture::new().sends("The leaf, whose names matter here.", &leaf);
    sent.sends("The intermediate, with name constraints.", &issuing).trusts(ROOT, &root)
}

fn dns(name: &str) -> GeneralSubtree {
    GeneralSubtree::DnsName(name.to_owned())
}

fn text(text: &str) -> rcgen::string::Ia5String {
    text.try_into().unwrap()
}
