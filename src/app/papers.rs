//! Papers that records are handed out as: which, their kinds say (`paper` of a behaviour), how they look, `exchange::paper`.

use crate::{domain::Kind, exchange::paper::Paper};

use super::{kinds, scope, scope::View};

/// What stands above every page of a demo's papers.
const DEMO: &str = "演示数据";

/// The paper of a record, as it would be handed out; nothing where the seat does not see the record, or there is none yet.
pub fn of(View { workspace, seat }: View<'_>, kind: Kind, id: &str) -> Option<Paper> {
    let paper = kinds::of(kind)?.paper?;
    let record = workspace.find(kind, id).filter(|record| scope::sees(workspace, seat, record))?;
    let mut paper = paper(workspace, &record)?;
    if workspace.settings.demo {
        paper.marks.push(DEMO.to_owned());
    }
    Some(paper)
}
