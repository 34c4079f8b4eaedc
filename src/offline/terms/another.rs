//! Whether a sentence on how long something lasts speaks of another matter than the contract: another
//! contract, a contract of the past, a part of this one or a phase within it.
//!
//! Nothing here reads a day or a length; it only tells what speaks against those that others read.

use super::last;
use crate::domain::document::Span;
use crate::offline::passage::Passage;
use crate::offline::patterns::pattern;
use std::sync::LazyLock;

patterns! {
    ANOTHER_CONTRACT = r"\b(?:its|their)\s+own\s+(?:[\w-]+\s+){0,2}(?:agreement|contract|lease|landlord|licen[cs]ors?|licen[cs]e)\b|\b(?:the|that|an?|separate|certain|under\s+the)\s+(?:[\w&-]+\s+){1,4}(?:agreement|contract|lease|licen[cs]e)\s+(?:(?:of|between)\s+the\s+parties\s+)?(?:of\s+(?:even|\w+\s+\d|\d{1,2}\s+\w)|dated)|\bunder\s+the\s+(?:[\w&-]+\s+){1,4}(?:agreement|contract)\s+is\b|\b(?:purchased|ordered|bought|licensed|subscribed|granted|placed|issued|made)\s+(?:[\w-]+\s+){0,3}?under\s+(?:the\s+|an?\s+)?(?:[\w&-]+\s+){0,4}?(?:order(?:\s+form)?|quote|quotation|agreement|contract|sow|statement\s+of\s+work)\s+(?:(?:no|number|nr)\.?\s+)?\#?[\w/-]*\d[\w/-]*|\bthe\s+(?:main|head|principal|underlying|superior|prior|previous|predecessor|former)\s+(?:[\w-]+\s+){0,3}(?:agreement|contract|lease|licen[cs]e|tenancy)\b";
    THIS_CONTRACT = r"\b(?:this|our|your)\s+(?:[\w-]+\s+){0,3}(?:agreement|contract|amendment|addendum|letter|lease|licen[cs]e|sow|order)\b";
    OF_THE_PAST = r"\bhad\s+(?:an?\s+)?(?:[\w-]+\s+)?(?:term|duration)\b[^.;]{0,50}$|\b(?:term|duration)\s+of\s+(?:the|that|such)\s+(?:[\w-]+\s+){0,3}(?:agreement|contract|lease)\s+was\b[^.;]{0,40}$|\b(?:previously|formerly)\s+(?:provid|suppl|serv|perform|had|made|agreed|render|engag)\w*[^.;]{0,120}$|\bwas\s+(?:granted|made|entered\s+into|concluded)\s+for\b[^.;]{0,40}$|\b(?:was|were)\s+(?:(?:due|scheduled|set|expected)\s+)?to\s+(?:end|expire|terminate|run|last|lapse)\b[^.;]{0,40}$|\bparties\s+entered\s+into\s+(?:the|an?|that)\b[^.;]{0,90}$";
    WHICH_BEGAN = r"\b(?P<what>[\w-]+\W{0,4}\s+(?:which|that))\s+(?:commenced|began|started|came\s+into|entered\s+into\s+force|took\s+effect|became\s+effective)\b[^.;]{0,100}$";
    OWN_TIME = r"\b(?:term|period|duration|appointment|engagement|date|day|on)\W{0,4}\s+(?:which|that)$";
    OF_A_CLAUSE = r"\b(?:obligations?|undertakings?|covenants?|restrictions?|duties)\s+(?:[\w-]+\s+){0,6}?(?:this\s+)?(?:clause|section|article|paragraph)\b\s*[\d.()]*\s+(?:(?:shall|will)\s+)?(?:last|remain|continue|survive|apply|end|expire|cease|run|bind)s?\b[^.;]{0,120}$";
    OF_A_LICENCE = r"\b(?:the|any|such)\s+(?:[\w-]+\s+)?(?:(?:sub-?)?(?:licen[cs]es?|leases?|tenancy))\s+(?:(?:granted|given|of|for|in|under)\s+[^.;]{1,50})?\b(?:(?:shall|will)\s+)?(?:expires?|ends?|terminates?)\b[^.;]{0,40}$";
    OF_A_PHASE = r#"["“](?:[\w-]+\s+){0,2}(?:mobili[sz]ation|transition|trial|pilot|on-?boarding|exit|hand-?over|implementation|interim|evaluation|probation(?:ary)?|set-?up|ramp-?up)\s+(?:period|phase)["”]\s+(?:means|is|shall)\b[^;]{0,130}$"#;
    // Another contract, unless the contract itself bears that name.
    MASTER = r"\bthe\s+(?:master|framework)\s+(?:[\w-]+\s+){0,3}(?:agreement|contract)\b[^.;]{0,90}$";
    // A contract that ends with another has its end.
    ENDS_WITH = r"\b(?:co-?termin(?:o)?us|co-?extensive|conterminous)\s+with\b";
    // What somebody must not do until a day or for a time ends with it, and not the contract.
    LEADS = r"(?:^|[.;:]\s)\W*(?:[\d.()a-z]{1,6}\s+)?(?:(?:until|till|through|during|for|within)\b[^.;,]{0,70})$";
    FORBIDS = r"^[^.;]{0,90},\s*(?:(?:neither\s+)?[^.;,]{1,60}\b(?:shall|will|may|must|agrees?)(?:\s*,[^.;]{0,70},)?\s+not\b|neither\b[^.;,]{1,60}\b(?:shall|will|may|must)\b)";
    MAY_NOT_BE_ENDED = r"\b(?:not|neither|nor|no)\b[^.;]{0,60}\b(?:terminat|cancel|end\b|ended|withdraw|revok)";
    OWN_TERM = r"\b(?:term|this\s+(?:\w+\s+)?(?:agreement|contract|lease))\b";
    ITEM = r"^\W*(?-i:[A-H])[.)]\s";
    RECITALS = r"^\W*(?:recitals?|background|whereas|preamble|introduction)\W*$";
}

