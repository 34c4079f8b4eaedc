//! Keeps the budget: a question is sent only where what that sending may cost at most is still covered, so
//! that questions side by side cannot overspend together. What does not fit beside others waits for them.
//! Decides nothing about what is asked.

use super::Records;
use crate::connectors::llm::{Budget, Price, Usage};
use crate::domain::failure::Failure;
use crate::domain::id::ContractId;
use crate::store::ledger::Cost;
use std::collections::HashMap;
use tokio::sync::watch;
use tokio::time::Instant;

/// Tokens, and millionths of the currency.
type Spent = (i64, i64);

/// What may be spent, and what is just being spent.
#[derive(Default)]
pub struct Purse {
    budget: Budget,
    price: Option<Price>,
    /// What is held beside the ledger. Whoever waits sees each change.
    held: watch::Sender<Held>,
    /// One check at a time: between check and hold nobody else may hold.
    gate: tokio::sync::Mutex<()>,
}

/// What is held, and whether more may be.
#[derive(Default)]
struct Held {
    of: HashMap<ContractId, Sums>,
    /// Holds that were not given back.
    holds: usize,
    /// From when on nothing is waited for; `None` while the purse is open.
    closes: Option<Instant>,
}

/// What is held for one contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Sums {
    /// For what is on its way: it may come back as less.
    open: Spent,
    /// Spent and not yet in the ledger; without a ledger all that was spent.
    settled: Spent,
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

    /// Pays for nothing more. What is on its way has until then, and is given up after it.
    pub fn close(&self, until: Instant) {
        self.held.send_modify(|held| held.closes = Some(until));
    }

    /// Waits until nothing is held: all that was on its way is in the ledger.
    pub async fn emptied(&self) {
        let mut changes = self.held.subscribe();
        // The sender lives as long as we do.
        let _ = changes.wait_for(|held| held.holds == 0).await;
    }

    /// Waits until what is on its way is given up: for ever while the purse is open.
    pub(super) async fn given_up(&self) {
        let mut changes = self.held.subscribe();
        let closes = match changes.wait_for(|held| held.closes.is_some()).await {
            Ok(held) => held.closes,
            Err(_) => None,
        };
        match closes {
            Some(until) => tokio::time::sleep_until(until).await,
            None => std::future::pending().await,
        }
    }

    /// Holds what one sending for this contract may cost at most. Where it is covered only once others come
    /// back cheaper, it waits for them.
    ///
    /// # Errors
    /// Parks the contract where a limit does not cover it beside what is spent, and names the limit.
    pub(super) async fn hold(
        &self,
        records: Option<&Records>,
        contract: &ContractId,
        most: Usage,
    ) -> Result<Hold<'_>, Failure> {
        let most = self.spent(most);
        loop {
            let mut changes = self.held.subscribe();
            if let Some(hold) = self.held_now(records, contract, most).await? {
                return Ok(hold);
            }
            // The sender lives as long as we do.
            let _ = changes.changed().await;
        }
    }

    /// The hold; `None` where what is on its way leaves no room for it now.
    async fn held_now(
        &self,
        records: Option<&Records>,
        contract: &ContractId,
        most: Spent,
    ) -> Result<Option<Hold<'_>>, Failure> {
        let _gate = self.gate.lock().await;
        // What is held is read before the ledger: a question that ends in between is counted twice then,
        // and in the other order it would be counted nowhere.
        let (own, all) = self.sums(contract)?;
        let (of_contract, of_day) = match records {
            Some(records) => (
                sum(records.store.spent_on(contract).await?),
                sum(records.store.spent_since(records.midnight()).await?),
            ),
            None => Default::default(),
        };
        let own = own.with(of_contract, most);
        let all = all.with(of_day, most);
        if self.budget.exceeded(own.both(), all.both()).is_none() {
            return Ok(Some(Hold::open(self, contract.clone(), most)));
        }
        match self.budget.exceeded(own.settled, all.settled) {
            None => Ok(None),
            Some(limit) => Err(Failure::park(format!(
                "llm.budget.{limit} does not cover the next question to the model: raise it, or wait for \
                 another day, then retry the job; what was answered is kept"
            ))),
        }
    }

    /// What is held for this contract, and for all.
    fn sums(&self, contract: &ContractId) -> Result<(Sums, Sums), Failure> {
        let held = self.held.borrow();
        if held.closes.is_some() {
            return Err(Failure::retry(
                "the service stops, and asks the model nothing more; what was answered is kept",
            ));
        }
        let own = held.of.get(contract).copied().unwrap_or_default();
        let all = held.of.values().fold(Sums::default(), |a, b| Sums {
            open: plus(a.open, b.open),
            settled: plus(a.settled, b.settled),
        });
        Ok((own, all))
    }

    /// Remembers what was paid where there is no ledger to do it.
    pub(super) fn pay(&self, contract: &ContractId, usage: Usage) {
        let spent = self.spent(usage);
        self.change(contract, |sums, _| sums.settled = plus(sums.settled, spent));
    }

    /// The tokens that were paid without a ledger.
    #[cfg(test)]
    pub(super) fn spent_on(&self, contract: &ContractId) -> i64 {
        let held = self.held.borrow();
        held.of.get(contract).map_or(0, |sums| sums.settled.0)
    }

    fn spent(&self, usage: Usage) -> Spent {
        let tokens = i64::from(usage.prompt_tokens) + i64::from(usage.completion_tokens);
        (tokens, self.micros(usage))
    }

    fn change(&self, contract: &ContractId, change: impl FnOnce(&mut Sums, &mut usize)) {
        self.held.send_modify(|held| {
            let sums = held.of.entry(contract.clone()).or_default();
            change(sums, &mut held.holds);
            if *sums == Sums::default() {
                held.of.remove(contract);
            }
        });
    }
}

