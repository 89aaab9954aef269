//! An office in a browser of its own: how it begins, invites, joins and hands over, as whoever sits there does it.

use crate::page::Page;

/// The PIN of every desk of the tests.
pub const PIN: &str = "246810";

/// What a sealed file begins with as text.
const ARMOUR: &[u8] = b"-----BEGIN AGE ENCRYPTED FILE-----\n";

impl Page {
    /// The address of the record that somebody stands at.
    pub async fn here(&self) -> String {
        let hash = self.run("return location.hash").await;
        hash.as_str().expect("an address").to_owned()
    }

    /// An office begins by itself, with the units that the program knows around it.
    pub async fn begins_alone(&self, unit: &str) {
        self.click("button", "登记席位").await;
        self.fill("combobox", "单位或岗位名称", unit).await;
        self.click("button", "确定").await;
        self.sees(&format!("席位已改为“{unit}")).await;
        self.go("#/handover").await;
        self.makes_keys("张丽").await;
        self.sees("本席位密钥指纹").await;
        self.closes_notices().await;
    }

    pub async fn makes_keys(&self, person: &str) {
        self.fill("textbox", "在席人员姓名", person).await;
        self.secret("口令（PIN）", PIN).await;
        self.secret("再输一次口令", PIN).await;
        self.click("button", "生成密钥，开始办理").await;
    }

    /// Fills in a field whose letters are not shown; such have no role.
    pub async fn secret(&self, label: &str, text: &str) {
        self.set(label, text).await;
    }

    /// The head sits down in the same browser and makes keys; nobody has certified them yet.
    pub async fn head_joins(&self, unit: &str, person: &str) {
        self.sit(unit, "负责人").await;
        self.go("#/handover").await;
        self.click("button", "生成密钥，开始办理").await;
        self.sees("本席位第一次在这个浏览器里办理").await;
        self.makes_keys(person).await;
        self.sees("密钥已生成").await;
        self.closes_notices().await;
    }

    /// Registers a school of the county by its form.
    pub async fn registers_school(&self, code: &str, name: &str) {
        self.go("#/school/new").await;
        for (field, text) in [
            ("学校标识码", code),
            ("学校名称", name),
            ("县区代码", "410122"),
            ("学生数", "900"),
            ("支付单位", "中牟县财政局"),
        ] {
            self.fill("textbox", field, text).await;
        }
        self.choose("学段", "小学").await;
        self.click("button", "保存").await;
        self.sees("已保存").await;
        self.closes_notices().await;
    }

    /// Registers an institution that stands under the office, by its form.
    pub async fn registers_institution(&self, code: &str, name: &str) {
        self.go("#/organization/new").await;
        self.fill("textbox", "单位编号", code).await;
        self.fill("textbox", "单位名称", name).await;
        self.choose("类别", "其他单位").await;
        self.choose("层级", "基层").await;
        self.fill("combobox", "上级单位", "中牟县科学技术协会").await;
        self.click("button", "保存").await;
        self.sees("已保存").await;
        self.closes_notices().await;
    }

    /// The code in the letter to a unit, and the file that goes with it.
    pub async fn invites(&self, unit: &str) -> (String, Vec<u8>) {
        self.go("#/handover").await;
        self.click("checkbox", unit).await;
        self.click("button", "生成邀请（1 家）").await;
        self.sees("邀请信在下面").await;
        let file = self.saved(self.saves_text().await).await;
        self.closes_notices().await;
        (self.code_for(unit).await, file)
    }

    /// The code in the letter to a unit.
    pub async fn code_for(&self, unit: &str) -> String {
        self.sees(&format!("{unit}：")).await;
        let script = format!(
            "const letters = [...document.querySelectorAll('.invitation')];
             return letters.find((letter) => letter.innerText.startsWith('{unit}'))?.querySelector('.code')?.textContent"
        );
        self.run(&script).await.as_str().expect("a letter").to_owned()
    }

