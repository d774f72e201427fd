//! Tenants without servers of their own.

use crate::lab::{Authority, Lab, Pages, codes, healthy, trusted};

const DOMAIN: &str = "fabrikam.example";
const SERVICES: &str = "_sip._tls SRV 100 1 443 sipdir.online.lync.com.\n\
                        _sipfederationtls._tcp SRV 100 1 5061 sipfed.online.lync.com.\n";
const FEDERATION: &str = "_sipfederationtls._tcp SRV 100 1 5061 sipfed.online.lync.com.\n";
const ALIASES: &str = "lyncdiscover CNAME webdir.online.lync.com.\nsip CNAME sipdir.online.lync.com.\n";

/// What the cloud answers for a domain that it knows.
pub fn pages(realm: &str) -> Pages {
    let forest = r#"{"_links":{"redirect":{"href":"https://webdir1a.online.lync.com/Autodiscover/AutodiscoverService.svc/root"}}}"#;
    let served = r#"{"_links":{"self":{"href":"https://webdir1a.online.lync.com/Autodiscover/AutodiscoverService.svc/root"},
        "user":{"href":"https://webdir1a.online.lync.com/Autodiscover/AutodiscoverService.svc/root/oauth/user"}}}"#;
    let page = |host: &str, path: &str, status, body: &str| {
        ((format!("https://{host}"), path.to_ascii_lowercase()), (status, body.to_owned()))
    };
    let root = "/autodiscover/autodiscoverservice.svc/root";
    let login = "login.microsoftonline.com";
    let mut pages = Pages::from([
        page("webdir.online.lync.com", root, 200, forest),
        page("lyncdiscover.fabrikam.example", "/", 200, forest),
        page("webdir1a.online.lync.com", root, 200, served),
        page("webdir1a.online.lync.com", &format!("{root}/oauth/user"), 401, ""),
        page(login, "/getuserrealm.srf", 200, realm),
    ]);
    pages.extend(
        ["fabrikam.example", "contoso.example"]
            .map(|domain| page(login, &format!("/common/userrealm/chaincheck@{domain}"), 200, realm)),
    );
    pages.insert(("http://lyncdiscover.fabrikam.example".to_owned(), "/".to_owned()), (200, forest.to_owned()));
    pages
}

/// The cloud's hosts, and their zones.
pub async fn cloud(lab: Lab, authority: &Authority, aliases: &[&str]) -> Lab {
    let mut lab = lab
        .zone(
            "online.lync.com",
            "webdir A 198.51.100.1\nwebdir1a A 198.51.100.2\nsipdir A 198.51.100.3\nsipfed A 198.51.100.4",
        )
        .zone("microsoftonline.com", "login A 198.51.100.5");
    let hosts = ["webdir.online.lync.com", "webdir1a.online.lync.com"];
    let web = authority.issue(&hosts);
    lab.web(&web, &[&hosts[..], aliases].concat()).await;
    lab.plain(aliases).await;
    let sip = authority.issue(&["sipdir.online.lync.com", "sipfed.online.lync.com"]);
    let places = [("sipdir.online.lync.com", 443), ("sipfed.online.lync.com", 5061), ("sip.fabrikam.example", 443)];
    lab.sip(&sip, &places).await;
    lab.web(&authority.issue(&["login.microsoftonline.com"]), &["login.microsoftonline.com"]).await;
    lab
}

/// A tenant whose users the cloud signs in.
async fn tenant(records: &str) -> Lab {
    let public = Authority::new("Public");
    let managed = r#"{"NameSpaceType":"Managed","account_type":"Managed","DomainName":"fabrikam.example"}"#;
    let lab = Lab::new(&[&public], pages(managed)).zone(DOMAIN, records);
    cloud(lab, &public, &["lyncdiscover.fabrikam.example"]).await
}

#[tokio::test]
async fn teams_only_with_all_records() {
    let report = tenant(&[SERVICES, ALIASES].concat()).await.check(DOMAIN, |_| {}).await;
    healthy(&report);
    let places = trusted(&report);
    for place in ["sipdir.online.lync.com:443", "sipfed.online.lync.com:5061"] {
        assert!(places.iter().any(|p| p == place), "{places:?}");
    }
}

