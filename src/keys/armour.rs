//! A sealed file that came as text, by a channel that lets no archive through.
//!
//! It is the text form of age: two marker lines, and between them base64 in lines of 64. What is read may be more than that: mail and chat
//! programs turn line ends, wrap lines anew, and put a greeting before and a name after it.

use std::borrow::Cow;

use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::error::OpenError;

/// What such a text begins with.
const BEGIN: &str = "-----BEGIN AGE ENCRYPTED FILE-----";
const END: &str = "-----END AGE ENCRYPTED FILE-----";
/// A greeting before the first marker is no longer.
const LONGEST_GREETING: usize = 4_096;

/// The bytes of a file that may be armoured; any other as it lies.
///
/// # Errors
/// [`OpenError::Damaged`]: the text is cut short, or has letters in it that it cannot have.
pub(super) fn unarmoured(bytes: &[u8]) -> Result<Cow<'_, [u8]>, OpenError> {
    let beginning = bytes.get(..LONGEST_GREETING + BEGIN.len()).unwrap_or(bytes);
    let start = beginning.windows(BEGIN.len()).position(|window| window == BEGIN.as_bytes());
    let Some(start) = start else { return Ok(Cow::Borrowed(bytes)) };
    let rest = bytes.get(start + BEGIN.len()..).unwrap_or_default();
    // Base64 has no dash, so the first one begins the second marker.
    let end = rest.iter().position(|letter| *letter == b'-').ok_or(OpenError::Damaged)?;
    let (body, ending) = rest.split_at(end);
    if !ending.starts_with(END.as_bytes()) {
        return Err(OpenError::Damaged);
    }
    let letters: Vec<u8> = body.iter().copied().filter(|letter| !letter.is_ascii_whitespace()).collect();
    BASE64_STANDARD.decode(letters).map(Cow::Owned).map_err(|_| OpenError::Damaged)
}

/// Whether a file came as text.
pub fn is_armoured(bytes: &[u8]) -> bool {
    matches!(unarmoured(bytes), Ok(Cow::Owned(_)))
}

/// A sealed file as text, in lines of 64 letters.
pub fn armoured(bytes: &[u8]) -> String {
    let lines: Vec<_> = bytes.chunks(48).map(|line| BASE64_STANDARD.encode(line) + "\n").collect();
    format!("{BEGIN}\n{}{END}\n", lines.concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{Kind, Secret, kind_of, open, seal};

    #[test]
    fn text_of_any_length_is_read_as_it_was() {
        for length in (0..200).chain([4_799, 4_800, 4_801]) {
            let bytes: Vec<u8> = (0..length).map(|number| number as u8).collect();
            let text = armoured(&bytes);
            assert!(text.lines().all(|line| line.len() <= 64));
            assert_eq!(*unarmoured(text.as_bytes()).unwrap(), *bytes);
        }
        assert_eq!(armoured(b"age"), format!("{BEGIN}\nYWdl\n{END}\n"));
    }

    #[test]
    fn what_mail_does_to_a_text_does_no_harm() {
        let secret = Secret::from_seed(&[1; 32]);
        let sealed = seal(&[b'x'; 1_000], &[&secret.public()]).unwrap();
        let text = armoured(&sealed);
        let greeting = "您好，上报文件如下：\n".repeat(100);
        for changed in [
            text.clone(),
            text.replace('\n', "\r\n"),
            text.trim_end().to_owned(),
            format!("\u{feff}{text}"),
            format!("\u{feff}\r\n \r\n{}\r\n\r\n\t", text.replace('\n', " \r\n")),
            text.replace('\n', "\n\n"),
            text.replace('\n', "\n    "),
            text.replace('\n', " "),
            format!("{greeting}{text}\n实验小学\n"),
        ] {
            assert_eq!(kind_of(changed.as_bytes()).unwrap(), Kind::Recipients);
            assert_eq!(open(changed.as_bytes(), &[&secret], 1_000).unwrap(), [b'x'; 1_000], "{changed}");
        }
        assert_eq!(open(&sealed, &[&secret], 1_000).unwrap(), [b'x'; 1_000]);
    }

    #[test]
    fn what_was_sealed_once_opens_for_ever() {
        let text = "-----BEGIN AGE ENCRYPTED FILE-----
            YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBTc2g1Z0gwU21acExlbkNV
            aXg3eEdEN3J6MXdwZUNiNFhGTGVCL2g0L1N3CjlRT29LdEZFQWp5a2czbUhwUjln
            MTdvYVFBUGlaMnF5bEcxS0ZiWm5oa3cKLT4gTGFPTS1ncmVhc2Ugd1thdlAgJTdL
            UyBkZSx6cSckOSBAUS8uCjJtUWlnaURBbDdBV0VqWEhnMTFnYzJjeG5kTG83UUxS
            Z0pPM0JNRmcxc0xVc3prVVE2d3BEaytudlZqelBoYWQKc015YTZaN202ZjhxTDJp
            cWEwZHlvRjBXVGcKLS0tIElKWURTSmIwaU9GdisvSTFTa255b0duRkFvZTdQay9Z
            MU1ISTBXQkRvMWcKNZ3K+WZ53aaF0fjmV9zUYQcvTCWp7KNZd8w2G778fYTDObjO
            sGM=
            -----END AGE ENCRYPTED FILE-----";
        let secret = Secret::from_seed(&[7; 32]);
        assert_eq!(open(text.as_bytes(), &[&secret], 10).unwrap(), "科桥".as_bytes());
    }

    #[test]
    fn a_text_that_was_cut_or_changed_is_damaged() {
        let secret = Secret::from_seed(&[1; 32]);
        let text = armoured(&seal(b"plain", &[&secret.public()]).unwrap());
        for place in 0..text.trim_end().len() {
            let error = open(&text.as_bytes()[..place], &[&secret], 10).unwrap_err();
            let expected = if place < BEGIN.len() { OpenError::NotSealed } else { OpenError::Damaged };
            assert_eq!(error, expected, "cut at {place}");
        }
        assert_eq!(kind_of(text.replace(END, "").as_bytes()), Err(OpenError::Damaged));
        let body = BEGIN.len() + 1..text.len() - END.len() - 2;
        for place in body.filter(|place| text.as_bytes()[*place] != b'\n') {
            for letter in [b'!', b'=', b'A', b'b'] {
                let mut changed = text.clone().into_bytes();
                if std::mem::replace(&mut changed[place], letter) != letter {
                    assert!(open(&changed, &[&secret], 10).is_err(), "{letter} at {place}");
                }
            }
        }
    }
}
