//! The run: needs ask, supplies hold or refuse, until nobody has anything left to ask for.
//!
//! Needs come in one after another in standing order. Whoever loses a place asks for the next best; if it has nothing left, the place goes
//! to the first who waits for it at a ceiling. That is one contract for one at each turn, so between two needs coming in the demand side
//! holds just what it would choose of all that nobody has refused it.

use super::{
    bids::{Bid, Bids},
    market::Market,
    outcome::{Outcome, outcome},
    seats::Seats,
    waiting::Waiting,
};

/// A run that can be paused between any two offers, and is given up by dropping it.
#[derive(Debug, Clone)]
pub struct Run<'m> {
    market: &'m Market,
    bids: Bids,
    seats: Seats,
    waiting: Waiting,
    /// The need that comes in next, or is still coming in.
    arriving: u32,
    /// Who has just lost a place.
    loser: Option<u32>,
    offers: u64,
}

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub is_finished: bool,
    /// Needs that have come in.
    pub needs: u32,
    pub of: u32,
    /// Offers made so far.
    pub offers: u64,
}

impl<'m> Run<'m> {
    pub fn new(market: &'m Market) -> Self {
        Self {
            market,
            bids: Bids::new(market),
            seats: Seats::new(market),
            waiting: Waiting::new(market),
            arriving: 0,
            loser: None,
            offers: 0,
        }
    }

    /// Goes on for some turns, of at most one offer each.
    pub fn advance(&mut self, turns: usize) -> Progress {
        let mut is_finished = false;
        for _ in 0..turns {
            if is_finished {
                break;
            }
            is_finished = !self.turn();
        }
        let of = self.market.draft.needs.len() as u32;
        Progress { is_finished, needs: self.arriving, of, offers: self.offers }
    }

    /// Goes on to the end, and says what came of it.
    pub fn finish(mut self) -> Outcome {
        while self.turn() {}
        outcome(self.market, &self.bids, self.offers)
    }

    fn turn(&mut self) -> bool {
        match self.loser.take() {
            Some(need) => self.refill(need),
            None if self.arriving as usize >= self.market.draft.needs.len() => return false,
            None => self.arrive(self.arriving),
        }
        true
    }

    fn arrive(&mut self, need: u32) {
        match (self.bids.next(need), self.waiting.full(self.market, need)) {
            (Some(bid), None) => return self.ask(need, bid),
            (Some(_), Some(node)) => self.waiting.wait(need, node),
            (None, _) => {}
        }
        self.arriving += 1;
    }

    /// Gives away the place that a need has lost: to itself, or to who waits for it.
    fn refill(&mut self, loser: u32) {
        if let Some(bid) = self.bids.next(loser) {
            return self.ask(loser, bid);
        }
        let called = self.waiting.call(self.market, loser, |need| self.bids.next(need).is_some());
        let Some((need, bid)) = called.and_then(|need| Some((need, self.bids.next(need)?))) else { return };
        self.waiting.take(self.market, need);
        self.bids.hold(need, bid.day);
        if self.bids.next(need).is_some()
            && let Some(node) = self.waiting.full(self.market, need)
        {
            self.waiting.wait(need, node);
        }
        self.waiting.settle(self.market, loser);
        self.offer(need, bid);
    }

    fn ask(&mut self, need: u32, bid: Bid) {
        self.waiting.take(self.market, need);
        self.bids.hold(need, bid.day);
        self.offer(need, bid);
    }

    /// Offers a supply a contract that the need counts as held.
    fn offer(&mut self, need: u32, bid: Bid) {
        self.offers += 1;
        let listed = &self.market.listed[bid.entry as usize];
        let key = self.market.key(need, listed, bid.day);
        if let Some((loser, day)) = self.seats.offer(listed.supply, (need, bid.day), key) {
            self.bids.refuse(self.market, loser, day);
            self.waiting.give_back(self.market, loser);
            self.loser = Some(loser);
        }
    }
}
