//! Keeps the budget: a question is put only where what it may cost at most is still covered, so that
//! questions side by side cannot overspend together. Decides nothing about what is asked.

use super::Records;
use crate::connectors::llm::{Budget, Price, Usage};
use crate::domain::failure::Failure;
use crate::domain::id::ContractId;
use crate::store::ledger::Cost;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Tokens, and millionths of the currency.
type Spent = (i64, i64);

/// What may be spent, and what is just being spent.
#[derive(Default)]
pub struct Purse {
    budget: Budget,
    price: Option<Price>,
    /// Held for questions on their way; without a ledger also what was paid.
    out: Mutex<HashMap<ContractId, Spent>>,
    /// One check at a time: between check and hold nobody else may hold.
    gate: tokio::sync::Mutex<()>,
}

impl Purse {
    /// A purse for one model.
    pub fn new(budget: Budget, price: Option<Price>) -> Self {
        Self {
            budget,
            price,
            ..Self::default()
        }
    }

    /// What `usage` cost, in millionths of the currency; 0 without a price.
    pub fn micros(&self, usage: Usage) -> i64 {
        self.price.as_ref().map_or(0, |price| {
            price.micros(usage.prompt_tokens, usage.completion_tokens)
        })
    }

    /// Holds what a question of this contract may cost at most.
    ///
    /// # Errors
    /// Parks the contract where a limit does not cover it, and names the limit.
    pub(super) async fn hold(
        &self,
        records: Option<&Records>,
        contract: &ContractId,
        most: Usage,
    ) -> Result<Hold<'_>, Failure> {
        let _gate = self.gate.lock().await;
        let hold = Hold {
            purse: self,
            contract: contract.clone(),
            amount: self.spent(most),
        };
        hold.add(hold.amount);
        // What is held is read before the ledger: a question that ends in between is counted twice then,
        // and in the other order it would be counted nowhere.
        let (held, all) = self.held(contract);
        let (own, day) = match records {
            Some(records) => (
                records.store.spent_on(contract).await?,
                records.store.spent_since(records.midnight()).await?,
            ),
            None => Default::default(),
        };
        match self
            .budget
            .exceeded(plus(sum(own), held), plus(sum(day), all))
        {
            None => Ok(hold),
            Some(limit) => Err(Failure::park(format!(
                "llm.budget.{limit} does not cover the next question to the model: raise it, or wait for \
                 another day, then retry the job; what was answered is kept"
            ))),
        }
    }

    /// What is held for this contract, and for all.
    fn held(&self, contract: &ContractId) -> (Spent, Spent) {
        let out = self.out();
        let own = out.get(contract).copied().unwrap_or_default();
        (own, out.values().copied().fold((0, 0), plus))
    }

    /// Remembers what was paid where there is no ledger to do it.
    pub(super) fn pay(&self, contract: &ContractId, usage: Usage) {
        let spent = self.spent(usage);
        let mut out = self.out();
        let known = out.entry(contract.clone()).or_default();
        *known = plus(*known, spent);
    }

    fn spent(&self, usage: Usage) -> Spent {
        let tokens = i64::from(usage.prompt_tokens) + i64::from(usage.completion_tokens);
        (tokens, self.micros(usage))
    }

    /// A panic elsewhere leaves the sums whole: each change is one assignment.
    fn out(&self) -> MutexGuard<'_, HashMap<ContractId, Spent>> {
        self.out.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a question on its way may cost; given back when it is dropped.
pub(super) struct Hold<'a> {
    purse: &'a Purse,
    contract: ContractId,
    amount: Spent,
}

impl Hold<'_> {
    fn add(&self, amount: Spent) {
        let mut out = self.purse.out();
        let known = out.entry(self.contract.clone()).or_default();
        *known = plus(*known, amount);
        if *known == (0, 0) {
            out.remove(&self.contract);
        }
    }
}

impl Drop for Hold<'_> {
    fn drop(&mut self) {
        self.add((-self.amount.0, -self.amount.1));
    }
}

fn plus(a: Spent, b: Spent) -> Spent {
    (a.0.saturating_add(b.0), a.1.saturating_add(b.1))
}

fn sum(cost: Cost) -> Spent {
    (cost.tokens(), cost.micros)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usage(prompt_tokens: u32) -> Usage {
        Usage {
            prompt_tokens,
            ..Usage::default()
        }
    }

    /// Requirement 12 of section 2: a cap stops the spending before it is passed, not after.
    #[tokio::test]
    async fn questions_side_by_side_cannot_overspend_together() {
        let budget = Budget {
            tokens_per_contract: 100,
            tokens_per_day: 150,
            ..Budget::default()
        };
        let purse = Purse::new(budget, None);
        let (one, two) = (ContractId::from("one"), ContractId::from("two"));
        let first = purse.hold(None, &one, usage(60)).await.expect("covered");
        let second = purse.hold(None, &one, usage(60)).await;
        let error = second.err().expect("over the contract's limit");
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
        let _other = purse.hold(None, &two, usage(100)).await.expect("covered");
        let error = purse.hold(None, &one, usage(50)).await.err();
        assert!(
            error
                .expect("over the day's")
                .to_string()
                .contains("tokens_per_day")
        );
    }
}
