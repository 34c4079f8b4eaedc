//! What a card says of the standard clause that its evidence is nearest to. Shows; judges nothing.

use crate::domain::id::FieldId;
use crate::domain::library::{Change, Nearest, Piece, Position, Side, Standards};
use crate::domain::term::Grounding;

/// So much of the wording is alike where the clause is the firm's own but for a word or two.
const SAME: f64 = 0.9;

/// The longest list of differences of one kind; all of them stand in the two texts below.
const SHOWN: usize = 6;

/// The comparison with the firm's standard clauses.
pub struct Standard {
    /// The closest clause; `None` where none is near.
    pub nearest: Option<Near>,
    /// The library's version.
    pub library: String,
}

/// The closest standard clause.
pub struct Near {
    /// Its title.
    pub title: String,
    /// `preferred`, `fallback` or `never`.
    pub position: &'static str,
    /// The tone of the position: `good`, `warn`, `bad`, or `plain` for a wording that is only near to a
    /// preferred one.
    pub tone: &'static str,
    /// How much of the wording is alike, in per cent.
    pub alike: u32,
    /// What to know where the firm does not sign such a clause; empty elsewhere.
    pub refusal: &'static str,
    /// What differs and counts by itself: its kind, and each difference.
    pub changes: Vec<(&'static str, Vec<String>)>,
    /// What the reviewer should do; may be empty.
    pub note: String,
    /// Both texts in one.
    pub words: Vec<Words>,
}

/// Some words of the comparison.
pub struct Words {
    /// Whether the contract alone has them.
    pub added: bool,
    /// Whether the standard clause alone has them.
    pub missing: bool,
    /// The words.
    pub text: String,
}

/// The comparison of `field`'s value whose evidence is `grounding`, where one was made.
pub(super) fn standard(
    standards: &Standards,
    field: &FieldId,
    grounding: Option<&Grounding>,
) -> Option<Standard> {
    let compared = standards.of(field, grounding?.span)?;
    Some(Standard {
        nearest: compared.nearest.as_ref().map(near),
        library: standards.library.clone(),
    })
}

fn near(nearest: &Nearest) -> Near {
    let lists = [
        ("Numbers", &nearest.numbers),
        ("Negations", &nearest.negations),
        ("Sides", &nearest.sides),
    ];
    let is_same = nearest.alike >= SAME && nearest.is_in_order();
    let changes = lists.into_iter().filter(|(_, list)| !list.is_empty());
    Near {
        title: nearest.title.clone(),
        position: nearest.position.name(),
        tone: match nearest.position {
            Position::Preferred if is_same => "good",
            Position::Preferred => "plain",
            Position::Fallback => "warn",
            Position::Never => "bad",
        },
        alike: (nearest.alike * 100.0).round().clamp(0.0, 100.0) as u32,
        refusal: match (nearest.position, nearest.negations.is_empty()) {
            (Position::Never, true) => "Near to a clause that the firm does not sign.",
            (Position::Never, false) => {
                "Near to a clause that the firm does not sign, but a negation differs: it may say the opposite."
            }
            (Position::Preferred | Position::Fallback, _) => "",
        },
        changes: changes.map(|(kind, list)| (kind, told(list))).collect(),
        note: nearest.note.clone(),
        words: nearest.words.iter().map(words).collect(),
    }
}

fn told(list: &[Change]) -> Vec<String> {
    let mut told: Vec<String> = list.iter().take(SHOWN).map(Change::to_string).collect();
    if list.len() > SHOWN {
        told.push(format!("{} more", list.len() - SHOWN));
    }
    told
}

fn words(piece: &Piece) -> Words {
    Words {
        added: piece.side == Side::Contract,
        missing: piece.side == Side::Standard,
        text: piece.text.clone(),
    }
}
