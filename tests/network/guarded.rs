//! Addresses to which no download leads, whatever a certificate or DNS says.

use std::time::{Duration, Instant};

use chaincheck::model::Target;

use crate::{
    pki::server,
    place::{Family, HOST, Place, files, pem},
    sites::{self, answer},
};

/// What is said where the leaf names that URL; nobody is asked then.
async fn refusal(url: &str, zone: &str) -> String {
    let family = Family::naming(url, url);
    let place = Place::with_zone(&family, &[&family.leaf], zone).await;
    let report = place.check().await;
    let request = report.discovery.requests.first().unwrap();
    assert_eq!(request.address, None, "{url}");
    request.outcome.to_string()
}

#[tokio::test]
async fn addresses_that_are_nobodys_business_are_not_asked() {
    // The endpoint is at loopback: loopback alone is permitted beside public addresses.
    for (url, why) in [
        ("http://169.254.169.254/latest/meta-data", "link-local"),
        ("http://[fe80::1]/", "link-local"),
        ("http://[::ffff:169.254.169.254]/", "link-local"),
        ("http://[64:ff9b::a9fe:a9fe]/", "link-local"),
        ("http://[2002:a9fe:a9fe::1]/", "link-local"),
        ("http://100.100.100.200/", "metadata"),
        ("http://[fd00:ec2::254]/", "metadata"),
        ("http://224.0.0.1/", "multicast"),
        ("http://[ff02::1]/", "multicast"),
        ("http://0.0.0.0/", "unspecified"),
        ("http://[::]/", "unspecified"),
        ("http://10.1.2.3/", "private"),
        ("http://192.168.1.1/", "private"),
        ("http://100.64.0.1/", "private"),
        ("http://[fd00::1]/", "private"),
        ("http://[::ffff:10.0.0.1]/", "private"),
        // Numbers as browsers read them.
        ("http://2852039166/", "link-local"),
        ("http://0xa9.254.169.254/", "link-local"),
        ("http://198.51.100.1:8080/", "port 8080 is neither 80 nor 443"),
        ("https://198.51.100.1:8443/", "port 8443 is neither 80 nor 443"),
        ("http://metadata.contoso.test/", "link-local"),
        ("http://alias.contoso.test/", "link-local"),
        ("http://neighbour.contoso.test/", "private"),
    ] {
        let zone = "metadata A 169.254.169.254\nalias CNAME metadata\nneighbour A 10.0.0.1";
        let said = refusal(url, zone).await;
        assert!(said.starts_with("not asked: ") && said.contains(why), "{url}: {said}");
    }
}

#[tokio::test]
async fn an_endpoint_elsewhere_does_not_lead_to_this_machine() {
    // A chain in a file was seen nowhere.
    let site = sites::plain(|_| answer(200, "", "")).await;
    let url = format!("http://127.0.0.1:{}/issuing.crt", site.port());
    let family = Family::naming(&url, &url);
    let place = Place::new(&family, &[&family.leaf]).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("leaf.pem");
    std::fs::write(&file, pem(&family.leaf.der)).unwrap();
    let report = place.checker().check(&Target::File(file)).await;
    let request = &report.discovery.requests[0];
    assert!(request.outcome.starts_with("not asked: 127.0.0.1 is a loopback address"), "{}", request.outcome);
    assert_eq!(site.asked(), [] as [String; 0]);
}

#[tokio::test]
async fn of_several_addresses_those_that_may_be_asked_are_and_the_name_is_looked_up_once() {
    let family = Family::new();
    let files = files(vec![("/issuing.crt", family.issuing.der.clone())]);
    let site = sites::plain(files).await;
    let url = format!("http://files.contoso.test:{}/issuing.crt", site.port());
    let family = Family { leaf: server(&[HOST]).pointless().issuer_url(&url).signed_by(&family.issuing), ..family };
    let zone = "files A 169.254.169.254\nfiles A 10.0.0.1\nfiles A 127.0.0.1";
    let place = Place::with_zone(&family, &[&family.leaf], zone).await;
    let start = Instant::now();
    let report = place.check().await;
    assert!(start.elapsed() < Duration::from_secs(10), "the others are not tried before");
    let request = &report.discovery.requests[0];
    assert_eq!((request.address, request.status), (Some(site.server.address), Some(200)), "{}", request.outcome);
    // Whoever answers otherwise the second time is not asked a second time.
    assert_eq!(place.dns.count("files.contoso.test.", "A"), 1);
}
