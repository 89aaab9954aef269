//! A session by hand: planned, corrected, held and confirmed by a school and an instructor, each at a seat of their own.

use crate::page::{Page, with_page};

const ASSOCIATION: &str = "演示县科学技术协会";
const SCHOOL: &str = "演示县杏坞学校";
const INSTRUCTOR: &str = "王建国（KP0001）";

impl Page {
    /// A step that asks for something: what is filled in, and the state that it leads to.
    pub async fn does_saying(&self, verb: &str, said: &[(&str, &str)], state: &str) {
        self.click("button", verb).await;
        for (field, text) in said {
            self.fill("textbox", field, text).await;
        }
        self.click("button", verb).await;
        self.sees(state).await;
    }

    /// Sits as a person, who has no role to choose.
    pub async fn sits_as(&self, person: &str) {
        self.click("button", "席位：").await;
        self.fill("searchbox", "查找单位", person).await;
        self.click("radio", person).await;
        self.click("button", "确定").await;
        self.sees(&format!("席位：{person}")).await;
    }
}

#[test]
fn c1_6_a_school_adds_corrects_and_confirms_a_session_by_hand() {
    with_page("by_hand", |page| async move {
        page.load_demo().await;
        page.sit(SCHOOL, "经办人").await;
        // What the menu does not offer is not opened by its address.
        page.go("#/policy").await;
        page.sees("本席位没有“政策”这一栏").await;
        page.go("#/session").await;
        page.click("link", "新建").await;
        page.fill("combobox", "科技辅导员", INSTRUCTOR).await;
        page.set("日期", "2026-07-19").await;
        page.set("开始时间", "08:00").await;
        page.fill("textbox", "时长", "90").await;
        page.choose("形式", "科学报告").await;
        page.fill("textbox", "主题", "手工登记的课次").await;
        page.fill("textbox", "参加人数", "40").await;
        page.click("button", "保存").await;
        page.sees("手工登记的课次").await;
        page.sees("已计划").await;
        let session = page.here().await;

        // The wrong hour, mended: it stays the same session.
        page.click("link", "修改").await;
        page.set("开始时间", "10:00").await;
        page.click("button", "保存").await;
        page.sees("10:00").await;
        assert_eq!(page.here().await, session, "it keeps its number");

        // What was held is said by the school, and confirmed by both.
        page.does_saying("登记授课", &[("时长", "45"), ("参加人数", "38")], "待确认").await;
        page.sees("45 分钟").await;
        page.does_saying("确认课时", &[], "待办单位：王建国").await;
        page.sits_as("王建国").await;
        page.click("link", "待办").await;
        page.sees("手工登记的课次").await;
        page.go(&session).await;
        page.does_saying("确认课时", &[("时长", "90")], "已确认").await;
        page.sees("各方填写的时长不一致").await;

        page.sit(SCHOOL, "经办人").await;
        page.go(&session).await;
        page.click("button", "更正").await;
        page.sees("以下签字随之失效，须重新办理").await;
        page.fill("textbox", "理由", "辅导员所记时长有误").await;
        page.click("button", "更正").await;
        page.sees("修改课次").await;
        page.shot("session").await;
    });
}

#[test]
fn c5_7_who_has_no_computer_is_signed_for_and_a_sheet_confirms_with_itself_as_the_paper() {
    with_page("on_paper", |page| async move {
        page.load_demo().await;
        // The county's bureau sits here from the first.
        page.click("link", "数据").await;
        page.upload(SHEET.as_bytes(), "签字表.csv").await;
        page.sees("将办理“依表确认” 1 条，本表随之存档").await;
        page.sees("1 条不能按表办理").await;
        page.sees("课次的日期还没有到").await;
        page.click("button", "导入 3 条").await;
        page.sees("已导入 3 条").await;
        page.opens_first("#/session?q=表中一").await;
        page.sees("依表确认").await;
        page.click("button", "签字表.csv").await;
        page.fill("textbox", "理由", "审计核对").await;
        page.click("button", "另存文件").await;
        assert_eq!(page.downloaded(".csv").await, SHEET.as_bytes(), "the paper as it was given");

        // The school holds one; the association signs for the instructor, who sent the paper.
        page.sit(SCHOOL, "经办人").await;
        page.opens_first("#/session?q=表中二").await;
        page.does_saying("登记授课", &[], "待确认").await;
        page.does_saying("确认课时", &[], "待办单位").await;
        let session = page.here().await;
        page.sit(ASSOCIATION, "经办人").await;
        page.go(&session).await;
        page.click("button", "代李海涛确认课时").await;
        page.attach("签字材料", b"%PDF-1.4 signed", "确认单.pdf").await;
        page.click("button", "确认课时").await;
        page.sees("（代李").await;
        page.sees("已确认").await;
        page.sees("确认单.pdf").await;
    });
}

/// Confirmed on paper, not confirmed, and of a day to come.
const SHEET: &str = "学校标识码,辅导员编号,日期,开始时间,时长,形式,地点,主题,班级数,参加人数,单程距离,课时已确认\n\
    9901220004,KP0001,2026-07-19,08:00,45,科学故事,到校,表中一,1,40,,是\n\
    9901220004,KP0002,2026-07-19,08:00,45,科学故事,到校,表中二,1,40,,否\n\
    9901220004,KP0003,2099-07-19,08:00,45,科学故事,到校,表中三,1,40,,是\n";
