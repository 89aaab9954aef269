//! Pinyin initials: 郑州一中 is found by `zzyz`.
//!
//! `build.rs` writes the table from the pinyin crate: for each character of the block U+4E00–U+9FFF its first letter,
//! and a second one where it is also read otherwise (重庆 `c`, 重点 `z`).

static INITIALS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/initials.bin"));

/// First character of the table.
const FIRST: u32 = 0x4E00;

/// The letters with which a character can begin; a letter or digit is its own.
fn initials(c: char) -> [u8; 2] {
    if c.is_ascii_alphanumeric() {
        return [c.to_ascii_lowercase() as u8, 0];
    }
    let at = (c as u32).checked_sub(FIRST).map(|place| place as usize * 2);
    match at.and_then(|at| INITIALS.get(at..at + 2)) {
        Some(&[one, other]) => [one, other],
        _ => [0, 0],
    }
}

/// Whether a text contains a word, given in lower case, or its characters' initials do.
pub fn mentions(text: &str, word: &str) -> bool {
    text.to_lowercase().contains(word) || at(text, word, false)
}

/// Whether a text begins so.
pub fn begins(text: &str, word: &str) -> bool {
    text.to_lowercase().starts_with(word) || at(text, word, true)
}

fn at(text: &str, word: &str, only_first: bool) -> bool {
    if word.len() < 2 || !word.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return false;
    }
    // Brackets and dashes are passed over: 教基厅函〔2021〕45号 is jjth202145h.
    let letters: Vec<_> = text.chars().map(initials).filter(|letters| letters[0] != 0).collect();
    letters
        .windows(word.len())
        .take(if only_first { 1 } else { usize::MAX })
        .any(|window| window.iter().zip(word.bytes()).all(|(letters, b)| letters.contains(&b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_its_initials() {
        for (text, word) in [
            ("郑州一中", "zzyz"),
            ("郑州市第一中学", "dyzx"),
            ("重庆路小学", "cqlxx"),
            ("长垣市教育局", "cysjyj"),
            ("濮阳", "py"),
            ("教基厅函〔2021〕45号", "jjth202145h"),
            ("教基厅函〔2021〕45号", "〔2021〕45"),
        ] {
            assert!(mentions(text, word), "{text} {word}");
        }
        assert!(!mentions("郑州一中", "zzez") && !mentions("郑州", "z z"));
        assert!(begins("郑州一中", "zz") && !begins("郑州一中", "yz"));
    }
}
