//! Programmes of schools, and how people and institutions come to the pool.

use crate::page::{Page, with_page, with_pages};

const CITY: &str = "郑州市科学技术协会";
const BUREAU: &str = "中牟县教育局";
const ASSOCIATION: &str = "中牟县科学技术协会";
const STATION: &str = "中牟县气象局";

impl Page {
    /// So many days go by, for this page.
    pub async fn passes(&self, days: u32) {
        let script = format!(
            "const now = Date, ahead = {days} * 864e5;
             window.Date = class extends now {{
               constructor(...said) {{ said.length ? super(...said) : super(now.now() + ahead); }}
               static now() {{ return now.now() + ahead; }}
             }};"
        );
        self.run(&script).await;
    }

    /// The day so many days ago.
    pub async fn days_ago(&self, days: u32) -> String {
        let script = format!("return new Date(Date.now() - {days} * 864e5).toISOString().slice(0, 10)");
        self.run(&script).await.as_str().expect("a day").to_owned()
    }

    /// A reason is given, and the step is made.
    pub async fn with_reason(&self, verb: &str, reason: &str, state: &str) {
        self.click("button", verb).await;
        self.fill("textbox", "理由", reason).await;
        self.moves(verb, state).await;
    }

    /// Corrects the record that somebody stands at.
    pub async fn corrects(&self, fields: &[(&str, &str)]) {
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
        page.click("link", "校内审定意见").await;
        page.fill("textbox", "校内审定意见", "经校务会研究，应到 7 人，实到 6 人，同意。").await;
        page.click("button", "保存").await;
        page.sees("已保存").await;
        page.closes_notices().await;
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
        station.set("违法犯罪记录查询日期", &station.days_ago(30).await).await;
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
        let received = association.days_ago(0).await;
        association
            .run(&format!("const day = document.querySelector('[aria-label=\"收到日期 1\"]'); day.value = '{received}'; day.dispatchEvent(new Event('input', {{ bubbles: true }}))"))
            .await;
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
        page.moves("提交初审", "初审中").await;
        let unfounded = page.here().await;

        // The museum named two needs; the association and the bureau agree, each at its own seat.
        page.sit("演示县科学技术协会", "经办人").await;
        page.go(&unfounded).await;
        page.click("button", "初审通过").await;
        page.sees("没有写明满足哪项学校需求").await;
        page.stands("初审中").await;
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
        page.sit("演示县科学技术协会", "负责人").await;
        page.go(&nomination).await;
        page.passes(20).await;
        // The museum is in the register already, and nothing is made twice.
        page.click("button", "入库").await;
        page.sees("不再重复生成").await;
        page.moves("入库", "在库").await;
        page.shot("base").await;
        assert!(page.violations().await.is_empty(), "{:?}", page.violations().await);
    });
}

/// One of last year's pool, as the association's own list has them.
const POOL: &str = "推荐编号,推荐单位,初审科协,来源,姓名,工作单位,职称,人才类别,校外人员,辅导员编号,原入库日期,下次复审日期,违法犯罪记录查询日期,凭证明入库\n\
    tj-25-1,演示县科学技术协会,演示县科学技术协会,原在库,沈括年,演示县水利局,副高级,科技人才,是,KP8001,2025-04-01,2030-04-01,2026-03-01,是\n\
    tj-25-2,演示县科学技术协会,演示县科学技术协会,科协提名,苗春生,演示农业大学,正高级,科学家,是,,,,,否\n";

#[test]
fn c1_2_last_years_pool_comes_in_by_a_sheet_and_who_was_nominated_twice_is_one() {
    with_page("pool", |page| async move {
        page.load_demo().await;
        page.sit("演示县科学技术协会", "负责人").await;
        page.go("#/data").await;
        page.upload(POOL.as_bytes(), "2025年度入库名单.csv").await;
        page.sees("将办理“凭证明入库” 1 条，本表随之存档").await;
        page.click("button", "导入 2 条").await;
        page.sees("已导入 2 条").await;
        page.closes_notices().await;
        page.opens_first("#/nomination?q=沈括年").await;
        page.stands("在库").await;
        page.sees("2025年度入库名单.csv").await;
        page.opens_first("#/instructor?q=沈括年").await;
        page.sees("KP8001").await;

        // Somebody of the university's people is on the list too.
        page.sit("演示县科学技术协会", "经办人").await;
        page.go("#/nomination/tj-25-2").await;
        page.sees("同名的推荐").await;
        page.moves("提交初审", "初审中").await;
        page.click("button", "并入").await;
        page.click("link", "同一人的推荐").await;
        page.fill("combobox", "同一人的推荐", "uni-farm-tj-001").await;
        page.click("button", "保存").await;
        page.sees("已保存").await;
        page.closes_notices().await;
        page.shot("twice").await;
        page.with_reason("并入", "同一人，并入农业大学的推荐", "已并入").await;
        page.go("#/nomination/uni-farm-tj-001").await;
        page.sees("已并入本推荐").await;
        assert_eq!(page.violations().await, [""; 0]);
    });
}
