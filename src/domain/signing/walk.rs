//! Where a record stands when its steps are a set: several offices may have gone on from one copy.
//!
//! The steps are walked from the first one. Each names the one before it, so that those which nobody could have known of each other
//! are seen; of two that exclude each other one stands, by what they are and who made them, never by a clock or by how many follow.

mod around;
mod aside;

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::Map;

use self::around::Around;
pub use self::aside::{Aside, Why};
use super::{
    content::Content,
    erasure::takes_only_personal,
    trust::{Standing, Trust},
    unsealed,
};
use crate::domain::{
    Kind,
    field::Values,
    seal::Digest,
    workflow::{ERASE, Manner, Progress, State, Step, Subject, Surroundings, Transition, UNDO, WRITE},
};

/// All that is known of a record: the steps that anybody has made, and what its fields were.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Known {
    pub steps: Vec<Step>,
    pub contents: Vec<Content>,
}

/// Where a record stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Walked {
    /// The steps that count, in their order.
    pub steps: Vec<Step>,
    pub aside: Vec<Aside>,
    /// What its fields are; nothing where no step that counts is sealed.
    pub content: Option<Digest>,
}

/// More levels of units than there are.
const LEVELS: usize = 20;
/// How steps that might have been made next are ordered: the first that is permitted stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// Changes neither state nor fields.
    Stays,
    /// Whether what was answered in time and comes later counts, whoever let it lapse decides.
    Lapses,
    /// Leads back from a lapse.
    Admits,
    Forward,
    Writes,
    Returns,
    Ends,
    TakesBack,
}

/// A step as it would be made next.
#[derive(Debug, Clone, Copy)]
struct Next<'a> {
    step: &'a Step,
    rank: Rank,
    /// Of one of several signatures: towards which transition.
    signs: Option<&'static str>,
}

impl Next<'_> {
    /// Whether both could be made without knowing of each other.
    fn goes_with(&self, other: &Self) -> bool {
        let stays = self.rank == Rank::Stays || other.rank == Rank::Stays;
        stays || self.signs.is_some() && self.signs == other.signs
    }
}

/// Walks the steps of a record of this kind and id.
pub fn walk((kind, id): (Kind, &str), known: &Known, trust: &Trust, around: &dyn Surroundings) -> Walked {
    Way::new((kind, id), known, trust, around).finish()
}

struct Way<'a> {
    kind: Kind,
    id: &'a str,
    contents: HashMap<Digest, &'a Content>,
    around: Around<'a>,
    /// What stood there before the first seal, and what the first seal names for it.
    begun: Vec<Step>,
    root: Option<Digest>,
    taken: Vec<Next<'a>>,
    /// Where among them a step stands, by its hash.
    places: HashMap<Digest, usize>,
    /// What those of them that take a step back take back.
    undone: HashMap<Digest, Digest>,
    /// By hash, those that are not taken yet.
    left: BTreeMap<Digest, &'a Step>,
    /// All of them, whether they count or not.
    certified: BTreeMap<Digest, &'a Step>,
    aside: Vec<Aside>,
}

