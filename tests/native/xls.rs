//! Workbooks of the old form, record by record: .xls, and .et of the same bytes.

use keqiao::exchange::{self, Cell, FileFault};

/// A record: its number and what it holds.
fn record(number: u16, held: &[u8]) -> Vec<u8> {
    [&number.to_le_bytes()[..], &(held.len() as u16).to_le_bytes(), held].concat()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn at(row: u16, column: u16, format: u16, rest: &[u8]) -> Vec<u8> {
    [&row.to_le_bytes()[..], &column.to_le_bytes(), &format.to_le_bytes(), rest].concat()
}

/// A compound file with one stream.
fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    const END: u32 = 0xFFFF_FFFE;
    let mut stream = stream.to_vec();
    let length = stream.len().max(4_096);
    stream.resize(length.next_multiple_of(512), 0);
    let sectors = (stream.len() / 512) as u32;
    let mut header = vec![0_u8; 512];
    header[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    header[30..32].copy_from_slice(&9_u16.to_le_bytes());
    let mut put = |place: usize, number: u32| header[place..place + 4].copy_from_slice(&number.to_le_bytes());
    put(48, 1);
    put(60, END);
    put(68, END);
    (0..109).for_each(|n| put(76 + n * 4, if n == 0 { 0 } else { u32::MAX }));
    // The table, the directory, then the stream from sector 2.
    let mut table = vec![0xFFFF_FFFD_u32, END];
    table.extend((0..sectors).map(|n| if n + 1 == sectors { END } else { n + 3 }));
    table.resize(128, u32::MAX);
    let entry = |name: &str, start: u32, length: usize| {
        let mut entry = vec![0_u8; 128];
        let name = wide(name);
        entry[..name.len()].copy_from_slice(&name);
        entry[64..66].copy_from_slice(&(name.len() as u16 + 2).to_le_bytes());
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..124].copy_from_slice(&(length as u32).to_le_bytes());
        entry
    };
    let directory = [entry("Root Entry", END, 0), entry(name, 2, length), vec![0; 256]].concat();
    let table: Vec<u8> = table.into_iter().flat_map(u32::to_le_bytes).collect();
    [header, table, directory, stream].concat()
}

/// A book of one sheet with these records.
fn book(records: &[Vec<u8>]) -> Vec<u8> {
    let format = [&164_u16.to_le_bytes()[..], &4_u16.to_le_bytes(), &[0], b"0000"].concat();
    let xf = |id: u16| [&[0, 0][..], &id.to_le_bytes(), &[0; 16]].concat();
    // The second text goes on in the next record, which says anew how wide its characters are.
    let texts = [
        &2_u32.to_le_bytes()[..],
        &2_u32.to_le_bytes(),
        &[2, 0, 1],
        &wide("编号"),
        &[4, 0, 1],
        &wide("实验"),
    ];
    let name = [&[2, 1][..], &wide("名册")].concat();
    let before = [
        record(0x0809, &[0, 6, 5, 0]),
        record(0x041E, &format),
        record(0x00E0, &xf(0)),
        record(0x00E0, &xf(164)),
        record(0x00E0, &xf(14)),
        record(0x00FC, &texts.concat()),
        record(0x003C, &[&[1][..], &wide("小学")].concat()),
    ]
    .concat();
    let place = before.len() + 4 + 6 + name.len() + 4;
    let sheet = record(0x0085, &[&(place as u32).to_le_bytes()[..], &[0, 0], &name].concat());
    let end = record(0x000A, &[]);
    let own = [record(0x0809, &[0, 6, 16, 0]), records.concat(), end.clone()].concat();
    [before, sheet, end, own].concat()
}

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
        record(0x00E5, &[1, 0, 1, 0, 2, 0, 3, 0, 3, 0]),
    ]);
    assert_eq!(sheet.name, "名册");
    let rows: Vec<_> = sheet.rows().collect();
    let shown = |row: usize| rows[row].cells().map(|(_, cell)| cell.shown().into_owned()).collect::<Vec<_>>();
    assert_eq!(shown(0), ["编号", "实验小学"]);
    assert_eq!(shown(1), ["0023", "2026-03-05", "是", "#N/A"]);
    assert_eq!(shown(2), ["7", "8", "45", "#N/A"], "and what is merged down");
    assert!(matches!((rows[1].cell(3), rows[2].cell(2)), (Cell::Error(_), Cell::Formula(_))));
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
