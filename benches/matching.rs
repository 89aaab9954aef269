//! A city's round and a province's, and their parts: `cargo bench --bench matching`.
#![allow(clippy::unwrap_used, reason = "what is benched is sound")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use fastrand::Rng;
use keqiao::matching::{
    Candidate, Ceiling, Draft, Lists, Market, Need, Run, Supply, blocking,
    candidates::{Asked, Listing, Offered},
    compare, first_come,
};

/// Metres squared within which somebody comes to the school.
const REACH: i64 = 60_000 * 60_000;

/// What was filed, at random places of a region.
struct Filed {
    needs: Vec<Need>,
    asked: Vec<Asked>,
    supplies: Vec<Supply>,
    offered: Vec<Offered>,
    schools: Vec<(i64, i64)>,
    homes: Vec<(i64, i64)>,
    own_wishes: Lists<u32>,
    wishes: Lists<u32>,
    ceilings: Vec<Ceiling>,
}

/// Forms are asked for unevenly: talks most.
fn form(rng: &mut Rng) -> u8 {
    match rng.u8(0..20) {
        0..9 => 0,
        9..14 => 1,
        14..17 => 2,
        17..19 => 3,
        _ => 4,
    }
}

/// So many different days.
fn days(rng: &mut Rng, count: u8) -> u8 {
    let mut days = [0, 1, 2, 3, 4];
    rng.shuffle(&mut days);
    days.iter().take(usize::from(count)).fold(0, |mask, day| mask | 1 << day)
}

/// A ceiling over all, one for each county and one for each school; of these the first two say how much may be held.
fn ceilings(counties: u32, most: u32, of_county: u32) -> Vec<Ceiling> {
    let mut ceilings = vec![Ceiling { parent: None, most }];
    ceilings.extend((0..counties).map(|_| Ceiling { parent: Some(0), most: of_county }));
    let of_school = |school: u32| Ceiling { parent: Some(1 + school / 10), most: 12 };
    ceilings.extend((0..10 * counties).map(of_school));
    ceilings
}

fn filed((needs, supplies): (usize, usize), width: i64, (most, of_county): (u32, u32)) -> Filed {
    let mut rng = Rng::with_seed(45);
    let rng = &mut rng;
    let counties = 1 + needs as u32 / 100;
    let mut filed = Filed {
        needs: Vec::new(),
        asked: Vec::new(),
        supplies: Vec::new(),
        offered: Vec::new(),
        schools: Vec::new(),
        homes: Vec::new(),
        own_wishes: Lists::default(),
        wishes: Lists::default(),
        ceilings: ceilings(counties, most, of_county),
    };
    for _ in 0..needs {
        let (places, ceiling) = (rng.u8(1..=2), Some(1 + counties + rng.u32(0..10 * counties)));
        filed.needs.push(Need { places, preferred: rng.u8(0..10) < 3, ceiling });
        let (count, modes) = (rng.u8(2..=5), if rng.u8(0..10) < 3 { 0b11 } else { 0b01 });
        let (subject, form, band) = (rng.u8(0..9), form(rng), rng.u8(0..4));
        filed.asked.push(Asked { subject, form, band, days: days(rng, count), modes });
        filed.schools.push((rng.i64(0..width), rng.i64(0..width)));
        filed.own_wishes.push((0..rng.usize(0..3)).map(|_| rng.u32(0..supplies as u32)));
    }
    for _ in 0..supplies {
        let capacity = rng.u8(1..=4);
        let on = days(rng, rng.clone().u8(capacity..=5));
        let set_aside = on & days(rng, 1);
        filed.supplies.push(Supply { days: on, capacity, set_aside });
        let (bands, modes) = (rng.u8(1..16), if rng.u8(0..10) < 3 { 0b11 } else { 0b01 });
        filed.offered.push(Offered { subject: rng.u8(0..9), form: form(rng), bands, days: on, modes });
        filed.homes.push((rng.i64(0..width), rng.i64(0..width)));
        filed.wishes.push((0..rng.usize(0..4)).map(|_| rng.u32(0..needs as u32)));
    }
    filed
}

impl Filed {
    fn distance(&self, need: u32, supply: u32) -> i64 {
        let ((x, y), (u, v)) = (self.schools[need as usize], self.homes[supply as usize]);
        (x - u) * (x - u) + (y - v) * (y - v)
    }

    fn lists(&self, most: Option<usize>) -> Lists<Candidate> {
        let mut listing = Listing::new(&self.asked, &self.offered, most);
        let reach = |need, supply, modes: u8| modes & 0b10 != 0 || self.distance(need, supply) <= REACH;
        let points = |need, supply| -((self.distance(need, supply) >> 20).min(1 << 30) as i32);
        listing.advance(usize::MAX, &self.own_wishes, reach, points);
        listing.finish()
    }

    fn draft(&self, lists: Lists<Candidate>) -> Draft {
        Draft {
            needs: self.needs.clone(),
            lists,
            supplies: self.supplies.clone(),
            wishes: self.wishes.clone(),
            ceilings: self.ceilings.clone(),
            ..Draft::default()
        }
    }
}

fn round(criterion: &mut Criterion, name: &str, filed: &Filed, most: Option<usize>) {
    let lists = filed.lists(most);
    let market = Market::new(filed.draft(lists.clone())).unwrap();
    let outcome = Run::new(&market).finish();
    let order: Vec<u32> = (0..filed.needs.len() as u32).rev().collect();
    let booked = first_come(&market, &order);
    eprintln!(
        "{name}: {} candidates, {} offers, {} held, {} needs with places open",
        lists.items().len(),
        outcome.offers,
        outcome.held.len(),
        outcome.open.len()
    );
    let mut group = criterion.benchmark_group(name);
    group.sample_size(20);
    let mut part = |part: &str, mut work: Box<dyn FnMut() + '_>| {
        group.bench_function(BenchmarkId::from_parameter(part), |bencher| bencher.iter(&mut work));
    };
    let all = || Run::new(&Market::new(filed.draft(filed.lists(most))).unwrap()).finish();
    part("all", Box::new(|| drop(black_box(all()))));
    part("candidates", Box::new(|| drop(black_box(filed.lists(most)))));
    part("market", Box::new(|| drop(black_box(Market::new(filed.draft(lists.clone()))))));
    part("run", Box::new(|| _ = black_box(Run::new(&market).advance(usize::MAX))));
    let mut finished = Run::new(&market);
    finished.advance(usize::MAX);
    part("outcome", Box::new(|| drop(black_box(finished.clone().finish()))));
    part("blocking", Box::new(|| drop(black_box(blocking(&market, &outcome.held)))));
    part("first_come", Box::new(|| drop(black_box(first_come(&market, &order)))));
    part("compare", Box::new(|| drop(black_box(compare(&market, &outcome.held, &booked.held)))));
    group.finish();
}

fn rounds(criterion: &mut Criterion) {
    round(criterion, "5000x2000", &filed((5_000, 2_000), 150_000, (5_000, 110)), None);
    round(criterion, "21100x8000", &filed((21_100, 8_000), 400_000, (21_100, 110)), Some(20));
    round(criterion, "21100x8000_near", &filed((21_100, 8_000), 60_000, (21_100, 110)), Some(20));
    round(criterion, "21100x8000_tight", &filed((21_100, 8_000), 60_000, (9_000, 50)), Some(20));
}

criterion_group!(benches, rounds);
criterion_main!(benches);
