//! What a desk signs.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use ed25519_dalek::{Signer as _, VerifyingKey};

use super::desk::{DeskKey, Secret};
use crate::domain::{
    seal::{Bytes, Digest, Key, Signature},
    signing::Signs,
};

/// What is signed. A signature of one thing is none of another, whatever the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    Step,
    Package,
}

impl Context {
    /// What is signed before the message. None is the beginning of another.
    const fn prefix(self) -> &'static [u8] {
        match self {
            Self::Step => b"keqiao step 1\0",
            Self::Package => b"keqiao package 1\0",
        }
    }

    fn before(self, message: &[u8]) -> Vec<u8> {
        [self.prefix(), message].concat()
    }
}

impl Secret {
    pub fn sign(&self, context: Context, message: &[u8]) -> Signature {
        Bytes(self.sign.sign(&context.before(message)).to_bytes())
    }
}

/// A desk that signs steps, and how many it has signed.
#[derive(Debug, Clone)]
pub struct Numbered {
    pub secret: Secret,
    pub number: u64,
}

impl Signs for Numbered {
    fn key(&self) -> Key {
        self.secret.public().key()
    }

    fn number(&mut self) -> u64 {
        self.number += 1;
        self.number
    }

    fn sign(&self, hash: &Digest) -> Signature {
        self.secret.sign(Context::Step, &hash.0)
    }
}

impl DeskKey {
    /// Whether this desk signed the message.
    pub fn verify(&self, context: Context, message: &[u8], signature: &Signature) -> bool {
        verify(context, &self.key(), message, signature)
    }
}

/// Whether whoever has this key signed the message. Of the ways to check a signature the strict one: no signature can be changed into
/// another one that holds.
pub fn verify(context: Context, key: &Key, message: &[u8], signature: &Signature) -> bool {
    let Ok(key) = VerifyingKey::from_bytes(&key.0) else { return false };
    let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
    key.verify_strict(&context.before(message), &signature).is_ok()
}

/// Bytes as a text that needs no escape in a file name, an address or JSON.
pub(super) fn base64url(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTEXTS: [Context; 2] = [Context::Step, Context::Package];

    #[test]
    fn a_signature_holds_for_one_desk_one_context_and_one_message() {
        let (secret, other) = (Secret::from_seed(&[1; 32]), Secret::from_seed(&[2; 32]));
        let message = b"step 1 of record 2";
        for context in CONTEXTS {
            let signature = secret.sign(context, message);
            assert_eq!(signature, secret.sign(context, message));
            assert!(!other.public().verify(context, message, &signature));
            for checked in CONTEXTS {
                assert_eq!(secret.public().verify(checked, message, &signature), checked == context);
            }
        }
    }

    #[test]
    fn no_changed_byte_is_accepted() {
        let secret = Secret::from_seed(&[1; 32]);
        let message = b"step 1 of record 2".to_vec();
        let signature = secret.sign(Context::Step, &message);
        for change in [0x01, 0x80, 0xff] {
            for place in 0..message.len() {
                let mut changed = message.clone();
                changed[place] ^= change;
                assert!(!secret.public().verify(Context::Step, &changed, &signature));
            }
            for place in 0..signature.0.len() {
                let mut changed = signature;
                changed.0[place] ^= change;
                assert!(!secret.public().verify(Context::Step, &message, &changed));
            }
        }
        assert!(!secret.public().verify(Context::Step, &message[1..], &signature));
    }

    #[test]
    fn a_prefix_is_no_part_of_a_message() {
        let secret = Secret::from_seed(&[1; 32]);
        let signature = secret.sign(Context::Step, b"1");
        assert!(!secret.public().verify(Context::Step, &Context::Step.before(b"1"), &signature));
        for (one, other) in CONTEXTS.iter().flat_map(|one| CONTEXTS.map(|other| (*one, other))) {
            assert_eq!(other.prefix().starts_with(one.prefix()), one == other);
        }
    }
}
