//! Record kinds, each declared once.
//!
//! [`record!`](crate::record!) declares a kind: its struct, and for every field label, type, range, help and clause.
//! Everything generic reads the [`Declaration`].

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::{
    field::{Fact, Factual, Fault, Field, FieldKind, FieldProblem, is_blank},
    kind::Kind,
    lang::Label,
    section::Section,
    side::Keepers,
    workflow::{Subject, Surroundings, Workflow},
};
use crate::each_kind;

/// Declares a kind of record. After the name stand its code, its labels (in English of one / of many), the clause it serves, its section with its place there, and the schema number,
/// and what it has of a keeper (the field that names the unit it belongs to, and `of` which sides or kinds of organization), a registrar, an audience, columns for tables, the fields by which it is known, a workflow and derived facts; then its fields.
#[macro_export]
macro_rules! record {
    (
        $(#[$about:meta])*
        $name:ident = $code:literal, $zh:literal, $one:literal / $en:literal, clause $clause:literal, section $section:ident $place:literal,
            schema $schema:literal
            $(, keeper $keeper:literal $(of $keepers:expr)?)? $(, registrar $registrar:literal)? $(, audience $audience:ident)? $(, lists $lists:expr)? $(, identity $identity:expr)? $(, workflow $workflow:ident)? $(, derived $derived:expr)?;
        $($(#[$note:meta])* $field:ident: $type:ty = $declared:expr;)+
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct $name { $($(#[$note])* pub $field: $type,)+ }

        impl $crate::domain::record::Declared for $name {
            const DECLARATION: &'static $crate::domain::record::Declaration = {
                #[allow(unused_imports, reason = "no kind has fields of every type")]
                use $crate::domain::field::{Field, Typed, make::*};
                static FIELDS: &[Field] =
                    &[$($declared.of(stringify!($field), <$type as Typed>::OPTIONAL)),+];
                &$crate::domain::record::Declaration {
                    kind: $crate::domain::Kind::$name,
                    code: $code,
                    label: $crate::domain::Label::new($zh, $en),
                    one: $crate::domain::Label::new($zh, $one),
                    clause: $clause,
                    section: ($crate::domain::Section::$section, $place),
                    schema: $schema,
                    fields: FIELDS,
                    keeper: $crate::record!(@or None $(, Some($keeper))?),
                    keepers: $crate::record!(@or $crate::domain::side::Keepers::Any $($(, $keepers)?)?),
                    registrar: $crate::record!(@or None $(, Some($registrar))?),
                    audience: $crate::record!(
                        @or $crate::domain::record::Audience::Own $(, $crate::domain::record::Audience::$audience)?
                    ),
                    lists: $crate::record!(@or &[] $(, $lists)?),
                    identity: $crate::record!(@or &[] $(, $identity)?),
                    workflow: $crate::record!(@or None $(, Some(&$workflow::WORKFLOW))?),
                    derived: $crate::record!(@or &[] $(, $derived)?),
                    check: $crate::domain::record::check_as::<$name>,
                }
            };
        }

        impl $crate::domain::field::Factual for $name {
            fn fact(&self, key: &str, day: jiff::civil::Date) -> Option<$crate::domain::field::Fact> {
                match key {
                    $(stringify!($field) => Some($crate::domain::field::Typed::fact(&self.$field, day)),)+
                    _ => None,
                }
            }

            fn scalar(&self, key: &str, day: jiff::civil::Date) -> Option<$crate::domain::field::Scalar<'_>> {
                match key {
                    $(stringify!($field) => Some($crate::domain::field::Typed::scalar(&self.$field, day)),)+
                    _ => None,
                }
            }
        }
    };
    (@or $none:expr) => { $none };
    (@or $none:expr, $some:expr) => { $some };
}

/// Declares the sub-rows of a `rows` field: the struct and, as `FIELDS`, its columns.
///
/// Of an empty field nothing is signed, and of an empty column that it is empty. So a column that comes to rows that have been signed already
/// is left out where it is empty (`#[serde(default, skip_serializing_if = "Option::is_none")]`), or they would not be what was signed.
#[macro_export]
macro_rules! row {
    ($(#[$about:meta])* $name:ident; $($(#[$note:meta])* $field:ident: $type:ty = $declared:expr;)+) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct $name { $($(#[$note])* pub $field: $type,)+ }

        impl $name {
            pub const FIELDS: &'static [$crate::domain::field::Field] = {
                #[allow(unused_imports, reason = "no row has columns of every type")]
                use $crate::domain::field::{Field, Typed, make::*};
                static FIELDS: &[Field] =
                    &[$($declared.of(stringify!($field), <$type as Typed>::OPTIONAL)),+];
                FIELDS
            };
        }

        impl $crate::domain::field::Typed for $name {
            fn fact(&self, day: jiff::civil::Date) -> $crate::domain::field::Fact {
                use $crate::domain::field::{Fact, Typed};
                let mut cells = vec![$((stringify!($field), Typed::fact(&self.$field, day))),+];
                cells.retain(|(key, _)| Self::FIELDS.iter().any(|field| field.key == *key && !field.personal));
                Fact::Row(cells)
            }

            fn scalar(&self, _day: jiff::civil::Date) -> $crate::domain::field::Scalar<'_> {
                $crate::domain::field::Scalar::Compound
            }
        }
    };
}

/// Who sees a record besides its keeper, whom it names, and who stands above them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Nobody else.
    Own,
    /// The units below its keeper too, once it is no draft any more.
    Below,
    /// Everybody, once it is no draft any more.
    All,
    /// Nobody else, and of those who stand above the keeper nobody either: what one person is paid.
    Parties,
    /// Nobody else sees one by itself, in an office of its own neither: those who stand above the keeper are given it to be summed up
    /// with others.
    Summed,
}

/// Everything generic about a kind.
#[derive(Debug)]
pub struct Declaration {
    pub kind: Kind,
    /// The name in the store, in packages and in addresses.
    pub code: &'static str,
    /// What many of them are called.
    pub label: Label,
    /// What one of them is called.
    pub one: Label,
    /// The row of the notice that the kind serves: `五.1`.
    pub clause: &'static str,
    /// Where it is found, and its place in the flow there.
    pub section: (Section, u8),
    /// Raised when the stored form changes; a migration in `store::migrations` says how.
    pub schema: u32,
    pub fields: &'static [Field],
    /// The field that names the unit to which a record belongs.
    pub keeper: Option<&'static str>,
    /// Which units it may name, where not every one that it takes.
    pub keepers: Keepers,
    /// Of a register that belongs to no unit, the field that names who keeps it on, beside whoever wrote it first.
    pub registrar: Option<&'static str>,
    pub audience: Audience,
    /// The fields that tables show; the first that fit a line where none are named.
    pub lists: &'static [&'static str],
    /// The fields by which people know a record whose `code` the program gives: The code is
    /// made of them and stays when they are corrected. Nothing where people give the code.
    pub identity: &'static [&'static str],
    pub workflow: Option<&'static Workflow>,
    /// What rules are told of a record beside its fields.
    pub derived: &'static [Derived],
    /// Makes a record of values that [`Field::read`] made, and gives it back with its id and title.
    pub check: fn(Map<String, Value>) -> Result<Checked, Vec<FieldProblem>>,
}

