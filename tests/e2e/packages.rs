//! `cargo xtask bench`: a package of two thousand records is made, opened and taken over, and again on a computer four times as slow. Asserts
//! nothing.

use std::{
    process::{Child, Command, Stdio},
    time::Duration,
};

use crate::page::{Page, with_pages};

const COUNTY: &str = "中牟县教育局";
const SCHOOL: &str = "中牟县实验小学";
const RECORDS: usize = 2_000;

/// How many times as slow the second computer is.
const SLOWER: usize = 4;

/// A table of so many contacts of the school with the county, the first of this number.
fn contacts(first: usize) -> String {
    let rows = (first..first + RECORDS).map(|number| {
        format!(
            "C{number:05},4101220001,410122-edu,2026-06-15,电话,第 {number} 次联系,商定课后服务的时间和场地\n"
        )
    });
    format!("记录编号,记录单位,对方单位,日期,方式,事由,要点\n{}", rows.collect::<String>())
}

impl Page {
    /// Watches for tasks that hold the page up.
    async fn watches_tasks(&self) {
        self.run(
            "window.longest = 0;
             new PerformanceObserver((list) => {
               for (const task of list.getEntries()) window.longest = Math.max(window.longest, task.duration);
             }).observe({ entryTypes: ['longtask'] });",
        )
        .await;
    }

    /// Milliseconds from the press of a button, or the choice of a file, to a text on the page.
    async fn takes_until(&self, begin: &str, text: &str) -> f64 {
        let script = format!(
            "const done = arguments[0];
             let begun = performance.now();
             {begin}
             (function look() {{
               const at = performance.now();
               if (document.body.innerText.includes('{text}')) requestAnimationFrame(() => done(at - begun));
               else setTimeout(look, 5);
             }})();"
        );
        self.wait_for(&script).await.as_f64().expect("milliseconds")
    }
}

fn press(text: &str) -> String {
    format!(
        "[...document.querySelectorAll('button')].find((one) => (one.ariaLabel ?? one.innerText).includes('{text}')).click();"
    )
}

/// A browser on a computer that is slower, for as long as this is kept: its processes share one processor with some that only count.
struct Slowed {
    browser: u32,
    counting: Vec<Child>,
}

impl Slowed {
    fn new(page: &Page) -> Self {
        let browser = page.browser().expect("a process");
        let count = || {
            let mut counting = Command::new("taskset");
            counting.args(["-c", "0", "sh", "-c", "while :; do :; done"]).stdout(Stdio::null());
            counting.spawn().expect("taskset")
        };
        let slowed = Self { browser, counting: (1..SLOWER).map(|_| count()).collect() };
        slowed.stays_on("0");
        slowed
    }

    /// Moves the browser's processes to these processors.
    fn stays_on(&self, processors: &str) {
        let script = format!(
            "move() {{ taskset -acp {processors} $1; for below in $(pgrep -P $1); do move $below; done; }}; move {}",
            self.browser
        );
        let moved = Command::new("sh").args(["-c", &script]).stdout(Stdio::null()).status();
        assert!(moved.expect("a shell").success());
    }
}

impl Drop for Slowed {
    fn drop(&mut self) {
        for counting in &mut self.counting {
            counting.kill().expect("it counts");
            counting.wait().expect("it has ended");
        }
        self.stays_on(&format!("0-{}", std::thread::available_parallelism().expect("processors").get() - 1));
    }
}

#[test]
#[ignore = "a measurement, run by cargo xtask bench"]
fn hand_over() {
    with_pages("packages", |[county, school]| async move {
        for page in [&county, &school] {
            page.patience_for_scripts(Duration::from_secs(60)).await;
        }
        county.begins_alone(COUNTY).await;
        county.registers_school("4101220001", SCHOOL).await;
        county.brings_in(&school, SCHOOL, "王芳").await;
        goes_over(&school, &county, 0, None).await;
        goes_over(&school, &county, RECORDS, Some(Slowed::new)).await;
    });
}

/// What the school has newly recorded goes over to the county.
async fn goes_over(school: &Page, county: &Page, from: usize, slowed: Option<fn(&Page) -> Slowed>) {
    school.go("#/data").await;
    school.upload(contacts(from).as_bytes(), "联系记录.csv").await;
    school.click("button", "导入 2,000 条").await;
    school.sees("已导入").await;
    school.closes_notices().await;

    school.go("#/handover").await;
    school.waits("button", &format!("为“{COUNTY}”生成交接包")).await;
    school.watches_tasks().await;
    let slow = slowed.map(|slowed| slowed(school));
    let sealed = school.takes_until(&press("生成交接包"), "已存到下载文件夹").await;
    let first = school.downloaded(".keqiao").await;
    school.closes_notices().await;
    // What was signed the first time is not signed again.
    let made = school.takes_until(&press("生成交接包"), "已存到下载文件夹").await;
    let longest = school.run("return window.longest").await;
    drop(slow);
    school.downloaded(".keqiao").await;
    school.closes_notices().await;
    let computer = if slowed.is_some() { format!("{SLOWER} times as slow, ") } else { String::new() };
    println!(
        "{computer}a package of 2,000 records ({} KB): signed and made {sealed:.0} ms, made again {made:.0} ms; longest task of the page {longest} ms (0: none over 50)",
        first.len() / 1_000
    );

    county.go("#/handover").await;
    county.sees("选择各单位发来的交接包").await;
    county.watches_tasks().await;
    let script = "window.opened = new Promise((done) => {
        let begun = Infinity;
        document.querySelector('#take-over input[type=file]').addEventListener('change', () => { begun = performance.now(); });
        (function look() {
            const at = performance.now();
            if (document.body.innerText.includes('由该单位有证书的席位签发')) done(at - begun);
            else setTimeout(look, 5);
        })();
    });";
    county.run(script).await;
    let slow = slowed.map(|slowed| slowed(county));
    county.attach("打开收到的文件", &first, "收到.keqiao").await;
    let opened = county.wait_for("window.opened.then(arguments[0]);").await.as_f64().expect("milliseconds");
    let taken = county.takes_until(&press("确认接收"), "已接收").await;
    let longest = county.run("return window.longest").await;
    drop(slow);
    county.closes_notices().await;
    println!(
        "{computer}opened {opened:.0} ms, taken over {taken:.0} ms; longest task of the page {longest} ms"
    );
}
