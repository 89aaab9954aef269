//! Several offices go on from one record, copies pass between them in any order, are lost and come twice: in the end all see the same.

mod world;

use fastrand::Rng;
use keqiao::domain::{
    Kind,
    seal::Digest,
    signing::{Content, Draft, Known, Walked, Why, walk},
    workflow::{Progress, Step, UNDO, WRITE},
};
use serde_json::json;

use self::world::{Desk, Nowhere, STRANGER, World, certificate, content, state as stated, trusted, world};

/// What is played: the kind, and what its fields say.
fn played(kind: Kind, note: &str) -> Content {
    let values = match kind {
        Kind::TaskForce => json!({ "unit": "edu", "name": note, "members": [] }),
        Kind::Offer => {
            json!({ "code": "r", "from": "edu", "to": "school", "answer_by": "2026-06-20", "counter": note })
        }
        Kind::Dispatch => json!({ "unit": "edu", "recipient": "school", "measures": note }),
        _ => json!({ "code": "school", "name": note }),
    };
    content(kind, values)
}

fn walked(world: &World, kind: Kind, known: &Known) -> Walked {
    walk((kind, "r"), known, &world.trust, &Nowhere)
}

fn hash(step: &Step) -> Digest {
    step.seal.as_ref().expect("sealed").hash
}

/// What a copy becomes by a step of a desk, and whether the step counts there.
fn next(
    world: &World,
    desk: &mut Desk,
    kind: Kind,
    known: &Known,
    (verb, note): (&str, &str),
) -> (Known, bool) {
    let now = walked(world, kind, known);
    let before = now.steps.last().map(hash);
    let undoes = kind.workflow().and_then(|table| {
        let progress = Progress::of(table, &now.steps);
        progress.steps.iter().rfind(|step| step.unit == desk.seat.unit).map(|step| hash(step))
    });
    let is_now = |content: &&Content| Some(content.digest()) == now.content;
    let content = known.contents.iter().find(is_now).filter(|_| verb != WRITE).cloned();
    let content = content.unwrap_or_else(|| played(kind, note));
    let steps = vec![desk.step(verb, note)];
    let draft = Draft {
        kind: kind.code().to_owned(),
        id: "r".to_owned(),
        steps,
        before,
        undoes,
        content: content.clone(),
    };
    let step = draft.sealed(desk).remove(0);
    let mut next = known.clone();
    next.steps.push(step.clone());
    next.contents.push(content);
    let counts = walked(world, kind, &next).steps.contains(&step);
    (next, counts)
}

/// A desk makes a step that counts in its copy.
fn act(world: &World, desk: &mut Desk, kind: Kind, known: &mut Known, verb: &str, note: &str) -> bool {
    let (after, counts) = next(world, desk, kind, known, (verb, note));
    if counts {
        *known = after;
    }
    counts
}

fn unite(into: &mut Known, other: &Known) {
    for step in &other.steps {
        if into.steps.iter().all(|known| hash(known) != hash(step)) {
            into.steps.push(step.clone());
        }
    }
    for content in &other.contents {
        if !into.contents.contains(content) {
            into.contents.push(content.clone());
        }
    }
}

