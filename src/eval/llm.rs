//! The suite `llm`: what can be measured of the way to a model and back without a model. A scripted
//! reader knows every label and answers what it is shown; what is lost then, the questions, the
//! grounding or the reading of answers have lost. It says nothing about how well any model reads.

mod manner;

pub use manner::Manner;

use super::figure::Figure;
use super::golden::Set;
use super::ratio::Ratio;
use super::report::{Cell, Report, Table};
use crate::domain::reading::Reading;
use crate::domain::term::{Finding, Grade, UnverifiedReason};
use std::collections::{BTreeMap, BTreeSet};

/// A label that the scripted reader knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The field.
    pub field: String,
    /// Its value in canonical text.
    pub value: String,
    /// The contract's words, masked as they are sent.
    pub quote: String,
}

/// What came of one claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// A value whose quote stands there letter by letter.
    Exact,
    /// A value whose quote stands there but for typography.
    Normalised,
    /// No value: the quote is only near.
    Near,
    /// No value: the quote stands nowhere.
    Absent,
    /// No value: it does not say so.
    NotSaid,
    /// No value: it cites what was not sent.
    NotSent,
    /// Never said: no question showed its words.
    Unasked,
}

impl Fate {
    const ALL: [Fate; 7] = [
        Fate::Exact,
        Fate::Normalised,
        Fate::Near,
        Fate::Absent,
        Fate::NotSaid,
        Fate::NotSent,
        Fate::Unasked,
    ];

    fn name(self) -> &'static str {
        match self {
            Fate::Exact => "exact",
            Fate::Normalised => "normalised",
            Fate::Near => "near",
            Fate::Absent => "not there",
            Fate::NotSaid => "does not say so",
            Fate::NotSent => "not sent",
            Fate::Unasked => "never said",
        }
    }

    fn is_value(self) -> bool {
        matches!(self, Fate::Exact | Fate::Normalised)
    }

    /// What came of the claim about `field`, which was made once at most.
    pub fn of(reading: &Reading, field: &str) -> Self {
        let found = reading.fields.get(&field.into()).map(Finding::terms);
        let stated = found.and_then(|terms| terms.iter().find(|term| term.derivation.is_none()));
        if let Some(term) = stated {
            return match term.grounding.grade {
                Grade::Exact => Fate::Exact,
                Grade::Normalised => Fate::Normalised,
                Grade::Fuzzy => Fate::Near,
            };
        }
        let mut claims = reading.unverified.iter();
        let claim = claims.find(|claim| claim.field.as_str() == field);
        match claim.map(|claim| claim.reason) {
            Some(UnverifiedReason::QuoteNotFound) => Fate::Absent,
            Some(UnverifiedReason::QuoteDiffers) => Fate::Near,
            Some(UnverifiedReason::ValueNotInQuote | UnverifiedReason::TooMuch) => Fate::NotSaid,
            Some(UnverifiedReason::PassageNotSent) => Fate::NotSent,
            None => Fate::Unasked,
        }
    }
}

/// What was asked about one contract, in tokens by our own count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Asked {
    /// Questions.
    pub questions: usize,
    /// Tokens of instructions, passages and forms.
    pub prompt: u32,
    /// Tokens of the answers.
    pub answers: u32,
}

/// The stages of reading a contract, as the table names them.
pub const STAGES: [&str; 3] = [
    "fields, first look",
    "obligations, all sections",
    "fields, the rest",
];

/// One contract.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Run {
    /// Its id.
    pub id: String,
    /// The set of goldens that it belongs to.
    pub set: Option<Set>,
    /// Labels.
    pub labels: usize,
    /// Of them those that the scripted reader could say: their words stand in the text and their value
    /// has the form of its field.
    pub known: usize,
    /// Of them those that became values after the first look alone.
    pub first: usize,
    /// The same after both looks.
    pub both: usize,
    /// Labelled duties.
    pub duties: usize,
    /// Of them those that became obligations, each by its own words.
    pub owed: usize,
    /// What became of claims quoted in each manner.
    pub fates: Vec<(Manner, Fate)>,
    /// What was asked, by stage.
    pub asked: [Asked; STAGES.len()],
    /// Tokens of the contract.
    pub tokens: u32,
    /// Milliseconds of our own work and the loopback, without any model.
    pub millis: f64,
}

