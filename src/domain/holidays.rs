//! The days on which no business is done beside Saturdays and Sundays, as the settings list them. A list
//! holds for the years that it names; of any other year nothing is known, and nothing is guessed.

use super::value::plain;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The list of contracts whose law has none of its own.
const ANY: &str = "any";

/// What the name of a rule ends with where holidays that nobody listed may move its day.
pub const WITHOUT_HOLIDAYS: &str = "_without_holidays";

/// The lists of holidays, each by the name of the law that governs a contract, such as `Germany`; `any` is
/// that of all others.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Calendars(BTreeMap<String, Holidays>);

impl Calendars {
    /// The list for a contract under `law`, as its value names it; an empty one where there is none.
    pub fn of(&self, law: Option<&str>) -> Holidays {
        let list = |name: &str| {
            let name = plain(name);
            let known = self.0.iter().find(|(known, _)| plain(known) == name);
            known.map(|(_, list)| list.clone())
        };
        law.and_then(list).or_else(|| list(ANY)).unwrap_or_default()
    }
}

/// The holidays of one place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Holidays(BTreeSet<Date>);

impl Holidays {
    /// A list.
    pub fn new(days: impl IntoIterator<Item = Date>) -> Self {
        Self(days.into_iter().collect())
    }

    /// Whether `date` is one.
    pub fn has(&self, date: Date) -> bool {
        self.0.contains(&date)
    }

    /// Those between two days, both included.
    pub fn between(&self, one: Date, other: Date) -> impl Iterator<Item = Date> + '_ {
        self.0.range(one.min(other)..=one.max(other)).copied()
    }

    /// Whether the list names days in every year from `one` to `other`.
    pub fn knows(&self, one: Date, other: Date) -> bool {
        let (first, last) = (one.min(other).year(), one.max(other).year());
        (first..=last).all(|year| self.0.iter().any(|day| day.year() == year))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// 3.17: a list is known by the law of the contract, and only for its own years.
    #[test]
    fn a_list_holds_for_its_law_and_its_years() {
        let unity = date(2026, 10, 3);
        let calendars = Calendars(BTreeMap::from([
            ("germany".to_owned(), Holidays::new([unity])),
            (ANY.to_owned(), Holidays::new([date(2026, 12, 25)])),
        ]));
        assert!(calendars.of(Some("Germany")).has(unity));
        assert!(!calendars.of(Some("Ohio")).has(unity));
        assert!(calendars.of(None).has(date(2026, 12, 25)));
        let german = calendars.of(Some("Germany"));
        assert!(german.knows(date(2026, 1, 1), date(2026, 12, 31)));
        assert!(!german.knows(date(2026, 12, 31), date(2027, 1, 1)));
        assert!(!Calendars::default().of(None).knows(unity, unity));
    }
}
