//! A sheet as it is printed and filed: wide enough for what stands in it, with subtotals, a total and what is said below it.
//!
//! Every text is written as a text cell and never as a formula; sums are formulas with their results beside them, so
//! that a reader without a calculating program sees them too.

use jiff::civil::{Date, Time};
use rust_decimal::{Decimal, prelude::ToPrimitive};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Formula, Worksheet, utility};

use crate::{
    domain::{Label, Lang, Money, Month},
    exchange::WriteFault,
};

/// What is of an invented county says so on every sheet.
pub(in crate::exchange) const DEMO: Label = Label::new("演示数据", "Demo data");

/// A table on its way into a sheet.
pub(in crate::exchange) struct Table {
    pub name: Label,
    pub title: String,
    /// Under the title.
    pub prepared: String,
    pub columns: &'static [Column],
    pub groups: Vec<Group>,
    /// Lines below the total.
    pub closing: Vec<String>,
    /// At the foot of each page on paper.
    pub mark: String,
}

/// Rows that stand together, with a subtotal where they have a title for it, which stands in the column of what they have in common.
pub(in crate::exchange) struct Group {
    pub title: Option<(usize, String)>,
    pub rows: Vec<Vec<Cell>>,
}

pub(in crate::exchange) struct Column {
    pub label: Label,
    summed: bool,
}

impl Column {
    pub const fn plain(label: Label) -> Self {
        Self { label, summed: false }
    }

    pub const fn summed(label: Label) -> Self {
        Self { label, summed: true }
    }
}

/// A cell before it is written.
pub(in crate::exchange) enum Cell {
    /// Adds nothing.
    Nothing,
    /// Not known here, and so neither is a sum with it.
    Unknown,
    Text(String),
    Date(Date),
    Month(Month),
    Time(Time),
    Count(Decimal),
    Money(Money),
}

impl Cell {
    /// As csv has it.
    pub fn plain(&self) -> String {
        match self {
            Self::Text(text) => harmless(text),
            Self::Money(money) => money.yuan().to_string(),
            other => other.shown(),
        }
    }

    /// As the sheet shows it.
    fn shown(&self) -> String {
        match self {
            Self::Nothing | Self::Unknown => String::new(),
            Self::Text(text) => text.clone(),
            Self::Date(date) => date.to_string(),
            Self::Month(month) => month.to_string(),
            Self::Time(time) => time.strftime("%H:%M").to_string(),
            Self::Count(count) => count.normalize().to_string(),
            Self::Money(money) => money.to_string(),
        }
    }
}

const HEAD: u32 = 2;
const A4: u8 = 9;
const TOTAL: Label = Label::new("合计", "Total");

/// No column is narrower; a text is broken where it is longer.
const NARROWEST: usize = 6;
const LONGEST_TEXT: usize = 28;

/// Writes a table with its title above and its total below.
pub(in crate::exchange) fn write(sheet: &mut Worksheet, table: &Table, lang: Lang) -> Result<(), WriteFault> {
    let formats = Formats::new();
    let last_column = column(table.columns.len().saturating_sub(1));
    sheet.set_name(table.name.text(lang))?;
    sheet.merge_range(0, 0, 0, last_column, &table.title, &formats.title)?;
    sheet.set_row_height(0, 30)?;
    sheet.write_string(1, 0, &table.prepared)?;
    for (place, shown) in table.columns.iter().enumerate() {
        sheet.write_string_with_format(HEAD, column(place), shown.label.text(lang), &formats.head)?;
    }
    let foot = write_groups(sheet, &formats, table)?;
    if table.columns.iter().any(|column| column.summed) {
        write_sums(sheet, &formats, table, (0, TOTAL.text(lang)), (HEAD + 1, foot), &table.groups)?;
    }
    for (place, width) in widths(table, lang).into_iter().enumerate() {
        sheet.set_column_width(column(place), width)?;
    }
    for (row, text) in (foot + 1..).zip(&table.closing) {
        sheet.merge_range(row, 0, row, last_column, text, &formats.closing)?;
        sheet.set_row_height(row, 28)?;
    }
    sheet.set_freeze_panes(HEAD + 1, 0)?;
    if foot > HEAD + 1 {
        sheet.autofilter(HEAD, 0, foot - 1, last_column)?;
    }
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0).set_repeat_rows(HEAD, HEAD)?;
    sheet.set_footer(format!("&L{}&C&P / &N", table.mark));
    Ok(())
}

/// The rows with the subtotals between them; answers the row after them.
fn write_groups(sheet: &mut Worksheet, formats: &Formats, table: &Table) -> Result<u32, WriteFault> {
    let mut row = HEAD + 1;
    for group in &table.groups {
        let first = row;
        for cells in &group.rows {
            for (place, cell) in cells.iter().enumerate() {
                write_cell(sheet, formats, (row, column(place)), cell)?;
            }
            row += 1;
        }
        if let Some((place, title)) = &group.title {
            let group = std::slice::from_ref(group);
            write_sums(sheet, formats, table, (*place, title), (first, row), group)?;
            row += 1;
        }
    }
    Ok(row)
}

