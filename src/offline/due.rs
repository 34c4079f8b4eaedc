//! Due dates that follow from the contract's own dates.
//!
//! | rule | example | source |
//! |---|---|---|
//! | `counted_from_effective_date` | within 30 days after the Effective Date, effective 2026-01-15: 2026-02-14 | its words; the day itself is not counted: German Civil Code § 187 (1) |
//! | `counted_from_agreement_date` | within 90 days of the execution of this Agreement, dated 2026-01-15: 2026-04-15 | the same |
//! | `counted_to_expiration_date` | 60 days before the expiration of this Agreement, which expires 2027-01-14: 2026-11-15 | the same, backwards; days are never rounded to a month (requirement 3.17) |
//! | `counted_to_the_running_end` | the same in a contract that has renewed by the year; on 1 June 2027: 2027-11-15 | the same; each end is counted from the first (requirement 3.16) |
//! | `first_of_rule_from_effective_date` | on the first day of each month, effective 2026-01-15: 2026-02-01 | its words; RFC 5545 counts the dates of a rule |
//! | each of them `_without_holidays` | within 5 business days after the Effective Date, effective 2026-01-15: 2026-01-22 | its words; no holidays are listed for the days that were counted, see `calendar.rs` |
//!
//! A contract that bears no date but takes effect on one was executed then: `counted_from_effective_date`
//! is also the rule of what counts from its execution.
//!
//! Nothing is counted from an event, or from the effective date of a termination. Business days are Monday to
//! Friday without the holidays that are listed; where none are, the name of the rule says so.

use super::calendar::{self, Counted, Side};
use super::derive;
use crate::domain::holidays::Holidays;
use crate::domain::id::FieldId;
use crate::domain::obligation::Due;
use crate::domain::recurrence::Recurrence;
use crate::domain::term::{Candidate, Derivation};
use crate::domain::value::Value;
use crate::offline::patterns::{Pattern, cased};
use jiff::civil::Date;
use std::sync::LazyLock;

const EFFECTIVE: &str = "effective_date";
const AGREEMENT: &str = "agreement_date";
const EXPIRATION: &str = "expiration_date";

/// The contract's own dates, as far as they are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Known {
    /// When it takes effect.
    pub effective: Option<Date>,
    /// The date it bears.
    pub agreement: Option<Date>,
    /// When it ends.
    pub expiration: Option<Date>,
}

impl Known {
    /// What `candidates` state, and what follows from them; `text` is the contract's running text.
    pub fn of(text: &str, candidates: &[Candidate]) -> Self {
        let derived = derive::derive(text, candidates);
        let find = |id: &str| {
            candidates
                .iter()
                .chain(derived.iter().map(|derived| &derived.candidate))
                .find(|candidate| candidate.field.as_str() == id)
                .and_then(|candidate| match candidate.value {
                    Value::Date(date) => Some(date),
                    _ => None,
                })
        };
        Self {
            effective: find(EFFECTIVE),
            agreement: find(AGREEMENT),
            expiration: find(EXPIRATION),
        }
    }

    /// The date of `field`, or of the one that stands for it, with the field that has it.
    fn date(&self, field: &'static str) -> Option<(Date, &'static str)> {
        let effective = self.effective.map(|date| (date, EFFECTIVE));
        match field {
            EFFECTIVE => effective,
            AGREEMENT => self.agreement.map(|date| (date, field)).or(effective),
            _ => self.expiration.map(|date| (date, field)),
        }
    }
}

/// Counts `due` to `end`, where it counts to the end of the contract, whichever that is: the end of the
/// initial term is another day. What was counted, if anything.
pub fn settle_to_end(due: &mut Option<Due>, end: Date, holidays: &Holidays) -> Option<Counted> {
    let Some(Due::Within {
        period,
        anchor,
        date,
    }) = due
    else {
        return None;
    };
    let (_, side) = counted_from(anchor)
        .filter(|(field, _)| *field == EXPIRATION && !INITIAL.is_match(anchor))?;
    let counted = calendar::counted(end, *period, side, holidays)?;
    *date = Some(counted.day);
    Some(counted)
}

/// Puts the date into `due` where it follows, and says by which rule.
pub fn settle(
    due: &mut Option<Due>,
    recurrence: Option<&Recurrence>,
    known: &Known,
    holidays: &Holidays,
) -> Option<Derivation> {
    match due.as_mut()? {
        Due::Within {
            period,
            anchor,
            date: date @ None,
        } => {
            let (field, side) = counted_from(anchor)?;
            let (from, field) = known.date(field)?;
            let counted = calendar::counted(from, *period, side, holidays)?;
            *date = Some(counted.day);
            let verb = if field == EXPIRATION { "to" } else { "from" };
            let rule = counted.rule(&format!("counted_{verb}_{field}"));
            Some(derivation(&rule, field))
        }
        Due::Every {
            date: date @ None, ..
        } => {
            let rule = recurrence.filter(|rule| rule.names_its_day())?;
            let first = first(rule, known.effective?, holidays)?;
            *date = Some(first.day);
            let by = first.rule("first_of_rule_from_effective_date");
            Some(derivation(&by, EFFECTIVE))
        }
        _ => None,
    }
}

