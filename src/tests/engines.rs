//! Two engines on one contract, without a service: where they agree, where one is silent, where they
//! differ, and what a model is shown. The model is scripted, over real HTTP.

use crate::harness::fixture;
use countersign::app::ingest::Ingest;
use countersign::config::Settings;
use countersign::connectors::llm::simulator::{MODEL, Script, Simulator};
use countersign::domain::confidence::Meeting;
use countersign::domain::failure::Failure;
use countersign::domain::reading::Reading;
use countersign::domain::term::{Engine, Finding, UnverifiedReason};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const LAW: &str = "governed by and construed in accordance with the laws of the State of New York";
const TERM: &str = "shall continue for an initial term of thirty-six (36) months";

pub(crate) async fn simulator(scripts: impl IntoIterator<Item = Script>) -> Simulator {
    let model = Simulator::start(scripts).await.expect("a free port");
    model.otherwise(findings(json!([])));
    model
}

pub(crate) fn findings(findings: Value) -> Script {
    Script::claims(json!({ "findings": findings }))
}

pub(crate) fn finding(field: &str, quote: &str, value: &str) -> Script {
    findings(json!([{ "field": field, "quote": quote, "value": value }]))
}

/// Settings with this model.
pub(crate) fn settings(model: &Simulator, engine: Engine) -> Settings {
    let mut settings = Settings::defaults().expect("the reference reads");
    settings.pipeline.engine = engine;
    settings.reader.executable = Some(env!("CARGO_BIN_EXE_countersign").into());
    settings.llm.base_url = model.base_url();
    settings.llm.model = MODEL.to_owned();
    settings.llm.backoff_millis = 5;
    settings
}

/// Reads the master services agreement.
pub(crate) async fn read(
    model: &Simulator,
    engine: Engine,
    change: impl FnOnce(&mut Settings),
) -> Result<Reading, Failure> {
    let mut settings = settings(model, engine);
    change(&mut settings);
    let ingest = Ingest::new(&settings).expect("sound settings");
    ingest.read(&fixture("contracts/master-services.pdf")).await
}

fn meeting(reading: &Reading, field: &str) -> Meeting {
    let term = reading.term(field).expect("a value");
    term.signals.expect("a settled reading").meeting
}

fn asked(model: &Simulator) -> Vec<(String, String)> {
    let requests = model.requests().into_iter();
    requests
        .map(|request| {
            let body = request.json();
            let text = |pointer| {
                let found = body.pointer(pointer).and_then(Value::as_str);
                found.unwrap_or_default().to_owned()
            };
            (
                text("/response_format/json_schema/name"),
                text("/messages/1/content"),
            )
        })
        .collect()
}

/// Requirement 8 of section 2: two readers of different make, and each meeting of theirs by its name.
#[tokio::test(flavor = "multi_thread")]
async fn the_engines_agree_or_one_is_silent_or_they_conflict() {
    let model = simulator([
        finding("governing_law", LAW, "New York").to("fields_risk"),
        finding(
            "initial_term",
            "one or more further periods of twelve (12) months each",
            "12 months",
        )
        .to("fields_renewal"),
        finding(
            "agreement_date",
            "no such words stand here at all",
            "2026-03-03",
        )
        .to("fields_dates"),
    ])
    .await;
    let reading = read(&model, Engine::Both, |_| {}).await.expect("read");
    assert_eq!(meeting(&reading, "governing_law"), Meeting::Agree);
    assert_eq!(
        reading.term("governing_law").map(|term| term.engine),
        Some(Engine::Both)
    );
    assert_eq!(meeting(&reading, "agreement_date"), Meeting::OneSided);
    let terms = reading.fields.get(&"initial_term".into());
    let Some(Finding::Conflict { terms }) = terms else {
        panic!("36 months and 12 months cannot both be true: {terms:?}");
    };
    assert_eq!(terms.len(), 2, "both are shown with their evidence");
    assert!(terms.iter().all(|term| term.grounding.grade.is_verified()));
    assert!(
        reading
            .reasons
            .iter()
            .any(|why| why.contains("engines read different values"))
    );
    let score = |field| {
        let term = reading.term(field).expect("a value");
        term.signals.expect("signals").score(&term.value)
    };
    assert!(score("governing_law") > score("agreement_date"));
    assert!(score("agreement_date") > score("initial_term"));
}

