//! Several duties of one verb: parts of its object that each have a time or a sum of their own, side by
//! side or as items of a list.
//!
//! A part has no verb; its action begins with the one that it takes. Nothing here decides what is a duty.

use super::super::duties;
use super::super::patterns::pattern;
use super::pieces::Piece;
use std::sync::LazyLock;

patterns! {
    AND = r",?\s+(?:and|with)\s+(?P<o>(?:(?:the|an?|its|their)\s+\w|(?:US|A|C)?[$€£]\s?\d|\d{1,3}(?:\.\d+)?\s?%|one[-\s]\w+))";
    TIMED = r"\b(?:within|not?\s+later\s+than|on\s+or\s+before|by|before|on)\s+(?:the\s+)?(?:[\w-]+\s+){0,2}\(?\d|\bwithin\s+\w";
    UPON = r"\b(?:up)?on\s+(?:the\s+)?(?:signature|signing|execution|arrival|delivery|completion|acceptance|closing|receipt|entry|order|termination)\b|\bat\s+(?:closing|entry|signing)\b";
    ITEM = r"(?:^|[;,:]\s*(?:and\s+|or\s+)?|\s)\((?:[a-z]|[ivx]{1,5})\)\s+";
    PAID = r"^\W*be\s+(?:re)?paid\b";
    // What falls due is named by its day, and not put off to it: `the instalment due on 1 May`.
    FALLS_DUE = r"\bdue\s+on\b";
    SUM = r"^(?:the\s+(?:sum|amount)\s+of\s+)?(?:USD|EUR|GBP|US|A|C)?\s?[$€£]?\s?\d[\d,.]*\s?(?:%|\w)";
    VERB = r"^\W*(?:(?:promptly|immediately|timely|fully|duly|also)\s+)*(?P<v>[a-z-]+(?:\s+(?:out|over|back|up))?)\b";
}

/// The parts of a piece, each as a piece of its own; the piece itself where it has none.
pub(super) fn parts<'a>(piece: Piece<'a>, words: &'a str) -> Vec<Piece<'a>> {
    let Some(action) = words.get(piece.verb..piece.to) else {
        return vec![piece];
    };
    let verb = VERB.captures(action).and_then(|found| found.name("v"));
    let Some(verb) = verb.map(|verb| verb.as_str()) else {
        return vec![piece];
    };
    let said = match verb {
        "be" if PAID.is_match(action) => "pay",
        "be" => "",
        _ => verb,
    };
    items(piece, action, said)
        .or_else(|| halves(piece, action, said))
        .unwrap_or_else(|| vec![piece])
}

/// `pay: (a) $500 upon signing; and (b) $900 within ten days`: each item with a sum or a time.
fn items<'a>(piece: Piece<'a>, action: &'a str, said: &'a str) -> Option<Vec<Piece<'a>>> {
    let colon = action.find(':')?;
    let marks: Vec<_> = ITEM.find_iter(&action[colon..]).collect();
    if said.is_empty() || marks.len() < 2 {
        return None;
    }
    let bounds = |at: usize| {
        let from = colon + marks[at].end();
        let to = marks
            .get(at + 1)
            .map_or(action.len(), |next| colon + next.start());
        (from, to)
    };
    let own = (0..marks.len()).filter(|at| {
        let (from, to) = bounds(*at);
        let item = action.get(from..to).unwrap_or_default();
        SUM.is_match(item) || (TIMED.is_match(item) && duties::has_time(item))
    });
    if own.count() < 2 {
        return None;
    }
    Some(
        (0..marks.len())
            .map(|at| {
                let (from, to) = bounds(at);
                Piece {
                    from: piece.verb + from,
                    verb: piece.verb + from,
                    to: piece.verb + to,
                    shared: &action[..colon],
                    said,
                    ..piece
                }
            })
            .collect(),
    )
}

/// `pay £500 by 1 May and the balance by 1 July`: both sides of an `and` that each say when.
fn halves<'a>(piece: Piece<'a>, action: &'a str, said: &'a str) -> Option<Vec<Piece<'a>>> {
    for found in AND.captures_iter(action) {
        let (Some(link), Some(object)) = (found.get(0), found.name("o")) else {
            continue;
        };
        let (before, after) = (&action[..link.start()], &action[object.start()..]);
        if FALLS_DUE.is_match(after) {
            continue;
        }
        let is_timed = |part: &str| TIMED.is_match(part) && duties::has_time(part);
        if is_timed(after) && (is_timed(before) || UPON.is_match(before)) {
            let first = Piece {
                to: piece.verb + link.start(),
                ..piece
            };
            let second = Piece {
                from: piece.verb + object.start(),
                verb: piece.verb + object.start(),
                shared: "",
                said,
                ..piece
            };
            return Some(vec![first, second]);
        }
    }
    None
}
