//! Saving everything as one file: an office's work file, or the backup of a workspace without keys; and what is not saved yet.

use leptos::{prelude::*, task::spawn_local};

use super::{State, is_on, now, turn};
use crate::{
    app::{
        backup::{self, LastBackup},
        work_file,
    },
    domain::{Kind, seal::Digest},
    exchange::package::group,
    policy::decision::Text,
    say,
    store::backup::{About, BackupFault, ENDING},
    ui::{
        components::{
            download::{BYTES, download},
            unsaved::asked_about,
        },
        disk::FileHandle,
        i18n::*,
    },
    worker::{
        files::{FileBytes, MakeBackup},
        handover::MakeWorkFile,
    },
};

/// Where the browser remembers that this computer keeps nothing.
const TEMPORARY: &str = "keqiao-temporary";

/// How a workspace is saved as a file.
#[derive(Clone, Copy)]
pub struct WorkFile {
    /// Whoever works here leaves nothing behind: the browser asks before it closes with work that is not saved.
    pub temporary: RwSignal<bool>,
    /// When everything was saved last; nothing until it is known.
    pub last: RwSignal<Option<LastBackup>>,
    /// The file that was opened, where it can be saved in its place.
    pub handle: StoredValue<Option<FileHandle>, LocalStorage>,
    /// What it held when it was opened or saved last.
    pub digest: StoredValue<Option<Digest>>,
    /// The file that was chosen and is not opened yet: what is here does not belong in it.
    pub picked: StoredValue<Option<FileHandle>, LocalStorage>,
}

impl WorkFile {
    pub fn unknown() -> Self {
        Self {
            temporary: RwSignal::new(is_on(TEMPORARY)),
            last: RwSignal::new(None),
            handle: StoredValue::new_local(None),
            digest: StoredValue::new(None),
            picked: StoredValue::new_local(None),
        }
    }
}

/// A file that somebody chose.
#[derive(Clone)]
pub struct Given {
    pub name: String,
    pub bytes: Vec<u8>,
}

impl Given {
    pub fn is_work_file(&self) -> bool {
        work_file::is_one(&self.bytes)
    }

    /// Whether it is sealed for an office, or a letter's code, or holds such.
    pub fn is_sealed(&self) -> bool {
        let begins = |with: &[u8]| self.bytes.starts_with(with);
        begins(b"age-encryption.org") || begins(b"-----BEGIN AGE ") || group::is_one(&self.bytes)
    }

    /// Whether everything of a workspace is in it; else it comes from another office.
    pub fn is_everything(&self) -> bool {
        self.is_work_file() || self.bytes.starts_with(b"PK") && !group::is_one(&self.bytes)
    }
}

/// What became of a file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// Given to the browser as a download: whether it lies on a disk is not known.
    Downloaded,
    /// Written in its place and read back.
    InPlace,
}

impl State {
    /// Whether this workspace is an office's, whose file is sealed.
    pub fn is_office(self) -> bool {
        self.workspace.with(|workspace| workspace.settings.office.is_some())
    }

    /// Follows what is saved, and has the browser ask before unsaved work is lost with a computer that keeps nothing.
    pub(super) fn watch_saving(self) {
        let of = self.work_file;
        Effect::new(move |_| {
            self.workspace.get();
            spawn_local(self.read_last());
        });
        let unsaved = Memo::new(move |_| of.temporary.get() && self.has_unsaved());
        asked_about(unsaved);
    }

    async fn read_last(self) {
        let Some(store) = self.store() else { return };
        self.work_file.last.try_set(backup::last(&*store).await.ok());
    }

    /// Whether anything happened since everything was saved.
    pub fn has_unsaved(self) -> bool {
        self.work_file.last.get().is_none_or(|last| last.when.is_none() || last.since > 0)
    }

    /// Says whether this computer keeps what is done at it.
    pub fn work_here_for_now(self, temporary: bool) {
        self.work_file.temporary.set(temporary);
        turn(TEMPORARY, temporary);
    }

