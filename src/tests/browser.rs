//! A person with a browser: the queue, a contract, its boxes, a decision by key, the approval, and
//! the record in the simulated Salesforce. Headless Chromium, driven through WebDriver.
//!
//! Where no chromedriver is installed the test says so and ends; with `COUNTERSIGN_REQUIRE_ALL`
//! set (CI), that is a failure.

use crate::harness::{PASSWORD, PATIENCE, REVIEWER, TestApp};
use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A chromedriver of our own, ended with the test.
struct Driver {
    child: Child,
    url: String,
    _profile: tempfile::TempDir,
    profile: String,
}

impl Driver {
    /// `None` where there is no chromedriver.
    fn start() -> Option<Self> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .ok()?
            .local_addr()
            .ok()?
            .port();
        let mut command = Command::new("chromedriver");
        command
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let child = command.spawn().ok()?;
        let folder = tempfile::tempdir().ok()?;
        let profile = folder.path().display().to_string();
        Some(Self {
            child,
            url: format!("http://127.0.0.1:{port}"),
            _profile: folder,
            profile,
        })
    }

    async fn browser(&self) -> Option<Client> {
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1500,1000",
            &format!("--user-data-dir={}", self.profile),
        ];
        let options = json!({"goog:chromeOptions": {"args": arguments}});
        let options = options.as_object().expect("an object").clone();
        for _ in 0..100 {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            if let Ok(client) = builder
                .capabilities(options.clone())
                .connect(&self.url)
                .await
            {
                return Some(client);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        None
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn shows(browser: &Client, css: &str) -> fantoccini::elements::Element {
    let wait = browser.wait().at_most(PATIENCE);
    wait.for_element(Locator::Css(css))
        .await
        .unwrap_or_else(|error| panic!("{css} does not appear: {error}"))
}

async fn text(browser: &Client) -> String {
    shows(browser, "body").await.text().await.expect("text")
}

/// I31, R58: a reviewer in a browser approves a contract, and Salesforce's own page shows the record.
#[tokio::test(flavor = "multi_thread")]
async fn a_person_approves_a_contract_in_the_browser() {
    let driver = Driver::start();
    let browser = match &driver {
        Some(driver) => driver.browser().await,
        None => None,
    };
    let Some(browser) = browser else {
        assert!(
            std::env::var_os("COUNTERSIGN_REQUIRE_ALL").is_none(),
            "Chromium and chromedriver are required here"
        );
        println!(
            "skipped: no Chromium with chromedriver is installed (Debian: chromium, chromium-driver)"
        );
        return;
    };
    let app = TestApp::start().await;
    let id = app.sign("order-form").await;
    app.reviewer().await.waits_for(&id, "in_review").await;
    journey(&app, &browser, id.as_str()).await;
    let _ = browser.close().await;
    app.finish().await;
}

async fn journey(app: &TestApp, browser: &Client, id: &str) {
    browser.goto(&app.url()).await.expect("the service answers");
    shows(browser, "input[name=name]")
        .await
        .send_keys(REVIEWER)
        .await
        .expect("typed");
    shows(browser, "input[name=password]")
        .await
        .send_keys(PASSWORD)
        .await
        .expect("typed");
    shows(browser, "form button")
        .await
        .click()
        .await
        .expect("clicked");
    shows(browser, &format!("a[href='/contracts/{id}']"))
        .await
        .click()
        .await
        .expect("the contract opens");

    shows(browser, ".paper img").await;
    shows(browser, "svg rect.mark").await;
    let first = shows(browser, ".card[data-verified][data-state=pending]").await;
    let item = first.attr("data-item").await.expect("read").expect("an id");
    first
        .find(Locator::Css("button[value=approve]"))
        .await
        .expect("a button")
        .click()
        .await
        .expect("clicked");
    shows(browser, &format!("#item-{item}[data-state=approved]")).await;
    compares(browser).await;
    shows(browser, "#all-verified button")
        .await
        .click()
        .await
        .expect("clicked");
    let wait = browser.wait().at_most(PATIENCE);
    wait.for_element(Locator::Css("#finish:not([aria-disabled])"))
        .await
        .expect("all is decided");
    shows(browser, "#finish")
        .await
        .click()
        .await
        .expect("the plan opens");
    shows(browser, "form.confirm button")
        .await
        .click()
        .await
        .expect("countersigned");

    let salesforce = app.vendors.salesforce.base_url().to_owned();
    let page = written(&salesforce, id).await;
    assert!(
        page.contains(id) && page.contains("/files/068"),
        "record and PDF are not on Salesforce's page"
    );
    browser
        .goto(&salesforce)
        .await
        .expect("the simulated Salesforce answers");
    assert!(text(browser).await.contains(id), "a person sees the record");
}

/// I58: a card tells the number that differs from the firm's standard clause, and shows both texts to who
/// asks by keyboard.
async fn compares(browser: &Client) {
    let standard = shows(browser, ".card[aria-label='Payment terms'] .standard").await;
    let told = standard.text().await.expect("text");
    let number = "thirty (30) days → forty-five (45) days";
    assert!(
        told.contains("Payment, 30 days") && told.contains(number),
        "{told}"
    );
    let summary = standard.find(Locator::Css("summary")).await;
    let summary = summary.expect("it can be opened");
    summary
        .send_keys(&char::from(Key::Enter).to_string())
        .await
        .expect("typed");
    shows(browser, ".standard details[open] .compared ins").await;
    let compared = shows(browser, ".standard details[open] .compared").await;
    let compared = compared.text().await.expect("text");
    for words in [
        "missing:",
        "within thirty (30)",
        "added:",
        "net forty-five (45)",
    ] {
        assert!(compared.contains(words), "{words} in {compared}");
    }
    // The words for screen readers must not stretch the page, whose two halves scroll by themselves.
    let fits = "return document.documentElement.scrollHeight <= innerHeight";
    let fits = browser.execute(fits, Vec::new()).await.expect("run");
    assert_eq!(fits, true);
}

/// Salesforce's own page, once it shows the record and its PDF.
async fn written(salesforce: &str, id: &str) -> String {
    let mut page = String::new();
    for _ in 0..1000 {
        let answer = reqwest::get(salesforce).await.expect("an answer");
        page = answer.text().await.expect("text");
        if page.contains(id) && page.contains("/files/068") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    page
}