/// What no chosen passage states is asked for once more, over the passages that were not shown.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_found_is_looked_for_once_more_in_the_rest() {
    let model = simulator([finding("initial_term", TERM, "36 months").to("fields_renewal")]).await;
    let change = |settings: &mut Settings| {
        settings.pipeline.passage_share = 30;
        settings.pipeline.passage_tokens = 100_000;
    };
    let reading = read(&model, Engine::Llm, change).await.expect("read");
    assert_eq!(meeting(&reading, "initial_term"), Meeting::Alone);
    let asked = asked(&model);
    let sent = |name: &str| {
        let found = asked.iter().find(|(schema, _)| schema == name);
        found.map_or("", |(_, text)| text.as_str())
    };
    assert!(sent("fields_renewal").contains("thirty-six (36) months"));
    let (first, duties) = (sent("fields_renewal").len(), sent("obligations").len());
    assert!(
        first * 3 < duties,
        "{first} of {duties}: a share is shown first"
    );
    let rest: Vec<_> = asked
        .iter()
        .filter(|(name, _)| name.starts_with("fields_rest"))
        .collect();
    assert!(!rest.is_empty());
    for request in model.requests() {
        let body = request.json();
        let is_rest = body["response_format"]["json_schema"]["name"]
            .as_str()
            .is_some_and(|name| name.starts_with("fields_rest"));
        let system = body["messages"][0]["content"].as_str().unwrap_or_default();
        assert!(
            !(is_rest && system.contains("- `initial_term`")),
            "it was found"
        );
    }
}

/// Words that run over the border of two passages stand in the document all the same, and are found there.
#[tokio::test(flavor = "multi_thread")]
async fn a_quote_over_the_border_of_two_passages_is_found() {
    let model = simulator([]).await;
    let whole = |settings: &mut Settings| settings.pipeline.passage_share = 100;
    read(&model, Engine::Llm, whole).await.expect("read");
    let (_, text) = asked(&model).remove(0);
    let (before, after) = text
        .split_once("\n[passage 1")
        .expect("a second passage far on");
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, after) = after.split_once(']').expect("the end of its number");
    let (before, after) = (one_line(before), one_line(after));
    let last = before
        .char_indices()
        .rev()
        .filter(|(_, c)| *c == ' ')
        .nth(5)
        .map_or(0, |(at, _)| at);
    let first = after.match_indices(' ').nth(6).map_or(0, |(at, _)| at);
    let quote = format!("{} {}", before[last..].trim(), &after[..first]);
    assert!(
        !quote.contains("[["),
        "the test needs words without a mask: {quote}"
    );
    let model =
        simulator([finding("deliverables", &quote, "a few words").to("fields_service")]).await;
    let reading = read(&model, Engine::Llm, whole).await.expect("read");
    let term = reading.term("deliverables").expect("it stands there");
    assert!(term.grounding.grade.is_verified());
    assert_eq!(one_line(&term.grounding.quote), quote);
}

/// Half the work once; then it is "cut off", never "not stated".
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_cut_off_twice_is_never_taken_for_none() {
    let cut = || {
        Script::fixture("truncated")
            .expect("a script")
            .to("fields_renewal")
    };
    let model = simulator([
        cut(),
        finding("initial_term", TERM, "36 months").to("fields_renewal"),
        cut(),
    ])
    .await;
    let one = |settings: &mut Settings| {
        settings.llm.concurrency = 1;
        settings.pipeline.passage_share = 100;
        settings.pipeline.passage_tokens = 100_000;
    };
    let reading = read(&model, Engine::Llm, one).await.expect("read");
    let renewals = asked(&model)
        .into_iter()
        .filter(|(name, _)| name == "fields_renewal")
        .count();
    assert_eq!(renewals, 3, "the whole and its halves");
    assert!(
        reading.term("initial_term").is_some(),
        "what one half said counts"
    );
    let auto = reading.fields.get(&"auto_renewal".into());
    assert!(matches!(auto, Some(Finding::Truncated)), "{auto:?}");
    assert!(
        reading
            .reasons
            .iter()
            .any(|why| why.starts_with("renewal: the answer was cut off"))
    );
}

