//! Where the page looks.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    app::equity::{Equity, Place},
    ui::route::Route,
};

/// What the page shows: a term, and in it a place.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    pub equity: Memo<Arc<Equity>>,
    /// Its number.
    pub place: Memo<usize>,
}

impl Shown {
    /// What is made of the place.
    pub fn with<T>(self, made: impl FnOnce(&Equity, &Place) -> T) -> Option<T> {
        let number = self.place.get();
        self.equity.with(|equity| equity.places.get(number).map(|place| made(equity, place)))
    }

    /// The address of another place in the same term.
    pub fn href(self, place: &str) -> String {
        Route::Equity { term: Some(self.equity.with(|equity| equity.term)), place: Some(place.to_owned()) }
            .href()
    }
}
