//! Duties in the rows of tables: milestones, deliverables, instalments, reports and service levels,
//! each with its own time and sum.
//!
//! A price list is no set of duties, and a row whose debtor nothing names is left out. The words of a
//! row are its evidence.

mod columns;

use super::super::dates::dates;
use super::super::duties::{Stated, due_of};
use super::super::money::amounts;
use super::super::patterns::{Pattern, pattern};
use super::{Finder, shorten};
use crate::domain::document::{Document, Span, Table};
use crate::domain::money::Money;
use crate::domain::obligation::{Draft, Due, Kind, Modality};
use crate::domain::recurrence::Recurrence;
use crate::domain::term::Engine;
use columns::{Columns, Topic, cells, columns};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// How far before a table its lead-in may begin, in bytes.
const LEAD: usize = 700;

patterns! {
    TOTAL = r"^\W*(?:grand\s+|sub-?)?total\b|^\W*(?:sum|balance\s+carried)\b";
    // What a lead-in says of the table below it.
    POINTS = r"(?::\s*$|\b(?:following|below|table|schedule|as\s+(?:follows|under)|set\s+(?:out|forth)|these\s+dates|instal?lments?|milestones?|deliverables?)\b)";
    PAYS = r"^\W*(?:be\s+)?(?:pay|paid|payable|remit|reimburse|repay)\b";
    CURRENCY = r"\b(?P<c>USD|EUR|GBP|INR|CHF|AUD|CAD|JPY|SEK|NOK|DKK|PLN|SGD|NZD)\b|(?P<s>US\$|A\$|C\$|[$€£₹])";
    BARE = r"^[\d][\d,. ]*\d$|^\d$";
    SAID = r"^\W*(?:complete|deliver|submit|provide|pay|perform|issue|send|achieve|make|finish|install|prepare|conduct|train|supply|ship)\b";
}

impl Finder {
    /// The duties in the tables of `document`. `known` are those of its sentences, in text order: they
    /// tell who owes what a table lists.
    pub fn tabled(&self, document: &Document, known: &[Draft]) -> Vec<Draft> {
        let text = document.text.as_str();
        let habits = Habits::of(known);
        document
            .tables
            .iter()
            .filter_map(|table| Some((table, columns(text, table)?)))
            .flat_map(|(table, columns)| {
                let lead = lead_in(text, table, known);
                self.rows(text, table, &columns, lead, &habits)
            })
            .collect()
    }

    fn rows(
        &self,
        text: &str,
        table: &Table,
        columns: &Columns,
        lead: Option<&Draft>,
        habits: &Habits,
    ) -> Vec<Draft> {
        let is_payment = columns.topic == Topic::Instalment
            || (columns.topic == Topic::Milestone && lead.is_some_and(pays));
        // A duty to keep the levels of a table is told whole by its sentence.
        if columns.topic == Topic::Level && lead.is_some() {
            return Vec::new();
        }
        let head = cells(text, &table.rows[columns.head]);
        let kind = match columns.topic {
            _ if is_payment => Kind::Payment,
            Topic::Milestone | Topic::Deliverable => Kind::Delivery,
            Topic::Instalment => Kind::Payment,
            Topic::Report => Kind::Report,
            Topic::Level => Kind::Service,
        };
        let before = text_before(text, table);
        let usual = lead
            .filter(|draft| pays(draft) == is_payment && draft.actor != super::NOT_STATED)
            .map(|draft| draft.actor.clone())
            .or_else(|| self.named_before(before))
            .or_else(|| habits.actor(kind));
        let read = Rows {
            text,
            head: &head,
            columns,
            kind,
            beneficiary: lead
                .filter(|draft| pays(draft) == is_payment)
                .and_then(|draft| draft.beneficiary.clone()),
        };
        table.rows[columns.head + 1..]
            .iter()
            .filter_map(|row| {
                let owner = columns.owner.and_then(|at| row.get(at));
                let owner = owner.and_then(|cell| self.named_in(&text[cell.range()]));
                read.draft(row, owner.or_else(|| usual.clone())?)
            })
            .collect()
    }

