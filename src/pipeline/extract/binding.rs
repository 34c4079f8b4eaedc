//! Whether words bind to do or not to do, and whether what stands before a quote denies it. A quote is judged
//! with the words of its sentence before it: what denies a duty mostly stands there.

use crate::domain::obligation::Modality;

/// Whether `quote`, which `before` leads up to in its sentence, can bind to do or not to do: a duty has a
/// word of duty that nothing denies, and a prohibition a word that denies.
pub(super) fn binds(before: &str, quote: &str, modality: Modality) -> bool {
    let mut words = words(before);
    let lead = words.len();
    words.extend(self::words(quote));
    let is_modal = |at: &usize| MODALS.contains(&words[*at].as_str());
    let mut modals: Vec<usize> = (lead..words.len()).filter(is_modal).collect();
    if modals.is_empty() {
        // A part of a list has the word that binds in its lead.
        modals.extend((0..lead).rev().find(is_modal));
    }
    let is_denied = |at: &usize| {
        words.get(at + 1).is_some_and(|next| denies(next)) || has_no_subject(&words[..*at])
    };
    match modality {
        Modality::MustNot => {
            words[lead..].iter().any(|word| denies(word)) || modals.iter().any(is_denied)
        }
        // Without any such word a list or a table may still bind.
        Modality::Must => modals.is_empty() || !modals.iter().all(is_denied),
    }
}

/// Whether the words right before a quote deny what it says: `does not | renew automatically`. A prohibition
/// (`may not | assign`) denies only what is to happen of itself: to other questions it is often the yes.
pub(super) fn is_denied(before: &str, happens_of_itself: bool) -> bool {
    let clause = before.rsplit([',', ';', ':', '.', '(', ')']).next();
    let words = words(clause.unwrap_or_default());
    let near = &words[words.len().saturating_sub(SUBJECT)..];
    let joint = near
        .iter()
        .rposition(|word| JOINTS.contains(&word.as_str()));
    let near = &near[joint.map_or(0, |at| at + 1)..];
    near.iter().enumerate().any(|(at, word)| {
        let next = near.get(at + 1).map(String::as_str);
        let is_limit = next.is_some_and(|next| LIMITS.contains(&next) || next == "only");
        let (verb, is_short) = match word.strip_suffix("n't") {
            Some(verb) => (Some(verb), true),
            None => (at.checked_sub(1).map(|at| near[at].as_str()), false),
        };
        let is_stated = verb.is_some_and(|verb| STATING.contains(&verb));
        let is_not = is_short || NOTS.contains(&word.as_str());
        is_not && !is_limit && (is_stated || happens_of_itself)
    })
}

/// Whether the words wish or expect, and none of them binds.
pub(super) fn wishes(sentence: &str) -> bool {
    let words = words(sentence);
    let has = |those: &[&str]| words.iter().any(|word| those.contains(&word.as_str()));
    has(&WISHES) && !has(&MODALS)
}

fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace('’', "'");
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '\'');
    let words = words.map(|word| word.trim_matches('\''));
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn denies(word: &str) -> bool {
    DENIALS.contains(&word)
}

/// Whether the words before a word of duty deny its subject: `neither party`, `no affiliate of Seller`,
/// `in no event`. `No later than` denies nothing.
fn has_no_subject(before: &[String]) -> bool {
    let near = &before[before.len().saturating_sub(SUBJECT)..];
    let since = near
        .iter()
        .rposition(|word| MODALS.contains(&word.as_str()));
    let near = &near[since.map_or(0, |modal| modal + 1)..];
    near.iter()
        .enumerate()
        .any(|(at, word)| match word.as_str() {
            "neither" | "nobody" => true,
            "no" => !near
                .get(at + 1)
                .is_some_and(|next| LIMITS.contains(&next.as_str())),
            _ => false,
        })
}

/// Words of a subject at most, with what denies it.
const SUBJECT: usize = 6;
/// What `no` stands before in a limit of time or amount.
const LIMITS: [&str; 6] = ["later", "less", "more", "fewer", "earlier", "longer"];
/// What a denial does not reach over.
const JOINTS: [&str; 7] = ["and", "but", "or", "if", "unless", "that", "which"];
/// Verbs that with a denial state a fact and forbid nothing.
const STATING: [&str; 8] = ["do", "does", "did", "is", "are", "was", "has", "have"];
/// Words that deny what follows them.
const NOTS: [&str; 7] = ["not", "no", "never", "neither", "nor", "cannot", "nobody"];

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
/// Words that wish or expect.
const WISHES: [&str; 9] = [
    "should",
    "intend",
    "intends",
    "expect",
    "expects",
    "hopes",
    "aims",
    "anticipates",
    "encouraged",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wished_binds_nobody_unless_another_word_does() {
        assert!(wishes("Supplier should deliver."));
        assert!(wishes("Supplier intends to deliver."));
        assert!(!wishes("Supplier shall deliver."));
        assert!(!wishes(
            "Should Customer fail to pay, it shall owe interest."
        ));
    }

    /// R35: a duty and its contrary are told apart by the quote, not by what a model says.
    #[test]
    fn a_prohibition_needs_a_denial_and_a_duty_a_word_that_nothing_denies() {
        let must = |quote| binds("", quote, Modality::Must);
        let must_not = |quote| binds("", quote, Modality::MustNot);
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

    /// R35: what a cut quote leaves out of its sentence counts.
    #[test]
    fn a_cut_quote_is_judged_with_the_words_before_it() {
        assert!(!binds("Neither ", "party shall solicit", Modality::Must));
        assert!(binds("Neither ", "party shall solicit", Modality::MustNot));
        let list = "Customer shall not: (a) rent it; ";
        assert!(!binds(list, "(b) copy it", Modality::Must));
        assert!(binds(list, "(b) copy it", Modality::MustNot));
        let apart = "Customer shall not copy it and ";
        assert!(binds(apart, "shall pay for it", Modality::Must));
        assert!(!binds(apart, "shall pay for it", Modality::MustNot));
        assert!(binds("Customer shall: ", "(a) pay", Modality::Must));
    }

    #[test]
    fn what_is_denied_right_before_a_quote_is_not_said_by_it() {
        for denied in [
            "This Agreement does not ",
            "This Agreement doesn’t thereby ",
        ] {
            assert!(
                is_denied(denied, true) && is_denied(denied, false),
                "{denied}"
            );
        }
        for forbidden in [
            "Neither party may ",
            "This Agreement shall not ",
            "In no event will this Agreement ",
        ] {
            assert!(
                is_denied(forbidden, true) && !is_denied(forbidden, false),
                "{forbidden}"
            );
        }
        for plain in [
            "",
            "This Agreement ",
            "No earlier than May it may ",
            "It shall not end and shall ",
            "Unless notice is not given, it ",
            "It may not only ",
        ] {
            assert!(!is_denied(plain, true), "{plain}");
        }
    }
}
