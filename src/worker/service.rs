//! The worker's end: answers one question of a kind at a time.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc, sync::Arc};

use gloo_timers::future::TimeoutFuture;
use gloo_worker::{HandlerId, Registrable, Worker, WorkerScope};

use super::{Answer, Ask, DATABASE, Ticket};
use crate::{
    app::{
        Actor, Now,
        account::{Account, Accounting},
        compare::compare,
        import,
        policies::{self, PackFiles, PolicyFault, Rulebook},
        workspace::Workspace,
    },
    demo,
    domain::{Lang, Localized},
    exchange::{self, import::Batch},
    policy::{PackLibrary, PackSource, decision::Text},
    store::{StoreError, indexed_db::IndexedDbStore},
};

/// Registers the worker; called when the program starts in a worker's scope.
pub fn serve() {
    Service::registrar().register();
}

/// Sessions decided between two breaths: about ten milliseconds.
const STEP: usize = 500;

/// See the module.
pub struct Service {
    room: Rc<Room>,
}

#[derive(Default)]
struct Room {
    /// The latest question of each kind; older ones stop at their next breath.
    latest: RefCell<BTreeMap<&'static str, Ticket>>,
    store: RefCell<Option<Rc<IndexedDbStore>>>,
    /// What the file last read brings.
    batch: RefCell<Option<Batch>>,
    /// The account last drawn up, beside which a draft is compared.
    account: RefCell<Option<Rc<Account>>>,
}

impl Worker for Service {
    type Message = ();
    type Input = (Ticket, Ask);
    type Output = (Ticket, Answer);

    fn create(_scope: &WorkerScope<Self>) -> Self {
        Self { room: Rc::default() }
    }

    fn update(&mut self, _scope: &WorkerScope<Self>, (): ()) {}

    fn received(&mut self, scope: &WorkerScope<Self>, (ticket, ask): Self::Input, id: HandlerId) {
        let (room, scope) = (Rc::clone(&self.room), scope.clone());
        room.latest.borrow_mut().insert(kind(&ask), ticket);
        wasm_bindgen_futures::spawn_local(async move {
            let say = |answer| scope.respond(id, (ticket, answer));
            match room.answer(ticket, ask, &say).await {
                Ok(Some(answer)) => say(answer),
                Ok(None) => {}
                Err(why) => say(Answer::Failed(why)),
            }
        });
    }
}

fn kind(ask: &Ask) -> &'static str {
    match ask {
        Ask::Account { .. } => "account",
        Ask::Compare { from: None, .. } => "compare",
        Ask::Compare { from: Some(_), .. } => "compare from a day",
        Ask::Read { .. } => "read",
        Ask::Import { .. } | Ask::Demo { .. } => "store",
    }
}

