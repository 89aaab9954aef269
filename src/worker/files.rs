//! Reads and writes files. A program of its own, `src/bin/files.rs`: the spreadsheet libraries are loaded
//! when the first file is, and not with the page.

use std::{cell::RefCell, collections::HashSet, rc::Rc, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{
    Packs, Stored, WorkerClient,
    clock::clock,
    connection::{self, Say},
    context::{WorkerContext, in_steps},
    question::{Reply, questions},
    random,
};
use crate::{
    app::{
        Actor, Now, backup,
        import::{self, Judged, Judging, Paper},
        journal,
        policies::{self, Rulebook},
        transitions::TransitionError,
        workspace::Workspace,
    },
    domain::{Kind, Label, Lang, field::Attachment},
    exchange::{
        self, Sheet,
        audit_extract::AuditExtract,
        figures::Figures,
        import::{BankFile, Batch, Mappings, Preview, Problem, Summary, bank_file},
        paper::Paper as OfficialPaper,
        payment_list::{PayingSheets, PaymentList},
        served_list::ServedList,
    },
    policy::decision::Text,
    store::{
        StoreError,
        backup::{About, Backup, Manifest},
    },
};

/// What became of an import.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Imported {
    Stored(Stored),
    /// Nothing was stored, since something of what the preview showed has changed: what.
    Changed(Text),
}

/// A page of what a file changes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SomeChanges {
    pub changes: Vec<Problem>,
    /// In all.
    pub count: usize,
}

/// Changes on a page.
pub const CHANGES: usize = 50;

/// A file to save.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FileBytes(pub Vec<u8>);

questions! {
    /// What the file worker is asked.
    Questions, Answers;

    /// Read what is stored: somebody is choosing a file, which will be checked against it.
    Prepare {} -> ();

    /// Check a file against what is stored; what it brings is kept for [`Import`].
    Read { name: String, bytes: Vec<u8>, packs: Packs } -> Summary;

    /// Check the file last read again: by what is said of its sheets, and against what is stored now.
    Again { said: Mappings, packs: Packs } -> Summary;

    /// Some of what the file last read changes of what is stored.
    Changes {
        /// Of this sheet only.
        sheet: Option<String>,
        from: usize
    } -> SomeChanges;

    /// What the file last read would do to what is paid; nothing where it bears on nothing that is.
    Judge {} -> Option<Judged>;

    /// Store what the file last read brings.
    Import { seat_name: String, timestamp: String, packs: Packs } -> Imported;

    /// Write the records of these kinds, those that the seat sees, or an empty template of them.
    Workbook {
        /// Codes.
        kinds: Vec<String>,
        packs: Packs,
        /// Of their records these only, by id.
        shown: Option<HashSet<String>>,
        empty: bool,
        /// 演示数据, where it is.
        mark: Option<String>
    } -> FileBytes;

    /// Write the JSON Schema of all kinds.
    Schema { packs: Packs } -> FileBytes;

    /// Write the problems of an import.
    Problems { problems: Vec<Problem> } -> FileBytes;

    /// Write everything that is stored as one file.
    MakeBackup { about: About } -> FileBytes;

    /// Look through a backup, and keep it for [`Restore`].
    OpenBackup { bytes: Vec<u8> } -> Manifest;

    /// Put the backup last opened in the place of everything here.
    Restore { seat_name: String, timestamp: String, packs: Packs } -> Stored;

    /// Write a paper, as docx.
    Docx { paper: Box<OfficialPaper> } -> FileBytes;

    /// Write a payment list, as xlsx or csv.
    Payments { list: Box<PaymentList>, lang: Lang, csv: bool } -> FileBytes;

    /// Write the figures of a page.
    WriteFigures { figures: Box<Figures> } -> FileBytes;
    /// Write what finance needs to transfer a batch and to declare its tax.
    Paying { sheets: Box<PayingSheets>, lang: Lang } -> FileBytes;
    /// Write the audit extract of a person.
    Audit { extract: Box<AuditExtract>, lang: Lang } -> FileBytes;
    /// Read what a bank says became of transfers; nothing of it is kept.
    ReadBankFile { bytes: Vec<u8> } -> BankFile;
    /// Write the schools by how much they were given.
    Schools { list: Box<ServedList>, lang: Lang } -> FileBytes;
}

