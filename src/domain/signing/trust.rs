//! Which keys speak for which desks: certificates, followed from the roots down.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::domain::{
    certificate::{Certificate, ISSUE, PROXIES, REPLACE, UNTIL},
    seal::{Key, Seal},
    workflow::{Role, Seat, Step, WRITE},
};

/// A desk for which a key speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    pub unit: String,
    pub role: Role,
    /// Who sits there.
    pub person: Option<String>,
    /// The key to which is sealed for it, as age writes it; nothing where the desk itself has not said.
    pub sealed_to: Option<String>,
    /// Whether another desk has certified it, or the one that began alone itself.
    pub is_issued: bool,
    /// Whether it answers for the other desks of its office: the officer's that is trusted from the beginning, and whoever follows there by
    /// that one's word.
    founds: bool,
    /// As certificates name them, whatever the tree says today.
    superior: Option<String>,
    peer: Option<String>,
    /// The numbers of the steps for which the key counts.
    from: u64,
    until: Option<u64>,
}

/// What a step says of a desk: the certificate as it was signed, whatever a copy of it shows.
#[derive(Debug, Clone)]
pub struct Statement {
    pub certificate: Certificate,
    pub step: Step,
}

/// Whether a unit stands so to another that it certifies its desks: above it, or beside it.
pub type Oversees<'a> = &'a dyn Fn(&str, &str) -> bool;

/// What is known of the key that signed a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    Certified,
    /// Another key had taken its place before the step.
    Replaced,
    /// Nobody who is trusted here has certified it for that desk.
    Unknown,
}

/// More often keys do not follow each other within what anybody would say.
const ROUNDS: usize = 8;

/// All keys that are trusted in a workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trust {
    desks: BTreeMap<Key, Desk>,
    /// Of each unit that works with the program itself, what those who certified it say of their own: which keys signed for it before, and
    /// the numbers of the last such steps.
    proxies: BTreeMap<(String, String), BTreeMap<Key, u64>>,
}

impl Trust {
    /// Follows what was stated of desks from those that are trusted without any certificate. A statement counts where its step was made by
    /// a desk that counts: of the unit itself, by its head or by the desk that began it alone, or of a unit that oversees it; or of one
    /// below it that is itself trusted without any certificate. Whoever sits at a desk may hand it on, and no other. What a root says of
    /// itself adds where it is written to.
    pub fn of(roots: &BTreeMap<Key, Seat>, statements: &[Statement], oversees: Oversees<'_>) -> Self {
        // Up to which step keys count is itself said by steps: what it was found to be is gone by until it is found so again.
        let mut until = BTreeMap::new();
        for _ in 0..ROUNDS {
            let (trust, found) = Self::gone_by(&until, roots, statements, oversees);
            if found == until {
                return trust;
            }
            until = found;
        }
        // Keys that end each other by turns: none of them counts beyond its end.
        let (_, found) = Self::gone_by(&until, roots, statements, oversees);
        for (key, number) in found {
            until.entry(key).and_modify(|known| *known = number.min(*known)).or_insert(number);
        }
        Self::gone_by(&until, roots, statements, oversees).0
    }

    /// Which keys are trusted when these end so, and what the statements that count then say of their ends.
    fn gone_by(
        until: &BTreeMap<Key, u64>,
        roots: &BTreeMap<Key, Seat>,
        statements: &[Statement],
        oversees: Oversees<'_>,
    ) -> (Self, BTreeMap<Key, u64>) {
        let root = |(key, seat): (&Key, &Seat)| {
            let founds = seat.role == Role::Officer;
            (*key, Desk { founds, ..Desk::of(&seat.unit, seat.role, 1, until.get(key).copied()) })
        };
        let mut trust = Self { desks: roots.iter().map(root).collect(), proxies: BTreeMap::new() };
        let (mut waiting, mut found): (Vec<&Statement>, _) = (statements.iter().collect(), BTreeMap::new());
        loop {
            let before = waiting.len();
            let (counts, wait): (Vec<_>, Vec<_>) =
                waiting.into_iter().partition(|statement| trust.counts(statement, oversees));
            counts.iter().for_each(|statement| trust.take(statement, until, &mut found));
            waiting = wait;
            if waiting.len() == before {
                return (trust, found);
            }
        }
    }

