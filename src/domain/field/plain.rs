//! One way to write a text, so that what looks the same is the same: two payers that differ by a character nobody sees would
//! be two payers, and two taxes.

use std::borrow::Cow;

/// A text without what is not seen: marks of no width are gone, every space is one, letters and digits have half width.
/// Punctuation stays as it is written, and so do line breaks; see [`one_line`].
pub fn plain(text: &str) -> Cow<'_, str> {
    let is_plain = |c: char| {
        c == '\n' || (' '..='~').contains(&c) || ('\u{3001}'..='\u{D7FF}').contains(&c) && c != '\u{3164}'
    };
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
            // Shows a sign as an emoji; anywhere else it is not seen.
            '\u{FE0F}' if written.ends_with(is_sign) => written.push(c),
            c if is_unseen(c) => {}
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => written.push(half_wide(c)),
            '\u{2028}' | '\u{2029}' | '\u{85}' => written.push('\n'),
            c if c.is_whitespace() || c == '\u{2800}' => written.push(' '),
            c => written.push(c),
        }
    }
    Cow::Owned(written)
}

/// A text of one line: spaces and line breaks that follow each other are one space, and the brackets of a Chinese text are of full
/// width; characters that are all set apart stand together. Two payers that differ by them are one.
pub fn one_line(text: &str) -> String {
    let is_chinese = text.contains(|c| ('\u{3400}'..='\u{9FFF}').contains(&c));
    let words: Vec<_> = text.split_whitespace().collect();
    // Set apart to fill a line: 县 教 育 局.
    let is_spread = is_chinese && words.iter().all(|word| word.chars().count() == 1);
    let spaced = words.join(if is_spread { "" } else { " " });
    let brackets = |c: char| match c {
        '(' if is_chinese => '（',
        ')' if is_chinese => '）',
        '（' if !is_chinese => '(',
        '）' if !is_chinese => ')',
        c => c,
    };
    spaced.chars().map(brackets).collect()
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

/// What can be shown as an emoji.
fn is_sign(c: char) -> bool {
    c >= '\u{1F000}' || ('\u{203C}'..='\u{2BFF}').contains(&c)
}

/// What Unicode calls ignorable by default, and what has no sign at all.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
            | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
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
            ("县\u{3164}教育\u{34F}局\u{FE0F}\u{E0100}", "县教育局"),
            ("县\u{115F}教\u{2800}育局", "县教 育局"),
            ("☀\u{FE0F}", "☀\u{FE0F}"),
            ("Ｔ１２（一）班", "T12（一）班"),
            ("第一行\n第二行", "第一行\n第二行"),
            ("👩\u{200D}🚀", "👩\u{200D}🚀"),
            ("甲\u{200D}乙", "甲乙"),
        ] {
            assert_eq!(plain(text), written);
        }
        for (text, written) in [
            ("县教育局(本级)", "县教育局（本级）"),
            ("县  教育局\n（本级）", "县 教育局 （本级）"),
            ("NASA（US）  office", "NASA(US) office"),
        ] {
            assert_eq!(one_line(text), written);
        }
        assert_eq!(half_width("２０２６－０３－０５　１６：３０"), "2026-03-05\u{3000}16:30");
    }
}
