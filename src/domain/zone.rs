//! The time zone of the house: which day it is there at an instant, and when that day began. The rules of the
//! zones are in the binary, so that no machine without them counts another day.
//!
//! | rule | example | source |
//! |---|---|---|
//! | the present day is that at the house | 30 June, 23:30 UTC, in `Europe/Berlin`: 1 July | IANA time zone database |
//! | a day without its midnight begins with its first hour | 29 March 2026 in `Asia/Beirut`: 01:00 | the same |

use chrono::{DateTime, NaiveTime, TimeDelta, TimeZone as _};
use chrono_tz::Tz;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// A time zone by its name in the IANA database, such as `Europe/Berlin`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone(Tz);

/// A name that no zone has.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "expected a time zone by its name in the IANA database, such as \"UTC\", \"Europe/Berlin\" or \"America/New_York\""
)]
pub struct NoZone;

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(Tz::UTC);

    /// The day at `now`.
    pub fn day(self, now: Timestamp) -> Date {
        let here = self.0.from_utc_datetime(&utc(now).naive_utc());
        civil(here.date_naive())
    }

    /// When the day of `now` began, in microseconds since 1970.
    pub fn midnight(self, now: Timestamp) -> i64 {
        let day = self.0.from_utc_datetime(&utc(now).naive_utc()).date_naive();
        let midnight = day.and_time(NaiveTime::MIN);
        // Where the clocks leave midnight out, the day begins with the first hour that there is.
        let hours = (0..24).map(|hours| midnight + TimeDelta::hours(hours));
        let begins = hours
            .into_iter()
            .find_map(|at| self.0.from_local_datetime(&at).earliest());
        begins.map_or_else(|| now.as_microsecond(), |at| at.timestamp_micros())
    }

    /// The name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }
}

fn utc(at: Timestamp) -> DateTime<chrono::Utc> {
    DateTime::from_timestamp_micros(at.as_microsecond()).unwrap_or_default()
}

fn civil(day: chrono::NaiveDate) -> Date {
    let epoch = chrono::NaiveDate::default();
    let days = day.signed_duration_since(epoch).num_days();
    let span = jiff::Span::new().try_days(days);
    let date = span.and_then(|span| Date::constant(1970, 1, 1).checked_add(span));
    date.unwrap_or(Date::constant(1970, 1, 1))
}

impl FromStr for Zone {
    type Err = NoZone;

    fn from_str(name: &str) -> Result<Self, NoZone> {
        name.parse().map(Self).map_err(|_| NoZone)
    }
}

impl TryFrom<String> for Zone {
    type Error = NoZone;

    fn try_from(name: String) -> Result<Self, NoZone> {
        name.parse()
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.name().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn at(instant: &str) -> Timestamp {
        instant.parse().expect("an instant")
    }

    fn zone(name: &str) -> Zone {
        name.parse().expect("a zone")
    }

    /// 3.17: around midnight the day is that of the house.
    #[test]
    fn the_day_is_that_at_the_house() {
        let late = at("2026-06-30T23:30:00Z");
        assert_eq!(Zone::UTC.day(late), date(2026, 6, 30));
        assert_eq!(zone("Europe/Berlin").day(late), date(2026, 7, 1));
        let early = at("2026-06-30T03:30:00Z");
        assert_eq!(zone("America/New_York").day(early), date(2026, 6, 29));
        let winter = at("2026-01-31T22:30:00Z");
        assert_eq!(zone("Europe/Berlin").day(winter), date(2026, 1, 31));
    }

    #[test]
    fn a_day_begins_at_its_midnight_or_its_first_hour() {
        let berlin = zone("Europe/Berlin");
        let midnight = |zone: Zone, now| zone.midnight(at(now));
        let micros = |instant| at(instant).as_microsecond();
        assert_eq!(
            midnight(berlin, "2026-06-30T23:30:00Z"),
            micros("2026-06-30T22:00:00Z")
        );
        assert_eq!(
            midnight(Zone::UTC, "2026-06-30T23:30:00Z"),
            micros("2026-06-30T00:00:00Z")
        );
        // In Beirut the clocks go from 00:00 to 01:00 on the last Sunday of March.
        assert_eq!(
            midnight(zone("Asia/Beirut"), "2026-03-29T12:00:00Z"),
            micros("2026-03-28T22:00:00Z")
        );
    }

    #[test]
    fn a_name_that_no_zone_has_is_refused() {
        for name in ["", "Berlin", "CEST", "Europe/Bonn"] {
            assert_eq!(name.parse::<Zone>(), Err(NoZone), "{name}");
        }
        assert_eq!(zone("Europe/Berlin").name(), "Europe/Berlin");
    }
}
