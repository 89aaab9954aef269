//! The interpreter as the judge of what is compiled.

use std::collections::BTreeMap;

use fastrand::Rng;
use jiff::civil::{Date, date};
use keqiao::{
    domain::{Label, field::Fact},
    lab::{Columns, Evaluator, Place, Said, told},
    policy::{
        Diagnostic, Hook, PackLibrary, PackSource, Policy,
        decision::Decision,
        embedded_files,
        facts::Facts,
        hook::{Answer, SETTLEMENT, SUBSIDY},
        packs,
        subjects::{INSTRUCTOR, SCHOOL, SESSION, Subject},
    },
};
use rust_decimal::Decimal;

pub const DAY: Date = date(2026, 3, 5);

/// A question that only these tests ask, of a session.
const fn trial_hook(name: &'static str, subjects: &'static [&'static Subject], answer: Answer) -> Hook {
    Hook {
        name,
        label: Label::new("试", "trial"),
        subjects,
        answer,
        clause: "五.5",
        day: "session.date",
        required: false,
        accumulates: None,
        by_columns: true,
    }
}

pub static PRICE: Hook = trial_hook("price", &[&SESSION, &INSTRUCTOR, &SCHOOL], Answer::Amount);
pub static URGENCY: Hook =
    trial_hook("urgency", &[&SESSION, &INSTRUCTOR, &SCHOOL], Answer::Score { most: 40 });
pub static RATING: Hook = trial_hook("rating", &[&SESSION, &INSTRUCTOR, &SCHOOL], Answer::Grade);
pub static REVIEW: Hook = trial_hook("review", &[&SESSION, &INSTRUCTOR, &SCHOOL], Answer::Findings);
pub static LEAVE: Hook = trial_hook("leave", &[&SESSION, &INSTRUCTOR, &SCHOOL], Answer::Allowed);
static TRIED: &[&Hook] = &[&PRICE, &URGENCY, &RATING, &REVIEW, &LEAVE];
static ASKED: &[&Hook] = &[&SUBSIDY, &SETTLEMENT, &PRICE];

/// A pack by itself, with this script and the figures of the national one: quickly compiled.
pub fn policy(script: &str) -> Policy {
    attempted(script).unwrap_or_else(|faults| panic!("{script}\n{faults:?}"))
}

/// The same, unless something is wrong with the script.
pub fn attempted(script: &str) -> Result<Policy, Vec<Diagnostic>> {
    let parameters = embedded_files().remove("national/parameters.toml").expect("parameters");
    compiled("", &[("parameters.toml", &parameters), ("trial.rhai", script)])
}

/// The same over the national pack.
pub fn over_national(script: &str) -> Policy {
    let compiled = compiled("extends = \"national\"\n", &[("trial.rhai", script)]);
    compiled.unwrap_or_else(|faults| panic!("{script}\n{faults:?}"))
}

fn compiled(extends: &str, files: &[(&str, &str)]) -> Result<Policy, Vec<Diagnostic>> {
    let manifest = "title = { zh = \"试\", en = \"trial\" }\neffective = 2021-12-20\nloops = true\n";
    let manifest = format!("{manifest}{extends}");
    let files = [("pack.toml", &*manifest)].into_iter().chain(files.iter().copied());
    let files = files.map(|(path, text)| (path.to_owned(), text.to_owned()));
    let source = PackSource { id: "trial".into(), files: files.collect::<BTreeMap<_, _>>() };
    let library = PackLibrary::of(packs(&embedded_files()).into_iter().chain([source])).expect("packs");
    let chain = library.chain("trial", DAY).expect("a chain");
    let asked = if extends.is_empty() { TRIED } else { ASKED };
    Policy::compile_for(asked, &chain)
}

/// One question.
pub type Question = (Date, Vec<Facts>);

fn of(subject: &'static Subject, facts: Vec<(&'static str, Fact)>) -> Facts {
    Facts::of(subject, None, facts)
}

/// Figures of every sort: the edges, what is missing, and what lies between.
pub fn question(rng: &mut Rng) -> Question {
    question_paid(rng, None)
}

