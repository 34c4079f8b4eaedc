//! How far a value can be trusted, by signals that anybody can check. What an engine says of its own
//! certainty is not among them and must never be.

mod fitted;

pub use fitted::{FEATURES, Fitted};

use super::term::Grade;
use super::value::Value;
use serde::{Deserialize, Serialize};

/// What can be checked about a value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Signals {
    /// How its quote was found.
    pub grade: Grade,
    /// What the engines say of it together.
    pub meeting: Meeting,
    /// Whether our own reader comes to the same value.
    pub support: Support,
    /// Other values that were found for the same field.
    pub rivals: u32,
    /// What is known of the text of its page.
    pub text: TextLayer,
    /// How sure the clause classifier is of the sentence, 0 to 1; absent where it was not asked.
    pub margin: Option<f32>,
    /// What kind of passage states it.
    #[serde(default)]
    pub place: Place,
}

/// What kind of passage states a value.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// The sentence, or the heading over it, has a word by which the dictionary knows the field.
    Named,
    /// The same, but the words give more than one value of the kind.
    Crowded,
    /// Neither has one.
    #[default]
    Unnamed,
    /// A recital, which tells what was before and binds nobody.
    Recital,
}

/// What the engines say of a value together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Meeting {
    /// Both read it.
    Agree,
    /// One engine ran, so that nothing could confirm it.
    Alone,
    /// Both ran, and one of them did not find it.
    OneSided,
    /// Another value was read too, and both cannot be true.
    Conflict,
}

/// Whether our own reader comes to the same value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Support {
    /// It was read from the quote by our own reader.
    FromQuote,
    /// It was computed by a rule from other values, which are named.
    ByRule,
    /// Words or yes-or-no: there is no reader, the quote alone must convince.
    NoReader,
    /// The same, and no rule of ours came to it: a model alone says so.
    Unchecked,
}

/// What is known of a page's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TextLayer {
    /// Two readers saw the same words.
    Confirmed,
    /// There was no second reading.
    Unconfirmed,
    /// Two readers disagree, or part of the page was not read.
    Doubtful,
}

/// The chance that the clause classifier must give to the quote. From here on the values of fields
/// that lawyers labelled were right 98 times of 100 in training contracts; below, they were not.
const SURE_FROM: f32 = 0.3;

/// The same for a flag, which has nothing else to show: from here on 99 of 100 flags were right in training
/// contracts that the classifier had not seen (`countersign train` tells); from 0.3 on only 86.
const FLAG_SURE_FROM: f32 = 0.85;

fn sure_from(value: &Value) -> f32 {
    if matches!(value, Value::Flag(_)) {
        FLAG_SURE_FROM
    } else {
        SURE_FROM
    }
}

/// Each rival counts, up to this many.
const MOST_RIVALS: u32 = 3;

impl Signals {
    /// How probably `value` is right, 0 to 1. What labelled contracts show is fitted to them (see
    /// `confidence.toml`, written by `countersign train`). They show the offline engine alone, on plain
    /// text, and label few of its fields; so that what a second engine, a rival, a near quote, a page's
    /// text and, where no classifier speaks, the kind of passage say is set by hand:
    ///
    /// | signal | added to the log of the odds |
    /// |---|---|
    /// | engines agree / one of two is silent / conflict | +2.0 / -1.0 / -3.0 |
    /// | each rival, up to three | -1.0 |
    /// | quote near | -3.0 |
    /// | page doubtful | -1.5 |
    /// | passage without the field's words, or with more values / in a recital | -1.0 / -2.0 |
    pub fn score(&self, value: &Value) -> f32 {
        let meeting = match self.meeting {
            Meeting::Agree => 2.0,
            Meeting::OneSided => -1.0,
            Meeting::Alone => 0.0,
            Meeting::Conflict => -3.0,
        };
        let grade = match self.grade {
            Grade::Fuzzy => -3.0,
            Grade::Exact | Grade::Normalised => 0.0,
        };
        let text = match self.text {
            TextLayer::Doubtful => -1.5,
            TextLayer::Confirmed | TextLayer::Unconfirmed => 0.0,
        };
        let place = match (self.margin, self.place) {
            (Some(_), _) | (None, Place::Named) => 0.0,
            (None, Place::Unnamed | Place::Crowded) => -1.0,
            (None, Place::Recital) => -2.0,
        };
        let rivals = f64::from(self.rivals.min(MOST_RIVALS));
        let sum = Fitted::shipped().sum(self, value) + meeting + grade + text + place - rivals;
        (1.0 / (1.0 + (-sum).exp())) as f32
    }

