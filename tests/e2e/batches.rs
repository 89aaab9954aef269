//! Payment batches: from sessions that were confirmed to what a person is paid, between a county and a school.

use crate::page::with_pages;

const COUNTY: &str = "中牟县教育局";
const SCHOOL: &str = "中牟县刁家乡小学";

/// A rural school, a professor, and an appointment for the term, as the county has them.
const SHEETS: [(&str, &str); 3] = [
    (
        "学校.csv",
        "学校标识码,学校名称,县区代码,学段,农村学校,薄弱学校,学生数,课后服务开始,课后服务结束,支付单位\n\
         4101220009,中牟县刁家乡小学,410122,小学,是,否,260,16:30,18:00,中牟县财政局\n",
    ),
    (
        "辅导员.csv",
        "辅导员编号,姓名,工作单位,职称,校外人员,收款方,入职查询日期,推荐单位\n\
         KP2001,孟向东,郑州某研究所,正高级,是,本人,2026-02-10,中牟县教育局\n",
    ),
    ("聘任.csv", "学校标识码,辅导员编号,聘任起,聘任止\n4101220009,KP2001,2026-03-02,2026-07-10\n"),
];

/// Two afternoons, as the school enters them, and one that is online.
const SESSIONS: &str = "学校标识码,辅导员编号,日期,开始时间,时长,形式,地点,主题,班级数,参加人数,单程距离\n\
    4101220009,KP2001,2026-05-12,16:30,90,科学报告,到校,山乡的星空,1,40,50\n\
    4101220009,KP2001,2026-05-14,16:30,90,科学报告,到校,一粒种子,1,40,50\n\
    4101220009,KP2001,2026-05-15,16:30,45,科学报告,线上,云上问答,1,40,\n";

