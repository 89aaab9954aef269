//! Workbooks of the old form (MS-XLS: .xls, and .et): records one after another, of which those are read that say what a cell
//! holds, how it is shown and whether it is.

use std::{collections::HashMap, rc::Rc};

use encoding_rs::GB18030;

use super::{
    cell::Cell,
    compound::{Compound, u16_at, u32_at},
    fault::FileFault,
    number_format::Shown,
    room::{self, Room},
    shared::Shared,
    sheet::{Merged, Sheet},
};

/// Records by their numbers in the specification.
mod record {
    pub const FORMULA: u16 = 0x0006;
    pub const EOF: u16 = 0x000A;
    pub const DATE_MODE: u16 = 0x0022;
    pub const FILE_PASS: u16 = 0x002F;
    pub const CONTINUE: u16 = 0x003C;
    pub const WIDTH: u16 = 0x0055;
    pub const COLUMNS: u16 = 0x007D;
    pub const BOUND_SHEET: u16 = 0x0085;
    pub const SEVERAL_RK: u16 = 0x00BD;
    pub const RICH_LABEL: u16 = 0x00D6;
    pub const XF: u16 = 0x00E0;
    pub const MERGED: u16 = 0x00E5;
    pub const TEXTS: u16 = 0x00FC;
    pub const LABEL_OF_TEXTS: u16 = 0x00FD;
    pub const NUMBER: u16 = 0x0203;
    pub const LABEL: u16 = 0x0204;
    pub const TEXT_OF_FORMULA: u16 = 0x0207;
    pub const FLAG_OR_ERROR: u16 = 0x0205;
    pub const ROW: u16 = 0x0208;
    pub const RK: u16 = 0x027E;
    pub const FORMAT: u16 = 0x041E;
    pub const BOF: u16 = 0x0809;
}

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, FileFault> {
    let compound = Compound::of(bytes)?;
    if compound.has("EncryptedPackage") {
        return Err(FileFault::Encrypted);
    }
    let stream = compound.stream("Workbook").or_else(|| compound.stream("Book"));
    let stream = stream.ok_or(FileFault::Other("Word 或其他文档 (another document)"))?;
    let book = Book::of(&stream)?;
    let mut room = Room::default();
    room::sheets(book.places.len())?;
    let sheet = |(at, sheet): &(usize, Sheet)| {
        // Where the next begins it ends, so that nothing is read twice.
        let next = book.places.iter().map(|(other, _)| *other).filter(|other| other > at).min();
        let records = stream.get(*at..next.unwrap_or(stream.len()));
        book.sheet(sheet.clone(), records.ok_or_else(|| FileFault::damaged("sheet"))?, &mut room)
    };
    book.places.iter().map(sheet).collect()
}

/// The records of a part: their numbers and what they hold.
fn records(stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (number, length) = (u16_at(stream, at)?, usize::from(u16_at(stream, at + 2)?));
        let held = stream.get(at + 4..at + 4 + length)?;
        at += 4 + length;
        Some((number, held))
    })
}

/// What all sheets share, and where they begin.
#[derive(Default)]
struct Book {
    shared: Shared,
    places: Vec<(usize, Sheet)>,
    /// Texts are of the form of 1997, and not of a code page.
    is_unicode: bool,
}

impl Book {
    fn of(stream: &[u8]) -> Result<Self, FileFault> {
        let mut book = Self::default();
        let (mut own, mut used) = (HashMap::new(), Vec::new());
        let mut texts: Vec<&[u8]> = Vec::new();
        let mut before = 0;
        for (number, held) in records(stream) {
            match number {
                record::BOF => book.is_unicode = u16_at(held, 0) == Some(0x0600),
                record::FILE_PASS => return Err(FileFault::Encrypted),
                record::DATE_MODE => book.shared.from_1904 = u16_at(held, 0) == Some(1),
                record::BOUND_SHEET => {
                    room::sheets(book.places.len())?;
                    let place = book.place(held);
                    // No two sheets are one.
                    if book.places.iter().any(|(at, _)| place.as_ref().is_some_and(|(other, _)| at == other))
                    {
                        return Err(FileFault::damaged("sheet"));
                    }
                    book.places.extend(place);
                }
                record::FORMAT => {
                    room::formats(own.len())?;
                    let code = if book.is_unicode { unicode(held, 2, 2) } else { of_code_page(held, 2, 1) };
                    own.insert(u16_at(held, 0), Rc::new(Shown::of(&code.unwrap_or_default())));
                }
                record::XF => {
                    room::formats(used.len())?;
                    used.push(u16_at(held, 2));
                }
                record::TEXTS => texts = vec![held],
                record::CONTINUE if before == record::TEXTS => texts.push(held),
                record::EOF => break,
                _ => {}
            }
            if number != record::CONTINUE {
                before = number;
            }
        }
        let shown = |id: Option<u16>| {
            own.get(&id).cloned().unwrap_or_else(|| Rc::new(Shown::built_in(id.unwrap_or(0).into())))
        };
        book.shared.formats = used.into_iter().map(shown).collect();
        Texts { parts: texts, part: 0, at: 8 }.read(&mut book.shared.texts)?;
        Ok(book)
    }

