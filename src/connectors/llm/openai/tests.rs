//! Every kind of answer over real HTTP: what it becomes, how often it is asked for, what is said of it.

use super::super::simulator::{MODEL, Script, Simulator};
use super::super::{Passage, Settings};
use super::*;
use crate::domain::redaction::{Class, Detection, Detector, Redacted, Vault};
use serde_json::json;

mod deadlines;
mod paying;
mod probing;
mod streams;

/// Masks one known address, as the real detectors would.
struct OneAddress;

const PERSONAL: &str = "ada@larkmoor.example";

impl Detector for OneAddress {
    fn detect(&self, text: &str) -> Vec<Detection> {
        text.match_indices(PERSONAL)
            .map(|(at, found)| Detection {
                span: crate::domain::document::Span::new(at, at + found.len()),
                class: Class::Email,
            })
            .collect()
    }
}

fn request() -> Request {
    let text = format!("Notices go to {PERSONAL}. This Agreement is made as of January 15, 2026.");
    Request {
        system: "Read the contract.".to_owned(),
        question: None,
        passages: vec![Passage {
            ordinal: 3,
            text: Redacted::mask(&text, &OneAddress, &mut Vault::default()),
            span: crate::domain::document::Span::new(0, text.len()),
        }],
        fence: "f3a9".to_owned(),
        schema_name: "fields".to_owned(),
        schema: json!({ "type": "object" }),
        max_tokens: 700,
        expected_tokens: 0,
    }
}

fn settings(simulator: &Simulator) -> Settings {
    Settings {
        base_url: simulator.base_url(),
        api_key: Some("sk-quite-secret".into()),
        model: MODEL.to_owned(),
        timeout_seconds: 2,
        deadline_seconds: 5,
        retries: 2,
        backoff_millis: 5,
        ..Settings::default()
    }
}

async fn ask(scripts: Vec<Script>) -> (Result<String, Error>, usize) {
    let (reply, asked) = asked(scripts).await;
    (reply.outcome, asked)
}

async fn asked(scripts: Vec<Script>) -> (Reply, usize) {
    let simulator = Simulator::start(scripts).await.expect("a port");
    let llm = OpenAi::new(settings(&simulator)).expect("sound settings");
    let reply = llm.complete(&request()).await;
    (reply, simulator.requests().len())
}

fn fixture(name: &str) -> Script {
    Script::fixture(name).unwrap_or_else(|| panic!("no fixture {name}"))
}

fn named(outcome: &Result<String, Error>) -> &'static str {
    outcome.as_ref().map_or_else(Error::kind, |_| "reply")
}

/// Each row: the answer, what it becomes, how many attempts are made of three.
#[tokio::test]
async fn every_kind_of_answer_has_its_outcome() {
    let stopped = |reason: Json| {
        let mut script = Script::says("{}");
        script.body["choices"][0]["finish_reason"] = reason;
        script
    };
    let error = |status: u16, code: Json| {
        Script::new(status, json!({ "error": { "message": "m", "code": code } }))
    };
    let rows = [
        (fixture("good-fields"), "reply", 1),
        (fixture("fenced"), "reply", 1),
        (fixture("invalid-json"), "reply", 1),
        (fixture("refusal"), "refused", 1),
        (fixture("truncated"), "truncated", 1),
        (fixture("content-filter"), "filtered", 1),
        (fixture("content-filter-400"), "filtered", 1),
        (fixture("integer-code"), "unsupported", 1),
        (fixture("text-429"), "transient", 3),
        (fixture("html-502"), "transient", 3),
        (stopped(json!("abort")), "truncated", 2),
        (stopped(json!("STOP")), "reply", 1),
        (stopped(json!("end_turn")), "reply", 1),
        (stopped(json!("max_tokens")), "truncated", 1),
        (stopped(json!("SAFETY")), "filtered", 1),
        (stopped(Json::Null), "truncated", 1),
        (stopped(json!("tool_calls")), "permanent", 1),
        (Script::says("  "), "truncated", 2),
        (Script::new(200, json!({ "choices": [] })), "truncated", 2),
        (Script::new(200, "<html>sign in</html>"), "permanent", 1),
        (error(200, json!(429)), "transient", 3),
        (error(400, json!("context_length_exceeded")), "truncated", 1),
        (error(429, json!("insufficient_quota")), "permanent", 1),
        (error(401, json!("invalid_api_key")), "permanent", 1),
        (error(404, json!("model_not_found")), "permanent", 1),
        (Script::new(400, "plain text"), "unsupported", 1),
        (Script::new(408, "plain text"), "transient", 3),
        (Script::new(500, json!({ "error": "flat" })), "transient", 3),
        (
            Script::new(400, json!({ "message": "flat", "code": 40001 })),
            "unsupported",
            1,
        ),
        (Script::says("{}").breaking(4), "transient", 3),
        (
            Script::new(307, "").header("location", "http://127.0.0.1:9/"),
            "permanent",
            1,
        ),
    ];
    for (script, expected, attempts) in rows {
        let (outcome, asked) = ask(vec![script.clone(); 3]).await;
        assert_eq!((named(&outcome), asked), (expected, attempts), "{script:?}");
    }
}

