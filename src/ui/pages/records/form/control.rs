//! Where the control of a field is found on the page, and how much room it takes.

use leptos::prelude::document;
use wasm_bindgen::JsCast as _;

use crate::domain::field::{Field, FieldKind};

/// The id of the form, by which a button outside of it saves.
pub const FORM: &str = "record-form";

/// The id of a field's control on the page.
pub fn control(key: &str) -> String {
    format!("field-{key}")
}

/// The id of what is said of a field.
pub fn description(key: &str) -> String {
    format!("field-{key}-help")
}

/// Brings the keyboard to a field's control.
pub fn focus(key: &str) {
    let element = document().get_element_by_id(&control(key));
    if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Whether a field takes the whole width of a form.
pub fn is_wide(field: &Field) -> bool {
    matches!(
        field.kind,
        FieldKind::LongText { .. } | FieldKind::Rows(_) | FieldKind::References(_) | FieldKind::Choices(_)
    ) || matches!(field.kind, FieldKind::Text { max } if max > 100)
}
