//! What a page and its workers hold.

use std::fs;

use serde_json::Value;

use crate::page::Page;

const MEGABYTE: f64 = 1e6;

/// By the browser's own account, which takes it after collecting garbage: JavaScript heaps and WebAssembly memories of the
/// page and of each worker. A WebAssembly memory never shrinks, so it is there at its peak.
pub async fn now(page: &Page) -> String {
    let measured = page
        .wait_for(
            "const done = arguments[0];
             if (!performance.measureUserAgentSpecificMemory) done(null);
             else performance.measureUserAgentSpecificMemory().then(done);",
        )
        .await;
    let bytes = |value: &Value| value["bytes"].as_f64().unwrap_or_default() / MEGABYTE;
    let parts = measured["breakdown"].as_array().into_iter().flatten().filter(|part| bytes(part) >= 0.5);
    let part = |part: &Value| {
        let scope = part["attribution"][0]["scope"].as_str().unwrap_or("shared");
        format!("{scope} {} {:.0}", part["types"], bytes(part))
    };
    format!("{:.0} MB ({})", bytes(&measured), parts.map(part).collect::<Vec<_>>().join(", "))
}

/// The most that the browser's process of the page, which its workers live in too, has had in memory, in megabytes: more
/// than heaps and memories, for the browser's own code and pictures are in it.
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
