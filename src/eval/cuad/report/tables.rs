//! The tables of the CUAD suite. They compute nothing.

use super::super::fields::Fields;
use super::super::suite::Suite;
use crate::domain::reading::Reading;
use crate::domain::term::Grade;
use crate::eval::ratio::measured;
use crate::eval::report::{Cell, Table};
use crate::eval::score::outcomes;

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

/// The categories of clauses, one by one.
pub fn clauses(spans: &Suite, source: &str) -> Table {
    let mut table = Table::new(
        &format!("clauses from {source}"),
        &[
            "category",
            "spans",
            "aupr",
            "p80r",
            "contracts",
            "hit1",
            "hit3",
            "hit5",
            "precision",
            "recall",
            "f1",
            "ap",
        ],
    );
    for row in &spans.categories {
        let (spans, hits, presence) = (&row.spans, &row.hits, &row.presence);
        let figures = [spans.aupr, spans.p80r].map(Cell::Figure);
        let mut cells = vec![Cell::Text(row.category.to_owned()), Cell::Count(spans.n)];
        cells.extend(figures);
        cells.push(Cell::Count(hits.n));
        cells.extend(hits.within.map(Cell::Figure));
        let rest = [presence.precision, presence.recall, presence.f1];
        cells.extend(rest.map(Cell::Figure));
        cells.push(Cell::Figure(presence.average_precision));
        table.rows.push(cells);
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
