//! Debian's servers on loopback, told by files in a folder of their own; both end when dropped.

use std::{
    env, fs,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream, UdpSocket},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU16, Ordering},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// Nothing here takes longer to start, even on a busy machine.
const LIMIT: Duration = Duration::from_secs(30);

/// Where a program is; Debian keeps servers where only root looks.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    folders.map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// A server that runs; it is killed when dropped.
pub struct Running {
    child: Child,
    log: PathBuf,
    /// It has processes of its own to end.
    many: bool,
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.many && Command::new("kill").arg(self.child.id().to_string()).status().is_ok() {
            let start = Instant::now();
            while start.elapsed() < LIMIT && self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
                thread::sleep(Duration::from_millis(5));
            }
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Running {
    /// Starts a server and waits until every port is open.
    pub fn start(command: &mut Command, log: PathBuf, ports: &[u16]) -> Self {
        let open = |_: &Self, port: &u16| TcpStream::connect((here(), *port)).is_ok();
        Self::until(command, log, ports, open)
    }

    /// Starts a server that takes no connection without a request, and waits until it says something.
    pub fn start_saying(command: &mut Command, log: PathBuf, what: &str) -> Self {
        Self::until(command, log, &[what], |running, what| running.log().contains(what))
    }

    /// Starts a server and waits until every condition holds.
    fn until<T>(command: &mut Command, log: PathBuf, all: &[T], holds: impl Fn(&Self, &T) -> bool) -> Self {
        let to = fs::File::create(&log).unwrap();
        let child = command.stdin(Stdio::null()).stdout(to.try_clone().unwrap()).stderr(to).spawn().unwrap();
        let mut running = Self { child, log, many: false };
        let start = Instant::now();
        for one in all {
            while !holds(&running, one) {
                let ended = running.child.try_wait().unwrap();
                assert!(ended.is_none() && start.elapsed() < LIMIT, "{ended:?}: {}", running.log());
                thread::sleep(Duration::from_millis(5));
            }
        }
        running
    }

    /// One that has processes of its own is asked to end, and ends them.
    pub fn of_many(mut self) -> Self {
        self.many = true;
        self
    }

    fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

/// A name server with the zones of `tests/peers/zones`.
pub struct Knot {
    pub address: SocketAddr,
    _running: Running,
    _folder: TempDir,
}

impl Knot {
    pub fn start(program: &Path) -> Self {
        let folder = TempDir::new().unwrap();
        let zones = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/zones");
        let mut domains = Vec::new();
        for entry in fs::read_dir(&zones).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            domains.push(format!("  - domain: {}\n", name.strip_suffix(".zone").unwrap()));
        }
        let port = free();
        let (home, zones, here) = (folder.path().display(), zones.display(), here());
        let settings = format!(
            "server:\n  listen: {here}@{port}\n  rundir: \"{home}\"\n  udp-workers: 1\n  tcp-workers: 1\n  \
             background-workers: 1\ndatabase:\n  storage: \"{home}\"\nlog:\n  - target: stderr\n    any: warning\n\
             template:\n  - id: default\n    storage: \"{zones}\"\n    file: \"%s.zone\"\n    zonefile-sync: -1\n    \
             journal-content: none\nzone:\n{}",
            domains.concat()
        );
        let file = folder.path().join("knot.conf");
        fs::write(&file, settings).unwrap();
        let running = Running::start(Command::new(program).arg("-c").arg(file), folder.path().join("log"), &[port]);
        Self { address: SocketAddr::new(here.into(), port), _running: running, _folder: folder }
    }
}

/// One server of nginx.
pub struct Site {
    /// The names it answers for.
    pub names: Vec<&'static str>,
    /// Certificates, the leaf first, and the key, as PEM.
    pub identity: (String, String),
    /// The member of a pool: the first or the second port.
    pub member: usize,
    /// What it answers; anything else is not found.
    pub pages: Vec<Page>,
}

/// What nginx answers under a path.
pub struct Page {
    /// A regular expression for the whole path.
    pub path: &'static str,
    /// A regular expression for the query; another one is answered with 404.
    pub query: &'static str,
    pub status: u16,
    pub kind: &'static str,
    pub body: String,
    /// Header fields.
    pub headers: Vec<(&'static str, &'static str)>,
}

/// nginx, with two ports for TLS and one for plain HTTP.
pub struct Nginx {
    pub tls: [u16; 2],
    pub plain: u16,
    _running: Running,
    _folder: TempDir,
}

impl Nginx {
    /// `plain` is what the port for plain HTTP answers under each name.
    pub fn start(program: &Path, sites: &[Site], plain: &[(&str, Page)]) -> Self {
        let folder = TempDir::new().unwrap();
        let (here, ports) = (here(), [free(), free(), free()]);
        let mut servers = String::new();
        for (index, site) in sites.iter().enumerate() {
            let (chain, key) = (folder.path().join(format!("{index}.pem")), folder.path().join(format!("{index}.key")));
            fs::write(&chain, &site.identity.0).unwrap();
            fs::write(&key, &site.identity.1).unwrap();
            let pages: String = site
                .pages
                .iter()
                .enumerate()
                .map(|(n, page)| page.location(folder.path(), &format!("{index}-{n}")))
                .collect();
            servers += &format!(
                "server {{ listen {here}:{} ssl; server_name {};\n ssl_certificate {}; ssl_certificate_key {};\n{pages}\
                 location / {{ return 404; }} }}\n",
                ports[site.member],
                site.names.join(" "),
                chain.display(),
                key.display()
            );
        }
        for (index, (name, page)) in plain.iter().enumerate() {
            let page = page.location(folder.path(), &format!("plain-{index}"));
            servers += &format!("server {{ listen {here}:{}; server_name {name};\n{page}}}\n", ports[2]);
        }
        servers += &format!("server {{ listen {here}:{} default_server; return 444; }}\n", ports[2]);
        let home = folder.path().display();
        // One process, so that ending it ends all, and its files are those of who runs the test.
        let settings = format!(
            "daemon off; master_process off; pid {home}/pid; error_log stderr warn;\nevents {{ worker_connections 512; }}\n\
             http {{ access_log off; server_names_hash_bucket_size 128; default_type text/plain;\n\
             client_body_temp_path {home}/t1; proxy_temp_path {home}/t2; fastcgi_temp_path {home}/t3; uwsgi_temp_path \
             {home}/t4; scgi_temp_path {home}/t5;\n{servers}}}\n"
        );
        let file = folder.path().join("nginx.conf");
        fs::write(&file, settings).unwrap();
        let mut command = Command::new(program);
        command.arg("-p").arg(folder.path()).arg("-e").arg("stderr").arg("-c").arg(file);
        let running = Running::start(&mut command, folder.path().join("log"), &ports);
        Self { tls: [ports[0], ports[1]], plain: ports[2], _running: running, _folder: folder }
    }
}

impl Page {
    pub fn of(path: &'static str, kind: &'static str, body: impl Into<String>) -> Self {
        Self { path, query: "", status: 200, kind, body: body.into(), headers: Vec::new() }
    }

