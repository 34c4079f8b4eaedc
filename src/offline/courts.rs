//! The place of the courts: the state, county or city whose courts decide disputes; where none is
//! named, the seat of the arbitration that does.
//!
//! The governing law is never taken for it.

use super::law;
use super::passage::{Hit, Passage};
use super::patterns::{Pattern, pattern};
use crate::domain::document::Span;
use crate::domain::value::Value;
use std::sync::LazyLock;

/// A name of one or more capitalised words, with the state or country after a comma.
const PLACE: &str = r"(?-i:(?P<p>(?:St\.\s+)?\p{Lu}[\p{L}'’-]+(?:\s+(?:(?:and|of|of\s+the|am|de|du|la|upon)\s+)?\p{Lu}[\p{L}'’-]+){0,4}(?:,\s+(?:the\s+)?\p{Lu}\p{L}+(?:\s+\p{Lu}\p{L}+)?)?))";

/// A name of at most three capitalised words, as it stands before the kind of a court.
const BEFORE_COURT: &str = r"(?-i:(?P<p>\p{Lu}[\p{L}'’-]+(?:\s+\p{Lu}[\p{L}'’-]+){0,2}?))";

patterns! {
    COURTS = &format!(r"\b(?:courts?(?:\s+\([^()]{{1,30}}\))?|judges?(?:\s+who\s+sit)?|venue|forum(?:\s*:\s*(?:state|federal)\s+courts)?|tribunals?(?:\s+de\s+\w+(?:\s+instance)?\s+de)?|place\s+of\s+(?:exclusive\s+)?jurisdiction|jurisdiction\s+of)(?:\s+(?:of\s+(?:competent\s+jurisdiction|general\s+jurisdiction|record)|(?:shall|will|is\s+to)\s+be|is|are|which|that|those|have|having|competent|with|exclusively|jurisdiction|subject[\s-]+matter)){{0,6}}\s*:?\s+(?:(?:located|situated|sitting|seated|lying|resident)\s+)?(?:(?:with)?in|of|at|for)?\s*(?:the\s+)?(?:(?:state|federal|district|circuit|city|sheriff|high|county|superior|supreme|and|or)\s+)*(?:courts?\s+(?:located\s+)?(?:of|in|at|for)\s+)?(?:the\s+)?{PLACE}");
    PLACE_OF = &format!(r"\bplace\s+of\s+(?:exclusive\s+)?(?:jurisdiction|venue)\b(?:,[^,.;]{{0,40}},)?(?:\s+(?:for|of|in)\b[^.;]{{0,140}}?)?\s+(?:is|shall\s+be|will\s+be)\s+(?:the\s+)?(?:courts?\s+(?:of|in|at)\s+)?{PLACE}");
    VENUE = &format!(r"\bvenue\b[^.;]{{0,140}}?\b(?:(?:shall|will|must)\s+(?:be|lie)|lies|is)\s+(?:(?:exclusively|solely|only|proper|laid|fixed)\s+)*(?:in|at|with)\s+(?:the\s+)?{PLACE}");
    SUIT = &format!(r"\b(?:suits?|lawsuits?|actions?|proceedings?|litigation|claims?|disputes?)\b[^.;]{{0,120}}?\b(?:shall|must|will|may|can|to)\s+(?:(?:only|exclusively|solely)\s+)?be\s+(?:\w+\s+and\s+)?(?:brought|filed|commenced|instituted|venued|filed|lawsuits?|heard|litigated|tried|maintained)\s+(?:(?:only|exclusively|solely)\s+)?(?:in|at)\s+(?:the\s+)?{PLACE}");
    COURT_OF_PLACE = &format!(r"{BEFORE_COURT}\s+(?-i:(?:District|Sheriff|Regional|Commercial|Circuit|Superior|High|Municipal|Civil|Chancery|Supreme|County)\s+Courts?)\b");
    SEAT = &format!(r"\bseat\s+(?:(?:shall\s+be|is|will\s+be)\s+(?:in\s+)?|in\s+){}|\b(?:seat|(?:legal\s+)?place|venue)\b[^.;]{{0,40}}\b(?:arbitra\w+|tribunal|hearing)\b[^.;]{{0,40}}?\b(?:is|be|shall\s+be|:)\s*(?:in\s+)?(?:the\s+city\s+of\s+)?{PLACE}|\b(?:arbitrat\w+|tribunal)\b[^.;]{{0,160}}?\b(?:seated|held|sit|take\s+place|conducted|located|seat\s+is|sitting)\s+(?:in|at)\s+(?:the\s+city\s+of\s+)?{}|\bseat\s+(?:being|:)\s*{}|\barbitration\s+(?:in|at)\s+{}|\b{}\s+as\s+(?:the\s+)?(?:legal\s+)?(?:seat|place|venue)\s+of\s+(?:the\s+)?arbitration\b", PLACE.replace("?P<p>", "?P<s>"), PLACE.replace("?P<p>", "?P<q>"), PLACE.replace("?P<p>", "?P<t>"), PLACE.replace("?P<p>", "?P<r>"), PLACE.replace("?P<p>", "?P<u>"));
    LABELLED = &format!(r"^\W*(?:[A-Z\d.-]+\s+)?(?:venue|forum|courts?|place\s+of\s+suit)[\s:|.]+{PLACE}\s*(?:,?\s*(?:exclusively|only)\b)?[\s|.;]*$");
    IS_VENUE = &format!(r"\b{PLACE}\s+(?:is|as|shall\s+be|will\s+be)\s+the\s+(?:sole\s+|exclusive\s+|proper\s+)*(?:venue|forum|place\s+of\s+(?:jurisdiction|suit))\b");
    // Each form below the courts has one of these, and to look for them costs far less than to try the forms.
    NAMES_COURTS = r"court|venue|forum|jurisdiction|judge|tribunal|place\s+of|suit|actions?\b|proceeding|litigation|claim|dispute";
    LANGUAGE = r"\bin\s+(?:the\s+)?(?:English|French|German|Spanish|Dutch|Italian|Portuguese|Chinese|Japanese)\b";
    DECIDES = r"^\W*courts?\s*[:|]|\b(?:suits?|litigation|hear|consent\w*|accept\w*|attorn\w*|forum|jurisdiction|venue|submit\w*|disputes?|settled|resolved|decided|brought|agree\w*|heard|litigat\w+|competent|venued|filed|lawsuits?|goes?\s+before)\b";
    HEADED = r"\b(?:courts?|venue|forum|jurisdiction)\W*$";
    COURTS_OF = r"(?-i:(?P<p>\p{Lu}\p{L}+(?:\s+\p{Lu}\p{L}+)?))\s+courts?\b";
    IS_NAMED = r"\bthe\s+(?:sole|exclusive|proper|venue|forum|place)\b";
    STRONG = r"\b(?:jurisdiction|venue)\b";
    OF_THAT_STATE = r"\bcourts?\s+(?:located\s+|sitting\s+)?(?:of|in)\s+(?:that|said|such)\s+(?:state|country|province|place|jurisdiction)\b|\b(?:its|whose)\s+courts\b";
    OF_ARBITERS = r"arbitra|tribunal|hearing";
    THE_SEAT = r"^\W*(?:[\d.()]+\s+)?(?:the\s+)?(?:legal\s+|juridical\s+)?(?:seat|place|venue)\b";
    OF_A_COMPANY = r"\b(?:registered|corporate|statutory|official|social)\s+seats?\b";
    ARBITRATES = r"\barbitrat\w+\b";
    HEADING = r"^(?-i:FORUM|VENUE|JURISDICTION|COURTS?)\s+";
    TITLE_OF = r"^(?:(?:[\w'’]+\s+){1,3}(?:session|division|chamber|list|docket)\s+of\s+(?:the\s+)?|(?:the\s+)?(?:state|commonwealth|province|republic|city|town|canton|federal\s+republic|kingdom)\s+of\s+(?:the\s+)?|(?:(?:city|district|circuit|sheriff|superior|high|supreme|commercial|regional|local|civil|county|crown|federal|labou?r|magistrates['’]?)\s+)*courts?\s+(?:of|at|in)\s+)+";
    COURT_NEXT = r"^\s+(?-i:Courts?)\b";
    COURT_AFTER = r"(?:\s+(?:sheriff|district|circuit|superior|high|supreme|commercial|regional|local|civil|county|crown|federal|chancery|municipal))*\s+courts?$";
    NO_NAME = r"(?:^|\s)(?:agreement|contract|addendum|clauses?|terms|order|lease|deed|policy|schedule|annex|exhibit|guarant(?:y|ee)|note|indenture|part(?:y|ies)|document|(?:\w+['’]s|\w+s['’]))$|^(?:[\w'’]+['’]s\s+|member\s+|governing\s+|home\s+|host\s+|forum\s+|relevant\s+)?(?:federal|national|states?|territory|country|jurisdiction|province|domicile)$";
    NO_COURT_OF = r"^(?:united\s+states|federal|state|bankruptcy|national|local|u\.?s\.?)$";
    COUNTY = r"\b(?:county|parish|borough|city)\b";
    HAGUE = r"^(?:the\s+)?hague\b";
    NO_PLACE = r"^(?:appeals?|law|justice|arbitration|competent|chancery|this|any|the|agreement|each|either|both|first|section|party|parties|customer|supplier|court|courts|no|all|equity|record)\b";
}

