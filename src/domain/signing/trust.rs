//! Which keys speak for which desks: certificates, followed from the roots down.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::domain::{
    certificate::{Certificate, ISSUE, REPLACE, UNTIL},
    seal::{Key, Seal},
    workflow::{Role, Step},
};

/// A desk for which a key speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    pub unit: String,
    pub role: Role,
    /// Who sits there.
    pub person: Option<String>,
    /// The id of the certificate that says so.
    pub certificate: String,
    /// As the certificate names them, whatever the tree says today.
    superior: Option<String>,
    peer: Option<String>,
    /// The numbers of the steps for which the key counts.
    from: u64,
    until: Option<u64>,
    /// How many certificates lie between it and a root.
    depth: usize,
}

/// What is known of the key that signed a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    Certified,
    /// Another key had taken its place before the step.
    Replaced,
    /// Nobody who is trusted here has certified it for that desk.
    Unknown,
}

/// All keys that are trusted in a workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trust {
    desks: BTreeMap<Key, Desk>,
}

impl Trust {
    /// Follows certificates from the keys that are trusted without any. A certificate counts where a desk of
    /// its issuer has issued it, which is the unit's own head, or the desk that began it where it began alone, or an office that the
    /// certificate names as its superior or its peer.
    pub fn of<'a>(
        roots: &BTreeSet<Key>,
        certificates: impl IntoIterator<Item = (&'a Certificate, &'a [Step])>,
    ) -> Self {
        let mut trust = Self::default();
        let mut waiting: Vec<_> = certificates.into_iter().collect();
        for depth in 0.. {
            let (counts, wait): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|(certificate, steps)| {
                let is_root = depth == 0 && certificate.key().is_some_and(|key| roots.contains(&key));
                is_root || trust.is_issued(certificate, steps)
            });
            if counts.is_empty() {
                break;
            }
            waiting = wait;
            for (certificate, steps) in counts {
                trust.take(certificate, steps, depth);
            }
        }
        trust
    }

    fn is_issued(&self, certificate: &Certificate, steps: &[Step]) -> bool {
        let issuer = Some(&certificate.issuer);
        let is_above = [&certificate.superior, &certificate.peer].contains(&&issuer.cloned());
        steps.iter().any(|step| {
            let by_the_issuer = step.verb == ISSUE && step.unit == certificate.issuer;
            let of_its_own = certificate.unit == certificate.issuer
                && (step.role == Role::Leader || self.depth(step) == 0);
            by_the_issuer && (is_above || of_its_own) && self.judge(step) == Standing::Certified
        })
    }

    fn take(&mut self, certificate: &Certificate, steps: &[Step], depth: usize) {
        let Some(key) = certificate.key() else { return };
        let until = |step: &Step| {
            let said = step.values.get(UNTIL).and_then(Value::as_u64);
            let by_the_issuer = step.verb == REPLACE && step.unit == certificate.issuer;
            said.filter(|_| by_the_issuer && (depth == 0 || self.judge(step) == Standing::Certified))
        };
        let until = steps.iter().filter_map(until).min();
        let of = |field: &Option<String>| field.clone();
        let desk = Desk {
            unit: certificate.unit.clone(),
            role: certificate.role.into(),
            person: of(&certificate.person),
            certificate: certificate.code.clone(),
            superior: of(&certificate.superior),
            peer: of(&certificate.peer),
            from: certificate.first_step.into(),
            until,
            depth,
        };
        let known = self.desks.entry(key).or_insert_with(|| desk.clone());
        // Certified once more by another office: a county that began alone is taken into a province.
        if (&known.unit, known.role) == (&desk.unit, desk.role) {
            known.superior = desk.superior.or(known.superior.take());
            known.peer = desk.peer.or(known.peer.take());
        }
    }

    /// The keys at the top, from which all others are followed.
    pub fn roots(&self) -> BTreeSet<Key> {
        self.desks.iter().filter(|(_, desk)| desk.depth == 0).map(|(key, _)| *key).collect()
    }

    /// What is known of the key that signed a step; of a step without a seal nothing.
    pub fn judge(&self, step: &Step) -> Standing {
        let Some((seal, desk)) = step.seal.as_deref().and_then(|seal| Some((seal, self.desk(&seal.key)?)))
        else {
            return Standing::Unknown;
        };
        if step.unit != desk.unit || step.role > desk.role {
            return Standing::Unknown;
        }
        match desk.counts(seal) {
            true => Standing::Certified,
            false => Standing::Replaced,
        }
    }

    /// The desk for which a key speaks, or spoke.
    pub fn desk(&self, key: &Key) -> Option<&Desk> {
        self.desks.get(key)
    }

    /// All desks, with their keys.
    pub fn desks(&self) -> impl Iterator<Item = (&Key, &Desk)> {
        self.desks.iter()
    }

    /// How far the desk that signed a step lies below a root.
    pub fn depth(&self, step: &Step) -> usize {
        let desk = step.seal.as_deref().and_then(|seal| self.desk(&seal.key));
        desk.map_or(usize::MAX, |desk| desk.depth)
    }

    /// The unit to which a unit reports, as its latest certificate says.
    pub fn superior(&self, unit: &str) -> Option<&str> {
        self.of_unit(unit).find_map(|desk| desk.superior.as_deref())
    }

    /// The other organ of a unit's level, as its latest certificate says.
    pub fn peer(&self, unit: &str) -> Option<&str> {
        self.of_unit(unit).find_map(|desk| desk.peer.as_deref())
    }

    /// Those that speak now first.
    fn of_unit(&self, unit: &str) -> impl Iterator<Item = &Desk> {
        let of_unit = || self.desks.values().filter(move |desk| desk.unit == unit);
        of_unit().filter(|desk| desk.speaks()).chain(of_unit().filter(|desk| !desk.speaks()))
    }
}

impl Desk {
    fn counts(&self, seal: &Seal) -> bool {
        seal.number >= self.from && self.until.is_none_or(|until| seal.number <= until)
    }

    /// Whether its key has not been replaced.
    pub fn speaks(&self) -> bool {
        self.until.is_none()
    }
}
