//! In which order sessions are decided, and which of them something bears on.

use std::{
    cmp::Ordering,
    collections::{BTreeSet, HashMap, HashSet},
};

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::{
    app::{
        batched::batched,
        ordered::Key,
        workspace::{Held, Workspace},
    },
    domain::{Session, batch::OWING, workflow::Stage},
    policy::hook::{Accumulator, SUBSIDY},
};

/// The sums in which sessions are decided.
pub(super) fn sums() -> Option<&'static Accumulator> {
    SUBSIDY.accumulates.as_ref()
}

/// What is decided together: of an instructor, the day and its half.
pub(super) type Together = (String, Date, bool);

pub(super) fn together(session: &Session) -> Together {
    let (instructor, day, half) =
        sums().map_or((&*session.instructor, session.date, false), |sums| (sums.per)(session));
    (instructor.to_owned(), day, half)
}

pub(super) fn sessions(workspace: &Workspace) -> impl Iterator<Item = (&Key, &Session)> {
    let judged = workspace.sessions.held().iter().filter(|(_, held)| is_judged(held));
    judged.map(|(key, held)| (key, &held.record))
}

/// What was cancelled, or not held, earns nothing and is refused nothing.
pub(super) fn is_judged(held: &Held<Session>) -> bool {
    held.state.is_none_or(|state| state.stage != Stage::Void)
}

/// Sessions in the order of deciding, and the hours that batches have owed for them.
pub(super) struct Order {
    pub keys: Vec<Key>,
    /// 学时 that batches have owed to its instructor.
    pub batched: HashMap<Key, Decimal>,
    /// The same, of all that share a sum.
    pub together: HashMap<Together, Decimal>,
}

/// The sessions of these half-days.
pub(super) fn order_among(workspace: &Workspace, concerned: &BTreeSet<Together>) -> Order {
    in_order(workspace, sessions(workspace).filter(|(_, session)| concerned.contains(&together(session))))
}

/// Sessions in the order of deciding: of those that share a sum first the ones whose hours were batched, since what was paid stays paid.
pub(super) fn in_order<'a>(
    workspace: &Workspace,
    sessions: impl Iterator<Item = (&'a Key, &'a Session)>,
) -> Order {
    let mut order: Vec<_> = sessions.collect();
    let nothing = OWING.iter().all(|kind| workspace.table(*kind).is_empty());
    let wanted: HashSet<&str> = match nothing {
        true => HashSet::new(),
        false => order.iter().map(|(key, _)| &***key).collect(),
    };
    let owed = batched(workspace, |session| wanted.contains(session));
    let hours = order.iter().filter_map(|(key, session)| {
        let of_it = owed.get(&***key)?.iter().filter(|owed| owed.instructor == session.instructor);
        Some((Key::clone(key), of_it.map(|owed| owed.hours).sum::<Decimal>()))
    });
    let batched: HashMap<Key, Decimal> = hours.filter(|(_, hours)| *hours > Decimal::ZERO).collect();
    order.sort_by(|(one_id, one), (other_id, other)| {
        let is_open = |key: &Key| !batched.contains_key(key);
        let first = || is_open(one_id).cmp(&is_open(other_id));
        let in_sums = sums().map_or(Ordering::Equal, |sums| match sums.share(one, other) {
            true => first().then_with(|| sums.order(one, other)),
            false => sums.order(one, other),
        });
        in_sums.then_with(|| one_id.cmp(other_id))
    });
    let mut all = HashMap::<Together, Decimal>::new();
    for (key, session) in &order {
        if let Some(hours) = batched.get(*key) {
            *all.entry(together(session)).or_default() += *hours;
        }
    }
    let keys: Vec<_> = order.into_iter().map(|(key, _)| Key::clone(key)).collect();
    Order { keys, batched, together: all }
}

/// The half-days on which something bears that differs between two workspaces: a session of theirs, its instructor, its
/// school, an appointment of the instructor, or what batches have owed.
pub(super) fn concerned(now: &Workspace, then: &Workspace) -> BTreeSet<Together> {
    let changed = now.sessions.changed_since(&then.sessions);
    let mut concerned: BTreeSet<_> =
        changed.flat_map(|(_, old, new)| old.into_iter().chain(new)).map(together).collect();
    for (_, old, new) in now.school_statements.changed_since(&then.school_statements) {
        let lines = old.into_iter().chain(new).flat_map(|statement| &statement.lines);
        concerned.extend(lines.filter_map(|line| now.sessions.get(&line.session)).map(together));
    }
    for (_, old, new) in now.pay_slips.changed_since(&then.pay_slips) {
        let lines = old.into_iter().chain(new).flat_map(|slip| &slip.lines);
        concerned.extend(lines.filter_map(|line| now.sessions.get(&line.session)).map(together));
    }
    // What a batch that was reviewed, returned or voided owes is in its lines, or in its schools' statements.
    let moved: HashSet<&str> =
        now.payment_batches.changed_since(&then.payment_batches).map(|(key, ..)| &**key).collect();
    if !moved.is_empty() {
        let of_it = |workspace: &'_ Workspace| -> Vec<String> {
            let batches = workspace.payment_batches.all().filter(|batch| moved.contains(&*batch.code));
            let statements = workspace.school_statements.all().filter(|one| moved.contains(&*one.batch));
            let lines = batches.flat_map(|batch| &batch.lines).chain(statements.flat_map(|one| &one.lines));
            lines.map(|line| line.session.clone()).collect()
        };
        let sessions = of_it(now).into_iter().chain(of_it(then));
        concerned.extend(sessions.filter_map(|session| now.sessions.get(&session)).map(together));
    }
    let mut instructors: HashSet<&str> =
        now.instructors.changed_since(&then.instructors).map(|(key, ..)| &**key).collect();
    for (_, old, new) in now.appointments.changed_since(&then.appointments) {
        instructors.extend(old.into_iter().chain(new).map(|appointment| &*appointment.instructor));
    }
    let schools: HashSet<&str> = now.schools.changed_since(&then.schools).map(|(key, ..)| &**key).collect();
    if !instructors.is_empty() || !schools.is_empty() {
        let touched = now.sessions.all().filter(|session| {
            instructors.contains(&*session.instructor) || schools.contains(&*session.school)
        });
        concerned.extend(touched.map(together));
    }
    concerned
}
