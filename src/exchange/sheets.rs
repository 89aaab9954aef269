//! Files as people send them, read into plain sheets: xlsx, xls and et, csv, and a clear word for everything else.
//!
//! A file is judged by its bytes, not its name. What it declares of itself, its dimensions, how many texts it has, how large
//! its parts are, is not believed: cells are counted as they are read ([`Room`]), and so is what lies between them, so that neither
//! fifty megabytes of junk nor two kilobytes that ask for much stop the tab.
//!
//! # What is read, and what is not
//!
//! | field | read | refused |
//! |---|---|---|
//! | text | as shown, without what is not seen ([`plain`](crate::domain::field::plain)); of one line, with single spaces and the brackets of its script ([`one_line`](crate::domain::field::one_line)) | longer than the field |
//! | code, reference | a number as its format shows it: 23 shown `0023` is 0023; `="T1"` of a csv is T1 | a number of more than fifteen digits, `4.11E+17`: the digits are lost; a day, which was `3-1` |
//! | number | `1,200`, `４５`, `45分钟`, 12.299999999999999 as 12.3 | `35,36` and `35_36`, which part no thousands; a percentage for what is none; a unit in the cell's format, `0.00"万元"`, that is not the field's |
//! | share | `35%`, 0.35 | above 100 % |
//! | date | a cell shown as a day, `2026-03-05`, `2026/3/5`, `2026年3月5号（星期四）`, 20260305, `2026-3-5 0:00:00` | a day with an hour, or with another day of the week; `3月5日` and `26-3-5`, of which no year is certain; a day's number that is not shown as a day |
//! | time | a cell shown as a time, whatever its day; `16:30`, `下午4:30`, `4:30 PM`, `16时30分` | `4:30`, which may be in the afternoon; `晚上12点`, of which day is not certain |
//! | time that goes on | `16:30-17:15`, `16:30至17:15`, `下午4:30-5:15`: when it begins and, where no other cell says it, how long it goes on, which is told | `4:30-5:15`; an end that comes before the beginning |
//! | minutes | `45`, `45分钟`; a column of lesson-hours, once somebody has said how many minutes one has | lesson-hours of which nobody has said it |
//! | flag | 是, √, 1, a cell that is TRUE | anything else |
//!
//! A formula is read by what it last showed, which is told once for each sheet; one of which the file does not say it is refused,
//! since what it shows depends on the program that opens it. A cell is an error by its type: a text
//! that begins with `#` is a text. A unit in a heading is the column's: what can be turned into the field's own is, and that is told.
//! What is merged over several rows holds for each of them, and not what lies unseen under it;
//! hidden rows, columns and sheets, those of no height or width too, and sheets of which the file has no more than the name, are known as such, and whoever reads
//! a sheet says so. A text table is parted by what parts most of its rows alike, and refused where a quotation mark is not closed.

mod cell;
mod compound;
mod csv_text;
mod fault;
mod number_format;
mod records;
mod room;
mod shared;
mod sheet;
mod workbook;
mod xls;
mod xml;

pub use cell::Cell;
pub use fault::FileFault;
pub use sheet::{Row, Sheet};

use self::fault::LARGEST;

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
        [b'P', b'K', 3, 4, ..] => workbook::read(bytes),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => xls::read(bytes),
        [b'%', b'P', b'D', b'F', ..] => Err(FileFault::Other("PDF")),
        [0x89, b'P', b'N', b'G', ..] | [0xFF, 0xD8, 0xFF, ..] => Err(FileFault::Other("图片 (an image)")),
        [b'R', b'a', b'r', b'!', ..] | [b'7', b'z', 0xBC, 0xAF, ..] => {
            Err(FileFault::Other("压缩包 (an archive)"))
        }
        _ => csv_text::read(bytes).map(|sheet| vec![sheet]),
    }
}
