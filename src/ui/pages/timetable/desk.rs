//! What the page has in hand.

use std::sync::Arc;

use jiff::civil::Date;
use leptos::prelude::*;

use crate::{
    app::{
        scope::View,
        timetable::{Block, Board, Moved, Week, Whose, fixed, moved},
    },
    domain::{Kind, Lang, Month, Term},
    policy::decision::Text,
    ui::{i18n::*, route::Route, state::State},
};

/// See the module.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub state: State,
    pub whose: Memo<Option<Whose>>,
    pub week: Memo<Week>,
    pub board: Memo<Option<Arc<Board>>>,
    /// Where a session would be, were it put down.
    pub moving: RwSignal<Option<Place>>,
    /// Whether what was moved is being stored.
    pub saving: StoredValue<bool>,
    /// The session that is looked at.
    pub open: RwSignal<Option<String>>,
}

/// A session at another place than its own.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub id: String,
    pub date: Date,
    /// In minutes of the day.
    pub from: i64,
    /// What is told of it there, once it is not dragged any more; or why it does not move.
    pub said: Option<Result<Arc<Moved>, Text>>,
}

/// Sessions begin at full multiples of so many minutes when they are moved.
pub(super) const SNAP: i64 = 5;

impl Desk {
    /// The page of another week.
    pub fn at(self, week: Week) -> Route {
        Route::Timetable { whose: self.whose.get_untracked(), week: Some(week) }
    }

    /// Whose it is.
    pub fn name(self) -> Option<String> {
        let workspace = self.state.workspace.of(Board::KINDS);
        self.whose.get().map(|whose| whose.name(&workspace))
    }

    /// Whether the seat sees all of the timetable.
    pub fn is_whole(self) -> bool {
        let (workspace, seat) = (self.state.workspace.of(Board::KINDS), self.state.seat());
        let view = View { workspace: &workspace, seat: seat.as_ref() };
        self.whose.get().is_none_or(|whose| whose.is_whole(view))
    }

    /// The term to which the week belongs.
    pub fn term(self) -> Term {
        Term::of(self.week.get().thursday())
    }

    /// The month to which it belongs.
    pub fn month(self) -> Month {
        Month::of(self.week.get().thursday())
    }

    /// The week, by its days and its number.
    pub fn called(self) -> String {
        let (i18n, week) = (self.state.i18n, self.week.get());
        let days = format!("{} — {}", week.monday(), week.sunday());
        match self.board.get().and_then(|board| board.number) {
            Some(number) => {
                format!("{days} · {}", t_string!(i18n, timetable.number, number = number.to_string()))
            }
            None => days,
        }
    }

    /// Whether a session is being moved, by its id.
    pub fn moves(self, id: &str) -> bool {
        self.moving.with(|moving| moving.as_ref().is_some_and(|place| place.id == id))
    }

    /// Where a session is drawn: its date and its first minute.
    pub fn drawn(self, block: &Block) -> (Date, i64) {
        self.moving.with(|moving| match moving {
            Some(place) if place.id == block.id => (place.date, place.from),
            _ => (block.date, block.from),
        })
    }

    /// A place so many days and minutes from where a session is drawn now, within what the board shows.
    pub fn beside(self, block: &Block, (days, minutes): (isize, i64)) -> Option<(Date, i64)> {
        let board = self.board.get_untracked()?;
        let (date, from) = untrack(|| self.drawn(block));
        let here = board.days.iter().position(|day| day.date == date)?;
        let last = board.days.len().checked_sub(1)?;
        let there = here.saturating_add_signed(days).min(last);
        let latest = (board.closes - block.minutes).max(board.opens);
        let from = (from + minutes).clamp(board.opens, latest);
        Some((board.days.get(there)?.date, from))
    }

