//! The office that works in this browser: whose desks sign, and the worker that has their keys.

use std::{cell::Cell, rc::Rc};

use futures::channel::oneshot;
use leptos::prelude::*;

use super::{ANSWER, State, now, remember};
use crate::{
    app::{
        sealing::{Sealing, Signer},
        settings::Signs,
    },
    domain::{
        seal::Salt,
        signing::Draft,
        workflow::{Seat, Step},
    },
    policy::decision::Text,
    store::{StoreError, indexed_db::IndexedDbStore},
    worker::{
        Question,
        handover::{self, By, Seal, Sealed},
        random,
    },
};

/// The store of a page: what an office makes in it is sealed.
pub type PageStore = Sealing<Rc<IndexedDbStore>, PageSigner>;

/// Has the hand-over worker sign.
#[derive(Clone, Copy)]
pub struct PageSigner(State);

impl State {
    /// The store; `None` while it is not open.
    pub fn store(self) -> Option<Rc<PageStore>> {
        let store = self.store.get_value()?;
        let signs = self.workspace.with_untracked(|workspace| Signs::of(&workspace.settings));
        Some(Rc::new(Sealing::new(store, PageSigner(self), signs)))
    }

    /// Asks the hand-over worker.
    pub fn ask_handover<Q: Question<Of = handover::Questions>>(
        self,
        question: Q,
        on_answer: impl Fn(Result<Q::Answer, Text>) + 'static,
    ) {
        self.ask_handover_with_progress(question, |_, _| {}, on_answer);
    }

    /// As [`State::ask_handover`], told meanwhile how much is done, and of how much.
    pub fn ask_handover_with_progress<Q: Question<Of = handover::Questions>>(
        self,
        question: Q,
        on_progress: impl Fn(usize, usize) + 'static,
        on_answer: impl Fn(Result<Q::Answer, Text>) + 'static,
    ) {
        self.handover_worker.update_value(|worker| {
            let worker = worker.get_or_insert_with(|| Rc::new(handover::client()));
            worker.ask(question, on_progress, on_answer);
        });
    }

    /// What the browser remembers of an office beside its data goes with it.
    pub(super) fn forget_office(self) {
        self.work_here_for_now(false);
        self.take_by_itself(false);
        self.save_as_text(false);
        self.disconnect_folder();
        self.work_file.handle.set_value(None);
        self.work_file.picked.set_value(None);
        remember(ANSWER, "");
        self.answer.set(None);
    }

    /// Who asks it; nothing where nobody has taken a seat.
    pub fn by(self) -> Option<By> {
        let actor = self.actor();
        let today = now().today;
        Some(By { seat: actor.seat?, seat_name: actor.seat_name, timestamp: actor.now.timestamp, today })
    }
}

impl Signer for PageSigner {
    fn today(&self) -> jiff::civil::Date {
        now().today
    }

    fn salts(&self, count: usize) -> Vec<Salt> {
        random::salts(count)
    }

    async fn seal(&self, seat: &Seat, drafts: Vec<Draft>) -> Result<Vec<Vec<Step>>, StoreError> {
        let failed = |why: String| StoreError::Failed(why);
        let drafts = serde_json::to_string(&drafts).map_err(|error| failed(error.to_string()))?;
        let (send, receive) = oneshot::channel();
        let send = Cell::new(Some(send));
        let is_demo =
            self.0.workspace.with_untracked(|workspace| Signs::of(&workspace.settings)) == Signs::All;
        self.0.ask_handover(Seal { seat: seat.clone(), drafts, is_demo }, move |answer| {
            // Whoever asked may be gone.
            let _ = send.take().map(|send| send.send(answer));
        });
        match receive.await {
            Ok(Ok(Sealed::Steps(steps))) => {
                serde_json::from_str(&steps).map_err(|error| failed(error.to_string()))
            }
            Ok(Ok(Sealed::Locked)) => {
                self.0.locked.set(Some(seat.clone()));
                Err(StoreError::Locked)
            }
            Ok(Err(why)) => Err(failed(why.get(self.0.lang().get_untracked()).to_owned())),
            Err(_) => Err(failed(String::new())),
        }
    }
}
