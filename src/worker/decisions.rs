//! Draws up the account of what is stored and compares policies with it.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use gloo_timers::future::TimeoutFuture;
use gloo_worker::{HandlerId, Registrable, Worker, WorkerScope};

use super::{Answer, Ask, RequestId, context::WorkerContext};
use crate::{
    app::{
        account::{Account, AccountChange, Accounting},
        compare::compare,
        policies::{self, PackFiles, PolicyFault, Rulebook},
        workspace::Workspace,
    },
    policy::{PackLibrary, PackSource, decision::Text},
};

/// Registers the worker; called when the program starts in a worker's scope.
pub fn serve() {
    super::tell_when_asked("decisions");
    DecisionWorker::registrar().register();
}

/// Sessions decided between two yields: about ten milliseconds.
const STEP: usize = 500;

/// See the module.
pub struct DecisionWorker {
    decisions: Rc<Decisions>,
}

#[derive(Default)]
struct Decisions {
    context: WorkerContext,
    /// The account last drawn up, beside which a draft is compared.
    drawn: RefCell<Option<Rc<Drawn>>>,
}

/// An account with what it was drawn up from.
struct Drawn {
    account: Account,
    workspace: Arc<Workspace>,
    shipped: PackFiles,
}

impl Drawn {
    /// Whether the same policies are in force as they were.
    fn holds(&self, workspace: &Workspace, shipped: &PackFiles) -> bool {
        let then = &self.workspace;
        then.settings.pack == workspace.settings.pack
            && then.publications == workspace.publications
            && then.versions == workspace.versions
            && self.shipped == *shipped
    }
}

impl Worker for DecisionWorker {
    type Message = ();
    type Input = (RequestId, Ask);
    type Output = (RequestId, Answer);

    fn create(_scope: &WorkerScope<Self>) -> Self {
        Self { decisions: Rc::default() }
    }

    fn update(&mut self, _scope: &WorkerScope<Self>, (): ()) {}

    fn received(&mut self, scope: &WorkerScope<Self>, (request, ask): Self::Input, id: HandlerId) {
        let (decisions, scope) = (Rc::clone(&self.decisions), scope.clone());
        decisions.context.latest.borrow_mut().insert(kind(&ask), request);
        wasm_bindgen_futures::spawn_local(async move {
            let say = |answer| scope.respond(id, (request, answer));
            match decisions.answer(request, ask, &say).await {
                Ok(Some(answer)) => say(answer),
                Ok(None) => {}
                Err(why) => say(Answer::Failed(why)),
            }
        });
    }
}

/// Questions of one kind replace each other.
fn kind(ask: &Ask) -> &'static str {
    match ask {
        Ask::Compare { from: None, .. } => "compare",
        Ask::Compare { from: Some(_), .. } => "compare from a day",
        Ask::Demo(_) => "demo",
        _ => "account",
    }
}

impl Decisions {
    async fn answer(
        &self,
        request: RequestId,
        ask: Ask,
        say: &dyn Fn(Answer),
    ) -> Result<Option<Answer>, Text> {
        let kind = kind(&ask);
        match ask {
            Ask::Account { shipped, have } => {
                let drawn = self.drawn(request, kind, shipped, say).await?;
                Ok(drawn.map(|(drawn, change)| {
                    let known = change.filter(|change| change.since == have);
                    Answer::Account(known.unwrap_or_else(|| drawn.account.whole()))
                }))
            }
            Ask::Compare { shipped, judged, pack, files, from } => {
                let Some((before, _)) = self.drawn(request, kind, shipped, say).await? else {
                    return Ok(None);
                };
                let library = library(&before.shipped, &before.workspace)?;
                let source = PackSource { id: pack, files };
                let tried = match from {
                    None => library.with_draft(source),
                    Some(day) => {
                        let mut library = library.clone();
                        library.publish(day, source).map(|()| library)
                    }
                };
                let draft = tried.map_err(|faults| Text::of(&PolicyFault::Broken(faults)))?;
                let rulebook = Rc::new(Rulebook::of(draft, judged));
                let accounting = Accounting::new(Arc::clone(&before.workspace), rulebook);
                let after = self.decide(request, kind, accounting, say).await;
                Ok(after.map(|after| {
                    let (after, _) = after.finish(Account::default());
                    Answer::Compared(compare(&before.account, &after))
                }))
            }
            Ask::Demo(demo) => demo.load(&self.context).await.map(Some),
            // Everything else is the file worker's.
            _ => Ok(None),
        }
    }

    /// The account of what is stored now and, unless nothing was written since, what it says otherwise than the one before. `None` when something newer was asked.
    async fn drawn(
        &self,
        request: RequestId,
        kind: &'static str,
        shipped: PackFiles,
        say: &dyn Fn(Answer),
    ) -> Result<Option<(Rc<Drawn>, Option<AccountChange>)>, Text> {
        let workspace = self.context.workspace().await?;
        let before = self.drawn.borrow().clone().filter(|drawn| drawn.holds(&workspace, &shipped));
        if let Some(drawn) = before.clone().filter(|drawn| drawn.account.sequence == workspace.sequence()) {
            return Ok(Some((drawn, None)));
        }
        let rulebook = Rulebook::of(library(&shipped, &workspace)?, workspace.settings.pack.clone());
        let (now, rulebook) = (Arc::clone(&workspace), Rc::new(rulebook));
        let accounting = match &before {
            Some(drawn) => Accounting::again(now, rulebook, (&drawn.account, &drawn.workspace)),
            None => Accounting::new(now, rulebook),
        };
        let Some(accounting) = self.decide(request, kind, accounting, say).await else {
            return Ok(None);
        };
        let before = before.map(|drawn| drawn.account.clone()).unwrap_or_default();
        let (account, change) = accounting.finish(before);
        let drawn = Rc::new(Drawn { account, workspace, shipped });
        *self.drawn.borrow_mut() = Some(Rc::clone(&drawn));
        Ok(Some((drawn, Some(change))))
    }

    /// Decides, with a yield after every step; `None` when something newer was asked.
    async fn decide(
        &self,
        request: RequestId,
        kind: &'static str,
        mut accounting: Accounting,
        say: &dyn Fn(Answer),
    ) -> Option<Accounting> {
        while accounting.advance(STEP) {
            let (done, all) = accounting.progress();
            say(Answer::Progress(done, all));
            TimeoutFuture::new(0).await;
            if self.context.latest.borrow().get(kind) != Some(&request) {
                return None;
            }
        }
        Some(accounting)
    }
}

fn library(shipped: &PackFiles, workspace: &Workspace) -> Result<PackLibrary, Text> {
    policies::library(shipped, workspace).map_err(|faults| Text::of(&PolicyFault::Broken(faults)))
}
