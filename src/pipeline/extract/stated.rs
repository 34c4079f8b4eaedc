//! Whether a quote states a value: read from the quote by our own readers, not believed of a model.
//! A quote that stands in the document proves its words, not what a model makes of them.

use crate::domain::obligation::{Draft, Due, Modality};
use crate::domain::value::{Value, plain};
use crate::offline::{self, dates, durations, law, money};

/// Whether `value` can be read from `quote`. Words and yes-or-no have no reader; for them the
/// quote itself is what the reviewer judges.
pub fn states(quote: &str, value: &Value) -> bool {
    match value {
        Value::Text(words) => links(words).all(|link| quote.contains(link)),
        Value::Flag(_) => true,
        Value::PartialDate(date) => dates::partial_dates(quote)
            .iter()
            .any(|(_, found)| found == date),
        Value::OpenEnded => offline::is_open_ended(quote),
        Value::Date(date) => dates::dates(quote).iter().any(|(_, found)| found == date),
        Value::Period(period) => durations::periods(quote)
            .into_iter()
            .chain(durations::anniversaries(quote))
            .any(|(_, found)| found.same_as(*period)),
        Value::Money(wanted) => {
            let wanted = Value::Money(wanted.clone());
            money::amounts(quote)
                .into_iter()
                .any(|(_, found)| Value::Money(found).same_as(&wanted))
        }
        Value::Percent(share) => money::percents(quote)
            .iter()
            .any(|(_, found)| found.normalize() == share.normalize()),
        Value::Party(party) => names(quote, &party.name),
        Value::Jurisdiction(place) => match law(quote) {
            Some(found) => {
                // Our reader knows one name of a place from its others.
                let wanted = law(&format!("governed by the laws of {place}"));
                plain(&found) == plain(wanted.as_deref().unwrap_or(place))
            }
            None => names(quote, place),
        },
    }
}

/// Addresses in `words`: one that the contract does not name can only come of a model.
fn links(words: &str) -> impl Iterator<Item = &str> {
    let words = words.split_whitespace();
    words.filter(|word| word.contains("://") || word.to_lowercase().contains("www."))
}

/// The place whose law governs, as our reader has it.
fn law(text: &str) -> Option<String> {
    law::jurisdiction(text).map(|(_, place)| place)
}

/// Whether `name` stands in `quote` as whole words; case, spacing and punctuation do not count.
fn names(quote: &str, name: &str) -> bool {
    let wanted = plain(name);
    let mut before = None;
    !wanted.is_empty()
        && quote.char_indices().any(|(at, letter)| {
            let opens = !before.replace(letter).is_some_and(char::is_alphanumeric);
            opens && begins(&quote[at..], &wanted)
        })
}

/// Whether `text` begins with the letters of `wanted`, and a word ends after them.
fn begins(text: &str, wanted: &str) -> bool {
    let mut left = wanted;
    for letter in text.chars() {
        if left.is_empty() {
            return !letter.is_alphanumeric();
        }
        if !letter.is_alphanumeric() {
            continue;
        }
        for lower in letter.to_lowercase() {
            match left.strip_prefix(lower) {
                Some(rest) => left = rest,
                None => return false,
            }
        }
    }
    left.is_empty()
}

/// Whether `quote` can bind to do or not to do: a duty has a word of duty that no negation follows, and
/// a prohibition a word that denies.
pub fn binds(quote: &str, modality: Modality) -> bool {
    let lower = quote.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let denies = |word: &str| DENIALS.contains(&word);
    match modality {
        Modality::MustNot => words.iter().any(|word| denies(word)),
        Modality::Must => {
            let mut modals = words
                .iter()
                .enumerate()
                .filter(|(_, word)| MODALS.contains(word))
                .peekable();
            // Without any such word a list or a table may still bind.
            modals.peek().is_none()
                || modals.any(|(at, _)| {
                    !words.get(at + 1).is_some_and(|next| denies(next))
                        && !has_no_subject(&words[..at])
                })
        }
    }
}

/// Whether the words before a word of duty deny its subject: `neither party`, `no affiliate of Seller`,
/// `in no event`. `No later than` denies nothing.
fn has_no_subject(before: &[&str]) -> bool {
    let near = &before[before.len().saturating_sub(SUBJECT)..];
    let since = near.iter().rposition(|word| MODALS.contains(word));
    let near = &near[since.map_or(0, |modal| modal + 1)..];
    near.iter().enumerate().any(|(at, word)| match *word {
        "neither" | "nobody" => true,
        "no" => !near.get(at + 1).is_some_and(|next| LIMITS.contains(next)),
        _ => false,
    })
}

/// Words of a subject at most, with what denies it.
const SUBJECT: usize = 6;
/// What `no` stands before in a limit of time or amount.
const LIMITS: [&str; 6] = ["later", "less", "more", "fewer", "earlier", "longer"];

