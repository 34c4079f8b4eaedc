//! What was sent and came to nothing: what may be billed, and what is not sent at all.

use super::*;

/// A question that went out and came to nothing may be billed; one that was refused at the door is not.
#[tokio::test]
async fn what_was_sent_and_lost_is_told_apart_from_what_was_refused() {
    let lost = |reply: &Reply| (reply.usage.attempts, reply.usage.answered, reply.usage.lost);
    let (broken, _) = asked(vec![Script::says("{}").breaking(4), fixture("good-fields")]).await;
    assert_eq!(lost(&broken), (2, 1, 1));
    let (late, _) = asked(vec![Script::says("{}").dripping(900); 3]).await;
    assert!(late.usage.lost >= 2 && late.usage.answered == 0);
    let long = json!({ "error": { "message": "m", "code": "context_length_exceeded" } });
    let (refused, _) = asked(vec![Script::new(400, long)]).await;
    assert_eq!(lost(&refused), (1, 0, 0));
}

/// What is over before its turn comes is not sent at all.
#[tokio::test]
async fn a_question_whose_time_is_over_before_its_turn_is_not_sent() {
    let simulator = Simulator::start(vec![Script::says("{}").after(400); 2]).await;
    let simulator = simulator.expect("a port");
    let llm = OpenAi::new(Settings {
        concurrency: 1,
        ..settings(&simulator)
    });
    let llm = llm.expect("sound settings");
    let request = request();
    let until = Instant::now() + Duration::from_millis(100);
    let (first, second) = tokio::join!(
        llm.complete_by(&request, until),
        llm.complete_by(&request, until)
    );
    assert_eq!(
        (named(&first.outcome), named(&second.outcome)),
        ("reply", "transient")
    );
    assert_eq!(
        (second.usage, simulator.requests().len()),
        (Usage::default(), 1)
    );
}
