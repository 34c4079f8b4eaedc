//! What the classifier sees of a unit: its hashed words, stems and pairs of stems, words of its
//! neighbours, of its heading and of the contract's title, and where it stands.

use crate::domain::document::{Section, Span};

/// The hashed features of one unit, by block; each block is weighed on its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Features {
    /// Words, stems and pairs of stems of the unit itself.
    pub own: Vec<u32>,
    /// Words around it and signs of its place.
    pub around: Vec<u32>,
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
    (0..units.len())
        .map(|at| {
            let mut around = Vec::new();
            tagged(1, neighbour(at.checked_sub(1)), &mut around);
            tagged(2, neighbour(Some(at + 1)), &mut around);
            tagged(3, &headings[at], &mut around);
            tagged(4, &title, &mut around);
            tagged(15, neighbour(at.checked_sub(2)), &mut around);
            tagged(16, neighbour(Some(at + 2)), &mut around);
            place(at, units.len(), &words[at], &mut around);
            Features {
                own: sorted(grams(&words[at], &stems(&text[units[at].range()]))),
                around: sorted(around),
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
    found
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
