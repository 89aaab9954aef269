//! Draws up the account of what is stored and compares policies with it.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use gloo_timers::future::TimeoutFuture;
use gloo_worker::{HandlerId, Registrable, Worker, WorkerScope};

use super::{Answer, Ask, RequestId, context::WorkerContext};
use crate::{
    app::{
        account::{Account, Accounting},
        compare::compare,
        policies::{self, PackFiles, PolicyFault, Rulebook},
        workspace::Workspace,
    },
    policy::{PackLibrary, PackSource, decision::Text},
};

/// Registers the worker; called when the program starts in a worker's scope.
pub fn serve() {
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
    account: RefCell<Option<Rc<Account>>>,
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
            Ask::Account { shipped } => {
                // Something was committed: what was drawn up before is not what a draft is compared with.
                self.account.borrow_mut().take();
                let workspace = self.context.workspace().await?;
                let library = library(&shipped, &workspace)?;
                let rulebook = Rulebook::of(library, workspace.settings.pack.clone());
                let Some(account) = self.account(request, kind, &workspace, rulebook, say).await else {
                    return Ok(None);
                };
                *self.account.borrow_mut() = Some(Rc::new(account.clone()));
                Ok(Some(Answer::Account(account)))
            }
            Ask::Compare { shipped, judged, pack, files, from } => {
                let workspace = self.context.workspace().await?;
                let library = library(&shipped, &workspace)?;
                let source = PackSource { id: pack, files };
                let tried = match from {
                    None => library.with_draft(source),
                    Some(day) => {
                        let mut library = library.clone();
                        library.publish(day, source).map(|()| library)
                    }
                };
                let draft = tried.map_err(|faults| Text::of(&PolicyFault::Broken(faults)))?;
                let governing = workspace.settings.pack.clone();
                let before = self.account.borrow().clone();
                let before =
                    match before.filter(|account| account.sessions.len() == workspace.sessions.all().len()) {
                        Some(account) => account,
                        None => match self
                            .account(request, kind, &workspace, Rulebook::of(library, governing), say)
                            .await
                        {
                            Some(account) => Rc::new(account),
                            None => return Ok(None),
                        },
                    };
                let after = self.account(request, kind, &workspace, Rulebook::of(draft, judged), say).await;
                Ok(after.map(|after| Answer::Compared(compare(&before, &after))))
            }
            // Everything else is the file worker's.
            _ => Ok(None),
        }
    }

    /// The account under a rulebook, with a yield after every step; `None` when something newer was asked.
    async fn account(
        &self,
        request: RequestId,
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
            if self.context.latest.borrow().get(kind) != Some(&request) {
                return None;
            }
        }
        Some(accounting.finish())
    }
}

fn library(shipped: &PackFiles, workspace: &Workspace) -> Result<PackLibrary, Text> {
    policies::library(shipped, workspace).map_err(|faults| Text::of(&PolicyFault::Broken(faults)))
}
