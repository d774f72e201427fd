//! TLS in the middle of a conversation about mail, with Debian's postfix (SMTP) and dovecot (IMAP, POP3).
//!
//! Both start as root alone, since they hand their work to users with fewer rights.

use std::{
    fs,
    os::unix::{
        fs::{MetadataExt, PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    servers::{Running, find, free, here},
    starttls::{identity, incomplete, is_incomplete, is_refused, is_served, probe},
};

const DOMAIN: &str = "contoso.example";

/// Where the server is, if it can be started here.
fn startable(program: &str) -> Option<PathBuf> {
    let found = find(program);
    if found.is_none() {
        eprintln!("skipped: no {program} here; tests/peers/run installs it");
    } else if fs::metadata("/proc/self").unwrap().uid() != 0 {
        eprintln!("skipped: {program} starts as root alone");
        return None;
    }
    found
}

/// A folder inside another, for others to use as well.
fn open_folder(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
}

/// What `postconf` says of a setting.
fn built_in(setting: &str) -> String {
    let program = find("postconf").unwrap();
    let done = Command::new(program).args(["-d", "-h", setting]).output().unwrap();
    String::from_utf8(done.stdout).unwrap().trim().to_owned()
}

/// The numbers of a user and of its group.
fn user(name: &str) -> (u32, u32) {
    let all = fs::read_to_string("/etc/passwd").unwrap();
    let of = |line: &str| {
        let parts: Vec<&str> = line.split(':').collect();
        Some((*parts.first()? == name).then_some((parts.get(2)?.parse().ok()?, parts.get(3)?.parse().ok()?)))
    };
    all.lines().find_map(|line| of(line).flatten()).unwrap()
}

/// What postfix needs beside its server where it is to speak TLS.
const MANAGER: &str = "tlsmgr unix - - n - 1 tlsmgr\n";

/// A mail server for receiving alone, with queue and settings of its own, and further services.
fn postfix(folder: &Path, level: &str, more: &str) -> (Running, u16) {
    let (home, port, owner) = (folder.display(), free(), built_in("mail_owner"));
    open_folder(folder);
    let (uid, gid) = user(&owner);
    for part in ["etc", "spool", "spool/pid", "spool/private", "spool/public", "data"] {
        open_folder(&folder.join(part));
    }
    for part in ["spool/private", "spool/public", "data"] {
        chown(folder.join(part), Some(uid), Some(gid)).unwrap();
    }
    let settings = format!(
        "compatibility_level = 3.6\nqueue_directory = {home}/spool\ndata_directory = {home}/data\n\
         mail_owner = {owner}\nmaillog_file = {home}/maillog\nmaillog_file_prefixes = {home}\n\
         inet_interfaces = loopback-only\ninet_protocols = ipv4\nmyhostname = mail.{DOMAIN}\nmydestination =\n\
         alias_maps =\nlocal_recipient_maps =\nnotify_classes =\nsmtpd_peername_lookup = no\n\
         smtpd_tls_security_level = {level}\nsmtpd_tls_chain_files = {home}/key.pem, {home}/chain.pem\n"
    );
    fs::write(folder.join("etc/main.cf"), settings).unwrap();
    let services = format!(
        "{}:{port} inet n - n - - smtpd\npostlog unix-dgram n - n - 1 postlogd\nanvil unix - - n - 1 anvil\n{more}",
        here()
    );
    fs::write(folder.join("etc/master.cf"), services).unwrap();
    let mut command = Command::new(Path::new(&built_in("daemon_directory")).join("master"));
    // It ends the processes of its group.
    command.arg("-c").arg(folder.join("etc")).arg("-d").process_group(0);
    (Running::start(&mut command, folder.join("log"), &[port]).of_many(), port)
}

#[test]
fn postfix_begins_tls() {
    if startable("postconf").is_none() {
        return;
    }
    let folder = identity();
    let (_running, port) = postfix(folder.path(), "may", MANAGER);
    is_served(probe(folder.path(), "smtp", port, DOMAIN), "starttls-smtp");
    let folder = incomplete();
    let (_running, port) = postfix(folder.path(), "may", MANAGER);
    is_incomplete(probe(folder.path(), "smtp", port, DOMAIN), "starttls-smtp");
}

#[test]
fn postfix_that_cannot_is_said_to_refuse() {
    if startable("postconf").is_none() {
        return;
    }
    for (level, more, says) in [
        ("none", MANAGER, "offers no STARTTLS (SMTP)"),
        ("may", "", "refuses STARTTLS (SMTP): 454 4.7.0 TLS not available"),
    ] {
        let folder = identity();
        let (_running, port) = postfix(folder.path(), level, more);
        is_refused(probe(folder.path(), "smtp", port, DOMAIN), "critical", says);
    }
}

/// A server of mailboxes; its ports for IMAP and POP3.
fn dovecot(program: &Path, folder: &Path, tls: bool) -> (Running, [u16; 2]) {
    let (home, ports) = (folder.display(), [free(), free()]);
    open_folder(folder);
    let tls = if tls {
        format!("ssl = yes\nssl_cert = <{home}/chain.pem\nssl_key = <{home}/key.pem\n")
    } else {
        "ssl = no\n".to_owned()
    };
    let mut settings = format!(
        "base_dir = {home}/run\nstate_dir = {home}/state\nlog_path = /dev/stderr\nprotocols = imap pop3\nlisten = {}\n\
         default_login_user = nobody\ndefault_internal_user = nobody\ndefault_internal_group = nogroup\n{tls}\
         mail_location = maildir:{home}/mail\npassdb {{\n driver = static\n args = nopassword=y\n}}\n\
         userdb {{\n driver = static\n args = uid=nobody gid=nogroup home={home}/mail\n}}\n\
         service anvil {{\n chroot =\n}}\nservice stats {{\n chroot =\n}}\n",
        here()
    );
    for (protocol, port) in [("imap", ports[0]), ("pop3", ports[1])] {
        settings += &format!(
            "service {protocol}-login {{\n chroot =\n inet_listener {protocol} {{\n port = {port}\n }}\n \
             inet_listener {protocol}s {{\n port = 0\n }}\n}}\n"
        );
    }
    let file = folder.join("dovecot.conf");
    fs::write(&file, settings).unwrap();
    let mut command = Command::new(program);
    command.arg("-F").arg("-c").arg(file);
    (Running::start(&mut command, folder.join("log"), &ports).of_many(), ports)
}

#[test]
fn dovecot_begins_tls_if_it_has_a_certificate() {
    let Some(program) = startable("dovecot") else { return };
    let folder = identity();
    let (running, [imap, pop3]) = dovecot(&program, folder.path(), true);
    is_served(probe(folder.path(), "imap", imap, DOMAIN), "starttls-imap");
    is_served(probe(folder.path(), "pop3", pop3, DOMAIN), "starttls-pop3");
    drop(running);
    let (_running, [imap, pop3]) = dovecot(&program, folder.path(), false);
    is_refused(probe(folder.path(), "imap", imap, DOMAIN), "critical", "offers no STARTTLS (IMAP)");
    is_refused(probe(folder.path(), "pop3", pop3, DOMAIN), "critical", "offers no STARTTLS (POP3)");
    let folder = incomplete();
    let (_running, [imap, pop3]) = dovecot(&program, folder.path(), true);
    is_incomplete(probe(folder.path(), "imap", imap, DOMAIN), "starttls-imap");
    is_incomplete(probe(folder.path(), "pop3", pop3, DOMAIN), "starttls-pop3");
}
