//! Every shipped pack and every hook that is asked of whole tables, over figures of all sorts.

use fastrand::Rng;
use jiff::civil::{Date, Time};
use keqiao::{
    domain::{
        Fields,
        field::{Fact, Field, FieldKind},
    },
    policy::{
        Hook, PackLibrary, Policy, embedded_files,
        facts::Facts,
        hook::{HOOKS, SUBSIDY},
        packs,
    },
};
use rust_decimal::Decimal;

use super::judge::{DAY, Question, judge, questions};

pub fn shipped(pack: &str) -> Policy {
    let library = PackLibrary::of(packs(&embedded_files())).expect("packs");
    Policy::compile(&library.chain(pack, DAY).expect("a chain")).expect("a policy")
}

pub fn packs_shipped() -> Vec<String> {
    let library = PackLibrary::of(packs(&embedded_files())).expect("packs");
    library.ids().map(str::to_owned).collect()
}

/// Some value of a field.
fn fact(rng: &mut Rng, field: &Field, day: Date) -> Fact {
    if !field.required && rng.u8(0..4) == 0 {
        return Fact::Missing;
    }
    let number = |number: i64, scale: u32| Fact::Number(Decimal::new(number, scale));
    let edge = |rng: &mut Rng, low: i64, high: i64| match rng.u8(0..6) {
        0 => low,
        _ => rng.i64(low..=high.min(low + 120)),
    };
    match field.held() {
        FieldKind::Count { min, max, .. } => number(edge(rng, min, max), 0),
        FieldKind::Decimal { min, max, scale, .. } => {
            let parts = 10i64.pow(scale);
            number(edge(rng, min, max) * parts + rng.i64(0..parts), scale)
        }
        FieldKind::Money { .. } => {
            let most = *rng.choice(&[90_000, 400_000, 2_200_000, 9_000_000]).expect("one");
            number(rng.i64(0..most), 2)
        }
        FieldKind::Share => number(rng.i64(0..=100), 2),
        FieldKind::Date => {
            let days = *rng.choice(&[3, 40, 400]).expect("one");
            let span = jiff::Span::new().days(rng.i64(-days..=days));
            Fact::Day(day.checked_add(span).expect("a day"))
        }
        FieldKind::Time => Fact::Time(Time::midnight()),
        FieldKind::Flag => Fact::Flag(rng.u8(0..4) > 0),
        FieldKind::Choice(choices) => Fact::text(choices[rng.usize(..choices.len())].code),
        _ => Fact::text(*rng.choice(&["a", "b", "2026-03"]).expect("one")),
    }
}

/// A question to a hook.
pub fn asked(rng: &mut Rng, hook: &'static Hook, added: &Fields) -> Question {
    let mut facts = Vec::new();
    let mut day = DAY;
    for subject in hook.subjects {
        let mut told: Vec<_> =
            subject.fields(added).map(|field| (field.key, fact(rng, field, DAY))).collect();
        if let Some((_, Fact::Day(date))) =
            told.iter().find(|(key, _)| hook.day.ends_with(&format!(".{key}")))
        {
            day = *date;
        }
        // Most are sound, so that much is asked of them.
        for (key, sound) in [("external", true), ("confirmed", true), ("in_service_window", true)] {
            if let Some((_, fact)) = told.iter_mut().find(|(known, _)| *known == key && rng.u8(0..5) > 0) {
                *fact = Fact::Flag(sound);
            }
        }
        facts.push(Facts::of(subject, None, told));
    }
    (day, facts)
}

#[test]
fn whatever_is_shipped_is_compiled_wholly_and_says_the_same() {
    for pack in packs_shipped() {
        let policy = shipped(&pack);
        for hook in HOOKS.iter().copied().filter(|hook| policy.answers(hook)) {
            let mut rng = Rng::with_seed(45);
            let questions: Vec<_> = (0..600).map(|_| asked(&mut rng, hook, policy.fields())).collect();
            let judged = judge(&policy, hook, &questions);
            assert!(judged.uncompiled.is_empty(), "{pack}, {}: {:?}", hook.name, judged.uncompiled);
            assert_eq!(judged.interpreted, judged.faults, "{pack}, {}: only faults are left", hook.name);
            assert!(judged.faults < 60, "{pack}, {}: {judged:?}", hook.name);
        }
        let judged = judge(&policy, &SUBSIDY, &questions(45, 1_000));
        assert_eq!(judged.interpreted, 0, "{pack}");
        assert!(judged.granted > 100, "{pack}: {judged:?}");
    }
}
