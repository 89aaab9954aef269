//! Appointments (聘任): a school's own decision to have a tutor for a term (一.5).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    field::{Fault, Field, FieldKind, FieldProblem},
    lang::Label,
    record::{Kind, Record},
};

/// In force from `from` to `until`, both days included.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Appointment {
    pub school: String,
    pub tutor: String,
    pub from: Date,
    pub until: Date,
}

pub static FIELDS: &[Field] = &[
    Field::new(
        "school",
        ("学校标识码", "School code"),
        FieldKind::Reference(Kind::School),
    ),
    Field::new(
        "tutor",
        ("辅导员编号", "Tutor number"),
        FieldKind::Reference(Kind::Tutor),
    ),
    Field::new("from", ("聘任起", "From"), FieldKind::Date),
    Field::new("until", ("聘任止", "Until"), FieldKind::Date).help("含当日", "Including that day"),
];

impl Appointment {
    pub fn in_force(&self, day: Date) -> bool {
        (self.from..=self.until).contains(&day)
    }
}

impl Record for Appointment {
    const KIND: Kind = Kind::Appointment;
    const SCHEMA: u32 = 1;

    fn id(&self) -> String {
        format!("{}_{}_{}", self.school, self.tutor, self.from)
    }

    fn invariants(&self) -> Vec<FieldProblem> {
        let problem = || FieldProblem {
            field: "until",
            fault: Fault::Rule(Label::new(
                "聘任止不能早于聘任起",
                "cannot be before the beginning",
            )),
        };
        if self.from <= self.until {
            Vec::new()
        } else {
            vec![problem()]
        }
    }
}
