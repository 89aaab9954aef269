//! Which version of a pack is in force when.

use jiff::civil::Date;

use super::{
    policies::{self, PackFiles},
    workspace::Workspace,
};

/// A stretch of days on which one version is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    pub version: u32,
    pub from: Date,
    /// The last day; `None` when no other version follows.
    pub until: Option<Date>,
}

/// The periods of a pack, in their order. A publication ends every earlier one on the day before its own, and those
/// that would have begun on its day or later never begin.
pub fn of_pack(shipped: &PackFiles, workspace: &Workspace, pack: &str) -> Vec<Period> {
    let shipped = policies::source(shipped, workspace, pack, 0)
        .and_then(|source| source.manifest().ok())
        .map(|manifest| (0, manifest.effective));
    let published = workspace
        .publications
        .all()
        .filter(|publication| publication.pack == pack)
        .map(|publication| (publication.version, publication.effective));
    let mut periods: Vec<Period> = Vec::new();
    for (version, from) in shipped.into_iter().chain(published) {
        periods.retain(|period| period.from < from);
        if let Some(last) = periods.last_mut() {
            last.until = from.yesterday().ok();
        }
        periods.push(Period { version, from, until: None });
    }
    join(periods)
}

/// Two periods of one version that follow each other are one.
fn join(periods: Vec<Period>) -> Vec<Period> {
    let mut joined: Vec<Period> = Vec::with_capacity(periods.len());
    for period in periods {
        match joined.last_mut() {
            Some(last) if last.version == period.version => last.until = period.until,
            _ => joined.push(period),
        }
    }
    joined
}

/// The version of a pack in force on a day, and since when; `None` before its first.
pub fn in_force(shipped: &PackFiles, workspace: &Workspace, pack: &str, day: Date) -> Option<(u32, Date)> {
    of_pack(shipped, workspace, pack)
        .into_iter()
        .rfind(|period| period.from <= day)
        .map(|period| (period.version, period.from))
}

/// The periods that would never begin when another version is put in force from a day on: what the office must know
/// before it decides.
pub fn cut_off_by(shipped: &PackFiles, workspace: &Workspace, pack: &str, day: Date) -> Vec<Period> {
    let mut periods = of_pack(shipped, workspace, pack);
    periods.retain(|period| period.from >= day);
    periods
}
