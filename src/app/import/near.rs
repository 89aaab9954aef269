//! The names nearest to one that nothing bears: 王方 for 王芳, 城关一小 for 城关镇第一小学. Whoever is asked chooses one of them instead of
//! looking up a code. Of tens of thousands those are compared that share half of its characters, and of these the first hundred.

use std::collections::HashMap;

use crate::app::pinyin;

/// The names of a kind, by their characters.
#[derive(Default)]
pub struct Near {
    names: Vec<String>,
    by_character: HashMap<char, Vec<usize>>,
}

const MOST_COMPARED: usize = 100;
/// A name of two characters of which one is another is this near.
const HALF: f64 = 0.5;

impl Near {
    pub fn of(names: impl Iterator<Item = String>) -> Self {
        let mut near = Self::default();
        for name in names {
            for c in characters(&name) {
                near.by_character.entry(c).or_default().push(near.names.len());
            }
            near.names.push(name);
        }
        near
    }

    /// The nearest first.
    pub fn nearest(&self, name: &str) -> Vec<&str> {
        let own = characters(name);
        let mut shared = vec![0_usize; self.names.len()];
        for place in own.iter().filter_map(|c| self.by_character.get(c)).flatten() {
            if let Some(shared) = shared.get_mut(*place) {
                *shared += 1;
            }
        }
        let mut likely: Vec<_> = shared
            .into_iter()
            .zip(&self.names)
            .filter(|(shared, _)| *shared > 0 && shared * 2 >= own.len())
            .collect();
        likely.sort_by_key(|(shared, other)| (std::cmp::Reverse(*shared), other.len()));
        let likeness = |other: &str| {
            let likeness = strsim::normalized_damerau_levenshtein(name, other);
            let is_near = likeness > HALF || is_shortened(name, other);
            let is_heard = likeness >= HALF && pinyin::begin_alike(name, other);
            (is_near || is_heard).then_some(likeness + if is_heard { HALF } else { 0.0 })
        };
        let likely = likely.into_iter().take(MOST_COMPARED);
        let mut near: Vec<_> =
            likely.filter_map(|(_, other)| Some((likeness(other)?, other.as_str()))).collect();
        near.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        near.into_iter().map(|(_, other)| other).collect()
    }
}

/// Each once.
fn characters(name: &str) -> Vec<char> {
    let mut characters: Vec<_> = name.chars().collect();
    characters.sort_unstable();
    characters.dedup();
    characters
}

/// Whether a name is another with characters left out: 一中, 第一中学.
fn is_shortened(name: &str, other: &str) -> bool {
    let mut rest = other.chars();
    name.chars().nth(1).is_some() && name.chars().all(|c| rest.any(|other| other == c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_of_a_province_are_found_for_each_name_that_is_asked() {
        let schools =
            (0..21_000).map(|n| format!("{}镇第{}中心小学", ["城关", "官渡", "雁鸣"][n % 3], n / 3));
        let near = Near::of(schools);
        for n in 0..300 {
            let found = near.nearest(&format!("城关镇{n}中心小学"));
            assert_eq!(found.first(), Some(&&*format!("城关镇第{n}中心小学")));
        }
    }

    #[test]
    fn a_name_is_near_as_it_is_written_heard_or_shortened() {
        let near = Near::of(
            ["王芳", "王建国", "张伟", "城关镇第一小学", "城关镇第一中学"].map(str::to_owned).into_iter(),
        );
        for (name, found) in [
            ("王方", &["王芳"][..]),
            ("王建军", &["王建国"]),
            ("王军", &[]),
            ("城关一小", &["城关镇第一小学"]),
            ("一中", &["城关镇第一中学"]),
            ("李四", &[]),
        ] {
            assert_eq!(near.nearest(name), found, "{name}");
        }
    }
}
