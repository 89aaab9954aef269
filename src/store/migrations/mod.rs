//! Every change of a stored form: one pure, named function a file, run when an older row is read.

mod session_v1_to_v2;

use serde_json::Value;

/// One step of one table.
pub struct Migration {
    pub table: &'static str,
    /// Migrates from this schema to the next.
    pub from: u32,
    pub migrate: fn(Value) -> Result<Value, &'static str>,
}

/// All steps. A test holds it against the schema numbers of the records.
pub static ALL: &[Migration] = &[session_v1_to_v2::STEP];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        app::{
            policies::{PackVersion, Publication},
            settings::Settings,
        },
        domain::{Appointment, School, Session, Tutor},
        store::Stored,
    };

    fn steps_of<T: Stored>() -> bool {
        (1..T::SCHEMA).all(|schema| {
            ALL.iter()
                .filter(|s| s.table == T::TABLE && s.from == schema)
                .count()
                == 1
        })
    }

    #[test]
    fn every_schema_can_be_reached_from_the_first() {
        assert!(
            steps_of::<School>() && steps_of::<Tutor>() && steps_of::<Appointment>() && steps_of::<Session>()
        );
        assert!(steps_of::<Settings>() && steps_of::<PackVersion>() && steps_of::<Publication>());
        assert_eq!(ALL.len(), 1, "a step that no schema number asks for is never run");
    }
}
