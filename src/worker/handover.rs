//! Holds the keys of desks, and makes and opens packages. A program of its own, `src/bin/handover.rs`: cryptography is loaded where an
//! office works, and not with the page.

mod desks;
mod joins;
mod questions;
mod saving;
mod sending;
mod told;
mod work;

use std::rc::Rc;

use self::work::Handover;

pub use self::{
    questions::*,
    told::{
        Answer, DeskTold, InvitationTold, Invited, LookTold, Outcome, PackageFile, Partner, Proven, Told, Way,
    },
};
use super::{
    WorkerClient,
    connection::{self, Say},
    question::Reply,
};

/// How many characters the PIN of a desk has at least.
pub const LEAST_PIN: usize = crate::keys::LEAST_PIN;
/// And the passphrase of a work file.
pub const LEAST_PASSPHRASE: usize = crate::keys::LEAST_PASSPHRASE;

/// The worker, from the page.
pub fn client() -> WorkerClient<Questions> {
    WorkerClient::open("./handover-worker.js", 120)
}

/// Registers the worker; called when the program starts.
pub fn serve() {
    super::tell_when_asked("handover");
    let handover = Rc::<Handover>::default();
    connection::serve(move |_, question, say: Say<Answers>| {
        let handover = Rc::clone(&handover);
        wasm_bindgen_futures::spawn_local(async move {
            let progress = |done, all| say(Reply::Progress(done, all));
            say(match handover.answer(question, &progress).await {
                Ok(answer) => Reply::Answer(answer),
                Err(why) => Reply::Failed(why),
            });
        });
    });
}
