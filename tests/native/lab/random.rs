//! Random scripts of what is compiled, over random figures.

use std::panic::AssertUnwindSafe;

use fastrand::Rng;

use super::judge::{PRICE, attempted, judge, questions};

/// A script being made up.
struct Author {
    rng: Rng,
    /// Variables so far, all of numbers.
    variables: usize,
}

impl Author {
    fn one_of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.rng.usize(..all.len())]
    }

    fn number(&mut self, depth: u8) -> String {
        if depth == 0 || self.rng.u8(0..4) == 0 {
            return match self.rng.u8(0..6) {
                0 if self.variables > 0 => format!("v{}", self.rng.usize(..self.variables)),
                0 | 1 => self.rng.i32(-20..2_000).to_string(),
                2 => format!("{}.{}", self.rng.u8(0..30), self.rng.u8(1..99)),
                3 => format!(
                    "p.{}",
                    self.one_of(&["rural_uplift", "travel_per_km", "half_day_hours", "lecture_fee.senior"])
                ),
                4 => "p.lecture_fee[instructor.title]".to_owned(),
                _ => self
                    .one_of(&[
                        "session.minutes",
                        "session.pupils",
                        "school.pupils",
                        "session.distance_km",
                        "school.nearest_base_km",
                        "school.longitude",
                        "session.paid_hours_before",
                    ])
                    .to_owned(),
            };
        }
        let depth = depth - 1;
        match self.rng.u8(0..12) {
            0..5 => {
                let symbol = self.one_of(&["+", "-", "*", "*", "-", "+"]);
                format!("({} {symbol} {})", self.number(depth), self.number(depth))
            }
            5 => {
                let digits = self.rng.u8(0..4);
                format!("round_half_up({} / {}, {digits})", self.number(depth), self.number(depth))
            }
            6 => format!("round_half_up({}, {})", self.number(depth), self.rng.u8(0..4)),
            7 => format!("{}({}, {})", self.one_of(&["min", "max"]), self.number(depth), self.number(depth)),
            8 => format!("{}({})", self.one_of(&["abs", "floor", "ceiling", "-"]), self.number(depth)),
            9 => format!("half({}, school)", self.number(depth)),
            10 => {
                let (when, a, b) = (self.condition(depth), self.number(depth), self.number(depth));
                format!("max(if {when} {{ {a} }} else {{ {b} }}, 0)")
            }
            _ => format!("p.gross_up.row_for({}).minus", self.number(depth)),
        }
    }

    fn condition(&mut self, depth: u8) -> String {
        if depth == 0 || self.rng.u8(0..3) == 0 {
            return self
                .one_of(&[
                    "school.rural",
                    "school.under_resourced",
                    "session.confirmed",
                    "instructor.external",
                    "is_missing(session.distance_km)",
                    "is_missing(school.nearest_base_km)",
                    "school.stage == \"primary\"",
                    "session.place != \"campus\"",
                    "school.stage in [\"junior\", \"primary\"]",
                    "session.minutes in 30..=90",
                    "session.date <= months_after(session.appointed_from, 2)",
                    "instructor.checked_on > session.date",
                    "session.appointed_from <= session.appointed_until",
                    "instructor.title < \"m\"",
                    "school.science_teacher",
                ])
                .to_owned();
        }
        let depth = depth - 1;
        match self.rng.u8(0..6) {
            0 => format!("({} && {})", self.condition(depth), self.condition(depth)),
            1 => format!("({} || {})", self.condition(depth), self.condition(depth)),
            2 => format!("!({})", self.condition(depth)),
            _ => {
                let symbol = self.one_of(&["<", "<=", ">", ">=", "==", "!="]);
                format!("({} {symbol} {})", self.number(depth), self.number(depth))
            }
        }
    }

    fn statements(&mut self, depth: u8) -> String {
        let (mut text, outside) = (String::new(), self.variables);
        for _ in 0..self.rng.u8(1..4) {
            let next = match self.rng.u8(0..9) {
                0 | 1 => {
                    let value = self.number(2);
                    self.variables += 1;
                    format!("let v{} = {value};\n", self.variables - 1)
                }
                2 if self.variables > 0 => {
                    let to = self.rng.usize(..self.variables);
                    format!("v{to} {} {};\n", self.one_of(&["=", "+=", "-=", "*="]), self.number(2))
                }
                3 | 4 if depth > 0 => {
                    let when = self.condition(2);
                    let (then, otherwise) = (self.statements(depth - 1), self.statements(depth - 1));
                    format!("if {when} {{\n{then}}} else {{\n{otherwise}}}\n")
                }
                5 => format!(
                    "if {} {{ return refuse(\"{}\"); }}\n",
                    self.condition(2),
                    self.one_of(&["a", "b", "c"])
                ),
                6 => format!("if {} {{ return total(); }}\n", self.condition(1)),
                7 => format!("tax(\"t\", {});\n", self.number(1)),
                _ => format!("line(\"x\", {});\n", self.number(3)),
            };
            text += &next;
        }
        self.variables = outside;
        text
    }

    fn script(&mut self) -> String {
        self.variables = 0;
        let body = self.statements(2);
        let half = "fn half(n, of) { if of.pupils > 900 { return n; } n * 0.5 }\n";
        format!(
            "{half}fn price(session, instructor, school, p) {{\n{body}line(\"z\", {});\ntotal() }}",
            self.number(2)
        )
    }
}

/// Some scripts, so many questions each; says how much of it was compiled and decided by programs.
fn trial(seed: u64, scripts: usize, each: usize) {
    let mut author = Author { rng: Rng::with_seed(seed), variables: 0 };
    let (mut refused, mut compiled, mut by_programs, mut all) = (0, 0, 0, 0);
    for script in 0..scripts {
        let text = author.script();
        // An expression may be deeper than scripts may have them.
        let Ok(policy) = attempted(&text) else {
            refused += 1;
            continue;
        };
        let questions = questions(seed + script as u64, each);
        let judged = std::panic::catch_unwind(AssertUnwindSafe(|| judge(&policy, &PRICE, &questions)));
        let judged = judged.unwrap_or_else(|_| panic!("{text}"));
        compiled += usize::from(judged.uncompiled.is_empty());
        if judged.uncompiled.is_empty() {
            by_programs += each - judged.interpreted;
            all += each - judged.faults;
        }
    }
    eprintln!("{compiled} of {scripts} scripts compiled; {by_programs} of {all} decisions by programs");
    assert!((compiled + refused) * 100 >= scripts * 99 && refused * 20 <= scripts, "{compiled} of {scripts}");
    assert!(by_programs * 10 >= all * 8, "{by_programs} of {all}");
}

#[test]
fn fifty_thousand_random_decisions_are_the_interpreters() {
    trial(1, 70, 500);
    // So many different numbers that columns hold them as such.
    trial(2, 6, 2_500);
}

#[test]
#[ignore = "some minutes: cargo test --release --test native random -- --ignored"]
fn a_million_random_decisions_are_the_interpreters() {
    trial(1_000, 1_000, 1_000);
}
