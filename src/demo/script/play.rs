//! Plays a script: day by day, each entry at its seat, through the use-cases of forms and workflows.

use jiff::civil::Date;

use super::{
    super::made::made_since,
    fault::{ScriptFault, Wrong},
    line::{Entry, Script},
};
use crate::{
    app::{
        Actor, Now,
        form::{Form, NotOpen},
        import,
        policies::Rulebook,
        records::SaveError,
        transitions,
        workspace::Workspace,
    },
    domain::{
        Kind, Lang, Localized, Term, calendar::Calendar, field::FieldProblem, tree::Unit, workflow::Seat,
    },
    exchange::import::Batch,
    policy::decision::Text,
    say,
    store::{Commit, MemoryStore, Store as _},
};

/// Plays a script among these records, at the end of which it is `today`. Returns the records that came of it.
///
/// # Errors
/// The first line that the program refuses.
pub async fn play(
    script: &Script,
    register: &Batch,
    rulebook: &Rulebook,
    today: Date,
) -> Result<Batch, ScriptFault> {
    let mut play =
        Play { script, rulebook, today, store: MemoryStore::default(), workspace: Workspace::default() };
    let before = play.set(register).await.map_err(|wrong| ScriptFault { line: 0, wrong })?;
    let mut entries: Vec<_> = script.entries.iter().collect();
    entries.sort_by_key(|entry| entry.day);
    for entry in entries {
        play.entry(entry).await.map_err(|wrong| ScriptFault { line: entry.line, wrong })?;
    }
    Ok(made_since(&play.workspace, before))
}

struct Play<'a> {
    script: &'a Script,
    rulebook: &'a Rulebook,
    today: Date,
    store: MemoryStore,
    workspace: Workspace,
}

/// The unit at which an entry is, where it is played at one after another, and its place among them.
type At<'a> = Option<(usize, &'a str)>;

