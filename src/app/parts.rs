//! What is worked out of a large table, part by part: of each run of its records, with what another map says of them. After a
//! commit only the parts are worked out anew that it wrote; a page adds them up.

use rustc_hash::FxHashMap;

use super::ordered::Runs;

/// The parts in the order of the table.
#[derive(Debug)]
pub struct Parts<T>(Vec<(Runs, T)>);

impl<T> Default for Parts<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Parts<T> {
    /// Brings them to where the table is, working out no more than `most` of them. Whether all are there.
    pub fn follow<S>(
        &mut self,
        stretches: impl IntoIterator<Item = (Runs, S)>,
        mut most: usize,
        mut work: impl FnMut(S) -> T,
    ) -> bool {
        let known = self.0.drain(..).map(|(runs, part)| (runs.place(), (runs, part)));
        let mut known: FxHashMap<_, _> = known.collect();
        let mut all = true;
        for (runs, stretch) in stretches {
            match known.remove(&runs.place()).filter(|(known, _)| *known == runs) {
                Some(part) => self.0.push(part),
                None if most > 0 => {
                    most -= 1;
                    self.0.push((runs, work(stretch)));
                }
                None => all = false,
            }
        }
        all
    }

    /// Drops those of which something else has changed than their runs.
    pub fn forget(&mut self, concerned: impl Fn(&T) -> bool) {
        self.0.retain(|(_, part)| !concerned(part));
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|(_, part)| part)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::ordered::Ordered, *};

    fn follow(parts: &mut Parts<u32>, map: &Ordered<u32>, beside: &Ordered<u32>) -> usize {
        let mut worked = 0;
        let stretches = map.stretches(beside).map(|stretch| (stretch.runs(), stretch));
        parts.follow(stretches, usize::MAX, |stretch| {
            worked += 1;
            stretch.entries().map(|(_, value, other)| value + other.copied().unwrap_or_default()).sum()
        });
        worked
    }

    #[test]
    fn only_what_was_written_is_worked_out_again() {
        let key = |n: u32| format!("{n:05}");
        let mut map: Ordered<u32> = (0..10_000).map(|n| (key(n).into(), 1)).collect();
        let mut beside: Ordered<u32> = (0..10_000).map(|n| (key(n).into(), 2)).collect();
        let mut parts = Parts::default();
        let sum = |parts: &Parts<u32>| parts.iter().sum::<u32>();
        let all = follow(&mut parts, &map, &beside);
        assert_eq!((all > 50, sum(&parts)), (true, 30_000));
        assert_eq!(follow(&mut parts, &map, &beside), 0);

        // In place, and in a copy that the map goes on from.
        map.insert(key(5_000).into(), 11);
        let mut now = map.clone();
        now.insert(key(7_000).into(), 21);
        assert_eq!((follow(&mut parts, &now, &beside), sum(&parts)), (2, 30_030));
        beside.remove(&key(100));
        assert_eq!((follow(&mut parts, &now, &beside), sum(&parts)), (1, 30_028));
        now.remove(&key(9_999));
        assert_eq!((follow(&mut parts, &now, &beside), sum(&parts)), (1, 30_025));
    }

    #[test]
    fn they_are_worked_out_a_few_at_a_time() {
        let map: Ordered<u32> = (0..1_000_u32).map(|n| (format!("{n:05}").into(), 1)).collect();
        let (mut parts, none) = (Parts::default(), Ordered::<()>::default());
        let mut times = 1;
        let stretches = || map.stretches(&none).map(|stretch| (stretch.runs(), stretch));
        while !parts.follow(stretches(), 3, |stretch| stretch.len()) {
            times += 1;
        }
        assert_eq!((times, parts.iter().sum::<usize>()), (3, 1_000));
        parts.forget(|_| true);
        assert_eq!(parts.iter().count(), 0);
    }
}
