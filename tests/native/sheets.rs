//! What a cell says: a table of what stands in sheets as people send them, for each type of field, and what is read of it
//! or in which words it is refused.

use keqiao::{
    domain::{
        Label, Lang, Localized as _,
        field::{Field, make},
    },
    exchange::{self, Cell, Sheet},
};
use rust_xlsxwriter::{Format, Workbook, Worksheet};

const UNIT: Label = Label::new("分钟", "minutes");

fn csv(text: &str) -> Vec<Sheet> {
    exchange::read(text.as_bytes()).expect("a table")
}

/// A workbook of one sheet.
pub fn book(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().expect("bytes")
}

fn sheet(fill: impl FnOnce(&mut Worksheet)) -> Sheet {
    exchange::read(&book(fill)).expect("sheets").remove(0)
}

/// What a field reads of a cell, or why not.
fn read(field: &Field, cell: &Cell) -> String {
    let said = match cell.said(field.held()) {
        Ok(said) => said,
        Err(why) => return format!("! {}", why.zh),
    };
    match field.read(&said) {
        Ok(value) => field.write(&value),
        Err(fault) => format!("! {}", fault.text(Lang::Zh)),
    }
}

fn check(field: &Field, rows: &[(&str, &str)]) {
    for (text, expected) in rows {
        let cell = Cell::text(text);
        assert_eq!(read(field, &cell), *expected, "“{text}”");
    }
}

#[test]
fn dates_are_read_where_they_are_certain() {
    check(
        &make::date().of("date", false),
        &[
            ("2026-03-05", "2026-03-05"),
            ("2026/3/5", "2026-03-05"),
            ("2026.3.5", "2026-03-05"),
            ("20260305", "2026-03-05"),
            ("2026-3-5 0:00:00", "2026-03-05"),
            ("2026-03-05T00:00:00", "2026-03-05"),
            ("2026年3月5日", "2026-03-05"),
            ("2026年3月5号", "2026-03-05"),
            ("２０２６－０３－０５", "2026-03-05"),
            ("\u{200B}2026-03-05\u{A0}", "2026-03-05"),
            ("2026-03-05 00:00", "2026-03-05"),
            ("2026 年 3 月 5 日", "2026-03-05"),
            ("2026年3月5日（星期四）", "2026-03-05"),
            ("2026/3/5 周四", "2026-03-05"),
            ("2026-3-8 星期日", "2026-03-08"),
            ("2026-03-05（星期五）", "! “2026-03-05（星期五）”不是有效日期，请写成 2026-03-05"),
            ("2026-13-05", "! “2026-13-05”不是有效日期，请写成 2026-03-05"),
            ("05/03/2026", "! “05/03/2026”不是有效日期，请写成 2026-03-05"),
            ("二〇二六年三月五日", "! “二〇二六年三月五日”不是有效日期，请写成 2026-03-05"),
            ("2026-03", "! “2026-03”不是有效日期，请写成 2026-03-05"),
            ("2026-3-5 16:30", "! “2026-3-5 16:30”不是有效日期，请写成 2026-03-05"),
            ("3月5日", "! “3月5日”不是有效日期，请写成 2026-03-05"),
            ("26-3-5", "! “26-3-5”不是有效日期，请写成 2026-03-05"),
            ("20260230", "! “20260230”不是有效日期，请写成 2026-03-05"),
        ],
    );
}

#[test]
fn times_that_may_be_in_the_afternoon_are_told() {
    let uncertain = "! “4:30”看不出是上午还是下午，请写成 16:30 或 04:30";
    check(
        &make::time().of("starts", false),
        &[
            ("16:30", "16:30"),
            ("16：30", "16:30"),
            ("１６：３０", "16:30"),
            ("16:30:00", "16:30"),
            ("8:30", "08:30"),
            ("04:30", "04:30"),
            ("下午4:30", "16:30"),
            ("下午 4点半", "16:30"),
            ("4:30 PM", "16:30"),
            ("上午8:30", "08:30"),
            ("中午12:30", "12:30"),
            ("晚上7点", "19:00"),
            ("晚上19:30", "19:30"),
            ("凌晨12点", "00:00"),
            ("12:30 AM", "00:30"),
            ("12:30 PM", "12:30"),
            ("晚上12点", "! “晚上12点”不是有效时间，请写成 16:30"),
            ("16时30分", "16:30"),
            ("16点", "16:00"),
            ("晚上7点", "19:00"),
            ("中午1:00", "13:00"),
            ("16:30:15", "! “16:30:15”不是有效时间，请写成 16:30"),
            ("1630", "! “1630”不是有效时间，请写成 16:30"),
            ("24:00", "! “24:00”不是有效时间，请写成 16:30"),
            ("16:60", "! “16:60”不是有效时间，请写成 16:30"),
            ("下午四点半", "! “下午四点半”不是有效时间，请写成 16:30"),
            ("4:30", uncertain),
            ("上午16:30", "! “上午16:30”不是有效时间，请写成 16:30"),
            ("25:00", "! “25:00”不是有效时间，请写成 16:30"),
            ("16:30-17:15", "! “16:30-17:15”不是有效时间，请写成 16:30"),
        ],
    );
}

