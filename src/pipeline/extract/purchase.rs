//! One question that is paid for: it is put to the model, and its answer and its cost are kept before anybody
//! uses them. It runs in a task of its own: a step that is ended, by a lost lease or a shutdown, loses nothing
//! that was paid for.

use super::bill::{count, counted, most, outcome};
use super::tab::Tab;
use super::{Model, off_runtime};
use crate::connectors::llm::{Error, Reply, Request, Usage};
use crate::domain::failure::Failure;
use crate::domain::id::{ContractId, PromptId};
use crate::store::answers::Answer;
use crate::store::ledger::{Cost, Entry};
use crate::text::tokens;
use tokio::time::Instant;

/// What the ledger calls the question what the endpoint can do. Whichever contract it came up with pays.
const PROBE: &str = "probe";

/// A question with all that it takes to put it.
pub(super) struct Purchase {
    pub model: Model,
    pub contract: ContractId,
    /// What it is about, as the ledger names it.
    pub topic: String,
    /// The prompt that its instructions come from.
    pub prompt: PromptId,
    /// The name under which the answer is kept.
    pub key: String,
    pub request: Request,
    /// Tokens of the form of the answer as it is sent.
    pub form_tokens: u32,
    /// When all of it is given up.
    pub deadline: Instant,
}

impl Purchase {
    /// Puts the question and keeps what comes of it, whether or not anybody still waits for it.
    ///
    /// # Errors
    /// When there is no answer: the model cannot be reached, refuses for how it is set up, or the budget
    /// does not cover it.
    pub(super) async fn make(self) -> Result<Answer, Failure> {
        let made = tokio::spawn(async move { self.made().await });
        made.await.unwrap_or_else(|_| {
            Err(Failure::fail(
                "putting a question panicked: this is a fault of countersign, report it",
            ))
        })
    }

    async fn made(&self) -> Result<Answer, Failure> {
        let (purse, records) = (&self.model.purse, self.model.records.as_ref());
        let most = most(&self.request, self.form_tokens);
        let tab = Tab::new(purse, records, &self.contract, most);
        let asked = self
            .model
            .llm
            .complete_by(&self.request, self.deadline, &tab);
        let mut reply = tokio::select! {
            reply = asked => reply,
            () = purse.given_up() => tab.given_up(),
        };
        reply.usage = self.counted(&reply).await?;
        let micros = purse.micros(reply.usage);
        count(&self.topic, outcome(&reply.outcome), reply.usage, micros);
        let probed = self.keep_probe(tab.probe()).await;
        let answer = self.keep(reply).await;
        // What was paid is on record now, and need not be held.
        drop(tab);
        probed.and(answer)
    }

    /// What was billed; where the endpoint does not say, our own count, so that no budget is passed
    /// unseen.
    async fn counted(&self, reply: &Reply) -> Result<Usage, Failure> {
        let said = match &reply.outcome {
            Ok(said) if reply.usage.completion_tokens == 0 => {
                let said = said.clone();
                off_runtime("counting an answer", move || tokens::count(&said)).await?
            }
            _ => 0,
        };
        Ok(counted(reply, &self.request, self.form_tokens, said))
    }

    /// Writes down what was paid, with the answer where there is one.
    async fn keep(&self, reply: Reply) -> Result<Answer, Failure> {
        let usage = reply.usage;
        let answer = answered(reply.outcome);
        let Some(records) = &self.model.records else {
            self.model.purse.pay(&self.contract, usage);
            return answer;
        };
        let entry = self.entry(usage, false);
        match &answer {
            Ok(answer) if records.keeps => {
                records.store.keep_answer(&self.key, answer, &entry).await?
            }
            Err(_) if records.keeps && entry.cost.tokens() > 0 => {
                records.store.note(&entry).await?
            }
            _ => {}
        }
        answer
    }

    /// Writes down what it cost to learn what the endpoint can do.
    async fn keep_probe(&self, usage: Usage) -> Result<(), Failure> {
        if usage.answered + usage.lost == 0 {
            return Ok(());
        }
        let told = match usage.answered {
            0 => "lost",
            _ => "answered",
        };
        count(PROBE, told, usage, self.model.purse.micros(usage));
        match &self.model.records {
            None => self.model.purse.pay(&self.contract, usage),
            Some(records) if records.keeps => {
                let entry = Entry {
                    topic: PROBE.to_owned(),
                    prompt: None,
                    ..self.entry(usage, false)
                };
                records.store.note(&entry).await?
            }
            Some(_) => {}
        }
        Ok(())
    }

