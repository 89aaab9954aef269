//! Matching a round: from what was filed to a proposal, and from a proposal to what both sides agree on (一.4).

use std::collections::BTreeSet;

use jiff::civil::date;
use keqiao::{
    app::matching::{self, ByHand, Finished, Made, ProposalFault, Steps, Wanted},
    demo::units::{CITY, association, bureau},
    domain::{
        Kind, Need, Pairing, Proposal, Supply,
        needs_round::Weekday,
        proposal::{Ground, Open, Standing, pairing},
        workflow::Role,
    },
    store::{Change, Commit, MemoryStore, Store as _},
};
use pollster::block_on;

use crate::{
    batches::does,
    sessions::at,
    story::{self, open, rulebook},
};

pub const TODAY: jiff::civil::Date = date(2026, 7, 6);

/// Without a pause, to the end or as far as somebody waits.
pub struct AtOnce(pub usize);

impl Steps for AtOnce {
    async fn go(&self, more: &mut dyn FnMut() -> Option<(usize, usize)>) -> bool {
        let mut left = self.0;
        while let Some((done, all)) = more() {
            assert!(done <= all);
            left = left.saturating_sub(1);
            if left == 0 {
                return false;
            }
        }
        true
    }
}

/// The demo, in which nothing has been matched yet.
pub fn demo_store() -> MemoryStore {
    let store = story::demo_store();
    unmatched(&store);
    store
}

/// Leaves no trace of what was matched.
pub fn unmatched(store: &MemoryStore) {
    let of_table = |kind: Kind| block_on(store.rows(kind.code())).expect("rows");
    let rows = [Kind::Proposal, Kind::Pairing].into_iter().flat_map(|kind| {
        let gone = move |row: keqiao::store::Row| Change {
            table: kind.code().into(),
            key: row.key,
            expected: Some(row.revision),
            after: None,
        };
        of_table(kind).into_iter().map(gone).collect::<Vec<_>>()
    });
    let operation = at(store, &bureau(CITY)).operation("edit", "");
    block_on(store.commit(Commit::new(operation, rows.collect()))).expect("written");
}

/// A proposal on the point of being put to both sides.
pub fn approved(store: &MemoryStore) -> String {
    unmatched(store);
    let code = kept(store, &made(store, &wanted(store))).expect("kept");
    signed(store, &code);
    code
}

pub fn round(store: &MemoryStore) -> String {
    let workspace = open(store);
    let of_city = |id: &&str| id.starts_with(&bureau(CITY));
    let all: Vec<_> = workspace.records_of(Kind::NeedsRound).map(|round| round.id).collect();
    all.iter().map(String::as_str).find(|id| of_city(id)).expect("the city's round").to_owned()
}

pub fn wanted(store: &MemoryStore) -> Wanted {
    let round = round(store);
    let standing = matching::standing(&open(store), &round);
    Wanted { round, standing, by_hand: Vec::new(), today: TODAY }
}

pub fn finished(store: &MemoryStore, wanted: &Wanted) -> Finished {
    let workspace = open(store);
    let rulebook = rulebook(&workspace);
    let run = block_on(matching::work_out(&workspace, &rulebook, wanted, &AtOnce(usize::MAX)));
    run.expect("a run").expect("nobody gave it up")
}

pub fn made(store: &MemoryStore, wanted: &Wanted) -> Made {
    finished(store, wanted).made
}

pub fn kept(store: &MemoryStore, made: &Made) -> Result<String, ProposalFault> {
    let (workspace, actor) = (open(store), at(store, &bureau(CITY)));
    block_on(matching::propose(store, &workspace, &actor, made, date(2026, 7, 13))).map(|(_, code)| code)
}

fn proposal(store: &MemoryStore, code: &str) -> Proposal {
    open(store).proposals.get(code).expect("a proposal").clone()
}

/// Both organs sign.
fn signed(store: &MemoryStore, code: &str) {
    let of = (Kind::Proposal, code);
    does(store, (&bureau(CITY), Role::Officer), of, ("submit", "")).expect("submitted");
    does(store, (&bureau(CITY), Role::Leader), of, ("countersign", "")).expect("signed");
    does(store, (&association(CITY), Role::Leader), of, ("countersign", "")).expect("signed");
}

