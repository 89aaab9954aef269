//! A static file server on this machine.

use std::{
    fs,
    path::{Component, Path, PathBuf},
    sync::Arc,
    thread,
};

use anyhow::{Result, anyhow};
use tiny_http::{Header, Response, Server};

use crate::build;

const PORT: u16 = 8645;

/// `cargo xtask serve`.
pub fn serve() -> Result<()> {
    let dist = build::build()?;
    let (address, server) = start(dist, PORT).or_else(|_| start(root_dist(), 0))?;
    println!("\n科桥 Keqiao: {address}\nStop with Ctrl-C.");
    server.join().map_err(|_| anyhow!("the server stopped"))
}

fn root_dist() -> PathBuf {
    crate::shell::root().join("dist")
}

/// Serves a folder; port 0 takes any free one. Returns the address and the thread that serves.
pub fn start(folder: PathBuf, port: u16) -> Result<(String, thread::JoinHandle<()>)> {
    let server =
        Server::http(("127.0.0.1", port)).map_err(|error| anyhow!("cannot serve on port {port}: {error}"))?;
    let port = server
        .server_addr()
        .to_ip()
        .map_or(port, |address| address.port());
    let server = Arc::new(server);
    let handle = thread::spawn(move || {
        let workers: Vec<_> = (0..4)
            .map(|_| {
                let (server, folder) = (Arc::clone(&server), folder.clone());
                thread::spawn(move || answer(&server, &folder))
            })
            .collect();
        for worker in workers {
            let _ = worker.join();
        }
    });
    Ok((format!("http://127.0.0.1:{port}/"), handle))
}

fn answer(server: &Server, folder: &Path) {
    for request in server.incoming_requests() {
        let path = request
            .url()
            .split(['?', '#'])
            .next()
            .unwrap_or("/")
            .trim_start_matches('/')
            .to_owned();
        let path = if path.is_empty() {
            "index.html".to_owned()
        } else {
            path
        };
        let inside = Path::new(&path)
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        let content = inside.then(|| fs::read(folder.join(&path)).ok()).flatten();
        // A visitor who has gone is no concern of ours.
        let _ = match content {
            Some(bytes) => request.respond(
                Response::from_data(bytes)
                    .with_header(kind(&path))
                    .with_header(fresh()),
            ),
            None => request.respond(Response::from_string("not found").with_status_code(404)),
        };
    }
}

fn kind(path: &str) -> Header {
    let kind = match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        _ => "text/plain; charset=utf-8",
    };
    header("Content-Type", kind)
}

fn fresh() -> Header {
    header("Cache-Control", "no-cache")
}

#[expect(clippy::expect_used, reason = "both are ASCII literals of this file")]
fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value).expect("an ASCII header")
}