impl Play<'_> {
    /// Puts in place what is there before. Returns the journal sequence.
    async fn set(&mut self, register: &Batch) -> Result<u64, Wrong> {
        let actor = self.actor(self.today, None)?;
        let changes = import::changes(&self.workspace, register).map_err(|error| Wrong::refused(&error))?;
        let written = self.store.commit(Commit::new(actor.operation("import", ""), changes)).await;
        let written = written.map_err(|error| Wrong::refused(&error))?;
        self.workspace.apply(&written);
        Ok(written.sequence)
    }

    async fn entry(&mut self, entry: &Entry) -> Result<(), Wrong> {
        let Some(each) = &entry.each else {
            return self.act(entry, None).await;
        };
        for (place, unit) in self.units(&each.group).iter().enumerate() {
            if each.has(place, unit) {
                self.act(entry, Some((place, unit))).await?;
            }
        }
        Ok(())
    }

    /// Fills in what the entry says, then takes the step, as a person at the seat would.
    async fn act(&mut self, entry: &Entry, at: At<'_>) -> Result<(), Wrong> {
        let seat = Seat { unit: self.text(&entry.unit, at)?, role: entry.role };
        let actor = self.actor(self.day(entry.day), Some(seat))?;
        let id = entry.step.as_ref().map(|step| self.text(&step.id, at)).transpose()?;
        if id.is_none() || !entry.fields.is_empty() {
            let mut form = self.form(entry.kind, id.as_deref(), &actor)?;
            for (field, text) in &entry.fields {
                form.set(field.key, self.text(text, at)?);
            }
            if !form.submit(&self.workspace, actor.seat.as_ref()) {
                return Err(faulty(&form));
            }
            let saved = form.save(&self.store, &self.workspace, &actor).await;
            saved.map_err(|error| Wrong::refused(&error))?;
            self.catch_up().await?;
        }
        if let (Some(step), Some(id)) = (&entry.step, &id) {
            let here = (entry.kind, id.as_str());
            let made = transitions::make(
                &self.store,
                &self.workspace,
                &actor,
                here,
                (step.verb, step.note.as_str()),
            )
            .await;
            self.workspace.apply(&made.map_err(|error| Wrong::refused(&error))?);
        }
        Ok(())
    }

    fn form(&self, kind: Kind, id: Option<&str>, actor: &Actor) -> Result<Form, Wrong> {
        let (seat, today) = (actor.seat.as_ref(), actor.now.today);
        let days = |parameter: &str| actor.policy.as_ref()?.count(parameter, today);
        let form = match id {
            None => Form::begin(&self.workspace, seat, kind, None, today, &days),
            Some(id) => Form::edit(&self.workspace, seat, kind, id, today),
        };
        form.map_err(|why| {
            Wrong::refused(&match why {
                NotOpen::Missing => SaveError::Missing,
                NotOpen::NotYours => SaveError::NotYours,
            })
        })
    }

    async fn catch_up(&mut self) -> Result<(), Wrong> {
        self.workspace.catch_up(&self.store).await.map(drop).map_err(|error| Wrong::refused(&error))
    }

    /// Who sits there on that day, under the policy of that day.
    fn actor(&self, day: Date, seat: Option<Seat>) -> Result<Actor, Wrong> {
        Ok(Actor {
            seat_name: seat.as_ref().map(|seat| seat.unit.clone()).unwrap_or_default(),
            seat,
            policy: Some(self.rulebook.on(day).map_err(Wrong::Refused)?),
            now: Now { timestamp: format!("{day}T02:30:00Z"), today: day },
        })
    }

    fn day(&self, day: i64) -> Date {
        if day < 0 {
            Calendar::shipped().before_working_days(self.today, -day)
        } else {
            Calendar::shipped().after_working_days(self.today, day)
        }
    }

    /// The codes of a group's units, in their order.
    fn units(&self, group: &str) -> Vec<String> {
        let group = self.script.groups.get(group);
        let has = |unit: &&Unit| group.is_some_and(|group| group.has(&unit.id, unit.reports_to.as_deref()));
        self.workspace.tree().all().filter(has).map(|unit| unit.id.clone()).collect()
    }

    /// A text with what its `{…}` stand for.
    fn text(&self, text: &str, at: At<'_>) -> Result<String, Wrong> {
        let mut parts = text.split('{');
        let mut whole = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, rest) = part.split_once('}').ok_or(Wrong::NoLine)?;
            let value = self.value(name, at).ok_or_else(|| Wrong::unknown("简称", "name", name))?;
            whole.push_str(&value);
            whole.push_str(rest);
        }
        Ok(whole)
    }

    /// What a name in braces stands for.
    fn value(&self, name: &str, at: At<'_>) -> Option<String> {
        if name.contains('|') {
            let choices: Vec<_> = name.split('|').collect();
            return choices.get(at?.0 % choices.len()).map(|choice| (*choice).to_owned());
        }
        if let Some(day) = name.starts_with(['-', '+']).then(|| name.parse().ok()).flatten() {
            return Some(self.day(day).to_string());
        }
        match name {
            "单位" => at.map(|(_, unit)| unit.to_owned()),
            "学期" => Some(Term::of(self.today).to_string()),
            group if self.script.groups.contains_key(group) => Some(self.units(group).join("、")),
            name => self.script.names.get(name).cloned(),
        }
    }
}

/// What is wrong with a form that was to be saved.
fn faulty(form: &Form) -> Wrong {
    let one = |problem: &FieldProblem, lang: Lang| {
        let label = form.field(problem.field).map_or("", |field| field.label.text(lang));
        format!("{label}{}{}", lang.colon(), problem.fault.text(lang))
    };
    let all = |lang: Lang| {
        let alike = form
            .alike()
            .iter()
            .map(|alike| say!(lang, "与 {id} 可能是同一条", "it may be {id}", id = alike.id));
        lang.statements(form.problems().iter().map(|problem| one(problem, lang)).chain(alike))
    };
    Wrong::Refused(Text { zh: all(Lang::Zh), en: all(Lang::En) })
}
