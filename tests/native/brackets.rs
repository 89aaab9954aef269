//! A bracket that was left open is told by its own line, not only by that at which the reader of scripts noticed.

use keqiao::domain::{Lang, Localized as _};

use crate::language::compile;

/// The line of the bracket that is said to be open, and that at which it is noticed.
#[track_caller]
fn check(script: &str, bracket: &str, line: u32, noticed: u32) {
    let faults = compile(&[("trial.rhai", script)]).expect_err("it cannot be read");
    let told = faults.iter().find(|fault| fault.place.file == "trial.rhai").expect("told of its file");
    let text = told.text(Lang::Zh);
    assert!(text.contains(&format!("第 {line} 行的“{bracket}”没有配对")), "{text}");
    assert_eq!(told.place.line, noticed, "{text}");
    assert!(told.text(Lang::En).contains(&format!("the {bracket} in line {line} is not closed")));
}

#[test]
fn the_end_of_the_file_points_to_the_brace_that_begins_what_is_open() {
    check("fn price(school, p) {\n    100\n", "{", 1, 3);
    check("fn price(school, p) {\n    let a = 1;\n    if a > 0 {\n        return 1;\n    a\n}\n", "{", 3, 7);
}

#[test]
fn the_next_function_points_to_the_one_that_is_open_before_it() {
    check("fn price(school, p) {\n    100\n\nfn other(p) {\n    1\n}\n", "{", 1, 4);
    let inner =
        "fn price(school, p) {\n    if school.pupils > 1 {\n        100\n}\n\nfn other(p) {\n    1\n}\n";
    check(inner, "{", 2, 6);
}

#[test]
fn other_brackets_are_told_too_and_what_stands_in_quotes_or_notes_is_none() {
    check("fn price(school, p) {\n    let a = max(1,\n        2;\n    a\n}\n", "(", 2, 3);
    check("fn price(school, p) {\n    let a = [1, 2;\n    a[0]\n}\n", "[", 2, 2);
    check("fn price(school, p) {\n    // ( [ {\n    let a = \"({[\";\n    100\n", "{", 1, 5);
}

#[test]
fn a_fault_that_is_no_bracket_names_none() {
    for body in ["let = 3;", "let a = 1\n    let b = 2;\n    a + b", "max(1 2)", "max(1, 2))"] {
        let script = format!("fn price(school, p) {{\n    {body}\n}}\n");
        let faults = compile(&[("trial.rhai", &script)]).expect_err("a fault");
        assert!(!faults[0].text(Lang::Zh).contains("没有配对"), "{}", faults[0].text(Lang::Zh));
    }
}
