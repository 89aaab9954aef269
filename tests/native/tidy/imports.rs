//! Which module of `src` names which other, read from `use` lines and paths. Good enough for a promise of the map; the
//! compiler knows better, but does not tell.
//!
//! A re-export is no dependency: what is asked of a module that only passes it on is asked of the one that has it. Tests
//! inside a module are left out, and so is what a macro expands to (`$crate::…`).

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// A module, as `app::records`; the crate itself is empty.
pub type Module = String;

/// What every module names.
pub fn edges(src: &Path) -> BTreeMap<Module, BTreeSet<Module>> {
    let mut sources = BTreeMap::new();
    for (path, text) in super::files(src, "rs") {
        if let Some(module) = module(&path) {
            sources.insert(module, bare(&text));
        }
    }
    let (mut named, mut passed) = (BTreeMap::new(), BTreeMap::new());
    for (module, text) in &sources {
        let (mut paths, mut given) = (Vec::new(), BTreeMap::new());
        let rest = without_uses(text, &mut |public, path, name| {
            let Some(full) = absolute(module, &path, &sources) else {
                return;
            };
            if public {
                given.insert(name, full);
            } else {
                paths.push(full);
            }
        });
        paths.extend(paths_of(&rest).iter().filter_map(|path| absolute(module, path, &sources)));
        named.insert(module.clone(), paths);
        passed.insert(module.clone(), given);
    }
    let home = |path: &[String]| home(path, &passed, 0);
    named
        .into_iter()
        .map(|(module, paths)| {
            let known: BTreeSet<_> = paths.iter().filter_map(|path| home(path)).collect();
            let others = known.into_iter().filter(|other| *other != module).collect();
            (module, others)
        })
        .collect()
}

/// `app/records.rs` and `app/mod.rs`; the programs and the build script are no modules.
fn module(path: &str) -> Option<Module> {
    let path = path.strip_suffix(".rs")?;
    let path = path.strip_suffix("/mod").unwrap_or(path);
    let programs = ["main", "lib"].contains(&path) || path.starts_with("bin/") || path.ends_with("/build");
    (!programs).then(|| path.replace('/', "::"))
}

/// Without comments and without the tests at the end.
fn bare(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let line = |line: &str| line.split("//").next().unwrap_or_default().to_owned();
    code.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// Tells of each `use` whether it passes on, its path, and the name it gives; returns the text without them.
fn without_uses(text: &str, tell: &mut dyn FnMut(bool, Vec<String>, String)) -> String {
    let mut rest = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let trimmed = line.trim_start();
        let public = trimmed.starts_with("pub");
        let tree = trimmed.strip_prefix("use ").or_else(|| trimmed.split_once(" use ").map(|(_, tree)| tree));
        match tree.filter(|_| trimmed.starts_with("use ") || public) {
            Some(tree) => {
                let mut tree = tree.to_owned();
                while !tree.contains(';') {
                    tree += lines.next().unwrap_or(";");
                }
                for path in branches(tree.split(';').next().unwrap_or_default()) {
                    let (path, alias) = path.split_once(" as ").unwrap_or((&path, ""));
                    let mut path: Vec<_> = path.split("::").map(|part| part.trim().to_owned()).collect();
                    path.retain(|part| !part.is_empty());
                    if path.len() > 1 {
                        path.retain(|part| part != "self" || alias == "self");
                    }
                    let name =
                        if alias.is_empty() { path.last().cloned() } else { Some(alias.trim().into()) };
                    tell(public, path, name.unwrap_or_default());
                }
            }
            None => rest = rest + line + "\n",
        }
    }
    rest
}

/// `a::{b, c::{d, e}}` as `a::b`, `a::c::d`, `a::c::e`.
fn branches(tree: &str) -> Vec<String> {
    let Some((stem, inner)) = tree.split_once('{') else {
        return vec![tree.trim().to_owned()];
    };
    let inner = inner.rsplit_once('}').map_or(inner, |(inner, _)| inner);
    let (mut parts, mut depth) = (vec![String::new()], 0);
    for c in inner.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        match (c, depth) {
            (',', 0) => parts.push(String::new()),
            _ => parts.last_mut().expect("there is one").push(c),
        }
    }
    let parts = parts.iter().filter(|part| !part.trim().is_empty());
    parts.flat_map(|part| branches(part)).map(|branch| format!("{}{branch}", stem.trim())).collect()
}

/// Everything written as `one::other`, but for `$crate::…`.
fn paths_of(text: &str) -> Vec<Vec<String>> {
    let part_of = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let mut paths = Vec::new();
    let mut last = ' ';
    let mut rest = text;
    while let Some(start) = rest.find(part_of) {
        last = rest[..start].chars().last().unwrap_or(last);
        let end = rest[start..].find(|c| !part_of(c)).map_or(rest.len(), |end| start + end);
        let path = rest[start..end].trim_end_matches(':');
        if path.contains("::") && last != '$' {
            paths.push(path.split("::").map(str::to_owned).collect());
        }
        rest = &rest[end..];
    }
    paths
}

/// A path from the root of the crate; nothing for one of another crate.
fn absolute(module: &str, path: &[String], sources: &BTreeMap<Module, String>) -> Option<Vec<String>> {
    let mut base: Vec<_> = module.split("::").map(str::to_owned).collect();
    let mut rest = path;
    match path.first()?.as_str() {
        "crate" => return Some(path[1..].to_vec()),
        "self" | "super" => {
            while let Some((first, after)) =
                rest.split_first().filter(|(first, _)| *first == "super" || *first == "self")
            {
                if first == "super" {
                    base.pop();
                }
                rest = after;
            }
        }
        first if sources.contains_key(&format!("{module}::{first}")) => {}
        _ => return None,
    }
    base.extend_from_slice(rest);
    Some(base)
}

/// The module that has what a path names, followed through whoever passes it on.
fn home(
    path: &[String],
    passed: &BTreeMap<Module, BTreeMap<String, Vec<String>>>,
    depth: usize,
) -> Option<Module> {
    (1..=path.len()).rev().find_map(|length| {
        let module = path[..length].join("::");
        let given = passed.get(&module)?;
        let on = path.get(length).and_then(|name| given.get(name)).filter(|_| depth < 8);
        on.and_then(|on| home(&[on, &path[length + 1..]].concat(), passed, depth + 1)).or(Some(module))
    })
}

#[test]
fn a_path_is_followed_to_the_module_that_has_it() {
    let found = edges(&super::root().join("src"));
    let names = |module: &str, other: &str| found[module].contains(other);
    assert!(names("app::records", "domain::kind"), "through what domain passes on");
    assert!(names("ui", "ui::shell"), "a child by its name");
    assert!(names("ui::components::seat", "ui::i18n"), "all of a module");
    assert!(!found.contains_key("main"));
    assert_eq!(branches("a::{b, c::{d, self}}"), ["a::b", "a::c::d", "a::c::self"]);
}
