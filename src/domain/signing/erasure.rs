//! Erasing: what a step has erased of a record is said nowhere any more, whoever comes with an older copy. What was signed stays signed: the
//! digest of a value that was erased is left.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::content::{Content, EXTRA};
use crate::domain::{
    Kind,
    field::personal,
    seal::{Digest, Seal},
    workflow::{ERASE, Step},
};

/// The fields that a step erased, as they are signed; none of any other step.
pub fn erased_by(step: &Step) -> impl Iterator<Item = &str> {
    step.values.keys().filter(|_| step.verb == ERASE).map(String::as_str)
}

/// Whether a step that erases takes nothing but what is personal, and leaves the rest as it stood. What a pack adds to the form its keeper
/// alone can tell.
pub(super) fn takes_only_personal(kind: Kind, step: &Step, stood: Option<&Content>) -> bool {
    step.values.iter().all(|(key, left)| {
        let Some(field) = kind.field(key) else { return key.starts_with(EXTRA) && left.is_null() };
        // Where the value is not known here, whoever knows it tells.
        let is_unknown = stood.is_none_or(|content| content.withheld().any(|withheld| withheld == key));
        let was = stood.and_then(|content| content.values.get(key)).unwrap_or(&Value::Null);
        personal::hides(field) && (is_unknown || personal::left(field, was) == *left)
    })
}

/// Takes out of what is known of a record what steps that count have erased: values signed at a step that does not follow theirs. What
/// was written after them stays.
pub fn erase<'a>(counted: &'a [Step], aside: impl Iterator<Item = &'a Step>, contents: &mut [Content]) {
    let seals: Vec<&Seal> = counted.iter().chain(aside).filter_map(|step| step.seal.as_deref()).collect();
    let mut gone: BTreeMap<&str, BTreeSet<Digest>> = BTreeMap::new();
    for step in counted {
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
