//! What a work file is sealed with: a passphrase opens it, and so does the recovery key on paper.
//!
//! The recovery key is 120 bits of chance, from which a desk's kind of keys is derived; files are sealed to the public half, so that
//! whoever saves one types nothing. The recovery key lies beside the public half under the passphrase.

use std::fmt;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{
    code::{RECOVERY, make_code_of, read_code},
    desk::{DeskKey, Secret},
    error::{OpenError, SealError},
    limits::LEAST_PASSPHRASE,
    sealed::{open, open_with_passphrase, seal, seal_with_passphrase},
    signature::base64url,
};

/// See the module. Whoever has it can seal; to open takes the passphrase or the recovery key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileLock {
    public: DeskKey,
    locked: String,
}

impl FileLock {
    /// A new one, and its recovery key, which is shown once: six groups of four.
    ///
    /// # Errors
    /// [`SealError::ShortPassphrase`].
    pub fn make(passphrase: &str) -> Result<(Self, String), SealError> {
        let recovery = make_code_of(RECOVERY);
        let sealed = seal_with_passphrase(recovery.as_bytes(), passphrase.trim())?;
        let lock = Self { public: secret(&recovery).public(), locked: base64url(&sealed) };
        Ok((lock, recovery))
    }

    /// # Errors
    /// [`SealError::NoRoom`].
    pub fn seal(&self, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        seal(plain, &[&self.public])
    }

    /// Opens with what somebody typed: the passphrase, or the recovery key as it was printed.
    ///
    /// # Errors
    /// [`OpenError::WrongPassphrase`] of one that is neither; [`OpenError::Damaged`]; [`OpenError::TooLarge`] where it holds more than
    /// `most` bytes.
    pub fn open(&self, sealed: &[u8], typed: &str, most: usize) -> Result<Vec<u8>, OpenError> {
        let of_paper = secret(&read_code(typed));
        let secret = if of_paper.public() == self.public { of_paper } else { self.by_passphrase(typed)? };
        open(sealed, &[&secret], most).map_err(|error| match error {
            OpenError::NotForUs | OpenError::NotSealed | OpenError::NeedsPassphrase => OpenError::Damaged,
            error => error,
        })
    }

    /// Whether what somebody typed opens it.
    pub fn knows(&self, typed: &str) -> bool {
        secret(&read_code(typed)).public() == self.public || self.by_passphrase(typed).is_ok()
    }

    fn by_passphrase(&self, typed: &str) -> Result<Secret, OpenError> {
        if typed.trim().chars().count() < LEAST_PASSPHRASE {
            return Err(OpenError::WrongPassphrase);
        }
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(&self.locked).map_err(|_| OpenError::Damaged)?;
        let recovery =
            open_with_passphrase(&bytes, typed.trim(), RECOVERY * 2).map_err(|error| match error {
                OpenError::WrongPassphrase | OpenError::TooMuchWork(_) => error,
                _ => OpenError::Damaged,
            })?;
        let recovery = Zeroizing::new(String::from_utf8(recovery).map_err(|_| OpenError::Damaged)?);
        let secret = secret(&recovery);
        if secret.public() == self.public { Ok(secret) } else { Err(OpenError::Damaged) }
    }
}

/// The keys that belong to a recovery key. It is chance enough not to be guessed, and so is not stretched.
fn secret(recovery: &str) -> Secret {
    let mut hash = Sha256::new_with_prefix("keqiao recovery 1\0");
    hash.update(recovery);
    Secret::from_seed(&Zeroizing::new(hash.finalize().into()))
}

impl fmt::Debug for FileLock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileLock").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSPHRASE: &str = "实验小学 2026 年春季学期";

    #[test]
    fn the_passphrase_opens_what_was_sealed_and_so_does_the_recovery_key() {
        let (lock, recovery) = FileLock::make(PASSPHRASE).unwrap();
        assert_eq!(recovery.split('-').map(str::len).collect::<Vec<_>>(), [4; 6]);
        let lock: FileLock = serde_json::from_str(&serde_json::to_string(&lock).unwrap()).unwrap();
        let sealed = lock.seal(b"all of it").unwrap();
        for typed in [
            PASSPHRASE.to_owned(),
            format!(" {PASSPHRASE}\n"),
            recovery.clone(),
            recovery.to_lowercase().replace('-', " "),
        ] {
            assert_eq!(lock.open(&sealed, &typed, 100).unwrap(), b"all of it", "{typed}");
            assert!(lock.knows(&typed), "{typed}");
        }
        for typed in ["", "000000", "another passphrase", &recovery[..24]] {
            assert_eq!(lock.open(&sealed, typed, 100), Err(OpenError::WrongPassphrase), "{typed}");
            assert!(!lock.knows(typed), "{typed}");
        }
        assert_eq!(lock.open(&sealed, PASSPHRASE, 3), Err(OpenError::TooLarge(3)));
        assert_eq!(FileLock::make("too short").unwrap_err(), SealError::ShortPassphrase);
    }

    #[test]
    fn a_lock_that_was_changed_opens_nothing() {
        let (lock, _) = FileLock::make(PASSPHRASE).unwrap();
        let sealed = lock.seal(b"all of it").unwrap();
        let (other, _) = FileLock::make(PASSPHRASE).unwrap();
        let mixed = FileLock { public: other.public, locked: lock.locked.clone() };
        assert_eq!(mixed.open(&sealed, PASSPHRASE, 100), Err(OpenError::Damaged));
        assert_eq!(other.open(&sealed, PASSPHRASE, 100), Err(OpenError::Damaged));
        let cut = FileLock { locked: lock.locked[..40].to_owned(), ..lock.clone() };
        assert_eq!(cut.open(&sealed, PASSPHRASE, 100), Err(OpenError::Damaged));
        assert_eq!(lock.open(b"no file", PASSPHRASE, 100), Err(OpenError::Damaged));
    }
}
