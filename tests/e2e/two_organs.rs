//! The joint mechanism of a county, its bureau and its association each in a browser of its own.

use crate::page::{Page, with_pages};

const BUREAU: &str = "中牟县教育局";
const ASSOCIATION: &str = "中牟县科学技术协会";
const FORCE: &str = "科普月工作专班";

impl Page {
    /// The department and the person that a unit names.
    async fn names_somebody(&self, department: &str, person: &str) {
        self.go("#/responsibility/new").await;
        self.fill("textbox", "责任部门", department).await;
        self.fill("textbox", "专门人员", person).await;
        self.fill("textbox", "办公电话", "0371-2222").await;
        self.click("button", "保存").await;
        self.sees("已保存").await;
        self.closes_notices().await;
    }

    /// The lead unit founds a task force of both organs.
    async fn founds(&self) {
        self.go("#/task-force/new").await;
        self.fill("textbox", "专班名称", FORCE).await;
        self.fill("textbox", "负责人", "马德生").await;
        for (row, name, unit) in [(1, "何立新", BUREAU), (2, "郭春兰", ASSOCIATION)] {
            self.click("button", "添加一行").await;
            self.fill("textbox", &format!("姓名 {row}"), name).await;
            self.fill("combobox", &format!("单位 {row}"), unit).await;
        }
        self.click("button", "保存").await;
        self.moves("提交会签", "会签中").await;
    }

    /// A meeting of the task force asks the association for something.
    async fn meets(&self) {
        self.go("#/meeting/new").await;
        self.fill("combobox", "专班", FORCE).await;
        self.fill("textbox", "议题", "科普月安排").await;
        self.fill("textbox", "会议纪要", "科协提供报告人名单。").await;
        self.click("button", "添加一行").await;
        self.fill("textbox", "事项 1", "提供报告人名单").await;
        self.fill("combobox", "责任单位 1", ASSOCIATION).await;
        self.run("const due = document.querySelector('[aria-label=\"完成期限 1\"]'); due.value = '2030-01-15'; due.dispatchEvent(new Event('input', { bubbles: true }))")
            .await;
        self.click("button", "保存").await;
        self.moves("印发纪要", "纪要已印发").await;
    }

    /// The units spoke with each other.
    async fn logs(&self, with: &str, topic: &str) {
        self.go("#/contact/new").await;
        self.fill("combobox", "对方单位", with).await;
        self.fill("textbox", "事由", topic).await;
        self.click("button", "保存").await;
        self.sees(topic).await;
        self.closes_notices().await;
    }
}

