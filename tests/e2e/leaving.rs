//! Any school computer will do: what an office takes along in its work file, and what it leaves behind.

use crate::page::{Page, with_page, with_pages};

const ASSOCIATION: &str = "中牟县科学技术协会";
const COUNTY: &str = "中牟县教育局";
const CITY: &str = "郑州市教育局";
const PASSPHRASE: &str = "中牟县教育局的工作文件二〇二六";

impl Page {
    /// Whether the browser would ask before it closes the page: WebDriver answers the question itself.
    async fn asks_before_closing(&self) -> bool {
        let closing = "const closing = new Event('beforeunload', { cancelable: true }); dispatchEvent(closing); return closing.defaultPrevented";
        self.run(closing).await == true
    }

    /// The browser's own picker finds a folder on the browser's private disk.
    async fn shares_a_folder(&self) {
        self.run(
            "window.showDirectoryPicker = async () =>
               (await navigator.storage.getDirectory()).getDirectoryHandle('交接', { create: true });",
        )
        .await;
    }

    /// The newest file that lies in the folder for a unit.
    async fn lies_in(&self, unit: &str) -> (String, Vec<u8>) {
        let read = format!(
            "const done = arguments[0];
             (async () => {{
               const root = await navigator.storage.getDirectory();
               const folder = await (await root.getDirectoryHandle('交接')).getDirectoryHandle('{unit}');
               let newest;
               for await (const handle of folder.values()) {{
                 if (handle.kind === 'file') newest = await handle.getFile();
               }}
               const bytes = [...new Uint8Array(await newest.arrayBuffer())];
               await folder.removeEntry(newest.name);
               done([newest.name, bytes]);
             }})();"
        );
        serde_json::from_value(self.wait_for(&read).await).expect("a name and bytes")
    }

    /// Somebody puts a file into the folder for a unit.
    async fn puts_in(&self, unit: &str, name: &str, bytes: &[u8]) {
        let put = format!(
            "const done = arguments[0];
             (async () => {{
               const root = await navigator.storage.getDirectory();
               const shared = await root.getDirectoryHandle('交接');
               const folder = await shared.getDirectoryHandle('{unit}', {{ create: true }});
               const writing = await (await folder.getFileHandle('{name}', {{ create: true }})).createWritable();
               await writing.write(new Uint8Array({bytes:?}));
               await writing.close();
               done(true);
             }})();"
        );
        self.wait_for(&put).await;
    }

    /// Puts a file where the browser's own picker finds it, and writes it in its place: the browser's private disk.
    async fn picks(&self, bytes: &[u8], name: &str) {
        let bytes: Vec<_> = bytes.iter().map(u8::to_string).collect();
        let put = format!(
            "const done = arguments[0];
             (async () => {{
               const root = await navigator.storage.getDirectory();
               const handle = await root.getFileHandle('{name}', {{ create: true }});
               const writing = await handle.createWritable();
               await writing.write(new Uint8Array([{}]));
               await writing.close();
               window.showOpenFilePicker = async () => [handle];
               done((await handle.getFile()).size);
             }})();",
            bytes.join(",")
        );
        assert_eq!(self.wait_for(&put).await, bytes.len());
    }
}