/// Of one contract, what was reached and of how much.
type Part = fn(&Run) -> (usize, usize);

/// What our own search for words or reading of values loses is not reached: it stays in the sum.
const REACHED: [(&str, Part); 3] = [
    ("reach.first_look", |run| (run.first, run.labels)),
    ("reach.both_looks", |run| (run.both, run.labels)),
    ("reach.obligations", |run| (run.owed, run.duties)),
];

/// The report; `price` says what questions and answers of so many tokens cost, where a price is set.
pub fn report(runs: &[Run], price: Option<&dyn Fn(u32, u32) -> f64>) -> Report {
    let mut report = Report {
        suite: "llm".to_owned(),
        notes: vec![
            "A scripted reader that knows the labels answered over loopback HTTP: this measures questions, passages, \
             grounding and cost. How well a model reads is NOT measured here: it needs a key, as in `countersign eval \
             --engine llm --config FILE`."
                .to_owned(),
        ],
        ..Report::default()
    };
    let of = |part: Part, set: Option<Set>| {
        let runs = runs.iter().filter(|run| set.is_none() || run.set == set);
        Ratio::of(runs.map(|run| {
            let (above, below) = part(run);
            (run.id.clone(), above as f64, below as f64)
        }))
    };
    let sets: BTreeSet<Set> = runs.iter().filter_map(|run| run.set).collect();
    for (name, part) in REACHED {
        report.add_ratio(name, of(part, None));
        for set in &sets {
            report.add_ratio(&format!("{}.{name}", set.name()), of(part, Some(*set)));
        }
    }
    report.add_ratio("honest_as_value", of(|run| fates(run, true), None));
    let altered = Figure::ratio("altered_as_value", of(|run| fates(run, false), None));
    report.headline.push(altered.as_cost());
    report.add("n", runs.len() as f64);
    let millis: f64 = runs.iter().map(|run| run.millis).sum();
    report.add("ms_per_contract", millis / runs.len().max(1) as f64);
    let per_minute = 60_000.0 * runs.len() as f64 / millis.max(f64::MIN_POSITIVE);
    report.add("contracts_per_minute", per_minute);
    report.notes.extend(unsaid(runs));
    report.tables.push(grades(runs));
    report.tables.push(spending(runs, price));
    if price.is_none() {
        report.notes.push(
            "No money is shown: the settings have no price for llm.model (see [llm.prices])."
                .to_owned(),
        );
    }
    report
}

/// What of the labels the scripted reader could not say.
fn unsaid(runs: &[Run]) -> Option<String> {
    let labels: usize = runs.iter().map(|run| run.labels).sum();
    let unsaid = labels - runs.iter().map(|run| run.known).sum::<usize>();
    (unsaid > 0).then(|| {
        format!(
            "{unsaid} of {labels} labels could not be said, since their words were not found in the text or their \
             value has not the form of its field; they count as not reached"
        )
    })
}

/// Of the claims that were made, honest or altered, those that became a value.
fn fates(run: &Run, honest: bool) -> (usize, usize) {
    let made = run
        .fates
        .iter()
        .filter(|(manner, fate)| manner.is_honest() == honest && *fate != Fate::Unasked);
    (
        made.clone().filter(|(_, fate)| fate.is_value()).count(),
        made.count(),
    )
}

/// What became of claims by how they were quoted.
fn grades(runs: &[Run]) -> Table {
    let mut counts: BTreeMap<(Manner, Fate), usize> = BTreeMap::new();
    for fate in runs.iter().flat_map(|run| &run.fates) {
        *counts.entry(*fate).or_default() += 1;
    }
    let columns: Vec<&str> = std::iter::once("quoted")
        .chain(Fate::ALL.map(Fate::name))
        .collect();
    let mut table = Table::new("evidence grades of scripted answers", &columns);
    for manner in Manner::ALL {
        let of = |fate| Cell::Count(counts.get(&(manner, fate)).copied().unwrap_or(0));
        let name = Cell::Text(manner.name().to_owned());
        table
            .rows
            .push(std::iter::once(name).chain(Fate::ALL.map(of)).collect());
    }
    table
}

