//! How much each unit of a contract speaks for some categories: by this the passages that are chosen
//! for a model are dealt out to its questions. Decides nothing about what is chosen.

use super::{Reading, logistic};

/// For each unit, how probable the likeliest of `categories` is in it, from 0 to 1.
pub fn leaning(reading: &Reading, categories: &[&str]) -> Vec<f32> {
    let mut leaning = vec![0.0_f32; reading.units.len()];
    for category in categories.iter().filter_map(|name| reading.number(name)) {
        for (unit, scores) in leaning.iter_mut().zip(&reading.scores) {
            *unit = unit.max(logistic(scores[category]));
        }
        for one in &reading.found[category] {
            let before = |unit: &crate::domain::document::Span| unit.end <= one.span.start;
            let first = reading.units.partition_point(before);
            let units = reading.units.iter().zip(&mut leaning).skip(first);
            let inside = units.take_while(|(unit, _)| unit.start < one.span.end);
            inside.for_each(|(_, unit)| *unit = unit.max(one.chance));
        }
    }
    leaning
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offline::clauses::Clauses;

    #[test]
    fn a_unit_leans_to_its_own_category() {
        let text = "1. Fees. Customer pays the fees.\n\n2. Law. This Agreement is governed by the laws of the State of New York.";
        let reading = Clauses::read(text);
        let of = |category: &str| leaning(&reading, &[category]);
        let (law, term) = (of("Governing Law"), of("Renewal Term"));
        let best = (0..law.len()).max_by(|a, b| law[*a].total_cmp(&law[*b]));
        let best = best.expect("a unit");
        assert!(text[reading.units[best].range()].contains("New York"));
        assert!(law[best] > term[best]);
        assert!(
            leaning(&reading, &["no such"])
                .iter()
                .all(|unit| *unit == 0.0)
        );
    }
}
