//! Small markets of every shape.

use keqiao::matching::{Candidate, Ceiling, Contract, Draft, Market, Need, Supply};
use proptest::{collection::vec, option::weighted, prelude::*};

/// How large a market may be.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub needs: usize,
    pub supplies: usize,
    pub days: u8,
    pub ceilings: usize,
    /// How likely a supply is on a list.
    pub listed: f64,
    /// Wishes of a supply.
    pub wishes: usize,
}

/// Few enough contracts to try every set of them.
pub const TINY: Size = Size { needs: 3, supplies: 2, days: 2, ceilings: 3, listed: 0.8, wishes: 3 };
pub const SMALL: Size = Size { needs: 5, supplies: 4, days: 5, ceilings: 4, listed: 0.8, wishes: 4 };
/// Where many wait at ceilings.
pub const CROWDED: Size = Size { needs: 16, supplies: 5, days: 3, ceilings: 6, listed: 0.8, wishes: 4 };

/// Markets with ceilings up to three deep, wishes, pins that hold and bans.
pub fn drafts(size: Size) -> impl Strategy<Value = Draft> {
    (1..=size.needs, 1..=size.supplies).prop_flat_map(move |(needs, supplies)| {
        let days = 1u8..1 << size.days;
        let need = (1u8..=3, any::<bool>(), weighted(0.8, 0u32..8));
        let supply = (days.clone(), 1u8..=3, any::<u8>(), vec(0..needs as u32, 0..=size.wishes));
        let pair = (0..needs as u32, 0..supplies as u32);
        (
            vec(need, needs),
            vec(supply, supplies),
            vec((any::<u8>(), weighted(size.listed, days)), needs * supplies),
            vec((weighted(0.8, 0u32..8), 0..=size.needs as u32 / 2), 0..=size.ceilings),
            vec((pair.clone(), 0..size.days), 0..3),
            vec(pair, 0..2),
        )
            .prop_map(assembled)
    })
}

/// Markets where many stand under ceilings within ceilings, and later ones under none take from them what they hold. They have little else
/// to ask for, so others are called.
pub fn displaced() -> impl Strategy<Value = Draft> {
    const EARLY: usize = 14;
    const LATE: usize = 8;
    const SUPPLIES: usize = 12;
    let under = vec(0u32..6, EARLY);
    let lists = vec(vec(0..SUPPLIES as u32, 1..=2), EARLY + LATE);
    let most = (1u32..=5, vec(1u32..=3, 2), vec(1u32..=2, 3));
    (under, lists, most, vec(any::<bool>(), SUPPLIES)).prop_map(|(under, lists, most, latest_first)| {
        let mut draft = Draft::default();
        let (root, middle, low) = most;
        let parents = [None, Some(0), Some(0), Some(1), Some(1), Some(2)];
        let most = [vec![root], middle, low].concat();
        draft.ceilings =
            parents.into_iter().zip(most).map(|(parent, most)| Ceiling { parent, most }).collect();
        let ceilings = under.into_iter().map(Some).chain([None; LATE]);
        draft.needs = ceilings.map(|ceiling| Need { places: 1, preferred: false, ceiling }).collect();
        for mut list in lists {
            list.dedup();
            draft.lists.push(list.into_iter().map(|supply| Candidate { supply, days: 1 }));
        }
        draft.supplies = vec![Supply { days: 1, capacity: 1, set_aside: 0 }; SUPPLIES];
        let all = 0..(EARLY + LATE) as u32;
        for is_latest_first in latest_first {
            draft.wishes.push(all.clone().rev().filter(|_| is_latest_first));
        }
        draft
    })
}

type Filed = (
    Vec<(u8, bool, Option<u32>)>,
    Vec<(u8, u8, u8, Vec<u32>)>,
    Vec<(u8, Option<u8>)>,
    Vec<(Option<u32>, u32)>,
    Vec<((u32, u32), u8)>,
    Vec<(u32, u32)>,
);

fn assembled((needs, supplies, cells, ceilings, pins, bans): Filed) -> Draft {
    let mut draft = Draft { bans, ..Draft::default() };
    for (node, (parent, most)) in ceilings.into_iter().enumerate() {
        let parent = parent.filter(|_| node > 0).map(|parent| parent % node as u32);
        let parent = parent.filter(|parent| depth(&draft.ceilings, *parent) < 3);
        draft.ceilings.push(Ceiling { parent, most });
    }
    let count = draft.ceilings.len() as u32;
    for (places, preferred, ceiling) in needs {
        let ceiling = ceiling.filter(|_| count > 0).map(|node| node % count);
        draft.needs.push(Need { places, preferred, ceiling });
    }
    for (days, capacity, set_aside, wishes) in supplies {
        draft.supplies.push(Supply { days, capacity, set_aside });
        draft.wishes.push(wishes);
    }
    for row in cells.chunks(draft.supplies.len()) {
        draft.lists.push(list(row, &draft.supplies));
    }
    for ((need, supply), day) in pins {
        draft.pins.push(Contract::new(need, supply, day));
        if Market::new(draft.clone()).is_err() {
            draft.pins.pop();
        }
    }
    draft
}

fn depth(ceilings: &[Ceiling], node: u32) -> u32 {
    1 + ceilings[node as usize].parent.map_or(0, |parent| depth(ceilings, parent))
}

/// The supplies that can on some day, those of the least number first.
fn list(row: &[(u8, Option<u8>)], supplies: &[Supply]) -> Vec<Candidate> {
    let candidate = |(supply, (liking, days)): (u32, &(u8, Option<u8>))| {
        let days = days.as_ref()? & supplies[supply as usize].days;
        Some((*liking, Candidate { supply, days }))
    };
    let mut list: Vec<_> = (0..).zip(row).filter_map(candidate).collect();
    list.sort_by_key(|(liking, _)| *liking);
    list.into_iter().map(|(_, candidate)| candidate).collect()
}

/// A sound assignment: the pins, and of all contracts in an order by chance whatever fits.
pub fn assignment(market: &Market, seed: u64) -> Vec<Contract> {
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut contracts = super::plain::Plain::of(market).contracts();
    rng.shuffle(&mut contracts);
    contracts.truncate(rng.usize(0..=contracts.len()));
    let mut held = market.draft().pins.clone();
    for contract in contracts {
        held.push(contract);
        if super::sound(market, &held).is_err() {
            held.pop();
        }
    }
    held.sort_unstable();
    held
}