#[test]
fn numbers_are_read_with_their_units_and_a_comma_that_may_mean_anything_is_refused() {
    let comma = |found: &str| format!("! “{found}”中的逗号不是千位分隔符，看不出是多少，请改成一个数");
    check(
        &make::count(0, 20_000, UNIT).of("minutes", false),
        &[
            ("45", "45"),
            ("４５", "45"),
            ("45分钟", "45"),
            ("45 分钟", "45"),
            ("1,200", "1200"),
            ("1，200", "1200"),
            ("45.0", "45"),
            ("35,36", &comma("35,36")),
            ("35，36", &comma("35，36")),
            ("1,20", &comma("1,20")),
            ("0,120", &comma("0,120")),
            ("12,345,678", "! 12345678 不在 0～20000 之间"),
            ("12,34,567", &comma("12,34,567")),
            ("1.200,50", &comma("1.200,50")),
            ("35_36", "! “35_36”不是数字"),
            ("35、36", "! “35、36”不是数字"),
            ("35/36", "! “35/36”不是数字"),
            ("1 200", "! “1 200”不是数字"),
            ("4.5e1", "45"),
            ("四十五", "! “四十五”不是数字"),
            ("40-45", "! “40-45”不是数字"),
            ("-1", "! -1 不在 0～20000 之间"),
            ("12.5", "! 12.5 不是整数"),
            ("约45", "! “约45”不是数字"),
            ("4_5", "! “4_5”不是数字"),
        ],
    );
    check(
        &make::decimal(0, 2_000, 1, UNIT).of("km", false),
        &[
            ("12.3", "12.3"),
            ("12.299999999999999", "12.3"),
            ("１２．３", "12.3"),
            ("12,5", &comma("12,5")),
            ("12.25", "! 12.25 的小数位数超过 1 位"),
        ],
    );
    check(
        &make::money(1_000_000).of("pay", false),
        &[
            ("¥1,200.50", "1,200.50"),
            ("1200.5元", "1,200.50"),
            ("￥１，２００", "1,200.00"),
            ("1.2万元", "! “1.2万”不是数字"),
            ("0.001", "! 0.001 的小数位数超过 2 位"),
        ],
    );
    check(&make::share().of("part", false), &[("35%", "35%"), ("35％", "35%"), ("0.35", "35%")]);
}

#[test]
fn codes_keep_their_digits_and_texts_lose_what_is_not_seen() {
    check(
        &make::code(20).of("code", false),
        &[
            ("T1", "T1"),
            ("Ｔ１", "T1"),
            ("T\u{200B}1", "T1"),
            ("411022197503180026", "411022197503180026"),
            ("4.11022E+17", "! “4.11022E+17”已丢失位数，请把这一列设为文本格式后重新填写"),
            ("一号", "! “一号”不是编号，只能用字母、数字、连字符和下划线"),
        ],
    );
    check(
        &make::text(60).of("payer", false),
        &[
            ("县教育局\u{200B}", "县教育局"),
            ("\u{3000}县教育局\u{A0}", "县教育局"),
            ("#什么是光？", "#什么是光？"),
            ("（一）班", "（一）班"),
        ],
    );
    check(
        &make::flag().of("rural", false),
        &[
            ("是", "是"),
            ("√", "是"),
            ("✔", "是"),
            ("Yes", "是"),
            ("True", "是"),
            ("０", "否"),
            ("no", "否"),
            ("有", "! “有”应为“是”或“否”"),
        ],
    );
}

