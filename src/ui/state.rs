//! What every page shares: the store, the workspace read from it, the account the worker draws up.
//!
//! The flow is one way. A page calls a use-case of `app`; the use-case commits; [`State::refresh`] brings the
//! workspace to where the store is and asks the worker for the account; pages follow the signals. A commit in another tab enters at the same point,
//! through the store's notice.

mod ahead;
mod day;
mod kept;
mod kept_data;
mod lock;
mod memory;
mod office;
mod offline;
mod opening;
mod operations;
mod post;
mod seated;
mod summed;
mod tables;
mod waiting;
mod work_file;

use std::{rc::Rc, sync::Arc};

use leptos::prelude::*;
use leptos_i18n::I18nContext;

use crate::{
    app::{
        Actor, Now,
        account::Account,
        inbox::Inbox,
        overview::Sums,
        policies::{self, PackFiles, Rulebook},
        scope,
        table::{Codes, Viewer},
        timetable::Days,
    },
    domain::{Lang, Localized, Section, workflow::Seat},
    policy::decision::Text,
    store::{
        StoreError,
        indexed_db::{IndexedDbStore, Subscription},
    },
    ui::{components::toast::Toasts, i18n::*},
    worker::{Packs, Question, RequestId, WorkerClient, decisions, files, handover},
};

pub use ahead::QUICK;
use kept::Kept;
pub use kept::Same;
pub use kept_data::KeptData;
pub use lock::{CHOICES, Screen};
pub use memory::{TablePlace, is_on, remember, remembered, turn};
pub use office::PageStore;
pub use offline::{Offline, Program};
pub use operations::{Comparing, Preparing};
pub use post::{Connected, Post};
pub use seated::Seated;
pub use tables::Tables;
pub use work_file::{Given, Saved, WorkFile};

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
    decision_worker: StoredValue<Rc<WorkerClient<decisions::Questions>>, LocalStorage>,
    /// Loaded when the first file is read or written.
    files_worker: StoredValue<Option<Rc<WorkerClient<files::Questions>>>, LocalStorage>,
    /// Loaded where an office works, or a package is opened.
    handover_worker: StoredValue<Option<Rc<WorkerClient<handover::Questions>>>, LocalStorage>,
    /// The desk whose keys are wanted and locked.
    pub locked: RwSignal<Option<Seat>>,
    /// The file that answers the invitation by which this office joined.
    pub answer: RwSignal<Option<String>>,
    rulebook: RwSignal<Rc<Rulebook>, LocalStorage>,
    asked: StoredValue<RequestId>,
    /// The packs shipped with the program, as files by path.
    pub shipped: RwSignal<Arc<PackFiles>>,
    pub opening: RwSignal<Opening>,
    pub workspace: Tables,
    /// The day that the pages show, and that goes on while they are open; an actor asks for the moment.
    pub today: RwSignal<jiff::civil::Date>,
    /// Who sits at this tab.
    seated: RwSignal<Seated>,
    /// What waits for the seat.
    inbox: RwSignal<Inbox>,
    /// What the worker drew up last.
    drawn: RwSignal<Option<Arc<Account>>>,
    /// The account of the workspace; `None` until the worker has decided the sessions as they are now.
    pub account: Memo<Option<Arc<Account>>>,
    /// Sessions decided and in all, while the worker decides.
    pub deciding: RwSignal<Option<(usize, usize)>>,
    pub kept: Kept,
    pub kept_data: KeptData,
    pub program: Program,
    pub work_file: WorkFile,
    pub screen: Screen,
    pub post: Post,
    /// A file chosen on one page and opened on another.
    pub given: RwSignal<Option<Given>>,
    /// What tables and the overview have read and summed up of large tables.
    pub codes: StoredValue<Codes>,
    sums: StoredValue<Sums>,
    /// On which days sessions are, as timetables have looked for them.
    pub timetable: StoredValue<Days>,
    /// Whether the account is drawn up once the file worker is ready; nothing when it is (see [`State::account_follows`]).
    account_waits: StoredValue<Option<bool>>,
    /// Who works ahead: the latest only.
    ahead: StoredValue<u32>,
    /// Whether charts are shown, or the tables that say the same.
    pub charts: RwSignal<bool>,
    pub toasts: Toasts,
    pub i18n: I18nContext<Locale>,
}

const LANGUAGE: &str = "keqiao-language";

/// What this browser shows where there are both.
const CHARTS: &str = "keqiao-charts";
const TABLES: &str = "tables";

/// Where it remembers the file that answers the invitation.
pub const ANSWER: &str = "keqiao-answer";

/// Where the browser remembers the session that the policy page shows before and after an edit.
pub const EXAMPLE: &str = "keqiao-example";

impl State {
    /// The state of the page being shown.
    #[expect(clippy::expect_used, reason = "every page stands under the shell, which provides it")]
    pub fn here() -> Self {
        use_context().expect("a page outside the shell")
    }

    /// What the file worker needs to know of the packs.
    pub fn packs(self) -> Packs {
        let shipped = (*self.shipped.get_untracked()).clone();
        Packs { shipped, today: now().today, seat: self.seat_untracked() }
    }