/// The place whose courts decide, where a sentence on disputes or jurisdiction names it.
/// Where disputes go to arbitration and no courts are named, its seat.
pub(super) fn jurisdiction(p: &Passage) -> Option<Hit> {
    courts(p).or_else(|| seat(p))
}

/// The seat of an arbitration, which any place of courts outweighs.
fn seat(p: &Passage) -> Option<Hit> {
    // The seat of a company describes a party; that of an arbitration is named beside it.
    let is_of_arbiters = OF_ARBITERS.is_match(p.sentence) && !OF_A_COMPANY.is_match(p.sentence);
    let is_next_to_them = THE_SEAT.is_match(p.sentence) && OF_ARBITERS.is_match(p.previous);
    if !(is_of_arbiters || is_next_to_them) {
        return None;
    }
    let masked = LANGUAGE.replace_all(p.sentence, |found: &regex::Captures<'_>| {
        " ".repeat(found[0].len())
    });
    let captures = SEAT.captures(&masked)?;
    let found = ["p", "q", "s", "t", "r", "u"]
        .iter()
        .find_map(|group| captures.name(group))?;
    if law::is_adjective(found.as_str()) {
        // `conducted in English` names a language.
        return None;
    }
    Some(Hit {
        weight: 1,
        span: Span::new(found.start(), found.end()),
        value: Value::Jurisdiction(usual(found.as_str())?),
    })
}

