//! What is held, what waits and what is refused, without a model.

use super::*;
use futures::FutureExt;
use std::time::Duration;

fn usage(prompt_tokens: u32) -> Usage {
    Usage {
        prompt_tokens,
        ..Usage::default()
    }
}

fn purse() -> Purse {
    let budget = Budget {
        tokens_per_contract: 100,
        tokens_per_day: 150,
        ..Budget::default()
    };
    Purse::new(budget, None)
}

/// Requirement 12 of section 2: a cap stops the spending before it is passed, not after.
#[tokio::test]
async fn questions_side_by_side_cannot_overspend_together() {
    let purse = purse();
    let (one, two) = (ContractId::from("one"), ContractId::from("two"));
    let first = purse.hold(None, &one, usage(60)).await.expect("covered");
    let beside = purse.hold(None, &one, usage(60)).now_or_never();
    assert!(beside.is_none(), "it waits for the first");
    let error = purse.hold(None, &one, usage(101)).await.err();
    let error = error.expect("more than the contract may ever cost");
    assert!(matches!(error, Failure::Park { .. }));
    assert!(error.to_string().contains("tokens_per_contract"));
    purse.pay(&one, usage(20));
    drop(first);
    drop(
        purse
            .hold(None, &one, usage(80))
            .await
            .expect("20 were paid"),
    );
    purse.pay(&two, usage(100));
    let error = purse.hold(None, &one, usage(50)).await.err();
    assert!(
        error
            .expect("over the day's")
            .to_string()
            .contains("tokens_per_day")
    );
}

/// Finding 14: what is held is not spent. What does not fit beside others is not refused because of them.
#[tokio::test]
async fn what_does_not_fit_beside_others_waits_until_they_are_given_back() {
    let purse = purse();
    let (one, two) = (ContractId::from("one"), ContractId::from("two"));
    let first = purse.hold(None, &one, usage(90)).await.expect("covered");
    let back = async {
        tokio::task::yield_now().await;
        purse.pay(&one, usage(10));
        drop(first);
    };
    // The limit of the day is shared: another contract waits too.
    let (same, (), ()) = tokio::join!(
        purse.hold(None, &one, usage(70)),
        async {
            let hold = purse.hold(None, &two, usage(70)).await;
            drop(hold.expect("the day has room once the first is back"));
        },
        back
    );
    drop(same.expect("the contract has room once the first is back"));
    purse.emptied().await;
}

/// A sending that was lost is spent: nobody waits for it, and two that wait for each other are told.
#[tokio::test]
async fn nobody_waits_for_what_does_not_come_back() {
    let purse = purse();
    let one = ContractId::from("one");
    let mut first = purse.hold(None, &one, usage(60)).await.expect("covered");
    let again = async {
        tokio::task::yield_now().await;
        first.settle();
        purse.hold(None, &one, usage(60)).await.err()
    };
    let (beside, again) = tokio::join!(purse.hold(None, &one, usage(60)), again);
    let beside = beside.err();
    assert!(matches!(beside, Some(Failure::Park { .. })), "{beside:?}");
    assert!(matches!(again, Some(Failure::Park { .. })), "{again:?}");
    drop(first);
    purse
        .hold(None, &one, usage(60))
        .await
        .expect("nothing was paid");
}

#[tokio::test]
async fn a_closed_purse_pays_for_nothing_more_and_gives_up_what_is_late() {
    let purse = purse();
    let one = ContractId::from("one");
    let first = purse.hold(None, &one, usage(90)).await.expect("covered");
    let close = async {
        tokio::task::yield_now().await;
        assert!(purse.given_up().now_or_never().is_none());
        purse.close(Instant::now() + Duration::from_millis(20));
        purse.given_up().await;
        assert!(purse.emptied().now_or_never().is_none());
        drop(first);
    };
    let (waiting, ()) = tokio::join!(purse.hold(None, &one, usage(20)), close);
    assert!(matches!(waiting.err(), Some(Failure::Retry { .. })));
    purse.emptied().await;
}
