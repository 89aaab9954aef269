//! The list of schools by how much they were given, with the places in which they are (五.5): a workbook for a meeting.

use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_xlsxwriter::Workbook;
use serde::{Deserialize, Serialize};

use super::{
    WriteFault,
    payment_list::sheet::{self, Cell, Column, DEMO, Group, Table},
};
use crate::{
    domain::{Label, Lang},
    say,
};

/// Everything in the workbook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServedList {
    /// The place and the term.
    pub about: String,
    pub prepared_on: Date,
    /// The records are generated, and the list says so.
    pub demo: bool,
    /// How the figures are counted.
    pub counted: Vec<String>,
    /// In their order; none where there is only the one.
    pub places: Vec<PlaceRow>,
    /// In their order.
    pub schools: Vec<ServedRow>,
}

/// A place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlaceRow {
    pub name: String,
    /// The ratio of the shares, or what stands in its place.
    pub ratio: Result<Decimal, String>,
    /// In percent: of services, and of pupils.
    pub shares: [Option<Decimal>; 2],
    /// All, and those of rural and under-resourced schools.
    pub schools: [u64; 2],
    pub pupils: [u64; 2],
    pub services: [u64; 2],
    pub attendances: [u64; 2],
}

/// A school.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServedRow {
    pub county: String,
    pub name: String,
    /// What makes it rural or under-resourced; empty where nothing does.
    pub standing: String,
    /// Sessions for every hundred pupils.
    pub per_hundred: Option<Decimal>,
    pub pupils: u32,
    pub services: u64,
    pub attendances: u64,
}

const SCHOOL_SHEET: Label = Label::new("学校", "Schools");
const PLACE_SHEET: Label = Label::new("各地", "Places");
const TITLE: Label = Label::new("均衡支持", "Equity");

static PLACES: [Column; 12] = [
    Column::plain(Label::new("地区", "Place")),
    Column::plain(Label::new("比值", "Ratio")),
    Column::plain(Label::new("课次占比（%）", "Share of sessions (%)")),
    Column::plain(Label::new("学生占比（%）", "Share of pupils (%)")),
    Column::summed(Label::new("学校", "Schools")),
    Column::summed(Label::new("农村、薄弱学校", "Rural and under-resourced")),
    Column::summed(Label::new("学生", "Pupils")),
    Column::summed(Label::new("其中农村、薄弱学校学生", "of them there")),
    Column::summed(Label::new("已确认课次", "Confirmed sessions")),
    Column::summed(Label::new("其中在农村、薄弱学校", "of them there")),
    Column::summed(Label::new("参加人次", "Attendances")),
    Column::summed(Label::new("其中在农村、薄弱学校", "of them there")),
];
static SCHOOLS: [Column; 8] = [
    Column::plain(Label::new("序号", "No.")),
    Column::plain(Label::new("县区", "County")),
    Column::plain(Label::new("学校", "School")),
    Column::plain(Label::new("类别", "Standing")),
    Column::plain(Label::new("每百名学生课次", "Sessions per 100 pupils")),
    Column::summed(Label::new("学生", "Pupils")),
    Column::summed(Label::new("已确认课次", "Confirmed sessions")),
    Column::summed(Label::new("参加人次", "Attendances")),
];

impl ServedList {
    /// A workbook of the schools and, where there are several, the places.
    ///
    /// # Errors
    /// [`WriteFault`].
    pub fn xlsx(&self, lang: Lang) -> Result<Vec<u8>, WriteFault> {
        let mut book = Workbook::new();
        let schools: Vec<_> = (1_u64..).zip(&self.schools).map(school).collect();
        let places: Vec<_> = self.places.iter().map(place).collect();
        for (name, columns, rows) in [(SCHOOL_SHEET, &SCHOOLS[..], schools), (PLACE_SHEET, &PLACES, places)] {
            if rows.is_empty() && name == PLACE_SHEET {
                continue;
            }
            let mark = if self.demo { format!("【{}】", DEMO.text(lang)) } else { String::new() };
            let title = format!("{mark}{}{}{}", TITLE.text(lang), lang.colon(), self.about);
            let prepared = say!(lang, "制表日期：{on}", "Prepared on {on}", on = self.prepared_on);
            let (groups, closing) = (vec![Group { title: None, rows }], self.counted.clone());
            let table = Table { name, title, prepared, columns, groups, closing, mark };
            sheet::write(book.add_worksheet(), &table, lang)?;
        }
        Ok(book.save_to_buffer()?)
    }
}

fn school((number, row): (u64, &ServedRow)) -> Vec<Cell> {
    vec![
        Cell::Count(number.into()),
        Cell::Text(row.county.clone()),
        Cell::Text(row.name.clone()),
        Cell::Text(row.standing.clone()),
        row.per_hundred.map_or(Cell::Unknown, Cell::Count),
        Cell::Count(row.pupils.into()),
        Cell::Count(row.services.into()),
        Cell::Count(row.attendances.into()),
    ]
}

fn place(row: &PlaceRow) -> Vec<Cell> {
    let shares = row.shares.map(|share| share.map_or(Cell::Unknown, Cell::Count));
    let ratio = match &row.ratio {
        Ok(ratio) => Cell::Count(*ratio),
        Err(said) => Cell::Text(said.clone()),
    };
    let counts = [row.schools, row.pupils, row.services, row.attendances].into_iter().flatten();
    let counts = counts.map(|count| Cell::Count(count.into()));
    [Cell::Text(row.name.clone()), ratio].into_iter().chain(shares).chain(counts).collect()
}
