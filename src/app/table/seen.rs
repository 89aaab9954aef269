//! Where the records are that a seat sees, kept run by run of their table: a commit costs the runs that it wrote, and another
//! seat or tree all of them.

use crate::{
    app::{
        ordered::Ordered,
        parts::Parts,
        scope::{Eyes, Sight, View},
    },
    domain::Kind,
};

/// Of one kind, as whoever looked last sees them.
#[derive(Debug, Default)]
pub struct Seen {
    eyes: Eyes,
    /// Places in a run.
    parts: Parts<Box<[u32]>>,
}

impl Seen {
    /// Looks at no more than `most` runs. Whether all are looked at.
    pub fn follow(&mut self, view: View<'_>, kind: Kind, most: usize) -> bool {
        let mut sight = Sight::of(view, kind);
        if sight.sees_all() || !sight.is_local() {
            return true;
        }
        let eyes = Eyes::of(view);
        if self.eyes != eyes {
            *self = Self::default();
        }
        // The same tree, planted anew, need not be compared again.
        self.eyes = eyes;
        self.parts.follow(view.workspace.table(kind).stretches(&Ordered::NONE), most, |run| {
            let seen = (0..).zip(run).filter(|(_, (id, record, _))| sight.sees(id, *record));
            seen.map(|(place, _)| place).collect()
        })
    }

    /// Places in the table; nothing where they are all of them.
    pub fn places(&mut self, view: View<'_>, kind: Kind) -> Option<Vec<u32>> {
        let table = view.workspace.table(kind);
        let mut sight = Sight::of(view, kind);
        if sight.sees_all() {
            return None;
        }
        if !sight.is_local() {
            let seen = (0..).zip(table.each()).filter(|(_, (id, record))| sight.sees(id, *record));
            return Some(seen.map(|(place, _)| place).collect());
        }
        self.follow(view, kind, usize::MAX);
        let mut places = Vec::new();
        let mut begin = 0;
        for (length, part) in table.lengths().into_iter().zip(self.parts.iter()) {
            places.extend(part.iter().map(|place| begin + place));
            begin += length as u32;
        }
        Some(places)
    }
}