impl Room {
    async fn answer(&self, ticket: Ticket, ask: Ask, say: &dyn Fn(Answer)) -> Result<Option<Answer>, Text> {
        let kind = kind(&ask);
        match ask {
            Ask::Account { shipped } => {
                // Something was committed: what was drawn up before is not what a draft is compared with.
                self.account.borrow_mut().take();
                let workspace = self.workspace().await?;
                let library = library(&shipped, &workspace)?;
                let rulebook = Rulebook::of(library, workspace.settings.pack.clone());
                let Some(account) = self.account(ticket, kind, &workspace, rulebook, say).await else {
                    return Ok(None);
                };
                *self.account.borrow_mut() = Some(Rc::new(account.clone()));
                Ok(Some(Answer::Account(account)))
            }
            Ask::Compare {
                shipped,
                judged,
                pack,
                files,
                from,
            } => {
                let workspace = self.workspace().await?;
                let library = library(&shipped, &workspace)?;
                let source = PackSource { id: pack, files };
                let tried = match from {
                    None => library.with_draft(source),
                    Some(day) => {
                        let mut library = library.clone();
                        library.publish(day, source).map(|()| library)
                    }
                };
                let draft = tried.map_err(|faults| both(&PolicyFault::Broken(faults)))?;
                let governing = workspace.settings.pack.clone();
                let before = self.account.borrow().clone();
                let before =
                    match before.filter(|account| account.sessions.len() == workspace.sessions.all().len()) {
                        Some(account) => account,
                        None => match self
                            .account(ticket, kind, &workspace, Rulebook::of(library, governing), say)
                            .await
                        {
                            Some(account) => Rc::new(account),
                            None => return Ok(None),
                        },
                    };
                let after = self
                    .account(ticket, kind, &workspace, Rulebook::of(draft, judged), say)
                    .await;
                Ok(after.map(|after| Answer::Compared(compare(&before, &after))))
            }
            Ask::Read { bytes } => {
                let workspace = self.workspace().await?;
                let sheets = exchange::read(&bytes).map_err(|fault| both(&fault))?;
                let preview = import::check(&workspace, &sheets);
                *self.batch.borrow_mut() = Some(preview.batch);
                Ok(Some(Answer::Read(preview.summary)))
            }
            Ask::Import {
                desk,
                timestamp,
                note,
            } => {
                let Some(batch) = self.batch.borrow_mut().take() else {
                    return Ok(None);
                };
                let workspace = self.workspace().await?;
                let actor = actor(desk, timestamp);
                let store = self.store().await?;
                let stored = import::import(&*store, &workspace, &actor, &batch, &note).await;
                let count = batch.len();
                if stored.is_err() {
                    // Nothing was stored, so the file can be tried again without choosing it anew.
                    *self.batch.borrow_mut() = Some(batch);
                }
                stored
                    .map(|sequence| Some(Answer::Stored(sequence, count)))
                    .map_err(|error| both(&error))
            }
            Ask::Demo {
                desk,
                timestamp,
                sessions,
            } => {
                let workspace = self.workspace().await?;
                let scale = sessions.div_ceil(demo::COUNTY.sessions).max(1);
                let size = demo::Size {
                    schools: demo::COUNTY.schools * scale,
                    tutors: demo::COUNTY.tutors * scale,
                    sessions,
                };
                let county = demo::county(demo::SEED, size);
                let store = self.store().await?;
                let stored = import::load_demo(&*store, &workspace, &actor(desk, timestamp), &county).await;
                stored
                    .map(|sequence| Some(Answer::Stored(sequence, county.len())))
                    .map_err(|error| both(&error))
            }
        }
    }

    /// The account under a rulebook, with a breath after every step; `None` when something newer was asked.
    async fn account(
        &self,
        ticket: Ticket,
        kind: &'static str,
        workspace: &Arc<Workspace>,
        rulebook: Rulebook,
        say: &dyn Fn(Answer),
    ) -> Option<Account> {
        let mut accounting = Accounting::new(Arc::clone(workspace), Rc::new(rulebook));
        while accounting.advance(STEP) {
            let (done, all) = accounting.progress();
            say(Answer::Progress(done, all));
            TimeoutFuture::new(0).await;
            if self.latest.borrow().get(kind) != Some(&ticket) {
                return None;
            }
        }
        Some(accounting.finish())
    }

    async fn store(&self) -> Result<Rc<IndexedDbStore>, Text> {
        let open = self.store.borrow().clone();
        if let Some(store) = open {
            return Ok(store);
        }
        let store = Rc::new(
            IndexedDbStore::open(DATABASE)
                .await
                .map_err(|error: StoreError| both(&error))?,
        );
        *self.store.borrow_mut() = Some(Rc::clone(&store));
        Ok(store)
    }

    async fn workspace(&self) -> Result<Arc<Workspace>, Text> {
        let store = self.store().await?;
        Workspace::load(&*store)
            .await
            .map(Arc::new)
            .map_err(|error| both(&error))
    }
}

fn library(shipped: &PackFiles, workspace: &Workspace) -> Result<PackLibrary, Text> {
    policies::library(shipped, workspace).map_err(|faults| both(&PolicyFault::Broken(faults)))
}

fn actor(desk: String, timestamp: String) -> Actor {
    // The worker makes deeds only; no use-case here asks for the day or writes a note of its own.
    Actor {
        desk,
        now: Now {
            timestamp,
            today: jiff::civil::Date::MIN,
        },
        lang: Lang::default(),
    }
}

fn both(said: &impl Localized) -> Text {
    Text {
        zh: said.text(Lang::Zh),
        en: said.text(Lang::En),
    }
}
