//! Units as certificates know them, and else as the tree does.

use crate::domain::{
    Kind,
    field::Factual,
    signing::Trust,
    workflow::{Subject, Surroundings},
};

/// See the module.
pub(super) struct Around<'a> {
    pub trust: &'a Trust,
    pub around: &'a dyn Surroundings,
}

impl Surroundings for Around<'_> {
    fn peer(&self, unit: &str) -> Option<&str> {
        self.trust.peer(unit).or_else(|| self.around.peer(unit))
    }

    fn superior(&self, unit: &str) -> Option<&str> {
        self.trust.superior(unit).or_else(|| self.around.superior(unit))
    }

    fn record(&self, kind: Kind, id: &str) -> Option<&dyn Factual> {
        self.around.record(kind, id)
    }

    fn each(&self, kind: Kind, visit: &mut dyn FnMut(Subject<'_>)) {
        self.around.each(kind, visit);
    }
}
