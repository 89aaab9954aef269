//! Workbooks of the old form, record by record: .xls, and .et of the same bytes.

use keqiao::exchange::{self, Cell, FileFault};

use crate::xls_book::{at, book, compound, record, wide};

fn read(records: &[Vec<u8>]) -> exchange::Sheet {
    exchange::read(&compound("Workbook", &book(records))).expect("sheets").remove(0)
}

#[test]
fn an_old_workbook_says_what_a_new_one_does() {
    let rk = |number: u32| (number << 2 | 2).to_le_bytes();
    let sheet = read(&[
        record(0x0208, &[&[2, 0][..], &[0; 10], &[0x20, 0, 0, 0]].concat()),
        record(0x00FD, &at(0, 0, 0, &0_u32.to_le_bytes())),
        record(0x00FD, &at(0, 1, 0, &1_u32.to_le_bytes())),
        record(0x0203, &at(1, 0, 1, &23_f64.to_le_bytes())),
        record(0x027E, &at(1, 1, 2, &rk(46_086))),
        record(0x0205, &at(1, 2, 0, &[1, 0])),
        record(0x0205, &at(1, 3, 0, &[0x2A, 1])),
        record(0x00BD, &[&[2, 0, 0, 0, 0, 0][..], &rk(7), &[0, 0], &rk(8), &[1, 0]].concat()),
        record(0x0006, &at(2, 2, 0, &[&45_f64.to_le_bytes()[..], &[0; 8]].concat())),
        record(0x0006, &at(2, 4, 0, &[&[0; 6][..], &[0xFF; 2], &[0; 8]].concat())),
        record(0x0207, &[&[2, 0, 1][..], &wide("馆长")].concat()),
        record(0x0006, &at(2, 5, 0, &[&[1, 0, 1, 0, 0, 0][..], &[0xFF; 2], &[0; 8]].concat())),
        record(0x0006, &at(2, 6, 0, &[&[2, 0, 7, 0, 0, 0][..], &[0xFF; 2], &[0; 8]].concat())),
        record(0x00E5, &[1, 0, 1, 0, 2, 0, 3, 0, 3, 0]),
    ]);
    assert_eq!(sheet.name, "名册");
    let rows: Vec<_> = sheet.rows().collect();
    let shown = |row: usize| rows[row].cells().map(|(_, cell)| cell.shown().into_owned()).collect::<Vec<_>>();
    assert_eq!(shown(0), ["编号", "实验小学"]);
    assert_eq!(shown(1), ["0023", "2026-03-05", "是", "#N/A"]);
    let formulas = ["45", "#N/A", "馆长", "是", "#DIV/0!"];
    assert_eq!(shown(2)[..2], ["7", "8"]);
    assert_eq!(shown(2)[2..], formulas, "formulas by what they last showed, and what is merged down");
    assert_eq!(sheet.formulas(), 4);
    assert!(matches!((rows[1].cell(3), rows[2].cell(2)), (Cell::Error(_), Cell::Number(..))));
    assert_eq!(rows.iter().map(|row| row.hidden).collect::<Vec<_>>(), [false, false, true]);
}

#[test]
fn what_is_no_old_workbook_or_a_locked_one_is_told() {
    let fault = |bytes: &[u8]| exchange::read(bytes).expect_err("refused");
    assert!(matches!(fault(&compound("WordDocument", &[])), FileFault::Other(_)));
    assert_eq!(fault(&compound("EncryptedPackage", &[])), FileFault::Encrypted);
    let locked = [record(0x0809, &[0, 6, 5, 0]), record(0x002F, &[1, 0])].concat();
    assert_eq!(fault(&compound("Workbook", &locked)), FileFault::Encrypted);
}

#[test]
fn a_damaged_one_is_refused_or_read_in_part() {
    let whole = compound("Workbook", &book(&[record(0x0203, &at(1, 0, 1, &23_f64.to_le_bytes()))]));
    let mut chance = 17_u32;
    for _ in 0..2_000 {
        let mut bytes = whole.clone();
        for _ in 0..4 {
            chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let place = chance as usize % bytes.len().min(2_600);
            bytes[place] = (chance >> 13) as u8;
        }
        let _ = exchange::read(&bytes);
        let _ = exchange::read(&bytes[..chance as usize % bytes.len()]);
    }
}

#[test]
fn two_sheets_are_not_one() {
    let sheets = |apart: usize| {
        let place = |n: usize| {
            [&((n * apart + 200 * 13 + 18) as u32).to_le_bytes()[..], &[0, 0, 1, 0, b'a']].concat()
        };
        let row = record(0x0208, &[&[0; 12][..], &[0x20, 0, 0, 0]].concat());
        let places: Vec<u8> = (0..200).flat_map(|n| record(0x0085, &place(n))).collect();
        let begin = record(0x0809, &[0, 6, 5, 0, 0, 0]);
        let stream = [begin, places, record(0x000A, &[]), [0; 4].to_vec(), row.repeat(300)].concat();
        exchange::read(&compound("Workbook", &stream))
    };
    assert!(matches!(sheets(0), Err(FileFault::Damaged(_))));
    assert!(sheets(20).is_ok());
}

#[test]
fn sheets_that_begin_within_each_other_are_read_once() {
    let cell = |row: u16| record(0x0203, &at(row, 0, 0, &1_f64.to_le_bytes()));
    let first = 18 + 2 * 13;
    let place =
        |n: usize| [&((first + n * cell(0).len()) as u32).to_le_bytes()[..], &[0, 0, 1, 0, b'a']].concat();
    let places: Vec<u8> = (0..2).flat_map(|n| record(0x0085, &place(n))).collect();
    let begin = record(0x0809, &[0, 6, 5, 0, 0, 0]);
    let stream = [begin, places, record(0x000A, &[]), [0; 4].to_vec(), cell(0), cell(1), cell(2)].concat();
    let sheets = exchange::read(&compound("Workbook", &stream)).expect("sheets");
    let rows = sheets.iter().map(|sheet| sheet.rows().map(|row| row.number).collect::<Vec<_>>());
    assert_eq!(
        rows.collect::<Vec<_>>(),
        [vec![1], vec![2, 3]],
        "two hundred times the file would be too much"
    );
}
