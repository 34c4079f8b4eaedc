//! Writeback: plan, write once, prove. Idempotent by external id, revision and operation.
//!
//! Intent is committed before the CRM is called and the receipt after; whatever happens between,
//! the next try reads the CRM first. Only what a person approved or edited can get into a plan.

mod duties;

use super::Context;
use crate::connectors::crm;
use crate::domain::contract::{Contract, Stage};
use crate::domain::failure::Failure;
use crate::domain::id::{FieldId, Sha256, derive};
use crate::domain::playbook::{AMENDED, Dictionary, STATUS};
use crate::domain::recurrence::LONGEST;
use crate::domain::review::{Decision, Item, Subject};
use crate::domain::value::{Party, Value, ValueKind};
use crate::domain::writeback::{Attachment, FieldChange, Plan, Record};
use crate::store::crash;
use crate::store::jobs::Claim;
use serde_json::{Value as Json, json};

/// The parent object in the CRM; its fields stand in `salesforce/`.
const INSIGHT: &str = "Contract_Insight__c";
/// The longest text that a plain text field of the CRM takes.
const TEXT_MAX: usize = 255;
/// A rule that is cut is another rule.
const _: () = assert!(LONGEST <= TEXT_MAX);

/// Who countersigned, when, and what.
#[derive(Debug, Clone)]
pub struct Approval<'a> {
    /// The approval's number, from 1.
    pub revision: u32,
    /// Who.
    pub by: &'a str,
    /// When.
    pub at: jiff::Timestamp,
    /// The PDF that was countersigned.
    pub sha256: Sha256,
    /// What an earlier approval may have written: fields that no longer stand are emptied.
    pub earlier: Option<Plan>,
    /// The CRM's record of the agreement that this one amends, where it is known.
    pub amends: Option<String>,
}

/// Writes the claimed contract's plan to the CRM.
pub async fn run(ctx: &Context, claim: &Claim) -> Result<(), Failure> {
    let contract = ctx.contract(claim).await?;
    let plan = countersigned(ctx, &contract).await?;
    let pdf = ctx.blobs.get(&plan.attachment.sha256).await?;
    let mut tx = ctx.store.begin().await?;
    tx.mark_sent(&plan, ctx.clock.micros()).await?;
    tx.commit().await?;
    crash::point("writeback.intent");
    let receipt = ctx.crm.apply(&plan, pdf).await?;
    crash::point("writeback.applied");
    let stage = contract
        .stage
        .written_back(&receipt.insight)
        .map_err(Failure::fail)?;
    let mut tx = ctx.store.begin().await?;
    tx.mark_done(&plan, &receipt, ctx.clock.micros()).await?;
    ctx.advance(tx, claim, &contract, &stage).await
}

/// The plan of the approval that stands now. A job that outlived its approval (the contract was
/// reopened, rejected, or approved again) writes nothing.
async fn countersigned(ctx: &Context, contract: &Contract) -> Result<Plan, Failure> {
    let Stage::Approved { revision, .. } = &contract.stage else {
        let name = contract.stage.name();
        return Err(Failure::fail(format!(
            "a contract that is {name} is not countersigned: cancel the job"
        )));
    };
    let planned = ctx
        .store
        .writeback(&contract.id)
        .await?
        .map(|writeback| writeback.plan);
    let plan = planned.filter(|plan| plan.revision == *revision);
    plan.ok_or_else(|| Failure::fail("no plan is stored for this approval: cancel the job"))
}

impl From<crm::Error> for Failure {
    fn from(error: crm::Error) -> Self {
        let (transient, after) = (error.is_transient(), error.retry_after());
        if transient {
            Failure::by(true, error, after)
        } else {
            Failure::park(error)
        }
    }
}

