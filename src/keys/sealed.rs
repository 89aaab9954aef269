//! Sealing for desks and under a passphrase, and opening.
//!
//! A file sealed for desks has a stanza for each of them and one of chance that is nobody's, so its length says how many they are,
//! and nothing says who. That a stanza was changed cannot be told from its being for somebody else; nor a changed stanza of a
//! passphrase from a wrong passphrase. Every other change is told as damage.

use std::{
    io::{Read as _, Write as _},
    iter,
};

use age::{DecryptError, Decryptor, Encryptor, secrecy::SecretString};
use zeroize::Zeroizing;

use super::{
    armour::unarmoured,
    desk::{DeskKey, Secret},
    error::{OpenError, SealError},
    limits::{LEAST_PASSPHRASE, MOST_RECIPIENTS},
};

/// Every guess of a passphrase costs 2^15 steps of scrypt: 32 MB and a tenth of a second.
const WORK: u8 = 15;
/// A file may ask for four times as much: 128 MB. What asks for more would bring a small computer down.
const MOST_WORK: u8 = 17;

/// What every sealed file begins with.
const FIRST_LINE: &[u8] = b"age-encryption.org/v1\n";
/// What the head of one ends with.
const LAST_LINE: &[u8] = b"\n---";
/// The head is read again with each of its lines, so it is kept from having many. A desk has two, of 98 bytes together.
const MOST_LINES: usize = 2 * MOST_RECIPIENTS + 8;
const LARGEST_HEAD: usize = 64 * 1_024;
/// What is read at once.
const BLOCK: usize = 64 * 1_024;

/// What opens a sealed file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The key of one of the desks that it was sealed for.
    Recipients,
    Passphrase,
}

/// Seals for desks; each of them opens it alone.
///
/// # Errors
/// [`SealError`]: there are none, or too many.
pub fn seal(plain: &[u8], to: &[&DeskKey]) -> Result<Vec<u8>, SealError> {
    if to.len() > MOST_RECIPIENTS {
        return Err(SealError::TooMany(to.len()));
    }
    let recipients: Option<Vec<_>> = to.iter().map(|key| key.recipient()).collect();
    let recipients = recipients.ok_or(SealError::NoRecipient)?;
    encrypted(plain, recipients.iter().map(|recipient| recipient as _))
}

/// Seals under a passphrase of at least [`LEAST_PASSPHRASE`] characters.
///
/// # Errors
/// [`SealError::ShortPassphrase`].
pub fn seal_with_passphrase(plain: &[u8], passphrase: &str) -> Result<Vec<u8>, SealError> {
    if length(passphrase) < LEAST_PASSPHRASE {
        return Err(SealError::ShortPassphrase);
    }
    sealed_under(plain, passphrase)
}

/// As [`seal_with_passphrase`], however short it is.
pub(super) fn sealed_under(plain: &[u8], passphrase: &str) -> Result<Vec<u8>, SealError> {
    let mut recipient = age::scrypt::Recipient::new(SecretString::from(passphrase));
    recipient.set_work_factor(WORK);
    encrypted(plain, iter::once(&recipient as _))
}

/// How many characters a passphrase has, without the blanks around it.
pub(super) fn length(passphrase: &str) -> usize {
    passphrase.trim().chars().count()
}

/// What opens a file, armoured or not. Nothing but its beginning is looked at, so it may be damaged all the same.
///
/// # Errors
/// [`OpenError::NotSealed`], and [`OpenError::Damaged`] of a text that is cut short.
pub fn kind_of(bytes: &[u8]) -> Result<Kind, OpenError> {
    kind(&unarmoured(bytes)?)
}

/// Opens a file, armoured or not, with the keys of one or more desks.
///
/// # Errors
/// [`OpenError`]; [`OpenError::TooLarge`] where it holds more than `most` bytes.
pub fn open(bytes: &[u8], secrets: &[&Secret], most: usize) -> Result<Vec<u8>, OpenError> {
    let bytes = unarmoured(bytes)?;
    if kind(&bytes)? == Kind::Passphrase {
        return Err(OpenError::NeedsPassphrase);
    }
    let identities: Vec<_> = secrets.iter().filter_map(|secret| secret.identity()).collect();
    decrypted(&bytes, identities.iter().map(|identity| identity as _), most)
}

