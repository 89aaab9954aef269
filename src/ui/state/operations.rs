//! What the buttons of several pages do: use-cases run on the store, and what is said of them.

use std::{future::Future, rc::Rc};

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;

use super::{PageStore, Seated, State, mark, now};
use crate::{
    app::{compare::Comparison, journal, mend, personal, settings::Settings},
    domain::{Localized, counts, workflow::Seat},
    policy::decision::Text,
    store::{self, Commit, Store, StoreError, Written},
    ui::{components::download::download, i18n::*},
    worker::{
        Demo, Question, RequestId, Stored,
        decisions::{self, MakeDemo, Prepared},
        files::{self, FileBytes},
        handover::Forget,
    },
};

/// What all sessions are decided for on a page: how far it has come, and what was found.
pub struct Deciding<A: 'static> {
    /// Sessions decided and in all, while the worker decides.
    pub progress: RwSignal<Option<(usize, usize)>>,
    pub found: RwSignal<Option<A>>,
}

impl<A: 'static> Clone for Deciding<A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A: 'static> Copy for Deciding<A> {}

/// A comparison of a draft with what is in force.
pub type Comparing = Deciding<Comparison>;
/// What putting a version in force would change, and whether it can be.
pub type Preparing = Deciding<Prepared>;

impl<A: Clone + Send + Sync + 'static> Deciding<A> {
    pub fn nothing() -> Self {
        Self { progress: RwSignal::new(None), found: RwSignal::new(None) }
    }
}

/// The button that was pressed may be gone: then the keyboard goes on from the page, not from the top of the window.
fn keep_focus() {
    let lost = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
    let main = document().query_selector("main").ok().flatten();
    if let Some(main) = main.filter(|_| lost).and_then(|main| main.dyn_into::<web_sys::HtmlElement>().ok()) {
        let still = web_sys::FocusOptions::new();
        still.set_prevent_scroll(true);
        let _ = main.focus_with_options(&still);
    }
}

impl State {
    /// Asks what all sessions are decided for.
    pub fn decide<Q>(self, question: Q, of: Deciding<Q::Answer>) -> RequestId
    where
        Q: Question<Of = decisions::Questions>,
        Q::Answer: Clone + Send + Sync + 'static,
    {
        let count = self.workspace.with_untracked(|workspace| workspace.sessions.len());
        of.progress.set(Some((0, count)));
        mark("keqiao:asked");
        let progress = move |done, all| of.progress.set(Some((done, all)));
        self.ask_with_progress(question, progress, move |answer| {
            of.progress.set(None);
            match answer {
                Ok(found) => {
                    mark("keqiao:compared");
                    of.found.set(Some(found));
                }
                Err(why) => self.tell(why),
            }
        })
    }

    /// Has the file worker write a file, and saves it.
    pub fn save_file(
        self,
        question: impl Question<Of = files::Questions, Answer = FileBytes>,
        name: String,
        mime: &'static str,
        saved: impl Fn(String) + 'static,
    ) {
        self.ask_files(question, move |answer| match answer {
            Ok(FileBytes(bytes)) => match download(&name, mime, &bytes) {
                Ok(()) => saved(name.clone()),
                Err(error) => {
                    let why = format!("{error:?}");
                    let said =
                        move || t_string!(self.i18n, subsidy.export_failed, why = why.clone()).to_string();
                    self.toasts.failed(said);
                }
            },
            Err(why) => self.tell(why),
        });
    }

    /// Whether everything is read; else says that nothing is done yet: what is counted and what is made of a record would be
    /// of the part that is there.
    pub fn is_whole(self) -> bool {
        let whole = self.workspace.with_untracked(|workspace| workspace.following().is_none());
        if !whole {
            self.toasts.failed(move || t_string!(self.i18n, common.reading));
        }
        whole
    }

    /// Runs a use-case on the store, then takes what it wrote. A failure is told and leaves everything as it was.
    pub fn act<T, E, F>(
        self,
        operation: impl FnOnce(Rc<PageStore>) -> F + 'static,
        done: impl FnOnce(T) + 'static,
    ) where
        T: 'static,
        E: Localized + 'static,
        F: Future<Output = Result<T, E>> + 'static,
    {
        self.attempt(operation, done, move |error| self.fail(&error));
    }

