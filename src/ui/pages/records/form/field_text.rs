//! One field of a form, as its control sees it.

use leptos::{attr::Attribute, prelude::*};

use crate::{
    app::form::Form,
    domain::{
        Localized as _,
        field::{Fault, Field},
    },
    ui::state::State,
};

use super::control::{control, description};

/// What stands in a field and what is wrong with it; cheap to copy. Signals of one field are told of no other.
#[derive(Clone, Copy)]
pub struct FieldText {
    pub form: RwSignal<Form>,
    pub field: &'static Field,
    now: Memo<String>,
    fault: Memo<Option<Fault>>,
    hidden: Memo<bool>,
}

impl FieldText {
    pub fn of(form: RwSignal<Form>, field: &'static Field) -> Self {
        Self {
            form,
            field,
            now: Memo::new(move |_| form.with(|form| form.value(field.key))),
            fault: Memo::new(move |_| form.with(|form| form.fault(field.key).cloned())),
            hidden: Memo::new(move |_| form.with(|form| form.is_hidden(field.key))),
        }
    }

    pub fn get(self) -> String {
        self.now.get()
    }

    pub fn set(self, text: String) {
        self.edit(|form, key| form.set(key, text));
    }

    /// Changes the form at this field.
    pub fn edit(self, edit: impl FnOnce(&mut Form, &'static str)) {
        self.form.update(|form| edit(form, self.field.key));
    }

    /// The person leaves the field.
    pub fn leave(self) {
        self.edit(Form::leave);
    }

    /// What is wrong with it, in the language of the page.
    pub fn fault(self, state: State) -> Signal<Option<String>> {
        let lang = state.lang();
        Signal::derive(move || self.fault.get().map(|fault| fault.text(lang.get())))
    }

    /// What its control says of itself: its id, what is said of it, whether it is at fault, whether it must be filled in.
    pub fn attributes(self) -> impl Attribute {
        view! {
            <{..}
                id=control(self.field.key)
                aria-describedby=description(self.field.key)
                aria-invalid=move || self.fault.get().is_some().to_string()
                aria-required=self.field.required.to_string()
            />
        }
    }

    /// Personal data that stays hidden until somebody says what it is needed for.
    pub fn is_hidden(self) -> bool {
        self.hidden.get()
    }

    /// Shown, not to be changed.
    pub fn is_fixed(self) -> bool {
        self.form.with_untracked(|form| form.is_fixed(self.field.key))
    }

    /// Whether one of several is chosen.
    pub fn lists(self, item: &str) -> bool {
        self.now.with(|text| text.split(',').any(|one| one == item))
    }
}