/// Dates of a rule among which the first is sought that no holiday has moved before its start.
const NEAR: u16 = 40;

/// The first date of `rule` from `start` on. Its business days are those of the listed holidays.
fn first(rule: &Recurrence, start: Date, holidays: &Holidays) -> Option<Counted> {
    if !rule.is_of_business_days() {
        let day = *rule.dates(start, 1).first()?;
        return Some(Counted {
            day,
            without_holidays: false,
        });
    }
    let place = rule.place();
    // A holiday may move the day of the month in which the start lies to either side of it.
    let dates = rule.dates(start.first_of_month(), NEAR);
    let mut days = dates.into_iter().filter_map(|day| match place {
        Some(place) => calendar::business_day_of(day, place, holidays),
        None => (!holidays.has(day)).then_some(Counted {
            day,
            without_holidays: !holidays.knows(start, day),
        }),
    });
    days.find(|counted| counted.day >= start)
}

fn derivation(rule: &str, field: &str) -> Derivation {
    Derivation {
        rule: rule.to_owned(),
        inputs: vec![FieldId::from(field)],
    }
}

static ANCHOR: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?xi)^(?P<d>after|from|of|following|before|prior\s+to|in\s+advance\s+of)\s+
        (?: (?P<e>the\s+effective\s+date)
          | (?P<a>the\s+(?:date\s+(?:of\s+this\s+\w+|hereof|of\s+(?:its\s+|the\s+)?(?:execution|signing|signature)|first\s+(?:above\s+written|written\s+above|set\s+forth\s+above))|execution|signing|signature|agreement\s+date|execution\s+date)|execution)
          | (?P<x>(?:the\s+)?(?:expiration(?:\s+date)?|expiry(?:\s+date)?|end\s+of\s+the\s+(?:initial\s+)?term)) )
        (?P<rest>.*)$",
    )
});
/// What may follow such an anchor: nothing but a word for the contract or its term.
static OWN: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?i)^\s*(?:(?:of|to)\s+)?(?:(?:this|the|such)\s+)?(?:initial\s+|amended\s+)?(?:agreement|contract|amendment|addendum|lease|licen[cs]e|order|reseller agreement|term|letter)?\s*(?:hereof|hereunder|by\s+(?:both|the)\s+parties)?[\s.)]*$",
    )
});

/// What ends once, however often the contract renews.
static INITIAL: LazyLock<Pattern> = LazyLock::new(|| cased(r"(?i)\binitial\b"));

