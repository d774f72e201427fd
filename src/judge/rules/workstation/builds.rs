//! The sign-in clients by their builds: which speak TLS 1.2, and until when they are looked after. Data with sources; what
//! is not in it is unknown, and nobody is accused of it.
//!
//! Clients are known by the version of their executable: the version that the list of installed programs shows is that of
//! the first release where Windows Installer put it there, whatever updates came after it.

use crate::model::{Workstation, workstation::Product};

/// The day on which the rows were last compared with their sources.
#[cfg(test)]
const VERSION: &str = "2026-11-22";

/// A range of builds of one executable.
#[derive(Debug, PartialEq, Eq)]
pub struct Build {
    /// As Microsoft calls it.
    pub name: &'static str,
    /// The executable, lower case.
    pub file: &'static str,
    /// The first version of the range, and the first beyond it.
    range: (&'static [u32], &'static [u32]),
    /// The first version of its kind that works where nothing older than TLS 1.2 is allowed, as it is written; empty if
    /// there is none, `None` where that is not known or nothing is wrong.
    pub needs: Option<&'static str>,
    /// The end of the last day of support, seconds since 1970.
    pub ended: Option<i64>,
    /// Who says so.
    pub sources: &'static [&'static str],
}

const TLS: &str = "Microsoft, Disable TLS 1.0/1.1 in Skype for Business Server 2015";
const LIFECYCLE: &str = "Microsoft lifecycle";

/// Ends of support: the last second of the day (UTC).
const COMMUNICATOR: i64 = end_of(17_540);
const LYNC_2010: i64 = end_of(18_730);
const LYNC_2013: i64 = end_of(19_458);
const SKYPE_2016: i64 = end_of(20_375);
const CLASSIC_TEAMS: i64 = end_of(19_905);

const fn end_of(day: i64) -> i64 {
    day * 86_400 + 86_399
}

/// Versions beyond all that there are.
const BEYOND: &[u32] = &[u32::MAX];
/// With Windows Installer up to here; builds from here on are Click-to-Run's.
const CLICK_TO_RUN: &[u32] = &[16, 0, 6000];

pub const BUILDS: &[Build] = &[
    Build {
        name: "Office Communicator 2007",
        file: "communicator.exe",
        range: (&[2], &[4]),
        needs: None,
        ended: Some(COMMUNICATOR),
        sources: &[LIFECYCLE],
    },
    Build {
        name: "Lync 2010",
        file: "communicator.exe",
        range: (&[4], &[5]),
        needs: Some(""),
        ended: Some(LYNC_2010),
        sources: &[TLS, LIFECYCLE],
    },
    Build {
        name: "Lync 2013",
        file: "lync.exe",
        range: (&[15], &[15, 0, 5023, 1000]),
        needs: Some("15.0.5023.1000"),
        ended: Some(LYNC_2013),
        sources: &[TLS, LIFECYCLE],
    },
    Build {
        name: "Skype for Business 2015",
        file: "lync.exe",
        range: (&[15, 0, 5023, 1000], &[16]),
        needs: None,
        ended: Some(LYNC_2013),
        sources: &[TLS, LIFECYCLE],
    },
    Build {
        name: "Skype for Business 2016",
        file: "lync.exe",
        range: (&[16], &[16, 0, 4678, 1000]),
        needs: Some("16.0.4678.1000"),
        ended: Some(SKYPE_2016),
        sources: &[TLS, LIFECYCLE],
    },
    Build {
        name: "Skype for Business 2016",
        file: "lync.exe",
        range: (&[16, 0, 4678, 1000], CLICK_TO_RUN),
        needs: None,
        ended: Some(SKYPE_2016),
        sources: &[LIFECYCLE],
    },
    Build {
        name: "Skype for Business (Click-to-Run)",
        file: "lync.exe",
        range: (CLICK_TO_RUN, &[16, 0, 8431, 2242]),
        needs: Some("16.0.8431.2242"),
        ended: None,
        sources: &[TLS],
    },
    Build {
        name: "Skype for Business (Click-to-Run)",
        file: "lync.exe",
        range: (&[16, 0, 8432], &[16, 0, 9126, 2152]),
        needs: Some("16.0.9126.2152"),
        ended: None,
        sources: &[TLS],
    },
    Build {
        name: "Skype for Business",
        file: "lync.exe",
        range: (&[16, 0, 9126, 2152], BEYOND),
        needs: None,
        ended: None,
        sources: &[TLS],
    },
    Build {
        name: "Teams (classic)",
        file: "teams.exe",
        range: (&[1], &[2]),
        needs: None,
        ended: Some(CLASSIC_TEAMS),
        sources: &["Microsoft, End of availability for classic Teams client"],
    },
];

