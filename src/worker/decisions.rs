//! Draws up the account of what is stored, compares policies with it, and tries the draft of a policy: whatever a draft is
//! needed for, it is compiled here, once.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Demo, RequestId, Stored, WorkerClient,
    clock::clock,
    connection::{self, Say},
    context::{WorkerContext, in_steps},
    matching::Matched,
    question::{Reply, questions},
};
use crate::{
    app::{
        account::{Account, AccountChange, Accounting, Basis, Difference},
        batches::Plan,
        compare::{Comparison, compare},
        explained::{Explained, explained},
        matching::{Made, Wanted, WhyLine},
        ordered::Key,
        policies::{self, PackFiles, PolicyFault, Readiness, Rulebook, Trial, Tried},
        scope::View,
        workspace::Workspace,
    },
    domain::workflow::Seat,
    policy::{PackLibrary, PackSource, decision::Text},
};

/// A text of one pack, with the chain of `judged` governing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Draft {
    pub shipped: PackFiles,
    pub judged: String,
    pub pack: String,
    pub files: PackFiles,
    /// The journal entry up to which the page has read: what is not older here is not read again.
    pub sequence: u64,
}

impl Draft {
    /// Whether both say the same, whenever it was asked.
    fn says_as(&self, other: &Self) -> bool {
        (&self.judged, &self.pack, &self.files, &self.shipped)
            == (&other.judged, &other.pack, &other.files, &other.shipped)
    }
}

questions! {
    /// What the decision worker is asked.
    Questions, Answers;

    /// The account of what is stored, under the policy in force.
    DrawUp {
        shipped: PackFiles,
        /// The account that the page has.
        have: Option<Basis>
    } -> AccountChange;

    /// What the account that is being told says further, of sessions after one; nothing when another has been drawn up since.
    TellFurther { have: Option<Basis>, of: Basis, after: Key } -> Option<AccountChange>;

    /// What is wrong with a draft or, where nothing is, what it says.
    Try { draft: Draft, today: Date } -> Tried;

    /// What the draft last tried says of one session; nothing of one that is not there.
    ExplainTried { draft: Draft, session: String } -> Option<Explained>;

    /// What a draft would change on every day, of the sessions that a seat sees.
    Compare { draft: Draft, seat: Option<Seat> } -> Comparison;

    /// What a version would change once it is in force from a day on, or a pack once it governs, and whether it can.
    Prepare { draft: Draft, from: Option<Date>, today: Date, seat: Option<Seat> } -> Prepared;

    /// What an organ would owe for the sessions of its schools up to a day.
    PlanBatch { shipped: PackFiles, unit: String, since: Date, through: Date } -> Option<PlannedBatch>;

    /// Match a round; of what the account has no part.
    MatchRound { shipped: PackFiles, wanted: Wanted } -> Made;

    /// Match nothing any more.
    StopMatching { } -> ();

    /// Why a need has whom it has, by the run that was made of this.
    ExplainMatch { wanted: Wanted, need: String } -> Vec<WhyLine>;

    /// Generate the demo county and store it.
    MakeDemo { demo: Demo } -> Stored;
}

/// See [`Prepare`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Prepared {
    pub readiness: Readiness,
    /// Nothing where nothing stored is decided by it.
    pub change: Option<Comparison>,
}

/// See [`PlanBatch`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlannedBatch {
    pub plan: Plan,
    /// What it was worked out from, as it is kept with the batch.
    pub basis: Vec<u8>,
    /// Why sessions earn nothing, and how many.
    pub refused: Vec<(Text, usize)>,
}

/// The worker, from the page. What it decides it decides in steps of milliseconds, and each decision is bounded in time, so that it
/// hears the page all the while: only compiling packs and playing the demo take seconds.
pub fn client() -> WorkerClient<Questions> {
    WorkerClient::open("./worker.js", 60)
}

/// Registers the worker; called when the program starts in a worker's scope.
pub fn serve() {
    super::tell_when_asked("decisions");
    let decisions = Rc::<Decisions>::default();
    connection::serve(move |request, question, say: Say<Answers>| {
        let asked = Request { number: request, kind: kind(&question) };
        decisions.context.latest.borrow_mut().insert(asked.kind, request);
        let decisions = Rc::clone(&decisions);
        wasm_bindgen_futures::spawn_local(async move {
            let progress = |done, all| say(Reply::Progress(done, all));
            say(match decisions.answer(asked, question, &progress).await {
                Ok(Some(answer)) => Reply::Answer(answer),
                Ok(None) => Reply::Dropped,
                Err(why) => Reply::Failed(why),
            });
        });
    });
}

/// See the module.
#[derive(Default)]
pub(super) struct Decisions {
    pub(super) context: WorkerContext,
    /// The account last drawn up, beside which a draft is compared.
    drawn: RefCell<Option<Rc<Drawn>>>,
    tried: RefCell<Option<Compiled>>,
    /// The round last matched.
    pub(super) matched: RefCell<Option<Matched>>,
}

