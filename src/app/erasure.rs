//! 清除个人信息: somebody asks that what is personal of a record goes. It is a step of whoever keeps the record, so that it goes wherever the
//! record went; it cannot be taken back.

use std::collections::BTreeSet;

use super::{
    Actor,
    handover::entitled,
    records, scope,
    sealing::signed_as,
    stepping,
    workspace::{RecordView, Workspace},
};
use crate::{
    domain::{
        Envelope, Kind, Lang, Localized,
        field::{Field, personal},
        signing::erased_by,
        workflow::{ERASE, Seat, Step},
    },
    policy::decision::Text,
    say,
    store::{Commit, Redaction, RowChange, Store, StoreError, Written},
};
use serde_json::Map;

/// What the journal calls it, before the kind.
pub const ERASURE: &str = "erase:";

/// Why nothing is erased.
#[derive(Debug, thiserror::Error)]
pub enum ErasureFault {
    #[error("another unit keeps the record")]
    NotKeeper,
    #[error("nothing personal is in the record")]
    Nothing,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Localized for ErasureFault {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::NotKeeper => say!(
                lang,
                "这条记录由别的单位填写，请与该单位联系，由它清除。",
                "Another unit keeps this record; ask it to erase."
            ),
            Self::Nothing => {
                say!(lang, "这条记录里没有个人信息。", "There is no personal data in this record.")
            }
            Self::Store(fault) => fault.text(lang),
        }
    }
}

/// The fields of a record that would be erased at this seat; none where it may not, or nothing is there.
pub fn erasable(workspace: &Workspace, seat: &Seat, record: &RecordView<'_>) -> Vec<&'static Field> {
    let keeps = record.keeper() == seat.unit
        || record.kind.workflow().is_none() && scope::may_keep(workspace, seat, record.kind, record.keeper());
    let fields = workspace.fields().of(record.kind).filter(|field| personal::hides(field));
    let holds = |field: &&'static Field| {
        let value = record.values.get(field.key).or_else(|| record.envelope.extra.get(field.key));
        let signed = record.envelope.signed.iter().flat_map(|signed| &signed.contents);
        let key = signed_as(record.kind, field.key);
        let mut said = value.into_iter().chain(signed.filter_map(|content| content.values.get(&key)));
        said.any(|value| personal::holds(field, value))
    };
    fields.filter(|_| keeps).filter(holds).collect()
}

/// Erases what is personal of a record, here and in all that the journal keeps of it, and wherever it has gone with the next package.
///
/// # Errors
/// [`ErasureFault`]; nothing has changed then.
pub async fn erase(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    record: &RecordView<'_>,
    reason: &str,
) -> Result<Written, ErasureFault> {
    let seat = actor.seat.as_ref().ok_or(ErasureFault::NotKeeper)?;
    let fields = erasable(workspace, seat, record);
    if fields.is_empty() {
        return Err(ErasureFault::Nothing);
    }
    let (mut values, mut envelope) = (record.values.clone(), record.envelope.clone());
    // What the step says is of what was signed: what a draft says since nobody else knows.
    let (signed, mut left) = (envelope.signed_last().cloned(), Map::new());
    for field in &fields {
        let key = signed_as(record.kind, field.key);
        let value = values.remove(field.key).or_else(|| envelope.extra.remove(field.key)).unwrap_or_default();
        let rest = personal::left(field, &value);
        let said = match &signed {
            Some(content) => content.values.get(&key).map(|said| personal::left(field, said)),
            None => Some(rest.clone()),
        };
        left.insert(key, said.unwrap_or_default());
        if !rest.is_null() {
            values.insert(field.key.to_owned(), rest);
        }
    }
    let fields: BTreeSet<String> = left.keys().cloned().collect();
    // Of a draft that nobody has signed nobody else knows, and a step would hand it over.
    if !(entitled::is_draft(record) && envelope.sealed().next().is_none()) {
        // Why is for the journal: a step goes to others, and is never erased.
        let mut step = stepping::step(actor, seat, record, (ERASE, ""));
        step.values = left.into();
        envelope.steps.push(step);
    }
    if let Some(signed) = &mut envelope.signed {
        let gone = fields.iter().map(String::as_str).collect();
        signed.contents.iter_mut().for_each(|content| *content = content.without(&gone));
    }
    let change = records::change_values(record.kind, &record.id, &values, &envelope, record.revision)?;
    let redaction = Redaction { table: change.table.clone(), key: change.key.clone(), fields };
    let note = Text::both(|lang| format!("{}{}{}", record.title, lang.colon(), reason.trim()));
    let operation = actor.operation(&format!("{ERASURE}{}", record.kind.code()), note);
    let commit = Commit { redactions: vec![redaction], ..Commit::new(operation, vec![change]) };
    Ok(store.commit(commit).await?)
}

/// What is to be taken out of the journal where these rows have come to stand as they do after: what steps have erased that were not here
/// before.
pub fn redactions<'a>(
    before: &Workspace,
    after: &Workspace,
    rows: impl IntoIterator<Item = &'a (String, String)>,
) -> Vec<Redaction> {
    let of = |(table, key): &(String, String)| {
        let kind = Kind::parse(table)?;
        let (before, after) = (before.find(kind, key), after.find(kind, key)?);
        // It may have been here before what brought it was undone.
        let fields = match before {
            Some(before) => newly_erased(before.envelope, after.envelope),
            None => newly_erased(&Envelope::default(), after.envelope),
        };
        (!fields.is_empty()).then(|| Redaction { table: table.clone(), key: key.clone(), fields })
    };
    rows.into_iter().filter_map(of).collect()
}

/// Whether rows as they were written say less than before for good.
pub fn brought(rows: &[RowChange]) -> bool {
    let envelope = |body: Option<&(u32, String)>| {
        body.and_then(|(_, body)| serde_json::from_str::<Envelope>(body).ok()).unwrap_or_default()
    };
    // Most name no such step, and need not be read; what came new says nothing of what was here.
    let may = |row: &&RowChange| {
        row.before.is_some() && row.after.as_ref().is_some_and(|(_, body)| body.contains(ERASE))
    };
    rows.iter().filter(may).any(|row| {
        let (before, after) = (envelope(row.before.as_ref()), envelope(row.after.as_ref()));
        !newly_erased(&before, &after).is_empty()
    })
}

/// The fields that steps of a record have erased which were not there before.
pub fn newly_erased(before: &Envelope, after: &Envelope) -> BTreeSet<String> {
    let erasing = |step: &&Step| step.verb == ERASE;
    let known: BTreeSet<String> = before.steps.iter().filter(erasing).map(Step::hash).collect();
    let new = after.steps.iter().filter(erasing).filter(|step| !known.contains(&step.hash()));
    new.flat_map(erased_by).map(str::to_owned).collect()
}
