//! A province's sessions by the laboratory and by the bare interpreter: `cargo bench --bench lab`.
#![allow(clippy::unwrap_used, reason = "what is benched is sound")]

use std::{collections::HashMap, hint::black_box, time::Instant};

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use fastrand::Rng;
use jiff::{
    Span,
    civil::{Date, date},
};
use keqiao::{
    domain::field::Fact,
    lab::{Columns, Evaluator, Place},
    policy::{
        PackLibrary, Policy, embedded_files,
        facts::Facts,
        hook::{SETTLEMENT, SUBSIDY},
        packs,
        subjects::{INSTRUCTOR, MONTH, SCHOOL, SESSION},
    },
};
use rust_decimal::Decimal;

const SESSIONS: usize = 200_000;
const INSTRUCTORS: usize = 3_010;
const SCHOOLS: usize = 4_010;
const TERM: Date = date(2026, 2, 23);

fn policy(pack: &str) -> Policy {
    let library = PackLibrary::of(packs(&embedded_files())).unwrap();
    Policy::compile(&library.chain(pack, TERM).unwrap()).unwrap()
}

fn number(parts: i64, scale: u32) -> Fact {
    Fact::Number(Decimal::new(parts, scale))
}

fn days(from: Date, days: i64) -> Fact {
    Fact::Day(from.checked_add(Span::new().days(days)).unwrap())
}

fn instructor(number: usize) -> Facts {
    let mut rng = Rng::with_seed(number as u64);
    let titles = ["academician", "national_expert", "senior", "associate", "intermediate", "other"];
    let title = titles[(rng.usize(0..12) / 2).min(5)];
    let checked = if rng.u8(0..50) == 0 { Fact::Missing } else { days(TERM, -rng.i64(0..340)) };
    let payee = if rng.u8(0..40) == 0 { "institution" } else { "person" };
    let told = vec![
        ("title", Fact::text(title)),
        ("external", Fact::Flag(rng.u8(0..40) > 0)),
        ("payee", Fact::text(payee)),
        ("checked_on", checked),
    ];
    Facts::of(&INSTRUCTOR, None, told)
}

fn school(number: usize) -> Facts {
    let mut rng = Rng::with_seed(1_000_000 + number as u64);
    let told =
        vec![("rural", Fact::Flag(rng.u8(0..10) < 4)), ("under_resourced", Fact::Flag(rng.u8(0..10) < 2))];
    Facts::of(&SCHOOL, None, told)
}

/// A session, its day, and its instructor's half-day.
fn session(lane: usize) -> (Date, [Facts; 3], (usize, Date, bool)) {
    let mut rng = Rng::with_seed(2_000_000 + lane as u64);
    let day = TERM.checked_add(Span::new().days(rng.i64(0..130))).unwrap();
    let by = rng.usize(0..INSTRUCTORS);
    let km = if rng.u8(0..10) == 0 { Fact::Missing } else { number(rng.i64(5..1_800), 1) };
    let told = vec![
        ("date", Fact::Day(day)),
        ("minutes", number([40, 45, 60, 80, 90, 120][rng.usize(0..6)], 0)),
        ("place", Fact::text(if rng.u8(0..30) == 0 { "online" } else { "campus" })),
        ("distance_km", km),
        ("appointed_from", days(TERM, -10)),
        ("appointed_until", days(TERM, 120 + rng.i64(0..3) * 10)),
        ("paid_hours_before", number(0, 0)),
        ("in_service_window", Fact::Flag(rng.u8(0..50) > 0)),
        ("confirmed", Fact::Flag(rng.u8(0..30) > 0)),
    ];
    let facts = [Facts::of(&SESSION, None, told), instructor(by), school(rng.usize(0..SCHOOLS))];
    (day, facts, (by, day, rng.u8(0..10) > 0))
}

/// The sessions of a term, each behind the one of its half-day before it.
fn sessions(policies: &[&Policy]) -> Columns {
    let mut halves: HashMap<_, Vec<usize>> = HashMap::new();
    for lane in 0..SESSIONS {
        halves.entry(session(lane).2).or_default().push(lane);
    }
    let mut waves: Vec<Vec<(usize, Option<usize>)>> = Vec::new();
    for half in halves.into_values() {
        let mut before = None;
        for (wave, lane) in half.into_iter().enumerate() {
            if waves.len() == wave {
                waves.push(Vec::new());
            }
            waves[wave].push((lane, before));
            before = Some(lane);
        }
    }
    let mut columns = Columns::new(&SUBSIDY, policies);
    let mut at = HashMap::new();
    for (lane, before) in waves.into_iter().flatten() {
        let (day, facts, _) = session(lane);
        let after = before.map(|before| at[&before]);
        at.insert(lane, u32::try_from(columns.len()).unwrap());
        columns.push(day, &facts, Place { after, adds: true }).unwrap();
    }
    columns
}

/// What payers owe for months.
fn month(lane: usize) -> (Date, [Facts; 1]) {
    let mut rng = Rng::with_seed(lane as u64);
    let told = vec![
        ("month", Fact::text("2026-03")),
        ("after_tax", number(rng.i64(0..3_000_000), 2)),
        ("sessions", number(4, 0)),
        ("settled_before", number(0, 0)),
    ];
    (date(2026, 3, 31), [Facts::of(&MONTH, None, told)])
}

fn lab(criterion: &mut Criterion) {
    let (baseline, variant) = (policy("henan"), policy("rural-first"));
    let columns = sessions(&[&baseline, &variant]);
    let evaluator = Evaluator::new(&baseline, &columns);
    let nobody = &mut |_, _| panic!("nothing is left to the interpreter");
    let answers = evaluator.answer(nobody);
    eprintln!(
        "{SESSIONS} sessions, {} bytes each and 16 a variant, {} operations; {:?}",
        columns.bytes_a_lane(),
        evaluator.operations(),
        answers.counts()
    );
    let mut months = Columns::new(&SETTLEMENT, &[&baseline]);
    for lane in 0..60_000 {
        let (day, facts) = month(lane);
        months.push(day, &facts, Place::ALONE).unwrap();
    }
    let settlement = Evaluator::new(&baseline, &months);

    let mut group = criterion.benchmark_group("lab");
    group.sample_size(20);
    group.bench_function("200,000 decisions", |bencher| {
        bencher.iter(|| black_box(evaluator.answer(&mut |_, _| panic!("nothing is left"))));
    });
    group.bench_function("compile and lower a variant", |bencher| {
        bencher.iter(|| black_box(Evaluator::new(&variant, &columns)));
    });
    group.bench_function("60,000 settlements", |bencher| {
        bencher.iter(|| black_box(settlement.answer(&mut |_, _| panic!("nothing is left"))));
    });
    let (day, facts, _) = session(0);
    group.bench_function("one decision by the interpreter", |bencher| {
        bencher.iter_batched(
            || &facts,
            |facts| black_box(baseline.ask(&SUBSIDY, day, facts)),
            BatchSize::SmallInput,
        );
    });
    group.finish();
    let begun = Instant::now();
    let _ = black_box(policy("rural-first"));
    eprintln!("reading and compiling a pack: {:?}", begun.elapsed());
}

criterion_group!(benches, lab);
criterion_main!(benches);