    /// A sheet with cells; charts and macros are none.
    fn place(&self, held: &[u8]) -> Option<(usize, Sheet)> {
        let (at, state, kind) = (u32_at(held, 0)?, *held.get(4)?, *held.get(5)?);
        let name = if self.is_unicode { unicode(held, 6, 1) } else { of_code_page(held, 6, 1) };
        let sheet = Sheet::named(name.unwrap_or_default(), state & 3 != 0);
        (kind == 0).then_some((usize::try_from(at).ok()?, sheet))
    }

    fn sheet(&self, mut sheet: Sheet, stream: &[u8], room: &mut Room) -> Result<Sheet, FileFault> {
        // A chart in the sheet has records of its own.
        let mut depth = 0_usize;
        // Of a formula that shows a text, which follows in a record of its own.
        let mut shows = None;
        for (number, held) in records(stream) {
            match number {
                record::BOF => depth += 1,
                record::EOF if depth <= 1 => break,
                record::EOF => depth -= 1,
                _ if depth > 1 => {}
                record::ROW if u16_at(held, 12).is_some_and(|flags| flags & 0x20 != 0) => {
                    u16_at(held, 0).map_or(Ok(()), |row| sheet.hide_row(room, row.into()))?;
                }
                record::WIDTH if u16_at(held, 0) == Some(0) => sheet.hide_all_columns(),
                record::COLUMNS => {
                    let hidden = u16_at(held, 8).is_some_and(|flags| flags & 1 != 0);
                    let ends = (u16_at(held, 0).unwrap_or(1), u16_at(held, 2).unwrap_or(0));
                    sheet.hide_columns(ends.0.into(), ends.1.into(), hidden);
                }
                record::MERGED => {
                    for range in held.get(2..).unwrap_or_default().chunks_exact(8) {
                        let end = |at| u16_at(range, at).unwrap_or_default();
                        let rows = (u32::from(end(0)), u32::from(end(2)));
                        sheet.merge(room, Merged { rows, columns: (end(4), end(6)) })?;
                    }
                }
                record::TEXT_OF_FORMULA => {
                    if let Some(place) = shows.take() {
                        let text = self.text(held, 0).unwrap_or_default();
                        sheet.put(room, place, Cell::text(&text))?;
                    }
                }
                number => {
                    if number == record::FORMULA {
                        shows = u16_at(held, 0).map(u32::from).zip(u16_at(held, 2).map(u32::from));
                        shows.into_iter().for_each(|place| sheet.calculated(place));
                    }
                    self.put(&mut sheet, number, held, room)?;
                }
            }
        }
        sheet.finish(room)?;
        Ok(sheet)
    }

    fn put(&self, sheet: &mut Sheet, number: u16, held: &[u8], room: &mut Room) -> Result<(), FileFault> {
        let (Some(row), Some(column)) = (u16_at(held, 0), u16_at(held, 2)) else { return Ok(()) };
        let place = (u32::from(row), u32::from(column));
        let format = u16_at(held, 4).map(u32::from);
        if number == record::SEVERAL_RK {
            for (column, one) in (u32::from(column)..).zip(held.get(4..).unwrap_or_default().chunks_exact(6))
            {
                if let (Some(format), Some(rk)) = (u16_at(one, 0), u32_at(one, 2)) {
                    let cell = self.shared.number(rk_number(rk), Some(format.into()));
                    sheet.put(room, (place.0, column), cell)?;
                }
            }
            return Ok(());
        }
        let cell = match number {
            record::NUMBER => f64_at(held, 6).map(|number| self.shared.number(number, format)),
            record::RK => u32_at(held, 6).map(|rk| self.shared.number(rk_number(rk), format)),
            record::LABEL_OF_TEXTS => u32_at(held, 6)
                .and_then(|index| self.shared.texts.get(usize::try_from(index).ok()?))
                .filter(|text| !text.chars().all(char::is_whitespace))
                .map(|text| Cell::Text(Rc::clone(text))),
            record::LABEL | record::RICH_LABEL => self.text(held, 6).map(|text| Cell::text(&text)),
            record::FLAG_OR_ERROR => match (held.get(6), held.get(7)) {
                (Some(flag), Some(0)) => Some(Cell::Flag(*flag != 0)),
                (Some(code), Some(_)) => Some(Cell::Error(error(*code).into())),
                _ => None,
            },
            // What it is made of is written in a language of its own; what it last showed will do.
            record::FORMULA if u16_at(held, 12) == Some(0xFFFF) => match (held.get(6), held.get(8)) {
                (Some(1), Some(flag)) => Some(Cell::Flag(*flag != 0)),
                (Some(2), Some(code)) => Some(Cell::Error(error(*code).into())),
                _ => None,
            },
            record::FORMULA => f64_at(held, 6).map(|number| self.shared.number(number, format)),
            _ => None,
        };
        sheet.put(room, place, cell.unwrap_or_default())
    }