/// The draft last tried, and the workspace whose publications lie under it.
struct Compiled {
    draft: Draft,
    workspace: Arc<Workspace>,
    rulebook: Rc<Rulebook>,
}

/// An account with what it was drawn up from.
pub(super) struct Drawn {
    pub(super) account: Account,
    /// From the account before.
    difference: Difference,
    pub(super) workspace: Arc<Workspace>,
    shipped: PackFiles,
}

/// Verdicts in one message: some megabytes.
const TOLD_AT_ONCE: usize = 10_000;

impl Drawn {
    /// What it says to whoever has an account, after the session that was said last.
    fn change(&self, have: Option<Basis>, after: Option<&str>) -> AccountChange {
        let difference = self.account.difference(&self.difference, have);
        self.account.change(&difference, after, TOLD_AT_ONCE)
    }

    /// Whether the same policies are in force as they were.
    fn holds(&self, workspace: &Workspace, shipped: &PackFiles) -> bool {
        same_packs(&self.workspace, workspace)
            && self.workspace.settings.pack == workspace.settings.pack
            && self.shipped == *shipped
    }
}

fn same_packs(then: &Workspace, now: &Workspace) -> bool {
    then.publications == now.publications && then.versions == now.versions
}

/// A question being answered.
#[derive(Clone, Copy)]
pub(super) struct Request {
    number: RequestId,
    kind: &'static str,
}

/// Questions of one kind replace each other.
fn kind(question: &Questions) -> &'static str {
    match question {
        Questions::DrawUp(_) => "account",
        Questions::TellFurther(_) => "further",
        Questions::Try(_) => "try",
        Questions::ExplainTried(_) => "explain",
        Questions::Compare(_) => "compare",
        Questions::Prepare(_) => "prepare",
        Questions::PlanBatch(_) => "batch",
        Questions::MatchRound(_) | Questions::StopMatching(_) => "matching",
        Questions::ExplainMatch(_) => "matched",
        Questions::MakeDemo(_) => "demo",
    }
}

/// Hears how many sessions are decided, and of how many.
pub(super) type Progress<'a> = &'a dyn Fn(usize, usize);

impl Decisions {
    /// `None` when something newer was asked.
    async fn answer(
        &self,
        request: Request,
        question: Questions,
        progress: Progress<'_>,
    ) -> Result<Option<Answers>, Text> {
        Ok(match question {
            Questions::DrawUp(DrawUp { shipped, have }) => {
                let drawn = self.drawn(request, shipped, None, progress).await?;
                drawn.map(|drawn| Answers::DrawUp(drawn.change(have, None)))
            }
            Questions::TellFurther(TellFurther { have, of, after }) => {
                let drawn = self.drawn.borrow().clone().filter(|drawn| drawn.account.basis == of);
                Some(Answers::TellFurther(drawn.map(|drawn| drawn.change(have, Some(&after)))))
            }
            Questions::Try(Try { draft, today }) => Some(Answers::Try(self.attempt(draft, today).await?)),
            Questions::ExplainTried(question) => Some(Answers::ExplainTried(self.explain(question).await?)),
            Questions::MakeDemo(MakeDemo { demo }) => {
                Some(Answers::MakeDemo(demo.load(&self.context).await?))
            }
            Questions::MatchRound(question) => {
                self.match_round(request, question, progress).await?.map(Answers::MatchRound)
            }
            Questions::StopMatching(_) => Some(Answers::StopMatching(())),
            Questions::ExplainMatch(question) => Some(Answers::ExplainMatch(self.explain_match(&question)?)),
            Questions::PlanBatch(question) => {
                Some(Answers::PlanBatch(self.plan_batch(request, question, progress).await?))
            }
            Questions::Compare(question) => {
                self.compare(request, question, progress).await?.map(Answers::Compare)
            }
            Questions::Prepare(question) => {
                self.prepare(request, question, progress).await?.map(Answers::Prepare)
            }
        })
    }

    async fn attempt(&self, draft: Draft, today: Date) -> Result<Tried, Text> {
        let workspace = self.context.workspace_of(draft.sequence).await?;
        let library = library(&draft.shipped, &workspace)?;
        let tried = policies::tried(&library, &source(&draft), &draft.judged, today, clock);
        let (tried, rulebook) = tried.map_err(|fault| Text::of(&fault))?;
        *self.tried.borrow_mut() =
            rulebook.map(|rulebook| Compiled { draft, workspace, rulebook: Rc::new(rulebook) });
        Ok(tried)
    }

    /// The rulebook of a draft: the one that was made to try it, where it was the last.
    fn rulebook(&self, draft: &Draft, workspace: &Workspace) -> Result<Rc<Rulebook>, Text> {
        if let Some(compiled) = &*self.tried.borrow()
            && compiled.draft.says_as(draft)
            && same_packs(&compiled.workspace, workspace)
        {
            return Ok(Rc::clone(&compiled.rulebook));
        }
        let library = library(&draft.shipped, workspace)?.with_draft(source(draft)).map_err(broken)?;
        Ok(Rc::new(Rulebook::of(library, draft.judged.clone()).timed(clock)))
    }

