//! The form in which records leave the program, as JSON Schema 2020-12: one definition a kind, from its declaration.

use serde_json::{Map, Value, json};

use crate::domain::{
    Fields, Kind, Lang,
    choice::Choice,
    field::{Field, FieldKind},
};

/// The schema of all kinds. A file holds, by kind, the list of its records.
pub fn schema(fields: &Fields) -> Value {
    let definitions: Map<_, _> =
        Kind::ALL.iter().map(|kind| (kind.code().to_owned(), of(fields, *kind))).collect();
    let lists: Map<_, _> = Kind::ALL
        .iter()
        .map(|kind| {
            let items = json!({ "$ref": format!("#/$defs/{}", kind.code()) });
            (kind.code().to_owned(), json!({ "type": "array", "items": items }))
        })
        .collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "科桥 Keqiao",
        "type": "object",
        "properties": lists,
        "$defs": definitions,
    })
}

/// The schema of one kind. What packs add stands under `@extra`; other members beginning with `@` are the record's history.
fn of(fields: &Fields, kind: Kind) -> Value {
    let declaration = kind.declaration();
    let mut schema = object(declaration.fields.iter(), declaration.fields);
    if let Some(members) = schema.as_object_mut() {
        members.insert("title".into(), declaration.label.zh.into());
        members.insert(
            "description".into(),
            format!("{}（{}）", declaration.label.en, declaration.clause).into(),
        );
        members.insert("patternProperties".into(), json!({ "^@": true }));
        let mut added = object(fields.added(kind).iter().copied(), declaration.fields);
        if let (Some(added), Some(Value::Object(properties))) =
            (added.as_object_mut(), members.get_mut("properties"))
        {
            // Values of packs that have gone stay; nothing that a pack adds is on records older than it.
            added.insert("additionalProperties".into(), true.into());
            added.remove("required");
            properties.insert("@extra".into(), Value::Object(added.clone()));
        }
    }
    schema
}

fn object<'a>(fields: impl Iterator<Item = &'a Field> + Clone, among: &'static [Field]) -> Value {
    let property = |field: &Field| (field.key.to_owned(), property(field, among));
    let properties: Map<_, _> = fields.clone().map(property).collect();
    let required: Vec<_> = fields.filter(|field| field.required).map(|field| field.key).collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn property(field: &Field, among: &'static [Field]) -> Value {
    let mut schema = if field.dated { history(field) } else { typed(field.kind) };
    let Some(members) = schema.as_object_mut() else {
        return schema;
    };
    let list = field.is_list();
    if !field.required && !list && members.contains_key("type") {
        let kind = members.remove("type").unwrap_or_default();
        members.insert("type".into(), json!([kind, "null"]));
        if let Some(Value::Array(options)) = members.get_mut("enum") {
            options.push(Value::Null);
        }
    }
    members.insert("title".into(), field.label.zh.into());
    let description = field.explained(among, Lang::Zh);
    if !description.is_empty() {
        members.insert("description".into(), description.into());
    }
    schema
}

/// Of what is dated, the values with the day from which each holds; a log is sub-rows that begin with their day.
fn history(field: &Field) -> Value {
    let mut value = typed(field.kind);
    if let FieldKind::Rows(_) = field.kind {
        return value;
    }
    if let (false, Some(members)) = (field.required, value.as_object().cloned()) {
        value = json!({ "anyOf": [members, { "type": "null" }] });
    }
    let from = json!({ "type": "string", "format": "date", "title": "自" });
    json!({
        "type": "array",
        "minItems": 1,
        "items": {
            "type": "object",
            "properties": { "from": from, "value": value },
            "required": ["value"],
            "additionalProperties": false,
        },
    })
}

fn typed(kind: FieldKind) -> Value {
    let codes = |choices: &[Choice]| choices.iter().map(|choice| choice.code).collect::<Vec<_>>();
    match kind {
        FieldKind::Text { max } | FieldKind::LongText { max } | FieldKind::Code { max } => {
            json!({ "type": "string", "maxLength": max })
        }
        FieldKind::Count { min, max, .. } => json!({ "type": "integer", "minimum": min, "maximum": max }),
        // A decimal is a text, so that it stays exact.
        FieldKind::Decimal { .. } | FieldKind::Share => {
            json!({ "type": "string", "pattern": "^-?[0-9]+([.][0-9]+)?$" })
        }
        FieldKind::Money { max } => {
            json!({ "type": "integer", "minimum": 0, "maximum": max.saturating_mul(100), "$comment": "分" })
        }
        FieldKind::Date => json!({ "type": "string", "format": "date" }),
        FieldKind::Time => json!({ "type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9](:[0-5][0-9])?$" }),
        FieldKind::Flag => json!({ "type": "boolean" }),
        FieldKind::Choice(choices) => json!({ "type": "string", "enum": codes(choices) }),
        FieldKind::Choices(choices) => {
            json!({ "type": "array", "items": { "type": "string", "enum": codes(choices) } })
        }
        FieldKind::Reference(_) => json!({ "type": "string", "maxLength": 120 }),
        FieldKind::References(_) => {
            json!({ "type": "array", "items": { "type": "string", "maxLength": 120 } })
        }
        FieldKind::Rows(fields) => json!({ "type": "array", "items": object(fields.iter(), fields) }),
        FieldKind::Attachment => json!({
            "type": "object",
            "properties": {
                "name": { "type": "string" },
                "size": { "type": "integer", "minimum": 0 },
                "sha256": { "type": "string", "pattern": "^[0-9a-f]{64}$" },
            },
            "required": ["name", "size", "sha256"],
        }),
        FieldKind::Point => json!({
            "type": "object",
            "properties": { "lon": { "type": "string" }, "lat": { "type": "string" } },
            "required": ["lon", "lat"],
        }),
    }
}