    /// As nginx is told; the body goes to a file of its own.
    fn location(&self, folder: &Path, name: &str) -> String {
        let headers: String =
            self.headers.iter().map(|(name, value)| format!("add_header {name} '{value}' always; ")).collect();
        let what = match self.status {
            200 => {
                fs::write(folder.join(name), &self.body).unwrap();
                format!("default_type {}; root {}; try_files /{name} =500;", self.kind, folder.display())
            }
            status => format!("return {status};"),
        };
        let query = match self.query {
            "" => String::new(),
            query => format!("if ($args !~ {query}) {{ return 404; }} "),
        };
        // Whatever its case, as IIS compares.
        format!(" location ~* ^{}$ {{ {query}{headers}{what} }}\n", self.path)
    }
}

/// An address on loopback for this process alone: between looking for a free port and a server that takes it nobody else
/// may come.
pub fn here() -> Ipv4Addr {
    let [.., high, low] = std::process::id().to_be_bytes();
    Ipv4Addr::new(127, 77, high, low.max(1))
}

/// A port that is free at every address, for a server that cannot be told to keep to one.
pub fn free_everywhere() -> u16 {
    TcpListener::bind((Ipv6Addr::UNSPECIFIED, 0)).unwrap().local_addr().unwrap().port()
}

/// A port that is free for UDP and TCP, given to nobody else in this process.
pub fn free() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(20_000);
    loop {
        let place = (here(), NEXT.fetch_add(1, Ordering::Relaxed));
        if TcpListener::bind(place).is_ok() && UdpSocket::bind(place).is_ok() {
            return place.1;
        }
    }
}
