//! What the compiler knows is counted, so that it does not come to know less.

use keqiao::policy::vocabulary;

use super::judge::{PRICE, judge, policy, questions};

/// A use of each function, operator and statement of scripts. The laboratory compiles all of them but those below.
const KNOWN: &[&str] = &[
    "line(\"x\", 1)",
    "tax(\"x\", 1)",
    "refuse(\"x\")",
    "total()",
    "cite(\"五.7\")",
    "note(\"x\")",
    "round_half_up(school.longitude, 1)",
    "min(1, school.pupils)",
    "max(1, school.pupils)",
    "abs(school.pupils - 100)",
    "floor(school.longitude)",
    "ceiling(school.longitude)",
    "len(school.name)",
    "contains([1, 2], school.pupils)",
    "starts_with(school.name, \"x\")",
    "ends_with(school.name, \"x\")",
    "is_missing(session.distance_km)",
    "months_after(session.date, 1)",
    "days_after(session.date, session.minutes)",
    "p.gross_up.row_for(school.pupils)",
    "1 + school.pupils",
    "1 - school.pupils",
    "2 * school.pupils",
    "school.pupils / 4",
    "session.minutes % 4",
    "session.minutes ** 2",
    "-school.pupils",
    "+school.pupils",
    "!school.rural",
    "1 == school.pupils",
    "1 != school.pupils",
    "1 < school.pupils",
    "1 <= school.pupils",
    "1 > school.pupils",
    "1 >= school.pupils",
    "school.rural && school.under_resourced",
    "school.rural || school.under_resourced",
    "school.pupils in 1..5",
    "school.pupils in 1..=5",
    "1 in [school.pupils]",
    "\"a\" + school.name",
    "#{ a: 1 }.a",
    "p.lecture_fee[instructor.title]",
    "p.lecture_fee.senior",
    "if school.rural { 1 } else { 2 }",
    "{ let a = 1; a = 2; a += 1; a }",
    "return",
    "()",
    "const A = 1",
];

/// Functions that mean something to other hooks only, or that change a list.
const ELSEWHERE: &[&str] = &["points", "grade", "pay_hours", "push"];

#[test]
fn whatever_a_script_can_say_is_compiled() {
    let questions = questions(3, 40);
    for used in KNOWN {
        let script = format!("fn price(session, instructor, school, p) {{ {used}; total() }}");
        let judged = judge(&policy(&script), &PRICE, &questions);
        assert!(judged.uncompiled.is_empty(), "{used}: {:?}", judged.uncompiled);
    }
    let words = vocabulary::words(&policy(""));
    let functions = words.iter().filter(|word| word.what == vocabulary::What::Function);
    for function in functions.map(|word| word.text.as_str()) {
        let is_used = KNOWN.iter().any(|used| used.contains(&format!("{function}(")));
        assert!(is_used || ELSEWHERE.contains(&function), "{function} is tried nowhere");
    }
}
