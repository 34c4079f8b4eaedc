//! What a contract's duties come to in a few lines: who must do what, and by when. Made by code from
//! the duties alone. It words nothing anew, and never hides that something was left out.

use super::obligation::{Due, Kind, Modality, Obligation};
use super::value::plain;
use jiff::civil::Date;

/// How long a summary may be, in the CRM's characters: the length of its field there.
pub const LENGTH: usize = 4_000;
/// The longest line, so that no single duty takes the room of many.
const LINE: usize = 240;

/// The duties in one line each, the most pressing first, as many as `length` has room for. Each comes with
/// its action as it stands after review. `None` where there is no duty.
pub fn summary<'a>(
    duties: impl IntoIterator<Item = (&'a Obligation, &'a str)>,
    length: usize,
) -> Option<String> {
    let mut duties: Vec<_> = duties.into_iter().collect();
    duties.sort_by_key(|(duty, _)| place(duty));
    let lines: Vec<String> = duties
        .iter()
        .map(|(duty, action)| line(duty, action))
        .collect();
    let counts = (0..=lines.len()).rev();
    let mut shown = counts.map(|count| told(&lines, count));
    shown.find(|text| !text.is_empty() && units(text) <= length)
}

/// The first `count` lines, and how many there are beyond them.
fn told(lines: &[String], count: usize) -> String {
    let mut text = lines[..count].join("\n");
    let left = lines.len() - count;
    if left > 0 {
        let parting = if count > 0 { "\n" } else { "" };
        text.push_str(&format!("{parting}and {left} more"));
    }
    text
}

/// What has a day comes first, in the order of days; then what is due in another way; then the rest. Of
/// the same standing, money comes before deeds, and deeds before what must not be done. Duties that are
/// alike stay in the order of the document.
fn place(duty: &Obligation) -> (u8, Option<Date>, bool, u8) {
    let date = duty.due.as_ref().and_then(Due::date);
    let standing = match (date, &duty.due, &duty.recurrence) {
        (Some(_), ..) => 0,
        (None, Some(_), _) | (None, None, Some(_)) => 1,
        (None, None, None) => 2,
    };
    let is_forbidden = duty.modality == Modality::MustNot;
    (standing, date, is_forbidden, weight(duty.kind))
}

/// Lower comes first.
fn weight(kind: Kind) -> u8 {
    match kind {
        Kind::Payment => 0,
        Kind::Delivery => 1,
        Kind::Service => 2,
        Kind::Notice => 3,
        Kind::Report => 4,
        Kind::Compliance => 5,
        Kind::Insurance => 6,
        Kind::Audit => 7,
        Kind::Confidentiality => 8,
        Kind::Cooperation => 9,
        Kind::Other => 10,
    }
}

fn line(duty: &Obligation, action: &str) -> String {
    let must = match duty.modality {
        Modality::Must => "must",
        Modality::MustNot => "must not",
    };
    let due = due(duty, action);
    let said = format!("{} {must} {action}", duty.actor);
    let due = due.map_or(String::new(), |due| format!("; due: {due}"));
    // By when is what a reader looks for: where a line is too long, the deed is cut.
    let due = cut(&flat(&due), LINE / 2);
    format!("{}{due}", cut(&flat(&said), LINE - units(&due)))
}

