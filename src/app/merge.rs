//! Two people changed a record at once: what a form that began earlier becomes when the record has changed meanwhile.

use std::collections::BTreeMap;

/// Texts by field key.
pub type Texts = BTreeMap<String, String>;

/// A form after another's change was taken into it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged {
    /// What the form holds now: its own changes, and the other's where it had none.
    pub texts: Texts,
    /// Fields that the other changed and this form had not.
    pub taken: Vec<String>,
    /// Fields that both changed, differently; the form keeps its own.
    pub both: Vec<String>,
}

/// Takes what has become of a record into a form that began with `base` and holds `mine`.
pub fn merge(base: &Texts, mine: &Texts, theirs: &Texts) -> Merged {
    let mut merged = Merged { texts: mine.clone(), ..Merged::default() };
    for (key, now) in theirs {
        let (before, own) = (base.get(key), mine.get(key));
        if before == Some(now) || own == Some(now) {
            continue;
        }
        if own == before {
            merged.texts.insert(key.clone(), now.clone());
            merged.taken.push(key.clone());
        } else {
            merged.both.push(key.clone());
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(pairs: &[(&str, &str)]) -> Texts {
        pairs.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn what_only_the_other_changed_is_taken_and_what_both_changed_is_named() {
        let base = texts(&[("a", "1"), ("b", "1"), ("c", "1"), ("d", "1")]);
        let mine = texts(&[("a", "2"), ("b", "1"), ("c", "2"), ("d", "2")]);
        let theirs = texts(&[("a", "1"), ("b", "3"), ("c", "3"), ("d", "2")]);
        let merged = merge(&base, &mine, &theirs);
        assert_eq!(merged.texts, texts(&[("a", "2"), ("b", "3"), ("c", "2"), ("d", "2")]));
        assert_eq!((merged.taken, merged.both), (vec!["b".to_owned()], vec!["c".to_owned()]));
    }
}
