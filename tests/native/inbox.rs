//! An inbox that follows what is written is the inbox derived anew, for every seat.

use keqiao::{
    app::{inbox::Inbox, workspace::Workspace},
    demo::units::{CITY, COUNTY, association, bureau},
    domain::{
        Kind,
        workflow::{Manner, Role},
    },
    store::{MemoryStore, Store},
};
use pollster::block_on;

use crate::joint::{TODAY, act, days, demo_store, open, save, seat};

/// The workspace as it was last seen, and the inboxes of some seats.
struct Followed {
    workspace: Workspace,
    inboxes: Vec<Inbox>,
}

impl Followed {
    fn follow(&mut self, store: &MemoryStore) {
        let before = self.workspace.clone();
        let written = block_on(store.since(before.sequence())).expect("a read").expect("known");
        written.iter().for_each(|written| self.workspace.apply(written));
        for inbox in &mut self.inboxes {
            inbox.follow((&before, &self.workspace), &written, TODAY, &days);
            let anew = Inbox::of(&self.workspace, inbox.seat().cloned(), TODAY, &days);
            assert_eq!(*inbox, anew, "{:?}", written.iter().map(|written| &written.rows).collect::<Vec<_>>());
        }
    }
}

#[test]
fn what_follows_is_what_is_derived_anew() {
    let store = demo_store();
    let units = [bureau(COUNTY), association(COUNTY), bureau(CITY), "4101220001".to_owned()];
    let workspace = open(&store);
    let of = |unit: &String| Inbox::of(&workspace, Some(seat(unit, Role::Leader)), TODAY, &days);
    let mut followed = Followed { inboxes: units.iter().map(of).collect(), workspace };
    let mut moved = 0;
    for (place, unit) in units.iter().enumerate() {
        let tasks: Vec<_> = followed.inboxes[place].mine().cloned().collect();
        assert_eq!(tasks.len(), followed.inboxes[place].counts().values().sum::<usize>());
        for task in tasks.iter().take(6) {
            let onward = task.transitions.iter().find(|made| made.manner == Manner::Forward);
            let verb = onward.expect("it waits").verb;
            moved += usize::from(act(&store, (unit, Role::Leader), (task.kind, &task.id), verb, "").is_ok());
            followed.follow(&store);
        }
    }
    assert!(moved >= 5, "{moved} moved");

    let now = open(&store);
    let round = now.records_of(Kind::NeedsRound).next().expect("a round");
    let (round, keeper) = (round.id.clone(), round.keeper().to_owned());
    let _ = save(&store, &keeper, Kind::NeedsRound, Some(&round), &[("title", "另一轮")]);
    followed.follow(&store);
    save(&store, &bureau(COUNTY), Kind::School, Some("4101220001"), &[("name", "改名学校")]).expect("saved");
    followed.follow(&store);
}
