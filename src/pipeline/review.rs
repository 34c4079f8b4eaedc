//! Review: a person decides value by value, then countersigns the whole. Idempotent by the version
//! that the person saw: a second click changes nothing, a stale page is refused.

mod relatives;

pub use relatives::kin;

mod trail;

use super::{Context, extract, off_runtime, writeback};
use crate::domain::contract::{Contract, Refused, Stage};
use crate::domain::id::{ContractId, FieldId, ItemId};
use crate::domain::playbook::{Dictionary, Field};
use crate::domain::review::{Decision, Item, Refusal, Subject, Verdict};
use crate::domain::step::Step;
use crate::domain::writeback::Plan;
use crate::store::{Error as StoreError, Tx, crash};
use trail::{subject, word};

/// How long a page waits for what the CRM holds now.
const LOOK: std::time::Duration = std::time::Duration::from_secs(3);

/// Why a decision did not count. Read by the reviewer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Somebody was quicker, or the page is old.
    #[error("this contract has changed since the page was loaded: look again, then decide")]
    Stale,
    /// The decision is not possible.
    #[error("{0}")]
    Refused(String),
    /// There is no such contract or item.
    #[error("there is no such contract or value")]
    Missing,
    /// Our own fault.
    #[error("the decision could not be stored: try again")]
    Store(#[source] StoreError),
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stale => Error::Stale,
            StoreError::Missing { .. } => Error::Missing,
            other => Error::Store(other),
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Error::Refused(refusal.to_string())
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        Error::Refused(refused.to_string())
    }
}

/// The version of a review as a page shows it: it rises with each decision, whoever makes it.
pub fn version(contract: &Contract, items: &[Item]) -> i64 {
    contract.version + items.iter().map(|item| item.version).sum::<i64>()
}

/// Records a verdict on one item. `seen` is the item's version on the page.
pub async fn decide(
    ctx: &Context,
    id: &ContractId,
    item: &ItemId,
    act: (&Verdict, i64, &str),
) -> Result<Item, Error> {
    let (verdict, seen, person) = act;
    // Read before the transaction begins: it may hold the only connection.
    let text = match verdict {
        Verdict::Edit { .. } | Verdict::Reject => ctx.store.document(id).await.ok(),
        Verdict::Approve | Verdict::Reopen => None,
    };
    let mut tx = ctx.store.begin().await?;
    let contract = tx.contract(id).await?;
    if !matches!(contract.stage, Stage::InReview { .. }) {
        return Err(Error::Refused(
            "this contract is not in review any more".to_owned(),
        ));
    }
    let mut item = tx.item(id, item).await?;
    let kind = match &item.subject {
        Subject::Field { field, .. } | Subject::Unverified { field, .. } => {
            ctx.engines.dictionary.get(field).map(|field| field.kind)
        }
        Subject::Obligation(_) | Subject::Warning { .. } => None,
    };
    let nowhere = matches!(&item.subject, Subject::Unverified { .. }) && kind.is_none();
    if nowhere && matches!(verdict, Verdict::Edit { .. }) {
        let message = "this claim belongs to no field that could be written: reject it";
        return Err(Error::Refused(message.to_owned()));
    }
    let decision = item.decided(verdict, person, kind)?;
    if decision == item.decision {
        return Ok(item);
    }
    if item.version != seen {
        return Err(Error::Stale);
    }
    item.decision = decision;
    item.version += 1;
    tx.keep_item(&item, seen).await?;
    let action = format!("item.{}", word(&item.decision));
    let detail = format!("{} {}", subject(&item), item.id);
    tx.audit(id, person, &action, &detail, ctx.clock.micros())
        .await?;
    if let (Subject::Field { field, .. }, Decision::Edited { .. } | Decision::Rejected { .. }) =
        (&item.subject, &item.decision)
    {
        let text = text.map(|read| read.document.text).unwrap_or_default();
        ask_again(ctx, &mut tx, id, (field, person, text)).await?;
    }
    crash::point("review.deciding");
    tx.commit().await?;
    Ok(item)
}

