//! Every page without a violation that axe-core can find, in both languages; and the page for browsers too old.

use crate::page::with_page;

const ROUTES: [&str; 7] = [
    "#/",
    "#/sessions",
    "#/sessions?outcome=not_confirmed",
    "#/subsidy",
    "#/policy",
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
            page.go("#/sessions").await;
            page.run("document.querySelector('[role=grid]').focus()").await;
            page.types("\u{E007}").await;
            page.ready().await;
            assert_eq!(page.violations().await, [""; 0], "a session in {language}");
            page.go("#/policy").await;
            for tab in [1, 2] {
                page.run(&format!("document.querySelectorAll('[role=tab]')[{tab}].click()"))
                    .await;
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
        // The page's own check, in a frame whose window lacks WebAssembly as an old browser's does.
        page.run(
            "const old = document.createElement('iframe'); document.body.append(old);
             old.contentDocument.body.innerHTML = '<main id=loading></main>';
             old.contentWindow.WebAssembly = undefined;
             const script = old.contentDocument.createElement('script');
             script.src = new URL('./boot.js', location.href).href;
             old.contentDocument.body.append(script);
             window.oldPage = old;",
        )
        .await;
        for _ in 0..50 {
            let said = page
                .run("return window.oldPage.contentDocument.body.textContent")
                .await;
            if said
                .as_str()
                .is_some_and(|said| said.contains("浏览器版本过低") && said.contains("WebAssembly"))
            {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("nothing was said");
    });
}
