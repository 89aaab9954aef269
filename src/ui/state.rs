//! What every page shares: the store, the workspace read from it, the account the worker draws up.
//!
//! The flow is one way. A page calls a use-case of `app`; the use-case commits; [`State::refresh`] reads the workspace
//! anew and asks the worker for the account; pages follow the signals. A commit in another tab enters at the same point,
//! through the store's notice.

use std::{future::Future, rc::Rc, sync::Arc};

use leptos::{prelude::*, task::spawn_local};
use leptos_i18n::I18nContext;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use crate::{
    app::{
        Actor, Now,
        account::Account,
        journal, personal,
        policies::{self, PackFiles, Rulebook},
        settings::{LastExport, Settings},
        workspace::Workspace,
    },
    domain::{Lang, Localized, workflow::Desk},
    policy::{self, PackLibrary},
    store::{
        self, Commit, Store, StoreError,
        indexed_db::{IndexedDbStore, Subscription},
    },
    ui::{
        components::{download::download, toast::Toasts},
        i18n::*,
        route::Route,
    },
    worker::{Answer, Ask, Clerk, DATABASE, Decider, Office, Packs, Ticket},
};

/// How far the start of the program has come.
#[derive(Debug, Clone, PartialEq)]
pub enum Opening {
    Loading,
    Open,
    Failed(StoreError),
}

/// Handles to everything shared; cheap to copy into any closure.
#[derive(Clone, Copy)]
pub struct State {
    store: StoredValue<Option<Rc<IndexedDbStore>>, LocalStorage>,
    subscription: StoredValue<Option<Subscription>, LocalStorage>,
    decider: StoredValue<Rc<Office<Decider>>, LocalStorage>,
    /// Loaded when the first file is read or written.
    clerk: StoredValue<Option<Rc<Office<Clerk>>>, LocalStorage>,
    rulebook: RwSignal<Rc<Rulebook>, LocalStorage>,
    asked: StoredValue<Ticket>,
    /// The packs shipped with the program, as files by path.
    pub shipped: RwSignal<Arc<PackFiles>>,
    pub opening: RwSignal<Opening>,
    pub workspace: RwSignal<Arc<Workspace>>,
    /// `None` until the worker has decided the sessions.
    pub account: RwSignal<Option<Arc<Account>>>,
    /// Sessions decided and in all, while the worker decides.
    pub deciding: RwSignal<Option<(usize, usize)>>,
    pub toasts: Toasts,
    pub i18n: I18nContext<Locale>,
}

/// The tables on which accounts and policies depend.
const ACCOUNTED: [&str; 6] = [
    "school",
    "tutor",
    "appointment",
    "session",
    "pack-version",
    "publication",
];

/// How long the start waits for the pack files; a server that stalls must not keep the program from opening.
const RULES_WITHIN_MS: u32 = 5_000;

const LANGUAGE: &str = "keqiao-language";

/// Where the browser remembers the session that the policy page shows before and after an edit.
pub const EXAMPLE: &str = "keqiao-example";

const LIST: &str = "keqiao-sessions";

