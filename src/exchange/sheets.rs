//! Files as people send them, read into plain sheets: xlsx and csv, and a clear word for everything else.
//!
//! A file is judged by its bytes, not its name. Sizes are checked before anything is unpacked, so that neither fifty
//! megabytes of junk nor a small archive of very large sheets stops the tab.

use std::io::Cursor;

use calamine::{Data, ExcelDateTime, Reader, Xlsx, XlsxError};

use crate::{
    domain::{Lang, Localized},
    say,
};

/// One sheet: rows of cells as shown, counted from the sheet's first row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sheet {
    pub name: String,
    pub rows: Vec<Vec<Cell>>,
}

/// What stands in a cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    /// A formula: what it would show depends on the program that opens it.
    Formula(String),
    /// `#N/A` and its kin.
    Error(String),
}

/// Why a file cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileFault {
    #[error("the file is empty")]
    Empty,
    #[error("the file is larger than {} MB", LARGEST / MEGABYTE)]
    TooLarge,
    #[error("the workbook would unpack to more than {} MB", MOST_UNPACKED / MEGABYTE)]
    Bomb,
    #[error("a sheet has more than {MOST_ROWS} rows")]
    TooManyRows,
    #[error("this is an old Excel workbook (.xls) or an encrypted one")]
    OldOrEncrypted,
    #[error("this is {0}, not a spreadsheet")]
    Other(&'static str),
    #[error("the workbook is damaged: {0}")]
    Damaged(String),
    #[error("this is neither a workbook nor a text table")]
    Unknown,
}

const MEGABYTE: usize = 1_024 * 1_024;
const LARGEST: usize = 20 * MEGABYTE;
const MOST_UNPACKED: usize = 300 * MEGABYTE;
/// What a sheet of a workbook can have.
const MOST_ROWS: usize = 1_048_576;

impl Localized for FileFault {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::Empty => say!(lang, "文件是空的，请重新选择。", "The file is empty; choose another."),
            Self::TooLarge => say!(
                lang,
                "文件超过 {megabytes} MB。请按学期或按县拆分后分次导入。",
                "The file is larger than {megabytes} MB. Split it by term or county and import the parts.",
                megabytes = LARGEST / MEGABYTE
            ),
            Self::Bomb => say!(
                lang,
                "这个工作簿解压后过大，不像是填好的模板，没有打开。",
                "Unpacked, this workbook would be far too large for a filled-in template; it was not opened."
            ),
            Self::TooManyRows => say!(
                lang,
                "有一张表超过 {most} 行。请拆分后分次导入。",
                "A sheet has more than {most} rows. Split it and import the parts.",
                most = MOST_ROWS
            ),
            Self::OldOrEncrypted => say!(
                lang,
                "这是旧版 Excel（.xls）或加密的工作簿。请在办公软件中去掉密码，另存为 .xlsx。",
                "This is an old Excel workbook (.xls) or an encrypted one. Remove the password and save it as .xlsx."
            ),
            Self::Other(what) => say!(
                lang,
                "文件内容是{what}，不是表格。请选择 .xlsx 或 .csv 文件。",
                "The content is {what}, not a spreadsheet. Choose an .xlsx or .csv file."
            ),
            Self::Damaged(why) => say!(
                lang,
                "工作簿损坏，读不出来（{why}）。请在办公软件中打开并重新保存。",
                "The workbook is damaged ({why}). Open it in a spreadsheet program and save it again."
            ),
            Self::Unknown => say!(
                lang,
                "文件内容不是表格，也不是文本。请选择 .xlsx 或 .csv 文件。",
                "The content is neither a workbook nor text. Choose an .xlsx or .csv file."
            ),
        }
    }
}

/// Reads a file's sheets.
///
/// # Errors
/// [`FileFault`].
pub fn read(bytes: &[u8]) -> Result<Vec<Sheet>, FileFault> {
    if bytes.is_empty() {
        return Err(FileFault::Empty);
    }
    if bytes.len() > LARGEST {
        return Err(FileFault::TooLarge);
    }
    match bytes {
        [b'P', b'K', 3, 4, ..] => workbook(bytes),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => Err(FileFault::OldOrEncrypted),
        [b'%', b'P', b'D', b'F', ..] => Err(FileFault::Other("PDF")),
        [0x89, b'P', b'N', b'G', ..] | [0xFF, 0xD8, 0xFF, ..] => Err(FileFault::Other("图片 (an image)")),
        _ => text_table(bytes).map(|sheet| vec![sheet]),
    }
}