    async fn explain(
        &self,
        ExplainTried { draft, session }: ExplainTried,
    ) -> Result<Option<Explained>, Text> {
        let workspace = self.context.workspace_of(draft.sequence).await?;
        let rulebook = self.rulebook(&draft, &workspace)?;
        Ok(explained(&workspace, &rulebook, &session))
    }

    async fn compare(
        &self,
        request: Request,
        Compare { draft, seat }: Compare,
        progress: Progress<'_>,
    ) -> Result<Option<Comparison>, Text> {
        let drawn = self.drawn(request, draft.shipped.clone(), Some(draft.sequence), progress).await?;
        let Some(before) = drawn else { return Ok(None) };
        let rulebook = self.rulebook(&draft, &before.workspace)?;
        let accounting = Accounting::new(Arc::clone(&before.workspace), rulebook);
        let after = self.decide(request, accounting, progress).await;
        let view = View { workspace: &before.workspace, seat: seat.as_ref() };
        Ok(after.map(|after| compare(view, &before.account, &after.finish().0)))
    }

    async fn prepare(
        &self,
        request: Request,
        Prepare { draft, from, today, seat }: Prepare,
        progress: Progress<'_>,
    ) -> Result<Option<Prepared>, Text> {
        let drawn = self.drawn(request, draft.shipped.clone(), Some(draft.sequence), progress).await?;
        let Some(before) = drawn else { return Ok(None) };
        let library = library(&draft.shipped, &before.workspace)?;
        let trial = match from {
            Some(day) => Trial::forcing(&before.workspace, &library, &source(&draft), day, clock),
            None => Trial::governing(&before.workspace, &library, &source(&draft), today, clock),
        };
        let mut trial = trial.map_err(|fault| Text::of(&fault))?;
        let Some(accounting) = trial.accounting.take() else {
            return Ok(Some(Prepared { readiness: trial.finish(None), change: None }));
        };
        let Some(after) = self.decide(request, accounting, progress).await else { return Ok(None) };
        let after = after.finish().0;
        let view = View { workspace: &before.workspace, seat: seat.as_ref() };
        let change = Some(compare(view, &before.account, &after));
        Ok(Some(Prepared { readiness: trial.finish(Some(&after)), change }))
    }

    /// The account of what is stored now. What is written after `sequence`, where one is named, need not be read. `None` when something newer was asked.
    pub(super) async fn drawn(
        &self,
        request: Request,
        shipped: PackFiles,
        sequence: Option<u64>,
        progress: Progress<'_>,
    ) -> Result<Option<Rc<Drawn>>, Text> {
        let workspace = match sequence {
            Some(sequence) => self.context.workspace_of(sequence).await?,
            None => self.context.workspace().await?,
        };
        let before = self.drawn.borrow().clone().filter(|drawn| drawn.holds(&workspace, &shipped));
        if let Some(drawn) = before.clone().filter(|drawn| drawn.account.is_of(&workspace)) {
            return Ok(Some(drawn));
        }
        let rulebook =
            Rulebook::of(library(&shipped, &workspace)?, workspace.settings.pack.clone()).timed(clock);
        let (now, rulebook) = (Arc::clone(&workspace), Rc::new(rulebook));
        let accounting = match &before {
            Some(drawn) => Accounting::again(now, rulebook, (&drawn.account, &drawn.workspace)),
            None => Accounting::new(now, rulebook),
        };
        let Some(accounting) = self.decide(request, accounting, progress).await else {
            return Ok(None);
        };
        let (account, difference) = accounting.finish();
        let drawn = Rc::new(Drawn { account, difference, workspace, shipped });
        *self.drawn.borrow_mut() = Some(Rc::clone(&drawn));
        Ok(Some(drawn))
    }

    /// Whether nothing newer of its kind has been asked.
    pub(super) fn is_wanted(&self, request: Request) -> bool {
        self.context.latest.borrow().get(request.kind) == Some(&request.number)
    }

    /// Decides, with a yield after every step of some milliseconds; `None` when something newer was asked.
    async fn decide(
        &self,
        request: Request,
        mut accounting: Accounting,
        progress: Progress<'_>,
    ) -> Option<Accounting> {
        let is_wanted = || self.is_wanted(request);
        let more = || accounting.advance(1).then(|| accounting.progress());
        in_steps(more, progress, is_wanted).await.then_some(accounting)
    }
}

fn source(draft: &Draft) -> PackSource {
    PackSource { id: draft.pack.clone(), files: draft.files.clone() }
}

pub(super) fn library(shipped: &PackFiles, workspace: &Workspace) -> Result<PackLibrary, Text> {
    policies::library(shipped, workspace).map_err(broken)
}

fn broken(faults: Vec<crate::policy::Diagnostic>) -> Text {
    Text::of(&PolicyFault::Broken(faults))
}