fn write_cell(
    sheet: &mut Worksheet,
    formats: &Formats,
    (row, column): (u32, u16),
    cell: &Cell,
) -> Result<(), WriteFault> {
    match cell {
        Cell::Nothing | Cell::Unknown => sheet.write_blank(row, column, &formats.plain)?,
        Cell::Text(text) => sheet.write_string_with_format(row, column, text, &formats.text)?,
        Cell::Date(date) => sheet.write_number_with_format(row, column, days(*date), &formats.date)?,
        Cell::Month(month) => {
            sheet.write_number_with_format(row, column, days(month.first_day()), &formats.month)?
        }
        Cell::Time(time) => sheet.write_number_with_format(row, column, of_day(*time), &formats.time)?,
        Cell::Count(count) => sheet.write_number_with_format(row, column, float(*count), &formats.plain)?,
        Cell::Money(amount) => {
            sheet.write_number_with_format(row, column, float(amount.yuan()), &formats.money)?
        }
    };
    Ok(())
}

/// A row of sums over the rows from the first to before this one. `SUBTOTAL` leaves out those of its own kind, and what a filter
/// hides.
fn write_sums(
    sheet: &mut Worksheet,
    formats: &Formats,
    table: &Table,
    (named, title): (usize, &str),
    (first, row): (u32, u32),
    groups: &[Group],
) -> Result<(), WriteFault> {
    let before = table.columns.iter().take_while(|column| !column.summed).count();
    // Nothing is merged: rows can be sorted.
    for place in 0..before {
        let text = if place == named { title } else { "" };
        sheet.write_string_with_format(row, column(place), text, &formats.total_text)?;
    }
    for place in before..table.columns.len() {
        let at = column(place);
        let Some(sum) = sum_of(groups, place) else {
            sheet.write_blank(row, at, &formats.plain)?;
            continue;
        };
        let (from, until) = (utility::row_col_to_cell(first, at), utility::row_col_to_cell(row - 1, at));
        let (result, format) = match sum {
            Cell::Money(amount) => (amount.yuan().to_string(), &formats.total_money),
            other => (other.shown(), &formats.total),
        };
        let formula = Formula::new(format!("=SUBTOTAL(9,{from}:{until})")).set_result(result);
        sheet.write_formula_with_format(row, at, formula, format)?;
    }
    Ok(())
}

/// The sum of a column; `None` where some row cannot say, or there is none.
fn sum_of(groups: &[Group], place: usize) -> Option<Cell> {
    let mut rows = groups.iter().flat_map(|group| &group.rows);
    let sum = |sum: Option<Cell>, row: &Vec<Cell>| match (sum, row.get(place)?) {
        (sum, Cell::Nothing) => Some(sum),
        (None, Cell::Money(amount)) => Some(Some(Cell::Money(*amount))),
        (Some(Cell::Money(sum)), Cell::Money(amount)) => Some(Some(Cell::Money(sum + *amount))),
        (None, Cell::Count(count)) => Some(Some(Cell::Count(*count))),
        (Some(Cell::Count(sum)), Cell::Count(count)) => Some(Some(Cell::Count(sum + *count))),
        _ => None,
    };
    rows.try_fold(None, sum)?
}

/// As wide as what stands in each column, in characters: an amount that does not fit would be printed as ###.
fn widths(table: &Table, lang: Lang) -> Vec<f64> {
    let rows = || table.groups.iter().flat_map(|group| &group.rows);
    let one = |(place, shown): (usize, &Column)| {
        let cells = rows().filter_map(|row| row.get(place));
        let texts = cells.map(|cell| match cell {
            Cell::Text(text) => wide(text).min(LONGEST_TEXT),
            other => wide(&other.shown()),
        });
        let sum = sum_of(&table.groups, place).filter(|_| shown.summed).map(|sum| wide(&sum.shown()));
        let widest = texts.chain(sum).chain([NARROWEST, wide(shown.label.text(lang))]).max();
        // The margins of the cell, and bold digits in the total.
        u32::try_from(widest.unwrap_or(NARROWEST) + 3).map_or(0.0, f64::from)
    };
    table.columns.iter().enumerate().map(one).collect()
}

/// A Chinese character takes the room of two letters.
fn wide(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

struct Formats {
    title: Format,
    head: Format,
    plain: Format,
    text: Format,
    date: Format,
    month: Format,
    time: Format,
    money: Format,
    total_text: Format,
    total: Format,
    total_money: Format,
    closing: Format,
}

impl Formats {
    fn new() -> Self {
        let plain = Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
        let of = |pattern: &str| plain.clone().set_num_format(pattern);
        Self {
            title: Format::new().set_bold().set_font_size(16.0).set_align(FormatAlign::Center),
            head: plain
                .clone()
                .set_bold()
                .set_background_color(Color::RGB(0x00E3_F1F2))
                .set_align(FormatAlign::Center)
                .set_text_wrap(),
            text: plain.clone().set_text_wrap(),
            date: of("yyyy-mm-dd"),
            month: of("yyyy-mm"),
            time: of("hh:mm"),
            money: of("#,##0.00"),
            total_text: plain.clone().set_bold().set_text_wrap(),
            total: plain.clone().set_bold(),
            total_money: of("#,##0.00").set_bold(),
            closing: Format::new().set_text_wrap().set_align(FormatAlign::VerticalCenter),
            plain,
        }
    }
}

fn column(place: usize) -> u16 {
    u16::try_from(place).unwrap_or(u16::MAX)
}

/// Spreadsheets hold numbers as floats. Below 10¹³ the nearest one shows the same two decimals.
fn float(number: Decimal) -> f64 {
    number.to_f64().unwrap_or(0.0)
}

/// Spreadsheets count days from the last of 1899.
fn days(date: Date) -> f64 {
    let since = date.duration_since(Date::constant(1899, 12, 30));
    f64::from(i32::try_from(since.as_hours() / 24).unwrap_or(0))
}

fn of_day(time: Time) -> f64 {
    (f64::from(time.hour()) * 60.0 + f64::from(time.minute())) / 1_440.0
}

fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}
