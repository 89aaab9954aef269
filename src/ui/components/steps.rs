//! Making steps, from any page: at once where nothing is asked and nothing is to be told, else by the one dialog.

use std::collections::BTreeMap;

use leptos::prelude::*;

use crate::{
    app::{
        preview::Preview,
        scope,
        transitions::{self, Before, Doing, TransitionError, Unpaid},
        workspace::Workspace,
    },
    domain::{
        Kind,
        field::Attachment,
        lang::grouped,
        workflow::{Manner, Relation, Role, Seat, Transition, Who},
    },
    policy::decision::Text,
    ui::{
        i18n::*,
        route::Route,
        state::{State, now},
    },
};

/// So many of several are named.
pub const FIRST: usize = 5;

/// A step about to be made on a record, or on several at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Asking {
    pub kind: Kind,
    pub ids: Vec<String>,
    /// What the record is called, or the first of several.
    pub title: String,
    pub transition: &'static Transition,
    /// The unit that signs by it, where this seat acts for it.
    pub on_behalf_of: Option<String>,
    /// What was to be taken along and cannot be, each with why.
    pub left: Vec<Text>,
}

impl Asking {
    /// What is taken on, in the language of the page.
    pub fn called(&self, state: State) -> String {
        match self.only() {
            Some(_) => self.title.clone(),
            None => {
                let (title, count) = (self.title.clone(), grouped(self.ids.len()));
                t_string!(state.i18n, inbox.and_more, title = title, count = count).to_string()
            }
        }
    }

    /// The first of the records, by what each is called and what tells it from the others.
    pub fn first(&self, preview: &Preview<'_>) -> Vec<String> {
        let records = self.ids.iter().take(FIRST).filter_map(|id| preview.workspace.find(self.kind, id));
        records.map(|record| preview.whole(&record)).collect()
    }

    /// Whether what was signed on paper belongs to it.
    pub fn needs_paper(&self) -> bool {
        self.on_behalf_of.is_some() || self.transition.column.is_some()
    }

    /// The record, where it is one: of several each says what it says of itself.
    pub fn only(&self) -> Option<&str> {
        match &*self.ids {
            [id] => Some(id),
            _ => None,
        }
    }

    /// What is told before.
    pub fn before(&self, workspace: &Workspace, seat: Option<&Seat>) -> Before {
        let records = self.ids.iter().filter_map(|id| workspace.find(self.kind, id));
        let step = (self.transition.verb, seat.filter(|_| self.on_behalf_of.is_none()));
        let each = records.map(|record| transitions::before(workspace, &record, step, now().today));
        each.reduce(Before::and).unwrap_or_default()
    }

    /// What is paid no more once it is made.
    pub fn unpaid(&self, state: State) -> Unpaid {
        unpaid(state, (self.kind, &self.ids), self.transition.verb)
    }

    fn needs_nothing(&self) -> bool {
        let says = self.only().is_some() && !self.transition.states.is_empty();
        !self.transition.needs_reason() && !says && !self.needs_paper()
    }

    /// Whether the record is taken back to be put right, by who fills it in.
    fn corrects(&self) -> bool {
        self.transition.manner == Manner::Withdraw
            && matches!(self.transition.who, Who::One(Relation::Keeper, Role::Officer))
    }
}

/// What was given for it.
#[derive(Debug, Clone, Default)]
pub struct Given {
    pub note: String,
    pub stated: BTreeMap<String, String>,
    pub paper: Option<(Attachment, Vec<u8>)>,
}

/// Where steps are begun: the one dialog stands beside the pages, so that what is typed into it outlives what a page draws
/// anew.
#[derive(Clone, Copy)]
pub struct Steps {
    pub asking: RwSignal<Option<Asking>>,
    pub open: RwSignal<bool>,
}

impl Steps {
    /// Begun by the shell.
    pub fn provide() {
        provide_context(Self { asking: RwSignal::new(None), open: RwSignal::new(false) });
    }

    #[expect(clippy::expect_used, reason = "every page stands under the shell, which provides it")]
    pub fn here() -> Self {
        use_context().expect("a page outside the shell")
    }

    /// Makes a step, once what it needs has been given.
    pub fn begin(self, state: State, asking: Asking) {
        let seat = state.seat_untracked();
        let before = state.workspace.with_untracked(|workspace| asking.before(workspace, seat.as_ref()));
        let silent = before.is_silent();
        if silent && asking.needs_nothing() && asking.left.is_empty() {
            make(state, asking, Given::default(), || {}, move |error| state.fail(&error));
        } else {
            self.asking.set(Some(asking));
            self.open.set(true);
        }
    }
}

/// What is paid no more once this seat has made a step on these records, or taken its last one back.
pub fn unpaid(state: State, records: (Kind, &[String]), verb: &str) -> Unpaid {
    let (workspace, rulebook) = (state.workspace.get_untracked(), untrack(|| state.rulebook()));
    let seat = state.seat_untracked();
    let of = |seat| transitions::unpaid(&workspace, &rulebook, records, (verb, &seat), now().today);
    seat.map(of).unwrap_or_default()
}

/// Makes a step with what was given for it.
pub fn make(
    state: State,
    asking: Asking,
    given: Given,
    done: impl FnOnce() + 'static,
    failed: impl FnOnce(TransitionError) + 'static,
) {
    let actor = state.actor();
    let workspace = state.workspace.get_untracked();
    let made = asking.clone();
    state.attempt(
        move |store| async move {
            let Asking { kind, ids, transition, on_behalf_of, .. } = made;
            let doing = Doing {
                verb: transition.verb,
                note: &given.note,
                stated: given.stated,
                on_behalf_of: on_behalf_of.as_deref(),
                paper: given.paper,
            };
            transitions::make_all(&*store, &workspace, &actor, (kind, &ids), doing).await
        },
        move |written| {
            let made = asking.clone();
            let said = move || {
                let lang = state.lang().get();
                format!("{}{}{}", made.transition.label.text(lang), lang.colon(), made.called(state))
            };
            // What an earlier step offered to take back can be taken back no more.
            state.toasts.clear();
            state.toasts.done(said, undo(state, &asking, written.sequence));
            done();
            put_right(state, &asking);
        },
        failed,
    );
}

/// What takes the step back: of several the operation as a whole.
fn undo(state: State, asking: &Asking, sequence: u64) -> Option<Callback<()>> {
    let Some(id) = asking.only() else { return Some(state.undoing(sequence)) };
    let workspace = state.workspace.get_untracked();
    let seat = state.seat_untracked()?;
    let record = workspace.find(asking.kind, id)?;
    transitions::may_take_back(&workspace, &seat, &record).ok()?;
    Some(taking_back(state, asking.kind, id.to_owned()))
}

/// Who corrects a record goes on in its form.
fn put_right(state: State, asking: &Asking) {
    let workspace = state.workspace.get_untracked();
    let record = asking.only().filter(|_| asking.corrects()).and_then(|id| workspace.find(asking.kind, id));
    if let Some(record) =
        record.filter(|record| scope::edits(&workspace, state.seat_untracked().as_ref(), record))
    {
        Route::Edit { kind: asking.kind, id: record.id, field: None }.go();
    }
}

/// What 撤销 does to the step just made.
pub fn taking_back(state: State, kind: Kind, id: String) -> Callback<()> {
    Callback::new(move |()| {
        let (id, actor) = (id.clone(), state.actor());
        let workspace = state.workspace.get_untracked();
        state.act(
            move |store| async move { transitions::take_back(&*store, &workspace, &actor, (kind, &id)).await },
            move |_| state.toasts.done(move || t_string!(state.i18n, data.undone), None),
        );
    })
}
