//! Support for rural and under-resourced schools (五.5): whether they get their share of the services.
//!
//! A *service* is a session whose hours are confirmed, as `priority` counts it. A school is *preferred* where it is rural, or recognised by the
//! county's bureau as under-resourced: [`School::is_preferred`](crate::domain::School::is_preferred), by which matching sets places aside
//! too. Each session is taken by what its school was on its day, and pupils by the days on which their school was so. The ratio of the two
//! shares is one where services follow the pupils.

mod map;
mod measure;
mod places;
mod reserve;
mod said;
mod served;
mod sheet;

use std::collections::BTreeSet;

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use crate::domain::{Kind, Month, School, Term, division::placed};

use super::{
    overview::{self, Reached, Sums},
    scope::{Sight, View},
};

pub use map::{Map, Square};
pub use measure::{FEW_PUPILS, FEW_SERVICES, Measure, Period, Shade, Standing};
pub use places::Place;
pub use reserve::{Reserve, SetAside};
pub use said::{behind, counted, kind_of, shades, standing, verdict};
pub use served::{By, Served, order, without};
pub use sheet::{Heading, sheet};

/// A term of whoever looks.
#[derive(Debug, Clone, PartialEq)]
pub struct Equity {
    pub term: Term,
    pub period: Period,
    /// From the first with a confirmed session to the last.
    pub months: Vec<Month>,
    /// In no order; each knows the number of the one above.
    pub places: Vec<Place>,
    pub schools: Vec<Served>,
    pub reserves: Vec<Reserve>,
    /// The place over all others.
    pub top: usize,
    /// That at which the page begins.
    pub opening: usize,
}

/// The terms that have sessions, or a round that was matched, latest first.
pub fn terms(view: View<'_>, sums: &mut Sums) -> Vec<Term> {
    let of_rounds = reserve::terms(view);
    let all: BTreeSet<_> = overview::terms(view, sums).into_iter().chain(of_rounds).collect();
    all.into_iter().rev().collect()
}

/// Works out a term.
pub fn of_term(view: View<'_>, term: Term, today: Date, sums: &mut Sums) -> Equity {
    let period = Period::of(term, today);
    let mut reached = FxHashMap::<&str, Vec<(Month, Reached)>>::default();
    let parts = sums.served(view).flat_map(|part| &part.terms).filter(|(other, _)| *other == term);
    for at in parts.flat_map(|(_, part)| &part.reached) {
        reached.entry(&at.school).or_default().extend(&at.months);
    }
    let mut sight = Sight::of(view, Kind::BULK);
    let seen: Vec<&School> =
        view.workspace.schools.all().filter(|school| sight.stands_to(&school.code)).collect();
    let given = |school: &School| reached.get(&*school.code).map_or(&[][..], Vec::as_slice);
    let months = months(seen.iter().flat_map(|school| given(school)));
    let periods: Vec<_> = months.iter().map(|month| within(period, *month)).collect();

    let mut places = places::Places::new(view);
    let mut lowest: Vec<_> = seen.iter().map(|school| places.of(school)).collect();
    let (mut places, top) = places.finish(&mut lowest);
    let mut schools = Vec::with_capacity(seen.len());
    for (school, place) in seen.into_iter().zip(lowest) {
        let (mut whole, mut by_month) = (Reached::default(), vec![Reached::default(); months.len()]);
        for (month, reached) in given(school) {
            whole.add(*reached);
            if let Ok(number) = months.binary_search(month)
                && let Some(of_month) = by_month.get_mut(number)
            {
                of_month.add(*reached);
            }
        }
        let by_month: Vec<_> = periods.iter().copied().zip(by_month).collect();
        places::add(&mut places, place, school, (period, whole), &by_month);
        schools.push(Served {
            code: school.code.clone(),
            name: school.name.clone(),
            place,
            county: placed(&school.division).map_or(&*school.division, |place| place.name).to_owned(),
            rural: *school.rural.on(period.until),
            under_resourced: *school.under_resourced.on(period.until),
            pupils: school.pupils,
            reached: whole,
        });
    }
    let opening = opening(view, &places, top);
    Equity { term, period, months, places, schools, reserves: reserve::reserves(view, term), top, opening }
}