/// Both organs sign, and it is put to both sides.
pub fn published(store: &MemoryStore, code: &str) {
    signed(store, code);
    let of = (Kind::Proposal, code);
    does(store, (&bureau(CITY), Role::Officer), of, ("publish", "")).expect("published");
}

fn filings(store: &MemoryStore, made: &Made) -> (Vec<Need>, Vec<Supply>) {
    let workspace = open(store);
    let needs = made.needs.iter().filter_map(|need| workspace.needs.get(&need.need).cloned());
    let supplies = workspace.supplies.all().filter(|supply| supply.round == made.wanted.round);
    (needs.collect(), supplies.cloned().collect())
}

pub fn pairs(made: &Made) -> BTreeSet<(String, String, Weekday)> {
    let own = made
        .needs
        .iter()
        .flat_map(|need| need.pairs.iter().map(|pair| (need.need.clone(), pair.supply.clone(), pair.day)));
    own.collect()
}

#[test]
fn what_is_paired_fits_and_nobody_is_in_two_places() {
    let store = demo_store();
    let made = made(&store, &wanted(&store));
    let (needs, supplies) = filings(&store, &made);
    assert!(
        made.sums.given > 20 && made.sums.open() > 0,
        "a round in which not all is given: {:?}",
        made.sums
    );
    let mut at = BTreeSet::new();
    for line in &made.needs {
        let need = needs.iter().find(|need| need.code == line.need).expect("a need");
        for pair in &line.pairs {
            let supply = supplies.iter().find(|supply| supply.code == pair.supply).expect("a supply");
            assert_eq!((supply.subject, supply.form), (need.subject, need.form));
            assert!(supply.bands.is_empty() || supply.bands.contains(&need.band));
            for days in [&supply.weekdays, &need.weekdays] {
                assert!(days.is_empty() || days.contains(&pair.day));
            }
            if !need.form.is_single() {
                assert!(at.insert((pair.who.clone(), pair.day)) || supply.instructor.is_none(), "{pair:?}");
            }
        }
        let open: u32 = line.open.iter().map(|(count, _)| count).sum();
        assert_eq!(line.pairs.len() as u32 + open, line.places, "{line:?}");
        assert_eq!(line.lacking.is_some(), line.open.iter().any(|(_, why)| *why == Open::NoCandidate));
    }
    // Whoever has more points comes before.
    assert!(made.needs.is_sorted_by_key(|need| std::cmp::Reverse(need.points)));
    assert_eq!(made.blocked, [], "a run leaves nothing to be desired");
}

#[test]
fn of_the_same_filings_the_result_is_the_same_and_whoever_gives_up_gets_none() {
    let store = demo_store();
    let wanted = wanted(&store);
    let (one, other) = (made(&store, &wanted), made(&store, &wanted));
    assert_eq!(one, other);
    let workspace = open(&store);
    let rulebook = rulebook(&workspace);
    for steps in [1, 5, 40] {
        let given_up = block_on(matching::work_out(&workspace, &rulebook, &wanted, &AtOnce(steps)));
        assert!(given_up.expect("no fault").is_none());
    }
}

#[test]
fn every_candidate_is_explained_in_the_schools_order() {
    let store = demo_store();
    let finished = finished(&store, &wanted(&store));
    let (workspace, mut said) = (open(&store), BTreeSet::new());
    let rulebook = rulebook(&workspace);
    for need in &finished.made.needs {
        let lines = matching::explain(&finished, &workspace, &rulebook, &need.need).expect("lines");
        let held: Vec<_> = lines.iter().filter(|line| !line.held.is_empty()).collect();
        let mut paired: Vec<_> = need.pairs.iter().map(|pair| &pair.supply).collect();
        paired.dedup();
        assert_eq!(held.len(), paired.iter().collect::<BTreeSet<_>>().len(), "{need:?}");
        for pair in &need.pairs {
            assert_eq!(lines[pair.choice as usize - 1].supply, pair.supply, "its place in the order");
        }
        said.extend(lines.into_iter().map(|line| line.said.zh));
    }
    let has = |part: &str| said.iter().any(|text| text.contains(part));
    assert!(has("预留") && has("比本校的") && has("更希望去那里"), "{said:#?}");
    assert!(said.iter().all(|text| !text.is_empty()));
}