/// A fact that follows from other records or from the tree: what rules call it, and the function that finds it.
#[derive(Debug)]
pub struct Derived {
    pub field: Field,
    pub of: fn(Subject<'_>, &dyn Surroundings) -> Fact,
}

/// A record that passed [`Record::check`], without its type.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    pub id: String,
    pub title: String,
    pub values: Map<String, Value>,
    /// Values of fields that packs add, where they were asked for; `Null` takes a value away.
    pub extra: Map<String, Value>,
}

macro_rules! declarations {
    ($($name:ident $table:ident,)+) => {
        impl Kind {
            pub const fn declaration(self) -> &'static Declaration {
                match self { $(Self::$name => <super::$name as Declared>::DECLARATION),+ }
            }
        }
    };
}

each_kind!(declarations);

impl Kind {
    /// The name in the store, in packages and in addresses.
    pub const fn code(self) -> &'static str {
        self.declaration().code
    }

    pub const fn label(self) -> Label {
        self.declaration().label
    }

    pub const fn one(self) -> Label {
        self.declaration().one
    }

    pub const fn fields(self) -> &'static [Field] {
        self.declaration().fields
    }

    pub const fn workflow(self) -> Option<&'static Workflow> {
        self.declaration().workflow
    }

    /// The kind of a code, the present one.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code)
    }

    pub fn field(self, key: &str) -> Option<&'static Field> {
        self.fields().iter().find(|field| field.key == key)
    }

    /// Whether people fill a field in: the code of a kind that is known by other fields is the program's to give.
    pub fn is_given(self, key: &str) -> bool {
        key != "code" || self.declaration().identity.is_empty()
    }

    /// The codes that a record known by this can have, the first before it is taken.
    pub fn codes(identity: &str) -> impl Iterator<Item = String> {
        let numbered = (2..).map(move |number: usize| format!("{identity}_{number}"));
        std::iter::once(identity.to_owned()).chain(numbered)
    }

    /// What people know a record by, as one text: the first part of its code. Nothing for a kind whose code people give.
    pub fn identity(self, values: &Map<String, Value>) -> Option<String> {
        let part = |key: &&str| {
            let text = values.get(*key)?.as_str()?;
            let is_time = self.field(key).is_some_and(|field| matches!(field.kind, FieldKind::Time));
            Some(if is_time {
                text.chars().filter(char::is_ascii_digit).take(4).collect()
            } else {
                text.to_owned()
            })
        };
        let keys = self.declaration().identity;
        let parts: Vec<_> = keys.iter().map_while(part).collect();
        (parts.len() == keys.len() && !keys.is_empty()).then(|| parts.join("_"))
    }
}