/// What is known of a product.
pub fn of(product: &Product) -> Option<&'static Build> {
    let file = file(product);
    let within = |build: &&Build| {
        let version = product.version.as_slice();
        build.file == file && version >= build.range.0 && version < build.range.1
    };
    BUILDS.iter().find(within)
}

/// The executable of a product, lower case, without the way to it.
fn file(product: &Product) -> String {
    product.name.rsplit(['\\', '/']).next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether it is the desktop client that signs in to Lync and Skype for Business.
pub fn is_desktop(product: &Product) -> bool {
    matches!(file(product).as_str(), "lync.exe" | "communicator.exe")
}

/// The major versions of the desktop clients; `None` where none is known.
pub fn majors(workstation: &Workstation) -> Option<Vec<u32>> {
    let known = workstation.clients.known()?.iter().filter(|product| is_desktop(product));
    let majors: Vec<u32> = known.filter_map(|product| product.version.first().copied()).collect();
    (!majors.is_empty()).then_some(majors)
}

/// Whether it is known that no desktop client is there: of Teams alone, or of none at all.
pub fn is_without_client(workstation: &Workstation) -> bool {
    let teams = |product: &Product| matches!(file(product).as_str(), "teams.exe" | "ms-teams.exe");
    workstation.clients.known().is_some_and(|clients| clients.iter().all(teams))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str, version: &[u32]) -> Option<(&'static str, Option<&'static str>)> {
        of(&Product { name: name.to_owned(), version: version.to_vec() }).map(|build| (build.name, build.needs))
    }

    #[test]
    fn builds_are_told_apart_to_the_last_part() {
        let lync = |version: &[u32]| named(r"C:\Program Files\Microsoft Office\root\Office16\LYNC.EXE", version);
        assert_eq!(named("communicator.exe", &[4, 0, 7577, 4525]), Some(("Lync 2010", Some(""))));
        assert_eq!(named("communicator.exe", &[3, 5, 6907, 0]), Some(("Office Communicator 2007", None)));
        assert_eq!(lync(&[15, 0, 5023, 999]), Some(("Lync 2013", Some("15.0.5023.1000"))));
        assert_eq!(lync(&[15, 0, 5023, 1000]), Some(("Skype for Business 2015", None)));
        assert_eq!(lync(&[16, 0, 4266, 1001]), Some(("Skype for Business 2016", Some("16.0.4678.1000"))));
        assert_eq!(lync(&[16, 0, 5517, 1000]), Some(("Skype for Business 2016", None)));
        assert_eq!(lync(&[16, 0, 8431, 2110]), Some(("Skype for Business (Click-to-Run)", Some("16.0.8431.2242"))));
        assert_eq!(lync(&[16, 0, 8431, 2250]), None);
        assert_eq!(lync(&[16, 0, 9029, 2253]), Some(("Skype for Business (Click-to-Run)", Some("16.0.9126.2152"))));
        assert_eq!(lync(&[16, 0, 17_932, 20_540]), Some(("Skype for Business", None)));
        assert_eq!(named("Microsoft Lync 2013", &[15, 0, 4420, 1017]), None, "the version of the first release");
        assert_eq!(named("ms-teams.exe", &[24_295, 605, 3225, 8804]), None);
        assert_eq!(lync(&[]), None);
    }

    #[test]
    fn rows_do_not_overlap_and_have_sources() {
        for (i, row) in BUILDS.iter().enumerate() {
            assert!(row.range.0 < row.range.1 && !row.sources.is_empty(), "{row:?}");
            let apart =
                |other: &Build| other.file != row.file || other.range.1 <= row.range.0 || row.range.1 <= other.range.0;
            assert!(BUILDS[i + 1..].iter().all(apart), "{row:?}");
        }
        assert!(VERSION.starts_with("20"));
    }

    #[test]
    fn days_are_those_of_the_documents() {
        for (end, day) in [
            (COMMUNICATOR, (2018, 1, 9)),
            (LYNC_2010, (2021, 4, 13)),
            (LYNC_2013, (2023, 4, 11)),
            (SKYPE_2016, (2025, 10, 14)),
            (CLASSIC_TEAMS, (2024, 7, 1)),
        ] {
            assert_eq!(end, seconds(day) + 86_399, "{day:?}");
        }
    }

    /// The first second of a day after 2000 (UTC).
    fn seconds((year, month, day): (i64, usize, i64)) -> i64 {
        const BEFORE: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
        let leap_days = (year - 2000 + 3) / 4 + i64::from(year % 4 == 0 && month > 2);
        // 2000 began 10957 days after 1970.
        (10_957 + (year - 2000) * 365 + leap_days + BEFORE[month - 1] + day - 1) * 86_400
    }
}
