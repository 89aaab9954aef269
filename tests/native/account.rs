//! Verdicts belong to sessions: whatever is deleted and added, an amount stands where it was earned.

use std::{rc::Rc, sync::Arc};

use jiff::civil::{Date, date};
use keqiao::{
    app::{
        account::{Account, AccountChange, Accounting, Verdict, draw_up},
        clause_status, equity,
        explained::explained,
        overview::{self, Sums},
        policies::{self, Rulebook},
        scope::View,
        settings::Settings,
        table::{Codes, Listing, TableQuery, Viewer},
        workspace::{AnyRecord as _, Workspace},
    },
    domain::{Kind, Lang, Money, Record as _, Session},
    policy::embedded_files,
    store::{self, Change, Stored as _, StoredRecord},
};
use pollster::block_on;

use crate::{
    story::{account, commit, confirmed, demo_store, edited, henan, open, rulebook},
    table::{ids, open_table},
};

#[test]
fn an_account_is_drawn_up_step_by_step_and_every_payment_is_a_step() {
    let workspace = open(&demo_store());
    let whole = account(&workspace);
    let mut accounting = Accounting::new(Arc::clone(&workspace), rulebook(&workspace));
    let mut steps = 1;
    while accounting.advance(1) {
        steps += 1;
    }
    assert!(!whole.payments.is_empty());
    assert_eq!(steps, whole.verdicts.len() + whole.payments.len());
    assert_eq!(accounting.finish().0, whole);
}

#[test]
fn a_verdict_stands_at_its_own_session_when_another_goes_and_one_comes() {
    let store = demo_store();
    let before = open(&store);
    let drawn = account(&before);
    let confirmed = confirmed(&before);
    let gone = confirmed.first().expect("a session").clone();
    let mut come = confirmed.last().expect("another session").clone();
    come.code = "come".into();
    come.date = come.date.tomorrow().expect("a day").tomorrow().expect("a day");
    let record = StoredRecord { record: come.clone(), envelope: Default::default() };
    let revision = before.sessions.revision(&gone.id()).expect("a revision");
    let changes = vec![
        store::delete::<StoredRecord<Session>>(&gone.id(), revision),
        store::put(&record, None).expect("JSON"),
    ];
    commit(&store, "edit", changes);

    let after = open(&store);
    assert_eq!(after.sessions.len(), before.sessions.len(), "one went and one came");
    assert!(
        drawn.is_of(&before) && !drawn.is_of(&after),
        "an account of other sessions is not shown as theirs"
    );
    assert_eq!(drawn.verdicts.get(&come.id()), None, "the new session has no verdict of another");
    let fresh = account(&after);
    assert!(fresh.is_of(&after) && !fresh.is_of(&before));
    assert_eq!(fresh.verdicts.get(&gone.id()), None);
    let half_day = |session: &Session| (session.instructor.clone(), session.date, session.in_the_afternoon());
    for session in before.sessions.all() {
        if half_day(session) != half_day(&gone) && half_day(session) != half_day(&come) {
            assert_eq!(fresh.verdicts.get(&session.id()), drawn.verdicts.get(&session.id()), "{session:?}");
        }
    }
    let listing = open_table(after, Some(&drawn), Kind::Session, date(2026, 7, 6), Lang::Zh);
    let query = TableQuery { text: come.topic.clone(), ..TableQuery::default() };
    let found = ids(&listing, &query);
    let earned: Money = found.iter().filter_map(|id| drawn.verdicts.get(id)).map(Verdict::amount).sum();
    assert!(
        listing.sums(&listing.find(&query)).contains(&Some(earned.to_string())),
        "sums are of the verdicts of what was found"
    );
}

