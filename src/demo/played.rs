//! What the program itself works out is played over a store in memory, as the pages would have it played.

use std::{rc::Rc, sync::Arc};

use jiff::civil::Date;

use super::made::made_since;
use crate::{
    app::{
        Actor, Now, import,
        policies::Rulebook,
        transitions::{self, Doing},
        workspace::Workspace,
    },
    domain::{
        Kind,
        calendar::Calendar,
        workflow::{Role, Seat},
    },
    exchange::import::Batch,
    policy::decision::Text,
    store::{Change, Commit, MemoryStore, Store as _},
};

/// A store with what was there before, and the day up to which it is played.
pub(super) struct Played<'a> {
    pub store: MemoryStore,
    pub workspace: Arc<Workspace>,
    pub rulebook: &'a Rc<Rulebook>,
    today: Date,
    before: u64,
}

impl<'a> Played<'a> {
    /// # Errors
    /// When what was there before cannot be stored.
    pub async fn upon(county: &Batch, rulebook: &'a Rc<Rulebook>, today: Date) -> Result<Self, Text> {
        let store = MemoryStore::default();
        let mut played = Self { store, workspace: Arc::default(), rulebook, today, before: 0 };
        let changes = import::changes(&played.workspace, county).map_err(|error| Text::of(&error))?;
        played.before = played.commit(&played.actor(-40, None)?, changes).await?;
        Ok(played)
    }

    /// What has been made.
    pub fn made(&self) -> Batch {
        made_since(&self.workspace, self.before)
    }

    /// So many working days from the day on which the demo is loaded.
    pub fn day(&self, working_days: i64) -> Date {
        match working_days {
            ..=0 => Calendar::shipped().before_working_days(self.today, -working_days),
            _ => Calendar::shipped().after_working_days(self.today, working_days),
        }
    }

    /// Whoever sits there on that day.
    ///
    /// # Errors
    /// Why no policy is in force.
    pub fn actor(&self, day: i64, seat: Option<(&str, Role)>) -> Result<Actor, Text> {
        let day = self.day(day);
        let seat = seat.map(|(unit, role)| Seat { unit: unit.to_owned(), role });
        Ok(Actor {
            seat_name: seat.as_ref().map(|seat| seat.unit.clone()).unwrap_or_default(),
            seat,
            policy: Some(self.rulebook.on(day)?),
            now: Now { timestamp: format!("{day}T02:30:00Z"), today: day },
        })
    }

    /// # Errors
    /// When it cannot be stored.
    pub async fn commit(&mut self, actor: &Actor, changes: Vec<Change>) -> Result<u64, Text> {
        let written = self.store.commit(Commit::new(actor.operation("batch", ""), changes)).await;
        let written = written.map_err(|error| Text::of(&error))?;
        Arc::make_mut(&mut self.workspace).apply(&written);
        Ok(written.sequence)
    }

    /// A step.
    ///
    /// # Errors
    /// Why the program refuses it.
    pub async fn makes(
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
