//! What both workers have: the store, the workspace read from it, and the latest question of each kind.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc, sync::Arc};

use super::{DATABASE, Packs, RequestId};
use crate::{
    app::{policies, workspace::Workspace},
    policy::decision::Text,
    store::{StoreError, indexed_db::IndexedDbStore},
};

/// See the module.
#[derive(Default)]
pub(super) struct WorkerContext {
    /// The latest question of each kind; older ones stop at their next yield.
    pub(super) latest: RefCell<BTreeMap<&'static str, RequestId>>,
    store: RefCell<Option<Rc<IndexedDbStore>>>,
}

impl WorkerContext {
    pub(super) async fn store(&self) -> Result<Rc<IndexedDbStore>, Text> {
        let open = self.store.borrow().clone();
        if let Some(store) = open {
            return Ok(store);
        }
        let store =
            Rc::new(IndexedDbStore::open(DATABASE).await.map_err(|error: StoreError| Text::of(&error))?);
        *self.store.borrow_mut() = Some(Rc::clone(&store));
        Ok(store)
    }

    /// The workspace with the fields that the packs in force add.
    pub(super) async fn equipped(&self, packs: &Packs) -> Result<Workspace, Text> {
        let workspace = self.workspace().await?;
        let library = policies::library(&packs.shipped, &workspace).unwrap_or_default();
        let fields = policies::fields(&library, &workspace, packs.today);
        Ok(Arc::unwrap_or_clone(workspace).with_fields(fields))
    }

    pub(super) async fn workspace(&self) -> Result<Arc<Workspace>, Text> {
        let store = self.store().await?;
        Workspace::load(&*store).await.map(Arc::new).map_err(|error| Text::of(&error))
    }
}
