//! What many steps say alike: one value in memory, whoever says it.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashSet},
    fmt,
    hash::Hash,
    ops::Deref,
    sync::Arc,
    thread::LocalKey,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::Seat;

/// A value shared with all that are equal to it; nothing is kept of an empty one.
pub struct Shared<T: Shareable>(Option<Arc<T>>);

/// The values of a type that are in memory now.
pub type Known<T> = RefCell<HashSet<Arc<T>>>;

/// What can be shared.
pub trait Shareable: Default + Clone + Eq + Hash + 'static {
    /// The empty one.
    fn empty() -> &'static Self;

    fn known() -> &'static LocalKey<Known<Self>>;
}

/// Makes a type shareable.
macro_rules! shareable {
    ($type:ty) => {
        impl $crate::domain::workflow::shared::Shareable for $type {
            fn empty() -> &'static Self {
                static EMPTY: std::sync::LazyLock<$type> = std::sync::LazyLock::new(Default::default);
                &EMPTY
            }

            fn known() -> &'static std::thread::LocalKey<$crate::domain::workflow::shared::Known<Self>> {
                thread_local! {
                    static KNOWN: $crate::domain::workflow::shared::Known<$type> = Default::default();
                }
                &KNOWN
            }
        }
    };
}

pub(super) use shareable;

shareable!(Map<String, Value>);
shareable!(BTreeMap<String, Vec<Seat>>);

impl<T: Shareable> From<T> for Shared<T> {
    fn from(value: T) -> Self {
        if value == *T::empty() {
            return Self(None);
        }
        T::known().with_borrow_mut(|known| {
            if let Some(known) = known.get(&value) {
                return Self(Some(Arc::clone(known)));
            }
            // What nobody says any more goes before there would be more room.
            if known.len() == known.capacity() {
                known.retain(|value| Arc::strong_count(value) > 1);
            }
            let new = Arc::new(value);
            known.insert(Arc::clone(&new));
            Self(Some(new))
        })
    }
}

impl<T: Shareable> Shared<T> {
    pub fn is_nothing(&self) -> bool {
        **self == *T::empty()
    }

    /// To be changed; from then on it is shared with nobody.
    pub(super) fn to_mut(&mut self) -> &mut T {
        Arc::make_mut(self.0.get_or_insert_default())
    }
}

impl<T: Shareable> Default for Shared<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Shareable> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: Shareable> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match &self.0 {
            Some(value) => value,
            None => T::empty(),
        }
    }
}

impl<T: Shareable> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Shareable> Eq for Shared<T> {}

impl<T: Shareable + fmt::Debug> fmt::Debug for Shared<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, formatter)
    }
}

impl<T: Shareable + Serialize> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(serializer)
    }
}

impl<'de, T: Shareable + Deserialize<'de>> Deserialize<'de> for Shared<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::from)
    }
}
