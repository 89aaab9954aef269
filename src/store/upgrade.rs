//! Tables that have another name since: their rows are moved once, before anything is read.

use crate::domain::Kind;

use super::{Change, Commit, Operation, Store, StoreError, migrations::names};

/// What the journal calls it.
pub const UPGRADE: &str = "upgrade";

/// The present name of a table that a row or a journal entry may still call by its former one.
pub fn table_now(name: &str) -> &str {
    names::TABLES.iter().find(|(_, former)| *former == name).map_or(name, |(now, _)| now)
}

/// The kind of a table, by its present name or by the former one that a bookmark may still have.
pub fn kind_of(table: &str) -> Option<Kind> {
    Kind::parse(table_now(table))
}

/// Moves what stands in tables of former names, in one commit; does nothing where there is none. `when` is the moment,
/// RFC 3339, UTC.
///
/// # Errors
/// [`StoreError`]; nothing is moved then.
pub async fn upgrade(store: &impl Store, when: &str) -> Result<(), StoreError> {
    let mut changes = Vec::new();
    for (now, former) in names::TABLES {
        for row in store.rows(former).await? {
            changes.push(Change {
                table: former.to_owned(),
                key: row.key.clone(),
                expected: Some(row.revision),
                after: None,
            });
            changes.push(Change {
                table: now.to_owned(),
                key: row.key,
                expected: None,
                after: Some((row.schema, row.body)),
            });
        }
    }
    if changes.is_empty() {
        return Ok(());
    }
    let operation = Operation {
        when: when.to_owned(),
        seat_name: String::new(),
        seat: None,
        verb: UPGRADE.to_owned(),
        note: String::new(),
        policy: None,
        undoes: None,
        note_en: String::new(),
        handed_out: None,
    };
    match store.commit(Commit::new(operation, changes)).await {
        // Another tab was faster: what there was to move, it has moved.
        Ok(_) | Err(StoreError::Conflict { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn former_and_present_names_lead_to_the_present_kind() {
        for (name, now) in [
            ("tutor", "instructor"),
            ("notice", "document"),
            ("docking", "needs-round"),
            ("document", "document"),
            ("school", "school"),
        ] {
            let kind = kind_of(name).map(Kind::code);
            assert_eq!(kind, Some(now), "{name}");
        }
        assert_eq!(kind_of("chunks"), None);
        assert!(names::TABLES.iter().all(|(_, former)| kind_of(former).is_some()));
    }
}