/// The same, where so many hours were paid before.
pub fn question_paid(rng: &mut Rng, hours: Option<Decimal>) -> Question {
    let number = |number: i64, scale: u32| Fact::Number(Decimal::new(number, scale));
    let mut maybe = |share: u8, fact: Fact| if rng.u8(0..10) < share { fact } else { Fact::Missing };
    let km = maybe(7, Fact::Flag(true)) != Fact::Missing;
    let base = maybe(7, Fact::Flag(true)) != Fact::Missing;
    let teacher = maybe(6, Fact::Flag(true));
    let appointed = maybe(9, Fact::Flag(true)) != Fact::Missing;
    let checked = maybe(9, Fact::Flag(true)) != Fact::Missing;
    let near = |rng: &mut Rng, days: std::ops::RangeInclusive<i64>| {
        Fact::Day(DAY.checked_add(jiff::Span::new().days(rng.i64(days))).expect("a day"))
    };
    let or_missing = |there: bool, fact: Fact| if there { fact } else { Fact::Missing };
    let one_of = |rng: &mut Rng, codes: &[&'static str]| Fact::text(codes[rng.usize(..codes.len())]);
    let day = DAY.checked_add(jiff::Span::new().days(rng.i64(-40..=40))).expect("a day");
    let before = rng.i64(0..=45);
    let session = vec![
        ("date", Fact::Day(day)),
        ("minutes", number(*rng.choice(&[0, 1, 30, 40, 45, 60, 90, 135, 200, 300]).expect("one"), 0)),
        ("place", one_of(rng, &["campus", "campus", "campus", "campus", "base", "online"])),
        ("form", one_of(rng, &["report", "lecture", "experiment"])),
        ("pupils", number(rng.i64(0..200), 0)),
        ("distance_km", or_missing(km, number(rng.i64(0..5_000), 1))),
        ("appointed_from", or_missing(appointed, near(rng, -60..=0))),
        ("appointed_until", or_missing(appointed, near(rng, 0..=60))),
        ("paid_hours_before", Fact::Number(hours.unwrap_or(Decimal::new(before, 1)))),
        ("in_service_window", Fact::Flag(rng.u8(0..9) > 0)),
        ("confirmed", Fact::Flag(rng.u8(0..9) > 0)),
        ("topic", Fact::text("月球")),
    ];
    let titles = ["academician", "national_expert", "senior", "associate", "intermediate", "other"];
    let instructor = vec![
        ("title", one_of(rng, &titles)),
        ("external", Fact::Flag(rng.u8(0..9) > 0)),
        ("payee", one_of(rng, &["person", "person", "person", "person", "person", "institution"])),
        ("checked_on", or_missing(checked, near(rng, -400..=10))),
        ("unit", Fact::text("省科学院")),
    ];
    let school = vec![
        ("rural", Fact::Flag(rng.bool())),
        ("under_resourced", Fact::Flag(rng.bool())),
        ("pupils", number(rng.i64(1..3_000), 0)),
        ("stage", one_of(rng, &["primary", "junior", "nine_year", "teaching_point"])),
        ("science_teacher", teacher),
        ("nearest_base_km", or_missing(base, number(rng.i64(0..=900), 1))),
        ("longitude", number(rng.i64(11_000_000..11_600_000), 5)),
        ("name", Fact::text("实验小学")),
    ];
    (day, vec![of(&SESSION, session), of(&INSTRUCTOR, instructor), of(&SCHOOL, school)])
}

/// What judging has found.
#[derive(Debug, Default)]
pub struct Judged {
    /// The constructs that are not compiled, with their lines.
    pub uncompiled: Vec<String>,
    /// Lanes that the interpreter decided.
    pub interpreted: usize,
    /// Lanes at which the script faults.
    pub faults: usize,
    /// Lanes at which it grants something.
    pub granted: usize,
}

/// Holds every answer against the interpreter's.
pub fn judge(policy: &Policy, hook: &'static Hook, questions: &[Question]) -> Judged {
    let mut columns = Columns::new(hook, &[policy]);
    for (day, facts) in questions {
        columns.push(*day, facts, Place::ALONE).expect("a lane");
    }
    let ask = |lane: u32| -> Result<Decision, Diagnostic> {
        let (day, facts) = &questions[lane as usize];
        policy.ask(hook, *day, facts)
    };
    let evaluator = Evaluator::new(policy, &columns);
    let answers = evaluator.answer(&mut |lane, _| ask(lane));
    let uncompiled = evaluator.uncompiled().into_iter();
    let mut judged = Judged {
        uncompiled: uncompiled.map(|why| format!("{}: {}", why.place.line, why.what)).collect(),
        interpreted: answers.interpreted,
        ..Judged::default()
    };
    for (lane, (day, facts)) in questions.iter().enumerate() {
        let asked = ask(u32::try_from(lane).expect("a lane"));
        judged.faults += usize::from(asked.is_err());
        let (said, total) = told(&asked);
        judged.granted += usize::from(said == Said::Granted);
        let why = || {
            let told = facts.iter().map(|facts| facts.listed(policy.fields())).collect::<Vec<_>>();
            format!("lane {lane} on {day}: {told:?}\n{asked:?}")
        };
        assert_eq!(answers.said(lane), Some(&said), "{}", why());
        assert_eq!(answers.totals[lane], total, "{}", why());
        if let Ok(decision) = &asked
            && said == Said::Granted
        {
            let tax = answers.taxes.get(lane).copied().unwrap_or_default();
            assert_eq!(decision.tax().as_fen(), tax, "{}", why());
        }
    }
    judged
}

/// So many questions.
pub fn questions(seed: u64, count: usize) -> Vec<Question> {
    let mut rng = Rng::with_seed(seed);
    (0..count).map(|_| question(&mut rng)).collect()
}
