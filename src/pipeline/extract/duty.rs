//! From a draft of a duty to an obligation. What a model says of who must do what by when is read again in
//! the sentence of its quote; what does not stand there is no part of the duty, and is shown as unverified.

use super::evidence::Evidence;
use super::reading::why;
use super::{binding, stated, timed};
use crate::domain::document::Span;
use crate::domain::id::FieldId;
use crate::domain::obligation::{Draft, Obligation};
use crate::domain::term::{Engine, Grounding, Unverified, UnverifiedReason};
use crate::domain::value::Value;

/// What came of a draft.
pub(super) struct Owed {
    /// The duty, where its quote stands and binds.
    pub duty: Option<Obligation>,
    /// The draft, or those parts of it that do not stand beside its quote.
    pub unverified: Vec<Unverified>,
}

/// What `draft` comes to.
pub(super) fn owed(evidence: &Evidence<'_>, mut draft: Draft) -> Owed {
    let is_ours = draft.engine == Engine::Offline;
    let grounding = match evidence.ground(&draft.quote, draft.near) {
        Some(grounding) if !is_ours && !is_bound(evidence, &draft, &grounding) => {
            return Owed::not(draft, UnverifiedReason::ValueNotInQuote);
        }
        Some(grounding) if grounding.grade.is_verified() => grounding,
        other => return Owed::not(draft, why(other.is_some())),
    };
    let unverified = match is_ours {
        true => Vec::new(),
        false => strike(evidence, &mut draft, grounding.span),
    };
    Owed {
        duty: Some(obligation(draft, grounding)),
        unverified,
    }
}

/// Whether the quote can bind to what the draft says, and the draft leads nowhere that it does not name.
fn is_bound(evidence: &Evidence<'_>, draft: &Draft, grounding: &Grounding) -> bool {
    let told = [
        Some(&draft.action),
        Some(&draft.actor),
        draft.beneficiary.as_ref(),
    ];
    let mut links = told
        .into_iter()
        .flatten()
        .flat_map(|words| stated::links(words));
    let before = evidence.before(grounding.span);
    links.all(|link| draft.quote.contains(link))
        && binding::binds(before, &draft.quote, draft.modality)
}

/// Strikes out of `draft` what does not stand beside its quote, and says what that was.
fn strike(evidence: &Evidence<'_>, draft: &mut Draft, place: Span) -> Vec<Unverified> {
    let mut struck = Vec::new();
    let sentence = evidence.around(place);
    let rule = draft.recurrence.clone();
    let is_unsaid = |due: &mut _| !timed::says_when(sentence, due, rule.as_ref());
    if let Some(due) = draft.due.take_if(is_unsaid) {
        draft.recurrence = None;
        struck.push((
            "due date",
            due.to_string(),
            UnverifiedReason::ValueNotInQuote,
        ));
    }
    let is_odd = |amount: &mut _| !stated::states(sentence, &Value::Money(Clone::clone(amount)));
    if let Some(amount) = draft.amount.take_if(is_odd) {
        struck.push((
            "amount",
            amount.to_string(),
            UnverifiedReason::ValueNotInQuote,
        ));
    }
    for (name, words) in [
        ("condition", &mut draft.condition),
        ("consequence", &mut draft.consequence),
    ] {
        let Some(claimed) = words.take() else {
            continue;
        };
        *words = beside(evidence, &claimed, place);
        if words.is_none() {
            struck.push((name, claimed, UnverifiedReason::QuoteNotFound));
        }
    }
    let unverified = struck.into_iter().map(|(name, quote, reason)| Unverified {
        field: FieldId::from("obligation"),
        value: format!("{name} of: {}", draft.action),
        quote,
        engine: draft.engine,
        reason,
    });
    unverified.collect()
}

impl Owed {
    fn not(draft: Draft, reason: UnverifiedReason) -> Self {
        let claim = Unverified {
            field: FieldId::from("obligation"),
            value: format!("{}: {}", draft.actor, draft.action),
            quote: draft.quote,
            engine: draft.engine,
            reason,
        };
        Self {
            duty: None,
            unverified: vec![claim],
        }
    }
}

/// What a duty depends on or leads to stands so near to it, in bytes.
const BESIDE: usize = 2_000;

