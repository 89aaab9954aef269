//! The language of the rules refuses what would be silently wrong: numbers, what is missing, names, tables, and what a script
//! could read and is not there.

use jiff::civil::{Date, date};
use keqiao::{
    domain::field::Fact,
    policy::{
        Diagnostic, Hook, PackLibrary, PackSource, Policy,
        check::check,
        decision::Outcome,
        embedded_files,
        facts::Facts,
        hook::{Answer, SETTLEMENT, SUBSIDY},
        packs,
        subjects::SCHOOL,
    },
};

const DAY: Date = date(2026, 3, 5);

/// A question that only these tests ask: what a school is paid.
static PRICE: Hook = Hook {
    name: "price",
    label: keqiao::domain::Label::new("试", "trial"),
    subjects: &[&SCHOOL],
    answer: Answer::Amount,
    clause: "五.5",
    day: "school.opened",
    required: false,
    accumulates: None,
    by_columns: true,
};

fn pack(files: &[(&str, &str)]) -> PackSource {
    let manifest = "title = { zh = \"试\", en = \"trial\" }\neffective = 2021-12-20\nextends = \"henan\"\nloops = true\n";
    let all = [&[("pack.toml", manifest)], files].concat();
    let files = all.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned()));
    PackSource { id: "trial".into(), files: files.collect() }
}

pub fn compile(files: &[(&str, &str)]) -> Result<Policy, Vec<Diagnostic>> {
    let library = PackLibrary::of(packs(&embedded_files()).into_iter().chain([pack(files)]))?;
    let chain = library.chain("trial", DAY).expect("a chain");
    Policy::compile_for(&[&SUBSIDY, &SETTLEMENT, &PRICE], &chain)
}

/// A school of eighty of which it is not said whether it is rural.
fn school() -> Facts {
    Facts::of(
        &SCHOOL,
        None,
        vec![
            ("pupils", Fact::Number(80.into())),
            ("name", Fact::text("山村小学")),
            ("rural", Fact::Missing),
            ("under_resourced", Fact::Flag(true)),
            ("payer", Fact::Missing),
        ],
    )
}

/// What a script pays for that school, or what is wrong with it and where.
pub fn said(script: &str) -> String {
    match compile(&[("trial.rhai", script)]) {
        Err(faults) => faults[0].to_string(),
        Ok(policy) => match policy.ask(&PRICE, DAY, &[school()]) {
            Ok(decision) => match decision.outcome {
                Outcome::Amount(amount) => amount.yuan().to_string(),
                other => format!("{other:?}"),
            },
            Err(fault) => fault.to_string(),
        },
    }
}

/// What the body of the rule pays.
fn paid(body: &str) -> String {
    said(&format!("fn price(school, p) {{\n{body}\n}}"))
}

/// What an expression comes to.
fn comes_to(expression: &str) -> String {
    paid(&format!("line(\"base\", {expression}); total()"))
}

#[test]
fn numbers_are_exact_decimals_whatever_they_are_written_as() {
    for (expression, result) in [
        ("1000 * (25 / 100)", "250.00"),
        ("7 / 2", "3.50"),
        ("-7 / 2 + 10", "6.50"),
        ("7 % 2.5", "2.00"),
        ("10 - 7.5 % 2", "8.50"),
        ("2 ** 10", "1024.00"),
        ("1.5 ** 2", "2.25"),
        ("2 ** -1", "0.50"),
        ("school.pupils / 160", "0.50"),
        ("school.pupils * 25 / 100", "20.00"),
        ("45.0 / 2", "22.50"),
        ("round_half_up(2.5, 4 / 4 - 1)", "3.00"),
        ("[10, 20, 30][4 / 2]", "30.00"),
        ("if 0.5 + 0.5 == 1 { 5 } else { 6 }", "5.00"),
        ("if 3 in [1.0, 3.0] { 5 } else { 6 }", "5.00"),
        ("if 2.5 in 0..3 { 5 } else { 6 }", "5.00"),
        ("{ let x = 25; x /= 100; x * 1000 }", "250.00"),
        ("{ let x = 7; x %= 4; x **= 2; x }", "9.00"),
        ("{ let sum = 0; for i in 0..(8 / 2) { sum += i / 4; } sum }", "1.50"),
        ("{ let sum = 0; for i in [1, 2, 3] { sum += i / 2; } sum }", "3.00"),
    ] {
        assert_eq!(comes_to(expression), result, "{expression}");
    }
    for (expression, wrong) in [
        ("2 ** 0.5", "beyond what a number holds"),
        ("5 % 0", "division by zero"),
        ("round_half_up(2.5, 1.5)", "digits should be 0 to 6"),
        ("9223372036854775807 + 1", "beyond what a number holds"),
        ("school.pupils * \"2\"", "needs numbers on both sides and got a number and a text"),
        ("[1, 2][0.5]", ""),
    ] {
        let said = comes_to(expression);
        assert!(said.contains(wrong) && said.contains("trial.rhai:2:"), "{expression}: {said}");
    }
}

