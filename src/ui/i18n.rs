//! The texts of the pages, generated from `locales/` by the build script: a key that a page uses and a language lacks
//! does not compile.

#[allow(warnings, clippy::all, clippy::expect_used, reason = "not ours to mend")]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/i18n.rs"));
}

pub use generated::i18n::*;
