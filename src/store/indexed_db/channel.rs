//! What tabs tell each other: up to which journal entry the store has been written. What was written is read from there.

use std::rc::Rc;

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{BroadcastChannel, MessageEvent};

/// What a message begins with; the sequence number follows.
const CHANGED: &str = "changed:";

/// The tabs' channel; silent in a browser without one, where a tab sees the others' changes at its next commit.
pub(super) struct Channel(Option<Rc<BroadcastChannel>>);

/// Ends with its value.
pub struct Subscription {
    channel: Rc<BroadcastChannel>,
    listener: Closure<dyn Fn(MessageEvent)>,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        // Removing what is not there is no error either.
        let _ = self
            .channel
            .remove_event_listener_with_callback("message", self.listener.as_ref().unchecked_ref());
    }
}

impl Channel {
    pub(super) fn open(database: &str) -> Self {
        Self(BroadcastChannel::new(&format!("keqiao:{database}")).ok().map(Rc::new))
    }

    pub(super) fn tell_changed(&self, sequence: u64) {
        if let Some(channel) = &self.0 {
            let _ = channel.post_message(&format!("{CHANGED}{sequence}").into());
        }
    }

    pub(super) fn subscribe(&self, on_change: impl Fn(u64) + 'static) -> Option<Subscription> {
        let channel = Rc::clone(self.0.as_ref()?);
        let listener = Closure::new(move |event: MessageEvent| {
            let said = event.data().as_string().unwrap_or_default();
            if let Some(sequence) = said.strip_prefix(CHANGED).and_then(|number| number.parse().ok()) {
                on_change(sequence);
            }
        });
        channel.add_event_listener_with_callback("message", listener.as_ref().unchecked_ref()).ok()?;
        Some(Subscription { channel, listener })
    }
}
