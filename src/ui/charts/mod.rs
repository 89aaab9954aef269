//! A chart as a component. ECharts is loaded when the first one is drawn; beside it stands a table that says the same, which is what
//! paper and screen readers get, and whoever would rather read.

use js_sys::Reflect;
use leptos::{html, prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

use crate::{
    app::charts::Chart as Bars,
    ui::{i18n::*, state::State},
};

#[wasm_bindgen]
extern "C" {
    /// Set by `start.js`: imports `charts.js`.
    #[wasm_bindgen(js_name = keqiaoCharts, catch)]
    async fn load_charts() -> Result<JsValue, JsValue>;

    type Drawing;
    #[wasm_bindgen(method, catch)]
    fn draw(this: &Drawing, spec: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method)]
    fn close(this: &Drawing);
}

/// A drawing that goes with its page.
struct Drawn(Drawing);

impl Drop for Drawn {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// A card with a chart or, in its place, the table that says the same: `children`, or one made of the chart.
#[component]
pub fn Chart(
    #[prop(into)] title: Signal<String>,
    #[prop(into)] of: Signal<Bars>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let failed = RwSignal::new(false);
    let empty = Signal::derive(move || of.with(|of| of.categories.is_empty()));
    let drawn = Signal::derive(move || state.charts.get() && !failed.get() && !empty.get());
    let table = match children {
        Some(children) => children().into_any(),
        None => view! { <Twin title of /> }.into_any(),
    };
    view! {
        <section class="card chart-card">
            <header class="row">
                <h2>{title}</h2>
                <Show when=move || !empty.get()>
                    <div class="switch no-print" role="group" aria-label=move || t_string!(i18n, charts.shown_as, title = title.get()).to_string()>
                        <button type="button" aria-pressed=move || drawn.get().to_string() on:click=move |_| state.show_charts(true)>
                            {t!(i18n, charts.chart)}
                        </button>
                        <button type="button" aria-pressed=move || (!drawn.get()).to_string() on:click=move |_| state.show_charts(false)>
                            {t!(i18n, charts.table)}
                        </button>
                    </div>
                </Show>
            </header>
            <Show when=move || failed.get()>
                <p class="soft no-print" role="status">
                    {t!(i18n, charts.failed)}
                </p>
            </Show>
            <Show when=move || drawn.get()>
                <Canvas of failed />
            </Show>
            <div class="twin" class:visually-hidden=drawn>
                {table}
            </div>
        </section>
    }
}

/// Where it is drawn; nothing of it is touched once it is gone.
#[component]
fn Canvas(of: Signal<Bars>, failed: RwSignal<bool>) -> impl IntoView {
    let place = NodeRef::<html::Div>::new();
    let drawing = StoredValue::new_local(None::<Drawn>);
    let ready = RwSignal::new(false);
    Effect::new(move |_| {
        let Some(parent) = place.get() else { return };
        spawn_local(async move {
            match make(parent.into()).await {
                Ok(made) if !place.is_disposed() => {
                    drawing.set_value(Some(made));
                    ready.set(true);
                }
                Ok(_) => {}
                Err(_) => {
                    let _ = failed.try_set(true);
                }
            }
        });
    });
    Effect::new(move |_| {
        let spec = of.with(|of| serde_json::to_string(of).unwrap_or_default());
        if ready.get() {
            let drawn = drawing.with_value(|drawn| drawn.as_ref().map(|drawn| drawn.0.draw(&spec)));
            if let Some(Err(_)) = drawn {
                failed.set(true);
            }
        }
    });
    on_cleanup(move || {
        let _ = drawing.try_update_value(Option::take);
    });
    view! { <div class="chart no-print" aria-hidden="true" node_ref=place></div> }
}

async fn make(parent: JsValue) -> Result<Drawn, JsValue> {
    let module = load_charts().await?;
    let open: js_sys::Function = Reflect::get(&module, &"open".into())?.dyn_into()?;
    Ok(Drawn(open.call1(&JsValue::UNDEFINED, &parent)?.unchecked_into()))
}

/// The table that a chart says.
#[component]
fn Twin(title: Signal<String>, of: Signal<Bars>) -> impl IntoView {
    let i18n = State::here().i18n;
    let head = move || {
        let names: Vec<_> = of.with(|of| of.series.iter().map(|series| (series.name, of.unit)).collect());
        let shown = |(name, unit): (&str, &str)| {
            if name == unit { name.to_owned() } else { format!("{name}（{unit}）") }
        };
        names.into_iter().map(|of| view! { <th scope="col" class="number">{shown(of)}</th> }).collect_view()
    };
    let rows = move || {
        let Bars { categories, series, .. } = of.get();
        let row = |(place, name): (usize, String)| {
            let amounts = series.iter().filter_map(|series| series.values.get(place));
            let cells =
                amounts.map(|amount| view! { <td class="number">{amount.text()}</td> }).collect_view();
            view! {
                <tr>
                    <th scope="row">{name}</th>
                    {cells}
                </tr>
            }
        };
        categories.into_iter().enumerate().map(row).collect_view()
    };
    view! {
        <table class="plain">
            <caption class="visually-hidden">{title}</caption>
            <thead>
                <tr>
                    <th scope="col">{t!(i18n, charts.of)}</th>
                    {head}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}
