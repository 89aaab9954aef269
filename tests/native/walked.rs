//! By whatever way a record, a list or a code travels through a script, what is read of it and said by it is checked when the
//! script is compiled; and checking ends in time, whatever is written.

use std::time::{Duration, Instant};

use crate::language::{compile, said};

#[track_caller]
fn refused(body: &str, wrong: &str) {
    let said = said(&format!("fn price(school, p) {{\n{body}\ntotal() }}"));
    assert!(said.contains("trial/trial.rhai:") && said.contains(wrong), "{body}: {said}");
}

#[track_caller]
fn admitted(body: &str) {
    let script = format!("fn price(school, p) {{\n{body}\ntotal() }}");
    assert!(compile(&[("trial.rhai", &script)]).is_ok(), "{body}: {}", said(&script));
}

#[test]
fn no_record_lies_in_a_list_or_map_however_it_is_put_there() {
    for body in [
        "let l = []; push(l, school); l[0].pupls;",
        "let l = []; l.push(school);",
        "let l = [0]; l[0] = school;",
        "let m = #{ a: [] }; m.a.push(school);",
        "let m = #{ a: [] }; push(m.a, school);",
        "let m = #{ a: 1 }; m[\"a\"] = school;",
        "let m = #{ a: #{ b: 1 } }; m.a.b = p.lecture_fee;",
        "let l = [if school.pupils > 5 { school } else { 1 }];",
        "let m = #{ a: { let s = school; s } };",
    ] {
        refused(body, "no records and no groups");
    }
}

#[test]
fn of_what_lies_in_a_list_or_map_only_what_is_there_is_read() {
    for (body, wrong) in [
        ("#{ fee: 100 }.fees;", "the map may be without fees; did you mean fee?"),
        ("let m = #{ fee: 100 }; m[\"fees\"];", "without fees"),
        ("let m = #{ fee: 100 }; m[school.name];", "cannot be checked beforehand"),
        ("let m = #{ fee: 100 }; m[school.stage];", "the map may be without"),
        ("let m = #{ fee: 100 }; m.fees += 1;", "without fees"),
        ("let m = #{ fee: 100 }; m.more.far = 1;", "without more"),
        ("let m = #{}; if school.pupils > 5 { m.fee = 1; } m.fee;", "without fee"),
        ("let m = #{}; for i in 0..2 { m.fee = 1; } m.fee;", "without fee"),
        (
            "let m = #{ a: 1 }; loop { m = #{}; if school.pupils > 5 { break; } m = #{ a: 1 }; } m.a;",
            "without a",
        ),
        ("let m = #{}; (school.pupils > 5 && { m.fee = 1; true }); m.fee;", "without fee"),
        ("[#{ fee: 100 }][0].fees;", "without fees"),
        ("for row in [#{ fee: 1 }, #{ fee: 2 }] { row.fees; }", "without fees"),
        ("for row in [#{ fee: 1 }, #{ free: 2 }] { row.fee; }", "without fee"),
        ("let l = [#{ fee: 1 }]; l.push(#{ free: 1 }); l[0].fee;", "without fee"),
        ("let m = #{ l: [#{ fee: 1 }] }; m.l.push(#{ free: 1 }); m.l[0].fee;", "without fee"),
        ("[1, 2][0].students;", "cannot be read of a number"),
        ("let l = [1]; l.students;", "a day or a list"),
        ("for i in 0..3 { i.students; }", "cannot be read of a number"),
        ("for (x, i) in [1] { i.students; }", "cannot be read of a number"),
        ("for x in school.pupils { x.students; }", "cannot be read of a number"),
        ("(1..3).students;", "cannot be read of a number"),
        ("school.rural.foo;", "cannot be read of a number"),
        ("(school.pupils > 5 || school.rural).foo;", "cannot be read of a number"),
        ("min(school.pupils, 5).foo;", "cannot be read of a number"),
        ("base::fee;", "there is no variable base::fee"),
        ("let x = base::fee; x.y;", "there is no variable base::fee"),
        ("let l = [0]; for i in 0..3 { l = [l]; }", "more than 6 deep"),
    ] {
        refused(body, wrong);
    }
    for body in [
        "let m = #{}; m.fee = 1; line(\"base\", m.fee);",
        "let m = #{ fee: 1 }; m.fee += 1; line(\"base\", m.fee);",
        "let m = #{ l: [] }; m.l.push(1); push(m.l, 2); line(\"base\", m.l[0] + m.l[1]);",
        "let l = []; for i in 0..3 { l.push(#{ fee: i }); } for row in l { line(\"base\", row.fee); }",
        "let m = #{ a: 1 }; if school.pupils > 5 { m.b = 1; } else { m.b = 2; } line(\"base\", m.b);",
        "let s = #{ kindergarten: 1, primary: 2, junior: 3, nine_year: 4, complete: 5, senior: 6 }; s;",
        "let l = [[1, 2], [3]]; l[0][1] = 5; line(\"base\", l[0][1]);",
        "let l = []; for x in [[1], [\"a\"], [\"b\"], [\"c\"], [\"d\"], [\"e\"], [\"f\"]] { l = x; } l;",
    ] {
        admitted(body);
    }
}

