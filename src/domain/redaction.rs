//! Text that may leave the house. `Redacted` can be made only by masking, and what was masked
//! stays here in a `Vault`, so that answers can be read back. No detector lives in this file.

use super::document::Span;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// What kind of personal data was masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Class {
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A social security or tax number.
    TaxId,
    /// An IBAN or a bank account number.
    Account,
    /// A payment card number.
    Card,
    /// The name of a natural person.
    Person,
    /// The number of a passport, an identity card or a driving licence.
    Identity,
    /// A date of birth.
    Birth,
    /// Where a natural person lives.
    Home,
    /// Words of the document that look like one of our own masks; masked so that the way back is exact.
    Literal,
}

impl Class {
    /// Every class.
    pub const ALL: [Class; 10] = [
        Class::Email,
        Class::Phone,
        Class::TaxId,
        Class::Account,
        Class::Card,
        Class::Person,
        Class::Identity,
        Class::Birth,
        Class::Home,
        Class::Literal,
    ];

    /// The word inside the mask, such as `EMAIL` in `[[EMAIL_1]]`.
    pub fn label(self) -> &'static str {
        match self {
            Class::Email => "EMAIL",
            Class::Phone => "PHONE",
            Class::TaxId => "TAX_ID",
            Class::Account => "ACCOUNT",
            Class::Card => "CARD",
            Class::Person => "PERSON",
            Class::Identity => "IDENTITY",
            Class::Birth => "BIRTH",
            Class::Home => "HOME",
            Class::Literal => "LITERAL",
        }
    }
}

/// A stretch of text that must not leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Detection {
    /// Where it stands, in bytes.
    pub span: Span,
    /// What it is.
    pub class: Class,
}

/// Finds personal data in a text. Detections may overlap; the longest from the left wins, and what
/// another has beyond its end is masked on its own.
pub trait Detector: Send + Sync {
    /// All stretches of `text` that must be masked.
    fn detect(&self, text: &str) -> Vec<Detection>;
}

/// Masked text: the only kind that a model, an embedder or a message may be given.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Redacted(String);

/// What each mask stands for. Never leaves, never logged; one per contract, so that a person has
/// the same mask in all of its chunks.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Vault {
    masks: BTreeMap<String, String>,
    #[serde(default)]
    counts: BTreeMap<Class, u32>,
    /// The mask of each original by class: `masks` read backwards, made again after loading.
    #[serde(skip)]
    known: HashMap<Class, HashMap<String, String>>,
}

/// `known` only repeats `masks`, and is empty in a vault just loaded.
impl PartialEq for Vault {
    fn eq(&self, other: &Self) -> bool {
        self.masks == other.masks && self.counts == other.counts
    }
}

impl Eq for Vault {}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Vault({} masks)", self.masks.len())
    }
}

const OPEN: &str = "[[";
const CLOSE: &str = "]]";

impl Redacted {
    /// Masks what `detector` finds in `text`, remembering each original in `vault`.
    ///
    /// `vault.restore(redacted) == text` holds for every text: anything that looks like the start
    /// of a mask is itself masked as a literal.
    pub fn mask(text: &str, detector: &dyn Detector, vault: &mut Vault) -> Self {
        Masked::of(text, detector, vault).text
    }

    /// The masked text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A whole text with its masks, of which pieces can be cut out; a cut never goes through a mask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked {
    text: Redacted,
    /// Where each mask stands, in order: in the text as it was, and in the masked text.
    masks: Vec<(Span, Span)>,
}

impl Masked {
    /// Masks a whole text as [`Redacted::mask`] does.
    pub fn of(text: &str, detector: &dyn Detector, vault: &mut Vault) -> Self {
        let mut detections = detector.detect(text);
        detections.extend(text.match_indices(OPEN).map(|(at, _)| Detection {
            span: Span::new(at, at + OPEN.len()),
            class: Class::Literal,
        }));
        detections.retain(|d| {
            text.get(d.span.range())
                .is_some_and(|found| !found.is_empty())
        });
        detections.sort_by_key(|d| (d.span.start, std::cmp::Reverse(d.span.end)));
        let mut out = String::with_capacity(text.len());
        let mut masks = Vec::new();
        let mut at = 0;
        for Detection { span, class } in detections {
            if span.end <= at {
                continue;
            }
            // The tail of an overlapping detection must not leave either.
            let start = span.start.max(at);
            out.push_str(&text[at..start]);
            let from = out.len();
            out.push_str(&vault.mask_for(class, &text[start..span.end]));
            masks.push((Span::new(start, span.end), Span::new(from, out.len())));
            at = span.end;
        }
        out.push_str(&text[at..]);
        Self {
            text: Redacted(out),
            masks,
        }
    }

