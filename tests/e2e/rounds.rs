//! A round of needs and supplies, each who takes part in a browser of its own.

use crate::page::{Page, with_pages};

const BUREAU: &str = "中牟县教育局";
const ASSOCIATION: &str = "中牟县科学技术协会";
const SCHOOL: &str = "中牟县黄店镇小学";

impl Page {
    /// What is asked for, or offered, in the round that is open.
    async fn files_in_the_round(&self, kind: &str, sessions: &str) {
        self.go(&format!("#/{kind}/new")).await;
        self.choose("领域", "天文航天").await;
        self.choose("形式", "科学报告").await;
        if kind == "need" {
            self.choose("学段", "小学高段").await;
            self.fill("textbox", "次数", sessions).await;
        } else {
            self.fill("textbox", "可提供次数", sessions).await;
        }
        self.click("button", "保存").await;
        self.moves("填报", "已填报").await;
    }
}

#[test]
fn c1_4_c5_4_c5_6_needs_and_supplies_meet_in_a_round_and_are_matched_by_offices_in_their_own_browsers() {
    with_pages("rounds", |[bureau, association, school]| async move {
        bureau.begins_alone(BUREAU).await;
        bureau.registers_school("4101220007", SCHOOL).await;

        bureau.brings_in(&association, ASSOCIATION, "周明").await;
        bureau.brings_in(&school, SCHOOL, "王芳").await;
        bureau.head_joins(BUREAU, "李明").await;
        bureau.sit(BUREAU, "经办人").await;
        bureau.certifies(1).await;

        // A round is proposed. The association's head, who has made keys just now, signs before anybody has certified them.
        bureau.go("#/needs-round/new").await;
        bureau.click("button", "保存").await;
        bureau.moves("提交会签", "会签中").await;
        let round = bureau.here().await;
        association.takes(&bureau.makes_for(ASSOCIATION).await, "新的一条 会签中").await;
        association.head_joins(ASSOCIATION, "赵强").await;
        association.go(&round).await;
        association.moves("会签开放", &format!("待办单位：{BUREAU}")).await;
        association.sit(ASSOCIATION, "经办人").await;
        bureau.takes(&association.makes_for(BUREAU).await, "待核验：签名的席位还没有可信的证书").await;
        bureau.go(&round).await;
        bureau.stands("会签中").await;
        bureau.certifies(1).await;
        bureau.sit(BUREAU, "负责人").await;
        bureau.go(&round).await;
        // With the certificate the signature counts.
        bureau.moves("会签开放", "填报中").await;
        bureau.sit(BUREAU, "经办人").await;
        association.takes(&bureau.makes_for(ASSOCIATION).await, "会签中 → 填报中").await;
        school.takes(&bureau.makes_for(SCHOOL).await, "新的一条 填报中").await;

        // The school asks, the association offers; each sees the gap in its own browser, but the school, whose round it is not.
        school.files_in_the_round("need", "16").await;
        let need = school.here().await;
        association.files_in_the_round("supply", "4").await;
        bureau.takes(&school.makes_for(BUREAU).await, "新的一条 已填报").await;
        bureau.takes(&association.makes_for(BUREAU).await, "新的一条 已填报").await;
        association.takes(&bureau.makes_for(ASSOCIATION).await, "新的一条 已填报").await;
        for office in [&bureau, &association] {
            office.go(&round).await;
            office.sees("供需缺口").await;
            office.sees("天文航天").await;
            office.sees("12").await;
            office.go(&need).await;
            office.stands("已填报").await;
            office.sees(SCHOOL).await;
        }

        // Filing ends, the round is closed, and the next one begins where it ended.
        bureau.go(&round).await;
        bureau.moves("截止填报", "缺口分析").await;
        bureau.moves("转入匹配", "匹配中").await;

        // The officer matches, looks why, keeps it; both heads sign from their own browsers, and it is put to both sides.
        bureau.click("link", "匹配本轮").await;
        bureau.click("button", "匹配").await;
        bureau.sees("4 / 16").await;
        bureau.sees("第 1 顺位").await;
        bureau.sees("合适的供给都先给了别的学校").await;
        bureau.shot("matching").await;
        assert_eq!(bureau.violations().await, [""; 0], "a matched round");
        bureau.click("button", &format!("原因与调整 {SCHOOL} 天文航天·科学报告")).await;
        bureau.sees("已安排").await;
        bureau.click("button", "关闭").await;
        bureau.click("button", "保存为方案").await;
        bureau.moves("提交会签", "会签中").await;
        let proposal = bureau.here().await;
        bureau.sit(BUREAU, "负责人").await;
        bureau.go(&proposal).await;
        bureau.moves("会签", &format!("待办单位：{ASSOCIATION}")).await;
        association.takes(&bureau.makes_for(ASSOCIATION).await, "新的一条 会签中").await;
        association.sit(ASSOCIATION, "负责人").await;
        association.go(&proposal).await;
        association.moves("会签", "待发布").await;
        association.sit(ASSOCIATION, "经办人").await;
        bureau.takes(&association.makes_for(BUREAU).await, "会签中 → 待发布").await;
        bureau.sit(BUREAU, "经办人").await;
        bureau.go(&proposal).await;
        bureau.click("button", "发布征询").await;
        bureau.moves("发布征询", "双方答复中").await;

        // Nothing binds until school and association have agreed, each in its own browser.
        school.takes(&bureau.makes_for(SCHOOL).await, "新的一条 待双方答复").await;
        association.takes(&bureau.makes_for(ASSOCIATION).await, "新的一条 待双方答复").await;
        for office in [&school, &association] {
            office.opens_first("#/pairing").await;
        }
        school.moves("同意", &format!("待办单位：{ASSOCIATION}")).await;
        association.moves("同意", &format!("待办单位：{SCHOOL}")).await;
        bureau.takes(&school.makes_for(BUREAU).await, "有更新").await;
        bureau.takes(&association.makes_for(BUREAU).await, "待双方答复 → 双方同意").await;
        bureau.go(&proposal).await;
        bureau.moves("答复办结", "已办结").await;
        bureau.go(&round).await;
        bureau.moves("结束本轮", "已结束").await;
        school.takes(&bureau.makes_for(SCHOOL).await, "匹配中 → 已结束").await;
        school.go(&need).await;
        school.stands("已填报").await;
        school.click("button", "修改").await;
        school.fill("textbox", "理由", "次数填错").await;
        school.click("button", "修改").await;
        school.sees("本轮对接未在填报中").await;
        bureau.go("#/needs-round").await;
        bureau.click("link", "学期结转").await;
        bureau.sees("→").await;
        bureau.click("button", "结转 2 项").await;
        bureau.sees("已结转 2 项").await;
        bureau.go("#/needs-round?state=draft").await;
        bureau.sees("共 1 条").await;
        association.takes(&bureau.makes_for(ASSOCIATION).await, "匹配中 → 已归档").await;
    });
}