/// The worker, from the page. It reads a file of 20 MB, or writes one, in one go.
pub fn client() -> WorkerClient<Questions> {
    WorkerClient::open("./files-worker.js", 120)
}

/// Registers the worker; called when the program starts.
pub fn serve() {
    super::tell_when_asked("files");
    let files = Rc::<Files>::default();
    connection::serve(move |_, question, say: Say<Answers>| {
        let files = Rc::clone(&files);
        wasm_bindgen_futures::spawn_local(async move {
            let progress = |done, all| say(Reply::Progress(done, all));
            say(match files.answer(question, &progress).await {
                Ok(Some(answer)) => Reply::Answer(answer),
                Ok(None) => Reply::Dropped,
                Err(why) => Reply::Failed(why),
            });
        });
    });
}

/// See the module.
#[derive(Default)]
struct Files {
    context: WorkerContext,
    read: RefCell<Option<Rc<Opened>>>,
    /// The backup last opened.
    backup: RefCell<Option<Rc<Backup>>>,
}

/// The file last read, what it was checked against and what it brings: what was previewed is what is stored, or nothing is.
struct Opened {
    sheets: Rc<[Sheet]>,
    paper: Rc<Paper>,
    workspace: Arc<Workspace>,
    rulebook: Rc<Rulebook>,
    actor: Actor,
    said: Mappings,
    batch: Batch,
    changes: Vec<Problem>,
}

/// There is no file to go on with.
fn nothing_read() -> Text {
    Text { zh: "请重新选择文件".to_owned(), en: "Choose the file again".to_owned() }
}

/// Something of what the preview showed has changed since.
fn changed_since(table: &str, workspace: &Workspace, key: Option<&str>) -> Text {
    let kind = Kind::parse(table);
    let Label { zh, en } = journal::label(table);
    let title = kind.zip(key).and_then(|(kind, key)| workspace.find(kind, key)).map(|record| record.title);
    let (of_zh, of_en) =
        title.map_or_else(Default::default, |title| (format!("“{title}”"), format!(" ({title})")));
    Text {
        zh: format!("预览之后，{zh}{of_zh}有改动，没有导入。请重新核对后再导入。"),
        en: format!(
            "{en}{of_en} changed since the preview, and nothing was imported. Check again before importing."
        ),
    }
}

impl Files {
    /// `None` where there is nothing to answer about.
    async fn answer(
        &self,
        question: Questions,
        progress: &dyn Fn(usize, usize),
    ) -> Result<Option<Answers>, Text> {
        Ok(Some(match question {
            Questions::Prepare(Prepare {}) => Answers::Prepare(self.context.workspace().await.map(drop)?),
            Questions::Read(question) => Answers::Read(self.read(question).await?),
            Questions::Again(question) => Answers::Again(self.again(question).await?),
            Questions::Changes(question) => Answers::Changes(self.changes(&question)),
            Questions::Judge(Judge {}) => return Ok(self.judge(progress).await?.map(Answers::Judge)),
            Questions::Import(question) => {
                let read = self.read.borrow_mut().take().ok_or_else(nothing_read)?;
                Answers::Import(self.import(question, read).await?)
            }
            Questions::Workbook(question) => Answers::Workbook(self.workbook(question).await?),
            Questions::Schema(Schema { packs }) => {
                let workspace = self.context.equipped(&packs).await?;
                let schema = exchange::schema::schema(workspace.fields());
                Answers::Schema(FileBytes(format!("{schema:#}").into_bytes()))
            }
            Questions::Problems(Problems { problems }) => {
                Answers::Problems(written(exchange::problems(&problems))?)
            }
            Questions::MakeBackup(MakeBackup { about }) => {
                let store = self.context.store().await?;
                let made = backup::make(&*store, &about, progress).await;
                Answers::MakeBackup(FileBytes(made.map_err(|fault| Text::of(&fault))?))
            }
            Questions::OpenBackup(OpenBackup { bytes }) => {
                let backup = Backup::open(bytes).map_err(|fault| Text::of(&fault))?;
                let manifest = backup.manifest().clone();
                *self.backup.borrow_mut() = Some(Rc::new(backup));
                Answers::OpenBackup(manifest)
            }
            Questions::Restore(question) => Answers::Restore(self.restore(question, progress).await?),
            Questions::Docx(Docx { paper }) => Answers::Docx(written(paper.docx())?),
            Questions::Audit(Audit { extract, lang }) => Answers::Audit(written(extract.xlsx(lang))?),
            Questions::ReadBankFile(ReadBankFile { bytes }) => {
                let sheets = exchange::read(&bytes).map_err(|fault| Text::of(&fault))?;
                let file = bank_file(&sheets).map_err(|fault| Text::of(&fault))?;
                Answers::ReadBankFile(file)
            }
            Questions::Schools(Schools { list, lang }) => Answers::Schools(written(list.xlsx(lang))?),
            Questions::Payments(Payments { list, lang, csv }) => Answers::Payments(match csv {
                true => FileBytes(list.csv(lang)),
                false => written(list.xlsx(lang))?,
            }),
            Questions::WriteFigures(WriteFigures { figures }) => {
                Answers::WriteFigures(written(figures.xlsx())?)
            }
            Questions::Paying(Paying { sheets, lang }) => Answers::Paying(written(sheets.xlsx(lang))?),
        }))
    }

