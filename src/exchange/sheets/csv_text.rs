//! Text tables: csv as office software of the country writes it.

use std::collections::BTreeMap;

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

use super::{
    cell::Cell,
    fault::FileFault,
    room::{self, Room},
    sheet::Sheet,
};

/// csv in UTF-8, UTF-16 or GB18030; separated by comma, semicolon or tab.
pub(super) fn read(bytes: &[u8]) -> Result<Sheet, FileFault> {
    let text = decoded(bytes)?;
    if text.trim_start().starts_with('<') {
        return Err(FileFault::Other("网页 (a web page)"));
    }
    let separators = [b',', b'\t', b';'];
    let separator = separators.into_iter().rev().max_by_key(|separator| columns(&text, *separator));
    let separator = separator.unwrap_or(b',');
    if let Some(line) = open_quote(text.as_bytes(), separator) {
        return Err(FileFault::OpenQuote { line });
    }
    let mut sheet = Sheet::default();
    let mut room = Room::default();
    let mut reader = reader(&text, separator);
    let (mut record, mut row, mut line) = (csv::StringRecord::new(), 0_u32, 1_u64);
    loop {
        let there = reader.read_record(&mut record).map_err(FileFault::damaged)?;
        if !there {
            break;
        }
        // Blank lines are skipped by the reader; rows keep the number that a spreadsheet program gives them.
        let end = reader.position().line();
        let own = 1 + record.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
        let blank = end.saturating_sub(line).saturating_sub(own);
        row = row.saturating_add(u32::try_from(blank).unwrap_or(u32::MAX));
        line = end.max(line);
        for (column, text) in (0..).zip(&record) {
            room::fits(text)?;
            sheet.put(&mut room, (row, column), cell(text))?;
        }
        row = row.saturating_add(1);
    }
    sheet.finish(&mut room)?;
    Ok(sheet)
}

fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes())
}

/// How many of the first records agree, with a separator, in how many columns they have, and in how many: a title line above has
/// one, and a topic with semicolons is no table.
fn columns(text: &str, separator: u8) -> (usize, usize) {
    let mut counts = BTreeMap::<usize, usize>::new();
    for record in reader(text, separator).records().take(20).flatten().filter(|record| record.len() > 1) {
        *counts.entry(record.len()).or_default() += 1;
    }
    counts.into_iter().map(|(columns, records)| (records, columns)).max().unwrap_or_default()
}

/// The line of a quotation mark that opens a cell and is not closed, or closed in another line in the midst of a cell: what lies
/// between is no cell, but rows that would be lost in it.
fn open_quote(text: &[u8], separator: u8) -> Option<usize> {
    let (mut at, mut line) = (0, 1);
    let is_end = |byte: &u8| *byte == separator || matches!(byte, b'\r' | b'\n');
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some(quoted) = rest.strip_prefix(b"\"") {
            let (mut end, mut lines) = (0, 0);
            loop {
                match quoted.get(end..)? {
                    [] => return Some(line),
                    [b'"', b'"', ..] => end += 2,
                    [b'"', ..] => break,
                    [byte, ..] => {
                        lines += usize::from(*byte == b'\n');
                        end += 1;
                    }
                }
            }
            let after = quoted.get(end + 1..).and_then(<[u8]>::first);
            if lines > 0 && after.is_some_and(|after| !is_end(after)) {
                return Some(line);
            }
            line += lines;
            at += end + 2;
        }
        let rest = text.get(at..).unwrap_or_default();
        let end = rest.iter().position(is_end).unwrap_or(rest.len());
        line += usize::from(rest.get(end) == Some(&b'\n'));
        at += end + 1;
    }
    None
}

/// By the mark at its beginning, by where its zeros are, else UTF-8 or GB18030.
fn decoded(bytes: &[u8]) -> Result<String, FileFault> {
    let zeros = |odd: usize| bytes.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let encoding = match bytes {
        [0xFF, 0xFE, ..] => Some(UTF_16LE),
        [0xFE, 0xFF, ..] => Some(UTF_16BE),
        // Digits, commas and line breaks have theirs in one half of each unit, 一 and 　 in the other.
        _ if bytes.contains(&0) => Some(if zeros(0) < zeros(1) { UTF_16LE } else { UTF_16BE }),
        _ => None,
    };
    let text = match (encoding, std::str::from_utf8(bytes)) {
        (None, Ok(text)) => text.trim_start_matches('\u{feff}').to_owned(),
        (encoding, _) => {
            let (text, _, faulty) = encoding.unwrap_or(GB18030).decode(bytes);
            if faulty {
                return Err(FileFault::Unknown);
            }
            text.into_owned()
        }
    };
    let is_text = |c: char| !c.is_control() || matches!(c, '\t' | '\r' | '\n' | '\u{85}');
    if encoding.is_some() && !text.chars().all(is_text) || text.contains('\0') {
        Err(FileFault::Unknown)
    } else {
        Ok(text)
    }
}

fn cell(text: &str) -> Cell {
    // Our own exports put an apostrophe before what a spreadsheet program would take for a formula.
    let plain = text.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@'])).unwrap_or(text);
    let formula = text.trim().strip_prefix('=');
    // ="T1" is how a program keeps a spreadsheet from taking T1 for anything else.
    let quoted = formula.and_then(|formula| formula.strip_prefix('"')?.strip_suffix('"'));
    match (quoted, formula) {
        (Some(text), _) if !text.replace("\"\"", "").contains('"') => Cell::text(&text.replace("\"\"", "\"")),
        (_, Some(_)) => Cell::Formula(text.trim().into()),
        (_, None) => Cell::text(plain),
    }
}
