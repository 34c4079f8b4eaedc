//! Spellings that the answers use, and the one meaning that each must have.

use super::*;
use crate::domain::value::{Party, Value, ValueKind};
use jiff::civil::date;

fn meets(answer: &str, century: Century, said: Value, slack: i32) -> bool {
    days(answer, century)
        .iter()
        .any(|day| day.is_met_by(&said, slack))
}

#[test]
fn years_of_two_digits_are_of_the_century_of_their_field() {
    let on = |year| Value::Date(date(year, 2, 1));
    for (answer, year) in [
        ("2/1/99", 1999),
        ("2/1/20", 2020),
        ("2/1/26", 2026),
        ("2/1/36", 1936),
    ] {
        assert!(
            meets(answer, Century::OF_BEGINNINGS, on(year), 0),
            "{answer}"
        );
    }
    for (answer, year) in [("2/1/45", 2045), ("2/1/51", 2051), ("2/1/97", 1997)] {
        assert!(meets(answer, Century::OF_ENDS, on(year), 0), "{answer}");
    }
    assert!(!meets("2/1/45", Century::OF_BEGINNINGS, on(2045), 0));
}

#[test]
fn an_end_is_read_from_the_beginning_where_that_is_known() {
    let on = |year| Value::Date(date(year, 2, 1));
    for (begins, answer, year) in [
        (2021, "2/1/51", 2051),
        (2021, "2/1/99", 2099),
        (1996, "2/1/99", 1999),
        (1996, "2/1/45", 2045),
        (2005, "2/1/04", 2004),
        (1996, "2/1/2096", 2096),
    ] {
        let century = Century::of_end_from(begins);
        assert!(meets(answer, century, on(year), 0), "{begins} {answer}");
    }
}

#[test]
fn a_part_that_is_blacked_out_fits_any_and_each_alternative_counts() {
    let said = || Value::Date(date(2018, 3, 9));
    assert!(meets("03/[]/2018", Century::OF_BEGINNINGS, said(), 0));
    assert!(!meets("04/[]/2018", Century::OF_BEGINNINGS, said(), 0));
    assert!(meets(
        "1/1/01; [ ]/[ ]/2018",
        Century::OF_BEGINNINGS,
        said(),
        0
    ));
    assert!(days("03/[]/2018", Century::OF_ENDS)[0].is_redacted());
    assert!(days("", Century::OF_ENDS).is_empty());
    let month = Value::parse(ValueKind::Date, "2018-03").expect("a month");
    assert!(meets(
        "03/[]/2018",
        Century::OF_BEGINNINGS,
        month.clone(),
        0
    ));
    assert!(!meets(
        "[]/[]/2018",
        Century::OF_BEGINNINGS,
        month.clone(),
        0
    ));
    assert!(!meets("3/9/18", Century::OF_BEGINNINGS, month, 0));
}

#[test]
fn a_date_that_is_wholly_blacked_out_is_none_and_a_known_part_must_fit() {
    for answer in ["[]/[]/[]", "[ ]/[ ]/20[ ]", "__/__/__", "[]/[]/19[]"] {
        assert!(days(answer, Century::OF_ENDS).is_empty(), "{answer}");
        assert!(is_blacked_out(answer), "{answer}");
    }
    let said = |year| Value::Date(date(year, 9, 14));
    assert!(meets("09/14/200[]", Century::OF_ENDS, said(2004), 0));
    assert!(!meets("09/14/200[]", Century::OF_ENDS, said(2014), 0));
    assert!(!meets("09/14/20[]", Century::OF_ENDS, said(1999), 0));
    // A day beside the end is the end only where the whole day is known.
    assert!(!meets("09/15/20[]", Century::OF_ENDS, said(2004), 1));
}

#[test]
fn a_date_of_another_form_is_no_date_and_leaves_the_answer_open() {
    for answer in [
        "May 3, 2021",
        "May 3, 2021; 6/1/21",
        "14/15/2021",
        "upon delivery",
        "5/x/21",
    ] {
        assert!(days(answer, Century::OF_ENDS).is_empty(), "{answer}");
        assert!(!is_blacked_out(answer), "{answer}");
    }
    let said = Value::Date(date(2021, 5, 3));
    assert!(meets("2021-05-03", Century::OF_BEGINNINGS, said, 0));
}

#[test]
fn an_end_may_be_a_day_off_and_perpetual_is_a_value() {
    let said = Value::Date(date(2024, 12, 31));
    assert!(meets("1/1/25", Century::OF_ENDS, said.clone(), 1));
    assert!(!meets("1/2/25", Century::OF_ENDS, said.clone(), 1));
    assert!(meets("31/12/2024", Century::OF_ENDS, said.clone(), 0));
    assert!(!meets("Perpetual", Century::OF_ENDS, said, 1));
    assert!(meets("perpetual", Century::OF_ENDS, Value::OpenEnded, 1));
    assert!(!meets("1/1/25", Century::OF_ENDS, Value::OpenEnded, 1));
}

