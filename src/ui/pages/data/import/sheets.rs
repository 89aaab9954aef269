//! What becomes of each sheet of a file, and how its columns are matched by hand.

use leptos::prelude::*;

use crate::{
    domain::{Kind, Label, counts, lang::grouped},
    exchange::import::{Constant, Mapping, Mappings, ReportedColumn, SheetReport},
    ui::{i18n::*, state::State},
};

/// All sheets of the file last read.
#[component]
pub fn Sheets(sheets: Vec<SheetReport>, said: RwSignal<Mappings>, again: Callback<()>) -> impl IntoView {
    let i18n = State::here().i18n;
    let sheets = sheets.into_iter().map(|sheet| view! { <OneSheet sheet said again /> }).collect_view();
    view! {
        <h4>{t!(i18n, data.sheets)}</h4>
        <ul class="plain stack">{sheets}</ul>
    }
}

fn label_of(code: Option<&String>) -> Option<Label> {
    code.and_then(|code| Kind::parse(code)).map(Kind::label)
}

/// One sheet: how it was read, what was not, and the matching of its columns.
#[component]
fn OneSheet(sheet: SheetReport, said: RwSignal<Mappings>, again: Callback<()>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let recognised = sheet.kind.is_some();
    let told = StoredValue::new(sheet.clone());
    let line = move || state.lang().get().statements(told.with_value(|sheet| told_of(state, sheet)));
    let is_odd = !recognised
        || sheet.unchecked > 0
        || sheet.hidden_rows > 0
        || !sheet.unknown.is_empty()
        || !sheet.hidden_columns.is_empty();
    let is_open = !recognised && sheet.mapping.kind.is_none();
    let name = sheet.name.clone();
    view! {
        <li class="stack">
            <div class="row">
                <strong>{name}</strong>
                <span class=if is_odd { "fault" } else { "soft" }>{line}</span>
            </div>
            <details open=is_open>
                <summary>{t!(i18n, data.matching)}</summary>
                <Matching sheet said again />
            </details>
        </li>
    }
}

/// What is said of a sheet, one thing after another.
fn told_of(state: State, sheet: &SheetReport) -> Vec<String> {
    let (i18n, lang) = (state.i18n, state.lang().get());
    let of = |code: Option<&String>| label_of(code).map_or("", |label| label.text(lang));
    let mut told = Vec::new();
    told.push(match (&sheet.kind, &sheet.mapping.kind, sheet.hidden) {
        (Some(_), ..) => t_string!(i18n, data.sheet_read, kind = of(sheet.kind.as_ref())).to_string(),
        (None, Some(code), false) if code.is_empty() => t_string!(i18n, data.sheet_left).to_owned(),
        (None, _, true) => t_string!(i18n, data.sheet_hidden).to_owned(),
        _ => t_string!(i18n, data.sheet_unknown).to_owned(),
    });
    if sheet.kind.is_none() && sheet.likely.is_some() {
        told.push(t_string!(i18n, data.likely, kind = of(sheet.likely.as_ref())).to_string());
    }
    if sheet.titles > 0 {
        told.push(t_string!(i18n, data.titles, count = grouped(sheet.titles)).to_string());
    }
    if sheet.below > 0 {
        told.push(t_string!(i18n, data.below, count = grouped(sheet.below)).to_string());
    }
    if sheet.left > 0 {
        told.push(t_string!(i18n, data.rows_left, rows = lang.counted(sheet.left, counts::ROWS)).to_string());
    }
    if sheet.unchecked > 0 {
        let rows = lang.counted(sheet.unchecked, counts::ROWS);
        told.push(t_string!(i18n, data.unchecked, rows = rows).to_string());
    }
    if sheet.hidden_rows > 0 {
        told.push(t_string!(i18n, data.hidden_rows, count = grouped(sheet.hidden_rows)).to_string());
    }
    if !sheet.hidden_columns.is_empty() {
        let columns = lang.list(&sheet.hidden_columns);
        told.push(t_string!(i18n, data.hidden_columns, columns = columns).to_string());
    }
    if sheet.carried > 0 {
        told.push(t_string!(i18n, data.carried, count = grouped(sheet.carried)).to_string());
    }
    if sheet.formulas > 0 {
        told.push(t_string!(i18n, data.formulas, count = grouped(sheet.formulas)).to_string());
    }
    if let Some((value, what)) = &sheet.spans.first {
        let (value, what) = (value.clone(), what.get(lang).to_owned());
        told.push(
            t_string!(i18n, data.spans, count = grouped(sheet.spans.count), value = value, what = what)
                .to_string(),
        );
    }
    if sheet.covered > 0 {
        told.push(t_string!(i18n, data.covered, count = grouped(sheet.covered)).to_string());
    }
    if sheet.is_wider {
        told.push(t_string!(i18n, data.wider).to_owned());
    }
    told.extend(sheet.turned.iter().map(|turned| turned.get(lang).to_owned()));
    let constants: Vec<_> =
        sheet.constants().map(|(column, value)| format!("{} {value}", column.label.get(lang))).collect();
    if !constants.is_empty() {
        told.push(t_string!(i18n, data.constants, columns = lang.list(&constants)).to_string());
    }
    if !sheet.unknown.is_empty() {
        let columns = lang.list(&sheet.unknown);
        told.push(t_string!(i18n, data.unknown_columns, columns = columns).to_string());
    }
    told
}

