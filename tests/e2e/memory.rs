//! What a page and its workers hold.

use std::fs;

use serde_json::Value;

use crate::page::Page;

const MEGABYTE: f64 = 1e6;

/// WebAssembly memories, each program by its own account and, for they never shrink, at its peak; and JavaScript heaps,
/// by the browser's, which collects garbage first.
pub async fn now(page: &Page) -> String {
    let told = page
        .wait_for(
            "const done = arguments[0], told = [], channel = new BroadcastChannel('keqiao:memory');
             channel.onmessage = (event) => told.push(event.data);
             channel.postMessage('?');
             setTimeout(() => { channel.close(); done(told); }, 3000);",
        )
        .await;
    let told = told.as_array().cloned().unwrap_or_default();
    let program = |told: &Value| {
        let (name, bytes) = told.as_str()?.split_once(' ')?;
        Some((name.to_owned(), bytes.parse::<f64>().ok()? / MEGABYTE))
    };
    let mut parts: Vec<(String, f64)> = told.iter().filter_map(program).collect();
    let heaps = page
        .wait_for(
            "const done = arguments[0];
             if (!performance.measureUserAgentSpecificMemory) done(null);
             else performance.measureUserAgentSpecificMemory().then(done);",
        )
        .await;
    parts.push(("JavaScript".to_owned(), heaps["bytes"].as_f64().unwrap_or_default() / MEGABYTE));
    let sum: f64 = parts.iter().map(|(_, size)| size).sum();
    let parts: Vec<_> = parts.iter().map(|(name, size)| format!("{name} {size:.0}")).collect();
    format!("{sum:.0} MB ({})", parts.join(", "))
}

/// The most that the browser's process of the page, which its workers live in too, has had in memory, in megabytes: more
/// than heaps and memories, for the browser's own code, its pictures and garbage are in it.
pub fn peak(page: &Page) -> u64 {
    let field = |process: u32, file: &str, name: &str| {
        let text = fs::read_to_string(format!("/proc/{process}/{file}")).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(name)).map(str::to_owned);
        line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok())
    };
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let processes: Vec<u32> =
        processes.filter_map(|process| process.file_name().to_str()?.parse().ok()).collect();
    let parent =
        |process: u32| field(process, "status", "PPid:").and_then(|parent| u32::try_from(parent).ok());
    let ours = |process: &u32| {
        let line = std::iter::successors(Some(*process), |process| parent(*process));
        line.take(8).any(|process| Some(process) == page.browser())
    };
    let renderer = |process: &u32| {
        let command = fs::read_to_string(format!("/proc/{process}/cmdline")).unwrap_or_default();
        command.contains("--type=renderer")
    };
    let most = processes.into_iter().filter(ours).filter(renderer);
    most.filter_map(|process| field(process, "status", "VmHWM:")).max().unwrap_or_default() / 1_000
}
