//! Workbooks of the old form, written record by record for tests.

/// A record: its number and what it holds.
pub fn record(number: u16, held: &[u8]) -> Vec<u8> {
    [&number.to_le_bytes()[..], &(held.len() as u16).to_le_bytes(), held].concat()
}

pub fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

pub fn at(row: u16, column: u16, format: u16, rest: &[u8]) -> Vec<u8> {
    [&row.to_le_bytes()[..], &column.to_le_bytes(), &format.to_le_bytes(), rest].concat()
}

/// A compound file with one stream.
pub fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
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
pub fn book(records: &[Vec<u8>]) -> Vec<u8> {
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
