//! The notice on its way down and back, and the joint mechanism, each row played at the seats concerned.

use crate::page::{Page, with_page};

const PROVINCE: &str = "演示省教育厅";
const CITY: &str = "演示市教育局";
const BUREAU: &str = "演示县教育局";
const ASSOCIATION: &str = "演示县科学技术协会";
const SCHOOL: &str = "演示县杏坞学校";

/// The page's clock goes on by ninety days, and somebody comes back to the page.
const SKIP_A_QUARTER: &str = "const Today = Date;
    window.Date = class extends Today {
      constructor(...of) { super(...(of.length ? of : [Today.now() + 90 * 86400000])); }
    };
    window.dispatchEvent(new Event('focus'));";

impl Page {
    /// An approved notice is forwarded to one unit under this number.
    async fn passes_on(&self, number: &str, to: &str) {
        self.click("link", "修改").await;
        self.fill("textbox", "转发文号", number).await;
        self.fill("searchbox", "筛选", to).await;
        self.click("checkbox", to).await;
        self.click("button", "保存").await;
        // The head who approved it is told that nobody else has looked at it.
        self.does("转发下级", "由同一席位连续办理").await;
        self.does("转发下级", "下发 1 家：已签收 0").await;
    }

    /// A unit finds the dispatch in its inbox and signs for it.
    async fn receives(&self, unit: &str, number: &str) {
        self.sit(unit, "经办人").await;
        self.click("link", "待办").await;
        self.sees(number).await;
        self.opens_first(&format!("#/dispatch?q={number}")).await;
        self.sees("待签收").await;
        self.does("签收", "已签收").await;
    }

    /// The notice registered with the receipt is proposed and approved.
    async fn handles(&self, unit: &str, number: &str) {
        self.opens_first(&format!("#/document?q={number}")).await;
        self.click("link", "修改").await;
        self.fill("textbox", "拟办意见", "拟转发下级，按期回报。").await;
        self.click("button", "保存").await;
        self.does("提交拟办", "已拟办").await;
        self.sees("已签名").await;
        self.sit(unit, "负责人").await;
        self.does("批示同意", "已批示").await;
    }

    /// Whoever sits here reports what was done with a dispatch.
    async fn reports(&self, number: &str, measures: &str) {
        self.opens_first(&format!("#/dispatch?q={number}")).await;
        self.click("link", "修改").await;
        self.fill("textbox", "落实措施", measures).await;
        self.click("button", "保存").await;
        self.does("回报落实措施", "已回报").await;
    }

    /// The sender accepts what a recipient reported.
    async fn accepts(&self, unit: &str, recipient: &str, number: &str) {
        self.sit(unit, "经办人").await;
        self.click("link", "待办").await;
        self.sees(number).await;
        self.opens_first(&format!("#/dispatch?q={number}")).await;
        self.sees(recipient).await;
        self.does("确认落实", "已落实").await;
    }
}

#[test]
fn c0_1_c0_2_a_notice_goes_from_the_province_to_a_school_and_what_was_done_comes_back() {
    with_page("c0_2", |page| async move {
        page.load_demo().await;
        page.sit(PROVINCE, "经办人").await;
        page.go("#/document/new").await;
        page.fill("textbox", "文号", "教监管厅函[2026]9号").await;
        page.fill("textbox", "标题", "关于开展科普报告进校园的通知").await;
        page.fill("textbox", "发文机关", "教育部办公厅、中国科协办公厅").await;
        page.click("button", "保存").await;
        page.sees("有 1 处需要改正").await;
        page.fill("textbox", "主送", "各省教育厅、科协").await;
        page.click("button", "保存").await;
        page.sees("六角括号").await;
        page.fill("textbox", "文号", "教监管厅函〔2026〕9号").await;
        page.attach("原件", b"%PDF-1.4 original", "原件.pdf").await;
        page.sees("原件.pdf").await;
        page.click("button", "保存").await;
        page.sees("教监管厅函〔2026〕9号 关于开展科普报告进校园的通知").await;
        page.sees("已登记").await;
        page.click("button", "提交拟办").await;
        page.sees("“提交拟办”之前请先填写").await;
        page.click("link", "拟办意见").await;
        page.fill("textbox", "拟办意见", "拟转发各市，两周内回报。").await;
        // What is typed is there again when the page is left by mistake.
        page.reload().await;
        page.sees("已恢复上次没有保存的内容").await;
        page.click("button", "保存").await;
        page.does("提交拟办", "已拟办").await;
        page.sit(PROVINCE, "负责人").await;
        page.does("批示同意", "已批示").await;
        page.passes_on("豫教函〔2026〕88号", CITY).await;
        page.click("link", "转发件").await;
        page.sees("关于转发《关于开展科普报告进校园的通知》的通知").await;
        page.sees("公开属性：主动公开").await;
        page.shot("letter").await;

        // Each level receives, registers, and passes on to the next.
        page.receives(CITY, "豫教函〔2026〕88号").await;
        page.handles(CITY, "豫教函〔2026〕88号").await;
        page.passes_on("演市教函〔2026〕100号", BUREAU).await;
        page.receives(BUREAU, "演市教函〔2026〕100号").await;
        page.handles(BUREAU, "演市教函〔2026〕100号").await;
        page.passes_on("演教函〔2026〕66号", SCHOOL).await;
        page.click("button", "办结归档").await;
        page.sees("还有下发件没有办结").await;
        page.closes_notices().await;

        page.receives(SCHOOL, "演教函〔2026〕66号").await;
        // A page that is left open counts the days anew.
        page.click("link", "待办").await;
        page.sees("还有").await;
        page.run(SKIP_A_QUARTER).await;
        page.sees("超期").await;
        page.reload().await;
        page.sees("还有").await;
        page.reports("演教函〔2026〕66号", "本月安排科学报告两场。").await;
        // And back up, level by level; one is sent back for more.
        page.accepts(BUREAU, SCHOOL, "演教函〔2026〕66号").await;
        page.reports("演市教函〔2026〕100号", "已转发各校，安排科学报告两场。").await;
        page.sit(CITY, "经办人").await;
        page.click("link", "待办").await;
        page.sees("待他人").await;
        page.opens_first("#/dispatch?q=演市教函〔2026〕100号").await;
        page.click("button", "退回补充").await;
        page.fill("textbox", "理由", "请写明责任人").await;
        page.click("button", "退回补充").await;
        page.sees("请写明责任人").await;
        page.click("button", "撤回上一步").await;
        page.sees("已回报").await;
        page.does("确认落实", "已落实").await;
        page.reports("豫教函〔2026〕88号", "已转发各区县，落实情况见附表。").await;
        page.accepts(PROVINCE, CITY, "豫教函〔2026〕88号").await;
        page.opens_first("#/document?q=教监管厅函〔2026〕9号").await;
        page.sees("下发 1 家：已签收 1，已转发 1，已落实 1").await;
        page.does("办结归档", "已办结").await;
        // Another county's seat sees none of it.
        page.sit("演示乙区教育局", "经办人").await;
        page.sees("不在本席位的查看范围内").await;
    });
}