#[test]
fn a_pin_and_a_ban_hold_in_every_run_and_show_their_price() {
    let store = demo_store();
    let mut wanted = wanted(&store);
    let before = made(&store, &wanted);
    let full = before
        .needs
        .iter()
        .find(|need| !need.pairs.is_empty() && need.pairs[0].choice == 1)
        .expect("a first choice");
    let ban = Standing {
        need: full.need.clone(),
        supply: full.pairs[0].supply.clone(),
        day: None,
        why: "家长有意见".into(),
    };
    wanted.standing = vec![ban.clone()];
    let banned = made(&store, &wanted);
    let line = banned.needs.iter().find(|need| need.need == full.need).expect("it");
    assert!(line.pairs.iter().all(|pair| pair.supply != ban.supply));
    let price = banned.price.expect("a price");
    assert!(price.worse + price.lost > 0, "{price:?}");
    assert_eq!(banned.prices, [(ban, price)], "of one alone the price is that of all");

    let open = before
        .needs
        .iter()
        .rfind(|need| need.open.iter().any(|(_, why)| *why == Open::Outranked))
        .expect("outranked");
    let finished = finished(&store, &wanted);
    let workspace = self::open(&store);
    let lines = matching::explain(&finished, &workspace, &rulebook(&workspace), &open.need).expect("lines");
    let supply = workspace.supplies.get(&lines[0].supply).expect("a supply");
    let need = workspace.needs.get(&open.need).expect("a need");
    let day = *Weekday::ALL
        .iter()
        .find(|day| {
            [&supply.weekdays, &need.weekdays].iter().all(|days| days.is_empty() || days.contains(day))
        })
        .expect("a day");
    let pin = Standing {
        need: open.need.clone(),
        supply: supply.code.clone(),
        day: Some(day),
        why: "已有合作".into(),
    };
    wanted.standing = vec![pin.clone()];
    let pinned = made(&store, &wanted);
    let line = pinned.needs.iter().find(|need| need.need == open.need).expect("it");
    assert!(
        line.pairs
            .iter()
            .any(|pair| (&pair.supply, pair.day, pair.ground) == (&pin.supply, day, Ground::Pinned))
    );
    let price = pinned.price.expect("a price");
    assert!(price.gained >= 1 && price.lost + price.worse >= 1, "somebody pays for it: {price:?}");

    wanted.standing.push(Standing { day: None, ..pin.clone() });
    let workspace = self::open(&store);
    let both = block_on(matching::work_out(&workspace, &rulebook(&workspace), &wanted, &AtOnce(usize::MAX)));
    let why = both.expect_err("it cannot be kept and left out").zh;
    assert!(why.contains("同时被指定不安排"), "{why}");
}

#[test]
fn what_is_changed_by_hand_shows_who_would_rather_have_each_other_and_needs_a_reason() {
    let store = demo_store();
    let mut wanted = wanted(&store);
    let before = made(&store, &wanted);
    let line = before.needs.iter().find(|need| !need.pairs.is_empty()).expect("a pair");
    let out = ByHand {
        need: line.need.clone(),
        supply: line.pairs[0].supply.clone(),
        day: line.pairs[0].day,
        is_put_in: false,
    };
    wanted.by_hand = vec![out.clone()];
    let after = made(&store, &wanted);
    assert!(after.blocked.iter().any(|blocked| (&blocked.need, &blocked.supply) == (&out.need, &out.supply)));
    assert_eq!(after.sums.given + 1, before.sums.given);
    let left = after.needs.iter().find(|need| need.need == line.need).expect("it");
    assert!(left.open.contains(&(1, Open::Hand)));

    let code = kept(&store, &after).expect("kept");
    let city = bureau(CITY);
    let submitted = does(&store, (&city, Role::Officer), (Kind::Proposal, &code), ("submit", ""));
    let submitted = format!("{:?}", submitted.expect_err("without a reason"));
    assert!(submitted.contains("请写明手工调整的理由"), "{submitted}");

    // In and out again is nothing.
    wanted.by_hand.push(ByHand { is_put_in: true, ..out });
    assert_eq!(pairs(&made(&store, &wanted)), pairs(&before));
}

