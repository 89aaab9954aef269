//! Cases: facts in, the whole expected decision out. They stand beside the scripts, in `cases/*.toml`, and the same
//! code runs them in tests, on the command line and in the editor.
//!
//! A file begins with the hook its cases ask and the facts they share (`[given.session]` …); each `[[case]]` names its
//! own hook where it differs, and states what is different and what is expected. A fact that neither states is a fault:
//! nothing is assumed.

mod accepted;

use std::{collections::BTreeMap, fmt::Display};

use jiff::civil::Date;
use rust_decimal::Decimal;
use toml_edit::{Document, Item, TableLike, Value};

use super::{
    Chain, Diagnostic, Hook, PackSource, Policy,
    decision::{Decision, Entry, Line, Outcome, Text},
    facts::Facts,
    nearest::{did_you_mean, nearest},
    paths,
    reader::Reader,
    subjects::Subject,
};
use crate::domain::{Fields, Lang, Localized as _, Month, field::Fact};

pub use accepted::accepted;

/// One case of a pack, run.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseResult {
    /// `subsidy.toml: academician, two hours`.
    pub name: String,
    /// The file of the pack in which it stands, and which of its cases it is.
    pub at: (String, usize),
    /// The hook it asks.
    pub hook: Option<&'static str>,
    /// The reasons of refusals that it expects.
    pub refused: Vec<String>,
    /// What was wrong; nothing when the case holds.
    pub fault: Option<Diagnostic>,
    /// What was decided in place of what it expects, as `expect` would state it.
    pub decided: Option<String>,
}

/// Runs the cases of the last pack of a chain.
pub fn run(policy: &Policy, chain: &Chain) -> Vec<CaseResult> {
    let Some(pack) = chain.layers().last() else {
        return Vec::new();
    };
    let files = pack.files.iter().filter(|(path, _)| path.starts_with("cases/") && path.ends_with(".toml"));
    files.flat_map(|(path, text)| file(policy, pack, path, text)).collect()
}

fn file(policy: &Policy, pack: &PackSource, path: &str, text: &str) -> Vec<CaseResult> {
    let mut reader = Reader::new(&pack.id, path, text);
    let short = path.trim_start_matches("cases/");
    let broken = |fault: Diagnostic| CaseResult {
        name: short.to_owned(),
        at: (path.to_owned(), 0),
        hook: None,
        refused: Vec::new(),
        fault: Some(fault),
        decided: None,
    };
    let Some(document) = reader.document() else {
        return reader.faults.into_iter().map(broken).collect();
    };
    let given = document.get("given").and_then(Item::as_table_like);
    let Some(cases) = document.get("case").and_then(Item::as_array_of_tables) else {
        return vec![broken(Diagnostic::new(reader.place(None), "没有 [[case]]", "there is no [[case]]"))];
    };
    let mut results = Vec::new();
    for (number, case) in cases.iter().enumerate() {
        let mut reader = Reader::new(&pack.id, path, text);
        let place = reader.place(case.span());
        let name = reader.string(case, "name").unwrap_or_else(|| "?".to_owned());
        let hook = asked(policy, &mut reader, &document, case);
        let said = hook.map_or(Ok(None), |hook| one(policy, &mut reader, hook, (given, case)));
        let (fault, decided) = match (reader.faults.into_iter().next(), said) {
            (Some(fault), _) | (None, Err(fault)) => (Some(fault), None),
            (None, Ok(None)) => (None, None),
            (None, Ok(Some(Differs { why, decided }))) => {
                (Some(Diagnostic::new(place, why.zh, why.en)), decided)
            }
        };
        results.push(CaseResult {
            name: format!("{short}: {name}"),
            at: (path.to_owned(), number),
            hook: hook.map(|hook| hook.name),
            refused: refused(case),
            fault,
            decided,
        });
    }
    results
}

/// The reasons of refusals that a case expects.
fn refused(case: &dyn TableLike) -> Vec<String> {
    let expect = case.get("expect").and_then(Item::as_table_like);
    let of = |key: &str| expect.and_then(|expect| expect.get(key));
    let found = of("findings").and_then(Item::as_array).into_iter().flatten().filter_map(Value::as_str);
    found.chain(of("refused").and_then(Item::as_str)).map(str::to_owned).collect()
}

/// The hook of a case, its own or that of the file.
fn asked(
    policy: &Policy,
    reader: &mut Reader<'_>,
    document: &Document<String>,
    case: &dyn TableLike,
) -> Option<&'static Hook> {
    let Some(name) = reader.string(case, "hook").or_else(|| reader.string(document.as_table(), "hook"))
    else {
        reader.fault(case.get("name").and_then(Item::span), "没有写明 hook", "`hook` is missing");
        return None;
    };
    let hook = policy.hook(&name);
    if hook.is_none() {
        let at = case.get("hook").or_else(|| document.get("hook")).and_then(Item::span);
        let (zh, en) = did_you_mean(nearest(&name, policy.hooks.keys().copied()));
        reader.fault(at, format!("没有规则函数 {name}{zh}"), format!("no pack defines {name}{en}"));
    }
    hook
}

