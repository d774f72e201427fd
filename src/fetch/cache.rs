//! What was downloaded, kept on disk between runs: one file for each URL in a directory that is nobody else's.
//!
//! Nothing here is trusted: what comes back is read and verified like any download, and a file that is cut short or was
//! changed is none. How long a thing may be kept is the business of whoever reads it; nothing is kept longer than
//! [`MAX_AGE`].

use std::{
    fs::{self, DirBuilder, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, SystemTime},
};

#[cfg(unix)]
use crate::text;
use crate::{
    model::{Text, cert::hex},
    words,
};

/// Longest that anything is kept.
pub const MAX_AGE: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Most bytes of the whole directory.
const MAX_TOTAL: u64 = 256 * 1024 * 1024;

/// Most bytes of one file: the longest download and its head.
const MAX_FILE: u64 = 65 * 1024 * 1024;

/// What the smallest file counts for.
const LEAST: usize = 4096;

/// How every file begins; another number is another form.
const MAGIC: &str = "chaincheck download 1";

/// Digest of some bytes, by which a file is known to be whole.
pub type Digest = fn(&[u8]) -> [u8; 32];

/// The directory.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    digest: Digest,
    /// Bytes written since it was looked at what is too much.
    written: AtomicU64,
}

impl Cache {
    /// Opens the directory, which is made if it is not there, for this user alone.
    ///
    /// # Errors
    ///
    /// In words, why it is not used: it cannot be made or written, or is not this user's alone.
    pub fn open(folder: &Path, digest: Digest) -> Result<Self, Text> {
        let cannot = |error: io::Error| Text::from(error.to_string());
        if let Some(parent) = folder.parent() {
            fs::create_dir_all(parent).map_err(cannot)?;
        }
        match private(&mut DirBuilder::new()).create(folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(cannot(error)),
            _ => {}
        }
        let about = fs::symlink_metadata(folder).map_err(cannot)?;
        if !about.is_dir() {
            return Err(Text::words(words!("it is no directory")));
        }
        owned_alone(folder, &about)?;
        make_private(folder, &about).map_err(cannot)?;
        let cache = Self { folder: folder.to_owned(), digest, written: AtomicU64::new(0) };
        cache.prune();
        Ok(cache)
    }

    /// What is kept under a key.
    pub fn get(&self, key: &str) -> Option<Vec<u8>> {
        let file = File::open(self.file(key)).ok()?;
        let since = file.metadata().ok()?.modified().ok()?;
        // What is from the future was not written by us.
        if SystemTime::now().duration_since(since).ok()? > MAX_AGE {
            return None;
        }
        let mut bytes = Vec::new();
        file.take(MAX_FILE).read_to_end(&mut bytes).ok()?;
        let head = self.head(key, &[]);
        let length = head.len();
        let body = bytes.split_off(length.min(bytes.len()));
        (bytes == self.head(key, &body).as_bytes()).then_some(body)
    }

    /// Keeps something under a key; where that fails, it is only not kept.
    pub fn put(&self, key: &str, body: &[u8]) {
        let write = || -> io::Result<()> {
            // Made for this user alone, and under no name that anybody can foretell.
            let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
            file.write_all(self.head(key, body).as_bytes())?;
            file.write_all(body)?;
            file.persist(self.file(key)).map_err(|error| error.error)?;
            Ok(())
        };
        let length = body.len().max(LEAST) as u64;
        if write().is_ok() && self.written.fetch_add(length, Ordering::Relaxed) + length > MAX_TOTAL / 16 {
            self.written.store(0, Ordering::Relaxed);
            self.prune();
        }
    }

    /// The key is in the head, so that two keys of one digest are told apart.
    fn head(&self, key: &str, body: &[u8]) -> String {
        format!("{MAGIC}\n{}\n{key}\n", hex(&(self.digest)(body)))
    }

    fn file(&self, key: &str) -> PathBuf {
        self.folder.join(hex(&(self.digest)(key.as_bytes())))
    }

    /// Removes what is too old, and the oldest of what is too much.
    fn prune(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        let about = |entry: fs::DirEntry| {
            let about = entry.metadata().ok().filter(fs::Metadata::is_file)?;
            Some((about.modified().ok()?, about.len(), entry.path()))
        };
        let mut files: Vec<(SystemTime, u64, PathBuf)> = entries.flatten().filter_map(about).collect();
        files.sort_by_key(|(since, ..)| std::cmp::Reverse(*since));
        let now = SystemTime::now();
        let mut total = 0;
        for (since, length, file) in files {
            total += length;
            let old = now.duration_since(since).is_ok_and(|age| age > MAX_AGE);
            if old || total > MAX_TOTAL {
                // Another run may have been faster.
                let _ = fs::remove_file(file);
            }
        }
    }
}

#[cfg(unix)]
fn private(builder: &mut DirBuilder) -> &mut DirBuilder {
    use std::os::unix::fs::DirBuilderExt;
    builder.mode(0o700)
}

/// Keeps others from reading what is there: which places were asked is nobody else's business.
#[cfg(unix)]
fn make_private(folder: &Path, about: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = about.permissions().mode() & 0o7777;
    if mode & 0o077 == 0 { Ok(()) } else { fs::set_permissions(folder, fs::Permissions::from_mode(mode & !0o077)) }
}

#[cfg(not(unix))]
fn make_private(_: &Path, _: &fs::Metadata) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
fn private(builder: &mut DirBuilder) -> &mut DirBuilder {
    builder
}

