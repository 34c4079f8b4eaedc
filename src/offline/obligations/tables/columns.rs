//! What the columns of a table hold, by the words of its head and by what stands under them.

use super::super::super::dates::dates;
use super::super::super::durations::periods;
use super::super::super::patterns::{Pattern, pattern};
use crate::domain::document::{Span, Table};
use std::sync::LazyLock;

patterns! {
    NUMBER = r"^\W*(?:no|nr|number|item\s+no|ref(?:erence)?|id|line|s\.?\s*no|sr)?\W*$";
    WHEN = r"\b(?:due|date|dates|deadline|when|by|payable\s+on|timing|timeline|time\s+limit|target\s+date|frequency|delivery\s+time|time\s+for\s+(?:payment|delivery)|completion|period)\b";
    // Of two columns that tell when, the one that tells the day comes before how often.
    DAY = r"\b(?:due|deadline|when|target\s+date|time\s+limit)\b";
    FREQUENCY = r"\b(?:frequency|interval|how\s+often)\b";
    SUMMED = r"^\W*(?:sums?|amounts?)\b";
    AMOUNT = r"\b(?:amount|fees?|price|sum|instal?lments?\s+amount|payable\s+amount|value|payments?|cost|total|usd|eur|gbp|inr|chf|aud|cad|rs)\b|[$€£₹]";
    OWNER = r"\b(?:responsible|responsibility|owner|by\s+whom|performed\s+by|provided\s+by|party|obligor)\b";
    STAGE = r"\b(?:milestones?|phases?|stages?|activit(?:y|ies)|tasks?)\b";
    DELIVERY = r"\b(?:deliverables?|deliver(?:y|ies)|documents?|goods|shipments?|lots?|batch(?:es)?|consignments?)\b";
    INSTALMENT = r"\b(?:instal?lments?|payments?|tranches?|draws?|drawdowns?)\b";
    REPORT = r"\b(?:reports?|statements?|returns?|forecasts?)\b";
    LEVEL = r"\bservice\s+(?:levels?|measures?)\b|\b(?:kpi|slas?|metric)\b";
    TARGET = r"\b(?:targets?|levels?|commitment|required|minimum|threshold|standard)\b";
    DESCRIPTION = r"\b(?:description|item|event|trigger|condition)\b";
    // A head of its own sums and units is that of a price list.
    PRICED = r"\b(?:qty|quantity|unit\s+price|unit|rate|list\s+price|discount|per)\b|/\s*(?:yr|month|hour|day)";
    RHYTHM = r"\b(?:daily|weekly|fortnightly|monthly|quarterly|semi-?annual(?:ly)?|annual(?:ly)?|yearly|each|every)\b";
    EVENT = r"^\W*(?:up)?on\b|^\W*(?:after|at|before|when|following|prior\s+to|within|promptly)\b";
    SUM = r"[$€£₹]\s*\d|\b\d[\d,. ]*\d\b";
}

/// What the rows of a table are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    /// Stages to be reached.
    Milestone,
    /// Things to be handed over.
    Deliverable,
    /// Money to be paid in parts.
    Instalment,
    /// Reports to be made.
    Report,
    /// Levels to be kept.
    Level,
}

/// A table of duties: what it is about, and which column holds what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    /// What its rows are about.
    pub topic: Topic,
    /// The words of the head of `what`, such as `Milestone`.
    pub title: usize,
    /// The column that tells what; `None` where only sums and dates are told.
    pub what: Option<usize>,
    /// The column of numbers, such as `M1`.
    pub number: Option<usize>,
    /// The column that tells when.
    pub when: Option<usize>,
    /// The column that tells how often, where another tells when.
    pub rhythm: Option<usize>,
    /// The column of sums.
    pub amount: Option<usize>,
    /// The column that names who owes it.
    pub owner: Option<usize>,
    /// The column of levels to be kept.
    pub target: Option<usize>,
    /// The row of the head.
    pub head: usize,
}

