//! Settings that cannot be read: what can be made out of them, field by field, by the row itself and by what the journal says was
//! written before it. What nobody can say any more is not guessed.

use serde_json::{Map, Value};

use crate::store::{Store, StoreError, Stored as _, UNREADABLE};

use super::Settings;

/// What has been made out so far.
#[derive(Debug, Clone, Default)]
pub struct Salvage(Map<String, Value>);

impl Salvage {
    /// Takes the fields that are sound and were not known yet. Bodies come newest first.
    pub fn take(mut self, body: &str) -> Self {
        let fields: Map<String, Value> = serde_json::from_str(body).unwrap_or_default();
        for (key, value) in fields {
            if !self.0.contains_key(&key) && is_sound(&key, &value) {
                self.0.insert(key, value);
            }
        }
        self
    }

    fn is_whole(&self) -> bool {
        fields(&Settings::default()).keys().all(|key| self.0.contains_key(key))
    }

    /// Where the mark of the demo cannot be made out it stands: what is marked in error harms nobody. Nor is anything decided by a
    /// pack of which nobody knows that it governed; the head says so again.
    pub fn as_it_is(self) -> Settings {
        self.over(Settings { demo: true, pack: String::new(), ..Settings::default() })
    }

    fn over(self, rest: Settings) -> Settings {
        let mut all = fields(&rest);
        all.extend(self.0);
        serde_json::from_value(Value::Object(all)).unwrap_or(rest)
    }
}

fn fields(settings: &Settings) -> Map<String, Value> {
    match serde_json::to_value(settings) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

fn is_sound(key: &str, value: &Value) -> bool {
    let mut all = fields(&Settings::default());
    let known = all.insert(key.to_owned(), value.clone()).is_some();
    known && serde_json::from_value::<Settings>(Value::Object(all)).is_ok()
}

/// The settings of a store as far as they can be made out.
///
/// # Errors
/// When the store itself cannot be read.
pub async fn made_out(store: &impl Store) -> Result<Settings, StoreError> {
    let row = store.row(Settings::TABLE, Settings::KEY).await?;
    let mut salvage = Salvage::default().take(row.as_ref().map_or("", |row| &row.body));
    let journal = store.journal(usize::MAX).await?;
    let undone = |sequence| journal.iter().any(|entry| entry.operation.undoes == Some(sequence));
    let is_demo = journal.iter().any(|entry| entry.operation.verb == "demo" && !undone(entry.sequence));
    for entry in &journal {
        let wrote = entry.tables.is_empty() || entry.tables.contains_key(Settings::TABLE);
        if salvage.is_whole() || !wrote {
            continue;
        }
        // What was written in an entry that cannot be read nobody knows; what came before it may have been changed there.
        let rows = match store.row_changes(entry.sequence).await {
            _ if entry.operation.verb == UNREADABLE => return Ok(salvage.as_it_is()),
            Err(StoreError::Corrupt { .. }) => return Ok(salvage.as_it_is()),
            rows => rows?,
        };
        let written = rows.iter().filter(|row| row.table == Settings::TABLE && row.key == Settings::KEY);
        for (_, body) in written.filter_map(|row| row.after.as_ref()) {
            salvage = salvage.take(body);
        }
    }
    let settings = salvage.over(Settings::default());
    Ok(Settings { demo: settings.demo || is_demo, ..settings })
}
