//! How a sheet is laid out: a title above, one row of headings or several with merged cells, and the columns under them.

use std::collections::{BTreeMap, HashMap, HashSet};

use rustc_hash::FxHashMap;

use super::{
    super::sheets::{Cell, Row, Sheet},
    mapping::{self, Mapping},
    units::{self, Unit},
};
use crate::{
    domain::{
        Fields, Kind,
        field::{Field, FieldKind},
        fields::{Part, asking, heading, headings, parts},
    },
    policy::decision::Text,
};

/// The column of each field that a sheet has, by key.
pub(super) type Places = FxHashMap<(&'static str, Part), usize>;

/// The unit of each field whose heading has another than the field.
pub(super) type Units = FxHashMap<&'static str, Result<Unit, Text>>;

/// The columns that tell of the records which a field refers to, by its key.
pub(super) type Beside = FxHashMap<&'static str, Vec<(usize, &'static Field)>>;

/// See the module.
pub(super) struct Layout<'a> {
    pub sheet: &'a Sheet,
    /// Of the first and the last row of headings.
    pub rows: (u32, u32),
    pub headings: Vec<Heading>,
    /// The columns by the names of their headings; of one name the first.
    by_name: HashMap<String, usize>,
}

/// The head of a column.
pub(super) struct Heading {
    pub column: usize,
    /// As people read it; no two of a sheet are the same.
    pub text: String,
    /// What the column may be known by: its own words, and those with what stands above them.
    names: Vec<String>,
}

/// Headings are looked for so far down.
const FIRST_ROWS: usize = 12;
/// A heading has no more rows above or below the one that is recognised.
const MOST_HEADING_ROWS: u32 = 2;

/// Of a column so much is shown, looked for so far down.
const SAMPLES: usize = 3;
const MOST_LOOKED_AT: usize = 50;
/// In characters.
const LONGEST_SAMPLE: usize = 20;

/// Every word by which a column of any kind may be known.
pub(super) fn vocabulary(fields: &Fields) -> HashSet<String> {
    let of_kind = |kind: &Kind| columns_of(fields, *kind).flat_map(|(field, part)| words(field, part));
    Kind::ALL.iter().flat_map(of_kind).collect()
}

/// The columns that a sheet of a kind may have.
pub(super) fn columns_of(fields: &Fields, kind: Kind) -> impl Iterator<Item = (&'static Field, Part)> {
    let asking = asking(kind).map(|(field, _)| field);
    let lessons = |field: &Field| (!field.lessons.is_empty()).then_some(Part::Lessons);
    let all = fields.of(kind).chain(asking);
    all.flat_map(move |field| parts(field).chain(lessons(field)).map(move |part| (field, part)))
}

/// What a column may be called: its own headings, then other words for it.
pub(super) fn words(field: &'static Field, part: Part) -> impl Iterator<Item = String> {
    let also = match part {
        Part::Value => field.also,
        Part::Lessons => field.lessons,
        _ => &[],
    };
    let own = headings(field, part).into_iter().map(std::borrow::Cow::into_owned);
    own.chain(also.iter().map(|word| heading(word).into_owned()))
}

