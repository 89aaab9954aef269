//! What a record carries besides its own fields.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    Kind,
    field::personal,
    record::Checked,
    seal::Seal,
    signing::{Aside, Content, EXTRA, Known},
    workflow::{ERASE, Step},
};

/// Stored beside the fields, under names that no field has.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    /// Values of fields that a pack declares. They stay when the pack goes.
    #[serde(rename = "@extra", default, skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
    /// The steps that were taken, oldest first.
    #[serde(rename = "@steps", default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// The step of another record that made this one; `None` for what people began.
    #[serde(rename = "@origin", default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// What has been signed of it; `None` of what no office but this one knows.
    #[serde(rename = "@signed", default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<Box<Signed>>,
}

/// What has been signed of a record beside the steps that count.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Signed {
    /// The fields as they were at its steps.
    pub contents: Vec<Content>,
    /// The steps that do not count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aside: Vec<Aside>,
}

impl Envelope {
    /// The content that was signed last.
    pub fn signed_last(&self) -> Option<&Content> {
        let seal = self.steps.iter().rev().find_map(|step| step.seal.as_deref())?;
        let signed = self.signed.as_deref()?;
        signed.contents.iter().find(|content| content.digest() == seal.content)
    }

    /// The seals of all its steps.
    pub fn sealed(&self) -> impl Iterator<Item = &Seal> {
        let aside = self.signed.iter().flat_map(|signed| &signed.aside).map(|aside| &aside.step);
        self.steps.iter().chain(aside).filter_map(|step| step.seal.as_deref())
    }

    /// What steps that count have left of fields of which they erased something: of a list its lines without what was personal.
    pub fn left(&self) -> BTreeMap<&str, &Value> {
        let erasing = self.steps.iter().filter(|step| step.verb == ERASE);
        let left = erasing.flat_map(|step| step.values.iter()).filter(|(_, value)| !value.is_null());
        left.map(|(field, value)| (field.as_str(), value)).collect()
    }

    /// All that is known of the record: the steps that count and those that do not.
    pub fn known(&self) -> Known {
        let (contents, aside) = match &self.signed {
            Some(signed) => (signed.contents.clone(), &*signed.aside),
            None => Default::default(),
        };
        let steps = self.steps.iter().chain(aside.iter().map(|aside| &aside.step)).cloned().collect();
        Known { steps, contents }
    }
}

/// The body of a row of a kind without what is personal of these fields, named as they are signed, wherever it says them; nothing where
/// it is no record's.
pub fn redacted(kind: Option<Kind>, body: &str, fields: &BTreeSet<String>) -> Option<String> {
    let mut envelope: Envelope = serde_json::from_str(body).ok()?;
    let mut row: Map<String, Value> = serde_json::from_str(body).ok()?;
    for field in fields {
        let value = row.remove(field);
        let left = kind.and_then(|kind| kind.field(field)).zip(value);
        let left = left.map(|(field, value)| personal::left(field, &value)).filter(|left| !left.is_null());
        row.extend(left.map(|left| (field.clone(), left)));
        field.strip_prefix(EXTRA).map(|key| envelope.extra.remove(key));
    }
    let gone = fields.iter().map(String::as_str).collect();
    for content in envelope.signed.iter_mut().flat_map(|signed| &mut signed.contents) {
        *content = content.without(&gone);
    }
    row.retain(|key, _| !key.starts_with('@'));
    if let Ok(Value::Object(besides)) = serde_json::to_value(&envelope) {
        row.extend(besides);
    }
    serde_json::to_string(&row).ok()
}

/// Where a record comes from that nobody began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The code of the kind whose record made it.
    pub kind: String,
    pub id: String,
    /// The hash of the step.
    pub step: String,
    /// The hash of the fields as they were made: it tells whether anybody has changed them.
    pub made: String,
}

impl Origin {
    /// Of a record that a step of another is about to make.
    pub fn new(kind: super::Kind, id: &str, step: &Step, made: &Checked) -> Self {
        Self {
            kind: kind.code().to_owned(),
            id: id.to_owned(),
            step: step.hash(),
            made: hash_of(&made.values),
        }
    }

    /// Whether both records came of one step.
    pub fn is_of_the_step_of(&self, other: &Self) -> bool {
        (&self.kind, &self.id, &self.step) == (&other.kind, &other.id, &other.step)
    }

    /// Whether these are the fields as they were made.
    pub fn is_as_made(&self, fields: &Map<String, Value>) -> bool {
        self.made == hash_of(fields)
    }
}

fn hash_of(fields: &Map<String, Value>) -> String {
    super::hash::of(&fields)
}
