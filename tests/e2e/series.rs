//! What runs through a term, each form in its own shape, and what those who were there say of its sessions.

use crate::page::{Page, with_page};

const SCHOOL: &str = "演示县杏坞学校";

impl Page {
    /// A draft of a series of the school.
    async fn writes_a_series(&self, name: &str, form: &str) {
        self.go("#/series/new").await;
        self.fill("textbox", "名称", name).await;
        self.choose("形式", form).await;
        self.fill("combobox", "科技辅导员", "王建国（KP0001）").await;
        let ends = "return new Date(Date.now() + 40 * 864e5).toISOString().slice(0, 10)";
        let ends = self.run(ends).await.as_str().expect("a day").to_owned();
        self.set("结束日期", &ends).await;
    }

    /// Writes down who came of which class and what was done, and records the session as held.
    async fn logs_a_session(&self, classes: [&str; 2], together: &str, log: &str) {
        self.click("link", "修改").await;
        self.fill("textbox", "班级数", "2").await;
        self.fill("textbox", "参加人数", together).await;
        for (row, (class, pupils)) in (1..).zip([("四（1）班", classes[0]), ("四（2）班", classes[1])])
        {
            self.click("button", "添加一行").await;
            self.fill("textbox", &format!("班级 {row}"), class).await;
            self.fill("textbox", &format!("人数 {row}"), pupils).await;
        }
        self.fill("textbox", "活动记录", log).await;
        self.click("button", "保存").await;
        self.sees("已保存").await;
        self.closes_notices().await;
        self.does_saying("登记授课", &[], "待确认").await;
    }
}

#[test]
fn c1_8_a_course_follows_its_syllabus_a_club_its_roster_and_a_difference_is_settled() {
    with_page("series", |page| async move {
        page.load_demo().await;
        page.sit(SCHOOL, "经办人").await;
        page.writes_a_series("月球课堂", "科技社团").await;
        page.sees("成员名册").await;
        // A course asks for a syllabus instead.
        page.choose("形式", "科普课程").await;
        for (row, topic) in [(1, "月相"), (2, "环形山")] {
            page.click("button", "添加一行").await;
            page.fill("textbox", &format!("第几课 {row}"), &row.to_string()).await;
            page.fill("textbox", &format!("课题 {row}"), topic).await;
        }
        assert!(!page.text().await.contains("成员名册"), "a course has no roster");
        page.shot("a course").await;
        assert!(page.violations().await.is_empty(), "{:?}", page.violations().await);
        page.click("button", "保存").await;
        page.sees("月球课堂").await;
        page.moves("开始活动", "进行中").await;
        page.sees("还没有安排").await;
        let course = page.here().await;

        // Its lessons follow each other over the days of the term.
        page.closes_notices().await;
        page.click("button", "排整学期课次").await;
        page.sees("大纲还有 2 课没有安排").await;
        page.click("checkbox", "周三").await;
        page.set("开始时间", "07:00").await;
        page.fill("spinbutton", "预计人数", "60").await;
        page.click("button", "列出日期").await;
        page.sees("第 2 课 环形山").await;
        page.click("button", "登记 2 个课次").await;
        page.sees("已登记 2 个课次").await;
        page.sees("大纲 2 课；已排 2 个课次").await;
        page.closes_notices().await;

        // Two lessons are held, with who came and what was done.
        page.passes(40).await;
        page.click("link", "第 1 课").await;
        page.sees("月相").await;
        let session = page.here().await;
        page.logs_a_session(["30", "31"], "61", "做月相盒，看图说月相。").await;
        page.go(&course).await;
        page.click("link", "第 2 课").await;
        page.sees("环形山").await;
        page.logs_a_session(["29", "30"], "59", "沙盘模拟撞击，量坑的大小。").await;
        page.go(&course).await;
        page.sees("已授 2 个课次").await;
        page.sees("2 个课次平均到场 60 人").await;
        page.sees("沙盘模拟撞击").await;
        page.shot("a log").await;
        assert!(page.violations().await.is_empty(), "{:?}", page.violations().await);

        // The instructor says ninety minutes; the school takes that on, and both sign again.
        page.go(&session).await;
        page.does_saying("确认课时", &[], "待办单位：王建国").await;
        page.sits_as("王建国").await;
        page.go(&session).await;
        page.does_saying("确认课时", &[("时长", "90")], "各方所填不一致").await;
        page.sees("改为与记录一致").await;
        page.sit(SCHOOL, "经办人").await;
        page.go(&session).await;
        page.shot("said").await;
        assert!(page.violations().await.is_empty(), "{:?}", page.violations().await);
        page.click("button", "按此更正").await;
        page.sees("各方重新确认以前不计补助").await;
        page.click("button", "按此更正").await;
        page.stands("待确认").await;
        page.sees("按王建国所填更正").await;
        page.does_saying("确认课时", &[], "待办单位：王建国").await;
        page.sits_as("王建国").await;
        page.go(&session).await;
        page.does_saying("确认课时", &[], "已确认").await;
        page.sees("各方所填与课次记录一致").await;

        // A club without a roster does not start, and is led to where it is filled in.
        page.sit(SCHOOL, "经办人").await;
        page.writes_a_series("机器人小组", "兴趣小组").await;
        page.click("button", "保存").await;
        page.sees("机器人小组").await;
        page.click("button", "开始活动").await;
        page.sees("“开始活动”之前请先填写").await;
        page.click("link", "成员名册").await;
        page.click("button", "添加一行").await;
        page.fill("textbox", "班级 1", "五（1）班").await;
        page.fill("textbox", "人数 1", "18").await;
        page.click("button", "保存").await;
        page.sees("已保存").await;
        page.closes_notices().await;
        page.moves("开始活动", "进行中").await;
        page.sees("名册 18 人").await;
    });
}
