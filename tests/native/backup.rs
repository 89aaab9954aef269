//! Everything as one file, and back; and whatever may have happened to that file.

use std::io::{Cursor, Read as _, Write as _};

use keqiao::{
    app::{backup, workspace::Workspace},
    demo::units::{COUNTY, bureau},
    domain::{Kind, Lang, Localized as _, seal::Digest},
    store::{
        Held, MemoryStore, Store as _,
        backup::{About, Backup, BackupFault, BackupWriter},
    },
};
use pollster::block_on;
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use crate::{
    contract::{all_of, commit, write},
    sessions::{SCHOOL, act, add, at, form},
    story::{demo_store, open},
};

fn about() -> About {
    About { made: "2026-07-06T01:00:00Z".into(), seat_name: "演示县教育局".into(), demo: true }
}

fn made(store: &MemoryStore) -> Vec<u8> {
    block_on(backup::make(store, &about(), &|_, _| {})).expect("a backup")
}

/// The copy of the program in which a backup is restored.
fn installation() -> Digest {
    Digest::of(&[b"here"])
}

#[test]
fn a_backup_brings_back_everything_on_another_computer() {
    let store = demo_store();
    let actor = at(&store, &bureau(COUNTY));
    let id = add(&store, SCHOOL, &form("2026-07-05", &[])).expect("added");
    let paper = commit("import", vec![write("990122000X", None, "{\"name\":")]);
    let with_paper = keqiao::store::Commit { chunks: vec![("paper".into(), Some(vec![7; 9]))], ..paper };
    block_on(store.commit(with_paper)).expect("stored");
    let before = block_on(all_of(&store));
    let file = made(&store);

    let backup = Backup::open(file).expect("sound");
    let manifest = backup.manifest();
    assert_eq!((manifest.seat_name.as_str(), manifest.chunks, manifest.demo), ("演示县教育局", 1, true));
    let records = backup::records(manifest.rows.clone());
    assert!(records.contains(&(Kind::Session, open(&store).sessions.len())), "{records:?}");

    let elsewhere = MemoryStore::default();
    block_on(backup::restore(&elsewhere, &actor, &backup, installation(), &|_, _| {})).expect("restored");
    let (one, other) = (open(&store), open(&elsewhere));
    assert_eq!(one.sessions.get(&id), other.sessions.get(&id));
    assert_eq!(one.settings, other.settings);
    assert_eq!(one.unreadable.len(), other.unreadable.len(), "what cannot be read is kept as it is");
    let after = block_on(all_of(&elsewhere));
    let moved = before.iter().map(|held| held.clone().moved_on(1));
    assert!(moved.eq(after[..before.len()].iter().cloned()), "each row, entry and file, in their order");
    assert_eq!(after.len(), before.len() + 1, "and the entry that says so");
    // Work goes on there.
    act(&elsewhere, SCHOOL, &id, ("cancel", "台风停课")).expect("cancelled");
}

#[test]
fn a_backup_takes_the_place_of_what_is_here_and_the_journal_says_so() {
    let store = demo_store();
    let actor = at(&store, &bureau(COUNTY));
    assert_eq!(block_on(backup::last(&store)).expect("read").when, None);
    let backup = Backup::open(made(&store)).expect("sound");
    let sequence = block_on(store.sequence()).expect("a number");
    // What another tab has written since is not called saved.
    let late = block_on(backup::note(&store, &actor, ("备份.keqiao", sequence - 1), 3));
    assert_eq!(late.expect_err("overtaken"), BackupFault::Overtaken);
    assert_eq!(block_on(backup::last(&store)).expect("read").when, None);
    block_on(backup::note(&store, &actor, ("备份.keqiao", sequence), 3)).expect("noted");
    assert_eq!(block_on(backup::last(&store)).expect("read").since, 0);
    add(&store, SCHOOL, &form("2026-07-05", &[])).expect("added");
    let last = block_on(backup::last(&store)).expect("read");
    assert_eq!((last.when.as_deref(), last.since), (Some("2026-07-06T01:00:00Z"), 1));

    let mut tab = Workspace::clone(&open(&store));
    let sessions = tab.sessions.len();
    block_on(backup::restore(&store, &actor, &backup, installation(), &|_, _| {})).expect("restored");
    assert_eq!(open(&store).sessions.len(), sessions - 1, "what came after the backup is gone");
    block_on(tab.catch_up(&store)).expect("read anew");
    assert_eq!(tab.sessions.len(), sessions - 1, "a tab that knew what was here");
    let newest = block_on(store.journal(1)).expect("a journal").remove(0);
    assert_eq!((newest.operation.verb.as_str(), newest.sequence), (backup::RESTORE, tab.sequence()));
    assert_eq!(block_on(backup::last(&store)).expect("read").since, 0);
}