impl<'a> Way<'a> {
    fn new(
        (kind, id): (Kind, &'a str),
        known: &'a Known,
        trust: &'a Trust,
        around: &'a dyn Surroundings,
    ) -> Self {
        let begun: Vec<_> = known.steps.iter().filter(|step| step.seal.is_none()).cloned().collect();
        let (mut left, mut aside) = (BTreeMap::new(), Vec::new());
        for step in &known.steps {
            let Some(seal) = &step.seal else { continue };
            let why = match trust.judge(step) {
                Standing::Certified => {
                    left.insert(seal.hash, step);
                    continue;
                }
                Standing::Replaced => Why::Replaced,
                Standing::Unknown => Why::Unknown,
            };
            let is_new = |aside: &Aside| aside.step.seal.as_ref().is_none_or(|known| known.hash != seal.hash);
            if aside.iter().all(is_new) {
                aside.push(Aside { step: step.clone(), why });
            }
        }
        Self {
            kind,
            id,
            contents: known.contents.iter().map(|content| (content.digest(), content)).collect(),
            around: Around { trust, around },
            root: unsealed(&begun),
            begun,
            taken: Vec::new(),
            places: HashMap::new(),
            undone: HashMap::new(),
            certified: left.clone(),
            left,
            aside,
        }
    }

    fn finish(mut self) -> Walked {
        while let Some(next) = self.next() {
            if let Some(seal) = &next.step.seal {
                self.left.remove(&seal.hash);
                self.places.insert(seal.hash, self.taken.len());
                self.undone.extend(self.takes_back(&next).map(|undone| (seal.hash, undone)));
            }
            self.taken.push(next);
        }
        let set_aside: Vec<_> =
            self.left.values().map(|step| Aside { step: (*step).clone(), why: self.why(step) }).collect();
        self.aside.extend(set_aside);
        self.aside.sort_by_key(|aside| aside.step.seal.as_ref().map(|seal| seal.hash));
        let moved = self.taken.iter().rfind(|next| next.rank != Rank::Stays).or(self.taken.last());
        let content = moved.and_then(|next| next.step.seal.as_ref()).map(|seal| seal.content);
        let taken = self.taken.iter().map(|next| next.step.clone());
        Walked { steps: self.begun.iter().cloned().chain(taken).collect(), aside: self.aside, content }
    }

    /// The step that stands next.
    fn next(&self) -> Option<Next<'a>> {
        let steps: Vec<&Step> = self.begun.iter().chain(self.taken.iter().map(|next| next.step)).collect();
        let open = self.left.values().filter_map(|step| {
            let place = self.place_after(step)?;
            let next = self.permitted(step, &steps)?;
            self.standing_after(place).all(|taken| taken.goes_with(&next)).then_some(next)
        });
        let next = open.min_by_key(|next| {
            let is_keeper = self
                .subject(self.content_of(next.step), None, |subject| subject.keeper() == &*next.step.unit);
            let hash = next.step.seal.as_ref().map(|seal| seal.hash);
            (next.rank, next.rank == Rank::Writes && !is_keeper, self.level(&next.step.unit), hash)
        });
        // What was erased is erased, whatever becomes of the step before.
        next.or_else(|| {
            let mut erasing = self.left.values().filter(|step| step.verb == ERASE && self.is_rooted(step));
            erasing.find_map(|step| self.permitted(step, &steps))
        })
    }

    /// Whether a step goes back, over steps that are known here, to one that is taken.
    fn is_rooted(&self, step: &Step) -> bool {
        let mut before = step.seal.as_ref().and_then(|seal| seal.before);
        for _ in 0..=self.certified.len() {
            if before == self.root || before.is_some_and(|hash| self.places.contains_key(&hash)) {
                return true;
            }
            let earlier = before.and_then(|hash| self.certified.get(&hash));
            let Some(seal) = earlier.and_then(|step| step.seal.as_ref()) else { return false };
            before = seal.before;
        }
        false
    }

