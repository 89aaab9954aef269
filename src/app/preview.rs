//! A record in one line, in the inbox and in what a search finds: what it says, and enough to tell it from others of its name.

use std::collections::HashMap;

use jiff::civil::Date;

use super::{
    inbox::Task,
    records,
    workspace::{RecordView, Workspace},
};
use crate::domain::{Kind, Lang};

/// Who looks, and when.
#[derive(Debug, Clone, Copy)]
pub struct Preview<'a> {
    pub workspace: &'a Workspace,
    /// The unit of the seat: it need not be told its own name.
    pub unit: Option<&'a str>,
    pub today: Date,
    pub lang: Lang,
}

/// Beside what is said and what a record is known by, fields are told up to so many.
const FEW: usize = 3;
/// In characters.
const LONGEST: usize = 60;

impl Preview<'_> {
    /// What a record says: first these fields, with what they are called, then those it is known by, then what its kind lists;
    /// never what its title says already, and nothing personal.
    pub fn of(&self, record: &RecordView<'_>, said: &[&'static str]) -> Vec<String> {
        let declaration = record.kind.declaration();
        let certain = said.iter().chain(declaration.identity);
        let mut told: Vec<(&str, String)> = Vec::new();
        for (place, key) in certain.clone().chain(declaration.lists).enumerate() {
            let enough = place >= certain.clone().count() && told.len() >= FEW;
            if enough || told.iter().any(|(known, _)| known == key) {
                continue;
            }
            let text = self.field(record, key, said.contains(key));
            told.extend(text.map(|text| (*key, text)));
        }
        told.into_iter().map(|(_, text)| text).collect()
    }

    /// What it is called, and what it says, in one line.
    pub fn whole(&self, record: &RecordView<'_>) -> String {
        [vec![record.title.clone()], self.of(record, &[])].concat().join(" · ")
    }

    fn field(&self, record: &RecordView<'_>, key: &str, called: bool) -> Option<String> {
        let field = self.workspace.fields().get(record.kind, key).filter(|field| !field.personal)?;
        let held = record.on(field, self.today);
        if held.value.as_str().is_some_and(|id| Some(id) == self.unit) {
            return None;
        }
        let text = records::shown_with_unit(self.workspace, held.kind, held.value, self.lang);
        if text.trim().is_empty() || record.title.contains(&text) {
            return None;
        }
        let text = shortened(&text);
        Some(if called {
            format!("{}{}{text}", field.called().text(self.lang), self.lang.colon())
        } else {
            text
        })
    }
}

/// The first line, and no more of it than is read at a glance.
fn shortened(text: &str) -> String {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let short: String = line.chars().take(LONGEST).collect();
    if short.len() < text.trim_end().len() { format!("{short}…") } else { short }
}

/// A task as a line of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub task: Task,
    /// What the record says: first what tells it from the others of its name.
    pub says: Vec<String>,
    /// So much of it does.
    pub telling: usize,
}

/// Tasks as lines: what was filled in for the step that brought each here, what it is known by, and no two alike.
pub fn of_tasks(preview: &Preview<'_>, tasks: impl IntoIterator<Item = Task>) -> Vec<Line> {
    let line = |task: Task| {
        let record = preview.workspace.find(task.kind, &task.id);
        let says = record.map(|record| preview.of(&record, &said(&record))).unwrap_or_default();
        Line { task, says, telling: 0 }
    };
    let mut lines: Vec<_> = tasks.into_iter().map(line).collect();
    tell_apart(
        &mut lines,
        |Line { task, says, .. }| format!("{:?} {} {says:?}", task.kind, task.title),
        |line| line.says.push(line.task.id.clone()),
    );
    telling_first(&mut lines);
    lines
}

/// Of lines of one name, what not all of them say comes first.
fn telling_first(lines: &mut [Line]) {
    let mut named: HashMap<(Kind, String), (usize, HashMap<String, usize>)> = HashMap::new();
    let name = |line: &Line| (line.task.kind, line.task.title.clone());
    for line in lines.iter() {
        let (all, said) = named.entry(name(line)).or_default();
        *all += 1;
        line.says.iter().for_each(|text| *said.entry(text.clone()).or_default() += 1);
    }
    for line in lines {
        let Some((all, said)) = named.get(&name(line)) else { continue };
        let by_all = |text: &String| said.get(text) == Some(all);
        line.says.sort_by_key(by_all);
        line.telling = line.says.iter().filter(|text| !by_all(text)).count();
    }
}

/// The fields that the last step needed, or of which its signer said what they are.
fn said(record: &RecordView<'_>) -> Vec<&'static str> {
    let last = record.progress().and_then(|progress| progress.steps.last().map(|step| step.verb.to_string()));
    let transitions = record.kind.workflow().map_or(&[][..], |table| table.transitions);
    let made = transitions.iter().filter(|made| last.as_deref() == Some(made.verb)).take(1);
    made.flat_map(|made| made.needs.iter().chain(made.states)).copied().collect()
}

/// Adds its number to every line that stands there twice.
pub fn tell_apart<T>(lines: &mut [T], line: impl Fn(&T) -> String, add: impl Fn(&mut T)) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    lines.iter().for_each(|one| *seen.entry(line(one)).or_default() += 1);
    for one in lines {
        if seen.get(&line(one)).is_some_and(|count| *count > 1) {
            add(one);
        }
    }
}