impl Equity {
    /// All schools together.
    pub fn whole(&self) -> Measure {
        self.places.get(self.top).map(|place| place.measure).unwrap_or_default()
    }

    /// How many schools were given anything.
    pub fn schools_served(&self) -> usize {
        self.schools.iter().filter(|school| school.reached.services > 0).count()
    }

    /// The cities as tiles; nothing where whoever looks sees no whole province.
    pub fn map(&self) -> Option<Map> {
        map::map(&self.places)
    }

    /// The number of the place of a code; that at which the page begins where there is none.
    pub fn at(&self, code: Option<&str>) -> usize {
        let named = code.and_then(|code| self.places.iter().position(|place| place.code == code));
        named.unwrap_or(self.opening)
    }

    /// From the top down to a place, itself included.
    pub fn path(&self, place: usize) -> Vec<usize> {
        let above = |number: &usize| self.places.get(*number).and_then(|place| place.above);
        let mut path: Vec<_> = std::iter::successors(Some(place), above).collect();
        path.reverse();
        path
    }

    /// The places directly below one, those that are furthest behind first.
    pub fn below(&self, above: usize) -> Vec<&Place> {
        let mut below: Vec<_> = self.places.iter().filter(|place| place.above == Some(above)).collect();
        below.sort_by(|one, other| (one.standing(), &one.code).cmp(&(other.standing(), &other.code)));
        below
    }

    /// The schools in a place and in those below it.
    pub fn schools_in(&self, place: usize) -> Vec<&Served> {
        let inside: Vec<bool> = (0..self.places.len()).map(|number| self.is_in(number, place)).collect();
        self.schools.iter().filter(|school| inside.get(school.place) == Some(&true)).collect()
    }

    /// The reserves of the rounds that are run in a place or below it.
    pub fn reserves_in(&self, place: usize) -> Vec<&Reserve> {
        let place_of = |division: &str| self.places.iter().position(|place| place.code == division);
        let is_inside =
            |reserve: &&Reserve| place_of(&reserve.division).is_some_and(|number| self.is_in(number, place));
        self.reserves.iter().filter(is_inside).collect()
    }

    fn is_in(&self, number: usize, place: usize) -> bool {
        self.path(number).contains(&place)
    }
}

/// The months between the first in which something was given and the last.
fn months<'a>(given: impl Iterator<Item = &'a (Month, Reached)>) -> Vec<Month> {
    let given = given.filter(|(_, reached)| reached.services > 0).map(|(month, _)| *month);
    let (first, last) = given.fold((None, None), |(first, last): (Option<Month>, Option<Month>), month| {
        (Some(first.map_or(month, |first| first.min(month))), last.max(Some(month)))
    });
    let next = |month: &Month| month.last_day().tomorrow().ok().map(Month::of);
    let upwards = std::iter::successors(first, next);
    upwards.take_while(|month| Some(*month) <= last).collect()
}

/// A month, as far as it lies in the period.
fn within(period: Period, month: Month) -> Period {
    let from = month.first_day().clamp(period.from, period.until);
    Period { from, until: month.last_day().clamp(from, period.until.max(from)) }
}

/// Where a page begins: at the division of the seat; where nobody sits, at the first at which several lie beside each other.
fn opening(view: View<'_>, places: &[Place], top: usize) -> usize {
    let own = view.seat.and_then(|seat| view.workspace.tree().get(&seat.unit));
    let own = own.and_then(|unit| places.iter().position(|place| place.code == unit.division));
    own.unwrap_or_else(|| {
        let only = |above: &usize| {
            let mut below = (0..places.len())
                .filter(|number| places.get(*number).is_some_and(|place| place.above == Some(*above)));
            below.next().filter(|_| below.next().is_none())
        };
        std::iter::successors(Some(top), only).last().unwrap_or(top)
    })
}