    /// What the record said where a step was made.
    fn made_on(&self, step: &Step) -> Option<&'a Content> {
        let before = self.certified.get(&step.seal.as_ref()?.before?)?;
        self.content_of(before)
    }

    /// How many of the steps taken come before whatever follows the one that a step names; `None` where that one is not taken.
    fn place_after(&self, step: &Step) -> Option<usize> {
        let before = step.seal.as_ref()?.before;
        if before == self.root {
            return Some(0);
        }
        self.places.get(&before?).map(|place| place + 1)
    }

    /// The step that another one takes back: one of its own office's, or the lapse after which an answer came that was made in time.
    fn takes_back(&self, next: &Next<'_>) -> Option<Digest> {
        let hash = |step: &Step| step.seal.as_ref().map(|seal| seal.hash);
        match next.rank {
            Rank::TakesBack => next.step.seal.as_ref()?.undoes,
            Rank::Admits => hash(self.taken.iter().rfind(|taken| taken.rank == Rank::Lapses)?.step),
            _ => None,
        }
    }

    /// The steps taken from a place on, without those that were taken back and what took them back: they stand in nobody's way any more.
    fn standing_after(&self, place: usize) -> impl Iterator<Item = &Next<'a>> {
        let is_later = |hash: &Digest| self.places.get(hash).is_some_and(|at| *at >= place);
        let pairs = self.undone.iter().filter(|(by, undone)| is_later(by) && is_later(undone));
        let gone: HashSet<Digest> = pairs.flat_map(|(by, undone)| [*by, *undone]).collect();
        let later = self.taken.get(place..).unwrap_or_default();
        later.iter().filter(move |next| next.step.seal.as_ref().is_none_or(|seal| !gone.contains(&seal.hash)))
    }

    /// What a step is where the record stands now; `None` where it cannot be made. Whose it is to make follows from the record as it
    /// stood before; only the first step is judged by what it says itself.
    fn permitted(&self, step: &'a Step, steps: &[&Step]) -> Option<Next<'a>> {
        let next = |rank, signs| Next { step, rank, signs };
        let (stood, own) = (self.stood(), self.content_of(step));
        let judged = stood.or(own);
        // Whatever else is made at the same time stands beside it.
        if step.verb == ERASE {
            let keeps = self.subject(judged, None, |subject| match self.kind.workflow() {
                Some(_) => subject.keeper() == &*step.unit,
                None => self.keeps_for(step, subject.keeper()),
            });
            return (keeps && takes_only_personal(self.kind, step, self.made_on(step).or(judged)))
                .then(|| next(Rank::Stays, None));
        }
        let Some(table) = self.kind.workflow() else {
            let keeps =
                |content| self.subject(content, None, |subject| self.keeps_for(step, subject.keeper()));
            // Whoever is named for it hands it on to whom they will.
            let registers = stood.is_some()
                && self.subject(stood, None, |subject| {
                    let registrar = self.kind.declaration().registrar.and_then(|field| subject.named(field));
                    registrar.is_some_and(|unit| self.keeps_for(step, unit))
                });
            let writes = step.verb == WRITE && (keeps(judged) && keeps(own) || registers);
            return writes.then(|| next(Rank::Writes, None));
        };
        let progress = Progress::of(table, steps.iter().copied());
        let state = progress.state;
        let editor = self.subject(judged, Some(state), |subject| {
            state.editor.and_then(|editor| editor.unit(subject, &self.around))
        });
        let edits = editor.is_some_and(|editor| self.writes(step, &editor));
        if step.verb == WRITE {
            // What stands ready from its beginning, or stood here unsealed: the first seal says what it is.
            let begins = self.taken.is_empty()
                && self.subject(own, None, |subject| self.writes(step, subject.keeper()));
            let stays_theirs = self.subject(own, None, |subject| subject.keeper().to_owned())
                == self.subject(judged, None, |subject| subject.keeper().to_owned());
            let writes = edits && stays_theirs && self.changes_only(own, &|key| state.opens(key));
            return (begins || writes).then(|| next(Rank::Writes, None));
        }
        if step.verb == UNDO {
            let undone = *progress.steps.iter().rfind(|earlier| earlier.unit == step.unit)?;
            let names_it = undone.seal.as_ref().map(|seal| seal.hash) == step.seal.as_ref()?.undoes;
            let was = |made: &&Transition| made.verb == undone.verb && made.is_joint();
            let signs = table.transitions.iter().find(was).map(|made| made.verb);
            let is_last = progress.steps.last().is_some_and(|last| *last == undone);
            let is_open = is_last || progress.signatures.contains(&undone);
            let takes_back =
                names_it && is_open && step.role >= undone.role && self.changes_only(own, &|_| false);
            return takes_back.then(|| next(Rank::TakesBack, signs));
        }
        let transition = table.transition(state, &step.verb)?;
        let is_asked = self.subject(judged, Some(state), |subject| {
            let seats = progress.seats(transition, subject, &self.around);
            let asked = seats.iter().find(|seat| seat.unit == step.signer());
            asked.is_some_and(|seat| step.role >= seat.role || step.on_behalf_of.is_some())
        });
        let for_itself = step.on_behalf_of.is_none()
            || self.is_above(&step.unit, step.signer()) && self.around.trust.may_act_for(step.signer(), step);
        // None signs for two.
        let signed = |unit: &str| progress.has_signed(transition, unit);
        let has_signed = transition.is_joint() && (signed(step.signer()) || signed(&step.unit));
        let may_say = |key: &str| {
            let by_the_step = [transition.needs, transition.states, transition.works];
            edits && state.opens(key) || by_the_step.iter().any(|keys| keys.contains(&key))
        };
        (is_asked && for_itself && !has_signed && self.changes_only(own, &may_say)).then(|| {
            let signs = transition.is_joint().then_some(transition.verb);
            next(rank(transition), signs)
        })
    }

    fn content_of(&self, step: &Step) -> Option<&'a Content> {
        self.contents.get(&step.seal.as_ref()?.content).copied()
    }

    /// What the record said before: at the last step that was more than a reminder.
    fn stood(&self) -> Option<&'a Content> {
        let moved = self.taken.iter().rfind(|next| next.rank != Rank::Stays).or(self.taken.last())?;
        self.content_of(moved.step)
    }

    /// Whether nothing differs between what the record said before and what is said now but these fields. Of another version of the form
    /// each of its fields counts.
    fn changes_only(&self, own: Option<&Content>, may: &dyn Fn(&str) -> bool) -> bool {
        let Some(stood) = self.stood() else { return true };
        let Some(own) = own else { return false };
        let (before, now) = (stood.fields(), own.fields());
        let changed = before.keys().chain(now.keys()).filter(|key| before.get(*key) != now.get(*key));
        changed.into_iter().all(|key| may(key))
    }

    /// How many units stand above a unit.
    fn level(&self, unit: &str) -> usize {
        let above = std::iter::successors(self.around.superior(unit), |above| self.around.superior(above));
        above.take(LEVELS).count()
    }

    /// Whether the unit of a step may write what this unit keeps: its own, or of a unit below it.
    fn writes(&self, step: &Step, keeper: &str) -> bool {
        step.unit == keeper || self.is_above(&step.unit, keeper)
    }

    /// Whether it may write a register: of a unit below it too, of its peer, and of those below that one.
    fn keeps_for(&self, step: &Step, keeper: &str) -> bool {
        // Nobody's register is kept on by whoever wrote it first.
        let first = self.taken.first().map(|next| &*next.step.unit);
        let keeper = if keeper.is_empty() { first.unwrap_or(&step.unit) } else { keeper };
        let peer = self.around.peer(&step.unit);
        let by_the_peer = peer.is_some_and(|peer| peer == keeper || self.is_above(peer, keeper));
        self.writes(step, keeper) || by_the_peer || self.around.peer(keeper) == Some(&*step.unit)
    }

    fn is_above(&self, unit: &str, below: &str) -> bool {
        let mut at = self.around.superior(below);
        for _ in 0..LEVELS {
            match at {
                Some(above) if above == unit => return true,
                Some(above) => at = self.around.superior(above),
                None => return false,
            }
        }
        false
    }

    /// Asks of the record as a content shows it.
    fn subject<T>(
        &self,
        content: Option<&Content>,
        state: Option<&'static State>,
        ask: impl FnOnce(Subject<'_>) -> T,
    ) -> T {
        let nothing = Map::new();
        let values = content.map_or(&nothing, |content| &content.values);
        ask(Subject { kind: self.kind, id: self.id, record: &Values(self.kind, values), steps: &[], state })
    }

    /// Why a step was not taken.
    fn why(&self, step: &Step) -> Why {
        if let Some(place) = self.place_after(step) {
            let stands = self.taken.iter().skip(place).find(|next| next.rank != Rank::Stays);
            let hash = stands.and_then(|next| next.step.seal.as_ref()).map(|seal| seal.hash);
            return hash.map_or(Why::NotPermitted, Why::Outdone);
        }
        let before = step.seal.as_ref().and_then(|seal| seal.before);
        let is_it = |other: &Step| other.seal.as_ref().map(|seal| seal.hash) == before;
        let is_here =
            self.left.values().any(|other| is_it(other)) || self.aside.iter().any(|aside| is_it(&aside.step));
        if is_here { Why::BuildsOnAside } else { Why::Gap }
    }
}

fn rank(transition: &Transition) -> Rank {
    let stays = !transition.is_joint() && transition.from.iter().all(|from| *from == transition.to);
    match transition.manner {
        _ if stays => Rank::Stays,
        Manner::Lapse => Rank::Lapses,
        Manner::Late => Rank::Admits,
        Manner::Forward | Manner::Optional => Rank::Forward,
        Manner::Return => Rank::Returns,
        Manner::Withdraw => Rank::Ends,
    }
}
