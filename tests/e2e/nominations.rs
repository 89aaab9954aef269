//! Programmes of schools, and how people and institutions come to the pool.

use crate::page::{Page, with_page, with_pages};

const CITY: &str = "郑州市科学技术协会";
const BUREAU: &str = "中牟县教育局";
const ASSOCIATION: &str = "中牟县科学技术协会";
const STATION: &str = "中牟县气象局";

impl Page {
    /// So many days go by, for this page.
    async fn passes(&self, days: u32) {
        let script = format!(
            "const now = Date, ahead = {days} * 864e5;
             window.Date = class extends now {{
               constructor(...said) {{ said.length ? super(...said) : super(now.now() + ahead); }}
               static now() {{ return now.now() + ahead; }}
             }};"
        );
        self.run(&script).await;
    }

    /// A reason is given, and the step is made.
    async fn with_reason(&self, verb: &str, reason: &str, state: &str) {
        self.click("button", verb).await;
        self.fill("textbox", "理由", reason).await;
        self.moves(verb, state).await;
    }

    /// Corrects the record that somebody stands at.
    async fn corrects(&self, fields: &[(&str, &str)]) {
        self.click("link", "修改").await;
        for (field, text) in fields {
            self.fill("textbox", field, text).await;
        }
        self.click("button", "保存").await;
        self.sees("已保存").await;
        self.closes_notices().await;
    }
}

#[test]
fn c1_1_a_school_plans_its_term_and_sees_week_by_week_what_was_held() {
    with_page("programme", |page| async move {
        page.load_demo().await;
        // The first school has a draft; its head sends it back once.
        page.sit("演示县第一实验小学", "经办人").await;
        page.opens_first("#/programme").await;
        page.stands("草稿").await;
        page.sees("计划与完成").await;
        page.sees("第 1 周").await;
        let programme = page.here().await;
        page.moves("提交校内审定", "待校内审定").await;
        page.sit("演示县第一实验小学", "负责人").await;
        page.go(&programme).await;
        page.with_reason("退回修改", "周五与家长会冲突", "草稿").await;
        page.sit("演示县第一实验小学", "经办人").await;
        page.go(&programme).await;
        page.corrects(&[("目标", "每班每周一次科学活动，学期末展示")]).await;
        page.moves("提交校内审定", "待校内审定").await;
        page.sit("演示县第一实验小学", "负责人").await;
        page.go(&programme).await;
        // Without the decision's wording nothing is decided.
        page.click("button", "审定通过").await;
        page.sees("校内审定意见").await;
        page.corrects(&[("校内审定意见", "经校务会研究，应到 7 人，实到 6 人，同意。")]).await;
        page.moves("审定通过", "已审定").await;
        page.sit("演示县第一实验小学", "经办人").await;
        page.go(&programme).await;
        page.moves("报备", "已报备").await;
        // The bureau reads it; it asks for nothing, and the term has begun.
        page.sit("演示县教育局", "经办人").await;
        page.go(&programme).await;
        page.sees("要求修改").await;
        page.sit("演示县第一实验小学", "经办人").await;
        page.go(&programme).await;
        page.moves("开始实施", "实施中").await;
        page.shot("programme").await;
        page.corrects(&[("结项总结", "共活动 16 次。")]).await;
        page.click("button", "结项").await;
        page.sees("计划的最后一周还没有过完").await;
        page.passes(200).await;
        page.moves("结项", "已结项").await;
        assert!(page.violations().await.is_empty(), "{:?}", page.violations().await);
    });
}

