//! The rule engine: hostile scripts end in clear errors, layers work as offices expect, and the properties hold.

use std::collections::BTreeMap;

use jiff::civil::{date, time};
use keqiao::{
    domain::{
        Dated, Instructor, Money, School, Session,
        field::Fact,
        instructor::{Checks, Payee, Title},
        school::Stage,
        session::{Form, Place},
    },
    policy::{
        Diagnostic, PackLibrary, PackSource, Policy,
        decision::{Decision, Outcome},
        embedded_files,
        facts::{self, Facts, MonthFacts, Standing},
        hook::{SETTLEMENT, SUBSIDY},
        packs, vocabulary,
    },
};
use proptest::prelude::*;
use rust_decimal::{Decimal, RoundingStrategy};

fn shipped() -> PackLibrary {
    PackLibrary::of(packs(&embedded_files())).expect("manifests that read")
}

fn policy(pack: &str) -> Policy {
    Policy::compile(&shipped().chain(pack, date(2026, 3, 5)).expect("a chain")).expect("a pack that compiles")
}

/// A pack over another, with one script.
fn child(id: &str, parent: &str, script: &str) -> PackSource {
    let manifest = format!(
        "title = {{ zh = \"试\", en = \"trial\" }}\neffective = 2021-12-20\nextends = \"{parent}\"\n"
    );
    let files = [("pack.toml", manifest.as_str()), ("trial.rhai", script)];
    PackSource { id: id.into(), files: files.map(|(path, text)| (path.to_owned(), text.to_owned())).into() }
}

fn compile(layers: impl IntoIterator<Item = PackSource>) -> Result<Policy, Vec<Diagnostic>> {
    let layers: Vec<_> = layers.into_iter().collect();
    let last = layers.last().expect("a layer").id.clone();
    let library = PackLibrary::of(packs(&embedded_files()).into_iter().chain(layers))?;
    Policy::compile(&library.chain(&last, date(2026, 3, 5)).expect("a chain"))
}

/// A session that earns something, and all that is told of it.
#[derive(Debug, Clone)]
struct Told {
    session: Session,
    confirmed: bool,
    in_service_window: bool,
    standing: Standing,
    instructor: Instructor,
    school: School,
}

impl Told {
    fn facts(&self) -> [Facts; 3] {
        let derived = vec![
            ("confirmed", Fact::Flag(self.confirmed)),
            ("in_service_window", Fact::Flag(self.in_service_window)),
        ];
        facts::of_session(
            self.session.date,
            (self.session.clone(), derived),
            self.standing.clone(),
            (self.instructor.clone(), Vec::new()),
            (self.school.clone(), Vec::new()),
        )
    }
}

fn told() -> Told {
    Told {
        session: Session {
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
            distance_km: None,
            witness: None,
            substitute: None,
            series: None,
            lesson: None,
            platform: None,
            attendance: Vec::new(),
            log: None,
        },
        confirmed: true,
        in_service_window: true,
        standing: Standing {
            appointed: Some((date(2026, 2, 20), date(2026, 7, 10))),
            paid_hours_before: Decimal::ZERO,
        },
        instructor: Instructor {
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
        },
        school: School {
            science_teacher: None,
            nearest_base_km: None,
            longitude: None,
            latitude: None,
            code: "4101220001".into(),
            name: "实验小学".into(),
            division: "410122".into(),
            stage: Stage::Primary,
            rural: Dated::always(false),
            under_resourced: Dated::always(false),
            pupils: 600,
            service_from: Dated::always(time(16, 0, 0, 0)),
            service_until: Dated::always(time(18, 0, 0, 0)),
            payer: Dated::always("县教育局".into()),
        },
    }
}

fn facts() -> [Facts; 3] {
    told().facts()
}

/// What a policy says of facts, on the day of [`told`].
fn subsidy(policy: &Policy, facts: &[Facts]) -> Result<Decision, Diagnostic> {
    policy.ask(&SUBSIDY, date(2026, 3, 5), facts)
}

/// What is settled of a month's sum.
fn settlement(policy: &Policy, after_tax: Money) -> Decision {
    let month = MonthFacts { month: "2026-03".parse().expect("a month"), after_tax, sessions: 1 };
    policy.ask(&SETTLEMENT, date(2026, 3, 31), &[Facts::from(&month)]).expect("a settlement")
}

fn amount(decision: &Decision) -> Money {
    match decision.outcome {
        Outcome::Amount(amount) => amount,
        _ => Money::ZERO,
    }
}

