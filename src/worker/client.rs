//! The page's end: asks, and hands answers to whoever asked.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use gloo_worker::{Spawnable, Worker, WorkerBridge};

use super::{Answer, Ask, RequestId};

type Callbacks = Rc<RefCell<HashMap<RequestId, Box<dyn Fn(Answer)>>>>;

/// A worker, from the page.
pub struct WorkerClient<W: Worker> {
    bridge: WorkerBridge<W>,
    callbacks: Callbacks,
    last: RefCell<RequestId>,
}

impl<W> WorkerClient<W>
where
    W: Worker<Input = (RequestId, Ask), Output = (RequestId, Answer)> + 'static,
{
    /// Starts the worker whose script this is.
    pub fn open(script: &str) -> Self {
        let callbacks = Callbacks::default();
        let waiting = Rc::clone(&callbacks);
        let bridge = W::spawner()
            .as_module(true)
            .with_loader(true)
            .callback(move |(request, answer): (RequestId, Answer)| {
                let callback = waiting.borrow_mut().remove(&request);
                let Some(callback) = callback else { return };
                let more = matches!(answer, Answer::Progress(..));
                callback(answer);
                if more {
                    waiting.borrow_mut().insert(request, callback);
                }
            })
            .spawn(script);
        Self { bridge, callbacks, last: RefCell::new(0) }
    }

    /// Asks; the callback hears of progress and then once of the result.
    pub fn ask(&self, ask: Ask, on_answer: impl Fn(Answer) + 'static) -> RequestId {
        let request = self.last.borrow().wrapping_add(1);
        *self.last.borrow_mut() = request;
        self.callbacks.borrow_mut().insert(request, Box::new(on_answer));
        self.bridge.send((request, ask));
        request
    }

    /// Wants no answer any more. The worker finishes its step and moves on when something else is asked.
    pub fn forget(&self, request: RequestId) {
        self.callbacks.borrow_mut().remove(&request);
    }
}
