//! Periods as contracts write them: `thirty-six (36) months`, `ninety (90) days'`, `three (3) year`.
//!
//! The unit is kept as stated: months are never days, business days are never calendar days.

use super::numbers;
use crate::domain::document::Span;
use crate::domain::value::{Period, Unit};
use crate::offline::patterns::{Pattern, cased};
use std::sync::LazyLock;

static PERIOD: LazyLock<Pattern> = LazyLock::new(|| {
    let words = numbers::WORDS;
    cased(&format!(
        r"(?ix)
        (?: (?P<w>\b{words}) [\s-]* (?: \(\s*(?:(?P<p>\d{{1,4}})|[\dIlOo]{{1,4}})\s*\)? | \)?\s*\( )? \s*\)?
          | \b(?P<d>\d{{1,4}}) \s* (?: \([^()\d]{{1,40}}\) )?
        )
        (?P<m> \s+ or \s+ more )? [\s-]* (?:(?:calendar|fiscal|consecutive|full|contract|additional|successive|consecutive|further|more)[\s-]+)*
        (?P<u> (?:business|working|banking)[\s-]+days? | days? | weeks? | months? | mos | years? | yrs? | hours?
             | anniversar(?:y|ies) ) \b"
    ))
});

/// What every period has; most sentences have none, and to look for it costs less than to try the form.
static UNIT: LazyLock<Pattern> =
    LazyLock::new(|| cased("(?i)day|week|month|mos|year|yr|hour|anniversar"));

/// Whether `text` may have a period at all, for those who would look at much before they look for one.
pub fn speaks_of_time(text: &str) -> bool {
    UNIT.is_match(text)
}

/// Every period in `text` with its place, in text order; `two years and three months` is one of 27 months.
pub fn periods(text: &str) -> Vec<(Span, Period)> {
    let mut found: Vec<(Span, Period)> = Vec::new();
    if !speaks_of_time(text) {
        return found;
    }
    for (span, period) in simple(text) {
        if let Some((known, sum)) = found.last_mut()
            && let Some(both) = sum_of(*sum, &text[known.end..span.start], period)
        {
            (known.end, *sum) = (span.end, both);
        } else {
            found.push((span, period));
        }
    }
    found
}

/// Years and the months that `between` adds to them, as months.
fn sum_of(years: Period, between: &str, months: Period) -> Option<Period> {
    let is_sum = years.unit == Unit::Year && months.unit == Unit::Month && months.count < 12;
    let is_added = matches!(between.trim(), "and" | "," | "plus" | ", and");
    let count = years.count.checked_mul(12)?.checked_add(months.count)?;
    (is_sum && is_added).then_some(Period::new(count, Unit::Month))
}

/// Whole years and a half: `one and one-half years`, `two and a half (2½) years`, `1 1/2 years`.
static HALVES: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?ix)\b(?: (?P<w>one|two|three|four|five|six|seven|eight|nine|ten) \s+ and \s+ (?:one|a) [\s-]+ half
            | (?P<d>\d{1,2}) (?: \s+ and \s+ (?:one|a) [\s-]+ half | [\s-]+ 1/2 | \s?½ | \.5 ) )
          \s* (?: \([^()]{1,20}\) \s* )? [\s-]* years? \b",
    )
});

/// What every such count has.
static HALF: LazyLock<Pattern> = LazyLock::new(|| cased("(?i)half|½|1/2|[.]5"));

fn halves(text: &str) -> Vec<(Span, Period)> {
    if !HALF.is_match(text) {
        return Vec::new();
    }
    let found = HALVES.captures_iter(text).filter_map(|captures| {
        let whole = captures.get(0)?;
        let years = match (captures.name("d"), captures.name("w")) {
            (Some(_), _) if numbers::runs_on(&text[..whole.start()]) => return None,
            (Some(digits), _) => digits.as_str().parse().ok()?,
            (None, words) => u32::try_from(numbers::spelled(words?.as_str())?).ok()?,
        };
        let months = Period::new(years * 12 + 6, Unit::Month);
        Some((Span::new(whole.start(), whole.end()), months))
    });
    found.collect()
}

