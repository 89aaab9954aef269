//! Codes on paper: that of a letter, to which an invitation is sealed, `7KQ2-M0XA-…`; and the recovery key of a work file.
//!
//! They are 80 and 120 bits of chance in letters of which none looks like another: there is a 0 and a 1 and no O, I, L or U, so whoever reads an O
//! means a 0.

use rand_core::{OsRng, RngCore as _};

const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters of a letter's code.
const LENGTH: usize = 16;
/// Letters of a recovery key.
pub(super) const RECOVERY: usize = 24;
const GROUP: usize = 4;

/// A new code: four groups of four. As it is printed, it is a passphrase.
pub fn make_code() -> String {
    make_code_of(LENGTH)
}

/// As [`make_code`], of so many letters.
pub(super) fn make_code_of(length: usize) -> String {
    let mut chance = vec![0; length];
    OsRng.fill_bytes(&mut chance);
    in_groups(chance.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])))
}

/// A code as it was printed, of what somebody typed: in small letters or large, wide or narrow, with any blanks and dashes.
pub fn read_code(typed: &str) -> String {
    in_groups(typed.chars().map(letter).filter(char::is_ascii_alphanumeric))
}

/// The letter of the code that somebody who typed this one meant.
fn letter(typed: char) -> char {
    // The wide letters of Chinese input, ！ to ～, stand in the order of ASCII.
    let narrow = match typed {
        '！'..='～' => char::from_u32(typed as u32 - '！' as u32 + '!' as u32).unwrap_or(typed),
        _ => typed,
    };
    match narrow.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        'U' => 'V',
        letter => letter,
    }
}

fn in_groups(letters: impl Iterator<Item = char>) -> String {
    let letters: Vec<char> = letters.collect();
    letters.chunks(GROUP).map(String::from_iter).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{open_with_passphrase, seal_with_passphrase};

    #[test]
    fn a_code_is_four_groups_of_four_and_a_passphrase() {
        let code = make_code();
        let groups: Vec<_> = code.split('-').collect();
        assert_eq!(groups.len(), 4);
        assert!(groups.iter().all(|group| group.len() == 4 && group.bytes().all(|c| LETTERS.contains(&c))));
        assert_ne!(make_code(), code);
        let sealed = seal_with_passphrase(b"invitation", &code).unwrap();
        let typed = read_code(&code.to_lowercase().replace('-', " "));
        assert_eq!(open_with_passphrase(&sealed, &typed, 10).unwrap(), b"invitation");
    }

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = "10V5-AYMZ-RKMG-WCTR";
        let wide =
            |c: char| if c.is_ascii_graphic() { char::from_u32(c as u32 + 0xfee0).unwrap() } else { c };
        for typed in [
            code.to_lowercase(),
            code.replace('-', ""),
            code.replace('-', " — "),
            format!("\r\n{}\t", code.replace('-', "\n")),
            code.chars().map(wide).collect(),
            code.to_lowercase().chars().map(wide).collect(),
            code.replace('0', "o").replace('1', "l"),
            code.replace('0', "O").replace('1', "I").replace('V', "U"),
        ] {
            assert_eq!(read_code(&typed), code, "{typed}");
        }
    }
}
