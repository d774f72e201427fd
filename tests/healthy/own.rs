//! Customers with servers of their own.

use chaincheck::{
    check::Settings,
    model::{Report, Severity, discovery::Vantage},
};

use crate::{
    lab::{Authority, Lab, Pages, codes, healthy, trusted},
    online::{self, cloud},
};

const DOMAIN: &str = "contoso.example";
const OUTSIDE: &str = "lyncdiscover A 203.0.113.20\nmeet A 203.0.113.20\ndialin A 203.0.113.20\nwebext A 203.0.113.20\n\
    sip A 203.0.113.10\nsip A 203.0.113.11\nwebcon A 203.0.113.12\nav A 203.0.113.13\n\
    _sip._tls SRV 0 0 443 sip\n_sipfederationtls._tcp SRV 0 0 5061 sip\nsts A 203.0.113.30\n";
const INSIDE: &str = "lyncdiscoverinternal A 10.0.0.20\nlyncdiscover A 203.0.113.20\nmeet A 10.0.0.20\ndialin A 10.0.0.20\n\
    admin A 10.0.0.20\nwebint A 10.0.0.20\nwebext A 203.0.113.20\n\
    pool01 A 10.0.0.10\n_sipinternaltls._tcp SRV 0 0 5061 pool01\nsipinternal A 10.0.0.10\nsip A 10.0.0.10\n\
    _sipfederationtls._tcp SRV 0 0 5061 edge\nedge A 203.0.113.10\nedge A 203.0.113.11\nsts A 10.0.0.30\n";

const PROXIED: &[&str] =
    &["webext.contoso.example", "lyncdiscover.contoso.example", "meet.contoso.example", "dialin.contoso.example"];
const POOL: &[&str] = &["pool01.contoso.example", "sip.contoso.example", "sipinternal.contoso.example"];
const WEB: &[&str] = &[
    "webint.contoso.example",
    "lyncdiscoverinternal.contoso.example",
    "meet.contoso.example",
    "dialin.contoso.example",
    "admin.contoso.example",
];

/// What the customer's own hosts answer, and the cloud.
fn pages() -> Pages {
    let federated = r#"{"account_type":"Federated","NameSpaceType":"Federated",
        "AuthURL":"https://sts.contoso.example/adfs/ls/?username=a",
        "federation_metadata_url":"https://sts.contoso.example/adfs/services/trust/mex",
        "federation_active_auth_url":"https://sts.contoso.example/adfs/services/trust/2005/usernamemixed"}"#;
    let mut pages = online::pages(federated);
    let root = |host: &str| {
        let base = format!("https://{host}/Autodiscover/AutodiscoverService.svc/root");
        format!(r#"{{"_links":{{"self":{{"href":"{base}"}},"user":{{"href":"{base}/oauth/user"}}}}}}"#)
    };
    let mut page = |place: &str, path: &str, status, body: &str| {
        pages.insert((place.to_owned(), path.to_ascii_lowercase()), (status, body.to_owned()));
    };
    let (outside, inside) = (root("webext.contoso.example"), root("webint.contoso.example"));
    page("https://lyncdiscover.contoso.example", "/", 200, &outside);
    page("http://lyncdiscover.contoso.example", "/", 200, &outside);
    page("https://webext.contoso.example", "/autodiscover/autodiscoverservice.svc/root", 200, &outside);
    page("https://lyncdiscoverinternal.contoso.example", "/", 200, &inside);
    page("http://lyncdiscoverinternal.contoso.example", "/", 200, &inside);
    for host in ["webext", "webint"] {
        page(
            &format!("https://{host}.contoso.example"),
            "/autodiscover/autodiscoverservice.svc/root/oauth/user",
            401,
            "",
        );
    }
    page("https://sts.contoso.example", "/federationmetadata/2007-06/federationmetadata.xml", 200, &metadata());
    pages
}

