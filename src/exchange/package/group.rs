//! A group file: the packages of many units in one file, for a chat in which all of them are. Each is sealed for its own unit, so that
//! nobody reads another's.

use std::io::{Cursor, Write as _};

use serde::{Deserialize, Serialize};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{LARGEST, LARGEST_BY_MAIL, LARGEST_UNPACKED, PackageFault, damaged, failed, unpacked};

const FORMAT: &str = "keqiao-group";
/// Raised when an older program could not read what is written.
const VERSION: u32 = 1;
const GROUP: &str = "group.json";
/// A county has some hundreds of schools.
const MOST_PARTS: usize = 2_000;
const LONGEST_LIST: u64 = 1_024 * 1_024;

/// The package of a unit in a group file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub unit: String,
    /// What the unit is called.
    pub title: String,
    /// What the package is called.
    pub name: String,
}

#[derive(Serialize, Deserialize)]
struct List {
    format: String,
    version: u32,
    parts: Vec<Part>,
}

/// A group file that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The units that it is for.
    pub units: Vec<String>,
    pub bytes: Vec<u8>,
}

/// Writes group files of these packages, each as large as mail takes.
///
/// # Errors
/// [`PackageFault::TooLarge`].
pub fn write(packages: &[(Part, Vec<u8>)]) -> Result<Vec<Made>, PackageFault> {
    let mut groups: Vec<Vec<&(Part, Vec<u8>)>> = Vec::new();
    let mut size = 0;
    for package in packages {
        size += package.1.len();
        match groups.last_mut() {
            Some(group) if size <= LARGEST_BY_MAIL => group.push(package),
            _ => {
                groups.push(vec![package]);
                size = package.1.len();
            }
        }
    }
    let units = |group: &[&(Part, Vec<u8>)]| group.iter().map(|(part, _)| part.unit.clone()).collect();
    groups.iter().map(|group| Ok(Made { units: units(group), bytes: one(group)? })).collect()
}

fn one(packages: &[&(Part, Vec<u8>)]) -> Result<Vec<u8>, PackageFault> {
    let parts = packages.iter().map(|(part, _)| part.clone()).collect();
    let list = List { format: FORMAT.to_owned(), version: VERSION, parts };
    let list = serde_json::to_vec(&list).map_err(failed)?;
    // What is sealed does not become smaller.
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let all = packages.iter().enumerate().map(|(place, (_, bytes))| (place_of(place), &**bytes));
    for (name, bytes) in std::iter::once((GROUP.to_owned(), &*list)).chain(all) {
        zip.start_file(name, stored).map_err(failed)?;
        zip.write_all(bytes).map_err(failed)?;
    }
    Ok(zip.finish().map_err(failed)?.into_inner())
}

/// The parts of a group file are called after their places: what a unit is called says nothing to a file system.
fn place_of(place: usize) -> String {
    format!("parts/{place:04}")
}

/// Whether a file begins as a group file does: the list is its first part.
pub fn is_one(bytes: &[u8]) -> bool {
    // What a zip says of its first part takes thirty bytes, and then comes the name.
    bytes.starts_with(b"PK") && bytes.get(30..30 + GROUP.len()) == Some(GROUP.as_bytes())
}

/// A group file that was opened.
pub struct Group<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    pub parts: Vec<Part>,
}

