//! What an endpoint can do is found out by asking it, once.

use super::super::super::simulator::Manners;
use super::*;

async fn found(manners: Manners) -> (String, usize) {
    let simulator = Simulator::start(vec![Script::says("{}"); 2])
        .await
        .expect("a port");
    simulator.behaves(manners);
    let llm = OpenAi::new(settings(&simulator)).expect("sound settings");
    for _ in 0..2 {
        llm.complete(&request()).await.outcome.expect("a reply");
    }
    let format = simulator.requests()[0].json()["response_format"]["type"].clone();
    let can = llm.ping().await.expect("it answers");
    assert!(can.starts_with(MODEL), "{can}");
    (
        format!("{} {can}", format.as_str().unwrap_or("text")),
        simulator.probes(),
    )
}

/// The endpoint is asked once what it can do, whatever it is called.
#[tokio::test]
async fn what_an_endpoint_can_do_is_found_out_once() {
    let all = Manners::default();
    let lacks = |manners: Manners| async move { found(manners).await };
    let (said, probes) = lacks(all).await;
    assert!(said.starts_with("json_schema") && said.ends_with("strict schemas, seed, logprobs"));
    assert_eq!(probes, 1);
    let (said, probes) = lacks(Manners {
        flags: false,
        ..all
    })
    .await;
    assert!(
        said.ends_with("strict schemas, no seed, no logprobs"),
        "{said}"
    );
    assert_eq!(probes, 2);
    for ignores in [false, true] {
        let (said, _) = lacks(Manners {
            schemas: false,
            ignores,
            ..all
        })
        .await;
        assert!(said.starts_with("json_object"), "{said}");
        let calling = Manners {
            schemas: false,
            objects: false,
            ignores,
            ..all
        };
        let (said, probes) = lacks(calling).await;
        assert!(said.contains("tool calls"), "{said}");
        assert_eq!(probes, 4);
        let bare = Manners {
            tools: false,
            ..calling
        };
        let (said, probes) = lacks(bare).await;
        assert!(
            said.starts_with("text") && said.contains("text only"),
            "{said}"
        );
        assert_eq!(probes, 4);
    }
}

/// An answer that comes as the arguments of the function that was offered is an answer; a call of another
/// function is none.
#[tokio::test]
async fn the_arguments_of_the_offered_function_are_the_answer() {
    let calls = |name: &str, reason: &str| {
        let mut script = Script::says("");
        let function = json!({ "name": name, "arguments": "{\"findings\":[]}" });
        script.body["choices"][0]["message"]["tool_calls"] = json!([{ "function": function }]);
        script.body["choices"][0]["finish_reason"] = json!(reason);
        script
    };
    for (script, outcome) in [
        (calls("fields", "tool_calls"), Ok("{\"findings\":[]}")),
        (calls("other", "tool_calls"), Err("permanent")),
        (calls("fields", "length"), Err("truncated")),
    ] {
        let simulator = Simulator::start([script]).await.expect("a port");
        let llm = OpenAi::new(Settings {
            format: Some(Format::Tool),
            ..settings(&simulator)
        });
        let reply = llm.expect("sound settings").complete(&request()).await;
        let came = reply.outcome.as_deref().map_err(Error::kind);
        assert_eq!(came, outcome);
        let sent = simulator.requests().remove(0).json();
        assert_eq!(sent["tools"][0]["function"]["name"], "fields");
        assert_eq!(sent["tools"][0]["function"]["parameters"]["type"], "object");
        assert_eq!(sent["tool_choice"]["function"]["name"], "fields");
        assert_eq!(sent["response_format"], Json::Null);
    }
}

/// An endpoint that cannot be reached is asked again next time; nothing is concluded from silence.
#[tokio::test]
async fn an_endpoint_that_was_down_is_asked_again_what_it_can_do() {
    let simulator = Simulator::start([Script::says("{}")])
        .await
        .expect("a port");
    let gone = Settings {
        base_url: "http://127.0.0.1:9/v1".to_owned(),
        ..settings(&simulator)
    };
    let llm = OpenAi::new(gone).expect("sound settings");
    assert_eq!(named(&llm.complete(&request()).await.outcome), "transient");
    let known = llm.known.lock().await;
    assert!(matches!(*known, Known::Failed { .. }));
}

/// Finding 19: what passes by itself, and an answer that shows nothing, say nothing of what an endpoint can do.
#[tokio::test]
async fn what_passes_by_itself_decides_nothing() {
    for odd in ["text-429", "html-502", "truncated", "refusal"] {
        let scripts = [fixture(odd).to("probe"), Script::says("{}")];
        let simulator = Simulator::start(scripts).await.expect("a port");
        let llm = OpenAi::new(settings(&simulator)).expect("sound settings");
        let reply = llm.complete(&request()).await;
        reply.outcome.expect("a reply");
        let format = simulator.requests()[0].json()["response_format"]["type"].clone();
        assert_eq!(
            (format, simulator.probes()),
            (json!("json_schema"), 2),
            "{odd}"
        );
    }
}

/// Finding 19: an endpoint that shows nothing in any way of asking is taken for none that can do no more than
/// text: it is told what to set, and is asked again without a restart.
#[tokio::test]
async fn an_endpoint_that_shows_nothing_is_not_taken_for_one_that_can_do_nothing() {
    let silent = vec![fixture("refusal").to("probe"); 8];
    let simulator = Simulator::start(silent).await.expect("a port");
    simulator.then(Script::says("{}"));
    let llm = OpenAi::new(settings(&simulator)).expect("sound settings");
    let error = llm.complete(&request()).await.outcome.expect_err("unknown");
    assert!(error.to_string().contains("llm.format"), "{error}");
    assert_eq!((simulator.probes(), simulator.requests().len()), (8, 0));
    llm.complete(&request()).await.outcome.expect("a reply");
    let format = simulator.requests()[0].json()["response_format"]["type"].clone();
    assert_eq!(format, "json_schema");
}

/// Finding 19: one asks for all; whoever waited while that failed does not ask once more each.
#[tokio::test]
async fn questions_side_by_side_ask_once_what_the_endpoint_can_do() {
    let down = vec![fixture("html-502").to("probe"); 3];
    let simulator = Simulator::start(down).await.expect("a port");
    simulator.otherwise(Script::says("{}"));
    let llm = OpenAi::new(settings(&simulator)).expect("sound settings");
    let request = request();
    let replies = futures::future::join_all((0..4).map(|_| llm.complete(&request))).await;
    let outcomes: Vec<&str> = replies.iter().map(|reply| named(&reply.outcome)).collect();
    assert_eq!((outcomes, simulator.probes()), (vec!["transient"; 4], 3));
    llm.complete(&request)
        .await
        .outcome
        .expect("it is up again");
    assert_eq!(simulator.probes(), 4);
}
