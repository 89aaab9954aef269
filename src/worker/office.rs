//! The page's end: asks, and hands answers to whoever asked.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use gloo_worker::{Spawnable, Worker, WorkerBridge};

use super::{Answer, Ask, Ticket};

type Callbacks = Rc<RefCell<HashMap<Ticket, Box<dyn Fn(Answer)>>>>;

/// A worker, from the page.
pub struct Office<W: Worker> {
    bridge: WorkerBridge<W>,
    callbacks: Callbacks,
    last: RefCell<Ticket>,
}

impl<W> Office<W>
where
    W: Worker<Input = (Ticket, Ask), Output = (Ticket, Answer)> + 'static,
{
    /// Starts the worker whose script this is.
    pub fn open(script: &str) -> Self {
        let callbacks = Callbacks::default();
        let waiting = Rc::clone(&callbacks);
        let bridge = W::spawner()
            .as_module(true)
            .with_loader(true)
            .callback(move |(ticket, answer): (Ticket, Answer)| {
                let callback = waiting.borrow_mut().remove(&ticket);
                let Some(callback) = callback else { return };
                let more = matches!(answer, Answer::Progress(..));
                callback(answer);
                if more {
                    waiting.borrow_mut().insert(ticket, callback);
                }
            })
            .spawn(script);
        Self { bridge, callbacks, last: RefCell::new(0) }
    }

    /// Asks; the callback hears of progress and then once of the result.
    pub fn ask(&self, ask: Ask, on_answer: impl Fn(Answer) + 'static) -> Ticket {
        let ticket = self.last.borrow().wrapping_add(1);
        *self.last.borrow_mut() = ticket;
        self.callbacks.borrow_mut().insert(ticket, Box::new(on_answer));
        self.bridge.send((ticket, ask));
        ticket
    }

    /// Wants no answer any more. The worker finishes its step and moves on when something else is asked.
    pub fn forget(&self, ticket: Ticket) {
        self.callbacks.borrow_mut().remove(&ticket);
    }
}
