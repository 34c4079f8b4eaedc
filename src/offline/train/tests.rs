//! The trainer on a few contracts of our own: it learns, and the same seed gives the same bytes.

use super::*;
use crate::offline::clauses::file;

const NAMES: [&str; 2] = ["Governing Law", "Insurance"];

/// Sixteen short contracts that differ in names and numbers, half of them with an insurance clause.
fn examples() -> Vec<Example> {
    const PLACES: [&str; 4] = ["Ohio", "Nevada", "Oregon", "Kansas"];
    const GOODS: [&str; 16] = [
        "apples", "bolts", "cables", "doors", "engines", "frames", "gears", "hinges", "irons",
        "jars", "kites", "lamps", "motors", "nails", "ovens", "pipes",
    ];
    GOODS
        .iter()
        .enumerate()
        .map(|(at, goods)| {
            let law = format!(
                "This Agreement is governed by the laws of the State of {}.",
                PLACES[at % 4]
            );
            let cover =
                format!("Seller shall carry liability insurance of ${at} million for {goods}.");
            let trade = format!(
                "Seller shall deliver {goods} to Buyer each month. Buyer shall pay {at} dollars."
            );
            let insured = at % 2 == 0;
            let text = format!(
                "SALE OF {goods}\n\n1. Trade. {trade}\n\n2. Risk. {}\n\n3. Law. {law}\n",
                if insured {
                    &cover
                } else {
                    "Risk passes on delivery."
                }
            );
            let marks = vec![
                vec![vec![law]],
                if insured {
                    vec![vec![cover]]
                } else {
                    Vec::new()
                },
            ];
            Example { text, marks }
        })
        .collect()
}

fn small(seed: u64) -> Recipe {
    let whole = Recipe::new(seed);
    Recipe {
        folds: 2,
        contracts: 2,
        stretches: boost::Recipe {
            trees: 40,
            depth: 3,
            ..whole.stretches
        },
        presence: boost::Recipe {
            trees: 8,
            depth: 2,
            ..whole.presence
        },
        ..whole
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_does_not() {
    let examples = examples();
    let bytes = |seed| file::encode(&train(&examples, &[], &NAMES, small(seed), &|_| ()).model);
    let first = bytes(7);
    assert_eq!(first, bytes(7));
    assert_ne!(first, bytes(8));
}

#[test]
fn what_was_marked_is_found_in_contracts_that_were_held_out() {
    let examples = examples();
    let trained = train(&examples, &[], &NAMES, small(7), &|_| ());
    let right = examples
        .iter()
        .zip(&trained.held_out)
        .filter(|(example, reading)| {
            let best = reading.best("Governing Law", 1);
            best.iter()
                .any(|(span, _)| example.text[span.range()].contains("laws of the State"))
        });
    assert!(right.count() >= 12);
    let reading = trained
        .model
        .read("Buyer is glad. This Agreement is governed by the laws of the State of Utah.");
    let (span, chance) = reading.best("Governing Law", 1)[0];
    assert_eq!(span.start, 15);
    assert!(chance > 0.0 && chance <= 1.0);
}

#[test]
fn a_model_that_was_cut_short_or_lengthened_is_refused() {
    let model = train(&examples(), &[], &NAMES, small(7), &|_| ()).model;
    let mut bytes = file::encode(&model);
    assert_eq!(file::decode(&bytes).as_ref(), Some(&model));
    for end in [0, 7, 8, 40, bytes.len() / 2, bytes.len() - 1] {
        assert!(file::decode(&bytes[..end]).is_none(), "{end} bytes");
    }
    bytes.push(0);
    assert!(file::decode(&bytes).is_none());
}

#[test]
fn near_duplicates_stand_in_one_fold_and_folds_are_even() {
    let text = |word: &str, count: usize| {
        (0..count)
            .map(|at| format!("{word}{} of{word}{}", at * 7 % 31, at * 13 % 29))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let words = ["alpha", "bravo", "delta", "gamma", "kappa", "omega"];
    let mut texts: Vec<String> = words.iter().map(|word| text(word, 400)).collect();
    texts.push(format!("{} and a new end", texts[2]));
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let folds = folds::folds(&texts, 3, 1);
    assert_eq!(folds[2], folds[6]);
    for fold in 0..3 {
        assert!((1..=3).contains(&folds.iter().filter(|one| **one == fold).count()));
    }
}

#[test]
fn trees_learn_what_takes_two_questions() {
    let mut table = boost::Table::default();
    for at in 0..400_u16 {
        let (one, two) = (f32::from(at % 20), f32::from(at / 20));
        table.rows.push(vec![one, two]);
        table.is.push((one > 9.0) == (two > 9.0) && two > 3.0);
    }
    let recipe = boost::Recipe {
        times: 2,
        trees: 60,
        depth: 3,
        rate: 0.3,
        decay: 1.0,
        seed: 1,
    };
    let forest = boost::grow(&table, recipe);
    let right = table
        .rows
        .iter()
        .zip(&table.is)
        .filter(|(row, is)| (forest.score(row) > 0.0) == **is);
    assert!(right.count() > 380);
}

/// A category that no contract shows is learned from clauses that stand in none, and from these alone.
#[test]
fn a_clause_of_its_own_teaches_its_category() {
    let clause = |text: &str, labels| Clause {
        text: text.to_owned(),
        labels,
        judged: 0b10,
    };
    let clauses: Vec<Clause> = (0..12)
        .map(|at| {
            let cover =
                format!("Buyer shall deliver a liability bond of ${at} million each month.");
            clause(&cover, 0b10)
        })
        .collect();
    let mut examples = examples();
    for example in &mut examples {
        example.marks[1].clear();
    }
    let chance = |clauses: &[Clause]| {
        let model = train(&examples, clauses, &NAMES, small(7), &|_| ()).model;
        let text = "Buyer shall deliver a liability bond of $5 million each month.";
        let units = model
            .lexicon
            .score(&crate::offline::clauses::Cut::of(text).features[0]);
        units[1]
    };
    assert!(chance(&clauses) > chance(&[]) + 1.0);
}
