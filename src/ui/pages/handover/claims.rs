//! 待签发: desks below, and of this office, whose keys nobody has certified yet.

use leptos::prelude::*;

use crate::{
    app::handover::certifying,
    domain::{counts, seal::fingerprint},
    ui::{i18n::*, state::State},
    worker::handover::Certify,
};

/// The card; nothing where nobody claims anything.
#[component]
pub fn Claims() -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let claims = Memo::new(move |_| {
        let workspace = state.workspace.get();
        let unit = workspace.settings.office.as_ref().map(|office| office.unit.clone());
        unit.map(|unit| certifying::claims(&workspace, &unit)).unwrap_or_default()
    });
    let busy = RwSignal::new(false);
    let may = Memo::new(move |_| {
        let workspace = state.workspace.get();
        state.seat().is_some_and(|seat| certifying::may_certify(&workspace, &seat))
    });
    let certify = move |_| {
        let Some(by) = state.by().filter(|_| !busy.get_untracked()) else { return };
        busy.set(true);
        let codes = claims.get_untracked().into_iter().map(|claim| claim.code).collect();
        state.ask_handover(Certify { by, claims: codes }, move |answer| {
            let _ = busy.try_set(false);
            state.stored(answer, |state, stored| {
                let text = move || {
                    let desks = state.lang().get().counted(stored.count, counts::DESKS);
                    t_string!(state.i18n, handover.certified, desks = desks).to_string()
                };
                state.toasts.done(text, None);
            });
        });
    };
    let rows = move || {
        let workspace = state.workspace.get();
        let row = |claim: crate::domain::Certificate| {
            let unit = workspace.tree().name(&claim.unit).to_owned();
            let role = claim.role;
            let is_anew = certifying::is_anew(&workspace, &claim);
            let key = claim.key().map(|key| fingerprint(&key, &claim.sealed_to));
            view! {
                <tr>
                    <th scope="row">{unit}</th>
                    <td>
                        {move || role.label().text(lang.get())}
                        {is_anew.then(|| view! { <span class="soft">{t!(i18n, handover.replaces)}</span> })}
                    </td>
                    <td>{claim.person}</td>
                    <td>
                        <code>{key}</code>
                    </td>
                </tr>
            }
        };
        claims.get().into_iter().map(row).collect_view()
    };
    view! {
        <Show when=move || !claims.get().is_empty()>
            <section class="card stack">
                <h2>{t!(i18n, handover.claims_title)}</h2>
                <p>{t!(i18n, handover.claims_text)}</p>
                <table class="plain">
                    <thead>
                        <tr>
                            <th scope="col">{t!(i18n, handover.unit)}</th>
                            <th scope="col">{t!(i18n, handover.desk)}</th>
                            <th scope="col">{t!(i18n, handover.person)}</th>
                            <th scope="col">{t!(i18n, handover.key)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
                <Show
                    when=move || may.get()
                    fallback=move || view! { <p class="message warn">{t!(i18n, handover.not_yet_certified)}</p> }
                >
                    <div class="row">
                        <button type="button" class="primary" disabled=move || busy.get() on:click=certify>
                            {t!(i18n, handover.certify)}
                        </button>
                    </div>
                </Show>
            </section>
        </Show>
    }
}