#[test]
fn a_variable_is_what_the_last_turn_of_a_loop_made_it() {
    refused(
        "let a = p; let b = p; let c = p; let d = school;\nfor i in 0..9 { a.travel_max; a = b; b = c; c = d; }",
        "school has no travel_max",
    );
    let turns =
        "let a = school; let b = school; let c = 1; while school.pupils > 5 { a.pupils; a = b; b = c; }";
    refused(turns, "cannot be read of a number");
    refused(
        "let a = school; loop { if a.pupils > 5 { a = 1; continue; } a = school; }",
        "cannot be read of a number",
    );
    refused("let a = school; do { a.pupils; a = 1; } while a > 5;", "cannot be read of a number");
    admitted("let a = 1; a = school; line(\"base\", a.pupils);");
}

#[test]
fn a_code_is_known_beforehand_however_the_function_that_says_it_is_called() {
    for (body, wrong) in [
        ("school.name.refuse();", "the code that refuse says must stand there"),
        ("school.name.line(5);", "the code that line says must stand there"),
        ("\"九.9\".cite();", "the notice has no clause 九.9"),
        ("let x = \"base\"; x += \"x\"; line(x, 1);", "must stand there"),
        ("let x = \"base\"; x[0] = 'c'; line(x, 1);", "must stand there"),
        ("for x in [school.name] { line(x, 1); }", "must stand there"),
        ("let l = [\"base\"]; l.push(school.name); line(l[0], 1);", "must stand there"),
        ("let m = #{ a: \"base\" }; m.a = school.name; line(m.a, 1);", "must stand there"),
        ("let m = #{ a: [\"base\"] }; m.a[0] = school.name; line(m.a[0], 1);", "must stand there"),
        ("line(\"base\" + \"x\", 1);", "must stand there"),
        ("let x = 1; if school.pupils > 5 { x = \"base\"; } line(x, 1);", "must stand there"),
    ] {
        refused(body, wrong);
    }
    for body in [
        "\"base\".line(5);",
        "for x in [\"base\", \"travel\"] { line(x, 1); }",
        "let m = #{ a: \"base\" }; m.a = \"travel\"; line(m.a, 1);",
    ] {
        admitted(body);
    }
    let policy =
        compile(&[("trial.rhai", "fn price(school, p) { \"nowhere\".refuse() }")]).expect("compiles");
    let faults = policy.rehearse(jiff::civil::date(2026, 3, 5));
    assert!(faults.iter().any(|fault| fault.message.en.contains("nowhere has no text")), "{faults:?}");
}

/// What is said of a script, and that it is said in time.
#[track_caller]
fn in_time(script: &str) -> String {
    let begun = Instant::now();
    let said = said(script);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}: {said}", begun.elapsed());
    said
}

