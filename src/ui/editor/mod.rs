//! The script editor as a component. CodeMirror is loaded when the first script is opened.

use js_sys::{Array, Object, Reflect};
use leptos::{html, prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};

use crate::{
    domain::Lang,
    policy::{
        Diagnostic,
        vocabulary::{What, Word},
    },
    ui::{i18n::*, state::State},
};

#[wasm_bindgen]
extern "C" {
    /// Set by `start.js`: imports `editor.js`.
    #[wasm_bindgen(js_name = keqiaoEditor, catch)]
    async fn load_editor() -> Result<JsValue, JsValue>;

    type Editor;
    #[wasm_bindgen(method)]
    fn set(this: &Editor, text: &str);
    #[wasm_bindgen(method)]
    fn words(this: &Editor, words: &Array);
    #[wasm_bindgen(method)]
    fn mark(this: &Editor, faults: &Array);
    #[wasm_bindgen(method)]
    fn show(this: &Editor, line: u32);
    #[wasm_bindgen(method)]
    fn close(this: &Editor);
}

/// An open editor and the closure it calls.
struct Open {
    editor: Editor,
    _on_change: Closure<dyn FnMut(String)>,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.editor.close();
    }
}

/// Edits one file. A new `file` opens a new editor; `text` from elsewhere replaces what is shown.
#[component]
pub fn ScriptEditor(
    file: String,
    #[prop(into)] text: Signal<String>,
    read_only: bool,
    /// The faults of this file.
    #[prop(into)]
    faults: Signal<Vec<Diagnostic>>,
    /// The line to go to, from 1; each time it is set.
    #[prop(into)]
    line: Signal<Option<u32>>,
    /// What is offered as one types.
    #[prop(into)]
    words: Signal<Vec<Word>>,
    #[prop(into)] on_change: Callback<String>,
) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let place = NodeRef::<html::Div>::new();
    let open = StoredValue::new_local(None::<Open>);
    let ready = RwSignal::new(false);
    let failed = RwSignal::new(false);
    let label = t_string!(i18n, policy.editor_label, file = file.as_str()).to_string();
    Effect::new(move |_| {
        let Some(parent) = place.get() else { return };
        let lang = state.lang().get_untracked();
        let (file, label) = (file.clone(), label.clone());
        let words = words.with_untracked(|words| offered(words, lang));
        let beginning = text.get_untracked();
        spawn_local(async move {
            let opened =
                make(parent.into(), (&file, &beginning), (&label, lang), read_only, words, on_change).await;
            match opened {
                // The page may have gone while the editor was loading.
                Ok(made) if !place.is_disposed() => {
                    open.set_value(Some(made));
                    ready.set(true);
                }
                Ok(_) => {}
                Err(_) => {
                    let _ = failed.try_set(true);
                }
            }
        });
    });
    Effect::new(move |_| {
        let text = text.get();
        if ready.get() {
            open.with_value(|open| open.as_ref().inspect(|open| open.editor.set(&text)).is_some());
        }
    });
    Effect::new(move |_| {
        let lang = state.lang().get();
        let faults: Array = faults.get().iter().map(|fault| mark(fault, lang)).collect();
        if ready.get() {
            open.with_value(|open| open.as_ref().inspect(|open| open.editor.mark(&faults)).is_some());
        }
    });
    Effect::new(move |_| {
        let words = words.with(|words| offered(words, state.lang().get_untracked()));
        if ready.get() {
            open.with_value(|open| open.as_ref().inspect(|open| open.editor.words(&words)).is_some());
        }
    });
    Effect::new(move |_| {
        let line = line.get();
        if let Some(line) = line.filter(|_| ready.get()) {
            open.with_value(|open| open.as_ref().inspect(|open| open.editor.show(line)).is_some());
        }
    });
    on_cleanup(move || {
        let _ = open.try_update_value(Option::take);
    });
    view! {
        <Show when=move || failed.get()>
            <p class="message bad" role="alert">
                {t!(i18n, policy.editor_failed)}
            </p>
        </Show>
        <div class="editor" node_ref=place></div>
    }
}

async fn make(
    parent: JsValue,
    (file, text): (&str, &str),
    (label, lang): (&str, Lang),
    read_only: bool,
    words: Array,
    on_change: Callback<String>,
) -> Result<Open, JsValue> {
    let module = load_editor().await?;
    let function: js_sys::Function = Reflect::get(&module, &"open".into())?.dyn_into()?;
    let closure = Closure::new(move |text: String| on_change.run(text));
    let arguments: Array = [
        parent,
        file.into(),
        text.into(),
        label.into(),
        (lang == Lang::Zh).into(),
        read_only.into(),
        words.into(),
        closure.as_ref().clone(),
    ]
    .into_iter()
    .collect();
    let editor = function.apply(&JsValue::UNDEFINED, &arguments)?.unchecked_into();
    Ok(Open { editor, _on_change: closure })
}

fn mark(fault: &Diagnostic, lang: Lang) -> JsValue {
    object([
        ("line", JsValue::from(fault.place.line)),
        ("column", fault.place.column.into()),
        ("message", fault.message.get(lang).into()),
    ])
}

/// The words as the editor's completions.
fn offered(words: &[Word], lang: Lang) -> Array {
    let one = |word: &Word| {
        let kind = match word.what {
            What::Fact => "property",
            What::Parameter => "constant",
            What::Function => "function",
            What::Hook => "keyword",
        };
        object([
            ("label", JsValue::from(&word.text)),
            ("type", kind.into()),
            ("detail", word.detail.get(lang).into()),
            ("info", word.about.get(lang).into()),
        ])
    };
    words.iter().map(one).collect()
}

fn object<const N: usize>(members: [(&str, JsValue); N]) -> JsValue {
    let object = Object::new();
    for (key, value) in members {
        // Setting a property of a fresh object does not fail.
        let _ = Reflect::set(&object, &key.into(), &value);
    }
    object.into()
}
