//! What pages worked out, kept for whoever comes back to them while nothing that it was worked out of has changed.

use std::{any::Any, collections::HashMap, sync::Arc};

use leptos::prelude::*;

/// By name, of what and what: the latest of each.
#[derive(Clone, Copy, Default)]
pub struct Kept(StoredValue<HashMap<&'static str, (Shared, Shared)>>);

type Shared = Arc<dyn Any + Send + Sync>;

/// Shared data, the same when it is the same in memory: comparing what is in it would take as long as the work.
#[derive(Debug, Clone)]
pub struct Same<T>(pub Arc<T>);

impl<T> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Kept {
    /// What was worked out under this name of the same as now, else what `work` makes of it.
    pub fn of<K, T>(self, name: &'static str, of: K, work: impl FnOnce(&K) -> T) -> Arc<T>
    where
        K: PartialEq + Send + Sync + 'static,
        T: Send + Sync + 'static,
    {
        let known = self.0.with_value(|kept| kept.get(name).cloned());
        let known = known.filter(|(known, _)| known.downcast_ref::<K>() == Some(&of));
        known.and_then(|(_, found)| found.downcast().ok()).unwrap_or_else(|| {
            let found = Arc::new(work(&of));
            let entry: (Shared, Shared) = (Arc::new(of), Arc::<T>::clone(&found));
            self.0.update_value(|kept| drop(kept.insert(name, entry)));
            found
        })
    }
}
