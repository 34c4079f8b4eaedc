//! Phrases that may be a marked name, title or date, each wording once, and what is known of each.

use super::features::{Features, mix, sorted, tokens};
use super::lexicon::{Lexicon, Scores};
use super::model::Habit;
use super::phrases::{Kind, Phrase, dates, names, titles};
use crate::domain::document::Span;
use crate::text::overlap::Words;
use crate::text::sentences::floor;
use std::collections::BTreeMap;

/// The categories whose marked stretches are phrases, and what those phrases look like.
pub const NAMED: [(&str, &[Kind]); 4] = [
    ("Document Name", &[Kind::Line, Kind::Name, Kind::Quoted]),
    (
        "Parties",
        &[Kind::Name, Kind::Company, Kind::Quoted, Kind::Bracket],
    ),
    ("Agreement Date", &[Kind::Date]),
    ("Effective Date", &[Kind::Date]),
];

/// How much of the head and of the end of a contract is searched for phrases, in bytes.
const HEAD: usize = 10_000;
const TAIL: usize = 5_000;

/// The phrases of `text`, in document order.
pub fn phrases(text: &str) -> Vec<Phrase> {
    let head = Span::new(0, floor(text, HEAD));
    let tail = floor(text, text.len().saturating_sub(TAIL)).max(head.end);
    let tail = Span::new(tail, text.len());
    let mut found = names(text, head);
    found.extend(names(text, tail));
    found.extend(dates(text, head));
    found.extend(dates(text, tail));
    found.extend(titles(text, head));
    found.sort_unstable_by_key(|phrase| (phrase.span, phrase.kind));
    found
}

/// The hashed features of a phrase: its words and the words beside it.
pub fn features(text: &str, phrase: &Phrase) -> Features {
    let inside = tokens(&text[phrase.span.range()]);
    let from = floor(text, phrase.span.start.saturating_sub(60));
    let to = floor(text, phrase.span.end + 60);
    let before = tokens(&text[from..phrase.span.start]);
    let after = tokens(&text[phrase.span.end..to]);
    let kind = phrase.kind as u32;
    let near = |words: &[u32], tag: u32, found: &mut Vec<u32>| {
        for (place, word) in (0..4).zip(words) {
            found.push(mix(mix(20 + tag, place), *word));
            found.push(mix(22 + tag, *word));
        }
        if let [one, two, ..] = words {
            found.push(mix(mix(24 + tag, *one), *two));
        }
    };
    let mut around = vec![mix(26, kind)];
    let back: Vec<u32> = before.iter().rev().copied().collect();
    near(&back, 0, &mut around);
    near(&after, 1, &mut around);
    let beside = |letter: Option<char>| letter.map_or(0, u32::from);
    let touch_before = beside(text[from..phrase.span.start].trim_end().chars().next_back());
    let touch_after = beside(text[phrase.span.end..to].trim_start().chars().next());
    around.push(mix(27, touch_before));
    around.push(mix(28, touch_after));
    around.push(mix(mix(29, touch_before), touch_after));
    let mut own: Vec<u32> = inside.iter().map(|word| mix(30, *word)).collect();
    own.extend(inside.windows(2).map(|pair| mix(mix(31, pair[0]), pair[1])));
    own.extend(inside.first().map(|word| mix(32, *word)));
    own.extend(inside.last().map(|word| mix(33, *word)));
    Features {
        own: sorted(own),
        around: sorted(around),
        ideas: Vec::new(),
    }
}

/// How often the words of each phrase stand in `text`, in their order.
pub fn often(text: &str, phrases: &[Phrase]) -> Vec<f32> {
    let words = tokens(text);
    let mut places: Vec<(u32, u32)> = words.iter().copied().zip(0..).collect();
    places.sort_unstable();
    phrases
        .iter()
        .map(|phrase| {
            let own = tokens(&text[phrase.span.range()]);
            let Some(first) = own.first() else {
                return 0.0;
            };
            let from = places.partition_point(|(word, _)| word < first);
            let same = places[from..].iter().take_while(|(word, _)| word == first);
            same.filter(|(_, at)| words[*at as usize..].starts_with(&own))
                .count() as f32
        })
        .collect()
}

/// One wording and where it stands.
#[derive(Debug, Clone)]
pub struct Wording {
    /// Its words.
    pub words: Words,
    /// The phrases that say it.
    pub phrases: Vec<Phrase>,
    /// The place in the list that was given of each of them.
    numbers: Vec<usize>,
}

/// The phrases of one category of [`NAMED`], each wording once, in the order of their first place.
pub fn wordings(text: &str, phrases: &[Phrase], kinds: &[Kind]) -> Vec<Wording> {
    let mut known: BTreeMap<Words, usize> = BTreeMap::new();
    let mut found: Vec<Wording> = Vec::new();
    for (number, phrase) in phrases.iter().enumerate() {
        if !kinds.contains(&phrase.kind) {
            continue;
        }
        let words = Words::of(&text[phrase.span.range()]);
        let at = *known.entry(words).or_insert_with_key(|words| {
            found.push(Wording {
                words: words.clone(),
                phrases: Vec::new(),
                numbers: Vec::new(),
            });
            found.len() - 1
        });
        found[at].phrases.push(*phrase);
        found[at].numbers.push(number);
    }
    found
}