/// An endpoint that clips questions in silence is told apart from one that found nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_clipped_question_is_told_with_what_to_do() {
    let clipped = || findings(json!([])).billed(500).to("fields_renewal");
    let model = simulator([clipped(), clipped(), clipped()]).await;
    let reading = read(&model, Engine::Llm, |_| {}).await.expect("read");
    assert!(
        reading
            .reasons
            .iter()
            .any(|why| why.contains("raise its context length"))
    );
    let auto = reading.fields.get(&"auto_renewal".into());
    assert!(matches!(auto, Some(Finding::Truncated)), "{auto:?}");
}

/// An altered quote, a passage that was not sent, a value that the quote does not state: each is shown
/// with its reason, none is a value.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_model_makes_up_is_shown_with_its_reason_and_is_no_value() {
    let stray = json!({ "findings": [
        { "field": "governing_law", "passage": 9_999, "quote": LAW, "value": "New York" },
    ] });
    let model = simulator([
        finding(
            "agreement_date",
            "is made as of this 3rd day of May, 2026, by and between",
            "2026-05-03",
        )
        .to("fields_dates"),
        finding("initial_term", TERM, "60 months").to("fields_renewal"),
        Script::says(&stray.to_string())
            .billed(50_000)
            .to("fields_risk"),
    ])
    .await;
    let reading = read(&model, Engine::Llm, |_| {}).await.expect("read");
    let reason = |field: &str| {
        let claim = reading
            .unverified
            .iter()
            .find(|claim| claim.field.as_str() == field);
        claim.map(|claim| claim.reason)
    };
    assert_eq!(
        reason("agreement_date"),
        Some(UnverifiedReason::QuoteNotFound)
    );
    assert_eq!(
        reason("initial_term"),
        Some(UnverifiedReason::ValueNotInQuote)
    );
    assert_eq!(
        reason("governing_law"),
        Some(UnverifiedReason::PassageNotSent)
    );
    for field in ["agreement_date", "initial_term", "governing_law"] {
        assert!(reading.term(field).is_none(), "{field}");
    }
}

/// A model cannot be talked into anything that goes unnoticed: the rules read beside it.
#[tokio::test(flavor = "multi_thread")]
async fn many_conflicts_raise_the_suspicion_that_the_document_speaks_to_the_model() {
    let model = simulator([
        finding("governing_law", "a Delaware corporation having its principal office", "Delaware").to("fields_risk"),
        finding("initial_term", "one or more further periods of twelve (12) months each", "12 months").to("fields_renewal"),
        findings(json!([
            { "field": "agreement_date", "quote": "shall take effect on April 1, 2026", "value": "2026-04-01" },
            { "field": "effective_date", "quote": "this 3rd day of March, 2026", "value": "2026-03-03" },
        ]))
        .to("fields_dates"),
    ])
    .await;
    let reading = read(&model, Engine::Both, |_| {}).await.expect("read");
    let alarm = "look whether the document speaks to the model";
    assert!(
        reading.reasons.iter().any(|why| why.contains(alarm)),
        "{:?}",
        reading.reasons
    );
}

/// Questions go side by side under one limit, and all of them end at the contract's deadline: those that are
/// asked, those that are repeated and those that wait.
#[tokio::test(flavor = "multi_thread")]
async fn questions_go_side_by_side_and_within_the_deadline() {
    let model = simulator([]).await;
    model.otherwise(findings(json!([])).after(100));
    read(&model, Engine::Llm, |settings| settings.llm.concurrency = 3)
        .await
        .expect("read");
    assert_eq!(model.most_at_once(), 3);
    let overloaded = Script::new(503, json!({})).header("retry-after-ms", "400");
    for slow in [findings(json!([])).after(600_000), overloaded] {
        model.otherwise(slow);
        let hurried = |settings: &mut Settings| settings.llm.contract_deadline_seconds = 2;
        let begun = Instant::now();
        let failure = read(&model, Engine::Llm, hurried).await.expect_err("late");
        assert!(matches!(failure, Failure::Retry { .. }), "{failure}");
        // One question alone might take 300 seconds, and one attempt 120.
        let spent = begun.elapsed();
        assert!(spent < Duration::from_secs(30), "{spent:?}");
    }
}
