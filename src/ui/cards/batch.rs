//! A payment batch: the list for finance, the slips, and what of it is another sum today.

use leptos::{portal::Portal, prelude::*};

use super::then_and_now::{self, Compared, Comparison};
use crate::{
    app::{
        batched::is_settled,
        batches::{self, Differing, Slip},
        exports, paying, scope,
        workspace::RecordView,
    },
    domain::{Kind, Money, PaymentBatch, counts, field::Attachment, lang::grouped},
    exchange::payment_list::LeftOut,
    ui::{
        components::{download::XLSX, print::print_only, reason::ReasonDialog},
        i18n::*,
        route::Route,
        state::State,
    },
    worker::files,
};

/// The part of the page that is printed.
const SLIPS: &str = "slips";
/// Beyond so many the page says how many more there are.
const SHOWN: usize = 20;

/// The list for finance and the slips, once it was reviewed.
pub fn papers(state: State, record: &RecordView<'_>) -> AnyView {
    let i18n = state.i18n;
    let batch = state.workspace.with_untracked(|workspace| {
        let held = workspace.payment_batches.held().get(&record.id)?;
        is_settled(held).then(|| held.record.clone())
    });
    let Some(batch) = batch else { return ().into_any() };
    let seat = state.seat();
    let tells = state
        .workspace
        .with_untracked(|workspace| batches::tells(scope::View { workspace, seat: seat.as_ref() }, &batch));
    let batch = StoredValue::new(batch);
    let open = RwSignal::new(false);
    let count = batch.with_value(|batch| batch.payees.len());
    // As many lines as sessions: made when they are printed.
    let printed = RwSignal::new(false);
    let slips = move || {
        let workspace = state.workspace.get();
        batch.with_value(|batch| {
            let unit = workspace.tree().name(&batch.unit).to_owned();
            let slips = batches::slips(&workspace, batch);
            slips.iter().map(|slip| paper(state, slip, (&batch.code, &batch.month, &unit))).collect_view()
        })
    };
    // The list says what is not paid, which is not known while sessions are being decided.
    let waits = move || state.account.with(Option::is_none);
    let why = move || waits().then(|| t_string!(i18n, common.deciding).to_owned());
    let about = Signal::derive(move || {
        let payments = state.lang().get().counted(count, counts::PAYMENTS);
        t_string!(i18n, subsidy.export_about, payments = payments).to_string()
    });
    view! {
        <button type="button" disabled=waits title=why on:click=move |_| open.set(true)>
            {t!(i18n, subsidy.export_xlsx)}
        </button>
        {tells.then(|| view! {
            <button
                type="button"
                on:click=move |_| {
                    let title = format!("{} {}", t_string!(i18n, batch.slips), batch.with_value(|batch| batch.code.clone()));
                    printed.set(true);
                    print_only(state, title, count, SLIPS);
                }
            >
                {t!(i18n, batch.print_slips)}
            </button>
        })}
        <ReasonDialog
            open
            title=Signal::derive(move || t_string!(i18n, subsidy.hand_out).to_owned())
            about
            help=Signal::derive(move || t_string!(i18n, personal.help).to_owned())
            on_reason=move |reason: String| hand_out(state, &batch.get_value(), reason)
        />
        {accounts(state, batch)}
        <Portal>
            <div id=SLIPS class="slips" lang="zh-CN">
                <Show when=move || printed.get()>{slips}</Show>
            </div>
        </Portal>
    }
    .into_any()
}

