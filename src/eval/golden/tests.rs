//! The form of a golden, and whether the labels that we ship agree with themselves.

use super::*;
use crate::domain::holidays::{Calendars, Holidays};
use crate::domain::id::FieldId;
use crate::domain::obligation::Kind;
use crate::domain::playbook::Dictionary;
use crate::domain::reading::Reading;
use crate::domain::term::{Candidate, Engine};
use crate::domain::value::{Period, Value, ValueKind};
use crate::offline::calendar;
use crate::pipeline::extract::{Claims, running, settle};
use crate::text::plain;
use std::collections::BTreeSet;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("eval/golden")
}

fn shipped() -> Vec<Golden> {
    read_all(&folder()).expect("the shipped goldens are goldens")
}

/// The text of a golden, white space collapsed; `None` where it is a PDF.
fn text(golden: &Golden) -> Option<String> {
    let text = std::fs::read_to_string(golden.file(&folder(), Path::new("."))).ok()?;
    Some(collapsed(&text))
}

fn collapsed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn value(golden: &Golden, id: &str, kind: ValueKind) -> Option<Value> {
    let field = golden.fields.iter().find(|field| field.id == id)?;
    Value::parse(kind, &field.value).ok()
}

fn date(golden: &Golden, id: &str) -> Option<Date> {
    match value(golden, id, ValueKind::Date)? {
        Value::Date(date) => Some(date),
        _ => None,
    }
}

fn period(golden: &Golden, id: &str) -> Option<Period> {
    match value(golden, id, ValueKind::Period)? {
        Value::Period(period) => Some(period),
        _ => None,
    }
}

fn last_notice_day(end: Date, notice: Period) -> Option<Date> {
    calendar::last_notice_day(end, notice, &Holidays::default()).map(|counted| counted.day)
}

#[test]
fn a_golden_reads_and_an_unknown_key_is_refused() {
    let text = "contract = \"a\"\ntype = \"nda\"\npages = 1\nnot_stated = [\"total_value\"]\n[[field]]\nid = \"governing_law\"\nvalue = \"Ohio\"\nquote = \"laws of Ohio\"\npage = 1\n";
    let golden = parse(text).expect("a golden");
    assert_eq!(golden.fields[0].value, "Ohio");
    assert!(!golden.fields[0].derived);
    assert_eq!(golden.set, Set::House);
    assert!(golden.obligations_judged);
    assert!(parse(&format!("{text}colour = \"red\"\n")).is_err());
}

#[test]
fn a_folder_without_goldens_is_an_error_not_a_perfect_score() {
    let folder = std::env::temp_dir().join("countersign-no-goldens-here");
    assert!(read_all(&folder).is_err());
}

#[test]
fn a_later_label_counts_once_the_dictionary_knows_its_field() {
    let text = "contract = \"a\"\ntype = \"nda\"\npages = 1\nlater_not_stated = [\"sla_uptime\"]\n[[later]]\nid = \"currency\"\nvalue = \"EUR\"\nquote = \"EUR 5\"\npage = 1\n";
    let golden = parse(text).expect("a golden");
    let before = golden.clone().judging(|_| false);
    assert!(before.fields.is_empty() && before.not_stated.is_empty());
    let after = golden.judging(|id| id == "currency");
    assert_eq!(after.fields[0].value, "EUR");
    assert!(after.not_stated.is_empty());
}

/// I49: there are enough cases beside the fixtures, and a part of them is kept from those who write
/// rules.
#[test]
fn at_least_forty_contracts_beside_the_fixtures_are_labelled_and_a_third_is_held_back() {
    let goldens = shipped();
    let beside = goldens.iter().filter(|golden| text(golden).is_some());
    let (all, held) = (beside.clone().count(), beside.filter(|g| g.set.is_held()));
    assert!(all >= 40, "{all} contracts beside the fixtures");
    assert!(held.count() * 3 >= goldens.len());
}

/// I49: every duty is labelled wherever a contract is, so that a duty not labelled is none.
#[test]
fn the_duties_of_every_contract_are_labelled() {
    for golden in shipped() {
        assert!(golden.obligations_judged, "{}", golden.contract);
    }
}

/// I49: each field of the dictionary has a label, but those that code alone computes: they have no
/// cues, since nobody reads them.
#[test]
fn every_field_of_the_dictionary_is_labelled_somewhere() {
    let dictionary: Dictionary = toml::from_str(include_str!("../../../playbooks/fields.toml"))
        .expect("the shipped dictionary parses");
    let goldens = shipped();
    let labels = goldens.iter().flat_map(|g| g.fields.iter().chain(&g.later));
    let labelled: BTreeSet<&str> = labels.map(|label| label.id.as_str()).collect();
    for field in &dictionary.fields {
        let id = field.id.as_str();
        assert!(labelled.contains(id) || field.cues.is_empty(), "{id}");
    }
}

#[test]
fn every_quote_stands_in_its_text() {
    for golden in shipped() {
        let Some(text) = text(&golden) else { continue };
        let labels = golden.fields.iter().chain(&golden.later);
        let quotes = labels
            .map(|label| &label.quote)
            .chain(golden.obligations.iter().map(|duty| &duty.quote));
        for quote in quotes {
            assert!(
                text.contains(&collapsed(quote)),
                "{}: {quote}",
                golden.contract
            );
        }
    }
}

