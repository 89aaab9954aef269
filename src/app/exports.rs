//! What leaves the program as a file or on paper is noted in the journal first: what it was, how many records it held and, where
//! personal data or pay are in it, what for.

use std::collections::HashSet;

use crate::{
    domain::{Kind, Lang, Localized},
    exchange::payment_list::LeftOut,
    policy::decision::Text,
    say,
    store::{self, Change, Commit, Store, StoreError, Written},
};

use super::{
    Actor,
    ordered::Key,
    personal,
    scope::{Sight, View},
    settings::LastExport,
    workspace::{RecordView, Workspace},
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

/// Records that are handed out, as far as they are seen.
#[derive(Debug, Clone, Copy)]
pub struct Chosen<'a> {
    pub kinds: &'a [Kind],
    /// Of these only those that a filtered table shows.
    pub shown: Option<&'a HashSet<Key>>,
}

/// All of these kinds.
impl<'a> From<&'a [Kind]> for Chosen<'a> {
    fn from(kinds: &'a [Kind]) -> Self {
        Self { kinds, shown: None }
    }
}

impl Chosen<'_> {
    fn has(&self, id: &str) -> bool {
        self.shown.is_none_or(|shown| shown.contains(id))
    }

    /// How many there are of each kind; those of which there are none are left out.
    pub fn counts(&self, view: View<'_>) -> Vec<(Kind, usize)> {
        let count = |kind: &Kind| {
            let (mut sight, table) = (Sight::of(view, *kind), view.workspace.table(*kind));
            let count = match (sight.sees_all(), self.shown) {
                (true, None) => table.len(),
                _ => table.each().filter(|(id, record)| self.has(id) && sight.sees(id, *record)).count(),
            };
            (count > 0).then_some((*kind, count))
        };
        self.kinds.iter().filter_map(count).collect()
    }

    /// The kinds of which some record holds personal data.
    pub fn personal(&self, view: View<'_>) -> Vec<Kind> {
        let fields = view.workspace.fields();
        let holds = |kind: &Kind| {
            let mut sight = Sight::of(view, *kind);
            fields.of(*kind).any(personal::hides)
                && view.workspace.table(*kind).each().any(|(id, record)| {
                    self.has(id)
                        && sight.sees(id, record)
                        && personal::is_in(fields, &RecordView::of(*kind, record))
                })
        };
        self.kinds.iter().copied().filter(holds).collect()
    }
}

/// Notes that records are handed out that the seat sees.
///
/// # Errors
/// [`ExportFault::NoReason`] where there are personal data among them and no reason is given, and what the store says.
pub async fn records<'a>(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    (name, chosen): (&str, impl Into<Chosen<'a>>),
    reason: &str,
) -> Result<Written, ExportFault> {
    let chosen = chosen.into();
    let view = View { workspace, seat: actor.seat.as_ref() };
    let holds_personal = !chosen.personal(view).is_empty();
    if holds_personal && reason.trim().is_empty() {
        return Err(ExportFault::NoReason);
    }
    let counts = chosen.counts(view);
    let sum = |counts: &[(Kind, usize)]| counts.iter().map(|(_, count)| count).sum::<usize>();
    let all = chosen.shown.map(|_| sum(&Chosen::from(chosen.kinds).counts(view)));
    let verb = if holds_personal { personal::EXPORT } else { EXPORT };
    let what = Text::both(|lang| {
        let one = |(kind, count): &(Kind, usize)| format!("{} {count}", kind.label().text(lang));
        let filtered =
            all.map(|all| say!(lang, "（按当时的筛选，全部 {all}）", " (as filtered then, of {all})"));
        let listed = lang.list(counts.iter().map(one));
        format!("{name}{}{listed}{}", lang.colon(), filtered.unwrap_or_default())
    });
    note(store, workspace, actor, (verb, what), (sum(&counts), &reason.into()), Vec::new()).await
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
    (reason, agreed): (impl Into<Text>, LeftOut),
) -> Result<Written, ExportFault> {
    let reason = reason.into();
    if reason.zh.trim().is_empty() {
        return Err(ExportFault::NoReason);
    }
    if left_out != agreed {
        return Err(ExportFault::LeavesOut(left_out));
    }
    let mut settings = workspace.settings.clone();
    settings.last_export = Some(LastExport { when: actor.now.timestamp.clone(), file: file.to_owned() });
    let settings = store::put(&settings, workspace.settings_revision())?;
    let what = Text::both(|lang| match left_out.is_nothing() {
        true => file.to_owned(),
        false => say!(lang, "{file}（{what}）", "{file} ({what})", what = left_out.text(lang)),
    });
    note(store, workspace, actor, (EXPORT, what), (count, &reason), vec![settings]).await
}

/// Notes that accounts and identity numbers of so many people are handed out, of a batch.
///
/// # Errors
/// [`ExportFault::NoReason`] where none is given, and what the store says.
pub async fn accounts(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    (file, count): (&str, usize),
    reason: &str,
) -> Result<Written, ExportFault> {
    if reason.trim().is_empty() {
        return Err(ExportFault::NoReason);
    }
    note(store, workspace, actor, (personal::EXPORT, file.into()), (count, &reason.into()), Vec::new()).await
}

/// Notes that a file or a paper of one record is handed out: an attachment, or its letter in print.
///
/// # Errors
/// [`ExportFault::NoReason`] where it `is_personal` and no reason is given, and what the store says.
pub async fn of_record(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    (record, file, is_personal): (&str, impl Into<Text>, bool),
    reason: &str,
) -> Result<Written, ExportFault> {
    if is_personal && reason.trim().is_empty() {
        return Err(ExportFault::NoReason);
    }
    let verb = if is_personal { personal::EXPORT } else { EXPORT };
    let file = file.into();
    let what = Text::both(|lang| format!("{record}{}{}", lang.colon(), file.get(lang)));
    note(store, workspace, actor, (verb, what), (1, &reason.into()), Vec::new()).await
}

/// Notes that so many records, or figures of them, are handed out, as a file or on paper; nothing personal is in them.
///
/// # Errors
/// What the store says.
pub async fn figures(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    (what, count): (impl Into<Text>, usize),
) -> Result<Written, ExportFault> {
    note(store, workspace, actor, (EXPORT, what.into()), (count, &Text::default()), Vec::new()).await
}

async fn note(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    (verb, what): (&str, Text),
    (count, reason): (usize, &Text),
    changes: Vec<Change>,
) -> Result<Written, ExportFault> {
    if !workspace.settings_are_sound() {
        return Err(ExportFault::Unmarked);
    }
    let note = Text::both(|lang| match (reason.get(lang).trim(), what.get(lang)) {
        ("", what) => what.to_owned(),
        (reason, what) => say!(lang, "{what}；用途：{reason}", "{what}; for: {reason}"),
    });
    let mut operation = actor.operation(verb, note);
    operation.handed_out = Some(u32::try_from(count).unwrap_or(u32::MAX));
    Ok(store.commit(Commit::new(operation, changes)).await?)
}
