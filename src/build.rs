//! Generates the module of texts from `zh.json` and `en.json`.
//!
//! This is leptos_i18n's own parser and generator. Its ready-made build crate would do the same, and compile ICU's data
//! exporter and an HTTP client besides.

use std::{env, error::Error, fs, path::Path};

use leptos_i18n_parser::parse_locales::{
    options::{Config, ParseOptions},
    parse_locales,
};

fn main() -> Result<(), Box<dyn Error>> {
    let root = env::var("CARGO_MANIFEST_DIR")?;
    let config = Config::new("zh")?
        .add_locale("en")?
        .locales_path(Path::new("src/ui/locales").to_path_buf())
        .parse_options(ParseOptions::new().interpolate_display(true));
    let parsed = parse_locales(Some(root.into()), config)?;
    for file in parsed.tracked_files.iter().flatten() {
        println!("cargo::rerun-if-changed={file}");
    }
    for warning in parsed.diag.warnings().iter() {
        println!("cargo::error={warning}");
    }
    let code = leptos_i18n_codegen::gen_code(&parsed, None, false, None, false)?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("i18n.rs"), code.to_string())?;
    Ok(())
}
