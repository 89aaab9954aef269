//! Fifty kinds are carried by what is declared of them, and by no match elsewhere.

use std::{fs, path::Path};

use keqiao::domain::Kind;

/// Where what is particular to a kind stands.
const HOMES: [&str; 3] = ["src/domain/", "src/app/kinds/", "src/demo/"];

/// Mentions of a particular kind anywhere else: its own page, its cards, what its sheet is checked for.
const MOST: usize = 9;

#[test]
fn a_particular_kind_is_mentioned_in_its_own_file_and_hardly_anywhere_else() {
    let names: Vec<_> = Kind::ALL.iter().map(|kind| format!("Kind::{kind:?}")).collect();
    let mut found = Vec::new();
    visit(Path::new("src"), &mut |path, text| {
        if HOMES.iter().any(|home| path.starts_with(home)) {
            return;
        }
        for (number, line) in text.lines().enumerate() {
            for name in &names {
                let whole = |at: usize| {
                    let is_word = |c: char| c.is_alphanumeric() || c == '_';
                    !line[at + name.len()..].starts_with(is_word) && !line[..at].ends_with(is_word)
                };
                let count = line.match_indices(name.as_str()).filter(|(at, _)| whole(*at)).count();
                found.extend(std::iter::repeat_n(format!("{path}:{}: {name}", number + 1), count));
            }
        }
    });
    assert!(found.len() <= MOST, "{} mentions: {found:#?}", found.len());
}

#[test]
fn the_example_of_the_map_is_what_is_compiled() {
    let map = fs::read_to_string("src/README.md").expect("the map");
    for path in ["src/domain/survey.rs", "src/app/kinds/survey.rs"] {
        let text = fs::read_to_string(path).expect(path);
        assert!(map.contains(text.trim_end()), "the map shows another {path}");
    }
}

fn visit(folder: &Path, tell: &mut dyn FnMut(&str, &str)) {
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            visit(&entry, tell);
        } else if entry.extension().is_some_and(|ending| ending == "rs") {
            tell(&entry.to_string_lossy(), &fs::read_to_string(&entry).expect("a text"));
        }
    }
}