#[test]
fn c5_1_c5_2_c5_3_a_task_force_is_signed_by_both_meets_and_asks_for_things() {
    with_page("c5_2", |page| async move {
        page.load_demo().await;
        page.sit(ASSOCIATION, "经办人").await;
        page.click("link", "待办").await;
        page.sees("1 家单位没有在任的专门人员").await;
        page.click("link", "登记责任人").await;
        page.fill("textbox", "责任部门", "科普部").await;
        page.fill("textbox", "专门人员", "胡志强").await;
        page.fill("textbox", "办公电话", "0371-2222").await;
        page.click("button", "保存").await;
        page.sees("科普部").await;
        // A telephone number is hidden until somebody says what it is needed for, and the journal keeps it.
        page.ready().await;
        assert!(!page.text().await.contains("0371-2222"), "hidden");
        page.click("button", "显示").await;
        page.fill("textbox", "理由", "联系科普月安排").await;
        page.click("button", "显示个人信息").await;
        page.sees("0371-2222").await;
        page.go("#/data").await;
        page.sees("查看个人信息").await;
        page.sees("：联系科普月安排").await;
        // Whoever keeps the record erases what is personal of it, for good, when somebody asks for it.
        page.opens_first("#/responsibility?q=胡志强").await;
        page.click("button", "清除个人信息…").await;
        page.sees("清除办公电话").await;
        page.sees("清除后不能恢复").await;
        page.fill("textbox", "理由", "本人来电要求").await;
        page.click("checkbox", "仍要办理").await;
        page.shot("erase").await;
        page.click("button", "清除个人信息").await;
        page.sees("已清除个人信息").await;
        assert!(!page.has("button", "显示").await && !page.has("button", "清除个人信息…").await);
        page.closes_notices().await;
        page.go("#/data").await;
        page.sees("：本人来电要求").await;
        page.click("link", "待办").await;
        page.ready().await;
        assert!(!page.text().await.contains("没有在任的专门人员"), "the post is filled");

        page.sit(BUREAU, "经办人").await;
        page.go("#/task-force/new").await;
        page.fill("textbox", "专班名称", "科普月工作专班").await;
        page.fill("textbox", "负责人", "马德生").await;
        for (row, name, unit) in [(1, "何立新", BUREAU), (2, "郭春兰", ASSOCIATION)] {
            page.click("button", "添加一行").await;
            page.fill("textbox", &format!("姓名 {row}"), name).await;
            page.fill("combobox", &format!("单位 {row}"), unit).await;
            if row == 1 {
                page.click("button", "保存").await;
                page.does("提交会签", "两家").await;
                page.closes_notices().await;
                page.click("link", "修改").await;
            }
        }
        page.click("button", "保存").await;
        page.does("提交会签", "会签中").await;
        page.sit(ASSOCIATION, "负责人").await;
        page.click("link", "待办").await;
        page.sees("科普月工作专班").await;
        page.opens("科普月工作专班").await;
        page.click("button", "会签").await;
        page.sees("待办单位：演示县教育局").await;
        page.sit(BUREAU, "负责人").await;
        page.does("会签", "运行中").await;

        page.go("#/meeting/new").await;
        page.fill("combobox", "专班", "科普月工作专班").await;
        page.fill("textbox", "议题", "科普月安排").await;
        page.fill("textbox", "会议纪要", "科协提供报告人名单。").await;
        page.click("button", "添加一行").await;
        page.fill("textbox", "事项 1", "提供报告人名单").await;
        page.fill("combobox", "责任单位 1", ASSOCIATION).await;
        page.run("const due = document.querySelector('[aria-label=\"完成期限 1\"]'); due.value = '2030-01-15'; due.dispatchEvent(new Event('input', { bubbles: true }))")
            .await;
        page.click("button", "保存").await;
        page.does("印发纪要", "纪要已印发").await;

        page.sit(ASSOCIATION, "经办人").await;
        page.click("link", "待办").await;
        page.opens("提供报告人名单").await;
        page.click("link", "修改").await;
        page.fill("textbox", "办理结果", "名单已送教育局。").await;
        page.click("button", "保存").await;
        page.does("报告办结", "待确认").await;
        page.sit(BUREAU, "经办人").await;
        page.does("确认办结", "已办结").await;

        page.go("#/contact/new").await;
        page.fill("combobox", "对方单位", ASSOCIATION).await;
        page.fill("textbox", "事由", "商量科普月开幕").await;
        page.click("button", "保存").await;
        page.sees("商量科普月开幕").await;
        page.go("#/contact").await;
        page.sees("共 4 条").await;
    });
}

