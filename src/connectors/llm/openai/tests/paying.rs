//! What was sent and came to nothing: what may be billed, and what is not sent at all.

use super::*;
use crate::domain::failure::Failure;
use std::sync::Mutex;

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

/// Pays for so many sendings, and remembers what it was asked and told.
struct Few(usize, Mutex<Vec<(Sent, Option<Usage>)>>);

#[async_trait]
impl Payer for Few {
    async fn cover(&self, sent: Sent) -> Result<(), Error> {
        let mut told = self.1.lock().expect("no panic");
        let paid = told.iter().filter(|(_, came)| came.is_none()).count();
        if paid == self.0 {
            return Err(Error::Unpaid(Failure::park("used up")));
        }
        told.push((sent, None));
        Ok(())
    }

    fn came(&self, sent: Sent, usage: Usage) {
        let mut told = self.1.lock().expect("no panic");
        told.push((sent, Some(usage)));
    }
}

/// Finding 14: each sending is paid for by itself, and what nobody pays for is not sent.
#[tokio::test]
async fn a_repeat_is_paid_for_by_itself_or_not_sent() {
    let broken = || Script::says("{}").breaking(4);
    let until = Instant::now() + Duration::from_secs(5);
    for (pays, outcome, sent) in [(3, "reply", 2), (2, "unpaid", 1)] {
        let simulator = Simulator::start([broken(), Script::says("{}")]).await;
        let simulator = simulator.expect("a port");
        let llm = OpenAi::new(settings(&simulator)).expect("sound settings");
        let payer = Few(pays, Mutex::default());
        let reply = llm.complete_by(&request(), until, &payer).await;
        assert_eq!(named(&reply.outcome), outcome);
        assert_eq!((simulator.requests().len(), reply.usage.lost), (sent, 1));
        let told = payer.1.into_inner().expect("no panic");
        assert!(matches!(told[0], (Sent::Probe(most), None) if most.completion_tokens == 2_000));
        let (Sent::Probe(_), Some(probed)) = told[1] else {
            panic!("the payer is told of the probe: {told:?}");
        };
        assert_eq!((probed.prompt_tokens, probed.answered), (60, 1));
        assert!(matches!(
            told[2..4],
            [(Sent::Question, None), (Sent::Question, Some(_))]
        ));
    }
}