#[test]
fn no_field_is_both_stated_and_not_and_every_value_has_its_form() {
    let dictionary: Dictionary = toml::from_str(include_str!("../../../playbooks/fields.toml"))
        .expect("the shipped dictionary parses");
    for golden in shipped() {
        let absent: BTreeSet<&String> = golden
            .not_stated
            .iter()
            .chain(&golden.later_not_stated)
            .collect();
        for label in golden.fields.iter().chain(&golden.later) {
            assert!(
                !absent.contains(&label.id),
                "{} {}",
                golden.contract,
                label.id
            );
            let field = dictionary.fields.iter().find(|f| f.id.as_str() == label.id);
            let fits = field.is_none_or(|f| Value::parse(f.kind, &label.value).is_ok());
            assert!(fits, "{} {}: {}", golden.contract, label.id, label.value);
        }
        for duty in &golden.obligations {
            let kind: Result<Kind, _> = serde_json::from_value(duty.kind.clone().into());
            assert!(kind.is_ok(), "{}: {}", golden.contract, duty.kind);
            assert!(duty.due_date.is_empty() || duty.due_date.parse::<Date>().is_ok());
        }
    }
}

/// I29: what is labelled as computed is what the calendar's rules give.
#[test]
fn computed_dates_agree_with_the_calendar() {
    for golden in shipped() {
        let is_derived = |id: &str| golden.fields.iter().any(|f| f.id == id && f.derived);
        if is_derived("expiration_date") {
            let start = date(&golden, "effective_date").expect("a start");
            let term = period(&golden, "initial_term").expect("a term");
            let end = calendar::expiry(start, term);
            assert_eq!(date(&golden, "expiration_date"), end, "{}", golden.contract);
        }
        if is_derived("last_notice_date") {
            let end = date(&golden, "expiration_date").expect("an end");
            let notice = period(&golden, "notice_period").expect("a notice");
            let last = last_notice_day(end, notice);
            assert_eq!(
                date(&golden, "last_notice_date"),
                last,
                "{}",
                golden.contract
            );
        }
    }
}

/// 3.16: after tacit renewals the deadline belongs to the running term. 3.17: sixty days before a
/// month-end are sixty days.
#[test]
fn deadlines_roll_forward_with_each_renewal() {
    let mut judged = 0;
    for golden in shipped() {
        for deadline in &golden.deadlines {
            let first = date(&golden, "expiration_date").expect("an end");
            let renewal = period(&golden, "renewal_term").expect("a renewal");
            let notice = period(&golden, "notice_period").expect("a notice");
            let end = calendar::current_end(first, renewal, deadline.today);
            assert_eq!(end, Some(deadline.term_end), "{}", golden.contract);
            let last = end.and_then(|end| last_notice_day(end, notice));
            assert_eq!(last, Some(deadline.last_notice), "{}", golden.contract);
            judged += 1;
        }
    }
    assert!(judged >= 10, "{judged} deadlines");
}

/// The labelled values as an engine would claim them.
fn claims(golden: &Golden, dictionary: &Dictionary) -> Claims {
    let stated = golden.fields.iter().filter(|field| !field.derived);
    let candidates = stated.filter_map(|field| {
        let id = FieldId::from(field.id.as_str());
        Some(Candidate {
            value: Value::parse(dictionary.get(&id)?.kind, &field.value).ok()?,
            field: id,
            quote: field.quote.clone(),
            near: None,
            engine: Engine::Offline,
        })
    });
    Claims {
        candidates: candidates.collect(),
        ..Claims::default()
    }
}

/// 3.16: on any day the pipeline names the last day for notice of the term that runs then;
/// `last_notice_date` stays that of the first end.
#[test]
fn the_pipeline_names_the_day_for_notice_of_the_running_term() {
    let dictionary: Dictionary = toml::from_str(include_str!("../../../playbooks/fields.toml"))
        .expect("the shipped dictionary parses");
    let mut judged = 0;
    for golden in shipped() {
        let file = golden.file(&folder(), Path::new("."));
        let Ok(text) = std::fs::read_to_string(file) else {
            continue;
        };
        for deadline in &golden.deadlines {
            let document = plain::document(&text);
            let claims = claims(&golden, &dictionary);
            let reading = settle(&document, &dictionary, Engine::Offline, claims);
            let mut on_the_day = reading.clone();
            running(
                &dictionary,
                &mut on_the_day,
                deadline.today,
                &Calendars::default(),
            );
            let name = format!("{} on {}", golden.contract, deadline.today);
            let next = on_the_day.term("running_notice_date");
            let next = next.unwrap_or_else(|| panic!("{name}: no day"));
            assert_eq!(next.value, Value::Date(deadline.last_notice), "{name}");
            let rule = next.derivation.as_ref().expect("it is computed");
            assert!((4..=5).contains(&rule.inputs.len()), "{name}");
            let renewal = on_the_day.term("renewal_date").map(|term| &term.value);
            let after = deadline.term_end.tomorrow().expect("a day");
            assert_eq!(renewal, Some(&Value::Date(after)), "{name}");
            let first = |reading: &Reading| reading.term("last_notice_date").cloned();
            assert_eq!(first(&on_the_day), first(&reading), "{name}");
            judged += 1;
        }
    }
    assert!(judged >= 10, "{judged} deadlines");
}
