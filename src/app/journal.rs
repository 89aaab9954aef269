//! The journal as the office reads it: what was done, what of it can still be undone, and undoing it.
//!
//! Undoing an entry puts back every row it wrote, and is refused when one of them has changed since. The settings are the
//! exception: they change with every desk and export, so each of their fields that the entry changed is put back by
//! itself, and one that has been changed again stays as it is.

use serde_json::Value;

use crate::{
    domain::{Kind, Label, Lang, Localized},
    say,
    store::{self, Commit, Deed, Entry, Image, Store, StoreError, Stored},
};

use super::{
    Actor,
    policies::{PackVersion, Publication},
    roll_over,
    settings::Settings,
    workspace::Workspace,
};

/// Whether an entry can be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Undoable,
    Undone,
    /// Something it wrote has changed since.
    Changed,
    /// Of a kind that is not undone: settings, exports, saved versions, undoing itself.
    Final,
}

/// Why an entry was not undone.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum UndoFault {
    #[error("entry {0} has been undone already")]
    Undone(u64),
    /// Tables, and the number of rows of each that have changed since.
    #[error("what the entry wrote has changed since: {0:?}")]
    Changed(Vec<(String, usize)>),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Localized for UndoFault {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::Undone(_) => say!(
                lang,
                "这一步已经撤销过，数据没有变化。",
                "This has been undone already; nothing has changed."
            ),
            Self::Changed(tables) => {
                let one = |(table, count): &(String, usize)| {
                    let label = label(table).text(lang);
                    say!(lang, "{label} {count} 条", "{label}: {count}")
                };
                let list: Vec<_> = tables.iter().map(one).collect();
                say!(
                    lang,
                    "不能撤销：其后又有人改过其中的记录（{list}），数据没有变化。",
                    "This cannot be undone: some of its records have been changed since ({list}). Nothing has changed.",
                    list = list.join(say_comma(lang))
                )
            }
            Self::Store(error) => error.text(lang),
        }
    }
}

const fn say_comma(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "、",
        Lang::En => ", ",
    }
}

/// What the rows of a table are called.
fn label(table: &str) -> Label {
    match table {
        PackVersion::TABLE => Label::new("政策版本", "Policy versions"),
        Publication::TABLE => Label::new("政策执行安排", "Versions put in force"),
        Settings::TABLE => Label::new("设置", "Settings"),
        _ => Kind::ALL
            .iter()
            .find(|kind| kind.code() == table)
            .map_or(Label::new("记录", "Records"), |kind| kind.label()),
    }
}

/// The latest entries, newest first, each with where it stands.
///
/// # Errors
/// [`StoreError`].
pub async fn entries(
    store: &impl Store,
    workspace: &Workspace,
    limit: usize,
) -> Result<Vec<(Entry, Standing)>, StoreError> {
    let entries = store.journal(limit).await?;
    let undone: Vec<_> = entries.iter().filter_map(|entry| entry.deed.undoes).collect();
    let mut listed = Vec::with_capacity(entries.len());
    for entry in entries {
        let standing = if undone.contains(&entry.sequence) {
            Standing::Undone
        } else {
            standing(store, workspace, &entry).await?
        };
        listed.push((entry, standing));
    }
    Ok(listed)
}

async fn standing(store: &impl Store, workspace: &Workspace, entry: &Entry) -> Result<Standing, StoreError> {
    let unchanged = match entry.deed.verb.as_str() {
        "switch-pack" => {
            let images = store.images(entry.sequence).await?;
            let wrote = |image: &Image| settings_of(image.after.as_ref()).pack == workspace.settings.pack;
            images.iter().all(wrote)
        }
        // Every row but that of the settings still carries the entry's number.
        "import" | "demo" | "put-in-force" | roll_over::ROLL_OVER => {
            let settings = usize::from(entry.deed.verb == "demo");
            workspace.written_by(entry.sequence) + settings == usize::try_from(entry.count).unwrap_or(0)
        }
        _ => return Ok(Standing::Final),
    };
    Ok(if unchanged { Standing::Undoable } else { Standing::Changed })
}

/// Puts back what an entry changed.
///
/// # Errors
/// [`UndoFault`]; nothing is put back then.
pub async fn undo(store: &impl Store, actor: &Actor, sequence: u64) -> Result<u64, UndoFault> {
    let images = store.images(sequence).await?;
    let (settings, rows): (Vec<_>, Vec<_>) = images.iter().partition(|image| image.table == Settings::TABLE);
    let mut changes: Vec<_> = rows.into_iter().map(|image| store::put_back(image, sequence)).collect();
    for image in settings {
        let (stored, _) = store::read_all::<Settings>(store).await?;
        let Some((now, revision)) = stored.into_iter().next() else {
            continue;
        };
        let back = settings_back(image, &now);
        if back != now {
            changes.push(store::put(&back, Some(revision))?);
        }
    }
    if changes.is_empty() {
        return Err(refusal(store, sequence, &images).await?);
    }
    let deed = Deed { undoes: Some(sequence), ..actor.deed("undo", "") };
    let commit = Commit::new(deed, changes);
    match store.commit(commit).await {
        Err(StoreError::Conflict { .. }) => Err(refusal(store, sequence, &images).await?),
        other => Ok(other?),
    }
}

/// The settings as they are now, with what the entry changed of them as it was before.
fn settings_back(image: &Image, now: &Settings) -> Settings {
    let fields = |settings: &Settings| serde_json::to_value(settings).unwrap_or_default();
    let (before, after) =
        (fields(&settings_of(image.before.as_ref())), fields(&settings_of(image.after.as_ref())));
    let mut back = fields(now);
    for (key, value) in back.as_object_mut().into_iter().flatten() {
        let (before, after) = (before.get(key), after.get(key));
        if before != after && after == Some(&*value) {
            *value = before.cloned().unwrap_or(Value::Null);
        }
    }
    serde_json::from_value(back).unwrap_or_else(|_| now.clone())
}

fn settings_of(written: Option<&(u32, String)>) -> Settings {
    written.and_then(|(_, body)| serde_json::from_str(body).ok()).unwrap_or_default()
}

/// Why nothing was put back: it has been, or these rows no longer are as the entry left them.
async fn refusal(store: &impl Store, sequence: u64, images: &[Image]) -> Result<UndoFault, StoreError> {
    let journal = store.journal(usize::MAX).await?;
    if journal.iter().any(|entry| entry.deed.undoes == Some(sequence)) {
        return Ok(UndoFault::Undone(sequence));
    }
    let mut changed: Vec<(String, usize)> = Vec::new();
    for image in images {
        let row = store.row(&image.table, &image.key).await?;
        let expected = image.after.is_some().then_some(sequence);
        if row.map(|row| row.revision) == expected {
            continue;
        }
        match changed.iter_mut().find(|(table, _)| *table == image.table) {
            Some((_, count)) => *count += 1,
            None => changed.push((image.table.clone(), 1)),
        }
    }
    // The settings never stand in the way of other records.
    if changed.len() > 1 {
        changed.retain(|(table, _)| table != Settings::TABLE);
    }
    Ok(UndoFault::Changed(changed))
}