    /// Asks the decision worker.
    pub fn ask<Q: Question<Of = decisions::Questions>>(
        self,
        question: Q,
        on_answer: impl Fn(Result<Q::Answer, Text>) + 'static,
    ) -> RequestId {
        self.ask_with_progress(question, |_, _| {}, on_answer)
    }

    /// As [`State::ask`], told meanwhile how many sessions are decided, and of how many.
    pub fn ask_with_progress<Q: Question<Of = decisions::Questions>>(
        self,
        question: Q,
        on_progress: impl Fn(usize, usize) + 'static,
        on_answer: impl Fn(Result<Q::Answer, Text>) + 'static,
    ) -> RequestId {
        self.decision_worker.with_value(|worker| worker.ask(question, on_progress, on_answer))
    }

    /// Wants no answer any more.
    pub fn forget(self, request: RequestId) {
        self.decision_worker.with_value(|worker| worker.forget(request));
    }

    /// Asks the file worker, who is sent for when there is none yet.
    pub fn ask_files<Q: Question<Of = files::Questions>>(
        self,
        question: Q,
        on_answer: impl Fn(Result<Q::Answer, Text>) + 'static,
    ) {
        self.ask_files_with_progress(question, |_, _| {}, on_answer);
    }

    /// As [`State::ask_files`], told meanwhile how many sessions are decided, and of how many.
    pub fn ask_files_with_progress<Q: Question<Of = files::Questions>>(
        self,
        question: Q,
        on_progress: impl Fn(usize, usize) + 'static,
        on_answer: impl Fn(Result<Q::Answer, Text>) + 'static,
    ) {
        self.files_worker.update_value(|files_worker| {
            let worker = files_worker.get_or_insert_with(|| Rc::new(files::client()));
            worker.ask(question, on_progress, on_answer);
        });
    }

    /// Stops the file worker in the midst of its work, as a file being read needs; the next question finds another.
    pub fn interrupt(self) {
        self.files_worker.set_value(None);
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

    /// Shows charts, or the tables that say the same, from now on.
    pub fn show_charts(self, charts: bool) {
        self.charts.set(charts);
        remember(CHARTS, if charts { "charts" } else { TABLES });
    }

    /// What a refusal's code says, by the policy in force today.
    pub fn reason(self, code: &str) -> String {
        let lang = self.lang().get();
        match self.rulebook().on(self.today.get()) {
            Ok(policy) => policy.reason_text(code).get(lang).to_owned(),
            Err(_) => code.to_owned(),
        }
    }

    /// What a pack is called.
    pub fn pack_title(self, id: &str) -> String {
        policies::title(&self.shipped.get(), id).get(self.lang().get()).to_owned()
    }

    /// Who looks at a table here.
    pub fn viewer(self) -> Viewer {
        let today = self.today.get();
        let reasons = self.rulebook().on(today).map(|policy| policy.reasons()).unwrap_or_default();
        Viewer { seat: self.seat(), today, lang: self.lang().get(), reasons: Arc::new(reasons) }
    }

    /// Who sits here, now.
    pub fn actor(self) -> Actor {
        let seated = self.seated.get_untracked();
        let now = now();
        let policy = self.rulebook.with_untracked(|rulebook| rulebook.on(now.today).ok());
        Actor { seat_name: seated.name, seat: seated.seat, policy, now }
    }

    /// The seat of the tree at which the person sits.
    pub fn seat(self) -> Option<Seat> {
        self.seated.get().seat
    }

    /// Whether this seat has a part in a section: follows the seat alone, for a unit stays what it is, and a page would be built anew
    /// with every change of the tree.
    pub fn opens(self, section: Section) -> bool {
        self.workspace
            .with_untracked(|workspace| scope::opens(workspace.tree(), self.seat().as_ref(), section))
    }

    /// Whether this seat has schools to compare with each other; follows the seat alone, as [`State::opens`] does.
    pub fn compares_schools(self) -> bool {
        self.workspace
            .with_untracked(|workspace| scope::compares_schools(workspace.tree(), self.seat().as_ref()))
    }

    pub fn seat_untracked(self) -> Option<Seat> {
        self.seated.get_untracked().seat
    }

    /// What the seat is called; empty where nobody sits.
    pub fn seat_name(self) -> String {
        self.seated.get().name
    }

    /// The value of a count of today's policy: the working days of a deadline.
    pub fn days(self, parameter: &str) -> Option<i64> {
        self.rulebook.track();
        self.days_untracked(parameter)
    }

    fn days_untracked(self, parameter: &str) -> Option<i64> {
        let today = self.today.get_untracked();
        self.rulebook.with_untracked(|rulebook| rulebook.on(today).ok())?.count(parameter, today)
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
        self.tell(Text::of(error));
    }

    /// Says what failed, as something else said it in both languages.
    pub fn tell(self, why: Text) {
        self.toasts.failed(move || why.get(self.lang().get()).to_owned());
    }
}

/// The second click of a double click: it means the first, and what stands under the mouse may have changed since.
pub fn is_again(event: &leptos::ev::MouseEvent) -> bool {
    event.detail() > 1
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
    Now { timestamp: date.to_iso_string().into(), today: today.unwrap_or(jiff::civil::Date::MIN) }
}
