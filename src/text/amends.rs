//! Reads from a contract's opening what it amends: its own number, the other agreement's title and date.
//! A clause about amendments in general names no agreement, and is none.

use crate::domain::document::Span;
use crate::domain::outline::Amendment;
use regex::Regex;
use std::sync::LazyLock;

/// An amendment says so in its first letters.
const OPENING: usize = 3000;

fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("the pattern is a constant")
}

/// Its own number, and the title of what it amends up to the first word for a contract.
static STATEMENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)\b(?:(?:Amendment|AMENDMENT)(?:\s+(?i:no\.?|number))?\s*((?i:[0-9]{1,3}|one|two|three|four|five|six)\b)?
            |((?i:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth))\s+(?:Amendment|AMENDMENT))
          \s*(?:\([^)]{0,60}\)\s*)?(?i:to)\s+(?:(?i:the|that|certain)\s+)*
          ((?:[A-Z0-9][\w&'’/.-]*,?\s+|(?:of|and|for|to|the)\s+){0,8}?
            (?i:agreement|contract|lease|licen[cs]e|order\s+form|purchase\s+order|statement\s+of\s+work|sow|addendum|note|deed)\b
            (?:\s+(?i:agreement)\b)?)",
    )
});
/// The date of the agreement whose title stands before it. What `is made` on a day is the amendment.
static DATED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)^(?:\s*\([^)]{0,60}\))?(?:,?\s+(?:by\s+and\s+)?(?:between|among)\s+[^.;]{1,110}?)?,?\s+(?i:dated|made|entered\s+into|effective)(?:\s+(?i:and\s+entered\s+into|as\s+of|on))*\s+
          ([A-Z][a-z]+\s+[0-9]{1,2},?\s+[0-9]{4}|[0-9]{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]+,?\s+[0-9]{4}|[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{2,4}|[0-9]{4}-[0-9]{2}-[0-9]{2})",
    )
});

/// What `text` amends, where its opening says so.
pub fn amends(text: &str) -> Option<Amendment> {
    let opening = &text[..text.floor_char_boundary(OPENING)];
    let captures = STATEMENT.captures(opening)?;
    let (whole, target) = (captures.get(0)?, captures.get(3)?);
    let number = captures.get(1).or_else(|| captures.get(2));
    let date = dated(opening, target.as_str());
    // A heading is all capitals; where the date stands, the title is written as titles are.
    let title = date.as_ref().map_or(target.as_str(), |date| date.title);
    Some(Amendment {
        number: number.map(|number| number.as_str().to_owned()),
        target: line(title),
        dated: date.as_ref().map(|date| line(&opening[date.day.range()])),
        span: Span::new(whole.start(), whole.end()),
        dated_at: date.map(|date| date.span),
    })
}

/// The title with its date, wherever the opening names both.
struct Dated<'a> {
    title: &'a str,
    day: Span,
    span: Span,
}

fn dated<'a>(opening: &'a str, target: &str) -> Option<Dated<'a>> {
    let words = target.split_whitespace().map(regex::escape);
    let title = format!(r"(?i)\b{}\b", words.collect::<Vec<_>>().join(r"\s+"));
    let title = Regex::new(&title).ok()?;
    title.find_iter(opening).find_map(|found| {
        let day = DATED.captures(&opening[found.end()..])?.get(1)?;
        let at = |offset: usize| found.end() + offset;
        Some(Dated {
            title: found.as_str(),
            day: Span::new(at(day.start()), at(day.end())),
            span: Span::new(found.start(), at(day.end())),
        })
    })
}

fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(Option<String>, String, Option<String>)> {
        amends(text).map(|found| (found.number, found.target, found.dated))
    }

    fn told(
        number: Option<&str>,
        target: &str,
        dated: Option<&str>,
    ) -> Option<(Option<String>, String, Option<String>)> {
        Some((number.map(Into::into), target.into(), dated.map(Into::into)))
    }

    /// R58: the number, the agreement and its date are read wherever the opening names them.
    #[test]
    fn an_amendment_names_what_it_amends() {
        assert_eq!(
            read(
                "AMENDMENT NO. 2\n\nThis Amendment No. 2 to the Master Services Agreement dated as of May 3, 2021 is made by us."
            ),
            told(Some("2"), "Master Services Agreement", Some("May 3, 2021"))
        );
        assert_eq!(
            read(
                "SECOND AMENDMENT TO SUBSCRIPTION AGREEMENT\n\nTHIS SECOND AMENDMENT is entered into on March 28, 2025.\n\nA. The parties entered into a Subscription Agreement dated as of January 1, 2021, with a term."
            ),
            told(
                Some("SECOND"),
                "Subscription Agreement",
                Some("January 1, 2021")
            )
        );
        assert_eq!(
            read(
                "FIRST AMENDMENT TO LEASE AGREEMENT (the \"Lease\"), made and entered into as of 1 June 2020"
            ),
            told(Some("FIRST"), "LEASE AGREEMENT", Some("1 June 2020"))
        );
    }

    #[test]
    fn its_parties_may_stand_between_the_agreement_and_its_day() {
        assert_eq!(
            read(
                "AMENDMENT NO. 2\n\nTO HOSTING SERVICES AGREEMENT\n\nThis Amendment No. 2 is made by us and amends the Hosting Services Agreement between us dated May 3, 2021, as amended."
            ),
            told(Some("2"), "Hosting Services Agreement", Some("May 3, 2021"))
        );
    }

    #[test]
    fn the_day_on_which_the_amendment_is_made_is_not_that_of_the_agreement() {
        assert_eq!(
            read("This Amendment No. 1 to the Supply Agreement is made as of May 3, 2021."),
            told(Some("1"), "Supply Agreement", None)
        );
    }

    #[test]
    fn a_clause_about_amendments_is_none() {
        assert_eq!(
            read("Any amendment to this Agreement must be in writing."),
            None
        );
        assert_eq!(read("No amendment to the Agreement binds a party."), None);
        assert_eq!(
            read("Amendments to the Agreement need the form of a deed."),
            None
        );
    }
}