    /// Saves everything as one file, and notes it in the journal.
    pub fn save_everything(self, then: impl Fn(Result<Saved, Text>) + Clone + 'static) {
        if self.workspace.with_untracked(|workspace| workspace.following().is_some()) {
            return then(Err(Text {
                zh: "数据还在读取，请稍等几秒再保存。".to_owned(),
                en: "The data is still being read; save it in a few seconds.".to_owned(),
            }));
        }
        let about = About {
            made: now().timestamp,
            seat_name: self.actor().seat_name,
            demo: self.workspace.with_untracked(|workspace| workspace.settings.demo),
        };
        let name = self.file_of_everything(&about);
        let begun = self.workspace.with_untracked(|workspace| workspace.sequence());
        let made = move |answer: Result<FileBytes, Text>| match answer {
            Ok(FileBytes(bytes)) => self.keep_everything((name.clone(), begun), bytes, then.clone()),
            Err(why) => then(Err(why)),
        };
        if self.workspace.with_untracked(|workspace| workspace.settings.office.is_some()) {
            self.ask_handover(MakeWorkFile { about }, made);
        } else {
            self.ask_files(MakeBackup { about }, made);
        }
    }

    fn keep_everything(
        self,
        (name, begun): (String, u64),
        bytes: Vec<u8>,
        then: impl Fn(Result<Saved, Text>) + Clone + 'static,
    ) {
        let records = {
            let workspace = self.workspace.get_untracked();
            Kind::ALL.iter().map(|kind| workspace.table(*kind).len()).sum::<usize>()
        };
        spawn_local(async move {
            let (saved, name) = match self.put_down(&name, &bytes).await {
                Ok(saved) => saved,
                Err(why) => return then(Err(why)),
            };
            let (actor, shown) = (self.actor(), name.clone());
            let failed = then.clone();
            self.attempt(
                move |store| async move { backup::note(&*store, &actor, (&name, begun), records).await },
                move |_| {
                    let text = move || match saved {
                        Saved::Downloaded if self.is_office() => {
                            t_string!(self.i18n, backup.made_work_file, file = shown.clone()).to_string()
                        }
                        Saved::Downloaded => {
                            t_string!(self.i18n, backup.made, file = shown.clone()).to_string()
                        }
                        Saved::InPlace => {
                            t_string!(self.i18n, backup.saved_in_place, file = shown.clone()).to_string()
                        }
                    };
                    self.toasts.done(text, None);
                    spawn_local(async move {
                        // Whoever asked goes by what is saved now.
                        self.read_last().await;
                        then(Ok(saved));
                    });
                },
                move |fault: BackupFault| failed(Err(Text::of(&fault))),
            );
        });
    }

    /// In the place of the file that was opened, where the browser can; else as a download. What it is called there.
    async fn put_down(self, name: &str, bytes: &[u8]) -> Result<(Saved, String), Text> {
        let not_saved = |why: String| {
            Text::both(|lang| say!(lang, "没有存成文件：{why}", "The file could not be saved: {why}"))
        };
        if let Some(handle) = self.work_file.handle.get_value() {
            // Somebody else may have saved into it from another computer: their work stays.
            let is_as_left = match (handle.read().await, self.work_file.digest.get_value()) {
                (Ok(there), Some(left)) => Digest::of(&[&there]) == left,
                _ => false,
            };
            if is_as_left && handle.save(bytes).await == Ok(true) {
                self.work_file.digest.set_value(Some(Digest::of(&[bytes])));
                return Ok((Saved::InPlace, handle.name()));
            }
            // Changed meanwhile, the drive taken out, or the person said no: a download is left.
            self.work_file.handle.set_value(None);
            let file = handle.name();
            self.toasts
                .failed(move || t_string!(self.i18n, backup.not_in_place, file = file.clone()).to_string());
        }
        download(name, BYTES, bytes).map_err(|error| not_saved(format!("{error:?}")))?;
        Ok((Saved::Downloaded, name.to_owned()))
    }

    /// `科桥备份_演示县教育局_2026-11-26_1630.keqiao`.
    fn file_of_everything(self, about: &About) -> String {
        let at = self.local_time(&about.made).replace(' ', "_").replace(':', "");
        let name = if self.workspace.with_untracked(|workspace| workspace.settings.office.is_some()) {
            t_string!(self.i18n, backup.work_file)
        } else {
            t_string!(self.i18n, backup.file)
        };
        let seat: String = about.seat_name.chars().filter(|c| c.is_alphanumeric()).take(20).collect();
        let parts = [name, &*seat, &*at];
        let named: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        format!("{}.{ENDING}", named.join("_"))
    }
}
