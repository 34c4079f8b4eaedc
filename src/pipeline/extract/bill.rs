//! What a question costs: at most before it is put, and by our own count where the endpoint does not say.
//! It counts only; whether it may be spent is for the purse to say.

use crate::connectors::llm::{Error, Reply, Request, Usage};

/// What one sending of a question can cost at most.
pub(super) fn most(request: &Request, form_tokens: u32) -> Usage {
    Usage {
        prompt_tokens: sent(request, form_tokens),
        completion_tokens: request.max_tokens,
        ..Usage::default()
    }
}

/// Tokens of the question with the form of its answer, by our own count.
fn sent(request: &Request, form_tokens: u32) -> u32 {
    request.expected_tokens.saturating_add(form_tokens)
}

/// What was billed, and our own count where the endpoint does not say; `said` counts the answer. An attempt
/// whose answer was lost is counted with all that it may have said: most hosts bill it.
pub(super) fn counted(reply: &Reply, request: &Request, form_tokens: u32, said: u32) -> Usage {
    let mut usage = reply.usage;
    let sent = sent(request, form_tokens);
    let said = match &reply.outcome {
        Ok(_) => Some(said),
        // Nothing was answered, so that nothing is owed.
        Err(_) if usage.answered == 0 => None,
        Err(Error::Truncated) => Some(request.max_tokens),
        Err(_) => Some(0),
    };
    if let Some(said) = said {
        let unless_billed = |billed: u32, own: u32| if billed == 0 { own } else { billed };
        usage.prompt_tokens = unless_billed(usage.prompt_tokens, sent);
        usage.completion_tokens = unless_billed(usage.completion_tokens, said);
    }
    let lost = |tokens: u32| tokens.saturating_mul(usage.lost);
    usage.prompt_tokens = usage.prompt_tokens.saturating_add(lost(sent));
    usage.completion_tokens = usage
        .completion_tokens
        .saturating_add(lost(request.max_tokens));
    usage
}

/// What one question about the endpoint itself cost: what was billed, and `most` where the endpoint does not
/// say or no whole answer came back.
pub(super) fn probed(usage: Usage, most: Usage) -> Usage {
    let unless_billed = |billed: u32, most: u32| match (usage.answered, usage.lost, billed) {
        (0, 0, _) => 0,
        (_, _, 0) => most,
        _ => billed,
    };
    Usage {
        prompt_tokens: unless_billed(usage.prompt_tokens, most.prompt_tokens),
        completion_tokens: unless_billed(usage.completion_tokens, most.completion_tokens),
        ..usage
    }
}

/// What came of a question, in a word for `/metrics`.
pub(super) fn outcome(outcome: &Result<String, Error>) -> &'static str {
    outcome.as_ref().map_or_else(Error::kind, |_| "whole")
}

/// Counts for `/metrics` what was paid about `group`. Groups are those of the dictionary and a few of ours, so
/// that there are not many; no contract is named.
pub(super) fn count(group: &str, outcome: &'static str, usage: Usage, micros: i64) {
    let group = || group.to_owned();
    metrics::counter!("countersign_model_questions_total", "group" => group(), "outcome" => outcome)
        .increment(1);
    metrics::counter!("countersign_model_retries_total", "group" => group())
        .increment(usage.attempts.saturating_sub(1).into());
    for (kind, tokens) in [
        ("prompt", usage.prompt_tokens),
        ("completion", usage.completion_tokens),
    ] {
        metrics::counter!("countersign_model_tokens_total", "group" => group(), "kind" => kind)
            .increment(tokens.into());
    }
    metrics::counter!("countersign_model_cost_micros_total", "group" => group())
        .increment(u64::try_from(micros).unwrap_or(0));
}

/// Counts for `/metrics` a question about `group` that was answered from the store.
pub(super) fn cache_hit(group: &str) {
    metrics::counter!("countersign_model_cache_hits_total", "group" => group.to_owned())
        .increment(1);
}

#[cfg(test)]
mod tests {
    use super::*;
    use metrics_exporter_prometheus::PrometheusBuilder;

    fn question() -> Request {
        Request::of_size(100, 500)
    }

