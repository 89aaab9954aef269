//! One numbering of lines over all files of a chain of packs.
//!
//! Rhai positions carry a line and no file. Each file is compiled behind as many empty lines as came before it, so a
//! line number says which file it is in.

use rhai::Position;

use super::decision::Place;

/// Where each file begins.
#[derive(Debug, Default)]
pub(super) struct SourceMap {
    /// Lines before the file, its pack and its name; ascending.
    files: Vec<(usize, String, String)>,
    lines: usize,
}

impl SourceMap {
    /// Rhai keeps line numbers in 16 bits.
    const MOST_LINES: usize = 65_000;

    /// Adds a file and returns its text as Rhai shall compile it; `None` when there are too many lines.
    pub(super) fn add(&mut self, pack: &str, file: &str, text: &str) -> Option<String> {
        let before = self.lines;
        self.lines += text.lines().count() + 1;
        self.files.push((before, pack.to_owned(), file.to_owned()));
        (self.lines <= Self::MOST_LINES).then(|| format!("{}{text}", "\n".repeat(before)))
    }

    /// The place of a position; a position without a line is the chain's last file.
    pub(super) fn place(&self, position: Position) -> Place {
        let line = position.line().unwrap_or(0);
        let found = self.files.iter().rev().find(|(before, ..)| *before < line).or(self.files.last());
        let (before, pack, file) =
            found.map_or((0, "", ""), |(before, pack, file)| (*before, pack.as_str(), file.as_str()));
        Place {
            pack: pack.to_owned(),
            file: file.to_owned(),
            line: u32::try_from(line.saturating_sub(before)).unwrap_or(0),
            column: u32::try_from(position.position().unwrap_or(0)).unwrap_or(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_leads_back_to_its_file() {
        let mut map = SourceMap::default();
        assert_eq!(map.add("a", "one.rhai", "x\ny\n").as_deref(), Some("x\ny\n"));
        assert_eq!(map.add("b", "two.rhai", "z").as_deref(), Some("\n\n\nz"));
        let place = map.place(Position::new(4, 7));
        assert_eq!(place.to_string(), "b/two.rhai:1:7");
        assert_eq!(map.place(Position::new(2, 1)).to_string(), "a/one.rhai:2:1");
        assert_eq!(map.add("c", "long.rhai", &"\n".repeat(70_000)), None);
    }
}
