//! What the demo's bureau has paid: a month behind it, and one that lies with the schools.

use std::{rc::Rc, sync::Arc};

use jiff::civil::{Date, date};

use super::{
    made::made_since,
    units::{COUNTY, bureau},
};
use crate::{
    app::{
        Actor, Now, account, batches, import,
        policies::Rulebook,
        transitions::{self, Doing},
        workspace::Workspace,
    },
    domain::{
        Kind, Month, Record as _, SchoolStatement,
        calendar::Calendar,
        workflow::{Role, Seat},
    },
    exchange::import::Batch,
    policy::decision::Text,
    store::{Commit, MemoryStore, Store as _},
};

/// From when batches pay: the term's beginning.
const BEGINNING: Date = date(2026, 3, 1);
/// Until when the sessions of each batch go.
const MARCH: Date = date(2026, 3, 31);
const APRIL: Date = date(2026, 4, 30);

struct Paying<'a> {
    store: MemoryStore,
    workspace: Arc<Workspace>,
    rulebook: &'a Rc<Rulebook>,
    today: Date,
}

/// The batches of a county's sessions, played until `today`.
///
/// # Errors
/// Why the program refuses one of the steps.
pub(super) async fn batches(county: &Batch, rulebook: &Rc<Rulebook>, today: Date) -> Result<Batch, Text> {
    let store = MemoryStore::default();
    let mut paying = Paying { store, workspace: Arc::default(), rulebook, today };
    let changes = import::changes(&paying.workspace, county).map_err(|error| Text::of(&error))?;
    let before = paying.commit(paying.actor(-40, None)?, changes).await?;

    let on = paying.day(-20);
    let paid = paying.begins(MARCH, -30, Month::of(on)).await?;
    paying.agree(&paid, -26, |_| true).await?;
    let at = (Kind::PaymentBatch, paid.as_str());
    paying.does((-25, Role::Officer), at, "review").await?;
    paying.does((-24, Role::Leader), at, "approve").await?;
    let on = on.to_string();
    let stated = [("voucher", "演财补〔2026〕0417 号"), ("paid_on", &on)];
    let stated = stated.map(|(key, text)| (key.to_owned(), text.to_owned())).into();
    let pay = Doing { verb: "pay", stated, ..Doing::default() };
    paying.makes((-20, &bureau(COUNTY), Role::Officer), at, pay).await?;

    let open = paying.begins(APRIL, -3, Month::of(today)).await?;
    paying.agree(&open, -1, |place| place % 8 != 7).await?;
    Ok(made_since(&paying.workspace, before))
}

impl Paying<'_> {
    fn day(&self, working_days: i64) -> Date {
        Calendar::shipped().before_working_days(self.today, -working_days)
    }

    fn actor(&self, day: i64, seat: Option<(&str, Role)>) -> Result<Actor, Text> {
        let day = self.day(day);
        let seat = seat.map(|(unit, role)| Seat { unit: unit.to_owned(), role });
        Ok(Actor {
            seat_name: seat.as_ref().map(|seat| seat.unit.clone()).unwrap_or_default(),
            seat,
            policy: Some(self.rulebook.on(day)?),
            now: Now { timestamp: format!("{day}T02:30:00Z"), today: day },
        })
    }

    async fn commit(&mut self, actor: Actor, changes: Vec<crate::store::Change>) -> Result<u64, Text> {
        let written = self.store.commit(Commit::new(actor.operation("batch", ""), changes)).await;
        let written = written.map_err(|error| Text::of(&error))?;
        Arc::make_mut(&mut self.workspace).apply(&written);
        Ok(written.sequence)
    }

    /// A batch of the sessions up to a day; what it is called.
    async fn begins(&mut self, through: Date, day: i64, month: Month) -> Result<String, Text> {
        let account = account::draw_up(&self.workspace, self.rulebook);
        let text = |code: &str, day: Date| {
            self.rulebook.on(day).map(|policy| policy.reason_text(code)).unwrap_or_default()
        };
        let plan = batches::plan(&self.workspace, &account, (&bureau(COUNTY), BEGINNING, through), &text);
        let on = self.day(day);
        let (batch, statements) = batches::drawn(&self.workspace, &plan, (month, on), None);
        let changes = batches::changes((&batch, &statements)).map_err(|error| Text::of(&error))?;
        let actor = self.actor(day, Some((&bureau(COUNTY), Role::Officer)))?;
        self.commit(actor, changes).await?;
        Ok(batch.code)
    }

    /// The schools whose place in the batch is wanted agree.
    async fn agree(&mut self, batch: &str, day: i64, wanted: impl Fn(usize) -> bool) -> Result<(), Text> {
        let workspace = Arc::clone(&self.workspace);
        let of_it = workspace.school_statements.all().filter(|statement| statement.batch == batch);
        let wanted: Vec<&SchoolStatement> =
            of_it.enumerate().filter(|(place, _)| wanted(*place)).map(|(_, statement)| statement).collect();
        for statement in wanted {
            let at = (Kind::SchoolStatement, &*statement.id());
            self.makes((day, &statement.school, Role::Officer), at, ("agree", "").into()).await?;
        }
        Ok(())
    }

    async fn does(&mut self, (day, role): (i64, Role), at: (Kind, &str), verb: &str) -> Result<(), Text> {
        self.makes((day, &bureau(COUNTY), role), at, (verb, "").into()).await
    }

    async fn makes(
        &mut self,
        (day, unit, role): (i64, &str, Role),
        at: (Kind, &str),
        doing: Doing<'_>,
    ) -> Result<(), Text> {
        let actor = self.actor(day, Some((unit, role)))?;
        let made = transitions::make(&self.store, &self.workspace, &actor, at, doing).await;
        Arc::make_mut(&mut self.workspace).apply(&made.map_err(|error| Text::of(&error))?);
        Ok(())
    }
}
