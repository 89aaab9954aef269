//! The build script: generates the module of texts from `ui/locales/` and the table of pinyin initials.

use std::{env, error::Error, fs, path::Path};

use pinyin::ToPinyinMulti as _;

use leptos_i18n_parser::parse_locales::{
    options::{Config, ParseOptions},
    parse_locales,
};

fn main() -> Result<(), Box<dyn Error>> {
    texts()?;
    initials()
}

/// `zh.json` and `en.json` through leptos_i18n's own parser and generator. Its ready-made build crate would do the same,
/// and compile ICU's data exporter and an HTTP client besides.
fn texts() -> Result<(), Box<dyn Error>> {
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

/// Two bytes a character of U+4E00–U+9FFF: the first letter of its first reading, and another first letter where it has
/// a reading with one. The program carries these 42 KB in place of all readings.
fn initials() -> Result<(), Box<dyn Error>> {
    let mut table = Vec::new();
    for code in 0x4E00..=0x9FFF_u32 {
        let letter = |reading: pinyin::Pinyin| reading.plain().bytes().next().filter(u8::is_ascii_lowercase);
        let readings = char::from_u32(code).and_then(|c| c.to_pinyin_multi());
        let letters: Vec<u8> = readings.into_iter().flatten().filter_map(letter).collect();
        let first = letters.first().copied().unwrap_or(0);
        let other = letters.iter().copied().find(|letter| *letter != first);
        table.extend([first, other.unwrap_or(0)]);
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("initials.bin"), table)?;
    Ok(())
}