/// Plays one history; what its copies came to, all of them together.
fn play(world: &World, seed: u64) -> (Kind, Known) {
    let mut random = Rng::with_seed(seed);
    let kinds = [Kind::TaskForce, Kind::TaskForce, Kind::Dispatch, Kind::School, Kind::Offer];
    let kind = *random.choice(&kinds).expect("one");
    let mut desks = world.desks.clone();
    let mut copies = vec![Known::default(); desks.len()];
    act(world, &mut desks[1], kind, &mut copies[1], WRITE, "begun");
    if kind == Kind::Offer {
        assert!(act(world, &mut desks[1], kind, &mut copies[1], "propose", ""));
    }
    let begun = copies[1].clone();
    copies.iter_mut().for_each(|copy| *copy = begun.clone());
    for turn in 0..random.usize(4..14) {
        let place = random.usize(..desks.len());
        let from = random.usize(..desks.len());
        if random.u8(..3) == 0 {
            // Delivered, perhaps not for the first time, or only a part of it.
            let mut other = copies[from].clone();
            if random.bool() {
                random.shuffle(&mut other.steps);
                other.steps.truncate(random.usize(..=other.steps.len()));
            }
            unite(&mut copies[place], &other);
        } else {
            let mut verbs = vec![WRITE, UNDO];
            if let Some(table) = kind.workflow() {
                let state = Progress::of(table, &walked(world, kind, &copies[place]).steps).state;
                let leaves = table.transitions.iter().filter(|made| made.leaves(state));
                verbs.extend(leaves.flat_map(|made| [made.verb; 3]));
            }
            let verb = *random.choice(&verbs).expect("one");
            let said = (verb, &*turn.to_string());
            let (after, counts) = next(world, &mut desks[place], kind, &copies[place], said);
            // Somebody whom nobody knows, or who does what is not theirs, hands it on as well.
            if counts || place == STRANGER || random.u8(..8) == 0 {
                copies[place] = after;
            }
        }
    }
    let mut orders = [Known::default(), Known::default()];
    for (place, all) in orders.iter_mut().enumerate() {
        let mut copies = copies.clone();
        random.shuffle(&mut copies);
        copies.iter().for_each(|copy| unite(all, copy));
        let now = walked(world, kind, all);
        // Each step is somewhere, once, after the one that it names, and nobody unknown moves anything.
        let mut seen: Vec<_> =
            now.steps.iter().map(hash).chain(now.aside.iter().map(|aside| hash(&aside.step))).collect();
        assert_eq!(seen.len(), all.steps.len(), "seed {seed}, order {place}");
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), all.steps.len(), "seed {seed}");
        for (place, step) in now.steps.iter().enumerate() {
            let seal = step.seal.as_ref().expect("sealed");
            let is_there = |before: Digest| now.steps[..place].iter().any(|earlier| hash(earlier) == before);
            assert!(seal.before.is_none_or(is_there), "seed {seed}");
            assert_ne!(seal.key, world.desks[STRANGER].key, "seed {seed}");
        }
        // What counts is united with itself, and counts as before.
        let alone = Known { steps: now.steps.clone(), contents: all.contents.clone() };
        assert_eq!(walked(world, kind, &alone).steps, now.steps, "seed {seed}");
    }
    let [one, other] = orders;
    assert_eq!(walked(world, kind, &one), walked(world, kind, &other), "seed {seed}");
    (kind, one)
}

#[test]
fn twenty_thousand_random_histories_come_to_the_same_in_every_office() {
    let world = world();
    let (mut forks, mut unknown, mut long, mut late) = (0, 0, 0, 0);
    for seed in 0..20_000 {
        let (kind, all) = play(&world, seed);
        let now = walked(&world, kind, &all);
        let has = |is: fn(&Why) -> bool| usize::from(now.aside.iter().any(|aside| is(&aside.why)));
        forks += has(|why| matches!(why, Why::Outdone(_)));
        unknown += has(|why| *why == Why::Unknown);
        long += usize::from(now.steps.len() > 3);
        let admitted = now.steps.iter().skip_while(|step| &*step.verb != "admit").nth(1);
        late += usize::from(admitted.is_some_and(|step| matches!(&*step.verb, "accept" | "counter")));
    }
    assert!(
        forks > 3_000 && unknown > 3_000 && long > 500 && late > 20,
        "{forks} forks, {unknown} unknown, {long} long, {late} late: too tame"
    );
}

/// A copy that the education bureau has begun and submitted.
fn submitted(world: &World, desks: &mut [Desk]) -> Known {
    let mut known = Known::default();
    assert!(act(world, &mut desks[1], Kind::TaskForce, &mut known, WRITE, "begun"));
    assert!(act(world, &mut desks[1], Kind::TaskForce, &mut known, "submit", ""));
    known
}

fn state(world: &World, known: &Known) -> &'static str {
    let table = Kind::TaskForce.workflow().expect("workflow");
    Progress::of(table, &walked(world, Kind::TaskForce, known).steps).state.code
}

#[test]
fn two_organs_that_sign_at_once_have_both_signed() {
    let world = world();
    let mut desks = world.desks.clone();
    let begun = submitted(&world, &mut desks);
    let (mut edu, mut kx) = (begun.clone(), begun);
    assert!(act(&world, &mut desks[1], Kind::TaskForce, &mut edu, "countersign", ""));
    assert!(act(&world, &mut desks[2], Kind::TaskForce, &mut kx, "countersign", ""));
    assert_eq!((state(&world, &edu), state(&world, &kx)), ("countersigning", "countersigning"));
    unite(&mut edu, &kx);
    assert_eq!(state(&world, &edu), "active");
    assert_eq!(walked(&world, Kind::TaskForce, &edu).aside, []);
}