/// The sheets with accounts and identity numbers, for the organ that pays alone.
fn accounts(state: State, batch: StoredValue<PaymentBatch>) -> AnyView {
    let i18n = state.i18n;
    let seat = state.seat();
    if !batch.with_value(|batch| paying::hands_out(seat.as_ref(), batch)) {
        return ().into_any();
    }
    let open = RwSignal::new(false);
    let sheets = move || {
        let (today, rulebook) = (state.actor().now.today, untrack(|| state.rulebook()));
        let policy = rulebook.on(today).ok();
        batch.with_value(|batch| {
            paying::sheets(&state.workspace.get_untracked(), policy.as_deref(), batch, today)
        })
    };
    let about = Signal::derive(move || {
        let lang = state.lang().get();
        let sheets = if open.get() { sheets() } else { return String::new() };
        let people = lang.counted(sheets.withheld.len().max(sheets.transfers.len()), counts::INSTRUCTORS);
        let [accounts, documents] = paying::missing(&sheets);
        let (accounts, documents) = (grouped(accounts), grouped(documents));
        t_string!(i18n, batch.accounts_about, people = people, accounts = accounts, documents = documents)
            .to_string()
    });
    let on_reason = move |reason: String| {
        let (workspace, actor, lang) =
            (state.workspace.get_untracked(), state.actor(), state.lang().get_untracked());
        let sheets = sheets();
        let title = t_string!(i18n, batch.accounts_file).to_owned();
        let file = format!("{title}-{}.xlsx", sheets.batch);
        let (name, count) = (file.clone(), sheets.withheld.len().max(sheets.transfers.len()));
        state.act(
            move |store| async move {
                exports::accounts(&*store, &workspace, &actor, (&name, count), &reason).await
            },
            move |_| {
                let question = files::Paying { sheets: Box::new(sheets), lang };
                let exported = move |name: String| {
                    let said =
                        move || t_string!(state.i18n, subsidy.exported, file = name.clone()).to_string();
                    state.toasts.done(said, None);
                };
                state.save_file(question, file, XLSX, exported);
            },
        );
    };
    view! {
        <button type="button" on:click=move |_| open.set(true)>
            {t!(i18n, batch.accounts)}
        </button>
        <ReasonDialog
            open
            title=Signal::derive(move || t_string!(i18n, batch.accounts_title).to_owned())
            about
            help=Signal::derive(move || t_string!(i18n, personal.help).to_owned())
            on_reason
        />
    }
    .into_any()
}

/// The slip of one person, to be printed by whoever has it.
pub fn slip(state: State, record: &RecordView<'_>) -> AnyView {
    let i18n = state.i18n;
    let paid = state.workspace.with_untracked(|workspace| workspace.pay_slips.get(&record.id).cloned());
    let Some(paid) = paid else { return ().into_any() };
    let title = StoredValue::new(record.title.clone());
    let paid = StoredValue::new(paid);
    let printed = move || {
        let workspace = state.workspace.get();
        paid.with_value(|paid| {
            let unit = workspace.tree().name(&paid.unit).to_owned();
            paper(state, &batches::slip(&workspace, paid), (&paid.batch, &paid.month, &unit))
        })
    };
    view! {
        <button type="button" on:click=move |_| print_only(state, title.get_value(), 1, SLIPS)>
            {t!(i18n, batch.print_slip)}
        </button>
        <Portal>
            <div id=SLIPS class="slips" lang="zh-CN">
                {printed}
            </div>
        </Portal>
    }
    .into_any()
}

fn hand_out(state: State, batch: &PaymentBatch, reason: String) {
    let (workspace, actor, lang) =
        (state.workspace.get_untracked(), state.actor(), state.lang().get_untracked());
    let Some(account) = state.account.get_untracked() else {
        return state.toasts.failed(move || t_string!(state.i18n, batch.still_deciding).to_owned());
    };
    let rulebook = untrack(|| state.rulebook());
    let list = batches::payment_list(&workspace, (&account, &rulebook), batch, actor.now.today, lang);
    let file = format!("{}-{}.xlsx", list.title, batch.code);
    let (name, count) = (file.clone(), list.rows.len());
    state.act(
        move |store| async move {
            let left_out = LeftOut::default();
            exports::payments(&*store, &workspace, &actor, (&name, count, left_out), (reason, left_out)).await
        },
        move |_| {
            let question = files::Payments { list: Box::new(list), lang, csv: false };
            let exported = move |name: String| {
                let said = move || t_string!(state.i18n, subsidy.exported, file = name.clone()).to_string();
                state.toasts.done(said, None);
            };
            state.save_file(question, file, XLSX, exported);
        },
    );
}

/// What of it is another sum today.
pub fn differing(state: State, record: &RecordView<'_>) -> AnyView {
    let id = record.id.clone();
    let differs = Memo::new(move |_| {
        let account = state.account.get()?;
        Some(batches::differing(&state.workspace.get(), &account, &id))
    });
    let basis = state.workspace.with_untracked(|workspace| {
        workspace.payment_batches.get(&record.id).and_then(|batch| batch.basis.clone())
    });
    let shown = RwSignal::new(None);
    let told = move || {
        let differs = differs.get().filter(|differs| !differs.is_empty())?;
        Some(told(state, &differs, (&basis, shown)))
    };
    view! {
        {told}
        <Comparison shown />
    }
    .into_any()
}

