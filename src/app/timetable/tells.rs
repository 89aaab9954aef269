//! What is to be said of a session where it lies: that nobody teaches then, that the instructor is elsewhere, that their check of offence
//! records will have lapsed.

use crate::{
    app::{
        kinds::{self, instructor},
        workspace::Workspace,
    },
    domain::{
        Kind, Label, Session,
        field::{Fact, Fault},
        workflow::Subject,
    },
    policy::{
        Policy,
        decision::{Outcome, Text},
        hook::SAFEGUARDING,
    },
    say,
};

const OUTSIDE: Label = Label::new("不在学校课后服务时段内", "Outside the school’s service hours");
pub(super) const UNKNOWN: Label = Label::new("放假安排还没有公布", "Holidays not known yet");
const FREE: Label = Label::new("休息日", "No school day");

/// What is wrong with the day and the hour of a session that is planned, or would be.
pub fn of_its_time(workspace: &Workspace, policy: Option<&Policy>, session: &Session) -> Vec<Text> {
    let calendar = workspace.calendar();
    let mut told = Vec::new();
    if !calendar.is_working_day(session.date) {
        told.push(match calendar.holiday(session.date) {
            None => FREE.into(),
            Some(holiday) => {
                Text::both(|lang| say!(lang, "{name}放假", "A holiday: {name}", name = holiday.text(lang)))
            }
        });
    } else if workspace.schools.has(&session.school) && !is_in_service(workspace, session) {
        told.push(OUTSIDE.into());
    }
    if !calendar.covers(session.date) {
        told.push(UNKNOWN.into());
    }
    told.extend(policy.and_then(|policy| unchecked(workspace, policy, session)));
    told
}

/// What rules are told of the session, had it been held.
fn is_in_service(workspace: &Workspace, session: &Session) -> bool {
    let kind = Kind::Session;
    let subject = Subject { kind, id: &session.code, record: session, steps: &[], state: None };
    let mut derived = kind.declaration().derived.iter();
    let told = derived.find(|derived| derived.field.key == "in_service_window");
    told.is_none_or(|derived| matches!((derived.of)(subject, workspace), Fact::Flag(true)))
}

/// That the instructor's check of offence records is not good on the day.
fn unchecked(workspace: &Workspace, policy: &Policy, session: &Session) -> Option<Text> {
    let facts = instructor::on(workspace, &session.instructor, session.date);
    if facts.is_empty() || !policy.answers(&SAFEGUARDING) {
        return None;
    }
    let answer = policy.ask(&SAFEGUARDING, session.date, &facts).ok()?;
    let Outcome::Findings(found) = answer.outcome else { return None };
    let wrong = found.into_iter().find(|refusal| refusal.reason != instructor::LAPSES_SOON)?;
    let why = policy.reason_text(&wrong.reason);
    Some(Text::both(|lang| say!(lang, "到当日{why}", "By then: {why}", why = why.get(lang))))
}

/// Where else an instructor is at that time, as far as another session says so.
pub(super) fn clash(workspace: &Workspace, session: &Session, other: &Session) -> Option<Text> {
    let problem = kinds::clashes(Kind::Session)?.between(session, other)?;
    let Fault::Clash { what, .. } = problem.fault else { return Some(Text::of(&problem.fault)) };
    let school = workspace.tree().name(&other.school);
    let there = format!("{school} {}", other.starts.strftime("%H:%M"));
    Some(Text::both(|lang| say!(lang, "{what}（{there}）", "{what} ({there})", what = what.text(lang))))
}
