//! The two halves of a desk's keys.

use std::fmt;

use bech32::{Bech32, Hrp, primitives::decode::CheckedHrpstring};
use ed25519_dalek::{SigningKey, VerifyingKey};
use rand_core::{OsRng, RngCore as _};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::{Zeroize as _, Zeroizing};

use super::error::KeyError;
use crate::domain::seal::{Bytes, Key, fingerprint};

/// What age's own texts of its two keys begin with.
const IDENTITY: Hrp = Hrp::parse_unchecked("age-secret-key-");
const RECIPIENT: Hrp = Hrp::parse_unchecked("age");

/// The secret keys of a desk. It is overwritten in memory when it is dropped, and has no serde form, so that it is written nowhere by
/// accident: at rest it is a [`Locked`](super::Locked).
#[derive(Clone)]
pub struct Secret {
    seed: Zeroizing<[u8; 32]>,
    pub(super) sign: SigningKey,
    seal: StaticSecret,
}

impl Secret {
    /// A new one. Where the browser gives no randomness the program stops, as it does when it seals.
    pub fn make() -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        OsRng.fill_bytes(&mut *seed);
        Self::from_seed(&seed)
    }

    /// The one that belongs to a seed. Whoever knows the seed has the keys.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self {
            sign: SigningKey::from_bytes(&derived("keqiao sign 1\0", seed)),
            seal: StaticSecret::from(*derived("keqiao seal 1\0", seed)),
            seed: Zeroizing::new(*seed),
        }
    }

    /// The one of a desk of demos, which everybody has.
    pub fn of_a_demo(desk: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update("keqiao demo 1\0");
        hash.update(desk);
        Self::from_seed(&hash.finalize().into())
    }

    pub fn public(&self) -> DeskKey {
        DeskKey { sign: self.sign.verifying_key(), seal: PublicKey::from(&self.seal) }
    }

    pub(super) fn seed(&self) -> &[u8; 32] {
        &self.seed
    }

    /// As age knows it. Every secret has this form; one that had none would open nothing.
    pub(super) fn identity(&self) -> Option<age::x25519::Identity> {
        let bytes = Zeroizing::new(self.seal.to_bytes());
        Zeroizing::new(written(IDENTITY, &bytes)).parse().ok()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secret").finish_non_exhaustive()
    }
}

/// What everybody may know of a desk's keys: enough to check what it signed, and to seal for it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Texts", into = "Texts")]
pub struct DeskKey {
    pub(super) sign: VerifyingKey,
    seal: PublicKey,
}

impl DeskKey {
    /// By which two people tell over the telephone whether they hold the same keys.
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.key(), &self.sealed_to())
    }

    /// The one of these two halves, the second as age writes it.
    ///
    /// # Errors
    /// [`KeyError`]: they are no keys, or such as protect nothing.
    pub fn of(sign: Key, seal: &str) -> Result<Self, KeyError> {
        Texts { sign, seal: seal.to_owned() }.try_into()
    }

    /// The half by which its signatures are checked.
    pub fn key(&self) -> Key {
        Bytes(self.sign.to_bytes())
    }

    /// The half to which it is written, as age writes it.
    pub fn sealed_to(&self) -> String {
        written(RECIPIENT, self.seal.as_bytes())
    }

    /// As age knows it. Every key has this form; one that had none would be sealed for by nobody.
    pub(super) fn recipient(&self) -> Option<age::x25519::Recipient> {
        written(RECIPIENT, self.seal.as_bytes()).parse().ok()
    }
}

impl fmt::Debug for DeskKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DeskKey").field(&self.fingerprint()).finish()
    }
}

/// How a [`DeskKey`] is written.
#[derive(Serialize, Deserialize)]
struct Texts {
    /// Ed25519, in hexadecimal.
    sign: Key,
    /// X25519, as age writes it: `age1…`.
    seal: String,
}

impl From<DeskKey> for Texts {
    fn from(key: DeskKey) -> Self {
        let DeskKey { sign, seal } = key;
        Self { sign: Bytes(sign.to_bytes()), seal: written(RECIPIENT, seal.as_bytes()) }
    }
}

impl TryFrom<Texts> for DeskKey {
    type Error = KeyError;

    fn try_from(texts: Texts) -> Result<Self, KeyError> {
        let sign = VerifyingKey::from_bytes(&texts.sign.0).map_err(|_| KeyError::Malformed)?;
        let seal = PublicKey::from(read(RECIPIENT, &texts.seal)?);
        // With a key of small order anybody signs, and anybody reads what is sealed; age stops the program at such a recipient.
        let sealable = StaticSecret::from([1; 32]).diffie_hellman(&seal).was_contributory();
        if sign.is_weak() || !sealable { Err(KeyError::Weak) } else { Ok(Self { sign, seal }) }
    }
}