#[test]
fn c1_2_a_person_comes_to_the_pool_by_two_organs_publicity_and_an_answered_objection() {
    with_pages("nomination", |[city, association, bureau, station]| async move {
        city.begins_alone(CITY).await;
        city.brings_in(&association, ASSOCIATION, "周明").await;
        association.brings_in(&bureau, BUREAU, "何立新").await;
        association.registers_institution("jg-weather", STATION).await;
        association.brings_in(&station, STATION, "甘泉").await;
        association.head_joins(ASSOCIATION, "赵强").await;
        association.sit(ASSOCIATION, "经办人").await;
        city.takes(&association.makes_for(CITY).await, "等待签发证书").await;
        city.certifies(1).await;
        association.takes(&city.makes_for(ASSOCIATION).await, "由该单位有证书的席位签发").await;
        bureau.head_joins(BUREAU, "李明").await;
        bureau.sit(BUREAU, "经办人").await;
        association.takes(&bureau.makes_for(ASSOCIATION).await, "等待签发证书").await;
        association.certifies(1).await;
        bureau.takes(&association.makes_for(BUREAU).await, "由该单位有证书的席位签发").await;

        // The unit nominates one of its people and leaves a proof out.
        station.go("#/nomination/new").await;
        for (field, text) in [
            ("姓名", "甘露"),
            ("工作单位", STATION),
            ("思想品质优秀的依据", "单位党组鉴定"),
            ("科普经验丰富的依据", "气象日进校园 20 场"),
            ("联系电话", "0371-3333"),
        ] {
            station.fill("textbox", field, text).await;
        }
        station.choose("职称", "副高级").await;
        station.choose("人才类别", "科普工作者").await;
        station.click("button", "保存").await;
        station.moves("提交初审", "初审中").await;
        let nomination = station.here().await;
        association.takes(&station.makes_for(ASSOCIATION).await, "新的一条 初审中").await;
        association.go(&nomination).await;
        for reason in ["没有热爱教育事业的依据", "入职查询缺失或过期", "科协尚未会审同意"]
        {
            association.sees(reason).await;
        }
        association.shot("ineligible").await;
        association.with_reason("退回补正", "缺一项依据，缺查询日期", "草稿").await;
        station.takes(&association.makes_for(STATION).await, "初审中 → 草稿").await;
        station.go(&nomination).await;
        station.click("link", "修改").await;
        station.fill("textbox", "热爱教育事业的依据", "三所学校的感谢信").await;
        let day = station.run("return new Date(Date.now() - 30 * 864e5).toISOString().slice(0, 10)").await;
        station.set("违法犯罪记录查询日期", day.as_str().expect("a day")).await;
        station.click("button", "保存").await;
        station.moves("提交初审", "初审中").await;
        association.takes(&station.makes_for(ASSOCIATION).await, "草稿 → 初审中").await;
        association.go(&nomination).await;
        association.moves("初审通过", "会审中").await;

        // Two organs, two keys.
        association.sit(ASSOCIATION, "负责人").await;
        association.go(&nomination).await;
        association.moves("会审同意", &format!("待办单位：{BUREAU}")).await;
        association.sit(ASSOCIATION, "经办人").await;
        bureau.takes(&association.makes_for(BUREAU).await, "新的一条 会审中").await;
        bureau.sit(BUREAU, "负责人").await;
        bureau.go(&nomination).await;
        bureau.moves("会审同意", "上级复核中").await;
        bureau.sit(BUREAU, "经办人").await;
        association.takes(&bureau.makes_for(ASSOCIATION).await, "会审中 → 上级复核中").await;
        city.takes(&association.makes_for(CITY).await, "新的一条 上级复核中").await;
        city.go(&nomination).await;
        city.sees("各项条件都符合").await;
        city.moves("复核通过", "公示中").await;
        association.takes(&city.makes_for(ASSOCIATION).await, "上级复核中 → 公示中").await;

        // Publicity: an objection comes in and is answered before anybody is admitted.
        association.go(&nomination).await;
        association.click("link", "修改").await;
        association.click("button", "添加一行").await;
        association.fill("textbox", "异议内容 1", "讲课记录有出入").await;
        association.fill("textbox", "辅导员编号", "KP1001").await;
        association.set("下次复审日期", "2030-01-10").await;
        association.click("button", "保存").await;
        association.sees("已保存").await;
        association.closes_notices().await;
        association.sit(ASSOCIATION, "负责人").await;
        association.go(&nomination).await;
        association.click("button", "入库").await;
        association.sees("公示期未满").await;
        association.passes(20).await;
        association.click("button", "入库").await;
        association.sees("还有异议没有答复").await;
        association.corrects(&[("核查与答复 1", "经核实，20 场均有学校证明。")]).await;
        association.moves("入库", "在库").await;
        association.shot("admitted").await;
        association.opens_first("#/instructor?q=甘露").await;
        association.sees("KP1001").await;
        association.sees("副高级").await;
        association.sit(ASSOCIATION, "经办人").await;
        for office in [&station, &bureau] {
            let unit = if std::ptr::eq(office, &station) { STATION } else { BUREAU };
            office.takes(&association.makes_for(unit).await, "在库").await;
            office.go(&nomination).await;
            office.stands("在库").await;
        }
    });
}

