//! One subsidy decision with its lines against the bare Rhai call of the same script, and 20,000 of them.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use jiff::civil::{date, time};
use keqiao::{
    domain::{
        school::Stage,
        session::{Form, Place},
        tutor::{Payee, Title},
    },
    policy::{
        PackLibrary, Policy, embedded_files,
        facts::{SchoolFacts, SessionFacts, SubsidyFacts, TutorFacts},
        packs,
    },
};
use rust_decimal::Decimal;

fn facts() -> SubsidyFacts {
    SubsidyFacts {
        session: SessionFacts {
            date: date(2026, 3, 5),
            starts: time(16, 30, 0, 0),
            minutes: 90,
            form: Form::Report,
            place: Place::Campus,
            in_service_window: true,
            appointed_from: Some(date(2026, 2, 20)),
            appointed_until: Some(date(2026, 7, 10)),
            credited_before: Decimal::ZERO,
            distance_km: Some(Decimal::new(613, 1)),
            confirmed: true,
            classes: 2,
            pupils: 80,
        },
        tutor: TutorFacts {
            external: true,
            payee: Payee::Person,
            title: Title::Senior,
            checked_on: Some(date(2025, 9, 1)),
        },
        school: SchoolFacts {
            rural: true,
            weak: true,
            pupils: 80,
            stage: Stage::Primary,
        },
    }
}

fn subsidy(criterion: &mut Criterion) {
    let library = PackLibrary::of(packs(&embedded_files())).unwrap_or_default();
    let chain = library.chain("henan", date(2026, 3, 5));
    let Some(policy) = chain.ok().and_then(|chain| Policy::compile(&chain).ok()) else {
        eprintln!("the shipped packs do not compile: cargo xtask rules check");
        return;
    };
    let facts = facts();
    let mut group = criterion.benchmark_group("subsidy");
    group.bench_function("whole decision", |bencher| {
        bencher.iter(|| black_box(policy.subsidy(black_box(&facts))))
    });
    group.bench_function("bare call", |bencher| {
        bencher.iter_batched(
            || facts.clone(),
            |facts| black_box(policy.bare_subsidy(facts)),
            BatchSize::SmallInput,
        );
    });
    group.sample_size(10);
    group.bench_function("20,000 decisions", |bencher| {
        bencher.iter(|| {
            (0..20_000)
                .filter(|_| policy.subsidy(black_box(&facts)).is_ok())
                .count()
        });
    });
    group.finish();
}

criterion_group!(benches, subsidy);
criterion_main!(benches);