#[tokio::test]
async fn a_fenced_answer_is_the_same_as_a_bare_one() {
    let (bare, _) = ask(vec![fixture("good-fields")]).await;
    let (fenced, _) = ask(vec![fixture("fenced")]).await;
    assert_eq!(bare.expect("a reply"), fenced.expect("a reply"));
}

/// Whatever came of it was billed, and the ledger must know.
#[tokio::test]
async fn what_was_billed_is_told_of_every_outcome() {
    let (refused, _) = asked(vec![fixture("refusal")]).await;
    assert_eq!(named(&refused.outcome), "refused");
    assert_eq!(refused.usage.prompt_tokens, 1000);
    let (late, _) = asked(vec![fixture("html-502"), fixture("good-fields")]).await;
    let usage = Usage {
        prompt_tokens: 1000,
        completion_tokens: 100,
        attempts: 2,
        answered: 1,
        lost: 0,
    };
    assert_eq!((named(&late.outcome), late.usage), ("reply", usage));
}

#[tokio::test]
async fn servers_that_add_or_leave_out_members_are_understood() {
    let mut extra = Script::says("{}");
    extra.body["service_tier"] = json!("standard");
    extra.body["choices"][0]["message"]["reasoning_content"] = json!("hm");
    extra.body["choices"][0]["logprobs"] = Json::Null;
    let bare = json!({ "choices": [{ "finish_reason": "stop", "message": { "content": "{}" } }] });
    let parts = json!([{ "type": "text", "text": "{}" }]);
    let mut in_parts = Script::says("");
    in_parts.body["choices"][0]["message"]["content"] = parts;
    for script in [extra, Script::new(200, bare), in_parts] {
        let (outcome, _) = ask(vec![script]).await;
        assert_eq!(outcome.expect("a reply"), "{}");
    }
}

#[tokio::test]
async fn a_fault_that_passes_is_asked_again_and_the_wait_that_is_asked_for_is_kept() {
    let slow = Script::new(429, "").header("retry-after-ms", "300");
    let started = Instant::now();
    let (outcome, asked) = ask(vec![slow, fixture("html-502"), Script::says("{}")]).await;
    assert_eq!((named(&outcome), asked), ("reply", 3));
    assert!(started.elapsed() >= Duration::from_millis(300));
}

#[tokio::test]
async fn a_wait_beyond_the_deadline_is_handed_to_the_caller() {
    // The last is the largest number that the header can carry; it must not overflow the clock.
    for (seconds, handed) in [("60", 60), ("7200", 3600), ("18446744073709551615", 3600)] {
        let long = Script::new(503, "").header("retry-after", seconds);
        let started = Instant::now();
        let (outcome, asked) = ask(vec![long]).await;
        let error = outcome.expect_err("an overload");
        assert_eq!(error.retry_after(), Some(Duration::from_secs(handed)));
        assert!(asked == 1 && started.elapsed() < Duration::from_secs(2));
    }
}

/// The date is counted from the server's own clock, which may be wrong.
#[tokio::test]
async fn a_wait_until_a_date_is_understood() {
    let script = Script::new(503, "")
        .header("date", "Sun, 06 Nov 1994 08:49:37 GMT")
        .header("retry-after", "Sun, 06 Nov 1994 08:51:37 GMT");
    let (outcome, _) = ask(vec![script]).await;
    let error = outcome.expect_err("an overload");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(120)));
}

/// A body that comes drop by drop is an answer when it is whole in time, and none when it is not.
#[tokio::test]
async fn a_slow_body_has_the_time_of_one_attempt() {
    let (outcome, asked) = ask(vec![Script::says("{}").dripping(1)]).await;
    assert_eq!((named(&outcome), asked), ("reply", 1));
    let started = Instant::now();
    let (outcome, _) = ask(vec![Script::says("{}").dripping(900); 3]).await;
    assert_eq!(named(&outcome), "transient");
    assert!(started.elapsed() < Duration::from_secs(6));
}

#[tokio::test]
async fn silence_ends_at_the_time_out_and_at_the_deadline() {
    let simulator = Simulator::start(vec![Script::says("{}").after(60_000); 9]).await;
    let simulator = simulator.expect("a port");
    let llm = OpenAi::new(Settings {
        timeout_seconds: 1,
        deadline_seconds: 2,
        retries: 9,
        ..settings(&simulator)
    });
    let started = Instant::now();
    let outcome = llm
        .expect("sound settings")
        .complete(&request())
        .await
        .outcome;
    assert_eq!(named(&outcome), "transient");
    assert!(started.elapsed() < Duration::from_secs(4));
    assert!(simulator.requests().len() >= 2);
}

