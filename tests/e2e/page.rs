//! A browser with the app in it, as a person meets it: things have a role and a name, and appear when they are ready.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    env, fs,
    future::Future,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use fantoccini::{
    Client, ClientBuilder,
    actions::{InputSource as _, KeyAction, KeyActions},
    elements::{Element, ElementRef},
    wd::WebDriverCompatibleCommand,
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

/// Longest wait for something to appear.
const PATIENCE: Duration = Duration::from_secs(15);
/// What every page takes for the name of this computer.
pub const NAMED: &str = "keqiao.intranet";
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// ChromeDriver's own command for the console.
#[derive(Debug)]
struct ConsoleLog;

impl WebDriverCompatibleCommand for ConsoleLog {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(json!({ "type": "browser" }).to_string()))
    }
}

/// ChromeDriver's own command for the browser's own protocol.
#[derive(Debug)]
struct DevTools(&'static str, Value);

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        let Self(command, parameters) = self;
        let body = json!({ "cmd": command, "params": parameters });
        (http::Method::POST, Some(body.to_string()))
    }
}

/// The page of one test, in a browser profile of its own.
pub struct Page {
    client: Client,
    tools: String,
    /// What the page is given: apart from what it saves, so that neither is taken for the other.
    given: tempfile::TempDir,
    downloads: tempfile::TempDir,
    forgiven: Cell<Option<&'static str>>,
    /// Where the app lies.
    home: RefCell<String>,
}

