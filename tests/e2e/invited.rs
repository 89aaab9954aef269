//! A notice on its way down from the province, and sixty schools that are invited at once: offices in browsers of their own.

use crate::page::{Page, with_pages};

const PROVINCE: &str = "河南省教育厅";
const CITY: &str = "郑州市教育局";
const COUNTY: &str = "中牟县教育局";

impl Page {
    /// What was registered is proposed, approved by the head, and passed on to one unit by the officer.
    async fn passes_down(&self, unit: &str, number: &str, to: &str) {
        let document = self.here().await;
        self.moves("提交拟办", "已拟办").await;
        self.sit(unit, "负责人").await;
        self.go(&document).await;
        self.moves("批示同意", "已批示").await;
        self.sit(unit, "经办人").await;
        self.go(&document).await;
        self.click("link", "修改").await;
        self.fill("textbox", "转发文号", number).await;
        self.fill("textbox", "转发正文", "请按期回报。").await;
        if self.has("searchbox", "筛选").await {
            self.fill("searchbox", "筛选", to).await;
        }
        self.click("checkbox", to).await;
        self.click("button", "保存").await;
        self.does("转发下级", "下发 1 家：已签收 0").await;
    }

    /// What came is signed for, and what it brought is registered here with an opinion.
    async fn receives_and_proposes(&self, unit: &str, number: &str) {
        self.opens_first(&format!("#/dispatch?q={number}")).await;
        self.moves("签收", "已签收").await;
        self.opens_first(&format!("#/document?q={number}&f.unit={unit}")).await;
        self.click("link", "修改").await;
        self.fill("textbox", "拟办意见", "拟转发下级。").await;
        self.click("button", "保存").await;
        self.sees("已保存").await;
        self.closes_notices().await;
    }

    /// What was done about it is reported to whoever sent it.
    async fn reports_up(&self, number: &str, measures: &str) {
        self.opens_first(&format!("#/dispatch?q={number}")).await;
        self.click("link", "修改").await;
        self.fill("textbox", "落实措施", measures).await;
        self.click("button", "保存").await;
        self.moves("回报落实措施", "已回报").await;
    }
}

#[test]
fn c0_1_c0_2_a_notice_goes_from_the_province_down_to_a_county_and_what_was_done_comes_up() {
    with_pages("chain", |[province, city, county]| async move {
        province.begins_alone(PROVINCE).await;
        province.head_joins(PROVINCE, "孙华").await;
        province.sit(PROVINCE, "经办人").await;
        province.certifies(1).await;
        province.brings_in(&city, CITY, "陈静").await;
        // Its mail lets no archive through.
        city.writes_texts().await;
        city.brings_in(&county, COUNTY, "张丽").await;
        city.head_joins(CITY, "刘洋").await;
        city.sit(CITY, "经办人").await;

        province.go("#/document/new").await;
        for (field, text) in [
            ("文号", "教监管厅函〔2026〕9号"),
            ("标题", "关于开展科普报告进校园的通知"),
            ("发文机关", "教育部办公厅、中国科协办公厅"),
            ("主送", "各省教育厅、科协"),
            ("拟办意见", "拟转发各市"),
        ] {
            province.fill("textbox", field, text).await;
        }
        province.attach("原件", b"%PDF-1.4 original", "原件.pdf").await;
        province.sees("原件.pdf").await;
        province.click("button", "保存").await;
        province.sees("已登记").await;
        let notice = province.here().await;
        province.passes_down(PROVINCE, "豫教函〔2026〕88号", CITY).await;
        city.takes(&province.makes_for(CITY).await, "新的一条 待签收").await;

        // The city's head approves before anybody has certified the head: the county is told, and waits.
        city.receives_and_proposes("410100-edu", "豫教函〔2026〕88号").await;
        city.passes_down(CITY, "郑教函〔2026〕100号", COUNTY).await;
        county.takes(&city.makes_for(COUNTY).await, "待核验：签名的席位还没有可信的证书").await;
        county.opens_first("#/dispatch?q=郑教函").await;
        county.stands("待签收").await;
        province.takes(&city.makes_for(PROVINCE).await, "待签收 → 已签收").await;
        province.certifies(1).await;
        city.takes(&province.makes_for(CITY).await, "由该单位有证书的席位签发").await;
        county.takes(&city.makes_for(COUNTY).await, "已转发").await;
        county.opens_first("#/document?q=豫教函").await;
        county.sees("请按期回报。").await;
        county.sees("原件.pdf").await;

        // And up again, level by level.
        county.receives_and_proposes("410122-edu", "郑教函〔2026〕100号").await;
        county.reports_up("郑教函〔2026〕100号", "安排科学报告两场。").await;
        city.takes(&county.makes_for(CITY).await, "待签收 → 已回报").await;
        city.opens_first("#/dispatch?q=郑教函").await;
        city.sees("安排科学报告两场。").await;
        city.moves("确认落实", "已落实").await;
        city.reports_up("豫教函〔2026〕88号", "已转发各县，安排科学报告两场。").await;
        province.takes(&city.makes_for(PROVINCE).await, "已签收 → 已回报").await;
        province.opens_first("#/dispatch?q=豫教函").await;
        province.moves("确认落实", "已落实").await;
        province.go(&notice).await;
        province.sees("下发 1 家：已签收 1，已转发 1，已落实 1").await;
        province.moves("办结归档", "已办结").await;
        county.takes(&city.makes_for(COUNTY).await, "已回报 → 已落实").await;
    });
}