/// From which of the contract's dates an anchor counts, and how; `None` where it is another day, such
/// as the effective date of a termination or an anniversary.
fn counted_from(anchor: &str) -> Option<(&'static str, Side)> {
    let words = anchor.replace(['“', '”', '"'], "");
    let found = ANCHOR.captures(&words)?;
    if !OWN.is_match(found.name("rest").map_or("", |rest| rest.as_str())) {
        return None;
    }
    let side = match found.name("d")?.as_str().to_lowercase().as_str() {
        "after" | "from" | "of" | "following" => Side::After,
        _ => Side::Before,
    };
    let field = match (found.name("e"), found.name("a")) {
        (Some(_), _) => EFFECTIVE,
        (_, Some(_)) => AGREEMENT,
        _ => EXPIRATION,
    };
    Some((field, side))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::value::{Period, Unit};
    use jiff::civil::date;

    fn none() -> Holidays {
        Holidays::default()
    }

    const KNOWN: Known = Known {
        effective: Some(date(2026, 1, 15)),
        agreement: Some(date(2026, 1, 10)),
        expiration: Some(date(2027, 1, 14)),
    };

    fn dated(count: u32, unit: Unit, anchor: &str) -> Option<(String, String)> {
        settled(count, unit, anchor, &KNOWN).map(|(date, by)| (date, by.rule))
    }

    fn settled(
        count: u32,
        unit: Unit,
        anchor: &str,
        known: &Known,
    ) -> Option<(String, Derivation)> {
        let mut due = Some(Due::Within {
            period: Period::new(count, unit),
            anchor: anchor.to_owned(),
            date: None,
        });
        let derivation = settle(&mut due, None, known, &none())?;
        Some((due?.date()?.to_string(), derivation))
    }

    /// Requirement 3.16: the input that is named is the one that was counted from, so that the due date
    /// follows its correction.
    #[test]
    fn the_date_that_stands_for_another_is_the_one_that_is_named() {
        let undated = Known {
            agreement: None,
            ..KNOWN
        };
        let of_execution = "of the execution of this Agreement";
        let found = settled(90, Unit::Day, of_execution, &undated);
        let (date, by) = found.expect("the effective date stands for it");
        assert_eq!(
            (date.as_str(), by.rule.as_str()),
            ("2026-04-15", "counted_from_effective_date")
        );
        assert_eq!(by.inputs, [FieldId::from(EFFECTIVE)]);
        let (_, by) = settled(90, Unit::Day, of_execution, &KNOWN).expect("it is dated");
        assert_eq!(by.inputs, [FieldId::from(AGREEMENT)]);
    }

    /// Requirement 3.16: only what is counted from the contract's own dates gets a date, in the right
    /// direction, and the rule is named.
    #[test]
    fn a_due_date_counts_from_the_contracts_own_dates_alone() {
        for (anchor, expected, rule) in [
            (
                "after the Effective Date",
                "2026-02-14",
                "counted_from_effective_date",
            ),
            (
                "prior to the “Effective Date”",
                "2025-12-16",
                "counted_from_effective_date",
            ),
            (
                "of the execution of this Agreement",
                "2026-02-09",
                "counted_from_agreement_date",
            ),
            (
                "from the date hereof",
                "2026-02-09",
                "counted_from_agreement_date",
            ),
            (
                "before the expiration of the Initial Term",
                "2026-12-15",
                "counted_to_expiration_date",
            ),
        ] {
            let found = dated(30, Unit::Day, anchor);
            assert_eq!(
                found,
                Some((expected.to_owned(), rule.to_owned())),
                "{anchor}"
            );
        }
        for other in [
            "after the effective date of termination",
            "after each anniversary of the Effective Date",
            "of the execution of the Lease by the Landlord's bank",
            "after receipt",
            "",
        ] {
            assert_eq!(dated(30, Unit::Day, other), None, "{other}");
        }
    }

    /// Requirement 3.16: only what counts to the end of the contract follows the end that runs.
    #[test]
    fn the_end_that_runs_is_not_that_of_the_initial_term() {
        let end = date(2029, 1, 14);
        for (anchor, expected) in [
            (
                "before the expiration of this Agreement",
                Some(date(2028, 12, 15)),
            ),
            ("after the expiration date", Some(date(2029, 2, 13))),
            ("before the end of the Initial Term", None),
            ("after the Effective Date", None),
            ("after receipt", None),
        ] {
            let mut due = Some(Due::Within {
                period: Period::new(30, Unit::Day),
                anchor: anchor.to_owned(),
                date: None,
            });
            let is_counted = settle_to_end(&mut due, end, &none()).is_some();
            assert_eq!(is_counted, expected.is_some(), "{anchor}");
            assert_eq!(due.and_then(|due| due.date()), expected, "{anchor}");
        }
    }

    /// Requirement 3.17: days stay days, months months, and business days are neither.
    #[test]
    fn units_are_kept_apart() {
        let start = "after the Effective Date";
        let day = |count, unit| dated(count, unit, start).map(|(date, _)| date);
        assert_eq!(day(1, Unit::Month).as_deref(), Some("2026-02-15"));
        assert_eq!(day(31, Unit::Day).as_deref(), Some("2026-02-15"));
        assert_eq!(day(5, Unit::Day).as_deref(), Some("2026-01-20"));
        assert_eq!(day(5, Unit::BusinessDay).as_deref(), Some("2026-01-22"));
    }

    #[test]
    fn the_first_day_of_a_rule_that_names_it_follows_from_the_start() {
        let every = Period::new(1, Unit::Month);
        let mut due = Some(Due::Every {
            period: every,
            date: None,
        });
        assert_eq!(
            settle(&mut due, Recurrence::every(every).as_ref(), &KNOWN, &none()),
            None
        );
        let rule = Recurrence::on(every, None, Some(1));
        assert!(settle(&mut due, rule.as_ref(), &KNOWN, &none()).is_some());
        assert_eq!(due.and_then(|due| due.date()), Some(date(2026, 2, 1)));
    }

    /// Requirement 3.17: a date in business days tells whether holidays were listed for it.
    #[test]
    fn business_days_are_counted_with_the_holidays_that_are_listed() {
        let listed = Holidays::new([date(2026, 1, 19), date(2026, 1, 30)]);
        let settled = |holidays: &Holidays| {
            let mut due = Some(Due::Within {
                period: Period::new(5, Unit::BusinessDay),
                anchor: "after the Effective Date".to_owned(),
                date: None,
            });
            let by = settle(&mut due, None, &KNOWN, holidays).expect("it follows");
            (due.and_then(|due| due.date()), by.rule)
        };
        let by = |rule: &str| rule.to_owned();
        assert_eq!(
            settled(&none()),
            (
                Some(date(2026, 1, 22)),
                by("counted_from_effective_date_without_holidays")
            )
        );
        assert_eq!(
            settled(&listed),
            (Some(date(2026, 1, 23)), by("counted_from_effective_date"))
        );
        let rule: Recurrence = "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"
            .parse()
            .expect("a rule");
        let last = |holidays: &Holidays| {
            first(&rule, date(2026, 1, 15), holidays)
                .map(|first| (first.day, first.without_holidays))
        };
        assert_eq!(last(&none()), Some((date(2026, 1, 30), true)));
        assert_eq!(last(&listed), Some((date(2026, 1, 29), false)));
    }
}
