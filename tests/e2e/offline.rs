//! The program without a network, and a newer one beside it.

use crate::{
    page::{Page, with_page},
    site::{Site, built},
};

impl Page {
    /// Opens the program of a site and waits until the browser keeps it.
    async fn kept_of(&self, site: &Site) {
        self.visit(&site.address).await;
        self.sees("可离线使用：程序已保存").await;
    }

    /// The version of the program that is open.
    async fn version(&self) -> String {
        let version = self.run("return document.documentElement.dataset.version").await;
        version.as_str().expect("a version").to_owned()
    }
}

#[test]
fn the_program_opens_and_works_while_its_server_is_stopped() {
    with_page("offline", |page| async move {
        let site = Site::open();
        let at = |route: &str| format!("{}{route}", site.address);
        page.kept_of(&site).await;
        page.load_demo().await;
        site.stop();
        page.visit(&at("#/")).await;
        page.reload().await;
        page.sees("分月合计").await;
        page.sees("可离线使用：程序已保存").await;
        // What is loaded only when it is used is there too: charts, help, the editor, both workers.
        page.awaits("document.querySelectorAll('.chart svg').length === 3", 20).await;
        page.visit(&at("#/help/begin")).await;
        page.sees("导入").await;
        page.visit(&at("#/policy")).await;
        page.click("tab", "规则脚本").await;
        page.click("button", "subsidy.rhai").await;
        page.waits("textbox", "规则脚本 subsidy.rhai").await;
        page.visit(&at("#/session")).await;
        page.click("button", "导出 Excel").await;
        assert!(page.downloaded(".xlsx").await.starts_with(b"PK"), "a workbook");
        page.forgives("ERR_");
    });
}

/// Plain `http` of another computer's name.
#[test]
fn where_a_browser_keeps_no_program_the_one_file_edition_is_offered() {
    with_page("not_here", |page| async move {
        let none = "Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined })";
        page.before_every_page(none).await;
        page.reload().await;
        page.sees("不能离线使用").await;
        page.click("link", "下载单文件版").await;
        let file = page.downloaded("keqiao.html").await;
        assert_eq!(file.len() as u64, std::fs::metadata(built().join("keqiao.html")).expect("a file").len());
    });
}

#[test]
fn a_newer_version_is_told_and_takes_over_only_where_somebody_says_so() {
    with_page("newer", |page| async move {
        let site = Site::open();
        page.kept_of(&site).await;
        page.load_demo().await;
        let version = page.version().await;
        // Work is open in this tab.
        page.visit(&format!("{}#/task-force/new", site.address)).await;
        page.fill("textbox", "专班名称", "没有保存的专班").await;
        site.release();
        let first = page.another_tab(&site.address).await;
        page.sees("有新版本，刷新后使用").await;
        page.shot("newer").await;
        assert_eq!(page.version().await, version, "the version that is kept");
        page.reload().await;
        page.sees("有新版本，刷新后使用").await;
        assert_eq!(page.version().await, version, "and nothing but that, until somebody says so");

        page.click("button", "刷新").await;
        page.awaits(&format!("document.documentElement.dataset.version !== '{version}'"), 15).await;
        page.ready().await;
        assert!(!page.text().await.contains("有新版本"), "it is in use");
        page.visit(&format!("{}#/help/begin", site.address)).await;
        page.sees("新版的帮助").await;

        // The tab with open work goes on with all of its own version.
        page.switch_to(first).await;
        page.awaits(
            "[...document.querySelectorAll('main input')].some((field) => field.value === '没有保存的专班')",
            5,
        )
        .await;
        assert_eq!(page.version().await, version);
        page.sees("有新版本，刷新后使用").await;
        site.stop();
        page.run("document.querySelector('main').focus(); location.hash = '#/help/begin'").await;
        page.sees("导入").await;
        assert!(!page.text().await.contains("新版的帮助"), "no part of another version");
        page.forgives("ERR_");
    });
}

#[test]
fn edited_rules_are_read_and_a_broken_copy_of_the_program_is_not_kept() {
    with_page("edited", |page| async move {
        let site = Site::open();
        let half = |text: String| format!("{text}\n// Half copied.");
        let whole = |text: String| text.replace("\n// Half copied.", "");
        site.edit("start.js", half);
        page.visit(&site.address).await;
        page.sees("还不能离线使用").await;
        site.edit("start.js", whole);
        page.kept_of(&site).await;
        page.load_demo().await;
        let version = page.version().await;
        // Whoever looks after the site writes a title anew, and reloads.
        site.edit("rules/henan/pack.toml", |text| text.replace("河南省\", en", "中原省\", en"));
        page.visit(&format!("{}#/policy", site.address)).await;
        page.reload().await;
        page.sees("中原省").await;
        site.stop();
        page.reload().await;
        page.sees("中原省").await;

        // Half of a newer version has been copied to the server.
        site.start_again();
        site.release();
        site.edit("start.js", half);
        for _ in 0..2 {
            page.visit(&format!("{}#/", site.address)).await;
            page.reload().await;
            page.sees("可离线使用：程序已保存").await;
            assert_eq!(page.version().await, version);
        }
        assert!(!page.text().await.contains("有新版本"), "it is not whole");
        page.forgives("ERR_");
    });
}
