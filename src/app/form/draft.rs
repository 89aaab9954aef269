//! What is typed into a form and not yet saved, so that a tab that is left or loaded anew has it again.

use serde::{Deserialize, Serialize};

use crate::{
    app::{merge::Texts, workspace::Workspace},
    domain::{Kind, workflow::Seat},
};

use super::Form;

/// A draft as a tab keeps it. Of files that were chosen it has nothing: their bytes are gone with the page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Of the record, when the form began.
    pub revision: Option<u64>,
    /// What the record said then.
    pub base: Texts,
    pub texts: Texts,
    /// Fields whose chosen file is not kept with it: a tab keeps no files.
    #[serde(default)]
    pub unkept: Vec<String>,
}

impl Draft {
    /// Under what name it is kept. A draft is its seat's: the next person at this tab begins with a form of their own.
    pub fn key(seat: Option<&Seat>, kind: Kind, id: Option<&str>) -> String {
        let unit = seat.map_or("", |seat| &seat.unit);
        format!("keqiao-form-{unit}-{}-{}", kind.code(), id.unwrap_or("new"))
    }
}

impl Form {
    /// What is to be kept of it now.
    pub fn draft(&self) -> Draft {
        let mut texts = self.texts.clone();
        let mut unkept = self.unkept.clone();
        for field in &self.fields {
            if self.chunk(field).is_some_and(|chunk| self.files.contains_key(&chunk)) {
                texts.insert(field.key.to_owned(), self.base.get(field.key).cloned().unwrap_or_default());
                unkept.push(field.key.to_owned());
            }
        }
        let revision = self.edited.as_ref().and_then(|edited| edited.revision);
        Draft { revision, base: self.base.clone(), texts, unkept }
    }

    /// Goes on from a draft, which began earlier than this form: what has changed meanwhile is taken in.
    pub fn restore(&mut self, workspace: &Workspace, draft: Draft) {
        self.restored = true;
        self.unkept = draft.unkept;
        self.base = draft.base;
        self.fill(&draft.texts);
        if self.edited.as_ref().is_some_and(|edited| edited.revision != draft.revision) {
            self.take_in(workspace);
        }
    }
}
