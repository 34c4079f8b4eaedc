//! Each kind of answer that an endpoint may give, over real HTTP through the whole engine: what a
//! reviewer sees of it. None is ever taken for "the contract does not say so".

use crate::engines::{finding, findings, read, simulator};
use countersign::config::Settings;
use countersign::connectors::llm::simulator::{Manners, Script, Simulator};
use countersign::domain::failure::Failure;
use countersign::domain::reading::Reading;
use countersign::domain::term::{Engine, Finding, UnverifiedReason};
use serde_json::{Value, json};

const LAW: &str = "governed by and construed in accordance with the laws of the State of New York";

fn fixture(name: &str) -> Script {
    Script::fixture(name).unwrap_or_else(|| panic!("no fixture {name}"))
}

fn law() -> Script {
    finding("governing_law", LAW, "New York")
}

/// Reads with these answers about the group that holds the governing law, in order; nothing is found
/// about anything else. How often that group was asked about.
async fn answered(scripts: Vec<Script>) -> (Result<Reading, Failure>, usize) {
    let scripts = scripts.into_iter().map(|script| script.to("fields_risk"));
    let model = simulator(scripts.collect::<Vec<_>>()).await;
    // A question that shows all has many passages, which can be halved.
    let change = |settings: &mut Settings| {
        settings.llm.retries = 2;
        settings.pipeline.passage_share = 100;
    };
    let reading = read(&model, Engine::Llm, change).await;
    let about = |body: Value| body["response_format"]["json_schema"]["name"] == "fields_risk";
    let asked = model
        .requests()
        .iter()
        .filter(|sent| about(sent.json()))
        .count();
    (reading, asked)
}

async fn whole(scripts: Vec<Script>) -> (Reading, usize) {
    let (reading, asked) = answered(scripts).await;
    (reading.expect("read"), asked)
}

fn found(reading: &Reading) -> Option<String> {
    reading
        .term("governing_law")
        .map(|term| term.value.to_string())
}

