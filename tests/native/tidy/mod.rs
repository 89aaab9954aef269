//! What the map promises of the tree, held: who knows whom, that names lead somewhere, that files stay small.

mod imports;
mod mentions;
mod styles;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// "Who may know whom" of the map: what a part may name besides itself.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("clauses", &["domain"]),
    ("domain", &["clauses"]),
    ("matching", &[]),
    ("policy", &["domain", "clauses"]),
    ("lab", &["domain", "policy"]),
    ("store", &["domain"]),
    ("exchange", &["domain", "policy"]),
    ("keys", &["domain"]),
    ("app", &["domain", "clauses", "matching", "policy", "store", "exchange", "keys"]),
    ("demo", &["domain", "clauses", "policy", "store", "exchange", "app"]),
    ("worker", &["domain", "clauses", "policy", "store", "exchange", "keys", "app", "demo"]),
    ("ui", &["domain", "clauses", "matching", "policy", "store", "exchange", "app", "demo", "worker"]),
];

/// What only some parts may name: a browser, a clock, chance, the engine of rules.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("leptos::", &["ui"]),
    ("web_sys::", &["ui", "worker", "store/indexed_db"]),
    ("js_sys::", &["ui", "worker", "store/indexed_db"]),
    // Keys lie in a database of their own.
    ("rexie::", &["store/indexed_db", "worker/handover", "ui/state/post.rs"]),
    ("rhai::", &["policy", "lab"]),
    ("fastrand::", &["demo"]),
    ("Timestamp::now", &["ui", "worker"]),
    ("Zoned::now", &["ui", "worker"]),
    ("SystemTime", &[]),
];

/// A file of more lines has a reason to.
const MOST_LINES: usize = 400;

/// The longer ones, and why they are one file.
const LONGER: &[(&str, &str)] = &[
    ("tests/e2e/page.rs", "the words of a driven browser"),
    ("tests/native/hooks.rs", "hooks and what the engine tells of them, case after case"),
    ("tests/native/joint.rs", "the stories of the joint mechanism"),
    ("tests/native/policy.rs", "what the engine refuses, case after case"),
];

/// Half of the files of `src` have no more lines.
const MEDIAN_LINES: usize = 120;

