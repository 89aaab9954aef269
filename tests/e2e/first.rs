//! What is loaded first, and what after it (`cargo xtask first`).

use std::{collections::BTreeSet, env, fs};

use crate::page::{Page, with_pages};

const COUNTY: &str = "中牟县教育局";

/// What somebody may begin with runs in the part of the program that is loaded first; the rest comes behind it.
#[test]
fn what_somebody_may_begin_with_needs_nothing_of_the_rest() {
    with_pages("first", |[visitor, office]| async move {
        at_work(&office).await;
        for page in [&visitor, &office] {
            // As if it took for ever to come.
            page.before_every_page(
                "const [answers, open] = [window.fetch, XMLHttpRequest.prototype.open];
                 window.held = true;
                 window.wanted = 0;
                 window.fetch = (what, how) => `${what}`.includes('rest_bg') ? new Promise((_, lost) => {
                     const lose = setInterval(() => window.held || (clearInterval(lose), lost(new Error('lost'))), 100);
                 }) : answers(what, how);
                 XMLHttpRequest.prototype.open = function (...all) { window.wanted += 1; return open.apply(this, all); };",
            )
            .await;
            page.reload().await;
        }
        visitor.load_demo().await;
        for page in [&visitor, &office] {
            begins(page).await;
            let wanted = page.run("return window.wanted").await;
            assert_eq!(wanted, 0, "record what runs first: cargo xtask first");
            waits(page).await;
        }

        // A page that needs the rest says that it is coming; where it cannot be had, that is said too, and it is tried again.
        visitor.go("#/school").await;
        visitor.sees("正在打开").await;
        visitor.run("window.held = false").await;
        visitor.sees("本页的程序没有加载成功").await;
        visitor.shot("rest-missing").await;
        // Where something of it is called all the same, it is there at once.
        visitor.click("button", "查找").await;
        visitor.awaits("window.wanted", 5).await;
        visitor.types("\u{E00C}").await;
        visitor.forgives("lost");
        visitor.click("button", "重试").await;
        visitor.waits("grid", "学校").await;
    });
}

/// A server was given another version while the page is open, and nothing keeps the old one: its rest is not taken for that of this one.
#[test]
fn the_rest_of_another_version_is_refused() {
    with_pages("other-rest", |[visitor, clerk]| async move {
        // The answer has a name of its own in it, by which both parts find each other; here another.
        let other = "const read = (bytes) => { const at = bytes.findIndex((_, place) =>
               bytes[place] === 17 && bytes[place + 1] === 109 && bytes[place + 18] === 2);
             bytes[at + 2] = bytes[at + 2] === 48 ? 49 : 48; return bytes; };";
        let fetched = "const answers = window.fetch;
             window.fetch = async (what, how) => {
               const answer = await answers(what, how);
               if (!`${what}`.includes('rest_bg')) return answer;
               return new Response(read(new Uint8Array(await answer.arrayBuffer())));
             };";
        let at_once = "XMLHttpRequest.prototype.send = () => { throw new WebAssembly.LinkError('lost'); };";
        visitor.before_every_page(&format!("{other}{fetched}{at_once}")).await;
        visitor.reload().await;
        visitor.forgives("LinkError");
        visitor.go("#/school").await;
        // In the page's place, or over it where something of the rest was called at once.
        visitor.sees("程序已有新版本").await;
        assert!(!visitor.text().await.contains("还没有学校"));

        // Where it is called at once and cannot be had, the page says that it cannot go on.
        clerk.load_demo().await;
        clerk.go("#/").await;
        clerk
            .before_every_page(
                "window.fetch = ((answers) => (what, how) => `${what}`.includes('rest_bg') ? new Promise(() => {}) : answers(what, how))(window.fetch);
                 XMLHttpRequest.prototype.send = () => { throw new Error('lost'); };",
            )
            .await;
        clerk.reload().await;
        clerk.ready().await;
        clerk.forgives("lost");
        clerk.click("button", "查找").await;
        clerk.sees("程序没有加载成功").await;
        clerk.shot("rest-lost").await;
    });
}

/// Which functions run: for `cargo xtask first`.
#[test]
#[ignore = "recorded by cargo xtask first"]
fn what_runs_is_recorded() {
    with_pages("recorded", |[visitor, office]| async move {
        let mut ran = BTreeSet::new();
        visitor.load_demo().await;
        at_work(&office).await;
        // The worker that makes the demo has what that needs when it needs it.
        ran.extend(recorded(&visitor, "page").await);
        for page in [&visitor, &office] {
            page.before_every_page("window.held = true;").await;
            page.reload().await;
            begins(page).await;
            ran.extend(recorded(page, "all").await);
            waits(page).await;
            ran.extend(recorded(page, "all").await);
            for (held, text) in [("other", "程序已有新版本"), ("missing", "本页的程序没有加载成功")]
            {
                page.before_every_page(&format!("window.held = '{held}';")).await;
                page.reload().await;
                page.ready().await;
                page.click("link", "交接").await;
                page.sees(text).await;
                page.go("#/").await;
                page.ready().await;
                ran.extend(recorded(page, "all").await);
            }
        }
        assert!(ran.len() > 1_000, "{ran:?}");
        let ran = Vec::from_iter(ran).join("\n");
        fs::write(env::var("KEQIAO_RAN").expect("run by cargo xtask first"), ran).expect("room");
    });
}

/// What is there for whoever opens the program, in both languages.
async fn begins(page: &Page) {
    page.go("#/inbox").await;
    page.ready().await;
    page.reload().await;
    page.ready().await;
    for language in ["English", "中文"] {
        page.click("button", language).await;
        for route in ["#/", "#/inbox"] {
            page.go(route).await;
            page.ready().await;
        }
    }
    // What any moment may bring, and the page's end.
    page.run(
        "for (const event of [
           new PointerEvent('pointerdown'), new KeyboardEvent('keydown', { key: 'Shift' }), new WheelEvent('wheel'),
           new StorageEvent('storage'), new Event('resize'), new FocusEvent('blur'), new FocusEvent('focus'),
           new HashChangeEvent('hashchange'), new Event('beforeunload', { cancelable: true }),
         ]) dispatchEvent(event);",
    )
    .await;
}

/// What is there while a page that needs the rest is waited for.
async fn waits(page: &Page) {
    for route in ["交接", "数据"] {
        page.click("link", route).await;
        page.sees("正在打开").await;
    }
    // A bookmark may lead there.
    page.go("#/school").await;
    page.reload().await;
    page.sees("正在打开").await;
    let wanted = page.run("return window.wanted ?? 0").await;
    assert_eq!(wanted, 0, "record what runs first: cargo xtask first");
    page.go("#/").await;
    page.ready().await;
}

/// An office with records that its desk has signed.
async fn at_work(office: &Page) {
    office.begins_alone(COUNTY).await;
    office.registers_school("4101220001", "中牟县实验小学").await;
}

/// The numbers of the functions that have run in a `page` alone, or in `all` its workers too.
async fn recorded(page: &Page, of: &str) -> Vec<String> {
    let ran = page
        .wait_for(&format!(
            "const done = arguments[0], all = new Set();
             new BroadcastChannel('first page: these').onmessage = ({{ data }}) => data.forEach((name) => all.add(name));
             new BroadcastChannel('first page: which').postMessage('{of}');
             setTimeout(() => done([...all].map((name) => name.slice(3)).join('\\n')), 3000);",
        ))
        .await;
    ran.as_str().expect("numbers").lines().map(str::to_owned).collect()
}
