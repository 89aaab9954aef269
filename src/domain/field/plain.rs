//! One way to write a text, so that what looks the same is the same: two payers that differ by a character nobody sees would
//! be two payers, and two taxes.

use std::borrow::Cow;

/// A text without what is not seen: marks of no width are gone, every space is one, letters and digits have half width.
/// Punctuation stays as it is written, and so do line breaks.
pub fn plain(text: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c == '\n' || (' '..='~').contains(&c) || ('\u{3001}'..='\u{D7FF}').contains(&c);
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut written = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => written.push(c),
            // Joins the parts of an emoji; anywhere else it is not seen.
            '\u{200D}' if written.ends_with(|before| before >= '\u{1F000}' || before == '\u{FE0F}') => {
                written.push(c);
            }
            c if is_unseen(c) => {}
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => written.push(half_wide(c)),
            '\u{2028}' | '\u{2029}' | '\u{85}' => written.push('\n'),
            c if c.is_whitespace() => written.push(' '),
            c => written.push(c),
        }
    }
    Cow::Owned(written)
}

/// Digits, letters and punctuation in half width: what is no prose is read in it.
pub fn half_width(text: &str) -> Cow<'_, str> {
    if text.contains(|c| ('！'..='～').contains(&c)) {
        text.chars().map(half_wide).collect::<String>().into()
    } else {
        text.into()
    }
}

/// The forms of full width stand in the order of ASCII.
fn half_wide(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(c as u32 - '！' as u32 + '!' as u32).unwrap_or(c),
        c => c,
    }
}

fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_the_same_is_the_same() {
        for (text, written) in [
            ("县教育局\u{200B}", "县教育局"),
            ("\u{FEFF}县\u{2060}教育局", "县教育局"),
            ("县\u{A0}教育局", "县 教育局"),
            ("Ｔ１２（一）班", "T12（一）班"),
            ("第一行\n第二行", "第一行\n第二行"),
            ("👩\u{200D}🚀", "👩\u{200D}🚀"),
            ("甲\u{200D}乙", "甲乙"),
        ] {
            assert_eq!(plain(text), written);
        }
        assert_eq!(half_width("２０２６－０３－０５　１６：３０"), "2026-03-05\u{3000}16:30");
    }
}
