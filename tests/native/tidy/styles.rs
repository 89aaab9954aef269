//! What styles may not use: Chromium 86 has none of it, and drops a line or a whole rule without a word. Layers, nesting and the like are
//! taken out when the styles are bundled; these would stay.

use super::{files, root};

/// What a selector or a value says, from which Chromium on, and what does instead.
const NEWER: [(&str, &str); 10] = [
    (":has(", "105: a class"),
    (":is(", "88: a list of selectors"),
    (":where(", "88: a list of selectors"),
    ("color-mix(", "111: a token"),
    ("@container", "105: a media query"),
    ("dvh", "108: vh"),
    ("subgrid", "117: columns of the grid itself"),
    ("aspect-ratio", "88: a height"),
    ("align-items: start", "93 in a flex box: flex-start"),
    ("align-items: end", "93 in a flex box: flex-end"),
];

/// Properties, the same.
const PROPERTIES: [(&str, &str); 3] = [
    ("inset", "87: top, right, bottom and left"),
    ("text-wrap", "114: nothing"),
    ("page:", "109 breaks at every box: public/start.js gives the paper"),
];

/// In grids, where `start` is older.
const GRIDS: [&str; 3] = [".columns {", ".columns.record {", ".gaps {"];

#[test]
fn styles_use_nothing_that_old_kernels_lack() {
    let mut found = Vec::new();
    for (path, text) in files(&root().join("src/ui"), "css") {
        let mut rule = "";
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.ends_with('{') {
                rule = line;
            }
            if line.starts_with("/*") {
                continue;
            }
            let newer = NEWER.iter().filter(|(word, _)| line.contains(word));
            let of_grid = |word: &str| word.starts_with("align-items") && GRIDS.contains(&rule);
            let newer = newer.filter(|(word, _)| !of_grid(word));
            let property = PROPERTIES.iter().filter(|(word, _)| line.starts_with(word));
            for (word, instead) in newer.chain(property) {
                found.push(format!("src/ui/{path}:{}: {word} is of Chromium {instead}", number + 1));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}
