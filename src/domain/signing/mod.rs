//! Steps that leave the office: what is signed, by whose key, and where a record stands when the copies of several offices meet.

mod canonical;
mod content;
mod erasure;
pub mod trust;
mod walk;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    seal::{Bytes, Digest, Key, Seal, Signature},
    workflow::{Step, UNDO},
};

pub use canonical::canonical;
pub use content::{Content, EXTRA};
pub use erasure::{erase, erased_by};
pub use trust::{Desk, Standing, Statement, Trust};
pub use walk::{Aside, Known, Walked, Why, walk};

/// What is new of a record and is to be signed by one desk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// The code of its kind.
    pub kind: String,
    pub id: String,
    /// One after the other.
    pub steps: Vec<Step>,
    /// What the first of them follows.
    pub before: Option<Digest>,
    /// Of a step that takes another back: that one.
    pub undoes: Option<Digest>,
    pub content: Content,
}

/// What a desk signs with.
pub trait Signs {
    fn key(&self) -> Key;

    /// The number of its next step; no two steps have one.
    fn number(&mut self) -> u64;

    fn sign(&self, hash: &Digest) -> Signature;
}

impl Draft {
    /// Its steps under the seal of a desk.
    pub fn sealed(&self, desk: &mut impl Signs) -> Vec<Step> {
        let (mut before, content) = (self.before, self.content.digest());
        let seal = |step: &Step| {
            // Both follow from what is said here.
            let (hash, signature) = (Bytes([0; 32]), Bytes([0; 64]));
            let undoes = self.undoes.filter(|_| step.verb == UNDO);
            let seal =
                Seal { before, undoes, key: desk.key(), number: desk.number(), content, hash, signature };
            let mut step = step.clone();
            step.seal = Some(Box::new(seal));
            if let Some(hash) = hash_of((&*self.kind, &self.id), &step)
                && let Some(seal) = &mut step.seal
            {
                (seal.hash, seal.signature) = (hash, desk.sign(&hash));
                before = Some(hash);
            }
            step
        };
        self.steps.iter().map(seal).collect()
    }
}

/// The hash of a sealed step of a record, by the code of its kind and its id: of everything in it but the hash and the signature, and of which record it is a step.
pub fn hash_of((kind, id): (&str, &str), step: &Step) -> Option<Digest> {
    step.seal.as_ref()?;
    let mut said = serde_json::to_value(step).ok()?;
    let seal = said.get_mut("seal").and_then(Value::as_object_mut)?;
    seal.remove("hash");
    seal.remove("signature");
    let said = json!({ "kind": kind, "id": id, "step": said });
    Some(Digest::of(&[b"keqiao step\0", &canonical(&said)]))
}

/// What the first seal of a record names for the steps that stood there unsealed: a record of an earlier version of the program, whose
/// whole history whoever seals it answers for.
pub fn unsealed(steps: &[Step]) -> Option<Digest> {
    let said = serde_json::to_value(steps).ok().filter(|_| !steps.is_empty())?;
    Some(Digest::of(&[b"keqiao history\0", &canonical(&said)]))
}