/// AD FS with one token certificate that has half a year left.
fn metadata() -> String {
    use base64ct::{Base64, Encoding};

    let token = crate::pki::server(&["ADFS Signing"]).nameless().self_signed();
    format!(
        "<EntityDescriptor><RoleDescriptor xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:fed=\"urn:fed\" \
         xsi:type=\"fed:SecurityTokenServiceType\"><KeyDescriptor use=\"signing\"><KeyInfo><X509Data><X509Certificate>{}\
         </X509Certificate></X509Data></KeyInfo></KeyDescriptor></RoleDescriptor></EntityDescriptor>",
        Base64::encode_string(&token.der)
    )
}

/// The hybrid deployment as it is seen from the Internet.
async fn outside(lab: Lab, public: &Authority) -> Lab {
    let mut lab = cloud(lab, public, &[]).await;
    let edge = public.issue(&["sip.contoso.example", "edge.contoso.example", "webcon.contoso.example"]);
    for _ in 0..2 {
        let places = [
            ("sip.contoso.example", 443),
            ("sip.contoso.example", 5061),
            ("edge.contoso.example", 5061),
            ("webcon.contoso.example", 443),
        ];
        lab.sip(&edge, &places).await;
    }
    lab.web(&public.issue(PROXIED), PROXIED).await;
    lab.plain(&["lyncdiscover.contoso.example", "lyncdiscoverinternal.contoso.example"]).await;
    // Both proxies present the certificate of AD FS.
    let sts = public.issue(&["sts.contoso.example"]);
    for _ in 0..2 {
        lab.web(&sts, &["sts.contoso.example"]).await;
    }
    lab.nobody(&[("av.contoso.example", 443)]);
    lab
}

fn from(vantage: Vantage) -> impl Fn(&mut Settings) {
    move |settings| settings.vantage = vantage
}

#[tokio::test]
async fn a_full_hybrid_from_outside() {
    let public = Authority::new("Public");
    let lab = outside(Lab::new(&[&public], pages()).zone(DOMAIN, OUTSIDE), &public).await;
    for vantage in [Vantage::Auto, Vantage::External] {
        let report = lab.check(DOMAIN, from(vantage)).await;
        healthy(&report);
        let places = trusted(&report);
        for host in [
            "sip.contoso.example:443",
            "sip.contoso.example:5061",
            "lyncdiscover.contoso.example:443",
            "sts.contoso.example:443",
        ] {
            assert!(places.iter().any(|place| place == host), "{host}: {places:?}");
        }
    }
}

#[tokio::test]
async fn a_full_hybrid_from_inside() {
    let (public, private) = (Authority::new("Public"), Authority::new("Contoso"));
    let mut lab = Lab::new(&[&public, &private], pages()).zone(DOMAIN, INSIDE);
    lab = cloud(lab, &public, &[]).await;
    lab.sip(
        &private.issue(POOL),
        &[
            ("pool01.contoso.example", 5061),
            ("sip.contoso.example", 5061),
            ("sip.contoso.example", 443),
            ("sipinternal.contoso.example", 5061),
        ],
    )
    .await;
    lab.web(&private.issue(WEB), WEB).await;
    let edge = public.issue(&["edge.contoso.example", "sip.contoso.example"]);
    for _ in 0..2 {
        lab.sip(&edge, &[("edge.contoso.example", 5061)]).await;
    }
    let outer = ["webext.contoso.example", "lyncdiscover.contoso.example"];
    lab.web(&public.issue(&outer), &outer).await;
    lab.plain(&["lyncdiscover.contoso.example", "lyncdiscoverinternal.contoso.example"]).await;
    lab.web(&public.issue(&["sts.contoso.example"]), &["sts.contoso.example"]).await;
    for vantage in [Vantage::Auto, Vantage::Internal] {
        let report = lab.check(DOMAIN, from(vantage)).await;
        healthy(&report);
        let places = trusted(&report);
        for host in
            ["pool01.contoso.example:5061", "lyncdiscoverinternal.contoso.example:443", "sts.contoso.example:443"]
        {
            assert!(places.iter().any(|place| place == host), "{host}: {places:?}");
        }
    }
}