/// What the overview and the table of sessions say, with what they have kept of an earlier workspace.
fn pages(
    workspace: &Arc<Workspace>,
    account: &Account,
    sums: &mut Sums,
    codes: &Codes,
    (today, lang): (Date, Lang),
) -> impl PartialEq + use<> {
    let view = View { workspace, seat: None };
    let terms = overview::terms(view, sums);
    let overviews = terms.iter().map(|term| overview::of_term(view, account, *term, sums));
    let overviews: Vec<_> = overviews.collect();
    let equity = equity::of_term(view, terms[0], today, sums);
    let clauses = clause_status::clauses(view, sums);
    let viewer = Viewer { today, lang, ..Viewer::default() };
    let (workspace, account) = (Arc::clone(workspace), Some(Arc::new(account.clone())));
    let listing = Listing::of(workspace, account, viewer, Kind::Session, codes);
    let columns = listing.columns.iter().map(|column| {
        let query = TableQuery { sort: Some(column.key.to_owned()), ..TableQuery::default() };
        let found = listing.find(&query);
        let cells = found.iter().take(50).map(|row| listing.cells(*row)).collect::<Vec<_>>();
        (listing.choices(column.key), listing.sums(&found), found, cells)
    });
    (terms, overviews, equity, clauses, columns.collect::<Vec<_>>(), listing.states())
}

/// One edit after the other, each of something else that an account depends on: deciding only what it bears on gives the
/// account that deciding everything gives, the page's account takes the change alone, and pages say what they would say had they
/// kept nothing.
#[test]
fn after_an_edit_only_the_half_days_concerned_are_decided_again() {
    let store = demo_store();
    let mut then = open(&store);
    let mut drawn = account(&then);
    let mut shown = drawn.clone();
    let mut found = None;
    let session = confirmed(&then).first().expect("a session").clone();
    let edit =
        |kind: Kind, id: &str, change: &dyn Fn(&mut serde_json::Value)| edited(&store, kind, id, change);
    let gone = |kind: Kind, id: &str| Change { after: None, ..edited(&store, kind, id, &|_| ()) };
    let appointment =
        then.appointments.held().iter().find(|(_, held)| held.record.instructor == session.instructor);
    let appointment = appointment.expect("an appointment").0.clone();
    let edits: [&dyn Fn() -> Change; 7] = [
        &|| edit(Kind::Session, &session.id(), &|body| body["minutes"] = 41.into()),
        &|| edit(Kind::School, &session.school, &|body| body["pupils"] = 9.into()),
        &|| edit(Kind::Instructor, &session.instructor, &|body| body["unit"] = "省科学院".into()),
        &|| edit(Kind::School, &session.school, &|body| body["name"] = "改名小学".into()),
        &|| edit(Kind::Instructor, &session.instructor, &|body| body["name"] = "改名".into()),
        &|| gone(Kind::Appointment, &appointment),
        &|| gone(Kind::Session, &session.id()),
    ];
    let (mut sums, codes) = (Sums::default(), Codes::default());
    // The day goes on while a page is kept, and its reader may change languages.
    let summer = (date(2026, 7, 6), Lang::Zh);
    let eyes = [summer, (date(2026, 9, 6), Lang::Zh), (date(2026, 9, 6), Lang::En), summer];
    pages(&then, &drawn, &mut sums, &codes, summer);
    for (number, made) in edits.iter().enumerate() {
        commit(&store, "edit", vec![made()]);
        let mut now = (*then).clone();
        block_on(now.catch_up(&store)).expect("caught up");
        let now = Arc::new(now);
        let mut accounting = Accounting::again(Arc::clone(&now), rulebook(&now), (&drawn, &then));
        let (_, concerned) = accounting.progress();
        assert!(concerned < now.sessions.len() / 4, "edit {number} has {concerned} sessions decided again");
        while accounting.advance(100) {}
        let (after, difference) = accounting.finish();
        let change =
            after.change(&after.difference(&difference, Some(drawn.basis.clone())), None, usize::MAX);
        assert!(after == account(&now), "edit {number}");
        assert!(
            !shown
                .clone()
                .apply(AccountChange { since: Some(Default::default()), ..change.clone() }, &now.sessions),
            "of another account"
        );
        assert!(shown.apply(change, &now.sessions) && shown == after, "edit {number}");
        for eyes in eyes {
            let kept = pages(&now, &after, &mut sums, &codes, eyes);
            let fresh = pages(&now, &after, &mut Sums::default(), &Codes::default(), eyes);
            assert!(kept == fresh, "pages after edit {number}, {eyes:?}");
        }
        (then, drawn, found) = (now, after, Some(difference));
    }
    assert_eq!(drawn.verdicts.get(&session.id()), None);
    let mut other = Account::default();
    let whole = drawn.difference(&found.expect("a difference"), None);
    let mut said: Option<Arc<str>> = None;
    for part in 0.. {
        let change = drawn.change(&whole, said.as_deref(), 400);
        assert!(change.verdicts.len() <= 400 && (part < 9 || !change.more), "in parts");
        said = change.verdicts.last().map(|(id, _)| id.clone());
        let more = change.more;
        assert!(other.apply(change, &then.sessions), "the parts follow each other");
        if !more {
            break;
        }
    }
    assert!(other == drawn, "in parts it is the same");
}

