//! 交接: what goes to other offices and comes from them; and before that, whose office this computer is.

mod begin;
mod claims;
mod desk;
mod inviting;
mod opened;
mod package;
mod partners;
mod post;
mod silent;
mod taking;

use leptos::prelude::*;

pub use desk::UnlockDialog;
pub use opened::read_files;

use self::{
    begin::Begin, claims::Claims, desk::DeskCard, inviting::Inviting, partners::PartnersCard, taking::Taking,
};
use crate::{
    policy::decision::Text,
    ui::{components::page_head::PageHead, i18n::*, state::State},
    worker::handover::{Partner, Partners},
};

/// The page.
#[component]
pub fn HandoverPage() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let demo = Memo::new(move |_| state.workspace.settings().demo);
    let office = Memo::new(move |_| state.workspace.settings().office.is_some());
    view! {
        <PageHead title=Signal::derive(move || t_string!(i18n, handover.title).to_owned()) />
        {move || match (demo.get(), office.get()) {
            (true, _) => view! { <p class="message">{t!(i18n, handover.in_demo)}</p> }.into_any(),
            (false, false) => view! { <Begin /> }.into_any(),
            (false, true) => view! { <Office /> }.into_any(),
        }}
    }
}

/// An office at work.
#[component]
fn Office() -> impl IntoView {
    let state = State::here();
    let partners = RwSignal::new(None::<Result<Vec<Partner>, Text>>);
    // Asked again whenever anything was written.
    Effect::new(move |_| {
        state.workspace.get();
        state.ask_handover(Partners {}, move |answer| {
            let _ = partners.try_set(Some(answer));
        });
    });
    view! {
        <DeskCard />
        <Taking />
        <Claims />
        <PartnersCard partners />
        <Inviting partners />
    }
}