    /// Whether the value may be shown as verified: nothing contradicts it, its page is read well, and two
    /// engines agree, or one stands alone with a quote that says it and that is the right passage. Which
    /// passage is right the classifier tells; of what it did not learn, that a reader reads the value from
    /// the quote and that the passage binds, names the field's subject and gives one value of the kind. What
    /// one engine read and no signal tells right from wrong never is: the name of a party, that there is no
    /// end, a date of which a part is blank, and what a model alone says and no reader can check.
    pub fn is_sure(&self, value: &Value) -> bool {
        let stands = self.grade.is_verified() && self.support != Support::ByRule;
        let is_clear = self.rivals == 0 && self.text != TextLayer::Doubtful;
        stands
            && is_clear
            && match self.meeting {
                Meeting::Agree => true,
                Meeting::OneSided | Meeting::Conflict => false,
                Meeting::Alone if self.support == Support::Unchecked => false,
                Meeting::Alone => match (value, self.margin) {
                    (Value::Party(_) | Value::OpenEnded | Value::PartialDate(_), _) => false,
                    (_, Some(margin)) => margin > sure_from(value) && self.place != Place::Recital,
                    (_, None) => self.support == Support::FromQuote && self.place == Place::Named,
                },
            }
    }

    /// The signals as a reviewer reads them, the most telling first.
    pub fn reasons(&self) -> Vec<String> {
        let mut reasons = vec![
            match self.meeting {
                Meeting::Agree => "both engines read it",
                Meeting::Alone => "one engine read it, and no other ran",
                Meeting::OneSided => "only one of two engines read it",
                Meeting::Conflict => "another value was read too",
            }
            .to_owned(),
            match self.support {
                Support::FromQuote => "our own reader reads it from the quote",
                Support::ByRule => "computed by a rule from other values",
                Support::NoReader => "no reader can check words: judge the quote",
                Support::Unchecked => {
                    "a model alone says so, and no reader can check it: judge the quote"
                }
            }
            .to_owned(),
            match self.grade {
                Grade::Exact => "the quote stands there word for word",
                Grade::Normalised => "the quote stands there but for typography or an omission",
                Grade::Fuzzy => "the quote is only near",
            }
            .to_owned(),
            match self.text {
                TextLayer::Confirmed => "two readers saw the same words on the page",
                TextLayer::Unconfirmed => "nothing confirms the text of the page",
                TextLayer::Doubtful => "the text of the page is in doubt",
            }
            .to_owned(),
        ];
        if self.rivals > 0 {
            reasons.push(format!("rival values: {}", self.rivals));
        }
        if self.margin.is_none() {
            let place = match self.place {
                Place::Named => "the passage speaks of the field",
                Place::Crowded => "the passage gives more than one value of the kind",
                Place::Unnamed => "neither the passage nor its heading speaks of the field",
                Place::Recital => "it stands in a recital",
            };
            reasons.push(place.to_owned());
        }
        if let Some(margin) = self.margin {
            reasons.push(format!("clause classifier: {:.0} of 100", margin * 100.0));
        }
        reasons
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn signals(meeting: Meeting) -> Signals {
        Signals {
            grade: Grade::Exact,
            meeting,
            support: Support::FromQuote,
            rivals: u32::from(meeting == Meeting::Conflict),
            text: TextLayer::Confirmed,
            margin: None,
            place: Place::Named,
        }
    }

    /// Requirement 8 of section 2: two readers of different make are what tells right from wrong.
    #[test]
    fn agreement_raises_and_conflict_lowers_the_figure() {
        let law = Value::Jurisdiction("New York".to_owned());
        let score = |meeting| signals(meeting).score(&law);
        assert!(score(Meeting::Agree) > 0.95);
        assert!(score(Meeting::Agree) > score(Meeting::Alone));
        assert!(score(Meeting::Alone) > score(Meeting::OneSided));
        assert!(score(Meeting::Alone) > score(Meeting::Conflict));
    }

    /// R39: what one engine read is shown as verified only where its passage is the right one.
    #[test]
    fn a_doubtful_passage_a_computed_value_and_a_lone_party_are_not_shown_as_verified() {
        let flag = Value::Flag(true);
        let party = Value::Party(crate::domain::value::Party::parse("Alpha Ltd"));
        let at = |margin| Signals {
            margin: Some(margin),
            ..signals(Meeting::Alone)
        };
        assert!(at(0.9).is_sure(&flag) && !at(0.7).is_sure(&flag));
        let law = Value::Jurisdiction("New York".to_owned());
        assert!(at(0.7).is_sure(&law) && !at(0.1).is_sure(&law));
        assert!(!at(0.9).is_sure(&party) && signals(Meeting::Agree).is_sure(&party));
        let computed = Signals {
            support: Support::ByRule,
            ..at(0.9)
        };
        assert!(!computed.is_sure(&flag));
    }

    /// R39: of a field that the classifier did not learn, the kind of passage tells; a rival and a page in
    /// doubt speak against every value.
    #[test]
    fn a_rival_a_page_in_doubt_and_a_passage_of_something_else_are_not_verified() {
        let sum = Value::Money("USD 5.00".parse().expect("a sum"));
        let sure = signals(Meeting::Alone);
        assert!(sure.is_sure(&sum));
        for doubtful in [
            Signals { rivals: 1, ..sure },
            Signals {
                rivals: 1,
                ..signals(Meeting::Agree)
            },
            Signals {
                text: TextLayer::Doubtful,
                ..sure
            },
            Signals {
                place: Place::Unnamed,
                ..sure
            },
            Signals {
                place: Place::Recital,
                ..sure
            },
            Signals {
                place: Place::Crowded,
                ..sure
            },
        ] {
            assert!(!doubtful.is_sure(&sum), "{doubtful:?}");
            assert!(doubtful.meeting == Meeting::Agree || doubtful.score(&sum) < sure.score(&sum));
        }
        let found = Signals {
            margin: Some(0.9),
            place: Place::Unnamed,
            ..sure
        };
        assert!(found.is_sure(&sum), "the classifier knows the passage");
    }

    /// R39: what no signal tells right from wrong is not shown as verified where one engine read it.
    #[test]
    fn an_open_end_a_blank_date_and_words_of_a_rule_are_to_be_checked() {
        let blank = Value::parse(crate::domain::value::ValueKind::Date, "2026-03").expect("a date");
        for value in [Value::OpenEnded, blank] {
            assert!(!signals(Meeting::Alone).is_sure(&value), "{value}");
            assert!(signals(Meeting::Agree).is_sure(&value), "{value}");
        }
        let of_a_rule = Signals {
            support: Support::NoReader,
            ..signals(Meeting::Alone)
        };
        let words = Value::Text("monthly in advance".to_owned());
        assert!(!of_a_rule.is_sure(&Value::Flag(true)) && !of_a_rule.is_sure(&words));
        let found = Signals {
            margin: Some(0.9),
            ..signals(Meeting::Alone)
        };
        assert!(found.is_sure(&Value::Flag(true)), "the classifier tells");
        let recital = Signals {
            place: Place::Recital,
            ..found
        };
        assert!(!recital.is_sure(&Value::Flag(true)));
    }

    /// R35: a yes that a model alone gives is never shown as verified, whatever the classifier says.
    #[test]
    fn what_a_model_alone_says_and_nobody_can_check_is_not_sure() {
        let unchecked = |meeting| Signals {
            support: Support::Unchecked,
            margin: Some(0.9),
            ..signals(meeting)
        };
        let flag = Value::Flag(true);
        assert!(!unchecked(Meeting::Alone).is_sure(&flag));
        assert!(unchecked(Meeting::Agree).is_sure(&flag));
    }

    #[test]
    fn every_signal_is_told_in_words() {
        let told = Signals {
            rivals: 2,
            margin: Some(0.25),
            ..signals(Meeting::Conflict)
        };
        let reasons = told.reasons().join("; ");
        for words in [
            "another value",
            "reads it from the quote",
            "word for word",
            "two readers",
            "rival values: 2",
            "25 of 100",
        ] {
            assert!(reasons.contains(words), "{reasons}");
        }
    }

    proptest! {
        #[test]
        fn the_figure_stays_between_nought_and_one(rivals in 0u32.., margin in 0f32..=1.0) {
            let worst = Signals {
                grade: Grade::Fuzzy,
                support: Support::NoReader,
                text: TextLayer::Doubtful,
                rivals,
                margin: Some(margin),
                ..signals(Meeting::Conflict)
            };
            let flag = Value::Flag(true);
            let score = worst.score(&flag);
            prop_assert!((0.0..=1.0).contains(&score));
            let calmer = Signals { rivals: 0, ..worst };
            prop_assert!(calmer.score(&flag) >= score);
        }
    }
}
