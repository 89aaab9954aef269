//! What a browser keeps: a seat for each tab, a mark beside the database, and settings that another hand has damaged.

use crate::page::with_page;

/// Another hand, or half a disk, in the place of the settings.
const DAMAGE: &str = "const done = arguments[0];
    const opening = indexedDB.open('keqiao');
    opening.onsuccess = () => {
        const writing = opening.result.transaction('rows', 'readwrite');
        writing.objectStore('rows').put('no settings', ['settings', 'workspace']);
        writing.oncomplete = () => { opening.result.close(); done(writing.durability); };
    };";

#[test]
fn a_tab_keeps_its_seat_and_lost_data_and_damaged_settings_are_told() {
    with_page("kept", |page| async move {
        page.load_demo().await;
        page.sees("浏览器").await;
        let bureau = page.run("return document.querySelector('header.bar').innerText").await;
        let first = page.second_tab().await;
        page.sit("演示县杏坞学校", "经办人").await;
        page.sees("席位：演示县杏坞学校").await;
        page.switch_to(first).await;
        let still = page.run("return document.querySelector('header.bar').innerText").await;
        assert_eq!(still, bureau, "whoever sits down in another tab");
        page.reload().await;
        page.waits("button", "席位：演示县教育局").await;
        let still = page.run("return document.querySelector('header.bar').innerText").await;
        assert_eq!(still, bureau, "and after the page is loaded again");

        let durability = page.wait_for(DAMAGE).await;
        assert_eq!(durability, "strict", "what is said to be saved is on the disk");
        page.reload().await;
        page.sees("本机的设置读不出来").await;
        page.sees("演示数据").await;
        page.go("#/session").await;
        page.sees("共 1,500 条").await;
        page.click("button", "导出 Excel").await;
        page.sees("暂不能导出").await;
        page.click("button", "按能读出的部分恢复设置").await;
        page.sees("设置已恢复").await;
        page.sees("演示数据").await;
    });
}

#[test]
fn an_empty_database_that_was_not_empty_is_told_from_a_new_one() {
    with_page("lost", |page| async move {
        page.load_demo().await;
        let losing = page.before_every_page("indexedDB.deleteDatabase('keqiao')").await;
        page.reload().await;
        page.sees("这台浏览器里曾有数据").await;
        page.no_longer(&losing).await;
        page.click("button", "知道了，按现有数据继续").await;
        page.load_demo().await;
        page.go("#/").await;
        page.reload().await;
        page.sees("分月合计").await;
        assert!(!page.text().await.contains("曾有数据"), "told once");
    });
}

/// A computer is wiped, or another takes its place.
#[test]
fn a_backup_brings_everything_back_in_a_browser_that_has_nothing() {
    with_page("backup", |page| async move {
        page.load_demo().await;
        page.sees("还没有备份过").await;
        page.go("#/data").await;
        page.click("button", "备份全部数据").await;
        page.sees("已备份到 科桥备份_演示县教育局").await;
        page.sees("之后没有改动").await;
        let backup = page.downloaded(".keqiao").await;

        // A damaged copy changes nothing.
        page.attach("打开备份或工作文件", &backup[..backup.len() - 200], "坏.keqiao").await;
        page.sees("没有打开").await;
        let mut changed = backup.clone();
        let middle = changed.len() / 3;
        changed[middle] ^= 1;
        page.attach("打开备份或工作文件", &changed, "坏.keqiao").await;
        page.sees("现有数据没有变化").await;

        page.click("button", "清除…").await;
        page.fill("textbox", "输入“清除”以确认", "清除").await;
        page.click("button", "清除全部数据").await;
        page.sees("已清除全部数据").await;
        page.go("#/data").await;
        page.attach("打开备份或工作文件", &backup, "备份.keqiao").await;
        page.sees("这里还没有数据，恢复后即可接着办理").await;
        page.click("button", "恢复备份").await;
        page.sees("已恢复").await;
        page.sees("分月合计").await;
        page.sees("演示数据").await;
        page.go("#/session").await;
        page.sees("共 1,500 条").await;
        page.go("#/data").await;
        page.sees("恢复备份").await;

        // What is here is saved before another takes its place, and an open tab shows the other.
        let first = page.second_tab().await;
        page.go("#/data").await;
        page.waits("button", "备份全部数据").await;
        page.attach("打开备份或工作文件", &backup, "备份.keqiao").await;
        page.sees("恢复后，现有数据全部换成备份中的内容").await;
        page.click("button", "先备份现有数据，再恢复").await;
        page.sees("已恢复").await;
        page.switch_to(first).await;
        page.go("#/data").await;
        page.sees("备份").await;
        page.go("#/session").await;
        page.sees("共 1,500 条").await;
    });
}
