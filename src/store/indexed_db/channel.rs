//! What tabs tell each other: that something was written.

use std::rc::Rc;

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{BroadcastChannel, MessageEvent};

const CHANGED: &str = "changed";

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
        Self(
            BroadcastChannel::new(&format!("keqiao:{database}"))
                .ok()
                .map(Rc::new),
        )
    }

    pub(super) fn tell_changed(&self) {
        if let Some(channel) = &self.0 {
            let _ = channel.post_message(&CHANGED.into());
        }
    }

    pub(super) fn subscribe(&self, on_change: impl Fn() + 'static) -> Option<Subscription> {
        let channel = Rc::clone(self.0.as_ref()?);
        let listener = Closure::new(move |event: MessageEvent| {
            if event.data().as_string().as_deref() == Some(CHANGED) {
                on_change();
            }
        });
        channel
            .add_event_listener_with_callback("message", listener.as_ref().unchecked_ref())
            .ok()?;
        Some(Subscription { channel, listener })
    }
}