#[test]
fn a_work_file_survives_a_wiped_profile_and_nothing_stays_at_a_shared_computer() {
    with_pages("leaving", |[own, shared]| async move {
        own.begins_alone(COUNTY).await;
        own.notes("商定科普月活动", ASSOCIATION).await;
        own.sees("已保存").await;
        own.go("#/data").await;
        own.click("button", "保存工作文件").await;
        own.sees("给工作文件设口令").await;
        own.secret("工作文件口令", "too short").await;
        own.sees("口令至少 12 个字符").await;
        own.secret("工作文件口令", PASSPHRASE).await;
        own.secret("再输一次工作文件口令", PASSPHRASE).await;
        own.click("button", "设好口令").await;
        own.sees("只在这里显示一次").await;
        own.shot("recovery").await;
        assert_eq!(own.violations().await, [""; 0], "the recovery key");
        let recovery = own.run("return document.querySelector('.invitation .code').textContent").await;
        let recovery = recovery.as_str().expect("a key").to_owned();
        own.click("button", "已打印或抄下，保存工作文件").await;
        own.sees("已保存到 科桥工作文件_中牟县教育局").await;
        let first = own.downloaded(".keqiao").await;
        own.closes_notices().await;
        own.click("button", "保存工作文件").await;
        own.sees("已保存到 科桥工作文件").await;
        own.downloaded(".keqiao").await;

        // A computer that knows nothing.
        shared.attach("打开文件", &first, "工作.keqiao").await;
        shared.secret("口令或恢复密钥", "中牟县教育局的另一个口令呀").await;
        shared.click("button", "确定").await;
        shared.sees("口令或恢复密钥不对").await;
        shared.secret("口令或恢复密钥", PASSPHRASE).await;
        shared.click("button", "确定").await;
        shared.sees("不留数据").await;
        shared.shot("work-file").await;
        shared.click("button", "临时办理").await;
        shared.sees("已恢复").await;
        shared.sees("改动都已存进工作文件").await;
        assert!(!shared.asks_before_closing().await, "nothing would be lost");
        shared.closes_notices().await;
        shared.notes("约定报告会日期", ASSOCIATION).await;
        shared.secret("口令（PIN）", "246810").await;
        shared.click("button", "打开密钥").await;
        shared.sees("请再办一次").await;
        shared.closes_notices().await;
        shared.click("button", "保存").await;
        shared.sees("有改动还没有存进工作文件").await;
        assert!(shared.asks_before_closing().await);
        shared.closes_notices().await;

        shared.click("button", "离开这台计算机").await;
        shared.click("button", "保存工作文件并离开…").await;
        shared.sees("已交给浏览器保存").await;
        let second = shared.downloaded(".keqiao").await;
        shared.shot("leaving").await;
        shared.attach("选择刚保存的工作文件", &first, "旧.keqiao").await;
        shared.sees("这不是刚才保存的那一份").await;
        shared.attach("选择刚保存的工作文件", &second, "新.keqiao").await;
        shared.sees("可以离开了").await;
        shared.click("button", "清除数据并离开").await;
        shared.sees("已清除全部数据").await;
        shared.sees("这里还没有数据").await;
        let kept = "const done = arguments[0];
            const opening = indexedDB.open('keqiao-keys');
            opening.onsuccess = () => {
              const stores = [...opening.result.objectStoreNames];
              const reading = opening.result.transaction(stores).objectStore('desks').count();
              reading.onsuccess = () => { opening.result.close(); done([reading.result, stores.length]); };
            };";
        assert_eq!(shared.wait_for(kept).await, serde_json::json!([0, 2]), "no key stays behind");

        // The printed key opens it too; what is here is saved first, and the file is saved in its place.
        own.go("#/data").await;
        own.closes_notices().await;
        own.picks(&second, "工作.keqiao").await;
        own.run("[...document.querySelectorAll('label')].find((one) => one.textContent.includes('打开备份或工作文件')).click()")
            .await;
        own.secret("口令或恢复密钥", &recovery.to_lowercase().replace('-', " ")).await;
        own.click("button", "确定").await;
        own.sees("恢复后，现有数据全部换成").await;
        own.click("button", "先备份现有数据，再恢复").await;
        own.sees("已恢复").await;
        own.closes_notices().await;
        own.go("#/contact").await;
        own.sees("约定报告会日期").await;
        own.go("#/data").await;
        own.click("button", "保存工作文件").await;
        own.sees("已存回 工作.keqiao，并已核对").await;
        own.sees("之后没有改动").await;
    });
}