/// The document's own words for `claimed`, where they stand near the duty.
fn beside(evidence: &Evidence<'_>, claimed: &str, duty: Span) -> Option<String> {
    let found = evidence.ground(claimed, Some(duty))?;
    let apart = found.span.start.saturating_sub(duty.end);
    let apart = apart.max(duty.start.saturating_sub(found.span.end));
    let words: Vec<&str> = found.quote.split_whitespace().collect();
    (found.grade.is_verified() && apart <= BESIDE).then(|| words.join(" "))
}

fn obligation(draft: Draft, grounding: Grounding) -> Obligation {
    Obligation {
        actor: draft.actor,
        beneficiary: draft.beneficiary,
        action: draft.action.trim_end_matches([',', ';', ' ']).to_owned(),
        kind: draft.kind,
        modality: draft.modality,
        due: draft.due,
        derivation: draft.derivation,
        recurrence: draft.recurrence,
        condition: draft.condition,
        consequence: draft.consequence,
        amount: draft.amount,
        owner_role: draft.kind.owner_role().to_owned(),
        grounding,
        engine: draft.engine,
        doubts: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::obligation::{Due, Kind, Modality};
    use crate::domain::recurrence::Recurrence;
    use crate::domain::value::{Period, Unit};
    use crate::text::plain;

    const TEXT: &str = "Customer shall pay each invoice of USD 500 within 30 days after receipt. Supplier shall provide a security report. Neither party shall solicit employees.";

    fn draft(quote: &str, action: &str) -> Draft {
        Draft {
            actor: "Customer".to_owned(),
            beneficiary: None,
            action: action.to_owned(),
            kind: Kind::Payment,
            modality: Modality::Must,
            due: None,
            derivation: None,
            recurrence: None,
            condition: None,
            consequence: None,
            amount: None,
            quote: quote.to_owned(),
            near: None,
            engine: Engine::Llm,
        }
    }

    /// The duty with what stands as not verified beside it.
    fn read(draft: Draft) -> (Option<Obligation>, Vec<(String, String)>) {
        let document = plain::document(TEXT);
        let owed = owed(&Evidence::of(&document), draft);
        let claims = owed.unverified.into_iter();
        (
            owed.duty,
            claims.map(|claim| (claim.value, claim.quote)).collect(),
        )
    }

    fn after(anchor: &str) -> Option<Due> {
        Some(Due::Within {
            period: Period::new(30, Unit::Day),
            anchor: anchor.to_owned(),
            date: None,
        })
    }

    /// R35: code computes dates from a due date, so that it must stand in the sentence of the duty.
    #[test]
    fn a_due_date_that_the_sentence_does_not_state_is_struck_out_and_told() {
        let pay = "Customer shall pay each invoice";
        let due = |due| Draft {
            due,
            ..draft(pay, "pay each invoice")
        };
        let (duty, told) = read(due(after("after receipt")));
        assert!(duty.is_some_and(|duty| duty.due.is_some()) && told.is_empty());
        let (duty, told) = read(due(after("after the Effective Date")));
        assert!(duty.is_some_and(|duty| duty.due.is_none()));
        let words = (
            "due date of: pay each invoice",
            "30 days after the Effective Date",
        );
        assert_eq!(told, [(words.0.to_owned(), words.1.to_owned())]);
    }

    #[test]
    fn a_rhythm_or_an_amount_that_nobody_wrote_is_struck_out_and_told() {
        let month = Period::new(1, Unit::Month);
        let (duty, told) = read(Draft {
            due: Some(Due::Every {
                period: month,
                date: None,
            }),
            recurrence: Recurrence::every(month),
            amount: "USD 600.00".parse().ok(),
            ..draft(
                "Supplier shall provide a security report",
                "provide a report",
            )
        });
        let duty = duty.expect("the quote stands and binds");
        assert_eq!((duty.due, duty.recurrence, duty.amount), (None, None, None));
        assert_eq!(told.len(), 2);
        let (duty, _) = read(Draft {
            amount: "USD 500.00".parse().ok(),
            ..draft("Customer shall pay each invoice", "pay")
        });
        assert!(
            duty.is_some_and(|duty| duty.amount.is_some()),
            "the sentence has it"
        );
    }

    #[test]
    fn a_cut_quote_makes_no_duty_of_its_contrary_and_no_address_slips_in() {
        let (duty, _) = read(draft("party shall solicit employees", "solicit employees"));
        assert!(duty.is_none());
        let (duty, _) = read(draft("Customer shall pay", "pay at https://evil.example"));
        assert!(duty.is_none());
    }
}
