//! Times that say when they end: `16:30-17:15`.

use jiff::civil::{Date, Time};
use serde_json::Value;

use super::{super::summary::Problem, Row, Sayings};
use crate::{
    domain::{
        Kind, Lang,
        field::{Field, FieldKind},
        fields::Part,
    },
    exchange::sheets::Cell,
    policy::decision::Text,
};

/// What a time says of another field by going on: `16:30-17:15`.
pub struct Span {
    pub of: &'static Field,
    pub(super) value: Value,
    /// From which day, where it is dated.
    pub(super) from: Option<Date>,
    /// What the cell says, and what it was read as.
    pub says: String,
    pub read_as: Text,
}

impl Row<'_> {
    /// Times of which the end says something else than the cell that says how long it is.
    pub(super) fn spans_apart(&self, kind: Kind, all: &Sayings) -> Vec<Problem> {
        let apart = |begins: &Field| {
            let (of, text) = (kind.field(begins.lasts)?, self.text(begins, Part::Value).ok()?);
            let is_said = |part| *self.cell((of, part)) != Cell::Empty;
            if !is_said(Part::Value) && !is_said(Part::Lessons) {
                return None;
            }
            let (from, until) = begins.span(&text)?.ok()?;
            let said = all.iter().find(|(field, _)| field.key == of.key)?.1.value.as_ref()?;
            let span = of.read(&lasting(of, from, until)).ok().filter(|span| span != said)?;
            let shown = |value: &Value, lang: Lang| of.held().show_with_unit(value, lang);
            let what = Text {
                zh: format!(
                    "起止时间是{}，“{}”一列是{}，请改成一致",
                    shown(&span, Lang::Zh),
                    of.label.zh,
                    shown(said, Lang::Zh)
                ),
                en: format!(
                    "the times make {}, and {} says {}; make them agree",
                    shown(&span, Lang::En),
                    of.label.en,
                    shown(said, Lang::En)
                ),
            };
            Some(self.problem((begins, Part::Value), what))
        };
        kind.fields().iter().filter(|begins| !begins.lasts.is_empty()).filter_map(apart).collect()
    }

    /// What its times say of how long they go on, where no cell of its own does.
    pub fn spans(&self, kind: Kind) -> impl Iterator<Item = Span> {
        kind.fields().iter().filter(|begins| !begins.lasts.is_empty()).filter_map(move |begins| {
            let of = kind.field(begins.lasts)?;
            let is_said = |part| *self.cell((of, part)) != Cell::Empty;
            let (from, until) = begins.span(&self.text(begins, Part::Value).ok()?)?.ok()?;
            let value = of
                .read(&lasting(of, from, until))
                .ok()
                .filter(|_| !is_said(Part::Value) && !is_said(Part::Lessons))?;
            let told = |lang: Lang| {
                let (one, other) = (begins.label.text(lang), of.label.text(lang));
                let how_long = of.held().show_with_unit(&value, lang);
                lang.list([format!("{one} {}", from.strftime("%H:%M")), format!("{other} {how_long}")])
            };
            Some(Span {
                of,
                from: self.day(begins, Part::From).ok().flatten(),
                says: self.cell((begins, Part::Value)).shown().into_owned(),
                read_as: Text { zh: told(Lang::Zh), en: told(Lang::En) },
                value,
            })
        })
    }
}

/// How long a time goes on, as a field says it.
fn lasting(of: &Field, from: Time, until: Time) -> String {
    match of.held() {
        FieldKind::Time => until.strftime("%H:%M").to_string(),
        _ => until.duration_since(from).as_mins().to_string(),
    }
}
