//! The columns without which a sheet brings nothing new.

use super::{
    layout::{Layout, Places},
    mapping::Mapping,
    summary::Problem,
};
use crate::{
    domain::{Kind, field::Field, fields::Part},
    policy::decision::Text,
};

/// The columns that a new record cannot do without. An older template knows nothing of what a pack has added since.
pub(super) fn columns(
    kind: Kind,
    layout: &Layout<'_>,
    places: &Places,
    mapping: &Mapping,
) -> Vec<&'static Field> {
    let place = |field: &Field, part| places.get(&(field.key, part));
    let has = |field: &Field| {
        let by_lessons =
            place(field, Part::Lessons).is_some() && mapping.constant(&Part::Lessons.key(field)).is_some();
        [Part::Value, Part::Called, Part::History].iter().any(|part| place(field, *part).is_some())
            || mapping.constant(field.key).is_some()
            || by_lessons
            || kind.fields().iter().any(|begins| begins.lasts == field.key && spans(layout, places, begins))
    };
    kind.fields().iter().filter(|field| field.required && kind.is_given(field.key) && !has(field)).collect()
}

/// Whether any cell of a time says how long it goes on.
fn spans(layout: &Layout<'_>, places: &Places, begins: &Field) -> bool {
    let column = places.get(&(begins.key, Part::Value));
    column.is_some_and(|column| layout.data().any(|row| begins.span(&row.cell(*column).shown()).is_some()))
}

/// That a column is not there.
pub(super) fn told(layout: &Layout<'_>, field: &Field, places: &Places) -> Problem {
    let what = if places.contains_key(&(field.key, Part::Lessons)) {
        Text {
            zh: "表中填的是课时数，请在“核对各列”中填写一课时是多少分钟".to_owned(),
            en: "The sheet says lesson-hours; under “Match columns”, say how many minutes one has".to_owned(),
        }
    } else {
        Text {
            zh: format!("缺少“{}”这一列", field.label.zh),
            en: format!("the column {} ({}) is missing", field.label.en, field.label.zh),
        }
    };
    Problem {
        sheet: layout.sheet.name.clone(),
        row: layout.rows.1,
        column: field.label.zh.to_owned(),
        value: String::new(),
        what,
    }
}
