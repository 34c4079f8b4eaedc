//! The total deadline of a contract ends whatever is on its way: an attempt, a wait, a probe. Bounds are far
//! from what is measured, so that a busy machine fails no test.

use super::*;

/// What one question may take by the settings of these tests, far more than the contract may.
const PATIENT: u64 = 60;
/// What no question may take that ends with its contract.
const LATE: Duration = Duration::from_secs(20);

fn patient(simulator: &Simulator) -> OpenAi {
    let llm = OpenAi::new(Settings {
        timeout_seconds: 50,
        deadline_seconds: PATIENT,
        retries: 20,
        ..settings(simulator)
    });
    llm.expect("sound settings")
}

async fn until(llm: &OpenAi, millis: u64) -> (Reply, Duration) {
    let begun = Instant::now();
    let until = begun + Duration::from_millis(millis);
    let reply = llm.complete_by(&request(), until, &Unlimited).await;
    (reply, begun.elapsed())
}

#[tokio::test]
async fn the_deadline_of_the_contract_ends_an_attempt_a_wait_and_a_probe() {
    let slow = || Script::says("{}").after(600_000);
    let overloaded = || Script::new(429, "").header("retry-after-ms", "300");
    let rows = [
        ("a slow answer", vec![slow()]),
        ("a slow body", vec![Script::says("{}").dripping(9_000)]),
        ("waits that are asked for", vec![overloaded(); 40]),
        ("a second attempt", vec![overloaded(), slow()]),
        (
            "a slow probe",
            vec![Script::says("{}").dripping(9_000).to("probe")],
        ),
    ];
    for (what, scripts) in rows {
        let simulator = Simulator::start(scripts).await.expect("a port");
        let (reply, spent) = until(&patient(&simulator), 1_000).await;
        assert_eq!(named(&reply.outcome), "transient", "{what}");
        assert!(spent < LATE, "{what}: {spent:?}");
    }
}

/// What was given up may be billed, and the setting that gave it up is named.
#[tokio::test]
async fn what_the_deadline_ends_is_told_and_counted() {
    let simulator = Simulator::start([Script::says("{}").after(600_000)]).await;
    let simulator = simulator.expect("a port");
    let (reply, _) = until(&patient(&simulator), 1_000).await;
    let error = reply.outcome.expect_err("late");
    assert!(error.to_string().contains("llm.contract_deadline_seconds"));
    assert_eq!((reply.usage.attempts, reply.usage.lost), (1, 1));
}

/// That one contract's time ran out says nothing of the endpoint: the next one asks it anew.
#[tokio::test]
async fn a_probe_that_was_given_up_decides_nothing_for_others() {
    let slow = Script::says("{}").dripping(9_000).to("probe");
    let simulator = Simulator::start([slow]).await.expect("a port");
    simulator.otherwise(Script::says("{}"));
    let llm = patient(&simulator);
    let (reply, _) = until(&llm, 300).await;
    assert_eq!(named(&reply.outcome), "transient");
    assert!(matches!(*llm.known.lock().await, Known::Nothing));
    llm.complete(&request()).await.outcome.expect("a reply");
    assert_eq!(simulator.probes(), 2);
}

/// What is over before its turn comes is not sent at all.
#[tokio::test]
async fn a_question_whose_time_is_over_before_its_turn_is_not_sent() {
    let simulator = Simulator::start(vec![Script::says("{}").after(600_000); 2]).await;
    let simulator = simulator.expect("a port");
    let llm = OpenAi::new(Settings {
        concurrency: 1,
        format: Some(Format::Schema),
        ..settings(&simulator)
    });
    let llm = llm.expect("sound settings");
    let request = request();
    let until = Instant::now() + Duration::from_millis(1_000);
    let (first, second) = tokio::join!(
        llm.complete_by(&request, until, &Unlimited),
        llm.complete_by(&request, until, &Unlimited)
    );
    assert_eq!(
        (named(&first.outcome), named(&second.outcome)),
        ("transient", "transient")
    );
    assert_eq!((first.usage.lost, second.usage), (1, Usage::default()));
    assert_eq!(simulator.requests().len(), 1);
}
