//! Whether the contract renews by itself, for how long at a time, and what notice stops that: three
//! readings of the same sentences, each of which tells something of the others.
//!
//! A renewal that somebody must choose is never taken for one that happens by itself.

use super::clauses::Reading;
use super::life::Life;
use super::passage::{Hit, heaviest, hits, strongest};
use super::terms;
use crate::domain::document::Span;
use crate::domain::value::Value;

/// The trained category of the notice that stops a renewal, and that of its length.
const NOTICE: &str = "Notice Period To Terminate Renewal";
const TERM: &str = "Renewal Term";

/// A notice that the classifier gives a smaller chance stops a renewal only where there is one. In five
/// folds of the training contracts that left out four wrong notices and one right one.
const UNLIKELY: f32 = 0.1;

/// What the text says of its renewals, each with its sentence.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Renewals {
    /// Whether it renews unless somebody acts.
    pub auto: Option<(Span, Hit)>,
    /// The length of one renewal.
    pub term: Option<(Span, Hit)>,
    /// The notice that stops it.
    pub notice: Option<(Span, Hit)>,
    /// Every length of a renewal that a rule reads.
    pub terms: Vec<(Span, Hit)>,
    /// Every notice that a rule reads.
    pub notices: Vec<(Span, Hit)>,
}

/// Reads the whole text.
pub(super) fn read(text: &str, rows: &[Span], clauses: &Reading, life: &Life) -> Renewals {
    let auto = heaviest(text, rows, terms::auto_renewal);
    let terms = hits(text, rows, terms::renewal_term);
    let term = strongest(text, &terms)
        .or_else(|| terms::likely_renewal(text, clauses.found(TERM)))
        .or_else(|| {
            let (sentence, hit) = life.term.as_ref().or(life.end.as_ref())?;
            terms::renewal_beside(text, rows, place(*sentence, hit))
        });
    let is_auto = auto
        .as_ref()
        .is_some_and(|(_, hit)| hit.value == Value::Flag(true));
    let notices = hits(text, rows, terms::notice_period);
    let stated = strongest(text, &notices)
        .filter(|(sentence, _)| is_likely(*sentence, clauses) || is_auto || term.is_some());
    let stated = stated.or_else(|| {
        let (sentence, hit) = term.as_ref()?;
        terms::notice_beside(text, rows, place(*sentence, hit))
    });
    let auto = auto.or_else(|| by_notice(text, term.as_ref()?, stated.as_ref()));
    let notice = stated.or_else(|| terms::likely_notice(text, clauses.found(NOTICE)));
    // Nothing need stop what does not renew: such a notice is of something else.
    let is_never = |(_, hit): &(Span, Hit)| hit.value == Value::Flag(false);
    let notice = notice.filter(|_| !auto.as_ref().is_some_and(is_never));
    Renewals {
        auto,
        term,
        notice,
        terms,
        notices,
    }
}

/// That what notice alone can stop goes on by itself.
fn by_notice(
    text: &str,
    (sentence, term): &(Span, Hit),
    notice: Option<&(Span, Hit)>,
) -> Option<(Span, Hit)> {
    let is_by_itself = notice.is_some() || terms::goes_on_until(&text[sentence.range()]);
    (is_by_itself && !terms::is_chosen(&text[sentence.range()])).then(|| {
        let hit = Hit {
            value: Value::Flag(true),
            ..term.clone()
        };
        (*sentence, hit)
    })
}

/// The place of a value in the text.
pub(super) fn place(sentence: Span, hit: &Hit) -> Span {
    let start = sentence.start;
    Span::new(start + hit.span.start, start + hit.span.end)
}

fn is_likely(sentence: Span, clauses: &Reading) -> bool {
    let found = clauses.found(NOTICE).iter();
    let mut over = found.filter(|found| found.span.overlaps(sentence));
    over.any(|found| found.chance >= UNLIKELY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offline::clauses::Clauses;
    use crate::offline::life;

    fn auto(text: &str) -> Option<String> {
        let sentences = crate::text::sentences::sentences(text);
        let clauses = Clauses::read(text);
        let life = life::read(text, &sentences, &[]);
        let read = read(text, &sentences, &clauses, &life);
        read.auto.map(|(_, hit)| hit.value.to_string())
    }

    /// I29: what notice alone stops renews by itself; what somebody must choose does not.
    #[test]
    fn what_notice_alone_stops_renews_by_itself() {
        for (text, expected) in [
            (
                "The term of this Agreement is one year and goes on from year to year thereafter until either party gives the other sixty days' notice.",
                Some("yes"),
            ),
            (
                "At the end of the first year this Agreement will roll over for 12 months at a time. A party may prevent a rollover by notice given thirty days before the end of the term.",
                Some("yes"),
            ),
            (
                "The term is two years. This Agreement is deemed renewed for two years at a time unless a party declines in writing 90 days before the end of the term.",
                Some("yes"),
            ),
            (
                "This Contract is effective for one year from its date, and from year to year thereafter, subject to the right of either party to terminate it at any time upon 30 days' notice.",
                Some("yes"),
            ),
            (
                "The term is two years. The Owner may extend this Agreement for one year by notice given 90 days before the end of the term.",
                None,
            ),
        ] {
            assert_eq!(auto(text).as_deref(), expected, "{text}");
        }
    }

    /// I29: a contract that does not renew has no notice against its renewal.
    #[test]
    fn no_notice_stops_what_does_not_renew() {
        let notice = |text: &str| {
            let sentences = crate::text::sentences::sentences(text);
            let clauses = Clauses::read(text);
            let life = life::read(text, &sentences, &[]);
            let read = read(text, &sentences, &clauses, &life);
            read.notice.map(|(_, hit)| hit.value.to_string())
        };
        let renewed = "The support term renews for one year unless a party gives notice of non-renewal 60 days before the end of the term.";
        assert_eq!(notice(renewed).as_deref(), Some("60 days"));
        let never = format!("This Agreement does not renew automatically. {renewed}");
        assert_eq!(notice(&never), None);
    }
}
