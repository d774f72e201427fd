#![allow(clippy::unwrap_used, clippy::cast_possible_truncation)]

use std::{
    fs,
    io::{Cursor, Write},
    path::PathBuf,
};

use tempfile::TempDir;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::*;

/// A zip of these entries.
fn packed(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The same bytes with others in place of some: names and methods of entries stand in them twice.
fn patched(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut out = bytes.to_vec();
    let places: Vec<usize> =
        out.windows(from.len()).enumerate().filter(|(_, w)| *w == from).map(|(at, _)| at).collect();
    assert!(!places.is_empty());
    for at in places {
        out[at..at + to.len()].copy_from_slice(to);
    }
    out
}

fn written(bytes: &[u8]) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("snapshot.zip");
    fs::write(&path, bytes).unwrap();
    (folder, path)
}

fn files(path: &Path) -> Vec<Gathered> {
    match open(path).unwrap() {
        Opened::Files(files) => files,
        Opened::Single(file) => panic!("{file:?}"),
    }
}

fn unpacked(bytes: &[u8]) -> Vec<Gathered> {
    files(&written(bytes).1)
}

/// Names, and what is wrong with each.
fn told(files: &[Gathered]) -> Vec<(&str, &str)> {
    files.iter().map(|f| (f.name.as_str(), f.bytes.as_ref().err().map_or("", |why| why.as_str()))).collect()
}

#[test]
fn a_zip_gives_its_files_in_order() {
    let (_folder, path) = written(&packed(&[("b.txt", b"two"), ("registry/a.reg", b"one"), ("empty/", b"")]));
    let files = files(&path);
    assert_eq!(told(&files), [("b.txt", ""), ("registry/a.reg", "")]);
    assert_eq!(files[1].bytes.as_deref(), Ok(b"one".as_slice()));
    assert_eq!(files[1].modified, None);
}

#[test]
fn names_of_old_tools_are_read() {
    let (_folder, path) =
        written(&patched(&packed(&[("registry/a.reg", b"x")]), b"registry/a.reg", b"registry\\a.reg"));
    assert_eq!(told(&files(&path)), [("registry/a.reg", "")]);
    // Code page 932 and code page 437.
    let bytes = packed(&[("abcdefgh.txt", b"x"), ("for.txt", b"y")]);
    let bytes = patched(&bytes, b"abcdefgh", b"\x8f\xd8\x96\xbe\x8f\x91\x88\xea");
    let (_folder, path) = written(&patched(&bytes, b"for.txt", b"f\x81r.txt"));
    assert_eq!(told(&files(&path)), [("für.txt", ""), ("証明書一.txt", "")]);
}