#[test]
fn checking_ends_in_time_whatever_is_written() {
    let eight = "\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\"";
    let permuted = format!(
        "fn f(a, b, c, d, e, g, h, i) {{ f(b, a, c, d, e, g, h, i); f(b, c, d, e, g, h, i, a) }}\nfn price(school, p) {{ f({eight}); total() }}"
    );
    let said = in_time(&permuted);
    assert!(said.contains("trial.rhai:1:"), "{said}");
    assert!(said.contains("more than 24 deep") || said.contains("too many branches"), "{said}");

    let wide = (0..600)
        .map(|n| format!("if school.pupils > {n} {{ x = \"code{n}\"; y = x; }}\n"))
        .collect::<String>();
    let said = in_time(&format!("fn price(school, p) {{ let x = \"a\"; let y = \"a\";\n{wide} total() }}"));
    assert!(said.contains("too many branches") || !said.contains("trial.rhai"), "{said}");

    let deep = ["[".repeat(8), "]".repeat(8)].concat();
    assert!(in_time(&format!("fn price(school, p) {{ {deep}; total() }}")).contains("more than 6 deep"));

    // As deep as functions and expressions go: neither the stack nor the time ends.
    let inside = |call: &str| ["(1 + ".repeat(12).as_str(), call, &")".repeat(12)].concat();
    let calls = |n: u32| format!("fn f{n}(a) {{ {} }}\n", inside(&format!("f{}(a)", n + 1)));
    let chain: String = (0..40).map(calls).collect();
    let said = in_time(&format!("fn price(school, p) {{ f0(school); total() }}\n{chain}fn f40(a) {{ 1 }}"));
    assert!(said.contains("more than 24 deep"), "{said}");

    let twice = |n: u32| format!("fn f{n}(a) {{ f{0}(\"{n}x\"); f{0}(\"{n}y\"); f{0}(a) }}\n", n + 1);
    let chain: String = (0..20).map(twice).collect();
    in_time(&format!("fn price(school, p) {{ f0(\"a\"); total() }}\n{chain}fn f20(a) {{ 1 }}"));
}

#[test]
fn of_what_may_be_of_several_kinds_only_that_is_read_which_each_of_them_has() {
    let guard = |body: &str| said(&format!("fn may_cancel_session(session, p) {{ {body} }}"));
    let said = guard("if session.witness.rural { true } else { refuse(\"not_external\") }");
    assert!(said.contains("session.witness has no rural"), "a school or an organization: {said}");
    let said = guard("session.witness.kind == \"bureau\"");
    assert!(said.contains("session.witness has no kind"), "{said}");
    let script =
        "fn may_cancel_session(session, p) { session.witness.name != \"\" && session.witness.id != \"\" }";
    assert!(compile(&[("trial.rhai", script)]).is_ok(), "{}", crate::language::said(script));
    let script = "fn may_cancel_session(session, p) { session.school.rural }";
    assert!(compile(&[("trial.rhai", script)]).is_ok(), "{}", crate::language::said(script));
}

#[test]
fn what_nobody_would_read_of_a_pack_is_told() {
    for (file, text, wrong) in [
        ("guards.rhai.txt", "", "did you mean guards.rhai?"),
        ("scripts/guards.rhai", "", "did you mean guards.rhai?"),
        ("calender.toml", "", "did you mean calendar.toml?"),
        ("field.toml", "", "did you mean fields.toml?"),
        ("cases/more/subsidy.toml", "", "nobody would read it"),
        ("notes.docx", "", "nobody would read it"),
        ("texts.toml", "[reason]\nfar = { zh = \"远\", en = \"far\" }", "did you mean reasons?"),
        (
            "texts.toml",
            "[lines]\nfar = { zh = \"远\", eng = \"far\" }",
            "`eng` means nothing here; did you mean en?",
        ),
    ] {
        let faults = compile(&[(file, text)]).err().unwrap_or_default();
        let told = faults.first().map(ToString::to_string).unwrap_or_default();
        assert!(told.contains(&format!("trial/{file}")) && told.contains(wrong), "{file}: {told}");
    }
    let manifest =
        "title = { zh = \"试\", en = \"trial\" }\neffective = 2021-12-20\nextends = \"henan\"\nloop = true\n";
    let faults = compile(&[("pack.toml", manifest)]).err().unwrap_or_default();
    let told = faults.first().map(ToString::to_string).unwrap_or_default();
    assert!(
        told.contains("trial/pack.toml:4:")
            && told.contains("`loop` means nothing here; did you mean loops?"),
        "{told}"
    );
    assert!(compile(&[("README.md", "试")]).is_ok(), "prose is read by people");
}

#[test]
fn many_files_are_refused_before_they_are_read() {
    let names: Vec<_> = (0..2_000).map(|n| format!("f{n}.rhai")).collect();
    let files: Vec<_> = names.iter().map(|name| (name.as_str(), "\n\n\n")).collect();
    let begun = Instant::now();
    let faults = compile(&files).err().unwrap_or_default();
    assert!(faults[0].message.en.contains("at most 40 scripts"), "{faults:?}");
    assert!(begun.elapsed() < Duration::from_secs(2));
}
