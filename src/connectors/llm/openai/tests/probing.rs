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
        let bare = Manners {
            schemas: false,
            objects: false,
            ignores,
            ..all
        };
        let (said, probes) = lacks(bare).await;
        assert!(
            said.starts_with("text") && said.contains("text only"),
            "{said}"
        );
        assert_eq!(probes, 3);
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
    assert!(llm.abilities.get().is_none());
}
