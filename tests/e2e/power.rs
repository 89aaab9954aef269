//! `cargo xtask test power`: school computers are switched off at the wall. What was said to be saved is there afterwards.
//!
//! The browser's profile lies on a file system of its own, in a file. ext4 is told to stop as if the current were gone: nothing that it
//! has not yet written is written any more, not even its own journal.

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use crate::page::{Page, with_pages};

const BUREAU: &str = "中牟县教育局";
const ASSOCIATION: &str = "中牟县科学技术协会";
/// `EXT4_IOC_SHUTDOWN` without a flush of the journal.
const CUT: &str = "my $now = pack('L', 2); open(F, '<', $ARGV[0]) or die; defined(ioctl(F, 0x8004587d, $now)) or die \"$!\"";

/// A disk that can lose its current.
struct Disk {
    folder: tempfile::TempDir,
}

fn run(program: &str, arguments: &[&str]) {
    let done = Command::new(program).args(arguments).output().expect("a program");
    assert!(done.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
}

impl Disk {
    fn new() -> Self {
        let disk = Self { folder: tempfile::tempdir().expect("a folder") };
        let image = disk.image();
        std::fs::File::create(&image).and_then(|file| file.set_len(512 << 20)).expect("room");
        run("mkfs.ext4", &["-q", "-F", image.to_str().expect("a path")]);
        std::fs::create_dir(disk.mounted()).expect("a folder");
        disk.mount();
        disk
    }

    fn image(&self) -> PathBuf {
        self.folder.path().join("disk.img")
    }

    fn mounted(&self) -> PathBuf {
        self.folder.path().join("disk")
    }

    fn mount(&self) {
        let (image, mounted) = (self.image(), self.mounted());
        run("mount", &["-o", "loop", image.to_str().expect("a path"), mounted.to_str().expect("a path")]);
    }

    fn profile(&self) -> PathBuf {
        self.mounted().join("profile")
    }

    /// The current is gone, the browser with it; then it comes back.
    fn cut(&self, browser: u32) {
        run("perl", &["-e", CUT, self.mounted().to_str().expect("a path")]);
        kill_all(browser, &self.profile());
        let is_gone =
            || Command::new("umount").arg(self.mounted()).output().is_ok_and(|done| done.status.success());
        let gone = (0..300).any(|_| {
            std::thread::sleep(Duration::from_millis(100));
            is_gone()
        });
        assert!(gone, "something still uses the disk");
        self.mount();
        // What the browser itself had not written lies there empty, and ChromeDriver does not start with it.
        for own in ["Local State", "Default/Preferences"] {
            drop(std::fs::remove_file(self.profile().join(own)));
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("--lazy").arg(self.mounted()).output());
    }
}

/// The browser and its helpers, which name its profile.
fn kill_all(browser: u32, profile: &Path) {
    drop(Command::new("kill").args(["-9", &browser.to_string()]).output());
    drop(Command::new("pkill").args(["-9", "-f"]).arg(profile).output());
}

impl Page {
    /// Adds a line to the contact log, up to its last button.
    async fn fills_in(&self, number: usize) {
        self.go("#/contact/new").await;
        self.fill("combobox", "对方单位", ASSOCIATION).await;
        self.fill("textbox", "事由", &format!("第 {number} 次联系")).await;
    }
}

#[test]
#[ignore = "needs root and a loop device, run by cargo xtask test power"]
fn nothing_that_was_said_to_be_saved_is_lost_when_the_current_is_cut() {
    let cuts: usize = std::env::var("KEQIAO_CUTS").ok().and_then(|cuts| cuts.parse().ok()).unwrap_or(50);
    with_pages("power", |[]| async move {
        let disk = Disk::new();
        let (mut saved, mut lost, mut kept_in_flight) = (0, 0, 0);
        for cut in 0..cuts {
            let page = Page::open_in(&disk.profile()).await;
            if cut == 0 {
                page.click("button", "登记席位").await;
                page.fill("combobox", "单位或岗位名称", BUREAU).await;
                page.click("button", "确定").await;
                page.sees(&format!("席位已改为“{BUREAU}")).await;
            } else {
                page.go("#/contact").await;
                page.sees("共 ").await;
                page.ready().await;
                let text = page.text().await;
                let there = text.split("共 ").nth(1).and_then(|rest| rest.split(' ').next());
                let there: usize =
                    there.and_then(|count| count.replace(',', "").parse().ok()).expect("a count");
                assert!(!text.contains("曾有数据"), "an empty database after cut {cut}");
                if there < saved {
                    println!("after cut {cut}: {there} of {saved}\n{text}");
                }
                lost += usize::from(there < saved);
                kept_in_flight += usize::from(there > saved);
                assert!(there >= saved && there <= saved + 1, "{there} of {saved} after cut {cut}");
                saved = there;
            }
            for _ in 0..1 + cut % 3 {
                page.fills_in(saved + 1).await;
                page.click("button", "保存").await;
                page.sees("已保存").await;
                saved += 1;
                // What is said of the next one is said anew.
                page.closes_notices().await;
            }
            // As the page itself counts them.
            page.go("#/contact").await;
            page.sees(&format!("共 {saved} 条")).await;
            // Another is under way, or about to be.
            page.fills_in(saved + 1).await;
            page.click("button", "保存").await;
            tokio::time::sleep(Duration::from_millis(7 * (cut as u64 % 10))).await;
            let browser = page.browser().expect("a process");
            disk.cut(browser);
            std::mem::forget(page);
        }
        println!(
            "{cuts} cuts: {saved} records said to be saved, {lost} lost; of those under way {kept_in_flight} were kept"
        );
    });
}
