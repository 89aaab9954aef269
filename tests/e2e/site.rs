//! A web server of a test: it serves a copy of the program, can be stopped, and can serve another version at the same address.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use sha2::{Digest, Sha256};

/// Ends with its value.
pub struct Site {
    pub address: String,
    files: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
    stopped: Arc<AtomicBool>,
}

/// The folder that the tests are about.
pub fn built() -> PathBuf {
    PathBuf::from(std::env::var("KEQIAO_DIST").expect("run by cargo xtask test e2e"))
}

impl Site {
    /// Serves the built program.
    pub fn open() -> Self {
        let mut files = BTreeMap::new();
        read(&built(), "", &mut files);
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}/", listener.local_addr().expect("an address"));
        let (files, stopped) = (Arc::new(Mutex::new(files)), Arc::new(AtomicBool::new(false)));
        let (all, is_stopped) = (Arc::clone(&files), Arc::clone(&stopped));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                // A server that has stopped answers nothing.
                if is_stopped.load(Ordering::SeqCst) {
                    continue;
                }
                let all = Arc::clone(&all);
                thread::spawn(move || answer(&stream, &all));
            }
        });
        Self { address, files, stopped }
    }

    pub fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
    }

    pub fn start_again(&self) {
        self.stopped.store(false, Ordering::SeqCst);
    }

    /// Puts another version in the place of this one, in which a text of the help says something else.
    pub fn release(&self) {
        let mut files = self.files.lock().expect("files");
        let service = String::from_utf8(files["service.js"].clone()).expect("text");
        let version = service.split("\"version\":\"").nth(1).expect("a version")[..16].to_owned();
        let other: String = version.chars().rev().collect();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("text");
        let page = text(&files["index.html"]).replace(&version, &other);
        let help = text(&files["help/zh/begin.html"]) + "<p>新版的帮助</p>";
        let mut service = service.replace(&version, &other);
        for (path, content) in [("index.html", page), ("help/zh/begin.html", help)] {
            let (before, after) = (hash(&files[path]), hash(content.as_bytes()));
            assert!(service.contains(&before), "{path} is in the list");
            service = service.replace(&before, &after);
            files.insert(path.to_owned(), content.into_bytes());
        }
        files.insert("service.js".to_owned(), service.into_bytes());
    }

    /// Writes over one file, as somebody does who edits the rules or breaks a copy.
    pub fn edit(&self, path: &str, edit: impl Fn(String) -> String) {
        let mut files = self.files.lock().expect("files");
        let text = String::from_utf8(files[path].clone()).expect("text");
        files.insert(path.to_owned(), edit(text).into_bytes());
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stop();
    }
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn read(folder: &Path, name: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("a folder").filter_map(Result::ok) {
        let path = format!("{name}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            read(&entry.path(), &format!("{path}/"), files);
        } else {
            files.insert(path, fs::read(entry.path()).expect("a file"));
        }
    }
}

fn answer(mut stream: &TcpStream, files: &Mutex<BTreeMap<String, Vec<u8>>>) {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let asked = lines.next().unwrap_or_default();
    lines.take_while(|line| !line.is_empty()).for_each(drop);
    let path = asked.split(' ').nth(1).unwrap_or("/").split('?').next().unwrap_or_default();
    let path = if path == "/" { "index.html" } else { path.trim_start_matches('/') };
    let kind = match path.rsplit('.').next() {
        Some("html") => "text/html",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("svg") => "image/svg+xml",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        _ => "text/plain",
    };
    let found = files.lock().expect("files").get(path).cloned();
    let status = if found.is_some() { "200 OK" } else { "404 Not Found" };
    let body = found.unwrap_or_default();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nCache-Control: no-cache\r\nConnection: close\r\n\r\n",
        body.len()
    );
    // Whoever asked may have gone.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
}