/// A county's register of schools, as its bureau keeps it in a sheet.
fn sixty_schools() -> String {
    let line = |n: usize| {
        let rural = if n.is_multiple_of(3) { "是" } else { "否" };
        format!(
            "41012202{n:02},中牟县第{n}小学,410122,小学,{rural},否,{},16:30,18:00,中牟县财政局\n",
            300 + n
        )
    };
    let head =
        "学校标识码,学校名称,县区代码,学段,农村学校,薄弱学校,学生数,课后服务开始,课后服务结束,支付单位\n";
    std::iter::once(head.to_owned()).chain((1..=60).map(line)).collect()
}

#[test]
fn c0_2_c5_5_sixty_schools_are_invited_at_once_and_one_joins() {
    with_pages("sixty", |[county, school]| async move {
        county.begins_alone(COUNTY).await;
        county.go("#/data").await;
        county.upload(sixty_schools().as_bytes(), "学校.csv").await;
        county.click("button", "导入 60 条").await;
        county.sees("已导入 60 条").await;
        county.go("#/handover").await;
        county.sees("中牟县第60小学").await;
        county.click("button", "全选").await;
        county.click("button", "生成邀请（61 家）").await;
        let mut files = county.all_downloaded(".keqiao", 61).await;
        county.sees("已存下 61 个文件").await;
        county.closes_notices().await;
        county.shot("sixty").await;

        let unit = "中牟县第7小学";
        let is_its = |name: &str| name.contains(unit);
        let name = files.keys().find(|name| is_its(name)).cloned().expect("a file for the school");
        let invitation = (county.code_for(unit).await, files.remove(&name).expect("a file"));
        let answer = school.joins(&invitation, unit, "王芳").await;
        county.takes(&answer, "邀请码相符").await;
        county.certifies(1).await;
        school.takes(&county.makes_for(unit).await, "由该单位有证书的席位签发").await;
        school.opens_first("#/school?q=第9小学").await;
        school.sees("农村学校 是").await;
        // Whoever has not answered yet is still listed, with the letter.
        county.go("#/handover").await;
        county.sees("已邀请，未加入").await;
        let silent = "document.querySelector('#hand-over details textarea').value";
        let silent = county.run(&format!("return {silent}")).await;
        let silent = silent.as_str().expect("a list").to_owned();
        assert!(silent.contains("已邀请，还没有加入（60 家）：") && silent.contains("第9小学"), "{silent}");
        assert!(!silent.contains("第7小学、"), "{silent}");
        assert_eq!(county.run("return document.querySelectorAll('.invitation').length").await, 60);
    });
}
