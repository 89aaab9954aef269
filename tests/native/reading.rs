//! Files that say one thing and show another: what lies under merged cells, sheets whose parts are not where one looks, text tables
//! with a mark too many, and parts that ask for more than there is room.

use keqiao::{
    app::{import, workspace::Workspace},
    domain::{Lang, Localized as _},
    exchange::{self, FileFault, Sheet},
};
use rust_xlsxwriter::{Format, Workbook};

use crate::story::actor;

fn cells(sheet: &Sheet) -> Vec<Vec<String>> {
    let row = |row: exchange::Row<'_>| row.cells().map(|(_, cell)| cell.shown().into_owned()).collect();
    sheet.rows().map(row).collect()
}

#[test]
fn what_a_merged_cell_shows_holds_and_not_what_lies_under_it() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..4 {
        sheet.write_string(row, 0, format!("T{row}")).expect("written");
    }
    sheet.merge_range(1, 1, 3, 2, "2026-02-01", &Format::new()).expect("merged");
    // What a program left there that merges and keeps.
    sheet.write_string(2, 1, "2025-01-01").expect("written");
    sheet.write_string(3, 2, "under").expect("written");
    let sheets = exchange::read(&book.save_to_buffer().expect("bytes")).expect("sheets");
    assert_eq!(
        cells(&sheets[0]),
        [vec!["T0"], vec!["T1", "2026-02-01"], vec!["T2", "2026-02-01"], vec!["T3", "2026-02-01"]]
    );
    assert_eq!((sheets[0].carried, sheets[0].covered), (2, 2));
    let preview = import::check(&Workspace::default(), &actor(), &sheets);
    assert_eq!(preview.summary.sheets[0].covered, 2);
}

/// An archive of these parts.
fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file::<_, ()>(*name, zip::write::FileOptions::default()).expect("a file");
        std::io::Write::write_all(&mut zip, text.as_bytes()).expect("written");
    }
    zip.finish().expect("bytes").into_inner()
}

const ONE_CELL: &str = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>一</t></is></c></row></sheetData></worksheet>";

fn with_target(target: &str, part: &str) -> Vec<u8> {
    let relations = format!(
        "<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"{target}\"/>\
         <Relationship Id=\"r2\" Type=\"x/chartsheet\" Target=\"chartsheets/sheet1.xml\"/></Relationships>"
    );
    archive(&[
        (
            "xl/workbook.xml",
            "<workbook><sheets><sheet name=\"三月\" r:id=\"r1\"/><sheet name=\"图\" r:id=\"r2\"/></sheets></workbook>",
        ),
        ("xl/_rels/workbook.xml.rels", &relations),
        (part, ONE_CELL),
    ])
}

#[test]
fn a_sheet_is_found_wherever_its_part_is_or_told() {
    for (target, part) in [
        ("worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("./worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("../xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("worksheets\\Sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("worksheets/sheet%201.xml", "xl/worksheets/sheet 1.xml"),
        ("worksheets/%E8%A1%A8.xml", "xl/worksheets/表.xml"),
        ("../sheets/a.xml", "sheets/a.xml"),
    ] {
        let sheets = exchange::read(&with_target(target, part)).expect("sheets");
        assert_eq!(sheets.len(), 1, "a chart is no sheet");
        assert_eq!(cells(&sheets[0]), [["一"]], "{target}");
    }
    let sheets =
        exchange::read(&with_target("worksheets/sheet2.xml", "xl/worksheets/sheet1.xml")).expect("sheets");
    assert!(sheets[0].lost);
    let problems = import::check(&Workspace::default(), &actor(), &sheets).summary.problems;
    assert!(problems[0].sheet == "三月" && problems[0].what.zh.contains("没有它的内容"), "{problems:?}");
}

#[test]
fn a_text_table_is_parted_by_what_parts_most_of_its_rows() {
    let read = |text: &str| cells(&exchange::read(text.as_bytes()).expect("a table")[0]);
    assert_eq!(
        read("课次编号,主题\nT1,力;热;光;电\nT2,声;光;电;磁\n"),
        [["课次编号", "主题"], ["T1", "力;热;光;电"], ["T2", "声;光;电;磁"]]
    );
    assert_eq!(
        read("某县名册\n编号;主题\nT1;力,热\n"),
        [vec!["某县名册"], vec!["编号", "主题"], vec!["T1", "力,热"]]
    );
    let table = "编号,主题\n1,一、二\u{3000}三\n2,一一一一\n";
    for bytes in [
        table.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(),
        table.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    ] {
        assert_eq!(
            cells(&exchange::read(&bytes).expect("a table")[0]),
            [["编号", "主题"], ["1", "一、二\u{3000}三"], ["2", "一一一一"]]
        );
    }
    assert_eq!(exchange::read(b"ab\x00\x01\x02\x00cd"), Err(FileFault::Unknown));
}

#[test]
fn a_quotation_mark_that_is_not_closed_swallows_no_rows() {
    for (text, line) in [
        ("编号,备注\nT1,\"好\nT2,好\n", Some(2)),
        ("编号,备注\nT1,\"好\nT2,\"好\"\nT3,好\n", Some(2)),
        ("编号,\"备\n注\"\nT1,好\nT2,\"好", Some(4)),
        ("编号,\"备\n注\"\r\nT1,\"说\"\"好\"\"\"\n", None),
        ("编号,备注\nT1,5\" 屏\nT2,\"引力\"的秘密\n", None),
        ("编号,备注\n\"T1\",\"\"\n\n\"T2\"", None),
    ] {
        let read = exchange::read(text.as_bytes());
        let told = read.as_ref().err().cloned();
        assert_eq!(told, line.map(|line| FileFault::OpenQuote { line }), "{text}");
    }
    let fault = exchange::read("a,b\n\"c,d\n".as_bytes()).expect_err("refused");
    assert!(fault.text(Lang::Zh).starts_with("文件第 2 行的引号没有成对"));
}

#[test]
fn a_text_is_bounded_while_it_is_read() {
    let letters = format!("<t>{}</t>", "a".repeat(200_000));
    for parts in
        [format!("<sst><si>{letters}"), format!("<sst><si>{}</si></sst>", "<t>字</t>".repeat(50_000))]
    {
        let bytes = archive(&[
            ("xl/workbook.xml", "<workbook><sheets><sheet name=\"一\" r:id=\"r1\"/></sheets></workbook>"),
            ("xl/sharedStrings.xml", &parts),
        ]);
        let fault = exchange::read(&bytes).expect_err("refused").text(Lang::Zh);
        assert!(fault.contains("某个单元格的字数超过 32767"), "{fault}");
    }
    let cell = format!("<worksheet><sheetData><row><c t=\"inlineStr\"><is>{letters}");
    let bytes = archive(&[
        ("xl/workbook.xml", "<workbook><sheets><sheet name=\"一\" r:id=\"r1\"/></sheets></workbook>"),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"s.xml\"/></Relationships>",
        ),
        ("xl/s.xml", &cell),
    ]);
    assert!(exchange::read(&bytes).expect_err("refused").text(Lang::Zh).contains("字数超过"));
}
