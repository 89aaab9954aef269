//! The folder by which packages come and go, where one is connected: looked into while the page is open.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
use rexie::{ObjectStore, Rexie, TransactionMode};
use wasm_bindgen::{JsCast, JsValue};

use super::{State, is_on, turn};
use crate::{
    policy::decision::Text,
    ui::{
        disk::{self, FolderHandle},
        transport::{ByHand, Folder, Transport},
    },
    worker::handover::PackageFile,
};

const DATABASE: &str = "keqiao-post";
const FOLDER: &str = "folder";
const LOOK_EVERY: Duration = Duration::from_secs(10);
/// Where the browser remembers whether what is proven is taken over by itself.
const BY_ITSELF: &str = "keqiao-take-over";
/// And whether packages are saved as text.
const AS_TEXT: &str = "keqiao-as-text";

/// How it stands with the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Connected {
    /// The browser has no folders.
    Unable,
    /// None was chosen.
    Not,
    /// This one was chosen, and the browser asks again.
    Asks(String),
    /// This one.
    To(String),
}

/// See the module.
#[derive(Clone, Copy)]
pub struct Post {
    pub connected: RwSignal<Connected>,
    /// How many files wait in it.
    pub waiting: RwSignal<usize>,
    pub by_itself: RwSignal<bool>,
    /// Whether packages that go by hand are saved as text.
    pub as_text: RwSignal<bool>,
    /// How many there were when they were looked into by itself: once is enough.
    pub tried: StoredValue<usize>,
    handle: StoredValue<Option<FolderHandle>, LocalStorage>,
}

impl Post {
    pub fn unknown() -> Self {
        let connected = if disk::has_folders() { Connected::Not } else { Connected::Unable };
        Self {
            connected: RwSignal::new(connected),
            waiting: RwSignal::new(0),
            by_itself: RwSignal::new(is_on(BY_ITSELF)),
            as_text: RwSignal::new(is_on(AS_TEXT)),
            tried: StoredValue::new(0),
            handle: StoredValue::new_local(None),
        }
    }
}

/// A database of its own: a handle is no row that a backup could carry.
async fn database() -> Result<Rexie, rexie::Error> {
    Rexie::builder(DATABASE).version(1).add_object_store(ObjectStore::new(FOLDER)).build().await
}

async fn keep(handle: Option<&JsValue>) -> Result<(), rexie::Error> {
    let database = database().await?;
    let transaction = database.transaction(&[FOLDER], TransactionMode::ReadWrite)?;
    let store = transaction.store(FOLDER)?;
    match handle {
        Some(handle) => drop(store.put(handle, Some(&FOLDER.into())).await?),
        None => store.clear().await?,
    }
    transaction.done().await.map(drop)
}

async fn kept() -> Result<Option<JsValue>, rexie::Error> {
    let database = database().await?;
    let transaction = database.transaction(&[FOLDER], TransactionMode::ReadOnly)?;
    transaction.store(FOLDER)?.get(FOLDER.into()).await
}

impl State {
    /// Connects the folder of last time, and looks into it from time to time.
    pub(super) fn watch_the_post(self) {
        if !disk::has_folders() {
            return;
        }
        spawn_local(async move {
            if let Ok(Some(handle)) = kept().await {
                self.connect_with(handle.unchecked_into()).await;
            }
        });
        set_interval(move || spawn_local(self.look_into_the_folder()), LOOK_EVERY);
    }

    async fn connect_with(self, handle: FolderHandle) {
        let name = handle.name();
        let connected = if handle.is_permitted().await { Connected::To(name) } else { Connected::Asks(name) };
        self.post.handle.set_value(Some(handle));
        self.post.connected.set(connected);
        self.look_into_the_folder().await;
    }

    /// Lets the person choose a folder.
    pub fn connect_folder(self) {
        spawn_local(async move {
            let Some(handle) = disk::choose_folder().await else { return };
            // A browser that keeps no handle asks for the folder again the next time.
            let _ = keep(Some(&handle)).await;
            self.connect_with(handle).await;
        });
    }

    /// Asks for the folder of last time again.
    pub fn reconnect_folder(self) {
        spawn_local(async move {
            let Some(handle) = self.post.handle.get_value() else { return };
            if handle.ask().await {
                self.connect_with(handle).await;
            }
        });
    }

    /// Goes by hand from now on.
    pub fn disconnect_folder(self) {
        if !disk::has_folders() {
            return;
        }
        self.post.handle.set_value(None);
        self.post.connected.set(Connected::Not);
        self.post.waiting.set(0);
        spawn_local(async move {
            let _ = keep(None).await;
        });
    }

    /// Says whether packages that go by hand are saved as text.
    pub fn save_as_text(self, yes: bool) {
        self.post.as_text.set(yes);
        turn(AS_TEXT, yes);
    }

    /// Whether a file that is saved now is saved as text: a folder needs none.
    pub fn saves_text(self) -> bool {
        self.post.as_text.get_untracked() && self.folder().is_none()
    }

    /// Whether packages go by a folder.
    pub fn has_folder(self) -> bool {
        matches!(self.post.connected.get(), Connected::To(_))
    }

    /// Says whether what is proven and free of forks is taken over by itself.
    pub fn take_by_itself(self, yes: bool) {
        self.post.by_itself.set(yes);
        turn(BY_ITSELF, yes);
    }

    async fn look_into_the_folder(self) {
        let Some(folder) = self.folder() else { return };
        let count = folder.waiting().await.map_or(0, |files| files.len());
        if self.post.waiting.get_untracked() != count {
            self.post.waiting.set(count);
        }
    }

    /// The folder, where one is connected and an office works here.
    pub fn folder(self) -> Option<Folder> {
        let is_connected = matches!(self.post.connected.get_untracked(), Connected::To(_));
        let office = self.workspace.with_untracked(|workspace| workspace.settings.office.clone())?;
        let handle = self.post.handle.get_value().filter(|_| is_connected)?;
        Some(Folder { handle, unit: office.unit })
    }

    /// Sends packages off: into the folder where one is connected, else as files to save.
    pub async fn send_off(self, files: &[PackageFile]) -> Result<(), Text> {
        // A group file is nobody's in particular.
        match self.folder().filter(|_| files.iter().all(|file| !file.unit.is_empty())) {
            Some(folder) => folder.send(files).await,
            None => ByHand::default().send(files).await,
        }
    }

    /// Puts away what was taken over from the folder.
    pub fn put_away(self, names: Vec<String>) {
        spawn_local(async move {
            let Some(folder) = self.folder() else { return };
            if let Err(why) = folder.put_away(&names).await {
                self.tell(why);
            }
            self.look_into_the_folder().await;
        });
    }
}