/// Opens a file, armoured or not, with its passphrase.
///
/// # Errors
/// [`OpenError`]; [`OpenError::TooLarge`] where it holds more than `most` bytes.
pub fn open_with_passphrase(bytes: &[u8], passphrase: &str, most: usize) -> Result<Vec<u8>, OpenError> {
    let bytes = unarmoured(bytes)?;
    if kind(&bytes)? == Kind::Recipients {
        return Err(OpenError::NeedsKey);
    }
    let mut identity = age::scrypt::Identity::new(SecretString::from(passphrase));
    identity.set_max_work_factor(MOST_WORK);
    decrypted(&bytes, iter::once(&identity as _), most)
}

fn kind(bytes: &[u8]) -> Result<Kind, OpenError> {
    let rest = bytes.strip_prefix(FIRST_LINE).ok_or(OpenError::NotSealed)?;
    Ok(if rest.starts_with(b"-> scrypt ") { Kind::Passphrase } else { Kind::Recipients })
}

fn encrypted<'a>(
    plain: &[u8],
    recipients: impl Iterator<Item = &'a dyn age::Recipient>,
) -> Result<Vec<u8>, SealError> {
    // Of recipients of one kind age refuses only that there are none.
    let encryptor = Encryptor::with_recipients(recipients).map_err(|_| SealError::NoRecipient)?;
    let mut bytes = Vec::new();
    // Writing into memory fails for want of room alone.
    let mut writer = encryptor.wrap_output(&mut bytes).map_err(|_| SealError::NoRoom)?;
    writer.write_all(plain).map_err(|_| SealError::NoRoom)?;
    writer.finish().map_err(|_| SealError::NoRoom)?;
    Ok(bytes)
}

fn decrypted<'a>(
    bytes: &[u8],
    identities: impl Iterator<Item = &'a dyn age::Identity>,
    most: usize,
) -> Result<Vec<u8>, OpenError> {
    check_head(bytes)?;
    let decryptor = Decryptor::new_buffered(bytes).map_err(|_| OpenError::Damaged)?;
    let mut reader = decryptor.decrypt(identities).map_err(refused)?;
    // What is sealed is shorter than the file.
    let mut plain = Vec::with_capacity(bytes.len().min(most));
    let mut block = Zeroizing::new(vec![0; BLOCK]);
    loop {
        let read = reader.read(&mut block).map_err(|_| OpenError::Damaged)?;
        let read = block.get(..read).unwrap_or_default();
        if read.is_empty() {
            return Ok(plain);
        }
        if plain.len() + read.len() > most {
            return Err(OpenError::TooLarge(most));
        }
        plain.extend_from_slice(read);
    }
}

/// Refuses a head that would take long to read.
fn check_head(bytes: &[u8]) -> Result<(), OpenError> {
    let head = bytes.get(..LARGEST_HEAD).unwrap_or(bytes);
    let end =
        head.windows(LAST_LINE.len()).position(|window| window == LAST_LINE).ok_or(OpenError::Damaged)?;
    let lines = head.iter().take(end).filter(|byte| **byte == b'\n').count();
    if lines > MOST_LINES { Err(OpenError::Damaged) } else { Ok(()) }
}

