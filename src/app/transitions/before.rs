//! What whoever is about to make a step is told, before anything is stored.

use std::{rc::Rc, sync::Arc};

use jiff::civil::Date;

use super::required_by_packs;
use crate::{
    app::{
        account::Accounting,
        batched::batched,
        followers, kinds,
        policies::Rulebook,
        records,
        stepping::clock_behind,
        workspace::{RecordView, Workspace},
    },
    domain::{
        Kind, Money,
        field::Field,
        session,
        workflow::{Seat, Step, Transition, UNDO},
    },
};

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct Before {
    /// Everything that has to be filled in first.
    pub missing: Vec<&'static Field>,
    /// How many records of which kind it would make.
    pub makes: Vec<(Kind, usize)>,
    /// What it would make and is there already, as it is called: that is not made again.
    pub there: Vec<String>,
    /// The day of the step before, where the clock is behind it: the step is dated so too.
    pub clock_behind: Option<Date>,
    /// The steps, with this one, that one seat would have made with nobody else in between.
    pub by_one_seat: Vec<&'static Transition>,
    /// What was signed and is signed no more, each with the units that had.
    pub taken_away: Vec<(&'static Transition, Vec<String>)>,
}

/// What is paid no more: how many sessions, and what they earn after tax, before any monthly cap.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Unpaid {
    pub sessions: usize,
    pub after_tax: Money,
    /// How many of the records stand in a payment batch already, whatever is known here of what they earn: the batch stays as it is, and
    /// the next one takes back the difference.
    pub batched: usize,
}

impl Before {
    /// What is told before several are taken on at once.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.missing.extend(other.missing);
        for (kind, count) in other.makes {
            match self.makes.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, sum)) => *sum += count,
                None => self.makes.push((kind, count)),
            }
        }
        self.there.extend(other.there);
        self.clock_behind = self.clock_behind.max(other.clock_behind);
        if self.by_one_seat.is_empty() {
            self.by_one_seat = other.by_one_seat;
        }
        for (signed, units) in other.taken_away {
            units.into_iter().for_each(|unit| self.take_away(signed, unit));
        }
        self
    }

    fn take_away(&mut self, signed: &'static Transition, unit: String) {
        match self.taken_away.iter_mut().find(|(known, _)| *known == signed) {
            Some((_, units)) if units.contains(&unit) => {}
            Some((_, units)) => units.push(unit),
            None => self.taken_away.push((signed, vec![unit])),
        }
    }

    /// Whether the step can be made without a word: it makes one record at most, as it always does.
    pub fn is_silent(&self) -> bool {
        let made: usize = self.makes.iter().map(|(_, count)| count).sum();
        self.missing.is_empty()
            && made <= 1
            && self.there.is_empty()
            && self.clock_behind.is_none()
            && self.by_one_seat.is_empty()
            && self.taken_away.is_empty()
    }
}

/// Everything that has to be filled in before a step.
pub fn missing(workspace: &Workspace, record: &RecordView<'_>, verb: &str) -> Vec<&'static Field> {
    let needed = record
        .state
        .zip(record.kind.workflow())
        .and_then(|(state, table)| table.transition(state, verb))
        .map_or(&[][..], |transition| transition.needs);
    let lacking = |key: &&&str| record.subject().lacks(key);
    let own = needed.iter().filter(lacking).filter_map(|key| workspace.fields().get(record.kind, key));
    own.chain(required_by_packs(workspace, record, verb).map(|(_, field)| field)).collect()
}

/// What is told before a record is taken on; `seat` is who makes the step, where that is for itself.
pub fn before(
    workspace: &Workspace,
    record: &RecordView<'_>,
    (verb, seat): (&str, Option<&Seat>),
    today: Date,
) -> Before {
    let there: Vec<_> = followers::there_already(workspace, record, verb, today).collect();
    let makes = kinds::effects(record.kind, verb).filter_map(|effect| {
        let known = there.iter().filter(|there| there.kind == effect.makes).count();
        let made = (effect.run)(workspace, record, today).len().saturating_sub(known);
        (made > 0).then_some((effect.makes, made))
    });
    let mut before = Before {
        missing: missing(workspace, record, verb),
        makes: makes.collect(),
        there: there.iter().map(|there| there.title.clone()).collect(),
        clock_behind: clock_behind(record, today),
        by_one_seat: by_one_seat(record, verb, seat).unwrap_or_default(),
        taken_away: Vec::new(),
    };
    for (signed, step) in taken_away(record, verb).unwrap_or_default() {
        before.take_away(signed, step.signer().to_owned());
    }
    before
}

/// What is paid no more once a seat has taken these records back or ended them by this step, or has taken its last step on them
/// back; nothing of kinds on which no pay depends.
pub fn unpaid(
    workspace: &Arc<Workspace>,
    rulebook: &Rc<Rulebook>,
    (kind, ids): (Kind, &[String]),
    (verb, seat): (&str, &Seat),
    today: Date,
) -> Unpaid {
    let transitions = kind.workflow().map_or(&[][..], |table| table.transitions);
    let ends = |made: &Transition| made.verb == verb && made.needs_reason();
    if !session::BEARING.contains(&kind) || verb != UNDO && !transitions.iter().any(ends) {
        return Unpaid::default();
    }
    let stepped = ids.iter().filter_map(|id| {
        let record = workspace.find(kind, id)?;
        let mut envelope = record.envelope.clone();
        envelope.steps.push(Step::new(seat, verb, "", today));
        records::change_values(kind, id, &record.values, &envelope, record.revision).ok()
    });
    let after = Arc::new(workspace.after(&stepped.collect::<Vec<_>>()));
    let decided = |of: &Arc<Workspace>, beside: &Workspace| {
        let mut accounting = Accounting::beside(Arc::clone(of), Rc::clone(rulebook), beside);
        while accounting.advance(1_000) {}
        accounting.finish().0.verdicts
    };
    let (now, then) = (decided(workspace, &after), decided(&after, workspace));
    let batched = batched(workspace, |session| ids.iter().any(|id| id == session)).len();
    let mut unpaid = Unpaid { batched, ..Unpaid::default() };
    for (id, verdict) in now.iter() {
        let lost = verdict.amount() - then.get(id).map_or(Money::ZERO, |verdict| verdict.amount());
        if lost > Money::ZERO {
            unpaid.sessions += 1;
            unpaid.after_tax += lost;
        }
    }
    unpaid
}

fn taken_away<'a>(record: &'a RecordView<'_>, verb: &str) -> Option<Vec<(&'static Transition, &'a Step)>> {
    let (table, progress) = (record.kind.workflow()?, record.progress()?);
    Some(progress.taken_away_by(table, table.transition(progress.state, verb)?))
}

fn by_one_seat(record: &RecordView<'_>, verb: &str, seat: Option<&Seat>) -> Option<Vec<&'static Transition>> {
    let (table, progress) = (record.kind.workflow()?, record.progress()?);
    let next = table.transition(progress.state, verb)?;
    Some(progress.by_one_seat_with(table, seat?, next))
}