    /// The party whom a cell names.
    fn named_in(&self, words: &str) -> Option<String> {
        let names = self.actors.find(words);
        let (start, end) = *names.first()?;
        Some(super::squeeze(&words[start..end]))
    }

    /// The party whom a heading names as owner of the table: `Supplier's deliverables`.
    fn named_before(&self, words: &str) -> Option<String> {
        let words = words.trim_end_matches(|c: char| c.is_whitespace() || "|+-=".contains(c));
        let line = words.lines().next_back()?;
        (line.len() <= 90)
            .then(|| self.named_in(&line.replace(['’', '\''], " ")))
            .flatten()
    }
}

/// Whether a duty is one of paying.
fn pays(draft: &Draft) -> bool {
    draft.kind == Kind::Payment && PAYS.is_match(&draft.action)
}

/// The duty whose sentence leads to the table, where one does.
fn lead_in<'a>(text: &str, table: &Table, known: &'a [Draft]) -> Option<&'a Draft> {
    let start = start_of(table)?;
    let after = known.partition_point(|draft| draft.near.is_some_and(|near| near.end <= start));
    let draft = known[..after].last()?;
    let near = draft.near?;
    let between = text.get(near.start..start)?;
    let is_near = start - near.end <= LEAD && between.len() <= LEAD + 400;
    (draft.modality == Modality::Must && is_near && POINTS.is_match(between)).then_some(draft)
}

fn start_of(table: &Table) -> Option<usize> {
    table.rows.first()?.first().map(|cell| cell.start)
}

fn text_before<'a>(text: &'a str, table: &Table) -> &'a str {
    let start = start_of(table).unwrap_or(0);
    &text[crate::text::sentences::floor(text, start.saturating_sub(LEAD))..start]
}

/// Who mostly pays, delivers or reports under the contract.
struct Habits(BTreeMap<&'static str, BTreeMap<String, usize>>);

impl Habits {
    fn of(known: &[Draft]) -> Self {
        let mut counts: BTreeMap<&'static str, BTreeMap<String, usize>> = BTreeMap::new();
        for draft in known {
            let kind = match draft.kind {
                Kind::Service => Kind::Delivery,
                // An invoice is a duty of money, but not of who pays.
                Kind::Payment if !pays(draft) => continue,
                kind => kind,
            };
            if draft.modality == Modality::Must && draft.actor != super::NOT_STATED {
                let of = counts.entry(kind.name()).or_default();
                *of.entry(draft.actor.clone()).or_default() += 1;
            }
        }
        Self(counts)
    }

    /// The one who does it more often than all others together.
    fn actor(&self, kind: Kind) -> Option<String> {
        let kind = match kind {
            Kind::Service => Kind::Delivery,
            kind => kind,
        };
        let of = self.0.get(kind.name())?;
        let all: usize = of.values().sum();
        let (name, count) = of.iter().max_by_key(|(_, count)| **count)?;
        (count * 2 > all).then(|| name.clone())
    }
}

/// The rows of one table.
struct Rows<'a> {
    text: &'a str,
    head: &'a [String],
    columns: &'a Columns,
    kind: Kind,
    beneficiary: Option<String>,
}