#[tokio::test]
async fn a_third_party_signs_the_users_in() {
    let public = Authority::new("Public");
    let federated = r#"{"account_type":"Federated","NameSpaceType":"Federated",
        "AuthURL":"https://contoso.idp.example/app/office365/sso/wsfed/passive",
        "federation_active_auth_url":"https://contoso.idp.example/app/office365/sso/wsfed/active"}"#;
    let records = "_sipfederationtls._tcp SRV 100 1 5061 sipfed.online.lync.com.\n";
    let lab = Lab::new(&[&public], online::pages(federated))
        .zone(DOMAIN, records)
        .zone("idp.example", "contoso A 198.51.100.90\n");
    let mut lab = cloud(lab, &public, &[]).await;
    // Many machines with certificates of their own, and no federation metadata of AD FS.
    for _ in 0..2 {
        lab.web(&public.issue(&["contoso.idp.example", "*.idp.example"]), &["contoso.idp.example"]).await;
    }
    let report = lab.check(DOMAIN, |_| {}).await;
    healthy(&report);
    let places = trusted(&report);
    assert!(places.contains(&"contoso.idp.example:443".to_owned()), "{places:?}");
    assert!(report.targets[0].discovery.metadata.is_empty());
}

#[tokio::test]
async fn a_pair_of_reverse_proxies_with_two_good_certificates() {
    let public = Authority::new("Public");
    let mut lab = outside(Lab::new(&[&public], pages()).zone(DOMAIN, OUTSIDE), &public).await;
    lab.web(&public.issue(PROXIED), PROXIED).await;
    let report = lab.check(DOMAIN, |_| {}).await;
    healthy(&report);
    assert!(codes(&report).contains(&"members-differ"), "{:?}", codes(&report));
}

#[tokio::test]
async fn certificates_renewed_by_acme_every_sixty_days() {
    let public = Authority::new("Public");
    let records = "lyncdiscover A 203.0.113.20\nmeet A 203.0.113.20\ndialin A 203.0.113.20\n_sip._tls SRV 0 0 443 sip\n\
                   _sipfederationtls._tcp SRV 0 0 5061 sip\nsip A 203.0.113.10\nwebext A 203.0.113.20\nsts A 203.0.113.30\n";
    let lab = Lab::new(&[&public], pages()).zone(DOMAIN, records);
    let mut lab = cloud(lab, &public, &[]).await;
    // Ninety days, sixty of which are over.
    let issue = |names: &[&str]| public.issue_for(names, (2026, 5, 2), (2026, 7, 31));
    lab.sip(&issue(&["sip.contoso.example"]), &[("sip.contoso.example", 443), ("sip.contoso.example", 5061)]).await;
    lab.web(&issue(PROXIED), PROXIED).await;
    lab.web(&issue(&["sts.contoso.example"]), &["sts.contoso.example"]).await;
    lab.plain(&["lyncdiscover.contoso.example"]).await;
    let report = lab.check(DOMAIN, |_| {}).await;
    healthy(&report);
}

