//! What one question costs while it is on its way: each sending is held in the purse before it goes out, and
//! a repeat takes a hold of its own. Writes nothing down.

use super::Records;
use super::bill::probed;
use super::purse::{Hold, Purse};
use crate::connectors::llm::{Error, Payer, Reply, Sent, Usage};
use crate::domain::id::ContractId;
use async_trait::async_trait;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The costs of one question.
pub(super) struct Tab<'a> {
    purse: &'a Purse,
    records: Option<&'a Records>,
    contract: &'a ContractId,
    most: Usage,
    state: Mutex<State<'a>>,
}

#[derive(Default)]
struct State<'a> {
    /// One per sending that cost something, or may; the last one may be on its way.
    holds: Vec<Hold<'a>>,
    /// What is on its way.
    out: Option<Sent>,
    /// Whether the last sending came back and cost something.
    owes: bool,
    question: Usage,
    probe: Usage,
}

impl<'a> Tab<'a> {
    /// For a question of `contract`, one sending of which costs at most `most`.
    pub(super) fn new(
        purse: &'a Purse,
        records: Option<&'a Records>,
        contract: &'a ContractId,
        most: Usage,
    ) -> Self {
        Self {
            purse,
            records,
            contract,
            most,
            state: Mutex::default(),
        }
    }

    /// What asking the endpoint what it can do has cost; nothing where it was known.
    pub(super) fn probe(&self) -> Usage {
        self.state().probe
    }

    /// The reply of a question that is given up: what is on its way then is lost, and may be billed.
    pub(super) fn given_up(&self) -> Reply {
        let mut state = self.state();
        let lost = Usage {
            attempts: 1,
            lost: 1,
            ..Usage::default()
        };
        match state.out.take() {
            Some(Sent::Question) => state.question = state.question.and(lost),
            Some(Sent::Probe(most)) => state.probe = state.probe.and(probed(lost, most)),
            None => {}
        }
        Reply {
            outcome: Err(Error::Lost {
                detail: "the service stopped before the answer came".to_owned(),
            }),
            usage: state.question,
        }
    }

    /// A panic elsewhere leaves the sums whole: each change is one assignment.
    fn state(&self) -> MutexGuard<'_, State<'a>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Payer for Tab<'_> {
    async fn cover(&self, sent: Sent) -> Result<(), Error> {
        {
            let mut state = self.state();
            // What was refused at the door comes back; what was lost or answered does not.
            match state.owes {
                true => state.holds.iter_mut().for_each(Hold::settle),
                false => drop(state.holds.pop()),
            }
        }
        let most = match sent {
            Sent::Question => self.most,
            Sent::Probe(most) => most,
        };
        let hold = self.purse.hold(self.records, self.contract, most).await;
        let hold = hold.map_err(Error::Unpaid)?;
        let mut state = self.state();
        state.holds.push(hold);
        state.out = Some(sent);
        state.owes = false;
        Ok(())
    }

    fn came(&self, sent: Sent, usage: Usage) {
        let mut state = self.state();
        state.out = None;
        state.owes = usage.answered + usage.lost > 0;
        match sent {
            Sent::Question => state.question = state.question.and(usage),
            Sent::Probe(most) => state.probe = state.probe.and(probed(usage, most)),
        }
    }
}
