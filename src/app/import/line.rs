//! What a record says, as people read it: with the unit of a person and the county of a school that it refers to.

use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::{
    app::{records, workspace::Workspace},
    domain::{
        Kind, Lang,
        division::division,
        field::{Field, FieldKind, is_blank},
    },
    exchange::import::{Line, Understood},
    policy::decision::Text,
    say,
};

/// See the module.
pub fn line(workspace: &Workspace, kind: Kind, values: &Map<String, Value>, today: Date) -> Line {
    let fields = workspace.fields().of(kind).filter(|field| kind.is_given(field.key));
    let said = |field: &'static Field| {
        let held = field.on(values.get(field.key)?, today);
        let text = |lang| {
            let shown = records::shown_with_unit(workspace, held.kind, held.value, lang);
            match beside(workspace, held.kind, held.value) {
                Some(beside) => say!(lang, "{shown}（{beside}）", "{shown} ({beside})"),
                None => shown,
            }
        };
        let value = Text { zh: text(Lang::Zh), en: text(Lang::En) };
        let is_said = !is_blank(held.value) && !value.zh.is_empty();
        is_said.then(|| Understood { field: field.key.to_owned(), label: label(field), value, how: None })
    };
    fields.filter_map(said).collect()
}

/// What a field is called where names are shown.
pub fn label(field: &Field) -> Text {
    Text::from(field.called())
}

/// What tells a record from another of its name: the first of its texts that is neither its code nor what it is called.
fn beside(workspace: &Workspace, kind: FieldKind, value: &Value) -> Option<String> {
    let (FieldKind::Reference(kinds), Some(id)) = (kind, value.as_str()) else { return None };
    let (kind, record) = kinds.iter().find_map(|kind| Some((*kind, workspace.table(*kind).get(id)?)))?;
    let title = record.title();
    let is_text = |field: &&Field| matches!(field.kind, FieldKind::Text { .. } | FieldKind::Code { .. });
    let mut texts = kind.fields().iter().filter(is_text).filter_map(|field| {
        record.scalar(field, Date::MIN).text().filter(|text| *text != id && *text != title)
    });
    let text = texts.next()?;
    Some(division(text).map_or(text, |division| division.name).to_owned())
}