/// Contoso with lyncdiscover over HTTP, which sends clients to `to`. The proxy listens on 443 too, with a certificate that
/// does not carry the name; or a firewall is before it.
async fn over_http(to: &str, listens: bool, offline: bool) -> Report {
    let public = Authority::new("Public");
    let mut pages = pages();
    pages.retain(|(place, _), _| place != "https://lyncdiscover.contoso.example");
    let redirect = format!(r#"{{"_links":{{"redirect":{{"href":"{to}"}}}}}}"#);
    pages.insert(("http://lyncdiscover.contoso.example".to_owned(), "/".to_owned()), (200, redirect));
    let lab = Lab::new(&[&public], pages).zone(DOMAIN, OUTSIDE);
    let mut lab = cloud(lab, &public, &[]).await;
    let edge = public.issue(&["sip.contoso.example", "webcon.contoso.example"]);
    let places = [("sip.contoso.example", 443), ("sip.contoso.example", 5061), ("webcon.contoso.example", 443)];
    lab.sip(&edge, &places).await;
    let names = ["webext.contoso.example", "meet.contoso.example", "dialin.contoso.example"];
    let proxy = public.issue(&names);
    match listens {
        true => lab.web(&proxy, &[&names[..], &["lyncdiscover.contoso.example"]].concat()).await,
        false => {
            lab.web(&proxy, &names).await;
            lab.nobody(&[("lyncdiscover.contoso.example", 443)]);
        }
    }
    lab.plain(&["lyncdiscover.contoso.example"]).await;
    lab.web(&public.issue(&["sts.contoso.example"]), &["sts.contoso.example"]).await;
    lab.nobody(&[("av.contoso.example", 443)]);
    lab.check(DOMAIN, |settings| settings.offline = offline).await
}

#[tokio::test]
async fn lyncdiscover_is_published_over_http_alone() {
    let own = "https://webext.contoso.example/Autodiscover/AutodiscoverService.svc/root";
    let hosters = "https://web.hoster.example/Autodiscover/AutodiscoverService.svc/root";
    for (to, listens, said) in [
        (own, true, "name-mismatch"),
        (own, false, "endpoint-unreachable"),
        (hosters, true, "name-mismatch"),
        (hosters, false, "endpoint-unreachable"),
    ] {
        let report = over_http(to, listens, false).await;
        healthy(&report);
        assert!(codes(&report).contains(&said), "{to}: {:?}", codes(&report));
    }
    // What leads to where it is not published is not fine.
    let report =
        over_http("https://lyncdiscover.contoso.example/Autodiscover/AutodiscoverService.svc/root", true, false).await;
    let worst = report.all_findings().map(|finding| finding.severity).max();
    assert_eq!(worst, Some(Severity::Critical), "{:?}", codes(&report));
}

#[tokio::test]
async fn whether_lyncdiscover_is_published_over_http_is_not_known_offline() {
    for (listens, said) in [(true, "name-mismatch"), (false, "endpoint-unreachable")] {
        let report = over_http("https://webext.contoso.example/root", listens, true).await;
        let loud: Vec<_> = report.all_findings().filter(|finding| finding.severity > Severity::Notice).collect();
        let [finding] = loud[..] else { panic!("{:?}", codes(&report)) };
        assert_eq!((finding.code, finding.severity), (said, Severity::Warning));
        assert!(finding.evidence.iter().any(|fact| format!("{:?}", fact.value).contains("was not asked")));
    }
}

#[tokio::test]
#[cfg(target_os = "linux")]
async fn this_machine_has_no_way_to_ipv6() {
    let public = Authority::new("Public");
    let mut lab = outside(Lab::new(&[&public], pages()).zone(DOMAIN, OUTSIDE), &public).await;
    // Linux says of connections to a group what it says of an address without a route, on every machine.
    for (host, port) in [("sip.contoso.example", 443), ("lyncdiscover.contoso.example", 443)] {
        lab.route(host, port, "[ff0e::10]:443".parse().unwrap());
    }
    let report = lab.check(DOMAIN, |_| {}).await;
    healthy(&report);
    assert!(codes(&report).contains(&"family-unavailable"), "{:?}", codes(&report));
}

#[tokio::test]
async fn web_sites_under_names_that_own_servers_may_have() {
    let public = Authority::new("Public");
    for names in [&["cpanel.hoster.example"][..], &["admin.contoso.example", "scheduler.contoso.example"]] {
        let zone = format!("{OUTSIDE}admin A 198.51.100.80\nscheduler A 198.51.100.80\n");
        let mut lab = outside(Lab::new(&[&public], pages()).zone(DOMAIN, &zone), &public).await;
        // Such certificates name no revocation list.
        let site = public.issue_without_list(names);
        lab.web(&site, &["admin.contoso.example", "scheduler.contoso.example"]).await;
        let report = lab.check(DOMAIN, |_| {}).await;
        healthy(&report);
    }
}