/// What the rows of one contract share.
pub struct Context<'a> {
    /// The contract.
    pub text: &'a str,
    /// Its units.
    pub units: &'a [Span],
    /// The scores of the units.
    pub scores: &'a [Scores],
    /// How probably people mark each unit for anything at all.
    pub evidence: &'a [f32],
    /// The scores of the phrases.
    pub phrases: &'a [Scores],
    /// How often the words of each phrase stand in the contract.
    pub often: &'a [f32],
}

/// Scores every phrase by its words.
pub fn score(text: &str, phrases: &[Phrase], lexicon: &Lexicon) -> Vec<Scores> {
    phrases
        .iter()
        .map(|phrase| lexicon.score(&features(text, phrase)))
        .collect()
}

/// The best place of each wording and what is known of it, for the forest.
pub fn rows(
    context: &Context,
    category: usize,
    wordings: &[Wording],
    habit: &Habit,
) -> Vec<(Span, Vec<f32>)> {
    let best: Vec<(usize, f32)> = wordings
        .iter()
        .map(|wording| {
            wording
                .numbers
                .iter()
                .enumerate()
                .map(|(at, number)| (at, context.phrases[*number][category]))
                .fold(
                    (0, f32::MIN),
                    |best, next| if next.1 > best.1 { next } else { best },
                )
        })
        .collect();
    let mut order: Vec<f32> = best.iter().map(|(_, score)| *score).collect();
    order.sort_unstable_by(|one, two| two.total_cmp(one));
    let units = context.scores.iter().map(|unit| unit[category]);
    let ranks = Ranks {
        order,
        top: units.fold(-9.0, f32::max),
    };
    wordings
        .iter()
        .zip(&best)
        .map(|(wording, (at, score))| {
            let place = wording.phrases[*at].span;
            (
                place,
                row(context, category, wording, (*at, *score, &ranks), habit),
            )
        })
        .collect()
}

/// What a wording is compared with: the scores of all, from the best down, and the best unit's.
struct Ranks {
    order: Vec<f32>,
    top: f32,
}

/// The numbers of one wording: its scores, those of its unit, where it stands, how it looks.
fn row(
    context: &Context,
    category: usize,
    wording: &Wording,
    (at, score, ranks): (usize, f32, &Ranks),
    habit: &Habit,
) -> Vec<f32> {
    let order = &ranks.order;
    let all = &context.phrases[wording.numbers[at]];
    let own = |number: &usize| context.phrases[*number][category];
    let mean = wording.numbers.iter().map(own).sum::<f32>() / wording.numbers.len() as f32;
    let rank = order.partition_point(|other| *other > score);
    let nth = |rank: usize| order.get(rank).copied().unwrap_or(-9.0);
    let place = wording.phrases[at].span;
    let unit = context
        .units
        .partition_point(|unit| unit.end <= place.start)
        .min(context.units.len().saturating_sub(1));
    let of_unit = context.scores.get(unit).map_or(-9.0, |unit| unit[category]);
    let mut row = vec![
        score,
        mean,
        order[0] - score,
        (rank as f32).min(40.0),
        nth(1),
        nth(4),
        of_unit,
        ranks.top - of_unit,
        context.evidence.get(unit).copied().unwrap_or_default(),
    ];
    row.extend(&all[..NAMED.len()]);
    row.extend(place_of(context.text, wording, place, unit));
    row.extend(looks(context, wording, at));
    row.extend([
        order.len() as f32,
        (context.text.len() as f32).ln(),
        habit.share,
        category as f32,
    ]);
    row
}

fn place_of(text: &str, wording: &Wording, place: Span, unit: usize) -> [f32; 4] {
    let first = wording.phrases[0].span.start as f32;
    [
        (first + 1.0).ln(),
        first / text.len() as f32,
        (place.start as f32 + 1.0).ln(),
        unit as f32,
    ]
}

fn looks(context: &Context, wording: &Wording, at: usize) -> [f32; 12] {
    let text = context.text;
    let phrase = &text[wording.phrases[at].span.range()];
    let letters = phrase.chars().filter(|c| c.is_alphabetic()).count().max(1);
    let capitals = phrase.chars().filter(|c| c.is_uppercase()).count();
    let often = context.often[wording.numbers[at]];
    let tail = text.len().saturating_sub(TAIL);
    let any = |is: &dyn Fn(&Phrase) -> bool| f32::from(u8::from(wording.phrases.iter().any(is)));
    let has = |kind: Kind| any(&|phrase| phrase.kind == kind);
    [
        wording.words.len() as f32,
        phrase.len() as f32,
        capitals as f32 / letters as f32,
        wording.phrases.len() as f32,
        (often + 1.0).ln(),
        often / (text.len() as f32 / 1_000.0 + 1.0),
        any(&|phrase| phrase.span.start > tail),
        has(Kind::Name),
        has(Kind::Company),
        has(Kind::Quoted),
        has(Kind::Bracket),
        has(Kind::Line),
    ]
}
