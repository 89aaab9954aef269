//! Small scripts that a compiler easily gets wrong.

use super::judge::{LEAVE, PRICE, RATING, REVIEW, URGENCY, judge, over_national, policy, questions};
use keqiao::policy::{Hook, Policy};

/// Judges a script of `price`, and says what of it is not compiled.
fn not_compiled(body: &str) -> Vec<String> {
    of(&PRICE, body)
}

fn of(hook: &'static Hook, body: &str) -> Vec<String> {
    judged(hook, body, &policy)
}

fn judged(hook: &'static Hook, body: &str, policy: &dyn Fn(&str) -> Policy) -> Vec<String> {
    let begins = body.contains("fn ");
    let script = if begins {
        body.to_owned()
    } else {
        format!("fn {}(session, instructor, school, p) {{\n{body}\n}}", hook.name)
    };
    let judged = judge(&policy(&script), hook, &questions(7, 400));
    assert!(judged.faults == 0 || judged.interpreted >= judged.faults, "{script}");
    judged.uncompiled
}

#[track_caller]
fn compiles(body: &str) {
    assert_eq!(not_compiled(body), Vec::<String>::new(), "{body}");
}

#[test]
fn blocks_end_their_variables_and_branches_keep_what_they_assign() {
    compiles("let a = 1; { let b = 2; a += b; } { let b = 5; a *= b; } line(\"x\", a); total()");
    compiles(
        "let a = 1; if school.rural { a = 2; if school.under_resourced { a = 3; } } else { a -= 1; } line(\"x\", a); total()",
    );
    compiles(
        "let a = school.pupils; if school.rural { a = session.minutes; } line(\"x\", a * 0.01); total()",
    );
    compiles(
        "let a = if school.rural { 2 } else if school.under_resourced { 3 } else { 4 }; line(\"x\", a); total()",
    );
}

#[test]
fn what_returns_early_says_no_more() {
    compiles(
        "if school.rural { line(\"x\", 1); return total(); } line(\"y\", 2); if school.pupils > 900 { return total(); } line(\"z\", 3); total()",
    );
    compiles(
        "if school.rural { if school.under_resourced { return refuse(\"a\"); } line(\"x\", 1); } else { if session.confirmed { return refuse(\"b\"); } } line(\"y\", 2); total()",
    );
    compiles(
        "fn price(session, instructor, school, p) { line(\"x\", f(school)); line(\"y\", f(session)); total() }\nfn f(of) { if of.pupils > 100 { return 1; } if of.pupils > 50 { return 0.5; } 0 }",
    );
}

#[test]
fn a_refusal_that_was_said_counts_and_the_first_is_the_answer() {
    compiles(
        "if school.rural { refuse(\"a\"); } if school.under_resourced { refuse(\"b\"); } line(\"x\", 1); total()",
    );
    compiles(
        "let why = if school.rural { refuse(\"a\") } else { () }; if !is_missing(why) { return why; } line(\"x\", 1); total()",
    );
    compiles(
        "line(\"x\", 5); if school.rural { return refuse(if session.confirmed { \"a\" } else { \"b\" }); } total()",
    );
    compiles("refuse(\"a\")");
}

#[test]
fn what_is_settled_is_not_worked_out_further() {
    compiles(
        "if is_missing(session.distance_km) || session.distance_km > 100 { return refuse(\"a\"); } line(\"x\", session.distance_km); total()",
    );
    compiles(
        "if !is_missing(session.distance_km) && session.distance_km > 100 { return refuse(\"a\"); } line(\"x\", 1); total()",
    );
    compiles(
        "if session.distance_km > 100 && school.rural { return refuse(\"a\"); } line(\"x\", 1); total()",
    );
    compiles("if school.rural || 1 / session.minutes > 0 { line(\"x\", 1); } total()");
    compiles(
        "line(\"x\", if school.rural && session.distance_km > 5 || school.under_resourced { 1 } else { 2 }); total()",
    );
}

#[test]
fn what_is_missing_faults_where_it_is_used_and_nowhere_else() {
    compiles("let d = session.distance_km; if school.rural { line(\"x\", d); } total()");
    compiles(
        "let d = session.distance_km; line(\"x\", if is_missing(d) { 0 } else { d * school.pupils }); total()",
    );
    compiles("line(\"x\", session.distance_km + school.nearest_base_km); total()");
    compiles("line(\"x\", if instructor.checked_on < session.date { 1 } else { 2 }); total()");
    compiles("line(\"x\", if school.science_teacher { 1 } else { 2 }); total()");
    compiles("line(\"x\", ()); total()");
}

#[test]
fn what_is_divided_by_nought_faults() {
    compiles("line(\"x\", 100 / session.minutes); total()");
    compiles("line(\"x\", school.pupils / session.pupils); total()");
    compiles("line(\"x\", round_half_up(school.longitude / (session.pupils - 3), 1)); total()");
    compiles("line(\"x\", session.minutes % 7); total()");
}

