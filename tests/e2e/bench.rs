//! `cargo xtask bench`: measures, asserts nothing. Times are of one machine and one run.

use std::time::Duration;

use crate::page::with_page;

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
            let mark = page
                .run("return performance.getEntriesByName('keqiao:usable')[0]?.startTime ?? null")
                .await;
            usable.push(mark.as_f64().expect("a mark"));
        }
        usable.sort_by(f64::total_cmp);
        println!(
            "usable overview, demo county stored: {:.0} ms (median of 5)",
            usable[2]
        );

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
        page.sees("20000").await;
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
            if page.text().await.contains("共 20000 个") {
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

        // What waits for a desk, among as many records.
        page.go("?demo=20000#/").await;
        page.sees("20000").await;
        let took = page
            .wait_for(
                "const done = arguments[0], begun = performance.now();
                 location.hash = '#/inbox';
                 (function look() {
                   if (document.querySelector('.tasks li')) requestAnimationFrame(() => done(Math.round(performance.now() - begun)));
                   else setTimeout(look, 1);
                 })();",
            )
            .await;
        println!("the inbox, 20,000 sessions stored: {took} ms from the click to its first line");

        // A hand on the wheel for four seconds: about 20 lines a frame, through all of them and back.
        page.go("?demo=20000#/sessions").await;
        page.sees("20000").await;
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
        let frames: Vec<f64> = frames
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(serde_json::Value::as_f64)
            .collect();
        println!(
            "scrolling 20,000 lines, a frame: median {:.1} ms, 95 of 100 within {:.1} ms, longest {:.1} ms",
            frames[frames.len() / 2],
            frames[frames.len() * 95 / 100],
            frames[frames.len() - 1]
        );
    });
}