fn workbook(bytes: &[u8]) -> Result<Vec<Sheet>, FileFault> {
    let damaged = |error: &dyn std::fmt::Display| FileFault::Damaged(error.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let mut unpacked = 0_usize;
    let mut is_workbook = false;
    for index in 0..archive.len() {
        let file = archive.by_index_raw(index).map_err(|error| damaged(&error))?;
        unpacked = unpacked.saturating_add(usize::try_from(file.size()).unwrap_or(usize::MAX));
        is_workbook |= file.name().is_ok_and(|name| name == "xl/workbook.xml");
    }
    if unpacked > MOST_UNPACKED {
        return Err(FileFault::Bomb);
    }
    if !is_workbook {
        return Err(FileFault::Other("压缩包或其他文档 (an archive or another document)"));
    }
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error: XlsxError| damaged(&error))?;
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let values = book.worksheet_range(&name).map_err(|error| damaged(&error))?;
        let formulas = book.worksheet_formula(&name).map_err(|error| damaged(&error))?;
        let end = values.end().map_or(0, |(row, _)| row as usize + 1);
        if end > MOST_ROWS {
            return Err(FileFault::TooManyRows);
        }
        let width = values.end().map_or(0, |(_, column)| column + 1).min(MOST_COLUMNS);
        let cell = |row: u32, column: u32| {
            let formula = formulas.get_value((row, column)).filter(|formula| !formula.is_empty());
            match (formula, values.get_value((row, column))) {
                (Some(formula), _) => Cell::Formula(formula.clone()),
                (None, Some(value)) => plain(value),
                (None, None) => Cell::Empty,
            }
        };
        let rows = (0..u32::try_from(end).unwrap_or(0))
            .map(|row| (0..width).map(|column| cell(row, column)).collect());
        sheets.push(Sheet { rows: rows.collect(), name });
    }
    Ok(sheets)
}

/// Wider sheets are read up to here: three columns of each of as many fields as a kind can have.
const MOST_COLUMNS: u32 = 256;

fn plain(value: &Data) -> Cell {
    let text = match value {
        Data::Empty => return Cell::Empty,
        Data::Error(error) => return Cell::Error(error.to_string()),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        // Shortest form: 45, not 45.0; 0.1, not 0.1000000001.
        Data::Float(number) => number.to_string(),
        Data::Bool(true) => "是".to_owned(),
        Data::Bool(false) => "否".to_owned(),
        Data::DateTime(moment) => date_or_time(moment),
    };
    if text.trim().is_empty() { Cell::Empty } else { Cell::Text(text) }
}

/// A serial below one is a time of day; a whole one is a day. Rounded to the minute, which is what sheets show.
fn date_or_time(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let (hour, minute) = match (second >= 30, minute) {
        (true, 59) => (hour + 1, 0),
        (true, minute) => (hour, minute + 1),
        (false, minute) => (hour, minute),
    };
    let (date, time) = (format!("{year:04}-{month:02}-{day:02}"), format!("{hour:02}:{minute:02}"));
    match moment.as_f64() {
        serial if serial < 1.0 => time,
        serial if serial.fract() == 0.0 => date,
        _ => format!("{date} {time}"),
    }
}

/// csv in UTF-8 or, as office software of the country writes it, GB18030; separated by comma, semicolon or tab.
fn text_table(bytes: &[u8]) -> Result<Sheet, FileFault> {
    if bytes.contains(&0) {
        return Err(FileFault::Unknown);
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(_) => {
            let (text, _, faulty) = encoding_rs::GB18030.decode(bytes);
            if faulty {
                return Err(FileFault::Unknown);
            }
            text.into_owned()
        }
    };
    if text.trim_start().starts_with('<') {
        return Err(FileFault::Other("网页 (a web page)"));
    }
    let head = text.lines().next().unwrap_or_default();
    let separator =
        [b',', b'\t', b';'].into_iter().max_by_key(|byte| head.bytes().filter(|other| other == byte).count());
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator.unwrap_or(b','))
        .from_reader(text.as_bytes());
    let mut sheet = Sheet::default();
    for record in reader.records() {
        let record = record.map_err(|error| FileFault::Damaged(error.to_string()))?;
        // Blank lines are skipped by the reader; rows keep the number that an editor shows.
        let line = record.position().map_or(0, csv::Position::line).max(1);
        while (sheet.rows.len() as u64) + 1 < line && sheet.rows.len() < MOST_ROWS {
            sheet.rows.push(Vec::new());
        }
        if sheet.rows.len() >= MOST_ROWS {
            return Err(FileFault::TooManyRows);
        }
        sheet.rows.push(record.iter().take(MOST_COLUMNS as usize).map(text_cell).collect());
    }
    Ok(sheet)
}

fn text_cell(text: &str) -> Cell {
    // Our own exports put an apostrophe before what a spreadsheet program would take for a formula.
    let plain = text.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@'])).unwrap_or(text);
    match text.trim() {
        "" => Cell::Empty,
        formula if formula.starts_with('=') => Cell::Formula(formula.to_owned()),
        error if error.starts_with('#') && error.ends_with(['!', '?', 'A']) => Cell::Error(error.to_owned()),
        _ => Cell::Text(plain.to_owned()),
    }
}
