//! What counts as found. Every case here was, or could be, a false "verified".

use super::alike::NEGATIONS;
use super::*;
use proptest::prelude::*;

fn document(text: &str) -> Document {
    Document::of_text("0".into(), text.into())
}

fn grade(text: &str, quote: &str) -> Option<Grade> {
    let document = document(text);
    Grounder::new(&document)
        .ground(quote, None)
        .map(|found| found.grade)
}

#[test]
fn white_space_and_case_do_not_matter() {
    assert_eq!(
        grade(
            "The initial\nTerm is two\n\nyears.",
            "the Initial term is  two years"
        ),
        Some(Grade::Exact)
    );
}

#[test]
fn typographic_variants_are_normalised() {
    let text = "the \u{201c}E\u{fb00}ective Date\u{201d} \u{2013} 1 May";
    assert_eq!(
        grade(text, "\"Effective Date\" - 1 May"),
        Some(Grade::Normalised)
    );
}

#[test]
fn a_part_of_a_word_or_number_is_not_the_word_or_number() {
    assert_eq!(
        grade("Customer is unable to terminate", "able to terminate"),
        None
    );
    assert_eq!(grade("a fee of $5,000 a year", "$5"), None);
    assert_eq!(grade("a fee of $5,000 a year", "000 a year"), None);
    assert_eq!(grade("within 1 2 days", "within 12 days"), None);
    assert_eq!(grade("a term of 1 1/2 years", "2 years"), None);
    assert_eq!(grade("within 10-30 days", "30 days"), None);
    assert_eq!(grade("within twenty-one days", "one days"), None);
    assert_eq!(
        grade("a well-known two-year term", "known two-year term"),
        Some(Grade::Exact)
    );
}

/// An apostrophe inside a word is part of it, so that what it shortens still denies.
#[test]
fn a_short_denial_that_is_left_out_is_never_verified() {
    let text = "Supplier warrants that it doesn\u{2019}t and will never in future assign or license the Software to others";
    let quote = "Supplier warrants that it ... will never in future assign or license";
    assert_eq!(grade(text, quote), Some(Grade::Fuzzy));
    let text = "The Supplier shall each month pay all that Customer claims from it in good faith";
    let quote = "The Supplier shall each ... all that Customer claims";
    assert_eq!(grade(text, quote), Some(Grade::Normalised));
    assert_eq!(
        grade(
            &text.replace("pay", "refuse, for nobody asks, to pay"),
            quote
        ),
        Some(Grade::Fuzzy)
    );
}

#[test]
fn a_near_quote_is_fuzzy_and_a_negation_or_number_apart_is_nothing() {
    let text = "Either party may terminate this Agreement upon sixty 60 days prior written notice to the other party";
    let near = "Either party may terminate the Agreement upon sixty 60 days prior written notice to the other party";
    assert_eq!(grade(text, near), Some(Grade::Fuzzy));
    assert_eq!(grade(text, &near.replace("60", "90")), None);
    assert_eq!(
        grade(text, &near.replace("may terminate", "may not terminate")),
        None
    );
}

#[test]
fn elided_pieces_stand_in_order_and_omitted_negations_are_never_verified() {
    let text = "This Agreement begins on May 1, 2026 and, subject to renewal, continues for two years. The Vendor named above shall not assign it to others.";
    assert_eq!(
        grade(
            text,
            "This Agreement begins on May 1, 2026 ... continues for two years"
        ),
        Some(Grade::Normalised)
    );
    assert_eq!(
        grade(
            text,
            "continues for two years <omitted> This Agreement begins"
        ),
        None
    );
    assert_eq!(
        grade(text, "The Vendor named above … assign it to others"),
        Some(Grade::Fuzzy)
    );
    assert_eq!(grade(text, "Vendor shall … assign it"), None);
}

#[test]
fn elisions_are_few_short_and_without_numbers_or_paragraphs() {
    let (head, tail) = (
        "Customer shall pay all fees",
        "within the agreed payment period",
    );
    let quote = format!("{head} … {tail}");
    let with = |omitted: &str| grade(&format!("{head} {omitted} {tail}."), &quote);
    assert_eq!(with("then due and owing"), Some(Grade::Normalised));
    assert_eq!(with("then due and\nowing\n"), Some(Grade::Normalised));
    assert_eq!(with("under Section 9"), Some(Grade::Fuzzy));
    assert_eq!(with("then due.\n\nVendor pays"), Some(Grade::Fuzzy));
    assert_eq!(with(&"and more ".repeat(80)), None);
    let words = "alpha beta gamma delta one ".repeat(4);
    let scattered = ["alpha beta gamma delta"; 4].join(" … ");
    assert_ne!(grade(&words, &scattered), Some(Grade::Normalised));
}

#[test]
fn a_hint_that_holds_the_quote_is_taken_and_half_a_number_is_not() {
    let document = document("a fee of $5,000 a year");
    let grounder = Grounder::new(&document);
    let whole = grounder.ground("$5,000  A year", Some(Span::new(8, 22)));
    let whole = whole.unwrap();
    assert_eq!((whole.grade, whole.span), (Grade::Exact, Span::new(9, 22)));
    assert!(grounder.ground("$5", Some(Span::new(9, 11))).is_none());
    assert!(grounder.ground("$5", Some(Span::new(90, 11))).is_none());
}