#[test]
fn what_bears_on_no_account_leaves_the_account_as_it_is() {
    let store = demo_store();
    let before = open(&store);
    let drawn = account(&before);
    let settings = before.settings.clone();
    let put = store::put(&settings, before.settings_revision()).expect("JSON");
    commit(&store, "settings", vec![put]);
    let mut after = (*before).clone();
    let changed = block_on(after.catch_up(&store)).expect("a workspace");
    assert_eq!(changed.into_iter().collect::<Vec<_>>(), [Settings::TABLE]);
    assert!(after.sequence() > before.sequence());
    assert!(drawn.is_of(&after));
}

/// A draft that counts shorter hours pays more of a half-day to its first session, and so less to the next.
#[test]
fn what_a_draft_says_of_one_session_is_what_its_account_says() {
    let store = demo_store();
    let workspace = open(&store);
    // Of what is batched already the hours stay, whatever a draft says.
    let is_open = |session: &Session| session.date > date(2026, 4, 30);
    let first = confirmed(&workspace).into_iter().find(is_open).expect("a session");
    let envelope = workspace.sessions.held().get(&first.code).expect("it").envelope().clone();
    let starts = first.starts.saturating_add(jiff::Span::new().minutes(i64::from(first.minutes)));
    let record = Session { code: "next".into(), starts, ..first };
    let next = StoredRecord { record, envelope };
    commit(&store, "edit", vec![store::put(&next, None).expect("JSON")]);
    let workspace = open(&store);
    let shorter = henan("[teaching_hour_minutes]\nvalues = [{ from = 2021-12-20, value = 15 }]\n");
    let library = policies::library(&embedded_files(), &workspace).expect("packs").with_draft(shorter);
    let draft = Rc::new(Rulebook::of(library.expect("a manifest"), "henan"));
    let (in_force, tried) = (account(&workspace), draw_up(&workspace, &draft));
    let hours =
        |account: &Account, id: &str| account.verdicts.get(id).map(|verdict| verdict.paid_hours_before);
    let differs = |session: &&Session| hours(&in_force, &session.code) != hours(&tried, &session.code);
    let second: Vec<_> = workspace.sessions.all().filter(differs).collect();
    assert!(!second.is_empty(), "somebody teaches twice in a half-day");
    for session in second {
        let explained = explained(&workspace, &draft, &session.code).expect("it is judged");
        let verdict = tried.verdicts.get(&session.code).expect("it is judged");
        assert_eq!(explained.total.ok(), Some(verdict.amount()), "{session:?}");
    }
}

/// Other packs were fetched, and nothing was written meanwhile: the page that has an account is told all of the other.
#[test]
fn accounts_of_one_moment_and_other_packs_are_two() {
    let workspace = open(&demo_store());
    let library = policies::library(&embedded_files(), &workspace).expect("packs");
    let other = henan("[teaching_hour_minutes]\nvalues = [{ from = 2021-12-20, value = 40 }]\n");
    let other = Rulebook::of(library.with_draft(other).expect("a manifest"), "henan");
    let shown = account(&workspace);
    let mut accounting = Accounting::new(Arc::clone(&workspace), Rc::new(other));
    while accounting.advance(1_000) {}
    let (now, found) = accounting.finish();
    assert_eq!(now.basis.sequence, shown.basis.sequence);
    let change = now.change(&now.difference(&found, Some(shown.basis.clone())), None, usize::MAX);
    assert_eq!((change.since, change.verdicts.len()), (None, now.verdicts.len()));
    let same = now.change(&now.difference(&found, Some(now.basis.clone())), None, usize::MAX);
    assert_eq!((same.since, same.verdicts.len()), (Some(now.basis.clone()), 0));
}