#[tokio::test]
async fn teams_only_without_the_records_that_only_clients_of_old_need() {
    let lyncdiscover = "lyncdiscover CNAME webdir.online.lync.com.\n";
    let sip = "sip CNAME sipdir.online.lync.com.\n";
    for records in [SERVICES.to_owned(), [SERVICES, lyncdiscover].concat(), [SERVICES, sip].concat()] {
        let report = tenant(&records).await.check(DOMAIN, |_| {}).await;
        healthy(&report);
    }
}

#[tokio::test]
async fn teams_only_with_nothing_but_the_record_for_federation() {
    for records in [FEDERATION.to_owned(), [FEDERATION, "lyncdiscover CNAME webdir.online.lync.com.\n"].concat()] {
        let report = tenant(&records).await.check(DOMAIN, |_| {}).await;
        healthy(&report);
        assert_eq!(report.targets[0].discovery.deployment.as_ref().unwrap().kind.as_str(), "online");
    }
}

#[tokio::test]
async fn a_wildcard_in_the_zone_is_no_service() {
    let mut lab = tenant(&[SERVICES, ALIASES, "* A 198.51.100.80\n"].concat()).await;
    // What it leads to is the customer's web site.
    let site = Authority::new("Public").issue(&["www.fabrikam.example"]);
    lab.elsewhere(&site, DOMAIN).await;
    let report = lab.check(DOMAIN, |_| {}).await;
    healthy(&report);
    assert!(codes(&report).contains(&"dns-wildcard"), "{:?}", codes(&report));
}

#[tokio::test]
async fn names_that_others_use_as_well_are_nobodys_fault() {
    // Outlook is led on by plain HTTP under `autodiscover`; `fs` and `enterpriseregistration` are the web site.
    let records =
        [SERVICES, "autodiscover A 198.51.100.80\nfs A 198.51.100.80\nenterpriseregistration A 198.51.100.80\n"]
            .concat();
    for offline in [false, true] {
        let mut lab = tenant(&records).await;
        let site = Authority::new("Elsewhere").issue_for(&["www.fabrikam.example"], (2024, 1, 1), (2025, 1, 1));
        lab.elsewhere(&site, DOMAIN).await;
        let report = lab.check(DOMAIN, |settings| settings.offline = offline).await;
        healthy(&report);
    }
}

#[tokio::test]
async fn exchange_in_the_cloud_and_devices_that_register_there() {
    let records = [
        FEDERATION,
        "autodiscover CNAME autodiscover.outlook.com.\n\
         enterpriseregistration CNAME enterpriseregistration.windows.net.\n",
    ];
    let mut lab = tenant(&records.concat())
        .await
        .zone("outlook.com", "autodiscover A 198.51.100.6")
        .zone("windows.net", "enterpriseregistration A 198.51.100.7");
    // Microsoft presents its own names there.
    let own = Authority::new("Public");
    lab.trust(&own);
    let names = ["autodiscover.fabrikam.example", "enterpriseregistration.fabrikam.example"];
    lab.web(&own.issue(&["outlook.com", "enterpriseregistration.windows.net"]), &names).await;
    let report = lab.check(DOMAIN, |_| {}).await;
    healthy(&report);
    let places = trusted(&report);
    for name in names {
        assert!(places.contains(&format!("{name}:443")), "{places:?}");
    }
}

#[tokio::test]
async fn sites_of_a_domain_without_any_deployment_are_not_those_of_one() {
    let public = Authority::new("Public");
    let unknown = r#"{"NameSpaceType":"Unknown","account_type":"Unknown"}"#;
    let records = "www A 198.51.100.80\nmeet A 198.51.100.80\nadmin A 198.51.100.80\nscheduler A 198.51.100.80\n";
    let mut lab = cloud(Lab::new(&[&public], pages(unknown)).zone(DOMAIN, records), &public, &[]).await;
    lab.elsewhere(&public.issue_for(&["www.fabrikam.example"], (2024, 1, 1), (2025, 1, 1)), DOMAIN).await;
    let report = lab.check(DOMAIN, |_| {}).await;
    // There is nothing to check, and nobody to accuse.
    assert_eq!(report.targets[0].discovery.deployment.as_ref().unwrap().kind.as_str(), "none");
    assert!(report.targets[0].endpoints.is_empty(), "{:?}", codes(&report));
    assert!(!report.targets[0].was_checked());
    let loud = report.all_findings().filter(|finding| finding.severity > chaincheck::model::Severity::Notice);
    assert_eq!(loud.count(), 0, "{:?}", codes(&report));
}
