//! Every fact by the path that scripts and cases write, with the type of its value: what the editor offers, and what a
//! case may state.

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
    /// The kind of record whose fact it is.
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
            for of in kinds.iter().filter_map(|kind| subjects::of_kind(*kind)) {
                for inner in of.referred(added) {
                    let path = format!("{}.{}", field.key, inner.key);
                    add(&mut paths, &path, (inner, of.kind), &[field.label]);
                }
            }
        }
    }
    paths
}

/// The fact itself, and of a list what is told of it as a whole.
fn add(paths: &mut Vec<Path>, path: &str, (field, kind): (&'static Field, Option<Kind>), before: &[Label]) {
    // Of several kinds that a field may refer to, the first that has the fact speaks for it.
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
