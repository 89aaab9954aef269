//! What leaves the program as a file or on paper is noted in the journal first: what it was, how many records it held and, where
//! personal data or pay are in it, what for.

use crate::{
    domain::{Kind, Lang, Localized, workflow::Seat},
    exchange::payment_list::LeftOut,
    say,
    store::{self, Change, Commit, Store, StoreError, Written},
};

use super::{
    Actor, personal,
    scope::{Sight, View},
    settings::LastExport,
    workspace::Workspace,
};

/// What the journal calls a file or paper that was handed out; one with personal data it calls [`personal::EXPORT`].
pub const EXPORT: &str = "export";

/// Why nothing was handed out.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ExportFault {
    #[error("personal data and pay are handed out for a reason only")]
    NoReason,
    /// Where it is not known whether the records are a demo's, nothing leaves unmarked.
    #[error("the settings cannot be read")]
    Unmarked,
    /// What a list leaves out is agreed to by whoever hands it out.
    #[error("nobody has agreed to what the list leaves out")]
    LeavesOut(LeftOut),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Localized for ExportFault {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::NoReason => say!(
                lang,
                "没有导出：内容含个人信息或发放金额，请写明用途后再导出。",
                "Nothing was exported: it holds personal data or pay. Say what it is needed for, and export again."
            ),
            Self::Unmarked => say!(
                lang,
                "本机的设置读不出来，不能确定是否演示数据，暂不能导出。请先在页面上方恢复设置。",
                "The settings cannot be read, so it is not known whether this is demo data; nothing can be exported. Mend the settings at the top of the page first."
            ),
            Self::LeavesOut(left_out) => say!(
                lang,
                "没有导出。{what}。请先补上，或确认后再导出。",
                "Nothing was exported. {what}. Mend it first, or agree to it and export again.",
                what = left_out.text(lang)
            ),
            Self::Store(error) => error.text(lang),
        }
    }
}

/// How many records of each of these kinds are seen; those of which there are none are left out.
pub fn counts(view: View<'_>, kinds: &[Kind]) -> Vec<(Kind, usize)> {
    let seen = |kind: &Kind| {
        let (mut sight, table) = (Sight::of(view, *kind), view.workspace.table(*kind));
        let seen = match sight.sees_all() {
            true => table.len(),
            false => table.each().filter(|(id, record)| sight.sees(id, *record)).count(),
        };
        (seen > 0).then_some((*kind, seen))
    };
    kinds.iter().filter_map(seen).collect()
}

/// Notes that the records of these kinds are handed out that the seat sees.
///
/// # Errors
/// [`ExportFault::NoReason`] where there are personal data among them and no reason is given, and what the store says.
pub async fn records(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    (name, kinds): (&str, &[Kind]),
    reason: &str,
) -> Result<Written, ExportFault> {
    let seat: Option<&Seat> = actor.seat.as_ref();
    let holds_personal = !personal::kinds(workspace, seat, kinds).is_empty();
    if holds_personal && reason.trim().is_empty() {
        return Err(ExportFault::NoReason);
    }
    let counts = counts(View { workspace, seat }, kinds);
    let lang = actor.lang;
    let listed = lang.list(counts.iter().map(|(kind, count)| format!("{} {count}", kind.label().text(lang))));
    let verb = if holds_personal { personal::EXPORT } else { EXPORT };
    let what = format!("{name}{}{listed}", lang.colon());
    let count = counts.iter().map(|(_, count)| count).sum();
    note(store, workspace, actor, (verb, what), (count, reason), Vec::new()).await
}

/// Notes that a list of so many payments is handed out, as a file or on paper, with what it leaves out; `agreed` is what whoever
/// hands it out was told of that.
///
/// # Errors
/// [`ExportFault::NoReason`] where none is given, [`ExportFault::LeavesOut`] where it leaves out anything else, and what the
/// store says.
pub async fn payments(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    (file, count, left_out): (&str, usize, LeftOut),
    (reason, agreed): (&str, LeftOut),
) -> Result<Written, ExportFault> {
    if reason.trim().is_empty() {
        return Err(ExportFault::NoReason);
    }
    if left_out != agreed {
        return Err(ExportFault::LeavesOut(left_out));
    }
    let mut settings = workspace.settings.clone();
    settings.last_export = Some(LastExport { when: actor.now.timestamp.clone(), file: file.to_owned() });
    let settings = store::put(&settings, workspace.settings_revision())?;
    let what = match left_out.is_nothing() {
        true => file.to_owned(),
        false => say!(actor.lang, "{file}（{what}）", "{file} ({what})", what = left_out.text(actor.lang)),
    };
    note(store, workspace, actor, (EXPORT, what), (count, reason), vec![settings]).await
}

/// Notes that a file or a paper of one record is handed out: an attachment, or its letter in print.
///
/// # Errors
/// [`ExportFault::NoReason`] where it `is_personal` and no reason is given, and what the store says.
pub async fn of_record(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    (record, file, is_personal): (&str, &str, bool),
    reason: &str,
) -> Result<Written, ExportFault> {
    if is_personal && reason.trim().is_empty() {
        return Err(ExportFault::NoReason);
    }
    let verb = if is_personal { personal::EXPORT } else { EXPORT };
    let what = format!("{record}{}{file}", actor.lang.colon());
    note(store, workspace, actor, (verb, what), (1, reason), Vec::new()).await
}

async fn note(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    (verb, what): (&str, String),
    (count, reason): (usize, &str),
    changes: Vec<Change>,
) -> Result<Written, ExportFault> {
    if !workspace.settings_are_sound() {
        return Err(ExportFault::Unmarked);
    }
    let reason = reason.trim();
    let note = match reason {
        "" => what,
        reason => say!(actor.lang, "{what}；用途：{reason}", "{what}; for: {reason}"),
    };
    let mut operation = actor.operation(verb, note);
    operation.handed_out = Some(u32::try_from(count).unwrap_or(u32::MAX));
    Ok(store.commit(Commit::new(operation, changes)).await?)
}
