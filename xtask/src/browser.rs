//! ChromeDriver, started for as long as a stage needs it.

use std::{
    net::{TcpListener, TcpStream},
    process::{Child, Stdio},
    thread,
    time::Duration,
};

use anyhow::{Result, bail};

use crate::shell::command;

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