    /// Whether a session can be moved now: not while one is being stored, nor while another waits to be stored or put back, which whoever
    /// tries is told.
    pub fn may_move(self, id: &str) -> bool {
        let (state, i18n) = (self.state, self.state.i18n);
        let waits = self.moving.with_untracked(|moving| {
            let other = moving.as_ref().filter(|place| place.id != id)?;
            self.board.with_untracked(|board| Some(board.as_ref()?.block(&other.id)?.topic.clone()))
        });
        if let Some(topic) = waits.clone() {
            state.toasts.failed(move || t_string!(i18n, timetable.first, topic = topic.clone()).to_string());
        }
        waits.is_none() && !self.saving.get_value()
    }

    /// Draws a session elsewhere, while it is dragged.
    pub fn drag(self, id: &str, (date, from): (Date, i64)) {
        self.moving.set(Some(Place { id: id.to_owned(), date, from, said: None }));
    }

    /// Puts a session down there, and says what is to be thought of. Where it was, nothing is moved.
    pub fn put(self, block: &Block, (date, from): (Date, i64)) {
        if (date, from) == (block.date, block.from) {
            return self.moving.set(None);
        }
        let (workspace, seat) = (self.state.workspace.get_untracked(), self.state.seat_untracked());
        let actor = self.state.actor();
        let hour = |minutes: i64| i8::try_from(minutes).unwrap_or_default();
        let Ok(starts) = jiff::civil::Time::new(hour(from / 60), hour(from % 60), 0, 0) else { return };
        let by = (seat.as_ref(), actor.policy.as_deref());
        let said = moved(&workspace, by, &block.id, (date, starts), actor.now.today).map(Arc::new);
        self.moving.set(Some(Place { id: block.id.clone(), date, from, said: Some(said) }));
    }

    /// What is to be said of the place where a session would be, and whether it can be there.
    pub fn told(self, lang: Lang) -> (Vec<String>, bool) {
        self.moving.with(|moving| match moving.as_ref().and_then(|place| place.said.as_ref()) {
            None => (Vec::new(), false),
            Some(Err(why)) => (vec![why.get(lang).to_owned()], false),
            Some(Ok(moved)) => {
                let told = moved.refused.iter().chain(&moved.tells);
                (told.map(|told| told.get(lang).to_owned()).collect(), moved.refused.is_none())
            }
        })
    }

    /// Stores what is being moved, once, where it can be; whoever did it is offered to take it back. Where it cannot be stored after all, it
    /// lies where it was.
    pub fn save(self) {
        let state = self.state;
        let said = self.moving.with_untracked(|moving| moving.as_ref().and_then(|place| place.said.clone()));
        let Some(Ok(moved)) = said.filter(|said| said.as_ref().is_ok_and(|moved| moved.refused.is_none()))
        else {
            return;
        };
        if self.saving.get_value() || !state.is_whole() {
            return;
        }
        self.saving.set_value(true);
        let over = move || {
            let _ = self.saving.try_set_value(false);
            let _ = self.moving.try_set(None);
        };
        let (workspace, actor) = (state.workspace.get_untracked(), state.actor());
        state.attempt(
            move |store| async move { moved.save(&*store, &workspace, &actor).await },
            move |id| {
                over();
                // What was written carries the number of its entry.
                let written = state.workspace.with_untracked(|workspace| {
                    workspace.table(Kind::Session).get(&id).map(|session| session.revision())
                });
                let done = move || t_string!(state.i18n, timetable.moved).to_owned();
                state.toasts.clear();
                state.toasts.done(done, written.map(|sequence| state.undoing(sequence)));
            },
            move |why| {
                over();
                state.fail(&why);
            },
        );
    }

    /// Why a session does not move; nothing where it does.
    pub fn fixed(self, id: &str) -> Option<String> {
        let (workspace, seat) = (self.state.workspace.get_untracked(), self.state.seat_untracked());
        let record = workspace.find(Kind::Session, id)?;
        fixed(&workspace, seat.as_ref(), &record).map(|why| why.text(self.state.lang().get()).to_owned())
    }
}