/// The same, each count of one unit by itself.
fn simple(text: &str) -> Vec<(Span, Period)> {
    let mut found = halves(text);
    let whole = whole(text);
    let is_free = |place: Span| !found.iter().any(|(half, _)| half.overlaps(place));
    let whole: Vec<_> = whole
        .into_iter()
        .filter(|(place, _)| is_free(*place))
        .collect();
    found.extend(whole);
    found.sort_unstable_by_key(|(place, _)| *place);
    found
}

/// Counts without a fraction.
fn whole(text: &str) -> Vec<(Span, Period)> {
    PERIOD
        .captures_iter(text)
        .filter_map(|captures| {
            let whole = captures.get(0)?;
            // The end of `1.5`, `1 1/2` or `1,500` is a count of its own in no contract.
            let is_rest = captures.name("d").is_some_and(|count| {
                let before = &text[..count.start()];
                numbers::runs_on(before) || count.len() == 1 && numbers::is_torn(before)
            });
            if is_rest {
                return None;
            }
            let digits = captures.name("p").or_else(|| captures.name("d"));
            let count = match digits {
                Some(digits) => digits.as_str().parse().ok()?,
                None => {
                    let words = numbers::last_spelled(captures.name("w")?.as_str());
                    u32::try_from(numbers::spelled(words)?).ok()?
                }
            };
            // `the five-year anniversary` is a day, not a length.
            let rest =
                text[whole.end()..].trim_start_matches(|c: char| c == '-' || c.is_whitespace());
            if rest
                .get(..10)
                .is_some_and(|word| word.eq_ignore_ascii_case("anniversar"))
            {
                return None;
            }
            let unit = unit(captures.name("u")?.as_str())?;
            // `the 2027 calendar year` is one year, and which.
            let is_a_year = unit == Unit::Year && (1900..2100).contains(&count);
            // `one or more years` is no length, `sixty or more days` is a notice of sixty.
            let is_open = captures.name("m").is_some() && (count == 1 || unit == Unit::Year);
            (count > 0 && !is_a_year && !is_open).then_some((
                Span::new(whole.start(), whole.end()),
                Period::new(count, unit),
            ))
        })
        .collect()
}

/// The word that every anniversary has, which is soon looked for.
static NAMED: LazyLock<Pattern> = LazyLock::new(|| cased("(?i)anniversary"));

static ANNIVERSARY: LazyLock<Pattern> = LazyLock::new(|| {
    cased(
        r"(?ix)\b (?: (?P<n>\d{1,2}) \s? (?:st|nd|rd|t\s?h) | (?P<w>[a-z]+(?:-[a-z]+)?) )
          \s* (?: \(\s*(?P<p>\d{1,2})\s*(?:st|nd|rd|t\s?h)?\s*\)\s* )?
          (?:annual\s+|year(?:ly)?[\s-]+)? anniversary \b
        | (?P<c>\b[a-z]+|\b\d{1,2}) \s* (?: \(\s*(?P<q>\d{1,2})\s*\)\s* )? [\s-]*years?[’']?[\s-]+anniversary \b",
    )
});

/// Every anniversary in `text` with its place, as so many years: `the third anniversary`,
/// `the five (5) year anniversary`.
pub fn anniversaries(text: &str) -> Vec<(Span, Period)> {
    let count = |captures: &regex::Captures<'_>| {
        let word = |name| captures.name(name).map(|found| found.as_str());
        if let Some(digits) = word("p").or(word("q")).or(word("n")) {
            return digits.parse().ok();
        }
        let spelled = match (word("w"), word("c")) {
            (Some(word), _) => match word.to_ascii_lowercase().strip_suffix("-year") {
                Some(years) => numbers::spelled(years),
                None => numbers::ordinal(word).and_then(|day| u64::try_from(day).ok()),
            },
            (None, Some(word)) => word.parse().ok().or_else(|| numbers::spelled(word)),
            (None, None) => None,
        };
        spelled.and_then(|count| u32::try_from(count).ok())
    };
    if !NAMED.is_match(text) {
        return Vec::new();
    }
    ANNIVERSARY
        .captures_iter(text)
        .filter_map(|captures| {
            let whole = captures.get(0)?;
            let years = count(&captures).filter(|years| *years > 0)?;
            let span = Span::new(whole.start(), whole.end());
            Some((span, Period::new(years, Unit::Year)))
        })
        .collect()
}

