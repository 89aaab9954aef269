//! How a form begins: what stands in it, what may be changed, and what stays hidden.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::{
    app::{inbox::Days, kinds, merge::Texts, records, scope, workspace::Workspace},
    domain::{Kind, workflow::Seat},
};

use super::{
    Edited, Form,
    stored::{holding_personal, written},
};

/// Why there is nothing to fill in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotOpen {
    /// There is no such record.
    Missing,
    /// The seat may not edit it where it stands, or not add one.
    NotYours,
}

impl Form {
    /// The form of a new record, begun from an earlier one where `from` names it.
    ///
    /// # Errors
    /// [`NotOpen::NotYours`].
    pub fn begin(
        workspace: &Workspace,
        seat: Option<&Seat>,
        kind: Kind,
        from: Option<&str>,
        today: Date,
        days: Days<'_>,
    ) -> Result<Self, NotOpen> {
        if seat.is_some_and(|seat| !scope::may_keep(workspace, seat, kind, &seat.unit)) {
            return Err(NotOpen::NotYours);
        }
        let begun = records::beginnings(workspace, seat, kind, today, days);
        let earlier = from
            .and_then(|id| workspace.find(kind, id))
            .filter(|earlier| scope::sees(workspace, seat, earlier));
        let texts = match earlier {
            Some(earlier) => records::rolled_over(workspace, &earlier, begun),
            None => begun,
        };
        let texts = texts.into_iter().map(|(key, text)| (key.to_owned(), text)).collect();
        Ok(Self::of(workspace, seat, kind, texts, today))
    }

    /// The form of a record that is there.
    ///
    /// # Errors
    /// [`NotOpen`].
    pub fn edit(
        workspace: &Workspace,
        seat: Option<&Seat>,
        kind: Kind,
        id: &str,
        today: Date,
    ) -> Result<Self, NotOpen> {
        let record = workspace.find(kind, id).ok_or(NotOpen::Missing)?;
        if !scope::edits(workspace, seat, &record) {
            return Err(NotOpen::NotYours);
        }
        let mut form = Self::of(workspace, seat, kind, written(workspace, &record), today);
        form.edited =
            Some(Edited { id: record.id.clone(), title: record.title.clone(), revision: record.revision });
        // What is typed into a new record is seen by who types it; what was there is hidden at first.
        form.hidden = holding_personal(workspace, &record).collect();
        if let Some(state) = record.state {
            form.fixed.extend(form.fields.iter().map(|field| field.key).filter(|key| !state.opens(key)));
        }
        if let Some(suggest) = kinds::of(kind).and_then(|behaviour| behaviour.suggest) {
            let mut values = form.values();
            suggest(workspace, &record, &mut values);
            values.into_iter().for_each(|(key, text)| form.set(key, text));
        }
        Ok(form)
    }

    fn of(workspace: &Workspace, seat: Option<&Seat>, kind: Kind, texts: Texts, today: Date) -> Self {
        // Whose a record is follows from the seat, where there is one and a workflow that asks.
        let keeper = kind.declaration().keeper.filter(|_| kind.workflow().is_some() && seat.is_some());
        let mut form = Self {
            kind,
            edited: None,
            today,
            fields: workspace.fields().of(kind).filter(|field| kind.is_given(field.key)).collect(),
            base: texts.clone(),
            texts: Texts::new(),
            rows: BTreeMap::new(),
            files: BTreeMap::new(),
            fixed: keeper.into_iter().collect(),
            hidden: BTreeSet::new(),
            left: BTreeMap::new(),
            problems: Vec::new(),
            failed: None,
            alike: Vec::new(),
            others: Vec::new(),
            merged: None,
            unkept: Vec::new(),
            restored: false,
            saving: false,
            overtaken: false,
        };
        for field in form.fields.clone() {
            form.put(field, texts.get(field.key).cloned().unwrap_or_default());
        }
        form
    }
}