/// Says which kind a sheet holds, where each column stands, and what is the same in every row.
#[component]
fn Matching(sheet: SheetReport, said: RwSignal<Mappings>, again: Callback<()>) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let filled = |column: &ReportedColumn| sheet.said(column).unwrap_or_default().to_owned();
    let filled: Vec<_> = sheet.columns.iter().map(filled).collect();
    let SheetReport {
        name,
        shape,
        kind,
        likely,
        hidden,
        hidden_rows,
        hidden_columns,
        headings,
        columns,
        mapping,
        ..
    } = sheet;
    let chosen = mapping.kind.clone().or(kind).or(likely).unwrap_or_default();
    let hides = hidden || hidden_rows > 0 || !hidden_columns.is_empty();
    let wants_hidden = mapping.hidden;
    // What is said now begins with what was said before, and with the kind that is shown.
    let (begun, first) = (shape.clone(), Mapping { kind: Some(chosen.clone()), ..mapping });
    let say = Callback::new(move |change: Box<dyn FnOnce(&mut Mapping)>| {
        said.update(|said| {
            let mapping = said.entry(begun.clone()).or_insert_with(|| first.clone());
            // What names mean, and what rows are, is said of the kind that was recognised.
            mapping.kind = mapping.kind.take().or_else(|| first.kind.clone());
            change(mapping);
        });
    });
    let kinds = Kind::ALL.iter().map(|kind| {
        let label = kind.label();
        let is_it = kind.code() == chosen;
        view! { <option value=kind.code() selected=is_it>{move || label.text(lang.get())}</option> }
    });
    let kinds = kinds.collect_view();
    let choose = move |code: String| {
        say.run(Box::new(move |mapping| {
            // Columns of another kind say nothing.
            *mapping = Mapping { kind: Some(code), hidden: mapping.hidden, ..Mapping::default() };
        }));
        again.run(());
    };
    let none = chosen.is_empty();
    let rows = columns.into_iter().zip(filled).map(|(column, filled)| {
        view! { <OneColumn sheet=name.clone() column filled headings=headings.clone() say /> }
    });
    let rows = rows.collect_view();
    view! {
        <div class="stack">
            <label class="field">
                <span>{t!(i18n, data.which_kind)}</span>
                <select on:change:target=move |event| choose(event.target().value())>
                    <option value="" selected=none>
                        {t!(i18n, data.leave_out)}
                    </option>
                    {kinds}
                </select>
            </label>
            {hides
                .then(|| {
                    view! {
                        <label class="check">
                            <input
                                type="checkbox"
                                prop:checked=wants_hidden
                                on:change:target=move |event| {
                                    let wanted = event.target().checked();
                                    say.run(Box::new(move |mapping| mapping.hidden = wanted));
                                }
                            />
                            {t!(i18n, data.want_hidden)}
                        </label>
                    }
                })}
            <table class="plain">
                <thead>
                    <tr>
                        <th scope="col">{t!(i18n, data.column)}</th>
                        <th scope="col">{t!(i18n, data.heading)}</th>
                        <th scope="col">{t!(i18n, data.samples)}</th>
                        <th scope="col">{t!(i18n, data.constant)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <div class="row">
                <button
                    type="button"
                    on:click=move |_| {
                        say.run(Box::new(|_| {}));
                        again.run(());
                    }
                >
                    {t!(i18n, data.apply)}
                </button>
                <span class="soft">{t!(i18n, data.remembered)}</span>
            </div>
        </div>
    }
}

/// Changes what is said of a sheet.
type Say = Callback<Box<dyn FnOnce(&mut Mapping)>>;

/// Where one column stands, or what is the same in every row.
#[component]
fn OneColumn(
    sheet: String,
    column: ReportedColumn,
    filled: String,
    headings: Vec<String>,
    say: Say,
) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let ReportedColumn { key, label, heading, samples, required, constant, of_sheet } = column;
    let none = heading.is_empty();
    let options = headings.into_iter().map(|name| {
        let is_it = name == heading;
        view! { <option value=name.clone() selected=is_it>{name.clone()}</option> }
    });
    let options = options.collect_view();
    let (labelled, column_key) = (label.clone(), key.clone());
    let choose = move |heading: String| {
        let key = column_key.clone();
        say.run(Box::new(move |mapping| drop(mapping.columns.insert(key, heading))));
    };
    let fill = move |text: String| {
        let (key, sheet) = (key.clone(), of_sheet.then(|| sheet.clone()));
        say.run(Box::new(move |mapping| {
            let constants = match sheet {
                Some(sheet) => mapping.of_sheets.entry(sheet).or_default(),
                None => &mut mapping.constants,
            };
            constants.insert(key, text);
        }));
    };
    view! {
        <tr>
            <th scope="row">{move || label.get(lang.get()).to_owned()} {required.then_some(" *")}</th>
            <td>
                <select
                    aria-label=move || labelled.get(lang.get()).to_owned()
                    on:change:target=move |event| choose(event.target().value())
                >
                    <option value="" selected=none>
                        {t!(i18n, data.not_in_sheet)}
                    </option>
                    {options}
                </select>
            </td>
            <td class="soft">{move || lang.get().list(&samples)}</td>
            <td>
                {constant
                    .map(|constant| {
                        let asked = move || match constant {
                            Constant::Value if of_sheet => t_string!(i18n, data.constant_of_sheet),
                            Constant::Value => t_string!(i18n, data.constant),
                            Constant::Minutes => t_string!(i18n, data.minutes_of_a_lesson),
                        };
                        view! {
                            <input
                                type="text"
                                value=filled
                                aria-label=asked
                                placeholder=move || {
                                    if constant == Constant::Minutes || of_sheet { asked() } else { "" }
                                }
                                on:change:target=move |event| fill(event.target().value())
                            />
                        }
                    })}
            </td>
        </tr>
    }
}
