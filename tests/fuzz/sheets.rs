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

use crate::{mutate, rows};

/// A small workbook of each kind, its parts, and a text.
pub fn target() -> impl FnMut(&mut Rng) {
    let workspace = rows::workspace();
    let records = |kind| import::records(&workspace, None, kind).into_iter().take(8).collect();
    let book = |kind: &Kind| {
        with_records(workspace.fields(), &[*kind], &records, date(2026, 7, 6), None).expect("a workbook")
    };
    let books: Vec<_> = Kind::ALL.iter().map(book).map(|book| (unpacked(&book), book)).collect();
    let text = text(&workspace);
    move |rng| {
        let (parts, book) = &books[rng.usize(0..books.len())];
        let file = match rng.u8(0..4) {
            0 => mutate::bytes(rng, book),
            1 | 2 => packed(rng, parts),
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
