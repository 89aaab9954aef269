//! What was done here, and undoing it.

use leptos::prelude::*;

use crate::{
    app::{
        backup, erasure, exports,
        handover::{HAND_OVER, incoming},
        journal::{self, Standing},
        personal, reconciled, roll_over,
    },
    domain::{Kind, Lang, counts, lang::grouped},
    store::{self, Entry},
    ui::{components::confirm::Confirm, i18n::*, route::part, state::State},
};

const JOURNAL_LENGTH: usize = 50;

/// The latest entries, newest first.
#[component]
pub fn Journal() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let entries = LocalResource::new(move || {
        let workspace = state.workspace.get();
        // Whoever takes another seat may undo other things.
        state.seat();
        let actor = state.actor();
        async move {
            match state.store() {
                Some(store) => {
                    journal::entries(&*store, &workspace, &actor, JOURNAL_LENGTH).await.unwrap_or_default()
                }
                None => Vec::new(),
            }
        }
    });
    // Of the entries one can be asked about.
    let (asking, asked) = (RwSignal::new(false), RwSignal::new(Undoing::default()));
    let undo = Callback::new(move |undoing: Undoing| {
        if undoing.records > 1 || undoing.decides {
            asked.set(undoing);
            asking.set(true);
        } else {
            state.undoing(undoing.number).run(());
        }
    });
    let about = Signal::derive(move || {
        let Undoing { number, records, decides } = asked.get();
        if decides {
            let exported = state.workspace.get().settings.last_export.clone();
            let exported = exported.map(|export| {
                let when = state.local_time(&export.when);
                t_string!(i18n, policy.exported_before, when = when, file = export.file).to_string()
            });
            let asked = t_string!(i18n, data.undo_policy, number = number).to_string();
            return format!("{asked} {}", exported.unwrap_or_default()).trim().to_owned();
        }
        let records = state.lang().get().counted(records, counts::RECORDS);
        t_string!(i18n, data.undo_ask, number = number, records = records).to_string()
    });
    view! {
        <Confirm
            open=asking
            title=Signal::derive(move || t_string!(i18n, common.undo).to_owned())
            about
            on_agreed=move |()| state.undoing(asked.get_untracked().number).run(())
        />
        <section class="card" id=part::JOURNAL>
            <h2>{t!(i18n, data.journal)}</h2>
            {move || {
                let entries = entries.get().unwrap_or_default();
                if entries.is_empty() {
                    return view! { <p class="soft">{t!(i18n, data.journal_empty)}</p> }.into_any();
                }
                let row = |(entry, standing)| journal_row(state, entry, standing, undo);
                let rows = entries.into_iter().map(row).collect_view();
                view! {
                    <table class="plain">
                        <thead>
                            <tr>
                                <th scope="col" class="number">{t!(i18n, data.sequence)}</th>
                                <th scope="col">{t!(i18n, data.when)}</th>
                                <th scope="col">{t!(i18n, data.seat)}</th>
                                <th scope="col">{t!(i18n, data.operation)}</th>
                                <th scope="col" class="number">{t!(i18n, data.count)}</th>
                                <th scope="col">{t!(i18n, data.note)}</th>
                                <th scope="col">
                                    <span class="visually-hidden">{t!(i18n, common.undo)}</span>
                                </th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                }
                    .into_any()
            }}
        </section>
    }
}

/// An entry that is to be undone.
#[derive(Debug, Clone, Copy, Default)]
struct Undoing {
    number: u64,
    /// How many it wrote.
    records: u32,
    /// It put a policy in force, so that undoing it changes what is paid.
    decides: bool,
}

