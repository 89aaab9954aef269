//! The history of a dated field being filled in. What holds today is changed by typing: the new value holds from a day, today
//! unless another is named, and the one before stays. Every line can be corrected as well.

use jiff::civil::Date;

use crate::domain::{
    dated::Since,
    field::{FieldKind, join_history, split_history},
};

use super::Form;

/// The lines of one field, of which those that the record has already are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// What the record says; nothing of a new one.
    base: Vec<Since<String>>,
    lines: Vec<Since<String>>,
    today: Date,
}

impl Form {
    /// The history of a dated field; nothing of others, and of a log, whose rows have their days themselves.
    pub fn history(&self, key: &str) -> Option<History> {
        let field = self.field(key)?;
        if !field.dated || matches!(field.kind, FieldKind::Rows(_)) {
            return None;
        }
        let said = || self.base.get(key).map_or("", String::as_str);
        let base = self.edited.as_ref().map_or_else(Vec::new, |_| lines(said()));
        Some(History { base, lines: lines(self.text(key)), today: self.today })
    }

    /// Changes the history of a dated field.
    pub fn edit_history(&mut self, key: &str, edit: impl FnOnce(&mut History)) {
        if let Some(mut history) = self.history(key) {
            edit(&mut history);
            self.fill_in(key, history.text());
        }
    }
}

/// There is always one from the beginning, blank where nothing was.
fn lines(text: &str) -> Vec<Since<String>> {
    let mut lines = split_history(text);
    if lines.first().is_none_or(|first| first.from.is_some()) {
        lines.insert(0, Since { from: None, value: String::new() });
    }
    lines
}

impl History {
    pub fn lines(&self) -> &[Since<String>] {
        &self.lines
    }

    /// What holds today, or will from a later day that was just named.
    pub fn value(&self) -> &str {
        self.lines.get(self.present()).map_or("", |line| &line.value)
    }

    /// The day from which it does; `None` is the beginning.
    pub fn since(&self) -> Option<Date> {
        self.lines.get(self.present())?.from
    }

    /// Whether that is a value that the record has not had, so that its day is to be asked for.
    pub fn is_new(&self) -> bool {
        let present = self.present();
        present > 0 && self.is_own(present)
    }

    /// Types what holds today.
    pub fn set(&mut self, value: String) {
        let present = self.present();
        let before = present.checked_sub(1).and_then(|before| self.lines.get(before));
        let taken_back = self.lines.len() > self.base.len() && before.is_some_and(|line| line.value == value);
        if self.is_own(present) && taken_back {
            self.lines.remove(present);
            return;
        }
        match self.lines.get_mut(present) {
            // One that the record had from this very day is corrected: a day has one value.
            Some(line)
                if self.base.is_empty() || line.from == Some(self.today) || !self.base.contains(line) =>
            {
                line.value = value;
            }
            _ => self.lines.insert(present + 1, Since { from: Some(self.today), value }),
        }
    }

    /// Names the day from which what was typed holds.
    pub fn set_since(&mut self, from: Date) {
        self.set_day(self.present(), from);
    }

    /// Corrects a line's value.
    pub fn set_value(&mut self, line: usize, value: String) {
        if let Some(line) = self.lines.get_mut(line) {
            line.value = value;
        }
    }

    /// Corrects a line's day. Lines stay in the order of their days.
    pub fn set_day(&mut self, line: usize, from: Date) {
        if let Some(line) = self.lines.get_mut(line) {
            line.from = Some(from);
            self.lines.sort_by_key(|line| line.from);
        }
    }

    /// Adds a line, to be filled in, from today.
    pub fn add(&mut self) {
        self.lines.push(Since { from: Some(self.today), value: String::new() });
        self.lines.sort_by_key(|line| line.from);
    }

    pub fn remove(&mut self, line: usize) {
        if line < self.lines.len() {
            self.lines.remove(line);
        }
    }

    /// The field's text.
    pub fn text(&self) -> String {
        join_history(&self.lines)
    }

    fn present(&self) -> usize {
        let begun = |line: &Since<String>| line.from.is_none_or(|from| from <= self.today);
        let held = self.lines.iter().rposition(begun).unwrap_or_default();
        let planned = (held + 1..self.lines.len()).rfind(|line| self.is_own(*line));
        planned.unwrap_or(held)
    }

    /// Whether the record does not have this line.
    fn is_own(&self, line: usize) -> bool {
        !self.base.is_empty() && self.lines.get(line).is_some_and(|line| !self.base.contains(line))
    }
}
