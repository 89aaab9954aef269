//! The page's end: asks, and hands answers to whoever asked.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use gloo_worker::{Spawnable, Worker, WorkerBridge};

use super::{
    RequestId,
    question::{Asked, Question, Questions, Reply},
};
use crate::policy::decision::Text;

type Callbacks<A> = Rc<RefCell<HashMap<RequestId, Box<dyn Fn(Reply<A>)>>>>;

/// A worker, from the page.
pub struct WorkerClient<W: Worker, Q: Questions> {
    bridge: WorkerBridge<W>,
    callbacks: Callbacks<Q::Answers>,
    last: RefCell<RequestId>,
}

impl<W, Q> WorkerClient<W, Q>
where
    Q: Questions,
    W: Worker<Input = Asked<Q>, Output = Asked<Reply<Q::Answers>>> + 'static,
{
    /// Starts the worker whose script this is.
    pub fn open(script: &str) -> Self {
        let callbacks = Callbacks::<Q::Answers>::default();
        let waiting = Rc::clone(&callbacks);
        let bridge = W::spawner()
            .as_module(true)
            .with_loader(true)
            .callback(move |(request, reply): Asked<Reply<Q::Answers>>| {
                let callback = waiting.borrow_mut().remove(&request);
                let Some(callback) = callback else { return };
                let more = matches!(reply, Reply::Progress(..));
                callback(reply);
                if more {
                    waiting.borrow_mut().insert(request, callback);
                }
            })
            .spawn(script);
        Self { bridge, callbacks, last: RefCell::new(0) }
    }

    /// Asks; one callback hears how far it has come, the other once of the answer.
    pub fn ask<A: Question<Of = Q>>(
        &self,
        question: A,
        on_progress: impl Fn(usize, usize) + 'static,
        on_answer: impl Fn(Result<A::Answer, Text>) + 'static,
    ) -> RequestId {
        let request = self.last.borrow().wrapping_add(1);
        *self.last.borrow_mut() = request;
        let heard = move |reply| match reply {
            Reply::Progress(done, all) => on_progress(done, all),
            Reply::Answer(answers) => A::unpack(answers).into_iter().for_each(|answer| on_answer(Ok(answer))),
            Reply::Failed(why) => on_answer(Err(why)),
        };
        self.callbacks.borrow_mut().insert(request, Box::new(heard));
        self.bridge.send((request, question.pack()));
        request
    }

    /// Wants no answer any more. The worker finishes its step and moves on when something else is asked.
    pub fn forget(&self, request: RequestId) {
        self.callbacks.borrow_mut().remove(&request);
    }
}