/// Brings what was computed for an earlier day up to the present one and asks about it again; says
/// whether `known`, the contract's items, have such a value. A review that is decided stays as it was
/// decided.
pub async fn refresh(ctx: &Context, id: &ContractId, known: &[Item]) -> Result<bool, Error> {
    let (today, calendars) = (ctx.today(), &ctx.engines.calendars);
    if extract::moved_on(&ctx.engines.dictionary, known, today, calendars).is_empty() {
        return Ok(false);
    }
    let mut tx = ctx.store.begin().await?;
    if !matches!(tx.contract(id).await?.stage, Stage::InReview { .. }) {
        return Ok(false);
    }
    let mut items = tx.items(id).await?;
    let moved = extract::moved_on(&ctx.engines.dictionary, &items, today, calendars);
    if moved.is_empty() {
        return Ok(false);
    }
    for (at, now) in moved {
        let item = &mut items[at];
        let seen = item.version;
        item.subject = now;
        item.decision = Decision::Pending;
        item.version += 1;
        tx.keep_item(item, seen).await?;
        let detail = format!("{} {}", subject(item), item.id);
        tx.audit(
            id,
            super::ACTOR,
            "item.reopened",
            &detail,
            ctx.clock.micros(),
        )
        .await?;
    }
    tx.commit().await?;
    Ok(true)
}

/// Computes anew what code computed from a value that a person has just corrected, and reopens it:
/// approving the old result would let the corrected mistake through by another door.
async fn ask_again(
    ctx: &Context,
    tx: &mut Tx,
    id: &ContractId,
    act: (&FieldId, &str, String),
) -> Result<(), Error> {
    let (input, person, text) = act;
    let mut items = tx.items(id).await?;
    let dictionary = ctx.engines.dictionary.clone();
    let calendars = ctx.engines.calendars.clone();
    let (changed, today) = (input.clone(), ctx.today());
    let (items, touched) = off_runtime("computing anew", move || {
        let touched = extract::anew(
            &text,
            &dictionary,
            &mut items,
            (&changed, today),
            &calendars,
        );
        (items, touched)
    })
    .await
    .map_err(|_| Error::Refused("what follows could not be computed: try again".to_owned()))?;
    for at in touched {
        let mut item = items[at].clone();
        let seen = item.version;
        item.decision = Decision::Pending;
        item.version += 1;
        tx.keep_item(&item, seen).await?;
        let detail = format!(
            "{} {} since {person} changed {input}",
            subject(&item),
            item.id
        );
        let now = ctx.clock.micros();
        tx.audit(id, super::ACTOR, "item.reopened", &detail, now)
            .await?;
    }
    Ok(())
}

/// What approving the contract now would write; undecided items are not in it.
pub async fn plan(ctx: &Context, id: &ContractId, person: &str) -> Result<Plan, Error> {
    let contract = ctx.store.contract(id).await?.ok_or(Error::Missing)?;
    let is_decided = matches!(
        contract.stage,
        Stage::Approved { .. } | Stage::WrittenBack { .. }
    );
    if is_decided && let Some(writeback) = ctx.store.writeback(id).await? {
        return Ok(writeback.plan);
    }
    let items = ctx.store.items(id).await?;
    let sha256 = contract.stage.sha256().cloned().ok_or(Error::Missing)?;
    let approval = writeback::Approval {
        revision: 1,
        by: person,
        at: ctx.clock.now(),
        sha256,
        earlier: earlier(ctx, id).await?,
        amends: amended(ctx, &contract).await?,
    };
    let mut plan = writeback::plan(ctx, &contract, &items, &approval);
    // Only to show: what counts is what the CRM holds when the plan is applied.
    let held = tokio::time::timeout(LOOK, ctx.crm.held(&plan.insight.external_id)).await;
    if let Ok(Ok(Some(held))) = held {
        for field in &mut plan.insight.fields {
            field.before = held.fields.get(&field.name).cloned();
        }
    }
    Ok(plan)
}

/// The CRM's record of the agreement that `contract` amends.
async fn amended(ctx: &Context, contract: &Contract) -> Result<Option<String>, Error> {
    let kin = kin(ctx, contract).await?;
    Ok(kin.amends.and_then(|of| of.record))
}

/// The plan of an earlier approval that may have reached the CRM, in whole or in part.
async fn earlier(ctx: &Context, id: &ContractId) -> Result<Option<Plan>, Error> {
    let written = ctx.store.writeback(id).await?;
    Ok(written
        .filter(|writeback| writeback.state != "planned")
        .map(|writeback| writeback.plan))
}

