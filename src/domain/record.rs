//! Record kinds: the table that says, for each kind, what it is called and which fields it has.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::{
    appointment,
    field::{Fault, Field, FieldProblem},
    lang::Label,
    school, session, tutor,
};

/// The kinds of record that people keep, import and export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    School,
    Tutor,
    Appointment,
    Session,
}

impl Kind {
    /// In the order in which they can be imported: a kind refers only to earlier ones.
    pub const ALL: [Self; 4] = [Self::School, Self::Tutor, Self::Appointment, Self::Session];

    /// The name in the store, in packages and in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::School => "school",
            Self::Tutor => "tutor",
            Self::Appointment => "appointment",
            Self::Session => "session",
        }
    }

    pub const fn label(self) -> Label {
        match self {
            Self::School => Label::new("学校", "Schools"),
            Self::Tutor => Label::new("科技辅导员", "Tutors"),
            Self::Appointment => Label::new("聘任", "Appointments"),
            Self::Session => Label::new("课次", "Sessions"),
        }
    }

    pub const fn fields(self) -> &'static [Field] {
        match self {
            Self::School => school::FIELDS,
            Self::Tutor => tutor::FIELDS,
            Self::Appointment => appointment::FIELDS,
            Self::Session => session::FIELDS,
        }
    }
}

/// A checked record. Only [`Record::check`] makes one from raw values.
pub trait Record: Serialize + DeserializeOwned + Clone + 'static {
    const KIND: Kind;
    /// Raised when the stored form changes; a migration in `store::migrations` says how.
    const SCHEMA: u32;

    /// The natural key: the same thing imported twice is the same record.
    fn id(&self) -> String;

    /// Rules between fields.
    fn invariants(&self) -> Vec<FieldProblem> {
        Vec::new()
    }

    /// Makes a record from values that [`Field::read`] made, one per field.
    ///
    /// # Errors
    /// Every missing field and broken rule, not only the first.
    fn check(values: Map<String, Value>) -> Result<Self, Vec<FieldProblem>> {
        let missing: Vec<_> = Self::KIND
            .fields()
            .iter()
            .filter(|field| field.required && values.get(field.key).is_none_or(Value::is_null))
            .map(|field| FieldProblem {
                field: field.key,
                fault: Fault::Missing,
            })
            .collect();
        if !missing.is_empty() {
            return Err(missing);
        }
        let record: Self = serde_json::from_value(Value::Object(values)).map_err(|error| {
            let fault = Fault::NotANumber {
                found: error.to_string(),
            };
            vec![FieldProblem {
                field: Self::KIND.fields().first().map_or("", |field| field.key),
                fault,
            }]
        })?;
        let broken = record.invariants();
        if broken.is_empty() {
            Ok(record)
        } else {
            Err(broken)
        }
    }
}