    fn counts(&self, statement: &Statement, oversees: Oversees<'_>) -> bool {
        let Statement { certificate, step } = statement;
        let (Some(key), Some(seal)) = (certificate.key(), step.seal.as_ref()) else { return false };
        if step.unit != certificate.issuer || self.judge(step) != Standing::Certified {
            return false;
        }
        let of_itself = certificate.unit == certificate.issuer;
        if step.verb == WRITE {
            // What a desk that is trusted says of itself.
            return of_itself && seal.key == key;
        }
        // A key is ended as that of the desk for which it speaks, and of no other.
        let is_its_desk = |desk: &Desk| desk.unit == certificate.unit && desk.role == certificate.role.into();
        if step.verb == REPLACE && !self.desk(&key).is_some_and(is_its_desk) {
            return false;
        }
        // A desk answers for itself where it began the office alone: the officer's does.
        let is_founder = self.founds(step);
        // Once a key has ended, whom it handed its desk on to counts by another's word alone: an ended key signs as many such as it likes.
        let speaks = self.desk(&seal.key).is_some_and(Desk::speaks);
        let hands_on = step.verb == ISSUE && step.role == certificate.role.into() && speaks;
        let by_another = seal.key != key && (step.role == Role::Leader || hands_on);
        let by_the_unit = of_itself && (by_another || is_founder);
        // Whoever is trusted from the beginning answers for those above it, by whom it was taken in.
        let vouches = is_founder && step.verb == ISSUE && oversees(&certificate.unit, &certificate.issuer);
        by_the_unit || !of_itself && (vouches || oversees(&certificate.issuer, &certificate.unit))
    }

    fn take(
        &mut self,
        Statement { certificate, step }: &Statement,
        until: &BTreeMap<Key, u64>,
        found: &mut BTreeMap<Key, u64>,
    ) {
        let Some(key) = certificate.key() else { return };
        if step.verb == REPLACE {
            if let Some(last) = step.values.get(UNTIL).and_then(Value::as_u64) {
                found.entry(key).and_modify(|known| *known = last.min(*known)).or_insert(last);
            }
            return;
        }
        if certificate.issuer != certificate.unit {
            self.end_proxies(&certificate.unit, step);
        }
        let role = certificate.role.into();
        let follows = step.verb == ISSUE
            && role == Role::Officer
            && certificate.unit == certificate.issuer
            && self.founds(step);
        let desk = self.desks.entry(key).or_insert_with(|| {
            let from = certificate.first_step.into();
            Desk::of(&certificate.unit, role, from, until.get(&key).copied())
        });
        // A key speaks for one desk.
        if (&desk.unit, desk.role) != (&certificate.unit, role) {
            return;
        }
        desk.sealed_to = Some(certificate.sealed_to.clone());
        desk.person = certificate.person.clone().or(desk.person.take());
        desk.is_issued |= step.verb == ISSUE;
        desk.founds |= follows;
        desk.superior = certificate.superior.clone().or(desk.superior.take());
        desk.peer = certificate.peer.clone().or(desk.peer.take());
    }

    /// Whether the desk that signed a step answers for the other desks of its office.
    fn founds(&self, step: &Step) -> bool {
        let desk = step.seal.as_ref().and_then(|seal| self.desk(&seal.key));
        step.role == Role::Officer && desk.is_some_and(|desk| desk.founds)
    }

    /// With its first certificate a unit signs for itself: whoever signed for it does no more. Of what several certificates say the
    /// least counts.
    fn end_proxies(&mut self, unit: &str, step: &Step) {
        let Some(Value::Object(said)) = step.values.get(PROXIES) else { return };
        let before = self.proxies.entry((unit.to_owned(), step.unit.to_string())).or_default();
        for (key, number) in said {
            let (Ok(key), Some(number)) = (key.parse(), number.as_u64()) else { continue };
            before.entry(key).and_modify(|known| *known = number.min(*known)).or_insert(number);
        }
    }

    /// Whether a desk that signs for another unit (代办) still may: its office had not certified the unit yet.
    pub fn may_act_for(&self, unit: &str, step: &Step) -> bool {
        let own = (unit.to_owned(), step.unit.to_string());
        let (Some(before), Some(seal)) = (self.proxies.get(&own), &step.seal) else { return true };
        before.get(&seal.key).is_some_and(|last| seal.number <= *last)
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

    /// The unit to which a unit reports, as its certificates say.
    pub fn superior(&self, unit: &str) -> Option<&str> {
        self.of_unit(unit).find_map(|desk| desk.superior.as_deref())
    }

    /// The other organ of a unit's level, as its certificates say.
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
    fn of(unit: &str, role: Role, from: u64, until: Option<u64>) -> Self {
        let (person, sealed_to, superior, peer) = Default::default();
        let unit = unit.to_owned();
        Self { unit, role, person, sealed_to, is_issued: false, founds: false, superior, peer, from, until }
    }

    fn counts(&self, seal: &Seal) -> bool {
        seal.number >= self.from && self.until.is_none_or(|until| seal.number <= until)
    }

    /// Whether its key has not been replaced.
    pub fn speaks(&self) -> bool {
        self.until.is_none()
    }
}