    async fn read(&self, Read { name, bytes, packs }: Read) -> Result<Summary, Text> {
        let sheets = exchange::read(&bytes).map_err(|fault| Text::of(&fault))?;
        let paper = Paper { file: Attachment::of(&name, &bytes), bytes };
        self.check(sheets.into(), Rc::new(paper), Mappings::new(), &packs).await
    }

    async fn again(&self, Again { said, packs }: Again) -> Result<Summary, Text> {
        let read = self.read.borrow_mut().take().ok_or_else(nothing_read)?;
        let (sheets, paper) = (Rc::clone(&read.sheets), Rc::clone(&read.paper));
        drop(read);
        self.check(sheets, paper, said, &packs).await
    }

    async fn check(
        &self,
        sheets: Rc<[Sheet]>,
        paper: Rc<Paper>,
        said: Mappings,
        packs: &Packs,
    ) -> Result<Summary, Text> {
        let workspace = Arc::new(self.context.equipped(packs).await?);
        let rulebook = Rc::new(rulebook(&workspace, packs));
        let actor = seated(&rulebook, packs, String::new(), String::new());
        let mut mappings = workspace.settings.mappings.clone();
        let before = |shape: &str| workspace.settings.mappings.get(shape).cloned().unwrap_or_default();
        let said: Mappings =
            said.into_iter().map(|(shape, said)| (shape.clone(), before(&shape).and(said))).collect();
        mappings.extend(said.clone());
        let Preview { batch, changes, summary } =
            import::check_as_said(&workspace, &actor, &sheets, &mappings);
        let read = Opened { sheets, paper, workspace, rulebook, actor, said, batch, changes };
        *self.read.borrow_mut() = Some(Rc::new(read));
        Ok(summary)
    }

    /// `None` when another file was read meanwhile, or this one is being stored.
    async fn judge(&self, progress: &dyn Fn(usize, usize)) -> Result<Option<Option<Judged>>, Text> {
        let read = self.read.borrow().clone().ok_or_else(nothing_read)?;
        let Opened { workspace, rulebook, actor, batch, paper, .. } = &*read;
        let judging = Judging::of(workspace, Rc::clone(rulebook), actor, batch, paper);
        let Some(mut judging) = judging.map_err(|error| Text::of(&error))? else { return Ok(Some(None)) };
        let more = || judging.advance(1).then(|| judging.progress());
        let is_wanted = || self.read.borrow().as_ref().is_some_and(|now| Rc::ptr_eq(now, &read));
        let decided = in_steps(more, progress, is_wanted).await;
        Ok(decided.then(|| Some(judging.finish(batch))))
    }

