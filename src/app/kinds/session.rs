//! Sessions: an instructor is at one place at a time; a substitute has a session of their own; there are too many for the
//! search over all kinds.

use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::{
    app::{
        ids,
        workspace::{RecordView, Workspace},
    },
    domain::{Kind, Label, Session, field::FieldProblem, record::broken, workflow::Stage},
};

use super::behaviour::{Behaviour, effect};

pub static BEHAVIOUR: Behaviour = Behaviour {
    checks: &[("substitute", another), ("restore", is_free)],
    effects: &[effect!("substitute" => Session, substituted)],
    clashes: Some(clashes),
    kept_from_above: true,
    begins_anew: &["distance_km", "witness", "substitute"],
    searched: false,
    ..Behaviour::of(Kind::Session)
};

/// One instructor cannot be at two sessions at once; several classes at once are one session.
fn clashes(workspace: &Workspace, id: &str, values: &Map<String, Value>) -> Vec<FieldProblem> {
    let session: Option<Session> = serde_json::from_value(Value::Object(values.clone())).ok();
    let taken = session.is_some_and(|session| {
        workspace.sessions.held().iter().any(|(key, held)| {
            held.record.clashes_with(&session)
                && &**key != id
                && held.state().is_none_or(|state| state.stage != Stage::Void)
        })
    });
    if taken {
        vec![broken(
            "starts",
            "该辅导员当日此时已有课次；几个班同时听讲请合为一个课次",
            "The instructor already has a session then; several classes at once are one session",
        )]
    } else {
        Vec::new()
    }
}

fn another(_: &Workspace, record: &RecordView<'_>) -> Result<(), Label> {
    if record.text("substitute") == record.text("instructor") {
        return Err(Label::new("代课辅导员与原辅导员相同", "The substitute is the instructor"));
    }
    Ok(())
}

/// Another session may have been planned in its place since it was cancelled.
fn is_free(workspace: &Workspace, record: &RecordView<'_>) -> Result<(), Label> {
    if clashes(workspace, &record.id, &record.values).is_empty() {
        return Ok(());
    }
    Err(Label::new(
        "该辅导员此时已另有课次，不能恢复",
        "The instructor has another session then; it cannot be restored",
    ))
}

/// The session of whoever comes instead, planned as this one was.
fn substituted(workspace: &Workspace, record: &RecordView<'_>, _: Date) -> Vec<Session> {
    let mut values = record.values.clone();
    if let Some(substitute) = values.insert("substitute".to_owned(), Value::Null) {
        values.insert("instructor".to_owned(), substitute);
    }
    values.insert("code".to_owned(), ids::new_id(workspace, record.kind, &values, |_| false).into());
    serde_json::from_value(Value::Object(values)).into_iter().collect()
}