#[test]
fn each_part_knows_only_whom_the_map_lets_it_know() {
    let part = |module: &str| module.split("::").next().unwrap_or_default().to_owned();
    let mut found = Vec::new();
    for (module, others) in imports::edges(&root().join("src")) {
        let allowed = MAY_KNOW.iter().find(|(name, _)| *name == part(&module)).map(|(_, allowed)| *allowed);
        let allowed = allowed.unwrap_or_else(|| panic!("{module} is in no part of the map"));
        let strangers = others.iter().filter(|other| {
            let other = part(other);
            other != part(&module) && !other.is_empty() && !allowed.contains(&other.as_str())
        });
        found.extend(strangers.map(|other| format!("{module} knows {other}")));
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn modules_do_not_know_each_other_in_a_circle() {
    let mut edges = imports::edges(&root().join("src"));
    // Who knows nobody that is left is in no circle.
    loop {
        let free: BTreeSet<_> =
            edges.iter().filter(|(_, others)| others.is_empty()).map(|(module, _)| module.clone()).collect();
        if free.is_empty() {
            break;
        }
        edges.retain(|module, _| !free.contains(module));
        edges.values_mut().for_each(|others| others.retain(|other| !free.contains(other)));
    }
    // Nor is who is known by nobody that is left.
    loop {
        let known: BTreeSet<_> = edges.values().flatten().cloned().collect();
        let before = edges.len();
        edges.retain(|module, _| known.contains(module));
        if edges.len() == before {
            break;
        }
    }
    assert!(edges.is_empty(), "{edges:#?}");
}

#[test]
fn browser_clock_and_chance_stay_where_the_map_has_them() {
    let mut found = Vec::new();
    for (path, text) in files(&root().join("src"), "rs") {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in code.lines().enumerate() {
            let line = line.split("//").next().unwrap_or_default();
            for (word, homes) in ONLY_IN {
                let programs = path == "main.rs" || path.ends_with("/build.rs") || path.starts_with("bin/");
                if named(line, word) && !programs && !homes.iter().any(|home| path.starts_with(home)) {
                    found.push(format!("src/{path}:{}: {word}", number + 1));
                }
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// Whether a line names something, and not as the end of a longer name.
fn named(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
}

#[test]
fn every_path_that_a_readme_names_exists() {
    let mut found = Vec::new();
    for readme in ["README.md", "README.zh.md", "src/README.md", "rules/README.md"] {
        let path = root().join(readme);
        let text = fs::read_to_string(&path).expect(readme);
        let here = path.parent().expect("a folder");
        for named in named_paths(&text) {
            let places = [here.join(&named), root().join(&named), root().join("src").join(&named)];
            if !places.iter().any(|place| place.exists()) {
                found.push(format!("{readme}: {named}"));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// What stands between backticks or as the target of a link, and looks like a file or folder of the tree.
fn named_paths(text: &str) -> BTreeSet<String> {
    let quoted = text.split("```").step_by(2).flat_map(|prose| prose.split('`').skip(1).step_by(2));
    let linked = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let made = |name: &str| name.starts_with("dist/") || name.starts_with("target/");
    quoted
        .chain(linked)
        .filter(|name| name.contains('/') && !name.starts_with('/') && !made(name))
        .filter(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c)))
        .map(str::to_owned)
        .collect()
}

/// A file that no `mod` names is not compiled, and nobody tells.
#[test]
fn every_file_is_a_module() {
    let all = files(&root().join("src"), "rs");
    let names = |path: &str, name: &str| {
        all.get(path).is_some_and(|text| whole_words(text, &format!("mod {name};")).next().is_some())
    };
    let mut found = Vec::new();
    for path in all.keys().filter(|path| path.contains('/') && !path.ends_with("/mod.rs")) {
        let (folder, name) = path.rsplit_once('/').expect("a folder");
        let name = name.trim_end_matches(".rs");
        let program = folder == "bin" || name == "build";
        if !program && !names(&format!("{folder}.rs"), name) && !names(&format!("{folder}/mod.rs"), name) {
            found.push(format!("src/{path}: no `mod {name};` in src/{folder}.rs or src/{folder}/mod.rs"));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn files_are_small_or_say_why_not() {
    let mut wrong = Vec::new();
    let mut lengths = Vec::new();
    let mut long = BTreeSet::new();
    for folder in ["src", "tests", "benches", "xtask"] {
        for (path, text) in files(&root().join(folder), "rs") {
            let (path, lines) = (format!("{folder}/{path}"), text.lines().count());
            if folder == "src" {
                lengths.push(lines);
            }
            if lines > MOST_LINES {
                if !LONGER.iter().any(|(known, _)| *known == path) {
                    wrong.push(format!("{path} has {lines} lines"));
                }
                long.insert(path);
            }
        }
    }
    let short = LONGER.iter().filter(|(path, _)| !long.contains(*path));
    wrong.extend(short.map(|(path, _)| format!("{path} needs no reason any more")));
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    if median > MEDIAN_LINES {
        wrong.push(format!("half of the files of src have more than {median} lines"));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn code_is_formatted_as_densely_as_it_reads() {
    let text = fs::read_to_string(root().join("rustfmt.toml")).expect("rustfmt.toml");
    assert!(text.contains(r#"use_small_heuristics = "Max""#), "{text}");
}

#[test]
fn every_text_is_shown_somewhere_and_stands_in_both_languages() {
    let code: String = files(&root().join("src/ui"), "rs").into_values().collect();
    let mut all = Vec::new();
    for language in ["zh", "en"] {
        let path = root().join(format!("src/ui/locales/{language}.json"));
        let texts = serde_json::from_str(&fs::read_to_string(path).expect(language)).expect(language);
        let mut keys = BTreeSet::new();
        collect("", &texts, &mut keys);
        let idle: Vec<_> = keys.iter().filter(|key| whole_words(&code, key).next().is_none()).collect();
        assert!(idle.is_empty(), "{language}: shown nowhere: {idle:#?}");
        all.push(keys);
    }
    assert_eq!(all[0], all[1], "texts of one language only");
}

/// The keys of the leaves, joined by dots; the plural forms of a text are one.
fn collect(above: &str, texts: &serde_json::Value, keys: &mut BTreeSet<String>) {
    match texts {
        serde_json::Value::Object(texts) => {
            for (key, text) in texts {
                let key = key.strip_suffix("_one").or_else(|| key.strip_suffix("_other")).unwrap_or(key);
                collect(
                    &if above.is_empty() { key.to_owned() } else { format!("{above}.{key}") },
                    text,
                    keys,
                );
            }
        }
        _ => {
            keys.insert(above.to_owned());
        }
    }
}

/// Where a word stands in a text, and not as a part of a longer one.
fn whole_words<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> {
    let part_of = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word)
        .map(|(at, _)| at)
        .filter(move |at| !text[..*at].ends_with(part_of) && !text[at + word.len()..].starts_with(part_of))
}

/// The folder of the repository.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The files below a folder, by their path from there.
fn files(folder: &Path, ending: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                if entry.file_name().is_some_and(|name| name != "target" && name != "node_modules") {
                    folders.push(entry);
                }
            } else if entry.extension().is_some_and(|found| found == ending) {
                let path =
                    entry.strip_prefix(folder).expect("it is below").to_string_lossy().replace('\\', "/");
                found.insert(path, fs::read_to_string(&entry).expect("a text"));
            }
        }
    }
    found
}