    fn changes(&self, Changes { sheet, from }: &Changes) -> SomeChanges {
        let read = self.read.borrow();
        let all = read.as_ref().map_or(&[][..], |read| &read.changes);
        let of_sheet = all.iter().filter(|change| sheet.as_ref().is_none_or(|sheet| change.sheet == *sheet));
        let changes = of_sheet.clone().skip(*from).take(CHANGES).cloned().collect();
        SomeChanges { changes, count: of_sheet.count() }
    }

    async fn import(&self, question: Import, read: Rc<Opened>) -> Result<Imported, Text> {
        let Import { seat_name, timestamp, packs } = question;
        if packs.seat != read.actor.seat {
            *self.read.borrow_mut() = Some(read);
            return Ok(Imported::Changed(Text {
                zh: "预览之后换了席位，没有导入。请重新核对后再导入。".to_owned(),
                en: "The seat has changed since the preview, and nothing was imported. Check again before importing."
                    .to_owned(),
            }));
        }
        let actor = seated(&read.rulebook, &packs, seat_name, timestamp);
        let store = self.context.store().await?;
        let stored =
            import::import(&*store, &read.workspace, &actor, &read.batch, &read.paper, &read.said).await;
        let count = read.batch.len();
        let outcome = match stored {
            Ok(written) => return Ok(Imported::Stored(Stored { sequence: written.sequence, count })),
            Err(TransitionError::Store(StoreError::Conflict { table, key })) => {
                Ok(Imported::Changed(changed_since(&table, &read.workspace, Some(&key))))
            }
            Err(TransitionError::Store(StoreError::TableChanged { table })) => {
                Ok(Imported::Changed(changed_since(&table, &read.workspace, None)))
            }
            Err(error) => Err(Text::of(&error)),
        };
        // Nothing was stored, so the file can be checked or tried again without choosing it anew.
        *self.read.borrow_mut() = Some(read);
        outcome
    }

    async fn restore(
        &self,
        Restore { seat_name, timestamp, packs }: Restore,
        progress: &dyn Fn(usize, usize),
    ) -> Result<Stored, Text> {
        let opened = self.backup.borrow().clone().ok_or_else(nothing_read)?;
        let now = Now { timestamp, today: packs.today };
        let actor = Actor { seat: packs.seat, policy: None, now, seat_name };
        let store = self.context.store().await?;
        let restored = backup::restore(&*store, &actor, &opened, random::installation(), progress).await;
        let sequence = restored.map_err(|error| Text::of(&error))?;
        *self.backup.borrow_mut() = None;
        let records = backup::records(opened.manifest().rows.clone());
        Ok(Stored { sequence, count: records.iter().map(|(_, count)| count).sum() })
    }

    async fn workbook(
        &self,
        Workbook { kinds, packs, shown, empty, mark }: Workbook,
    ) -> Result<FileBytes, Text> {
        let workspace = self.context.equipped(&packs).await?;
        let kinds: Vec<_> = kinds.iter().filter_map(|code| Kind::parse(code)).collect();
        let wanted = |id: &str| !empty && shown.as_ref().is_none_or(|shown| shown.contains(id));
        let records = |kind| import::some_records(&workspace, packs.seat.as_ref(), kind, &wanted);
        let fields = workspace.fields();
        written(exchange::with_records(fields, &kinds, &records, packs.today, mark.as_deref()))
    }
}

fn written(made: Result<Vec<u8>, exchange::WriteFault>) -> Result<FileBytes, Text> {
    made.map(FileBytes).map_err(|fault| Text::of(&fault))
}

fn rulebook(workspace: &Workspace, packs: &Packs) -> Rulebook {
    let library = policies::library(&packs.shipped, workspace).unwrap_or_default();
    Rulebook::of(library, workspace.settings.pack.clone()).timed(clock)
}

/// Whoever asks, under the policy in force.
fn seated(rulebook: &Rulebook, packs: &Packs, seat_name: String, timestamp: String) -> Actor {
    Actor {
        seat: packs.seat.clone(),
        policy: rulebook.on(packs.today).ok(),
        now: Now { timestamp, today: packs.today },
        seat_name,
    }
}
