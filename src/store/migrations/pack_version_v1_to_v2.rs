//! Version 1 holds the texts of packs in the words before 2026-11: tutor, weak, credited, docking, the notice (公文), a tax
//! line known by its label, cases that did not name their hook. In version 2 they say what the program says now, so that a
//! saved version still compiles and decides as it did.
//!
//! Names are replaced as whole words, in code and in what is quoted as one name; comments and sentences stay as their
//! office wrote them.

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::store::Migration;

pub const STEP: Migration = Migration { table: "pack-version", from: 1, migrate };

/// What scripts, texts, parameters and cases called things, and what they call them now.
const WORDS: [(&str, &str); 24] = [
    ("tutor", "instructor"),
    ("weak", "under_resourced"),
    ("weak_uplift", "under_resourced_uplift"),
    ("credit", "pay_hours"),
    ("credited", "paid_hours"),
    ("credited_before", "paid_hours_before"),
    ("credited_hours", "hours_to_pay"),
    ("notice", "document"),
    ("notice_state", "document.state"),
    ("notice_closed", "document_closed"),
    ("under_open_notice", "under_open_document"),
    ("notice_plan", "document_plan"),
    ("notice_approve", "document_approve"),
    ("notice_forward", "document_forward"),
    ("docking", "needs_round"),
    ("docking_gap", "needs_round_gap"),
    ("docking_match", "needs_round_match"),
    ("docking_period_days", "needs_round_days"),
    ("round_state", "round.state"),
    ("round_opens", "round.opens"),
    ("round_closes", "round.closes"),
    ("may_sign_dispatch", "may_acknowledge_dispatch"),
    ("may_remind_sign_dispatch", "may_remind_acknowledge_dispatch"),
    ("may_sign_task_force", "may_countersign_task_force"),
];

/// The kinds at the end of a guard's name.
const GUARDED: [(&str, &str); 2] = [("_notice", "_document"), ("_docking", "_needs_round")];

fn migrate(mut version: Value) -> Result<Value, &'static str> {
    let pack = version.get("pack").and_then(Value::as_str).ok_or("a version names no pack")?.to_owned();
    let files = version.get_mut("files").and_then(Value::as_object_mut).ok_or("a version has no files")?;
    for (path, text) in files.iter_mut() {
        if let Some(old) = text.as_str() {
            *text = present(path, old).into();
        }
    }
    let hash = hash(&pack, files);
    version["hash"] = hash.into();
    Ok(version)
}

/// A file in the words of now.
fn present(path: &str, old: &str) -> String {
    let text = match path.rsplit_once('.') {
        Some((_, "rhai")) => renamed(old, "//", word),
        // Kinds are called by their codes here, and elsewhere as scripts call them.
        Some((_, "toml")) if path == "fields.toml" => renamed(old, "#", |old| match old {
            "docking" => "needs-round".to_owned(),
            _ => word(old),
        }),
        Some((_, "toml")) => renamed(old, "#", word),
        _ => return old.to_owned(),
    };
    match path {
        path if path.ends_with(".rhai") => taxed(&text),
        path if path.starts_with("cases/") => asked(&text),
        _ => text,
    }
}

fn word(old: &str) -> String {
    if let Some((_, now)) = WORDS.iter().find(|(before, _)| *before == old) {
        return (*now).to_owned();
    }
    let guard = old.strip_prefix("may_").and_then(|_| {
        let of = |(before, now): &(&str, &str)| Some(format!("{}{now}", old.strip_suffix(before)?));
        GUARDED.iter().find_map(of)
    });
    guard.map_or_else(|| old.to_owned(), |now| now.replace("may_sign_needs", "may_countersign_needs"))
}

/// Replaces the words of the code and of quoted names; `comment` begins what lasts to the end of a line.
fn renamed(old: &str, comment: &str, word: impl Fn(&str) -> String) -> String {
    let (mut new, mut rest) = (String::with_capacity(old.len()), old);
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let length = if rest.starts_with(comment) {
            rest.find('\n').unwrap_or(rest.len())
        } else if first == '"' {
            quoted(rest)
        } else if is_word(first) {
            rest.find(|c| !is_word(c)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (part, after) = rest.split_at(length);
        match part.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')) {
            Some(name) if name.chars().all(|c| is_word(c) || c == '.') => {
                let names: Vec<_> = name.split('.').map(&word).collect();
                new.push_str(&format!("\"{}\"", names.join(".")));
            }
            None if is_word(first) => new.push_str(&word(part)),
            _ => new.push_str(part),
        }
        rest = after;
    }
    new
}

/// How long the quoted text is with which this begins.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, c)| {
        let ends = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |(place, _)| place + 1)
}

/// Tax was found by the label `tax`; now by the function that adds the line.
fn taxed(script: &str) -> String {
    script.replace("line(\"tax\"", "tax(\"tax\"")
}

/// A case said `guard = "…"` or nothing; now each asks a `hook`.
fn asked(cases: &str) -> String {
    let month = cases.lines().any(|line| line.starts_with("[given.month]") || line.starts_with("month"));
    let hook = if month { "settlement" } else { "subsidy" };
    let lines = cases.lines().map(|line| match line.strip_prefix("guard") {
        Some(named) if named.trim_start().starts_with('=') => format!("hook{named}"),
        _ => line.to_owned(),
    });
    format!("hook = \"{hook}\"\n{}\n", lines.collect::<Vec<_>>().join("\n"))
}

