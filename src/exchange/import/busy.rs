//! When each instructor is occupied: two sessions of one at the same time are a mistake of somebody's.

use std::collections::HashMap;

use jiff::civil::{Date, Time};

use crate::domain::{Record, Session};

/// From, until and session by instructor and day.
type Occupied = HashMap<(String, Date), Vec<(Time, Option<Time>, String)>>;

/// When each instructor is occupied.
#[derive(Default)]
pub(super) struct Busy {
    file: Occupied,
    stored: Option<Occupied>,
}

impl Busy {
    /// Another session of the instructor at the same time, of the file or of what is `stored`; otherwise notes this one.
    pub fn taken(&mut self, session: &Session, stored: &[&Session]) -> Option<String> {
        let key = (session.instructor.clone(), session.date);
        let (from, until) = (session.starts, session.ends());
        let id = session.id();
        let overlaps = |(start, end, other): &&(Time, Option<Time>, String)| {
            *other != id && until.is_none_or(|until| *start < until) && end.is_none_or(|end| from < end)
        };
        let describe = |(start, _, other): &(Time, Option<Time>, String)| {
            format!("{} {}", other.split('_').next().unwrap_or_default(), start.strftime("%H:%M"))
        };
        let known = self.stored.get_or_insert_with(|| {
            let mut busy: HashMap<_, Vec<_>> = HashMap::new();
            for other in stored {
                let entry = (other.starts, other.ends(), other.id());
                busy.entry((other.instructor.clone(), other.date)).or_default().push(entry);
            }
            busy
        });
        let file = self.file.entry(key.clone()).or_default();
        let found =
            file.iter().find(overlaps).or_else(|| known.get(&key)?.iter().find(overlaps)).map(describe);
        if found.is_none() {
            file.push((from, until, id));
        }
        found
    }
}
