//! Schools, instructors and institutions choose each other; what they bring is reviewed; the school appoints.

use crate::page::{Page, with_page};

impl Page {
    /// A draft of an offer to a school.
    async fn writes_an_offer_to(&self, school: &str) {
        self.go("#/offer/new").await;
        self.fill("combobox", "对方", school).await;
        self.choose("领域", "农业科技").await;
        self.choose("形式", "科普课程").await;
        self.choose("学段", "小学中段").await;
        self.fill("textbox", "次数", "6").await;
        self.click("button", "保存").await;
    }

    /// Says in the register from when an instructor is suspended.
    async fn is_paused(&self, from: &str) {
        self.click("link", "修改").await;
        self.set("暂停或退出自", from).await;
        self.click("button", "保存").await;
        self.sees("已保存").await;
        self.closes_notices().await;
    }
}

#[test]
fn c1_7_a_resource_is_reviewed_by_its_four_qualities_counted_and_used() {
    with_page("resource", |page| async move {
        page.load_demo().await;
        page.sit("演示县科学技术协会", "负责人").await;
        page.opens_first("#/resource?q=种子").await;
        let resource = page.here().await;
        // One review is too few; the rule says so on the page and in the way of the step.
        page.sees("评审人数不够").await;
        page.click("button", "评审通过").await;
        page.sees("评审人数不够").await;
        page.stands("评审中").await;
        for (unit, suitable) in [("演示理工大学科协", "85"), ("演示市植物园", "84")] {
            page.sit(unit, "经办人").await;
            page.go("#/review/new").await;
            page.fill("combobox", "资源", "一粒种子的旅行").await;
            for (quality, score) in
                [("科学性", "86"), ("系统性", "82"), ("适宜性", suitable), ("趣味性", "88")]
            {
                page.fill("textbox", quality, score).await;
            }
            page.click("button", "保存").await;
            page.moves("提交意见", "已提交").await;
        }
        page.sit("演示县科学技术协会", "负责人").await;
        page.go(&resource).await;
        // 60 and 85 lie too far apart.
        page.sees("须再请一位评审人").await;
        page.sit("演示市动物园", "经办人").await;
        page.go("#/review/new").await;
        page.fill("combobox", "资源", "一粒种子的旅行").await;
        for quality in ["科学性", "系统性", "适宜性", "趣味性"] {
            page.fill("textbox", quality, "88").await;
        }
        page.click("button", "保存").await;
        page.moves("提交意见", "已提交").await;
        page.sit("演示县科学技术协会", "负责人").await;
        page.go(&resource).await;
        page.sees("通过").await;
        page.moves("评审通过", "推荐使用").await;
        page.shot("resource").await;

        // A school uses what was recommended before, and the instructor is credited with it.
        page.sit("演示县第一实验小学", "经办人").await;
        page.go("#/resource-use/new").await;
        page.fill("combobox", "资源", "月相变化十分钟").await;
        page.fill("textbox", "学生数", "45").await;
        page.click("button", "保存").await;
        page.sees("已保存").await;
        page.closes_notices().await;
        page.opens_first("#/resource?q=月相").await;
        page.sees("1 所学校使用 2 次，学生 133 人次").await;
        page.sees("精品").await;
        page.opens_first("#/instructor?q=杜致远").await;
        page.sees("1 件，其中推荐使用 1 件").await;
        assert!(page.violations().await.is_empty(), "{:?}", page.violations().await);
    });
}

#[test]
fn c1_4_school_and_instructor_choose_each_other_and_nothing_binds_before_both_agree() {
    with_page("offers", |page| async move {
        page.load_demo().await;
        // The museum answers the school with another plan; the school agrees to it.
        page.sit("演示市科技馆", "经办人").await;
        page.opens_first("#/offer?q=工程技术").await;
        let asked = page.here().await;
        page.corrects(&[("对方的修改方案", "器材由馆方自带，改为每周一次。")]).await;
        page.moves("另提方案", "对方另提方案").await;
        page.sit("演示县第一实验小学", "经办人").await;
        page.go(&asked).await;
        page.sees("器材由馆方自带").await;
        page.moves("同意对方方案", "双方同意").await;

        // A university offers to come, and hears in time or not at all.
        page.sit("演示农业大学科协", "经办人").await;
        page.writes_an_offer_to("演示县第二实验小学").await;
        page.moves("提出", "待对方答复").await;
        let offered = page.here().await;
        page.click("button", "登记过期").await;
        page.fill("textbox", "理由", "没有答复").await;
        page.click("button", "登记过期").await;
        page.sees("答复期限还没有过").await;
        page.click("button", "返回").await;
        page.sit("演示县第二实验小学", "经办人").await;
        page.go(&offered).await;
        page.passes(40).await;
        page.click("button", "接受").await;
        page.sees("答复期限已过").await;
        page.shot("late").await;
        page.stands("待对方答复").await;
        page.sit("演示农业大学科协", "经办人").await;
        page.go(&offered).await;
        page.with_reason("登记过期", "没有答复", "已过期").await;

        // Two schools make no offer to each other.
        page.sit("演示县第一实验小学", "经办人").await;
        page.writes_an_offer_to("演示县第二实验小学").await;
        page.click("button", "提出").await;
        page.sees("一方是学校，另一方不是").await;

        // A filed need says how far forward it stands.
        page.opens_first("#/need?state=filed").await;
        page.sees("优先分").await;
        page.sees("到校服务少").await;
        assert!(page.violations().await.is_empty(), "{:?}", page.violations().await);
    });
}

