//! Opening the program: the packs beside it, the store, the workspace read from it, and reading anew what was written.

use std::{rc::Rc, sync::Arc};

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::{LANGUAGE, Opening, State, mark, now, remembered};
use crate::{
    app::{
        policies::{self, PackFiles, Rulebook},
        workspace::Workspace,
    },
    domain::{Lang, Localized},
    policy::{self, PackLibrary},
    store::{self, indexed_db::IndexedDbStore},
    ui::{components::toast::Toasts, i18n::*, route::Route},
    worker::{Answer, Ask, DATABASE, WorkerClient},
};

/// The tables on which accounts and policies depend.
const ACCOUNTED: [&str; 6] =
    ["school", "instructor", "appointment", "session", "pack-version", "publication"];

/// How long the start waits for the pack files; a server that stalls must not keep the program from opening.
const RULES_WITHIN_MS: u32 = 5_000;

impl State {
    /// Makes the state and starts opening the store.
    pub fn start() -> Self {
        let i18n = use_i18n();
        let state = Self {
            store: StoredValue::new_local(None),
            subscription: StoredValue::new_local(None),
            decision_worker: StoredValue::new_local(Rc::new(WorkerClient::open("./worker.js"))),
            files_worker: StoredValue::new_local(None),
            rulebook: RwSignal::new_local(Rc::new(Rulebook::of(PackLibrary::default(), ""))),
            asked: StoredValue::new(0),
            shipped: RwSignal::new(Arc::new(policy::embedded_files())),
            opening: RwSignal::new(Opening::Loading),
            workspace: RwSignal::default(),
            account: RwSignal::new(None),
            deciding: RwSignal::new(None),
            toasts: Toasts::new(),
            i18n,
        };
        provide_context(state);
        // Chinese whatever the browser's own language is, until the person chooses. The library sets the browser's in an
        // effect of its own, so this is one too, registered after it.
        Effect::new(move |_| {
            let english = remembered(LANGUAGE).as_deref() == Some("en");
            i18n.set_locale(if english { Locale::en } else { Locale::zh });
        });
        Effect::new(move |_| {
            let language = if state.lang().get() == Lang::En { "en" } else { "zh-CN" };
            if let Some(root) = document().document_element() {
                // The root element takes any language tag.
                let _ = root.set_attribute("lang", language);
            }
        });
        spawn_local(state.open());
        state
    }

    /// Opens the store; also what 重试 calls after a failure.
    pub async fn open(self) {
        self.opening.set(Opening::Loading);
        self.fetch_rules().await;
        match IndexedDbStore::open(DATABASE).await {
            Ok(store) => {
                if let Err(error) = store::upgrade(&store, &now().timestamp).await {
                    self.opening.set(Opening::Failed(error));
                    return;
                }
                let subscription = store.subscribe(move |tables| {
                    spawn_local(async move {
                        self.refresh(Some(tables).filter(|tables| !tables.is_empty())).await
                    });
                });
                self.subscription.set_value(subscription);
                self.store.set_value(Some(Rc::new(store)));
                self.refresh(None).await;
                if self.opening.get_untracked() == Opening::Loading {
                    // At a seat, an address without a page opens what waits there.
                    let no_page = window().location().hash().is_ok_and(|hash| hash.is_empty());
                    if no_page && self.seat_untracked().is_some() {
                        Route::Inbox.replace();
                    }
                    self.opening.set(Opening::Open);
                }
            }
            Err(error) => self.opening.set(Opening::Failed(error)),
        }
    }

    /// The pack files beside the program, where they can be read; the built-in ones otherwise. From a `file:` address
    /// a browser reads no neighbours.
    async fn fetch_rules(self) {
        let fetching = Box::pin(fetch_files());
        let waiting = Box::pin(gloo_timers::future::TimeoutFuture::new(RULES_WITHIN_MS));
        let futures::future::Either::Left((Ok(Some(files)), _)) =
            futures::future::select(fetching, waiting).await
        else {
            return;
        };
        match PackLibrary::of(policy::packs(&files)) {
            Ok(_) => self.shipped.set(Arc::new(files)),
            Err(faults) => {
                let lang = self.lang().get_untracked();
                let why = faults.first().map(|fault| fault.text(lang)).unwrap_or_default();
                self.toasts.failed(t_string!(self.i18n, policy.shipped_broken, why = why).to_string());
            }
        }
    }