impl<'a> Group<'a> {
    /// Reads what is in one; nothing of a file that is none.
    ///
    /// # Errors
    /// [`PackageFault`].
    pub fn read(bytes: &'a [u8]) -> Result<Option<Self>, PackageFault> {
        let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return Ok(None) };
        if archive.index_for_name(GROUP).is_none() {
            return Ok(None);
        }
        let mut room = LONGEST_LIST;
        let list = unpacked(&mut archive, GROUP, &mut room)?;
        let list: List = serde_json::from_slice(&list).map_err(|_| damaged(GROUP))?;
        match () {
            () if list.format != FORMAT => Err(PackageFault::NoPackage),
            () if list.version > VERSION => Err(PackageFault::Newer(list.version)),
            () if list.parts.len() > MOST_PARTS => Err(PackageFault::TooLarge),
            () => Ok(Some(Self { archive, parts: list.parts })),
        }
    }

    /// The packages of a unit.
    ///
    /// # Errors
    /// [`PackageFault`].
    pub fn of(&mut self, unit: &str) -> Result<Vec<(String, Vec<u8>)>, PackageFault> {
        let own = self.parts.iter().enumerate().filter(|(_, part)| part.unit == unit);
        let own: Vec<_> = own.map(|(place, part)| (place_of(place), part.name.clone())).collect();
        let mut room = LARGEST_UNPACKED;
        let read = |(place, name): (String, String)| {
            let mut most = room.min(LARGEST as u64);
            let bytes = unpacked(&mut self.archive, &place, &mut most)?;
            room -= bytes.len() as u64;
            Ok((name, bytes))
        };
        own.into_iter().map(read).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(number: usize, size: usize) -> (Part, Vec<u8>) {
        let unit = format!("990122000{number}");
        let part = Part { title: format!("第{number}小学"), name: format!("邀请_{unit}.keqiao"), unit };
        (part, vec![number as u8; size])
    }

    #[test]
    fn each_unit_finds_its_own_part_and_no_group_is_larger_than_mail_takes() {
        let packages: Vec<_> = (0..5).map(|number| package(number, 5_000_000)).collect();
        let groups = write(&packages).expect("written");
        assert_eq!(groups.len(), 2);
        let mut found = Vec::new();
        for Made { units, bytes } in &groups {
            assert_eq!(units.len(), if found.is_empty() && units[0].ends_with('0') { 3 } else { 2 });
            assert!(bytes.len() < LARGEST_BY_MAIL + 10_000);
            assert!(is_one(bytes));
            let mut group = Group::read(bytes).expect("sound").expect("a group");
            found.extend(group.of("9901220003").expect("sound"));
            assert_eq!(group.of("another").expect("sound"), []);
        }
        assert_eq!(found, [("邀请_9901220003.keqiao".to_owned(), vec![3; 5_000_000])]);
    }

    #[test]
    fn what_would_unpack_to_more_than_there_is_room_for_is_refused() {
        let part = package(1, 0).0;
        let parts = vec![part.clone(); 5];
        let list = List { format: FORMAT.to_owned(), version: VERSION, parts };
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file(GROUP, SimpleFileOptions::default()).expect("a part");
        zip.write_all(&serde_json::to_vec(&list).expect("json")).expect("room");
        let zeros = vec![0; LARGEST];
        for place in 0..5 {
            zip.start_file(place_of(place), SimpleFileOptions::default()).expect("a part");
            zip.write_all(&zeros).expect("room");
        }
        let bytes = zip.finish().expect("a zip").into_inner();
        assert!(bytes.len() < 1_000_000, "it is small until it is unpacked");
        let mut group = Group::read(&bytes).expect("sound").expect("a group");
        assert_eq!(group.of(&part.unit), Err(PackageFault::TooLarge));
    }

    #[test]
    fn what_is_no_group_is_told_from_one_that_is_damaged() {
        assert!(Group::read(b"age-encryption.org/v1").expect("sound").is_none());
        assert!(!is_one(b"PK\x03\x04") && !is_one(b""));
        let bytes = write(&[package(1, 10)]).expect("written").remove(0).bytes;
        let newer = String::from_utf8_lossy(&bytes).contains("\"version\":1");
        assert!(newer, "the list lies open");
        let mut changed = bytes.clone();
        let place = bytes.windows(8).position(|window| window == b"keqiao-g").expect("the format");
        changed[place] = b'x';
        // The zip itself notices, or the format is another.
        assert!(Group::read(&changed).is_err());
    }
}
