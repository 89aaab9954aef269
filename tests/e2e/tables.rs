//! Tables of records: filters that mean the same in every language, and a table that comes back as it was left.

use std::{io::Cursor, time::Duration};

use calamine::{Reader, Xlsx};
use serde_json::Value;

use crate::page::{Page, with_page};

impl Page {
    async fn rows(&self) -> Value {
        self.run("return document.querySelector('[role=grid]')?.getAttribute('aria-rowcount')").await
    }

    /// Until a condition holds.
    async fn until(&self, condition: &str) {
        for _ in 0..100 {
            if self.run(&format!("return {condition}")).await == true {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("never: {condition}");
    }

    async fn address(&self) -> String {
        self.run("return location.hash").await.as_str().unwrap_or_default().to_owned()
    }
}

#[test]
fn a_filter_chosen_in_chinese_is_the_same_in_english_and_an_old_address_still_works() {
    with_page("filters", |page| async move {
        page.load_demo().await;
        page.go("#/school").await;
        page.sees("共 60 条").await;
        page.choose("农村学校", "是").await;
        page.until("location.hash.includes('f.rural=true')").await;
        let rural = page.rows().await;
        assert_ne!(rural, "61", "it finds fewer than all");
        // What it shows is exported, unless everything is wanted.
        page.click("button", "导出 Excel").await;
        page.sees("按当前筛选").await;
        page.click("button", "导出 Excel").await;
        let book = page.downloaded(".xlsx").await;
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(book)).expect("a workbook");
        let rows = book.worksheet_range("学校").expect("a sheet").height();
        assert_eq!(rural, rows.to_string(), "as many lines as the table, with the heading");

        page.click("button", "English").await;
        page.find("combobox", "Rural").await;
        assert_eq!(page.rows().await, rural);
        let chosen =
            "return [...document.querySelectorAll('.filters option:checked')].map(o => o.textContent)";
        assert!(page.run(chosen).await.to_string().contains("yes"), "its label in the language of the page");

        // Kept before addresses said codes, in the other language.
        page.go("#/school?f.rural=%E6%98%AF").await;
        page.until("location.hash.includes('f.rural=true')").await;
        assert_eq!(page.rows().await, rural);
    });
}

#[test]
fn a_table_comes_back_as_it_was_left() {
    with_page("left", |page| async move {
        page.load_demo().await;
        // What the lines come to is there once they are decided, also where the table was open before.
        page.go("#/session").await;
        page.reload().await;
        page.until("/\\d,\\d{3}\\.\\d\\d/.test(document.querySelector('.grid .foot')?.innerText ?? '')")
            .await;
        page.go("#/school?sort=pupils&order=desc").await;
        page.find("grid", "").await;
        let last = page.rows().await;
        page.run("document.querySelector('[role=grid]').focus()").await;
        // To the end, and there the last line.
        page.types("\u{E010}\u{E007}").await;
        page.until("!!document.querySelector('.trail a')").await;
        page.back().await;
        let active =
            "document.querySelector('[role=grid] [aria-selected=true]')?.getAttribute('aria-rowindex')";
        page.until(&format!("{active} === {last}")).await;
        assert!(
            page.run("return document.querySelector('[role=grid]').scrollTop").await.as_f64() > Some(0.0)
        );

        // The way back from the record leads there too.
        page.run("document.querySelector('[role=grid]').focus()").await;
        page.types("\u{E007}").await;
        page.until("!!document.querySelector('.trail a')").await;
        page.run("document.querySelector('.trail a').click()").await;
        page.until(&format!("{active} === {last}")).await;
        assert!(page.address().await.contains("sort=pupils"));
    });
}
