//! Calendar dates as contracts write them, found in running text.
//!
//! A numeric date is read month first, as in the United States, unless its first number exceeds 12 or
//! it is written with dots, as in Europe; what a contract's other dates or its law say of that, `order` tells.
//! Nothing here invents a part: a date without a year or with a blank day is not a date.

mod order;

pub use order::{Order, in_order, order, other, turned};

use super::numbers;
use crate::domain::document::Span;
use crate::domain::value::PartialDate;
use crate::offline::patterns::{Pattern, cased};
use jiff::civil::Date;
use regex::Captures;
use std::sync::LazyLock;

const MONTH: &str = r"(?P<m>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?";
/// The months in full, for patterns that name one without reading it.
pub(super) const MONTHS: &str =
    "(?:january|february|march|april|may|june|july|august|september|october|november|december)";
/// Ordinal endings, also torn apart as scans do: `20t h`, `1 st`.
const ORDINAL: &str = r"(?:\s?(?:s\s?t|n\s?d|r\s?d|t\s?h)\b)?";
/// `2019` and `two thousand and nineteen`.
const YEAR: &str = r"(?:(?P<y>(?:19|20)\d\d)\b|(?P<yw>(?:two\s+thousand|nineteen\s+hundred|one\s+thousand\s+nine\s+hundred)(?:\s+and)?(?:[\s-]+[a-z]+teen|[\s-]+(?:twenty|thirty|forty|seventy|eighty|ninety)(?:[\s-]+[a-z]+)?|[\s-]+(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve))?)\b)";
/// What drafters and scans put between the parts of a date.
const GAP: &str = r"[\s,._–—-]*";

static FORMS: LazyLock<[Pattern; 8]> = LazyLock::new(|| {
    let in_the_year = r"(?:of\s+|day\s+of\s+|in\s+the\s+year\s+(?:of\s+)?(?:our\s+lord\s+)?)?";
    let month_first = format!(
        r"(?i)\b{MONTH}{GAP}(?P<d>\d{{1,2}}){ORDINAL}(?:\s+day)?{GAP}{in_the_year},?\s*{YEAR}"
    );
    let day_first = format!(
        r"(?i)\b(?P<d>\d{{1,2}}){ORDINAL}{GAP}(?:day{GAP})?(?:of\s*)?(?:the\s+month\s+of\s+)?{GAP}{MONTH}{GAP}{in_the_year},?\s*{YEAR}"
    );
    let short_year = format!(r"(?i)\b(?P<d>\d{{1,2}})[\s-]?{MONTH}[\s-]?['’]?(?P<y>\d\d)\b");
    let day_in_words = format!(
        r"(?i)\b(?P<w>[a-z]+(?:[\s-][a-z]+)??)\s+(?:\(\d{{1,2}}{ORDINAL}\)\s+)?(?:day\s+)?of\s+{MONTH}{GAP}{in_the_year}{YEAR}"
    );
    let end_of_year =
        r"(?i)\bend\s+of\s+(?:the\s+)?(?:calendar\s+)?(?:year\s+)?(?P<e>(?:19|20)\d\d)\b"
            .to_owned();
    let end_of_month =
        format!(r"(?i)\b(?P<l>(?:end|last\s+day)\s+of)\s+{MONTH}{GAP}(?:of\s+)?{YEAR}");
    let iso = r"\b(?P<y>(?:19|20)\d\d)[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})\b".to_owned();
    let numeric =
        r"\b(?P<a>\d{1,2})\s?(?P<s>[/.\-])\s?(?P<b>\d{1,2})\s?[/.\-]\s?(?P<y>(?:19|20)\d\d|\d\d)\b"
            .to_owned();
    [
        month_first,
        day_first,
        day_in_words,
        iso,
        numeric,
        short_year,
        end_of_year,
        end_of_month,
    ]
    .map(|form| cased(&form))
});

/// The place of the numeric form among [`FORMS`].
const NUMERIC: usize = 4;