/// Why no key of the file was found.
fn refused(error: DecryptError) -> OpenError {
    match error {
        DecryptError::NoMatchingKeys => OpenError::NotForUs,
        DecryptError::DecryptionFailed => OpenError::WrongPassphrase,
        DecryptError::ExcessiveWork { required, .. } if required > MOST_WORK => {
            OpenError::TooMuchWork(required)
        }
        _ => OpenError::Damaged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::armour::armoured;

    const MOST: usize = 1_000_000;
    const PASSPHRASE: &str = "校外科学教育 2026 春";

    fn desks() -> [Secret; 3] {
        [1, 2, 3].map(|seed| Secret::from_seed(&[seed; 32]))
    }

    #[test]
    fn every_desk_that_it_is_for_opens_it_and_no_other() {
        let [one, two, stranger] = desks();
        let sealed = seal(b"plain", &[&one.public(), &two.public()]).unwrap();
        assert_eq!(kind_of(&sealed), Ok(Kind::Recipients));
        for secrets in [vec![&one], vec![&two], vec![&stranger, &two]] {
            assert_eq!(open(&sealed, &secrets, MOST).unwrap(), b"plain");
        }
        assert_eq!(open(&sealed, &[&stranger], MOST), Err(OpenError::NotForUs));
        assert_eq!(open(&sealed, &[], MOST), Err(OpenError::NotForUs));
        assert_eq!(open_with_passphrase(&sealed, PASSPHRASE, MOST), Err(OpenError::NeedsKey));
        assert_ne!(sealed, seal(b"plain", &[&one.public(), &two.public()]).unwrap());
    }

    #[test]
    fn what_has_any_size_is_opened_as_it_was() {
        let [desk, ..] = desks();
        for size in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 3 * BLOCK + 7] {
            let plain: Vec<u8> = (0..size).map(|number| (number % 251) as u8).collect();
            let sealed = seal(&plain, &[&desk.public()]).unwrap();
            assert_eq!(open(&sealed, &[&desk], size).unwrap(), plain);
            assert_eq!(open(armoured(&sealed).as_bytes(), &[&desk], size).unwrap(), plain);
            let followed = [&*sealed, b"x"].concat();
            assert_eq!(open(&followed, &[&desk], MOST), Err(OpenError::Damaged));
            if let Some(less) = size.checked_sub(1) {
                assert_eq!(open(&sealed, &[&desk], less), Err(OpenError::TooLarge(less)));
            }
            for end in [sealed.len() - 1, sealed.len() - 16, sealed.len().saturating_sub(BLOCK + 16)] {
                assert!(open(&sealed[..end], &[&desk], MOST).is_err(), "{size} cut at {end}");
            }
        }
    }

    /// Sealed with as much work as is told.
    fn of_work(work: u8) -> Vec<u8> {
        let mut recipient = age::scrypt::Recipient::new(SecretString::from(PASSPHRASE));
        recipient.set_work_factor(work);
        encrypted(b"plain", iter::once(&recipient as _)).unwrap()
    }

    #[test]
    fn a_file_changed_in_any_byte_or_cut_anywhere_is_refused() {
        let [desk, other, _] = desks();
        let for_desks = seal(b"a small file", &[&desk.public(), &other.public()]).unwrap();
        let opened = |bytes: &[u8]| open(bytes, &[&desk], MOST);
        check_changes(&for_desks, |bytes| opened(bytes).is_ok());
        check_changes(&of_work(1), |bytes| open_with_passphrase(bytes, PASSPHRASE, MOST).is_ok());

        let mut changed = for_desks;
        if let Some(last) = changed.last_mut() {
            *last ^= 1;
        }
        assert_eq!(opened(&changed), Err(OpenError::Damaged));
    }

    #[track_caller]
    fn check_changes(sealed: &[u8], opens: impl Fn(&[u8]) -> bool) {
        assert!(opens(sealed));
        for place in 0..sealed.len() {
            let (before, after) = sealed.split_at(place);
            for byte in [after[0] ^ 0x01, after[0] ^ 0xff] {
                let changed = [before, &[byte], &after[1..]].concat();
                assert!(!opens(&changed), "{byte} at {place}");
            }
            assert!(!opens(before), "cut at {place}");
            assert!(!opens(&[before, &after[1..]].concat()), "less one at {place}");
            assert!(!opens(&[before, &after[..1], after].concat()), "one twice at {place}");
        }
    }

    #[test]
    fn a_passphrase_opens_what_it_sealed() {
        let sealed = seal_with_passphrase(b"plain", PASSPHRASE).unwrap();
        assert!(sealed[FIRST_LINE.len()..].starts_with(b"-> scrypt "));
        let head = String::from_utf8_lossy(&sealed);
        assert!(head.lines().nth(1).unwrap().ends_with(" 15"), "{head}");
        assert_eq!(kind_of(&sealed), Ok(Kind::Passphrase));
        assert_eq!(kind_of(armoured(&sealed).as_bytes()), Ok(Kind::Passphrase));
        assert_eq!(open_with_passphrase(&sealed, PASSPHRASE, MOST).unwrap(), b"plain");
        assert_eq!(open_with_passphrase(&sealed, PASSPHRASE, 4), Err(OpenError::TooLarge(4)));
        assert_eq!(
            open_with_passphrase(&sealed, "another passphrase", MOST),
            Err(OpenError::WrongPassphrase)
        );
        assert_eq!(open(&sealed, &[&Secret::make()], MOST), Err(OpenError::NeedsPassphrase));

        let mac = sealed.windows(4).position(|window| window == b"\n---").unwrap() + 6;
        for (place, error) in [(mac, OpenError::Damaged), (sealed.len() - 1, OpenError::Damaged)] {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert_eq!(open_with_passphrase(&changed, PASSPHRASE, MOST), Err(error), "{place}");
        }
    }

    #[test]
    fn a_passphrase_has_twelve_characters_of_any_script() {
        for short in ["", "12345678901", "上报用的口令共十一个字", "            ", " 12345678901 "]
        {
            assert_eq!(seal_with_passphrase(b"", short), Err(SealError::ShortPassphrase), "{short}");
        }
        assert!(seal_with_passphrase(b"", "上报用的口令共有十二个字").is_ok());
    }

    #[test]
    fn a_file_may_ask_for_so_much_work_and_no_more() {
        for work in [10, MOST_WORK] {
            assert_eq!(open_with_passphrase(&of_work(work), PASSPHRASE, MOST).unwrap(), b"plain");
        }
        let sealed = of_work(10);
        let asking = |work: &str| {
            let place = sealed.windows(4).position(|window| window == b" 10\n").unwrap();
            let asking = [&sealed[..=place], work.as_bytes(), &sealed[place + 3..]].concat();
            open_with_passphrase(&asking, PASSPHRASE, MOST).unwrap_err()
        };
        for (work, error) in [
            ("18", OpenError::TooMuchWork(18)),
            ("63", OpenError::TooMuchWork(63)),
            ("255", OpenError::TooMuchWork(255)),
            ("256", OpenError::Damaged),
            ("0", OpenError::Damaged),
            ("010", OpenError::Damaged),
            ("-1", OpenError::Damaged),
            ("11", OpenError::WrongPassphrase),
        ] {
            assert_eq!(asking(work), error, "{work}");
        }
    }

    #[test]
    fn so_many_desks_and_no_more() {
        let [desk, ..] = desks();
        let key = desk.public();
        assert_eq!(seal(b"", &[]), Err(SealError::NoRecipient));
        assert_eq!(seal(b"", &[&key; MOST_RECIPIENTS + 1]), Err(SealError::TooMany(MOST_RECIPIENTS + 1)));
        let others = Secret::from_seed(&[9; 32]).public();
        let mut to = vec![&others; MOST_RECIPIENTS - 1];
        to.push(&key);
        assert_eq!(open(&seal(b"plain", &to).unwrap(), &[&desk], MOST).unwrap(), b"plain");
    }

    #[test]
    fn what_is_no_sealed_file_is_told_and_a_head_without_end_is_not_read() {
        let [desk, ..] = desks();
        let no_end = [FIRST_LINE, &b"-> X25519 a\n".repeat(100_000)].concat();
        let many_lines = [FIRST_LINE, &b"-> a\n\n".repeat(MOST_LINES), b"--- "].concat();
        for (bytes, error) in [
            (&b""[..], OpenError::NotSealed),
            (b"PK\x03\x04 a zip", OpenError::NotSealed),
            (b"age-encryption.org/v2\n-> X25519 a\n", OpenError::NotSealed),
            (FIRST_LINE, OpenError::Damaged),
            (&no_end, OpenError::Damaged),
            (&many_lines, OpenError::Damaged),
        ] {
            assert_eq!(open(bytes, &[&desk], MOST), Err(error));
        }
        assert_eq!(kind_of(b"PK\x03\x04 a zip"), Err(OpenError::NotSealed));
    }
}