impl<'a> Layout<'a> {
    /// Of a sheet in which anything stands.
    pub fn of(sheet: &'a Sheet, vocabulary: &HashSet<String>) -> Option<Self> {
        let first: Vec<_> = sheet.rows().take(FIRST_ROWS).collect();
        let score = |row: &Row<'_>| {
            let texts = || row.cells().filter(|(_, cell)| matches!(cell, Cell::Text(_)));
            let known = texts().filter(|(_, cell)| vocabulary.contains(&*heading(&cell.shown()))).count();
            (known, if known == 0 { texts().count() } else { 0 })
        };
        let best = first.iter().rev().max_by_key(|row| score(row))?;
        let (top, bottom) = sheet.merged_rows(best.number).unwrap_or((best.number, best.number));
        let rows = (
            top.max(best.number.saturating_sub(MOST_HEADING_ROWS)),
            bottom.min(best.number + MOST_HEADING_ROWS),
        );
        let block: Vec<_> = first.iter().filter(|row| (rows.0..=rows.1).contains(&row.number)).collect();
        let headings = heads(sheet, &block);
        let names = headings.iter().rev();
        let names = names.flat_map(|head| head.names.iter().map(|name| (name.clone(), head.column)));
        Some(Self { sheet, rows, by_name: names.collect(), headings })
    }

    /// Rows above the headings.
    pub fn titles(&self) -> usize {
        self.sheet.rows().take_while(|row| row.number < self.rows.0).count()
    }

    /// Whether a row is the headings once more, as at the head of a printed page.
    pub fn is_headings(&self, row: &Row<'_>) -> bool {
        let again = |(column, cell): &(usize, &Cell)| {
            let cell = cell.shown();
            let said = heading(&cell);
            self.at(*column).is_some_and(|head| head.names.iter().any(|name| *name == said))
        };
        let again = row.cells().filter(again).count();
        again > 1 && again * 2 > self.headings.len()
    }

    /// The rows below the headings.
    pub fn data(&self) -> impl Iterator<Item = Row<'a>> + use<'a> {
        let last = self.rows.1;
        self.sheet.rows().filter(move |row| row.number > last)
    }

    pub fn shape(&self) -> String {
        mapping::shape(self.headings.iter().map(|heading| heading.text.as_str()))
    }

    /// The units that its headings give.
    pub fn units(&self, fields: &Fields, kind: Kind, places: &Places) -> Units {
        let unit = |field: &'static Field| {
            let column = places.get(&(field.key, Part::Value))?;
            Some((field.key, units::of(field, &self.at(*column)?.text)?))
        };
        fields.of(kind).filter_map(unit).collect()
    }

    /// The first things that stand in a column, each once.
    pub fn samples(&self, column: usize) -> Vec<String> {
        let mut samples: Vec<String> = Vec::new();
        let is_data = |row: &Row<'_>| !is_below_the_data(row, self.headings.len());
        for row in self.data().take(MOST_LOOKED_AT).filter(is_data) {
            let text: String = row.cell(column).shown().chars().take(LONGEST_SAMPLE).collect();
            if !text.is_empty() && !samples.contains(&text) {
                samples.push(text);
            }
            if samples.len() == SAMPLES {
                break;
            }
        }
        samples
    }

    /// The heading of a column.
    pub fn at(&self, column: usize) -> Option<&Heading> {
        let place = self.headings.binary_search_by_key(&column, |heading| heading.column);
        place.ok().and_then(|place| self.headings.get(place))
    }

    /// The heading of a column that is called so.
    pub fn named(&self, name: &str) -> Option<&Heading> {
        self.headings.iter().find(|heading| heading.text == name)
    }

    /// A sheet is known by its name, else by its headings.
    pub fn kind(&self, fields: &Fields) -> Option<Kind> {
        let named = Kind::ALL.iter().copied().find(|kind| {
            let label = kind.label();
            [label.zh, label.en].contains(&self.sheet.name.trim())
        });
        let headed = || {
            let matched = |kind: &Kind| {
                self.exact(fields, *kind).keys().filter(|(_, part)| *part == Part::Value).count()
            };
            // Most of its usual columns, or its code and no column that is another's.
            let is_it = |kind: &Kind| {
                let places = self.exact(fields, *kind);
                let code =
                    kind.fields().first().is_some_and(|code| places.contains_key(&(code.key, Part::Value)));
                let columns = kind.fields().iter().filter(|field| is_usual(field)).count();
                matched(kind) * 2 > columns || code && places.len() == self.headings.len().max(2)
            };
            Kind::ALL.iter().copied().filter(is_it).max_by_key(matched)
        };
        named.or_else(headed)
    }

    /// What it most likely holds, by all the words that its columns may be known by.
    pub fn likely(&self, fields: &Fields) -> Option<Kind> {
        let matched = |kind: &Kind| self.by_words(fields, *kind).len();
        let best = Kind::ALL.iter().copied().rev().max_by_key(matched)?;
        (matched(&best) >= 2).then_some(best)
    }

    /// The columns that are called as the kind's own are.
    pub fn exact(&self, fields: &Fields, kind: Kind) -> Places {
        let place = |(field, part): (&'static Field, Part)| {
            Some(((field.key, part), self.find(headings(field, part).map(std::borrow::Cow::into_owned))?))
        };
        columns_of(fields, kind).filter_map(place).collect()
    }

    /// The columns that may be the kind's, by other words for them.
    fn by_words(&self, fields: &Fields, kind: Kind) -> Places {
        let mut places = self.exact(fields, kind);
        for (field, part) in columns_of(fields, kind) {
            if !places.contains_key(&(field.key, part))
                && let Some(column) = self.find(words(field, part))
                // A moment says the day and the time.
                && (is_of_a_moment(field) || !places.values().any(|taken| *taken == column))
            {
                places.insert((field.key, part), column);
            }
        }
        places
    }

    /// The columns that may be the kind's, by other words for them and by what stands in them.
    pub fn suggested(&self, fields: &Fields, kind: Kind) -> Places {
        let mut places = self.by_words(fields, kind);
        for field in fields.of(kind).filter(|field| field.required) {
            if !places.contains_key(&(field.key, Part::Value))
                && let Some(column) = self.by_its_values(field, &places)
            {
                places.insert((field.key, Part::Value), column);
            }
        }
        places
    }

    /// What was said of the columns, and what may be assumed where nothing was.
    pub fn mapped(&self, fields: &Fields, kind: Kind, mapping: &Mapping) -> Places {
        let mut places = self.suggested(fields, kind);
        for (field, part) in columns_of(fields, kind) {
            let Some(said) = mapping.columns.get(&part.key(field)) else { continue };
            match self.named(said) {
                Some(heading) => drop(places.insert((field.key, part), heading.column)),
                None => drop(places.remove(&(field.key, part))),
            }
        }
        places
    }

    /// Columns that tell apart the records which a reference may name: the unit of an instructor who is given by name. They
    /// are called as fields of those records are, and no column of the sheet's own kind.
    pub fn beside(&self, fields: &Fields, kind: Kind, places: &Places) -> Beside {
        let mut beside = Beside::default();
        let mut seen = HashSet::new();
        for field in fields.of(kind) {
            let FieldKind::Reference(kinds) = field.kind else { continue };
            for other in kinds.iter().filter(|kind| seen.insert(**kind)).flat_map(|kind| kind.fields()) {
                let column = self.find(words(other, Part::Value)).filter(|_| tells_apart(other));
                if let Some(column) = column.filter(|column| !places.values().any(|taken| taken == column)) {
                    beside.entry(field.key).or_default().push((column, other));
                }
            }
        }
        beside
    }

    /// The first column that is called by one of these names.
    pub fn find(&self, names: impl IntoIterator<Item = String>) -> Option<usize> {
        names.into_iter().find_map(|name| self.by_name.get(&name).copied())
    }

    /// The only column that is left in which every value is one of the field, of a type that says what it is.
    fn by_its_values(&self, field: &Field, places: &Places) -> Option<usize> {
        let telling = matches!(field.held(), FieldKind::Date | FieldKind::Time | FieldKind::Choice(_));
        let free = self.headings.iter().map(|heading| heading.column);
        let mut fitting =
            free.filter(|column| telling && !places.values().any(|taken| taken == column)).filter(|column| {
                let mut some = false;
                let mut cells = self.data().take(20).map(|row| row.cell(*column).clone());
                let fits = cells.all(|cell| {
                    let said = cell.said(field.held()).ok();
                    let blank = said.as_ref().is_some_and(|said| said.trim().is_empty());
                    let fits = said.is_some_and(|said| field.read(&said).is_ok());
                    some |= fits && !blank;
                    blank || fits
                });
                fits && some
            });
        let first = fitting.next();
        first.filter(|_| fitting.next().is_none())
    }
}

