//! The page's end: asks, and hands answers to whoever asked.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
};

use gloo_timers::callback::Interval;
use gloo_worker::{Spawnable, Worker, WorkerBridge};

use super::{
    RequestId,
    question::{Asked, Question, Questions, Reply},
};
use crate::policy::decision::Text;

type Callbacks<A> = Rc<RefCell<HashMap<RequestId, Box<dyn Fn(Reply<A>)>>>>;

/// A worker, from the page. One that is asked and says nothing for two minutes, because it has died or hangs, is let go of and
/// replaced, and whoever waits is told.
pub struct WorkerClient<W: Worker, Q: Questions> {
    bridge: Rc<RefCell<WorkerBridge<W>>>,
    callbacks: Callbacks<Q::Answers>,
    last: RefCell<RequestId>,
    _watch: Interval,
}

/// Between two looks at whether the worker still speaks, in milliseconds.
const LOOK: u32 = 5_000;
/// Looks without a word from it. Looks and not time: a computer that slept has not looked.
const SILENT: u32 = 24;

impl<W, Q> WorkerClient<W, Q>
where
    Q: Questions,
    W: Worker<Input = Asked<Q>, Output = Asked<Reply<Q::Answers>>> + 'static,
{
    /// Starts the worker whose script this is.
    pub fn open(script: &'static str) -> Self {
        let callbacks = Callbacks::<Q::Answers>::default();
        let silent = Rc::new(Cell::new(0));
        let bridge = Rc::new(RefCell::new(spawn::<W, Q>(script, &callbacks, &silent)));
        let watched = (Rc::clone(&bridge), Rc::clone(&callbacks));
        let watch = Interval::new(LOOK, move || {
            let (bridge, callbacks) = &watched;
            silent.set(if callbacks.borrow().is_empty() { 0 } else { silent.get() + 1 });
            if silent.get() < SILENT {
                return;
            }
            silent.set(0);
            let waiting = callbacks.take();
            *bridge.borrow_mut() = spawn::<W, Q>(script, callbacks, &silent);
            waiting.into_values().for_each(|callback| callback(Reply::Failed(gone())));
        });
        Self { bridge, callbacks, last: RefCell::new(0), _watch: watch }
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
            Reply::Dropped => {}
        };
        self.callbacks.borrow_mut().insert(request, Box::new(heard));
        self.bridge.borrow().send((request, question.pack()));
        request
    }

    /// Wants no answer any more. The worker finishes its step and moves on when something else is asked.
    pub fn forget(&self, request: RequestId) {
        self.callbacks.borrow_mut().remove(&request);
    }
}

fn spawn<W, Q>(script: &str, callbacks: &Callbacks<Q::Answers>, silent: &Rc<Cell<u32>>) -> WorkerBridge<W>
where
    Q: Questions,
    W: Worker<Input = Asked<Q>, Output = Asked<Reply<Q::Answers>>> + 'static,
{
    let (waiting, silent) = (Rc::clone(callbacks), Rc::clone(silent));
    W::spawner()
        .as_module(true)
        .with_loader(true)
        .callback(move |(request, reply): Asked<Reply<Q::Answers>>| {
            silent.set(0);
            let callback = waiting.borrow_mut().remove(&request);
            let Some(callback) = callback else { return };
            let more = matches!(reply, Reply::Progress(..));
            callback(reply);
            if more {
                waiting.borrow_mut().insert(request, callback);
            }
        })
        .spawn(script)
}

/// Why whoever waited has no answer.
fn gone() -> Text {
    Text {
        zh: "后台程序没有应答，已重新启动。请再试一次；刚才在导入的，先到操作记录看是否已经完成。".to_owned(),
        en: "The program in the background did not answer and was started again. Please try once more; after an import, look into the journal first whether it was done.".to_owned(),
    }
}
