//! What the demo's bureau has paid: a month behind it, and one that lies with the schools.

use std::sync::Arc;

use jiff::civil::{Date, date};

use super::{
    played::Played,
    units::{COUNTY, bureau},
};
use crate::{
    app::{account, batches, transitions::Doing},
    domain::{Kind, Month, Record as _, SchoolStatement, workflow::Role},
    policy::decision::Text,
};

/// From when batches pay: the term's beginning.
const BEGINNING: Date = date(2026, 3, 1);
/// Until when the sessions of each batch go.
const MARCH: Date = date(2026, 3, 31);
const APRIL: Date = date(2026, 4, 30);

struct Paying<'p, 'a> {
    played: &'p mut Played<'a>,
}

/// The batches of a county's sessions.
///
/// # Errors
/// Why the program refuses one of the steps.
pub(super) async fn batches(played: &mut Played<'_>) -> Result<(), Text> {
    let mut paying = Paying { played };
    let on = paying.played.day(-20);
    let paid = paying.begins(MARCH, -30, Month::of(on)).await?;
    paying.agree(&paid, -26, |_| true).await?;
    let at = (Kind::PaymentBatch, paid.as_str());
    paying.does((-25, Role::Officer), at, "review").await?;
    paying.does((-24, Role::Leader), at, "approve").await?;
    let on = on.to_string();
    let stated = [("voucher", "演财补〔2026〕0417 号"), ("paid_on", &on)];
    let stated = stated.map(|(key, text)| (key.to_owned(), text.to_owned())).into();
    let pay = Doing { verb: "pay", stated, ..Doing::default() };
    paying.played.makes((-20, &bureau(COUNTY), Role::Officer), at, pay).await?;

    let open = paying.begins(APRIL, -3, Month::of(paying.played.day(0))).await?;
    paying.agree(&open, -1, |place| place % 8 != 7).await?;
    Ok(())
}

impl Paying<'_, '_> {
    /// A batch of the sessions up to a day; what it is called.
    async fn begins(&mut self, through: Date, day: i64, month: Month) -> Result<String, Text> {
        let account = account::draw_up(&self.played.workspace, self.played.rulebook);
        let text = |code: &str, day: Date| {
            self.played.rulebook.on(day).map(|policy| policy.reason_text(code)).unwrap_or_default()
        };
        let plan =
            batches::plan(&self.played.workspace, &account, (&bureau(COUNTY), BEGINNING, through), &text);
        let on = self.played.day(day);
        let (batch, statements) = batches::drawn(&self.played.workspace, &plan, (month, on), None);
        let changes = batches::changes((&batch, &statements)).map_err(|error| Text::of(&error))?;
        let actor = self.played.actor(day, Some((&bureau(COUNTY), Role::Officer)))?;
        self.played.commit(&actor, changes).await?;
        Ok(batch.code)
    }

    /// The schools whose place in the batch is wanted agree.
    async fn agree(&mut self, batch: &str, day: i64, wanted: impl Fn(usize) -> bool) -> Result<(), Text> {
        let workspace = Arc::clone(&self.played.workspace);
        let of_it = workspace.school_statements.all().filter(|statement| statement.batch == batch);
        let wanted: Vec<&SchoolStatement> =
            of_it.enumerate().filter(|(place, _)| wanted(*place)).map(|(_, statement)| statement).collect();
        for statement in wanted {
            let at = (Kind::SchoolStatement, &*statement.id());
            self.played.makes((day, &statement.school, Role::Officer), at, ("agree", "").into()).await?;
        }
        Ok(())
    }

    async fn does(&mut self, (day, role): (i64, Role), at: (Kind, &str), verb: &str) -> Result<(), Text> {
        self.played.makes((day, &bureau(COUNTY), role), at, (verb, "").into()).await
    }
}
