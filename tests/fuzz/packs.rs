//! Packs and their scripts: a mutated file is refused with a place, or compiles, and then its cases run and it decides.

use std::collections::BTreeMap;

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

/// Scripts in which words have changed places: more of them compile.
pub fn scripts() -> impl FnMut(&mut Rng) {
    let files = embedded_files();
    move |rng| {
        let (path, text) = any(rng, &files, &|path| path.ends_with(".rhai"));
        try_out(&files, path, mutate::words(rng, text));
    }
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

fn try_out(files: &BTreeMap<String, String>, path: &str, text: String) {
    let mut files = files.clone();
    files.insert(path.to_owned(), text);
    let pack = path.split('/').next().unwrap_or_default();
    let Ok(library) = PackLibrary::of(packs(&files)) else { return };
    let day = date(2026, 3, 5);
    let Ok(chain) = library.chain(pack, day) else { return };
    if let Ok(policy) = Policy::compile(&chain) {
        check(&policy, &chain);
        policy.rehearse(day);
    }
}
