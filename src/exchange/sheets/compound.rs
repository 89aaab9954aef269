//! Compound files (MS-CFB): the container of old office documents, a file system of sectors in a file. Chains are followed no
//! longer than there are sectors.

use super::fault::FileFault;

/// A compound file of which the directory is read.
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    /// Of a sector, in bytes.
    size: usize,
    table: Vec<u32>,
    small_table: Vec<u32>,
    /// The streams that are too small for sectors of their own, one after another.
    small: Vec<u8>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: u32,
    length: usize,
}

/// Of a sector of the small streams.
const SMALL: usize = 64;
/// A stream that is shorter lies among the small ones.
const SMALLER: usize = 4_096;
/// Sector numbers from here on mean the end of a chain, or nothing.
const LAST: u32 = 0xFFFF_FFFA;

/// Little-endian, where the bytes are there.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))
}

/// Little-endian, where the bytes are there.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

impl<'a> Compound<'a> {
    pub fn of(bytes: &'a [u8]) -> Result<Self, FileFault> {
        Self::read(bytes).ok_or_else(|| FileFault::damaged("compound file"))
    }

    fn read(bytes: &'a [u8]) -> Option<Self> {
        let size = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4_096,
            _ => return None,
        };
        let (table, small_table, small, entries) = Default::default();
        let mut compound = Self { bytes, size, table, small_table, small, entries };
        compound.table = compound.sectors_of_the_table()?.iter().flat_map(|sector| numbers(sector)).collect();
        let directory = compound.chain(u32_at(bytes, 48)?)?;
        compound.entries = directory.chunks_exact(128).filter_map(entry).collect();
        compound.small_table = numbers(&compound.chain(u32_at(bytes, 60)?)?).collect();
        let root = compound.entries.first()?.start;
        compound.small = compound.chain(root)?;
        Some(compound)
    }

    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let at = usize::try_from(number).ok()?.checked_add(1)?.checked_mul(self.size)?;
        // The last may be cut short.
        let rest = self.bytes.get(at..).filter(|rest| !rest.is_empty())?;
        Some(rest.get(..self.size).unwrap_or(rest))
    }

    /// The sectors that hold the table of chains: 109 stand in the header, the others in a chain of their own.
    fn sectors_of_the_table(&self) -> Option<Vec<&'a [u8]>> {
        let most = self.bytes.len() / self.size + 1;
        let mut own: Vec<u32> = numbers(self.bytes.get(76..512)?).collect();
        let mut next = u32_at(self.bytes, 68)?;
        while next < LAST && own.len() <= most {
            let more = self.sector(next)?;
            let (listed, last) = more.split_last_chunk::<4>()?;
            own.extend(numbers(listed));
            next = u32::from_le_bytes(*last);
        }
        own.into_iter().filter(|number| *number < LAST).take(most).map(|number| self.sector(number)).collect()
    }

    fn chain(&self, start: u32) -> Option<Vec<u8>> {
        let mut stream = Vec::new();
        let (mut number, most) = (start, self.bytes.len());
        while number < LAST {
            stream.extend(self.sector(number)?);
            if stream.len() > most {
                return None;
            }
            number = *self.table.get(usize::try_from(number).ok()?)?;
        }
        Some(stream)
    }

    fn small_chain(&self, start: u32) -> Option<Vec<u8>> {
        let mut stream = Vec::new();
        let mut number = start;
        while number < LAST {
            let place = usize::try_from(number).ok()?;
            let rest = self.small.get(place.checked_mul(SMALL)?..)?;
            stream.extend(rest.get(..SMALL).unwrap_or(rest));
            if stream.len() > SMALLER + SMALL {
                return None;
            }
            number = *self.small_table.get(place)?;
        }
        Some(stream)
    }

    pub fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// The bytes of a stream; nothing where there is none, or its chain is broken.
    pub fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))?;
        let chain = if entry.length < SMALLER { Self::small_chain } else { Self::chain };
        let mut stream = chain(self, entry.start)?;
        stream.truncate(entry.length);
        Some(stream)
    }
}

fn numbers(sector: &[u8]) -> impl Iterator<Item = u32> + '_ {
    sector.chunks_exact(4).filter_map(|bytes| u32_at(bytes, 0))
}

fn entry(bytes: &[u8]) -> Option<Entry> {
    let length = usize::from(u16_at(bytes, 64)?).checked_sub(2)?;
    let units: Vec<u16> = bytes.get(..length)?.chunks_exact(2).filter_map(|unit| u16_at(unit, 0)).collect();
    Some(Entry {
        name: String::from_utf16_lossy(&units),
        start: u32_at(bytes, 116)?,
        length: usize::try_from(u32_at(bytes, 120)?).ok()?,
    })
}