/// Every date in `text` with its place, in text order; places never overlap.
pub fn dates(text: &str) -> Vec<(Span, Date)> {
    let mut found: Vec<(Span, Date)> = Vec::new();
    if !names_a_year(text) {
        return found;
    }
    for form in FORMS.iter() {
        for captures in form.captures_iter(text) {
            let Some(whole) = captures.get(0) else {
                continue;
            };
            // `v.08.05.03` and `12.3.01.2` are no days.
            let is_rest =
                captures.name("a").is_some() && text[..whole.start()].ends_with(['.', '/', '-']);
            if let Some(date) = read(&captures).filter(|_| !is_rest) {
                found.push((Span::new(whole.start(), whole.end()), date));
            }
        }
    }
    found.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    let mut end = 0;
    found.retain(|(span, _)| {
        let is_free = span.start >= end;
        if is_free {
            end = span.end;
        }
        is_free
    });
    found
}

/// Whether a year may stand in `text`, in digits or in words; to see that costs far less than to try
/// the forms.
fn names_a_year(text: &str) -> bool {
    let mut pairs = text.as_bytes().windows(2);
    pairs.any(|pair| pair[0].is_ascii_digit() && pair[1].is_ascii_digit())
        || IN_WORDS.is_match(text)
}

static IN_WORDS: LazyLock<Pattern> = LazyLock::new(|| cased("(?i)hundred|thousand"));

/// A day, or a day and a month, that is left blank or blacked out.
const BLANK: &str = r"(?:_+|\[[\s_*•·●]*\]|•|●)";

static PARTIAL: LazyLock<[Pattern; 3]> = LazyLock::new(|| {
    let blank_day = format!(
        r"(?i)(?:{BLANK}\s*|\bthis\s+)(?:th\s+|st\s+)?day\s+of\s*(?:{MONTH}|{BLANK})?\s*,?\s*{YEAR}"
    );
    let month_alone = format!(r"(?i)\b{MONTH}\s*{BLANK}?\s*,?\s*{YEAR}");
    let year_alone = format!(r"(?i)(?:{BLANK}\s*,?|\b(?:as\s+of|dated)\s*,)\s*{YEAR}");
    [blank_day, month_alone, year_alone].map(|form| cased(&form))
});

/// Every date in `text` of which the day, or day and month, is blank: `this ___ day of March, 2026`,
/// `[●], 2026`, `March 2026`. Places never overlap those of whole dates.
pub fn partial_dates(text: &str) -> Vec<(Span, PartialDate)> {
    let mut taken: Vec<Span> = dates(text).into_iter().map(|(span, _)| span).collect();
    let mut found = Vec::new();
    for form in PARTIAL.iter() {
        for captures in form.captures_iter(text) {
            let (Some(whole), Some(year)) = (captures.get(0), captures.name("y")) else {
                continue;
            };
            let span = Span::new(whole.start(), whole.end());
            let Ok(year) = year.as_str().parse() else {
                continue;
            };
            if taken
                .iter()
                .all(|known| known.end <= span.start || span.end <= known.start)
            {
                let month = captures
                    .name("m")
                    .and_then(|name| month_number(name.as_str()));
                let month = month.and_then(|month| i8::try_from(month).ok());
                taken.push(span);
                found.push((span, PartialDate { year, month }));
            }
        }
    }
    found.sort_by_key(|(span, _)| span.start);
    found
}

fn read(captures: &Captures<'_>) -> Option<Date> {
    let number = |name: &str| {
        captures
            .name(name)
            .and_then(|m| m.as_str().parse::<i16>().ok())
    };
    if let Some(year) = number("e") {
        return date(year, 12, 31);
    }
    let year = match captures.name("yw") {
        Some(words) => i16::try_from(numbers::spelled(words.as_str())?).ok()?,
        None => full_year(number("y")?),
    };
    if let (Some(a), Some(b)) = (number("a"), number("b")) {
        let is_dotted = captures
            .name("s")
            .is_some_and(|separator| separator.as_str() == ".");
        let (month, day) = if a > 12 || (is_dotted && b <= 12) {
            (b, a)
        } else {
            (a, b)
        };
        return date(year, month, day);
    }
    let month = captures.name("m")?.as_str();
    let month = month.parse().ok().or_else(|| month_number(month))?;
    if captures.name("l").is_some() {
        return date(year, month, 1).map(Date::last_of_month);
    }
    let day = match captures.name("w") {
        Some(word) => numbers::ordinal(word.as_str())?,
        None => number("d")?,
    };
    date(year, month, day)
}

fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Two-digit years up to 49 are of this century, as in the labels of CUAD.
fn full_year(year: i16) -> i16 {
    match year {
        0..=49 => 2000 + year,
        50..=99 => 1900 + year,
        _ => year,
    }
}

fn month_number(name: &str) -> Option<i16> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let name = name.get(..3)?.to_ascii_lowercase();
    let at = MONTHS.iter().position(|month| *month == name)?;
    i16::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(text: &str) -> Option<String> {
        let found = dates(text);
        assert!(found.len() <= 1, "{text}: {found:?}");
        found.first().map(|(_, date)| date.to_string())
    }

    #[test]
    fn every_form_of_a_date_that_contracts_use_is_read() {
        for (text, expected) in [
            ("as of January 15, 2026 by", "2026-01-15"),
            ("on 15 January 2026.", "2026-01-15"),
            ("this 15th day of January, 2026", "2026-01-15"),
            ("the 20t h day of March 2019", "2019-03-20"),
            ("dated 1/15/2026", "2026-01-15"),
            ("dated 31/01/2026", "2026-01-31"),
            ("by 3/4/99", "1999-03-04"),
            ("vom 3.4.2011", "2011-04-03"),
            ("2026-01-15", "2026-01-15"),
            ("Jan. 15 2026", "2026-01-15"),
            ("Sept. 1st, 2026", "2026-09-01"),
            ("the first day of May, 2020", "2020-05-01"),
            ("this twenty-third day of June, 2020", "2020-06-23"),
            ("on March\n31,\n2027", "2027-03-31"),
            ("31 December 2028", "2028-12-31"),
            ("this 3rd day\nof March, 2026", "2026-03-03"),
            ("the 16 day of August. 2012", "2012-08-16"),
            ("20 March day of 1998", "1998-03-20"),
            ("this 1st day of --- November, 2003", "2003-11-01"),
            ("April. 1st 2019", "2019-04-01"),
            ("by the end of calendar year 2026", "2026-12-31"),
            ("on the last day of February 2028", "2028-02-29"),
            ("the twenty-fourth of November, 1997", "1997-11-24"),
            ("First day of May 2026", "2026-05-01"),
            ("Dated: twenty-first day of May 2026", "2026-05-21"),
            (
                "the Third day of May One thousand nine hundred and ninety-eight",
                "1998-05-03",
            ),
            ("24-OCT-2011", "2011-10-24"),
            ("5-Mar-18", "2018-03-05"),
            (
                "the 2nd day of May in the year two thousand and nineteen",
                "2019-05-02",
            ),
            ("May 2, nineteen hundred and ninety-nine", "1999-05-02"),
        ] {
            assert_eq!(only(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_date_with_a_blank_part_is_read_as_far_as_it_goes() {
        for (text, expected) in [
            ("made this ____ day of March, 2018", "2018-03"),
            ("as of this day of , 2012", "2012"),
            ("[ ] day of [●], 2020", "2020"),
            ("as of September ___, 2019", "2019-09"),
            ("dated [·], 2019", "2019"),
            ("in April 2013", "2013-04"),
            ("made as of , 2006", "2006"),
        ] {
            let found = partial_dates(text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!(found[0].1.to_string(), expected, "{text}");
        }
        for text in ["on March 3, 2018", "this 3rd day of March, 2018", "in 2018"] {
            assert!(partial_dates(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_of_the_calendar_is_not_read() {
        for text in [
            "February 30, 2026",
            "May 2026",
            "the ___ day of May, 2026",
            "Section 13.45.2026",
            "January [ ], 2026",
            "Form v.08.05.03",
            "May 12 shares of 2019",
        ] {
            assert_eq!(only(text), None, "{text}");
        }
    }
}