fn told(
    state: State,
    differs: &[Differing],
    (basis, shown): (&Option<Attachment>, RwSignal<Option<Compared>>),
) -> impl IntoView + use<> {
    let i18n = state.i18n;
    let workspace = state.workspace.get_untracked();
    let sessions = state.lang().get().counted(differs.len(), counts::SESSIONS);
    let sum: Money = differs.iter().map(|one| one.now - one.line.amount).sum();
    let waits = differs.iter().any(|one| !one.is_put_right);
    let row = |Differing { line, now, is_put_right }: &Differing| {
        let (session, then) = (&line.session, line.amount);
        let what = match is_put_right {
            true => t_string!(i18n, batch.put_right),
            false => t_string!(i18n, batch.next_batch),
        };
        let known = workspace.find(Kind::Session, session);
        let title = known
            .map_or_else(|| session.to_string(), |known| format!("{} {}", known.text("date"), known.title));
        let compare = then_and_now::button(state, (line.clone(), title.clone()), basis.clone(), shown);
        view! {
            <tr>
                <th scope="row">
                    <a href=Route::of(Kind::Session, session).href()>{title}</a>
                </th>
                <td class="number">{then.to_string()}</td>
                <td class="number">{now.to_string()}</td>
                <td class="number">{(*now - then).to_string()}</td>
                <td>{what}</td>
                <td>{compare}</td>
            </tr>
        }
    };
    let rows = differs.iter().take(SHOWN).map(row).collect_view();
    let more = differs.len().saturating_sub(SHOWN);
    view! {
        <section class="card stack">
            <h2>{t!(i18n, batch.differs)}</h2>
            <p class="message" class:warn=waits>
                {t!(i18n, batch.differs_text, sessions = sessions, sum = sum.to_string())}
            </p>
            <table class="plain">
                <thead>
                    <tr>
                        <th scope="col">{t!(i18n, batch.session)}</th>
                        <th scope="col" class="number">{t!(i18n, batch.then)}</th>
                        <th scope="col" class="number">{t!(i18n, batch.now)}</th>
                        <th scope="col" class="number">{t!(i18n, batch.difference)}</th>
                        <th scope="col">{t!(i18n, batch.becomes)}</th>
                        <td></td>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            {(more > 0).then(|| view! { <p class="soft">{t!(i18n, batch.more, count = grouped(more))}</p> })}
        </section>
    }
}

/// One person's slip, as it is printed: two to a page.
fn paper(state: State, slip: &Slip, (code, month, unit): (&str, &str, &str)) -> impl IntoView + use<> {
    let Slip { name, unit: employer, payee, lines } = slip.clone();
    let rows = lines.into_iter().map(|(day, school, topic, hours, sum)| {
        view! {
            <tr>
                <td>{day.to_string()}</td>
                <td>{school}</td>
                <td>{topic}</td>
                <td class="number">{hours.normalize().to_string()}</td>
                <td class="number">{sum.to_string()}</td>
            </tr>
        }
    });
    let owed = payee.owed.map(|owed| format!("　上批结转应追回 {owed} 元"));
    let again = payee.again.map(|again| format!("　退票重发 {again} 元（个税已在原发放月份扣缴）"));
    let carried = payee.carried.map(|carried| format!("　结转下批应追回 {carried} 元"));
    view! {
        <article class="slip">
            <h3>"科技辅导员补助发放单"</h3>
            {state.demo_mark().map(|mark| view! { <p>{mark}</p> })}
            <p>
                {name} "　" {employer} "　" {month.to_owned()} "　" {payee.payer.clone()} "支付"
            </p>
            <table>
                <thead>
                    <tr>
                        <th>"日期"</th>
                        <th>"学校"</th>
                        <th>"主题"</th>
                        <th class="number">"学时"</th>
                        <th class="number">"税后（元）"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
            <p>
                "实发（税后）" {payee.after_tax.to_string()} " 元　个税 " {payee.tax.to_string()} " 元　税前 "
                {payee.gross.to_string()} " 元" {owed} {carried} {again}
            </p>
            <p class="foot">{unit.to_owned()} "　批次 " {code.to_owned()} "　对学时有异议的，请向编制单位提出。"</p>
        </article>
    }
}
