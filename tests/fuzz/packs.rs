//! Packs and their scripts: a mutated file is refused with a place, or compiles, and then its cases run and it decides, with loops
//! and within its time.

use std::{collections::BTreeMap, sync::LazyLock, time::Instant};

use fastrand::Rng;
use jiff::civil::date;
use keqiao::policy::{PackLibrary, Policy, check::check, embedded_files, packs};

use crate::mutate;

/// Any file of a pack, changed by chance.
pub fn target() -> impl FnMut(&mut Rng) {
    let files = embedded_files();
    move |rng| {
        let (path, text) = any(rng, &files, &|_| true);
        try_out(&files, path, mutate::text(rng, text));
    }
}

/// Scripts in which words have changed places, of which more compile, and functions that call each other by chance.
pub fn scripts() -> impl FnMut(&mut Rng) {
    let files = embedded_files();
    move |rng| {
        if rng.bool() {
            let mut files = files.clone();
            let manifest = files.entry("henan/pack.toml".to_owned()).or_default();
            manifest.push_str("\nloops = true\n");
            return try_out(&files, "henan/calls.rhai", calls(rng));
        }
        let (path, text) = any(rng, &files, &|path| path.ends_with(".rhai"));
        try_out(&files, path, mutate::words(rng, text));
    }
}

/// Functions that hand on what they are given, in another order, in loops, lists and maps.
fn calls(rng: &mut Rng) -> String {
    let functions = rng.usize(1..12);
    let arity = rng.usize(1..9);
    let mut script = String::new();
    for n in 0..functions {
        let names: Vec<_> = (0..arity).map(|n| format!("a{n}")).collect();
        let mut body = String::new();
        for _ in 0..rng.usize(1..6) {
            let (one, other) = (rng.choice(&names).expect("some"), rng.choice(&names).expect("some"));
            let mut given = names.clone();
            rng.shuffle(&mut given);
            if rng.bool() {
                given[0] = format!("\"{}\"", rng.u8(..));
            }
            let call = format!("f{}({})", rng.usize(0..functions), given.join(", "));
            let statements = [
                format!("{call};"),
                format!("{one} = {other};"),
                format!("{one} = {call};"),
                format!("{one} = [{other}];"),
                format!("{one} = #{{ a: {other}, b: 1 }};"),
                format!("{one} = {other}.a;"),
                format!("{one} = {other}[0];"),
                format!("{one} += {other};"),
                format!("{one}.push({other});"),
                format!("for x in {one} {{ {other} = x; {call}; }}"),
                format!("while {one} != {other} {{ {call}; if {one} == 1 {{ break; }} }}"),
                format!("if {one} == {other} {{ return {call}; }}"),
            ];
            body.push_str(rng.choice(&statements).expect("some"));
        }
        script.push_str(&format!("fn f{n}({}) {{ {body} a0 }}\n", names.join(", ")));
    }
    let given: Vec<_> = (0..arity).map(|n| ["session", "p", "1", "\"base\""][n % 4]).collect();
    let rest = "base::subsidy(session, instructor, school, p)";
    let given = given.join(", ");
    format!("{script}fn subsidy(session, instructor, school, p) {{ f0({given}); {rest} }}\n")
}

fn any<'a>(
    rng: &mut Rng,
    files: &'a BTreeMap<String, String>,
    admits: &dyn Fn(&str) -> bool,
) -> (&'a str, &'a str) {
    let files: Vec<_> = files.iter().filter(|(path, _)| admits(path)).collect();
    let (path, text) = files[rng.usize(0..files.len())];
    (path, text)
}

static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);

fn try_out(files: &BTreeMap<String, String>, path: &str, text: String) {
    let mut files = files.clone();
    files.insert(path.to_owned(), text);
    let pack = path.split('/').next().unwrap_or_default();
    let Ok(library) = PackLibrary::of(packs(&files)) else { return };
    let day = date(2026, 3, 5);
    let Ok(chain) = library.chain(pack, day) else { return };
    if let Ok(policy) = Policy::compile(&chain) {
        let policy = policy.timed(|| BEGUN.elapsed());
        check(&policy, &chain);
        policy.rehearse(day);
    }
}
