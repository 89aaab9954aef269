//! All that a file brings, held against each other and against what is stored once all of its sheets are in.

use std::collections::HashSet;

use super::{
    super::{
        alike::Alike,
        batch::Incoming,
        line::NewRow,
        naming::Named,
        summary::{Preview, SHOWN, SHOWN_NEW},
    },
    Arrived, Check,
};
use crate::domain::{Kind, field::FieldProblem};

impl Check<'_> {
    /// What the file brings, once all of its sheets are in.
    pub fn finish(mut self) -> Preview {
        let unsaid = self.alike();
        self.leave_out(unsaid);
        // What is left out may be what others refer to, and what is stored of it in the way of others.
        loop {
            let mut refused = (self.existing.clashes)(&self.preview.batch);
            refused.extend(self.hanging());
            if refused.is_empty() {
                break;
            }
            self.leave_out(refused);
        }
        self.preview.summary.new_rows = self.new_rows();
        self.preview.changes = self.arrived.into_iter().flat_map(|arrived| arrived.changes).collect();
        for incoming in self.preview.batch.iter() {
            if let Some(transition) = incoming.asks {
                self.preview.summary.count_step(incoming.kind, transition);
            }
        }
        self.preview.summary.change_count = self.preview.changes.len();
        let Named { found, asked } = self.named.into_inner();
        (self.preview.summary.found, self.preview.summary.asked) =
            (found.into_values().collect(), asked.into_values().collect());
        self.preview
    }

    /// Asks about the rows of which it is not certain that they are something new; until it is said they stay out.
    fn alike(&mut self) -> Vec<(usize, FieldProblem)> {
        let unnumbered = self.arrived.iter().enumerate().filter(|(_, arrived)| arrived.is_new);
        let places: Vec<_> = unnumbered.filter_map(|(at, arrived)| Some((at, arrived.unnumbered?))).collect();
        if places.iter().all(|(_, unnumbered)| unnumbered.is_said) {
            return Vec::new();
        }
        let is_brought = |kind: Kind, id: &str| self.ids.get(&kind).is_some_and(|ids| ids.contains_key(id));
        let batch = &self.preview.batch;
        let found = (self.existing.alike)(batch, &places, &is_brought);
        let (mut asked, mut refused) = (Vec::new(), Vec::new());
        for (at, problem, likeness) in found {
            let (Some(arrived), Some(incoming)) = (self.arrived.get(at), batch.get(at)) else { continue };
            let Some(place) = incoming.place.clone() else { continue };
            let shape = arrived.shape.to_string();
            let Incoming { kind, record, .. } = incoming;
            refused.push((at, problem));
            if asked.len() < SHOWN {
                let (line, kind) = ((self.existing.line)(batch, *kind, record), kind.code().to_owned());
                asked.push(Alike { kind, shape, place, line, likeness });
            }
        }
        (self.preview.summary.alike, self.preview.summary.alike_count) = (asked, refused.len());
        refused
    }

    /// The first new rows of each kind, as they were understood.
    fn new_rows(&self) -> Vec<NewRow> {
        let batch = &self.preview.batch;
        let row = |(arrived, incoming): (&Arrived, &Incoming)| {
            let Incoming { kind, record, place, .. } = incoming;
            let (mut line, filled) = ((self.existing.line)(batch, *kind, record), arrived.filled.as_ref()?);
            for said in &mut line {
                let filled = filled.iter().find(|(field, _)| *field == said.field);
                said.how = filled.map(|(_, how)| how.clone());
            }
            Some(NewRow { kind: kind.code().to_owned(), place: place.clone()?, line })
        };
        let of_kind = |kind: &Kind| {
            let kind = *kind;
            let new = self.arrived.iter().zip(batch.iter());
            new.filter(move |(arrived, _)| arrived.kind == kind && arrived.is_new).take(SHOWN_NEW)
        };
        Kind::ALL.iter().flat_map(of_kind).filter_map(row).collect()
    }

    /// What refers to a record that the file does not bring after all.
    fn hanging(&self) -> Vec<(usize, FieldProblem)> {
        let is_lost = |kinds: &'static [Kind], id: &str| {
            let was_coming = |kind: &Kind| self.coming.get(kind).is_some_and(|coming| coming.contains(id));
            kinds.iter().any(was_coming) && !self.is_there(kinds, id)
        };
        let hangs = |(place, Incoming { kind, record, .. }): (usize, &Incoming)| {
            self.existing.fields.of(*kind).find_map(|field| {
                let value = record.values.get(field.key).or_else(|| record.extra.get(field.key))?;
                let fault = field.find_reference(value, &mut |kinds, id| is_lost(kinds, id))?;
                Some((place, FieldProblem { field: field.key, fault }))
            })
        };
        let batch = self.preview.batch.iter().enumerate().filter(|_| !self.coming.is_empty());
        batch.filter_map(hangs).collect()
    }

    fn leave_out(&mut self, refused: Vec<(usize, FieldProblem)>) {
        let mut places = HashSet::new();
        for (place, problem) in refused {
            let (Some(arrived), Some(incoming)) = (self.arrived.get(place), self.preview.batch.get(place))
            else {
                continue;
            };
            if !places.insert(place) {
                continue;
            }
            let id = &incoming.record.id;
            self.ids.entry(arrived.kind).or_default().remove(id);
            self.coming.entry(arrived.kind).or_default().insert(id.clone());
            self.preview.summary.count(arrived.kind, |counts| {
                counts.faulty += 1;
                let brought = if arrived.is_new { &mut counts.new } else { &mut counts.changed };
                *brought = brought.saturating_sub(1);
            });
            self.preview.summary.tell(arrived.told(&self.preview.batch, place, &problem));
        }
        self.preview.batch.drop_places(&places);
        let mut place = 0..;
        self.arrived.retain(|_| place.next().is_none_or(|place| !places.contains(&place)));
    }
}
