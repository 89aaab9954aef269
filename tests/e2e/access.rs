//! Every page without a violation that axe-core can find, in both languages; and the page for browsers too old.

use keqiao::domain::Kind;

use crate::page::with_page;

const ROUTES: [&str; 18] = [
    "#/",
    "#/inbox",
    "#/dispatch?state=reported",
    "#/task-force/990122-zb-01",
    "#/task-force/990122-zb-01/edit",
    "#/responsibility/990122-edu_2026-03-02",
    "#/instructor/KP0001",
    "#/roll-over",
    "#/outcomes",
    "#/survey-sheet",
    "#/letter/990122-edu_演市教函〔2026〕31号",
    "#/session?f.date=2026-03&sort=amount",
    "#/session?f.outcome=not_confirmed&f.confirmed=false",
    "#/subsidy",
    "#/policy",
    "#/policy?file=fields.toml",
    "#/data",
    "#/nowhere",
];

#[test]
fn no_page_has_an_accessibility_violation() {
    with_page("axe", |page| async move {
        page.sees("这里还没有数据").await;
        assert_eq!(page.violations().await, [""; 0], "first run");
        page.load_demo().await;
        for language in ["中文", "English"] {
            for route in ROUTES {
                page.go(route).await;
                page.ready().await;
                assert_eq!(page.violations().await, [""; 0], "{route} in {language}");
            }
            for kind in Kind::ALL.iter().map(|kind| kind.code()) {
                for route in [format!("#/{kind}"), format!("#/{kind}/new")] {
                    page.go(&route).await;
                    page.ready().await;
                    assert_eq!(page.violations().await, [""; 0], "{route} in {language}");
                }
            }
            for (button, dialog) in [("Ctrl K", "search"), ("演示县教育局", "seat")] {
                page.click("button", button).await;
                page.ready().await;
                assert_eq!(page.violations().await, [""; 0], "the {dialog} dialog in {language}");
                page.types("\u{E00C}").await;
            }
            page.go("#/responsibility/990122-edu_2026-03-02").await;
            let show = if language == "中文" { "显示" } else { "Show" };
            page.click("button", show).await;
            page.ready().await;
            assert_eq!(page.violations().await, [""; 0], "asking for a reason in {language}");
            page.types("\u{E00C}").await;
            page.go("#/session").await;
            page.run("document.querySelector('[role=grid]').focus()").await;
            page.types("\u{E007}").await;
            page.ready().await;
            assert_eq!(page.violations().await, [""; 0], "a session in {language}");
            page.go("#/policy").await;
            for tab in [1, 2] {
                page.run(&format!("document.querySelectorAll('[role=tab]')[{tab}].click()")).await;
                page.ready().await;
                assert_eq!(page.violations().await, [""; 0], "tab {tab} in {language}");
            }
            if page.has("button", "English").await {
                page.click("button", "English").await;
            }
        }
    });
}

#[test]
fn a_browser_too_old_is_told_what_to_do() {
    with_page("too_old", |page| async move {
        for (lacking, named) in [
            ("delete window.WebAssembly", "缺少：WebAssembly）"),
            ("WebAssembly.validate = () => false", "缺少：WebAssembly bulk memory）"),
            ("delete window.BigInt", "缺少：BigInt）"),
            ("delete Element.prototype.replaceChildren", "缺少：replaceChildren）"),
        ] {
            let script = page.before_every_page(lacking).await;
            page.reload().await;
            page.sees("浏览器版本过低").await;
            page.sees(named).await;
            page.sees("Windows 7 可安装 Chrome 109").await;
            page.no_longer(&script).await;
        }
        let compatible = "Object.defineProperty(document, 'documentMode', { value: 11 })";
        let script = page.before_every_page(compatible).await;
        page.reload().await;
        page.sees("请切换到极速模式").await;
        page.no_longer(&script).await;
        page.reload().await;
        page.sees("这里还没有数据").await;
    });
}

#[test]
fn no_text_becomes_a_program_where_the_kernel_can_tell_that_from_webassembly() {
    with_page("no_eval", |page| async move {
        page.sees("这里还没有数据").await;
        assert!(page.refuses_texts().await);
        page.forgives("Content Security Policy");
    });
}
