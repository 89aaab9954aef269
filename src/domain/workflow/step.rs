//! What has happened to a record, one step at a time.
//!
//! A province carries hundreds of thousands of steps, so their words are shared: a unit or a verb is one text in memory
//! however often it is said, and what few steps say, or many say alike, stands apart in [`Remarks`].

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashSet},
    ops::{Deref, DerefMut},
    sync::{Arc, LazyLock},
};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Role, Seat, Word};
use crate::domain::{field::Attachment, hash};

/// One transition that was made, or one signature towards it.
#[derive(Debug, Clone, Eq, Serialize, Deserialize)]
#[serde(from = "Read")]
pub struct Step {
    pub verb: Word,
    /// RFC 3339, UTC.
    pub when: Box<str>,
    /// The civil day where the seat stands: what deadlines count from.
    pub day: Date,
    /// The unit whose seat made it.
    pub unit: Word,
    pub role: Role,
    #[serde(flatten)]
    remarks: Option<Arc<Remarks>>,
}

/// What a step can say besides; read and written as the step's own fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Remarks {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Content hash of the policy in force, where a rule or a deadline of it mattered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// 代办: the unit for which `unit` acted. The signature is that unit's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<String>,
    /// What the signer confirms itself, by field key. Where two confirm different minutes, both stand side by side.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub values: Map<String, Value>,
    /// What was signed on paper, where somebody else signed here for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paper: Option<Attachment>,
    /// Who must sign next, by verb: fixed by the step that opened it, so that neither a later tree nor a later field moves
    /// a record for which others signed.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub signers: BTreeMap<String, Vec<Seat>>,
}

/// The verb of the step that takes back the latest of the same unit's.
pub const UNDO: &str = "undo";

impl Step {
    /// A step of a seat, with nothing said besides.
    pub fn new(seat: &Seat, verb: &str, when: impl Into<String>, day: Date) -> Self {
        Self {
            verb: Word::from(verb),
            when: when.into().into(),
            day,
            unit: Word::from(&*seat.unit),
            role: seat.role,
            remarks: None,
        }
    }

    /// The unit that signs by it.
    pub fn signer(&self) -> &str {
        self.on_behalf_of.as_deref().unwrap_or(&self.unit)
    }

    /// What it is known by: the SHA-256 of everything in it.
    pub fn hash(&self) -> String {
        hash::of(self)
    }
}

static NOTHING: LazyLock<Remarks> = LazyLock::new(Remarks::default);

impl Deref for Step {
    type Target = Remarks;

    fn deref(&self) -> &Remarks {
        self.remarks.as_deref().unwrap_or(&NOTHING)
    }
}

impl DerefMut for Step {
    fn deref_mut(&mut self) -> &mut Remarks {
        Arc::make_mut(self.remarks.get_or_insert_default())
    }
}

impl PartialEq for Step {
    fn eq(&self, other: &Self) -> bool {
        (&self.verb, &self.when, self.day, &self.unit, self.role)
            == (&other.verb, &other.when, other.day, &other.unit, other.role)
            && **self == **other
    }
}

/// A step as it is read.
#[derive(Deserialize)]
struct Read {
    verb: Word,
    when: Box<str>,
    day: Date,
    unit: Word,
    role: Role,
    #[serde(default)]
    note: String,
    #[serde(default)]
    policy: Option<String>,
    #[serde(default)]
    on_behalf_of: Option<String>,
    #[serde(default)]
    values: Map<String, Value>,
    #[serde(default)]
    paper: Option<Attachment>,
    #[serde(default)]
    signers: BTreeMap<String, Vec<Seat>>,
}

impl From<Read> for Step {
    fn from(read: Read) -> Self {
        let Read { verb, when, day, unit, role, note, policy, on_behalf_of, values, paper, signers } = read;
        let remarks = Remarks { note, policy, on_behalf_of, values, paper, signers };
        Self { verb, when, day, unit, role, remarks: remarks.shared() }
    }
}

thread_local! {
    static SHARED: RefCell<HashSet<Arc<Remarks>>> = RefCell::default();
}

impl Remarks {
    /// The same, shared with all steps that say the same; `None` where nothing is said. A note is somebody's own words,
    /// and not shared.
    fn shared(self) -> Option<Arc<Self>> {
        if self == *NOTHING {
            return None;
        }
        if !self.note.is_empty() {
            return Some(Arc::new(self));
        }
        SHARED.with_borrow_mut(|shared| {
            if let Some(known) = shared.get(&self) {
                return Some(Arc::clone(known));
            }
            // What no step says any more goes before there would be more room.
            if shared.len() == shared.capacity() {
                shared.retain(|remarks| Arc::strong_count(remarks) > 1);
            }
            let new = Arc::new(self);
            shared.insert(Arc::clone(&new));
            Some(new)
        })
    }
}