fn courts(p: &Passage) -> Option<Hit> {
    if !NAMES_COURTS.is_match(p.sentence) {
        return None;
    }
    let is_headed = p.previous.len() < 60 && HEADED.is_match(p.previous);
    let is_about = is_headed || DECIDES.is_match(p.sentence);
    if !is_about || law::speaks_of_another(p.sentence) {
        return None;
    }
    let (span, place) = named(p.sentence)
        .or_else(|| of_that_state(p))
        .or_else(|| named_before(p.sentence))
        .or_else(|| court_of_place(p.sentence))
        .or_else(|| where_suits_go(p.sentence))?;
    Some(Hit {
        weight: 6 + i32::from(STRONG.is_match(p.sentence)) * 2
            - i32::from(ARBITRATES.is_match(p.sentence)) * 4,
        span,
        value: Value::Jurisdiction(place),
    })
}

fn named(sentence: &str) -> Option<(Span, String)> {
    let of = |captures: regex::Captures<'_>| {
        let found = captures.name("p")?;
        let place = usual(found.as_str())?;
        Some((Span::new(found.start(), found.end()), place))
    };
    let first = |form: &Pattern| form.captures_iter(sentence).find_map(of);
    // What begins with any name is tried only where the word behind the name stands.
    let names_venue = IS_NAMED.is_match(sentence);
    first(&PLACE_OF)
        .or_else(|| names_venue.then(|| first(&IS_VENUE))?)
        .or_else(|| courts_of(sentence))
        .or_else(|| first(&VENUE))
        .or_else(|| first(&LABELLED))
}

/// The place behind `courts of`. What stands there may be a court in its turn, with its place behind it:
/// `jurisdiction of the United States District Court for the District of Maine`.
fn courts_of(sentence: &str) -> Option<(Span, String)> {
    let mut from = 0;
    for _ in 0..TRIES {
        let captures = COURTS.captures_at(sentence, from)?;
        let found = captures.name("p")?;
        // The kind of the court may stand behind as many words as a name may have.
        let kind = COURT_NEXT.find(&sentence[found.end()..]);
        let end = found.end() + kind.map_or(0, |kind| kind.end());
        if let Some(place) = usual(&sentence[found.start()..end]) {
            return Some((Span::new(found.start(), end), place));
        }
        from = found.start();
    }
    None
}

