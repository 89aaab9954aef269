//! A word that is said very often: a verb, a unit. It is one text in memory, whoever says it.

use std::{cell::RefCell, collections::HashSet, fmt, ops::Deref, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, de::Visitor};

/// See the module.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Word(Arc<str>);

thread_local! {
    /// Never forgotten: there are as many as units and verbs.
    static WORDS: RefCell<HashSet<Arc<str>>> = RefCell::default();
}

impl From<&str> for Word {
    fn from(word: &str) -> Self {
        WORDS.with_borrow_mut(|known| {
            if let Some(known) = known.get(word) {
                return Self(Arc::clone(known));
            }
            let new = Arc::from(word);
            known.insert(Arc::clone(&new));
            Self(new)
        })
    }
}

impl From<String> for Word {
    fn from(word: String) -> Self {
        Self::from(&*word)
    }
}

impl Deref for Word {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Word {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, formatter)
    }
}

impl fmt::Display for Word {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&**self, formatter)
    }
}

impl PartialEq<str> for Word {
    fn eq(&self, other: &str) -> bool {
        **self == *other
    }
}

impl PartialEq<&str> for Word {
    fn eq(&self, other: &&str) -> bool {
        **self == **other
    }
}

impl PartialEq<String> for Word {
    fn eq(&self, other: &String) -> bool {
        **self == **other
    }
}

impl PartialEq<Word> for &str {
    fn eq(&self, other: &Word) -> bool {
        **self == **other
    }
}

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Reading)
    }
}

/// Takes a known word without copying it first.
struct Reading;

impl Visitor<'_> for Reading {
    type Value = Word;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a word")
    }

    fn visit_str<E>(self, word: &str) -> Result<Word, E> {
        Ok(Word::from(word))
    }
}
