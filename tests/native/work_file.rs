//! A work file: what an office takes along, its keys too, under a passphrase.

use keqiao::{
    app::{
        backup,
        work_file::{self, KeptDesk, WorkFile, WorkFileFault},
        workspace::Workspace,
    },
    domain::{
        Lang, Localized as _,
        seal::Digest,
        workflow::{Role, Seat},
    },
    keys::{FileLock, OpenError, Secret},
    store::{MemoryStore, backup::About},
};
use pollster::block_on;

use crate::{
    offices::{Office, SCHOOL, county_and_school},
    story::open,
};

const PASSPHRASE: &str = "云溪县实验小学的工作文件";

fn about() -> About {
    About { made: "2026-06-15T01:00:00Z".into(), seat_name: "云溪县实验小学".into(), demo: false }
}

fn desk() -> KeptDesk {
    let secret = Secret::from_seed(&[2; 32]);
    let locked = secret.lock("246810").expect("locked");
    let seat = Seat { unit: SCHOOL.into(), role: Role::Officer };
    KeptDesk { seat, public: secret.public(), locked, number: 7 }
}

fn saved(office: &Office) -> (Vec<u8>, String) {
    let (lock, recovery) = FileLock::make(PASSPHRASE).expect("a lock");
    let backup = block_on(backup::make(&office.store, &about(), &|_, _| {})).expect("a backup");
    (work_file::seal(&lock, about(), &[desk()], &backup).expect("sealed"), recovery)
}

#[test]
fn a_work_file_brings_records_and_keys_to_another_computer_and_counts_packages_anew() {
    let (_, school) = county_and_school(None);
    let (bytes, recovery) = saved(&school);
    assert!(work_file::is_one(&bytes));
    for typed in [PASSPHRASE, &recovery] {
        let file = WorkFile::read(bytes.clone()).expect("a work file");
        assert_eq!(file.head.seat_name, "云溪县实验小学");
        let (desks, backup) = file.open(typed).expect("opened");
        let [kept] = &desks[..] else { panic!("one desk") };
        assert_eq!((kept.number, &kept.seat), (7, &desk().seat));
        let secret = kept.locked.unlock("246810").expect("unlocked");
        assert_eq!(secret.public(), desk().public);

        let elsewhere = MemoryStore::default();
        let (actor, here) = (school.actor(Role::Officer), Digest::of(&[b"elsewhere"]));
        block_on(backup::restore(&elsewhere, &actor, &backup, here, &|_, _| {})).expect("restored");
        let (one, other) = (open(&school.store), open(&elsewhere));
        let office = |workspace: &Workspace| workspace.settings.office.clone().expect("an office");
        assert_eq!(office(&one).roots, office(&other).roots);
        assert_eq!((office(&one).installation != here, office(&other).installation), (true, here));
        assert_eq!(one.certificates.all().count(), other.certificates.all().count());
    }
}

#[test]
fn a_work_file_opens_with_nothing_else_and_not_when_it_was_changed() {
    let (_, school) = county_and_school(None);
    let (bytes, _) = saved(&school);
    let opened = |bytes: &[u8], typed: &str| {
        let file = WorkFile::read(bytes.to_vec())?;
        file.open(typed).map(|_| ())
    };
    assert_eq!(opened(&bytes, "another passphrase"), Err(WorkFileFault::WrongPassphrase));
    assert_eq!(opened(&bytes, ""), Err(WorkFileFault::WrongPassphrase));
    let damaged = WorkFileFault::NotOpened(OpenError::Damaged);
    assert_eq!(opened(&bytes[..bytes.len() - 1], PASSPHRASE), Err(damaged.clone()));
    let mut changed = bytes.clone();
    *changed.last_mut().expect("bytes") ^= 1;
    assert_eq!(opened(&changed, PASSPHRASE), Err(damaged.clone()));
    assert_eq!(opened(b"PK\x03\x04", PASSPHRASE), Err(WorkFileFault::NoWorkFile));
    assert_eq!(opened(b"", PASSPHRASE), Err(WorkFileFault::NoWorkFile));
    let text = |from: &str, to: &str| {
        let end = bytes.iter().position(|byte| *byte == b'\n').expect("a head");
        let head = String::from_utf8(bytes[..end].to_vec()).expect("text").replace(from, to);
        [head.as_bytes(), &bytes[end..]].concat()
    };
    assert_eq!(opened(&text("\"version\":1", "\"version\":2"), PASSPHRASE), Err(WorkFileFault::Newer(2)));
    assert_eq!(opened(&text("\"seat_name\"", "\"another\""), PASSPHRASE), Err(damaged.clone()));
    for fault in [WorkFileFault::NoWorkFile, WorkFileFault::Newer(2), WorkFileFault::WrongPassphrase, damaged]
    {
        assert_ne!(fault.text(Lang::Zh), fault.text(Lang::En));
    }
}