/// The field has no value, its absence proves nothing, and the reviewer is told why.
fn is_told(reading: &Reading, why: &str) {
    let law = reading.fields.get(&"governing_law".into());
    assert!(matches!(law, Some(Finding::Truncated)), "{law:?}");
    let told = reading
        .reasons
        .iter()
        .find(|reason| reason.starts_with("risk: "));
    let told = told.expect("a reason of that group");
    assert!(told.contains(why), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_told_and_not_asked_again() {
    let (reading, asked) = whole(vec![fixture("refusal")]).await;
    is_told(&reading, "the model declined to answer");
    assert_eq!(asked, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_as_a_part_of_the_content_is_a_refusal_too() {
    let mut script = Script::says("");
    let parts = json!([{ "type": "refusal", "refusal": "I cannot help with that." }]);
    script.body["choices"][0]["message"]["content"] = parts;
    let (reading, _) = whole(vec![script]).await;
    is_told(&reading, "the model declined to answer");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_stops_for_its_length_is_asked_for_in_halves() {
    let (reading, asked) = whole(vec![fixture("truncated"), law(), findings(json!([]))]).await;
    assert_eq!((found(&reading).as_deref(), asked), (Some("New York"), 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_content_filter_is_told() {
    let (reading, asked) = whole(vec![fixture("content-filter")]).await;
    is_told(&reading, "a content filter stopped the answer");
    assert_eq!(asked, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_content_filter_that_comes_as_an_error_is_told_alike() {
    let (reading, asked) = whole(vec![fixture("content-filter-400")]).await;
    is_told(&reading, "a content filter stopped the answer");
    assert_eq!(asked, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fenced_answer_is_read() {
    // The number of a passage that is shown in any case: the first.
    let bare = json!({ "findings": [{ "field": "governing_law", "passage": 0, "quote": LAW, "value": "New York" }] });
    let fenced = format!("```json\n{bare}\n```");
    let change = |settings: &mut Settings| settings.pipeline.passage_share = 100;
    let model = simulator([Script::says(&fenced).billed(50_000).to("fields_risk")]).await;
    let reading = read(&model, Engine::Llm, change).await.expect("read");
    assert_eq!(found(&reading).as_deref(), Some("New York"));
}

#[tokio::test(flavor = "multi_thread")]
async fn prose_is_asked_about_once_more_and_then_told() {
    let prose = || Script::says("Sure! The law is that of New York.").billed(50_000);
    let (reading, asked) = whole(vec![prose(), law()]).await;
    assert_eq!((found(&reading).as_deref(), asked), (Some("New York"), 2));
    let (reading, asked) = whole(vec![prose(), prose()]).await;
    is_told(
        &reading,
        "the answer has the wrong form (the reply is not JSON",
    );
    assert_eq!(asked, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn json_of_another_form_is_asked_about_once_more_and_then_told() {
    let other = || Script::says(r#"{"findings": [{"law": "New York"}]}"#).billed(50_000);
    let (reading, asked) = whole(vec![other(), other()]).await;
    is_told(
        &reading,
        "the answer has the wrong form (the reply breaks the schema",
    );
    assert_eq!(asked, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_from_a_passage_that_was_not_sent_is_no_value() {
    let stray =
        json!([{ "field": "governing_law", "passage": 9_999, "quote": LAW, "value": "New York" }]);
    let (reading, _) = whole(vec![findings(stray)]).await;
    unverified(&reading, UnverifiedReason::PassageNotSent);
}

/// Finding 22: the words stand in the document, but not where the model says that it read them.
#[tokio::test(flavor = "multi_thread")]
async fn a_quote_from_outside_the_cited_passage_is_told() {
    let told = |reading: &Reading| {
        let mut reasons = reading.reasons.iter();
        reasons.any(|why| why.contains("from outside the passage that it cites"))
    };
    let elsewhere =
        json!([{ "field": "governing_law", "passage": 0, "quote": LAW, "value": "New York" }]);
    let (reading, _) = whole(vec![findings(elsewhere)]).await;
    assert_eq!(found(&reading).as_deref(), Some("New York"));
    assert!(told(&reading), "{:?}", reading.reasons);
    let (reading, _) = whole(vec![law()]).await;
    assert_eq!(found(&reading).as_deref(), Some("New York"));
    assert!(!told(&reading), "{:?}", reading.reasons);
}

/// Finding 25: a part of which one question was refused is still looked for in the rest of the text.
#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_leaves_the_rest_of_the_text_to_be_searched() {
    let model = simulator([fixture("refusal").to("fields_risk")]).await;
    model.otherwise(Script::knows(json!({
        "findings": [{ "field": "governing_law", "quote": LAW, "value": "New York" }],
    })));
    let change = |settings: &mut Settings| {
        settings.pipeline.passage_share = 30;
        settings.pipeline.passage_total = 30;
    };
    let reading = read(&model, Engine::Llm, change).await.expect("read");
    assert_eq!(found(&reading).as_deref(), Some("New York"));
    let told = |why: &String| why.starts_with("risk: the model declined");
    assert!(reading.reasons.iter().any(told), "{:?}", reading.reasons);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_quote_is_no_value() {
    let altered = LAW.replace("New York", "New Jersey");
    let (reading, _) = whole(vec![finding("governing_law", &altered, "New Jersey")]).await;
    let reasons: Vec<_> = reading
        .unverified
        .iter()
        .map(|claim| claim.reason)
        .collect();
    assert!(found(&reading).is_none());
    assert!(
        matches!(
            reasons[..],
            [UnverifiedReason::QuoteNotFound | UnverifiedReason::QuoteDiffers]
        ),
        "{reasons:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quote_that_says_something_else_is_no_value() {
    let (reading, _) = whole(vec![finding("governing_law", LAW, "Texas")]).await;
    unverified(&reading, UnverifiedReason::ValueNotInQuote);
}

fn unverified(reading: &Reading, why: UnverifiedReason) {
    assert!(found(reading).is_none());
    let reasons: Vec<_> = reading
        .unverified
        .iter()
        .map(|claim| claim.reason)
        .collect();
    assert_eq!(reasons, [why]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_body_is_read_in_its_time_and_given_up_after_it() {
    let (reading, _) = whole(vec![law().dripping(1)]).await;
    assert_eq!(found(&reading).as_deref(), Some("New York"));
    let model = simulator([law().dripping(900).to("fields_risk")]).await;
    let change = |settings: &mut Settings| {
        settings.llm.retries = 0;
        settings.llm.timeout_seconds = 1;
    };
    let failure = read(&model, Engine::Llm, change).await.expect_err("late");
    assert!(matches!(failure, Failure::Retry { .. }), "{failure}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_breaks_is_asked_for_again_and_is_never_half_an_answer() {
    let (reading, asked) = whole(vec![law().breaking(6), law()]).await;
    assert_eq!((found(&reading).as_deref(), asked), (Some("New York"), 2));
    let (outcome, asked) = answered(vec![law().breaking(6); 3]).await;
    assert!(matches!(outcome, Err(Failure::Retry { .. })));
    assert_eq!(asked, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_overload_in_plain_text_is_waited_out() {
    let (reading, asked) = whole(vec![fixture("text-429"), law()]).await;
    assert_eq!((found(&reading).as_deref(), asked), (Some("New York"), 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_with_a_whole_number_for_its_code_says_what_to_set() {
    let (outcome, asked) = answered(vec![fixture("integer-code")]).await;
    let failure = outcome.expect_err("the endpoint does not take it");
    assert!(!matches!(failure, Failure::Retry { .. }), "{failure}");
    assert!(failure.to_string().contains("llm.format"), "{failure}");
    assert_eq!(asked, 1, "asking again would not mend it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_was_clipped_in_silence_is_told_with_what_to_do() {
    let clipped = || law().billed(100);
    let (reading, _) = whole(vec![clipped(), clipped(), clipped()]).await;
    is_told(&reading, "raise its context length");
}

/// Whatever an endpoint can do, its answers pass the same checks; what it can do is found out by asking.
#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_endpoint_is_asked_in_its_own_way_and_believed_no_more() {
    let all = Manners::default();
    let kinds = [
        (all, Some("json_schema")),
        (
            Manners {
                flags: false,
                ..all
            },
            Some("json_schema"),
        ),
        (
            Manners {
                schemas: false,
                ..all
            },
            Some("json_object"),
        ),
        (
            Manners {
                schemas: false,
                ignores: true,
                ..all
            },
            Some("json_object"),
        ),
        (
            Manners {
                schemas: false,
                objects: false,
                ..all
            },
            None,
        ),
        (
            Manners {
                schemas: false,
                objects: false,
                tools: false,
                ..all
            },
            None,
        ),
        (
            Manners {
                schemas: false,
                objects: false,
                tools: false,
                ignores: true,
                ..all
            },
            None,
        ),
    ];
    for (manners, format) in kinds {
        let model = Simulator::start([]).await.expect("a port");
        model.behaves(manners);
        model.otherwise(Script::knows(json!({
            "findings": [
                { "field": "governing_law", "quote": LAW, "value": "New York" },
                { "field": "agreement_date", "place": LAW, "quote": "dated 9 May 1812", "value": "1812-05-09" },
            ],
            "obligations": [],
        })));
        let reading = read(&model, Engine::Llm, |_| {}).await.expect("read");
        assert_eq!(found(&reading).as_deref(), Some("New York"), "{manners:?}");
        assert!(reading.term("agreement_date").is_none(), "{manners:?}");
        for sent in model.requests() {
            assert_eq!(
                sent.json()["response_format"]["type"].as_str(),
                format,
                "{manners:?}"
            );
            let by_call = format.is_none() && manners.tools;
            assert_eq!(sent.json()["tools"].is_array(), by_call, "{manners:?}");
        }
    }
}