/// What speaks against the value at `span`, because the words before it are of another matter.
pub(super) fn weight(p: &Passage, span: Span) -> i32 {
    let before = &p.sentence[..span.start];
    let near = last(before, 170);
    let is_past = OF_THE_PAST.is_match(near) || is_which_began(near);
    let is_recital = ITEM.is_match(p.sentence) && RECITALS.is_match(p.previous);
    let is_of_a_clause = OF_A_CLAUSE.is_match(near);
    let is_another = is_of_another_contract(before) && !ENDS_WITH.is_match(near);
    i32::from(is_another || is_past || is_recital || is_of_a_ban(p, span)) * 12
        + i32::from(is_of_a_clause || OF_A_PHASE.is_match(near)) * 8
        + i32::from(MASTER.is_match(near) && !ENDS_WITH.is_match(near)) * 6
        + i32::from(OF_A_LICENCE.is_match(near)) * 2
}

/// Whether the value at `span` tells how long somebody must not do something: `For two years from the
/// Effective Date, Pine shall not acquire any shares`.
fn is_of_a_ban(p: &Passage, span: Span) -> bool {
    let after = &p.sentence[span.end..];
    let lead = LEADS.find(last(&p.sentence[..span.start], 90));
    lead.is_some_and(|lead| !OWN_TERM.is_match(lead.as_str()))
        && FORBIDS.is_match(after)
        && !MAY_NOT_BE_ENDED.is_match(after)
}

/// Whether what lasts or ends is another contract, told by its date: `the Advisory Agreement dated ...`.
pub(super) fn is_of_another_contract(before: &str) -> bool {
    let near = last(before, 200);
    ANOTHER_CONTRACT
        .find_iter(near)
        .last()
        .is_some_and(|other| !THIS_CONTRACT.is_match(&near[other.start()..]))
}

/// Whether the words end in what another contract did: `the agreement of 2010, which came into force`.
fn is_which_began(near: &str) -> bool {
    let Some(began) = WHICH_BEGAN.captures(near) else {
        return false;
    };
    let what = began.name("what").map_or(0, |what| what.end());
    if OWN_TIME.is_match(&near[..what]) {
        return false;
    }
    !THIS_CONTRACT
        .find_iter(&near[..what])
        .any(|this| this.end() + 10 > what)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn against(sentence: &str) -> i32 {
        let passage = Passage {
            sentence,
            previous: "",
            offset: 0,
        };
        weight(&passage, Span::new(sentence.len(), sentence.len()))
    }

    /// I29: what lasts may be another contract, one of the past, a clause or a phase.
    #[test]
    fn the_end_of_another_matter_is_told_by_its_words() {
        for other in [
            "The initial term of the Main Agreement ends on ",
            "The Head Lease expires on ",
            "The Master Agreement expires on ",
            "The Hosting Agreement of 1 May 2026 has a term until ",
            "The Supplier's licence from its own licensor expires on ",
            "The Prior Agreement became effective on 1 July 2012 and had a term of ",
            "The agreement of 15 June 2010, which came into force on 1 July 2010 for a period of ",
            "The lease of the Premises was granted for a term of ",
            "The Concession was due to end on ",
            "The obligations under this clause 5 remain in force until ",
            "“Mobilisation Period” means the period from the date of this Agreement to ",
            "The licence granted in clause 4 expires on ",
            "This Order Form renews the licences purchased under Order Form Q-41077, which end on ",
        ] {
            assert!(against(other) > 0, "{other}");
        }
        for own in [
            "This Agreement ends on ",
            "The initial term of this Master Agreement ends on ",
            "The obligations of the parties under this Agreement remain in force until ",
            "This Agreement, which commenced on 1 May 2026, continues for a period of ",
            "The initial term, which commenced on 1 May 2026, continues until ",
            "The term is ten years if not previously brought to an end, and it ends on ",
            "This Agreement is co-terminous with the Master Agreement, which ends on ",
            "“Initial Term” means the period from the date of this Agreement to ",
        ] {
            assert_eq!(against(own), 0, "{own}");
        }
    }

    /// I29: what a recital tells of the term is what was agreed before.
    #[test]
    fn a_lettered_recital_tells_of_the_past() {
        let passage = |previous| Passage {
            sentence: "A. The initial term of the Agreement is three years.",
            previous,
            offset: 0,
        };
        let span = Span::new(40, 51);
        assert!(weight(&passage("RECITALS"), span) > 0);
        assert_eq!(weight(&passage("TERM"), span), 0);
    }
}