/// How many names of courts are looked through in one sentence; no clause has as many.
const TRIES: usize = 12;

/// The usual form of a place's name, without what kind of court or state it is.
fn usual(words: &str) -> Option<String> {
    let name = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = HEADING.replace(&name, "");
    let name = TITLE_OF.replace(&name, "").replace(", the ", ", ");
    let name = COURT_AFTER.replace(name.trim_end_matches(", District"), "");
    let is_court = matches!(name, std::borrow::Cow::Owned(_));
    if let Some(known) = law::canonical(&name) {
        return Some(known);
    }
    if HAGUE.is_match(&name) {
        return Some("The Hague".to_owned());
    }
    let is_saint = name.starts_with("St");
    let is_place = name.chars().next().is_some_and(char::is_uppercase)
        && !NO_PLACE.is_match(&name)
        && !(is_court && NO_COURT_OF.is_match(&name))
        && (is_saint || !NO_NAME.is_match(&name));
    is_place.then(|| name.into_owned())
}

/// `the Tokyo District Court`: the name before the kind of the court.
fn court_of_place(sentence: &str) -> Option<(Span, String)> {
    if !sentence.contains("Court") {
        return None;
    }
    COURT_OF_PLACE.captures_iter(sentence).find_map(|captures| {
        let found = captures.name("p")?;
        let (article, name) = match found.as_str().split_once(char::is_whitespace) {
            Some(("The", name)) => (found.len() - name.len(), name),
            _ => (0, found.as_str()),
        };
        let place = usual(name).filter(|place| !NO_COURT_OF.is_match(place))?;
        Some((Span::new(found.start() + article, found.end()), place))
    })
}

/// `Suit must be brought in King County`: a county, or a place whose state the law knows.
fn where_suits_go(sentence: &str) -> Option<(Span, String)> {
    SUIT.captures_iter(sentence).find_map(|captures| {
        let found = captures.name("p")?;
        let place = usual(found.as_str())?;
        let state = place.rsplit(", ").next()?;
        let is_known = COUNTY.is_match(&place) || law::canonical(state).is_some();
        is_known.then(|| (Span::new(found.start(), found.end()), place))
    })
}

/// `the English courts`, `New York courts`: a state or country that the law knows.
fn named_before(sentence: &str) -> Option<(Span, String)> {
    if !sentence.contains("ourt") && !sentence.contains("OURT") {
        return None;
    }
    COURTS_OF.captures_iter(sentence).find_map(|captures| {
        let found = captures.name("p")?;
        let words = found.as_str();
        let last = words.split_whitespace().last()?;
        let place = law::canonical(words).or_else(|| law::canonical(last))?;
        Some((Span::new(found.start(), found.end()), place))
    })
}

