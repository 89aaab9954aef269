//! The keys of the desks of this browser, in a database of their own: neither a backup nor a package carries them.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use rexie::{ObjectStore, Rexie, Transaction, TransactionMode, TransactionResult};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

use crate::{
    app::sealing::Signer,
    domain::{
        seal::Salt,
        signing::Draft,
        workflow::{Seat, Step},
    },
    keys::{DeskKey, Locked, Numbered, Secret},
    policy::decision::Text,
    store::StoreError,
    worker::random,
};

const DATABASE: &str = "keqiao-keys";
const DESKS: &str = "desks";

/// A desk as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Kept {
    pub seat: Seat,
    pub public: DeskKey,
    pub locked: Locked,
    /// The number of the last step that it signed. It never goes back, whatever becomes of the step.
    pub number: u64,
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
        let database = Rexie::builder(DATABASE).version(1).add_object_store(ObjectStore::new(DESKS));
        let database = Rc::new(database.build().await?);
        *self.database.borrow_mut() = Some(Rc::clone(&database));
        Ok(database)
    }

    /// All desks of this browser.
    pub async fn all(&self) -> Result<Vec<Kept>, StoreError> {
        let database = self.database().await?;
        let transaction = database.transaction(&[DESKS], TransactionMode::ReadOnly)?;
        let values = transaction.store(DESKS)?.get_all(None, None).await?;
        Ok(values.iter().filter_map(|value| serde_json::from_str(&value.as_string()?).ok()).collect())
    }

    async fn get(transaction: &Transaction, seat: &Seat) -> Result<Option<Kept>, StoreError> {
        let value = transaction.store(DESKS)?.get(JsValue::from_str(&place(seat))).await?;
        Ok(value.and_then(|value| serde_json::from_str(&value.as_string()?).ok()))
    }

    async fn put(transaction: Transaction, kept: &Kept) -> Result<(), StoreError> {
        let text = serde_json::to_string(kept).map_err(|error| StoreError::Failed(error.to_string()))?;
        let key = JsValue::from_str(&place(&kept.seat));
        transaction.store(DESKS)?.put(&JsValue::from_str(&text), Some(&key)).await?;
        match transaction.done().await? {
            TransactionResult::Committed => Ok(()),
            TransactionResult::Aborted => Err(StoreError::Quota),
        }
    }

    /// Makes the keys of a desk, or takes those that it has where the PIN is theirs.
    pub async fn make(&self, seat: &Seat, pin: &str) -> Result<DeskKey, Text> {
        let secret = Secret::make();
        let locked = secret.lock(pin).map_err(|error| Text::of(&error))?;
        let kept = Kept { seat: seat.clone(), public: secret.public(), locked, number: 0 };
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
        self.lock();
        let database = self.database().await?;
        let transaction = database.transaction(&[DESKS], TransactionMode::ReadWrite)?;
        transaction.store(DESKS)?.clear().await?;
        match transaction.done().await? {
            TransactionResult::Committed => Ok(()),
            TransactionResult::Aborted => Err(StoreError::Quota),
        }
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

    /// Takes so many numbers for a desk: the one before the first.
    async fn numbers(&self, seat: &Seat, count: u64) -> Result<u64, StoreError> {
        let database = self.database().await?;
        let transaction = database.transaction(&[DESKS], TransactionMode::ReadWrite)?;
        let mut kept = Self::get(&transaction, seat).await?.ok_or(StoreError::Locked)?;
        let before = kept.number;
        kept.number += count;
        Self::put(transaction, &kept).await?;
        Ok(before)
    }
}

fn no_keys() -> Text {
    Text {
        zh: "本席位在这个浏览器里没有密钥。请到“交接”页生成密钥，由上级签发证书。".to_owned(),
        en: "This desk has no keys in this browser. Make keys on the page “Hand-over”; the office above certifies them."
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
        let number = self.desks.numbers(seat, count).await?;
        let mut signing = Numbered { secret, number };
        Ok(drafts.iter().map(|draft| draft.sealed(&mut signing)).collect())
    }
}