/// When it is due, where the action does not say so itself.
fn due(duty: &Obligation, action: &str) -> Option<String> {
    let told = match (&duty.due, &duty.recurrence) {
        (Some(due), _) => due.to_string(),
        (None, Some(rule)) => format!("every {}", rule.period()),
        (None, None) => return None,
    };
    let (date, stated) = match &duty.due {
        Some(Due::Within {
            period,
            anchor,
            date,
        }) => (*date, format!("{period} {anchor}")),
        _ => (None, told.clone()),
    };
    match plain(action).contains(&plain(&stated)) {
        true => date.map(|date| date.to_string()),
        false => Some(told),
    }
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `text`, or its first words and a mark where it is longer than `length`.
fn cut(text: &str, length: usize) -> String {
    if units(text) <= length {
        return text.to_owned();
    }
    let mut left = length.saturating_sub(1);
    let mut end = 0;
    for (at, letter) in text.char_indices() {
        let Some(rest) = left.checked_sub(letter.len_utf16()) else {
            break;
        };
        (left, end) = (rest, at + letter.len_utf8());
    }
    let head = &text[..end];
    let words = head.rsplit_once(' ').map_or(head, |(words, _)| words);
    format!("{words}…")
}

/// How many characters the CRM counts: it knows UTF-16, and keeps a line's end as two.
fn units(text: &str) -> usize {
    text.encode_utf16().count() + text.matches('\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::document::Span;
    use crate::domain::term::{Engine, Grade, Grounding};
    use crate::domain::value::{Period, Unit};

    fn duty(actor: &str, kind: Kind, due: Option<Due>) -> Obligation {
        Obligation {
            actor: actor.to_owned(),
            beneficiary: None,
            action: String::new(),
            kind,
            modality: Modality::Must,
            due,
            derivation: None,
            recurrence: None,
            condition: None,
            consequence: None,
            amount: None,
            owner_role: kind.owner_role().to_owned(),
            grounding: Grounding {
                grade: Grade::Exact,
                span: Span::new(0, 0),
                quote: String::new(),
                page: 1,
                boxes: Vec::new(),
            },
            engine: Engine::Offline,
            doubts: None,
        }
    }

    fn on(day: &str) -> Option<Due> {
        let date = day.parse().expect("a date");
        Some(Due::On { date })
    }

    /// I29: who must do what by when, what has a day first, and what must not be done told as that.
    #[test]
    fn the_lines_say_who_must_do_what_by_when_in_the_order_of_days() {
        let within = Due::Within {
            period: Period::new(30, Unit::Day),
            anchor: "after receipt".to_owned(),
            date: None,
        };
        let mut forbidden = duty("Buyer", Kind::Confidentiality, None);
        forbidden.modality = Modality::MustNot;
        let duties = [
            (forbidden, "disclose\nthe price"),
            (duty("Seller", Kind::Service, None), "provide support"),
            (duty("Buyer", Kind::Payment, Some(within)), "pay invoices"),
            (
                duty("Seller", Kind::Report, on("2027-01-31")),
                "report sales",
            ),
            (duty("Seller", Kind::Other, on("2026-05-01")), "begin"),
        ];
        let told = summary(duties.iter().map(|(duty, action)| (duty, *action)), LENGTH);
        assert_eq!(
            told.as_deref(),
            Some(
                "Seller must begin; due: 2026-05-01\n\
                 Seller must report sales; due: 2027-01-31\n\
                 Buyer must pay invoices; due: 30 days after receipt\n\
                 Seller must provide support\n\
                 Buyer must not disclose the price"
            )
        );
        assert_eq!(summary([], LENGTH), None);
    }

    #[test]
    fn a_time_that_the_action_states_is_not_told_twice() {
        let within = |date: Option<&str>| Due::Within {
            period: Period::new(45, Unit::Day),
            anchor: "of receipt of the invoice".to_owned(),
            date: date.map(|date| date.parse().expect("a date")),
        };
        let action = "pay within forty-five (45) days of receipt of the invoice";
        let told = |date| {
            let duty = duty("Buyer", Kind::Payment, Some(within(date)));
            summary([(&duty, action)], LENGTH).expect("a line")
        };
        assert_eq!(told(None), format!("Buyer must {action}"));
        let dated = format!("Buyer must {action}; due: 2026-05-01");
        assert_eq!(told(Some("2026-05-01")), dated);
    }

    /// I29: whatever the room, the text stays within it and counts what it leaves out.
    #[test]
    fn what_has_no_room_is_counted_and_the_length_is_kept() {
        let seller = duty("Seller", Kind::Delivery, on("2026-05-01"));
        let action = "deliver the goods 𝔞𝔟𝔠 ".repeat(30);
        let duties = || std::iter::repeat_n((&seller, action.as_str()), 40);
        for length in [12, 300, 1_000, LENGTH] {
            let told = summary(duties(), length).expect("there are duties");
            let lines: Vec<&str> = told.lines().collect();
            let left = 40 - (lines.len() - 1);
            assert!(units(&told) <= length, "{told}");
            assert_eq!(lines.last(), Some(&format!("and {left} more").as_str()));
            let whole = lines.iter().rev().skip(1);
            assert!(
                whole
                    .into_iter()
                    .all(|line| line.ends_with("…; due: 2026-05-01"))
            );
        }
    }
}