/// One of the keys of a seed.
fn derived(label: &str, seed: &[u8; 32]) -> Zeroizing<[u8; 32]> {
    let mut hash = Sha256::new_with_prefix(label);
    hash.update(seed);
    let mut digest = hash.finalize();
    let key = Zeroizing::new(digest.into());
    digest.as_mut_slice().zeroize();
    key
}

fn written(prefix: Hrp, bytes: &[u8; 32]) -> String {
    // A text of bech32 may have a thousand letters, and these have fewer than a hundred.
    bech32::encode::<Bech32>(prefix, bytes).unwrap_or_default()
}

fn read(prefix: Hrp, text: &str) -> Result<[u8; 32], KeyError> {
    let checked = CheckedHrpstring::new::<Bech32>(text.trim()).map_err(|_| KeyError::Malformed)?;
    let bytes = Zeroizing::new(checked.byte_iter().collect::<Vec<_>>());
    match <[u8; 32]>::try_from(bytes.as_slice()) {
        Ok(key) if checked.hrp() == prefix => Ok(key),
        _ => Err(KeyError::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Context;

    #[test]
    fn a_seed_has_the_same_keys_for_ever() {
        let secret = Secret::from_seed(&[7; 32]);
        assert_eq!(secret.public().fingerprint(), "1770 7800 3237 0616 5326 0487");
        assert_eq!(
            serde_json::to_value(secret.public()).unwrap(),
            serde_json::json!({
                "sign": "75018c60b64b3f6da5dd1499c221031bde58c8ce09661a84b59ebe6fed673602",
                "seal": "age1wg7jfrte3pvkxla0udkaevu9zqyvtlelygt6lpgrjtcp7x8z0auss56p4z",
            })
        );
        assert_eq!(
            secret.sign(Context::Step, b"step").to_string(),
            "92c39abdc162397f6638769668f0f24b08287c132271300439489084f633318ee209edc0619cc55a09af16ca9d140bfcb8c28ded71b7f56953ee6af9f67e6809"
        );
    }

    #[test]
    fn no_two_secrets_are_alike() {
        assert_ne!(Secret::make().public(), Secret::make().public());
        assert_ne!(Secret::from_seed(&[1; 32]).public(), Secret::from_seed(&[2; 32]).public());
    }

    #[test]
    fn what_is_printed_for_a_developer_tells_no_secret() {
        let secret = Secret::from_seed(&[7; 32]);
        assert_eq!(format!("{secret:?}"), "Secret { .. }");
        assert_eq!(format!("{:?}", secret.public()), format!("DeskKey({:?})", secret.public().fingerprint()));
    }

    #[test]
    fn a_fingerprint_is_six_groups_of_four_digits() {
        for seed in 0..100 {
            let fingerprint = Secret::from_seed(&[seed; 32]).public().fingerprint();
            let groups: Vec<_> = fingerprint.split(' ').collect();
            assert_eq!(groups.len(), 6, "{fingerprint}");
            assert!(groups.iter().all(|group| group.len() == 4 && group.bytes().all(|c| c.is_ascii_digit())));
        }
    }

    #[test]
    fn both_keys_are_in_a_fingerprint() {
        let (one, other) = (Secret::from_seed(&[1; 32]).public(), Secret::from_seed(&[2; 32]).public());
        assert_ne!(DeskKey { sign: other.sign, ..one }.fingerprint(), one.fingerprint());
        assert_ne!(DeskKey { seal: other.seal, ..one }.fingerprint(), one.fingerprint());
    }

    #[test]
    fn a_key_is_read_from_its_two_texts() {
        let key = Secret::make().public();
        let json = serde_json::to_string(&key).unwrap();
        assert_eq!(serde_json::from_str::<DeskKey>(&json).unwrap(), key);
    }

    #[test]
    fn what_is_no_key_and_what_protects_nothing_is_refused() {
        #[track_caller]
        fn check(sign: Key, seal: &str, error: KeyError) {
            assert_eq!(DeskKey::of(sign, seal).unwrap_err(), error);
        }
        let good = Texts::from(Secret::from_seed(&[7; 32]).public());
        let to = |bytes: [u8; 32]| written(RECIPIENT, &bytes);
        let first = |byte| {
            let mut bytes = [0; 32];
            bytes[0] = byte;
            bytes
        };
        check(Bytes([2; 32]), &good.seal, KeyError::Malformed);
        check(good.sign, "", KeyError::Malformed);
        check(good.sign, &good.seal.replace("age1", "age1q"), KeyError::Malformed);
        check(Bytes(first(1)), &good.seal, KeyError::Weak);
        check(Bytes([0; 32]), &good.seal, KeyError::Weak);
        check(good.sign, &to([0; 32]), KeyError::Weak);
        check(good.sign, &to(first(1)), KeyError::Weak);
    }
}
