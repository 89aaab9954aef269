//! Whoever looks sees the pay of their own sessions, and every figure counts the records behind its link.

use std::sync::Arc;

use jiff::civil::date;
use keqiao::{
    app::{
        account::{Account, Ruled, Ruling, Verdict},
        clause_status,
        compare::compare,
        equity,
        handover::entitled::{Entitled, entitled},
        kinds::session,
        ordered::Key,
        overview::{self, Overview, Sums},
        payments::{Payment, Settled},
        report,
        scope::{self, View},
        settings::Office,
        table::{Codes, Listing, STANDING, STATE, TableQuery, Viewer},
        workspace::{RecordView, Workspace},
    },
    demo::units::{CITY, COUNTY, association, bureau},
    domain::{
        Kind, Money, Session, Term,
        record::Audience,
        seal::Digest,
        session::holding,
        workflow::{Role, Seat, Stage},
    },
    store::Change,
};

use crate::{
    sessions::{SCHOOL, act, add, form},
    story::{account, all, demo_store, edited, open},
    table::ids,
};

fn seat(unit: &str) -> Seat {
    Seat { unit: unit.to_owned(), role: Role::Officer }
}

fn term() -> Term {
    Term::of(date(2026, 3, 5))
}

fn seen(view: View<'_>, account: &Account) -> (Overview, Vec<Payment>) {
    let mut sums = Sums::default();
    let overview = overview::of_term(view, account, term(), &mut sums);
    (overview, overview::payments(view, account, &mut sums, |_| true))
}

/// The table of sessions as a seat sees it.
fn table(workspace: &Arc<Workspace>, account: &Account, seat: Option<Seat>) -> Listing {
    kept(workspace, account, seat, Kind::Session, &Codes::default())
}

/// The same of any kind, with what earlier tables have kept.
fn kept(
    workspace: &Arc<Workspace>,
    account: &Account,
    seat: Option<Seat>,
    kind: Kind,
    codes: &Codes,
) -> Listing {
    let viewer = Viewer { seat, today: date(2026, 7, 6), ..Viewer::default() };
    Listing::of(Arc::clone(workspace), Some(Arc::new(account.clone())), viewer, kind, codes)
}

/// Every figure of an overview against the table to which it leads.
fn counts_its_rows(listing: &Listing, overview: &Overview) {
    let of_term = TableQuery::default().with(session::DATE, term().to_string());
    let rows = |(key, code): (&str, &str)| ids(listing, &of_term.clone().with(key, code)).len();
    let outcome = |ruled: Ruled| rows((session::OUTCOME, ruled.code()));
    assert_eq!(overview.sessions, rows(session::COUNTED));
    let by_outcome = [overview.granted, overview.refused, overview.planned, overview.undecided];
    assert_eq!(by_outcome, [Ruled::Granted, Ruled::Refused, Ruled::Planned, Ruled::Undecided].map(outcome));
    assert_eq!(by_outcome.iter().sum::<usize>(), overview.sessions, "each session is counted once");
    assert_eq!(overview.missing.unconfirmed, rows(session::UNCONFIRMED));
    for (reason, count) in &overview.refusals {
        assert_eq!(*count, rows((session::OUTCOME, reason)), "{reason}");
    }
    for month in &overview.months {
        let (key, code) = session::COUNTED;
        let of_month = TableQuery::default().with(session::DATE, month.month.to_string()).with(key, code);
        assert_eq!(month.sessions, ids(listing, &of_month).len(), "{}", month.month);
    }
}

