//! A teacher's week on the board: moved by keyboard, told a clash, a day cancelled and brought back, taken along as a calendar.

use crate::page::{Page, with_page};

const SCHOOL: &str = "演示县杏坞学校";
const FIRST: &str = "王建国（KP0001）";
const SECOND: &str = "李海涛（KP0002）";

const DOWN: char = '\u{E015}';
const RIGHT: char = '\u{E014}';
const ESCAPE: char = '\u{E00C}';
const ENTER: char = '\u{E007}';

impl Page {
    /// A session as the school's form has it.
    async fn plans(&self, day: &str, instructor: &str, topic: &str) {
        self.go("#/session/new").await;
        self.fill("combobox", "科技辅导员", instructor).await;
        self.set("日期", day).await;
        self.set("开始时间", "16:30").await;
        self.fill("textbox", "时长", "45").await;
        self.choose("形式", "科学报告").await;
        self.fill("textbox", "主题", topic).await;
        self.fill("textbox", "参加人数", "40").await;
        self.click("button", "保存").await;
        self.sees("已计划").await;
    }

    /// Presses keys on a session of the board.
    async fn presses(&self, topic: &str, keys: &[char]) {
        let block = self.find("button", topic).await;
        block.send_keys(&keys.iter().collect::<String>()).await.expect("keys");
    }
}

#[test]
fn c1_6_a_teacher_does_a_week_on_the_timetable() {
    with_page("timetable", |page| async move {
        page.load_demo().await;
        page.sit(SCHOOL, "经办人").await;
        page.plans("2026-07-15", FIRST, "月球与潮汐").await;
        page.plans("2026-07-15", SECOND, "植物的一年").await;
        page.plans("2026-07-16", FIRST, "声音的秘密").await;

        // From the tables of its section; the week stands in the address.
        page.go("#/session").await;
        page.click("link", "课表").await;
        page.sees("演示县杏坞学校课表").await;
        page.go("#/timetable?week=2026-07-13").await;
        page.sees("2026-07-13 — 2026-07-19").await;
        page.sees("16:30–17:15").await;
        page.shot("timetable").await;
        assert_eq!(page.violations().await, Vec::<String>::new());

        // A day on the instructor has another session: told, and not stored.
        page.presses("月球与潮汐", &[RIGHT]).await;
        page.sees("该辅导员当日此时已有课次").await;
        page.sees("不能放在这里").await;
        page.presses("月球与潮汐", &[ENTER]).await;
        // While it waits no other is moved: that would put it back unasked.
        page.presses("植物的一年", &[DOWN]).await;
        page.sees("请先保存或放回“月球与潮汐”").await;
        page.sees("不能放在这里").await;
        page.presses("月球与潮汐", &[ESCAPE]).await;
        page.presses("月球与潮汐", &[DOWN, DOWN]).await;
        page.sees("16:40–17:25").await;
        page.presses("月球与潮汐", &[ENTER]).await;
        page.sees("课次已移动").await;
        page.click("button", "撤销").await;
        page.sees("已撤销").await;
        assert!(!page.text().await.contains("16:40–17:25"), "it is where it was");

        // Pressed it opens, with its next steps.
        page.click("button", "声音的秘密").await;
        page.waits("button", "登记授课").await;
        page.waits("button", "登记未授课").await;
        page.click("button", "关闭").await;

        page.click("button", "全天取消：2026-07-15").await;
        page.fill("textbox", "理由", "暴雨红色预警，全天停课").await;
        page.click("button", "取消课次").await;
        page.sees("取消课次：").await;
        page.sees("已取消").await;
        page.click("button", "撤销").await;
        page.sees("已撤销").await;
        assert!(!page.text().await.contains("已取消"), "both are planned again");

        page.click("button", "导出日历").await;
        let calendar = String::from_utf8(page.downloaded(".ics").await).expect("UTF-8");
        assert!(calendar.starts_with("BEGIN:VCALENDAR\r\n") && calendar.contains("DTSTART:20260715T083000Z"));
        assert!(calendar.replace("\r\n ", "").contains("SUMMARY:演示数据 · 月球与潮汐"));
    });
}
