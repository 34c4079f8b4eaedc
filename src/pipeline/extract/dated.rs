//! Numeric dates as the contract writes them: which number is the day its other dates or its law tell. Where
//! they do not, nothing is changed, and a person is told.

use super::reading::Claims;
use crate::domain::obligation::Due;
use crate::domain::playbook::Dictionary;
use crate::domain::reading::Reading;
use crate::domain::term::{Engine, Finding};
use crate::domain::value::Value;
use crate::offline::dates;

/// The field whose value tells how the contract writes its dates.
pub(super) const LAW: &str = "governing_law";

/// `claims` about `text`: where the contract writes the day first, what our own rules took for a month is the
/// day. A model is asked for what is meant, and its dates stay its own.
pub(super) fn in_order(mut claims: Claims, text: &str) -> Claims {
    let ours = claims.candidates.iter();
    let law = ours.filter(|said| said.engine == Engine::Offline && said.field.as_str() == LAW);
    let law = law.map(|said| said.value.to_string()).next();
    if dates::order(text, law.as_deref()) != dates::Order::DayFirst {
        return claims;
    }
    for said in claims
        .candidates
        .iter_mut()
        .chain(&mut claims.rivals)
        .filter(|said| said.engine == Engine::Offline)
    {
        if let Value::Date(date) = &mut said.value {
            *date = dates::other(&said.quote, *date).unwrap_or(*date);
        }
    }
    for draft in claims
        .drafts
        .iter_mut()
        .filter(|draft| draft.engine == Engine::Offline)
    {
        if let Some(Due::On { date }) = &mut draft.due {
            *date = dates::other(&draft.quote, *date).unwrap_or(*date);
        }
    }
    claims
}

/// Tells of each stated date that can be read in two orders where nothing in the contract says which.
pub(super) fn doubt(text: &str, dictionary: &Dictionary, reading: &mut Reading) {
    let law = reading.term(LAW).map(|term| term.value.to_string());
    let mut is_unknown = None;
    for field in &dictionary.fields {
        let Some(Finding::Found { terms }) = reading.fields.get(&field.id) else {
            continue;
        };
        let is_either = terms.iter().any(|term| match term.value {
            Value::Date(date) if term.derivation.is_none() => {
                dates::other(&term.grounding.quote, date).is_some()
            }
            _ => false,
        });
        let unknown = || dates::order(text, law.as_deref()) == dates::Order::Unknown;
        if is_either && *is_unknown.get_or_insert_with(unknown) {
            reading.reasons.push(format!(
                "{}: nothing says whether the day or the month stands first in its numbers",
                field.label
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offline::Offline;
    use crate::pipeline::extract::settle;
    use crate::text::plain;

    /// What the rules read in a contract with such dates and such a law.
    fn read(dated: &str, other: &str, law: &str) -> Reading {
        let dictionary = crate::config::dictionary::read(crate::config::dictionary::FIELDS)
            .expect("the shipped dictionary parses");
        let text = format!(
            "This Agreement is dated {dated} between Orchard Inc. and Pine LLC.\n\n1. Term. This Agreement shall continue for an initial term of one (1) year from the date of this Agreement.\n\n2. Plan. Supplier shall deliver the plan by {other}.\n\n3. Law. This Agreement is governed by the laws of {law}."
        );
        let document = plain::document(&text);
        let extract = Offline::new(&dictionary).read(&document);
        let claims = Claims {
            candidates: extract.candidates,
            drafts: extract.obligations,
            clauses: Some(extract.clauses),
            ..Claims::default()
        };
        settle(&document, &dictionary, Engine::Offline, claims)
    }

    fn said(reading: &Reading, field: &str) -> Option<String> {
        reading.term(field).map(|term| term.value.to_string())
    }

    /// 3.12: a contract writes all of its dates in one order, which its other dates or its law tell.
    #[test]
    fn a_numeric_date_is_read_as_the_contract_writes_its_dates() {
        let doubts = |reading: &Reading| {
            let mut reasons = reading.reasons.iter();
            reasons.any(|why| why.contains("the day or the month stands first"))
        };
        for (other, law, dated, end, is_doubtful) in [
            ("31/05/2026", "Delaware", "2026-04-03", "2027-04-02", false),
            (
                "1 May 2026",
                "England and Wales",
                "2026-04-03",
                "2027-04-02",
                false,
            ),
            ("05/31/2026", "Delaware", "2026-03-04", "2027-03-03", false),
            ("1 May 2026", "Japan", "2026-03-04", "2027-03-03", true),
        ] {
            let reading = read("03/04/2026", other, law);
            let found = (
                said(&reading, "agreement_date"),
                said(&reading, "expiration_date"),
            );
            let expected = (Some(dated.to_owned()), Some(end.to_owned()));
            assert_eq!(
                (found, doubts(&reading)),
                (expected, is_doubtful),
                "{other}, {law}"
            );
        }
        let due = read("31/01/2026", "03/04/2026", "Delaware").obligations;
        let due = due.iter().find_map(|duty| duty.due.as_ref()?.date());
        assert_eq!(
            due.map(|date| date.to_string()).as_deref(),
            Some("2026-04-03")
        );
    }
}
