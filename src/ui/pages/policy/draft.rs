//! The edit of one pack: its files as typed, what they were, and whether they compile.

use std::{collections::BTreeMap, sync::Arc};

use leptos::prelude::*;

use crate::{
    app::{
        periods,
        policies::{self, PackFiles, Tried},
    },
    policy::{PackSource, cases, decision::Text},
    ui::state::{State, mark, now, remember, remembered},
    worker::{self, RequestId, decisions::Try},
};

/// Handles to the draft; cheap to copy.
#[derive(Clone, Copy)]
pub struct Draft {
    pack: StoredValue<String>,
    /// The pack whose chain is judged: the governing one when the open pack is part of it.
    judged: Memo<String>,
    /// What is in force today: the version and its files.
    current: Memo<(u32, Arc<PackFiles>)>,
    /// As in force when the page was opened, or as last opened from the versions.
    base: RwSignal<Arc<PackFiles>>,
    /// The version that was opened.
    pub opened: RwSignal<u32>,
    pub files: RwSignal<Arc<PackFiles>>,
    /// What stands in a field of the parameters and is no value, by parameter. The files hold the last that was one.
    pub invalid: RwSignal<BTreeMap<String, Invalid>>,
    /// What came of trying it at the last pause in typing. The worker compiles it, for this and for whatever follows.
    pub tried: RwSignal<Arc<Tried>>,
    asked: StoredValue<Option<RequestId>>,
}

/// What a person typed into a parameter's field, and why it is no value.
#[derive(Clone, PartialEq)]
pub struct Invalid {
    pub typed: String,
    pub why: Text,
}

/// How long a pause in typing is.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(300);

impl Draft {
    /// The draft of a pack: what the browser kept of it, else what is in force.
    pub fn of(state: State, pack: String) -> Self {
        let id = pack.clone();
        let current = Memo::new(move |_| {
            let (workspace, shipped) = (state.workspace.get(), state.shipped.get());
            let version =
                periods::in_force(&shipped, &workspace, &id, now().today).map_or(0, |(version, _)| version);
            let source = policies::source(&shipped, &workspace, &id, version).unwrap_or_default();
            (version, Arc::new(source.files))
        });
        let (opened, base) = current.get_untracked();
        let kept = remembered(&key(&pack)).and_then(|text| serde_json::from_str(&text).ok()).map(Arc::new);
        let files = RwSignal::new(kept.unwrap_or_else(|| Arc::clone(&base)));
        let id = pack.clone();
        let judged = Memo::new(move |_| {
            let workspace = state.workspace.get();
            let governing = &workspace.settings.pack;
            let chain = policies::library(&state.shipped.get(), &workspace)
                .ok()
                .and_then(|library| library.chain(governing, now().today).ok());
            let part = chain.is_some_and(|chain| chain.layers().iter().any(|layer| layer.id == id));
            if part { governing.clone() } else { id.clone() }
        });
        let draft = Self {
            pack: StoredValue::new(pack),
            judged,
            current,
            base: RwSignal::new(base),
            opened: RwSignal::new(opened),
            files,
            invalid: RwSignal::default(),
            tried: RwSignal::default(),
            asked: StoredValue::new(None),
        };
        draft.attempt(state);
        let try_later = leptos::leptos_dom::helpers::debounce(PAUSE, move |()| draft.attempt(state));
        let try_later = StoredValue::new_local(try_later);
        Effect::new(move |first: Option<()>| {
            files.track();
            state.workspace.track();
            if first.is_some() {
                draft.keep();
                let _ = try_later.try_update_value(|attempt| attempt(()));
            }
        });
        draft
    }

    pub fn pack(self) -> String {
        self.pack.get_value()
    }

    /// There is something to save.
    pub fn changed(self) -> bool {
        self.files.get() != self.base.get() || !self.invalid.with(BTreeMap::is_empty)
    }

    /// It says something else than what is in force here; so does every text of a pack that does not govern.
    pub fn differs(self, state: State) -> bool {
        self.files.get() != self.current.get().1 || self.judged.get() != state.workspace.get().settings.pack
    }

    /// What is edited.
    pub fn source(self) -> PackSource {
        PackSource { id: self.pack(), files: (*self.files.get()).clone() }
    }

    /// Replaces one file; `None` removes it.
    pub fn write(self, path: &str, text: Option<String>) {
        self.files.update(|files| {
            let files = Arc::make_mut(files);
            match text {
                Some(text) => files.insert(path.to_owned(), text),
                None => files.remove(path),
            };
        });
    }

    /// Makes a case expect what is decided now.
    pub fn accept(self, (file, number): &(String, usize), decided: &str) {
        let text = self.files.with_untracked(|files| files.get(file).cloned()).unwrap_or_default();
        if let Some(text) = cases::accepted(&text, *number, decided) {
            self.write(file, Some(text));
        }
    }

    /// Goes back to what was opened.
    pub fn discard(self) {
        self.invalid.update(BTreeMap::clear);
        self.files.set(self.base.get_untracked());
    }

    /// Takes the files of a version as what is being edited, with nothing to save.
    pub fn rebase(self, files: PackFiles, version: u32) {
        self.opened.set(version);
        self.invalid.update(BTreeMap::clear);
        self.base.set(Arc::new(files.clone()));
        self.files.set(Arc::new(files));
    }

    /// What is saved is no draft any more, whether its page is still there or not.
    pub fn forget(pack: &str) {
        remember(&key(pack), "");
    }

    fn keep(self) {
        let key = key(&self.pack());
        if self.files.get_untracked() == self.base.get_untracked() {
            remember(&key, "");
        } else if let Ok(text) = serde_json::to_string(&*self.files.get_untracked()) {
            remember(&key, &text);
        }
    }

    /// As it is posed to the worker.
    pub fn posed(self, state: State) -> worker::decisions::Draft {
        worker::decisions::Draft {
            shipped: (*state.shipped.get_untracked()).clone(),
            judged: self.judged.get_untracked(),
            pack: self.pack(),
            files: (*self.files.get_untracked()).clone(),
            sequence: state.workspace.with_untracked(|workspace| workspace.sequence()),
        }
    }

    fn attempt(self, state: State) {
        if let Some(Some(request)) = self.asked.try_get_value() {
            state.forget(request);
        }
        mark("keqiao:paused");
        let question = Try { draft: self.posed(state), today: now().today };
        let request = state.ask(question, move |answer| match answer {
            Ok(tried) => self.tried.set(Arc::new(tried)),
            Err(why) => {
                self.tried.set(Arc::default());
                state.tell(why);
            }
        });
        self.asked.set_value(Some(request));
    }
}

fn key(pack: &str) -> String {
    format!("keqiao-draft-{pack}")
}
