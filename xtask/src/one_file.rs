//! `dist/keqiao.html`: the whole program in one file, for a folder, a mail or a USB stick. It opens by a double click.
//!
//! The page is the same page; what it would ask for stands in it, compressed (`public/unpack.js` says how, and unpacks it). The file says
//! that it is of windows-1252, which has a letter for every byte, and so all else in it is ASCII.

use std::{fmt::Write as _, fs, io::Write as _, path::Path};

use anyhow::{Context, Result, bail};
use lzma_rust2::{CheckType, XzOptions, XzWriter};

use crate::build::PROGRAMS;
use crate::shell::{files, root, run, target, through};

/// As large as a mail server takes with its own third on top.
const MOST: usize = 6_000_000;

/// What the workers and the page ask for as text.
const TEXTS: [&str; 8] =
    ["durable.js", "rest.js", "start.js", "keqiao.js", "files.js", "handover.js", "editor.js", "charts.js"];

/// Makes it of what lies in `dist`, with the page's program in one part, and returns its size.
pub fn one_file(dist: &Path, whole_program: &Path) -> Result<usize> {
    let page = fs::read_to_string(dist.join("index.html"))?;
    let (boot, unpack) = (
        script("boot.js", "es5", &[])?,
        script(
            "unpack.js",
            "chrome86",
            &["--bundle", "--define:fetch=keqiaoRead", "--define:ReadableStream=keqiaoStream"],
        )?,
    );
    let style = fs::read_to_string(dist.join("app.css"))?;
    let icon = fs::read_to_string(dist.join("icon.svg"))?;
    let icon = icon.trim().replace('\n', "").replace('#', "%23").replace('"', "'");

    let policy = format!(
        "default-src 'none'; script-src {} {} blob: 'unsafe-eval'; style-src {}; img-src data: blob:; connect-src blob:; worker-src blob:; base-uri 'none'; form-action 'none'",
        allowed(&boot)?,
        allowed(&unpack)?,
        allowed(&style)?,
    );
    let mut page = Page(page);
    page.between("<html", " ", "<html data-one-file ")?;
    page.between("charset=\"utf-8", "\"", "charset=\"windows-1252\"")?;
    page.between("content=\"default-src", "\"", &format!("content=\"{policy}\""))?;
    page.between("<link rel=\"stylesheet\"", ">", &format!("<style>{style}</style>"))?;
    page.between(
        "<link rel=\"icon\"",
        ">",
        &format!("<link rel=\"icon\" href=\"data:image/svg+xml,{icon}\" />"),
    )?;
    page.between("<link rel=\"preload\"", ">", "")?;
    page.between("<script defer", "</script>", "")?;

    let (head, tail) = page.0.split_once("</body>").context("a page ends")?;
    let mut whole = ascii(head).into_bytes();
    let inline = |whole: &mut Vec<u8>, text: &str| {
        whole.extend_from_slice(b"<script>");
        whole.extend_from_slice(text.as_bytes());
        whole.extend_from_slice(b"</script>\n");
    };
    inline(&mut whole, &boot);
    for program in PROGRAMS {
        let name = format!("{program}_bg.wasm");
        let bytes = if program == "keqiao" { fs::read(whole_program) } else { fs::read(dist.join(&name)) }?;
        part(&mut whole, &name, "application/wasm", &bytes)?;
    }
    part(&mut whole, "texts", "application/json", texts(dist)?.as_bytes())?;
    inline(&mut whole, &unpack);
    whole.extend_from_slice(format!("</body>{}", ascii(tail)).as_bytes());
    if whole.len() > MOST {
        bail!("the one-file edition has {} bytes, and {MOST} is the most", whole.len());
    }
    fs::write(dist.join("keqiao.html"), &whole)?;
    Ok(whole.len())
}

/// The page as text, in which every replacement finds what it replaces.
struct Page(String);

impl Page {
    /// Replaces what begins and ends so.
    fn between(&mut self, begins: &str, ends: &str, by: &str) -> Result<()> {
        let from = self.0.find(begins).with_context(|| format!("no {begins} in index.html"))?;
        let after = from + begins.len();
        let to = self.0[after..].find(ends).with_context(|| format!("no end of {begins}"))?;
        self.0.replace_range(from..after + to + ends.len(), by);
        Ok(())
    }
}

/// Letters beyond ASCII as HTML writes them in any encoding.
fn ascii(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    for letter in html.chars() {
        if letter.is_ascii() {
            text.push(letter);
        } else {
            // Writing to a string does not fail.
            let _ = write!(text, "&#{};", u32::from(letter));
        }
    }
    text
}

/// A script of `public/` on few bytes, in ASCII.
fn script(name: &str, language: &str, more: &[&str]) -> Result<String> {
    let into = target().join("web").join(name);
    run(crate::shell::command("esbuild")
        .arg(root().join("public").join(name))
        .args(more)
        .env("NODE_PATH", target().join("tools/npm/node_modules"))
        .args(["--minify", "--charset=ascii", "--log-level=warning"])
        .arg(format!("--target={language}"))
        .arg(format!("--outfile={}", into.display())))?;
    Ok(fs::read_to_string(into)?.trim().to_owned())
}

/// What a policy calls a text that may stand in the page.
fn allowed(text: &str) -> Result<String> {
    let hash = through(
        "process.stdout.write(crypto.createHash('sha256').update(fs.readFileSync(0)).digest('base64'))",
        text.as_bytes(),
    )?;
    Ok(format!("'sha256-{}'", String::from_utf8(hash)?))
}

/// The texts as one JSON object by their paths, so that they are compressed together.
fn texts(dist: &Path) -> Result<String> {
    let mut paths: Vec<_> = TEXTS.iter().map(|name| dist.join(name)).collect();
    paths.extend(files(&dist.join("help"))?);
    paths.extend(files(&dist.join("rules"))?);
    let mut json = String::new();
    for path in paths {
        let name = path.strip_prefix(dist)?.to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(&path)?;
        let comma = if json.is_empty() { '{' } else { ',' };
        let _ = write!(json, "{comma}{}:{}", quoted(&name), quoted(&text));
    }
    Ok(json + "}")
}

fn quoted(text: &str) -> String {
    let mut json = String::from('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => json.extend(['\\', letter]),
            letter if letter < ' ' => {
                let _ = write!(json, "\\u{:04x}", u32::from(letter));
            }
            letter => json.push(letter),
        }
    }
    json + "\""
}

/// A part of the program: compressed, and every byte as its letter of windows-1252. Behind a `=`, 64 higher, stands what HTML would
/// change or end at.
fn part(whole: &mut Vec<u8>, name: &str, kind: &str, bytes: &[u8]) -> Result<()> {
    // A quarter smaller than gzip at its best. WebAssembly has no words of two or four bytes.
    let mut options = XzOptions::with_preset(9);
    options.lzma_options.pb = 0;
    options.lzma_options.dict_size = 1 << 23;
    options.set_check_sum_type(CheckType::Crc32);
    let mut packing = XzWriter::new(Vec::new(), options)?;
    packing.write_all(bytes)?;
    let packed = packing.finish()?;
    let opening = format!("<script type=\"text/plain\" data-part=\"{name}\" data-type=\"{kind}\">");
    whole.extend_from_slice(opening.as_bytes());
    for byte in packed {
        match byte {
            0 | b'\r' | b'<' | b'=' => whole.extend([b'=', byte + 64]),
            byte => whole.push(byte),
        }
    }
    whole.extend_from_slice(b"</script>\n");
    Ok(())
}
