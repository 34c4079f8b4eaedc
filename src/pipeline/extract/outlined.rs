//! From a contract's outline to values that a person decides on: whether it is signed, and what it amends
//! (R58). Each shows the words that it rests on; where the outline says nothing there is no value.

use super::compute;
use super::weigh::text_layer;
use crate::domain::confidence::{Meeting, Place, Signals, Support};
use crate::domain::document::{Document, Span};
use crate::domain::id::FieldId;
use crate::domain::outline::{Amendment, Execution, Outline};
use crate::domain::playbook::{AMENDED, AMENDED_DATE, AMENDMENT_NUMBER, Dictionary, EXECUTION};
use crate::domain::reading::Reading;
use crate::domain::term::{Engine, Term};
use crate::domain::value::Value;
use crate::offline::{dates, numbers};
use crate::text::ground;

const KIND: &str = "document_type";
const AMENDMENT: &str = "amendment";

/// Adds what the outline of `reading` tells, for the fields that the dictionary has.
pub(super) fn fields(document: &Document, dictionary: &Dictionary, reading: &mut Reading) {
    let mut told = Vec::new();
    told.extend(execution(&reading.outline));
    if is_amendment(reading)
        && let Some(amends) = &reading.outline.amends
    {
        told.extend(amendment(document, reading, amends));
    }
    for (field, value, place) in told {
        let term = term(document, (field, value), place);
        compute::put(dictionary, reading, term);
    }
}

type Told = (&'static str, Value, Span);

/// Whether it is signed. The words are a block's that decides: one that is open where not all have signed.
fn execution(outline: &Outline) -> Option<Told> {
    let word = match outline.execution {
        Execution::Executed => "executed",
        Execution::Partly => "partly executed",
        Execution::Unsigned => "not executed",
        Execution::Unknown => return None,
    };
    let is_signed = outline.execution == Execution::Executed;
    let mut blocks = outline.signatures.iter();
    let deciding = blocks.find(|block| block.signed == is_signed);
    // A certificate or a seal may say so where no block does.
    let block = deciding.or(outline.signatures.first())?;
    Some((EXECUTION, Value::Text(word.to_owned()), block.span))
}

/// Whether nothing says that the document is something else: other contracts name amendments too.
fn is_amendment(reading: &Reading) -> bool {
    let kind = reading.term(KIND).map(|term| term.value.to_string());
    kind.is_none_or(|kind| kind == AMENDMENT)
}

fn amendment(document: &Document, reading: &Reading, amends: &Amendment) -> Vec<Told> {
    let mut told = vec![(AMENDED, Value::Text(amends.target.clone()), amends.span)];
    if let Some(number) = &amends.number {
        let number = Value::Text(in_digits(number));
        told.push((AMENDMENT_NUMBER, number, amends.span));
    }
    if let (Some(dated), Some(place)) = (&amends.dated, amends.dated_at) {
        let order = compute::order(&document.text, reading);
        let found = dates::dates(&dates::in_order(dated, order));
        let date = found.first().map(|(_, date)| Value::Date(*date));
        told.extend(date.map(|date| (AMENDED_DATE, date, place)));
    }
    told
}

/// `Second` as `2`; figures as they stand.
fn in_digits(number: &str) -> String {
    let cardinal = numbers::spelled(number).map(|count| count.to_string());
    cardinal
        .or_else(|| numbers::ordinal(number).map(|place| place.to_string()))
        .unwrap_or_else(|| number.to_owned())
}

fn term(document: &Document, (field, value): (&str, Value), place: Span) -> Term {
    let grounding = ground::at(document, place);
    let support = match value {
        Value::Date(_) => Support::FromQuote,
        _ => Support::NoReader,
    };
    Term {
        field: FieldId::from(field),
        value,
        signals: Some(Signals {
            grade: grounding.grade,
            meeting: Meeting::Alone,
            support,
            rivals: 0,
            text: text_layer(document, grounding.page),
            margin: None,
            place: Place::Named,
        }),
        grounding,
        engine: Engine::Offline,
        derivation: None,
        rivals: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::extract::{Claims, settle};
    use crate::text::outline::outline;
    use crate::text::{plain, sections};

    /// What the outline of `text` says of a contract of this kind: value and words of each field.
    fn told(text: &str, kind: Option<&str>) -> Vec<(String, String, String)> {
        let dictionary = crate::config::dictionary::read(crate::config::dictionary::FIELDS)
            .expect("the shipped dictionary parses");
        let document = plain::document(text);
        let mut reading = settle(&document, &dictionary, Engine::Offline, Claims::default());
        if let Some(kind) = kind {
            let title = Value::Text(kind.to_owned());
            let title = term(&document, (KIND, title), Span::new(0, 9));
            compute::put(&dictionary, &mut reading, title);
        }
        reading.outline = outline(&document, &sections::sections(text));
        fields(&document, &dictionary, &mut reading);
        let by_code = [EXECUTION, AMENDED, AMENDED_DATE, AMENDMENT_NUMBER];
        let terms = by_code.into_iter().filter_map(|field| reading.term(field));
        terms
            .map(|term| {
                let quote = term.grounding.quote.clone();
                (term.field.to_string(), term.value.to_string(), quote)
            })
            .collect()
    }

    const SECOND: &str = "SECOND AMENDMENT TO SUPPLY AGREEMENT\n\nThis Second Amendment to the Supply Agreement dated as of May 3, 2021 is made as of June 1, 2024.\n\nORCHARD INC.\nBy: /s/ Ana Roe\nName: Ana Roe\n\nPINE LLC\nBy: ____________\nName: Bo Lind";

    /// R58: what an amendment amends, its number, the other's date and who has not signed, each with its words.
    #[test]
    fn an_amendment_tells_what_it_amends_and_who_has_signed() {
        let told = told(SECOND, Some(AMENDMENT));
        let told: Vec<(&str, &str, &str)> = told
            .iter()
            .map(|(field, value, quote)| (field.as_str(), value.as_str(), quote.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                (EXECUTION, "partly executed", "By: ____________"),
                (
                    AMENDED,
                    "Supply Agreement",
                    "SECOND AMENDMENT TO SUPPLY AGREEMENT"
                ),
                (
                    AMENDED_DATE,
                    "2021-05-03",
                    "Supply Agreement dated as of May 3, 2021"
                ),
                (
                    AMENDMENT_NUMBER,
                    "2",
                    "SECOND AMENDMENT TO SUPPLY AGREEMENT"
                ),
            ]
        );
    }

    /// R58: a contract that names an amendment is none itself, and one without a place to sign has no status.
    #[test]
    fn what_is_no_amendment_amends_nothing() {
        let order = "ORDER FORM under the Supply Agreement, as changed by Amendment No. 2 to the Supply Agreement dated May 3, 2021.";
        assert_eq!(told(order, Some("order_form")), []);
        assert!(!told(order, None).is_empty());
    }
}
