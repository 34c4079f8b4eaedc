//! From what was read to what the reviewer sees: one card per value or obligation, in the order and
//! with the labels of the dictionary. Nothing is decided here; a card shows, it does not judge.

mod badge;
mod facts;
mod standard;

use super::house::ReviewView;
use crate::domain::id::FieldId;
use crate::domain::playbook::{Dictionary, Risk};
use crate::domain::reading::Reading;
use crate::domain::review::{Decision, Item, Subject};
use crate::domain::term::Finding;
use crate::domain::value::{Value, ValueKind};
use badge::{Badge, badge, computed};
use facts::{also_stated, facts, trust};
use standard::{Standard, standard};

/// One thing to decide.
pub struct Card {
    /// The item's id.
    pub id: String,
    /// The version that is shown; a decision names it.
    pub version: i64,
    /// The field's label, or the obligation's kind.
    pub label: String,
    /// The value as people read it.
    pub value: String,
    /// The value as an edit starts from it.
    pub canonical: String,
    /// Which control edits it: `date`, `flag` or `text`.
    pub control: &'static str,
    /// The form that an edit must have; empty where any text will do.
    pub hint: &'static str,
    /// The document's own words, or the words that were claimed.
    pub quote: String,
    /// The page of the evidence, from 1.
    pub page: Option<u32>,
    /// How good the evidence is.
    pub badge: Badge,
    /// Whether it can be approved as it stands.
    pub verified: bool,
    /// Whether a rival value was found.
    pub conflict: bool,
    /// Whether it is a warning, which is acknowledged rather than decided.
    pub warning: bool,
    /// Whether a wrong value costs money or a deadline.
    pub high_risk: bool,
    /// More about it: name and value.
    pub facts: Vec<(&'static str, String)>,
    /// The firm's standard clause that the evidence is nearest to; `None` where nothing was compared.
    pub standard: Option<Standard>,
    /// `pending`, `approved`, `edited` or `rejected`.
    pub state: &'static str,
    /// Who decided.
    pub by: String,
    /// The value that holds after an edit.
    pub edited: String,
}

/// Cards that belong together.
pub struct Group {
    /// Its name.
    pub title: String,
    /// Its cards.
    pub cards: Vec<Card>,
    /// Fields of the group that the contract does not state.
    pub absent: Vec<String>,
}

/// What must be looked at before anything is decided.
const WARNINGS: &str = "Look at these first";

/// The groups of the review page: warnings, then fields by the dictionary, then obligations, then
/// claims without evidence.
pub fn groups(view: &ReviewView) -> Vec<Group> {
    let dictionary = &*view.dictionary;
    let bare = |title: &str| Group {
        title: title.to_owned(),
        cards: Vec::new(),
        absent: Vec::new(),
    };
    let mut groups = vec![bare(WARNINGS)];
    groups.extend(dictionary.groups().into_iter().map(|name| Group {
        absent: absent(view.reading.as_ref(), dictionary, name),
        ..bare(&sentence(name))
    }));
    groups.extend(["Other fields", "Obligations", "Claims without evidence"].map(bare));
    let mut items: Vec<&Item> = view.items.iter().collect();
    items.sort_by_key(|item| place_of(item, dictionary));
    for item in items {
        let title = group_of(item, dictionary);
        if let Some(group) = groups.iter_mut().find(|group| group.title == title) {
            group.cards.push(card(item, view));
        }
    }
    groups.retain(|group| !group.cards.is_empty() || !group.absent.is_empty());
    groups
}

/// What a reviewer must know before deciding: why a person was asked, and what is odd about the file.
pub fn notices(reading: &Reading, dictionary: &Dictionary) -> Vec<String> {
    let mut notices = reading.reasons.clone();
    for warning in &reading.warnings {
        let sentence = warning.sentence();
        if !notices.contains(&sentence) {
            notices.push(sentence);
        }
    }
    for (field, finding) in &reading.fields {
        let label = label(field, dictionary);
        match finding {
            Finding::Truncated => notices.push(format!(
                "{label}: the engine's answer was cut off, so nothing is known."
            )),
            Finding::Unreadable { pages } => {
                let pages: Vec<String> = pages.iter().map(u32::to_string).collect();
                notices.push(format!(
                    "{label}: not found, but pages that could not be read may state it ({}).",
                    pages.join(", ")
                ));
            }
            Finding::Found { .. } | Finding::NotStated { .. } | Finding::Conflict { .. } => {}
        }
    }
    notices
}

fn absent(reading: Option<&Reading>, dictionary: &Dictionary, group: &str) -> Vec<String> {
    let Some(reading) = reading else {
        return Vec::new();
    };
    dictionary
        .fields
        .iter()
        .filter(|field| field.group == group)
        .filter(|field| {
            matches!(
                reading.fields.get(&field.id),
                Some(Finding::NotStated { .. })
            )
        })
        .map(|field| field.label.clone())
        .collect()
}

/// The field's place in the dictionary; what has none comes last and keeps its order.
fn place_of(item: &Item, dictionary: &Dictionary) -> usize {
    match &item.subject {
        Subject::Field { field, .. } => dictionary
            .fields
            .iter()
            .position(|entry| entry.id == *field)
            .unwrap_or(usize::MAX),
        Subject::Obligation(_) | Subject::Unverified { .. } | Subject::Warning { .. } => usize::MAX,
    }
}

fn group_of(item: &Item, dictionary: &Dictionary) -> String {
    match &item.subject {
        Subject::Warning { .. } => WARNINGS.to_owned(),
        Subject::Obligation(_) => "Obligations".to_owned(),
        Subject::Unverified { .. } => "Claims without evidence".to_owned(),
        Subject::Field { field, .. } => dictionary
            .get(field)
            .map_or("Other fields".to_owned(), |field| sentence(&field.group)),
    }
}

fn card(item: &Item, view: &ReviewView) -> Card {
    let (dictionary, reading) = (&*view.dictionary, view.reading.as_ref());
    let mut card = empty(item);
    match &item.subject {
        Subject::Field {
            field,
            value,
            derivation,
            conflict,
            signals,
            rivals,
        } => {
            card.label = label(field, dictionary);
            card.value = display(value);
            card.canonical = value.to_string();
            let is_length = dictionary.get(field).map(|f| f.kind) == Some(ValueKind::Period);
            (card.control, card.hint) = match value {
                Value::OpenEnded if is_length => ("text", "90 days, or open-ended"),
                Value::OpenEnded | Value::PartialDate(_) => ("text", "YYYY-MM-DD, or open-ended"),
                value => control(value.kind()),
            };
            card.conflict = *conflict || !rivals.is_empty();
            // The evidence of a computed value is that of its inputs, whose cards show the comparison.
            card.standard = reading
                .filter(|_| derivation.is_none())
                .and_then(|reading| standard(&reading.standards, field, item.grounding.as_ref()));
            card.facts = signals.iter().map(|of| trust(of, value)).collect();
            card.facts.extend(rivals.iter().map(also_stated));
            card.high_risk = dictionary
                .get(field)
                .is_some_and(|field| field.risk == Risk::High);
            if let (Some(derivation), true) = (derivation, card.verified) {
                card.badge = computed(derivation, dictionary);
            }
        }
        Subject::Obligation(obligation) => {
            card.label = sentence(obligation.kind.name());
            let told = obligation.modality.told(&obligation.action);
            card.value = format!("{}: {told}", obligation.actor);
            card.canonical = obligation.action.clone();
            card.facts = facts(obligation, view.today);
        }
        Subject::Unverified {
            field,
            claim,
            quote,
        } => {
            card.label = label(field, dictionary);
            card.value = claim.clone();
            card.canonical = claim.clone();
            card.quote = quote.clone();
            if let Some(field) = dictionary.get(field) {
                (_, card.hint) = control(field.kind);
            }
        }
        Subject::Warning { warning } => {
            card.label = "Hidden text".to_owned();
            card.value = warning.sentence();
            card.page = warning.boxes().first().map(|place| place.page);
            card.badge = Badge {
                tone: "bad",
                text: "Look first".to_owned(),
                meaning: "Look at the page. Nothing can be approved before you have.".to_owned(),
            };
            card.warning = true;
        }
    }
    card
}

fn empty(item: &Item) -> Card {
    let (state, by, edited) = match &item.decision {
        Decision::Pending => ("pending", "", ""),
        Decision::Approved { by } => ("approved", by.as_str(), ""),
        Decision::Edited { by, value } => ("edited", by.as_str(), value.as_str()),
        Decision::Rejected { by } => ("rejected", by.as_str(), ""),
    };
    let grounding = item.grounding.as_ref();
    Card {
        id: item.id.to_string(),
        version: item.version,
        label: String::new(),
        value: String::new(),
        canonical: String::new(),
        control: "text",
        hint: "",
        quote: grounding.map_or(String::new(), |found| found.quote.clone()),
        page: grounding.map(|found| found.page),
        badge: badge(item),
        verified: item.is_verified(),
        conflict: false,
        warning: false,
        high_risk: false,
        facts: Vec::new(),
        standard: None,
        state,
        by: by.to_owned(),
        edited: edited.to_owned(),
    }
}

fn control(kind: ValueKind) -> (&'static str, &'static str) {
    match kind {
        ValueKind::Date => ("date", "A date, such as 2026-03-31"),
        ValueKind::Flag => ("flag", "Yes or no"),
        ValueKind::Period => ("text", "A count and a unit, such as 90 days"),
        ValueKind::Money => ("text", "A currency and an amount, such as USD 1200.00"),
        ValueKind::Percent => ("text", "Per cent, such as 1.5"),
        ValueKind::Party => ("text", "A name, such as Acme Ltd (\"Supplier\")"),
        ValueKind::Text | ValueKind::Jurisdiction => ("text", ""),
    }
}

pub(super) fn label(field: &FieldId, dictionary: &Dictionary) -> String {
    dictionary
        .get(field)
        .map_or_else(|| sentence(field.as_str()), |field| field.label.clone())
}

/// The value as people read it: months by name, so that no day is taken for a month, and thousands apart.
fn display(value: &Value) -> String {
    match value {
        Value::Date(date) => date.strftime("%-d %B %Y").to_string(),
        Value::Money(money) => {
            let text = money.to_string();
            let (head, cents) = text.split_once('.').unwrap_or((&text, "00"));
            format!("{}.{cents}", thousands(head))
        }
        Value::OpenEnded => "Open-ended: runs until ended".to_owned(),
        Value::Flag(true) => "Yes".to_owned(),
        Value::Flag(false) => "No".to_owned(),
        other => other.to_string(),
    }
}

fn thousands(text: &str) -> String {
    let start = text
        .find(|c: char| c.is_ascii_digit())
        .unwrap_or(text.len());
    let (head, digits) = text.split_at(start);
    let mut grouped = head.to_owned();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `initial_term` as `Initial term`.
pub(super) fn sentence(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_so_that_nobody_misreads_them() {
        let shown = |kind, text| display(&Value::parse(kind, text).expect("a value"));
        assert_eq!(shown(ValueKind::Date, "2026-03-04"), "4 March 2026");
        assert_eq!(shown(ValueKind::Money, "USD 1234567.5"), "USD 1,234,567.50");
        assert_eq!(shown(ValueKind::Money, "EUR -120"), "EUR -120.00");
        assert_eq!(shown(ValueKind::Flag, "yes"), "Yes");
        assert!(shown(ValueKind::Period, "open-ended").starts_with("Open"));
        assert_eq!(sentence("initial_term"), "Initial term");
    }
}
