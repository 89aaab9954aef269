//! A printed code in place of a passphrase: `7KQ2-M0XA-…`.
//!
//! It is 208 bits of chance with the checksum of Bech32m, written with letters of which none looks like another: there is a 0 and a 1
//! and no O, I or L, so whoever reads an O means a 0. The checksum tells any four mistakes.

use bech32::{Bech32m, Hrp, primitives::decode::CheckedHrpstring};
use rand_core::{OsRng, RngCore as _};
use zeroize::Zeroizing;

use super::error::CodeError;

/// The letters of the code, and in the same order those of Bech32.
const LETTERS: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const BECH32: &str = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
/// The checksum is of this too, and it is not printed.
const PREFIX: &str = "keqiao";
const BYTES: usize = 26;
const LENGTH: usize = 48;
const GROUP: usize = 4;

/// A new code: twelve groups of four. As it is printed, it is a passphrase.
pub fn recovery_code() -> Zeroizing<String> {
    let mut bytes = Zeroizing::new([0; BYTES]);
    OsRng.fill_bytes(&mut *bytes);
    code_of(&bytes)
}

/// A code as it was printed, of what somebody typed: in small letters or large, wide or narrow, with any blanks and dashes.
///
/// # Errors
/// [`CodeError`]: it was mistyped.
pub fn read_recovery_code(text: &str) -> Result<Zeroizing<String>, CodeError> {
    let mut letters = Zeroizing::new(String::with_capacity(LENGTH));
    for typed in text.chars().filter(|c| !is_separator(*c)) {
        let letter = letter(typed);
        if !LETTERS.contains(letter) {
            return Err(CodeError::Letter(typed));
        }
        letters.push(letter);
    }
    if letters.len() != LENGTH {
        return Err(CodeError::Length(letters.len()));
    }
    let checked = Zeroizing::new(format!("{PREFIX}1{}", *exchanged(&letters, LETTERS, BECH32)));
    CheckedHrpstring::new::<Bech32m>(&checked).map_err(|_| CodeError::Mistyped)?;
    Ok(in_groups(&letters))
}

fn code_of(bytes: &[u8; BYTES]) -> Zeroizing<String> {
    // A text of bech32 may have a thousand letters, and this has fewer than a hundred.
    let text =
        Zeroizing::new(bech32::encode::<Bech32m>(Hrp::parse_unchecked(PREFIX), bytes).unwrap_or_default());
    let letters = text.strip_prefix(PREFIX).and_then(|rest| rest.strip_prefix('1')).unwrap_or_default();
    in_groups(&exchanged(letters, BECH32, LETTERS))
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

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '－' | '‐' | '‑' | '–' | '—' | '−' | '_' | '·')
}

/// A text whose letters stand in another alphabet at the same places.
fn exchanged(text: &str, from: &str, to: &str) -> Zeroizing<String> {
    let other = |letter| from.find(letter).and_then(|place| to[place..].chars().next());
    Zeroizing::new(text.chars().filter_map(other).collect())
}

fn in_groups(letters: &str) -> Zeroizing<String> {
    let mut grouped = Zeroizing::new(String::with_capacity(LENGTH + LENGTH / GROUP));
    for (place, letter) in letters.chars().enumerate() {
        if place > 0 && place.is_multiple_of(GROUP) {
            grouped.push('-');
        }
        grouped.push(letter);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{open_with_passphrase, seal_with_passphrase};

    fn sample() -> Zeroizing<String> {
        code_of(&std::array::from_fn(|place| (place * 37 + 11) as u8))
    }

    #[test]
    fn a_code_is_twelve_groups_of_four() {
        assert_eq!(*sample(), "1CR5-AYMZ-RKMG-WCTR-FPHC-FV0H-6SDR-19EA-XWA3-JQM3-N068-P0V3");
        let code = recovery_code();
        let groups: Vec<_> = code.split('-').collect();
        assert_eq!(groups.len(), 12);
        assert!(groups.iter().all(|group| group.len() == 4 && group.chars().all(|c| LETTERS.contains(c))));
        assert_eq!(read_recovery_code(&code).unwrap(), code);
        assert_ne!(recovery_code(), code);
    }

    #[test]
    fn a_code_is_a_passphrase() {
        let code = recovery_code();
        let sealed = seal_with_passphrase(b"backup", &code).unwrap();
        let typed = read_recovery_code(&code.to_lowercase().replace('-', " ")).unwrap();
        assert_eq!(open_with_passphrase(&sealed, &typed, 10).unwrap(), b"backup");
    }

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = sample();
        assert!(['0', '1', 'V'].iter().all(|letter| code.contains(*letter)), "{}", *code);
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
            assert_eq!(read_recovery_code(&typed).unwrap(), code, "{typed}");
        }
    }

    #[test]
    fn a_wrong_letter_and_two_that_changed_places_are_told() {
        for code in [sample(), recovery_code(), recovery_code()] {
            let letters: Vec<char> = code.chars().filter(|c| *c != '-').collect();
            let check = |changed: &[char]| {
                let typed: String = changed.iter().collect();
                let expected = if changed == letters { Ok(code.clone()) } else { Err(CodeError::Mistyped) };
                assert_eq!(read_recovery_code(&typed), expected, "{typed}");
            };
            for place in 0..LENGTH {
                for letter in LETTERS.chars() {
                    let mut changed = letters.clone();
                    changed[place] = letter;
                    check(&changed);
                }
                for other in place + 1..LENGTH {
                    let mut changed = letters.clone();
                    changed.swap(place, other);
                    check(&changed);
                }
            }
        }
    }

    #[test]
    fn what_is_missing_and_what_no_code_has_is_told() {
        let code = sample();
        assert_eq!(read_recovery_code(""), Err(CodeError::Length(0)));
        assert_eq!(read_recovery_code(&code[1..]), Err(CodeError::Length(47)));
        assert_eq!(read_recovery_code(&format!("{}0", *code)), Err(CodeError::Length(49)));
        assert_eq!(read_recovery_code(&code.replacen('-', "！", 1)), Err(CodeError::Letter('！')));
        assert_eq!(read_recovery_code("恢复码"), Err(CodeError::Letter('恢')));
    }
}
