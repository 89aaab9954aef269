//! What has happened to a record, one step at a time.
//!
//! A province carries hundreds of thousands of steps, so what many say alike is one value in memory: a unit or a verb is a
//! [`Word`], the figures that are confirmed and who must sign next are [`Shared`], and so is what few steps say at all.

use std::{
    collections::BTreeMap,
    ops::{Deref, DerefMut},
};

use jiff::civil::Date;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

use super::{
    Role, Seat, Word,
    shared::{Shared, shareable},
};
use crate::domain::{field::Attachment, hash, lang::Label, seal::Seal};

/// One transition that was made, or one signature towards it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "Written")]
pub struct Step {
    pub verb: Word,
    /// RFC 3339, UTC.
    pub when: Box<str>,
    /// The civil day where the seat stands: what deadlines count from.
    pub day: Date,
    /// The unit whose seat made it.
    pub unit: Word,
    pub role: Role,
    /// What the signer confirms itself, by field key. Where two confirm different minutes, both stand side by side.
    pub values: Shared<Map<String, Value>>,
    /// Who must sign next, by verb: fixed by the step that opened it, so that neither a later tree nor a later field moves
    /// a record for which others signed.
    pub signers: Shared<BTreeMap<String, Vec<Seat>>>,
    /// By whose key it was signed, and after which step; nothing of a step that no office but this one knows.
    pub seal: Option<Box<Seal>>,
    remarks: Shared<Remarks>,
}

/// What a step can say besides; read and written as the step's own fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Remarks {
    pub note: String,
    /// Content hash of the policy in force, where a rule or a deadline of it mattered.
    pub policy: Option<String>,
    /// 代办: the unit for which `unit` acted. The signature is that unit's.
    pub on_behalf_of: Option<String>,
    /// What was signed on paper, where somebody else signed here for it.
    pub paper: Option<Attachment>,
}

shareable!(Remarks);

/// The verb of the step that takes back the latest of the same unit's.
pub const UNDO: &str = "undo";

/// The verb of the step by which whoever keeps a record says what is in it: no workflow's table knows it, and it moves nothing.
pub const WRITE: &str = "write";

/// The verb of the step by which whoever keeps a record erases what is personal of it: its values name the fields. It moves nothing, beats
/// every other copy and is never taken back.
pub const ERASE: &str = "erase";

/// What a step is called that no workflow's table knows.
pub fn called(verb: &str) -> Label {
    match verb {
        WRITE => Label::new("填写", "Filled in"),
        ERASE => Label::new("清除个人信息", "Erased personal data"),
        _ => Label::new("撤回上一步", "Took back the last step"),
    }
}

impl Step {
    /// A step of a seat, with nothing said besides.
    pub fn new(seat: &Seat, verb: &str, when: impl Into<String>, day: Date) -> Self {
        Self {
            verb: Word::from(verb),
            when: when.into().into(),
            day,
            unit: Word::from(&*seat.unit),
            role: seat.role,
            values: Shared::default(),
            signers: Shared::default(),
            seal: None,
            remarks: Shared::default(),
        }
    }

    /// The unit that signs by it.
    pub fn signer(&self) -> &str {
        self.on_behalf_of.as_deref().unwrap_or(&self.unit)
    }

    /// What it is known by: the hash under its seal, else the SHA-256 of everything in it.
    pub fn hash(&self) -> String {
        self.seal.as_ref().map_or_else(|| hash::of(self), |seal| seal.hash.to_string())
    }
}

impl Deref for Step {
    type Target = Remarks;

    fn deref(&self) -> &Remarks {
        &self.remarks
    }
}

impl DerefMut for Step {
    fn deref_mut(&mut self) -> &mut Remarks {
        self.remarks.to_mut()
    }
}

/// A step as it is written: what is not said is left out.
#[derive(Serialize, Deserialize)]
struct Written {
    verb: Word,
    when: Box<str>,
    day: Date,
    unit: Word,
    role: Role,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    note: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    policy: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    on_behalf_of: Option<String>,
    #[serde(default, skip_serializing_if = "Shared::is_nothing")]
    values: Shared<Map<String, Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    paper: Option<Attachment>,
    #[serde(default, skip_serializing_if = "Shared::is_nothing")]
    signers: Shared<BTreeMap<String, Vec<Seat>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seal: Option<Box<Seal>>,
}

impl From<Written> for Step {
    fn from(written: Written) -> Self {
        let Written { verb, when, day, unit, role, note, policy, on_behalf_of, values, paper, signers, seal } =
            written;
        let remarks = Remarks { note, policy, on_behalf_of, paper }.into();
        Self { verb, when, day, unit, role, values, signers, seal, remarks }
    }
}

impl Serialize for Step {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { verb, when, day, unit, role, values, signers, seal, remarks } = self.clone();
        let Remarks { note, policy, on_behalf_of, paper } = (*remarks).clone();
        Written { verb, when, day, unit, role, note, policy, on_behalf_of, values, paper, signers, seal }
            .serialize(serializer)
    }
}
