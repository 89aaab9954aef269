//! What comes of the activities: a class is asked before and after, and nobody but its school sees what a single class says.

use crate::page::{Page, with_page};

const SCHOOL: &str = "演示县杏坞学校";
const BUREAU: &str = "演示县教育局";

impl Page {
    /// The counts of a survey, a line a statement, and the sheets that they come from.
    async fn counts(&self, sheets: (&str, &str), lines: [[&str; 3]; 3]) {
        self.fill("textbox", sheets.0, sheets.1).await;
        for (row, line) in (1..).zip(lines) {
            for (answer, count) in ["完全符合", "有点符合", "不符合"].into_iter().zip(line) {
                self.fill("textbox", &format!("{answer} {row}"), count).await;
            }
        }
    }

    /// The groups that stand in the tables of the page.
    async fn groups(&self) -> Vec<String> {
        let names = "return [...document.querySelectorAll('tbody th')].map((head) => head.textContent)";
        let names = self.run(names).await;
        names.as_array().into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect()
    }
}

#[test]
fn c1_9_a_class_is_asked_before_and_after_and_its_bureau_sees_sums_of_no_single_class() {
    with_page("outcomes", |page| async move {
        page.load_demo().await;
        page.sit(SCHOOL, "经办人").await;

        // The paper for the class, without anybody's name.
        page.go("#/pupil-survey").await;
        page.click("link", "打印问卷").await;
        page.sees("不写名字").await;
        page.sees(SCHOOL).await;
        page.sees("成效调查计数表").await;
        assert_eq!(page.violations().await, [""; 0], "the paper");
        page.shot("survey-sheet").await;

        // Before: a sum that does not agree is told with its line.
        page.go("#/pupil-survey/new").await;
        page.fill("textbox", "学期", "2025-2").await;
        page.fill("textbox", "班级", "四（3）班").await;
        page.fill("textbox", "参加活动的学生", "30").await;
        page.choose("形式", "科技社团").await;
        page.choose("领域", "天文航天").await;
        page.set("后测日期", "2026-06-26").await;
        page.counts(("前测收回份数", "28"), [["10", "12", "6"], ["5", "15", "8"], ["4", "14", "9"]]).await;
        page.click("button", "保存").await;
        page.sees("第 3 行“创新能力”：各项人数之和不等于收回份数").await;
        page.fill("textbox", "不符合 3", "10").await;
        page.click("button", "保存").await;
        page.sees("四（3）班 天文航天·科技社团").await;
        page.does("登记前测", "待后测").await;

        // After.
        page.click("link", "修改").await;
        page.counts(("后测收回份数", "28"), [["17", "8", "3"], ["10", "13", "5"], ["9", "13", "6"]]).await;
        page.click("button", "保存").await;
        page.sees("待后测").await;
        page.does("报送", "已报送").await;
        page.sees("完全符合 35.7% → 60.7%，+25 个百分点").await;
        let survey = page.here().await;
        page.shot("pupil-survey").await;

        // The school sees its class; the bureau sees sums, in which the village's six pupils stand with others.
        page.go("#/outcomes?term=2025-2").await;
        page.sees("本校各班").await;
        page.click("link", "四（3）班").await;
        page.sees("已报送").await;
        page.sit(BUREAU, "经办人").await;
        page.go(&survey).await;
        page.ready().await;
        assert!(!page.text().await.contains("35.7%"), "a bureau opens no single class");
        page.go("#/pupil-survey").await;
        page.sees("各班的调查只在本校逐条显示").await;
        page.click("link", "成效结果").await;
        page.go("#/outcomes?term=2025-2").await;
        page.sees("不足 10 人的组").await;
        page.run("document.querySelector('.switch button:last-child').click()").await;
        page.sees("各形式的变化").await;
        let groups = page.groups().await;
        assert!(
            groups.iter().any(|name| name.starts_with("其他：") && name.contains("科学故事")),
            "{groups:?}"
        );
        assert!(!groups.iter().any(|name| name == "科学故事" || name.contains('班')), "{groups:?}");
        assert_eq!(page.violations().await, [""; 0], "the outcomes");
        page.shot("outcomes").await;
        page.click("button", "导出 Excel").await;
        assert!(!page.downloaded(".xlsx").await.is_empty());
        page.go("#/?term=2025-2").await;
        page.sees("学生自评“完全符合”（前测 → 后测）").await;
    });
}