#[test]
fn c5_7_sessions_are_batched_agreed_approved_and_paid_between_a_county_and_a_school() {
    with_pages("batches", |[county, school]| async move {
        county.begins_alone(COUNTY).await;
        for (name, sheet) in SHEETS {
            county.go("#/data").await;
            county.upload(sheet.as_bytes(), name).await;
            let count = sheet.lines().count() - 1;
            county.click("button", &format!("导入 {count} 条")).await;
            county.sees(&format!("已导入 {count} 条")).await;
            county.closes_notices().await;
        }
        county.brings_in(&school, SCHOOL, "何苗").await;
        county.head_joins(COUNTY, "李明").await;
        county.sit(COUNTY, "经办人").await;
        county.certifies(1).await;

        // The school enters its sessions and confirms them; the county signs for the professor, who has no computer.
        school.go("#/data").await;
        school.upload(SESSIONS.as_bytes(), "课次.csv").await;
        school.click("button", "导入 3 条").await;
        school.sees("已导入 3 条").await;
        school.closes_notices().await;
        let topics = ["山乡的星空", "一粒种子"];
        for topic in topics {
            school.opens_first(&format!("#/session?q={topic}")).await;
            school.does_saying("登记授课", &[], "待确认").await;
            school.does_saying("确认课时", &[], "待办单位").await;
        }
        school.opens_first("#/session?q=云上问答").await;
        school.does_saying("登记授课", &[], "待确认").await;
        county.takes(&school.makes_for(COUNTY).await, "由该单位有证书的席位签发").await;
        for topic in topics {
            county.opens_first(&format!("#/session?q={topic}")).await;
            county.click("button", "代孟向东确认课时").await;
            county.attach("签字材料", b"%PDF-1.4 signed", "确认单.pdf").await;
            county.click("button", "确认课时").await;
            county.stands("已确认").await;
        }

        // 1,000 元 an hour for two hours, a fifth more at a rural school, 20 km beyond the first thirty: 2,420.00 each.
        county.go("#/subsidy").await;
        county.click("button", "编制批次…").await;
        county.click("button", "核算").await;
        county.sees("2 个课次，1 所学校，税后共 4,840.00 元").await;
        county.shot("planned").await;
        assert_eq!(county.violations().await, [""; 0], "a batch that is worked out");
        county.click("button", "送学校确认").await;
        county.sees("等各校确认").await;
        county.closes_notices().await;
        let batch = county.here().await;
        county.stands("学校确认中").await;
        for told in ["不计发的课次", "云上问答", "怎样才能计发"] {
            county.sees(told).await;
        }
        county.click("button", "审核").await;
        county.click("button", "审核").await;
        county.sees("还有 1 所学校没有确认").await;
        county.types("\u{E00C}").await;
        county.closes_notices().await;

        // The school finds its part in the inbox, and something to say.
        school.takes(&county.makes_for(SCHOOL).await, "由该单位有证书的席位签发").await;
        school.go("#/inbox").await;
        school.sees("学校确认单").await;
        school.opens_first("#/school-statement").await;
        let statement = school.here().await;
        school.sees("2,420.00").await;
        school.sees("云上问答").await;
        school.with_reason("提出异议", "第二次是 60 分钟吧？", "学校有异议").await;
        county.takes(&school.makes_for(COUNTY).await, "待学校确认 → 学校有异议").await;
        county.go(&statement).await;
        county.sees("第二次是 60 分钟吧？").await;
        county.with_reason("答复后再送", "签到表为 90 分钟", "待学校确认").await;
        school.takes(&county.makes_for(SCHOOL).await, "学校有异议 → 待学校确认").await;
        school.go(&statement).await;
        school.moves("确认无误", "学校已确认").await;
        county.takes(&school.makes_for(COUNTY).await, "待学校确认 → 学校已确认").await;

        // Reviewed, approved by the head, paid; tax is that of the month of payment.
        county.go(&batch).await;
        county.click("button", "审核").await;
        county.moves("审核", "待批准").await;
        for sum in ["4,840.00", "921.90", "5,761.90"] {
            county.sees(sum).await;
        }
        county.sit(COUNTY, "负责人").await;
        county.go(&batch).await;
        county.moves("批准", "待发放").await;
        county.sit(COUNTY, "经办人").await;
        county.go(&batch).await;
        county.click("button", "登记发放").await;
        county.fill("textbox", "支付凭证号", "牟财补〔2026〕31 号").await;
        let day = county.days_ago(0).await;
        county.set("发放日期", &day).await;
        county.moves("登记发放", "已发放").await;
        county.sees("牟财补〔2026〕31 号").await;
        county.click("button", "导出 Excel 发放表").await;
        county.fill("textbox", "理由", "交县财政局拨付").await;
        county.click("button", "导出发放表").await;
        assert!(!county.downloaded(".xlsx").await.is_empty());
        county.closes_notices().await;
        county.click("button", "导出银行代发和个税表…").await;
        county.sees("未登记账号的 1 人").await;
        county.fill("textbox", "理由", "交县财政局代发").await;
        county.click("button", "导出银行代发和个税表").await;
        assert!(!county.downloaded(".xlsx").await.is_empty());
        county.closes_notices().await;
        county.shot("paid").await;
        assert_eq!(county.violations().await, [""; 0], "a batch that was paid");

        // The bank sends the transfer back: the next batch pays it again. It was a mistake of the bank's.
        county.opens_first("#/pay-slip").await;
        county.click("button", "登记退票").await;
        county.fill("textbox", "理由", "户名不符").await;
        county.set("退票日期", &day).await;
        county.moves("登记退票", "银行退票").await;
        county.stands("银行退票").await;
        let slip = county.here().await;
        assert_eq!(county.violations().await, [""; 0], "a slip that came back");
        county.go("#/subsidy").await;
        county.click("button", "编制批次…").await;
        county.click("button", "核算").await;
        county.sees("另有银行退回的 4,840.00 元").await;
        county.go(&slip).await;
        county.with_reason("撤销退票", "银行更正，已到账", "已发放").await;
        county.stands("已发放").await;

        // The bank's file says of it what it says of everybody: first another amount and a stranger, then that it came back.
        county.go(&batch).await;
        county
            .upload("户名,金额,处理结果\n孟向东,4840.01,成功\n赵六,5,成功\n".as_bytes(), "回单一.csv")
            .await;
        for told in ["金额不符", "本批无此人", "4,840.01"] {
            county.sees(told).await;
        }
        county.shot("reconciled").await;
        assert_eq!(county.violations().await, [""; 0], "a batch beside the bank's file");
        let second = "户名,金额,处理结果,失败原因\n孟向东,4840.00,失败,账户已销户\n";
        county.upload(second.as_bytes(), "回单二.csv").await;
        county.sees("账户已销户").await;
        county.click("button", "登记 1 笔退票…").await;
        county.sees("登记为银行退票").await;
        county.click("button", "登记退票").await;
        county.sees("已登记退票：1 笔").await;
        county.closes_notices().await;
        county.go(&slip).await;
        county.stands("银行退票").await;
        county.sees("账户已销户").await;
        county.with_reason("撤销退票", "银行更正，已到账", "已发放").await;
        county.stands("已发放").await;

        // One of them turns out not to have taken place: what was paid stays, and the next batch takes it back.
        school.opens_first("#/session?q=一粒种子").await;
        let session = school.here().await;
        school.click("button", "更正").await;
        school.fill("textbox", "理由", "当天停课，没有上").await;
        school.sees("已列入发放批次").await;
        school.click("button", "更正").await;
        school.sees("修改课次").await;
        school.go(&session).await;
        school.with_reason("登记未授课", "当天停课", "未授课").await;
        county.takes(&school.makes_for(COUNTY).await, "未授课").await;
        county.go(&batch).await;
        county.sees("1 个课次现在核算的金额与已列入批次的不同").await;
        county.sees("4,840.00").await;
        county.go("#/subsidy").await;
        county.click("button", "编制批次…").await;
        county.click("button", "核算").await;
        county.sees("1 个课次，1 所学校，税后共 −2,420.00 元").await;
        county.sees("其中 1 个课次以前列入过批次").await;
        county.click("button", "送学校确认").await;
        county.sees("等各校确认").await;
        county.sees("−2,420.00").await;
    });
}