#[test]
fn c1_5_c1_6_only_the_school_appoints_whom_its_rules_admit_and_plans_the_term_in_one_step() {
    with_page("appointment", |page| async move {
        page.load_demo().await;
        let school = "演示县第一实验小学";
        page.sit(school, "经办人").await;
        page.go("#/appointment-decision/new").await;
        page.fill("combobox", "科技辅导员", "杜致远").await;
        page.fill("textbox", "职责与课程", "机器人社团").await;
        page.click("button", "保存").await;
        page.moves("提交校内决定", "待校内决定").await;
        let decision = page.here().await;
        // The bureau sees it and has nothing to say in it.
        page.sit("演示县教育局", "负责人").await;
        page.go(&decision).await;
        page.stands("待校内决定").await;
        // At most for a school without a computer, and with the paper that its head has signed.
        page.waits("button", &format!("代{school}决定聘任")).await;
        page.sit(school, "经办人").await;
        page.go(&decision).await;
        page.click("link", "修改").await;
        for (field, text) in
            [("经何会议决定", "校务会"), ("到会人数", "7"), ("同意人数", "9"), ("入职查询由谁核对", "副校长")]
        {
            page.fill("textbox", field, text).await;
        }
        page.set("会议日期", &page.days_ago(5).await).await;
        page.set("入职查询日期", &page.days_ago(80).await).await;
        page.click("button", "保存").await;
        page.sees("同意人数不能多于到会人数").await;
        page.fill("textbox", "同意人数", "6").await;
        page.click("button", "保存").await;
        page.sees("已保存").await;
        page.closes_notices().await;

        // The association suspends him meanwhile, in the register first, by which schools hear of it.
        page.sit("演示县科学技术协会", "负责人").await;
        page.opens_first("#/nomination?q=杜致远").await;
        let nomination = page.here().await;
        page.click("button", "暂停").await;
        page.fill("textbox", "理由", "核查中").await;
        page.click("button", "暂停").await;
        page.sees("请先在名册上填写").await;
        page.click("button", "返回").await;
        page.opens_first("#/instructor?q=杜致远").await;
        let instructor = page.here().await;
        page.is_paused(&page.days_ago(3).await).await;
        page.go(&nomination).await;
        page.with_reason("暂停", "核查中", "已暂停").await;
        page.sit(school, "负责人").await;
        page.go(&decision).await;
        page.click("button", "决定聘任").await;
        page.sees("辅导员已暂停或退出").await;
        page.sit("演示县科学技术协会", "负责人").await;
        page.go(&instructor).await;
        page.is_paused("").await;
        page.go(&nomination).await;
        page.moves("恢复", "在库").await;
        page.sit(school, "负责人").await;
        page.go(&decision).await;
        page.moves("决定聘任", "已聘任").await;
        page.shot("appointed").await;
        page.hands_out_the_letter("杜致远").await;
        page.opens_first("#/appointment?q=杜致远").await;
        page.sees(school).await;

        // The rest of the term is planned in one step, a session on each Wednesday.
        page.sit(school, "经办人").await;
        page.opens_first("#/appointment?q=杜致远").await;
        page.click("button", "排整学期课次").await;
        page.click("checkbox", "周三").await;
        page.fill("textbox", "主题", "机器人入门").await;
        page.fill("spinbutton", "预计人数", "30").await;
        page.click("button", "列出日期").await;
        page.sees("周三").await;
        page.shot("a term of sessions").await;
        assert!(page.violations().await.is_empty(), "{:?}", page.violations().await);
        page.sees("个课次").await;
        let make =
            page.run("return document.querySelector('dialog[open] [type=submit]').innerText.trim()").await;
        let make = make.as_str().expect("a button").to_owned();
        page.click("button", &make).await;
        page.sees(&format!("已{make}")).await;
        page.closes_notices().await;
        page.go("#/session?q=机器人入门").await;
        let count = make.split(' ').nth(1).expect("a number");
        page.sees(&format!("共 {count} 条")).await;
        page.sit(school, "负责人").await;

        page.go(&decision).await;
        page.click("button", "提前终止").await;
        page.fill("textbox", "理由", "调离").await;
        page.click("button", "提前终止").await;
        page.sees("请先在这次聘任中把").await;
        page.click("button", "返回").await;
        assert!(page.violations().await.is_empty(), "{:?}", page.violations().await);
    });
}