#[test]
fn of_repeated_quotes_the_one_near_the_hint_is_taken() {
    let document = document("thirty days. Other text. thirty days.");
    let grounder = Grounder::new(&document);
    let near = Some(Span::new(22, 30));
    assert_eq!(grounder.ground("thirty days", None).unwrap().span.start, 0);
    assert_eq!(grounder.ground("thirty days", near).unwrap().span.start, 25);
}

/// A model names the passage that it quotes: the same words just before that passage are not meant.
#[test]
fn of_repeated_quotes_the_one_inside_the_passage_is_taken() {
    let text = "within thirty days. Another clause stands here. Payment is due within thirty days.";
    let document = document(text);
    let grounder = Grounder::new(&document);
    let passage = Span::new(20, text.len());
    let found = grounder.ground("within thirty days", Some(passage));
    assert_eq!(found.unwrap().span.start, text.rfind("within").unwrap());
    let ahead = grounder.ground("Another clause", Some(Span::new(48, text.len())));
    assert_eq!(ahead.unwrap().span.start, 20);
}

/// Requirement: digits, dates, amounts and negations are guarded where a quote is only near.
#[test]
fn a_near_quote_keeps_dates_amounts_periods_and_modality() {
    let text = "The Supplier shall pay to the Customer an amount of ten dollars for each and every day of delay that occurs before the end of January in any of the calendar years named above";
    let near = text.replace("for each and every", "for every");
    assert_eq!(grade(text, &near), Some(Grade::Fuzzy));
    for (word, other) in [
        ("January", "February"),
        ("ten", "five"),
        ("dollars", "euros"),
        ("day", "week"),
        ("shall", "may"),
        ("before", "after"),
    ] {
        assert_eq!(grade(text, &near.replacen(word, other, 1)), None, "{other}");
    }
}

proptest! {
    /// Any run of words of a document grounds exactly, to itself.
    #[test]
    fn every_run_of_words_grounds_to_itself(words in prop::collection::vec("[a-zA-Z0-9é§“”$,.;()ﬁ-]{1,8}", 1..60), a in 0usize..60, b in 0usize..60) {
        let text = words.join(" ");
        let document = document(&text);
        let (a, b) = (a.min(b) % words.len(), a.max(b) % words.len());
        let (a, b) = (a.min(b), a.max(b));
        let start: usize = words[..a].iter().map(|w| w.len() + 1).sum();
        let span = Span::new(start, start + words[a..=b].join(" ").len());
        let quote = document.slice(span).to_owned();
        prop_assume!(quote.chars().any(char::is_alphanumeric));
        let found = Grounder::new(&document).ground(&quote, Some(span)).unwrap();
        prop_assert_eq!(found.grade, Grade::Exact);
        prop_assert_eq!(found.span, span);
    }

    /// A quote with one digit altered is never verified (the text holds each number once).
    #[test]
    fn an_altered_digit_is_never_verified(numbers in prop::collection::btree_set(1000u32..9999, 2..20), pick in 0usize..20, place in 0usize..4, digit in 0u32..10) {
        let text: Vec<String> = numbers.iter().map(|n| format!("the sum of {n} is due")).collect();
        let document = document(&text.join(" and "));
        let number = *numbers.iter().nth(pick % numbers.len()).unwrap();
        let mut altered: Vec<char> = number.to_string().chars().collect();
        altered[place] = char::from_digit(digit, 10).unwrap();
        let altered: String = altered.into_iter().collect();
        prop_assume!(!numbers.contains(&altered.parse().unwrap()));
        let found = Grounder::new(&document).ground(&format!("the sum of {altered} is due"), None);
        prop_assert!(found.is_none_or(|found| !found.grade.is_verified()));
    }

    /// Two pieces of a text in their order, with any mark of omission, are found; in the other order,
    /// or with a word altered, they are never verified.
    #[test]
    fn pieces_are_found_in_order_only(words in prop::collection::btree_set("[a-z]{5,9}", 14..30), mark in prop::sample::select(vec!["…", "...", "[...]", "<omitted>", ". . ."])) {
        let words: Vec<String> = words.into_iter().collect();
        prop_assume!(!words.iter().any(|word| NEGATIONS.contains(&word.as_str())));
        let text = words.join(" ");
        let (head, tail) = (words[..5].join(" "), words[words.len() - 5..].join(" "));
        let verified = |quote: &str| grade(&text, quote).is_some_and(Grade::is_verified);
        let in_order = format!("{head} {mark} {tail}");
        prop_assert!(verified(&in_order));
        let swapped = format!("{tail} {mark} {head}");
        prop_assert!(!verified(&swapped));
        let altered = format!("{head} {mark} {tail}x");
        prop_assert!(!verified(&altered));
    }

    /// A negation put into a run of words, or taken out of it, is never found.
    #[test]
    fn a_negation_more_or_less_is_never_found(words in prop::collection::vec("[a-z]{4,8}", 12..40), at in 1usize..11) {
        prop_assume!(!words.iter().any(|word| NEGATIONS.contains(&word.as_str())));
        let mut denied = words.clone();
        denied.insert(at, "not".to_owned());
        let (plain, denied) = (words.join(" "), denied.join(" "));
        prop_assert!(grade(&plain, &denied).is_none());
        prop_assert!(grade(&denied, &plain).is_none());
    }
}
