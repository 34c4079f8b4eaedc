//! How an act on an item is named in the audit trail: by ids and fields, never by what a contract says.

use crate::domain::review::{Decision, Item, Subject};

/// What an item is about, for the audit trail: the field's id, never its value.
pub(super) fn subject(item: &Item) -> &str {
    match &item.subject {
        Subject::Field { field, .. } | Subject::Unverified { field, .. } => field.as_str(),
        Subject::Obligation(_) => "obligation",
        Subject::Warning { .. } => "warning",
    }
}

pub(super) fn word(decision: &Decision) -> &'static str {
    match decision {
        Decision::Pending => "reopened",
        Decision::Approved { .. } => "approved",
        Decision::Edited { .. } => "edited",
        Decision::Rejected { .. } => "rejected",
    }
}
