//! Fifty kinds are carried by what is declared of them, and by no match elsewhere.

use std::fs;

use keqiao::domain::Kind;

/// Where what is particular to a kind stands, in `src`.
const HOMES: [&str; 3] = ["domain/", "app/kinds/", "demo/"];

/// Mentions of a particular kind anywhere else: its own page, its cards, what its sheet is checked for.
const MOST: usize = 9;

#[test]
fn a_particular_kind_is_mentioned_in_its_own_file_and_hardly_anywhere_else() {
    let names: Vec<_> = Kind::ALL.iter().map(|kind| format!("Kind::{kind:?}")).collect();
    let mut found = Vec::new();
    for (path, text) in super::files(&super::root().join("src"), "rs") {
        if HOMES.iter().any(|home| path.starts_with(home)) {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            for name in &names {
                let count = super::whole_words(line, name).count();
                found.extend(std::iter::repeat_n(format!("src/{path}:{}: {name}", number + 1), count));
            }
        }
    }
    assert!(found.len() <= MOST, "{} mentions: {found:#?}", found.len());
}

/// The compiler tells of no workflow that nobody follows, for a table can be named from outside.
#[test]
fn every_workflow_is_a_kinds() {
    let mut found = Vec::new();
    for (path, text) in super::files(&super::root().join("src/domain"), "rs") {
        if !text.contains("\ncrate::record! {") {
            continue;
        }
        for table in text.split("\ncrate::workflow! {").skip(1) {
            let lines =
                table.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
            let name = lines.take(1).filter_map(|line| line.strip_suffix(" {")).next().unwrap_or_default();
            if !text.contains(&format!("workflow {name}")) {
                found.push(format!("src/domain/{path}: no record! says `workflow {name}`"));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_example_of_the_map_is_what_is_compiled() {
    let map = fs::read_to_string(super::root().join("src/README.md")).expect("the map");
    for path in ["src/domain/survey.rs", "src/app/kinds/survey.rs"] {
        let text = fs::read_to_string(super::root().join(path)).expect(path);
        assert!(map.contains(text.trim_end()), "the map shows another {path}");
    }
}
