//! Every kind of answer, by small packs that define a hook each; and what guards read of the records they are told of.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use keqiao::{
    domain::{Kind, Label, field::Fact},
    policy::{
        Diagnostic, Hook, PackLibrary, PackSource, Policy,
        cases::CaseResult,
        check::{Checked, check},
        decision::{Decision, Entry, Outcome},
        embedded_files,
        facts::Facts,
        hook::{Answer, HOOKS, SETTLEMENT, SUBSIDY},
        packs,
        subjects::{self, SCHOOL, Subject},
        vocabulary,
    },
};

const DAY: Date = date(2026, 3, 5);

/// A question that only these tests ask.
const fn trial_hook(name: &'static str, subjects: &'static [&'static Subject], answer: Answer) -> Hook {
    Hook {
        name,
        label: Label::new("试", "trial"),
        subjects,
        answer,
        clause: "五.5",
        day: "school.opened",
        required: false,
        accumulates: None,
        by_columns: true,
    }
}

static URGENCY: Hook = trial_hook("urgency", &[&SCHOOL], Answer::Score { most: 40 });
static RATING: Hook = trial_hook("rating", &[&SCHOOL], Answer::Grade);
static REVIEW: Hook = trial_hook("review", &[&SCHOOL], Answer::Findings);
static PRICE: Hook = trial_hook("price", &[&SCHOOL], Answer::Amount);
static ASKED: &[&Hook] = &[&SUBSIDY, &SETTLEMENT, &URGENCY, &RATING, &REVIEW, &PRICE];

/// Henan, with these files in a pack over it.
fn trial(files: &[(&str, &str)]) -> Result<(Policy, keqiao::policy::Chain), Vec<Diagnostic>> {
    let manifest = "title = { zh = \"试\", en = \"trial\" }\neffective = 2021-12-20\nextends = \"henan\"\n";
    let all = [&[("pack.toml", manifest)], files].concat();
    let files = all.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned()));
    let source = PackSource { id: "trial".into(), files: files.collect::<BTreeMap<_, _>>() };
    let library = PackLibrary::of(packs(&embedded_files()).into_iter().chain([source]))?;
    let chain = library.chain("trial", DAY).expect("a chain");
    Ok((Policy::compile_for(ASKED, &chain)?, chain))
}

fn policy(script: &str) -> Policy {
    trial(&[("trial.rhai", script)]).unwrap_or_else(|faults| panic!("{script}\n{faults:?}")).0
}

/// A rural school of eighty.
fn school() -> Facts {
    Facts::of(
        &SCHOOL,
        None,
        vec![
            ("pupils", Fact::Number(80.into())),
            ("rural", Fact::Flag(true)),
            ("name", Fact::text("山村小学")),
        ],
    )
}

fn ask(hook: &'static Hook, script: &str) -> Result<Decision, Diagnostic> {
    policy(script).ask(hook, DAY, &[school()])
}

/// What a hook says, or what was wrong with it.
fn said(hook: &'static Hook, script: &str) -> String {
    told(hook, script, school())
}

/// The same, of these facts: what is wrong when it is compiled, or when it is asked.
fn told(hook: &'static Hook, script: &str, facts: Facts) -> String {
    let asked = match trial(&[("trial.rhai", script)]) {
        Ok((policy, _)) => policy.ask(hook, DAY, &[facts]),
        Err(faults) => Err(faults[0].clone()),
    };
    asked.map_or_else(|fault| fault.message.en, |decision| format!("{:?}", decision.outcome))
}

