//! Whence those values of a row are that do not stand in its sheet as they are: said once for all rows, found by a name, worked out.

use serde_json::Value;

use super::super::row::{Row, Span};
use crate::{
    domain::{
        Checked, Fields, Kind,
        field::{Field, FieldKind, is_blank, plain},
        fields::Part,
    },
    policy::decision::Text,
};

/// By the field's key.
pub(super) type Filled = Vec<(&'static str, Text)>;

/// See the module.
pub(super) fn told(kind: Kind, fields: &Fields, row: &Row<'_>, record: &Checked) -> Filled {
    let spans: Vec<_> = row.spans(kind).collect();
    let filled = |field: &'static Field| {
        let value = record.values.get(field.key).or_else(|| record.extra.get(field.key))?;
        let how = how(row, field, value, &spans).filter(|_| !is_blank(value))?;
        Some((field.key, how))
    };
    fields.of(kind).filter_map(filled).collect()
}

fn how(row: &Row<'_>, field: &Field, value: &Value, spans: &[Span]) -> Option<Text> {
    let shown = |part| row.cell((field, part)).shown().trim().to_owned();
    let (own, called, lessons) = (shown(Part::Value), shown(Part::Called), shown(Part::Lessons));
    let from = |what: &str| Text {
        zh: format!("由“{what}”算出"), en: format!("worked out from “{what}”")
    };
    if row.constant(field).is_some() {
        return Some(Text { zh: "各行都填".to_owned(), en: "the same in every row".to_owned() });
    }
    if let Some(span) = spans.iter().find(|span| span.of.key == field.key) {
        return Some(from(&span.says));
    }
    if [Part::Value, Part::Called, Part::Lessons].into_iter().any(|part| row.is_formula(field, part)) {
        return Some(Text { zh: "公式的结果".to_owned(), en: "the result of a formula".to_owned() });
    }
    if matches!(field.kind, FieldKind::Reference(_)) {
        let named = if own.is_empty() { called } else { own };
        return (value.as_str() != Some(&*plain(&named))).then(|| Text {
            zh: format!("按名称“{named}”找到"),
            en: format!("found by the name “{named}”"),
        });
    }
    let worked_out = match own.is_empty() {
        true => Some(lessons),
        false => row.units.contains_key(field.key).then_some(own),
    };
    worked_out.filter(|what| !what.is_empty()).map(|what| from(&what))
}
