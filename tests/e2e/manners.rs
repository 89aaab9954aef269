//! What holds on every page: help by its key and by its button, notices that cover nothing, and what Enter does not do.

use crate::page::with_page;

#[test]
fn help_opens_beside_the_page_and_as_a_page_in_both_languages() {
    with_page("help", |page| async move {
        page.load_demo().await;
        page.go("#/inbox").await;
        page.run("document.querySelector('main').focus()").await;
        page.types("?").await;
        page.sees("可能遇到的问题").await;
        page.click("button", "关闭").await;
        // What is typed into a field is no call for help.
        page.go("#/document").await;
        page.fill_and_stay("searchbox", "搜索", "?").await;
        page.ready().await;
        assert!(!page.text().await.contains("可能遇到的问题"), "it is typed");

        page.click("button", "本页帮助").await;
        page.click("link", "打开帮助页").await;
        page.sees("每一种记录有一张表").await;
        page.click("link", "全部帮助").await;
        page.sees("从哪里开始").await;
        page.click("link", "学校经办教师").await;
        page.sees("登记授课").await;
        page.click("button", "English").await;
        page.sees("A few minutes a week").await;
        page.shot("help").await;
    });
}

#[test]
fn what_was_done_is_undone_by_a_key_and_covers_nothing() {
    with_page("undone", |page| async move {
        page.load_demo().await;
        page.sees("已载入演示县").await;
        let beneath = page
            .run("const main = document.querySelector('main').getBoundingClientRect(); const notice = document.querySelector('.toast').getBoundingClientRect(); return notice.top >= main.bottom - 1")
            .await;
        assert_eq!(beneath, true, "the page makes room for it");
        page.run("document.querySelector('main').focus()").await;
        page.control('z').await;
        page.sees("这里还没有数据").await;
    });
}

#[test]
fn enter_in_a_line_goes_to_the_next_and_saves_nothing() {
    with_page("lines", |page| async move {
        page.load_demo().await;
        page.go("#/task-force/new").await;
        page.click("button", "添加一行").await;
        page.click("button", "添加一行").await;
        page.fill_and_stay("textbox", "姓名 1", "何立新\u{E007}").await;
        page.ready().await;
        assert!(!page.text().await.contains("需要改正"), "nothing was to be saved");
        let there = page.run("return document.activeElement.getAttribute('aria-label')").await;
        assert_eq!(there, "姓名 2");
    });
}
