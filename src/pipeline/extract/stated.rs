//! Whether a quote states a value: read from the quote by our own readers, not believed of a model.
//! A quote that stands in the document proves its words, not what a model makes of them.

use crate::domain::value::{Unit, Value, plain};
use crate::offline::{self, dates, durations, law, money};
use rust_decimal::Decimal;

/// Currencies that a bare `$` may mean.
const DOLLARS: [&str; 5] = ["AUD", "CAD", "HKD", "NZD", "SGD"];

/// Whether `value` can be read from `quote`. Yes-or-no and words have no reader, but for the numbers in
/// them; for them the quote itself is what the reviewer judges.
pub fn states(quote: &str, value: &Value) -> bool {
    match value {
        Value::Text(words) => {
            links(words).all(|link| quote.contains(link)) && has_figures_of(quote, words)
        }
        Value::Flag(_) => true,
        Value::PartialDate(date) => dates::partial_dates(quote)
            .iter()
            .any(|(_, found)| found == date),
        Value::OpenEnded => offline::is_open_ended(quote),
        Value::Date(date) => {
            let mut found = dates::dates(quote).into_iter().chain(dates::turned(quote));
            found.any(|(_, found)| found == *date)
        }
        Value::Period(period) => durations::periods(quote)
            .into_iter()
            .chain(durations::anniversaries(quote))
            .any(|(_, found)| found.same_as(*period)),
        Value::Money(wanted) => money::amounts(quote).into_iter().any(|(span, mut found)| {
            // Which country's dollar a bare sign means, the rest of the contract tells.
            if quote[span.range()].starts_with('$') && DOLLARS.contains(&wanted.currency.as_str()) {
                found.currency.clone_from(&wanted.currency);
            }
            Value::Money(found).same_as(&Value::Money(wanted.clone()))
        }),
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
pub(super) fn links(words: &str) -> impl Iterator<Item = &str> {
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

/// Whether the numbers in `words` are those of `quote`, in figures or in words: what a model makes of a
/// clause may be worded freely, but no number may be its own. Once and the whole need not be said.
fn has_figures_of(quote: &str, words: &str) -> bool {
    let claimed = figures(words);
    if claimed.iter().all(is_one_or_whole) {
        return true;
    }
    let hundred = Decimal::ONE_HUNDRED;
    let mut stated: Vec<Decimal> = figures(quote);
    stated.extend(spelled(quote));
    // `Twice the fees` are 200 per cent of them.
    let shares: Vec<Decimal> = stated
        .iter()
        .filter_map(|n| n.checked_mul(hundred))
        .collect();
    stated.extend(shares);
    stated.extend(
        money::amounts(quote)
            .into_iter()
            .map(|(_, found)| found.amount),
    );
    // `Increased to 103% of the rent` is a rise of three.
    for (_, share) in money::percents(quote) {
        stated.extend([share, share - hundred]);
    }
    for (_, period) in durations::periods(quote) {
        stated.push(period.count.into());
        match period.unit {
            Unit::Year => stated.push(Decimal::from(period.count) * Decimal::from(12)),
            Unit::Month => stated.push(Decimal::from(period.count) / Decimal::from(12)),
            _ => {}
        }
    }
    let is_stated = |number: &Decimal| stated.iter().any(|known| known == number);
    claimed
        .iter()
        .all(|number| is_one_or_whole(number) || is_stated(number))
}

fn is_one_or_whole(number: &Decimal) -> bool {
    *number == Decimal::ONE || *number == Decimal::ONE_HUNDRED
}

/// The numbers in figures of `text`: `500,000.00` is one.
fn figures(text: &str) -> Vec<Decimal> {
    let inside = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let runs = text
        .split(|c: char| !inside(c))
        .map(|run| run.trim_matches(['.', ',']));
    let numbers = runs.filter(|run| run.starts_with(|c: char| c.is_ascii_digit()));
    numbers
        .flat_map(|run| match run.replace(',', "").parse() {
            Ok(number) => vec![number],
            // `5.2.1` numbers a section; each of its parts stands there.
            Err(_) => run
                .split(['.', ','])
                .filter_map(|part| part.parse().ok())
                .collect(),
        })
        .collect()
}

/// The small numbers in words of `text`; larger ones stand in figures beside them, or in an amount or a
/// period, which have readers of their own.
fn spelled(text: &str) -> Vec<Decimal> {
    const WORDS: [(&str, i64); 24] = [
        ("one", 1),
        ("two", 2),
        ("three", 3),
        ("four", 4),
        ("five", 5),
        ("six", 6),
        ("seven", 7),
        ("eight", 8),
        ("nine", 9),
        ("ten", 10),
        ("eleven", 11),
        ("twelve", 12),
        ("fifteen", 15),
        ("twenty", 20),
        ("thirty", 30),
        ("sixty", 60),
        ("ninety", 90),
        ("once", 1),
        ("twice", 2),
        ("double", 2),
        ("thrice", 3),
        ("triple", 3),
        ("quarterly", 4),
        ("semiannual", 2),
    ];
    let lower = text.to_lowercase();
    let has_half = lower.contains("half") || lower.contains('½');
    let words = lower.split(|c: char| !c.is_alphabetic());
    let known = words.filter_map(|word| WORDS.iter().find(|(name, _)| *name == word));
    let known: Vec<Decimal> = known.map(|(_, number)| Decimal::from(*number)).collect();
    let halves = known
        .iter()
        .filter(|_| has_half)
        .map(|number| number + Decimal::new(5, 1));
    halves.chain(known.iter().copied()).collect()
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
        assert!(holds("a fee of $5,000", ValueKind::Money, "CAD 5000.00"));
        assert!(!holds("a fee of $5,000", ValueKind::Money, "EUR 5000.00"));
        assert!(!holds("a fee of US$5,000", ValueKind::Money, "CAD 5000.00"));
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

    /// R35: words may be a model's own, the numbers in them may not.
    #[test]
    fn the_numbers_of_a_text_are_those_of_its_quote() {
        let says = |quote, value| holds(quote, ValueKind::Text, value);
        for (quote, value) in [
            ("for two (2) additional terms", "2"),
            ("for two additional terms", "2"),
            ("shall not exceed $500,000", "USD 500000.00"),
            ("shall not exceed $5 million", "USD 5000000.00"),
            (
                "the fees of the preceding twelve months",
                "12 months of fees",
            ),
            (
                "the fees paid in the preceding year",
                "the fees of the preceding year",
            ),
            (
                "the fees paid in the last two (2) years",
                "24 months of fees",
            ),
            ("twice the fees", "200% of fees"),
            ("one and one-half times the fees", "1.5x"),
            ("the fees paid", "100% of fees"),
            ("by the lesser of CPI and four percent (4%)", "CPI, max 4%"),
            ("for successive terms", "unlimited"),
            ("four equal instalments", "4 instalments"),
        ] {
            assert!(says(quote, value), "{quote} | {value}");
        }
        for (quote, value) in [
            ("shall not exceed $500,000", "USD 5000000.00"),
            (
                "the fees of the preceding twelve months",
                "24 months of fees",
            ),
            ("for two (2) additional terms", "3"),
            ("by CPI", "CPI, max 4%"),
            ("twice the fees", "300% of fees"),
        ] {
            assert!(!says(quote, value), "{quote} | {value}");
        }
    }

    /// 3.12: a numeric date that can be read in two ways is stated in both; which is meant, others decide.
    #[test]
    fn either_order_of_a_numeric_date_is_stated() {
        let date = |quote, value| holds(quote, ValueKind::Date, value);
        assert!(date("dated 03/04/2026", "2026-03-04") && date("dated 03/04/2026", "2026-04-03"));
        assert!(!date("dated 03/04/2026", "2026-04-04"));
        assert!(date("dated 31/03/2026", "2026-03-31"));
    }
}