#[test]
fn a_school_sees_its_own_sessions_and_their_pay_and_no_other() {
    let workspace = open(&demo_store());
    let account = account(&workspace);
    let whole = seen(all(&workspace), &account);
    for school in workspace.schools.all().take(12) {
        let seat = seat(&school.code);
        let view = View { workspace: &workspace, seat: Some(&seat) };
        let (overview, payments) = seen(view, &account);
        let listing = table(&workspace, &account, Some(seat.clone()));
        counts_its_rows(&listing, &overview);
        let own = |session: &&Session| session.school == school.code;
        assert_eq!(overview.sessions, workspace.sessions.all().filter(own).count());
        assert!(overview.sessions < whole.0.sessions && overview.schools == 1);
        let earned = |sessions: &mut dyn Iterator<Item = &Session>| -> Money {
            sessions.filter_map(|own| account.verdicts.get(&own.code)).map(|own| own.amount()).sum()
        };
        let of_school = earned(&mut workspace.sessions.all().filter(own));
        assert_eq!(
            payments.iter().map(|payment| payment.sums()[0]).sum::<Money>(),
            of_school,
            "no cap is set"
        );
        assert_eq!(overview.sums.after_tax, of_school);
        let by_school = report::by_school(view, &account, &payments);
        assert_eq!(by_school.iter().map(|row| row.after_tax).sum::<Money>(), of_school);
        assert!(by_school.len() <= 1);
        for payment in &payments {
            let query = TableQuery::default()
                .with(session::INSTRUCTOR, payment.instructor.clone())
                .with(session::DATE, payment.month.to_string())
                .with(session::PAYER, payment.payer.clone())
                .with(session::OUTCOME, Ruled::Granted.code());
            assert_eq!(ids(&listing, &query).len(), payment.sessions);
        }
        // The tax of what is earned elsewhere too is not the school's to see.
        let shared = payments.iter().any(|payment| payment.settled == Settled::Shared);
        assert_eq!(overview.sums.taxed.is_none(), shared);
    }
}

/// The policy page says what a draft would change.
#[test]
fn what_a_draft_would_change_is_told_of_the_sessions_that_are_seen() {
    let workspace = open(&demo_store());
    let before = account(&workspace);
    let mut after = before.clone();
    let nothing =
        |verdict: &Verdict| Verdict { ruling: Ruling::Refused("online".to_owned()), ..verdict.clone() };
    after.verdicts = before.verdicts.iter().map(|(id, verdict)| (Key::clone(id), nothing(verdict))).collect();
    let whole = compare(all(&workspace), &before, &after);
    assert_eq!(whole.sessions, before.verdicts.len());
    for unit in [SCHOOL.to_owned(), "KP0001".to_owned(), "990102-edu".to_owned()] {
        let seat = seat(&unit);
        let view = View { workspace: &workspace, seat: Some(&seat) };
        let seen = seen(view, &before).0;
        let told = compare(view, &before, &after);
        assert_eq!((told.sessions, told.before), (seen.sessions, seen.sums.after_tax), "{unit}");
        assert_eq!(told.after, Money::ZERO);
        let is_seen = |id: &Key| {
            let session = workspace.sessions.get(id).expect("a session");
            [&session.school, &session.instructor].contains(&&unit)
        };
        assert!(told.changed.iter().all(is_seen) && told.changed.len() < whole.changed.len(), "{unit}");
    }
}

#[test]
fn instructors_see_theirs_the_organs_their_schools_and_neighbours_nothing() {
    let workspace = open(&demo_store());
    let account = account(&workspace);
    let whole = seen(all(&workspace), &account);
    let of = |unit: &str| {
        let seat = seat(unit);
        let seen = seen(View { workspace: &workspace, seat: Some(&seat) }, &account);
        counts_its_rows(&table(&workspace, &account, Some(seat)), &seen.0);
        seen
    };
    for organ in [bureau(COUNTY), association(COUNTY), bureau(CITY)] {
        assert!(of(&organ) == whole, "{organ}");
    }
    assert_eq!((of("990102-edu").0.sessions, of("990102-edu").1), (0, Vec::new()), "a neighbouring county");
    let instructor = &account.payments[0].instructor;
    let (_, theirs) = of(instructor);
    let paid: Vec<_> =
        account.payments.iter().filter(|payment| payment.instructor == *instructor).cloned().collect();
    assert_eq!(theirs, paid, "the whole of what they are paid, with its tax");
}

#[test]
fn sums_follow_whoever_sits_down() {
    let workspace = open(&demo_store());
    let account = account(&workspace);
    let mut sums = Sums::default();
    let seats = [bureau(COUNTY), SCHOOL.to_owned(), "KP0001".to_owned(), bureau(COUNTY)];
    for unit in seats {
        let seat = seat(&unit);
        let view = View { workspace: &workspace, seat: Some(&seat) };
        while !sums.sum_ahead(view, Some(&account), 3) {}
        let kept = overview::of_term(view, &account, term(), &mut sums);
        assert!(kept == seen(view, &account).0, "{unit}");
        let clauses = clause_status::clauses(view, &mut sums);
        assert!(clauses == clause_status::clauses(view, &mut Sums::default()), "{unit}");
    }
}

