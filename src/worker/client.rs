//! The page's end: asks, and hands answers to whoever asked.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
};

use gloo_timers::callback::Interval;

use super::{
    RequestId,
    connection::Connection,
    question::{Asked, Question, Questions, Reply},
};
use crate::policy::decision::Text;

/// A worker, from the page. One that dies, or that is asked and says nothing for too long, is ended; whoever waits is told, and
/// whoever asks next finds another.
pub struct WorkerClient<Q: Questions> {
    worker: Rc<Worker<Q>>,
    _watch: Interval,
}

/// What hears the replies to a question.
type Callback<Q> = Box<dyn Fn(Reply<<Q as Questions>::Answers>)>;

struct Worker<Q: Questions> {
    script: &'static str,
    /// `None` until somebody asks.
    connection: RefCell<Option<Connection>>,
    waiting: RefCell<HashMap<RequestId, Callback<Q>>>,
    last: Cell<RequestId>,
    /// Looks since it spoke.
    silent: Cell<u32>,
}

/// Between two looks at whether the worker still speaks, in milliseconds.
const LOOK: u32 = 1_000;

impl<Q: Questions> WorkerClient<Q> {
    /// The worker whose script this is, and how many seconds it may be busy without a word. Seconds in which the page has looked: a
    /// computer that slept has not.
    pub fn open(script: &'static str, patience: u32) -> Self {
        let (connection, waiting, last, silent) = Default::default();
        let worker = Rc::new(Worker { script, connection, waiting, last, silent });
        let watched = Rc::clone(&worker);
        Self { worker, _watch: Interval::new(LOOK, move || watched.look(patience)) }
    }

    /// Asks; one callback hears how far it has come, the other once of the answer.
    pub fn ask<A: Question<Of = Q>>(
        &self,
        question: A,
        on_progress: impl Fn(usize, usize) + 'static,
        on_answer: impl Fn(Result<A::Answer, Text>) + 'static,
    ) -> RequestId {
        let worker = &self.worker;
        let request = worker.last.get().wrapping_add(1);
        worker.last.set(request);
        let heard = move |reply| match reply {
            Reply::Progress(done, all) => on_progress(done, all),
            Reply::Answer(answers) => A::unpack(answers).into_iter().for_each(|answer| on_answer(Ok(answer))),
            Reply::Failed(why) => on_answer(Err(why)),
            Reply::Dropped => {}
        };
        worker.waiting.borrow_mut().insert(request, Box::new(heard));
        worker.send(&(request, question.pack()));
        request
    }

    /// Wants no answer any more. The worker finishes its step and moves on when something else is asked.
    pub fn forget(&self, request: RequestId) {
        self.worker.waiting.borrow_mut().remove(&request);
    }
}

impl<Q: Questions> Worker<Q> {
    /// Sends a question to the worker, who is started when there is none. Where it cannot be, the next look says so.
    fn send(self: &Rc<Self>, asked: &Asked<Q>) {
        let mut connection = self.connection.borrow_mut();
        if connection.is_none() {
            let (hearing, failing) = (Rc::downgrade(self), Rc::downgrade(self));
            let heard = move |said| hearing.upgrade().map_or((), |worker| worker.hear(said));
            let failed = move || failing.upgrade().map_or((), |worker| worker.end());
            *connection = Connection::open(self.script, heard, failed).ok();
        }
        connection.iter().for_each(|connection| connection.send(asked));
    }

    fn hear(&self, said: Option<Asked<Reply<Q::Answers>>>) {
        self.silent.set(0);
        let Some((request, reply)) = said else { return };
        let callback = self.waiting.borrow_mut().remove(&request);
        let Some(callback) = callback else { return };
        let more = matches!(reply, Reply::Progress(..));
        callback(reply);
        if more {
            self.waiting.borrow_mut().insert(request, callback);
        }
    }

    /// Asks whether it is still there while anybody waits, and ends it when it has not said so for too long.
    fn look(&self, patience: u32) {
        let waits = !self.waiting.borrow().is_empty();
        self.silent.set(if waits { self.silent.get() + 1 } else { 0 });
        if self.silent.get() > patience || waits && self.connection.borrow().is_none() {
            return self.end();
        }
        self.connection.borrow().iter().filter(|_| waits).for_each(Connection::call);
    }

    /// Ends it, and tells whoever waits.
    fn end(&self) {
        self.silent.set(0);
        drop(self.connection.take());
        let waiting = self.waiting.take();
        waiting.into_values().for_each(|callback| callback(Reply::Failed(gone())));
    }
}

/// Why whoever waited has no answer.
fn gone() -> Text {
    Text {
        zh: "后台程序出错或没有应答，已经停止，下次使用时重新启动。请再试一次；刚才在导入的，先到操作记录看是否已经完成。".to_owned(),
        en: "The program in the background failed or did not answer and was ended; it starts again when it is needed. Please try once more; after an import, look into the journal first whether it was done.".to_owned(),
    }
}