/// Words that bind when nothing denies them.
const MODALS: [&str; 7] = [
    "shall",
    "must",
    "will",
    "agrees",
    "agree",
    "undertakes",
    "required",
];
/// Words that deny.
const DENIALS: [&str; 12] = [
    "not",
    "no",
    "never",
    "neither",
    "nor",
    "cannot",
    "refrain",
    "refrains",
    "prohibited",
    "forbidden",
    "without",
    "nothing",
];

/// The draft without a due date or an amount that its quote does not state.
pub fn trimmed(draft: Draft) -> Draft {
    let due = draft.due.filter(|due| match due {
        Due::On { date } => states(&draft.quote, &Value::Date(*date)),
        Due::Within { period, .. } => states(&draft.quote, &Value::Period(*period)),
        Due::Every { .. } | Due::OnEvent { .. } => true,
    });
    let amount = draft
        .amount
        .filter(|amount| states(&draft.quote, &Value::Money(amount.clone())));
    Draft {
        due,
        amount,
        ..draft
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::value::ValueKind;

    fn holds(quote: &str, kind: ValueKind, value: &str) -> bool {
        states(quote, &Value::parse(kind, value).expect("canonical text"))
    }

    /// R35: a true quote does not make a false value true.
    #[test]
    fn a_value_must_be_readable_from_its_own_quote() {
        let term = "an initial term of twelve (12) months";
        assert!(holds(term, ValueKind::Period, "1 year"));
        assert!(!holds(term, ValueKind::Period, "36 months"));
        assert!(!holds(
            "made as of January 15, 2026",
            ValueKind::Date,
            "2026-01-16"
        ));
        assert!(holds(
            "until the third anniversary of the Effective Date",
            ValueKind::Period,
            "3 years"
        ));
        assert!(holds(
            "continues until terminated by either party",
            ValueKind::Date,
            "open-ended"
        ));
        assert!(holds(
            "in force for so long as Orchard holds the Shares",
            ValueKind::Date,
            "open-ended"
        ));
        assert!(!holds(
            "in force until December 31, 2027",
            ValueKind::Date,
            "open-ended"
        ));
        assert!(!holds(term, ValueKind::Date, "open-ended"));
        assert!(!holds("a fee of $5,000", ValueKind::Money, "USD 50000.00"));
        assert!(holds(
            "Acme, Inc. (“Supplier”)",
            ValueKind::Party,
            "ACME INC"
        ));
        assert!(holds(
            "the laws of the State of Delaware",
            ValueKind::Jurisdiction,
            "Delaware"
        ));
        assert!(!holds(
            "the laws of the State of Delaware",
            ValueKind::Jurisdiction,
            "Texas"
        ));
    }

    /// An address in a value is the contract's own or none: a page would make it a way out.
    #[test]
    fn words_with_an_address_are_stated_only_by_a_quote_that_has_it() {
        let says = |quote, value| holds(quote, ValueKind::Text, value);
        assert!(says("deliver the plans", "plans"));
        assert!(!says(
            "deliver the plans",
            "plans, see https://evil.example/?q=1"
        ));
        assert!(!says("deliver the plans", "see WWW.evil.example"));
        assert!(says(
            "see https://alpha.example for it",
            "https://alpha.example"
        ));
    }

    /// R35: a name inside another name is not stated, and the law that is named is the only one.
    #[test]
    fn a_name_is_stated_by_whole_words_only() {
        let place = |quote, value| holds(quote, ValueKind::Jurisdiction, value);
        assert!(!place("its offices in Indiana", "India"));
        assert!(place("its offices in India.", "India"));
        let law = "governed by the laws of the State of New York, and not of Texas";
        assert!(place(law, "New York") && place(law, "State of New York"));
        assert!(!place(law, "Texas"));
        let party = |quote, value| holds(quote, ValueKind::Party, value);
        assert!(!party("Larkmoor Systems, Inc.", "Moor Systems"));
        assert!(!party("Larkmoor Systems, Inc.", "Larkmoor Sys"));
        assert!(party("between L. M. Systems, Inc., and", "LM Systems Inc"));
    }

    /// R35: a duty and its contrary are told apart by the quote, not by what a model says.
    #[test]
    fn a_prohibition_needs_a_denial_and_a_duty_a_word_that_nothing_denies() {
        let must = |quote| binds(quote, Modality::Must);
        let must_not = |quote| binds(quote, Modality::MustNot);
        assert!(must("Customer shall pay") && !must_not("Customer shall pay"));
        assert!(must_not("Customer shall not copy") && !must("Customer shall not copy"));
        let both = "Customer shall pay and shall not set off";
        assert!(must(both) && must_not(both));
        assert!(must("Customer shall pay in not more than 30 days"));
        assert!(must("Milestone 1: acceptance, 1 May 2026"));
        assert!(must_not("Neither party shall solicit"));
        assert!(!must("Neither party shall solicit"));
        assert!(!must("In no event shall Supplier assign"));
        assert!(!must("No employee of Seller will be hired by Buyer"));
        assert!(must("No later than May 1, Supplier shall deliver"));
        assert!(must("Neither party shall solicit and each party shall pay"));
    }
}
