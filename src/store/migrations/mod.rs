//! Every change of a stored form: one pure, named function a file, run when an older row is read.

mod from_the_beginning;
mod instructor_v1_to_v2;
pub(super) mod names;
mod pack_version_v1_to_v2;
mod school_v2_to_v3;
mod session_v1_to_v2;
mod session_v3_to_v4;

use super::migration::Migration;

/// All steps. A test holds it against the schema numbers of the records.
pub static ALL: &[Migration] = &[
    session_v1_to_v2::STEP,
    pack_version_v1_to_v2::STEP,
    names::APPOINTMENT,
    names::SESSION,
    session_v3_to_v4::STEP,
    names::SUPPLY,
    names::SCHOOL,
    school_v2_to_v3::STEP,
    instructor_v1_to_v2::STEP,
    names::DISPATCH,
    names::NEEDS_ROUND,
    names::TASK_FORCE,
    names::PAYEE_ACCOUNT,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        app::{
            policies::{PackVersion, Publication},
            settings::Settings,
        },
        domain::Kind,
        store::Stored,
    };

    fn reached((table, schema): (&str, u32)) -> bool {
        (1..schema)
            .all(|from| ALL.iter().filter(|step| step.table == table && step.from == from).count() == 1)
    }

    #[test]
    fn every_schema_can_be_reached_from_the_first() {
        let kinds = Kind::ALL.iter().map(|kind| (kind.code(), kind.declaration().schema));
        let others = [
            (Settings::TABLE, Settings::SCHEMA),
            (PackVersion::TABLE, PackVersion::SCHEMA),
            (Publication::TABLE, Publication::SCHEMA),
        ];
        let tables: Vec<_> = kinds.chain(others).collect();
        for table in &tables {
            assert!(reached(*table), "{table:?}: a migration from each former schema is missing in ALL");
        }
        let asked: u32 = tables.iter().map(|(_, schema)| schema - 1).sum();
        assert_eq!(ALL.len(), asked as usize, "a step that no schema number asks for is never run");
    }
}