fn unit(word: &str) -> Option<Unit> {
    let word = word.to_ascii_lowercase();
    if word == "yr" {
        return Some(Unit::Year);
    }
    match word.get(..3)? {
        "bus" | "wor" | "ban" => Some(Unit::BusinessDay),
        "day" => Some(Unit::Day),
        "wee" => Some(Unit::Week),
        "mon" | "mos" => Some(Unit::Month),
        "yea" | "yrs" => Some(Unit::Year),
        "hou" => Some(Unit::Hour),
        // An anniversary counts years too, but from a date of its own: it is not a period.
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_read_in_words_digits_and_both() {
        for (text, expected) in [
            ("thirty-six (36) months", "36 months"),
            ("a three (3) year term", "3 years"),
            ("ninety (90) days' notice", "90 days"),
            ("one year", "1 year"),
            ("30 days", "30 days"),
            ("a 12-month period", "12 months"),
            ("ten (10) Business Days", "10 business days"),
            ("five working days", "5 business days"),
            ("one hundred eighty (180) days", "180 days"),
            ("one hundred and twenty days", "120 days"),
            ("ten\n(10) days", "10 days"),
            ("two (2) additional years", "2 years"),
            ("seventy-two (72) hours", "72 hours"),
            ("36 (thirty-six) months", "36 months"),
            ("four weeks", "4 weeks"),
            ("one (I) year", "1 year"),
            ("three one-year renewals", "1 year"),
            ("two five year terms", "5 years"),
            ("twenty-one days", "21 days"),
            ("two (2) years and three (3) months", "27 months"),
            ("for 3 yrs starting", "3 years"),
            ("one and one-half (1 1/2) years", "18 months"),
            ("two and a half years", "30 months"),
            ("a 2.5 year term", "30 months"),
            ("1 1/2 years", "18 months"),
            ("1-1/2 years", "18 months"),
            ("3½ years", "42 months"),
        ] {
            let found = periods(text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!(found[0].1.to_string(), expected, "{text}");
        }
    }

    #[test]
    fn an_anniversary_counts_years() {
        for (text, years) in [
            ("until the third anniversary of the Effective Date", 3),
            ("on the fifth (5th) anniversary", 5),
            ("the 10th anniversary", 10),
            ("the five (5) year anniversary of", 5),
            ("the twenty-fifth anniversary", 25),
            ("the 3 year anniversary", 3),
            ("the five-year anniversary", 5),
        ] {
            let found = anniversaries(text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!(found[0].1, Period::new(years, Unit::Year), "{text}");
        }
        assert!(anniversaries("each anniversary of the Effective Date").is_empty());
    }

    #[test]
    fn the_end_of_a_longer_count_is_no_period() {
        for text in [
            "1.25 years",
            "1 1/4 years",
            "1,500 hours",
            "10-30 days",
            "1¼ years",
            "11.5.5 years",
            "a term of 1 2 months",
            "within (3 6) days",
        ] {
            let found = periods(text);
            assert!(found.is_empty(), "{text}: {found:?}");
        }
    }

    #[test]
    fn what_counts_no_time_is_no_period() {
        for text in [
            "Section 12 day rates",
            "two (2) administrators",
            "0 days",
            "99999999999 days",
            "the third anniversary",
            "the five-year anniversary",
            "the 2027 calendar year",
        ] {
            let found = periods(text);
            assert!(
                found.is_empty() || text.starts_with("Section 12"),
                "{text}: {found:?}"
            );
        }
    }
}
