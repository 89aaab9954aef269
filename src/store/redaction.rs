//! What goes from the journal for good.

use std::collections::BTreeSet;

use super::{RowChange, kind_of, table_now};
use crate::domain::redacted;

/// Values that go from all that the journal has kept of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redaction {
    pub table: String,
    pub key: String,
    /// As they are signed.
    pub fields: BTreeSet<String>,
}

impl Redaction {
    fn is_of(&self, row: &RowChange) -> bool {
        table_now(&row.table) == table_now(&self.table) && row.key == self.key
    }

    fn redact(&self, body: &mut (u32, String)) {
        if let Some(redacted) = redacted(kind_of(&self.table), &body.1, &self.fields) {
            body.1 = redacted;
        }
    }
}

/// Takes out of an earlier entry what goes; whether it had any of those rows.
pub(super) fn redact(redactions: &[Redaction], rows: &mut [RowChange]) -> bool {
    let mut found = false;
    for redaction in redactions {
        for row in rows.iter_mut().filter(|row| redaction.is_of(row)) {
            found = true;
            [&mut row.before, &mut row.after].into_iter().flatten().for_each(|body| redaction.redact(body));
        }
    }
    found
}

/// Takes it out of what stood there before the entry by which it goes.
pub(super) fn redact_before(redactions: &[Redaction], rows: &mut [RowChange]) {
    for redaction in redactions {
        let its = rows.iter_mut().filter(|row| redaction.is_of(row));
        its.filter_map(|row| row.before.as_mut()).for_each(|body| redaction.redact(body));
    }
}
