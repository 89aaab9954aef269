//! Every fact by the path that scripts and cases write, with the type of its value: what the editor offers, and what a
//! case may state.

use std::mem;

use super::subjects::{self, Aggregate, Subject};
use crate::domain::{
    Fields, Kind, Label,
    field::{Field, FieldKind, make},
};

/// One fact.
#[derive(Debug)]
pub(super) struct Path {
    /// `round.closes`, `members.count`.
    pub(super) path: String,
    /// Whose value it has.
    pub(super) field: &'static Field,
    /// What it is called where that says more than the field's own label.
    pub(super) labels: Vec<Label>,
    /// The kind of record whose fact it is, where it is of one only.
    pub(super) kind: Option<Kind>,
}

static COUNT: Field =
    make::count(0, 1_000_000, Label::new("", "")).of("count", false).label("数目", "Number");
static MEAN: Field = make::decimal(-1_000_000_000, 1_000_000_000, 6, Label::new("", ""))
    .of("mean", true)
    .label("平均", "Mean");

/// All facts of a subject, those of what it refers to included.
pub(super) fn of(subject: &'static Subject, added: &Fields) -> Vec<Path> {
    let mut paths = Vec::new();
    for field in subject.fields(added) {
        add(&mut paths, field.key, (field, subject.kind), &[]);
        if let (true, FieldKind::Reference(kinds)) = (subject.refers, field.kind) {
            paths.extend(of_each(field, kinds, added));
        }
    }
    paths
}

/// What is told of a record that a field refers to, whichever of the kinds it is: what only some of them have could not be read of
/// the others.
fn of_each(field: &Field, kinds: &[Kind], added: &Fields) -> Vec<Path> {
    let inside = |of: &'static Subject| {
        let mut paths = Vec::new();
        for inner in of.referred(added) {
            add(&mut paths, &format!("{}.{}", field.key, inner.key), (inner, of.kind), &[field.label]);
        }
        paths
    };
    let mut each = kinds.iter().filter_map(|kind| subjects::of_kind(*kind)).map(inside);
    let mut paths = each.next().unwrap_or_default();
    for others in each {
        paths.retain_mut(|path| {
            let other =
                others.iter().find(|other| other.path == path.path && same_type(other.field, path.field));
            // The states of one kind are not those of another.
            path.kind = path.kind.filter(|kind| other.is_some_and(|other| other.kind == Some(*kind)));
            other.is_some()
        });
    }
    paths
}

fn same_type(one: &Field, other: &Field) -> bool {
    match (one.held(), other.held()) {
        (FieldKind::Choice(one), FieldKind::Choice(other)) => {
            one.iter().map(|choice| choice.code).eq(other.iter().map(|choice| choice.code))
        }
        (one, other) => mem::discriminant(&one) == mem::discriminant(&other),
    }
}

/// The fact itself, and of a list what is told of it as a whole.
fn add(paths: &mut Vec<Path>, path: &str, (field, kind): (&'static Field, Option<Kind>), before: &[Label]) {
    if paths.iter().any(|known| known.path == path) {
        return;
    }
    let mut labels = before.to_vec();
    labels.push(field.label);
    let mut add = |path: String, field: &'static Field, more: &[Label]| {
        paths.push(Path { path, field, labels: [&labels, more].concat(), kind });
    };
    add(path.to_owned(), field, &[]);
    let columns = match field.held() {
        FieldKind::Choices(_) | FieldKind::References(_) => &[],
        FieldKind::Rows(columns) => columns,
        _ => return,
    };
    add(format!("{path}.count"), &COUNT, &[COUNT.label]);
    for column in columns.iter().filter(|column| !column.personal) {
        let aggregates: &[_] = match column.kind {
            FieldKind::Date | FieldKind::Time => &[Aggregate::Count, Aggregate::Least, Aggregate::Most],
            _ if column.kind.is_number() => &Aggregate::ALL,
            _ => &[Aggregate::Count],
        };
        for aggregate in aggregates {
            let of = match aggregate {
                Aggregate::Count => &COUNT,
                Aggregate::Mean => &MEAN,
                Aggregate::Least | Aggregate::Most => column,
            };
            let path = format!("{path}.{}.{}", column.key, aggregate.name());
            add(path, of, &[column.label, aggregate.label()]);
        }
    }
}