    /// A text with a length of two bytes.
    fn text(&self, held: &[u8], at: usize) -> Option<String> {
        if self.is_unicode { unicode(held, at, 2) } else { of_code_page(held, at, 2) }
    }
}

fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    let number = bytes.get(at..)?.first_chunk().map(|bytes| f64::from_le_bytes(*bytes));
    number.filter(|number| number.is_finite())
}

/// A number in four bytes: the first two bits say whether it is whole, and whether it stands for a hundredth.
fn rk_number(rk: u32) -> f64 {
    let number = if rk & 2 == 0 {
        f64::from_bits(u64::from(rk & !3) << 32)
    } else {
        // The sign goes with it.
        f64::from(rk.cast_signed() >> 2)
    };
    let number = if rk & 1 == 0 { number } else { number / 100.0 };
    if number.is_finite() { number } else { 0.0 }
}

const fn error(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        _ => "#N/A",
    }
}

/// A length of one or two bytes.
fn length(held: &[u8], at: usize, bytes: usize) -> Option<usize> {
    if bytes == 1 {
        held.get(at).map(|length| usize::from(*length))
    } else {
        u16_at(held, at).map(usize::from)
    }
}

/// A text of the form of 1997 in one record: its length, whether its characters have two bytes, and they.
fn unicode(held: &[u8], at: usize, bytes: usize) -> Option<String> {
    let count = length(held, at, bytes)?;
    let wide = held.get(at + bytes)? & 1 != 0;
    let text = held.get(at + bytes + 1..)?;
    let units: Vec<u16> = if wide {
        text.chunks_exact(2).take(count).filter_map(|unit| u16_at(unit, 0)).collect()
    } else {
        text.iter().take(count).map(|byte| u16::from(*byte)).collect()
    };
    Some(String::from_utf16_lossy(&units))
}

/// A text of an older form, in the code page of the country.
fn of_code_page(held: &[u8], at: usize, bytes: usize) -> Option<String> {
    let count = length(held, at, bytes)?;
    let text = held.get(at + bytes..)?;
    let (text, ..) = GB18030.decode(text.get(..count).unwrap_or(text));
    Some(text.into_owned())
}

/// The texts of a book, which go on from one record to the next, also in the middle of a text.
struct Texts<'a> {
    parts: Vec<&'a [u8]>,
    part: usize,
    at: usize,
}

impl Texts<'_> {
    fn read(mut self, texts: &mut Vec<Rc<str>>) -> Result<(), FileFault> {
        let mut bytes = 0_usize;
        while let Some(text) = self.next() {
            bytes += text.len();
            room::texts(texts.len(), bytes)?;
            room::fits(&text)?;
            texts.push(text.into());
        }
        Ok(())
    }

    fn next(&mut self) -> Option<String> {
        let count = usize::from(self.byte()?) | usize::from(self.byte()?) << 8;
        let flags = self.byte()?;
        let mut four = |wanted: bool, bytes: u32| {
            let read = |n: u32| Some(usize::from(self.byte()?) << (8 * n));
            if wanted {
                (0..bytes).map(read).try_fold(0_usize, |sum, byte| Some(sum | byte?))
            } else {
                Some(0)
            }
        };
        let runs = four(flags & 8 != 0, 2)?;
        let spoken = four(flags & 4 != 0, 4)?;
        let mut wide = flags & 1 != 0;
        let mut units = Vec::new();
        for _ in 0..count {
            // Where a record ends within a text, the next says anew how wide its characters are.
            if self.ends() {
                self.part += 1;
                self.at = 0;
                wide = self.byte()? & 1 != 0;
            }
            let low = u16::from(self.byte()?);
            units.push(if wide { low | u16::from(self.byte()?) << 8 } else { low });
        }
        self.skip(runs.checked_mul(4)?.checked_add(spoken)?);
        Some(String::from_utf16_lossy(&units))
    }

    fn ends(&self) -> bool {
        self.parts.get(self.part).is_some_and(|part| self.at >= part.len())
            && self.part + 1 < self.parts.len()
    }

    fn byte(&mut self) -> Option<u8> {
        while self.ends() {
            self.part += 1;
            self.at = 0;
        }
        let byte = self.parts.get(self.part)?.get(self.at)?;
        self.at += 1;
        Some(*byte)
    }

    fn skip(&mut self, mut bytes: usize) {
        while let Some(part) = self.parts.get(self.part) {
            let left = part.len().saturating_sub(self.at);
            if bytes <= left {
                self.at += bytes;
                return;
            }
            bytes -= left;
            self.part += 1;
            self.at = 0;
        }
    }
}