/// Runs a test with a page; keeps a picture when it fails.
pub fn with_page<F, R>(name: &'static str, story: F)
where
    F: FnOnce(std::rc::Rc<Page>) -> R,
    R: Future<Output = ()>,
{
    with_pages(name, |[page]| story(page));
}

/// The same with several, each in a browser profile of its own: offices that know of each other what files tell them.
pub fn with_pages<const N: usize, F, R>(name: &'static str, story: F)
where
    F: FnOnce([std::rc::Rc<Page>; N]) -> R,
    R: Future<Output = ()>,
{
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let local = tokio::task::LocalSet::new();
    local.block_on(&runtime, async {
        let mut pages = Vec::new();
        for _ in 0..N {
            pages.push(std::rc::Rc::new(Page::open().await));
        }
        let story = story(std::array::from_fn(|place| std::rc::Rc::clone(&pages[place])));
        let done = futures::FutureExt::catch_unwind(std::panic::AssertUnwindSafe(story)).await;
        let mut errors = Vec::new();
        for (place, page) in pages.iter().enumerate() {
            if done.is_err() {
                let which = if place == 0 { String::new() } else { format!("-{place}") };
                page.shot(&format!("failed-{name}{which}")).await;
            }
            errors.extend(page.errors().await);
            page.client.clone().close().await.expect("an end");
        }
        if let Err(panic) = done {
            std::panic::resume_unwind(panic);
        }
        assert_eq!(errors, [""; 0], "errors in the browser's console");
    });
}

impl Page {
    async fn open() -> Self {
        Self::with_profile(None).await
    }

    /// In a profile that is there already, or is made there.
    pub async fn open_in(profile: &std::path::Path) -> Self {
        Self::with_profile(Some(profile)).await
    }

    async fn with_profile(profile: Option<&std::path::Path>) -> Self {
        let given = tempfile::tempdir().expect("a folder");
        let downloads = tempfile::tempdir().expect("a folder");
        let mut arguments = vec![
            "--headless".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--enable-blink-features=ForceEagerMeasureMemory".to_owned(),
            "--window-size=1366,900".to_owned(),
            format!("--host-resolver-rules=MAP {NAMED} 127.0.0.1"),
        ];
        arguments.extend(profile.map(|profile| format!("--user-data-dir={}", profile.display())));
        let options = json!({
            "args": arguments,
            "prefs": {
                "download.default_directory": downloads.path(), "download.prompt_for_download": false,
                "profile.default_content_setting_values.automatic_downloads": 1,
                // Where an address is not encrypted, somebody would have to keep every file by hand.
                "profile.default_content_setting_values.mixed_script": 1,
            },
        });
        let Value::Object(capabilities) = json!({
            "browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": { "browser": "ALL" },
        }) else {
            unreachable!("an object")
        };
        let driver = env::var("WEBDRIVER_URL").expect("run by cargo xtask test e2e");
        let client =
            ClientBuilder::new(HttpConnector::new()).capabilities(capabilities).connect(&driver).await;
        let tools =
            fs::read_to_string(env::var("KEQIAO_PAGE_TOOLS").expect("page tools")).expect("page tools");
        let page = Self {
            client: client.expect("a browser"),
            tools,
            given,
            downloads,
            forgiven: Cell::new(None),
            home: RefCell::new(env::var("KEQIAO_URL").expect("run by cargo xtask test e2e")),
        };
        page.size(1366, 768).await;
        page.go("").await;
        page
    }

    /// From now on the app is what lies here.
    pub async fn lives_at(&self, home: String) {
        self.home.replace(home);
        self.go("").await;
    }

    /// Opens an address of the app: `#/session`.
    pub async fn go(&self, route: &str) {
        let address = format!("{}{route}", self.home.borrow());
        self.client.goto(&address).await.expect("an answer");
    }

    /// Opens an address of another site.
    pub async fn visit(&self, address: &str) {
        self.client.goto(address).await.expect("an answer");
    }

    /// The browser's own way back.
    pub async fn back(&self) {
        self.client.back().await.expect("an answer");
    }

    pub async fn reload(&self) {
        self.client.refresh().await.expect("an answer");
    }

    /// The size of the page itself.
    pub async fn size(&self, width: u32, height: u32) {
        self.client.set_window_size(width, height).await.expect("a size");
        let inner = self.run("return [innerWidth, innerHeight]").await;
        let lost =
            |at: usize, wanted: u32| wanted.saturating_sub(inner[at].as_u64().map_or(wanted, |n| n as u32));
        self.client.set_window_size(width + lost(0, width), height + lost(1, height)).await.expect("a size");
    }

    /// What a script answers. One that fails because the page does not show yet what it asks for is tried
    /// again until it does.
    pub async fn run(&self, script: &str) -> Value {
        let start = Instant::now();
        loop {
            match self.client.execute(script, Vec::new()).await {
                Ok(answer) => return answer,
                Err(error) if start.elapsed() > PATIENCE => panic!("{script}: {error}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    }

    /// What a script gives to the function that is its last argument.
    pub async fn wait_for(&self, script: &str) -> Value {
        self.client.execute_async(script, Vec::new()).await.expect("a script that answers")
    }

    /// The first value of an expression that is not empty, a number as it is, once it is there within so many seconds.
    pub async fn awaits(&self, expression: &str, seconds: u64) -> f64 {
        let start = Instant::now();
        loop {
            let found = self.run(&format!("return ({expression}) || null")).await;
            if !found.is_null() {
                return found.as_f64().unwrap_or_default();
            }
            assert!(start.elapsed().as_secs() < seconds, "{expression} never came:\n{}", self.text().await);
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// How long a script may take to answer.
    pub async fn patience_for_scripts(&self, script: Duration) {
        let timeouts = fantoccini::wd::TimeoutConfiguration::new(Some(script), None, None);
        self.client.update_timeouts(timeouts).await.expect("patience");
    }

    /// The browser's process.
    pub fn browser(&self) -> Option<u32> {
        let id = self.client.capabilities()?.get("goog:processID")?.as_u64()?;
        u32::try_from(id).ok()
    }

    async fn tool(&self, call: &str, arguments: Vec<Value>) -> Value {
        let script = format!(
            "if (!window.keqiaoTest) {{ {};window.keqiaoTest = keqiaoTest; }} return window.{call};",
            self.tools
        );
        self.client.execute(&script, arguments).await.unwrap_or(Value::Null)
    }

    /// The one thing of this role and name, once it is there.
    pub async fn find(&self, role: &str, name: &str) -> Element {
        let start = Instant::now();
        loop {
            let found = self
                .tool("keqiaoTest.find(arguments[0], arguments[1])", vec![json!(role), json!(name)])
                .await;
            let found = found.as_array().cloned().unwrap_or_default();
            if let [one] = &found[..] {
                let id = one[ELEMENT].as_str().expect("an element").to_owned();
                return Element::from_element_id(self.client.clone(), ElementRef::from(id));
            }
            if start.elapsed() > PATIENCE {
                let names = self.tool("keqiaoTest.names(arguments[0])", vec![json!(role)]).await;
                panic!("{} things of role {role} are named {name:?}; there are: {names}", found.len());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Waits until at least one such thing is there.
    pub async fn waits(&self, role: &str, name: &str) {
        let start = Instant::now();
        while !self.has(role, name).await {
            assert!(start.elapsed() < PATIENCE, "nothing of role {role} is named {name:?}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Whether such a thing is there now.
    pub async fn has(&self, role: &str, name: &str) -> bool {
        let found =
            self.tool("keqiaoTest.find(arguments[0], arguments[1])", vec![json!(role), json!(name)]).await;
        found.as_array().is_some_and(|found| !found.is_empty())
    }

    /// Does something to a thing; again when the page put another in its place meanwhile.
    async fn act<R: Future<Output = Result<(), fantoccini::error::CmdError>>>(
        &self,
        (role, name): (&str, &str),
        operation: impl Fn(Element) -> R,
    ) {
        for again in 0.. {
            match operation(self.find(role, name).await).await {
                Ok(()) => return,
                Err(error) if again < 20 => {
                    let said = error.to_string();
                    assert!(
                        said.contains("stale")
                            || said.contains("intercepted")
                            || said.contains("not interactable"),
                        "{role} {name:?}: {said}"
                    );
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
                Err(error) => panic!("{role} {name:?}: {error}"),
            }
        }
    }

    /// Presses a thing once it can be pressed.
    pub async fn click(&self, role: &str, name: &str) {
        let start = Instant::now();
        while matches!(self.find(role, name).await.attr("disabled").await, Ok(Some(_))) {
            assert!(start.elapsed() < PATIENCE, "{role} {name:?} stays disabled");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        self.act((role, name), |element| async move { element.click().await }).await;
    }

    /// Replaces what a field holds and leaves it.
    pub async fn fill(&self, role: &str, name: &str, text: &str) {
        self.act((role, name), |element| async move {
            // Select all, delete, type: WebDriver's own clearing is no input to the page.
            element.send_keys(&format!("\u{E009}a\u{E000}\u{E017}{text}\t")).await
        })
        .await;
    }

    /// Replaces what a field holds and keeps the keyboard in it.
    pub async fn fill_and_stay(&self, role: &str, name: &str, text: &str) {
        self.act((role, name), |element| async move {
            element.send_keys(&format!("\u{E009}a\u{E000}\u{E017}{text}")).await
        })
        .await;
    }

    /// Gives a file to the file field of this label.
    pub async fn attach(&self, label: &str, bytes: &[u8], name: &str) {
        let path = self.given.path().join(name);
        fs::write(&path, bytes).expect("room");
        let labelled = format!("//label[contains(., '{label}')]");
        let (beside, inside) = ("/following-sibling::*//input[@type='file']", "//input[@type='file']");
        let labelled = format!("{labelled}{beside} | {labelled}{inside}");
        self.gives(fantoccini::Locator::XPath(&labelled), &path).await;
    }

    /// Sets a field of a date or a time, whose keyboard entry depends on the browser's own language.
    pub async fn set(&self, name: &str, value: &str) {
        // Such fields have no role; the label leads to them.
        let script = format!(
            "const label = [...document.querySelectorAll('label')].find((label) => label.textContent.includes('{name}'));
             const field = label.control ?? label.querySelector('input');
             field.value = '{value}';
             field.dispatchEvent(new Event('input', {{ bubbles: true }}));"
        );
        self.run(&script).await;
    }

    pub async fn choose(&self, name: &str, option: &str) {
        self.act(("combobox", name), |element| async move { element.select_by_label(option).await }).await;
    }

    /// The text of the page, once it contains this.
    pub async fn sees(&self, text: &str) {
        self.sees_within(text, PATIENCE).await;
    }

    /// The same of what takes longer.
    async fn sees_within(&self, text: &str, patience: Duration) {
        let start = Instant::now();
        loop {
            let shown = self.text().await;
            if shown.contains(text) {
                return;
            }
            assert!(start.elapsed() < patience, "{text:?} is not on the page:\n{shown}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    pub async fn text(&self) -> String {
        self.tool("keqiaoTest.text()", Vec::new()).await.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until nothing on the page says that it is still working.
    pub async fn ready(&self) {
        let start = Instant::now();
        loop {
            tokio::time::sleep(Duration::from_millis(300)).await;
            let shown = self.text().await;
            if !shown.is_empty() && !["正在", "Opening", "Deciding"].iter().any(|word| shown.contains(word))
            {
                return;
            }
            assert!(start.elapsed() < PATIENCE, "still working:\n{shown}");
        }
    }

    /// Lets the app store this many bytes; without a number, as many as the browser pleases.
    pub async fn quota(&self, bytes: Option<u64>) {
        let origin = self.run("return location.origin").await;
        let mut parameters = json!({ "origin": origin });
        if let Some(bytes) = bytes {
            parameters["quotaSize"] = bytes.into();
        }
        self.client.issue_cmd(DevTools("Storage.overrideQuotaForOrigin", parameters)).await.expect("a quota");
    }

    /// Runs a script in every page before the page's own; answers what [`Page::no_longer`] wants.
    pub async fn before_every_page(&self, script: &str) -> Value {
        let added = DevTools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script }));
        self.client.issue_cmd(added).await.expect("a script")
    }

    pub async fn no_longer(&self, script: &Value) {
        let removed = DevTools("Page.removeScriptToEvaluateOnNewDocument", script.clone());
        self.client.issue_cmd(removed).await.expect("a script");
    }

    /// Types into whatever has the focus.
    pub async fn types(&self, text: &str) {
        let mut keys = KeyActions::new("keyboard".to_owned());
        for value in text.chars() {
            keys = keys.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        }
        self.client.perform_actions(keys).await.expect("keys");
    }

    /// Holds Ctrl while pressing a key.
    pub async fn control(&self, value: char) {
        let control = '\u{E009}';
        let keys = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: control })
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value })
            .then(KeyAction::Up { value: control });
        self.client.perform_actions(keys).await.expect("keys");
    }

    /// Gives a file to the field of this label.
    pub async fn upload(&self, bytes: &[u8], name: &str) {
        let path = self.given.path().join(name);
        fs::write(&path, bytes).expect("room");
        self.gives(fantoccini::Locator::Css("input[type=file]"), &path).await;
    }

    /// Gives a file to a field, once it is there.
    async fn gives(&self, field: fantoccini::Locator<'_>, path: &Path) {
        let input = self.client.wait().at_most(PATIENCE).for_element(field).await.expect("a file field");
        input.send_keys(&path.to_string_lossy()).await.expect("a file");
    }

    /// The bytes of the file with this ending, once it is saved.
    pub async fn downloaded(&self, ending: &str) -> Vec<u8> {
        self.all_downloaded(ending, 1).await.pop_first().map(|(_, bytes)| bytes).expect("a file")
    }

    /// The files with this ending, by their names, once so many are saved.
    pub async fn all_downloaded(&self, ending: &str, count: usize) -> BTreeMap<String, Vec<u8>> {
        let start = Instant::now();
        loop {
            let files = fs::read_dir(self.downloads.path()).expect("a folder").filter_map(Result::ok);
            let files = files.map(|file| file.path());
            let paths: Vec<_> = files.filter(|path| path.to_string_lossy().ends_with(ending)).collect();
            let read = |path: &PathBuf| {
                let name = path.file_name()?.to_string_lossy().into_owned();
                Some((name, fs::read(path).ok()?))
            };
            let found: BTreeMap<_, _> = paths.iter().filter_map(read).collect();
            if found.len() == count && found.values().all(|bytes| !bytes.is_empty()) {
                paths.iter().for_each(|path| fs::remove_file(path).expect("a file"));
                return found;
            }
            let patience = PATIENCE + Duration::from_secs(1) * u32::try_from(count).unwrap_or_default();
            assert!(start.elapsed() < patience, "{count} {ending} were not saved; there are {paths:?}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Opens a second tab of the same profile, and goes there.
    pub async fn second_tab(&self) -> fantoccini::wd::WindowHandle {
        let first = self.another_tab("about:blank").await;
        self.go("").await;
        first
    }

    /// Opens a second tab with an address, and goes there.
    pub async fn another_tab(&self, address: &str) -> fantoccini::wd::WindowHandle {
        let first = self.client.window().await.expect("a window");
        let second = self.client.new_window(true).await.expect("a tab");
        self.client.switch_to_window(second.handle).await.expect("a tab");
        self.visit(address).await;
        first
    }

    pub async fn switch_to(&self, window: fantoccini::wd::WindowHandle) {
        self.client.switch_to_window(window).await.expect("a window");
    }

    /// What axe-core finds wrong, and what of the page is squeezed, one line each.
    pub async fn violations(&self) -> Vec<String> {
        let axe = fs::read_to_string(env::var("KEQIAO_AXE").expect("axe")).expect("axe");
        self.client.execute(&axe, Vec::new()).await.expect("axe loads");
        let found = self.wait_for("const done = arguments[0]; axe.run().then((result) => done(result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`)))").await;
        let squeezed = self.tool("keqiaoTest.squeezed()", Vec::new()).await;
        let found = [found, squeezed];
        let lines = found.iter().filter_map(Value::as_array).flatten();
        lines.filter_map(|line| line.as_str().map(str::to_owned)).collect()
    }

    /// The page on paper, as a PDF.
    pub async fn printed(&self) -> Vec<u8> {
        let printing = DevTools("Page.printToPDF", json!({ "preferCSSPageSize": true }));
        let printed = self.client.issue_cmd(printing).await.expect("a paper");
        BASE64_STANDARD.decode(printed["data"].as_str().expect("a file")).expect("bytes")
    }

    /// Saves a picture of the page.
    pub async fn shot(&self, name: &str) {
        let folder = PathBuf::from(env::var("KEQIAO_SHOTS").unwrap_or_else(|_| "target/e2e".into()));
        fs::create_dir_all(&folder).expect("room");
        if let Ok(picture) = self.client.screenshot().await {
            fs::write(folder.join(format!("{name}.png")), picture).expect("room");
        }
    }

    /// Whether nothing that is written into the page runs, and no text becomes a program.
    pub async fn refuses_texts(&self) -> bool {
        let told = self
            .wait_for(
                "const done = arguments[0];
                 const script = document.createElement('script');
                 script.textContent = 'globalThis.ran = true';
                 document.body.append(script);
                 setTimeout('globalThis.ran = true', 0);
                 setTimeout(() => done(globalThis.ran !== true), 200);",
            )
            .await;
        told == true
    }

    /// Errors that a test means to cause: those that contain this are no fault.
    pub fn forgives(&self, words: &'static str) {
        self.forgiven.set(Some(words));
    }

    /// What the browser's console holds of errors: panics, refused resources, policy violations.
    async fn errors(&self) -> Vec<String> {
        let log = self.client.issue_cmd(ConsoleLog).await.unwrap_or_default();
        let severe = log.as_array().into_iter().flatten().filter(|entry| entry["level"] == "SEVERE");
        let messages = severe.filter_map(|entry| entry["message"].as_str());
        let meant = |message: &str| self.forgiven.get().is_some_and(|words| message.contains(words));
        messages.filter(|message| !meant(message)).map(str::to_owned).collect()
    }
}

impl Page {
    /// Takes another seat.
    pub async fn sit(&self, unit: &str, role: &str) {
        self.click("button", "席位：").await;
        self.fill("searchbox", "查找单位", unit).await;
        self.click("radio", unit).await;
        self.click("radio", role).await;
        self.click("button", "确定").await;
        self.sees(&format!("席位已改为“{unit}")).await;
    }

    /// A move that asks for nothing.
    pub async fn does(&self, verb: &str, state: &str) {
        self.click("button", verb).await;
        self.sees(state).await;
    }

    /// Opens a record by what is unmistakable of its title.
    pub async fn opens(&self, words: &str) {
        self.control('k').await;
        self.fill_and_stay("combobox", "查找", words).await;
        self.find("option", words).await;
        self.types("\u{E007}").await;
    }

    /// Opens the first record of a table.
    pub async fn opens_first(&self, route: &str) {
        self.go(route).await;
        self.find("grid", "").await;
        self.run("document.querySelector('[role=grid]').focus()").await;
        self.types("\u{E007}").await;
    }

    /// Closes every notice, one after the other.
    pub async fn closes_notices(&self) {
        self.run(
            "document.querySelectorAll('.toast button:last-of-type').forEach((button) => button.click())",
        )
        .await;
    }

    /// A fresh workspace with the demo county, decided.
    pub async fn load_demo(&self) {
        self.click("button", "载入演示县").await;
        // What its units did together is played, which takes seconds, and more of them while other browsers work beside it.
        self.sees_within("分月合计", 4 * PATIENCE).await;
    }
}
