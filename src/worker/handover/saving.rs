//! Work files: what an office takes along from one computer to the next.

use super::{
    desks::{KeptFile, OpenedFile},
    questions::Continue,
    told::{Progress, nothing_opened},
    work::Handover,
};
use crate::{
    app::{
        Actor, Now, backup,
        work_file::{self, WorkFile},
    },
    domain::{seal::Digest, workflow::Seat},
    keys::FileLock,
    policy::decision::Text,
    store::backup::{About, Manifest},
    worker::{Stored, files::FileBytes, random},
};

impl Handover {
    pub(super) async fn has_passphrase(&self) -> Result<bool, Text> {
        let file = self.desks.file().await.map_err(|error| Text::of(&error))?;
        Ok(file.is_some())
    }

    /// Whoever has forgotten the PIN still gets at the data with what opens the work file.
    pub(super) async fn unlock_screen(&self, seat: &Seat, typed: &str) -> Result<(), Text> {
        let Err(why) = self.desks.unlock(seat, typed).await else { return Ok(()) };
        // Another desk of the office works at this computer too.
        for other in self.desks.all().await.map_err(|error| Text::of(&error))? {
            if other.seat != *seat && self.desks.unlock(&other.seat, typed).await.is_ok() {
                return Ok(());
            }
        }
        let file = self.desks.file().await.map_err(|error| Text::of(&error))?;
        match file {
            Some(file) if file.lock.knows(typed) => Ok(()),
            _ => Err(why),
        }
    }

    pub(super) async fn set_passphrase(&self, passphrase: &str) -> Result<String, Text> {
        let (lock, recovery) = FileLock::make(passphrase).map_err(|error| Text::of(&error))?;
        *self.lock.borrow_mut() = Some(lock);
        Ok(recovery)
    }

    /// The recovery key is on paper.
    pub(super) async fn keep_passphrase(&self) -> Result<(), Text> {
        let lock = self.lock.borrow_mut().take().ok_or_else(no_passphrase)?;
        self.desks.keep_file(&KeptFile { lock, saved: None }).await.map_err(|error| Text::of(&error))
    }

    pub(super) async fn make_work_file(
        &self,
        about: About,
        progress: Progress<'_>,
    ) -> Result<FileBytes, Text> {
        let file = self.desks.file().await.map_err(|error| Text::of(&error))?;
        let KeptFile { lock, .. } = file.ok_or_else(no_passphrase)?;
        let store = self.context.store().await?;
        let backup = backup::make(&*store, &about, progress).await.map_err(|fault| Text::of(&fault))?;
        let desks = self.desks.all().await.map_err(|error| Text::of(&error))?;
        let bytes = work_file::seal(&lock, about, &desks, &backup).map_err(|fault| Text::of(&fault))?;
        let saved = KeptFile { lock, saved: Some(Digest::of(&[&bytes])) };
        self.desks.keep_file(&saved).await.map_err(|error| Text::of(&error))?;
        Ok(FileBytes(bytes))
    }

    pub(super) async fn is_saved(&self, bytes: &[u8]) -> Result<bool, Text> {
        let file = self.desks.file().await.map_err(|error| Text::of(&error))?;
        let saved = file.and_then(|file| file.saved);
        Ok(saved == Some(Digest::of(&[bytes])))
    }

    pub(super) fn open_work_file(&self, bytes: Vec<u8>, passphrase: &str) -> Result<Manifest, Text> {
        let saved = Some(Digest::of(&[&bytes]));
        let file = WorkFile::read(bytes).map_err(|fault| Text::of(&fault))?;
        let (desks, backup) = file.open(passphrase).map_err(|fault| Text::of(&fault))?;
        let manifest = backup.manifest().clone();
        let file = KeptFile { lock: file.lock().clone(), saved };
        *self.work_file.borrow_mut() = Some(OpenedFile { desks, backup, file });
        Ok(manifest)
    }

    /// The keys first: where the records do not follow, those that were here come back.
    pub(super) async fn go_on(&self, question: Continue, progress: Progress<'_>) -> Result<Stored, Text> {
        let Continue { seat_name, timestamp, today } = question;
        let opened = self.work_file.borrow_mut().take().ok_or_else(nothing_opened)?;
        let failed = |error: crate::store::StoreError| Text::of(&error);
        let before = (self.desks.all().await.map_err(failed)?, self.desks.file().await.map_err(failed)?);
        self.desks.replace(&opened.desks, Some(&opened.file)).await.map_err(failed)?;
        let actor = Actor { seat_name, seat: None, policy: None, now: Now { timestamp, today } };
        let store = self.context.store().await?;
        let restored =
            backup::restore(&*store, &actor, &opened.backup, random::installation(), progress).await;
        let records = backup::records(opened.backup.manifest().rows.clone());
        match restored {
            Ok(sequence) => Ok(Stored { sequence, count: records.iter().map(|(_, count)| count).sum() }),
            Err(error) => {
                self.desks.replace(&before.0, before.1.as_ref()).await.map_err(failed)?;
                *self.work_file.borrow_mut() = Some(opened);
                Err(failed(error))
            }
        }
    }
}

fn no_passphrase() -> Text {
    Text {
        zh: "还没有为工作文件设口令，没有保存。".to_owned(),
        en: "The work file has no passphrase yet and was not saved.".to_owned(),
    }
}