#[test]
fn c0_3_outcomes_stand_beside_counts_and_clauses_lead_to_their_records() {
    with_page("c0_3", |page| async move {
        page.load_demo().await;
        page.sees("有科普课后服务的学校 58 / 60").await;
        page.sees("课次占").await;
        page.sees("通知逐条进展").await;
        page.click("link", "科技辅导员 41/41").await;
        page.sees("共 41 条").await;
    });
}

#[test]
fn c5_4_c5_6_needs_meet_supply_in_a_round_that_goes_on_to_the_next_term() {
    with_page("c5_4", |page| async move {
        page.load_demo().await;
        page.sit(SCHOOL, "经办人").await;
        page.go("#/need/new").await;
        page.choose("领域", "天文航天").await;
        page.choose("形式", "科学报告").await;
        page.choose("学段", "初中").await;
        page.click("checkbox", "周三").await;
        page.fill("textbox", "次数", "0").await;
        page.sees("0 不在 1～200 之间").await;
        page.fill("textbox", "次数", "500").await;
        page.fill("textbox", "次数", "160").await;
        page.click("button", "保存").await;
        page.does("填报", "已填报").await;

        page.sit(BUREAU, "经办人").await;
        page.go("#/needs-round?state=open").await;
        page.run("document.querySelector('[role=grid]').focus()").await;
        page.types("\u{E007}").await;
        page.sees("供需缺口").await;
        let round = page.run("return decodeURIComponent(location.hash.split('/').at(-1))").await;
        let round = round.as_str().expect("an id").to_owned();
        page.sees("天文航天").await;
        page.sit(BUREAU, "负责人").await;
        page.click("button", "暂停填报").await;
        page.fill("textbox", "理由", "等待校历调整").await;
        page.click("button", "暂停填报").await;
        page.sees("等待校历调整").await;
        page.does("恢复填报", "填报中").await;
        page.does("截止填报", "缺口分析").await;

        // Filing is over: the school's draft stays a draft.
        page.sit(SCHOOL, "经办人").await;
        page.go("#/need/new").await;
        page.choose("领域", "数学").await;
        page.choose("形式", "科学故事").await;
        page.choose("学段", "初中").await;
        page.fill("textbox", "次数", "2").await;
        page.fill("combobox", "对接轮次", &round).await;
        page.click("button", "保存").await;
        page.does("填报", "本轮对接未在填报中").await;

        page.sit(BUREAU, "经办人").await;
        page.go(&format!("#/needs-round/{round}")).await;
        page.does("转入匹配", "匹配中").await;
        page.does("结束本轮", "已结束").await;
        page.go("#/needs-round").await;
        page.click("link", "学期结转").await;
        page.sees("→").await;
        page.click("button", "结转 2 项").await;
        page.sees("已结转 2 项").await;
        page.click("button", "撤销").await;
        page.click("checkbox", "→").await;
        page.click("button", "结转 1 项").await;
        page.sees("已结转 1 项").await;
        page.click("checkbox", "→").await;
        page.click("button", "结转 1 项").await;
        page.sees("现在没有可结转的内容").await;
        page.go("#/needs-round?state=draft").await;
        page.sees("共 1 条").await;
        page.go("#/needs-round?state=archived").await;
        page.sees("共 1 条").await;
        // The school's need of the last round is the beginning of the next.
        page.sit(SCHOOL, "经办人").await;
        page.go("#/need?f.subject=天文航天").await;
        page.run("document.querySelector('[role=grid]').focus()").await;
        page.types("\u{E007}").await;
        page.click("link", "结转新建").await;
        page.sees("新建学校需求").await;
        page.find("checkbox", "周三").await;
    });
}
