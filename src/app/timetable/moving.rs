//! A planned session is moved by the school that keeps it: as though its form had been filled in, and told what is wrong there before
//! anything is stored.

use jiff::civil::{Date, Time};

use super::tells;
use crate::{
    app::{
        Actor,
        form::{Form, NotOpen},
        records::SaveError,
        scope,
        workspace::{RecordView, Workspace},
    },
    domain::{
        Kind, Label, Lang, Localized as _, Session,
        session::holding,
        workflow::{Seat, Stage},
    },
    policy::{Policy, decision::Text},
    store::Store,
};

/// A session as it would be at another time.
#[derive(Debug, Clone)]
pub struct Moved {
    form: Form,
    /// What is to be thought of there.
    pub tells: Vec<Text>,
    /// Why it cannot be there at all.
    pub refused: Option<Text>,
}

const HELD: Label = Label::new(
    "已登记授课，不能移动；日期或时间有误的，先办“更正”",
    "It is recorded as held and stays where it was; take it back with “Correct” if its time is wrong",
);
const VOID: Label = Label::new(
    "已取消或未授课，不能移动；要改期的，先办“恢复”或新建课次",
    "It was cancelled or not held and stays where it was; restore it or add another",
);
const SUBSTITUTED: Label =
    Label::new("已改由他人代课，请移动代课的课次", "Somebody comes instead; move their session");
const NOT_YOURS: Label = Label::new("由学校调整时间", "Its school moves it");

/// Why a seat cannot move a session; nothing where it can.
pub fn fixed(workspace: &Workspace, seat: Option<&Seat>, record: &RecordView<'_>) -> Option<Label> {
    let state = record.state?;
    match state.stage {
        _ if state.code == holding::substituted => return Some(SUBSTITUTED),
        Stage::Void => return Some(VOID),
        _ if state.code != holding::planned => return Some(HELD),
        _ => {}
    }
    let is_its = seat.is_none_or(|seat| seat.unit == record.keeper());
    (!is_its || !scope::edits(workspace, seat, record)).then_some(NOT_YOURS)
}

/// A session at another day and time.
///
/// # Errors
/// Why it cannot be moved at all.
pub fn moved(
    workspace: &Workspace,
    (seat, policy): (Option<&Seat>, Option<&Policy>),
    id: &str,
    (date, starts): (Date, Time),
    today: Date,
) -> Result<Moved, Text> {
    let form = Form::edit(workspace, seat, Kind::Session, id, today);
    let mut form = form.map_err(|why| match why {
        NotOpen::Missing => Text::of(&SaveError::Missing),
        NotOpen::NotYours => NOT_YOURS.into(),
    })?;
    let there = workspace.find(Kind::Session, id).and_then(|record| fixed(workspace, seat, &record));
    if let Some(why) = there {
        return Err(why.into());
    }
    form.set("date", date.to_string());
    form.set("starts", starts.strftime("%H:%M").to_string());
    // What a form finds wrong it says of its fields; here there are none to see.
    let refused = (!form.submit(workspace, seat)).then(|| {
        let said =
            |lang: Lang| lang.statements(form.problems().iter().map(|problem| problem.fault.text(lang)));
        Text::both(said)
    });
    let session = workspace.sessions.get(id).map(|session| Session { date, starts, ..session.clone() });
    let tells = session.map(|session| tells::of_its_time(workspace, policy, &session)).unwrap_or_default();
    Ok(Moved { form, tells, refused })
}

impl Moved {
    /// Stores it.
    ///
    /// # Errors
    /// [`SaveError`].
    pub async fn save(
        &self,
        store: &impl Store,
        workspace: &Workspace,
        actor: &Actor,
    ) -> Result<String, SaveError> {
        self.form.save(store, workspace, actor).await
    }
}