    /// The ledger's row of a question that cost `usage`.
    pub(super) fn entry(&self, usage: Usage, is_cached: bool) -> Entry {
        let records = self.model.records.as_ref();
        Entry {
            at: records.map_or(0, |records| records.clock.micros()),
            contract: self.contract.clone(),
            topic: self.topic.clone(),
            prompt: Some(self.prompt.clone()),
            model: self.model.llm.model().to_owned(),
            cost: Cost {
                questions: 1,
                cached: i64::from(is_cached),
                retries: i64::from(usage.attempts.saturating_sub(1)),
                prompt_tokens: usage.prompt_tokens.into(),
                completion_tokens: usage.completion_tokens.into(),
                micros: self.model.purse.micros(usage),
            },
        }
    }
}

fn answered(outcome: Result<String, Error>) -> Result<Answer, Failure> {
    match outcome {
        Ok(said) => Ok(Answer::Whole(said)),
        Err(Error::Refused) => Ok(Answer::Refused),
        Err(Error::Filtered) => Ok(Answer::Filtered),
        Err(Error::Truncated) => Ok(Answer::CutOff),
        Err(Error::Clipped { .. }) => Ok(Answer::Clipped),
        Err(Error::Unpaid(failure)) => Err(failure),
        Err(error) => {
            let (transient, after) = (error.is_transient(), error.retry_after());
            Err(Failure::by(transient, error, after))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connectors::llm::{Budget, Llm, Payer, Sent};
    use crate::pipeline::extract::passages::Limits;
    use crate::pipeline::extract::purse::Purse;
    use crate::prompt::Prompts;
    use async_trait::async_trait;
    use std::sync::Arc;
    use std::time::Duration;

    /// Answers after so many milliseconds.
    struct Late(u64);

    #[async_trait]
    impl Llm for Late {
        fn model(&self) -> &str {
            "late"
        }

        async fn complete(&self, _: &Request) -> Reply {
            unreachable!("somebody pays")
        }

        async fn complete_by(&self, _: &Request, _: Instant, payer: &dyn Payer) -> Reply {
            if let Err(error) = payer.cover(Sent::Question).await {
                let (outcome, usage) = (Err(error), Usage::default());
                return Reply { outcome, usage };
            }
            tokio::time::sleep(Duration::from_millis(self.0)).await;
            let usage = Usage {
                prompt_tokens: 90,
                completion_tokens: 5,
                attempts: 1,
                answered: 1,
                lost: 0,
            };
            payer.came(Sent::Question, usage);
            Reply {
                outcome: Ok("{}".to_owned()),
                usage,
            }
        }

        async fn ping(&self) -> Result<String, Error> {
            Ok(String::new())
        }
    }

    /// A question that may cost 120 tokens, of a contract that may cost 150.
    fn purchase(millis: u64) -> Purchase {
        let budget = Budget {
            tokens_per_contract: 150,
            ..Budget::default()
        };
        let model = Model {
            llm: Arc::new(Late(millis)),
            prompts: Arc::new(Prompts::shipped()),
            passage_tokens: 1_000,
            reply_tokens: 20,
            limits: Limits {
                share: 100,
                total: 100,
            },
            at_once: 1,
            deadline: Duration::from_secs(5),
            purse: Arc::new(Purse::new(budget, None)),
            records: None,
        };
        let request = Request::of_size(90, 20);
        Purchase {
            model,
            contract: ContractId::from("one"),
            topic: "dates".to_owned(),
            prompt: Prompts::shipped().fields.id(),
            key: "key".to_owned(),
            request,
            form_tokens: 10,
            deadline: Instant::now() + Duration::from_secs(5),
        }
    }

    /// Finding 13: a step that is ended loses no answer that is on its way, and none of its cost.
    #[tokio::test]
    async fn what_is_on_its_way_is_waited_for_though_nobody_waits() {
        let purchase = purchase(50);
        let purse = purchase.model.purse.clone();
        let step = tokio::spawn(purchase.make());
        tokio::time::sleep(Duration::from_millis(20)).await;
        step.abort();
        purse.emptied().await;
        assert_eq!(purse.spent_on(&ContractId::from("one")), 95);
    }

    /// Finding 13: what is given up when the service stops may be billed, and counts with all that it may
    /// have cost.
    #[tokio::test]
    async fn what_is_given_up_counts_with_the_most_that_it_may_cost() {
        let purchase = purchase(5_000);
        let purse = purchase.model.purse.clone();
        let step = tokio::spawn(purchase.make());
        tokio::time::sleep(Duration::from_millis(20)).await;
        purse.close(Instant::now());
        let told = step.await.expect("it ran");
        assert!(matches!(told, Err(Failure::Retry { .. })), "{told:?}");
        purse.emptied().await;
        assert_eq!(purse.spent_on(&ContractId::from("one")), 120);
    }
}
