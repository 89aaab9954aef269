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

/// Whether each character of a text begins as that of another does, as those that are heard for each other.
pub fn begin_alike(one: &str, other: &str) -> bool {
    let alike = |(one, other): (char, char)| {
        let letters = initials(other);
        one == other || initials(one).iter().any(|letter| *letter != 0 && letters.contains(letter))
    };
    one.chars().count() == other.chars().count() && one.chars().zip(other.chars()).all(alike)
}

/// A word that is looked for, as it is or by its initials, in many texts: none of them is copied.
#[derive(Debug, Clone)]
pub struct Word {
    /// In lower case.
    text: String,
    /// Whether it can be initials.
    initials: bool,
    /// Whether it can be written otherwise in a text: letters, other than ASCII, that can be capitals, and the dot within a
    /// name.
    folds: bool,
}

/// The dots within a name, 买合木提·阿不都拉, as keyboards and fonts have them.
const DOTS: &[char] = &['·', '•', '・', '.', '．', '‧', '∙', '⋅', '･', '﹒'];

fn folded(text: &str) -> String {
    let fold = |c: char| if DOTS.contains(&c) { '·' } else { c };
    text.chars().map(fold).collect::<String>().to_lowercase()
}

impl Word {
    /// Upper case and lower case are one.
    pub fn of(word: &str) -> Self {
        let text = folded(word.trim());
        Self {
            initials: text.len() >= 2 && text.bytes().all(|b| b.is_ascii_alphanumeric()),
            folds: text.chars().any(|c| c == '·' || !c.is_ascii() && c.is_lowercase()),
            text,
        }
    }

    /// The words of a text, all of which are looked for.
    pub fn several(text: &str) -> Vec<Self> {
        text.split_whitespace().map(Self::of).collect()
    }

    /// Whether a text contains the word, or its characters' initials do. What is empty is in every text.
    pub fn is_in(&self, text: &str) -> bool {
        self.is_part(text) || self.initials && self.spells(text, usize::MAX)
    }

    /// Whether a text begins so.
    pub fn begins(&self, text: &str) -> bool {
        folded(text).starts_with(&self.text) || self.initials && self.spells(text, 1)
    }

    fn is_part(&self, text: &str) -> bool {
        let Some((first, rest)) = self.text.as_bytes().split_first() else { return true };
        if self.folds {
            return folded(text).contains(&self.text);
        }
        let bytes = text.as_bytes();
        bytes.iter().enumerate().any(|(at, byte)| {
            byte.to_ascii_lowercase() == *first
                && bytes.get(at + 1..).is_some_and(|after| {
                    after.get(..rest.len()).is_some_and(|part| part.eq_ignore_ascii_case(rest))
                })
        })
    }

    /// Whether it is the initials of a part that begins at one of the first `places` characters. Brackets and dashes are
    /// passed over: 教基厅函〔2021〕45号 is jjth202145h.
    fn spells(&self, text: &str, places: usize) -> bool {
        let mut rest = letters(text);
        for _ in 0..places {
            let mut part = rest.clone();
            if self.text.bytes().all(|b| part.next().is_some_and(|letters| letters.contains(&b))) {
                return true;
            }
            if rest.next().is_none() {
                return false;
            }
        }
        false
    }
}

fn letters(text: &str) -> impl Iterator<Item = [u8; 2]> + Clone {
    text.chars().map(initials).filter(|letters| letters[0] != 0)
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
            assert!(Word::of(word).is_in(text), "{text} {word}");
        }
        assert!(!Word::of("zzez").is_in("郑州一中") && !Word::of("z z").is_in("郑州"));
        assert!(Word::of("zz").begins("郑州一中") && !Word::of("yz").begins("郑州一中"));
    }

    #[test]
    fn a_name_is_found_whichever_dot_it_has() {
        for text in ["阿依古丽·买买提", "阿依古丽•买买提", "阿依古丽・买买提", "阿依古丽．买买提"]
        {
            for word in ["阿依古丽·买买提", "古丽•买", "丽.买", "aygl"] {
                assert!(Word::of(word).is_in(text), "{text} {word}");
            }
            assert!(Word::of("阿依古丽.").begins(text), "{text}");
        }
        assert!(Word::of("3.5").is_in("3.5 公里") && !Word::of("丽买").is_in("阿依古丽·买买提"));
    }

    #[test]
    fn capitals_are_letters_whatever_the_script() {
        for (text, word) in [("STEM 课程", "stem"), ("stem 课程", "STEM 课"), ("Ω 与 Δ", "δ"), ("Ａ组", "ａ")]
        {
            assert!(Word::of(word).is_in(text), "{text} {word}");
        }
        assert!(Word::of("").is_in("") && !Word::of("中").is_in("") && !Word::of("州一").is_in("州"));
    }
}
