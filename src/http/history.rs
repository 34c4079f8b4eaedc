//! A contract's history as a person reads it: acts in words, with the field's label and a link to its
//! card. The trail itself names ids and never values, and so does this page.

use super::cards::{label, sentence};
use super::house::{AuditRow, ReviewView};
use super::pages;
use crate::domain::id::FieldId;
use crate::domain::step::Step;

/// One act.
pub struct Act {
    /// When.
    pub at: String,
    /// What was done, in words.
    pub what: String,
    /// The person or `countersign`.
    pub who: String,
    /// More about it; empty where the words say all.
    pub more: String,
    /// The item that it was done to, while there is one.
    pub item: Option<String>,
    /// The trail's own word for it.
    pub action: String,
}

/// The acts of `rows`, in their order.
pub fn acts(rows: Vec<AuditRow>, view: &ReviewView) -> Vec<Act> {
    rows.into_iter().map(|row| act(row, view)).collect()
}

fn act(row: AuditRow, view: &ReviewView) -> Act {
    let (what, item, more) = match row.action.split_once('.') {
        Some(("item", done)) => of_item(done, &row.detail, view),
        Some(("contract", stage)) => {
            // The stage says already which step it was.
            let more = if Step::named(&row.detail).is_some() {
                ""
            } else {
                &row.detail
            };
            (format!("Contract {}", words(stage)), None, more.to_owned())
        }
        Some((subject, done)) => {
            let what = format!("{} {}", sentence(subject), words(done));
            (what, None, row.detail.clone())
        }
        None => (row.action.clone(), None, row.detail.clone()),
    };
    Act {
        at: pages::instant(row.at),
        what,
        who: row.actor,
        more,
        item,
        action: row.action,
    }
}

/// The detail of an item's act is its subject, its id, and perhaps why.
fn of_item(done: &str, detail: &str, view: &ReviewView) -> (String, Option<String>, String) {
    let mut parts = detail.splitn(3, ' ');
    let (subject, id) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    );
    let why = parts.next().unwrap_or_default();
    let name = label(&FieldId::from(subject), &view.dictionary);
    let is_there = view.items.iter().any(|item| item.id.as_str() == id);
    (
        format!("{name}: {}", words(done)),
        is_there.then(|| id.to_owned()),
        why.to_owned(),
    )
}

fn words(name: &str) -> String {
    match name {
        "deidentified" => "masked".to_owned(),
        "written_back" => "written to the CRM".to_owned(),
        other => other.replace('_', " "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::sample::sample;
    use jiff::Timestamp;

    #[test]
    fn acts_are_told_in_words_and_lead_to_the_card() {
        let view = sample(str::to_owned);
        let item = view.items[0].id.to_string();
        let row = |action: &str, detail: String| AuditRow {
            at: Timestamp::UNIX_EPOCH,
            actor: "legal".to_owned(),
            action: action.to_owned(),
            detail,
        };
        let rows = vec![
            row("contract.deidentified", "deidentify".to_owned()),
            row("item.edited", format!("notice_period {item}")),
            row(
                "item.reopened",
                "last_notice_date gone after notice_period".to_owned(),
            ),
            row("contract.rejected", "wrong entity".to_owned()),
        ];
        let acts = acts(rows, &view);
        let told: Vec<(&str, &str)> = acts
            .iter()
            .map(|act| (act.what.as_str(), act.more.as_str()))
            .collect();
        assert_eq!(told[0], ("Contract masked", ""));
        assert!(
            told[1].0.ends_with(": edited") && !told[1].0.contains('_'),
            "{told:?}"
        );
        assert_eq!(acts[1].item.as_deref(), Some(item.as_str()));
        assert_eq!(
            (told[2].1, acts[2].item.as_deref()),
            ("after notice_period", None)
        );
        assert_eq!(told[3], ("Contract rejected", "wrong entity"));
    }
}