    /// Reads these tables anew, all when none is named, and has the account drawn up where they bear on it.
    pub async fn refresh(self, tables: Option<Vec<String>>) {
        let Some(store) = self.store.get_value() else {
            return;
        };
        let before = self.workspace.get_untracked();
        match before.reload(&*store, tables.as_deref()).await {
            Ok(workspace) => {
                let bears = tables
                    .is_none_or(|tables| tables.iter().any(|table| ACCOUNTED.contains(&table.as_str())))
                    || workspace.settings.pack != before.settings.pack;
                let workspace = if bears { self.equip(workspace) } else { workspace };
                let sat = workspace.settings.seat != before.settings.seat;
                self.workspace.set(Arc::new(workspace));
                if bears || sat && self.account.with_untracked(Option::is_none) {
                    self.draw_up();
                }
            }
            Err(error) if self.opening.get_untracked() == Opening::Loading => {
                self.opening.set(Opening::Failed(error));
            }
            Err(error) => self.fail(&error),
        }
    }

    /// Takes the packs in force as the rulebook, and the fields that they add.
    fn equip(self, workspace: Workspace) -> Workspace {
        let library = policies::library(&self.shipped.get_untracked(), &workspace).unwrap_or_default();
        let fields = policies::fields(&library, &workspace, now().today);
        self.rulebook.set(Rc::new(Rulebook::of(library, workspace.settings.pack.clone())));
        workspace.with_fields(fields)
    }

    fn draw_up(self) {
        let workspace = self.workspace.get_untracked();
        if self.account.with_untracked(|account| {
            account.as_ref().is_some_and(|account| account.sessions.len() != workspace.sessions.all().len())
        }) {
            // Verdicts stand at the places of sessions: of other sessions they are no account.
            self.account.set(None);
        }
        let shipped = (*self.shipped.get_untracked()).clone();
        self.deciding.set(Some((0, workspace.sessions.all().len())));
        let request = self.ask(Ask::Account { shipped }, move |answer| match answer {
            Answer::Progress(done, all) => self.deciding.set(Some((done, all))),
            Answer::Account(account) => {
                self.deciding.set(None);
                // Of a workspace that another commit has since replaced: the next answer is on its way.
                if account.sessions.len() == self.workspace.with_untracked(|w| w.sessions.all().len()) {
                    self.account.set(Some(Arc::new(account)));
                    mark("keqiao:usable");
                }
            }
            Answer::Failed(why) => {
                self.deciding.set(None);
                self.toasts.failed(why.get(self.lang().get_untracked()).to_owned());
            }
            _ => self.deciding.set(None),
        });
        self.decision_worker.with_value(|office| office.forget(self.asked.get_value()));
        self.asked.set_value(request);
    }
}

/// `rules/index.json` lists the files; `None` where there are none to fetch.
async fn fetch_files() -> Result<Option<PackFiles>, wasm_bindgen::JsValue> {
    if window().location().protocol()? == "file:" {
        return Ok(None);
    }
    let get = |path: String| async move {
        let response: web_sys::Response =
            JsFuture::from(window().fetch_with_str(&path)).await?.unchecked_into();
        if !response.ok() {
            return Ok::<_, wasm_bindgen::JsValue>(None);
        }
        Ok(JsFuture::from(response.text()?).await?.as_string())
    };
    let Some(index) = get("./rules/index.json".to_owned()).await? else {
        return Ok(None);
    };
    let Ok(paths) = serde_json::from_str::<Vec<String>>(&index) else {
        return Ok(None);
    };
    let texts =
        futures::future::try_join_all(paths.iter().map(|path| get(format!("./rules/{path}")))).await?;
    Ok(Some(paths.into_iter().zip(texts).filter_map(|(path, text)| Some((path, text?))).collect()))
}
