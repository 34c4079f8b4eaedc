//! How long the contract runs, whether it renews, and what notice ends it.
//!
//! Each rule looks at one sentence and says how strong its reasons are. Periods are reported as
//! stated; ends are computed elsewhere (`calendar`).

mod another;
mod auto;
mod beside;
mod endless;
mod expiry;
mod leaving;
mod likely;
mod marked;
mod notice;
mod renewal;

pub(super) use auto::auto_renewal;
pub(super) use beside::{notice_beside, renewal_beside};
pub(super) use expiry::{ENOUGH, End, Said, ends};
pub(super) use leaving::{has_a_reason, is_of_less, termination_notice, waits_for_an_event};
pub(super) use likely::{likely_notice, likely_renewal};
pub(super) use marked::marked;
pub(super) use notice::{goes_on_until, is_chosen, notice_period};
pub(super) use renewal::renewal_term;

use super::patterns::{Pattern, pattern};
use std::sync::LazyLock;

patterns! {
    RENEWS = r"\b(?:re-?new\w*|extend\w*|extension\w*|prolong\w*|roll\s?over|successive|success?ive|lengthen\w*)\b";
    TERM_FOLLOWS = r"^[\s-]*(?:initial\s+|fixed\s+)?(?:term|period|commitment|engagement|contract|appointment|retainer)\b";
    NOT_A_TERM = r"\b(?:confidential\w*|surviv\w+|warrant\w*|cure|breach|default|non-?compet\w*|solicit\w*|retain|records?|audit\w*|escrow|insur\w*|after\s+(?:the\s+)?(?:expiration|termination|expiry)|invoice|vest\w*|option|refund|arbitrat\w+|force\s+majeure|forecast|loans?|instal?ments?|payment\s+plan|committee)\b";
    JUST_BEFORE_NOT = r"\b(?:within|at\s+least|less\s+than|least|upon|on|after|than|every|each|preceding|previous|prior|last|next|exceeds?|later\s+than|advance)\s*\(?$";
    NOTICE_AFTER = r"^['’s]*\s*(?:\(?or\s+(?:more|longer)\)?\s+)?(?:,?\s*(?:but|and|nor|or)\s+(?:not?\s+)?(?:more|earlier)\s+than\s+[^,.;]{1,50}\b(?:days|months)['’]?,?\s*)?(?:(?:written|prior|advance|notice|days?)[\s,]+)*(?:notice|prior|before|in\s+advance|advance|preceding|ahead\s+of|(?:of|to)\s+the\s+(?:end|expir))";
}

/// Whether the words say that the contract, or its renewal, runs until somebody ends it or something
/// happens.
pub fn is_open_ended(quote: &str) -> bool {
    endless::is_open_ended(quote) || renewal::is_endless(quote)
}

/// Whether the sentence speaks of the contract as a whole rather than of something under it.
pub(super) fn speaks_of_the_whole(sentence: &str) -> bool {
    static WHOLE: LazyLock<Pattern> = LazyLock::new(|| {
        pattern(
            r"\bthis\s+(?:[\w-]+\s+){0,3}(?:agreement|contract|order\s+form|sow|statement\s+of\s+work|amendment)\b|\bterm\s+of\s+(?:this|the)\s+agreement\b|\bthe\s+(?:initial\s+)?term\b|\binitial\s+term\b|\bsubscription\b|\b(?:expiration|expiry|end)\s+date\b",
        )
    });
    WHOLE.is_match(sentence)
}

/// Whether `previous` is a heading about the term, such as `5.1 Initial Term.`
pub(super) fn is_term_heading(previous: &str) -> bool {
    static TERM: LazyLock<Pattern> = LazyLock::new(|| {
        pattern(
            r"\b(?:terms?|duration|period|termination|expiration|life|continuance|validity|how\s+long)\b",
        )
    });
    previous.len() < 80 && TERM.is_match(previous)
}

pub(super) fn mentions(text: &str, words: &[&str]) -> bool {
    let lower = text.to_lowercase();
    words.iter().any(|word| lower.contains(word))
}

/// The last `count` bytes of `text`, cut at a letter.
pub(super) fn last(text: &str, count: usize) -> &str {
    let mut from = text.len().saturating_sub(count);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    &text[from..]
}

/// The first `count` bytes of `text`, cut at a letter.
pub(super) fn first(text: &str, count: usize) -> &str {
    let mut to = text.len().min(count);
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    &text[..to]
}

#[cfg(test)]
mod tests;
