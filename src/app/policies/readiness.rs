//! Whether a version can govern: it compiles, its own cases hold here, and everything stored on which it bears can be decided. Found
//! out before it is put in force, by whoever has the time for it; putting in force asks for what was found.

use std::{rc::Rc, sync::Arc};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    app::{
        account::{Account, Accounting, Ruling},
        ordered::Key,
        payments::Settled,
        policies::{CaseHeld, PackVersion, PolicyFault, Publication, Rulebook, sound, sound_down_to},
        settings::Settings,
        workspace::Workspace,
    },
    domain::{Lang, Localized, Session, counts, session},
    policy::{Clock, Diagnostic, PackLibrary, PackSource, decision::Text},
    say,
    store::{Expected, Stored as _},
};

/// What was found of a version.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Readiness {
    /// Of what it was found.
    of: Tested,
    /// What is wrong with its text.
    pub faults: Vec<Diagnostic>,
    /// Its cases and those of what extends it down to what governs, by name.
    pub cases: Vec<CaseHeld>,
    /// Sessions that it cannot decide.
    pub undecided: Unresolved,
    /// Months that it cannot settle.
    pub unsettled: Unresolved,
}

/// Texts of packs by their hashes, from when they are to be in force, and what was stored then.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Tested {
    texts: Vec<(String, String)>,
    from: Option<Date>,
    sequence: u64,
}

/// How many there are, and some of them with the reason.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Unresolved {
    pub count: usize,
    pub examples: Vec<(Key, Text)>,
}

/// How many examples are shown.
const EXAMPLES: usize = 5;

impl Unresolved {
    fn note(&mut self, id: impl FnOnce() -> Key, why: &Text) {
        self.count += 1;
        if self.examples.len() < EXAMPLES {
            self.examples.push((id(), why.clone()));
        }
    }
}

/// A version put to the test.
pub struct Trial {
    workspace: Arc<Workspace>,
    found: Readiness,
    /// What decides everything stored by it; nothing when it does not compile or bears on nothing.
    pub accounting: Option<Accounting>,
}

impl Trial {
    /// A version that shall be in force from a day.
    ///
    /// # Errors
    /// When no chain of packs governs the day.
    pub fn forcing(
        workspace: &Arc<Workspace>,
        library: &PackLibrary,
        source: &PackSource,
        from: Date,
        clock: Clock,
    ) -> Result<Self, PolicyFault> {
        let of = tested(workspace, &[source], Some(from));
        let mut then = library.clone();
        if let Err(faults) = then.publish(from, source.clone()) {
            return Ok(Self::faulty(workspace, of, faults));
        }
        let governing = workspace.settings.pack.clone();
        Self::of(workspace, then, (source, of), governing, from, clock)
    }

    /// What is in force of a pack, which shall govern from now on. The text of it that the person has before them must be sound
    /// too: it is what they believe governs.
    ///
    /// # Errors
    /// When there is no such pack, or none of it is in force.
    pub fn governing(
        workspace: &Arc<Workspace>,
        library: &PackLibrary,
        before_them: &PackSource,
        today: Date,
        clock: Clock,
    ) -> Result<Self, PolicyFault> {
        let pack = &before_them.id;
        let source = library.in_force(pack, today)?.clone();
        let of = tested(workspace, &[&source, before_them], None);
        let draft = library.with_draft(before_them.clone()).map_err(PolicyFault::Broken);
        match draft.and_then(|library| sound(&library, pack, today, clock)) {
            Err(PolicyFault::Broken(faults)) => Ok(Self::faulty(workspace, of, faults)),
            Err(other) => Err(other),
            Ok(_) => Self::of(workspace, library.clone(), (&source, of), pack.clone(), today, clock),
        }
    }

    fn of(
        workspace: &Arc<Workspace>,
        library: PackLibrary,
        (source, of): (&PackSource, Tested),
        governing: String,
        day: Date,
        clock: Clock,
    ) -> Result<Self, PolicyFault> {
        let governs_on = |day| {
            let chain = library.chain(&governing, day);
            chain.is_ok_and(|chain| chain.layers().iter().any(|layer| layer.id == source.id))
        };
        let mut cases: Vec<CaseHeld> = Vec::new();
        // What is in force from a later day on must go with it too.
        for day in library.days_of_change(&governing, day) {
            let down_to = if governs_on(day) { &governing } else { &source.id };
            match sound_down_to(&library, source, down_to, day, clock) {
                Ok((_, mut held)) => {
                    held.retain(|case| !cases.contains(case));
                    cases.extend(held);
                }
                Err(PolicyFault::Broken(faults)) => return Ok(Self::faulty(workspace, of, faults)),
                Err(other) => return Err(other),
            }
        }
        let bears = library.days_of_change(&governing, day).into_iter().any(governs_on);
        let found = Readiness { of, cases, ..Readiness::default() };
        let accounting = bears.then(|| {
            let rulebook = Rulebook::of(library, governing).timed(clock);
            Accounting::new(Arc::clone(workspace), Rc::new(rulebook))
        });
        Ok(Self { workspace: Arc::clone(workspace), found, accounting })
    }

