//! The same step on many sessions at once: a week confirmed, a day cancelled. What cannot be taken along is said.

use crate::{
    app::{
        Actor, records,
        transitions::{self, TransitionError},
        workspace::{RecordView, Workspace},
    },
    domain::{
        Kind,
        workflow::{self, Seat, Transition},
    },
    policy::decision::Text,
};

/// See the module.
#[derive(Debug, Clone, PartialEq)]
pub struct Together {
    pub transition: &'static Transition,
    /// The sessions that go.
    pub ids: Vec<String>,
    /// What each of the others is called, and why it stays.
    pub left: Vec<Text>,
}

/// Whether a seat is asked for this step of a session, whatever the rules will say.
pub fn open(workspace: &Workspace, seat: &Seat, record: &RecordView<'_>, verb: &str) -> bool {
    let Some(table) = record.kind.workflow() else { return false };
    let open = workflow::open_transitions(table, record.subject(), seat, workspace);
    open.iter().any(|transition| transition.verb == verb)
}

/// What a step would take along of these sessions. Nothing where it is no step of theirs.
pub fn together(workspace: &Workspace, actor: &Actor, ids: &[String], verb: &str) -> Option<Together> {
    let table = Kind::Session.workflow()?;
    let transition = table.transitions.iter().find(|transition| transition.verb == verb)?;
    let mut found = Together { transition, ids: Vec::new(), left: Vec::new() };
    for record in ids.iter().filter_map(|id| workspace.find(Kind::Session, id)) {
        // The reason is asked for when it is known what it is for.
        match transitions::check(workspace, actor, &record, (verb, transition.label.zh)) {
            Ok(()) => found.ids.push(record.id),
            Err(why) => found.left.push(staying(workspace, &record, &why)),
        }
    }
    Some(found)
}

/// `16:30 李海涛 植物的一年：课次的日期还没有到`.
fn staying(workspace: &Workspace, record: &RecordView<'_>, why: &TransitionError) -> Text {
    let who = records::title(workspace, &[Kind::Instructor], record.text("instructor"));
    let starts = record.text("starts").get(..5).unwrap_or_default();
    Text::both(|lang| {
        let why = crate::domain::Localized::text(why, lang);
        format!("{} {starts} {who} {}{}{why}", record.text("date"), record.title, lang.colon())
    })
}