/// What an approval writes: each approved or edited value, the obligations, the links, the PDF.
pub fn plan(ctx: &Context, contract: &Contract, items: &[Item], approval: &Approval<'_>) -> Plan {
    let mut fields = header(ctx, contract, approval);
    fields.extend(terms(&ctx.engines.dictionary, items));
    fields.extend(counterparty(contract, items));
    fields.extend(duties::in_short(items));
    let day = ctx.settings.time_zone.day(approval.at);
    fields.extend(as_of(&ctx.engines.dictionary, &fields, day));
    fields.extend(amends(&ctx.engines.dictionary, &fields, approval));
    fields.extend(emptied(approval, &fields));
    let key = contract.id.to_string();
    let obligations = duties::records(&key, items);
    let title = title(contract);
    let mut plan = Plan {
        contract: contract.id.clone(),
        revision: approval.revision,
        operation: String::new(),
        insight: Record {
            object: INSIGHT.to_owned(),
            external_id: key,
            fields,
        },
        obligations,
        account: contract.metadata.account.clone(),
        opportunity: contract.metadata.opportunity.clone(),
        attachment: Attachment {
            sha256: approval.sha256.clone(),
            file_name: format!("{title}.pdf"),
            title,
        },
    };
    let content = serde_json::to_string(&plan).expect("a plan has string keys and finite numbers");
    plan.operation = derive(&[
        "writeback",
        contract.id.as_str(),
        &approval.revision.to_string(),
        &content,
    ])
    .to_string();
    plan
}

fn title(contract: &Contract) -> String {
    let title = contract.metadata.title.trim();
    let title = if title.is_empty() {
        contract.origin.native.as_str()
    } else {
        title
    };
    title
        .chars()
        .filter(|c| !c.is_control() && !"/\\:*?\"<>|".contains(*c))
        .take(TEXT_MAX - 4)
        .collect()
}

fn header(ctx: &Context, contract: &Contract, approval: &Approval<'_>) -> Vec<FieldChange> {
    let link = format!(
        "{}/contracts/{}",
        ctx.settings.public_url.trim_end_matches('/'),
        contract.id
    );
    vec![
        change("Contract_Title__c", json!(title(contract)), None),
        change("Countersigned_By__c", json!(approval.by), None),
        change(
            "Countersigned_At__c",
            json!(to_the_second(approval.at)),
            None,
        ),
        change("Review_URL__c", json!(link), None),
    ]
}

fn change(name: &str, value: Json, page: Option<u32>) -> FieldChange {
    FieldChange {
        name: name.to_owned(),
        value,
        before: None,
        page,
    }
}

/// The day at the house for which the status was told: in the CRM it stands while the days go on.
fn as_of(
    dictionary: &Dictionary,
    fields: &[FieldChange],
    day: jiff::civil::Date,
) -> Option<FieldChange> {
    let status = written(dictionary, STATUS, fields)?;
    Some(change(
        "Status_As_Of__c",
        json!(day.to_string()),
        status.page,
    ))
}

/// The link to the agreement that this one amends, where a person has let stand what it amends.
fn amends(
    dictionary: &Dictionary,
    fields: &[FieldChange],
    approval: &Approval<'_>,
) -> Option<FieldChange> {
    let named = written(dictionary, AMENDED, fields)?;
    let record = approval.amends.as_ref()?;
    Some(change("Amends__c", json!(record), named.page))
}

/// What `fields` write of the dictionary's field.
fn written<'a>(
    dictionary: &Dictionary,
    field: &str,
    fields: &'a [FieldChange],
) -> Option<&'a FieldChange> {
    let target = dictionary.get(&FieldId::from(field))?.crm.as_ref()?;
    fields.iter().find(|change| change.name == *target)
}

/// The fields of the earlier plan that are not in this one: a value that was approved once and is
/// rejected now must not stand under the new approval's number.
fn emptied(approval: &Approval<'_>, fields: &[FieldChange]) -> Vec<FieldChange> {
    let earlier = approval
        .earlier
        .iter()
        .flat_map(|plan| &plan.insight.fields);
    let gone = earlier.filter(|field| !fields.iter().any(|kept| kept.name == field.name));
    gone.map(|field| change(&field.name, Json::Null, None))
        .collect()
}

/// The counterparty: the party that the CLM names as such, where a person has let that party stand.
fn counterparty(contract: &Contract, items: &[Item]) -> Option<FieldChange> {
    let named = Value::Party(Party::parse(contract.metadata.counterparty.as_deref()?));
    let party = FieldId::from("party");
    let mut standing = items
        .iter()
        .filter_map(|item| holding(item, &party, ValueKind::Party));
    let (held, page) = standing.find(|(value, _)| value.same_as(&named))?;
    Some(change(
        "Counterparty_Name__c",
        json!(clipped(&name(&held))),
        page,
    ))
}

