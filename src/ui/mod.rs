//! The interface: shell, pages, components. The only place that knows Leptos. It decides nothing: it calls use-cases of
//! `app` and shows what signals hold.

#[expect(
    deprecated,
    reason = "its successor, a build script, compiles ICU's data tooling for nothing we use"
)]
mod texts {
    leptos_i18n::load_locales!();
}
pub(crate) use texts::i18n;

mod components;
