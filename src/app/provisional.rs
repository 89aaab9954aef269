//! What an amount that no batch has owed yet still depends on (暂计): it is final only where all of the instructor's sessions of that
//! half-day and of the payer's month are here, and settled (五.7).

use std::collections::HashMap;

use super::{
    batched::batched,
    payments::{Payment, Together},
    scope::{Sight, View},
    workspace::{Held, Workspace},
};
use crate::{
    domain::{Kind, Lang, Localized, Month, Session, counts::SESSIONS, session::holding, side::Side},
    policy::hook::SUBSIDY,
    say,
};

/// What is missing before an amount is final.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// This office is not given all that the payer pays for.
    Elsewhere,
    /// So many sessions of the half-day have not been confirmed: one of them may come first.
    HalfDay(usize),
    /// So many of the payer's month: tax is that of all of them.
    Month(usize),
}

impl Localized for Missing {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::Elsewhere => say!(
                lang,
                "本机没有该辅导员在其他学校的课次，以编制发放批次的单位核算为准",
                "the instructor's sessions at other schools are not here; the unit that prepares the batch has them"
            )
            .to_owned(),
            Self::HalfDay(count) => {
                let sessions = lang.counted(*count, SESSIONS);
                say!(lang, "同一半天还有 {sessions}没有确认", "{sessions} of the same half-day not confirmed")
            }
            Self::Month(count) => {
                let sessions = lang.counted(*count, SESSIONS);
                say!(
                    lang,
                    "同月由同一单位支付的还有 {sessions}没有确认，影响个税",
                    "{sessions} of the payer's month not confirmed, on which tax depends"
                )
            }
        }
    }
}

/// What is missing, in one sentence; nothing where the amount is final.
pub fn text(missing: &[Missing], lang: Lang) -> Option<String> {
    let listed = missing.iter().map(|missing| missing.text(lang)).collect::<Vec<_>>().join("；");
    let listed = if lang == Lang::En { listed.replace('；', "; ") } else { listed };
    (!missing.is_empty()).then(|| say!(lang, "暂计：{listed}", "Provisional: {listed}"))
}

/// Whether its hours have yet to be confirmed.
fn is_open(held: &Held<Session>) -> bool {
    held.state.is_some_and(|state| [holding::planned, holding::held].contains(&state.code))
}

/// What is missing before what a session earns is final; nothing of one that a batch has owed.
pub fn of_session(workspace: &Workspace, session: &Session) -> Vec<Missing> {
    let Some(school) = workspace.schools.get(&session.school) else { return Vec::new() };
    if batched(workspace, |id| id == session.code).contains_key(&*session.code) {
        return Vec::new();
    }
    let payer = school.payer.on(session.date);
    let sums = SUBSIDY.accumulates.as_ref();
    let (mut half_day, mut month) = (0, 0);
    let of_them = workspace.sessions.held().iter().map(|(_, held)| held);
    let open = of_them.filter(|held| held.record.instructor == session.instructor && is_open(held));
    for other in open.map(|held| &held.record).filter(|other| other.code != session.code) {
        let is_of_month = Month::of(other.date) == Month::of(session.date);
        let paid_by = workspace.schools.get(&other.school).map(|school| school.payer.on(other.date));
        if sums.is_some_and(|sums| sums.share(session, other)) {
            half_day += 1;
        } else if is_of_month && paid_by == Some(payer) {
            month += 1;
        }
    }
    let elsewhere = !holds_all(workspace, (payer, &session.instructor), Month::of(session.date));
    missing(elsewhere, half_day, month)
}

/// What is missing before each of these payments is final; none of those that are.
pub fn of_payments<'a>(view: View<'a>, payments: &'a [Payment]) -> HashMap<Together<'a>, Vec<Missing>> {
    let workspace = view.workspace;
    let wanted: HashMap<_, _> = payments.iter().map(|payment| (payment.together(), ())).collect();
    let mut sight = Sight::of(view, Kind::BULK);
    let mut open = HashMap::<Together<'_>, usize>::new();
    for (id, held) in workspace.sessions.held().iter().filter(|(_, held)| is_open(held)) {
        let session = &held.record;
        let Some(school) = workspace.schools.get(&session.school) else { continue };
        let together =
            (Month::of(session.date), school.payer.on(session.date).as_str(), &*session.instructor);
        if wanted.contains_key(&together) && sight.sees(id, held) {
            *open.entry(together).or_default() += 1;
        }
    }
    let mut held = HashMap::<Together<'_>, bool>::new();
    let one = |payment: &'a Payment| {
        let (month, payer, instructor) = payment.together();
        // Of an office that does not hold a payer's month, this is so of everybody but of itself.
        let is_here =
            held.entry((month, payer, "")).or_insert_with(|| holds_all(workspace, (payer, ""), month));
        let is_here = *is_here || is_own(workspace, instructor);
        let open = open.get(&payment.together()).copied().unwrap_or_default();
        (payment.together(), missing(!is_here, 0, open))
    };
    payments.iter().map(one).filter(|(_, missing)| !missing.is_empty()).collect()
}

fn missing(elsewhere: bool, half_day: usize, month: usize) -> Vec<Missing> {
    let counted = |count: usize, of: fn(usize) -> Missing| (count > 0).then(|| of(count));
    let elsewhere = elsewhere.then_some(Missing::Elsewhere);
    let counted = [counted(half_day, Missing::HalfDay), counted(month, Missing::Month)];
    elsewhere.into_iter().chain(counted.into_iter().flatten()).collect()
}

/// Whether this is the instructor's own office, which is given every session of theirs.
fn is_own(workspace: &Workspace, instructor: &str) -> bool {
    workspace.settings.office.as_ref().is_some_and(|office| office.unit == instructor)
}

/// Whether what is here is all that the payer pays the person for in a month: in an organ's office, where the payer pays for its schools
/// alone; in the person's own; and where one computer plays all offices.
fn holds_all(workspace: &Workspace, (payer, instructor): (&str, &str), month: Month) -> bool {
    let Some(office) = &workspace.settings.office else { return true };
    let tree = workspace.tree();
    let day = month.last_day();
    let is_organ = tree.get(&office.unit).is_some_and(|unit| unit.side == Side::Education);
    let its = || workspace.schools.all().filter(|school| school.payer.on(day) == payer);
    office.unit == instructor || is_organ && its().all(|school| tree.oversees(&office.unit, &school.code))
}
