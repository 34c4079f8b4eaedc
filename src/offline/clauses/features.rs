//! What the classifier sees of a unit: its hashed words, stems and pairs of stems, words of its
//! neighbours, of its heading, of what leads it in and of the contract's title, where it stands, and
//! its ideas with each other.

use super::ideas;
use crate::domain::document::{Section, Span};

/// The hashed features of one unit, by block; each block is weighed on its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Features {
    /// Words, stems and pairs of stems of the unit itself.
    pub own: Vec<u32>,
    /// Words around it and signs of its place.
    pub around: Vec<u32>,
    /// Its ideas, and which of them stand in it together and beside each other.
    pub ideas: Vec<u32>,
}

/// How many words at its beginning say more of a unit than their number.
const OPENING: usize = 3;
/// How many letters of a word are its stem: `terminate` and `termination` have one in common.
const STEM: usize = 5;

/// The features of every unit of `text`.
pub fn features(text: &str, units: &[Span], sections: &[Section]) -> Vec<Features> {
    let words: Vec<Vec<u32>> = units
        .iter()
        .map(|unit| tokens(&text[unit.range()]))
        .collect();
    let headings = headings(units, sections);
    let title: Vec<u32> = words.iter().flatten().take(12).copied().collect();
    let neighbour = |at: Option<usize>| {
        at.and_then(|at| words.get(at))
            .map_or(&[][..], Vec::as_slice)
    };
    let leads = leads(text, units);
    (0..units.len())
        .map(|at| {
            let own = &text[units[at].range()];
            let mut around = Vec::new();
            tagged(1, neighbour(at.checked_sub(1)), &mut around);
            tagged(2, neighbour(Some(at + 1)), &mut around);
            tagged(3, &headings[at], &mut around);
            tagged(4, &title, &mut around);
            tagged(15, neighbour(at.checked_sub(2)), &mut around);
            tagged(16, neighbour(Some(at + 2)), &mut around);
            tagged(17, neighbour(leads[at]), &mut around);
            place(at, units.len(), &words[at], &mut around);
            Features {
                own: sorted(grams(&words[at], &stems(own))),
                around: sorted(around),
                ideas: sorted(thoughts(&ideas::ideas(own))),
            }
        })
        .collect()
}

/// The words of `text`, hashed: lower case, digits folded to one sign.
pub fn tokens(text: &str) -> Vec<u32> {
    cut(text, usize::MAX)
}

/// The stems of the words of `text`, hashed.
fn stems(text: &str) -> Vec<u32> {
    cut(text, STEM)
}

/// The first `letters` of each word of `text`, hashed.
fn cut(text: &str, letters: usize) -> Vec<u32> {
    const START: u32 = 0x811c_9dc5;
    let mut found = Vec::new();
    let (mut state, mut length) = (START, 0);
    for byte in text.bytes() {
        let folded = match byte {
            b'0'..=b'9' => b'0',
            b'A'..=b'Z' => byte + 32,
            b'a'..=b'z' | b'$' | b'%' | 0x80.. => byte,
            _ => {
                if length > 0 {
                    found.push(state);
                }
                (state, length) = (START, 0);
                continue;
            }
        };
        if length < letters {
            state = (state ^ u32::from(folded)).wrapping_mul(0x0100_0193);
        }
        length += 1;
    }
    if length > 0 {
        found.push(state);
    }
    found
}

/// One number for a pair; the order counts.
pub fn mix(one: u32, two: u32) -> u32 {
    let mut hash = one.rotate_left(13) ^ two.wrapping_mul(0x9e37_79b1);
    hash = (hash ^ (hash >> 15)).wrapping_mul(0x85eb_ca6b);
    hash ^ (hash >> 13)
}

fn grams(words: &[u32], stems: &[u32]) -> Vec<u32> {
    let mut found = Vec::with_capacity(words.len() * 3);
    found.extend(words.iter().map(|word| mix(0, *word)));
    found.extend(stems.iter().map(|stem| mix(11, *stem)));
    found.extend(stems.windows(2).map(|pair| mix(mix(12, pair[0]), pair[1])));
    found.extend(words.iter().take(OPENING).map(|word| mix(14, *word)));
    for apart in [2, 3] {
        let far = stems.windows(apart + 1);
        found.extend(far.map(|stems| mix(mix(13, stems[0]), stems[apart])));
    }
    found
}

/// Ideas alone, each two of them, and rows of two and three, close and wide ones apart.
fn thoughts(ideas: &ideas::Ideas) -> Vec<u32> {
    let mut found = Vec::new();
    for (tag, ideas) in [(40, &ideas.close), (50, &ideas.wide)] {
        let row: Vec<u32> = ideas.iter().map(|idea| u32::from(*idea)).collect();
        let kinds = sorted(row.clone());
        found.extend(kinds.iter().map(|idea| mix(tag, *idea)));
        for (at, one) in kinds.iter().enumerate() {
            let others = kinds[..at].iter();
            found.extend(others.map(|two| mix(mix(tag + 1, *one), *two)));
        }
        found.extend(row.windows(2).map(|two| mix(mix(tag + 2, two[0]), two[1])));
        let threes = row.windows(3);
        found.extend(threes.map(|three| mix(mix(mix(tag + 3, three[0]), three[1]), three[2])));
    }
    found
}

/// For each part of a list the unit that leads the list in: the last one before that ends in a colon.
fn leads(text: &str, units: &[Span]) -> Vec<Option<usize>> {
    let mut lead = None;
    let units = units.iter().enumerate();
    units
        .map(|(at, unit)| {
            let unit = &text[unit.range()];
            let is_part = unit.starts_with(|letter: char| letter == '(' || letter.is_lowercase())
                || unit.ends_with(';');
            let own = lead.filter(|_| is_part);
            lead = if unit.ends_with(':') { Some(at) } else { own };
            own
        })
        .collect()
}

fn tagged(tag: u32, words: &[u32], found: &mut Vec<u32>) {
    found.extend(words.iter().map(|word| mix(tag, *word)));
}

/// Position in tenths and length by powers of two.
fn place(at: usize, count: usize, words: &[u32], found: &mut Vec<u32>) {
    let tenth = u32::try_from(at * 10 / count.max(1)).unwrap_or(9);
    found.push(mix(8, tenth));
    found.push(mix(
        9,
        words.len().min(4_000).next_power_of_two().trailing_zeros(),
    ));
    if at < 12 {
        found.push(mix(10, u32::try_from(at).unwrap_or(12)));
    }
}

/// The words of the headings above each unit, the innermost two.
fn headings(units: &[Span], sections: &[Section]) -> Vec<Vec<u32>> {
    let mut open: Vec<&Section> = Vec::new();
    let mut next = 0;
    units
        .iter()
        .map(|unit| {
            while let Some(section) = sections.get(next).filter(|s| s.span.start < unit.end) {
                open.retain(|outer| outer.level < section.level);
                open.push(section);
                next += 1;
            }
            open.iter()
                .rev()
                .filter_map(|section| section.heading.as_deref())
                .take(2)
                .flat_map(tokens)
                .collect()
        })
        .collect()
}

pub(super) fn sorted(mut hashes: Vec<u32>) -> Vec<u32> {
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}
