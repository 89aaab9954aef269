//! One subsidy decision with its lines against the bare Rhai call of the same script, and 20,000 of them.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use jiff::civil::{date, time};
use keqiao::{
    domain::{
        Dated, Instructor, School, Session,
        field::Fact,
        instructor::{Checks, Payee, Title},
        school::Stage,
        session::{Form, Place},
    },
    policy::{
        PackLibrary, Policy, embedded_files,
        facts::{self, Facts, Standing},
        hook::SUBSIDY,
        packs,
    },
};
use rust_decimal::Decimal;

fn facts() -> [Facts; 3] {
    let session = Session {
        code: "S1".into(),
        school: "4101220001".into(),
        instructor: "T001".into(),
        date: date(2026, 3, 5),
        starts: time(16, 30, 0, 0),
        minutes: 90,
        form: Form::Report,
        place: Place::Campus,
        topic: "月球".into(),
        classes: 2,
        pupils: 80,
        distance_km: Some(Decimal::new(613, 1)),
        witness: None,
        substitute: None,
        series: None,
        lesson: None,
        platform: None,
        attendance: Vec::new(),
        log: None,
    };
    let standing = Standing {
        appointed: Some((date(2026, 2, 20), date(2026, 7, 10))),
        paid_hours_before: Decimal::ZERO,
    };
    let instructor = Instructor {
        paused_on: None,
        number: "T001".into(),
        name: "王工".into(),
        unit: "省科学院".into(),
        title: Dated::always(Title::Senior),
        external: Dated::always(true),
        payee: Dated::always(Payee::Person),
        checked_on: Checks::of([date(2025, 9, 1)]),
        recommended_by: None,
        field: None,
    };
    let school = School {
        nearest_base_km: None,
        longitude: None,
        latitude: None,
        science_teacher: None,
        code: "4101220001".into(),
        name: "实验小学".into(),
        division: "410122".into(),
        stage: Stage::Primary,
        rural: Dated::always(true),
        under_resourced: Dated::always(true),
        pupils: 80,
        service_from: Dated::always(time(16, 0, 0, 0)),
        service_until: Dated::always(time(18, 0, 0, 0)),
        payer: Dated::always("县教育局".into()),
    };
    let derived = vec![("confirmed", Fact::Flag(true)), ("in_service_window", Fact::Flag(true))];
    facts::of_session(
        session.date,
        (session, derived),
        standing,
        (instructor, Vec::new()),
        (school, Vec::new()),
    )
}

fn subsidy(criterion: &mut Criterion) {
    let library = PackLibrary::of(packs(&embedded_files())).unwrap_or_default();
    let day = date(2026, 3, 5);
    let chain = library.chain("henan", day);
    let Some(policy) = chain.ok().and_then(|chain| Policy::compile(&chain).ok()) else {
        eprintln!("the shipped packs do not compile: cargo xtask rules check");
        return;
    };
    let facts = facts();
    let mut group = criterion.benchmark_group("subsidy");
    group.bench_function("whole decision", |bencher| {
        bencher.iter(|| black_box(policy.ask(&SUBSIDY, day, black_box(&facts))))
    });
    group.bench_function("bare call", |bencher| {
        bencher.iter(|| black_box(policy.bare_call(&SUBSIDY, day, black_box(&facts))));
    });
    group.sample_size(10);
    group.bench_function("20,000 decisions", |bencher| {
        bencher.iter(|| (0..20_000).filter(|_| policy.ask(&SUBSIDY, day, black_box(&facts)).is_ok()).count());
    });
    group.finish();
}

criterion_group!(benches, subsidy);
criterion_main!(benches);
