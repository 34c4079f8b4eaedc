//! The tables of the CUAD suite. They compute nothing.

use super::super::fields::Fields;
use super::super::suite::{Hits, PARTIES, Spans, Suite};
use crate::domain::reading::Reading;
use crate::domain::term::Grade;
use crate::eval::figure::Figure;
use crate::eval::ratio::measured;
use crate::eval::report::{Cell, Table, between};
use crate::eval::score::{OUTCOMES, outcome_cells, outcomes};

/// How the quotes of what was read were found. Of what the last rows count nothing is a value.
pub fn evidence<'a>(readings: impl Iterator<Item = &'a Reading>) -> Table {
    let mut counts = [0_usize; 4];
    for reading in readings {
        let terms = reading.fields.values().flat_map(|finding| finding.terms());
        for term in terms {
            counts[match term.grounding.grade {
                Grade::Exact => 0,
                Grade::Normalised => 1,
                Grade::Fuzzy => 2,
            }] += 1;
        }
        counts[3] += reading.unverified.len();
    }
    let all: usize = counts.iter().sum();
    let names = ["exact", "normalised", "near", "unsupported"];
    let mut table = Table::new("evidence from text", &["quote", "claims", "share"]);
    for (name, count) in names.into_iter().zip(counts) {
        table.rows.push(vec![
            Cell::Text(name.to_owned()),
            Cell::Count(count),
            Cell::Figure(measured(count, all)),
        ]);
    }
    table
}

/// The hits by both means.
pub fn hits(suite: &Suite, source: &str) -> Table {
    let title = format!("hits from {source}");
    let mut table = Table::new(&title, &["mean over", "n", "hit1", "hit3", "hit5"]);
    let means = [
        ("contracts and categories (the headline)", suite.hits),
        ("categories", suite.hits_macro),
    ];
    for (name, hits) in means {
        let mut row = vec![Cell::Text(name.to_owned()), Cell::Count(hits.n)];
        row.extend(hits.within.map(Cell::Figure));
        table.rows.push(row);
    }
    table
}

/// The spans of all categories together and by their means, each by both rules.
pub fn spans(suite: &Suite, source: &str) -> Table {
    let title = format!("spans from {source}");
    let columns = ["spans", "n", "aupr", "p80r", "p90r"];
    let mut table = Table::new(&title, &columns);
    let rules = ["Parties strict", "Parties by the paper's rule"];
    let pooled = suite.pooled.iter().zip(rules).map(|(spans, rule)| {
        let figures = [spans.aupr, spans.p80r, spans.p90r];
        (format!("pooled, {rule}"), spans.n, figures)
    });
    let means = suite.means.iter().zip(rules).map(|(mean, rule)| {
        let figures = [mean.aupr, mean.p80r, mean.p90r];
        (format!("mean over categories, {rule}"), mean.n, figures)
    });
    for (name, n, figures) in pooled.chain(means) {
        let mut row = vec![Cell::Text(name), Cell::Count(n)];
        row.extend(figures.map(Cell::Figure));
        table.rows.push(row);
    }
    table
}

/// Where the clauses of each category stand, Parties by both rules.
pub fn clauses(suite: &Suite, source: &str) -> Table {
    let title = format!("clauses from {source}");
    let columns = [
        "category",
        "spans",
        "aupr",
        "p80r",
        "p90r",
        "contracts",
        "hit1",
        "hit3",
        "hit5",
    ];
    let mut table = Table::new(&title, &columns);
    let mut push = |name: String, spans: &Spans, hits: &Hits| {
        let mut cells = vec![Cell::Text(name), Cell::Count(spans.n)];
        cells.extend([spans.aupr, spans.p80r, spans.p90r].map(Cell::Figure));
        cells.push(Cell::Count(hits.n));
        cells.extend(hits.within.map(Cell::Figure));
        table.rows.push(cells);
    };
    for row in &suite.categories {
        push(row.category.to_owned(), &row.spans, &row.hits);
        if row.category == PARTIES {
            let (spans, hits) = &suite.parties_paper;
            push(format!("{PARTIES}, by the paper's rule"), spans, hits);
        }
    }
    table
}

/// Whether each contract has a clause of a category: what became of that answer, category by category.
pub fn presence(suite: &Suite, source: &str) -> Table {
    let title = format!("presence of clauses from {source}");
    let columns: Vec<&str> = std::iter::once("category")
        .chain(OUTCOMES)
        .chain(["ap"])
        .collect();
    let mut table = Table::new(&title, &columns);
    for row in &suite.categories {
        let mut cells = vec![Cell::Text(row.category.to_owned())];
        cells.extend(outcome_cells(row.presence.counts));
        cells.push(Cell::Figure(row.presence.average_precision));
        table.rows.push(cells);
    }
    table
}

/// The figures that stand beside the headline, with what chance may do to them.
pub fn beside(figures: &[Figure]) -> Table {
    let columns = ["figure", "value", "90 % interval"];
    let mut table = Table::new("beside the headline", &columns);
    for figure in figures {
        table.rows.push(vec![
            Cell::Text(figure.name.clone()),
            Cell::Figure(figure.value),
            Cell::Text(between(figure.interval())),
        ]);
    }
    table
}

/// The fields with what became of them.
pub fn fields(fields: &Fields, source: &str) -> Table {
    let named = fields
        .fields
        .iter()
        .map(|(name, row)| ((*name).to_owned(), row));
    let strata = fields
        .expiration
        .iter()
        .map(|(stratum, row)| (format!("expiration: {stratum:?}").to_lowercase(), row));
    let more = [
        (
            "governing law, strict".to_owned(),
            &fields.governing_law_strict,
        ),
        ("party aliases".to_owned(), &fields.party_aliases),
    ];
    let rows = named.chain(strata).chain(more);
    outcomes(
        &format!("fields from {source}"),
        rows.map(|(name, row)| (name, row.counts)),
    )
}
