//! The contract of stores, held by the one in memory.

use std::{cell::RefCell, collections::HashMap};

use keqiao::store::MemoryStore;

use crate::contract::{self, Open};

/// Workspaces by name, as a browser keeps databases.
#[derive(Default)]
struct InMemory(RefCell<HashMap<String, MemoryStore>>);

impl Open for InMemory {
    type Store = MemoryStore;

    async fn open(&self, name: &str) -> MemoryStore {
        self.0.borrow_mut().entry(name.to_owned()).or_default().clone()
    }
}

macro_rules! native {
    ($name:ident, $open:expr) => {
        #[test]
        fn $name() {
            pollster::block_on(contract::$name($open));
        }
    };
}

crate::contract!(native, InMemory::default());