/// Whether the directory is this user's, and nobody else may write there. A file that is made says who we are.
#[cfg(unix)]
fn owned_alone(folder: &Path, about: &fs::Metadata) -> Result<(), Text> {
    use std::os::unix::fs::MetadataExt;
    if about.mode() & 0o022 != 0 {
        let mode = format!("{:03o}", about.mode() & 0o777);
        return Err(text!("others-may-write": "others may write there (mode {mode})", mode));
    }
    let probe = tempfile::NamedTempFile::new_in(folder).map_err(|error| error.to_string())?;
    let ours = probe.as_file().metadata().map_err(|error| error.to_string())?.uid();
    if about.uid() == ours { Ok(()) } else { Err(Text::words(words!("it belongs to another user"))) }
}

/// On Windows the folder is below the user's own profile, whose rights it inherits.
#[cfg(not(unix))]
fn owned_alone(_: &Path, _: &fs::Metadata) -> Result<(), Text> {
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// No digest, and enough to tell things apart.
    fn digest(bytes: &[u8]) -> [u8; 32] {
        let mut out = [0; 32];
        for (i, byte) in bytes.iter().enumerate() {
            out[i % 32] ^= byte.rotate_left(u32::try_from(i / 32 % 8).unwrap());
        }
        out
    }

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    fn only_file(folder: &Path) -> PathBuf {
        let mut files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let first = files.next().unwrap();
        assert!(files.next().is_none());
        first
    }

    #[test]
    fn what_is_kept_comes_back_by_its_key_alone() {
        let folder = folder();
        let at = folder.path().join("a").join("chaincheck");
        let cache = Cache::open(&at, digest).unwrap();
        assert_eq!(cache.get("http://pki.contoso.test/a"), None);
        cache.put("http://pki.contoso.test/a", b"bytes");
        assert_eq!(cache.get("http://pki.contoso.test/a").unwrap(), b"bytes");
        assert_eq!(cache.get("http://pki.contoso.test/b"), None);
        cache.put("http://pki.contoso.test/a", b"newer bytes");
        assert_eq!(Cache::open(&at, digest).unwrap().get("http://pki.contoso.test/a").unwrap(), b"newer bytes");
    }

    #[test]
    fn a_file_that_was_changed_or_cut_is_none_and_is_replaced() {
        let folder = folder();
        let cache = Cache::open(&folder.path().join("c"), digest).unwrap();
        cache.put("key", b"the whole body");
        let file = only_file(&cache.folder);
        let whole = fs::read(&file).unwrap();
        for changed in [&whole[..whole.len() - 1], &whole[..10], &[], b"<html></html>", &[&whole[..], b"x"].concat()] {
            fs::write(&file, changed).unwrap();
            assert_eq!(cache.get("key"), None);
        }
        cache.put("key", b"again");
        assert_eq!(cache.get("key").unwrap(), b"again");
    }

    #[test]
    fn what_is_old_is_gone() {
        let folder = folder();
        let cache = Cache::open(&folder.path().join("c"), digest).unwrap();
        cache.put("key", b"body");
        let file = only_file(&cache.folder);
        let set = |time| File::options().write(true).open(&file).unwrap().set_modified(time).unwrap();
        set(SystemTime::now() + Duration::from_secs(3600));
        assert_eq!(cache.get("key"), None, "from the future");
        set(SystemTime::now() - MAX_AGE - Duration::from_secs(60));
        assert_eq!(cache.get("key"), None);
        Cache::open(&cache.folder, digest).unwrap();
        assert!(!file.exists());
    }

    #[test]
    fn the_oldest_go_first_where_it_is_too_much() {
        let folder = folder();
        let cache = Cache::open(&folder.path().join("c"), digest).unwrap();
        for age in 1..=5_u64 {
            // Holes in files count like bytes.
            let file = File::create(cache.folder.join(age.to_string())).unwrap();
            file.set_len(MAX_TOTAL / 4 + 1).unwrap();
            file.set_modified(SystemTime::now() - Duration::from_secs(age * 60)).unwrap();
        }
        cache.put("key", b"body");
        let cache = Cache::open(&cache.folder, digest).unwrap();
        let left: Vec<bool> = (1..=5).map(|age| cache.folder.join(age.to_string()).exists()).collect();
        assert_eq!(left, [true, true, true, false, false]);
        assert!(cache.get("key").is_some());
    }

    #[cfg(unix)]
    #[test]
    fn a_directory_that_is_not_ours_alone_is_refused() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = folder();
        let at = folder.path().join("c");
        Cache::open(&at, digest).unwrap();
        assert_eq!(fs::metadata(&at).unwrap().permissions().mode() & 0o777, 0o700);
        for mode in [0o720, 0o702, 0o777] {
            fs::set_permissions(&at, fs::Permissions::from_mode(mode)).unwrap();
            assert!(Cache::open(&at, digest).unwrap_err().starts_with("others may write there"));
        }
        fs::set_permissions(&at, fs::Permissions::from_mode(0o755)).unwrap();
        assert!(Cache::open(&at, digest).is_ok());
        assert_eq!(fs::metadata(&at).unwrap().permissions().mode() & 0o777, 0o700, "others may not read either");
        let link = folder.path().join("link");
        symlink(&at, &link).unwrap();
        assert_eq!(Cache::open(&link, digest).unwrap_err(), "it is no directory");
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        assert_eq!(Cache::open(&file, digest).unwrap_err(), "it is no directory");
        // /proc belongs to root, and nobody may write there.
        assert!(Cache::open(Path::new("/proc"), digest).is_err());
    }
}