/// The columns of `table`, where its head is that of a table of duties.
pub(super) fn columns(text: &str, table: &Table) -> Option<Columns> {
    (0..table.rows.len().min(2)).find_map(|head| {
        let words: Vec<String> = cells(text, &table.rows[head]);
        of_head(&words, head).filter(|columns| is_borne_out(text, table, columns))
    })
}

pub(super) fn cells(text: &str, row: &[Span]) -> Vec<String> {
    let cell = |span: &Span| super::super::super::quote::squeeze(&text[span.range()]);
    row.iter().map(cell).collect()
}

fn of_head(words: &[String], head: usize) -> Option<Columns> {
    let find = |form: &Pattern| {
        words
            .iter()
            .position(|word| word.len() <= 60 && form.is_match(word))
    };
    let is_priced = find(&PRICED).is_some();
    let frequency = find(&FREQUENCY);
    let day = find(&DAY).filter(|at| frequency.is_some() && Some(*at) != frequency);
    let when = day.or_else(|| find(&WHEN));
    let but_when = |found: Option<usize>| found.filter(|at| Some(*at) != when);
    let level = find(&LEVEL);
    let target = words
        .iter()
        .enumerate()
        .position(|(at, word)| Some(at) != level && TARGET.is_match(word));
    let topics = [
        (Topic::Level, level.filter(|_| target.is_some())),
        (Topic::Milestone, find(&STAGE)),
        (Topic::Deliverable, but_when(find(&DELIVERY))),
        (Topic::Report, but_when(find(&REPORT))),
        (Topic::Instalment, find(&INSTALMENT)),
        (
            Topic::Instalment,
            find(&SUMMED).filter(|_| words.len() == 2),
        ),
    ];
    let (topic, title) = topics
        .into_iter()
        .find_map(|(topic, at)| Some((topic, at?)))?;
    let amount = words.iter().enumerate().rposition(|(at, word)| {
        AMOUNT.is_match(word) && Some(at) != when && (at != title || topic == Topic::Instalment)
    });
    let described = find(&DESCRIPTION).filter(|at| Some(*at) != when && Some(*at) != amount);
    let what = match topic {
        // `Payment | Due date`: the cell of the head is the sum itself.
        Topic::Instalment if amount == Some(title) => described,
        _ => Some(title),
    };
    let is_dated = when.is_some() || topic == Topic::Level;
    (is_dated && !is_priced).then_some(Columns {
        topic,
        title,
        what,
        number: find(&NUMBER).filter(|at| Some(*at) != what),
        when,
        rhythm: frequency.filter(|at| Some(*at) != when),
        amount,
        owner: find(&OWNER).filter(|at| *at != title),
        target: target.filter(|_| topic == Topic::Level),
        head,
    })
}

/// Whether what stands under the head is what it says: times under times, levels under levels.
fn is_borne_out(text: &str, table: &Table, columns: &Columns) -> bool {
    let Some(at) = columns.when.or(columns.target) else {
        return false;
    };
    let rows = &table.rows[columns.head + 1..];
    let filled: Vec<&str> = rows
        .iter()
        .filter_map(|row| row.get(at))
        .map(|cell| &text[cell.range()])
        .filter(|cell| !cell.trim().is_empty())
        .collect();
    let fits = filled.iter().filter(|cell| match columns.when {
        Some(_) => is_time(cell),
        None => SUM.is_match(cell) || !periods(cell).is_empty() || cell.contains('%'),
    });
    !filled.is_empty() && fits.count() * 2 > filled.len()
}

/// Whether a cell tells when: a date, a period, a rhythm or an event.
fn is_time(cell: &str) -> bool {
    let cell = cell.trim();
    !dates(cell).is_empty()
        || !periods(cell).is_empty()
        || RHYTHM.is_match(cell)
        || EVENT.is_match(cell)
}