#[test]
fn no_number_overflows() {
    compiles(
        "let a = school.pupils * 1000000000000; let b = a * school.pupils; line(\"x\", round_half_up(b / 1000000000000000, 2)); total()",
    );
    compiles("line(\"x\", school.pupils * 1000000000); total()");
    compiles("line(\"x\", 9223372036854775807 + school.pupils); total()");
    compiles("line(\"x\", 3 ** 39 + session.minutes); total()");
    compiles("let a = school.longitude * school.longitude; line(\"x\", a * 0.0001); total()");
    compiles("line(\"x\", session.minutes ** 9 / 1000000); total()");
}

#[test]
fn rounding_is_half_away_from_nought_at_the_place_it_is_said() {
    compiles("line(\"x\", (school.pupils - 1500) * 0.005); total()");
    compiles("line(\"x\", round_half_up((session.pupils - 100) * school.pupils * 0.0125, 1)); total()");
    compiles(
        "line(\"x\", round_half_up(school.pupils / 8, 2) + round_half_up((0 - school.pupils) / 8, 2)); total()",
    );
    compiles(
        "line(\"x\", round_half_up(school.longitude, 0) + floor(school.longitude) + ceiling(0 - school.longitude)); total()",
    );
    compiles("line(\"x\", round_half_up(session.minutes / 45, session.minutes / 30)); total()");
    compiles("line(\"x\", session.minutes / 45 * 0.3); total()");
    compiles("let fee = p.lecture_fee[instructor.title]; line(\"x\", fee * session.minutes / 45); total()");
}

#[test]
fn lists_ranges_and_maps_are_asked() {
    compiles("line(\"x\", if school.stage in [\"primary\", \"junior\"] { 1 } else { 2 }); total()");
    compiles(
        "line(\"x\", if session.minutes in 30..90 { 1 } else if session.minutes in 90..=135 { 2 } else { 3 }); total()",
    );
    compiles(
        "let fees = #{ primary: 10, junior: 20, nine_year: 30, teaching_point: 40 }; line(\"x\", fees[school.stage] * session.pupils); total()",
    );
    compiles("let fees = #{ near: 10, far: 20 }; line(\"x\", fees.near + fees[\"far\"]); total()");
    compiles("line(\"x\", if session.minutes in [30, \"a\"] { 1 } else { 2 }); total()");
    compiles("line(\"x\", if \"小\" in school.name { len(school.name) } else { 2 }); total()");
}

#[test]
fn texts_days_and_flags_are_compared_as_such() {
    compiles("line(\"x\", if school.stage < \"n\" { 1 } else { 2 }); total()");
    compiles(
        "line(\"x\", if session.date >= months_after(DAY(session), 1) { 1 } else { 2 }); total()"
            .replace("DAY(session)", "session.appointed_from")
            .as_str(),
    );
    compiles("line(\"x\", if school.rural == school.under_resourced { 1 } else { 2 }); total()");
    compiles("line(\"x\", if school.rural < school.under_resourced { 1 } else { 2 }); total()");
    compiles("line(\"x\", if session.place == session.minutes { 1 } else { 2 }); total()");
    compiles("line(\"x\", if school.name != instructor.unit { 1 } else { 2 }); total()");
    compiles(
        "line(\"x\", if days_after(instructor.checked_on, session.minutes) > session.date { 1 } else { 2 }); total()",
    );
    compiles(
        "line(\"x\", if instructor.title == \"senior\" && starts_with(school.stage, \"p\") { 1 } else { 2 }); total()",
    );
}

#[test]
fn functions_are_called_by_value_and_those_of_a_parent_through_base() {
    compiles(
        "fn price(session, instructor, school, p) { let a = 3; let b = f(a) + a; line(\"x\", b); total() }\nfn f(a) { a += 2; a }",
    );
    let child = "fn price(session, instructor, school, p) { line(\"x\", travel(school.pupils, p)); total() }\nfn travel(km, p) { base::travel(km, p) + 1 }";
    assert_eq!(judged(&PRICE, child, &over_national), Vec::<String>::new());
}

#[test]
fn tables_have_their_rows() {
    compiles("line(\"x\", p.gross_up.row_for(school.pupils).minus); total()");
    compiles(
        "let row = p.gross_up.row_for(session.pupils * school.pupils); line(\"x\", round_half_up((session.pupils * school.pupils - row.minus) / row.divide_by, 2)); total()",
    );
    compiles("line(\"x\", p.gross_up.row_for(school.pupils).up_to); total()");
}

#[test]
fn what_a_hook_does_not_take_faults() {
    compiles("true");
    compiles("line(\"x\", 1); total() + 1");
    compiles("line(\"x\", 1); line(\"y\", school.pupils); school.pupils + 1");
    compiles("points(\"x\", 1, 2); total()");
    compiles("line(\"x\", 1); pay_hours(1); total()");
    compiles("if school.rural { 5 } else { total() }");
    compiles("line(school.stage, 1); total()".replace("school.stage", "\"x\"").as_str());
    compiles("if session.minutes { line(\"x\", 1); } total()");
    compiles("line(\"x\", !session.minutes); total()");
    compiles("line(\"x\", \"a\" + school.stage); total()");
}