/// Ollama clips long questions and says nothing; a clipped question proves nothing.
#[tokio::test]
async fn a_question_that_was_clipped_in_silence_proves_nothing() {
    let scripts = vec![fixture("clipped"), fixture("clipped")];
    let simulator = Simulator::start(scripts).await.expect("a port");
    let llm = OpenAi::new(settings(&simulator)).expect("sound settings");
    for (expected_tokens, outcome) in [(2_200, "reply"), (2_300, "clipped")] {
        let request = Request {
            expected_tokens,
            ..request()
        };
        assert_eq!(named(&llm.complete(&request).await.outcome), outcome);
    }
}

/// I43: no personal data leaves the house, and the key goes where it belongs.
#[tokio::test]
async fn the_endpoint_gets_masked_text_the_schema_and_the_key() {
    let simulator = Simulator::start([Script::says("{}")])
        .await
        .expect("a port");
    let llm = OpenAi::new(settings(&simulator)).expect("sound settings");
    llm.complete(&request()).await.outcome.expect("a reply");
    let sent = simulator.requests().remove(0);
    assert!(!sent.body.contains("ada") && !sent.body.contains("larkmoor"));
    let body = sent.json();
    let user = body["messages"][1]["content"].as_str().expect("a text");
    assert!(user.contains("[[EMAIL_1]]") && user.contains("[passage 3]"));
    assert_eq!(
        sent.authorization.as_deref(),
        Some("Bearer sk-quite-secret")
    );
    assert_eq!(body["response_format"]["json_schema"]["strict"], true);
    assert_eq!(body["response_format"]["json_schema"]["name"], "fields");
    assert_eq!(body["max_completion_tokens"], 700);
    assert_eq!(body["model"], MODEL);
}

#[tokio::test]
async fn an_endpoint_without_schemas_is_told_the_schema_in_words() {
    let simulator = Simulator::start([Script::says("{}")])
        .await
        .expect("a port");
    let llm = OpenAi::new(Settings {
        format: Some(Format::JsonObject),
        limit_field: LimitField::MaxTokens,
        api_key: None,
        max_tokens: 500,
        ..settings(&simulator)
    });
    let outcome = llm.expect("sound settings").complete(&request()).await;
    outcome.outcome.expect("a reply");
    let sent = simulator.requests().remove(0);
    let body = sent.json();
    assert_eq!(sent.authorization, None);
    assert_eq!(body["response_format"], json!({ "type": "json_object" }));
    assert_eq!(
        (&body["max_tokens"], &body["max_completion_tokens"]),
        (&json!(500), &Json::Null)
    );
    let system = body["messages"][0]["content"].as_str().expect("a text");
    assert!(system.contains(r#"{"type":"object"}"#));
}

/// An error names status and code. What the endpoint wrote may repeat the contract.
#[tokio::test]
async fn no_error_repeats_what_the_endpoint_wrote() {
    let leak = "Customer shall pay one million dollars";
    let body = json!({ "error": { "message": leak, "type": leak, "code": leak } });
    for script in [
        Script::new(400, body.clone()),
        Script::new(500, body.clone()),
        Script::new(200, body),
        Script::new(200, leak),
        Script::new(429, leak),
        Script::new(401, json!({ "error": leak })),
    ] {
        let (outcome, _) = ask(vec![script; 3]).await;
        let error = outcome.expect_err("an error");
        let said = format!("{error} {error:?}");
        assert!(!said.contains("Customer"), "{said}");
        assert!(!said.contains("quite-secret"));
    }
}

#[tokio::test]
async fn no_more_questions_are_open_than_allowed() {
    let simulator = Simulator::start(vec![Script::says("{}").after(30); 6]).await;
    let simulator = simulator.expect("a port");
    let llm = OpenAi::new(Settings {
        concurrency: 2,
        ..settings(&simulator)
    });
    let llm = llm.expect("sound settings");
    let request = request();
    let outcomes = futures::future::join_all((0..6).map(|_| llm.complete(&request))).await;
    assert!(outcomes.iter().all(|reply| reply.outcome.is_ok()));
    assert_eq!(simulator.most_at_once(), 2);
}

#[tokio::test]
async fn ping_tells_a_wrong_address_and_a_wrong_model_apart() {
    let simulator = Simulator::start([]).await.expect("a port");
    let right = OpenAi::new(settings(&simulator)).expect("sound settings");
    right.ping().await.expect("it answers");
    let other = OpenAi::new(Settings {
        model: "unheard-of".to_owned(),
        ..settings(&simulator)
    });
    let error = other.expect("sound settings").ping().await.expect_err("no");
    assert!(error.to_string().contains("llm.model"));
    let elsewhere = OpenAi::new(Settings {
        base_url: simulator.base_url().replace("/v1", "/v2"),
        ..settings(&simulator)
    });
    let error = elsewhere.expect("sound settings").ping().await;
    assert!(error.expect_err("no").to_string().contains("llm.base_url"));
    drop(simulator);
    let gone = right.ping().await.expect_err("nobody listens");
    assert!(gone.is_transient());
}