#[test]
fn words_that_would_decide_silently_are_refused_at_their_line() {
    for (body, wrong) in [
        ("switch school.pupils { 80 => 100, _ => 1 }", "switch"),
        ("switch school.pupils { 0..100 => 100 }", "switch"),
        ("try { school.pupils } catch { 5 }", "try"),
        ("line(\"base\", school?.pupils); total()", "?."),
        ("line(\"base\", school.pupils ?? 5); total()", "??"),
        ("note(`${school.pupils}`); total()", "${…}"),
        ("line(\"base\", tan(1)); total()", "no function or operation tan of 1 arguments"),
        ("line(\"base\", school.pupils.sqrt()); total()", "no function or operation sqrt"),
        ("line(\"base\", 1.0.to_float()); total()", ""),
    ] {
        let said = paid(body);
        assert!(said.contains(wrong) && said.contains("trial/trial.rhai:2:"), "{body}: {said}");
    }
}

#[test]
fn what_is_missing_is_an_error_that_names_it_wherever_it_is_used() {
    for expression in [
        "school.rural == true",
        "school.payer != \"县教育局\"",
        "school.payer < 5",
        "school.payer == ()",
        "school.payer in [\"a\"]",
        "\"a\" in school.payer",
        "!school.rural",
        "p.monthly_cap == 5",
        "p.monthly_cap > 5",
    ] {
        let said = comes_to(&format!("if {expression} {{ 1 }} else {{ 2 }}"));
        let name = if expression.contains("monthly") { "p.monthly_cap" } else { "school." };
        assert!(said.contains(name) && said.contains("is empty"), "{expression}: {said}");
    }
    for expression in ["school.payer + 1", "p.monthly_cap * 2", "-p.monthly_cap", "max(p.monthly_cap, 1)"] {
        assert!(comes_to(expression).contains("is empty"), "{expression}: {}", comes_to(expression));
    }
    assert_eq!(comes_to("if is_missing(school.rural) { 1 } else { 2 }"), "1.00");
}

#[test]
fn a_refusal_said_is_a_refusal() {
    for script in [
        "fn price(school, p) { refuse(\"not_external\"); line(\"base\", 5); total() }",
        "fn price(school, p) { line(\"base\", 5); refuse(\"not_external\"); total() }",
        "fn no(school) { refuse(\"not_external\"); 5 }\nfn price(school, p) { line(\"base\", no(school)); total() }",
        "fn no(reason) { refuse(reason); }\nfn price(school, p) { no(\"not_external\"); total() }",
    ] {
        assert!(said(script).contains("Refused") && said(script).contains("not_external"), "{script}");
    }
}

#[test]
fn names_that_hide_others_are_refused() {
    for (script, wrong) in [
        ("fn price(school, p) { let x = 1; if true { let x = 2; } line(\"base\", x); total() }", "x"),
        ("fn price(school, p) { let p = 1; total() }", "p"),
        ("fn price(school, p) { for p in 0..2 { } total() }", "p is there already"),
        ("fn min(a, b) { 0 }", "min is a function of the program"),
        ("fn line(label) { 0 }", "line is a function of the program"),
        ("fn trаvel(km, p) { 0 }", "а in the name trаvel is no letter of this language"),
        ("fn price(school, p) { let ｘ = 1; total() }", "ｘ in the name ｘ is no letter of this language"),
    ] {
        assert!(said(script).contains(wrong), "{script}: {}", said(script));
    }
    assert_eq!(paid("let 人数 = school.pupils; line(\"base\", 人数); total()"), "80.00");
}

