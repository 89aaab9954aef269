//! The secret of a desk at rest.

use std::fmt;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{
    desk::Secret,
    error::{OpenError, SealError},
    limits::LEAST_PIN,
    sealed::{self, open_with_passphrase},
    signature::base64url,
};

/// A secret under a PIN. A PIN of six digits keeps a passer-by off the desk; whoever copies what the browser stores tries all of them
/// in hours, so it is no substitute for a passphrase.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Locked(String);

impl Secret {
    /// # Errors
    /// [`SealError::ShortPin`].
    pub fn lock(&self, pin: &str) -> Result<Locked, SealError> {
        if sealed::length(pin) < LEAST_PIN {
            return Err(SealError::ShortPin);
        }
        sealed::sealed_under(self.seed(), pin).map(|bytes| Locked(base64url(&bytes)))
    }
}

impl Locked {
    /// # Errors
    /// [`OpenError::WrongPin`]; [`OpenError::Damaged`] where what was stored is not as it was.
    pub fn unlock(&self, pin: &str) -> Result<Secret, OpenError> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(&self.0).map_err(|_| OpenError::Damaged)?;
        let seed =
            open_with_passphrase(&bytes, pin, 32).map(Zeroizing::new).map_err(|error| match error {
                OpenError::WrongPassphrase => OpenError::WrongPin,
                _ => OpenError::Damaged,
            })?;
        let seed = seed.as_slice().try_into().map_err(|_| OpenError::Damaged)?;
        Ok(Secret::from_seed(seed))
    }
}

impl fmt::Debug for Locked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Locked").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pin_that_locked_a_secret_unlocks_it() {
        let secret = Secret::make();
        let locked = secret.lock("246810").unwrap();
        let json = serde_json::to_string(&locked).unwrap();
        assert!(json.len() < 400, "{json}");
        let stored: Locked = serde_json::from_str(&json).unwrap();
        assert_eq!(stored, locked);
        assert_eq!(stored.unlock("246810").unwrap().public(), secret.public());
        assert_eq!(stored.unlock("246811").unwrap_err(), OpenError::WrongPin);
        assert_eq!(format!("{locked:?}"), "Locked { .. }");
    }

    #[test]
    fn what_was_locked_once_unlocks_for_ever() {
        let stored = "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0-IHNjcnlwdCAzNkZMMkNLNXpxQkhDUEdRMWtUQkJ3IDE1Ck1iV3RwdHN4bX\
            UrcjFPcWNlRE8rbHZweExWOWRWRGhqcktpdTNNbjN6UTAKLS0tIFY5QkNJT3lIL3AyelJpb0ZGUFM5NVVsQ0tLRHBZ\
            bmFvWjd3ek90MlhrMzgK8AJHr7Q9DTxrcIfbUu2Y1p2uJu-Mj9D_zglXKjj1IzfHMKvr7-F8eL0bYlg1aCLhFpDW6j\
            HJJ5xJA7cdvnHMlw";
        let secret = Locked(stored.to_owned()).unlock("246810").unwrap();
        assert_eq!(secret.public(), Secret::from_seed(&[7; 32]).public());
    }

    #[test]
    fn a_pin_has_six_characters() {
        for short in ["", "12345", "      ", " 12345 "] {
            assert_eq!(Secret::make().lock(short).unwrap_err(), SealError::ShortPin);
        }
    }

    #[test]
    fn what_was_stored_and_is_no_secret_is_damaged() {
        let of_length = |length| base64url(&sealed::sealed_under(&vec![0; length], "246810").unwrap());
        for stored in ["no base64!".to_owned(), String::new(), of_length(31), of_length(33)] {
            assert_eq!(Locked(stored).unlock("246810").unwrap_err(), OpenError::Damaged);
        }
    }
}