/// As packs were hashed at version 2: the files at the top, in order, with their paths and lengths.
fn hash(pack: &str, files: &serde_json::Map<String, Value>) -> String {
    let mut digest = Sha256::new();
    let mut deciding: Vec<_> = files
        .iter()
        .filter_map(|(path, text)| Some((path, text.as_str()?)))
        .filter(|(path, _)| !path.contains('/') && (path.ends_with(".toml") || path.ends_with(".rhai")))
        .collect();
    deciding.sort_unstable();
    for (path, text) in deciding {
        digest.update(format!("{pack}/{path}\0{}\0{text}", text.len()));
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;
    use crate::{
        app::policies::PackVersion,
        policy::{PackLibrary, PackSource, Policy, check::check, embedded_files, packs},
        store::Stored as _,
    };

    const SCRIPT: &str = r#"// The tutor of a weak school ("credited" stays here).
fn subsidy(session, tutor, school, p) {
    credit(credited_hours(session, p));
    if school.weak { line("weak", 100 * p.weak_uplift); }
    note("a weak school");
    line("base", session.credited_before + p.lecture_fee[tutor.title]);
    total()
}
fn settlement(month, p) { line("net", month.after_tax); line("tax", 5); total() }
fn may_close_notice(notice, p) { if notice.open_dispatches > 3 { return refuse("notice_closed"); } true }
fn may_withdraw_dispatch(dispatch, p) { if dispatch.notice_state == "closed" { return refuse("notice_closed"); } true }
fn may_file_need(need, p) { need.round_state == "open" && need.today <= need.round_closes }
fn may_sign_docking(docking, p) { true }
fn weakness(x) { x }
"#;

    const CASES: &str = r#"[given.session]
date = 2026-03-05
minutes = 45
credited_before = 0
[given.tutor]
title = "senior"
[given.school]
weak = true
[[case]]
name = "a tutor at a weak school"
expect = { amount = "1010.00", credited = "1", lines = { weak = "10.00", base = "1000.00" } }
[[case]]
name = "a guard"
guard = "may_close_notice"
notice = { today = 2026-03-05, open_dispatches = 2 }
expect = { allowed = true }
[[case]]
name = "a reference"
guard = "may_withdraw_dispatch"
dispatch = { today = 2026-03-05, notice_state = "closed" }
expect = { refused = "notice_closed" }
"#;

    const PARAMETERS: &str = "[weak_uplift]\nsource = \"a weak source\"\nstatus = \"to-verify\"\nvalues = [{ from = 2022-01-01, value = \"0.10\" }]\n[deadline.notice_plan]\nvalues = [{ from = 2022-01-01, value = 4 }]\n[docking_period_days]\nvalues = [{ from = 2022-01-01, value = 20 }]\n";

    const FIELDS: &str = "[tutor.languages]\nlabel = { zh = \"语种\" }\ntype = \"count\"\n[docking.budget]\nlabel = { zh = \"预算\" }\ntype = \"references\"\nkinds = [\"notice\"]\n";

    fn stored() -> Value {
        let manifest =
            "title = { zh = \"旧\", en = \"old\" }\neffective = 2021-12-20\nextends = \"national\"\n";
        json!({
            "pack": "old", "number": 1, "note": "", "saved_at": "2026-03-01T00:00:00Z", "desk": "", "hash": "old", "broken": false,
            "files": {
                "pack.toml": manifest, "a.rhai": SCRIPT, "parameters.toml": PARAMETERS, "fields.toml": FIELDS,
                "cases/a.toml": CASES, "notes.md": "tutor"
            }
        })
    }

    #[test]
    fn a_version_of_the_former_words_compiles_and_its_cases_hold() {
        let version: PackVersion =
            serde_json::from_value(migrate(stored()).expect("a version")).expect("reads");
        let source = PackSource { id: version.pack.clone(), files: version.files.clone() };
        assert_eq!(version.hash, source.hash());
        assert_eq!(PackVersion::SCHEMA, 2);
        assert_eq!(source.files["notes.md"], "tutor");
        let library = PackLibrary::of(packs(&embedded_files()).into_iter().chain([source])).expect("packs");
        let chain = library.chain("old", jiff::civil::date(2026, 3, 5)).expect("a chain");
        let policy = Policy::compile(&chain).unwrap_or_else(|faults| panic!("{faults:?}"));
        let cases = check(&policy, &chain).cases;
        let faults: BTreeMap<_, _> =
            cases.iter().filter_map(|case| Some((&case.name, case.fault.as_ref()?))).collect();
        assert_eq!((cases.len(), faults), (3, BTreeMap::new()));
    }

    #[test]
    fn only_whole_words_of_the_code_are_renamed() {
        let script = present("a.rhai", SCRIPT);
        for kept in [
            "// The tutor of a weak school (\"credited\" stays here).",
            "note(\"a weak school\")",
            "fn weakness(x)",
        ] {
            assert!(script.contains(kept), "{kept}\n{script}");
        }
        for now in [
            "fn subsidy(session, instructor, school, p)",
            "pay_hours(hours_to_pay(session, p))",
            "line(\"under_resourced\", 100 * p.under_resourced_uplift)",
            "tax(\"tax\", 5)",
            "fn may_countersign_needs_round(needs_round, p)",
            "need.round.closes",
        ] {
            assert!(script.contains(now), "{now}\n{script}");
        }
        assert!(present("fields.toml", FIELDS).contains("[needs-round.budget]"));
        assert!(present("cases/a.toml", CASES).starts_with("hook = \"subsidy\"\n[given.session]"));
        assert!(migrate(json!([])).is_err());
    }
}