/// The kinds of the main job, which a county fills in first.
pub const MAIN: &[Kind] = &[Kind::School, Kind::Instructor, Kind::Appointment, Kind::Session];

/// What [`record!`](crate::record!) says of a struct.
pub trait Declared {
    const DECLARATION: &'static Declaration;
    const KIND: Kind = Self::DECLARATION.kind;
}

/// A checked record. Only [`Record::check`] makes one from raw values.
pub trait Record: Declared + Factual + Serialize + DeserializeOwned + Clone + Send + Sync + 'static {
    /// The natural key: the same thing imported twice is the same record.
    fn id(&self) -> String;

    /// What people call it.
    fn title(&self) -> String;

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
            .filter(|field| field.required && values.get(field.key).is_none_or(is_blank))
            .map(|field| FieldProblem { field: field.key, fault: Fault::Missing })
            .collect();
        if !missing.is_empty() {
            return Err(missing);
        }
        let strange = Self::KIND.fields().iter().filter_map(|field| {
            let is_said =
                !field.applies_to(&values) && values.get(field.key).is_some_and(|value| !is_blank(value));
            let condition = field.condition(Self::KIND.fields()).filter(|_| is_said)?;
            Some(FieldProblem { field: field.key, fault: Fault::NotFor(condition) })
        });
        let strange: Vec<_> = strange.collect();
        if !strange.is_empty() {
            return Err(strange);
        }
        let record: Self = serde_json::from_value(Value::Object(values)).map_err(|error| {
            let fault = Fault::NotANumber { found: error.to_string() };
            vec![FieldProblem { field: Self::KIND.fields().first().map_or("", |field| field.key), fault }]
        })?;
        let broken = record.invariants();
        if broken.is_empty() { Ok(record) } else { Err(broken) }
    }
}

/// [`Record::check`] with the type forgotten again.
///
/// # Errors
/// As [`Record::check`].
pub fn check_as<R: Record>(values: Map<String, Value>) -> Result<Checked, Vec<FieldProblem>> {
    let record = R::check(values)?;
    let values = match serde_json::to_value(&record) {
        Ok(Value::Object(values)) => values,
        // A struct whose fields all have JSON forms is an object.
        _ => Map::new(),
    };
    Ok(Checked { id: record.id(), title: record.title(), values, extra: Map::new() })
}

/// A rule between fields that does not hold.
pub fn broken(field: &'static str, zh: &'static str, en: &'static str) -> FieldProblem {
    FieldProblem { field, fault: Fault::Rule(Label::new(zh, en)) }
}