    /// Requirement 12 of section 2: what an endpoint does not bill is counted here.
    #[test]
    fn an_answer_without_a_bill_is_counted_by_ourselves() {
        let reply = |outcome, billed| Reply {
            outcome,
            usage: Usage {
                prompt_tokens: billed,
                completion_tokens: billed,
                attempts: 1,
                answered: u32::from(billed > 0),
                lost: 0,
            },
        };
        let form = 7;
        let tokens = |outcome, billed| {
            let usage = counted(&reply(outcome, billed), &question(), form, 2);
            (usage.prompt_tokens, usage.completion_tokens)
        };
        assert_eq!(tokens(Ok("hello world".to_owned()), 0), (100 + form, 2));
        assert_eq!(tokens(Ok("hello world".to_owned()), 7), (7, 7));
        let detail = "no key".to_owned();
        assert_eq!(tokens(Err(Error::Permanent { detail }), 0), (0, 0));
        // Too long a question is refused at the door, and nothing is owed for it.
        assert_eq!(tokens(Err(Error::Truncated), 0), (0, 0));
        let mut cut = reply(Err(Error::Truncated), 0);
        cut.usage.answered = 1;
        let usage = counted(&cut, &question(), form, 0);
        assert_eq!(
            (usage.prompt_tokens, usage.completion_tokens),
            (100 + form, 500)
        );
    }

    /// Requirement 12 of section 2: what was sent and lost may be billed, and no budget may be passed unseen.
    #[test]
    fn an_answer_that_was_lost_is_counted_with_all_that_it_may_have_said() {
        let detail = "no answer in time".to_owned();
        let mut late = Reply {
            outcome: Err(Error::Lost { detail }),
            usage: Usage {
                attempts: 2,
                lost: 2,
                ..Usage::default()
            },
        };
        let usage = counted(&late, &question(), 7, 0);
        assert_eq!(
            (usage.prompt_tokens, usage.completion_tokens),
            (2 * 107, 2 * 500)
        );
        late.outcome = Ok("{}".to_owned());
        late.usage.prompt_tokens = 100;
        late.usage.completion_tokens = 3;
        let usage = counted(&late, &question(), 7, 1);
        assert_eq!(
            (usage.prompt_tokens, usage.completion_tokens),
            (100 + 2 * 107, 3 + 2 * 500)
        );
    }

    /// Requirement 12 of section 2: the form of the answer is held beforehand, for one sending: a repeat takes
    /// its own hold.
    #[test]
    fn what_is_held_covers_one_sending_with_its_schema() {
        let most = most(&question(), 7);
        assert_eq!((most.prompt_tokens, most.completion_tokens), (107, 500));
    }

    /// Finding 13: the question what an endpoint can do costs as well.
    #[test]
    fn a_question_about_the_endpoint_costs_what_was_billed_or_the_most() {
        let most = Usage {
            prompt_tokens: 200,
            completion_tokens: 2_000,
            ..Usage::default()
        };
        let came = |answered, lost, prompt_tokens, completion_tokens| {
            let usage = Usage {
                prompt_tokens,
                completion_tokens,
                attempts: 1,
                answered,
                lost,
            };
            let probed = probed(usage, most);
            (probed.prompt_tokens, probed.completion_tokens)
        };
        assert_eq!(came(1, 0, 40, 9), (40, 9));
        assert_eq!(came(1, 0, 0, 0), (200, 2_000));
        assert_eq!(came(0, 1, 0, 0), (200, 2_000));
        assert_eq!(came(0, 0, 0, 0), (0, 0), "it was refused at the door");
    }

    /// The ledger's figures by group, each under its name; what is counted once is counted for its group alone.
    #[test]
    fn every_figure_of_the_ledger_is_counted_by_group() {
        let recorder = PrometheusBuilder::new().build_recorder();
        let usage = Usage {
            prompt_tokens: 1_000,
            completion_tokens: 20,
            attempts: 3,
            answered: 1,
            lost: 2,
        };
        metrics::with_local_recorder(&recorder, || {
            count("money", outcome(&Ok(String::new())), usage, 7);
            count("probe", outcome(&Err(Error::Refused)), Usage::default(), 0);
            cache_hit("dates");
        });
        let shown = recorder.handle().render();
        for line in [
            r#"countersign_model_questions_total{group="money",outcome="whole"} 1"#,
            r#"countersign_model_questions_total{group="probe",outcome="refused"} 1"#,
            r#"countersign_model_retries_total{group="money"} 2"#,
            r#"countersign_model_tokens_total{group="money",kind="prompt"} 1000"#,
            r#"countersign_model_tokens_total{group="money",kind="completion"} 20"#,
            r#"countersign_model_cost_micros_total{group="money"} 7"#,
            r#"countersign_model_cache_hits_total{group="dates"} 1"#,
        ] {
            assert!(shown.contains(line), "{line} in\n{shown}");
        }
    }
}