/// Whether it says which record it is rather than how things stand: not how many pupils a school has.
const fn tells_apart(field: &Field) -> bool {
    matches!(field.held(), FieldKind::Text { .. } | FieldKind::Code { .. } | FieldKind::Choice(_))
}

/// Whether a cell that holds a day and a time says it.
pub(super) fn is_of_a_moment(field: &Field) -> bool {
    matches!(field.kind, FieldKind::Date | FieldKind::Time)
}

/// The heads of all columns of a block of heading rows.
fn heads(sheet: &Sheet, block: &[&Row<'_>]) -> Vec<Heading> {
    let mut columns: Vec<usize> =
        block.iter().flat_map(|row| row.cells().map(|(column, _)| column)).collect();
    columns.sort_unstable();
    columns.dedup();
    let mut seen = BTreeMap::new();
    let head = |column: usize| {
        let mut texts: Vec<String> = Vec::new();
        for row in block {
            let own = row.cell(column);
            let cell = match (own, sheet.merged_from(row.number, column)) {
                (Cell::Empty, Some(first)) => row.cell(first),
                _ => own,
            };
            let text = cell.shown().split_whitespace().collect::<String>();
            if !text.is_empty() && texts.last() != Some(&text) {
                texts.push(text);
            }
        }
        let last = texts.last()?.clone();
        let whole = texts.concat();
        let names = [last, whole.clone()].map(|name| heading(&name).into_owned());
        let count = seen.entry(whole.clone()).and_modify(|count| *count += 1).or_insert(1);
        let text = if *count == 1 { whole } else { format!("{whole} {count}") };
        Some(Heading { column, text, names: names.into_iter().filter(|name| !name.is_empty()).collect() })
    };
    columns.into_iter().filter_map(head).collect()
}

/// `C 日期`; the heading alone when the sheet lacks the column.
pub(super) fn column_name(field: &Field, part: Part, places: &Places) -> String {
    let letter = places.get(&(field.key, part)).map(|place| letter(*place));
    format!("{} {}", letter.unwrap_or_default(), part.title(field)).trim().to_owned()
}

/// `C`.
pub(super) fn letter(column: usize) -> String {
    u16::try_from(column).map_or_else(|_| String::new(), rust_xlsxwriter::utility::column_number_to_name)
}

/// What stands below the data: a total, who made the table.
pub(super) fn is_below_the_data(row: &Row<'_>, columns: usize) -> bool {
    const TOTALS: &[&str] = &["合计", "总计", "小计", "共计", "累计", "Total"];
    const NOTES: &[&str] = &["制表", "填表", "审核", "复核", "负责人", "联系人", "注", "备注", "说明"];
    let mut texts = row.cells().filter(|(_, cell)| matches!(cell, Cell::Text(_)));
    let mut text =
        || texts.next().map_or_else(String::new, |(_, cell)| cell.shown().split_whitespace().collect());
    let (first, second): (String, String) = (text(), text());
    let begins = |text: &str, words: &[&str]| words.iter().any(|word| text.starts_with(word));
    // 小计 and 小计：, and no 小计算机大世界.
    let is_one = |text: &str| {
        let after = TOTALS.iter().find_map(|word| text.strip_prefix(word));
        let ends = |c: char| c.is_numeric() || "：:（([【，,。".contains(c);
        after.is_some_and(|after| after.is_empty() || after.starts_with(ends))
    };
    let filled = row.cells().count();
    let is_total = (is_one(&first) || is_one(&second)) && filled < columns.max(3);
    is_total || begins(&first, NOTES) && first.contains(['：', ':']) && filled * 2 <= columns.max(4)
}

/// Whether a table of an office has a column for it as a rule: no accounts, no lists in a cell, nothing that only some records have.
const fn is_usual(field: &Field) -> bool {
    field.only_for.is_none() && !matches!(field.kind, FieldKind::LongText { .. } | FieldKind::Rows(_))
}
