//! The one-file edition, opened from the disk, and an intranet without encryption.

use std::io::Cursor;

use calamine::{Reader, Xlsx};

use crate::{
    page::{NAMED, Page, with_page, with_pages},
    site::built,
};

const SCHOOLS: &str = "学校编号,学校名称\n";

#[test]
fn the_one_file_edition_does_everything_from_a_disk() {
    with_page("one_file", |page| async move {
        let (_stick, address) = on_a_stick();
        page.visit(&address).await;
        page.sees("可离线使用：这是单文件版").await;
        page.load_demo().await;
        page.awaits("document.querySelectorAll('.chart svg').length === 3", 20).await;
        page.shot("one-file").await;

        page.visit(&format!("{address}#/help/begin")).await;
        page.sees("导入").await;

        page.visit(&format!("{address}#/policy")).await;
        page.click("tab", "规则脚本").await;
        page.click("button", "subsidy.rhai").await;
        page.waits("textbox", "规则脚本 subsidy.rhai").await;

        page.visit(&format!("{address}#/data")).await;
        page.upload(SCHOOLS.as_bytes(), "学校.csv").await;
        page.sees("预览：学校.csv").await;
        page.click("button", "取消").await;

        page.visit(&format!("{address}#/session")).await;
        page.sees("共 1,500 条").await;
        page.click("button", "导出 Excel").await;
        let book: Xlsx<_> = Xlsx::new(Cursor::new(page.downloaded(".xlsx").await)).expect("a workbook");
        assert!(!book.sheet_names().is_empty());

        page.reload().await;
        page.sees("共 1,500 条").await;
        assert!(page.refuses_texts().await);
        page.forgives("Content Security Policy");
    });
}

/// The file alone in a folder, as on a USB stick, and its address.
fn on_a_stick() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("科桥.html");
    let size = std::fs::copy(built().join("keqiao.html"), &file).expect("a copy");
    assert!(size <= 6_000_000, "{size} bytes");
    let address = url::Url::from_file_path(&file).expect("a path").to_string();
    (folder, address)
}

const COUNTY: &str = "中牟县教育局";
const SCHOOL: &str = "中牟县实验小学";

/// Two offices of which neither has a server: joining, and a note that the school sends up.
#[test]
fn c0_2_two_offices_hand_over_with_the_one_file_edition() {
    with_pages("one_file_office", |[county, school]| async move {
        let sticks = [on_a_stick(), on_a_stick()];
        for (page, (_, address)) in [&county, &school].into_iter().zip(&sticks) {
            page.lives_at(address.clone()).await;
        }
        hand_over(&county, &school).await;
        for page in [&county, &school] {
            page.forgives("Content Security Policy");
        }
    });
}

/// An intranet calls its server by a name and has no certificate: to a browser that is no place for keys of its own, for folders or for
/// keeping the program.
#[test]
fn c0_2_two_offices_hand_over_where_a_server_is_called_by_name_without_encryption() {
    with_pages("plain_http", |[county, school]| async move {
        let mut address: url::Url =
            std::env::var("KEQIAO_URL").expect("an address").parse().expect("an address");
        address.set_host(Some(NAMED)).expect("a name");
        for page in [&county, &school] {
            page.lives_at(address.to_string()).await;
            assert_eq!(page.run("return isSecureContext").await, false);
        }
        hand_over(&county, &school).await;
        // The browser would have what is served and saved come over HTTPS.
        for page in [&county, &school] {
            page.forgives("HTTPS");
        }
    });
}

async fn hand_over(county: &Page, school: &Page) {
    county.begins_alone(COUNTY).await;
    county.registers_school("4101220001", SCHOOL).await;
    county.brings_in(school, SCHOOL, "王芳").await;
    school.notes("商定科普报告会", COUNTY).await;
    school.sees("已保存").await;
    school.closes_notices().await;
    county.takes(&school.makes_for(COUNTY).await, "由该单位有证书的席位签发").await;
    county.opens_first("#/contact?q=科普报告会").await;
    county.sees("商定科普报告会").await;
}
