//! Reads a field that no rule knows: the value of its kind that stands nearest to one of its cues.
//!
//! This is how a field that a lawyer adds to the dictionary is read without a key. It never reads a
//! party, and it never says "no": silence about a cue is not a statement.

use super::passage::{Hit, is_whole};
use super::{clauses::squeeze, dates, durations, law, money};
use crate::domain::document::Span;
use crate::domain::playbook::Field;
use crate::domain::value::{Value, ValueKind};
use regex::Regex;

/// How far a value may stand from the cue, in bytes.
const REACH: usize = 200;
/// The longest text that is offered as a value, in characters.
const TEXT_MAX: usize = 240;

/// A field and the pattern of its cues.
#[derive(Debug, Clone)]
pub(super) struct Cued {
    kind: ValueKind,
    cues: Option<Regex>,
}

impl Cued {
    /// The reader of `field`.
    pub fn new(field: &Field) -> Self {
        let words: Vec<String> = field.cues.iter().map(|cue| escaped(cue)).collect();
        let form = format!(r"(?i)\b(?:{})", words.join("|"));
        Self {
            kind: field.kind,
            cues: Some(Regex::new(&form).expect("escaped words make a pattern"))
                .filter(|_| !words.is_empty()),
        }
    }

    /// The best value in `text`, with the sentence that states it. The hit's place is in the sentence.
    pub fn read(&self, text: &str, sentences: &[Span]) -> Option<(Span, Hit)> {
        let cues = self.cues.as_ref()?;
        let mut best: Option<(Span, Hit)> = None;
        let mut rest = sentences;
        // The cues are looked for once in the whole text; only the sentences that hold one are read.
        for cue in cues.find_iter(text) {
            let at = rest.partition_point(|sentence| sentence.end <= cue.start());
            rest = &rest[at..];
            let Some(sentence) = rest.first().filter(|span| span.start <= cue.start()) else {
                continue;
            };
            let cue = Span::new(cue.start() - sentence.start, cue.end() - sentence.start);
            let Some(hit) = self.near(&text[sentence.range()], cue) else {
                continue;
            };
            if best
                .as_ref()
                .is_none_or(|(_, known)| hit.weight > known.weight)
            {
                best = Some((*sentence, hit));
            }
        }
        best
    }

    fn near(&self, sentence: &str, cue: Span) -> Option<Hit> {
        match self.kind {
            ValueKind::Date => nearest(dates::dates(sentence), cue, Value::Date),
            ValueKind::Period => nearest(durations::periods(sentence), cue, Value::Period),
            ValueKind::Money => nearest(money::amounts(sentence), cue, Value::Money),
            ValueKind::Percent => nearest(money::percents(sentence), cue, Value::Percent),
            ValueKind::Jurisdiction => nearest(
                law::jurisdiction(sentence).into_iter().collect(),
                cue,
                Value::Jurisdiction,
            ),
            ValueKind::Flag => whole(sentence, |_| Value::Flag(true)),
            ValueKind::Text => whole(sentence, |text| {
                Value::Text(squeeze(text).chars().take(TEXT_MAX).collect())
            }),
            ValueKind::Party => None,
        }
    }
}

/// The cue as a pattern in which any white space stands for a space.
fn escaped(cue: &str) -> String {
    cue.split_whitespace()
        .map(regex::escape)
        .collect::<Vec<_>>()
        .join(r"\s+")
}

/// The value with the least distance from the cue, if one is in reach.
fn nearest<T>(values: Vec<(Span, T)>, cue: Span, value: fn(T) -> Value) -> Option<Hit> {
    values
        .into_iter()
        .map(|(span, found)| (distance(span, cue), span, found))
        .filter(|(distance, _, _)| *distance <= REACH)
        .min_by_key(|(distance, _, _)| *distance)
        .map(|(distance, span, found)| Hit {
            weight: -i32::try_from(distance).unwrap_or(i32::MAX),
            span,
            value: value(found),
        })
}

fn distance(value: Span, cue: Span) -> usize {
    if value.start >= cue.end {
        value.start - cue.end
    } else {
        cue.start.saturating_sub(value.end)
    }
}

/// The sentence itself, where it is long enough to state something; a heading only names its subject.
fn whole(sentence: &str, value: fn(&str) -> Value) -> Option<Hit> {
    is_whole(sentence).then(|| Hit {
        weight: 0,
        span: Span::new(0, sentence.len()),
        value: value(sentence),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::FieldId;
    use crate::domain::playbook::Risk;
    use crate::text::sentences::sentences;

    fn read(kind: ValueKind, cues: &[&str], text: &str) -> Option<String> {
        let field = Field {
            id: FieldId::from("added"),
            label: "Added".to_owned(),
            kind,
            group: "added".to_owned(),
            many: false,
            description: "A field of somebody's own.".to_owned(),
            cues: cues.iter().map(|cue| (*cue).to_owned()).collect(),
            risk: Risk::Low,
            crm: None,
            cuad: None,
        };
        Cued::new(&field)
            .read(text, &sentences(text))
            .map(|(_, hit)| hit.value.to_string())
    }

    /// I29: a field that only the dictionary knows is read by its cues.
    #[test]
    fn the_value_nearest_to_a_cue_is_read() {
        let text = "The parties met on 1 March 2026. Retention money of EUR 5,000.00 is held for 24 months, \
                    and the escrow\nagent is paid EUR 90.00. Delivery is due 30 days after the order.";
        assert_eq!(
            read(ValueKind::Money, &["retention money"], text).as_deref(),
            Some("EUR 5000.00")
        );
        assert_eq!(
            read(ValueKind::Money, &["escrow agent"], text).as_deref(),
            Some("EUR 90.00")
        );
        assert_eq!(
            read(ValueKind::Period, &["held for"], text).as_deref(),
            Some("24 months")
        );
        assert_eq!(
            read(ValueKind::Flag, &["escrow agent"], text).as_deref(),
            Some("yes")
        );
    }

    #[test]
    fn without_a_cue_or_a_value_of_the_kind_nothing_is_said() {
        let text = "Delivery is due 30 days after the order. Escrow agent.";
        assert_eq!(read(ValueKind::Period, &[], text), None);
        assert_eq!(read(ValueKind::Period, &["escrow"], text), None);
        assert_eq!(read(ValueKind::Flag, &["escrow"], text), None, "a heading");
        assert_eq!(read(ValueKind::Party, &["delivery"], text), None);
    }
}
