//! The commands of the project. `cargo xtask serve` and `cargo xtask test` are all a newcomer needs.

mod bench;
mod browser;
mod build;
mod first;
mod fuzz;
mod one_file;
mod rules;
mod sealed;
mod serve;
mod shell;
mod split;
mod test;
mod tools;

use std::{env, process::ExitCode};

const HELP: &str = "\
cargo xtask serve              build the app and serve it on 127.0.0.1
cargo xtask build              build the app into dist/
cargo xtask test [STAGE]       everything that must hold; or one of: format lint native fuzz browser e2e [NAME]
cargo xtask test kernels       the built app in Chromium 90 and 109, which npm brings (100 MB), and in Firefox
cargo xtask test power         the built app while the current is cut under it, 50 times (root and a loop device)
cargo xtask rules check [DIR]  parse the packs of a folder (rules/ when left out) and run their cases
cargo xtask fuzz [SECONDS]     mutated files, packs, scripts and stored rows; 60 seconds when left out
cargo xtask bench              measure the app in a browser
cargo xtask first              record anew which functions the first page runs (Chromium); the rest is loaded after it";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["serve"] => serve::serve(),
        ["build"] => build::build().map(|_| ()),
        ["test"] => test::all(),
        ["test", stage] => test::one(stage, None),
        ["test", stage, name] => test::one(stage, Some(name)),
        ["rules", "check"] => rules::check("rules"),
        ["rules", "check", folder] => rules::check(folder),
        ["fuzz"] => fuzz::fuzz(fuzz::SECONDS),
        ["fuzz", seconds] => seconds.parse().map_err(Into::into).and_then(fuzz::fuzz),
        ["bench"] => bench::bench(),
        ["first"] => first::record(),
        _ => {
            eprintln!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
