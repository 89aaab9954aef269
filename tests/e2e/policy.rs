//! Changing the policy in the browser: a rate, a line of the script, and back.

use crate::page::{Page, with_page};

impl Page {
    /// Puts a version in force at the seat to which the pack belongs, and sits down in the county again.
    async fn publishes(&self, version: &str) {
        self.sit("演示省教育厅", "负责人").await;
        self.click("button", &format!("发布施行：{version}")).await;
        self.sees("个用例全部符合").await;
        self.click("button", "发布施行").await;
        self.sees(&format!("{version}自")).await;
        self.sit("演示县教育局", "经办人").await;
    }
}

#[test]
fn a_rate_and_a_script_line_are_changed_seen_kept_and_put_in_force() {
    with_page("change_policy", |page| async move {
        page.load_demo().await;
        // The pack is the province's.
        page.sit("演示省教育厅", "负责人").await;
        page.go("#/policy/none").await;
        page.sees("没有这个政策包").await;
        assert!(!page.has("button", "改由此包执行").await, "nothing to choose");
        page.click("link", "政策").await;
        page.fill("textbox", "讲课费：院士", "99999").await;
        page.sees("99999 不在 0～5000 之间").await;
        page.click("tab", "版本").await;
        page.sees("改正后才能保存").await;
        page.click("button", "保存版本").await;
        page.sees("99999 不在 0～5000 之间").await;
        assert!(!page.has("textbox", "说明").await, "nothing is saved");
        page.fill("textbox", "讲课费：院士", "2000").await;
        page.sees("个课次的结果改变，共 1,500 个").await;

        page.sees("4,000.00").await;
        page.shot("readme").await;

        page.click("tab", "规则脚本").await;
        page.click("button", "subsidy.rhai").await;
        page.click("button", "在本包中改写").await;
        page.click("textbox", "规则脚本 subsidy.rhai").await;
        // At the end of the file: a function that overrides the way's allowance, with an error first.
        page.control('\u{E010}').await;
        page.types("fn extra(p) { p.travel_max * ").await;
        page.sees("处错误").await;
        page.sees("现行版本照常有效").await;
        page.types("2 }").await;
        page.sees("个课次的结果改变，共 1,500 个").await;
        page.reload().await;
        page.sees("有未保存的改动").await;
        page.sees("个课次的结果改变，共 1,500 个").await;

        page.click("button", "保存版本").await;
        page.fill("textbox", "说明", "院士讲课费调至 2000 元").await;
        page.click("button", "保存").await;
        page.sees("已保存为第 1 版").await;

        page.click("tab", "版本").await;
        page.sees("已打开").await;
        page.click("button", "发布施行：第 1 版").await;
        page.sees("河南省 · 第 1 版").await;
        page.set("施行日期", "2026-03-02").await;
        page.sees("这一天已经过去").await;
        page.sees("个课次的结果改变，共 1,500 个").await;
        page.sees("个用例全部符合").await;
        page.click("button", "发布施行").await;
        page.sees("第 1 版自 2026-03-02 起施行").await;

        page.click("link", "请进来").await;
        page.click("link", "课次").await;
        page.choose("科技辅导员", "王建国").await;
        page.choose("结果", "计发").await;
        page.run("document.querySelector('[role=grid]').focus()").await;
        page.types("\u{E007}").await;
        page.sees("2000.00").await;
        page.sees("henan/subsidy.rhai:").await;
        page.reload().await;
        page.sees("2000.00").await;

        page.go("#/policy").await;
        page.click("tab", "版本").await;
        page.click("button", "发布施行：初始版本").await;
        page.set("施行日期", "2026-03-01").await;
        page.sees("以下版本将同时停止施行").await;
        page.sees("个用例全部符合").await;
        page.click("button", "发布施行").await;
        page.sees("初始版本自 2026-03-01 起施行").await;
        page.sees("自 2021-12-20 起施行").await;
        page.ready().await;
        assert!(!page.has("button", "发布施行：初始版本").await, "what is in force cannot be put in force");
    });
}

#[test]
fn a_field_that_a_pack_adds_is_in_form_table_and_page_and_its_value_outlives_the_pack() {
    with_page("pack_field", |page| async move {
        page.load_demo().await;
        page.go("#/policy").await;
        page.click("tab", "规则脚本").await;
        page.click("button", "fields.toml").await;
        page.click("textbox", "规则脚本 fields.toml").await;
        page.control('\u{E010}').await;
        page.types("\n[instructor.language]\ntype = \"text\"\n").await;
        page.sees("“label”没有写").await;
        page.types("label = { zh = \"授课语言\", en = \"Language\" }").await;
        page.sees("共 1,500 个").await;
        // As one types a script, the facts are offered, the new one too.
        page.click("button", "subsidy.rhai").await;
        page.click("button", "在本包中改写").await;
        page.click("textbox", "规则脚本 subsidy.rhai").await;
        page.control('\u{E010}').await;
        page.types("fn spoken(instructor) { instructor.lang").await;
        // The instructor's own fact; the one of a supply's instructor is offered below it.
        page.waits("option", "instructor.language").await;
        page.types("\u{E00C}").await;
        page.types("uage }").await;
        page.click("button", "保存版本").await;
        page.fill("textbox", "说明", "登记授课语言").await;
        page.click("button", "保存").await;
        page.sees("已保存为第 1 版").await;
        page.click("tab", "版本").await;
        page.publishes("第 1 版").await;
        page.ready().await;

        page.go("#/instructor/KP0001/edit").await;
        page.fill("textbox", "授课语言", "普通话、豫东方言").await;
        page.click("button", "保存").await;
        page.sees("普通话、豫东方言").await;
        page.go("#/instructor?q=豫东方言").await;
        page.sees("共 1 条").await;
        page.sees("授课语言").await;

        // The pack goes, and an edit by somebody who does not see the field leaves it alone.
        page.go("#/policy").await;
        page.click("tab", "版本").await;
        page.publishes("初始版本").await;
        page.ready().await;
        page.go("#/instructor/KP0001/edit").await;
        page.ready().await;
        assert!(!page.has("textbox", "授课语言").await, "the field is gone");
        page.fill("textbox", "专业领域", "天文").await;
        page.click("button", "保存").await;
        page.sees("天文").await;
        page.go("#/policy").await;
        page.click("tab", "版本").await;
        page.publishes("第 1 版").await;
        page.ready().await;
        page.go("#/instructor/KP0001").await;
        page.sees("普通话、豫东方言").await;
    });
}
