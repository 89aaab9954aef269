//! An inbox that follows what is written is the inbox derived anew, for every seat.

use keqiao::{
    app::{
        inbox::Inbox,
        preview::{self, Line, Preview},
        workspace::Workspace,
    },
    demo::units::{CITY, COUNTY, association, bureau},
    domain::{
        Kind, Lang,
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
    let units = [bureau(COUNTY), association(COUNTY), bureau(CITY), "9901220001".to_owned()];
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
    save(&store, &bureau(COUNTY), Kind::School, Some("9901220001"), &[("name", "改名学校")]).expect("saved");
    followed.follow(&store);
}

#[test]
fn what_waits_is_grouped_by_step_and_no_two_lines_are_alike() {
    let store = demo_store();
    let workspace = open(&store);
    let (mut several, mut of_one_name) = (0, 0);
    for unit in [bureau(COUNTY), association(COUNTY), "9901220001".to_owned()] {
        let inbox = Inbox::of(&workspace, Some(seat(&unit, Role::Leader)), TODAY, &days);
        let groups = inbox.groups(TODAY);
        assert_eq!(groups.iter().map(|group| group.count).sum::<usize>(), inbox.mine().count());
        assert!(
            groups
                .iter()
                .enumerate()
                .all(|(at, group)| !groups[..at].iter().any(|one| one.errand == group.errand))
        );
        if let (Some(first), Some(task)) = (groups.first(), inbox.mine().next()) {
            assert_eq!(Some(first.errand), task.errand(), "the most urgent first");
        }
        let preview = Preview { workspace: &workspace, unit: Some(&unit), today: TODAY, lang: Lang::Zh };
        let lines = preview::of_tasks(&preview, inbox.mine().cloned());
        let shown: Vec<_> = lines.iter().map(|line| (line.task.kind, &line.task.title, &line.says)).collect();
        assert!(shown.iter().enumerate().all(|(at, line)| !shown[..at].contains(line)), "{shown:?}");
        several += usize::from(lines.len() > 2);
        // What tells lines of one name apart stands first, and what all of them say after it.
        for line in &lines {
            let is_other =
                |other: &&Line| (other.task.kind, &other.task.title) == (line.task.kind, &line.task.title);
            let of_its_name: Vec<_> = lines.iter().filter(is_other).collect();
            let (telling, alike) = line.says.split_at(line.telling);
            assert_eq!(telling.is_empty(), of_its_name.len() == 1, "{:?}", line.says);
            assert!(alike.iter().all(|text| of_its_name.iter().all(|other| other.says.contains(text))));
            of_one_name += usize::from(of_its_name.len() > 1);
        }
    }
    assert!(several > 0 && of_one_name > 0, "somebody has something to do");
}

#[test]
fn a_line_says_what_was_reported() {
    let store = demo_store();
    let workspace = open(&store);
    let measures = "已在三个年级开设科学故事课";
    let acknowledged = workspace
        .records_of(Kind::Dispatch)
        .find(|record| record.state.is_some_and(|state| state.code == "acknowledged"));
    let record = acknowledged.expect("the demo has one");
    let (id, recipient) = (record.id.clone(), record.text("recipient").to_owned());
    let sender = record.keeper().to_owned();
    save(&store, &recipient, Kind::Dispatch, Some(&id), &[("measures", measures)]).expect("saved");
    act(&store, (&recipient, Role::Officer), (Kind::Dispatch, &id), "report", "").expect("reported");
    let workspace = open(&store);
    let inbox = Inbox::of(&workspace, Some(seat(&sender, Role::Officer)), TODAY, &days);
    let preview = Preview { workspace: &workspace, unit: Some(&sender), today: TODAY, lang: Lang::Zh };
    let task = inbox.mine().find(|task| task.id == id).cloned().expect("it waits for the sender");
    let lines = preview::of_tasks(&preview, [task]);
    assert!(lines[0].says.contains(&format!("落实措施：{measures}")), "{:?}", lines[0].says);
}
