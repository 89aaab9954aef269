//! A file that asks for much is refused by what is counted, before anything is allocated for it.

use keqiao::{
    domain::{Lang, Localized as _},
    exchange::{self, FileFault},
};

use crate::sheets::book;

#[test]
fn a_file_that_asks_for_much_is_refused_by_what_is_counted() {
    let far = book(|sheet| {
        sheet.write_string(0, 0, "一").expect("written");
        sheet.write_string(1_048_575, 16_383, "远").expect("written");
    });
    let sheets = exchange::read(&far).expect("sheets");
    assert!(sheets[0].is_wider && sheets[0].rows().count() == 1);
    let stray = book(|sheet| {
        sheet.write_string(0, 0, "一").expect("written");
        sheet.write_string(149_999, 3, " ").expect("written");
    });
    assert_eq!(exchange::read(&stray).expect("sheets")[0].rows().count(), 1, "a stray blank");

    let texts = |text: &str| {
        format!("<sst count=\"4294967295\" uniqueCount=\"4294967295\"><si><t>{text}</t></si></sst>")
    };
    let cells = |count: usize| {
        let rows =
            (1..=count).map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c></row>"));
        format!(
            "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData>{}</sheetData></worksheet>",
            rows.collect::<String>()
        )
    };
    let read = |sheets: usize, texts: &str, cells: &str| exchange::read(&made(sheets, texts, cells));
    assert_eq!(read(1, &texts("一"), &cells(3)).expect("sheets")[0].rows().count(), 3);
    let told = |fault: FileFault| fault.text(Lang::Zh);
    let fault =
        |sheets, text: &str, rows| told(read(sheets, &texts(text), &cells(rows)).expect_err("refused"));
    assert!(fault(1, &"长".repeat(32_768), 1).contains("某个单元格的字数超过 32767"));
    assert!(fault(1, &"a".repeat(30_000), 60_000).contains("文字字节超过"));
    assert!(fault(20_000, "一", 1).contains("工作表超过 200"));
    assert!(fault(1, &"a".repeat(2_000_000), 1).contains("解压后过大"));
}

#[test]
fn more_rows_than_can_be_checked_at_once_are_refused_with_the_reason() {
    let text = |rows: usize| format!("学校名称\n{}", "一\n\n".repeat(rows - 1));
    assert_eq!(exchange::read(text(100_000).as_bytes()).expect("sheets")[0].rows().count(), 100_000);
    let fault = exchange::read(text(100_001).as_bytes()).expect_err("refused");
    let told = fault.text(Lang::Zh);
    assert!(told.contains("超过 100,000 行") && told.contains("拆分"), "{told}");
    // Of all sheets together.
    let rows = |count: usize| {
        let row = |row| format!("<row r=\"{row}\"><c r=\"A{row}\"><v>1</v></c></row>");
        let rows: String = (1..=count).map(row).collect();
        format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
    };
    assert!(exchange::read(&made(2, "<sst/>", &rows(50_000))).is_ok());
    let fault = exchange::read(&made(3, "<sst/>", &rows(50_000)));
    assert!(matches!(fault, Err(FileFault::TooManyRows { .. })), "{fault:?}");
}

/// A workbook of so many sheets on one part.
pub fn made(sheets: usize, texts: &str, cells: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let names: String = (0..sheets).map(|n| format!("<sheet name=\"{n}\" r:id=\"r{n}\"/>")).collect();
    let targets: String = (0..sheets)
        .map(|n| format!("<Relationship Id=\"r{n}\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.xml\"/>"))
        .collect();
    for (name, text) in [
        ("xl\\workbook.xml", format!("<workbook><sheets>{names}</sheets></workbook>")),
        ("xl\\_rels\\workbook.xml.rels", format!("<Relationships>{targets}</Relationships>")),
        ("xl\\sharedStrings.xml", texts.to_owned()),
        ("xl\\worksheets\\sheet1.xml", cells.to_owned()),
    ] {
        zip.start_file::<_, ()>(name, zip::write::FileOptions::default()).expect("a file");
        std::io::Write::write_all(&mut zip, text.as_bytes()).expect("written");
    }
    zip.finish().expect("bytes").into_inner()
}
