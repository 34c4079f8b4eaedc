//! Who pays under a contract in which only one party does: whoever owes every payment that names its
//! debtor owes those, too, that are told of the money alone, `the fee shall be paid within ten days`.
//!
//! Nothing is filled in where both parties pay, or where a tax or a cost would be the only sign.

use super::super::patterns::pattern;
use super::NOT_STATED;
use crate::domain::obligation::{Draft, Kind, Modality};
use std::sync::LazyLock;

/// So many signs are needed; a payment of the price is two, that of a tax or of costs is one.
const SIGNS: usize = 2;

patterns! {
    PAYS = r"^\W*(?:also\s+|promptly\s+)*(?:pay|remit|reimburse)\b";
    PRICE = r"\b(?:fees?|price|invoices?|royalt(?:y|ies)|rent|commissions?|charges?|instal?lments?|salary|(?:amount|sum)\s+of)\b|[$£€]\s?\d";
    PAID = r"^\W*(?:be\s+)?(?:\w+ly\s+)?(?:paid|due|payable|remitted|reimbursed)\b|^\W*be\s+made\b";
    ANYBODY = r"\bpart(?:y|ies)\b|\b(?:each|both|either|neither)\b|^\W*(?:it|they|he|she)\W*$";
}

/// Names the debtor of each payment in `drafts` that names none, where only one party pays.
pub(super) fn name_payers(drafts: &mut [Draft]) {
    let mut payers: Vec<&str> = Vec::new();
    let mut signs = 0;
    for draft in drafts.iter() {
        let is_payment = draft.kind == Kind::Payment && draft.modality == Modality::Must;
        let is_named = draft.actor != NOT_STATED && !ANYBODY.is_match(&draft.actor);
        if is_payment && is_named && PAYS.is_match(&draft.action) {
            signs += if PRICE.is_match(&draft.action) { 2 } else { 1 };
            let payer = bare(&draft.actor);
            if !payers.contains(&payer) {
                payers.push(payer);
            }
        }
    }
    let [payer] = payers[..] else { return };
    if signs < SIGNS {
        return;
    }
    let payer = payer.to_owned();
    for draft in drafts {
        let is_payment = draft.kind == Kind::Payment && draft.modality == Modality::Must;
        if is_payment && draft.actor == NOT_STATED && PAID.is_match(&draft.action) {
            draft.actor.clone_from(&payer);
            if draft.beneficiary.as_deref() == Some(payer.as_str()) {
                draft.actor = NOT_STATED.to_owned();
            }
        }
    }
}

/// A name without its article.
fn bare(name: &str) -> &str {
    ["The ", "the "]
        .iter()
        .find_map(|word| name.strip_prefix(word))
        .unwrap_or(name)
}