    /// An office joins by its invitation; the answer that it sends back.
    pub async fn joins(&self, (code, invitation): &(String, Vec<u8>), unit: &str, person: &str) -> Vec<u8> {
        self.go("#/handover").await;
        self.sees("本单位收到了邀请").await;
        self.attach("打开邀请文件", invitation, "邀请.keqiao").await;
        self.fill("textbox", "邀请码", code).await;
        self.click("button", "确定").await;
        self.sees(&format!("邀请“{unit}”加入")).await;
        self.makes_keys(person).await;
        self.sees("请把下载文件夹里的答复文件").await;
        // By the channel by which the invitation came.
        let answer = self.saved(invitation.starts_with(ARMOUR)).await;
        self.closes_notices().await;
        answer
    }

    /// Certifies every desk that waits for it: so many.
    pub async fn certifies(&self, count: usize) {
        self.go("#/handover").await;
        self.sees("待签发的证书").await;
        self.click("button", "签发证书").await;
        self.sees(&format!("已为 {count} 个席位签发证书")).await;
        self.closes_notices().await;
    }

    /// An office below or beside is invited, joins, and has its certificate.
    pub async fn brings_in(&self, other: &Self, unit: &str, person: &str) {
        let answer = other.joins(&self.invites(unit).await, unit, person).await;
        self.takes(&answer, "邀请码相符").await;
        self.certifies(1).await;
        other.takes(&self.makes_for(unit).await, "由该单位有证书的席位签发").await;
    }

    /// The package made for a unit.
    pub async fn makes_for(&self, unit: &str) -> Vec<u8> {
        self.go("#/handover").await;
        self.click("button", &format!("为“{unit}”生成交接包")).await;
        self.sees("已存到下载文件夹").await;
        let bytes = self.saved(self.saves_text().await).await;
        self.closes_notices().await;
        bytes
    }

    /// Saves its files as text from now on.
    pub async fn writes_texts(&self) {
        self.go("#/handover").await;
        self.click("checkbox", "文件保存为文本（.txt），供不允许发送压缩包的邮箱、群使用；群发文件除外")
            .await;
    }

    async fn saves_text(&self) -> bool {
        self.run("return localStorage.getItem('keqiao-as-text') === 'yes'").await == true
    }

    /// The file that was saved, as text or not.
    async fn saved(&self, as_text: bool) -> Vec<u8> {
        if !as_text {
            return self.downloaded(".keqiao").await;
        }
        let text = self.downloaded(".txt").await;
        assert!(text.starts_with(ARMOUR) && text.is_ascii());
        text
    }

    /// Where the record that somebody stands at stands: its drawing names every state.
    pub async fn stands(&self, state: &str) {
        let script = format!("document.querySelector('.trail')?.innerText.includes('{state}') ? 1 : null");
        self.awaits(&script, 15).await;
    }

    /// Makes a step, after which the record stands there.
    pub async fn moves(&self, verb: &str, state: &str) {
        self.click("button", verb).await;
        self.stands(state).await;
    }

    /// Adds a line to the contact log, which the desk signs.
    pub async fn notes(&self, topic: &str, with: &str) {
        self.go("#/contact/new").await;
        self.fill("combobox", "对方单位", with).await;
        self.fill("textbox", "事由", topic).await;
        self.click("button", "保存").await;
    }

    /// Chooses a file that came, and looks at what is said of it.
    pub async fn looks_at(&self, bytes: &[u8], told: &str) {
        self.go("#/handover").await;
        self.sees("选择各单位发来的交接包").await;
        self.attach("打开收到的文件", bytes, "收到.keqiao").await;
        self.sees(told).await;
    }

    /// Opens a package and takes it over, where this is told of it.
    pub async fn takes(&self, bytes: &[u8], told: &str) {
        self.looks_at(bytes, told).await;
        self.click("button", "确认接收").await;
        self.sees("已接收").await;
        self.closes_notices().await;
    }

    /// Looks at a file, and takes nothing over.
    pub async fn declines(&self, bytes: &[u8], told: &str) {
        self.looks_at(bytes, told).await;
        self.click("button", "取消").await;
    }
}
