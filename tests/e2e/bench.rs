//! `cargo xtask bench`: measures, asserts nothing. Times are of one machine and one run.

use std::time::Duration;

use keqiao::{
    domain::{
        Fields, Kind, Need,
        needs_round::{GradeBand, Subject},
        session::Form,
    },
    exchange,
};

use crate::page::{Page, with_page};

/// Opens the inbox and answers how long its first line took.
pub const INBOX: &str = "const done = arguments[0], begun = performance.now();
    location.hash = '#/inbox';
    (function look() {
      if (document.querySelector('.tasks li')) requestAnimationFrame(() => done(Math.round(performance.now() - begun)));
      else setTimeout(look, 1);
    })();";

/// Files the first draft of the inbox and answers how long it took until the page shows one less.
pub const FILE: &str = "const done = arguments[0], heading = () => [...document.querySelectorAll('h2')].map((h) => h.innerText).join();
    const before = heading(), begun = performance.now();
    [...document.querySelectorAll('.tasks li button')].find((button) => button.innerText.trim() === '填报').click();
    (function look() {
      if (heading() !== before) requestAnimationFrame(() => done(Math.round(performance.now() - begun)));
      else setTimeout(look, 1);
    })();";

/// A workbook of so many needs of the demo's fourth school, for a round.
pub fn drafts(count: usize, round: &str) -> Vec<u8> {
    let need = |number: usize| {
        let need = Need {
            code: format!("N{number:05}"),
            round: round.into(),
            school: "9901220004".into(),
            subject: Subject::ALL[number % Subject::ALL.len()],
            form: Form::Report,
            band: GradeBand::ALL[number % GradeBand::ALL.len()],
            weekdays: Vec::new(),
            sessions: 2,
            weekly: None,
            places: Vec::new(),
            starts: None,
            wishes: Vec::new(),
            note: None,
        };
        serde_json::to_value(need).expect("json")
    };
    let needs = |_: Kind| (0..count).map(need).collect();
    exchange::with_records(&Fields::default(), &[Kind::Need], &needs, jiff::civil::date(2026, 7, 6), None)
        .expect("a workbook")
}

#[test]
#[ignore = "a measurement, run by cargo xtask bench"]
fn speed() {
    with_page("bench", |page| async move {
        page.load_demo().await;
        let mut usable = Vec::new();
        for _ in 0..5 {
            page.go("#/").await;
            page.reload().await;
            page.sees("分月合计").await;
            let mark =
                page.run("return performance.getEntriesByName('keqiao:usable')[0]?.startTime ?? null").await;
            usable.push(mark.as_f64().expect("a mark"));
        }
        usable.sort_by(f64::total_cmp);
        println!("usable overview, demo county stored: {:.0} ms (median of 5)", usable[2]);

        // Twenty thousand sessions are many counties' worth; the same generator makes them.
        page.click("link", "数据").await;
        page.click("button", "清除…").await;
        page.fill("textbox", "输入“清除”以确认", "清除").await;
        page.click("button", "清除全部数据").await;
        page.sees("已清除全部数据").await;
        page.go("?demo=20000#/").await;
        page.click("button", "载入演示县").await;
        for _ in 0..120 {
            tokio::time::sleep(Duration::from_millis(500)).await;
            if page.text().await.contains("分月合计") {
                break;
            }
        }
        page.sees("20,000").await;
        page.go("?demo=20000#/policy").await;
        page.sees("改动的影响").await;
        tokio::time::sleep(Duration::from_secs(3)).await;
        page.run(
            "window.longest = 0; new PerformanceObserver((list) => { for (const task of list.getEntries()) window.longest = \
             Math.max(window.longest, task.duration); }).observe({ entryTypes: ['longtask'] });",
        )
        .await;
        page.fill("textbox", "讲课费：院士", "2000").await;
        for _ in 0..60 {
            tokio::time::sleep(Duration::from_millis(250)).await;
            if page.text().await.contains("共 20,000 个") {
                break;
            }
        }
        let took = page
            .run(
                "const last = (name) => performance.getEntriesByName(name).at(-1).startTime;
                 return Math.round(last('keqiao:compared') - last('keqiao:asked'));",
            )
            .await;
        let longest = page.run("return window.longest").await;
        println!("re-deciding 20,000 sessions in the worker: {took} ms");
        println!("longest task of the page meanwhile: {longest} ms (0: none over 50)");

        // What waits for a seat, among as many records.
        page.go("?demo=20000#/").await;
        page.sees("20,000").await;
        let took = page.wait_for(INBOX).await;
        println!("the inbox, 20,000 sessions stored: {took} ms from the click to its first line");

        // The same of records with a workflow: twenty thousand drafts of one school, all of them its own to file.
        page.sit("演示县杏坞学校", "经办人").await;
        page.opens_first("#/needs-round?state=open").await;
        page.sees("供需缺口").await;
        let round = page.run("return decodeURIComponent(location.hash.split('/').at(-1))").await;
        page.go("#/data").await;
        page.upload(&drafts(20_000, round.as_str().expect("an id")), "needs.xlsx").await;
        page.sees("20,000").await;
        page.click("button", "导入").await;
        page.sees("已导入").await;
        page.go("#/data").await;
        page.ready().await;
        let took = page.wait_for(INBOX).await;
        println!("the inbox of a seat with 20,000 drafts: {took} ms from the click to its first line");

        let took = page.wait_for(FILE).await;
        println!("filing one of 20,000 drafts, from the click to its new state on the page: {took} ms");
        // The drafts are the school's own, who sits here; all sessions are the county's to see.
        page.go("?demo=20000#/need").await;
        scroll(&page, "drafts").await;
        page.sit("演示县教育局", "经办人").await;
        page.go("?demo=20000#/session").await;
        scroll(&page, "sessions").await;
    });
}

/// A hand on the wheel for four seconds: about 20 lines a frame, through all of them and back.
async fn scroll(page: &Page, kind: &str) {
    page.sees("共 20,00").await;
    page.ready().await;
    let frames = page
        .wait_for(
            "const done = arguments[0], grid = document.querySelector('[role=grid]'), times = [];
                 let last = performance.now(), step = 720;
                 requestAnimationFrame(function frame(now) {
                   times.push(now - last);
                   last = now;
                   if (grid.scrollTop + grid.clientHeight >= grid.scrollHeight) step = -720;
                   grid.scrollTop += step;
                   if (times.length < 240) requestAnimationFrame(frame);
                   else done(times.slice(1).sort((a, b) => a - b));
                 });",
        )
        .await;
    let frames: Vec<f64> =
        frames.as_array().into_iter().flatten().filter_map(serde_json::Value::as_f64).collect();
    println!(
        "scrolling 20,000 {kind}, a frame: median {:.1} ms, 95 of 100 within {:.1} ms, longest {:.1} ms",
        frames[frames.len() / 2],
        frames[frames.len() * 95 / 100],
        frames[frames.len() - 1]
    );
}
