//! The keys of the desks of this browser, in a database of their own: neither a backup nor a package carries them.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use rexie::{ObjectStore, Rexie, RexieBuilder, Transaction, TransactionMode, TransactionResult};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

use crate::{
    app::{sealing::Signer, work_file::KeptDesk},
    domain::{
        seal::{Digest, Salt},
        signing::Draft,
        workflow::{Seat, Step},
    },
    keys::{DeskKey, FileLock, Locked, Numbered, Secret},
    policy::decision::Text,
    store::{StoreError, backup::Backup},
    worker::random,
};

const DATABASE: &str = "keqiao-keys";
const DESKS: &str = "desks";
const FILE: &str = "file";
/// Where beside it stands how many steps the desks of demos have signed here.
const DEMO: &str = "demo";

/// What work files of this browser are sealed with, and by what the one is known that was saved last.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct KeptFile {
    pub lock: FileLock,
    pub saved: Option<Digest>,
}

/// A work file that was opened: what it brings, and what it is sealed with.
pub(super) struct OpenedFile {
    pub desks: Vec<KeptDesk>,
    pub backup: Backup,
    pub file: KeptFile,
}

/// See the module.
#[derive(Default)]
pub(super) struct Desks {
    database: RefCell<Option<Rc<Rexie>>>,
    open: RefCell<BTreeMap<String, Secret>>,
}

/// The key under which a seat's desk is kept.
fn place(seat: &Seat) -> String {
    format!("{}/{}", seat.unit, seat.role.code())
}

impl Desks {
    async fn database(&self) -> Result<Rc<Rexie>, StoreError> {
        let open = self.database.borrow().clone();
        if let Some(open) = open {
            return Ok(open);
        }
        let stores = [DESKS, FILE].map(ObjectStore::new);
        let database =
            stores.into_iter().fold(Rexie::builder(DATABASE).version(2), RexieBuilder::add_object_store);
        let database = Rc::new(database.build().await?);
        *self.database.borrow_mut() = Some(Rc::clone(&database));
        Ok(database)
    }

    /// All desks of this browser.
    pub async fn all(&self) -> Result<Vec<KeptDesk>, StoreError> {
        let database = self.database().await?;
        let transaction = database.transaction(&[DESKS], TransactionMode::ReadOnly)?;
        let values = transaction.store(DESKS)?.get_all(None, None).await?;
        Ok(values.iter().filter_map(|value| serde_json::from_str(&value.as_string()?).ok()).collect())
    }

    async fn get(transaction: &Transaction, seat: &Seat) -> Result<Option<KeptDesk>, StoreError> {
        let value = transaction.store(DESKS)?.get(JsValue::from_str(&place(seat))).await?;
        Ok(value.and_then(|value| serde_json::from_str(&value.as_string()?).ok()))
    }

    async fn put(transaction: Transaction, kept: &KeptDesk) -> Result<(), StoreError> {
        put(&transaction, DESKS, &place(&kept.seat), kept).await?;
        finish(transaction).await
    }

    /// Makes the keys of a desk, or takes those that it has where the PIN is theirs.
    pub async fn make(&self, seat: &Seat, pin: &str) -> Result<DeskKey, Text> {
        let secret = Secret::make();
        let locked = secret.lock(pin).map_err(|error| Text::of(&error))?;
        let kept = KeptDesk { seat: seat.clone(), public: secret.public(), locked, number: 0 };
        // Looked for and stored in one transaction: whoever presses twice, or in two tabs, makes one key.
        let stored = async {
            let database = self.database().await?;
            let transaction = database.transaction(&[DESKS], TransactionMode::ReadWrite)?;
            match Self::get(&transaction, seat).await? {
                Some(_) => Ok(false),
                None => Self::put(transaction, &kept).await.map(|()| true),
            }
        };
        let is_new = stored.await.map_err(|error: StoreError| Text::of(&error))?;
        if is_new {
            self.open.borrow_mut().insert(place(seat), secret);
        } else {
            self.unlock(seat, pin).await?;
        }
        self.secret(seat).map(|secret| secret.public()).ok_or_else(|| Text::of(&StoreError::Locked))
    }

    /// Puts new keys in the place of those that a desk has. Those are gone.
    pub async fn renew(&self, seat: &Seat, (secret, locked): (Secret, Locked)) -> Result<(), StoreError> {
        let kept = KeptDesk { seat: seat.clone(), public: secret.public(), locked, number: 0 };
        let database = self.database().await?;
        let transaction = database.transaction(&[DESKS], TransactionMode::ReadWrite)?;
        Self::put(transaction, &kept).await?;
        self.open.borrow_mut().insert(place(seat), secret);
        Ok(())
    }

    /// Unlocks the keys of a desk until the program ends.
    pub async fn unlock(&self, seat: &Seat, pin: &str) -> Result<(), Text> {
        let all = self.all().await.map_err(|error| Text::of(&error))?;
        let kept = all.into_iter().find(|kept| kept.seat == *seat).ok_or_else(no_keys)?;
        let secret = kept.locked.unlock(pin).map_err(|error| Text::of(&error))?;
        self.open.borrow_mut().insert(place(seat), secret);
        Ok(())
    }

    /// Locks all desks.
    pub fn lock(&self) {
        self.open.borrow_mut().clear();
    }

    /// Forgets all keys: whoever leaves this computer leaves none behind.
    pub async fn forget(&self) -> Result<(), StoreError> {
        self.replace(&[], None).await
    }

