//! What the end-to-end tests need: the built app served, and ChromeDriver for as long as a stage needs it.

use std::{
    net::{TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail};

use crate::{
    serve,
    shell::{command, run, target},
};

/// The end-to-end tests of a built app, to be run with what is to follow `cargo test --test e2e --`, and the driver that they need.
pub fn end_to_end(dist: PathBuf) -> Result<(Command, Driver)> {
    let page_tools = target().join("web-tests/page.js");
    run(command("esbuild")
        .arg("tests/e2e/page.js")
        .args(["--bundle", "--format=iife", "--global-name=keqiaoTest", "--log-level=warning"])
        .arg(format!("--outfile={}", page_tools.display()))
        .env("NODE_PATH", target().join("tools/npm/node_modules")))?;
    // Serves for as long as the program goes on.
    let (address, _) = serve::start(dist.clone(), 0)?;
    let driver = Driver::start().context("the tests drive Chromium through chromedriver")?;
    let mut tests = command("cargo");
    tests.args(["test", "--test", "e2e", "--"]);
    tests
        .env("KEQIAO_URL", address)
        .env("KEQIAO_DIST", dist)
        .env("WEBDRIVER_URL", &driver.url)
        .env("KEQIAO_PAGE_TOOLS", page_tools)
        .env("KEQIAO_AXE", target().join("tools/npm/node_modules/axe-core/axe.min.js"))
        .env("KEQIAO_SHOTS", target().join("e2e"));
    Ok((tests, driver))
}

/// A running ChromeDriver; ends with its value.
pub struct Driver {
    process: Child,
    pub url: String,
}

impl Driver {
    pub fn start() -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let process = command("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let driver = Self { process, url: format!("http://127.0.0.1:{port}") };
        for _ in 0..100 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Ok(driver);
            }
            thread::sleep(Duration::from_millis(100));
        }
        bail!("chromedriver did not start within 10 s")
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