#[test]
fn c1_3_an_institution_is_recommended_for_a_need_that_a_school_has_filed() {
    with_page("base_nomination", |page| async move {
        page.load_demo().await;
        page.sit("演示市植物园", "经办人").await;
        page.go("#/base-nomination/new").await;
        page.fill("textbox", "机构名称", "演示市植物园").await;
        page.choose("机构类别", "动植物园").await;
        page.fill("combobox", "初审科协", "演示县科学技术协会").await;
        page.click("button", "保存").await;
        page.click("button", "提交初审").await;
        page.sees("没有写明满足哪项学校需求").await;

        // The museum named two needs; the association and the bureau agree, each at its own seat.
        page.sit("演示县科学技术协会", "经办人").await;
        page.opens_first("#/base-nomination?q=科技馆").await;
        let nomination = page.here().await;
        page.moves("初审通过", "会审中").await;
        page.sit("演示县科学技术协会", "负责人").await;
        page.go(&nomination).await;
        page.moves("会审同意", "待办单位：演示县教育局").await;
        page.sit("演示县教育局", "负责人").await;
        page.go(&nomination).await;
        page.moves("会审同意", "上级复核中").await;
        page.sit("演示市科学技术协会", "经办人").await;
        page.go(&nomination).await;
        page.sees("各项条件都符合").await;
        page.moves("复核通过", "公示中").await;
        page.sit("演示县科学技术协会", "经办人").await;
        page.go(&nomination).await;
        page.click("link", "修改").await;
        page.fill("textbox", "单位编号", "ven-museum").await;
        page.set("下次复审日期", "2030-01-10").await;
        page.click("button", "保存").await;
        page.sees("已保存").await;
        page.closes_notices().await;
        page.passes(20).await;
        page.sit("演示县科学技术协会", "负责人").await;
        page.go(&nomination).await;
        page.moves("入库", "在库").await;
        page.shot("base").await;
        assert!(page.violations().await.is_empty(), "{:?}", page.violations().await);
    });
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
        page.go("#/offer/new").await;
        page.fill("combobox", "对方", "演示县第二实验小学").await;
        page.choose("领域", "农业科技").await;
        page.choose("形式", "科普课程").await;
        page.choose("学段", "小学中段").await;
        page.fill("textbox", "次数", "6").await;
        page.click("button", "保存").await;
        page.moves("提出", "待对方答复").await;
        let offered = page.here().await;
        page.click("button", "登记过期").await;
        page.fill("textbox", "理由", "没有答复").await;
        page.click("button", "登记过期").await;
        page.sees("答复期限还没有过").await;
        page.click("button", "取消").await;
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
        page.go("#/offer/new").await;
        page.fill("combobox", "对方", "演示县第二实验小学").await;
        page.choose("领域", "农业科技").await;
        page.choose("形式", "科普课程").await;
        page.choose("学段", "小学中段").await;
        page.fill("textbox", "次数", "6").await;
        page.click("button", "保存").await;
        page.click("button", "提出").await;
        page.sees("一方是学校，另一方不是").await;

        // A filed need says how far forward it stands.
        page.opens_first("#/need?state=filed").await;
        page.sees("优先分").await;
        page.sees("到校服务少").await;
        assert!(page.violations().await.is_empty(), "{:?}", page.violations().await);
    });
}