fn journal_row(state: State, entry: Entry, standing: Standing, undo: Callback<Undoing>) -> impl IntoView {
    let i18n = state.i18n;
    let lang = state.lang();
    let verb = entry.operation.verb.clone();
    let word = move || match verb.as_str() {
        "import" => t_string!(i18n, data.verb_import),
        "demo" => t_string!(i18n, data.verb_demo),
        "save-policy" => t_string!(i18n, data.verb_save_policy),
        "put-in-force" => t_string!(i18n, data.verb_put_in_force),
        "undo" => t_string!(i18n, data.verb_undo),
        reconciled::RECONCILE => t_string!(i18n, batch.verb_reconcile),
        exports::EXPORT => t_string!(i18n, data.verb_export),
        backup::BACKUP => t_string!(i18n, backup.verb_make),
        backup::RESTORE => t_string!(i18n, backup.restore),
        incoming::TAKE_OVER => t_string!(i18n, handover.verb_take_over),
        HAND_OVER => t_string!(i18n, handover.verb_hand_over),
        "join" => t_string!(i18n, handover.verb_join),
        "adopt" => t_string!(i18n, handover.verb_adopt),
        "hand-on" => t_string!(i18n, handover.verb_hand_on),
        "claim" => t_string!(i18n, handover.verb_claim),
        "certify" => t_string!(i18n, handover.verb_certify),
        "invite" => t_string!(i18n, handover.verb_invite),
        "seal" => t_string!(i18n, handover.verb_seal),
        "switch-pack" => t_string!(i18n, data.verb_switch),
        "seat" | "desk" => t_string!(i18n, data.verb_seat),
        store::UPGRADE => t_string!(i18n, data.verb_upgrade),
        store::UNREADABLE => t_string!(i18n, data.verb_unreadable),
        "add" => t_string!(i18n, data.verb_add),
        "edit" => t_string!(i18n, data.verb_edit),
        roll_over::ROLL_OVER => t_string!(i18n, roll_over.title),
        personal::EXPORT => t_string!(i18n, data.verb_export_personal),
        verb if verb.starts_with(erasure::ERASURE) => t_string!(i18n, data.verb_erase),
        verb if verb.starts_with(personal::REVEAL) => t_string!(i18n, data.verb_reveal),
        verb if verb.starts_with("move:") && verb.ends_with(":undo") => t_string!(i18n, data.verb_take_back),
        verb if verb.starts_with("move:") => move_label(verb, lang.get()),
        _ => t_string!(i18n, data.verb_settings),
    };
    let wrote =
        Undoing { number: entry.sequence, records: entry.count, decides: journal::decides_policy(&entry) };
    let operation = entry.operation.clone();
    let records = grouped(entry.operation.handed_out.unwrap_or_else(|| journal::records(&entry)));
    let note = match operation.undoes {
        Some(number) => view! { {t!(i18n, data.undid, number = number)} }.into_any(),
        None => (move || operation.said(lang.get()).to_owned()).into_any(),
    };
    let action = match standing {
        Standing::Undoable => view! {
            <button type="button" class="plain" on:click=move |_| undo.run(wrote)>
                {t!(i18n, common.undo)}
            </button>
        }
        .into_any(),
        Standing::Undone => view! { <span class="soft">{t!(i18n, data.undone)}</span> }.into_any(),
        Standing::Others => view! { <span class="soft">{t!(i18n, data.of_others)}</span> }.into_any(),
        Standing::Changed => view! { <span class="soft">{t!(i18n, data.changed_since)}</span> }.into_any(),
        Standing::Final => ().into_any(),
    };
    view! {
        <tr>
            <td class="number">{entry.sequence}</td>
            <td class="date">{state.local_time(&entry.operation.when)}</td>
            <td>{entry.operation.seat_name}</td>
            <th scope="row">{word}</th>
            <td class="number">{records}</td>
            <td>{note}</td>
            <td class="date">{action}</td>
        </tr>
    }
}

/// What a transition is called: `move:dispatch:acknowledge` by the workflow of dispatches.
fn move_label(verb: &str, lang: Lang) -> &'static str {
    let mut parts = verb.split(':').skip(1);
    let kind = parts.next().and_then(store::kind_of);
    let verb = parts.next().unwrap_or_default();
    let found = kind
        .and_then(Kind::workflow)
        .and_then(|workflow| workflow.transitions.iter().find(|transition| transition.verb == verb));
    found.map_or("—", |transition| transition.label.text(lang))
}