#[test]
fn a_function_that_no_hook_comes_to_is_told_and_one_by_way_of_others_is_not() {
    let told = |script: &str| {
        let policy = compile(&[("trial.rhai", script)]).unwrap_or_else(|faults| panic!("{faults:?}"));
        policy.unused().iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(
        told("fn travl(distance_km, p) { 0 }"),
        ["trial/trial.rhai:1:4: no rule comes to the function travl; did you mean travel?"]
    );
    assert_eq!(told("fn travel(distance_km, p) { far(distance_km) }\nfn far(km) { km }"), [""; 0]);
    let library = PackLibrary::of(
        packs(&embedded_files()).into_iter().chain([pack(&[("trial.rhai", "fn travl(km, p) { 0 }")])]),
    );
    let chain = library.expect("manifests").chain("trial", DAY).expect("a chain");
    let checked = check(&Policy::compile(&chain).expect("compiles"), &chain);
    assert!(checked.remarks.iter().any(|remark| remark.message.en.contains("travl")));
}

#[test]
fn everything_that_any_branch_could_read_is_checked_when_it_is_compiled() {
    for (script, wrong) in [
        ("fn price(school, p) { if false { school.students } total() }", "1:40: school has no students"),
        ("fn price(school, p) { if school.pupils > 5 { return 0; } school.pupls }", "did you mean pupils?"),
        ("fn price(school, p) { let s = school; s.pupls }", "school has no pupls"),
        ("fn price(school, p) { deep(school) }\nfn deep(s) { if true { 1 } else { s.pupls } }", "2:36"),
        (
            "fn price(school, p) { deep(school, 3).pupls }\nfn deep(s, n) { if n == 0 { s } else { deep(s, n - 1) } }",
            "school has no pupls",
        ),
        ("fn travel(km, p) { p.travel_mx }", "there is no parameter travel_mx; did you mean travel_max?"),
        ("fn travel(km, p) { while false { p.travel_mx; } 0 }", "travel_mx"),
        ("fn travel(km, p) { p.lecture_fee.senor }", "did you mean lecture_fee.senior?"),
        ("fn travel(km, p) { p.lecture_fee[\"king\"] }", "there is no parameter lecture_fee.king"),
        ("fn travel(km, p) { p.lecture_fee[km] }", "cannot be checked beforehand"),
        ("fn price(school, p) { p.lecture_fee[school.stage] }", "there is no parameter lecture_fee."),
        ("fn price(school, p) { p[school.name] }", "cannot be checked beforehand"),
        ("fn price(school, p) { school[\"pup\" + \"ls\"] }", "cannot be checked beforehand"),
        ("fn price(school, p) { school[\"pupls\"] }", "did you mean pupils?"),
        ("fn price(school, p) { let m = #{ s: school }; m.s.pupls }", "no records and no groups"),
        ("fn price(school, p) { [school][0].pupls }", "no records and no groups"),
        ("fn price(school, p) { school.pupils = 5; total() }", ""),
        ("fn price(school, p) { school.pupils.foo }", "cannot be read of a number"),
        (
            "fn price(school, p) { p.gross_up.row_for(5).minu }",
            "the table gross_up has no column minu; did you mean minus?",
        ),
        ("fn price(school, p) { p.travel_max.row_for(5) }", "row_for is of tables"),
        ("fn price(school, p) { if false { lin(\"base\", 1); } total() }", "did you mean line?"),
        ("fn price(school, p) { if false { line(\"base\"); } total() }", "line of 1 arguments"),
        ("fn price(school, p) { base::travl(1, p) }", "travl"),
        ("fn price(school, p) { line(school.name, 1); total() }", "the code that line says must stand there"),
        ("fn price(school, p) { if false { cite(\"九.9\"); } total() }", "the notice has no clause 九.9"),
        ("fn may_file_need(need, p) { need.round.closs == need.today }", "need.round has no closs"),
        ("fn may_file_need(need, p) { if false { need.keeper_phone } true }", "need has no keeper_phone"),
        (
            "fn subsidy(session, instructor, school, p) { if false { session.students } base::subsidy(session, instructor, school, p) }",
            "session has no students",
        ),
    ] {
        let said = said(script);
        assert!(said.contains("trial/trial.rhai:") && said.contains(wrong), "{script}: {said}");
    }
    for script in [
        "fn travel(km, p) { base::travel(km, p) }",
        "fn price(school, p) { line(if school.pupils > 5 { \"base\" } else { \"travel\" }, 1); total() }",
        "fn price(school, p) { let list = [1]; list.push(2); line(\"base\", list[1] + list.len()); total() }",
        "fn price(school, p) { let m = #{ a: 1 }; m.b = 2; line(\"base\", m.a + m.b); total() }",
        "fn subsidy(session, instructor, school, p) { line(\"base\", p.lecture_fee[instructor.title]); total() }",
    ] {
        assert!(compile(&[("trial.rhai", script)]).is_ok(), "{script}: {}", said(script));
    }
}

/// What is wrong with the parameters of a pack.
fn wrong_with(toml: &str) -> String {
    match compile(&[("parameters.toml", toml)]) {
        Ok(_) => String::new(),
        Err(faults) => faults[0].to_string(),
    }
}

#[test]
fn a_table_that_would_decide_otherwise_than_it_reads_is_refused_at_its_line() {
    let table =
        |rows: &str| format!("[gross_up]\nvalues = [{{ from = 2026-01-01, value = [\n{rows}\n] }}]\n");
    let first = "{ up_to = 800, minus = 0, divide_by = 1 },";
    let last = "{ up_to = \"unlimited\", minus = 0, divide_by = 1 },";
    for (rows, wrong) in [
        (
            format!("{{ up_to = 900, minus = 0, divide_by = 1 }},\n{first}\n{last}"),
            ":4:1: `up_to` must grow from row to row",
        ),
        (format!("{first}\n{first}\n{last}"), ":4:1: `up_to` must grow"),
        (format!("{last}\n{first}"), ":3:1: `up_to` is unlimited in the last row only"),
        (first.to_owned(), ":3:1: `up_to` must be \"unlimited\" in the last row"),
        (String::new(), "`value` has no rows"),
        (
            format!("{first}\n{{ up_to = \"unlimited\", minus = 0 }},"),
            ":4:1: `divide_by` is missing in this row",
        ),
        (
            format!("{first}\n{{ up_to = \"unlimited\", minus = 0, divide_by = 1, minu = 2 }},"),
            "`minu` is no column of the first row; did you mean minus?",
        ),
        ("{ bound = 800, minus = 0 },".to_owned(), "`up_to` is missing in this row"),
        (format!("{first}\n{{ up_to = \"unlimited\", minus = \"unlimited\", divide_by = 1 }},"), "`minus`"),
    ] {
        let said = wrong_with(&table(&rows));
        assert!(said.contains("trial/parameters.toml:") && said.contains(wrong), "{rows}\n{said}");
    }
    // By name, whatever their order.
    let turned = "{ minus = 0, divide_by = 1, up_to = 800 },\n{ divide_by = \"0.5\", up_to = \"unlimited\", minus = 0 },";
    let rule = "fn price(school, p) { let row = p.gross_up.row_for(1000); line(\"base\", 1000 / row.divide_by); total() }";
    let policy = compile(&[("parameters.toml", &table(turned)), ("trial.rhai", rule)]).expect("compiles");
    let decision = policy.ask(&PRICE, DAY, &[school()]).expect("an amount");
    assert_eq!(format!("{:?}", decision.outcome), "Amount(Money(200000))");
}

#[test]
fn values_are_refused_that_nobody_would_read_or_that_contradict_each_other() {
    for (toml, wrong) in [
        (
            "[travel_max]\nvalues = [\n  { from = 2026-01-01, value = 1 },\n  { from = 2026-01-01, value = 2 },\n]",
            ":4:3: travel_max has two values from 2026-01-01",
        ),
        (
            "[travel_max]\nvalues = [{ from = 2026-01-01, until = 2026-02-01, value = 1 }]",
            "`until` means nothing here",
        ),
        (
            "[travel_max]\nvales = [{ from = 2026-01-01, value = 1 }]\ntype = \"money\"",
            "did you mean values?",
        ),
        (
            "[lecture_fee]\ntype = \"money\"\nlabel = { zh = \"费\", en = \"fee\" }\nsource = \"x\"\nvalues = [{ from = 2026-01-01, value = 1 }]",
            "lecture_fee is both a parameter and a group of parameters",
        ),
        (
            "[travel_max.far]\ntype = \"money\"\nlabel = { zh = \"费\", en = \"fee\" }\nsource = \"x\"\nvalues = [{ from = 2026-01-01, value = 1 }]",
            "travel_max is both a parameter and a group of parameters",
        ),
        (
            "[monthly_cap_scope]\nvalues = [{ from = 2026-01-01, value = \"school\" }]",
            "school is none of payer, person",
        ),
    ] {
        assert!(wrong_with(toml).contains(wrong), "{toml}\n{}", wrong_with(toml));
    }
}

#[test]
fn many_values_are_read_in_time_and_too_many_are_refused() {
    let values = |count: i64| {
        let day = |n| date(2022, 1, 1).saturating_add(jiff::Span::new().days(n));
        let each = (0..count).map(|n| format!("{{ from = {}, value = {} }}", day(n), n % 200));
        format!("[travel_max]\nvalues = [{}]\n", each.collect::<Vec<_>>().join(", "))
    };
    assert_eq!(wrong_with(&values(2_000)), "");
    assert!(wrong_with(&values(2_001)).contains("`values` can be at most 2000"));
    let begun = std::time::Instant::now();
    assert!(wrong_with(&values(80_000)).contains("the file is too large"));
    assert!(begun.elapsed() < std::time::Duration::from_secs(2));
}

#[test]
fn amounts_and_hours_beyond_what_can_be_meant_are_errors() {
    assert!(comes_to("1000000001").contains("the amount 1000000001 is too large"));
    assert!(paid("for i in 0..3 { line(\"base\", 500000000); } total()").contains("the amount 1500000000"));
    let rule = "fn subsidy(session, instructor, school, p) { pay_hours(25); total() }";
    let policy = compile(&[("trial.rhai", rule)]).expect("compiles");
    let facts = [&keqiao::policy::subjects::SESSION, &keqiao::policy::subjects::INSTRUCTOR, &SCHOOL]
        .map(|subject| Facts::of(subject, None, Vec::new()));
    let fault = policy.ask(&SUBSIDY, DAY, &facts).expect_err("too many");
    assert!(fault.message.en.contains("25 hours are too many"), "{fault}");
}

#[test]
fn a_rule_is_bounded_by_what_it_walks_over_and_by_the_time_it_takes() {
    // Calls itself nine deep over a list and searches it, without a loop.
    let script = "fn price(school, p) { let list = [0]; list = more(list, 7); line(\"base\", search(list, 9)); total() }
fn more(list, n) { if n == 0 { return list; } for x in list { if list.len() < 250 { list.push(x); } } more(list, n - 1) }
fn search(list, n) {
    if n == 0 { return if 7 in list { 1 } else { 0 }; }
    search(list, n - 1) + search(list, n - 1) + search(list, n - 1) + search(list, n - 1)
}";
    let begun = std::time::Instant::now();
    let said = said(script);
    assert!(said.contains("too many operations"), "{said}");
    assert!(begun.elapsed() < std::time::Duration::from_secs(5), "{:?}", begun.elapsed());

    /// A clock that runs away.
    fn hasty() -> std::time::Duration {
        use std::sync::atomic::{AtomicU64, Ordering};
        static LOOKS: AtomicU64 = AtomicU64::new(0);
        std::time::Duration::from_secs(LOOKS.fetch_add(1, Ordering::Relaxed))
    }
    let long = "fn price(school, p) { let n = 0; while n < 1000 { n += 1; } line(\"base\", n); total() }";
    let ask = |policy: &Policy| policy.ask(&PRICE, DAY, &[school()]);
    let policy = compile(&[("trial.rhai", long)]).expect("compiles");
    assert!(ask(&policy).is_ok());
    let fault = ask(&policy.timed(hasty)).expect_err("the clock runs away");
    assert!(fault.message.en.contains("takes too long") && fault.place.pack == "trial", "{fault}");
    let short =
        compile(&[("trial.rhai", "fn price(school, p) { line(\"base\", 5); total() }")]).expect("compiles");
    assert!(ask(&short.timed(hasty)).is_ok(), "a short rule never looks at the clock");
}
