//! The list as a spreadsheet and on paper: it holds what people are paid, so the journal keeps what it was needed for.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    app::{
        exports,
        payments::Payment,
        report::{self, Heading},
        scope::View,
    },
    domain::{Localized, Month, Term, counts::PAYMENTS},
    exchange::payment_list::LeftOut,
    ui::{
        components::{
            download::{CSV, XLSX},
            page_head::PageHead,
            reason::ReasonDialog,
        },
        i18n::*,
        state::State,
    },
    worker::files,
};

#[derive(Clone, Copy, PartialEq)]
enum Format {
    Xlsx,
    Csv,
    Paper,
}

type Wanted = (Term, Option<Month>);

/// The head of the page with what can be done with the list.
#[component]
pub fn Exports(
    wanted: Memo<Option<Wanted>>,
    payments: Memo<Option<Arc<Vec<Payment>>>>,
    left_out: Memo<LeftOut>,
    /// Whether every line is there, as paper needs it.
    whole: RwSignal<bool>,
) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let asking = RwSignal::new(false);
    let format = RwSignal::new(Format::Xlsx);
    // What whoever hands it out is told that the list leaves out, when they are asked.
    let told = RwSignal::new(LeftOut::default());
    let empty =
        move || payments.with(|payments| payments.as_ref().is_none_or(|payments| payments.is_empty()));
    let ask = move |of: Format| {
        format.set(of);
        told.set(left_out.get_untracked());
        asking.set(true);
    };
    let title = Signal::derive(move || match format.get() {
        Format::Xlsx | Format::Csv => t_string!(i18n, subsidy.hand_out).to_owned(),
        Format::Paper => t_string!(i18n, common.print).to_owned(),
    });
    let about = Signal::derive(move || {
        let count = payments.with(|payments| payments.as_ref().map_or(0, |payments| payments.len()));
        t_string!(i18n, subsidy.export_about, payments = state.lang().get().counted(count, PAYMENTS))
            .to_string()
    });
    let despite = Signal::derive(move || {
        let told = told.get();
        (!told.is_nothing()).then(|| told.text(state.lang().get()))
    });
    let hand_out = move |reason: String| {
        let Some((payments, wanted)) = payments.get_untracked().zip(wanted.get_untracked()) else { return };
        let left_out = (left_out.get_untracked(), told.get_untracked());
        hand_out(state, (format.get_untracked(), whole), (payments, left_out), wanted, reason);
    };
    let button = move |of: Format, class: &'static str, label: AnyView| {
        view! {
            <button type="button" class=class disabled=empty on:click=move |_| ask(of)>
                {label}
            </button>
        }
    };
    view! {
        <div class="no-print">
            <PageHead title=Signal::derive(move || t_string!(i18n, nav.subsidy).to_owned())>
                {button(Format::Xlsx, "primary", t!(i18n, subsidy.export_xlsx).into_any())}
                {button(Format::Csv, "", t!(i18n, subsidy.export_csv).into_any())}
                {button(Format::Paper, "", t!(i18n, subsidy.print).into_any())}
            </PageHead>
            <ReasonDialog
                open=asking
                title
                about
                help=Signal::derive(move || t_string!(i18n, personal.help).to_owned())
                despite
                on_reason=hand_out
            />
        </div>
    }
}

fn hand_out(
    state: State,
    (format, whole): (Format, RwSignal<bool>),
    (payments, (left_out, agreed)): (Arc<Vec<Payment>>, (LeftOut, LeftOut)),
    (term, month): Wanted,
    reason: String,
) {
    let lang = state.lang().get_untracked();
    let (workspace, actor) = (state.workspace.get_untracked(), state.actor());
    let account = state.account.get_untracked().unwrap_or_default();
    let rulebook = untrack(|| state.rulebook());
    let rules = report::rules(&state.shipped.get_untracked(), &workspace, &rulebook, &payments, lang);
    let period = month.map_or_else(|| term.text(lang), |month| month.to_string());
    let heading = Heading { period, rules, left_out, today: actor.now.today, lang };
    let seat = state.seat_untracked();
    let view = View { workspace: &workspace, seat: seat.as_ref() };
    let list = report::payment_list(view, &account, &payments, heading);
    let of = month.map_or_else(|| term.to_string(), |month| month.to_string());
    let (mime, file) = match format {
        Format::Xlsx => (XLSX, format!("{}-{of}.xlsx", list.title)),
        Format::Csv => (CSV, format!("{}-{of}.csv", list.title)),
        Format::Paper => ("", format!("{}-{of}", list.title)),
    };
    let (noted, count) = (file.clone(), list.rows.len());
    state.act(
        move |store| async move {
            let list = (noted.as_str(), count, left_out);
            exports::payments(&*store, &workspace, &actor, list, (&reason, agreed)).await
        },
        move |_| {
            if format == Format::Paper {
                // Whoever has left the page meanwhile prints another.
                if whole.try_set(true).is_some() {
                    return;
                }
                // Once the lines are there.
                request_animation_frame(|| set_timeout(|| drop(window().print()), std::time::Duration::ZERO));
                return;
            }
            let question = files::Payments { list: Box::new(list), lang, csv: format == Format::Csv };
            let exported = move |name: String| {
                state.toasts.done(t_string!(state.i18n, subsidy.exported, file = name).to_string(), None);
            };
            state.save_file(question, file, mime, exported);
        },
    );
}