/// What the script of a pack over `henan` ends in: compiling it, or judging the facts above.
fn fault(script: &str) -> Diagnostic {
    match compile([child("trial", "henan", script)]) {
        Err(faults) => faults.into_iter().next().expect("a fault"),
        Ok(policy) => subsidy(&policy, &facts()).expect_err("the script should fail"),
    }
}

#[test]
fn hostile_scripts_end_in_a_clear_error_at_a_place() {
    let body = |body: &str| format!("fn subsidy(session, instructor, school, p) {{\n    {body}\n}}\n");
    let mut wrong = Vec::new();
    for (script, at, said) in [
        (body("let x = 0; loop { x += 1; }"), "2:16", "loop"),
        (body("while true { }"), "2:5", "while"),
        ("fn f(x) { f(x + 1) }\nfn subsidy(session, instructor, school, p) { f(0) }".into(), "2:4", "too deeply"),
        ("fn f(x) { g(x) }\nfn g(x) { f(x) }\nfn subsidy(session, instructor, school, p) { f(0) }".into(), "3:4", "too deeply"),
        (body("let s = \"ab\"; for_ever(s)"), "2:19", "no function or operation for_ever"),
        ("fn d(s, n) { if n == 0 { s } else { d(s + s, n - 1) } }\nfn subsidy(session, instructor, school, p) { d(\"abcd\", 20) }".into(), "2:4", "too large"),
        ("fn d(a, n) { if n == 0 { a } else { d([a, a], n - 1) } }\nfn subsidy(session, instructor, school, p) { d([1, 2, 3, 4], 20) }".into(), "1:", "deep in each other"),
        ("fn d(m, n) { m.a = [m, m]; if n == 0 { m } else { d(m, n - 1) } }\nfn subsidy(session, instructor, school, p) { d(#{}, 20) }".into(), "1:", "deep in each other"),
        (body("eval(\"1\")"), "2:5", "eval"),
        (body("import \"x\" as y;"), "2:5", "import"),
        (body("sleep(9)"), "2:5", "sleep"),
        (body("print(1)"), "2:5", "print"),
        (body("Fn(\"line\")"), "2:5", "Fn"),
        (body("\"much\""), "1:4", "it returned a text"),
        (body("true"), "1:4", "it returned a yes-or-no value"),
        (body("line(\"base\", 5); 6"), "1:4", "not the sum of its lines"),
        (body("line(\"base\", p.lecture_fe)"), "2:19", "did you mean lecture_fee"),
        (body("line(\"base\", p.lecture_fee[\"king\"])"), "2:", "no parameter lecture_fee.king"),
        (body("line(\"base\", 1 / 0)"), "2:20", "arithmetic"),
        (body("line(\"base\", session.minutes / 0)"), "2:34", "arithmetic"),
        (body("line(\"base\", 9223372036854775807 + 1)"), "2:38", "arithmetic"),
        (body("line(\"base\", p.travel_max * 79228162514264337593543950335)"), "2:", ""),
        (body("if instructor.title > 5 { }\n total()"), "2:25", "a text cannot be compared with a number"),
        (body("if instructor.title == 5 { }\n total()"), "2:25", "a text cannot be compared with a number"),
        (body("if session.date < \"2026-01-01\" { }\n total()"), "2:21", "a date cannot be compared with a text"),
        (body("line(\"base\", \"5\")"), "2:5", "line needs a number and got a text"),
        (body("line(\"base\", session.minuts)"), "2:25", "did you mean minutes"),
        (body("cite(\"九.9\"); total()"), "2:5", "the notice has no clause 九.9"),
        (body("pay_hours(-1); total()"), "2:5", "cannot be negative"),
        (body("nothing_known"), "2:5", "nothing_known"),
        ("let x = 1;".into(), "1:1", "only inside functions"),
        ("fn f() { 1 }\nfn f() { 2 }".into(), "2:", "f"),
        (body("base::unknown(1)"), "2:", "unknown"),
        (body("let x = (((((((((((((((((((((((((((((((((((((((((((((((((((1)))))))))))))))))))))))))))))))))))))))))))))))))));"), "2:", ""),
    ] {
        let fault = fault(&script);
        let placed = fault.place.to_string().starts_with(&format!("trial/trial.rhai:{at}"));
        if !placed || !fault.message.en.contains(said) || fault.message.zh.is_empty() {
            wrong.push(format!("{script}\n=> {fault}, expected {at}: {said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_pack_without_the_hook_is_told_so() {
    let manifest = "title = { zh = \"空\", en = \"empty\" }\neffective = 2021-12-20\n".to_owned();
    let files = BTreeMap::from([
        ("pack.toml".to_owned(), manifest),
        ("a.rhai".to_owned(), "fn f() { 1 }".to_owned()),
    ]);
    let faults = compile([PackSource { id: "empty".into(), files }]).expect_err("nothing to call");
    assert!(
        faults[0].message.en.contains("the rule function subsidy(session, instructor, school, p) is missing")
    );
}

#[test]
fn a_child_overrides_by_name_wherever_it_is_called_and_can_call_its_parent() {
    let first = child("first", "henan", "fn travel(km, p) { base::travel(km, p) + 1 }");
    let second = child("second", "first", "fn travel(km, p) { base::travel(km, p) * 2 }");
    let third = child(
        "third",
        "second",
        "fn subsidy(session, instructor, school, p) {\n    base::subsidy(session, instructor, school, p);\n    line(\"bonus\", 7);\n    total()\n}",
    );
    let mut far = told();
    far.session.distance_km = Some(Decimal::from(40));
    let travel = |policy: Policy| {
        let decision = subsidy(&policy, &far.facts()).expect("a decision");
        let lines: Vec<_> =
            decision.lines.iter().map(|line| (line.label.clone(), line.amount().as_fen())).collect();
        (lines, decision.lines.last().expect("lines").at.to_string())
    };
    let (lines, at) = travel(compile([first.clone()]).expect("compiles"));
    assert_eq!(lines[1], ("travel".into(), 11_00));
    assert_eq!(at, "national/subsidy.rhai:25:9");
    let (lines, _) = travel(compile([first.clone(), second.clone()]).expect("compiles"));
    assert_eq!(lines[1], ("travel".into(), 22_00));
    let (lines, at) = travel(compile([first, second, third]).expect("compiles"));
    assert_eq!(lines[1..], [("travel".into(), 22_00), ("bonus".into(), 7_00)]);
    assert_eq!(at, "third/trial.rhai:3:5");
}

#[test]
fn loops_run_only_where_a_pack_asks_for_them() {
    let script = "fn travel(km, p) { let sum = 0; for i in 0..3 { sum += 1; } sum }";
    let mut pack = child("trial", "henan", script);
    assert!(compile([pack.clone()]).is_err());
    pack.files.entry("pack.toml".into()).and_modify(|manifest| manifest.push_str("loops = true\n"));
    assert!(compile([pack]).is_ok());
}

#[test]
fn a_monthly_cap_cuts_with_a_line_that_says_by_how_much() {
    let mut pack = child("capped", "henan", "");
    let cap = "[monthly_cap]\nvalues = [{ from = 2026-01-01, value = 5000 }]\n";
    pack.files.insert("parameters.toml".into(), cap.into());
    let policy = compile([pack]).expect("compiles");
    let month = |yuan: i64| settlement(&policy, Money::fen(yuan * 100));
    let kept = |decision: &Decision| amount(decision) - decision.tax();
    let cut = month(8_000);
    let lines: Vec<_> = cut.lines.iter().map(|line| (line.label.as_str(), line.amount().as_fen())).collect();
    assert_eq!(lines, [("net", 8_000_00), ("cap", -3_000_00), ("tax", 952_38)]);
    assert_eq!((kept(&cut), amount(&cut)), (Money::fen(5_000_00), Money::fen(5_952_38)));
    assert_eq!(kept(&month(5_000)), Money::fen(5_000_00));
}

#[test]
fn a_session_is_judged_by_the_pack_in_force_on_its_day() {
    let mut library = shipped();
    let mut newer = library.in_force("national", date(2026, 1, 1)).expect("in force").clone();
    let raised = newer.files["parameters.toml"].replace("value = 1000 }", "value = 1200 }");
    newer.files.insert("parameters.toml".into(), raised);
    library.publish(date(2026, 4, 1), newer).expect("a manifest");
    let on = |day| {
        let policy = Policy::compile(&library.chain("henan", day).expect("a chain")).expect("compiles");
        let mut told = told();
        told.session.date = day;
        amount(&policy.ask(&SUBSIDY, day, &told.facts()).expect("a decision"))
    };
    assert_eq!(on(date(2026, 3, 31)), Money::fen(2_000_00));
    assert_eq!(on(date(2026, 4, 1)), Money::fen(2_400_00));
    assert!(library.chain("henan", date(2021, 12, 19)).is_err(), "nothing is in force before the first day");
}

#[test]
fn a_pack_that_extends_itself_is_refused() {
    let library = PackLibrary::of([child("a", "b", ""), child("b", "a", "")]).expect("manifests");
    assert!(library.chain("a", date(2026, 1, 1)).is_err());
}

#[test]
fn faults_of_parameters_are_told_by_line() {
    let fault = |toml: &str| {
        let mut pack = child("trial", "henan", "");
        pack.files.insert("parameters.toml".into(), toml.into());
        let faults = compile([pack]).expect_err("faulty");
        format!("{}", faults[0])
    };
    for (toml, said) in [
        (
            "[rural_uplift]\nvalues = [{ from = 2026-01-01, value = 0.4 }]",
            "parameters.toml:2:40: `value` should be a whole number, or a decimal in quotes",
        ),
        ("[rural_uplift]\nvalues = [{ from = 2026-01-01, value = \"4\" }]", "4 is not between 0 and 1"),
        ("[rural_uplift]\ntype = \"money\"", "parameters.toml:2:8: the type of `rural_uplift`"),
        ("[new_one]\ntype = \"money\"", "lacks a label or a source"),
        ("[new_one]\nvalues = []", "has no type"),
        ("[rural_uplift", "not valid TOML"),
    ] {
        assert!(fault(toml).contains(said), "{toml}\n{}", fault(toml));
    }
}

fn any_told() -> impl Strategy<Value = Told> {
    let session = (1..600_u32, 0..=40_i64, proptest::option::of(0..20_000_i64), 0..Place::ALL.len());
    let instructor = (any::<bool>(), 0..Title::ALL.len(), proptest::option::of(0..900_i32));
    (session, instructor, any::<[bool; 4]>()).prop_map(
        |((minutes, before, km, place), (external, title, checked), flags)| {
            let mut facts = told();
            facts.session.minutes = minutes;
            facts.standing.paid_hours_before = Decimal::new(before, 1);
            facts.session.distance_km = km.map(|km| Decimal::new(km, 1));
            facts.session.place = Place::ALL[place];
            facts.confirmed = flags[0];
            facts.in_service_window = flags[1];
            let day = |days| facts.session.date.saturating_sub(jiff::Span::new().days(days));
            facts.instructor.external = Dated::always(external);
            facts.instructor.title = Dated::always(Title::ALL[title]);
            facts.instructor.checked_on = Checks::of(checked.map(day));
            facts.school.rural = Dated::always(flags[2]);
            facts.school.under_resourced = Dated::always(flags[3]);
            facts
        },
    )
}

/// Facts that earn something.
fn granted() -> impl Strategy<Value = Told> {
    any_told().prop_map(|mut facts| {
        let plain = told();
        facts.session.place = plain.session.place;
        facts.confirmed = true;
        facts.in_service_window = true;
        facts.instructor.external = Dated::always(true);
        facts.instructor.checked_on = plain.instructor.checked_on;
        facts
    })
}

/// Tax withheld on labour remuneration (个人所得税扣缴申报管理办法): the forward table, from the law's own figures.
fn tax(gross: Decimal) -> Decimal {
    let taxable = if gross <= 800.into() {
        Decimal::ZERO
    } else if gross <= 4_000.into() {
        gross - Decimal::from(800)
    } else {
        gross * Decimal::new(8, 1)
    };
    let (rate, less) = match taxable {
        taxable if taxable <= 20_000.into() => (20, 0),
        taxable if taxable <= 50_000.into() => (30, 2_000),
        _ => (40, 7_000),
    };
    (taxable * Decimal::new(rate, 2) - Decimal::from(less))
        .round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

proptest! {
    #[test]
    fn an_amount_is_never_negative(told in any_told()) {
        let decision = subsidy(&policy("henan"), &told.facts()).expect("a decision");
        prop_assert!(amount(&decision) >= Money::ZERO);
        prop_assert!(decision.paid_hours >= Decimal::ZERO && decision.paid_hours + told.standing.paid_hours_before <= Decimal::from(4).max(told.standing.paid_hours_before));
        prop_assert!(decision.lines.iter().all(|line| line.amount() >= Money::ZERO));
    }

    #[test]
    fn more_minutes_never_pay_less(told in granted(), more in 1..200_u32) {
        let policy = policy("henan");
        let mut longer = told.clone();
        longer.session.minutes += more;
        let (short, long) = (subsidy(&policy, &told.facts()).expect("a decision"), subsidy(&policy, &longer.facts()).expect("a decision"));
        prop_assert!(amount(&short) <= amount(&long));
    }

    #[test]
    fn a_settlement_is_the_inverse_of_the_tax_table_to_the_fen(fen in 0..20_000_000_i64) {
        let after_tax = Money::fen(fen);
        let settled = settlement(&policy("henan"), after_tax);
        let gross = amount(&settled);
        let kept = gross.yuan() - tax(gross.yuan());
        prop_assert!((kept - after_tax.yuan()).abs() <= Decimal::new(1, 2), "{fen}: {settled:?}, kept {kept}");
        prop_assert_eq!(after_tax + settled.tax(), gross);
    }

    #[test]
    fn a_child_that_overrides_nothing_decides_as_its_parent(told in any_told()) {
        let child = compile([child("idle", "henan", "")]).expect("compiles");
        let parent = subsidy(&policy("henan"), &told.facts()).expect("a decision");
        let own = subsidy(&child, &told.facts()).expect("a decision");
        prop_assert_eq!(&*own.policy, child.hash());
        prop_assert_eq!(Decision { policy: parent.policy.clone(), ..own }, parent);
    }

    #[test]
    fn no_script_text_makes_the_engine_fail_badly(text in "[a-z(){};:\"0-9 =+*/.\\n]{0,120}") {
        if let Ok(policy) = compile([child("noise", "henan", &text)]) {
            let _ = subsidy(&policy, &facts());
        }
    }
}

#[test]
fn the_editor_offers_every_fact_parameter_function_and_guard() {
    let policy = policy("henan");
    let words = vocabulary::words(&policy);
    let has = |text: &str| words.iter().any(|word| word.text == text && !word.detail.zh.is_empty());
    for text in [
        "session.minutes",
        "session.paid_hours_before",
        "school.science_vice_principal",
        "need.round.closes",
        "p.rural_uplift",
        "p.lecture_fee[\"senior\"]",
        "may_file_need",
        "subsidy",
    ] {
        assert!(has(text), "{text}");
    }
    let mut telling = child("trial", "henan", "");
    let hidden = "[need.x_phone]\nlabel = { zh = \"联系电话\" }\ntype = \"text\"\npersonal = true\n[need.x_open]\nlabel = { zh = \"公开\" }\ntype = \"text\"\n";
    telling.files.insert("fields.toml".into(), hidden.into());
    let told = vocabulary::words(&compile([telling]).expect("compiles"));
    let tells = |text: &str| told.iter().any(|word| word.text == text);
    assert!(tells("need.x_open") && !tells("need.x_phone"), "personal data is not told");
    // The functions offered are the engine's own: each is called here.
    let script = "fn subsidy(session, instructor, school, p) {
        cite(\"五.7\"); note(\"x\"); pay_hours(1);
        if is_missing(session.distance_km) || session.date > months_after(days_after(session.date, 1), 1) { refuse(\"not_external\"); }
        let list = [abs(-1), floor(1.5), ceiling(1.5)];
        list.push(len(\"x\"));
        if contains(list, 2) && starts_with(\"xy\", \"x\") && ends_with(\"xy\", \"y\") { note(\"y\"); }
        push(list, 1);
        line(\"base\", round_half_up(min(2, max(1, 0)), 0)); tax(\"tax\", 0); total()
    }";
    let trial = compile([child("trial", "henan", script)]).expect("compiles");
    subsidy(&trial, &facts()).expect("a decision");
    // `points` and `grade` serve other answers: tests/native/hooks.rs calls them.
    let of_amounts = |word: &&vocabulary::Word| !["points", "grade"].contains(&word.text.as_str());
    for word in words.iter().filter(|word| word.what == vocabulary::What::Function).filter(of_amounts) {
        assert!(script.contains(&format!("{}(", word.text)), "{}", word.text);
    }
}

#[test]
fn what_the_readme_of_the_rules_shows_compiles() {
    let readme = include_str!("../../rules/README.md");
    let blocks = |language: &str| {
        let fence = format!("```{language}\n");
        let parts = readme.split(&fence).skip(1);
        parts.map(|part| part.split("```").next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let scripts = blocks("rhai");
    assert_eq!(scripts.len(), 2, "a function and a guard");
    for script in scripts {
        compile([child("trial", "henan", &script)]).unwrap_or_else(|faults| panic!("{script}\n{faults:?}"));
    }
    let fields: Vec<_> = blocks("toml").into_iter().filter(|block| block.starts_with("[school.")).collect();
    assert_eq!(fields.len(), 1);
    let mut pack = child("trial", "henan", "");
    pack.files.insert("fields.toml".into(), fields[0].clone());
    compile([pack]).unwrap_or_else(|faults| panic!("{faults:?}"));
    let mut pack = child("trial", "henan", "");
    let uncommented: Vec<_> = keqiao::policy::fields::EXAMPLE
        .lines()
        .filter_map(|line| line.strip_prefix("# "))
        .filter(|line| line.starts_with('[') || line.contains(" = "))
        .collect();
    assert!(uncommented.len() > 6, "{uncommented:?}");
    pack.files.insert("fields.toml".into(), uncommented.join("\n"));
    compile([pack]).unwrap_or_else(|faults| panic!("{faults:?}"));
}
