//! Charts, and the tables that stand there in their place.

use crate::page::with_page;

#[test]
fn sums_are_drawn_and_the_table_is_there_for_whoever_would_rather_read() {
    with_page("charts", |page| async move {
        page.load_demo().await;
        page.awaits("document.querySelectorAll('.chart svg').length === 3", 20).await;
        page.shot("charts-overview").await;
        page.sees("按学校类型").await;
        page.run("document.querySelector('.switch button:last-child').click()").await;
        page.awaits("document.querySelectorAll('.chart').length === 0", 5).await;
        page.click("link", "2026-03").await;
        page.sees("条").await;
        page.go("#/subsidy").await;
        page.reload().await;
        page.sees("按支付单位").await;
        assert_eq!(page.run("return document.querySelectorAll('.chart').length").await, 0, "as it was left");
        page.run("document.querySelector('.switch button').click()").await;
        page.awaits("document.querySelectorAll('.chart svg').length === 2", 20).await;
        page.shot("charts-subsidy").await;
    });
}

#[test]
fn a_chart_that_cannot_be_loaded_leaves_its_table_and_says_why() {
    with_page("no_charts", |page| async move {
        let broken = "Object.defineProperty(globalThis, 'keqiaoCharts', { get: () => () => Promise.reject(new Error('gone')), set() {} });";
        page.before_every_page(broken).await;
        page.reload().await;
        page.load_demo().await;
        page.sees("图表组件没有加载成功").await;
        page.click("link", "2026-03").await;
        page.sees("条").await;
    });
}
