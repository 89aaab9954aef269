//! Lists of candidates against a search of all pairs.

use keqiao::matching::{
    Candidate, Lists,
    candidates::{Asked, Lacking, Listing, Offered, lacking},
};
use proptest::{collection::vec, prelude::*};

fn asked() -> impl Strategy<Value = Asked> {
    (0u8..3, 0u8..2, 0u8..4, 1u8..32, 1u8..4).prop_map(|(subject, form, band, days, modes)| Asked {
        subject,
        form,
        band,
        days,
        modes,
    })
}

fn offered() -> impl Strategy<Value = Offered> {
    (0u8..3, 0u8..2, 1u8..16, 1u8..32, 1u8..4).prop_map(|(subject, form, bands, days, modes)| Offered {
        subject,
        form,
        bands,
        days,
        modes,
    })
}

/// Some pairs are too far apart, unless online (the second mode).
fn reach(need: u32, supply: u32, modes: u8) -> bool {
    modes & 0b10 != 0 || !(need + supply).is_multiple_of(3)
}

fn points(need: u32, supply: u32) -> i32 {
    [i32::MIN, -1, 0, 1, i32::MAX][((need * 7 + supply * 3) % 5) as usize]
}

fn searched(need: u32, asked: &Asked, supplies: &[Offered], wishes: &[u32]) -> Vec<Candidate> {
    let fits = |(supply, offered): &(u32, &Offered)| {
        (asked.subject, asked.form) == (offered.subject, offered.form)
            && offered.bands >> asked.band & 1 == 1
            && asked.days & offered.days != 0
            && asked.modes & offered.modes != 0
            && reach(need, *supply, asked.modes & offered.modes)
    };
    let mut all: Vec<_> = (0..).zip(supplies).filter(fits).collect();
    all.sort_by_key(|(supply, _)| {
        let wish = wishes.iter().position(|wish| wish == supply).unwrap_or(usize::MAX);
        (wish, -i64::from(points(need, *supply)), *supply)
    });
    all.iter().map(|&(supply, offered)| Candidate { supply, days: asked.days & offered.days }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lists_are_what_a_search_of_all_pairs_finds(
        needs in vec(asked(), 1..8),
        supplies in vec(offered(), 0..30),
        wishes in vec(vec(0u32..30, 0..3), 8),
        most in proptest::option::of(0usize..6),
        count in 1usize..4,
    ) {
        let wishes: Lists<u32> = wishes.into_iter().collect();
        let mut listing = Listing::new(&needs, &supplies, most);
        let mut next = 0;
        while !listing.is_finished() {
            let done = listing.advance(count, &wishes, reach, points);
            prop_assert_eq!(done.start, next);
            prop_assert!(done.len() <= count && !done.is_empty());
            next = done.end;
        }
        let lists = listing.finish();
        prop_assert_eq!(lists.len(), needs.len());
        for (need, asked) in (0..).zip(&needs) {
            let mut expected = searched(need, asked, &supplies, wishes.get(need));
            expected.truncate(most.unwrap_or(usize::MAX));
            prop_assert_eq!(lists.get(need), expected);
        }
    }

    #[test]
    fn every_supply_is_a_candidate_or_lacks_one_thing(need in asked(), supplies in vec(offered(), 0..30)) {
        let Lacking { subject, form, band, days, modes, reach: far } =
            lacking(&need, &supplies, |supply, modes| reach(0, supply, modes));
        let listed = searched(0, &need, &supplies, &[]).len() as u32;
        prop_assert_eq!(subject + form + band + days + modes + far + listed, supplies.len() as u32);
    }
}

#[test]
fn what_is_lacking_is_the_first_thing_that_fails() {
    let need = Asked { subject: 0, form: 0, band: 1, days: 0b1, modes: 0b1 };
    let fitting = Offered { subject: 0, form: 0, bands: 0b10, days: 0b1, modes: 0b1 };
    let supplies = [
        Offered { subject: 1, form: 1, ..fitting },
        Offered { form: 1, bands: 0, ..fitting },
        Offered { bands: 0b1, days: 0, ..fitting },
        Offered { days: 0b10, modes: 0, ..fitting },
        Offered { modes: 0b10, ..fitting },
        fitting,
        fitting,
    ];
    let expected = Lacking { subject: 1, form: 1, band: 1, days: 1, modes: 1, reach: 1 };
    assert_eq!(lacking(&need, &supplies, |supply, _| supply == 6), expected);
}