#[test]
fn a_number_in_a_workbook_is_what_its_format_shows() {
    let (code, count) = (make::code(30).of("code", false), make::count(0, 20_000, UNIT).of("n", false));
    let (day, time) = (make::date().of("date", false), make::time().of("starts", false));
    let km = make::decimal(0, 2_000, 1, UNIT).of("km", false);
    let share = make::share().of("part", false);
    for (number, format, field, expected) in [
        (23.0, "0000", &code, "0023"),
        (7.0, "\"KP\"0000", &code, "KP0007"),
        (23.0, "General", &code, "23"),
        (
            411_022_197_503_180_026.0,
            "0",
            &code,
            "! “411022197503180000”已丢失位数，请把这一列设为文本格式后重新填写",
        ),
        (
            46_082.0,
            "m\"月\"d\"日\"",
            &code,
            "! 单元格是日期或时间，不是编号；请把这一列设为文本格式后重新填写",
        ),
        (0.5, "h:mm", &code, "! 单元格是日期或时间，不是编号；请把这一列设为文本格式后重新填写"),
        (12.5, "General", &code, "! “12.5”不是编号，只能用字母、数字、连字符和下划线"),
        (4101.0, "#,##0", &code, "4101"),
        (45.0, "yyyy-mm-dd", &count, "! “1900-02-14”不是数字"),
        (46_086.0, "[DBNum1]yyyy\"年\"m\"月\"d\"日\"", &day, "2026-03-05"),
        (46_086.0, "yyyymmdd", &day, "2026-03-05"),
        (0.6875, "h\"时\"mm\"分\"", &time, "16:30"),
        (45.0, "0.00", &count, "45"),
        (45.0, "000", &count, "45"),
        (12.299_999_999_999_999, "0.0", &km, "12.3"),
        (0.125, "0.0%", &km, "! “12.5%”不是数字"),
        (0.35, "0%", &share, "35%"),
        (46_086.0, "yyyy-mm-dd", &day, "2026-03-05"),
        (46_086.6875, "yyyy\"年\"m\"月\"d\"日\"", &day, "2026-03-05"),
        (46_086.0, "yyyy/m/d h:mm", &day, "2026-03-05"),
        (20_260_305.0, "General", &day, "2026-03-05"),
        (46_086.0, "General", &day, "! 是数字 46086，没有显示为日期；请把单元格设为日期格式"),
        (0.6875, "h:mm", &time, "16:30"),
        (46_086.6875, "h:mm", &time, "16:30"),
        (0.1875, "hh:mm", &time, "04:30"),
        (0.1875, "h:mm", &time, "! “4:30”看不出是上午还是下午，请写成 16:30 或 04:30"),
        (0.6875, "General", &time, "! 是数字 0.6875，没有显示为时间；请把单元格设为时间格式"),
    ] {
        let format_of_cell = Format::new().set_num_format(format);
        let sheet = sheet(|sheet| {
            sheet.write_number_with_format(0, 0, number, &format_of_cell).expect("written");
        });
        let row = sheet.rows().next().expect("a row");
        assert_eq!(read(field, row.cell(0)), expected, "{number} as {format}");
    }
}

/// Rows that are hidden unless something stands in them (zeroHeight) are those that nobody wrote: what is written is seen.
#[test]
fn what_is_hidden_by_default_is_what_has_no_size_of_its_own() {
    let unused = book(|sheet| {
        sheet.hide_unused_rows(true);
        sheet.write_string(0, 0, "一").expect("written");
        sheet.write_string(4, 0, "二").expect("written");
    });
    let read = exchange::read(&unused).expect("sheets");
    assert!(read[0].rows().all(|row| !row.hidden));
    let sheet = |format: &str| {
        let cells = format!(
            "<worksheet><sheetFormatPr {format}/><cols><col min=\"2\" max=\"2\" width=\"9\"/></cols><sheetData>\
             <row r=\"1\" ht=\"15\"><c t=\"s\"><v>0</v></c></row><row r=\"2\"><c t=\"s\"><v>0</v></c></row></sheetData></worksheet>"
        );
        let texts = "<sst><si><t>一</t></si></sst>";
        exchange::read(&crate::bounds::made(1, texts, &cells)).expect("sheets").remove(0)
    };
    let flat = sheet("defaultRowHeight=\"0\"");
    assert_eq!(flat.rows().map(|row| row.hidden).collect::<Vec<_>>(), [false, true]);
    let narrow = sheet("defaultRowHeight=\"15\" defaultColWidth=\"0\"");
    assert!(narrow.is_hidden_column(0) && !narrow.is_hidden_column(1) && narrow.is_hidden_column(2));
}