#[test]
fn signing_stands_before_returning_and_both_ends_are_told() {
    let world = world();
    let mut desks = world.desks.clone();
    let begun = submitted(&world, &mut desks);
    let (mut edu, mut kx) = (begun.clone(), begun);
    assert!(act(&world, &mut desks[1], Kind::TaskForce, &mut edu, "countersign", ""));
    assert!(act(&world, &mut desks[2], Kind::TaskForce, &mut kx, "return", "名单有误"));
    let signed = hash(edu.steps.last().expect("signed"));
    unite(&mut edu, &kx);
    unite(&mut kx, &edu);
    for copy in [&edu, &kx] {
        let now = walked(&world, Kind::TaskForce, copy);
        assert_eq!(state(&world, copy), "countersigning");
        let told: Vec<_> = now.aside.iter().map(|aside| (&*aside.step.verb, aside.why.clone())).collect();
        assert_eq!(told, [("return", Why::Outdone(signed))]);
    }
}

#[test]
fn a_step_of_an_unknown_key_waits_and_counts_once_it_is_certified() {
    let mut world = world();
    let mut desks = world.desks.clone();
    let mut known = submitted(&world, &mut desks);
    let before = walked(&world, Kind::TaskForce, &known).steps.last().map(hash);
    let steps = vec![desks[STRANGER].step("countersign", "")];
    let content = played(Kind::TaskForce, "begun");
    let draft = Draft {
        kind: Kind::TaskForce.code().to_owned(),
        id: "r".to_owned(),
        steps,
        before,
        undoes: None,
        content,
    };
    known.steps.extend(draft.sealed(&mut desks[STRANGER]));
    let now = walked(&world, Kind::TaskForce, &known);
    assert_eq!(now.aside.iter().map(|aside| &aside.why).collect::<Vec<_>>(), [&Why::Unknown]);
    assert_eq!(state(&world, &known), "countersigning");
    // The city certifies the association's other key.
    let own = certificate(&desks[STRANGER], "city", (Some("city"), Some("edu")));
    let edu = certificate(&desks[1], "city", (Some("city"), Some("kx")));
    let mut city = desks[0].clone();
    world.trust = trusted(&[&edu, &own].map(|certificate| stated(&mut city, certificate, None)));
    assert!(act(&world, &mut desks[1], Kind::TaskForce, &mut known, "countersign", ""));
    assert_eq!(state(&world, &known), "active");
}

#[test]
fn a_replaced_key_counts_up_to_the_number_that_its_replacement_names() {
    let mut world = world();
    let mut desks = world.desks.clone();
    let mut known = submitted(&world, &mut desks);
    let last = desks[1].number;
    assert!(act(&world, &mut desks[1], Kind::TaskForce, &mut known, "countersign", ""));
    let mut city = desks[0].clone();
    let edu = certificate(&desks[1], "city", (Some("city"), Some("kx")));
    world.trust = trusted(&[stated(&mut city, &edu, None), stated(&mut city, &edu, Some(last))]);
    let now = walked(&world, Kind::TaskForce, &known);
    assert_eq!(now.steps.len(), 2);
    assert_eq!(now.aside.iter().map(|aside| &aside.why).collect::<Vec<_>>(), [&Why::Replaced]);
}

#[test]
fn a_signature_under_a_record_is_none_under_another() {
    let world = world();
    let mut desks = world.desks.clone();
    let known = submitted(&world, &mut desks);
    let step = known.steps.last().expect("a step");
    let of = |kind: Kind, id| keqiao::domain::signing::hash_of((kind.code(), id), step);
    assert_eq!(of(Kind::TaskForce, "r"), Some(hash(step)));
    assert!(of(Kind::TaskForce, "other") != Some(hash(step)) && of(Kind::Dispatch, "r") != Some(hash(step)));
    let mut noted = step.clone();
    noted.note = "another note".to_owned();
    assert_ne!(keqiao::domain::signing::hash_of((Kind::TaskForce.code(), "r"), &noted), Some(hash(step)));
}
