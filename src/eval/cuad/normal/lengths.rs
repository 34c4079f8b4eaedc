//! Lengths of time as answers write them: `successive 1 year`, `sixty (60) days`, `4 years, 6 months`,
//! `12 mos`, `annual`. What is not wholly understood is no length: it is never guessed from a part. Labels are
//! read by a reader of their own, so that the engine is not judged by its own reader's faults.

use crate::domain::value::{Period, Unit, Value};

/// A length of time as a label answers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// So many units.
    Of(Period),
    /// `perpetual`: without end.
    Endless,
}

impl Length {
    /// Whether `said` is this length: 12 months are a year, months are never days.
    pub fn is_met_by(self, said: &Value) -> bool {
        match (self, said) {
            (Length::Of(period), Value::Period(said)) => period.same_as(*said),
            (Length::Endless, said) => *said == Value::OpenEnded,
            _ => false,
        }
    }
}

/// A number of hundredths of a unit: `1.5 years` is 150 of years.
type Part = (u64, Unit);

/// The lengths that an answer accepts, such as `60 days; 180 days` or `180 days / 6 months`. A comma
/// parts two of them unless it joins years and months to one (`4 years, 6 months`).
pub fn lengths(answer: &str) -> Vec<Length> {
    let answer = answer.to_lowercase().replace(" or ", ";");
    answer.split([';', '/']).flat_map(alternatives).collect()
}

fn alternatives(answer: &str) -> Vec<Length> {
    if answer.contains("perpetual") {
        return vec![Length::Endless];
    }
    if let [(years, Unit::Year), (months, Unit::Month)] = parts(answer)[..]
        && months < 1_200
    {
        let whole = period((years * 12 + months, Unit::Month));
        return whole.into_iter().collect();
    }
    let one = |answer: &str| match parts(answer)[..] {
        [part] => period(part),
        _ => None,
    };
    answer.split(',').filter_map(one).collect()
}

/// Words and numbers, without hyphens and marks: `one-year` is two words. A point that has
/// a digit on both sides belongs to a number.
fn words(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let digit = |at: Option<usize>| {
        at.and_then(|at| letters.get(at))
            .is_some_and(char::is_ascii_digit)
    };
    let mut words = vec![String::new()];
    for (at, letter) in letters.iter().enumerate() {
        let is_point = *letter == '.' && digit(at.checked_sub(1)) && digit(Some(at + 1));
        let last = words.last().and_then(|word| word.chars().next_back());
        let is_number = |c: char| c.is_ascii_digit() || c == '.';
        // `60days` is a number and a word.
        if last.is_some_and(|last| is_number(last) != is_number(*letter)) {
            words.push(String::new());
        }
        match words.last_mut() {
            Some(word) if is_point || letter.is_alphanumeric() => word.push(*letter),
            _ => words.push(String::new()),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Each unit with the number right before it, where there is one.
fn parts(answer: &str) -> Vec<Part> {
    let words = &words(answer)[..];
    let parts = words.iter().enumerate().filter_map(|(at, word)| {
        if let Some(part) = rhythm(words, at) {
            return Some(part);
        }
        let unit = unit(word)?;
        let before = &words[..at];
        let is_business =
            |word: &String| matches!(word.as_str(), "business" | "working" | "banking");
        let is_plain = |word: &String| matches!(word.as_str(), "calendar" | "full" | "consecutive");
        let (before, unit) = match before.split_last() {
            Some((last, rest)) if unit == Unit::Day && is_business(last) => {
                (rest, Unit::BusinessDay)
            }
            Some((last, rest)) if is_plain(last) => (rest, unit),
            _ => (before, unit),
        };
        Some((number(before)?, unit)).map(|(number, unit)| match word.starts_with("quarter") {
            true => (number * 3, unit),
            false => (number, unit),
        })
    });
    parts.collect()
}

/// `annual`, `year to year`: a length in one word, or in three of which the last is this one.
fn rhythm(words: &[String], at: usize) -> Option<Part> {
    let before = at.checked_sub(1).map(|at| words[at].as_str());
    let unit = match words[at].as_str() {
        // Half of it or twice of it, and nobody agrees on which of them `bi` is.
        _ if matches!(before, Some("semi" | "bi")) => return None,
        "annual" | "annually" | "yearly" => return Some((100, Unit::Year)),
        "monthly" => return Some((100, Unit::Month)),
        "quarterly" => return Some((300, Unit::Month)),
        "weekly" => return Some((100, Unit::Week)),
        word => unit(word)?,
    };
    let before = at.checked_sub(2).map(|from| &words[from..at]);
    let again = before.is_some_and(|b| b[0] == words[at] && b[1] == "to");
    again.then_some((100, unit))
}

fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "day" | "days" => Unit::Day,
        "week" | "weeks" | "wk" | "wks" => Unit::Week,
        "month" | "months" | "mo" | "mos" | "mth" | "mths" | "quarter" | "quarters" => Unit::Month,
        "year" | "years" | "yr" | "yrs" => Unit::Year,
        _ => return None,
    })
}

/// The number at the end of `words`, in hundredths: digits, else all the words that spell it.
fn number(words: &[String]) -> Option<u64> {
    let last = words.last()?;
    if last.starts_with(|c: char| c.is_ascii_digit()) {
        return hundredths(last);
    }
    let is_spelled =
        |word: &&String| small(word).is_some() || matches!(word.as_str(), "hundred" | "and");
    let from = words.len() - words.iter().rev().take_while(is_spelled).count();
    let spelled: Vec<&str> = words[from..].iter().map(String::as_str).collect();
    spell(&spelled).map(|whole| whole * 100)
}

fn hundredths(digits: &str) -> Option<u64> {
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    if whole.len() > 6 || part.len() > 2 {
        return None;
    }
    let part: u64 = format!("{part:0<2}").parse().ok()?;
    Some(whole.parse::<u64>().ok()? * 100 + part)
}

/// `one hundred and eighty`, `thirty six`; of `two five` the last counts, as of `two successive five`.
fn spell(words: &[&str]) -> Option<u64> {
    let (mut sum, mut last) = (None, 0);
    for word in words {
        let value = match *word {
            "and" => continue,
            "hundred" => {
                sum = Some(sum.unwrap_or(1) * 100);
                last = 100;
                continue;
            }
            word => small(word)?,
        };
        let joins = last == 100 || ((20..100).contains(&last) && value < 10);
        sum = Some(if joins {
            sum.unwrap_or(0) + value
        } else {
            value
        });
        last = value;
    }
    sum
}

fn small(word: &str) -> Option<u64> {
    const WORDS: [&str; 20] = [
        "a",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = [
        "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ];
    if matches!(word, "a" | "an") {
        return Some(1);
    }
    let of = |words: &[&str]| words.iter().position(|known| *known == word);
    of(&WORDS)
        .map(|at| at as u64)
        .or_else(|| of(&TENS).map(|at| 10 * (at as u64 + 2)))
}

/// A whole number of units, or of months where years are counted in parts.
fn period((hundredths, unit): Part) -> Option<Length> {
    let (hundredths, unit) = match unit {
        Unit::Year if hundredths % 100 != 0 => (hundredths * 12, Unit::Month),
        unit => (hundredths, unit),
    };
    let count = (hundredths % 100 == 0).then(|| u32::try_from(hundredths / 100).ok())?;
    Some(Length::Of(Period::new(count?, unit)))
}