/// Tokens and money per contract, by stage.
fn spending(runs: &[Run], price: Option<&dyn Fn(u32, u32) -> f64>) -> Table {
    let mut table = Table::new(
        "tokens per contract",
        &[
            "stage",
            "questions",
            "prompt",
            "answers",
            "prompt over contract",
            "money",
        ],
    );
    let whole: f64 = runs.iter().map(|run| f64::from(run.tokens)).sum();
    let count = runs.len().max(1) as f64;
    let mut row = |name: &str, stages: &[usize]| {
        let of = || {
            runs.iter()
                .flat_map(|run| stages.iter().map(|at| run.asked[*at]))
        };
        let prompt: f64 = of().map(|asked| f64::from(asked.prompt)).sum();
        let answers: f64 = of().map(|asked| f64::from(asked.answers)).sum();
        let questions = of().map(|asked| asked.questions).sum::<usize>() as f64;
        let number = |sum: f64| Cell::Text(format!("{:.1}", sum / count));
        let money = price.map(|price| price((prompt / count) as u32, (answers / count) as u32));
        table.rows.push(vec![
            Cell::Text(name.to_owned()),
            number(questions),
            number(prompt),
            number(answers),
            Cell::Text(format!("{:.2}", prompt / whole.max(1.0))),
            Cell::Text(money.map_or("–".to_owned(), |money| format!("{money:.4}"))),
        ]);
    };
    for (at, name) in STAGES.iter().enumerate() {
        row(name, &[at]);
    }
    row("all", &[0, 1, 2]);
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_says_that_it_measures_no_model_and_counts_what_was_made() {
        let run = Run {
            id: "one".to_owned(),
            labels: 6,
            known: 4,
            first: 3,
            both: 4,
            fates: vec![
                (Manner::Verbatim, Fate::Exact),
                (Manner::Figure, Fate::Near),
                (Manner::Denied, Fate::Unasked),
            ],
            asked: [Asked {
                questions: 2,
                prompt: 500,
                answers: 20,
            }; 3],
            tokens: 1_000,
            millis: 30.0,
            ..Run::default()
        };
        let priced = |prompt: u32, answers: u32| f64::from(prompt + answers) / 1_000.0;
        let report = report(&[run], Some(&priced));
        assert_eq!(report.figure("reach.first_look"), Some(0.5));
        assert_eq!(report.figure("honest_as_value"), Some(1.0));
        assert_eq!(report.figure("altered_as_value"), Some(0.0));
        assert!(report.notes[0].contains("needs a key"));
        assert!(report.notes[1].starts_with("2 of 6 labels"));
        let all = report.tables[1].rows.last().expect("a row");
        assert_eq!(all[4].show(), "1.50");
        assert_eq!(all[5].show(), "1.5600");
    }

    /// A short contract is shown whole, a long one in part: a set of long ones is no loss of the short ones.
    #[test]
    fn what_is_reached_is_told_of_each_set_of_goldens() {
        let run = |id: &str, set, first| Run {
            id: id.to_owned(),
            set: Some(set),
            labels: 4,
            first,
            ..Run::default()
        };
        let report = report(&[run("a", Set::Tune, 4), run("b", Set::Held2, 2)], None);
        let figure = |name: &str| report.figure(name);
        assert_eq!(figure("reach.first_look"), Some(0.75));
        assert_eq!(figure("tune.reach.first_look"), Some(1.0));
        assert_eq!(figure("held2.reach.first_look"), Some(0.5));
        assert_eq!(figure("house.reach.first_look"), None);
    }

    /// A suite in which nothing was altered has not shown that nothing altered passes, nor that it does.
    #[test]
    fn what_was_never_tried_has_no_figure() {
        let report = report(&[Run::default()], None);
        assert_eq!(report.figure("altered_as_value"), None);
        assert_eq!(report.figure("reach.both_looks"), None);
    }
}