    /// As [`State::act`], with a failure handed to whoever asked.
    pub fn attempt<T, E, F>(
        self,
        operation: impl FnOnce(Rc<PageStore>) -> F + 'static,
        done: impl FnOnce(T) + 'static,
        failed: impl FnOnce(E) + 'static,
    ) where
        T: 'static,
        E: 'static,
        F: Future<Output = Result<T, E>> + 'static,
    {
        if !self.is_whole() {
            return;
        }
        spawn_local(async move {
            let Some(store) = self.store() else { return };
            match operation(store).await {
                Ok(result) => {
                    self.refresh().await;
                    done(result);
                    request_animation_frame(keep_focus);
                }
                Err(error) => {
                    failed(error);
                    // It may have failed because another tab was faster.
                    self.refresh().await;
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
        let seat = t_string!(self.i18n, seat.demo_seat).to_owned();
        let shipped = (*self.shipped.get_untracked()).clone();
        let demo =
            Demo { shipped, seat_name: seat, timestamp: moment.timestamp, today: moment.today, sessions };
        self.ask(MakeDemo { demo }, move |answer| {
            finished();
            self.stored(answer, |state, stored| {
                let workspace = state.workspace.get_untracked();
                let counts = [
                    (workspace.schools.len(), counts::SCHOOLS),
                    (workspace.instructors.len(), counts::INSTRUCTORS),
                    (workspace.sessions.len(), counts::SESSIONS),
                ];
                let text = move || {
                    let lang = state.lang().get();
                    let [schools, instructors, sessions] =
                        counts.map(|(count, unit)| lang.counted(count, unit));
                    t_string!(
                        state.i18n,
                        first.demo_done,
                        schools = schools,
                        instructors = instructors,
                        sessions = sessions
                    )
                    .to_string()
                };
                state.toasts.done(text, Some(state.undoing(stored.sequence)));
            });
        });
    }

    /// After the worker stored something: takes it, then says so.
    pub fn stored(self, answer: Result<Stored, Text>, said: impl FnOnce(Self, Stored) + 'static) {
        match answer {
            Ok(stored) => spawn_local(async move {
                self.refresh().await;
                said(self, stored);
            }),
            Err(why) => self.tell(why),
        }
    }

    /// What 撤销 does to a journal entry.
    pub fn undoing(self, sequence: u64) -> Callback<()> {
        Callback::new(move |()| {
            let (actor, workspace) = (self.actor(), self.workspace.get_untracked());
            self.act(
                move |store| async move { journal::undo(&*store, &workspace, &actor, sequence).await },
                move |_| {
                    self.toasts.done(move || t_string!(self.i18n, data.undone), None);
                },
            );
        })
    }

    /// Changes the settings; the note is what the journal says of it.
    pub fn set(
        self,
        (verb, note): (&'static str, String),
        change: impl FnOnce(&mut Settings),
        done: impl FnOnce(Written) + 'static,
    ) {
        let workspace = self.workspace.get_untracked();
        let mut settings = workspace.settings.clone();
        change(&mut settings);
        let put = store::put(&settings, workspace.settings_revision());
        let operation = self.actor().operation(verb, note);
        self.act::<_, StoreError, _>(
            move |store| async move {
                let changes = vec![put?];
                store.commit(Commit::new(operation, changes)).await
            },
            done,
        );
    }

    /// Writes settings that cannot be read anew, as far as they could be made out.
    pub fn mend_settings(self) {
        let (actor, workspace) = (self.actor(), self.workspace.get_untracked());
        self.act(
            move |store| async move { mend::settings(&*store, &workspace, &actor).await },
            move |_| self.toasts.done(move || t_string!(self.i18n, notice.mended), None),
        );
    }

    /// Removes everything from this browser, the keys of its desks too.
    pub fn erase(self) {
        let is_office = self.workspace.with_untracked(|workspace| workspace.settings.office.is_some());
        let told = move || {
            self.toasts.clear();
            self.toasts.done(move || t_string!(self.i18n, data.erased), None);
        };
        self.act(
            |store| async move { store.erase().await },
            move |()| {
                self.take_seat(Seated::default());
                self.forget_office();
                if !is_office {
                    return told();
                }
                // The keys last: without the data nobody misses them.
                self.ask_handover(Forget {}, move |answer| match answer {
                    Ok(()) => told(),
                    Err(why) => self.tell(why),
                });
            },
        );
    }

    /// Sits down at this tab, and where new tabs begin: a name for the journal and, where the tree has the unit, its seat.
    pub fn sit_at(self, seat_name: String, seat: Option<Seat>) {
        let seated = Seated { name: seat_name.clone(), seat: seat.clone() };
        self.set(
            ("seat", seat_name.clone()),
            move |settings| {
                settings.seat_name = seat_name;
                settings.seat = seat;
            },
            move |_| {
                let name = seated.name.clone();
                self.take_seat(seated);
                self.toasts.clear();
                let said = move || t_string!(self.i18n, seat.changed, name = name.clone()).to_string();
                self.toasts.done(said, None);
            },
        );
    }
}