#[test]
fn lengths_of_every_spelling_are_read_and_months_are_not_days() {
    let met = |answer: &str, said: &str| {
        let said = Value::Period(said.parse().expect("a period"));
        lengths(answer).iter().any(|length| length.is_met_by(&said))
    };
    for (answer, said) in [
        ("successive 1 year", "12 months"),
        ("succesive 1 year", "1 year"),
        ("60) days", "60 days"),
        ("three (3) years", "3 years"),
        ("10 1 years", "1 year"),
        ("2 successive 5 years", "5 years"),
        ("1.5 years", "18 months"),
        ("60 days; 180 days", "180 days"),
        ("180 days / 6 months", "6 months"),
        ("sixty days", "60 days"),
        ("one hundred and eighty (180) days", "180 days"),
        ("one hundred twenty days", "120 days"),
        ("twenty-one years", "21 years"),
        ("1-year", "1 year"),
        ("one-year", "1 year"),
        ("60-day", "60 days"),
        ("60 calendar days", "60 days"),
        ("60 business days", "60 business days"),
        ("annual", "1 year"),
        ("year to year", "1 year"),
        ("month-to-month", "1 month"),
        ("1 yr", "1 year"),
        ("12 mos.", "12 months"),
        ("1.25 years", "15 months"),
        ("4 years, 6 months", "54 months"),
        ("1 year and 6 months", "18 months"),
        ("four successive 10 years", "10 years"),
        ("60 days, 90 days", "90 days"),
        ("60 days or 2 months", "2 months"),
    ] {
        assert!(met(answer, said), "{answer}");
    }
    assert!(!met("1 month", "30 days"));
    assert!(!met("twenty-one years", "1 year"));
    assert!(!met("thirty-five years", "5 years"));
    assert!(!met("1 year, 6 months", "1 year"));
    assert!(!met("1 year, 6 months", "6 months"));
    assert!(!met("60 business days", "60 days"));
    assert!(!met("semi-annual", "1 year"));
    for unclear in [
        "60",
        "several years",
        "a few months",
        "bi-weekly",
        "60 days of 2 years",
    ] {
        assert!(lengths(unclear).is_empty(), "{unclear}");
    }
    assert!(!met("2 successive 5 years", "10 years"));
    assert_eq!(lengths("Perpetual"), [Length::Endless]);
    assert!(lengths("7/22/2019; 7/22/2022").is_empty());
}

#[test]
fn places_have_one_spelling() {
    let set = |answer: &str| jurisdictions(answer).into_iter().collect::<Vec<_>>();
    for england in [
        "England",
        "England; Wales",
        "England and Wales, UK",
        "England, United Kingdom; Wales, United Kingdom",
    ] {
        assert_eq!(set(england), ["england"], "{england}");
    }
    assert_eq!(set("Province of Ontario, Canada"), set("Ontario,Canada"));
    assert_eq!(set("People's Republic of China"), ["china"]);
    assert_eq!(set("Delaware, Illinois"), ["delaware", "illinois"]);
    assert_eq!(set("Canada"), ["canada"]);
}

#[test]
fn a_party_is_its_name_without_form_and_alias() {
    let found = parties(
        r#"The Orchard Press, Inc. ("Press" or "We"); Pine A.G. (the "Buyer; (each a "Party")"#,
    );
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["orchard press", "pine"]);
    assert_eq!(found[0].1, ["press", "we"].map(str::to_owned).into());
    let said = Party::parse("ORCHARD PRESS INC (\"Press\")");
    assert_eq!(
        party(&said),
        ("orchard press".to_owned(), Some("press".to_owned()))
    );
}

#[test]
fn an_entry_that_names_nobody_of_its_own_is_no_party() {
    let names = |answer: &str| -> Vec<String> {
        parties(answer).into_iter().map(|(name, _)| name).collect()
    };
    assert_eq!(
        names(
            r#"Orchard Inc. ("Orchard"); Pine LLC ("Pine"); Orchard and Pine (each a "Party" and together the "Parties")"#
        ),
        ["orchard", "pine"]
    );
    assert_eq!(
        names(
            r#"Orchard Inc. ("Grower"); Pine LLC; (individually, a "Party"; collectively, the "Parties")"#
        ),
        ["orchard", "pine"]
    );
    // A role that stands alone is what the label calls a party whose name is left open.
    assert_eq!(
        names(r#"Orchard Inc. ("Licensor"); Licensee"#),
        ["orchard", "licensee"]
    );
}

#[test]
fn an_entry_that_names_two_companies_is_two_parties() {
    let names: Vec<String> = parties(
        r#"Orchard, Inc. and Pine Holdings, LLC (together, the "Sellers"); Elm and Ash Trust ("Buyer")"#,
    )
    .into_iter()
    .map(|(name, _)| name)
    .collect();
    assert_eq!(names, ["orchard", "pine holdings", "elm and ash trust"]);
}

#[test]
fn spellings_of_one_name_are_one() {
    let plain = |name: &str| {
        let said = Party {
            name: name.to_owned(),
            alias: None,
        };
        party(&said).0
    };
    for (one, other) in [
        ("Elm & Ash Company", "Elm and Ash"),
        ("Orchard U.S. Operations, Inc.", "Orchard US Operations"),
        ("Laboratórios Olmo S.A.", "Laboratorios Olmo"),
        ("Orchard Inc., d/b/a Pear Shop", "Orchard, Inc."),
        ("Dr. Jane Roe", "Jane Roe"),
        ("Orchard Inc. and its affiliates", "Orchard"),
    ] {
        assert_eq!(plain(one), plain(other), "{one}");
    }
    assert_ne!(plain("Orchard East Inc."), plain("Orchard West Inc."));
    assert_ne!(plain("Elm and Ash"), plain("Elm"));
}
