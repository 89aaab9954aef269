//! Sessions at the same time lie side by side.

/// The lane of each, and how many there are where it lies; of spans of minutes in the order of their beginnings.
pub fn lanes(spans: &[(i64, i64)]) -> Vec<(usize, usize)> {
    let mut placed = Vec::with_capacity(spans.len());
    let mut ends: Vec<i64> = Vec::new();
    let mut first = 0;
    for (number, (from, until)) in spans.iter().copied().enumerate() {
        // What comes after all that went before begins anew, as wide as the day.
        if ends.iter().all(|end| *end <= from) {
            share(&mut placed, first, ends.len());
            ends.clear();
            first = number;
        }
        let until = until.max(from + 1);
        let free = ends.iter().position(|end| *end <= from);
        let lane = free.unwrap_or(ends.len());
        match ends.get_mut(lane) {
            Some(end) => *end = until,
            None => ends.push(until),
        }
        placed.push((lane, 1));
    }
    share(&mut placed, first, ends.len());
    placed
}

/// All from a number on share so many lanes.
fn share(placed: &mut [(usize, usize)], first: usize, lanes: usize) {
    placed.iter_mut().skip(first).for_each(|(_, of)| *of = lanes.max(1));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_parallel_lies_side_by_side_and_what_follows_has_the_whole_width() {
        assert_eq!(lanes(&[]), []);
        assert_eq!(lanes(&[(0, 45), (45, 90)]), [(0, 1), (0, 1)], "one after the other");
        assert_eq!(lanes(&[(0, 45), (30, 60), (45, 90), (90, 95)]), [(0, 2), (1, 2), (0, 2), (0, 1)]);
        assert_eq!(lanes(&[(0, 45), (0, 45), (0, 45)]), [(0, 3), (1, 3), (2, 3)]);
    }

    proptest! {
        #[test]
        fn none_lies_on_another(mut spans in proptest::collection::vec((0..600_i64, 0..120_i64), 0..40)) {
            spans.sort_unstable();
            let spans: Vec<_> = spans.into_iter().map(|(from, minutes)| (from, from + minutes)).collect();
            let placed = lanes(&spans);
            prop_assert_eq!(placed.len(), spans.len());
            for (one, (lane, of)) in placed.iter().enumerate() {
                prop_assert!(lane < of);
                for other in 0..one {
                    let meet = spans[other].0.max(spans[one].0) < spans[other].1.min(spans[one].1);
                    prop_assert!(!meet || (placed[other].0 != *lane && placed[other].1 == *of));
                }
            }
        }
    }
}
