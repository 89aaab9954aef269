//! `cargo xtask bench`: a province's 200,000 sessions that carry three steps each, and 20,000 records waiting for one
//! seat. Measures, asserts nothing.

use std::time::{Duration, Instant};

use crate::{
    bench::{FILE, INBOX, drafts},
    memory,
    page::{Page, with_page},
};

/// Follows a link and answers how long it took until the page has what a selector finds, in the frame that shows it.
fn opening(route: &str, selector: &str) -> String {
    format!(
        "const done = arguments[0], begun = performance.now();
         const watch = new MutationObserver(() => {{
           if (!document.querySelector(`{selector}`)) return;
           watch.disconnect();
           requestAnimationFrame(() => done(Math.round(performance.now() - begun)));
         }});
         watch.observe(document.body, {{ subtree: true, childList: true }});
         location.hash = '{route}';"
    )
}

/// Changes the note of the form that is open, saves, and answers how long it took until the record's page shows it.
const SAVE: &str = "const done = arguments[0], note = document.querySelector('form textarea');
    note.value = 'noted at ' + Date.now();
    note.dispatchEvent(new Event('input', { bubbles: true }));
    setTimeout(() => {
      const begun = performance.now();
      document.querySelector('form button[type=submit]').click();
      (function look() {
        const shown = !document.querySelector('form') && document.querySelector('main').innerText.includes(note.value);
        if (shown) requestAnimationFrame(() => done(Math.round(performance.now() - begun)));
        else setTimeout(look, 1);
      })();
    }, 500);";

/// Types a word into the search of the table that is open, and answers how long it took until the lines are others.
const SEARCH: &str = "const done = arguments[0], field = document.querySelector('.filters input[type=search]');
    const count = () => document.querySelector('.grid .foot').innerText, before = count(), begun = performance.now();
    field.value = '月球';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    (function look() {
      if (count() !== before) requestAnimationFrame(() => done(Math.round(performance.now() - begun)));
      else setTimeout(look, 1);
    })();";

/// The longest task of the page from now on.
const WATCH: &str =
    "window.longest = 0; new PerformanceObserver((list) => { for (const task of list.getEntries())
    window.longest = Math.max(window.longest, task.duration); }).observe({ entryTypes: ['longtask'] });";

#[test]
#[ignore = "a measurement, run by cargo xtask bench"]
fn province() {
    with_page("province", |page| async move {
        page.patience_for_scripts(Duration::from_secs(120)).await;
        page.go("?demo=200000#/").await;
        let begun = Instant::now();
        page.click("button", "载入演示县").await;
        page.awaits("document.querySelector('.toasts')?.innerText.includes('200,000')", 1_800).await;
        println!("generating and storing 200,000 sessions, in parts: {} s", begun.elapsed().as_secs());
        decided(&page).await;
        println!("and deciding them: {} s", begun.elapsed().as_secs());

        page.sit("演示县杏坞学校", "经办人").await;
        page.opens_first("#/needs-round?state=open").await;
        page.sees("供需缺口").await;
        let round = page.run("return decodeURIComponent(location.hash.split('/').at(-1))").await;
        page.go("#/data").await;
        page.reload().await;
        page.awaits("document.querySelector('input[type=file]')", 60).await;
        decided(&page).await;
        let begun = Instant::now();
        page.upload(&drafts(20_000, round.as_str().expect("an id")), "needs.xlsx").await;
        page.awaits("document.querySelector('main').innerText.includes('导入 20,000')", 300).await;
        println!("an import of 20,000: read and checked in {:.1} s", begun.elapsed().as_secs_f64());
        let begun = Instant::now();
        page.click("button", "导入 20,000").await;
        page.awaits("document.querySelector('.toasts')?.innerText.includes('已导入')", 300).await;
        println!("an import of 20,000: stored in {:.1} s", begun.elapsed().as_secs_f64());
        println!("memory after the import: {}", memory::now(&page).await);
        println!("the renderer while importing, at its peak: {} MB", memory::peak(&page));

        page.go("#/inbox").await;
        page.reload().await;
        let open = page.awaits("performance.getEntriesByName('keqiao:open')[0]?.startTime", 120).await;
        let usable = decided(&page).await;
        println!("opening: page usable after {open:.0} ms, everything read and decided after {usable:.0} ms");
        println!("memory, everything open: {}", memory::now(&page).await);

        page.run(WATCH).await;
        page.go("#/data").await;
        let took = page.wait_for(INBOX).await;
        println!("the inbox with 20,000 records, from the click to its first line: {took} ms");
        for _ in 0..3 {
            let took = page.wait_for(FILE).await;
            println!("filing one of them, from the click to its new state on the page: {took} ms");
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
        // Of the page before, the data page, nothing is found by these.
        for (route, selector) in [
            ("#/", "main a[href*='f.date=2026']"),
            ("#/session", "[role=grid] [role=row] [role=gridcell]"),
            ("#/need", "[role=grid] [role=row] [role=gridcell]"),
        ] {
            for time in ["first", "again"] {
                page.go("#/data").await;
                tokio::time::sleep(Duration::from_secs(1)).await;
                let took = page.wait_for(&opening(route, selector)).await;
                println!("opening {route}, {time}: {took} ms");
            }
        }
        page.go("#/session").await;
        page.awaits("document.querySelector('[role=grid] [role=gridcell]')", 30).await;
        tokio::time::sleep(Duration::from_secs(3)).await;
        println!("a word in the search of 200,000 sessions: {} ms", page.wait_for(SEARCH).await);
        for number in 7..12 {
            page.go(&format!("#/need/N{number:05}/edit")).await;
            page.awaits("document.querySelector('form textarea')", 30).await;
            let took = page.wait_for(SAVE).await;
            println!("saving an edit of a record, from the click to its page: {took} ms");
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
        println!("longest task of the page meanwhile: {} ms", page.run("return window.longest").await);

        keystroke(&page).await;
        println!("memory at the end: {}", memory::now(&page).await);
        println!("the renderer at its peak: {} MB", memory::peak(&page));
    });
}

/// A letter typed into a script, and what follows at the pause.
async fn keystroke(page: &Page) {
    let compared = "performance.getEntriesByName('keqiao:compared').at(-1)?.startTime";
    // Rules are for the organs.
    page.sit("演示县教育局", "经办人").await;
    page.go("#/policy").await;
    page.click("tab", "规则脚本").await;
    page.click("button", "subsidy.rhai").await;
    page.click("button", "在本包中改写").await;
    page.awaits(compared, 120).await;
    page.run("performance.clearMarks()").await;
    page.run(WATCH).await;
    page.click("textbox", "规则脚本 subsidy.rhai").await;
    page.control('\u{E010}').await;
    page.types(" ").await;
    let took = page
        .awaits(&format!("{compared} - performance.getEntriesByName('keqiao:paused')[0]?.startTime"), 120)
        .await;
    println!("a letter in a script: tried and all sessions compared {took:.0} ms after the pause");
    println!("longest task of the page meanwhile: {} ms", page.run("return window.longest").await);
}

/// Waits for the account; answers when it was there, in milliseconds of the page.
async fn decided(page: &Page) -> f64 {
    page.awaits("performance.getEntriesByName('keqiao:usable').at(-1)?.startTime", 600).await
}
