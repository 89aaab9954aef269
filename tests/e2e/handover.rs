//! Offices in browser profiles of their own, which know of each other only what files tell them.

use crate::{office::PIN, page::with_pages};

const COUNTY: &str = "中牟县教育局";
const SCHOOL: &str = "中牟县实验小学";

/// 0.2, between browsers: one file down, one file up, and then the notice and its receipt.
#[test]
fn c0_2_a_school_joins_with_one_file_and_its_receipt_comes_up_in_another() {
    with_pages("handover", |[county, school]| async move {
        county.begins_alone(COUNTY).await;
        county.registers_school("4101220001", SCHOOL).await;

        county.go("#/handover").await;
        county.click("checkbox", SCHOOL).await;
        county.click("button", "生成邀请（1 家）").await;
        county.sees("邀请信在下面").await;
        county.shot("invitation").await;
        assert_eq!(county.violations().await, [""; 0], "an office with letters");
        let code = county.code_for(SCHOOL).await;
        let invitation = county.downloaded(".keqiao").await;

        // The school opens it with its code, and with no other.
        school.go("#/handover").await;
        assert_eq!(school.violations().await, [""; 0], "before anything began");
        school.attach("打开邀请文件", &invitation, "邀请.keqiao").await;
        school.fill("textbox", "邀请码", "0000-0000-0000-0000").await;
        school.click("button", "确定").await;
        school.sees("没有打开").await;
        school.fill("textbox", "邀请码", &code.to_lowercase().replace('-', " ")).await;
        school.click("button", "确定").await;
        school.sees(&format!("邀请“{SCHOOL}”加入")).await;
        school.makes_keys("王芳").await;
        school.sees("请把下载文件夹里的答复文件").await;
        let answer = school.downloaded(".keqiao").await;
        school.closes_notices().await;
        school.shot("joined").await;

        county.takes(&answer, "邀请码相符").await;
        county.certifies(1).await;

        // A document is registered, approved by the head, who has keys of their own, and passed on.
        county.go("#/document/new").await;
        for (field, text) in [
            ("文号", "牟教函〔2026〕9号"),
            ("标题", "关于科普月的通知"),
            ("发文机关", COUNTY),
            ("主送", "各学校"),
            ("拟办意见", "拟转发各校"),
        ] {
            county.fill("textbox", field, text).await;
        }
        county.click("button", "保存").await;
        county.sees("已登记").await;
        let document = county.here().await;
        county.does("提交拟办", "已拟办").await;
        county.sees("已签名").await;
        county.sit(COUNTY, "负责人").await;
        county.go(&document).await;
        county.click("button", "批示同意").await;
        county.sees("本席位第一次在这个浏览器里办理").await;
        county.makes_keys("李明").await;
        county.sees("请再办一次").await;
        county.closes_notices().await;
        county.does("批示同意", "已批示").await;
        // The head's steps count elsewhere once the officer has certified the head; the head cannot.
        county.go("#/handover").await;
        county.sees("本席位还没有别的单位认可的证书，不能签发").await;
        county.sit(COUNTY, "经办人").await;
        county.certifies(1).await;
        county.go(&document).await;
        county.click("link", "修改").await;
        county.fill("textbox", "转发文号", "牟教函〔2026〕10号").await;
        county.fill("textbox", "转发正文", "请按期回报。").await;
        county.click("checkbox", SCHOOL).await;
        county.click("button", "保存").await;
        county.does("转发下级", "下发 1 家：已签收 0").await;

        let down = county.makes_for(SCHOOL).await;
        let mut changed = down.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        school.attach("打开收到的文件", &changed, "坏.keqiao").await;
        school.sees("不完整或被改动过").await;
        school.click("button", "取消").await;
        school.takes(&down, "由该单位有证书的席位签发").await;
        school.go("#/inbox").await;
        school.sees("牟教函〔2026〕10号").await;
        // The notice itself has come too, without what the county said of it among itself.
        school.opens_first("#/document?q=牟教函").await;
        school.sees("请按期回报。").await;
        assert!(!school.text().await.contains("拟转发各校"), "the county's own opinion");
        school.opens_first("#/dispatch?q=牟教函").await;
        school.does("签收", "已签收").await;
        school.click("link", "修改").await;
        school.fill("textbox", "落实措施", "举办报告会三场，六月底前完成。").await;
        school.click("button", "保存").await;
        school.does("回报落实措施", "已回报").await;

        let up = school.makes_for(COUNTY).await;
        county.takes(&up, "待签收 → 已回报").await;
        county.opens_first("#/dispatch?q=牟教函").await;
        county.sees("举办报告会三场").await;
        county.does("确认落实", "已落实").await;
        // What was opened before, and what is for another office, is told.
        county.go("#/handover").await;
        county.attach("打开收到的文件", &up, "又.keqiao").await;
        county.sees("以前接收过").await;
        county.click("button", "取消").await;
        county.attach("打开收到的文件", &down, "别人的.keqiao").await;
        county.sees("不是写给本席位的").await;
        county.click("button", "取消").await;
        school.takes(&county.makes_for(SCHOOL).await, "已回报 → 已落实").await;

        // Another teacher sits down at the school's seat: whoever leaves certifies the next one, and the county agrees.
        school.go("#/handover").await;
        school.click("button", "换人办理…").await;
        school.secret("移交人现在的口令", PIN).await;
        school.makes_keys("刘洋").await;
        school.sees("已换人").await;
        school.closes_notices().await;
        county.takes(&school.makes_for(COUNTY).await, "由该单位有证书的席位签发").await;
        county.go("#/handover").await;
        county.sees("换用新密钥，签发后原密钥停用").await;
        county.certifies(1).await;
        school.takes(&county.makes_for(SCHOOL).await, "由该单位有证书的席位签发").await;

        // The page is opened again: the key is wanted for the next step, and nothing is done without it.
        school.reload().await;
        school.go("#/handover").await;
        school.click("button", "打开密钥").await;
        school.secret("口令（PIN）", "000000").await;
        school.click("button", "打开密钥").await;
        school.sees("口令不对，没有打开").await;
    });
}

/// A package comes to a computer that has no room for it.
#[test]
fn a_full_disk_while_a_package_is_taken_over_loses_nothing() {
    with_pages("full_disk", |[county, school]| async move {
        county.begins_alone(COUNTY).await;
        county.registers_school("4101220001", SCHOOL).await;
        county.brings_in(&school, SCHOOL, "王芳").await;
        school.notes("商定科普报告会", COUNTY).await;
        school.sees("已保存").await;
        school.closes_notices().await;
        let package = school.makes_for(COUNTY).await;

        county.go("#/handover").await;
        county.quota(Some(1)).await;
        // For half a minute the browser goes by the room that it found when the page began.
        tokio::time::sleep(std::time::Duration::from_secs(31)).await;
        county.looks_at(&package, "由该单位有证书的席位签发").await;
        county.click("button", "确认接收").await;
        county.sees("存储空间已用完，这次操作没有保存").await;
        county.closes_notices().await;
        county.shot("full-disk").await;
        // Nothing has come, what was there is there, and with room the same file is taken over.
        county.quota(None).await;
        county.go("#/contact").await;
        county.sees("还没有联系记录").await;
        county.go("#/school").await;
        county.sees(SCHOOL).await;
        county.takes(&package, "由该单位有证书的席位签发").await;
        county.opens_first("#/contact?q=科普报告会").await;
        county.sees("商定科普报告会").await;
    });
}