/// Countersigns the contract: plan, stage, job and audit row in one transaction. `seen` is the
/// review's [`version`] on the page. Approving what is approved already changes nothing.
pub async fn approve(
    ctx: &Context,
    id: &ContractId,
    seen: i64,
    person: &str,
) -> Result<Contract, Error> {
    let known = ctx.store.items(id).await?;
    if refresh(ctx, id, &known).await? {
        return Err(Error::Stale);
    }
    let earlier = earlier(ctx, id).await?;
    let contract = ctx.store.contract(id).await?.ok_or(Error::Missing)?;
    let amends = amended(ctx, &contract).await?;
    let mut tx = ctx.store.begin().await?;
    let contract = tx.contract(id).await?;
    if matches!(
        contract.stage,
        Stage::Approved { .. } | Stage::WrittenBack { .. }
    ) {
        return Ok(contract);
    }
    let items = tx.items(id).await?;
    check(ctx, &contract, &items, seen)?;
    let revision = tx.next_revision(id).await?;
    let stage = contract.stage.approved(person, revision)?;
    let sha256 = stage.sha256().cloned().ok_or(Error::Missing)?;
    let approval = writeback::Approval {
        revision,
        by: person,
        at: ctx.clock.now(),
        sha256,
        earlier,
        amends,
    };
    let plan = writeback::plan(ctx, &contract, &items, &approval);
    commit(ctx, tx, &contract, (&stage, &plan, person)).await?;
    ctx.store.contract(id).await?.ok_or(Error::Missing)
}

fn check(ctx: &Context, contract: &Contract, items: &[Item], seen: i64) -> Result<(), Error> {
    let waiting = items.iter().filter(|item| item.is_pending()).count();
    if waiting > 0 && matches!(contract.stage, Stage::InReview { .. }) {
        return Err(Error::Refused(format!(
            "{waiting} values wait for a decision: approve, edit or reject each of them first"
        )));
    }
    if let Some(label) = rivals(&ctx.engines.dictionary, items) {
        return Err(Error::Refused(format!(
            "{label}: two values stand, and only one can be true: reject the other"
        )));
    }
    if version(contract, items) == seen {
        Ok(())
    } else {
        Err(Error::Stale)
    }
}

/// The label of a field for which more values stand than it can have.
fn rivals<'a>(dictionary: &'a Dictionary, items: &[Item]) -> Option<&'a str> {
    let standing = |field: &Field| {
        let values = items
            .iter()
            .filter_map(|item| writeback::holding(item, &field.id, field.kind));
        values.count()
    };
    let fields = dictionary.fields.iter().filter(|field| !field.many);
    fields
        .into_iter()
        .find(|field| standing(field) > 1)
        .map(|field| field.label.as_str())
}

async fn commit(
    ctx: &Context,
    mut tx: Tx,
    contract: &Contract,
    act: (&Stage, &Plan, &str),
) -> Result<(), Error> {
    let (stage, plan, person) = act;
    let now = ctx.clock.micros();
    tx.keep_plan(plan, now).await?;
    tx.move_to(contract, stage, now).await?;
    tx.enqueue(
        &ctx.store,
        Step::Writeback,
        &contract.id,
        plan.revision,
        now,
    )
    .await?;
    let detail = format!("revision {} operation {}", plan.revision, plan.operation);
    tx.audit(&contract.id, person, "contract.approved", &detail, now)
        .await?;
    crash::point("review.committing");
    tx.commit().await?;
    crash::point("review.committed");
    Ok(())
}

/// Refuses the whole contract: nothing of it is written. The reviewer's reason stands in the audit trail.
pub async fn reject(
    ctx: &Context,
    id: &ContractId,
    act: (i64, &str, &str),
) -> Result<Contract, Error> {
    let (seen, person, reason) = act;
    let mut tx = ctx.store.begin().await?;
    let contract = tx.contract(id).await?;
    if matches!(contract.stage, Stage::Rejected { .. }) {
        return Ok(contract);
    }
    let items = tx.items(id).await?;
    if version(&contract, &items) != seen {
        return Err(Error::Stale);
    }
    let now = ctx.clock.micros();
    tx.move_to(&contract, &contract.stage.rejected(person)?, now)
        .await?;
    tx.audit(id, person, "contract.rejected", reason, now)
        .await?;
    tx.commit().await?;
    ctx.store.contract(id).await?.ok_or(Error::Missing)
}

/// Takes a contract whose write the CRM refused back to review: decisions stand, each can be
/// changed, and the next approval is a new revision.
pub async fn reopen(ctx: &Context, id: &ContractId, person: &str) -> Result<Contract, Error> {
    let now = ctx.clock.micros();
    let mut tx = ctx.store.begin().await?;
    let contract = tx.contract(id).await?;
    tx.move_to(&contract, &contract.stage.reopened()?, now)
        .await?;
    tx.cancel_parked(id, Step::Writeback, now).await?;
    tx.audit(id, person, "contract.reopened", "", now).await?;
    tx.commit().await?;
    ctx.store.contract(id).await?.ok_or(Error::Missing)
}
