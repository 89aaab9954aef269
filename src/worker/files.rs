//! Reads and writes files. A program of its own, `src/bin/files.rs`: the spreadsheet libraries are loaded
//! when the first file is, and not with the page.

use std::{cell::RefCell, rc::Rc};

use gloo_worker::{HandlerId, Registrable, Worker, WorkerScope};

use super::{Answer, Ask, Packs, RequestId, context::WorkerContext};
use crate::{
    app::{
        Actor, Now,
        import::{self, Paper},
        policies::{self, Rulebook},
        workspace::Workspace,
    },
    domain::{Kind, Lang, field::Attachment},
    exchange::{self, import::Batch},
    policy::decision::Text,
};

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
    /// What the file last read brings, and the file itself.
    batch: RefCell<Option<(Batch, Paper)>>,
}

impl Worker for FileWorker {
    type Message = ();
    type Input = (RequestId, Ask);
    type Output = (RequestId, Answer);

    fn create(_scope: &WorkerScope<Self>) -> Self {
        Self { files: Rc::default() }
    }

    fn update(&mut self, _scope: &WorkerScope<Self>, (): ()) {}

    fn received(&mut self, scope: &WorkerScope<Self>, (request, ask): Self::Input, id: HandlerId) {
        let (files, scope) = (Rc::clone(&self.files), scope.clone());
        wasm_bindgen_futures::spawn_local(async move {
            match files.answer(ask).await {
                Ok(Some(answer)) => scope.respond(id, (request, answer)),
                Ok(None) => {}
                Err(why) => scope.respond(id, (request, Answer::Failed(why))),
            }
        });
    }
}

impl Files {
    async fn answer(&self, ask: Ask) -> Result<Option<Answer>, Text> {
        match ask {
            Ask::Read { name, bytes, packs } => {
                let workspace = self.context.equipped(&packs).await?;
                let sheets = exchange::read(&bytes).map_err(|fault| Text::of(&fault))?;
                let actor = seated(&workspace, &packs, String::new(), String::new());
                let preview = import::check(&workspace, &actor, &sheets);
                let paper = Paper { file: Attachment::of(&name, &bytes), bytes };
                *self.batch.borrow_mut() = Some((preview.batch, paper));
                Ok(Some(Answer::Read(preview.summary)))
            }
            Ask::Import { seat_name, timestamp, packs } => {
                let Some((batch, paper)) = self.batch.borrow_mut().take() else {
                    return Ok(None);
                };
                let workspace = self.context.equipped(&packs).await?;
                let actor = seated(&workspace, &packs, seat_name, timestamp);
                let store = self.context.store().await?;
                let stored = import::import(&*store, &workspace, &actor, &batch, &paper).await;
                let count = batch.len();
                if stored.is_err() {
                    // Nothing was stored, so the file can be tried again without choosing it anew.
                    *self.batch.borrow_mut() = Some((batch, paper));
                }
                stored
                    .map(|written| Some(Answer::Stored(written.sequence, count)))
                    .map_err(|error| Text::of(&error))
            }
            Ask::Workbook { kinds, packs, empty, mark } => {
                let workspace = self.context.equipped(&packs).await?;
                let kinds: Vec<_> = kinds.iter().filter_map(|code| Kind::parse(code)).collect();
                let seat = workspace.settings.seat.clone();
                let records = |kind| {
                    if empty { Vec::new() } else { import::records(&workspace, seat.as_ref(), kind) }
                };
                written(exchange::with_records(
                    workspace.fields(),
                    &kinds,
                    &records,
                    packs.today,
                    mark.as_deref(),
                ))
            }
            Ask::Schema { packs } => {
                let workspace = self.context.equipped(&packs).await?;
                let schema = exchange::schema::schema(workspace.fields());
                Ok(Some(Answer::File(format!("{schema:#}").into_bytes())))
            }
            Ask::Problems(problems) => written(exchange::problems(&problems)),
            Ask::Payments { list, lang, csv: true } => Ok(Some(Answer::File(list.csv(lang)))),
            Ask::Payments { list, lang, csv: false } => written(list.xlsx(lang)),
            // Everything else is the decision worker's.
            Ask::Account { .. } | Ask::Compare { .. } | Ask::Demo(_) => Ok(None),
        }
    }
}

fn written(made: Result<Vec<u8>, exchange::WriteFault>) -> Result<Option<Answer>, Text> {
    made.map(|bytes| Some(Answer::File(bytes))).map_err(|fault| Text::of(&fault))
}

/// Whoever sits at the seat of the workspace, under the policy in force.
fn seated(workspace: &Workspace, packs: &Packs, seat_name: String, timestamp: String) -> Actor {
    let library = policies::library(&packs.shipped, workspace).unwrap_or_default();
    let rulebook = Rulebook::of(library, workspace.settings.pack.clone());
    Actor {
        seat: workspace.settings.seat.clone(),
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