#[test]
fn c5_1_c5_2_c5_3_two_organs_sign_a_task_force_in_their_own_browsers() {
    with_pages("two_organs", |[bureau, association, anew]| async move {
        bureau.begins_alone(BUREAU).await;
        bureau.brings_in(&association, ASSOCIATION, "周明").await;

        // Each names who is responsible; the other sees who, and no telephone number.
        bureau.names_somebody("基础教育股", "何立新").await;
        association.names_somebody("科普部", "胡志强").await;
        association.head_joins(ASSOCIATION, "赵强").await;
        association.sit(ASSOCIATION, "经办人").await;
        bureau.takes(&association.makes_for(BUREAU).await, "等待签发证书").await;
        bureau.certifies(1).await;
        bureau.head_joins(BUREAU, "李明").await;
        bureau.sit(BUREAU, "经办人").await;
        bureau.certifies(1).await;
        bureau.opens_first("#/responsibility?q=胡志强").await;
        bureau.sees("科普部").await;
        assert!(!bureau.has("button", "显示").await, "the number has not come");

        // Both heads sign before either has heard of the other.
        bureau.founds().await;
        let force = bureau.here().await;
        association.takes(&bureau.makes_for(ASSOCIATION).await, "新的一条 会签中").await;
        // It is taken back to be put right, and nothing waits for the association meanwhile.
        bureau.go(&force).await;
        bureau.click("button", "撤回修改").await;
        bureau.fill("textbox", "理由", "补写职责").await;
        bureau.click("button", "撤回修改").await;
        bureau.fill("textbox", "职责分工", "科协提供报告人。").await;
        bureau.click("button", "保存").await;
        bureau.stands("草稿").await;
        association.takes(&bureau.makes_for(ASSOCIATION).await, "会签中 → 草稿").await;
        bureau.go(&force).await;
        bureau.moves("提交会签", "会签中").await;
        association.takes(&bureau.makes_for(ASSOCIATION).await, "草稿 → 会签中").await;
        association.sit(ASSOCIATION, "负责人").await;
        association.go("#/inbox").await;
        association.sees(FORCE).await;
        bureau.sit(BUREAU, "负责人").await;
        bureau.go(&force).await;
        bureau.moves("会签", &format!("待办单位：{ASSOCIATION}")).await;
        association.go(&force).await;
        association.moves("会签", &format!("待办单位：{BUREAU}")).await;
        let (down, up) = (bureau.makes_for(ASSOCIATION).await, association.makes_for(BUREAU).await);
        bureau.takes(&up, "会签中 → 运行中").await;
        association.takes(&down, "会签中 → 运行中").await;
        for office in [&bureau, &association] {
            office.go(&force).await;
            office.stands("运行中").await;
            office.sees("郭春兰").await;
            office.sees("科协提供报告人。").await;
        }

        // A meeting asks for something. One end reports it done while the other calls it off.
        bureau.meets().await;
        association.takes(&bureau.makes_for(ASSOCIATION).await, "提供报告人名单").await;
        association.opens_first("#/action?q=报告人名单").await;
        let action = association.here().await;
        association.click("link", "修改").await;
        association.fill("textbox", "办理结果", "名单已送教育局。").await;
        association.click("button", "保存").await;
        association.moves("报告办结", "待确认").await;
        bureau.go(&action).await;
        bureau.click("button", "取消事项").await;
        bureau.fill("textbox", "理由", "改为教育局自办").await;
        bureau.click("button", "取消事项").await;
        bureau.stands("已取消").await;
        let (down, up) = (bureau.makes_for(ASSOCIATION).await, association.makes_for(BUREAU).await);
        let told = "未采纳：两个单位同时办理，以另一步为准";
        bureau.takes(&up, told).await;
        association.takes(&down, told).await;
        for office in [&bureau, &association] {
            office.go(&action).await;
            office.stands("待确认").await;
            office.sees("名单已送教育局。").await;
            office.sees("改为教育局自办").await;
            office.sees(told).await;
        }
        bureau.shot("set-aside").await;
        bureau.moves("确认办结", "已办结").await;

        // One file is lost; the next one says so, and brings what was in it.
        bureau.logs(ASSOCIATION, "商量科普月开幕").await;
        bureau.makes_for(ASSOCIATION).await;
        bureau.logs(ASSOCIATION, "商量科普月闭幕").await;
        association.takes(&bureau.makes_for(ASSOCIATION).await, "包还没有收到").await;
        association.go("#/contact").await;
        association.sees("商量科普月开幕").await;
        association.sees("商量科普月闭幕").await;

        // The association loses its PIN: it is invited again and works in a fresh browser, and its former key counts no more.
        let answer = anew.joins(&bureau.invites(ASSOCIATION).await, ASSOCIATION, "周明").await;
        bureau.takes(&answer, "邀请码相符").await;
        bureau.sit(BUREAU, "经办人").await;
        bureau.go("#/handover").await;
        bureau.sees("换用新密钥，签发后原密钥停用").await;
        bureau.certifies(1).await;
        association.sit(ASSOCIATION, "经办人").await;
        association.logs(BUREAU, "从旧电脑联系").await;
        bureau.declines(&association.makes_for(BUREAU).await, "没有可信的证书").await;
        anew.takes(&bureau.makes_for(ASSOCIATION).await, "由该单位有证书的席位签发").await;
        anew.logs(BUREAU, "从新电脑联系").await;
        bureau.takes(&anew.makes_for(BUREAU).await, "联系").await;
        bureau.go("#/contact").await;
        bureau.sees("从新电脑联系").await;
        assert!(!bureau.text().await.contains("从旧电脑联系"), "of the former key");
        anew.go(&force).await;
        anew.stands("运行中").await;
        anew.sees("郭春兰").await;
    });
}
