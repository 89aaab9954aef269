//! On which days the sessions of a large table are, kept run by run: a page of a week reads the few records of that week, and after a commit
//! looks only at the runs that it wrote.

use std::ops::RangeInclusive;

use jiff::civil::Date;

use super::{week::Week, whose::Whose};
use crate::{
    app::{
        ordered::{Key, Ordered},
        parts::Parts,
        scope::{Sight, View},
        workspace::{Held, Workspace},
    },
    domain::{Kind, Session},
};

/// See the module.
#[derive(Debug, Default)]
pub struct Days {
    /// Of a run: the day of each record and its place there, in the order of days.
    parts: Parts<Box<[(Date, u32)]>>,
}

static NOTHING: Ordered<()> = Ordered::NONE;

/// A session that is there.
pub(super) type There<'a> = (&'a Key, &'a Held<Session>);

impl Days {
    /// Everything of these days, whoever's it is.
    fn all<'a>(
        &mut self,
        workspace: &'a Workspace,
        span: RangeInclusive<Date>,
    ) -> impl Iterator<Item = There<'a>> {
        let held = workspace.sessions.held();
        let stretches = held.stretches(&NOTHING).map(|stretch| (stretch.runs(), stretch));
        self.parts.follow(stretches, usize::MAX, |stretch| {
            let days = (0..).zip(stretch.entries());
            let mut days: Vec<_> = days.map(|(place, (_, held, _))| (held.record.date, place)).collect();
            days.sort_unstable();
            days.into()
        });
        (0..).zip(self.parts.iter()).flat_map(move |(run, days)| {
            let first = days.partition_point(|(day, _)| day < span.start());
            let last = days.partition_point(|(day, _)| day <= span.end());
            let within = days.get(first..last).unwrap_or_default();
            within.iter().filter_map(move |(_, place)| held.at(run, *place as usize))
        })
    }

    /// The sessions of somebody's timetable that are seen, in their order.
    pub(super) fn of<'a>(
        &mut self,
        view: View<'a>,
        whose: &Whose,
        span: RangeInclusive<Date>,
    ) -> Vec<There<'a>> {
        self.such(view, span, |session| whose.has(session))
    }

    /// Those of these instructors that are seen, wherever they are.
    pub(super) fn of_instructors<'a>(
        &mut self,
        view: View<'a>,
        instructors: &[&str],
        span: RangeInclusive<Date>,
    ) -> Vec<There<'a>> {
        self.such(view, span, |session| instructors.contains(&&*session.instructor))
    }

    fn such<'a>(
        &mut self,
        view: View<'a>,
        span: RangeInclusive<Date>,
        is_wanted: impl Fn(&Session) -> bool,
    ) -> Vec<There<'a>> {
        let mut sight = Sight::of(view, Kind::Session);
        let all = self.all(view.workspace, span).filter(|(_, held)| is_wanted(&held.record));
        let mut found: Vec<_> = all.filter(|(id, held)| sight.sees(id, *held)).collect();
        found.sort_by_key(|(id, held)| (held.record.date, held.record.starts, *id));
        found
    }

    /// The weeks nearest to one, before it and after it, in which something stands in a timetable.
    pub fn nearest(&mut self, view: View<'_>, whose: &Whose, week: Week) -> (Option<Week>, Option<Week>) {
        let before = self.of(view, whose, Date::MIN..=week.later(-1).sunday());
        let before = before.last().map(|(_, held)| Week::of(held.record.date));
        let after = self.of(view, whose, week.later(1).monday()..=Date::MAX);
        let after = after.first().map(|(_, held)| Week::of(held.record.date));
        (before.filter(|before| *before < week), after.filter(|after| *after > week))
    }
}
