//! 均衡支持: a bureau sees whether its rural and under-resourced schools get their share, and who is served least.

use std::io::Cursor;

use calamine::{Reader as _, Xlsx};

use crate::page::with_page;

/// The cell of the first row of the card under a heading.
fn cell(heading: &str, selector: &str) -> String {
    format!(
        "const card = [...document.querySelectorAll('section.card')].find((card) => card.querySelector('h2')?.textContent.includes('{heading}'));
         return card?.querySelector('{selector}')?.textContent.trim() ?? ''"
    )
}

#[test]
fn c5_5_a_bureau_sees_whether_rural_and_under_resourced_schools_get_their_share() {
    with_page("c5_5", |page| async move {
        page.load_demo().await;
        // It is found where the notice speaks of it, in its section, and by the search.
        page.go("#/").await;
        page.click("link", "均衡支持：按地区比较").await;
        page.sees("均以学校登记的情况为准").await;
        page.go("#/task-force").await;
        page.click("link", "均衡支持").await;
        page.go("#/equity?term=2025-2").await;
        page.sees("比值").await;
        page.sees("本席位的查看范围不是全省").await;

        // The chart is drawn, and its table says what the figures above say: all months add up to the sessions of the term.
        page.awaits("document.querySelectorAll('.chart svg').length === 1", 20).await;
        let all = page
            .run("return document.querySelectorAll('.figure .counts')[1].textContent.split('/')[1].replace(/\\D/g, '')")
            .await;
        page.run("document.querySelector('.switch button:last-child').click()").await;
        page.awaits("document.querySelectorAll('.chart').length === 0", 5).await;
        let months = page
            .run(
                "const card = [...document.querySelectorAll('section.card')].find((card) => card.textContent.includes('逐月变化'));
                 const cells = [...card.querySelectorAll('tbody tr')].map((row) => row.children[4].textContent.replace(/\\D/g, ''));
                 return String(cells.reduce((sum, cell) => sum + Number(cell), 0))",
            )
            .await;
        assert_eq!(months, all, "the months of the table against the figure");
        assert_eq!(page.violations().await, [""; 0], "equity");
        page.shot("equity-county").await;

        // The school served least, and the other way round.
        let least = page.run(&cell("得到服务最少的学校", "tbody th a")).await;
        let least = least.as_str().expect("a school").to_owned();
        page.click("button", "每百名学生课次").await;
        let most = page.run(&cell("得到服务最少的学校", "tbody th a")).await;
        assert_ne!(most.as_str(), Some(&*least), "descending");
        page.click("button", "每百名学生课次").await;

        page.click("button", "导出 Excel").await;
        page.sees("已导出").await;
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(page.downloaded(".xlsx").await)).expect("a workbook");
        assert_eq!(book.sheet_names(), ["学校"], "a county has no places below it");
        let sheet = book.worksheet_range("学校").expect("a sheet");
        assert!(sheet.get_value((0, 0)).expect("a title").to_string().contains("演示数据"));
        assert_eq!(sheet.get_value((3, 2)).expect("a school").to_string(), least, "as it is listed");
        page.closes_notices().await;

        page.click("link", &least).await;
        page.sees("学校标识码").await;
        page.back().await;
        page.sees("得到服务最少的学校").await;

        // Another term, in which less was confirmed.
        let terms = "return [...document.querySelector('.field.term select').options].map((option) => option.value).join()";
        let terms = page.run(terms).await;
        let other =
            terms.as_str().expect("terms").split(',').find(|term| *term != "2025-2").map(str::to_owned);
        if let Some(other) = other {
            page.go(&format!("#/equity?term={other}")).await;
            page.sees("均衡支持").await;
            page.awaits(&format!("document.querySelector('.field.term select').value === '{other}'"), 10)
                .await;
        }
        page.go("#/equity?term=2024-1").await;
        page.sees("还没有已确认的课次").await;

        // The province has its tiles, and each leads to its city, by the keyboard too.
        page.sit("演示省教育厅", "经办人").await;
        page.go("#/equity?term=2025-2").await;
        page.sees("一格一市").await;
        page.awaits("document.querySelectorAll('.tile-map .tile').length === 18", 10).await;
        page.shot("equity-province").await;
        assert_eq!(page.violations().await, [""; 0], "the province");
        page.run("document.querySelector('.tile-map a.tile').focus()").await;
        page.types("\u{E007}").await;
        page.awaits("location.hash.includes('place=990100')", 10).await;
        page.click("link", "演示县").await;
        page.awaits("location.hash.includes('place=990122')", 10).await;

        // Another seat is not offered it.
        page.sit("演示县第一实验小学", "经办人").await;
        page.go("#/equity").await;
        page.sees("本席位没有“均衡支持”这一栏").await;
    });
}
