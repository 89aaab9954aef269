//! Erasing: what a step has erased of a record is said nowhere any more, whoever comes with an older copy. What was signed stays signed: the
//! digest of a value that was erased is left.

use std::collections::{BTreeMap, BTreeSet};

use super::{content::Content, walk::Walked};
use crate::domain::{
    seal::{Digest, Seal},
    workflow::{ERASE, Step},
};

/// The fields that a step erased, as they are signed; none of any other step.
pub fn erased_by(step: &Step) -> impl Iterator<Item = &str> {
    step.values.keys().filter(|_| step.verb == ERASE).map(String::as_str)
}

/// Takes out of what is known of a record what steps that count have erased: values signed at a step that does not follow theirs. What
/// was written after them stays.
pub fn erase(walked: &Walked, contents: &mut [Content]) {
    let aside = walked.aside.iter().map(|aside| &aside.step);
    let seals: Vec<&Seal> =
        walked.steps.iter().chain(aside).filter_map(|step| step.seal.as_deref()).collect();
    let mut gone: BTreeMap<&str, BTreeSet<Digest>> = BTreeMap::new();
    for step in &walked.steps {
        let fields: BTreeSet<&str> = erased_by(step).collect();
        let Some(seal) = step.seal.as_deref().filter(|_| !fields.is_empty()) else { continue };
        let later = following(seal.hash, &seals);
        let earlier = seals.iter().filter(|seal| !later.contains(&seal.hash)).map(|seal| seal.content);
        let earlier: BTreeSet<Digest> = earlier.collect();
        for content in contents.iter().filter(|content| earlier.contains(&content.digest())) {
            let said =
                content.fields().into_iter().filter_map(|(key, digest)| Some((*fields.get(key)?, digest)));
            for (key, digest) in said {
                gone.entry(key).or_default().insert(digest);
            }
        }
    }
    for content in contents {
        let known = content.fields();
        let is_gone =
            |(key, digest): (&&str, &Digest)| gone.get(*key).is_some_and(|gone| gone.contains(digest));
        let fields = known.iter().filter(|said| is_gone(*said)).map(|(key, _)| (*key).to_owned());
        let fields: Vec<String> = fields.collect();
        *content = content.without(&fields.iter().map(String::as_str).collect());
    }
}

/// The steps that were made knowing of one.
fn following(of: Digest, seals: &[&Seal]) -> BTreeSet<Digest> {
    let (mut following, mut open) = (BTreeSet::new(), vec![of]);
    while let Some(hash) = open.pop() {
        for seal in seals.iter().filter(|seal| seal.before == Some(hash)) {
            if following.insert(seal.hash) {
                open.push(seal.hash);
            }
        }
    }
    following
}