#[test]
fn an_entry_that_is_no_file_is_a_problem_of_its_own() {
    let climbs = "its path leads out of the snapshot";
    let (_folder, path) = written(&packed(&[
        ("../up.txt", b"x"),
        ("/root.txt", b"x"),
        ("C:/windows.txt", b"x"),
        ("a/../../up.txt", b"x"),
        ("fine.txt", b"x"),
    ]));
    let expected = [
        ("../up.txt", climbs),
        ("/root.txt", climbs),
        ("C:/windows.txt", climbs),
        ("a/../../up.txt", climbs),
        ("fine.txt", ""),
    ];
    assert_eq!(told(&files(&path)), expected);

    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.add_symlink("link.txt", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    let (_folder, path) = written(&zip.finish().unwrap().into_inner());
    assert_eq!(told(&files(&path)), [("link.txt", "it is a link, which is not followed")]);
}

#[test]
fn an_entry_that_cannot_be_unpacked_is_a_problem_of_its_own() {
    let whole = packed(&[("a.txt", b"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), ("b.txt", b"b")]);
    // The checksum, then the method, in both headers of the first entry.
    let directory = whole.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    let with = |offsets: [usize; 2], bytes: &[u8]| {
        let mut out = whole.clone();
        for at in offsets {
            out[at..at + bytes.len()].copy_from_slice(bytes);
        }
        out
    };
    let (wrong, method) = (with([14, directory + 16], &[1, 2, 3, 4]), with([8, directory + 10], &98u16.to_le_bytes()));
    let encrypted = with([6, directory + 8], &[1, 0]);
    for (bytes, why) in [(wrong, "damaged"), (method, "method"), (encrypted, "encrypted")] {
        let files = unpacked(&bytes);
        let told = told(&files);
        assert_eq!(told[1], ("b.txt", ""));
        assert!(told[0].1.contains(why), "{told:?}");
    }
}

#[test]
fn a_bomb_costs_no_more_than_the_bounds() {
    let zeros = vec![0; (MAX_FILE + 1) as usize];
    let bomb = packed(&[("bomb.bin", &zeros), ("fine.txt", b"x")]);
    let (_folder, path) = written(&bomb);
    assert_eq!(told(&files(&path)), [("bomb.bin", "it is longer than 8 MiB"), ("fine.txt", "")]);
    // The same with a length that lies.
    let lies = patched(&bomb, &(MAX_FILE as u32 + 1).to_le_bytes(), &3u32.to_le_bytes());
    let (_folder, path) = written(&lies);
    let files = files(&path);
    assert_eq!(files[1].bytes.as_deref(), Ok(b"x".as_slice()));
    assert!(files[0].bytes.as_ref().map_or(true, |bytes| bytes.len() <= 3), "{:?}", told(&files));
}

#[test]
fn all_files_together_are_bounded() {
    let part = vec![0; (MAX_FILE - 1) as usize];
    let names: Vec<String> = (0..6).map(|n| format!("{n}.bin")).collect();
    let entries: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), part.as_slice())).collect();
    let (_folder, path) = written(&packed(&entries));
    let files = files(&path);
    assert_eq!(files.iter().filter(|file| file.bytes.is_ok()).count(), 4);
    assert!(told(&files)[4].1.contains("longer than 32 MiB"), "{:?}", told(&files));

    let names: Vec<String> = (0..MAX_FILES + 10).map(|n| format!("{n}.txt")).collect();
    let entries: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
    let files = unpacked(&packed(&entries));
    assert_eq!(files.len(), MAX_FILES + 1);
}

#[test]
fn names_that_stand_twice_are_said() {
    let twins = packed(&[("a.txt", b"one"), ("A.TXT", b"two")]);
    let (_folder, path) = written(&twins);
    let files = files(&path);
    assert_eq!(files.iter().filter(|file| file.bytes.is_err()).count(), 1);
    let same = patched(&twins, b"A.TXT", b"a.txt");
    let files = unpacked(&same);
    assert_eq!(told(&files)[1], ("snapshot.zip", "names stand in it more than once; of each the last was read"));
    assert_eq!(files[0].bytes.as_deref(), Ok(b"two".as_slice()));
}

#[test]
fn a_zip_inside_is_not_opened() {
    let inside = packed(&[("a.txt", b"one")]);
    let files = unpacked(&packed(&[("inside.zip", &inside)]));
    assert_eq!(files[0].bytes.as_deref(), Ok(inside.as_slice()));
    assert_eq!(files.len(), 1);
}

#[test]
fn a_zip_cut_off_anywhere_is_an_error() {
    let whole = packed(&[("a.txt", b"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), ("b.txt", b"b")]);
    for end in 2..whole.len() {
        let (_folder, path) = written(&whole[..end]);
        assert!(matches!(open(&path), Err(SnapshotError::Zip { .. })), "{end}");
    }
}

#[test]
fn a_zip_with_a_byte_changed_never_panics() {
    let whole = packed(&[("a.txt", b"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), ("b.txt", b"b")]);
    for at in 0..whole.len() {
        for value in [0, 0xff, whole[at] ^ 1] {
            let mut bytes = whole.clone();
            bytes[at] = value;
            let files = archive::read("x.zip", &bytes).unwrap_or_default();
            assert!(files.len() <= 3);
        }
    }
}

#[test]
fn a_folder_gives_its_files_and_those_below() {
    let folder = TempDir::new().unwrap();
    fs::create_dir_all(folder.path().join("registry/deep")).unwrap();
    fs::write(folder.path().join("b.txt"), "two").unwrap();
    fs::write(folder.path().join("registry/deep/a.reg"), "one").unwrap();
    let files = files(folder.path());
    assert_eq!(told(&files), [("b.txt", ""), ("registry/deep/a.reg", "")]);
    assert!(files[0].modified.is_some());
}

#[test]
fn a_folder_is_not_followed_without_end() {
    let folder = TempDir::new().unwrap();
    let deep = "d/".repeat(12);
    fs::create_dir_all(folder.path().join(&deep)).unwrap();
    fs::write(folder.path().join(&deep).join("a.txt"), "one").unwrap();
    let files = files(folder.path());
    assert_eq!(files.len(), 1);
    assert!(told(&files)[0].1.contains("folders deep"), "{:?}", told(&files));
}

#[cfg(unix)]
#[test]
fn links_and_special_files_are_not_opened() {
    let folder = TempDir::new().unwrap();
    std::os::unix::fs::symlink("/etc", folder.path().join("folder")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", folder.path().join("link.txt")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket")).unwrap();
    fs::write(folder.path().join("fine.txt"), "x").unwrap();
    let files = files(folder.path());
    let link = "it is a link, which is not followed";
    let expected = [("fine.txt", ""), ("folder", link), ("link.txt", link), ("socket", "it is no regular file")];
    assert_eq!(told(&files), expected);
}

#[test]
fn one_output_alone_is_a_snapshot() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("one.txt");
    fs::write(&path, "Currently stored credentials:\r\n\r\n* NONE *\r\n").unwrap();
    let desk = super::super::read(&path).unwrap();
    assert!(desk.credentials.known().is_some());
    fs::write(&path, "a letter to my aunt").unwrap();
    assert!(matches!(super::super::read(&path), Err(SnapshotError::Neither(_))));
    assert!(matches!(super::super::read(&folder.path().join("none")), Err(SnapshotError::Read { .. })));
}