#[test]
fn a_published_proposal_is_put_to_both_sides_and_the_next_run_keeps_what_they_agree_to() {
    let store = demo_store();
    let first = made(&store, &wanted(&store));
    let code = kept(&store, &first).expect("kept");
    assert_eq!(kept(&store, &first), Err(ProposalFault::Stale), "there is a newer run");
    published(&store, &code);
    let workspace = open(&store);
    let asked: Vec<_> = workspace.pairings.all().cloned().collect();
    let times = |pair: &Pairing| match pair.form.is_single() {
        true => pair.sessions,
        false => pair.days.len() as u32,
    };
    let times: u32 = asked.iter().map(times).sum();
    assert_eq!(times, proposal(&store, &code).paired, "every place is asked about");

    // One pair is agreed, one turned down by the school, one by who would come.
    let ids: Vec<String> = workspace.records_of(Kind::Pairing).map(|pair| pair.id).collect();
    let of = |place: usize| (Kind::Pairing, ids[place].as_str());
    let pair = |place: usize| workspace.pairings.get(&ids[place]).expect("a pair");
    does(&store, (&pair(0).school, Role::Officer), of(0), ("accept", "")).expect("the school agrees");
    assert!(
        open(&store)
            .find(Kind::Pairing, &ids[0])
            .expect("it")
            .state
            .is_some_and(|state| state.code == pairing::asked),
        "nothing binds yet"
    );
    does(&store, (&pair(0).who, Role::Officer), of(0), ("accept", "")).expect("and the other");
    does(&store, (&pair(1).school, Role::Officer), of(1), ("decline", "时间不合")).expect("turned down");
    does(&store, (&pair(2).who, Role::Officer), of(2), ("refuse", "另有任务")).expect("turned down");
    let conclude = does(&store, (&bureau(CITY), Role::Officer), (Kind::Proposal, &code), ("conclude", ""));
    conclude.expect_err("others are still being asked");

    let second = made(&store, &wanted(&store));
    let now = pairs(&second);
    for day in &pair(0).days {
        assert!(now.contains(&(pair(0).need.clone(), pair(0).supply.clone(), *day)), "what was agreed stays");
    }
    for place in [1, 2] {
        let gone = |(need, supply, _): &(String, String, Weekday)| {
            (need, supply) == (&pair(place).need, &pair(place).supply)
        };
        assert!(!now.iter().any(gone), "what was turned down is left out");
    }
    let last = second.last.as_ref().expect("a run before");
    assert_eq!(
        (last.proposal.as_str(), last.kept as usize + last.gone.len()),
        (code.as_str(), pairs(&first).len())
    );
    let second = kept(&store, &second).expect("kept");
    published(&store, &second);
    // Nobody is asked twice.
    let workspace = open(&store);
    let mut seen = BTreeSet::new();
    for pair in workspace.records_of(Kind::Pairing) {
        let stands = pair.state.is_some_and(|state| state.stage != keqiao::domain::workflow::Stage::Void);
        assert!(!stands || seen.insert((pair.text("need").to_owned(), pair.text("supply").to_owned())));
    }
}

#[test]
fn a_proposal_falls_behind_when_a_filing_changes() {
    let store = demo_store();
    let first = made(&store, &wanted(&store));
    let code = kept(&store, &first).expect("kept");
    let city = bureau(CITY);
    let round = round(&store);
    let of = (Kind::NeedsRound, round.as_str());
    let need = first.needs[0].clone();
    let change = story::edited(&store, Kind::Need, &need.need, &|body| body["sessions"] = 12.into());
    let operation = at(&store, &city).operation("edit", "");
    block_on(store.commit(Commit::new(operation, vec![change]))).expect("written");
    let stale =
        does(&store, (&city, Role::Officer), (Kind::Proposal, &code), ("submit", "")).expect_err("stale");
    assert!(format!("{stale:?}").contains("重新匹配"), "{stale:?}");
    assert_eq!(kept(&store, &first), Err(ProposalFault::Stale));
    does(&store, (&city, Role::Officer), of, ("close", "")).expect("closed");
    assert_eq!(kept(&store, &first), Err(ProposalFault::NotMatching));
}