#[test]
fn a_score_is_the_sum_of_its_points() {
    let script = "fn urgency(school, p) {
        cite(\"五.5\");
        if school.rural { points(\"rural\", 25, 25); }
        points(\"small\", 10 * min(school.pupils, 100) / 300, 10);
        total()
    }";
    let decision = ask(&URGENCY, script).expect("a score");
    assert_eq!(decision.outcome, Outcome::Score("27.67".parse().expect("a decimal")));
    let entries: Vec<_> = decision.lines.iter().map(|line| (line.label.as_str(), line.entry)).collect();
    let points = |got: &str, of: i64| Entry::Points { got: got.parse().expect("a decimal"), of: of.into() };
    assert_eq!(entries, [("rural", points("25", 25)), ("small", points("2.67", 10))]);
    assert_eq!(decision.lines[0].clause.map(|clause| clause.to_string()).as_deref(), Some("五.5"));

    for (body, wrong) in [
        ("points(\"a\", 26, 25); total()", "26 points are not between 0 and 25"),
        ("points(\"a\", 1, 25); points(\"b\", 1, 25); total()", "could be more than 40"),
        ("points(\"a\", 1, 25); 2", "not the sum of its lines"),
        ("line(\"a\", 1); total()", "line means nothing in urgency"),
        ("pay_hours(1); total()", "pay_hours means nothing in urgency"),
        ("refuse(\"not_external\"); total()", "not_external"),
    ] {
        let said = said(&URGENCY, &format!("fn urgency(school, p) {{ {body} }}"));
        assert!(said.contains(wrong), "{body}: {said}");
    }
}

#[test]
fn a_grade_stands_beside_its_points() {
    let script = "fn rating(school, p) {
        points(\"a\", 9, 10);
        if total() >= 9 { grade(\"excellent\") } else { grade(\"passed\") }
    }";
    let decision = ask(&RATING, script).expect("a grade");
    assert_eq!((decision.outcome, decision.lines.len()), (Outcome::Grade("excellent".into()), 1));
    assert!(said(&RATING, "fn rating(school, p) { \"excellent\" }").contains("must return grade(…)"));
    assert!(
        said(&URGENCY, "fn urgency(school, p) { grade(\"x\") }").contains("grade means nothing in urgency")
    );
}

#[test]
fn findings_list_every_reason_and_other_answers_take_the_first() {
    let body = "if school.rural { cite(\"五.5\"); refuse(\"not_external\"); } if school.pupils < 100 { refuse(\"not_on_campus\"); }";
    let found = |name: &str| format!("fn {name}(school, p) {{ {body} }}");
    let Outcome::Findings(all) = ask(&REVIEW, &found("review")).expect("findings").outcome else {
        panic!("a list");
    };
    assert_eq!(
        all.iter().map(|one| one.reason.as_str()).collect::<Vec<_>>(),
        ["not_external", "not_on_campus"]
    );
    assert_eq!(all[0].at.to_string(), "trial/trial.rhai:1:55");
    assert_eq!(said(&REVIEW, "fn review(school, p) { }"), "Findings([])");
    assert!(said(&REVIEW, "fn review(school, p) { 5 }").contains("must return refuse(…), or nothing"));
    // A refusal that was said counts, whatever is returned.
    let paid = "fn price(school, p) { refuse(\"not_external\"); line(\"base\", 5); total() }";
    let decision = ask(&PRICE, paid).expect("a decision");
    assert!(
        matches!(&decision.outcome, Outcome::Refused(why) if why.reason == "not_external"),
        "{decision:?}"
    );
    assert!(decision.lines.is_empty(), "nothing is due");
}

#[test]
fn tax_is_told_by_the_part_a_line_plays() {
    let script = "fn price(school, p) { line(\"tax\", 100); tax(\"anything\", 25); total() }";
    let decision = ask(&PRICE, script).expect("an amount");
    assert_eq!(
        (decision.outcome.clone(), decision.tax().as_fen()),
        (Outcome::Amount(keqiao::domain::Money::fen(125_00)), 25_00)
    );
}

#[test]
fn a_decision_keeps_which_parameters_it_read() {
    let policy = policy(
        "fn price(school, p) { if school.rural { p.rural_uplift } else { p.travel_max }; line(\"a\", p.lecture_fee.senior); total() }",
    );
    let decision = policy.ask(&PRICE, DAY, &[school()]).expect("an amount");
    let read: Vec<_> =
        policy.read(decision.reads, DAY).into_iter().map(|read| (read.id, read.value)).collect();
    assert_eq!(
        read,
        [("lecture_fee.senior".to_owned(), "1000.00".to_owned()), ("rural_uplift".into(), "0.20".into())]
    );
    assert!(decision.reads.meets(decision.reads) && !decision.reads.meets(Default::default()));
}

#[test]
fn a_hook_that_no_pack_defines_is_an_error_and_a_guard_allows() {
    let bare = policy("");
    let fault = bare.ask(&URGENCY, DAY, &[school()]).expect_err("nobody answers");
    assert!(fault.message.en.contains("no pack defines urgency(school, p)"), "{fault}");
    let guard = Hook::guard(Kind::Need, "close").or_else(|| Hook::guard(Kind::TaskForce, "dissolve"));
    let guard = guard.expect("a transition without a guard");
    assert!(!bare.answers(guard));
    assert_eq!(bare.ask(guard, DAY, &[]).expect("allowed").outcome, Outcome::Allowed);
    let wrong = trial(&[("trial.rhai", "fn urgency(school) { total() }")]).expect_err("a wrong shape");
    assert!(wrong[0].message.en.contains("it should be urgency(school, p)"), "{wrong:?}");
}

#[test]
fn slips_are_told_with_what_was_meant() {
    let fault = |script: &str| match trial(&[("trial.rhai", script)]) {
        Err(faults) => faults[0].message.en.clone(),
        Ok((policy, _)) => policy.ask(&PRICE, DAY, &[school()]).expect_err(script).message.en,
    };
    for (script, meant) in [
        ("fn price(school, p) { shcool.pupils }", "did you mean school?"),
        ("fn subsidy(session, instructor, school, p) { sesion.minutes }", "did you mean session?"),
        ("fn price(school, p) { school.pupls }", "school has no pupls; did you mean pupils?"),
        ("fn price(school, p) { p.rual_uplift }", "did you mean rural_uplift?"),
        // What it is compared with it could never be.
        (
            "fn price(school, p) { if p.monthly_cap_scope == \"persons\" { 1 } else { 2 } }",
            "did you mean person?",
        ),
        ("fn price(school, p) { let a = p.monthly_cap_scope; if \"payr\" != a { 1 } else { 2 } }", "payer"),
        (
            "fn subsidy(session, instructor, school, p) { if session.place == \"onlin\" { 1 } else { 2 } }",
            "did you mean online?",
        ),
        ("fn price(school, p) { p.lecture_fee.senor }", "did you mean lecture_fee.senior?"),
        ("fn price(school, p) { lin(\"a\", 1) }", "did you mean line?"),
        ("fn price(school, p) { prise(1) }", "did you mean price?"),
        ("fn may_fiel_need(need, p) { true }", "did you mean may_file_need?"),
        ("fn may_file_need(record, p) { need.code == \"\" }", "need; the function does not take it"),
    ] {
        assert!(fault(script).contains(meant), "{script}: {}", fault(script));
    }
}

/// What is told of a need: its own round, and an organization that is not on file.
fn need(round: Option<Facts>, id: Fact) -> Facts {
    let subject = subjects::of_kind(Kind::Need).expect("needs are guarded");
    Facts::referring(subject, None, vec![("round", id), ("today", Fact::Day(DAY))], vec![("round", round)])
}

#[test]
fn what_a_reference_names_is_read_one_step_away() {
    let round = || {
        let subject = subjects::of_kind(Kind::NeedsRound).expect("rounds move");
        let told = vec![("closes", Fact::Day(DAY)), ("state", Fact::text("open"))];
        Facts::of(subject, None, told)
    };
    let guard = Hook::guard(Kind::Need, "file").expect("needs are filed");
    let said =
        |facts: Facts, body: &str| told(guard, &format!("fn may_file_need(need, p) {{ {body} }}"), facts);
    let known = || need(Some(round()), Fact::text("R1"));
    for (body, answer) in [
        ("need.round.closes >= need.today && need.round.state == \"open\"", "Allowed"),
        (
            "need.round == \"R1\" && \"R1\" == need.round && need.round != \"R2\" && need.round.id == \"R1\"",
            "Allowed",
        ),
        ("!is_missing(need.round)", "Allowed"),
        ("need.round.closs == need.today", "need.round has no closs; did you mean closes?"),
        ("need.round > 5", "a text cannot be compared with a number"),
    ] {
        assert!(said(known(), body).contains(answer), "{body}: {}", said(known(), body));
    }
    let body = "need.round.closes == need.today";
    assert!(said(need(None, Fact::Missing), body).contains("need.round is empty, so it has no closes"));
    assert!(said(need(None, Fact::text("R9")), body).contains("need.round names R9, which is not on file"));
    assert_eq!(said(need(None, Fact::Missing), "is_missing(need.round)"), "Allowed");
}

#[test]
fn a_list_is_told_as_a_whole() {
    let subject = subjects::of_kind(Kind::Meeting).expect("meetings move");
    let action = |unit: &str, due: Fact| Fact::Row(vec![("unit", Fact::text(unit.to_owned())), ("due", due)]);
    let meeting = |actions: Vec<Fact>| Facts::of(subject, None, vec![("actions", Fact::List(actions))]);
    let two = || {
        let rows = [date(2026, 5, 1), date(2026, 4, 1)].map(|due| action("u", Fact::Day(due)));
        meeting(rows.into_iter().chain([action("u", Fact::Missing)]).collect())
    };
    let verb = Kind::Meeting.workflow().expect("a workflow").transitions[0].verb;
    let guard = Hook::guard(Kind::Meeting, verb).expect("a guard");
    let said =
        |facts: Facts, body: &str| told(guard, &format!("fn {}(meeting, p) {{ {body} }}", guard.name), facts);
    for (body, answer) in [
        ("meeting.actions.count == 3 && meeting.actions.due.count == 2", "Allowed"),
        ("meeting.actions.due.least < meeting.actions.due.most", "Allowed"),
        ("meeting.actions.due.mean > 1", "meeting.actions.due has no mean"),
        ("meeting.actions.dues.most == 1", "meeting.actions has no dues; did you mean due?"),
    ] {
        assert!(said(two(), body).contains(answer), "{body}: {}", said(two(), body));
    }
    assert_eq!(
        said(meeting(Vec::new()), "meeting.actions.count == 0 && is_missing(meeting.actions.due.most)"),
        "Allowed"
    );
}

/// What a pack of these files lacks, its cases included.
fn checked(files: &[(&str, &str)]) -> Checked {
    let (policy, chain) = trial(files).unwrap_or_else(|faults| panic!("{faults:?}"));
    check(&policy, &chain)
}

fn faults(cases: &[CaseResult]) -> Vec<String> {
    cases.iter().filter_map(|case| Some(case.fault.as_ref()?.message.en.clone())).collect()
}

#[test]
fn one_format_of_cases_serves_every_answer() {
    let script = "
        fn urgency(school, p) { points(\"rural\", 25, 25); total() }
        fn rating(school, p) { grade(if school.pupils > 50 { \"big\" } else { \"small\" }) }
        fn review(school, p) { if school.rural { refuse(\"not_external\"); } }
        fn price(school, p) { line(\"base\", 5 + p.monthly_cap); total() }";
    let cases = "
hook = \"urgency\"
[given.school]
opened = 2026-03-05
pupils = 80
rural = true
[[case]]
name = \"a score with its points\"
expect = { score = 25, lines = { rural = [25, 25] } }
[[case]]
name = \"a grade\"
hook = \"rating\"
expect = { grade = \"big\" }
[[case]]
name = \"another\"
hook = \"rating\"
school = { pupils = 20 }
expect = { grade = \"small\" }
[[case]]
name = \"findings\"
hook = \"review\"
expect = { findings = [\"not_external\"] }
[[case]]
name = \"none\"
hook = \"review\"
school = { rural = false }
expect = { findings = [] }
[[case]]
name = \"an error\"
hook = \"price\"
expect = { error = \"p.monthly_cap, which is empty\" }
[[case]]
name = \"a reference and a list\"
hook = \"may_submit_task_force\"
task_force = { today = 2026-03-05, own_members = 1, peer_members = 1, members.count = 2, unit.name = \"县教育局\" }
expect = { allowed = true }
";
    let fields = "[school.opened]\nlabel = { zh = \"建校日\" }\ntype = \"date\"\n";
    let guard = "fn may_submit_task_force(task_force, p) {
        task_force.members.count == task_force.own_members + task_force.peer_members && task_force.unit.name != \"\"
    }";
    let files = [("a.rhai", script), ("b.rhai", guard), ("fields.toml", fields), ("cases/a.toml", cases)];
    let checked = checked(&files);
    assert_eq!((checked.cases.len(), faults(&checked.cases)), (7, Vec::<String>::new()));
    let wrong = cases
        .replace("[25, 25]", "[24, 25]")
        .replace("\"big\" }", "\"tall\" }")
        .replace("pupils = 20", "pupls = 20");
    let mut files = files;
    files[3].1 = &wrong;
    let found = faults(&self::checked(&files).cases);
    for said in [
        "expected rural 24 of 25, got rural 25 of 25",
        "expected grade tall, got grade big",
        "school has no pupls; did you mean pupils?",
    ] {
        assert!(found.iter().any(|fault| fault.contains(said)), "{said}: {found:?}");
    }
}

#[test]
fn a_pack_is_told_what_it_lacks_and_what_it_has_for_nothing() {
    let script = "fn may_dissolve_task_force(task_force, p) { refuse(\"too_early\") }
fn travel(km, p) { line(\"extra\", 1); 0 }";
    let texts = "[lines]\nbonus = { zh = \"奖励\", en = \"Bonus\" }\n[reasons]\ntoo_early = { zh = \"尚早\", en = \"Too early\" }\n";
    let told = checked(&[("a.rhai", script), ("texts.toml", texts)]);
    let faults: Vec<_> = told.faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        faults,
        [
            "trial/a.rhai:1:4: may_dissolve_task_force has no case; write one in cases/",
            "trial/a.rhai:2:25: extra has no text; add it to [lines] in texts.toml",
        ]
    );
    let remarks: Vec<_> = told.remarks.iter().map(ToString::to_string).collect();
    assert_eq!(
        remarks,
        [
            "trial/texts.toml:2:9: no rule says bonus of lines",
            "trial/a.rhai:1:52: no case expects too_early; write one in cases/",
            "trial/a.rhai:1:52: too_early does not say what to do; add it to [remedies] in texts.toml",
        ]
    );
    let case = "[[case]]\nname = \"never\"\nhook = \"may_dissolve_task_force\"\ntask_force = { today = 2026-03-05 }\nexpect = { refused = \"too_early\" }\n";
    let told = checked(&[("a.rhai", script), ("texts.toml", texts), ("cases/a.toml", case)]);
    assert_eq!((told.faults.len(), told.remarks.len()), (1, 2), "{told:?}");
    let unnamed = case.replace("hook = \"may_dissolve_task_force\"\n", "");
    let told = checked(&[("a.rhai", script), ("texts.toml", texts), ("cases/a.toml", &unnamed)]);
    assert!(self::faults(&told.cases)[0].contains("`hook` is missing"), "{:?}", told.cases);
}

#[test]
fn the_editor_offers_what_references_and_lists_tell() {
    let words = vocabulary::words(&policy(""));
    for (text, said) in [
        ("need.round.closes", "·"),
        ("need.round.state", "状态"),
        ("task_force.members.count", "数目"),
        ("meeting.actions.due.most", "最大"),
    ] {
        let word = words.iter().find(|word| word.text == text).unwrap_or_else(|| panic!("{text}"));
        assert!(word.detail.zh.contains(said), "{word:?}");
    }
    let told = |text: &str| words.iter().any(|word| word.text.starts_with(text));
    assert!(
        !told("task_force.members.phone") && !told("instructor.recommended_by."),
        "neither what is private nor what is told anyway"
    );
    let mut texts: Vec<_> = words.iter().map(|word| &word.text).collect();
    let all = texts.len();
    texts.sort_unstable();
    texts.dedup();
    assert_eq!(texts.len(), all, "each word once");
}

#[test]
fn every_hook_of_the_table_is_answered_by_the_national_pack() {
    let national = policy("");
    for hook in HOOKS.iter().filter(|hook| hook.required) {
        assert!(national.answers(hook), "{hook:?}");
    }
}
