//! Opening the program: the packs beside it, the store, the workspace read from it, and catching up with what is written.

use std::{rc::Rc, sync::Arc};

use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};

use super::{
    ANSWER, CHARTS, Kept, KeptData, LANGUAGE, Opening, Post, Program, Screen, State, TABLES, Tables,
    WorkFile, ahead::AFTER_A_CHANGE_MS, kept_data::last_remembered, mark, now, remembered,
};
use crate::{
    app::{
        account::{Account, AccountChange, Basis},
        ordered::Key,
        policies::{self, PackFiles, Rulebook},
        workspace::{PART, Workspace},
    },
    domain::{Kind, Lang},
    policy::{self, PackLibrary, decision::Text},
    store::{self, Store as _, StoreError, Stretch, Written, indexed_db::IndexedDbStore},
    ui::{
        beside,
        components::toast::Toasts,
        i18n::*,
        route::{self, Route},
    },
    worker::{
        DATABASE, RequestId, clock,
        decisions::{self, DrawUp, TellFurther},
    },
};

/// How long the start waits for the pack files; a server that stalls must not keep the program from opening.
const RULES_WITHIN_MS: u32 = 5_000;

impl State {
    /// Makes the state and starts opening the store.
    pub fn start() -> Self {
        let i18n = use_i18n();
        let (workspace, drawn) = (Tables::new(), RwSignal::<Option<Arc<Account>>>::default());
        // Of another workspace it would be a wrong account: then there is none until the worker has answered again.
        let of_now = move |_: Option<&Option<Arc<Account>>>| {
            let whole = |workspace: &Workspace| workspace.following().is_none();
            drawn
                .get()
                .filter(|account| workspace.with(|workspace| whole(workspace) && account.is_of(workspace)))
        };
        // Compared by what they are, not verdict by verdict.
        let account = Memo::new_with_compare(of_now, |before, now| {
            let at = |account: Option<&Option<Arc<Account>>>| {
                account.and_then(|account| Some(Arc::as_ptr(account.as_ref()?)))
            };
            at(before) != at(now)
        });
        let state = Self {
            store: StoredValue::new_local(None),
            subscription: StoredValue::new_local(None),
            decision_worker: StoredValue::new_local(Rc::new(decisions::client())),
            files_worker: StoredValue::new_local(None),
            handover_worker: StoredValue::new_local(None),
            locked: RwSignal::new(None),
            answer: RwSignal::new(remembered(ANSWER).filter(|file| !file.is_empty())),
            rulebook: RwSignal::new_local(Rc::new(Rulebook::of(PackLibrary::default(), ""))),
            asked: StoredValue::new(0),
            shipped: RwSignal::new(Arc::new(policy::embedded_files())),
            opening: RwSignal::new(Opening::Loading),
            workspace,
            today: RwSignal::new(now().today),
            seated: RwSignal::default(),
            inbox: RwSignal::default(),
            drawn,
            account,
            deciding: RwSignal::new(None),
            kept: Kept::default(),
            kept_data: KeptData::unknown(),
            program: Program::unknown(),
            work_file: WorkFile::unknown(),
            screen: Screen::remembered(),
            post: Post::unknown(),
            given: RwSignal::new(None),
            codes: StoredValue::default(),
            sums: StoredValue::default(),
            timetable: StoredValue::default(),
            account_waits: StoredValue::new(Some(false)),
            ahead: StoredValue::new(0),
            charts: RwSignal::new(remembered(CHARTS).as_deref() != Some(TABLES)),
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
        state.watch_the_day();
        state.watch_saving();
        state.watch_the_screen();
        state.watch_the_post();
        state.keep_program();
        spawn_local(state.open());
        state
    }

    /// Opens the store; also what 重试 calls after a failure.
    pub async fn open(self) {
        self.opening.set(Opening::Loading);
        self.fetch_rules().await;
        // An account by other packs is none.
        self.drawn.set(None);
        match IndexedDbStore::open(DATABASE).await {
            Ok(store) => {
                if let Err(error) = store::upgrade(&store, &now().timestamp).await {
                    self.opening.set(Opening::Failed(error));
                    return;
                }
                let subscription = store.subscribe(move |sequence| {
                    if sequence > self.workspace.with_untracked(|workspace| workspace.sequence()) {
                        spawn_local(self.refresh());
                    }
                });
                self.subscription.set_value(subscription);
                let store = Rc::new(store);
                self.store.set_value(Some(Rc::clone(&store)));
                match self.read(&store).await {
                    Ok(()) => {
                        // At a seat, an address without a page opens what waits there.
                        let no_page = window().location().hash().is_ok_and(|hash| hash.is_empty());
                        if no_page && self.seat_untracked().is_some() {
                            Route::Inbox.replace();
                        }
                        self.opening.set(Opening::Open);
                        request_animation_frame(|| mark("keqiao:open"));
                        spawn_local(async move { self.follow(&store).await });
                    }
                    Err(error) => self.opening.set(Opening::Failed(error)),
                }
            }
            Err(error) => self.opening.set(Opening::Failed(error)),
        }
    }

    /// The pack files beside the program, where they can be read; the built-in ones otherwise, which is told where some were to be
    /// read.
    async fn fetch_rules(self) {
        let fetching = Box::pin(fetch_files());
        let waiting = Box::pin(TimeoutFuture::new(RULES_WITHIN_MS));
        let fetched = match futures::future::select(fetching, waiting).await {
            futures::future::Either::Left((Ok(fetched), _)) => fetched,
            _ => Some(Err("rules/".to_owned())),
        };
        let broken = match fetched {
            None => return,
            Some(Err(path)) => Err(path),
            Some(Ok(files)) => match PackLibrary::of(policy::packs(&files)) {
                Ok(_) => return self.shipped.set(Arc::new(files)),
                Err(faults) => Ok(faults.first().map(Text::of).unwrap_or_default()),
            },
        };
        self.toasts.failed(move || {
            let why = match &broken {
                Ok(fault) => fault.get(self.lang().get()).to_owned(),
                Err(path) => t_string!(self.i18n, policy.shipped_missing, path = path.clone()).to_string(),
            };
            t_string!(self.i18n, policy.shipped_broken, why = why).to_string()
        });
    }

    /// Brings the workspace to where the store is, and has the account drawn up where that bears on it.
    pub async fn refresh(self) {
        let Some(store) = self.store.get_value() else {
            return;
        };
        let sequence = self.workspace.with_untracked(|workspace| workspace.sequence());
        let caught_up = match store.since(sequence).await {
            Ok(Some(later)) => {
                self.catch_up(later).await;
                Ok(())
            }
            // Everything was erased meanwhile.
            Ok(None) => self.read(&store).await,
            Err(error) => Err(error),
        };
        match caught_up {
            Ok(()) => self.follow(&store).await,
            Err(error) => self.fail(&error),
        }
    }

    /// Takes what was written, in parts where it is much, so that the page stays at hand.
    async fn catch_up(self, mut later: Vec<Written>) {
        let pause = || TimeoutFuture::new(0);
        if later.iter().map(|written| written.rows.len()).sum::<usize>() > PART {
            pause().await;
        }
        loop {
            let before = self.workspace.get_untracked();
            // Another catching up may have been faster.
            later.retain(|written| written.sequence > before.sequence());
            let mut workspace = (*before).clone();
            for written in &later {
                workspace.apply_in_parts(written, async || pause().await).await;
            }
            if Arc::ptr_eq(&before, &self.workspace.get_untracked()) {
                return self.show(workspace, Some(&later));
            }
        }
    }

    /// Reads everything but what follows of large tables.
    async fn read(self, store: &IndexedDbStore) -> Result<(), StoreError> {
        // Asked first: what another tab writes meanwhile is not missing.
        let last = last_remembered();
        let workspace = Workspace::open(store).await?;
        self.compare_with_mark(last, &workspace);
        self.show(workspace, None);
        Ok(())
    }

    /// Reads on what is not read yet; the pages see a table when it is all there.
    async fn follow(self, store: &IndexedDbStore) {
        while let Some((table, after, most)) =
            self.workspace.with_untracked(|workspace| workspace.following().map(owned))
        {
            let stretch = Stretch { after: after.as_deref(), until: None, most };
            let rows = match store.stretch(table, stretch).await {
                Ok(rows) => rows,
                Err(error) => return self.fail(&error),
            };
            let mut taken = false;
            self.workspace.update_untracked(|workspace| {
                // Whoever else reads on was faster.
                if workspace.following() == Some((table, stretch)) {
                    Arc::make_mut(workspace).follow(&rows);
                    taken = true;
                }
            });
            let Some(kind) = Kind::parse(table).filter(|_| taken) else { continue };
            let workspace = self.workspace.get_untracked();
            self.work_ahead(0);
            let days = |parameter: &str| self.days_untracked(parameter);
            self.inbox.update_untracked(|inbox| {
                rows.iter().for_each(|row| inbox.take(&workspace, kind, &row.key, &days));
            });
            if workspace.following().is_none_or(|(next, _)| next != table) {
                self.inbox.notify();
                self.workspace.notify(kind);
            }
        }
    }

    /// Shows a workspace: what was written since the one before, or, without it, all of another.
    fn show(self, workspace: Workspace, written: Option<&[Written]>) {
        let before = self.workspace.get_untracked();
        let first = self.opening.get_untracked() != Opening::Open;
        if workspace.sequence() <= before.sequence() && !first {
            return;
        }
        let bears = first || workspace.accounted() != before.accounted();
        let same_packs = workspace.settings.pack == before.settings.pack
            && Arc::ptr_eq(&workspace.versions, &before.versions)
            && Arc::ptr_eq(&workspace.publications, &before.publications);
        let equipped = first || written.is_none() || !same_packs;
        let workspace = Arc::new(if equipped { self.equip(workspace) } else { workspace });
        let sat = self.stay_seated(&workspace, first);
        self.workspace.show(Arc::clone(&workspace), written);
        self.mark_journal(&workspace);
        match written {
            Some(written) if !equipped && !sat => {
                let days = |parameter: &str| self.days_untracked(parameter);
                self.inbox.update(|inbox| {
                    inbox.follow((&before, &workspace), written, self.today.get_untracked(), &days)
                });
            }
            _ => self.fill_inbox(),
        }
        if bears || sat && self.account.with_untracked(Option::is_none) {
            if first && route::here() == Route::Data && self.account_waits.get_value().is_some() {
                self.account_waits.set_value(Some(true));
            } else {
                self.draw_up();
            }
        }
        self.work_ahead(if first { 0 } else { AFTER_A_CHANGE_MS });
    }

    /// Takes the packs in force as the rulebook, and the fields and the calendar that they bring.
    pub(super) fn equip(self, workspace: Workspace) -> Workspace {
        let library = policies::library(&self.shipped.get_untracked(), &workspace).unwrap_or_default();
        let fields = policies::fields(&library, &workspace, self.today.get_untracked());
        let calendar = policies::calendar(&library, &workspace, self.today.get_untracked());
        let rulebook = Rulebook::of(library, workspace.settings.pack.clone()).timed(clock);
        self.rulebook.set(Rc::new(rulebook));
        workspace.with_fields(fields).with_calendar(calendar)
    }

    /// Whoever opens the page where files come in brings one: what it is checked against is read first, and the account is drawn up when that
    /// is done, or the page left. Three that read a province at once, on two processors, would keep the file waiting.
    pub fn account_follows(self) {
        if self.account_waits.try_update_value(Option::take).flatten() == Some(true) {
            self.draw_up();
        }
    }

    pub(super) fn draw_up(self) {
        let workspace = self.workspace.get_untracked();
        let shipped = (*self.shipped.get_untracked()).clone();
        self.deciding.set(Some((0, workspace.sessions.len())));
        let known = self.drawn.get_untracked();
        let have = known.as_ref().map(|account| account.basis.clone());
        let progress = move |done, all| self.deciding.set(Some((done, all)));
        let known_as = have.clone();
        let hear = move |answer: Result<_, _>| match answer {
            Ok(change) => self.take_account(known_as.clone(), known.clone().unwrap_or_default(), change),
            Err(why) => self.not_decided(&why),
        };
        self.wait_for(self.ask_with_progress(DrawUp { shipped, have }, progress, hear));
    }

    /// Takes what the worker says of the account, part by part; it is shown when the last has come.
    fn take_account(self, have: Option<Basis>, mut account: Arc<Account>, change: AccountChange) {
        let of = change.basis.clone();
        let last = change.verdicts.last().map(|(id, _)| Key::clone(id)).filter(|_| change.more);
        let workspace = self.workspace.get_untracked();
        if !Arc::make_mut(&mut account).apply(change, &workspace.sessions) {
            // Said of an account that another answer has since replaced.
            self.drawn.set(None);
            self.draw_up();
            return;
        }
        if let Some(after) = last {
            let known_as = have.clone();
            let hear = move |answer: Result<_, _>| match answer {
                Ok(Some(change)) => self.take_account(known_as.clone(), Arc::clone(&account), change),
                Ok(None) => self.draw_up(),
                Err(why) => self.not_decided(&why),
            };
            self.wait_for(self.ask(TellFurther { have, of, after }, hear));
            return;
        }
        self.deciding.set(None);
        self.drawn.set(Some(account));
        self.work_ahead(if have.is_none() { 0 } else { AFTER_A_CHANGE_MS });
        if self.account.with_untracked(Option::is_some) {
            mark("keqiao:usable");
        }
    }

    fn not_decided(self, why: &Text) {
        self.deciding.set(None);
        self.tell(why.clone());
    }

    /// Of questions about the account only the latest is waited for.
    fn wait_for(self, request: RequestId) {
        self.forget(self.asked.get_value());
        self.asked.set_value(request);
    }
}

fn owned((table, stretch): (&'static str, Stretch<'_>)) -> (&'static str, Option<String>, Option<usize>) {
    (table, stretch.after.map(str::to_owned), stretch.most)
}

/// `rules/index.json` lists the files; `None` where there are none to fetch, and the path of one that is missing.
async fn fetch_files() -> Result<Option<Result<PackFiles, String>>, wasm_bindgen::JsValue> {
    let Some(index) = beside::text("./rules/index.json").await? else {
        return Ok(None);
    };
    let Ok(paths) = serde_json::from_str::<Vec<String>>(&index) else {
        return Ok(Some(Err("rules/index.json".to_owned())));
    };
    let one = |path: &String| {
        let path = format!("./rules/{path}");
        async move { beside::text(&path).await }
    };
    let texts = futures::future::try_join_all(paths.iter().map(one)).await?;
    Ok(Some(policies::complete(paths, texts)))
}
