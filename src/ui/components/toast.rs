//! Short notices below the page, which makes room for them: what was done goes by itself; what can be undone and errors stay
//! until they are dismissed, or until something else is done. Ctrl-Z undoes the latest.

use leptos::{prelude::*, text_prop::TextProp};

use super::keys;
use crate::ui::i18n::*;

/// One notice.
#[derive(Clone)]
pub struct Toast {
    id: u32,
    /// Asked for whenever it is read: it follows a change of the language.
    text: TextProp,
    error: bool,
    undo: Option<Callback<()>>,
}

/// The notices now shown.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    /// No number is given twice: the clock of a notice that has gone would take away the next one of its number.
    next: StoredValue<u32>,
}

const SECONDS: u64 = 8;
/// More would hide the page; the oldest goes.
const AT_ONCE: usize = 3;

impl Toasts {
    pub fn new() -> Self {
        Self { shown: RwSignal::new(Vec::new()), next: StoredValue::new(0) }
    }

    /// Says what was done. Goes by itself, unless it offers to undo it.
    pub fn done(self, text: impl Into<TextProp>, undo: Option<Callback<()>>) {
        let stays = undo.is_some();
        let id = self.push(text.into(), false, undo);
        if !stays {
            set_timeout(move || self.dismiss(id), std::time::Duration::from_secs(SECONDS));
        }
    }

    /// Nothing is left to read: another seat has been taken.
    pub fn clear(self) {
        self.shown.set(Vec::new());
    }

    /// Says what failed; stays until dismissed.
    pub fn failed(self, text: impl Into<TextProp>) {
        self.push(text.into(), true, None);
    }

    fn push(self, text: TextProp, error: bool, undo: Option<Callback<()>>) -> u32 {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        self.shown.update(|toasts| {
            toasts.push(Toast { id, text, error, undo });
            let more = toasts.len().saturating_sub(AT_ONCE);
            toasts.drain(..more);
        });
        id
    }

    /// Takes the errors away: what they spoke of is being tried anew.
    pub fn clear_failures(self) {
        self.shown.update(|toasts| toasts.retain(|toast| !toast.error));
    }

    /// The latest that can be undone.
    fn undoable(self) -> Option<Toast> {
        self.shown.with_untracked(|toasts| toasts.iter().rev().find(|toast| toast.undo.is_some()).cloned())
    }

    fn undo(self, toast: &Toast) {
        self.dismiss(toast.id);
        if let Some(undo) = toast.undo {
            undo.run(());
        }
    }

    fn dismiss(self, id: u32) {
        self.shown.update(|toasts| toasts.retain(|toast| toast.id != id));
    }
}

impl Default for Toasts {
    fn default() -> Self {
        Self::new()
    }
}

/// Shows the notices. Errors are announced at once, the rest politely.
#[component]
pub fn ToastRack(toasts: Toasts) -> impl IntoView {
    let i18n = use_i18n();
    let undoes = move |event: &leptos::ev::KeyboardEvent| {
        keys::with_control(event, "z") && !keys::is_typing(event) && toasts.undoable().is_some()
    };
    keys::on_key(undoes, move || {
        if let Some(toast) = toasts.undoable() {
            toasts.undo(&toast);
        }
    });
    view! {
        <div class="toasts" role="region" aria-label=move || t_string!(i18n, shell.notices)>
            <For each=move || toasts.shown.get() key=|toast| toast.id let:toast>
                <ToastView toasts toast />
            </For>
        </div>
    }
}

#[component]
fn ToastView(toasts: Toasts, toast: Toast) -> impl IntoView {
    let i18n = use_i18n();
    let id = toast.id;
    let undone = toast.clone();
    view! {
        <div class="toast" class:bad=toast.error role=if toast.error { "alert" } else { "status" }>
            <span>{move || toast.text.get()}</span>
            {toast
                .undo
                .map(|_| {
                    view! {
                        <button type="button" aria-keyshortcuts="Control+Z" on:click=move |_| toasts.undo(&undone)>
                            {t!(i18n, common.undo)}
                        </button>
                    }
                })}
            <button type="button" on:click=move |_| toasts.dismiss(id)>
                {t!(i18n, common.close)}
            </button>
        </div>
    }
}
