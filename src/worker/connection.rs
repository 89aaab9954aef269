//! The wire between the page and a worker: bytes in both directions, and the worker itself in the page's hands, so that its death
//! is heard and one that hangs can be ended.
//!
//! What is sent before the program in the worker has started would be lost, so the worker speaks first. A message without content
//! asks whether it is still there, and is its answer.

use std::{cell::RefCell, rc::Rc};

use js_sys::Uint8Array;
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue, UnwrapThrowExt, closure::Closure};
use web_sys::{DedicatedWorkerGlobalScope, Event, MessageEvent};

use super::{
    RequestId, beside,
    question::{Asked, Questions, Reply},
};

/// A worker that runs. It ends, whatever it does, when this is dropped.
pub(super) struct Connection {
    worker: web_sys::Worker,
    /// What is to be sent once it has spoken; `None` from then on.
    queue: Rc<RefCell<Option<Vec<JsValue>>>>,
    _heard: Closure<dyn Fn(MessageEvent)>,
    _failed: Closure<dyn Fn(Event)>,
}

impl Connection {
    /// Starts the worker whose script this is. `heard` is told whatever it says, and nothing of a word without content;
    /// `failed`, that it could not be started or that nothing catches what went wrong in it.
    pub fn open<M: DeserializeOwned>(
        script: &str,
        heard: impl Fn(Option<M>) + 'static,
        failed: impl Fn() + 'static,
    ) -> Result<Self, JsValue> {
        let worker = beside::worker(script)?;
        let queue = Rc::new(RefCell::new(Some(Vec::new())));
        let (to, kept) = (worker.clone(), Rc::clone(&queue));
        let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let kept: Option<Vec<JsValue>> = kept.borrow_mut().take();
            kept.iter().flatten().for_each(|message| to.post_message(message).unwrap_throw());
            heard(unpacked(&event.data()));
        });
        let failed = Closure::<dyn Fn(Event)>::new(move |_| failed());
        worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(failed.as_ref().unchecked_ref()));
        worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
        Ok(Self { worker, queue, _heard: heard, _failed: failed })
    }

    pub fn send(&self, message: &impl Serialize) {
        self.post(packed(message));
    }

    /// Asks whether it is still there.
    pub fn call(&self) {
        if self.queue.borrow().is_none() {
            self.post(JsValue::UNDEFINED);
        }
    }

    fn post(&self, message: JsValue) {
        match &mut *self.queue.borrow_mut() {
            Some(queue) => queue.push(message),
            None => self.worker.post_message(&message).unwrap_throw(),
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        // What it says from now on nobody hears.
        self.worker.set_onmessage(None);
        self.worker.set_onmessageerror(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// Says something to whoever asked.
pub(super) type Say<A> = Rc<dyn Fn(Reply<A>)>;

/// In a worker: answers every question, for as long as the worker lives.
pub(super) fn serve<Q: Questions>(answer: impl Fn(RequestId, Q, Say<Q::Answers>) + 'static) {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let page = scope.clone();
    let received = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let Some((request, question)) = unpacked::<Asked<Q>>(&event.data()) else {
            return page.post_message(&JsValue::UNDEFINED).unwrap_throw();
        };
        let page = page.clone();
        let say = move |reply: Reply<Q::Answers>| {
            let said: Asked<Reply<Q::Answers>> = (request, reply);
            page.post_message(&packed(&said)).unwrap_throw();
        };
        answer(request, question, Rc::new(say));
    });
    scope.set_onmessage(Some(received.as_ref().unchecked_ref()));
    received.forget();
    scope.post_message(&JsValue::UNDEFINED).unwrap_throw();
}

fn packed(message: &impl Serialize) -> JsValue {
    Uint8Array::from(&*bincode::serialize(message).unwrap_throw()).into()
}

fn unpacked<M: DeserializeOwned>(message: &JsValue) -> Option<M> {
    let bytes = message.dyn_ref::<Uint8Array>()?.to_vec();
    Some(bincode::deserialize(&bytes).unwrap_throw())
}
