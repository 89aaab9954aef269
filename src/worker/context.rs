//! What both workers have: the store, the workspace read from it, and the latest question of each kind.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc, sync::Arc, time::Duration};

use futures::lock::Mutex;
use gloo_timers::future::TimeoutFuture;

use super::{DATABASE, Packs, RequestId, clock::clock};
use crate::{
    app::{policies, workspace::Workspace},
    policy::decision::Text,
    store::{StoreError, indexed_db::IndexedDbStore},
};

/// How long is decided between two yields.
const STEP: Duration = Duration::from_millis(10);

/// Decides, with a yield after every step of some milliseconds; false when nobody wants it any more. `more` decides one
/// session, or settles one payment, and says how many are decided, and of how many, while any are left.
pub(super) async fn in_steps(
    mut more: impl FnMut() -> Option<(usize, usize)>,
    progress: &dyn Fn(usize, usize),
    is_wanted: impl Fn() -> bool,
) -> bool {
    loop {
        let begun = clock();
        let (done, all) = loop {
            let Some(progress) = more() else { return true };
            if clock().saturating_sub(begun) >= STEP {
                break progress;
            }
        };
        progress(done, all);
        TimeoutFuture::new(0).await;
        if !is_wanted() {
            return false;
        }
    }
}

/// See the module.
#[derive(Default)]
pub(super) struct WorkerContext {
    /// The latest question of each kind; older ones stop at their next yield.
    pub(super) latest: RefCell<BTreeMap<&'static str, RequestId>>,
    store: RefCell<Option<Rc<IndexedDbStore>>>,
    /// As it was last brought to where the store is. Whoever asks meanwhile waits: two would read everything twice.
    workspace: Mutex<Option<Arc<Workspace>>>,
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
        let calendar = policies::calendar(&library, &workspace, packs.today);
        Ok(Arc::unwrap_or_clone(workspace).with_fields(fields).with_calendar(calendar))
    }

    /// Everything stored up to a journal entry, and perhaps more. What is known here need not be read.
    pub(super) async fn workspace_of(&self, sequence: u64) -> Result<Arc<Workspace>, Text> {
        let known = self.workspace.lock().await.clone();
        match known.filter(|workspace| workspace.sequence() >= sequence) {
            Some(workspace) => Ok(workspace),
            None => self.workspace().await,
        }
    }

    /// Everything stored, as it is now: what was written since the last question is read, and nothing else.
    pub(super) async fn workspace(&self) -> Result<Arc<Workspace>, Text> {
        let store = self.store().await?;
        let mut kept = self.workspace.lock().await;
        let read = async {
            let Some(workspace) = &*kept else { return Workspace::load(&*store).await };
            let mut workspace = (**workspace).clone();
            workspace.catch_up(&*store).await?;
            Ok(workspace)
        };
        let workspace = read.await.map(Arc::new).map_err(|error| Text::of(&error))?;
        // What follows runs within the callback of the last read otherwise, and keeps its transaction, for which every tab's commits
        // wait.
        TimeoutFuture::new(0).await;
        *kept = Some(Arc::clone(&workspace));
        Ok(workspace)
    }
}