impl State {
    /// Makes the state and starts opening the store.
    pub fn start() -> Self {
        let i18n = use_i18n();
        let state = Self {
            store: StoredValue::new_local(None),
            subscription: StoredValue::new_local(None),
            decider: StoredValue::new_local(Rc::new(Office::open("./worker.js"))),
            clerk: StoredValue::new_local(None),
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
            let language = if state.lang().get() == Lang::En {
                "en"
            } else {
                "zh-CN"
            };
            if let Some(root) = document().document_element() {
                // The root element takes any language tag.
                let _ = root.set_attribute("lang", language);
            }
        });
        spawn_local(state.open());
        state
    }

    /// The state of the page being shown.
    #[expect(
        clippy::expect_used,
        reason = "every page stands under the shell, which provides it"
    )]
    pub fn here() -> Self {
        use_context().expect("a page outside the shell")
    }

    /// Opens the store; also what 重试 calls after a failure.
    pub async fn open(self) {
        self.opening.set(Opening::Loading);
        self.fetch_rules().await;
        match IndexedDbStore::open(DATABASE).await {
            Ok(store) => {
                let subscription = store.subscribe(move |tables| {
                    spawn_local(async move {
                        self.refresh(Some(tables).filter(|tables| !tables.is_empty()))
                            .await
                    });
                });
                self.subscription.set_value(subscription);
                self.store.set_value(Some(Rc::new(store)));
                self.refresh(None).await;
                if self.opening.get_untracked() == Opening::Loading {
                    // At a desk, an address without a page opens what waits there.
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
                self.toasts
                    .failed(t_string!(self.i18n, policy.shipped_broken, why = why).to_string());
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
        self.rulebook
            .set(Rc::new(Rulebook::of(library, workspace.settings.pack.clone())));
        workspace.with_fields(fields)
    }

    /// What the clerk needs to know of the packs.
    pub fn packs(self) -> Packs {
        Packs {
            shipped: (*self.shipped.get_untracked()).clone(),
            today: now().today,
        }
    }

    fn draw_up(self) {
        let workspace = self.workspace.get_untracked();
        if self.account.with_untracked(|account| {
            account
                .as_ref()
                .is_some_and(|account| account.sessions.len() != workspace.sessions.all().len())
        }) {
            // Verdicts stand at the places of sessions: of other sessions they are no account.
            self.account.set(None);
        }
        let shipped = (*self.shipped.get_untracked()).clone();
        self.deciding.set(Some((0, workspace.sessions.all().len())));
        let ticket = self.ask(Ask::Account { shipped }, move |answer| match answer {
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
                self.toasts
                    .failed(why.get(self.lang().get_untracked()).to_owned());
            }
            _ => self.deciding.set(None),
        });
        self.decider
            .with_value(|office| office.forget(self.asked.get_value()));
        self.asked.set_value(ticket);
    }

    /// Asks the worker.
    pub fn ask(self, ask: Ask, on_answer: impl Fn(Answer) + 'static) -> Ticket {
        self.decider.with_value(|office| office.ask(ask, on_answer))
    }

    /// Wants no answer any more.
    pub fn forget(self, ticket: Ticket) {
        self.decider.with_value(|office| office.forget(ticket));
    }

    /// Asks the clerk, who is sent for when there is none yet.
    pub fn ask_clerk(self, ask: Ask, on_answer: impl Fn(Answer) + 'static) {
        self.clerk.update_value(|clerk| {
            let office = clerk.get_or_insert_with(|| Rc::new(Office::open("./clerk-worker.js")));
            office.ask(ask, on_answer);
        });
    }

    /// Stops the clerk in the midst of its work, as a file being read needs; the next question finds another.
    pub fn interrupt(self) {
        self.clerk.set_value(None);
    }

    /// Has the clerk write a file, and saves it.
    pub fn save_file(self, ask: Ask, name: String, mime: &'static str, saved: impl Fn(String) + 'static) {
        self.ask_clerk(ask, move |answer| match answer {
            Answer::File(bytes) => match download(&name, mime, &bytes) {
                Ok(()) => saved(name.clone()),
                Err(error) => {
                    let why = format!("{error:?}");
                    self.toasts
                        .failed(t_string!(self.i18n, subsidy.export_failed, why = why).to_string());
                }
            },
            Answer::Failed(why) => self
                .toasts
                .failed(why.get(self.lang().get_untracked()).to_owned()),
            _ => {}
        });
    }

    /// The store; `None` while it is not open.
    pub fn store(self) -> Option<Rc<IndexedDbStore>> {
        self.store.get_value()
    }

    /// The policies by day.
    pub fn rulebook(self) -> Rc<Rulebook> {
        self.rulebook.get()
    }

    pub fn lang(self) -> Signal<Lang> {
        let i18n = self.i18n;
        Signal::derive(move || match i18n.get_locale() {
            Locale::zh => Lang::Zh,
            Locale::en => Lang::En,
        })
    }

    pub fn switch_language(self) {
        let (next, code) = match self.i18n.get_locale_untracked() {
            Locale::zh => (Locale::en, "en"),
            Locale::en => (Locale::zh, "zh"),
        };
        self.i18n.set_locale(next);
        remember(LANGUAGE, code);
    }

    /// What a refusal's code says, by the policy of the latest sessions.
    pub fn reason(self, code: &str) -> String {
        let lang = self.lang().get();
        let today = now().today;
        match self.rulebook().on(today) {
            Ok(policy) => policy.reason_text(code).get(lang).to_owned(),
            Err(_) => code.to_owned(),
        }
    }

    /// What a pack is called.
    pub fn pack_title(self, id: &str) -> String {
        policies::title(&self.shipped.get(), id)
            .get(self.lang().get())
            .to_owned()
    }

    /// Who sits here, now.
    pub fn actor(self) -> Actor {
        let settings = self
            .workspace
            .with_untracked(|workspace| workspace.settings.clone());
        let now = now();
        let policy = self
            .rulebook
            .with_untracked(|rulebook| rulebook.on(now.today).ok());
        Actor {
            desk: settings.desk,
            seat: settings.seat,
            policy,
            now,
            lang: self.lang().get_untracked(),
        }
    }

    /// The desk of the tree at which the person sits.
    pub fn seat(self) -> Option<Desk> {
        self.workspace.with(|workspace| workspace.settings.seat.clone())
    }

    pub fn seat_untracked(self) -> Option<Desk> {
        self.workspace
            .with_untracked(|workspace| workspace.settings.seat.clone())
    }

    /// The value of a count of today's policy: the working days of a deadline.
    pub fn days(self, parameter: &str) -> Option<i64> {
        let today = now().today;
        self.rulebook
            .with(|rulebook| rulebook.on(today).ok())?
            .count(parameter, today)
    }

    /// What exports and prints of a demo begin with.
    pub fn demo_mark(self) -> Option<String> {
        self.workspace
            .with_untracked(|workspace| workspace.settings.demo)
            .then(|| t_string!(self.i18n, shell.demo).to_owned())
    }

    /// A moment of the journal, as the clock on the wall shows it.
    pub fn local_time(self, timestamp: &str) -> String {
        let date = js_sys::Date::new(&timestamp.into());
        let two = |number: u32| format!("{number:02}");
        format!(
            "{}-{}-{} {}:{}",
            date.get_full_year(),
            two(date.get_month() + 1),
            two(date.get_date()),
            two(date.get_hours()),
            two(date.get_minutes())
        )
    }

    /// Says what failed, in the language of the page.
    pub fn fail(self, error: &impl Localized) {
        self.toasts.failed(error.text(self.lang().get_untracked()));
    }

    /// Runs a use-case on the store, then reads anew what it wrote. A failure is told and leaves everything as it was.
    pub fn act<T, E, F>(
        self,
        deed: impl FnOnce(Rc<IndexedDbStore>) -> F + 'static,
        done: impl FnOnce(T) + 'static,
    ) where
        T: 'static,
        E: Localized + 'static,
        F: Future<Output = Result<T, E>> + 'static,
    {
        self.attempt(deed, done, move |error| self.fail(&error));
    }

    /// As [`State::act`], with a failure handed to whoever asked.
    pub fn attempt<T, E, F>(
        self,
        deed: impl FnOnce(Rc<IndexedDbStore>) -> F + 'static,
        done: impl FnOnce(T) + 'static,
        failed: impl FnOnce(E) + 'static,
    ) where
        T: 'static,
        E: 'static,
        F: Future<Output = Result<T, E>> + 'static,
    {
        spawn_local(async move {
            let Some(store) = self.store() else { return };
            match deed(Rc::clone(&store)).await {
                Ok(result) => {
                    // Erasing writes no table: then everything is read anew.
                    self.refresh(Some(store.take_written()).filter(|tables| !tables.is_empty()))
                        .await;
                    done(result);
                }
                Err(error) => {
                    failed(error);
                    // It may have failed because another tab was faster.
                    self.refresh(None).await;
                }
            }
        });
    }

    /// Notes in the journal what personal data is needed for, then does what it is needed for.
    pub fn note(self, (verb, of): (String, String), reason: String, then: impl FnOnce() + 'static) {
        let actor = self.actor();
        spawn_local(async move {
            let Some(store) = self.store() else { return };
            match personal::note(&*store, &actor, (&verb, &of), &reason).await {
                Ok(_) => then(),
                Err(error) => self.fail(&error),
            }
        });
    }

    /// Generates and stores the demo county.
    pub fn load_demo(self, sessions: usize, finished: impl Fn() + 'static) {
        let moment = now();
        let desk = t_string!(self.i18n, desk.demo_desk).to_owned();
        self.ask_clerk(
            Ask::Demo {
                desk,
                timestamp: moment.timestamp,
                today: moment.today,
                sessions,
            },
            move |answer| {
                finished();
                self.stored(answer, |state, sequence, _| {
                    let workspace = state.workspace.get_untracked();
                    let text = t_string!(
                        state.i18n,
                        first.demo_done,
                        schools = workspace.schools.all().len(),
                        tutors = workspace.tutors.all().len(),
                        sessions = workspace.sessions.all().len()
                    );
                    state.toasts.done(text.to_string(), Some(state.undoing(sequence)));
                });
            },
        );
    }

    /// After the worker stored something: reads the workspace anew, then says so.
    pub fn stored(self, answer: Answer, said: impl FnOnce(Self, u64, usize) + 'static) {
        match answer {
            Answer::Stored(sequence, count) => spawn_local(async move {
                self.refresh(None).await;
                said(self, sequence, count);
            }),
            Answer::Failed(why) => self
                .toasts
                .failed(why.get(self.lang().get_untracked()).to_owned()),
            _ => {}
        }
    }

    /// What 撤销 does to a journal entry.
    pub fn undoing(self, sequence: u64) -> Callback<()> {
        Callback::new(move |()| {
            let actor = self.actor();
            self.act(
                move |store| async move { journal::undo(&*store, &actor, sequence).await },
                move |_| {
                    self.toasts
                        .done(t_string!(self.i18n, data.undone).to_owned(), None);
                },
            );
        })
    }

    /// Changes the settings; the note is what the journal says of it.
    pub fn set(
        self,
        (verb, note): (&'static str, String),
        change: impl FnOnce(&mut Settings),
        done: impl FnOnce(u64) + 'static,
    ) {
        let workspace = self.workspace.get_untracked();
        let mut settings = workspace.settings.clone();
        change(&mut settings);
        let put = store::put(&settings, workspace.settings_revision());
        let deed = self.actor().deed(verb, note);
        self.act::<_, StoreError, _>(
            move |store| async move {
                let changes = vec![put?];
                store
                    .commit(Commit {
                        deed,
                        changes,
                        chunks: Vec::new(),
                    })
                    .await
            },
            done,
        );
    }

    /// Remembers who sits here: a name for the journal and, where the tree has the unit, its desk.
    pub fn sit_at(self, desk: String, seat: Option<Desk>) {
        let name = desk.clone();
        self.set(
            ("desk", desk.clone()),
            move |settings| {
                settings.desk = desk;
                settings.seat = seat;
            },
            move |_| {
                self.toasts.clear();
                self.toasts
                    .done(t_string!(self.i18n, desk.changed, name = name).to_string(), None)
            },
        );
    }

    /// Remembers that a payment list was handed out.
    pub fn exported(self, file: String) {
        let when = now().timestamp;
        let name = file.clone();
        self.set(
            ("export", file.clone()),
            move |settings| settings.last_export = Some(LastExport { when, file }),
            move |_| {
                self.toasts.done(
                    t_string!(self.i18n, subsidy.exported, file = name).to_string(),
                    None,
                )
            },
        );
    }
}

/// Notes a moment for `cargo xtask bench`.
pub fn mark(name: &str) {
    if let Some(performance) = window().performance() {
        // Marks are for measuring only.
        let _ = performance.mark(name);
    }
}

/// The moment, by the browser's clock.
pub fn now() -> Now {
    let date = js_sys::Date::new_0();
    let number = |number: u32| i8::try_from(number).unwrap_or(1);
    let year = i16::try_from(date.get_full_year()).unwrap_or(1970);
    let today = jiff::civil::Date::new(year, number(date.get_month() + 1), number(date.get_date()));
    Now {
        timestamp: date.to_iso_string().into(),
        today: today.unwrap_or(jiff::civil::Date::MIN),
    }
}

/// A choice of this browser; nothing where the browser keeps none.
pub fn remembered(key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(key).ok()?
}

pub fn remember(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        // A browser that keeps nothing only forgets the choice.
        let _ = storage.set_item(key, value);
    }
}

/// The address of the list of sessions that this tab last showed, with its filters.
pub fn last_list() -> Option<String> {
    window().session_storage().ok()??.get_item(LIST).ok()?
}

pub fn remember_list(address: &str) {
    if let Ok(Some(storage)) = window().session_storage() {
        // A browser that keeps nothing leads back to the whole list.
        let _ = storage.set_item(LIST, address);
    }
}

/// `rules/index.json` lists the files; `None` where there are none to fetch.
async fn fetch_files() -> Result<Option<PackFiles>, wasm_bindgen::JsValue> {
    if window().location().protocol()? == "file:" {
        return Ok(None);
    }
    let get = |path: String| async move {
        let response: web_sys::Response = JsFuture::from(window().fetch_with_str(&path))
            .await?
            .unchecked_into();
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
    Ok(Some(
        paths
            .into_iter()
            .zip(texts)
            .filter_map(|(path, text)| Some((path, text?)))
            .collect(),
    ))
}
