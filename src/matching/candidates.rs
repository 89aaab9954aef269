//! Lists of candidates, from what both sides file.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{draft::Candidate, lists::Lists};

/// What a school asks for, as far as it bears on who can come. Fields, forms and grade bands are numbered by the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub subject: u8,
    pub form: u8,
    /// A grade band, as the number of its bit.
    pub band: u8,
    pub days: u8,
    /// A mask of modes: at the school, online.
    pub modes: u8,
}

/// What a supply can give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    pub subject: u8,
    pub form: u8,
    /// A mask of grade bands.
    pub bands: u8,
    pub days: u8,
    /// A mask of modes.
    pub modes: u8,
}

/// How many supplies fail a need by what, the first that fails in this order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lacking {
    pub subject: u32,
    pub form: u32,
    pub band: u32,
    pub days: u32,
    pub modes: u32,
    pub reach: u32,
}

impl Asked {
    /// Whether band, day and mode fit, given that field and form do.
    const fn fits(&self, supply: &Offered) -> bool {
        supply.bands.unbounded_shr(self.band as u32) & 1 == 1
            && supply.days & self.days != 0
            && supply.modes & self.modes != 0
    }
}

/// Works the lists out, as many needs at a time as one likes.
#[derive(Debug, Clone)]
pub struct Listing<'a> {
    needs: &'a [Asked],
    supplies: &'a [Offered],
    /// Supplies of one field and form together.
    buckets: Lists<u32>,
    /// The longest that a list may be.
    most: Option<usize>,
    lists: Lists<Candidate>,
    /// Of the need at hand.
    ranked: Vec<u128>,
}

impl<'a> Listing<'a> {
    pub fn new(needs: &'a [Asked], supplies: &'a [Offered], most: Option<usize>) -> Self {
        let lists = Lists::with_capacity(needs.len(), needs.len() * most.unwrap_or(16).min(64));
        Self { needs, supplies, buckets: buckets(supplies), most, lists, ranked: Vec::new() }
    }

    /// Lists the candidates of the next needs, at most so many, and says which these were. A supply is a candidate when field, form,
    /// grade band, a day and a mode are common and `reach(need, supply, common modes)` says that travel allows it. Those which the need
    /// wishes for come first, in its order; then more `points(need, supply)` before fewer, then the earlier supply.
    pub fn advance(
        &mut self,
        count: usize,
        wishes: &Lists<u32>,
        mut reach: impl FnMut(u32, u32, u8) -> bool,
        mut points: impl FnMut(u32, u32) -> i32,
    ) -> Range<usize> {
        let begin = self.lists.len();
        let end = self.needs.len().min(begin.saturating_add(count));
        for index in begin..end {
            let (need, asked) = (index as u32, &self.needs[index]);
            let wished = wishes.get(need);
            self.ranked.clear();
            for &supply in self.buckets.get(bucket(asked.subject, asked.form)) {
                let offered = &self.supplies[supply as usize];
                if asked.fits(offered) && reach(need, supply, asked.modes & offered.modes) {
                    let wish = wished.iter().position(|wish| *wish == supply).unwrap_or(wished.len());
                    let days = asked.days & offered.days;
                    self.ranked.push(ranked(wish, points(need, supply), supply, days));
                }
            }
            self.keep_best();
            self.lists.push(
                self.ranked
                    .iter()
                    .map(|ranked| Candidate { supply: (ranked >> 8) as u32, days: *ranked as u8 }),
            );
        }
        begin..end
    }

    fn keep_best(&mut self) {
        if let Some(most) = self.most.filter(|most| *most < self.ranked.len()) {
            self.ranked.select_nth_unstable(most);
            self.ranked.truncate(most);
        }
        self.ranked.sort_unstable();
    }

    /// Whether every need has its list.
    pub fn is_finished(&self) -> bool {
        self.lists.len() >= self.needs.len()
    }

    /// The lists so far.
    pub fn finish(self) -> Lists<Candidate> {
        self.lists
    }
}

/// By what each supply fails a need; those that fit are not counted.
pub fn lacking(asked: &Asked, supplies: &[Offered], mut reach: impl FnMut(u32, u8) -> bool) -> Lacking {
    let mut lacking = Lacking::default();
    for (supply, offered) in (0..).zip(supplies) {
        let modes = asked.modes & offered.modes;
        let count = match () {
            () if offered.subject != asked.subject => &mut lacking.subject,
            () if offered.form != asked.form => &mut lacking.form,
            () if offered.bands.unbounded_shr(u32::from(asked.band)) & 1 == 0 => &mut lacking.band,
            () if offered.days & asked.days == 0 => &mut lacking.days,
            () if modes == 0 => &mut lacking.modes,
            () if !reach(supply, modes) => &mut lacking.reach,
            () => continue,
        };
        *count += 1;
    }
    lacking
}

/// A candidate as one number that sorts best first: wish, points, supply, and its days.
fn ranked(wish: usize, points: i32, supply: u32, days: u8) -> u128 {
    let fewer = !(points.cast_unsigned() ^ 1 << 31);
    (wish as u128) << 72 | u128::from(fewer) << 40 | u128::from(supply) << 8 | u128::from(days)
}

fn bucket(subject: u8, form: u8) -> u32 {
    u32::from(subject) << 8 | u32::from(form)
}

fn buckets(supplies: &[Offered]) -> Lists<u32> {
    let mut sorted: Vec<(u32, u32)> = (0..)
        .zip(supplies)
        .map(|(supply, offered)| (bucket(offered.subject, offered.form), supply))
        .collect();
    sorted.sort_unstable();
    let count = sorted.last().map_or(0, |(bucket, _)| bucket + 1);
    let mut rest = sorted.into_iter().peekable();
    (0..count)
        .map(|bucket| {
            let own = std::iter::from_fn(|| rest.next_if(|(other, _)| *other == bucket));
            own.map(|(_, supply)| supply).collect::<Vec<u32>>()
        })
        .collect()
}
