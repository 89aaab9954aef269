//! Files of a spreadsheet program and of none: read and previewed, or refused.

use std::io::{Cursor, Read as _, Write as _};

use fastrand::Rng;
use jiff::civil::date;
use keqiao::{
    app::import,
    domain::Kind,
    exchange::{self, with_records},
};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use crate::{
    mutate, rows,
    xls_book::{at, book as old_book, compound, record, wide},
};

/// A small workbook of each kind, its parts, a text, and the text as a workbook of the old form.
pub fn target() -> impl FnMut(&mut Rng) {
    let workspace = rows::workspace();
    let of_kind = |kind| import::records(&workspace, None, kind).into_iter().take(8).collect();
    let book = |kind: &Kind| {
        with_records(workspace.fields(), &[*kind], &of_kind, date(2026, 7, 6), None).expect("a workbook")
    };
    let books: Vec<_> = Kind::ALL.iter().map(book).map(|book| (unpacked(&book), book)).collect();
    let text = text(&workspace);
    let old = records(&text);
    move |rng| {
        let (parts, book) = &books[rng.usize(0..books.len())];
        let file = match rng.u8(0..6) {
            0 => mutate::bytes(rng, book),
            1 | 2 => packed(rng, parts),
            3 => mutate::bytes(rng, &compound("Workbook", &old_book(&old))),
            4 => compound("Workbook", &shuffled(rng, &old)),
            _ => mutate::text(rng, &text).into_bytes(),
        };
        if let Ok(sheets) = exchange::read(&file) {
            import::check(&workspace, &rows::actor(), &sheets);
        }
    }
}

fn text(workspace: &keqiao::app::workspace::Workspace) -> String {
    let row = |school: &keqiao::domain::School| {
        format!("{},{},410122,小学,否,否,800,16:30,18:00,县教育局\n", school.code, school.name)
    };
    let head =
        "学校标识码,学校名称,县区代码,学段,农村学校,薄弱学校,学生数,课后服务开始,课后服务结束,支付单位\n";
    workspace.schools.all().take(6).map(row).fold(head.to_owned(), |text, row| text + row.as_str())
}

/// The text as records of an old workbook, with a formula, what it shows, a range and several numbers in one record.
fn records(text: &str) -> Vec<Vec<u8>> {
    let cells = (0_u16..).zip(text.lines()).flat_map(|(row, line)| {
        (0_u16..).zip(line.split(',')).map(move |(column, cell)| {
            let count = (cell.encode_utf16().count() as u16).to_le_bytes();
            record(0x0204, &at(row, column, 0, &[&count[..], &[1], &wide(cell)].concat()))
        })
    });
    let others = [
        record(0x0006, &at(2, 6, 0, &[&[0; 6][..], &[0xFF; 2], &[0; 8]].concat())),
        record(0x0207, &[&[2, 0, 1][..], &wide("八百")].concat()),
        record(0x00BD, &[&[3, 0, 5, 0, 0, 0][..], &[0x1E; 4], &[1, 0], &[0x23; 4], &[6, 0]].concat()),
        record(0x00E5, &[1, 0, 1, 0, 4, 0, 3, 0, 3, 0]),
        record(0x0208, &[&[2, 0][..], &[0; 10], &[0x20, 0, 0, 0]].concat()),
    ];
    cells.chain(others).collect()
}

/// A book in which records are changed, left out, doubled or in another order, or of which any byte is another.
fn shuffled(rng: &mut Rng, records: &[Vec<u8>]) -> Vec<u8> {
    let mut records = records.to_vec();
    for _ in 0..rng.u8(1..=8) {
        let (place, other) = (rng.usize(0..records.len()), rng.usize(0..records.len()));
        match rng.u8(0..4) {
            0 => records[place] = mutate::bytes(rng, &records[place]),
            1 => records.swap(place, other),
            2 => records[place] = records[other].clone(),
            _ => records[place].clear(),
        }
    }
    let book = old_book(&records);
    if rng.bool() { mutate::bytes(rng, &book) } else { book }
}

fn unpacked(book: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(book)).expect("a zip");
    let count = archive.len();
    let part = |place| {
        let mut entry = archive.by_index(place).expect("a part");
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("unpacked");
        (entry.name().expect("a name").into_owned(), bytes)
    };
    (0..count).map(part).collect()
}

/// The parts with one of them changed.
fn packed(rng: &mut Rng, parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let changed = rng.usize(0..parts.len());
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (place, (name, bytes)) in parts.iter().enumerate() {
        archive.start_file(name, SimpleFileOptions::default()).expect("a part");
        let bytes = if place == changed {
            mutate::text(rng, &String::from_utf8_lossy(bytes)).into_bytes()
        } else {
            bytes.clone()
        };
        archive.write_all(&bytes).expect("packed");
    }
    archive.finish().expect("a zip").into_inner()
}