#[test]
fn outcomes_are_of_the_term_that_is_shown() {
    let store = demo_store();
    let next = Term::of(date(2026, 9, 10));
    let outcomes = |of: Term| {
        let workspace = open(&store);
        equity::of_term(all(&workspace), of, date(2026, 7, 6), &mut Sums::default())
    };
    assert!(outcomes(term()).whole().reached.attendances > 0);
    let to_come = outcomes(next);
    assert_eq!(
        (to_come.whole().reached.attendances, to_come.schools_served()),
        (0, 0),
        "nothing was held yet"
    );
    assert_eq!(to_come.schools.len(), outcomes(term()).schools.len());
}

#[test]
fn what_is_planned_is_refused_nothing() {
    let store = demo_store();
    let figures = || {
        let workspace = open(&store);
        let account = account(&workspace);
        let overview = overview::of_term(all(&workspace), &account, term(), &mut Sums::default());
        counts_its_rows(&table(&workspace, &account, None), &overview);
        (overview.refused, overview.planned, overview.missing.unconfirmed)
    };
    let (refused, planned, unconfirmed) = figures();
    let id = add(&store, SCHOOL, &form("2026-07-05", &[])).expect("planned");
    assert!(open(&store).sessions.held().get(&id).expect("it").stands_at(holding::planned));
    assert_eq!(figures(), (refused, planned + 1, unconfirmed));
    act(&store, SCHOOL, &id, ("hold", "")).expect("held");
    assert_eq!(figures(), (refused + 1, planned, unconfirmed + 1), "held, and not confirmed yet");
}

#[test]
fn what_was_cancelled_is_neither_counted_nor_listed_where_a_figure_leads() {
    let store = demo_store();
    let rows = |query: &TableQuery| {
        let workspace = open(&store);
        let account = account(&workspace);
        let overview = overview::of_term(all(&workspace), &account, term(), &mut Sums::default());
        let listing = table(&workspace, &account, None);
        counts_its_rows(&listing, &overview);
        (overview.sessions, ids(&listing, query).len())
    };
    let whole = TableQuery::default();
    let (counted, listed) = rows(&whole);
    let id = add(&store, SCHOOL, &form("2026-07-05", &[])).expect("planned");
    act(&store, SCHOOL, &id, ("cancel", "停课")).expect("cancelled");
    assert_eq!(rows(&whole), (counted, listed + 1), "it stays on file");
}

#[test]
fn every_clause_counts_the_rows_of_the_table_to_which_it_leads() {
    let workspace = Arc::new(crate::joint::open(&crate::joint::demo_store()));
    let account = account(&workspace);
    for counts in
        clause_status::clauses(all(&workspace), &mut Sums::default()).iter().flat_map(|row| &row.kinds)
    {
        let listing = kept(&workspace, &account, None, counts.kind, &Codes::default());
        let standing = match counts.kind.workflow() {
            Some(_) => TableQuery::default().with(STATE, STANDING),
            None => TableQuery::default(),
        };
        assert_eq!(counts.total, ids(&listing, &standing).len(), "{:?}", counts.kind);
    }
}

#[test]
fn sums_by_school_type_are_what_was_earned() {
    let workspace = open(&demo_store());
    let account = account(&workspace);
    let (overview, _) = seen(all(&workspace), &account);
    let by_type: Money = overview.school_types.iter().map(|(_, earned)| earned.after_tax).sum();
    assert_eq!(by_type, overview.sums.after_tax, "no cap is set");
    assert_eq!(
        overview.school_types.iter().map(|(_, earned)| earned.sessions).sum::<usize>(),
        overview.granted
    );
    assert!(overview.school_types.iter().any(|(of, _)| of.rural));
    assert!(overview.school_types.iter().any(|(of, _)| !of.rural));
}

/// What a seat sees is kept run by run, and is what it would be had nothing been kept: of another seat, and after a commit.
#[test]
fn tables_follow_whoever_sits_down_and_what_is_written() {
    let store = demo_store();
    let (before, codes) = (open(&store), Codes::default());
    let account = account(&before);
    let rows = |workspace: &Arc<Workspace>, seat: Option<&Seat>| {
        let listed = |listing: Listing| ids(&listing, &TableQuery::default());
        let of = |kind: &Kind| {
            let rows = listed(kept(workspace, &account, seat.cloned(), *kind, &codes));
            let fresh = listed(kept(workspace, &account, seat.cloned(), *kind, &Codes::default()));
            assert!(rows == fresh, "{kind:?} {seat:?}");
            rows
        };
        Kind::ALL.iter().map(of).collect::<Vec<_>>()
    };
    let school = seat(SCHOOL);
    let mine = rows(&before, Some(&school));
    let whole = rows(&before, Some(&seat(&bureau(COUNTY))));
    assert!(mine != whole && rows(&before, None) != mine && rows(&before, Some(&school)) == mine);
    let own = before.sessions.all().find(|session| session.school == SCHOOL).expect("a session of its own");
    let gone = Change { after: None, ..edited(&store, Kind::Session, &own.code, &|_| ()) };
    let after = Arc::new(before.after(&[gone]));
    let sessions = |rows: &[Vec<String>]| {
        let place = Kind::ALL.iter().position(|kind| *kind == Kind::Session).expect("sessions");
        rows[place].len()
    };
    assert_eq!(sessions(&rows(&after, Some(&school))), sessions(&mine) - 1);
}

