//! Reads and writes files. A program of its own, `src/bin/files.rs`: the spreadsheet libraries are loaded
//! when the first file is, and not with the page.

use std::{cell::RefCell, rc::Rc};

use gloo_worker::{HandlerId, Registrable, Worker, WorkerScope};
use serde::{Deserialize, Serialize};

use super::{
    Packs, Stored,
    clock::clock,
    context::WorkerContext,
    question::{Asked, Reply, questions},
};
use crate::{
    app::{
        Actor, Now,
        import::{self, Paper},
        policies::{self, Rulebook},
        transitions::TransitionError,
        workspace::Workspace,
    },
    domain::{Kind, Lang, field::Attachment, workflow::Seat},
    exchange::{
        self,
        import::{Batch, Problem, Summary},
        payment_list::PaymentList,
    },
    policy::decision::Text,
    store::StoreError,
};

/// A file to save.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FileBytes(pub Vec<u8>);

questions! {
    /// What the file worker is asked.
    Questions, Answers;

    /// Check a file against what is stored; what it brings is kept for [`Import`].
    Read { name: String, bytes: Vec<u8>, packs: Packs } -> Summary;

    /// Store what the file last read brings.
    Import { seat_name: String, timestamp: String, packs: Packs } -> Stored;

    /// Write the records of these kinds, those that the seat sees, or an empty template of them.
    Workbook {
        /// Codes.
        kinds: Vec<String>,
        packs: Packs,
        empty: bool,
        /// 演示数据, where it is.
        mark: Option<String>
    } -> FileBytes;

    /// Write the JSON Schema of all kinds.
    Schema { packs: Packs } -> FileBytes;

    /// Write the problems of an import.
    Problems { problems: Vec<Problem> } -> FileBytes;

    /// Write a payment list, as xlsx or csv.
    Payments { list: Box<PaymentList>, lang: Lang, csv: bool } -> FileBytes;
}

/// Registers the worker; called when the program starts.
pub fn serve() {
    super::tell_when_asked("files");
    FileWorker::registrar().register();
}

/// See the module.
pub struct FileWorker {
    files: Rc<Files>,
}

#[derive(Default)]
struct Files {
    context: WorkerContext,
    batch: RefCell<Option<Checked>>,
}

/// What the file last read brings, the file itself, and what it was checked against: what was previewed is what is stored, or
/// nothing is.
struct Checked {
    workspace: Workspace,
    seat: Option<Seat>,
    batch: Batch,
    paper: Paper,
}

/// Something of what the preview showed has changed since.
fn read_anew() -> Text {
    Text {
        zh: "预览之后有记录被改动，或换了席位，没有导入；请重新选择文件核对".to_owned(),
        en: "Records or the seat have changed since the preview and nothing was imported; choose the file again"
            .to_owned(),
    }
}

impl Worker for FileWorker {
    type Message = ();
    type Input = Asked<Questions>;
    type Output = Asked<Reply<Answers>>;

    fn create(_scope: &WorkerScope<Self>) -> Self {
        Self { files: Rc::default() }
    }

    fn update(&mut self, _scope: &WorkerScope<Self>, (): ()) {}

    fn received(&mut self, scope: &WorkerScope<Self>, (request, question): Self::Input, id: HandlerId) {
        let (files, scope) = (Rc::clone(&self.files), scope.clone());
        wasm_bindgen_futures::spawn_local(async move {
            match files.answer(question).await {
                Ok(Some(answer)) => scope.respond(id, (request, Reply::Answer(answer))),
                Ok(None) => scope.respond(id, (request, Reply::Dropped)),
                Err(why) => scope.respond(id, (request, Reply::Failed(why))),
            }
        });
    }
}

impl Files {
    /// `None` where there is nothing to answer about.
    async fn answer(&self, question: Questions) -> Result<Option<Answers>, Text> {
        Ok(Some(match question {
            Questions::Read(question) => Answers::Read(self.read(question).await?),
            Questions::Import(question) => {
                let read = self.batch.borrow_mut().take().ok_or_else(read_anew)?;
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
            Questions::Payments(Payments { list, lang, csv }) => Answers::Payments(match csv {
                true => FileBytes(list.csv(lang)),
                false => written(list.xlsx(lang))?,
            }),
        }))
    }

    async fn read(&self, Read { name, bytes, packs }: Read) -> Result<Summary, Text> {
        let workspace = self.context.equipped(&packs).await?;
        let sheets = exchange::read(&bytes).map_err(|fault| Text::of(&fault))?;
        let actor = seated(&workspace, &packs, String::new(), String::new());
        let preview = import::check(&workspace, &actor, &sheets);
        let paper = Paper { file: Attachment::of(&name, &bytes), bytes };
        let seat = packs.seat;
        *self.batch.borrow_mut() = Some(Checked { workspace, seat, batch: preview.batch, paper });
        Ok(preview.summary)
    }

    async fn import(&self, question: Import, read: Checked) -> Result<Stored, Text> {
        let Import { seat_name, timestamp, packs } = question;
        if packs.seat != read.seat {
            return Err(read_anew());
        }
        let actor = seated(&read.workspace, &packs, seat_name, timestamp);
        let store = self.context.store().await?;
        let stored = import::import(&*store, &read.workspace, &actor, &read.batch, &read.paper).await;
        let count = read.batch.len();
        match stored {
            Ok(written) => Ok(Stored { sequence: written.sequence, count }),
            Err(TransitionError::Store(StoreError::Conflict { .. } | StoreError::TableChanged { .. })) => {
                Err(read_anew())
            }
            Err(error) => {
                // Nothing was stored, so the file can be tried again without choosing it anew.
                *self.batch.borrow_mut() = Some(read);
                Err(Text::of(&error))
            }
        }
    }

    async fn workbook(&self, Workbook { kinds, packs, empty, mark }: Workbook) -> Result<FileBytes, Text> {
        let workspace = self.context.equipped(&packs).await?;
        let kinds: Vec<_> = kinds.iter().filter_map(|code| Kind::parse(code)).collect();
        let records =
            |kind| if empty { Vec::new() } else { import::records(&workspace, packs.seat.as_ref(), kind) };
        let fields = workspace.fields();
        written(exchange::with_records(fields, &kinds, &records, packs.today, mark.as_deref()))
    }
}

fn written(made: Result<Vec<u8>, exchange::WriteFault>) -> Result<FileBytes, Text> {
    made.map(FileBytes).map_err(|fault| Text::of(&fault))
}

/// Whoever asks, under the policy in force.
fn seated(workspace: &Workspace, packs: &Packs, seat_name: String, timestamp: String) -> Actor {
    let library = policies::library(&packs.shipped, workspace).unwrap_or_default();
    let rulebook = Rulebook::of(library, workspace.settings.pack.clone()).timed(clock);
    Actor {
        seat: packs.seat.clone(),
        policy: rulebook.on(packs.today).ok(),
        now: Now { timestamp, today: packs.today },
        ..actor(seat_name, String::new())
    }
}

fn actor(seat_name: String, timestamp: String) -> Actor {
    // The demo asks for no day and writes no note of its own.
    Actor {
        seat_name,
        seat: None,
        policy: None,
        now: Now { timestamp, today: jiff::civil::Date::MIN },
        lang: Lang::default(),
    }
}