#[test]
fn what_is_hidden_and_what_is_merged_is_known() {
    let text = |sheet: &mut Worksheet, row, column, text: &str| {
        sheet.write_string(row, column, text).expect("written");
    };
    let sheet = sheet(|sheet| {
        sheet.merge_range(1, 1, 3, 1, "2026-02-01", &Format::new()).expect("merged");
        for row in 0..5 {
            text(sheet, row, 0, &format!("T{row}"));
        }
        text(sheet, 2, 2, "own");
        sheet.set_row_hidden(2).expect("hidden");
        sheet.set_column_hidden(2).expect("hidden");
    });
    let rows: Vec<_> = sheet.rows().collect();
    let checked: Vec<_> = rows.iter().map(|row| row.cell(1).shown().into_owned()).collect();
    assert_eq!(checked, ["", "2026-02-01", "2026-02-01", "2026-02-01", ""]);
    assert_eq!(sheet.carried, 2);
    let hidden: Vec<_> = rows.iter().filter(|row| row.hidden).map(|row| row.number).collect();
    assert_eq!(hidden, [3]);
    assert!(sheet.is_hidden_column(2) && !sheet.is_hidden_column(1));

    let mut book = Workbook::new();
    book.add_worksheet();
    book.add_worksheet().set_hidden(true);
    let sheets = exchange::read(&book.save_to_buffer().expect("bytes")).expect("sheets");
    assert_eq!(sheets.iter().map(|sheet| sheet.hidden).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn text_tables_are_read_as_office_software_writes_them() {
    let shown = |sheets: &[Sheet]| -> Vec<(u32, Vec<String>)> {
        let row = |row: exchange::Row<'_>| {
            (row.number, row.cells().map(|(_, cell)| cell.shown().into_owned()).collect())
        };
        sheets.iter().flat_map(|sheet| sheet.rows().map(row)).collect()
    };
    let rows = |rows: &[(u32, &[&str])]| -> Vec<(u32, Vec<String>)> {
        rows.iter().map(|(n, cells)| (*n, cells.iter().map(|c| (*c).to_owned()).collect())).collect()
    };
    let table = "某县名册\n\n编号,\"入职\n查询\",姓名\n=\"T1\",2026-02-01,王明\n";
    let expected =
        rows(&[(1, &["某县名册"]), (3, &["编号", "入职\n查询", "姓名"]), (4, &["T1", "2026-02-01", "王明"])]);
    assert_eq!(shown(&csv(table)), expected);
    let wide = |big: bool| -> Vec<u8> {
        let unit = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        table.encode_utf16().flat_map(unit).collect()
    };
    let (marked, bare) = ([&[0xFF, 0xFE], &wide(false)[..]].concat(), wide(false));
    let (gb, ..) = encoding_rs::GB18030.encode(table);
    for bytes in [&marked[..], &bare, &wide(true), &gb, table.replace(',', "\t").as_bytes()] {
        assert_eq!(shown(&exchange::read(bytes).expect("a table")), expected);
    }
    let topics = csv("主题,时长\n#什么是光？,=45\n#N/A,1\n");
    let topics: Vec<_> = topics[0].rows().map(|row| row.cell(0).clone()).collect();
    assert_eq!(
        topics[1..],
        [Cell::text("#什么是光？"), Cell::text("#N/A")],
        "only a cell's type makes it an error"
    );
}

#[test]
fn a_formula_says_what_it_last_showed() {
    let cells = "<worksheet><sheetData><row r=\"1\">\
        <c r=\"A1\"><f>1+1</f><v>2</v></c><c r=\"B1\" t=\"str\"><f>A1</f><v>馆</v></c><c r=\"C1\" t=\"str\"><f>A9</f><v></v></c>\
        <c r=\"D1\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c><c r=\"E1\"><f>1+1</f></c><c r=\"F1\"><f>1+1</f><v/></c>\
        <c r=\"G1\" t=\"b\"><f t=\"shared\" si=\"0\"/><v>1</v></c></row></sheetData></worksheet>";
    let sheet = exchange::read(&crate::bounds::made(1, "<sst/>", cells)).expect("sheets").remove(0);
    let row = sheet.rows().next().expect("a row");
    let cells: Vec<_> = (0..7).map(|column| row.cell(column)).collect();
    let count = make::count(0, 100, UNIT).of("n", false);
    assert_eq!((read(&count, cells[0]), cells[1].shown().into_owned()), ("2".to_owned(), "馆".to_owned()));
    assert_eq!((cells[2], cells[6]), (&Cell::Empty, &Cell::Flag(true)));
    assert!(matches!(cells[3], Cell::Error(_)));
    let refused = "! 是公式，请改为数值（复制后选择性粘贴“数值”）";
    assert_eq!([read(&count, cells[4]), read(&count, cells[5])], [refused; 2]);
    assert_eq!(sheet.formulas(), 5);
}