/// In what a decision is not what a case expects.
struct Differs {
    why: Text,
    /// See [`CaseResult::decided`].
    decided: Option<String>,
}

impl Differs {
    fn of(wanted: impl Display, got: impl Display) -> Self {
        let why = Text {
            zh: format!("应为 {wanted}，现为 {got}"),
            en: format!("expected {wanted}, got {got}"),
        };
        Self { why, decided: None }
    }
}

/// `None` when the case holds, else in what it differs.
fn one(
    policy: &Policy,
    reader: &mut Reader<'_>,
    hook: &'static Hook,
    (given, case): (Option<&dyn TableLike>, &dyn TableLike),
) -> Result<Option<Differs>, Diagnostic> {
    let Some(expect) = case.get("expect").and_then(Item::as_table_like) else {
        reader.fault(None, "缺少 expect", "`expect` is missing");
        return Ok(None);
    };
    let (mut day, mut facts) = (None, Vec::new());
    for subject in hook.subjects {
        let said = Said {
            subject,
            case: case.get(subject.name).and_then(Item::as_table_like),
            given: given.and_then(|given| given.get(subject.name)).and_then(Item::as_table_like),
        };
        let stated = said.read(reader, policy.fields());
        if let Some((of, key)) = hook.day.split_once('.')
            && of == subject.name
        {
            day = stated.get(key).and_then(day_of);
        }
        facts.push(Facts::stated(subject, policy.fields(), stated));
    }
    let Some(day) = day else {
        reader.fault(
            case.get("name").and_then(Item::span),
            format!("没有给出 {}", hook.day),
            format!("{} is not given", hook.day),
        );
        return Ok(None);
    };
    match (policy.ask(hook, day, &facts), reader.string(expect, "error")) {
        (Ok(decision), None) => {
            let differs = compare(reader, expect, &decision);
            Ok(differs.map(|differs| Differs { decided: Some(accepted::stated(&decision)), ..differs }))
        }
        (Ok(decision), Some(wanted)) => Ok(Some(Differs {
            decided: Some(accepted::stated(&decision)),
            ..Differs::of(format_args!("error {wanted:?}"), outcome(&decision))
        })),
        (Err(fault), None) => Err(fault),
        (Err(fault), Some(wanted)) => {
            let said = fault.message.en.clone();
            let differs = !said.contains(&wanted);
            Ok(differs.then(|| Differs::of(format_args!("error {wanted:?}"), format_args!("error {said:?}"))))
        }
    }
}

/// A day, or the last one of a month.
fn day_of(fact: &Fact) -> Option<Date> {
    match fact {
        Fact::Day(day) => Some(*day),
        Fact::Text(month) => month.parse().ok().map(Month::last_day),
        _ => None,
    }
}

/// What a case says of one subject: its own words, else those that the file gives.
struct Said<'a> {
    subject: &'static Subject,
    case: Option<&'a dyn TableLike>,
    given: Option<&'a dyn TableLike>,
}

impl Said<'_> {
    /// The facts stated, by path; a case's `"none"` takes away what the file gives.
    fn read(&self, reader: &mut Reader<'_>, added: &Fields) -> BTreeMap<String, Fact> {
        let mut named = BTreeMap::new();
        for table in [self.given, self.case].into_iter().flatten() {
            flatten(&mut named, "", table);
        }
        let known = paths::of(self.subject, added);
        let mut facts = BTreeMap::new();
        for (path, item) in named.into_iter().filter(|(_, item)| item.as_str() != Some("none")) {
            let Some(known) = known.iter().find(|known| known.path == path) else {
                let subject = self.subject.name;
                let (zh, en) = did_you_mean(nearest(&path, known.iter().map(|known| known.path.as_str())));
                reader.fault(
                    item.span(),
                    format!("{subject} 没有“{path}”{zh}"),
                    format!("{subject} has no {path}{en}"),
                );
                continue;
            };
            match known.field.read(&written(item)) {
                Ok(value) => {
                    // What a case states is what holds on its day.
                    facts.insert(path, known.field.fact(&value, Date::MAX));
                }
                Err(fault) => {
                    reader.wrong(item, &path, &format!("：{}", fault.text(Lang::Zh)), &fault.text(Lang::En))
                }
            }
        }
        facts
    }
}