impl Sums {
    /// The same with what is in the ledger, and with what is to be held.
    fn with(self, ledger: Spent, most: Spent) -> Self {
        Self {
            settled: plus(plus(self.settled, ledger), most),
            ..self
        }
    }

    fn both(self) -> Spent {
        plus(self.open, self.settled)
    }
}

/// What one sending may cost; given back when it is dropped.
pub(super) struct Hold<'a> {
    purse: &'a Purse,
    contract: ContractId,
    amount: Spent,
    is_open: bool,
}

impl<'a> Hold<'a> {
    fn open(purse: &'a Purse, contract: ContractId, amount: Spent) -> Self {
        purse.change(&contract, |sums, holds| {
            sums.open = plus(sums.open, amount);
            *holds += 1;
        });
        Self {
            purse,
            contract,
            amount,
            is_open: true,
        }
    }

    /// It was spent, and nothing of it comes back: nobody need wait for it.
    pub(super) fn settle(&mut self) {
        let amount = self.amount;
        if std::mem::take(&mut self.is_open) {
            self.purse.change(&self.contract, |sums, _| {
                sums.open = plus(sums.open, minus(amount));
                sums.settled = plus(sums.settled, amount);
            });
        }
    }
}

impl Drop for Hold<'_> {
    fn drop(&mut self) {
        let (back, is_open) = (minus(self.amount), self.is_open);
        self.purse.change(&self.contract, |sums, holds| {
            let sum = match is_open {
                true => &mut sums.open,
                false => &mut sums.settled,
            };
            *sum = plus(*sum, back);
            *holds -= 1;
        });
    }
}

fn plus(a: Spent, b: Spent) -> Spent {
    (a.0.saturating_add(b.0), a.1.saturating_add(b.1))
}

fn minus(a: Spent) -> Spent {
    (a.0.saturating_neg(), a.1.saturating_neg())
}

fn sum(cost: Cost) -> Spent {
    (cost.tokens(), cost.micros)
}

#[cfg(test)]
#[path = "purse_tests.rs"]
mod tests;
