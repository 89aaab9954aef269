//! A static file server on this machine.

use std::{net::TcpListener, path::PathBuf, thread};

use anyhow::{Context, Result, anyhow};
use axum::{
    Router,
    http::{HeaderName, HeaderValue, header::CACHE_CONTROL},
};
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};

use crate::build;

const PORT: u16 = 8645;

/// `cargo xtask serve`.
pub fn serve() -> Result<()> {
    let dist = build::quickly()?;
    let (address, server) = start(dist.clone(), PORT).or_else(|_| start(dist, 0))?;
    println!("\n科桥 Keqiao: {address}\nStop with Ctrl-C.");
    server.join().map_err(|_| anyhow!("the server stopped"))
}

/// Serves a folder; port 0 takes any free one. Returns the address and the thread that serves.
pub fn start(folder: PathBuf, port: u16) -> Result<(String, thread::JoinHandle<()>)> {
    let listener =
        TcpListener::bind(("127.0.0.1", port)).with_context(|| format!("cannot serve on port {port}"))?;
    listener.set_nonblocking(true)?;
    let address = format!("http://{}/", listener.local_addr()?);
    // What was built again is fetched again.
    let header = |name, value| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
    // An isolated page is told how much memory it uses (`cargo xtask bench`).
    let opener = header(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    let embedder = header(HeaderName::from_static("cross-origin-embedder-policy"), "require-corp");
    let site = Router::new()
        .fallback_service(ServeDir::new(folder))
        .layer(header(CACHE_CONTROL, "no-cache"))
        .layer(opener)
        .layer(embedder);
    let runtime = tokio::runtime::Runtime::new()?;
    let handle = thread::spawn(move || {
        let served = runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            axum::serve(listener, site).await
        });
        if let Err(error) = served {
            eprintln!("xtask: the server stopped: {error}");
        }
    });
    Ok((address, handle))
}