    /// All of the masked text.
    pub fn whole(&self) -> &Redacted {
        &self.text
    }

    /// The masked text of a stretch of the original, grown so that every mask that it touches is in
    /// it as a whole; and the stretch as it is then.
    pub fn cut(&self, span: Span) -> (Span, Redacted) {
        let span = self.grown(span);
        let (from, to) = (self.moved(span.start), self.moved(span.end));
        let text = self.text.0.get(from..to).unwrap_or_default();
        (span, Redacted(text.to_owned()))
    }

    /// `span` with the whole of every mask that it touches.
    pub fn grown(&self, span: Span) -> Span {
        let first = self.masks.partition_point(|(was, _)| was.end <= span.start);
        let after = self.masks.partition_point(|(was, _)| was.start < span.end);
        match self.masks.get(first..after) {
            Some([first, .., last]) => {
                Span::new(span.start.min(first.0.start), span.end.max(last.0.end))
            }
            Some([one]) => Span::new(span.start.min(one.0.start), span.end.max(one.0.end)),
            _ => span,
        }
    }

    /// Where a place outside of every mask stands in the masked text.
    fn moved(&self, at: usize) -> usize {
        let before = self.masks.partition_point(|(was, _)| was.end <= at);
        match before.checked_sub(1).map(|last| self.masks[last]) {
            Some((was, is)) => is.end + (at - was.end),
            None => at,
        }
    }
}

impl Vault {
    /// Puts the originals back in place of the masks. Masks that are not ours stay as they are.
    pub fn restore(&self, masked: &str) -> String {
        let mut out = String::with_capacity(masked.len());
        let mut rest = masked;
        while let Some(start) = rest.find(OPEN) {
            out.push_str(&rest[..start]);
            rest = &rest[start..];
            let known = rest.find(CLOSE).and_then(|end| {
                let mask = &rest[..end + CLOSE.len()];
                self.masks.get(mask).map(|original| (mask.len(), original))
            });
            let taken = match known {
                Some((length, original)) => {
                    out.push_str(original);
                    length
                }
                // One bracket at a time: the document's own bracket may stand right before a mask.
                None => {
                    out.push_str(&OPEN[..1]);
                    1
                }
            };
            rest = &rest[taken..];
        }
        out.push_str(rest);
        out
    }

    /// How many different originals are masked, by class.
    pub fn counts(&self) -> &BTreeMap<Class, u32> {
        &self.counts
    }

    fn mask_for(&mut self, class: Class, original: &str) -> String {
        if self.known.is_empty() && !self.masks.is_empty() {
            self.known = self.read_backwards();
        }
        let known = self.known.get(&class).and_then(|of| of.get(original));
        if let Some(mask) = known {
            return mask.clone();
        }
        let count = self.counts.entry(class).or_default();
        *count += 1;
        let mask = format!("{OPEN}{}_{count}{CLOSE}", class.label());
        self.masks.insert(mask.clone(), original.to_owned());
        let of_class = self.known.entry(class).or_default();
        of_class.insert(original.to_owned(), mask.clone());
        mask
    }

    fn read_backwards(&self) -> HashMap<Class, HashMap<String, String>> {
        let mut known: HashMap<Class, HashMap<String, String>> = HashMap::new();
        for (mask, original) in &self.masks {
            if let Some(class) = class_of(mask) {
                let of_class = known.entry(class).or_default();
                of_class.insert(original.clone(), mask.clone());
            }
        }
        known
    }
}

