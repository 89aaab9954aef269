//! A batch beside the bank's file, and the returns that follow from it. The file stays in the memory of the page, where it outlives what
//! the page draws anew, until another is chosen.

mod recording;
mod table;

use std::{rc::Rc, sync::Arc};

use leptos::{html, portal::Portal, prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

use self::{
    recording::Recording,
    table::{sums, table},
};
use crate::{
    app::{
        paying,
        reconciled::{self, Finding, Reconciled, Return},
        workspace::RecordView,
    },
    domain::{PaymentBatch, counts, lang::grouped},
    exchange::import::BankFile,
    policy::decision::Text,
    ui::{
        components::{dialog::Dialog, print::print_only, progress_bar::ProgressBar},
        i18n::*,
        state::{State, now},
    },
    worker::files,
};

/// The part of the page that is printed.
const LIST: &str = "reconciled";
/// Beyond so many the page says how many more there are; paper has them all.
const SHOWN: usize = 50;

/// The file that is being compared, and with which batch.
#[derive(Clone)]
enum Stage {
    Choosing,
    Reading { file: String },
    Failed { file: String, why: Text },
    Read { file: String, read: Arc<BankFile> },
}

/// See the module.
#[derive(Clone, Copy)]
pub struct Reconciling(RwSignal<(String, Stage)>);

impl Reconciling {
    /// Begun by the shell.
    pub fn provide() {
        provide_context(Self(RwSignal::new((String::new(), Stage::Choosing))));
    }

    fn of(self, batch: &str) -> Stage {
        self.0.with(|(of, stage)| if of == batch { stage.clone() } else { Stage::Choosing })
    }

    fn set(self, batch: &str, stage: Stage) {
        self.0.set((batch.to_owned(), stage));
    }

    fn is_reading(self, batch: &str) -> bool {
        self.0.with_untracked(|(of, stage)| of == batch && matches!(stage, Stage::Reading { .. }))
    }
}

/// The card, for the organ that pays, from the approval on.
pub fn of_batch(state: State, record: &RecordView<'_>) -> AnyView {
    let batch =
        state.workspace.with_untracked(|workspace| workspace.payment_batches.get(&record.id).cloned());
    let seat = state.seat();
    let theirs = batch.filter(|batch| {
        reconciled::is_with_the_bank(record.state) && paying::hands_out(seat.as_ref(), batch)
    });
    let (Some(batch), Some(reconciling)) = (theirs, use_context::<Reconciling>()) else {
        return ().into_any();
    };
    let card = Card {
        state,
        reconciling,
        batch: StoredValue::new(batch),
        input: NodeRef::new(),
        open: RwSignal::new(false),
    };
    card.view().into_any()
}

#[derive(Clone, Copy)]
struct Card {
    state: State,
    reconciling: Reconciling,
    batch: StoredValue<PaymentBatch>,
    input: NodeRef<html::Input>,
    /// The dialog in which returns are recorded.
    open: RwSignal<bool>,
}

impl Card {
    fn code(self) -> String {
        self.batch.with_value(|batch| batch.code.clone())
    }

    fn compared(self, file: &BankFile) -> Reconciled {
        let workspace = self.state.workspace.get();
        let sheets = self.batch.with_value(|batch| paying::sheets(&workspace, None, batch, now().today));
        reconciled::reconcile(&sheets.transfers, file)
    }

    fn view(self) -> impl IntoView {
        let i18n = self.state.i18n;
        let stage = move || match self.reconciling.of(&self.code()) {
            Stage::Choosing => self.chooser(t_string!(i18n, batch.reconcile_choose)).into_any(),
            Stage::Reading { file } => self.reading(file).into_any(),
            Stage::Failed { file, why } => {
                let why = why.get(self.state.lang().get()).to_owned();
                view! {
                    <p class="message warn" role="alert">
                        {file} " " {why}
                    </p>
                    {self.chooser(t_string!(i18n, batch.reconcile_another))}
                }
                .into_any()
            }
            Stage::Read { file, read } => self.told(file, &read).into_any(),
        };
        view! {
            <section class="card stack sideways">
                <h2>{t!(i18n, batch.reconcile)}</h2>
                <p class="soft">{t!(i18n, batch.reconcile_text)}</p>
                {stage}
            </section>
        }
    }

    fn chooser(self, label: &'static str) -> impl IntoView {
        let choose = move |_| {
            let Some(input) = self.input.get_untracked() else { return };
            let file = input.files().and_then(|files| files.get(0));
            // The same file chosen again, after mending it, is a change too.
            input.set_value("");
            if let Some(file) = file.filter(|_| self.state.is_whole()) {
                self.read(file);
            }
        };
        view! {
            <div class="row">
                <label class="button file">
                    {label}
                    <input
                        type="file"
                        class="visually-hidden"
                        accept=".xlsx,.xls,.et,.csv,.txt"
                        node_ref=self.input
                        on:change=choose
                    />
                </label>
            </div>
        }
    }

    fn reading(self, file: String) -> impl IntoView {
        let i18n = self.state.i18n;
        let label =
            Signal::derive(move || t_string!(i18n, batch.reconcile_reading, file = file.clone()).to_string());
        let cancel = Callback::new(move |()| {
            self.state.interrupt();
            self.reconciling.set(&self.code(), Stage::Choosing);
        });
        view! { <ProgressBar label of=Signal::derive(|| None) on_cancel=cancel /> }
    }

    fn read(self, file: web_sys::File) {
        let Self { state, reconciling, .. } = self;
        let (name, code) = (file.name(), self.code());
        reconciling.set(&code, Stage::Reading { file: name.clone() });
        spawn_local(async move {
            let buffer = JsFuture::from(file.array_buffer()).await;
            // Cancelled meanwhile, or another batch is looked at.
            if !reconciling.is_reading(&code) {
                return;
            }
            let Ok(buffer) = buffer else {
                reconciling.set(&code, Stage::Choosing);
                return state.toasts.failed(move || t_string!(state.i18n, data.unread_file));
            };
            let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
            state.ask_files(files::ReadBankFile { bytes }, move |answer| {
                if reconciling.is_reading(&code) {
                    answered(state, reconciling, (&code, &name), answer);
                }
            });
        });
    }

    fn told(self, file: String, read: &Arc<BankFile>) -> impl IntoView {
        let Self { state, .. } = self;
        let (i18n, lang) = (state.i18n, state.lang().get());
        let compared = self.compared(read);
        let (code, is_paid) = self.batch.with_value(|batch| (batch.code.clone(), batch.paid_on.is_some()));
        let returns = reconciled::returns(&state.workspace.get_untracked(), &state.actor(), &code, &compared);
        let agreed = compared.of(Finding::Agrees).count;
        let lines = lang.counted(compared.rows.len() - agreed, counts::LINES);
        let verdict = match compared.agrees() {
            true => t_string!(i18n, batch.reconcile_agrees).to_owned(),
            false => t_string!(i18n, batch.reconcile_differs, lines = lines).to_string(),
        };
        let left_out = (!read.left_out.is_empty()).then(|| {
            let sheets = lang.list(&read.left_out);
            view! { <p class="soft">{t!(i18n, batch.reconcile_left_out, sheets = sheets)}</p> }
        });
        let hidden = (read.hidden > 0).then(|| {
            let lines = lang.counted(read.hidden, counts::LINES);
            view! { <p class="soft">{t!(i18n, batch.reconcile_hidden, lines = lines)}</p> }
        });
        let waits = !is_paid && compared.of(Finding::SentBack).count > 0;
        let more = compared.rows.len().saturating_sub(SHOWN);
        let more = (more > 0).then(|| {
            let lines = lang.counted(more, counts::LINES);
            view! { <p class="soft">{t!(i18n, batch.reconcile_more, lines = lines)}</p> }
        });
        let shown = compared.rows.get(..SHOWN).unwrap_or(&compared.rows);
        let (summed, listed) = (sums(state, &compared), table(state, shown));
        let title = StoredValue::new(t_string!(i18n, batch.reconcile_file, file = file).to_string());
        let compared = StoredValue::new(compared);
        // As many lines as transfers: made when they are printed.
        let printed = RwSignal::new(false);
        let print = move |_| {
            printed.set(true);
            print_only(
                state,
                format!("{} {}", t_string!(i18n, batch.reconcile), self.code()),
                compared.with_value(|compared| compared.rows.len()),
                LIST,
            );
        };
        let on_paper = move || {
            compared.with_value(|compared| {
                view! {
                    {sums(state, compared)}
                    {table(state, &compared.rows)}
                }
            })
        };
        view! {
            <h3>{title.get_value()}</h3>
            <p class="message" role="status">
                {verdict}
            </p>
            {summed}
            {left_out}
            {hidden}
            <div class="row">
                {self.recording(returns)}
                <button type="button" on:click=print>
                    {t!(i18n, batch.reconcile_print)}
                </button>
                {self.chooser(t_string!(i18n, batch.reconcile_another))}
            </div>
            {waits.then(|| view! { <p class="soft">{t!(i18n, batch.reconcile_not_paid)}</p> })}
            {listed}
            {more}
            <Portal>
                <div id=LIST class="reconciled-list">
                    <Show when=move || printed.get()>
                        <h2>{t!(i18n, batch.reconcile)} " " {self.code()}</h2>
                        <p>{title.get_value()}</p>
                        {state.demo_mark().map(|mark| view! { <p>{mark}</p> })}
                        {on_paper}
                    </Show>
                </div>
            </Portal>
        }
    }

    /// The button that records what came back, and its dialog; nothing where nothing is to be recorded.
    fn recording(self, returns: Vec<Return>) -> Option<impl IntoView> {
        let Self { state, open, .. } = self;
        let i18n = state.i18n;
        let count = returns.len();
        let returns = StoredValue::new_local(Rc::new(returns));
        let title = Signal::derive(move || t_string!(i18n, batch.reconcile_record).to_owned());
        (count > 0).then(|| {
            view! {
                <button type="button" class="primary" on:click=move |_| open.set(true)>
                    {t!(i18n, batch.reconcile_returns, count = grouped(count))}
                </button>
                <Dialog open title>
                    <Recording open returns />
                </Dialog>
            }
        })
    }
}

/// What was read is in the journal before it is shown.
fn answered(
    state: State,
    reconciling: Reconciling,
    (code, file): (&str, &str),
    answer: Result<BankFile, Text>,
) {
    let (code, file) = (code.to_owned(), file.to_owned());
    let read = match answer {
        Ok(read) => Arc::new(read),
        Err(why) => return reconciling.set(&code, Stage::Failed { file, why }),
    };
    let (workspace, actor) = (state.workspace.get_untracked(), state.actor());
    let compared = workspace.payment_batches.get(&code).map(|batch| {
        let sheets = paying::sheets(&workspace, None, batch, actor.now.today);
        reconciled::reconcile(&sheets.transfers, &read)
    });
    let Some(compared) = compared.filter(|_| state.is_whole()) else {
        return reconciling.set(&code, Stage::Choosing);
    };
    let (batch, name, asked) = (code.clone(), file.clone(), code.clone());
    // Whoever has cancelled meanwhile, or asked about another batch, is answered no more.
    state.attempt(
        move |store| async move { reconciled::note(&*store, &actor, (&batch, &name), &compared).await },
        move |_| {
            if reconciling.is_reading(&code) {
                reconciling.set(&code, Stage::Read { file, read });
            }
        },
        move |error| {
            if reconciling.is_reading(&asked) {
                reconciling.set(&asked, Stage::Choosing);
            }
            state.fail(&error);
        },
    );
}