    /// Puts these desks in the place of all that are here, and what their work file is sealed with. A desk that is here with the same keys
    /// goes on from the higher number.
    pub async fn replace(&self, desks: &[KeptDesk], file: Option<&KeptFile>) -> Result<(), StoreError> {
        self.lock();
        let here = self.all().await?;
        let database = self.database().await?;
        let transaction = database.transaction(&[DESKS, FILE], TransactionMode::ReadWrite)?;
        transaction.store(DESKS)?.clear().await?;
        transaction.store(FILE)?.clear().await?;
        for desk in desks {
            let same = here.iter().find(|here| here.seat == desk.seat && here.public == desk.public);
            let number = same.map_or(desk.number, |here| here.number.max(desk.number));
            put(&transaction, DESKS, &place(&desk.seat), &KeptDesk { number, ..desk.clone() }).await?;
        }
        if let Some(file) = file {
            put(&transaction, FILE, FILE, file).await?;
        }
        finish(transaction).await
    }

    /// What work files are sealed with; nothing where none was saved.
    pub async fn file(&self) -> Result<Option<KeptFile>, StoreError> {
        let database = self.database().await?;
        let transaction = database.transaction(&[FILE], TransactionMode::ReadOnly)?;
        let value = transaction.store(FILE)?.get(JsValue::from_str(FILE)).await?;
        Ok(value.and_then(|value| serde_json::from_str(&value.as_string()?).ok()))
    }

    pub async fn keep_file(&self, file: &KeptFile) -> Result<(), StoreError> {
        let database = self.database().await?;
        let transaction = database.transaction(&[FILE], TransactionMode::ReadWrite)?;
        put(&transaction, FILE, FILE, file).await?;
        finish(transaction).await
    }

    /// The steps of each draft under the seal of a demo's desk. Everybody has its key, so nothing that it signs counts anywhere else.
    pub async fn seal_in_a_demo(&self, seat: &Seat, drafts: &[Draft]) -> Result<Vec<Vec<Step>>, StoreError> {
        let count: u64 = drafts.iter().map(|draft| draft.steps.len() as u64).sum();
        let database = self.database().await?;
        let transaction = database.transaction(&[FILE], TransactionMode::ReadWrite)?;
        let kept = transaction.store(FILE)?.get(JsValue::from_str(DEMO)).await?;
        let number: u64 =
            kept.and_then(|value| serde_json::from_str(&value.as_string()?).ok()).unwrap_or_default();
        put(&transaction, FILE, DEMO, &(number + count)).await?;
        finish(transaction).await?;
        let mut signing = Numbered { secret: Secret::of_a_demo(&place(seat)), number };
        Ok(drafts.iter().map(|draft| draft.sealed(&mut signing)).collect())
    }

    /// The secret of a desk that is unlocked.
    pub fn secret(&self, seat: &Seat) -> Option<Secret> {
        self.open.borrow().get(&place(seat)).cloned()
    }

    /// The secrets of all desks of a unit that are unlocked.
    pub fn secrets(&self, unit: &str) -> Vec<Secret> {
        let prefix = format!("{unit}/");
        self.open
            .borrow()
            .iter()
            .filter(|(place, _)| place.starts_with(&prefix))
            .map(|(_, secret)| secret.clone())
            .collect()
    }

    /// Takes so many numbers for a desk: the one before the first. A desk that was handed on meanwhile, in another tab, is locked here.
    async fn numbers(&self, seat: &Seat, by: &Secret, count: u64) -> Result<u64, StoreError> {
        let database = self.database().await?;
        let transaction = database.transaction(&[DESKS], TransactionMode::ReadWrite)?;
        let mut kept = Self::get(&transaction, seat).await?.ok_or(StoreError::Locked)?;
        if kept.public != by.public() {
            self.open.borrow_mut().remove(&place(seat));
            return Err(StoreError::Locked);
        }
        let before = kept.number;
        kept.number += count;
        Self::put(transaction, &kept).await?;
        Ok(before)
    }
}

async fn put(
    transaction: &Transaction,
    store: &str,
    key: &str,
    what: &impl Serialize,
) -> Result<(), StoreError> {
    let text = serde_json::to_string(what).map_err(|error| StoreError::Failed(error.to_string()))?;
    transaction.store(store)?.put(&JsValue::from_str(&text), Some(&JsValue::from_str(key))).await?;
    Ok(())
}

async fn finish(transaction: Transaction) -> Result<(), StoreError> {
    match transaction.done().await? {
        TransactionResult::Committed => Ok(()),
        TransactionResult::Aborted => Err(StoreError::Quota),
    }
}

fn no_keys() -> Text {
    Text {
        zh: "本席位在这个浏览器里没有密钥。请到“交接”页生成密钥，由上级签发证书。".to_owned(),
        en: "This seat has no keys in this browser. Make keys on the page “Hand-over”; the office above certifies them."
            .to_owned(),
    }
}

/// Signs where the keys are.
pub(super) struct OwnSigner<'a> {
    pub desks: &'a Desks,
    pub today: jiff::civil::Date,
}

impl Signer for OwnSigner<'_> {
    fn today(&self) -> jiff::civil::Date {
        self.today
    }

    fn salts(&self, count: usize) -> Vec<Salt> {
        random::salts(count)
    }

    async fn seal(&self, seat: &Seat, drafts: Vec<Draft>) -> Result<Vec<Vec<Step>>, StoreError> {
        let secret = self.desks.secret(seat).ok_or(StoreError::Locked)?;
        let count = drafts.iter().map(|draft| draft.steps.len() as u64).sum();
        let number = self.desks.numbers(seat, &secret, count).await?;
        let mut signing = Numbered { secret, number };
        Ok(drafts.iter().map(|draft| draft.sealed(&mut signing)).collect())
    }
}