/// The class whose label stands in `mask`.
fn class_of(mask: &str) -> Option<Class> {
    let (label, _) = mask.strip_prefix(OPEN)?.rsplit_once('_')?;
    Class::ALL.into_iter().find(|class| class.label() == label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Masks every digit run, to exercise the masking itself.
    struct Digits;

    impl Detector for Digits {
        fn detect(&self, text: &str) -> Vec<Detection> {
            text.match_indices(|c: char| c.is_ascii_digit())
                .map(|(at, digit)| Detection {
                    span: Span::new(at, at + digit.len()),
                    class: Class::Phone,
                })
                .collect()
        }
    }

    proptest! {
        /// I43: what is masked comes back exactly, whatever the text, also when it holds our own masks.
        #[test]
        fn restoring_gives_back_every_text(text in "(\\[\\[|\\]\\]|PHONE_|[0-9]|\\PC|\n){0,40}") {
            let mut vault = Vault::default();
            let masked = Redacted::mask(&text, &Digits, &mut vault);
            prop_assert_eq!(vault.restore(masked.as_str()), text);
        }
    }

    proptest! {
        /// I43: a piece cut out of a masked text holds whole masks only, and what was masked in it
        /// comes back.
        #[test]
        fn a_cut_never_goes_through_a_mask(
            text in "(\\[\\[|\\]\\]|PHONE_|[0-9]|[a-zé \n]){0,40}",
            ends in proptest::array::uniform2(0usize..60),
        ) {
            let mut vault = Vault::default();
            let masked = Masked::of(&text, &Runs, &mut vault);
            let at = |end: usize| text.floor_char_boundary(end.min(text.len()));
            let wanted = Span::new(at(ends[0].min(ends[1])), at(ends[0].max(ends[1])));
            let (span, piece) = masked.cut(wanted);
            prop_assert!(span.contains(wanted));
            prop_assert_eq!(vault.restore(piece.as_str()), &text[span.range()]);
            prop_assert!(masked.whole().as_str().contains(piece.as_str()));
            prop_assert!(!piece.as_str().contains(|c: char| c.is_ascii_digit())
                || piece.as_str().contains("_"));
        }
    }

    /// Masks runs of digits.
    struct Runs;

    impl Detector for Runs {
        fn detect(&self, text: &str) -> Vec<Detection> {
            let mut found: Vec<Detection> = Vec::new();
            for detection in Digits.detect(text) {
                match found.last_mut() {
                    Some(last) if last.span.end == detection.span.start => {
                        last.span.end = detection.span.end;
                    }
                    _ => found.push(detection),
                }
            }
            found
        }
    }

    /// Finds two stretches that overlap.
    struct Overlapping;

    impl Detector for Overlapping {
        fn detect(&self, _: &str) -> Vec<Detection> {
            [(0, 4, Class::Phone), (2, 6, Class::TaxId)]
                .map(|(start, end, class)| Detection {
                    span: Span::new(start, end),
                    class,
                })
                .to_vec()
        }
    }

    #[test]
    fn the_tail_of_an_overlapping_detection_is_masked_too() {
        let mut vault = Vault::default();
        let masked = Redacted::mask("abcdefgh", &Overlapping, &mut vault);
        assert_eq!(masked.as_str(), "[[PHONE_1]][[TAX_ID_1]]gh");
        assert_eq!(vault.restore(masked.as_str()), "abcdefgh");
    }

    #[test]
    fn a_vault_that_was_stored_knows_its_masks() {
        let mut vault = Vault::default();
        let first = Redacted::mask("abcdefgh", &Overlapping, &mut vault);
        let stored = serde_json::to_string(&vault).unwrap();
        let mut loaded: Vault = serde_json::from_str(&stored).unwrap();
        assert_eq!(loaded, vault);
        let second = Redacted::mask("abcdefgh", &Overlapping, &mut loaded);
        assert_eq!(second, first);
        assert_eq!(loaded, vault);
    }

    #[test]
    fn one_original_has_one_mask_in_all_texts_of_a_contract() {
        let mut vault = Vault::default();
        let first = Redacted::mask("call 7", &Digits, &mut vault);
        let second = Redacted::mask("or 7 or 8", &Digits, &mut vault);
        assert_eq!(first.as_str(), "call [[PHONE_1]]");
        assert_eq!(second.as_str(), "or [[PHONE_1]] or [[PHONE_2]]");
        assert!(!format!("{vault:?}").contains('7'));
    }
}