#[test]
fn what_a_clause_counts_is_what_the_table_of_the_seat_lists() {
    let workspace = open(&demo_store());
    for unit in [bureau(COUNTY), association(COUNTY), bureau(CITY), SCHOOL.to_owned(), "KP0001".to_owned()] {
        let seat = seat(&unit);
        let view = View { workspace: &workspace, seat: Some(&seat) };
        for status in clause_status::clauses(view, &mut Sums::default()).iter().flat_map(|row| &row.kinds) {
            // What has ended without effect is nothing to show.
            let stands =
                |record: &RecordView<'_>| record.state.is_none_or(|state| state.stage != Stage::Void);
            let all: Vec<_> = workspace.records_of(status.kind).filter(stands).collect();
            let seen = all.iter().filter(|record| scope::sees(&workspace, Some(&seat), record)).count();
            // What is summed up only is counted by whoever sums it up, and seen by whoever keeps it.
            if status.kind.declaration().audience == Audience::Summed && unit != SCHOOL {
                assert!(seen == 0 && status.total <= all.len(), "{unit}: {:?}", status.kind);
            } else {
                assert_eq!(status.total, seen, "{unit}: {:?}", status.kind);
            }
        }
    }
}

/// What one person is paid, and to which account, is between them and whoever pays: standing above shows nothing of it, and brings none of it.
#[test]
fn slips_and_accounts_are_the_payers_and_the_persons_alone() {
    let mut workspace = open(&demo_store());
    let account = account(&workspace);
    let is_party =
        |record: &RecordView<'_>, unit: &str| [record.keeper(), record.text("instructor")].contains(&unit);
    for kind in [Kind::PaySlip, Kind::PayeeAccount] {
        let all: Vec<_> = workspace.records_of(kind).collect();
        let (mut given, units) = (0, workspace.tree().all().map(|unit| unit.id.clone()));
        for unit in units.chain([bureau(CITY)]) {
            let seat = seat(&unit);
            for record in &all {
                let is_party = is_party(record, &unit);
                let to_be_given = if is_party { Entitled::Whole } else { Entitled::Nothing };
                assert_eq!(scope::sees(&workspace, Some(&seat), record), is_party, "{unit} {}", record.id);
                assert_eq!(entitled(&workspace, &unit, record), to_be_given, "{unit} {}", record.id);
                given += usize::from(is_party);
            }
        }
        assert_eq!(given, 2 * all.len(), "whoever pays, and the person");
        for unit in
            [bureau(COUNTY), bureau(CITY), association(COUNTY), SCHOOL.to_owned(), "KP0001".to_owned()]
        {
            let own = all.iter().filter(|record| is_party(record, &unit)).count();
            let listing = kept(&workspace, &account, Some(seat(&unit)), kind, &Codes::default());
            assert_eq!(ids(&listing, &TableQuery::default()).len(), own, "{unit}");
            assert_eq!(own == 0, unit != bureau(COUNTY) && unit != "KP0001", "{unit}");
        }
    }
    // What went to a city before, by a version that gave it, is shown to nobody there.
    let office = Office { unit: bureau(CITY), installation: Digest::of(&[]), roots: Default::default() };
    Arc::make_mut(&mut workspace).settings.office = Some(office);
    for record in workspace.records_of(Kind::PaySlip).chain(workspace.records_of(Kind::PayeeAccount)) {
        assert!(!scope::sees(&workspace, None, &record), "{}", record.id);
        assert!(!scope::sees(&workspace, Some(&seat(&bureau(CITY))), &record), "{}", record.id);
    }
    for kind in [Kind::PaySlip, Kind::PayeeAccount] {
        let listing = kept(&workspace, &account, Some(seat(&bureau(CITY))), kind, &Codes::default());
        assert_eq!(ids(&listing, &TableQuery::default()), Vec::<String>::new());
    }
}