/// The values that hold, by CRM field, in the dictionary's order. Fields that can be many are joined.
fn terms(dictionary: &Dictionary, items: &[Item]) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    for field in &dictionary.fields {
        let Some(target) = &field.crm else { continue };
        let held = items
            .iter()
            .filter_map(|item| holding(item, &field.id, field.kind));
        let held: Vec<(Value, Option<u32>)> = held.collect();
        let Some((first, page)) = held.first() else {
            continue;
        };
        // A date field of the CRM takes a day and nothing else; the review page shows what is known.
        let is_no_day = matches!(first, Value::OpenEnded | Value::PartialDate(_));
        if field.kind == ValueKind::Date && is_no_day {
            continue;
        }
        if let Value::Money(money) = first {
            changes.push(change("Currency_Code__c", json!(money.currency), *page));
        }
        let value = match held.len() {
            1 => in_crm(first),
            _ if field.many => json!(clipped(
                &held
                    .iter()
                    .map(|(value, _)| name(value))
                    .collect::<Vec<_>>()
                    .join("; ")
            )),
            _ => in_crm(first),
        };
        changes.push(change(target, value, *page));
    }
    changes
}

/// The value of `field` that a person let stand in this item.
pub fn holding(item: &Item, field: &FieldId, kind: ValueKind) -> Option<(Value, Option<u32>)> {
    let page = item.grounding.as_ref().map(|grounding| grounding.page);
    match (&item.subject, &item.decision) {
        (
            Subject::Field {
                field: f, value, ..
            },
            Decision::Approved { .. },
        ) if f == field => Some((value.clone(), page)),
        (
            Subject::Field { field: f, .. } | Subject::Unverified { field: f, .. },
            Decision::Edited { value, .. },
        ) if f == field => Value::parse(kind, value).ok().map(|value| (value, page)),
        _ => None,
    }
}

fn name(value: &Value) -> String {
    match value {
        Value::Party(party) => party.name.clone(),
        other => other.to_string(),
    }
}

/// A value as the CRM takes it: dates as ISO text, flags as Yes or No, money as a number. A share is text,
/// since a number of the CRM would round a rate of interest.
fn in_crm(value: &Value) -> Json {
    match value {
        // A checkbox could not say that the contract does not state it.
        Value::Flag(flag) => json!(if *flag { "Yes" } else { "No" }),
        Value::Money(money) => number(&money.amount),
        other => json!(clipped(&name(other))),
    }
}

/// The CRM keeps no fractions of a second, and what is read back must be what was sent.
fn to_the_second(at: jiff::Timestamp) -> String {
    at.round(jiff::Unit::Second).unwrap_or(at).to_string()
}

/// The CRM's number fields have two decimals.
fn number(decimal: &rust_decimal::Decimal) -> Json {
    serde_json::from_str(&decimal.round_dp(2).normalize().to_string()).unwrap_or(Json::Null)
}

fn clipped(text: &str) -> String {
    text.chars().take(TEXT_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn approved(field: &str, value: Value) -> Item {
        Item {
            id: field.into(),
            subject: Subject::Field {
                field: field.into(),
                value,
                derivation: None,
                conflict: false,
                signals: None,
                rivals: Vec::new(),
            },
            grounding: None,
            decision: Decision::Approved {
                by: "legal".to_owned(),
            },
            version: 1,
        }
    }

    /// A renewal without an end goes into the CRM's text field as its word; an end that is none leaves
    /// the CRM's date field as it is.
    #[test]
    fn what_has_no_end_is_written_as_text_and_never_as_a_day() {
        let dictionary = crate::config::dictionary::read(crate::config::dictionary::FIELDS)
            .expect("the shipped dictionary parses");
        let items =
            ["renewal_term", "expiration_date"].map(|field| approved(field, Value::OpenEnded));
        let written: Vec<(String, Json)> = terms(&dictionary, &items)
            .into_iter()
            .map(|change| (change.name, change.value))
            .collect();
        assert_eq!(
            written,
            [("Renewal_Term__c".to_owned(), json!("open-ended"))]
        );
    }
}