#[test]
fn a_screen_is_locked_by_a_click_and_when_nobody_works_and_stays_so() {
    with_page("lock", |page| async move {
        page.begins_alone(COUNTY).await;
        page.click("button", "锁屏").await;
        page.sees("已锁屏").await;
        page.shot("locked").await;
        assert_eq!(page.violations().await, [""; 0], "a locked screen");
        assert!(!page.has("link", "总览").await, "what is covered is not reached");
        page.secret("口令（PIN）", "000000").await;
        page.click("button", "解锁").await;
        page.sees("口令不对，没有打开").await;
        page.reload().await;
        page.sees("已锁屏").await;
        page.secret("口令（PIN）", "246810").await;
        page.click("button", "解锁").await;
        page.sees("密钥已打开").await;

        page.run(
            "const Today = Date;
             window.Date = class extends Today { static now() { return Today.now() + 11 * 60000; } };",
        )
        .await;
        page.sees("已锁屏").await;
        page.secret("口令（PIN）", "246810").await;
        page.click("button", "解锁").await;
        page.sees("密钥已打开").await;
    });
}

/// A county begins alone; the city that comes later takes it in, and the county works on.
#[test]
fn a_county_that_began_alone_is_taken_in_by_its_city() {
    with_pages("adoption", |[city, county]| async move {
        county.begins_alone(COUNTY).await;
        city.begins_alone(CITY).await;
        city.click("checkbox", COUNTY).await;
        city.click("button", "生成邀请（1 家）").await;
        city.sees("邀请信在下面").await;
        let code = city.run("return document.querySelector('.invitation .code').textContent").await;
        let invitation = city.downloaded(".keqiao").await;

        county.attach("打开收到的文件", &invitation, "邀请.keqiao").await;
        county.fill("textbox", "邀请码", code.as_str().expect("a code")).await;
        county.click("button", "确定").await;
        county.sees(&format!("“{CITY}”邀请本单位接入")).await;
        county.shot("adoption").await;
        county.click("button", "接入，存下答复文件").await;
        county.sees("请把下载文件夹里的答复文件").await;
        let answer = county.downloaded(".keqiao").await;
        county.closes_notices().await;

        city.takes(&answer, "邀请码相符").await;
        city.sees("待签发的证书").await;
        city.click("button", "签发证书").await;
        city.sees("已为 1 个席位签发证书").await;
        city.closes_notices().await;
        county.takes(&city.makes_for(COUNTY).await, "由该单位有证书的席位签发").await;
        city.takes(&county.makes_for(CITY).await, "由该单位有证书的席位签发").await;

        // From now on by a folder that both share; here each has its own, and the story carries what lies in them.
        for office in [&city, &county] {
            office.shares_a_folder().await;
            office.go("#/handover").await;
            office.click("button", "连接邮箱文件夹").await;
            office.sees("邮箱文件夹“交接”：0 个文件待接收").await;
        }
        county.notes("报送科普月安排", CITY).await;
        county.sees("已保存").await;
        county.go("#/handover").await;
        county.click("button", &format!("为“{CITY}”生成交接包")).await;
        county.sees("已放进文件夹“交接”").await;
        let (name, bytes) = county.lies_in("410100-edu").await;
        city.puts_in("410100-edu", &name, &bytes).await;
        city.sees("1 个文件待接收").await;
        city.shot("post-box").await;
        city.click("button", "查看并接收").await;
        city.sees("报送科普月安排").await;
        city.click("button", "确认接收").await;
        city.sees("已接收").await;
        city.sees("邮箱文件夹“交接”：0 个文件待接收").await;
        city.closes_notices().await;

        // What is proven and plain is taken over by itself, where the office has said so.
        city.click("checkbox", "已证实、没有分歧的，自动接收").await;
        county.closes_notices().await;
        county.notes("报送第二批安排", CITY).await;
        county.sees("已保存").await;
        county.go("#/handover").await;
        county.click("button", &format!("为“{CITY}”生成交接包")).await;
        county.sees("已放进文件夹“交接”").await;
        let (name, bytes) = county.lies_in("410100-edu").await;
        city.puts_in("410100-edu", &name, &bytes).await;
        city.sees("已接收").await;
        city.go("#/contact").await;
        city.sees("报送第二批安排").await;
    });
}