impl Rows<'_> {
    fn draft(&self, row: &[Span], actor: String) -> Option<Draft> {
        let words = cells(self.text, row);
        let cell = |at: Option<usize>| at.and_then(|at| words.get(at)).map_or("", String::as_str);
        let what = cell(self.columns.what);
        let is_total = words.iter().any(|word| TOTAL.is_match(word));
        let (due, recurrence) = when(cell(self.columns.when));
        let (every, rhythm) = when(cell(self.columns.rhythm));
        let (due, recurrence) = (due.or(every), recurrence.or(rhythm));
        let amount = self.amount(cell(self.columns.amount));
        let says = due.is_some() || amount.is_some() || !cell(self.columns.target).is_empty();
        let is_told = !what.is_empty() || self.columns.what.is_none();
        if is_total || !says || !is_told {
            return None;
        }
        let quote = self.quote(row)?;
        Some(Draft {
            actor,
            beneficiary: self.beneficiary.clone(),
            action: shorten(&self.action(cell(self.columns.number), what, &words)),
            kind: self.kind,
            modality: Modality::Must,
            due,
            derivation: None,
            recurrence,
            condition: None,
            consequence: None,
            amount,
            quote: self.text[quote.range()].to_owned(),
            near: Some(quote),
            engine: Engine::Offline,
        })
    }

    /// A verb phrase for a row: `complete milestone M1: Inventory accepted`.
    fn action(&self, number: &str, what: &str, words: &[String]) -> String {
        if SAID.is_match(what) {
            return what.to_owned();
        }
        let told = match (number.is_empty(), what.is_empty()) {
            (true, _) => what.to_owned(),
            (false, true) => number.to_owned(),
            (false, false) => format!("{number}: {what}"),
        };
        let told = told.as_str();
        let sum = self.columns.amount.and_then(|at| words.get(at));
        let sum = sum.map_or("", String::as_str);
        match self.columns.topic {
            _ if self.kind == Kind::Payment && told.is_empty() => format!("pay {sum}"),
            _ if self.kind == Kind::Payment => {
                format!("pay {sum} ({})", told.trim())
            }
            Topic::Milestone => format!("complete {}", self.titled(told)),
            Topic::Deliverable => format!("deliver {told}"),
            Topic::Report => format!("submit {told}"),
            Topic::Level | Topic::Instalment => {
                let target = self.columns.target.and_then(|at| words.get(at));
                format!("keep {told} at {}", target.map_or("", String::as_str))
            }
        }
    }

    /// With the word of the head before it, where the cell does not say it itself.
    fn titled(&self, told: &str) -> String {
        let title = self.head.get(self.columns.title).map_or("", String::as_str);
        let title = title.to_lowercase();
        let title = title.trim_end_matches('s');
        if title.split_whitespace().count() > 2 || told.to_lowercase().contains(title) {
            told.to_owned()
        } else {
            format!("{title} {told}")
        }
    }

    /// The sum of a cell; a bare figure takes the currency of the head.
    fn amount(&self, cell: &str) -> Option<Money> {
        let said = amounts(cell).into_iter().next().map(|(_, money)| money);
        said.or_else(|| {
            let figure = cell.trim_end_matches("/-").trim();
            let head = self.head.get(self.columns.amount?)?;
            let found = CURRENCY.captures(head).filter(|_| BARE.is_match(figure))?;
            let unit = found.name("c").or(found.name("s"))?.as_str();
            amounts(&format!("{unit} {figure}"))
                .into_iter()
                .next()
                .map(|(_, money)| money)
        })
    }

    /// The row, from its first word to its last.
    fn quote(&self, row: &[Span]) -> Option<Span> {
        let filled = row.iter().filter(|cell| cell.start < cell.end);
        let start = filled.clone().map(|cell| cell.start).min()?;
        let end = filled.map(|cell| cell.end).max()?;
        Some(Span::new(start, end))
    }
}

/// When a row is due: a date, a period, a rhythm, or else the event that its cell tells.
fn when(cell: &str) -> (Option<Due>, Option<Recurrence>) {
    static NOTHING: LazyLock<Pattern> =
        LazyLock::new(|| pattern(r"^\W*(?:n/?a|none|tbd|tba|-)?\W*$"));
    if NOTHING.is_match(cell) {
        return (None, None);
    }
    if let Some((_, date)) = dates(cell).into_iter().next() {
        return (Some(Due::On { date }), None);
    }
    let (due, rule) = due_of(&Stated::alone(cell));
    if due.is_some() {
        return (due, rule);
    }
    let (due, rule) = due_of(&Stated::alone(&format!("within {cell}")));
    let event = || Due::OnEvent {
        event: cell.to_owned(),
    };
    (Some(due.unwrap_or_else(event)), rule)
}

#[cfg(test)]
mod tests;
