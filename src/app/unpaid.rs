//! Sessions that are not paid: why, and what would have to differ (五.7).

use jiff::civil::Date;

use super::{
    account::{Account, Ruling},
    batched::batched,
    ordered::Key,
    policies::Rulebook,
    workspace::{Held, Workspace},
};
use crate::{
    domain::{Lang, Session, session::holding, workflow::State},
    exchange::payment_list::UnpaidRow,
    policy::decision::Text,
};

/// A session for which nothing is owed.
#[derive(Debug, Clone, PartialEq)]
pub struct Unpaid {
    pub session: Key,
    pub date: Date,
    pub school: String,
    pub person: String,
    pub topic: String,
    pub why: Text,
    /// What would have to differ; nothing where the policy does not say, or could not decide.
    pub remedy: Option<Text>,
}

/// Whether a ruling leaves a session that stands here unpaid: what has not been recorded as held is refused nothing yet.
pub fn is_refused(ruling: &Ruling, state: Option<&State>) -> bool {
    matches!(ruling, Ruling::Refused(_)) && state.is_none_or(|state| state.code != holding::planned)
}

/// Of the sessions that are wanted those that earn nothing, or of which the policy cannot say, and which no batch has owed; by day.
pub fn unpaid<'a>(
    workspace: &'a Workspace,
    account: &'a Account,
    rulebook: &Rulebook,
    mut wanted: impl FnMut(&'a str, &'a Held<Session>) -> bool,
) -> Vec<Unpaid> {
    let decided = workspace.sessions.held().beside(&account.verdicts);
    let refused = decided.filter_map(|(id, held, verdict)| {
        let ruling = &verdict?.ruling;
        let is_undecided = matches!(ruling, Ruling::Undecided(_));
        let is_unpaid = is_undecided || is_refused(ruling, held.state);
        (is_unpaid && wanted(id, held)).then_some((id, &held.record, ruling))
    });
    let refused: Vec<_> = refused.collect();
    let ids: std::collections::HashSet<&str> = refused.iter().map(|(id, ..)| &***id).collect();
    let batched = batched(workspace, |session| ids.contains(session));
    let open = refused.iter().filter(|(id, ..)| !batched.contains_key(&***id));
    let mut unpaid: Vec<_> = open
        .map(|(id, session, ruling)| {
            let (why, remedy) = said(rulebook, session.date, ruling);
            Unpaid {
                session: Key::clone(id),
                date: session.date,
                school: workspace.tree().name(&session.school).to_owned(),
                person: workspace.tree().name(&session.instructor).to_owned(),
                topic: session.topic.clone(),
                why,
                remedy,
            }
        })
        .collect();
    unpaid.sort_by(|one, other| {
        (one.date, &one.school, &one.session).cmp(&(other.date, &other.school, &other.session))
    });
    unpaid
}

/// Why, and what would have to differ.
fn said(rulebook: &Rulebook, day: Date, ruling: &Ruling) -> (Text, Option<Text>) {
    match ruling {
        Ruling::Refused(reason) => match rulebook.on(day) {
            Ok(policy) => (policy.reason_text(reason), policy.remedy_text(reason)),
            Err(why) => (why, None),
        },
        Ruling::Undecided(why) => (why.clone(), None),
        Ruling::Amount(_) => Default::default(),
    }
}

/// The sessions of an organ's schools, or of one of them, on the days of a batch.
pub fn is_of<'a>(
    workspace: &'a Workspace,
    (unit, school): (&'a str, Option<&'a str>),
    (since, through): (Date, Date),
) -> impl FnMut(&str, &Held<Session>) -> bool + 'a {
    move |_, held| {
        let session = &held.record;
        (since..=through).contains(&session.date)
            && school.is_none_or(|school| school == session.school)
            && workspace.tree().superior(&session.school) == Some(unit)
    }
}

impl Unpaid {
    /// As a list for finance has it.
    pub fn row(&self, lang: Lang) -> UnpaidRow {
        UnpaidRow {
            date: self.date,
            person: self.person.clone(),
            school: self.school.clone(),
            topic: self.topic.clone(),
            why: self.why.get(lang).to_owned(),
            remedy: self.remedy.as_ref().map(|remedy| remedy.get(lang).to_owned()).unwrap_or_default(),
        }
    }
}