    fn faulty(workspace: &Arc<Workspace>, of: Tested, faults: Vec<Diagnostic>) -> Self {
        let found = Readiness { of, faults, ..Readiness::default() };
        Self { workspace: Arc::clone(workspace), found, accounting: None }
    }

    /// What was found, with the account that the version would give, where it was drawn up. What lacks an instructor or a school
    /// on file no version decides, and it stands in the way of none.
    pub fn finish(self, account: Option<&Account>) -> Readiness {
        let Self { workspace, mut found, .. } = self;
        let Some(account) = account else { return found };
        let from = found.of.from.unwrap_or(Date::MIN);
        let on_file = |session: &Session| {
            workspace.instructors.get(&session.instructor).is_some()
                && workspace.schools.get(&session.school).is_some()
        };
        for (id, held, verdict) in workspace.sessions.held().beside(&account.verdicts) {
            if let Some(Ruling::Undecided(why)) = verdict.map(|verdict| &verdict.ruling)
                && held.record.date >= from
                && on_file(&held.record)
            {
                found.undecided.note(|| Key::clone(id), why);
            }
        }
        for payment in account.payments.iter().filter(|payment| payment.month.last_day() >= from) {
            if let Settled::Failed(why) = &payment.settled {
                let name = || Key::from(format!("{} {}", payment.month, payment.instructor).as_str());
                found.unsettled.note(name, why);
            }
        }
        found
    }
}

fn tested(workspace: &Workspace, sources: &[&PackSource], from: Option<Date>) -> Tested {
    let texts = sources.iter().map(|source| (source.id.clone(), source.hash())).collect();
    Tested { texts, from, sequence: workspace.sequence() }
}

impl Localized for Readiness {
    /// What stands in the way.
    fn text(&self, lang: Lang) -> String {
        let mut why = Vec::new();
        let example = |of: &Unresolved| {
            let first = of.examples.first();
            first.map(|(id, why)| format!("{id}{}{}", lang.colon(), why.get(lang))).unwrap_or_default()
        };
        if let Some(first) = self.failed().next() {
            let cases = lang.counted(self.failed().count(), counts::CASES);
            let name = &first.name;
            why.push(say!(lang, "{cases}不符（{name}）", "{cases} failed ({name})"));
        }
        let (sessions, months) = (self.undecided.count, self.unsettled.count);
        if sessions > 0 {
            let (sessions, example) = (lang.counted(sessions, counts::SESSIONS), example(&self.undecided));
            why.push(say!(
                lang,
                "{sessions}不能判定（{example}）",
                "{sessions} cannot be decided ({example})"
            ));
        }
        if months > 0 {
            let (months, example) = (lang.counted(months, counts::SETTLEMENTS), example(&self.unsettled));
            why.push(say!(lang, "{months}不能核算（{example}）", "{months} cannot be reckoned ({example})"));
        }
        let list = lang.statements(why);
        say!(lang, "这一版不能施行：{list}。", "This version cannot be put in force: {list}.")
    }
}

impl Readiness {
    /// Whether nothing stands in the way.
    pub fn is_ready(&self) -> bool {
        self.faults.is_empty()
            && self.failed().next().is_none()
            && self.undecided.count == 0
            && self.unsettled.count == 0
    }

    /// The cases that do not hold.
    pub fn failed(&self) -> impl Iterator<Item = &CaseHeld> {
        self.cases.iter().filter(|case| case.fault.is_some())
    }

    /// Refuses what was found of something else, or stands in the way.
    ///
    /// # Errors
    /// [`PolicyFault::Broken`], [`PolicyFault::Untried`] and [`PolicyFault::NotReady`].
    pub(in crate::app) fn allows(
        &self,
        workspace: &Workspace,
        sources: &[&PackSource],
        from: Option<Date>,
    ) -> Result<(), PolicyFault> {
        let now = tested(workspace, sources, from);
        let is_of_now = (workspace.accounted()..=now.sequence).contains(&self.of.sequence);
        if !is_of_now || (Tested { sequence: self.of.sequence, ..now }) != self.of {
            return Err(PolicyFault::Untried);
        }
        if !self.faults.is_empty() {
            return Err(PolicyFault::Broken(self.faults.clone()));
        }
        if self.is_ready() { Ok(()) } else { Err(PolicyFault::NotReady(Box::new(self.clone()))) }
    }

    /// What a commit that rests on it must find as it was tried: everything that bears on accounts, and the pack that governs.
    pub(in crate::app) fn expected(&self, workspace: &Workspace) -> Vec<Expected> {
        let kinds = session::BEARING.iter().map(|kind| kind.code());
        let tables = kinds.chain([PackVersion::TABLE, Publication::TABLE]);
        let as_tried = |table: &str| Expected::Table { table: table.to_owned(), since: self.of.sequence };
        let settings = Expected::Row {
            table: Settings::TABLE.to_owned(),
            key: workspace.settings.key(),
            revision: workspace.settings_revision(),
        };
        tables.map(as_tried).chain([settings]).collect()
    }
}

/// Puts a version to the test at once, for tests and small workspaces.
pub fn ready(trial: Trial) -> Readiness {
    let mut trial = trial;
    let account = trial.accounting.take().map(|mut accounting| {
        while accounting.advance(1_000) {}
        accounting.finish().0
    });
    trial.finish(account.as_ref())
}