#[test]
fn each_kind_of_answer_is_compiled() {
    let whole = Vec::<String>::new();
    assert_eq!(
        of(
            &URGENCY,
            "points(\"a\", min(school.pupils * 0.01, 20), 20); points(\"b\", if school.rural { 3 } else { 0 }, 3); total()"
        ),
        whole
    );
    assert_eq!(of(&URGENCY, "points(\"a\", school.pupils * 0.02, 30); total()"), whole);
    assert_eq!(of(&URGENCY, "points(\"a\", 3, school.pupils); total()"), whole);
    assert_eq!(
        of(
            &RATING,
            "if school.rural { return refuse(\"r\"); } points(\"a\", 1, 2); if school.pupils > 900 { return grade(\"excellent\"); } grade(if school.under_resourced { \"pass\" } else { \"good\" })"
        ),
        whole
    );
    assert_eq!(of(&RATING, "if school.rural { return 5; } grade(\"good\")"), whole);
    assert_eq!(
        of(
            &REVIEW,
            "if school.rural { refuse(\"a\"); } if is_missing(session.distance_km) { refuse(\"b\"); return; } if session.distance_km > 50 { refuse(\"c\"); }"
        ),
        whole
    );
    assert_eq!(of(&REVIEW, "if school.rural { return 5; } refuse(\"a\");"), whole);
    assert_eq!(of(&LEAVE, "if school.rural { return refuse(\"a\"); } session.confirmed"), whole);
}

#[test]
fn what_is_not_compiled_is_said_with_its_line_and_decided_all_the_same() {
    assert_eq!(not_compiled("let a = 0;\nfor i in 1..5 { a += i; }\nline(\"x\", a); total()"), ["3: for"]);
    assert_eq!(not_compiled("let a = 0;\nwhile a < 5 { a += 1; }\nline(\"x\", a); total()"), ["3: while"]);
    assert_eq!(
        not_compiled("let a = [1];\npush(a, school.pupils);\nline(\"x\", a[1]); total()"),
        ["3: push"]
    );
    assert_eq!(not_compiled("let a = #{ b: 1 };\na.b = 2;\nline(\"x\", a.b); total()"), ["3: […] ="]);
    assert_eq!(
        not_compiled("let a = 1;\nlet b = max(a, { a = 5; 1 });\nline(\"x\", a + b); total()"),
        ["3: ="]
    );
    let deep = "fn price(session, instructor, school, p) { line(\"x\", f(session.pupils * school.pupils)); total() }\nfn f(n) { if n < 10000 { return 1; }\nf(n - 10000) + 1 }";
    // Where it is known how often, a function may call itself.
    compiles(&deep.replace("session.pupils * school.pupils", "school.pupils").replace("10000", "1000"));
    assert_eq!(not_compiled(deep), ["3: f"]);
    assert_eq!(
        not_compiled("let a = school.pupils * session.pupils;\nline(\"x\", a % 7); total()"),
        ["3: %"]
    );
}

#[test]
fn what_the_interpreter_does_not_finish_is_not_compiled() {
    // Of few lanes: the interpreter takes all the operations that it may for each.
    let not_compiled = |script: &str| judge(&policy(script), &PRICE, &questions(7, 2)).uncompiled;
    let price = |body: &str| format!("fn price(session, instructor, school, p) {{\n{body}\n}}\n");
    let twice =
        price("line(\"x\", 5 + f(15)); total()") + "fn f(n) { if n == 0 { return 0; }\nf(n - 1) + f(n - 1) }";
    assert_eq!(not_compiled(&twice), ["5: f"]);
    // Without an end to it, this would be walked for hours.
    let thrice = twice.replace("f(15)", "f(18)").replace("f(n - 1) + f", "f(n - 1) + f(n - 1) + f");
    assert_eq!(not_compiled(&thrice), ["5: f"]);
    let many: String = (0..61).map(|number| format!("let v{number} = {number};\n")).collect();
    assert_eq!(not_compiled(&price(&format!("{many}line(\"x\", v0); total()"))), ["62: let"]);
}

#[test]
fn a_tax_that_only_the_interpreter_knows_is_told() {
    compiles("let x = school.pupils / 7; tax(\"t\", min(x, session.minutes)); total()");
}

#[test]
fn what_no_operation_holds_is_left() {
    compiles(
        "let a = ((school.pupils - 1) * 500000000000000 + 100) + session.pupils * 10000000000000000; line(\"x\", round_half_up(a / session.minutes, 0)); total()",
    );
    compiles("if school.name == instructor.unit { line(\"x\", 1); } total()");
}
