//! Keeping records of any kind: adding, editing, and the form in which they are stored.

use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::{
    domain::{
        Checked, Envelope, Kind, Label, Lang, Localized, Record, Term,
        field::{Fault, Field, FieldKind, FieldProblem, Values, is_blank},
        record::check_as,
        workflow::Seat,
    },
    store::{self, Change, Commit, Store, StoreError},
};

pub use super::FormValues;
use super::{
    Actor,
    handover::card,
    ids,
    inbox::Days,
    kinds, personal,
    reading::Read,
    scope,
    workspace::{RecordView, Workspace},
};

/// Why a record was not saved. Everything is as it was.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SaveError {
    #[error("{0:?}")]
    Faulty(Vec<FieldProblem>),
    #[error("this seat does not keep this record")]
    NotYours,
    #[error("there is a record of this id already")]
    Exists,
    #[error("the fields that identify a record cannot be changed")]
    OtherId,
    #[error("a field that may not be edited here was changed")]
    Closed,
    #[error("there is no such record")]
    Missing,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Localized for SaveError {
    fn text(&self, lang: Lang) -> String {
        let label = match self {
            Self::Faulty(_) => Label::new("有填写错误，请按提示改正", "Some fields need correcting"),
            Self::NotYours => {
                Label::new("本席位现在不能修改这条记录", "This seat cannot edit this record as it stands")
            }
            Self::Exists => Label::new(
                "已有同一编号的记录，请打开它修改",
                "A record of this id is there already; open it instead",
            ),
            Self::OtherId => Label::new(
                "编号类字段不能修改；请新建一条",
                "The fields that identify a record cannot be changed; add a new one",
            ),
            Self::Closed => Label::new(
                "现在只能填写开放的字段，其余内容由发出单位负责",
                "Only the open fields can be filled in now; the rest belongs to the unit that sent it",
            ),
            Self::Missing => Label::new(
                "找不到这条记录，可能已被清除",
                "There is no such record; it may have been removed",
            ),
            Self::Store(error) => return error.text(lang),
        };
        label.text(lang).to_owned()
    }
}

