//! A history as one text, for a cell of a sheet and the value of a form: a line a value, each after the first with the day
//! from which it holds.

use jiff::civil::Date;

use super::clock::date;
use crate::domain::dated::Since;

/// The lines of a history as they are typed: a line each, or one after another with `；` before the next day.
pub fn split_history(text: &str) -> Vec<Since<String>> {
    let mut lines = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let end = rest.char_indices().find(|(at, c)| match c {
            '\n' => true,
            '；' | ';' => rest.get(at + c.len_utf8()..).is_some_and(|next| dated_line(next).is_some()),
            _ => false,
        });
        let (line, next) = match end {
            Some((at, c)) => (rest.get(..at), rest.get(at + c.len_utf8()..)),
            None => (Some(rest), None),
        };
        let line = line.unwrap_or_default();
        if !line.trim().is_empty() {
            lines.push(match dated_line(line) {
                Some((from, value)) => Since { from: Some(from), value: unescaped(value.trim()) },
                None => Since { from: None, value: unescaped(line.trim()) },
            });
        }
        rest = next.unwrap_or_default();
    }
    lines
}

/// The inverse of [`split_history`]. A first value that is blank is left out.
pub fn join_history(lines: &[Since<String>]) -> String {
    let line = |(place, Since { from, value }): (usize, &Since<String>)| match from {
        Some(from) => Some(format!("{from}：{}", escaped(value))),
        None if place == 0 && value.trim().is_empty() => None,
        None => Some(escaped(value)),
    };
    lines.iter().enumerate().filter_map(line).collect::<Vec<_>>().join("\n")
}

/// `2026-03-01：正高级`, `自2026年3月1日起：正高级`.
fn dated_line(line: &str) -> Option<(Date, &str)> {
    let (day, value) = line.split_once(['：', ':'])?;
    let day = day.trim().trim_start_matches(['自', '从']).trim_end_matches('起').trim();
    Some((date(day)?, value))
}

/// What would be read as a line of its own does not begin one: `\` stands before it.
pub(super) fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut begins = true;
    for (at, c) in value.char_indices() {
        if begins && !c.is_whitespace() {
            if value.get(at..).is_some_and(|rest| dated_line(rest).is_some()) {
                text.push('\\');
            }
            begins = false;
        }
        match c {
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            c => text.push(c),
        }
        begins |= matches!(c, '；' | ';');
    }
    text
}

fn unescaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some('n')) => {
                chars.next();
                value.push('\n');
            }
            ('\\', Some('\\')) => {
                chars.next();
                value.push('\\');
            }
            // Before the beginning of a day.
            ('\\', Some(next)) if next.is_ascii_digit() || "自从".contains(*next) => {}
            (c, _) => value.push(c),
        }
    }
    value
}
