//! Programmes: planned by the week, and held against the sessions that took place (一.1).

use jiff::{ToSpan as _, civil::Date};

use crate::{
    app::{
        FormValues,
        inbox::Days,
        workspace::{RecordView, Workspace},
    },
    domain::{
        Kind, Label, Programme, Term, counts,
        programme::Week,
        session::holding,
        workflow::{Seat, Stage},
    },
    policy::decision::Text,
    say,
};

use super::behaviour::{Behaviour, Card, Line, RollOver};

pub static BEHAVIOUR: Behaviour = Behaviour {
    prefill: Some(prefill),
    begins_anew: &["term", "decision", "summary"],
    roll_over: Some(RollOver { due, fill, archive: None }),
    cards: &[Card { title: Label::new("计划与完成", "Planned and done"), lines: weeks }],
    ..Behaviour::of(Kind::Programme)
};

fn prefill(_: &Workspace, _: Option<&Seat>, today: Date, _: Days<'_>, filled: &mut FormValues) {
    filled.insert("term", Term::of(today).to_string());
}

/// The school's latest programme, when it has run its course, into the next term if there is none.
fn due(workspace: &Workspace, seat: &Seat) -> Vec<(String, Term)> {
    let own = || workspace.records_of(Kind::Programme).filter(|programme| programme.keeper() == seat.unit);
    let term = |programme: &RecordView<'_>| Term::parse(programme.text("term"));
    let latest =
        own().filter_map(|programme| Some((term(&programme)?, programme))).max_by_key(|(term, _)| *term);
    let done =
        latest.filter(|(_, programme)| programme.state.is_some_and(|state| state.stage == Stage::Done));
    done.map(|(term, programme)| (programme.id.clone(), term.next())).into_iter().collect()
}

fn fill(_: &Workspace, _: &Seat, into: Term, filled: &mut FormValues) {
    filled.insert("term", into.to_string());
}

/// A line a week, with what was planned and what took place at the school; at its end the sums.
fn weeks(workspace: &Workspace, record: &RecordView<'_>) -> Vec<Line> {
    let Some(programme) = workspace.programmes.get(&record.id) else { return Vec::new() };
    let weeks = programme.weeks(workspace.calendar());
    let done = done(workspace, programme, weeks.len());
    let line = |(week, done): (&Week, &usize)| {
        let (monday, sunday) = (week.monday, week.monday.saturating_add(6.days()));
        Line {
            label: Text::both(|lang| {
                let number = week.number;
                say!(lang, "第 {number} 周（{monday} 至 {sunday}）", "Week {number} ({monday} to {sunday})")
            }),
            value: planned_and_done(week.planned, *done),
            of: None,
        }
    };
    let mut lines: Vec<_> = weeks.iter().zip(&done).map(line).collect();
    if lines.len() > 1 {
        let planned = weeks.iter().map(|week| week.planned).sum();
        let label = Label::new("合计", "In all").into();
        lines.push(Line { label, value: planned_and_done(planned, done.iter().sum()), of: None });
    }
    lines
}

/// The sessions at the school in each week, of those that were held.
fn done(workspace: &Workspace, programme: &Programme, weeks: usize) -> Vec<usize> {
    let mut done = vec![0; weeks];
    let Some(first) = programme.first_monday() else { return done };
    for session in workspace.sessions.all().filter(|session| session.school == programme.school) {
        let week =
            session.date.since(first).ok().and_then(|since| usize::try_from(since.get_days() / 7).ok());
        let is_held = || {
            workspace.find(Kind::Session, &session.code).is_some_and(|session| {
                session.state.is_some_and(|state| [holding::held, holding::confirmed].contains(&state.code))
            })
        };
        if let Some(done) =
            week.and_then(|week| done.get_mut(week)).filter(|_| session.date >= first && is_held())
        {
            *done += 1;
        }
    }
    done
}

fn planned_and_done(planned: usize, done: usize) -> Text {
    Text::both(|lang| {
        let (planned, done) = (lang.counted(planned, counts::SESSIONS), lang.counted(done, counts::SESSIONS));
        say!(lang, "计划 {planned}，已授 {done}", "{planned} planned, {done} held")
    })
}