/// What a table states by path: `round.closes` of `round = { closes = … }`.
fn flatten<'a>(into: &mut BTreeMap<String, &'a Item>, before: &str, table: &'a dyn TableLike) {
    for (key, item) in table.iter() {
        let path = format!("{before}{key}");
        match item.as_table_like() {
            Some(inner) => flatten(into, &format!("{path}."), inner),
            None => {
                into.insert(path, item);
            }
        }
    }
}

/// A stated fact as a person would type it into a form.
fn written(item: &Item) -> String {
    match item {
        Item::Value(Value::String(text)) => text.value().clone(),
        Item::Value(Value::Array(items)) => {
            let texts = items.iter().map(|item| written(&Item::Value(item.clone())));
            texts.collect::<Vec<_>>().join("、")
        }
        other => other.to_string().trim().to_owned(),
    }
}

/// The whole decision: outcome, every line with what it says, what was paid.
fn compare(reader: &mut Reader<'_>, expect: &dyn TableLike, decision: &Decision) -> Option<Differs> {
    let (wanted, got) = (expected(reader, expect)?, outcome(decision));
    if wanted != got {
        return Some(Differs::of(wanted, got));
    }
    let lines: Vec<_> = decision.lines.iter().map(line).collect();
    let stated = expect.get("lines").and_then(Item::as_table_like).into_iter().flat_map(TableLike::iter);
    let wanted =
        stated.map(|(label, item)| expected_line(reader, label, item)).collect::<Option<Vec<_>>>()?;
    if lines != wanted {
        return Some(Differs::of(wanted.join(", "), lines.join(", ")));
    }
    // What states no hours pays none.
    let paid_hours = match expect.get("paid_hours") {
        Some(item) => reader.decimal(item, "paid_hours")?,
        None => Decimal::ZERO,
    };
    (paid_hours != decision.paid_hours).then(|| {
        Differs::of(
            format_args!("paid_hours {paid_hours}"),
            format_args!("paid_hours {}", decision.paid_hours),
        )
    })
}

/// `amount = "12.50"`, `allowed = true`, `score = "87.5"`, `grade = "…"`, `findings = ["…"]` or `refused = "…"`.
fn expected(reader: &mut Reader<'_>, expect: &dyn TableLike) -> Option<String> {
    if let Some(item) = expect.get("amount") {
        return Some(format!("amount {}", reader.decimal(item, "amount")?.normalize()));
    }
    if let Some(item) = expect.get("score") {
        return Some(format!("score {}", reader.decimal(item, "score")?.normalize()));
    }
    if let Some(codes) = expect.get("findings").and_then(Item::as_array) {
        let codes: Vec<_> = codes.iter().filter_map(Value::as_str).collect();
        return Some(format!("findings {codes:?}"));
    }
    if let Some(code) = reader.string(expect, "grade") {
        return Some(format!("grade {code}"));
    }
    if let Some(reason) = reader.string(expect, "refused") {
        return Some(format!("refused {reason}"));
    }
    if reader.flag(expect, "allowed") == Some(true) {
        return Some("allowed".to_owned());
    }
    reader.fault(
        None,
        "expect 应写明 amount、allowed、score、grade、findings、refused 或 error",
        "`expect` should state amount, allowed, score, grade, findings, refused or error",
    );
    None
}

fn outcome(decision: &Decision) -> String {
    match &decision.outcome {
        Outcome::Amount(amount) => format!("amount {}", amount.yuan().normalize()),
        Outcome::Allowed => "allowed".to_owned(),
        Outcome::Score(score) => format!("score {}", score.normalize()),
        Outcome::Grade(code) => format!("grade {code}"),
        Outcome::Findings(found) => {
            let codes: Vec<_> = found.iter().map(|refusal| refusal.reason.as_str()).collect();
            format!("findings {codes:?}")
        }
        Outcome::Refused(refusal) => format!("refused {}", refusal.reason),
    }
}

/// `base = "2000.00"`, and of points `rural = ["12.5", 25]`.
fn expected_line(reader: &mut Reader<'_>, label: &str, item: &Item) -> Option<String> {
    let Some(points) = item.as_array() else {
        return Some(format!("{label} {}", reader.decimal(item, label)?.normalize()));
    };
    let items: Vec<_> = points.iter().map(|value| Item::Value(value.clone())).collect();
    let [got, of] = items.as_slice() else {
        reader.wrong(item, label, "应为 [得分, 满分]", "should be [got, of]");
        return None;
    };
    let (got, of) = (reader.decimal(got, label)?, reader.decimal(of, label)?);
    Some(format!("{label} {} of {}", got.normalize(), of.normalize()))
}

fn line(line: &Line) -> String {
    match line.entry {
        Entry::Due(amount) | Entry::Tax(amount) => {
            format!("{} {}", line.label, amount.yuan().normalize())
        }
        Entry::Points { got, of } => format!("{} {} of {}", line.label, got.normalize(), of.normalize()),
    }
}