/// Reads and checks a form, of the record that is `there` when it is no new one.
///
/// # Errors
/// Every problem, by field.
pub fn read(
    workspace: &Workspace,
    kind: Kind,
    there: Option<&RecordView<'_>>,
    filled: &FormValues,
) -> Result<Checked, Vec<FieldProblem>> {
    let state = there.and_then(|record| record.state);
    // What may not be edited where the record stands is as it is, even where it would not be taken any more.
    let closed = |field: &Field| state.is_some_and(|state| !state.opens(field.key));
    let (mut values, mut extra, mut problems) = (Map::new(), Map::new(), Vec::new());
    let given = |field: &&Field| kind.is_given(field.key);
    for field in workspace.fields().of(kind).filter(given) {
        match field.read(filled.get(field.key).map_or("", String::as_str)) {
            Ok(value) => {
                let own = filled.get("code").map_or("", String::as_str);
                // What came from another office may name what is not here.
                let stays = there.is_some_and(|record| record.values.get(field.key) == Some(&value));
                let fault = match stays {
                    true => None,
                    false => unknown_reference(workspace, kind, field, &value, own),
                };
                problems.extend(fault.map(|fault| FieldProblem { field: field.key, fault }));
                let own = kind.field(field.key).is_some();
                let part = if own { &mut values } else { &mut extra };
                part.insert(field.key.to_owned(), value);
            }
            Err(_) if closed(field) => {
                if let (Some(_), Some(stored)) =
                    (kind.field(field.key), there.and_then(|record| record.values.get(field.key)))
                {
                    values.insert(field.key.to_owned(), stored.clone());
                }
            }
            Err(fault) => problems.push(FieldProblem { field: field.key, fault }),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    if !kind.declaration().identity.is_empty() {
        let id = there.map_or_else(|| ids::new_id(workspace, kind, &values), |record| record.id.clone());
        values.insert("code".to_owned(), id.into());
    }
    let checked = (kind.declaration().check)(values)?;
    kinds::stands(workspace, kind, &checked.id, &Values(kind, &checked.values))?;
    Ok(Checked { extra, ..checked })
}

/// A reference to a record that is not on file, but for one to the record being written itself.
fn unknown_reference(
    workspace: &Workspace,
    kind: Kind,
    field: &Field,
    value: &Value,
    own: &str,
) -> Option<Fault> {
    field.find_reference(value, &mut |kinds, id| {
        let known = kinds.iter().any(|kind| workspace.table(*kind).has(id));
        !(known || kinds.contains(&kind) && id == own)
    })
}

/// The record that a form was opened on, as it was then: saved over another's change it would be lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen<'a> {
    pub id: &'a str,
    pub revision: Option<u64>,
}

/// Whether nothing differs but the fields that may be edited where the record stands.
pub fn only_open_changed(record: &RecordView<'_>, checked: &Checked) -> bool {
    let Some(state) = record.state else {
        return true;
    };
    let given = |value: Option<&Value>| value.filter(|value| !is_blank(value)).cloned();
    checked
        .values
        .iter()
        .chain(&checked.extra)
        .all(|(key, value)| state.opens(key) || given(record.values.get(key)) == given(Some(value)))
}

/// Saves a form: a new record, or other values of the one with this id. `files` are the bytes of new attachments by
/// chunk. Returns the id.
///
/// # Errors
/// [`SaveError`].
pub async fn save(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    (kind, id): (Kind, Option<Seen<'_>>),
    filled: &FormValues,
    files: Vec<(String, Vec<u8>)>,
) -> Result<String, SaveError> {
    let there = id.and_then(|seen| workspace.find(kind, seen.id));
    let checked = read(workspace, kind, there.as_ref(), filled).map_err(SaveError::Faulty)?;
    let seat = actor.seat.as_ref();
    let (envelope, revision) = match id {
        None => {
            let keeper = kind.declaration().keeper.and_then(|key| checked.values.get(key)?.as_str());
            if let Some(seat) = seat
                && !scope::may_keep(workspace, seat, kind, keeper.unwrap_or_default())
            {
                return Err(SaveError::NotYours);
            }
            if workspace.table(kind).has(&checked.id) {
                return Err(SaveError::Exists);
            }
            (Envelope::default(), None)
        }
        Some(Seen { id, revision }) => {
            let record = there.ok_or(SaveError::Missing)?;
            if !scope::edits(workspace, seat, &record) {
                return Err(SaveError::NotYours);
            }
            if checked.id != id {
                return Err(SaveError::OtherId);
            }
            if !only_open_changed(&record, &checked) {
                return Err(SaveError::Closed);
            }
            let keeper = kind.declaration().keeper.and_then(|key| checked.values.get(key)?.as_str());
            if let (Some(seat), Some(keeper)) = (seat, keeper)
                && keeper != record.keeper()
                && !scope::may_keep(workspace, seat, kind, keeper)
            {
                return Err(SaveError::NotYours);
            }
            (record.envelope.clone(), revision)
        }
    };
    let change = change(kind, &checked, &envelope, revision)?;
    let operation = actor.operation(if id.is_some() { "edit" } else { "add" }, checked.title.clone());
    let chunks = files.into_iter().map(|(key, bytes)| (key, Some(bytes))).collect();
    let mut read = Read::tables(kinds::clashes(kind).map(|_| kind));
    read.references(workspace, kind, [&checked.values, &checked.extra]);
    let commit = Commit { chunks, ..Commit::new(operation, vec![change]) };
    store.commit(commit.expecting(read.expected(workspace))).await?;
    Ok(checked.id)
}

/// A value as people read it, references by what they are called.
pub fn shown(workspace: &Workspace, kind: FieldKind, value: &Value, lang: Lang) -> String {
    match (kind, value) {
        (FieldKind::Reference(kinds), Value::String(id)) => title(workspace, kinds, id),
        (FieldKind::References(kinds), Value::Array(ids)) => {
            let names = ids.iter().filter_map(Value::as_str).map(|id| title(workspace, kinds, id));
            lang.list(names)
        }
        _ => kind.show(value, lang),
    }
}

/// As [`shown`], followed by the unit where the field has one.
pub fn shown_with_unit(workspace: &Workspace, kind: FieldKind, value: &Value, lang: Lang) -> String {
    match kind {
        FieldKind::Reference(_) | FieldKind::References(_) => shown(workspace, kind, value, lang),
        _ => kind.show_with_unit(value, lang),
    }
}

/// What the record of one of these kinds is called; its id when it is not on file.
pub fn title(workspace: &Workspace, kinds: &[Kind], id: &str) -> String {
    let found = kinds.iter().find_map(|kind| workspace.table(*kind).get(id).map(|record| record.title()));
    let card = || kinds.iter().find_map(|kind| workspace.cards.get(&card::key_of(*kind, id)));
    found.or_else(|| card().map(|card| card.title.clone())).unwrap_or_else(|| id.to_owned())
}

/// A record that the program itself draws up, as a change of its row.
///
/// # Errors
/// When it is no sound record.
pub fn drawn_up<R: Record>(record: &R, envelope: &Envelope) -> Result<Change, StoreError> {
    let checked = check_as::<R>(kinds::values(record)).map_err(|_| StoreError::Failed(record.id()))?;
    change(R::KIND, &checked, envelope, None)
}

/// A checked record as a change of its row. What it says of fields that packs add goes into the envelope; whatever else
/// stands there stays.
///
/// # Errors
/// When it has no JSON form, which no checked record lacks.
pub fn change(
    kind: Kind,
    checked: &Checked,
    envelope: &Envelope,
    revision: Option<u64>,
) -> Result<Change, StoreError> {
    let mut envelope = envelope.clone();
    for (key, value) in &checked.extra {
        if is_blank(value) {
            envelope.extra.remove(key);
        } else {
            envelope.extra.insert(key.clone(), value.clone());
        }
    }
    change_values(kind, &checked.id, &checked.values, &envelope, revision)
}

/// As [`change`], of a record's fields as they are.
///
/// # Errors
/// As [`change`].
pub fn change_values(
    kind: Kind,
    id: &str,
    values: &Map<String, Value>,
    envelope: &Envelope,
    revision: Option<u64>,
) -> Result<Change, StoreError> {
    let own = kind.fields().iter().filter_map(|field| values.get_key_value(field.key));
    let mut body: Map<_, _> = own.map(|(key, value)| (key.clone(), value.clone())).collect();
    if let Ok(Value::Object(besides)) = serde_json::to_value(envelope) {
        body.extend(besides);
    }
    let body = store::json(kind.code(), id, &Value::Object(body))?;
    Ok(Change {
        table: kind.code().to_owned(),
        key: id.to_owned(),
        expected: revision,
        after: Some((kind.declaration().schema, body)),
    })
}

/// What a new form begins with: each field's own default, today's date where a date is needed, the seat's unit as the
/// keeper, the next free code.
pub fn beginnings(
    workspace: &Workspace,
    seat: Option<&Seat>,
    kind: Kind,
    today: Date,
    days: Days<'_>,
) -> FormValues {
    let mut filled = FormValues::new();
    for field in workspace.fields().of(kind) {
        let text = match field.kind {
            _ if !field.default.is_empty() => {
                field.read(field.default).map(|value| field.encode(&value)).unwrap_or_default()
            }
            FieldKind::Date if field.required => today.to_string(),
            FieldKind::Flag if field.required => field.encode(&Value::Bool(false)),
            _ => String::new(),
        };
        filled.insert(field.key, text);
    }
    if let Some(seat) = seat
        && let Some(keeper) = kind.declaration().keeper
        && keeper != "code"
    {
        filled.insert(keeper, seat.unit.clone());
        if kind.field("code").is_some_and(|field| kind.is_given(field.key)) {
            filled.insert("code", ids::next_code(workspace, kind, &seat.unit, &[]));
        }
    }
    if let Some(prefill) = kinds::of(kind).and_then(|behaviour| behaviour.prefill) {
        prefill(workspace, seat, today, days, &mut filled);
    }
    filled
}

/// What a new form begins with when it follows an earlier record (五.6): the earlier one's contents, but for its code, its
/// dates and files, what its kind says begins anew, and personal data. A term goes on to the next.
pub fn rolled_over(workspace: &Workspace, earlier: &RecordView<'_>, begun: FormValues) -> FormValues {
    let kind = earlier.kind;
    let anew = kinds::of(kind).map_or(&[][..], |behaviour| behaviour.begins_anew);
    let mut filled = begun;
    for field in workspace.fields().of(kind) {
        let begins = field.key == "code" || matches!(field.kind, FieldKind::Date | FieldKind::Attachment);
        if begins || anew.contains(&field.key) || kind.declaration().keeper == Some(field.key) {
            continue;
        }
        let value = earlier.values.get(field.key).unwrap_or(&Value::Null);
        filled.insert(field.key, field.encode(&personal::without(field, value)));
    }
    if let Some(next) =
        earlier.values.get("term").and_then(Value::as_str).and_then(Term::parse).map(Term::next)
    {
        filled.insert("term", next.to_string());
    }
    if let Some(follows) = kinds::of(kind).and_then(|behaviour| behaviour.follows) {
        follows(earlier, &mut filled);
    }
    filled
}