/// `the courts of that State`: the one whose law the same or the previous sentence says governs.
fn of_that_state(p: &Passage) -> Option<(Span, String)> {
    let found = OF_THAT_STATE.find(p.sentence)?;
    let (_, place) = law::jurisdiction(p.sentence).or_else(|| law::jurisdiction(p.previous))?;
    Some((Span::new(found.start(), found.end()), place))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(previous: &str, sentence: &str) -> Option<String> {
        crate::offline::passage::after(jurisdiction, previous, sentence)
    }

    /// I29: the place of the courts is read in its usual forms.
    #[test]
    fn the_place_of_the_courts_is_read() {
        for (sentence, expected) in [
            (
                "The courts of England have exclusive jurisdiction.",
                "England and Wales",
            ),
            (
                "The state and federal courts located in Boise, Idaho have jurisdiction.",
                "Boise, Idaho",
            ),
            (
                "Disputes are settled by the District Court of Utrecht.",
                "Utrecht",
            ),
            ("Exclusive place of jurisdiction is Bonn.", "Bonn"),
            (
                "Place of jurisdiction, as far as permissible, is Munich.",
                "Munich",
            ),
            (
                "Disputes go to arbitration; the seat shall be London and the tribunal has one member.",
                "London",
            ),
            (
                "Venue: the courts of record in Pike County, Ohio, and nowhere else.",
                "Pike County, Ohio",
            ),
            ("Courts: Pike County, Ohio", "Pike County, Ohio"),
            (
                "Venue shall be in the Circuit Court of Pike County.",
                "Pike County",
            ),
            (
                "The parties submit to the courts of the State of New York.",
                "New York",
            ),
            (
                "Each party submits to the jurisdiction of the Business Litigation Session of the Suffolk Superior Court and the United States District Court.",
                "Suffolk",
            ),
            ("The English courts have jurisdiction.", "England and Wales"),
            (
                "The courts of St. Clair County, Illinois have jurisdiction.",
                "St. Clair County, Illinois",
            ),
            (
                "The Tokyo District Court shall have exclusive jurisdiction as the court of first instance.",
                "Tokyo",
            ),
            (
                "The parties submit to the jurisdiction of the United States District Court for the District of Maine.",
                "District of Maine",
            ),
            (
                "Venue for any action shall lie exclusively in Harris County, Texas.",
                "Harris County, Texas",
            ),
            (
                "Suit must be brought in King County, Washington.",
                "King County, Washington",
            ),
            (
                "This Agreement is subject to the law of Northern Ireland, and its courts alone shall decide any dispute.",
                "Northern Ireland",
            ),
            (
                "The parties prorogate the jurisdiction of the Scottish Courts.",
                "Scotland",
            ),
            ("The Sheriff Court at Oban is to have jurisdiction.", "Oban"),
        ] {
            assert_eq!(place("", sentence).as_deref(), Some(expected), "{sentence}");
        }
    }

    #[test]
    fn that_state_is_the_one_whose_law_governs() {
        let previous = "The law of Victoria governs this agreement.";
        let sentence = "Each party submits to the jurisdiction of the courts of that State.";
        assert_eq!(place(previous, sentence).as_deref(), Some("Victoria"));
    }

    #[test]
    fn the_seat_of_an_arbitration_stands_in_where_no_courts_are_named() {
        for (sentence, expected) in [
            ("Disputes are resolved by arbitration in Geneva.", "Geneva"),
            ("The seat of the arbitration shall be Pune.", "Pune"),
            (
                "The arbitration shall be conducted in English and held in Lagos, Nigeria.",
                "Lagos, Nigeria",
            ),
        ] {
            assert_eq!(place("", sentence).as_deref(), Some(expected), "{sentence}");
        }
        let text = "Disputes are resolved by arbitration in Geneva.\n\nThe courts of Basel have jurisdiction for injunctions.";
        let sentences = crate::text::sentences::sentences(text);
        let read = crate::offline::passage::heaviest(text, &sentences, jurisdiction);
        assert_eq!(
            read.map(|(_, hit)| hit.value.to_string()).as_deref(),
            Some("Basel")
        );
    }

    #[test]
    fn the_seat_of_a_company_is_not_that_of_an_arbitration() {
        for sentence in [
            "Concluded between Rotbach AG, with its seat in Baar, Switzerland, and Veldkamp B.V.",
            "The Company has its seat in Ghent.",
        ] {
            assert_eq!(place("", sentence), None, "{sentence}");
        }
        let previous = "Disputes are referred to arbitration.";
        let read = place(previous, "The seat shall be Pune.");
        assert_eq!(read.as_deref(), Some("Pune"));
    }

    #[test]
    fn the_courts_of_another_contract_and_of_no_place_are_not_read() {
        for sentence in [
            "The governing law and the courts shall be those of the Principal Agreement.",
            "The courts of the Seller's country shall have jurisdiction.",
            "The parties submit to the courts of the Member State in which the exporter is.",
            "The Loan Agreement provides for the jurisdiction of the courts of New York.",
            "Suit may be brought in Customer's Name.",
        ] {
            assert_eq!(place("", sentence), None, "{sentence}");
        }
    }

    #[test]
    fn neither_a_language_nor_a_law_is_a_place_of_courts() {
        for sentence in [
            "The arbitration shall be conducted in English.",
            "This Agreement is governed by the laws of Texas.",
            "A court of competent jurisdiction may order relief.",
        ] {
            assert_eq!(place("", sentence), None, "{sentence}");
        }
    }
}