/// The file with one of its parts as it is made, or without it.
fn with(file: &[u8], name: &str, become_: impl Fn(Vec<u8>) -> Option<Vec<u8>>) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(file)).expect("a zip");
    let mut into = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let mut part = from.by_index(index).expect("a part");
        let (mut bytes, own) = (Vec::new(), part.name().expect("a name").into_owned());
        part.read_to_end(&mut bytes).expect("unpacked");
        let bytes = if own.starts_with(name) { become_(bytes) } else { Some(bytes) };
        let Some(bytes) = bytes else { continue };
        into.start_file(&*own, SimpleFileOptions::default()).expect("a part");
        into.write_all(&bytes).expect("packed");
    }
    into.finish().expect("a zip").into_inner()
}

fn fault(file: Vec<u8>) -> BackupFault {
    Backup::open(file).err().expect("refused")
}

#[test]
fn a_backup_that_is_not_as_it_was_written_is_refused_before_anything_changes() {
    let store = demo_store();
    let file = made(&store);
    assert_eq!(fault(b"PK\x03\x04".to_vec()), BackupFault::NoBackup);
    assert_eq!(fault(Vec::new()), BackupFault::NoBackup);
    assert_eq!(fault(file[..file.len() / 2].to_vec()), BackupFault::NoBackup, "half of it");
    assert_eq!(fault(with(&file, "manifest", |_| None)), BackupFault::NoBackup);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    let newer = with(&file, "manifest", |bytes| {
        Some(text(bytes).replace("\"version\": 1", "\"version\": 2").into_bytes())
    });
    assert_eq!(fault(newer), BackupFault::Newer(2));
    let other = with(&file, "manifest", |bytes| Some(text(bytes).replace("keqiao-backup", "x").into_bytes()));
    assert_eq!(fault(other), BackupFault::NoBackup);
    let fewer = with(&file, "manifest", |bytes| {
        Some(text(bytes).replacen("\"entries\": ", "\"entries\": 1", 1).into_bytes())
    });
    assert_eq!(fault(fewer), BackupFault::Damaged("manifest.json".into()));

    let lost = with(&file, "pieces/00001", |_| None);
    assert!(matches!(fault(lost), BackupFault::Damaged(part) if part.contains("00001")));
    // Another sum in a row, where every line can still be read.
    let forged = with(&file, "pieces/00001", |bytes| Some(text(bytes).replacen('9', "8", 1).into_bytes()));
    let fault = fault(forged);
    assert!(matches!(&fault, BackupFault::Damaged(part) if part.contains("00001")));
    assert!(fault.text(Lang::Zh).contains("没有恢复") && fault.text(Lang::En).contains("Nothing"));
}

#[test]
fn every_changed_byte_of_a_backup_is_noticed_or_changes_nothing() {
    let store = MemoryStore::default();
    let rows = (0..9).map(|n| write(&n.to_string(), None, "{\"name\":\"甲\"}")).collect();
    block_on(store.commit(commit("import", rows))).expect("stored");
    let file = made(&store);
    let held: Vec<_> = Backup::open(file.clone()).expect("sound").held().collect();
    for place in 0..file.len() {
        let mut changed = file.clone();
        changed[place] ^= 0x55;
        if let Ok(backup) = Backup::open(changed) {
            // A time in the archive's directory, or a note in it that nobody reads.
            assert!(backup.held().eq(held.iter().cloned()), "byte {place}");
        }
    }
}

#[test]
fn what_cannot_be_right_in_a_backup_is_damage() {
    let store = demo_store();
    add(&store, SCHOOL, &form("2026-07-05", &[])).expect("added");
    let all = block_on(all_of(&store));
    let written = |sequence: u64, all: Vec<Held>| {
        let mut writer = BackupWriter::new(about(), sequence);
        all.into_iter().try_for_each(|held| writer.hold(held)).expect("room");
        writer.finish().expect("room")
    };
    assert!(Backup::open(written(2, all.clone())).is_ok());
    let reversed = all.iter().rev().cloned().collect();
    assert!(matches!(fault(written(2, reversed)), BackupFault::Damaged(_)), "entries out of their order");
    assert!(matches!(fault(written(1, all)), BackupFault::Damaged(_)), "a row of an entry that is not there");
}
