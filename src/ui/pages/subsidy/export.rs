//! The list as a spreadsheet and on paper: it holds what people are paid, so the journal keeps what it was needed for.

use std::sync::Arc;

use leptos::{ev, prelude::*};

use crate::{
    app::{
        exports,
        payments::Payment,
        report::{self, Heading},
        scope::{Sight, View},
        unpaid::unpaid,
    },
    domain::{Kind, Label, Localized, Month, Term, counts::PAYMENTS},
    exchange::payment_list::{LeftOut, PaymentList},
    policy::decision::Text,
    ui::{
        components::{
            download::{CSV, XLSX},
            keys,
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

/// What the journal says of a list for which nobody could be asked.
const UNASKED: Label =
    Label::new("由浏览器直接打印，未写明用途", "printed from the browser, what for not said");

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
    // Whether what is being printed stands in the journal.
    let noted = StoredValue::new(false);
    let empty =
        move || payments.with(|payments| payments.as_ref().is_none_or(|payments| payments.is_empty()));
    let ask = move |of: Format| {
        format.set(of);
        told.set(left_out.get_untracked());
        asking.set(true);
    };
    keys::on_key(
        |event| keys::with_control(event, "p") && is_printed(),
        move || {
            if !empty() {
                ask(Format::Paper);
            }
        },
    );
    // What the browser's own menu prints is noted too; nobody could be asked what for.
    let printed = window_event_listener(ev::beforeprint, move |_| {
        if !is_printed() {
            return;
        }
        whole.set(true);
        let found = payments.get_untracked().filter(|payments| !payments.is_empty());
        if let Some((payments, wanted)) = found.zip(wanted.get_untracked())
            && !noted.get_value()
        {
            let left_out = left_out.get_untracked();
            let (list, name) = list(state, &payments, wanted, left_out);
            note(state, (name, list.rows.len(), left_out), (UNASKED.into(), left_out), || {});
        }
    });
    let done = window_event_listener(ev::afterprint, move |_| noted.set_value(false));
    on_cleanup(move || {
        printed.remove();
        done.remove();
    });
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
        hand_out(state, (format.get_untracked(), whole, noted), (&payments, left_out), wanted, reason);
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

/// Whether the list is what is printed: with a dialog of the frame open, its help, that is.
fn is_printed() -> bool {
    document().query_selector(".shell > dialog[open]").ok().flatten().is_none()
}

fn hand_out(
    state: State,
    (format, whole, noted): (Format, RwSignal<bool>, StoredValue<bool>),
    (payments, (left_out, agreed)): (&[Payment], (LeftOut, LeftOut)),
    wanted: Wanted,
    reason: String,
) {
    let lang = state.lang().get_untracked();
    let (list, name) = list(state, payments, wanted, left_out);
    let (mime, file) = match format {
        Format::Xlsx => (XLSX, format!("{name}.xlsx")),
        Format::Csv => (CSV, format!("{name}.csv")),
        Format::Paper => ("", name),
    };
    note(state, (file.clone(), list.rows.len(), left_out), (reason.into(), agreed), move || {
        if format == Format::Paper {
            // Whoever has left the page meanwhile prints another.
            if whole.try_set(true).is_some() {
                return;
            }
            let print = move || {
                noted.try_set_value(true);
                drop(window().print());
            };
            // Once the lines are there.
            request_animation_frame(move || set_timeout(print, std::time::Duration::ZERO));
            return;
        }
        let question = files::Payments { list: Box::new(list), lang, csv: format == Format::Csv };
        let exported = move |name: String| {
            let said = move || t_string!(state.i18n, subsidy.exported, file = name.clone()).to_string();
            state.toasts.done(said, None);
        };
        state.save_file(question, file, mime, exported);
    });
}

/// The list as it is handed out, and what it is called.
fn list(
    state: State,
    payments: &[Payment],
    (term, month): Wanted,
    left_out: LeftOut,
) -> (PaymentList, String) {
    let lang = state.lang().get_untracked();
    let workspace = state.workspace.get_untracked();
    let account = state.account.get_untracked().unwrap_or_default();
    let rulebook = untrack(|| state.rulebook());
    let rules =
        report::rules(&state.shipped.get_untracked(), &workspace, &rulebook, (&account, payments), lang);
    let period = month.map_or_else(|| term.text(lang), |month| month.to_string());
    let seat = state.seat_untracked();
    let view = View { workspace: &workspace, seat: seat.as_ref() };
    let mut sight = Sight::of(view, Kind::BULK);
    let unpaid = unpaid(&workspace, &account, &rulebook, |id, held| {
        let of = Month::of(held.record.date);
        let is_of_it = Term::of(held.record.date) == term && month.is_none_or(|month| month == of);
        is_of_it && sight.sees(id, held)
    });
    let heading = Heading { period, rules, left_out, unpaid, today: state.actor().now.today, lang };
    let list = report::payment_list(view, &account, payments, heading);
    let of = month.map_or_else(|| term.to_string(), |month| month.to_string());
    let name = format!("{}-{of}", list.title);
    (list, name)
}

/// The journal says first what is handed out, and what for.
fn note(
    state: State,
    (file, count, left_out): (String, usize, LeftOut),
    (reason, agreed): (Text, LeftOut),
    then: impl FnOnce() + 'static,
) {
    let (workspace, actor) = (state.workspace.get_untracked(), state.actor());
    state.act(
        move |store| async move {
            let list = (file.as_str(), count, left_out);
            exports::payments(&*store, &workspace, &actor, list, (reason, agreed)).await
        },
        move |_| then(),
    );
}
