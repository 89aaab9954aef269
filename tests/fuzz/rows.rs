//! Stored rows: of another version, half written, or changed by another's hand. Everything else opens, and every page is
//! drawn up.

use std::{rc::Rc, sync::Arc};

use fastrand::Rng;
use jiff::civil::date;
use keqiao::{
    app::{
        Actor, Now,
        account::draw_up,
        clause_status, equity, import,
        inbox::Inbox,
        overview::{self, Sums},
        policies::{self, Rulebook},
        scope::View,
        table::{Codes, Listing, TableQuery, Viewer},
        workspace::Workspace,
    },
    demo::{self, Size},
    domain::{
        Kind,
        workflow::{Role, Seat},
    },
    policy::{PackLibrary, embedded_files, packs},
    store::{Change, Commit, MemoryStore, Row, Store as _},
};
use pollster::block_on;
use serde_json::Value;

use crate::mutate;

const TODAY: jiff::civil::Date = date(2026, 7, 6);

pub fn actor() -> Actor {
    let now = Now { timestamp: "2026-07-06T01:00:00Z".into(), today: TODAY };
    Actor { seat_name: "县".into(), seat: None, policy: None, now }
}

fn rulebook() -> Rc<Rulebook> {
    Rc::new(Rulebook::of(PackLibrary::of(packs(&embedded_files())).expect("packs"), "henan"))
}

/// A small county, with what its units did together.
fn store() -> MemoryStore {
    let size = Size { schools: 12, instructors: 10, sessions: 12 };
    let county = block_on(demo::county(demo::SEED, size, TODAY, &rulebook())).expect("a script that plays");
    let store = MemoryStore::default();
    block_on(import::load_demo(&store, &Workspace::default(), &actor(), &county)).expect("stored");
    store
}

pub fn workspace() -> Workspace {
    block_on(Workspace::load(&store())).expect("a workspace")
}

/// A row that is there, with another body.
pub fn target() -> impl FnMut(&mut Rng) {
    let store = store();
    let tables = Kind::ALL.iter().map(|kind| kind.code()).chain(["settings"]);
    let rows: Vec<(&str, Row)> = tables
        .flat_map(|table| block_on(store.rows(table)).expect("rows").into_iter().map(move |row| (table, row)))
        .collect();
    let sound = block_on(Workspace::load(&store)).expect("a workspace");
    let library = policies::library(&embedded_files(), &sound).expect("packs");
    let rulebook = Rc::new(Rulebook::of(library, "henan"));
    move |rng| {
        let (table, row) = &rows[rng.usize(0..rows.len())];
        let schema = if rng.u8(0..10) == 0 { rng.u32(0..9) } else { row.schema };
        let change = Change {
            table: (*table).to_owned(),
            key: row.key.clone(),
            expected: Some(row.revision),
            after: Some((schema, body(rng, &row.body))),
        };
        // As a commit brings it, and as it is found on opening.
        let workspace = sound.after(std::slice::from_ref(&change));
        let fresh = MemoryStore::default();
        let commit = Commit::new(actor().operation("edit", ""), vec![Change { expected: None, ..change }]);
        block_on(fresh.commit(commit)).expect("stored");
        block_on(Workspace::load(&fresh)).expect("one row keeps nothing from opening");
        let kind = Kind::parse(table).unwrap_or(Kind::Session);
        look(rng, &Arc::new(workspace), &rulebook, kind);
    }
}

/// A value of it replaced, or the text itself changed.
fn body(rng: &mut Rng, body: &str) -> String {
    let parsed = serde_json::from_str::<Value>(body).ok().filter(|_| rng.bool());
    let Some(mut value) = parsed else { return mutate::text(rng, body) };
    if let Value::Object(fields) = &mut value {
        let keys: Vec<_> = fields.keys().cloned().collect();
        for _ in 0..rng.u8(1..=3) {
            let key = keys[rng.usize(0..keys.len())].clone();
            fields.insert(key, odd(rng));
        }
    }
    value.to_string()
}

pub fn odd(rng: &mut Rng) -> Value {
    match rng.u8(0..7) {
        0 => Value::Null,
        1 => rng.i64(..).into(),
        2 => f64::from_bits(rng.u64(..)).into(),
        3 => rng.bool().into(),
        4 => Value::Array(vec![mutate::odd(rng).into(); rng.usize(0..4)]),
        5 => serde_json::json!({ mutate::odd(rng): mutate::odd(rng) }),
        _ => mutate::odd(rng).into(),
    }
}

/// What pages ask of a workspace, of one seat and a table in an order by chance.
fn look(rng: &mut Rng, workspace: &Arc<Workspace>, rulebook: &Rc<Rulebook>, kind: Kind) {
    let account = Arc::new(draw_up(workspace, rulebook));
    let mut sums = Sums::default();
    let units: Vec<_> = workspace.tree().all().map(|unit| unit.id.clone()).collect();
    let seat = rng.choice(&units).filter(|_| rng.u8(0..4) > 0);
    let seat = seat.map(|unit| Seat { unit: unit.clone(), role: Role::Officer });
    let view = View { workspace, seat: seat.as_ref() };
    for term in overview::terms(view, &mut sums) {
        overview::of_term(view, &account, term, &mut sums);
        equity::of_term(view, term, TODAY, &mut sums);
    }
    clause_status::clauses(view, &mut sums);
    Inbox::of(workspace, seat, TODAY, &|_| Some(5));
    let viewer = Viewer { today: TODAY, ..Viewer::default() };
    let listing = Listing::of(Arc::clone(workspace), Some(account), viewer, kind, &Codes::default());
    let column = rng.choice(&listing.columns).expect("a column");
    let query = TableQuery { sort: Some(column.key.to_owned()), ..TableQuery::default() };
    for row in listing.find(&query).into_iter().take(20) {
        listing.cells(row);
    }
}
