//! Text tables: csv as office software of the country writes it.

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
    let mut sheet = Sheet::default();
    let mut room = Room::default();
    let mut reader = reader(&text, separator.unwrap_or(b','));
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

/// How many columns the first records have with a separator: a title line above has none.
fn columns(text: &str, separator: u8) -> usize {
    reader(text, separator).records().take(20).flatten().map(|record| record.len()).max().unwrap_or(0)
}

/// By the mark at its beginning, by where its zeros are, else UTF-8 or GB18030.
fn decoded(bytes: &[u8]) -> Result<String, FileFault> {
    let zeros = |odd: usize| bytes.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let encoding = match bytes {
        [0xFF, 0xFE, ..] => Some(UTF_16LE),
        [0xFE, 0xFF, ..] => Some(UTF_16BE),
        _ if bytes.contains(&0) => match (zeros(0), zeros(1)) {
            (0, _) => Some(UTF_16LE),
            (_, 0) => Some(UTF_16BE),
            _ => return Err(FileFault::Unknown),
        },
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
    if text.contains('\0') { Err(FileFault::Unknown) } else { Ok(text) }
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
