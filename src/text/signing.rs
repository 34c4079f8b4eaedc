//! Finds signature blocks and says whether they are signed: party, name, title and date, column by
//! column, since blocks stand side by side. Sees what text shows; ink on a scan it does not see.

use crate::domain::document::{Document, Rect, Span};
use crate::domain::outline::{Execution, SignatureBlock};
use regex::Regex;
use std::sync::LazyLock;

/// A gap between words from which text stands in another column, in points.
const GAP: f32 = 12.0;
/// How far apart the left edges of one block's lines may be, and how far it reaches down and up.
const SAME_EDGE: f32 = 45.0;
const DEPTH: f32 = 130.0;
const ABOVE: f32 = 75.0;
/// A line of a text without boxes is taken to be this high.
const LINE: f32 = 12.0;

fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("the pattern is a constant")
}

static OPENS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^(?:by|signature|signed|sign here|x)\s*:|^/s/|^_{6,}$|^x_{4,}|^docusigned by:?")
});
static CUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^(by|signature|signed|name|print(?:ed)? name|title|its|date|dated)\s*:\s*(.*)$")
});
/// What a signature looks like in text: a conformed one, or what signing services print.
static SIGNED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)/s/|docusigned by|digitally signed|e-?signed|\([a-z]{3} [0-9]{1,2}, [0-9]{4},? [0-9]{1,2}:[0-9]{2}",
    )
});
/// A name of a person: words with capitals, the first of which may be a letter.
static NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\p{Lu}[\p{L}.'’-]*(?:\s+(?:(?:de|der|den|van|von|la|le|di|da|del|bin|al)\s+)*\p{Lu}[\p{L}.'’-]*){1,4}$",
    )
});
/// A signing service's certificate that says that all is done; one that was sent only is none.
static CERTIFICATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:certificate of completion|final audit report|audit trail|signature certificate)[\s\S]{0,900}?(?:\bstatus\W{0,5}(?:completed|signed|executed)\b|\b(?:document|agreement)(?: has been)? completed\b)",
    )
});

/// Words that stand together on one line.
struct Segment {
    page: u32,
    rect: Rect,
    span: Span,
    text: String,
}

/// The signature blocks of `document`, in the order of the text.
pub fn blocks(document: &Document) -> Vec<SignatureBlock> {
    let segments = segments(document);
    let mut blocks: Vec<(usize, SignatureBlock)> = Vec::new();
    for (index, segment) in segments.iter().enumerate() {
        let opens = OPENS.is_match(&segment.text);
        let follows = blocks
            .last()
            .is_some_and(|(last, _)| is_same_block(&segments[*last], segment));
        if opens && !follows {
            blocks.push((index, block(&segments, index)));
        }
    }
    blocks
        .into_iter()
        .map(|(_, block)| block)
        // A line of underscores alone is a form's blank; somebody signs where more is said.
        .filter(|block| {
            block.signed || block.name.is_some() || block.title.is_some() || block.party.is_some()
        })
        .collect()
}

/// Whether `document` is executed, given its signature `blocks`.
pub fn execution(document: &Document, blocks: &[SignatureBlock]) -> Execution {
    let sealed = document.seals.iter().filter(|seal| seal.signed).count();
    if sealed > 0 && sealed < document.seals.len() {
        return Execution::Partly;
    }
    if sealed > 0 || CERTIFICATE.is_match(&document.text) {
        return Execution::Executed;
    }
    let signed = blocks.iter().filter(|block| block.signed).count();
    match (signed, blocks.len()) {
        (0, 0) => Execution::Unknown,
        (0, _) => Execution::Unsigned,
        (signed, all) if signed == all => Execution::Executed,
        _ => Execution::Partly,
    }
}

/// "/s/ Name" right under or beside "By:" is the same signature.
fn is_same_block(before: &Segment, segment: &Segment) -> bool {
    if before.page != segment.page {
        return false;
    }
    let (right, down) = (
        segment.rect.x0 - before.rect.x0,
        segment.rect.y0 - before.rect.y0,
    );
    let is_under = right.abs() < SAME_EDGE
        && (0.0..2.5 * LINE).contains(&down)
        && !segment.text.to_lowercase().starts_with("by");
    let is_beside = down.abs() < 4.0 && right > 0.0 && !CUE.is_match(&segment.text);
    is_under || is_beside
}

fn block(segments: &[Segment], index: usize) -> SignatureBlock {
    let head = &segments[index];
    let mut block = SignatureBlock {
        party: party(segments, index),
        name: None,
        title: None,
        date: None,
        signed: SIGNED.is_match(&head.text) || SIGNED.is_match(&beside(segments, index)),
        span: head.span,
    };
    for (at, segment) in segments.iter().enumerate().skip(index + 1) {
        let down = segment.rect.y0 - head.rect.y0;
        // Lines come from the top down; to look on would take a hostile file's square of lines.
        if segment.page != head.page || down >= DEPTH {
            break;
        }
        if down < 0.0 || (segment.rect.x0 - head.rect.x0).abs() >= SAME_EDGE {
            continue;
        }
        if OPENS.is_match(&segment.text) && !is_same_block(head, segment) {
            break;
        }
        block.signed |= SIGNED.is_match(&segment.text);
        let Some(cue) = CUE.captures(&segment.text) else {
            continue;
        };
        let said = match cue[2].trim() {
            "" => beside(segments, at),
            said => said.to_owned(),
        };
        let said = Some(said.trim_matches('_').trim().to_owned()).filter(|said| !said.is_empty());
        let slot = match cue[1].to_lowercase().as_str() {
            "name" | "print name" | "printed name" => &mut block.name,
            "title" | "its" => &mut block.title,
            "date" | "dated" => &mut block.date,
            _ => continue,
        };
        if slot.is_none() {
            *slot = said;
        }
    }
    block.signed |= is_signed_in_letters(head, &beside(segments, index), block.date.as_deref());
    block
}

/// A name in the place of the signature, with a day beside it: signing services draw it in a script whose
/// letters are text. `By: Ann Doe` only tells who is to sign.
fn is_signed_in_letters(head: &Segment, beside: &str, date: Option<&str>) -> bool {
    let Some(cue) = CUE.captures(&head.text) else {
        return false;
    };
    let is_place = matches!(&*cue[1].to_lowercase(), "signature" | "signed");
    let drawn = match cue[2].trim() {
        "" => beside,
        drawn => drawn,
    };
    let is_dated = date.is_some_and(|date| date.contains(|c: char| c.is_ascii_digit()));
    is_place && is_dated && NAME.is_match(drawn.trim())
}

/// What stands to the right on the same line, up to the next column's cue.
fn beside(segments: &[Segment], index: usize) -> String {
    let head = &segments[index];
    segments
        .iter()
        .skip(index + 1)
        .take_while(|next| next.page == head.page && (next.rect.y0 - head.rect.y0).abs() < 5.0)
        .find(|next| next.rect.x0 > head.rect.x0)
        .filter(|next| !CUE.is_match(&next.text))
        .map_or_else(String::new, |next| next.text.clone())
}

/// The nearest line above in the same column that is nobody's name, title or date.
fn party(segments: &[Segment], index: usize) -> Option<String> {
    let head = &segments[index];
    segments[..index]
        .iter()
        .rev()
        .take_while(|above| above.page == head.page && head.rect.y0 - above.rect.y0 < ABOVE)
        .filter(|above| {
            (above.rect.x0 - head.rect.x0).abs() < SAME_EDGE && head.rect.y0 - above.rect.y0 > 1.0
        })
        .find(|above| !CUE.is_match(&above.text) && !OPENS.is_match(&above.text))
        .map(|above| above.text.trim_end_matches([':', ',']).to_owned())
        .filter(|text| text.chars().any(char::is_alphabetic) && text.len() <= 90)
}

/// The lines of the text, cut where a wide gap stands between words.
fn segments(document: &Document) -> Vec<Segment> {
    if document.words.is_empty() {
        return lines(document);
    }
    let mut segments: Vec<Segment> = Vec::new();
    let mut line = (0, 0);
    for word in &document.words {
        let text = document.slice(word.span);
        let is_cue = CUE.is_match(text) && text.ends_with(':') && text.len() > 2;
        match segments.last_mut() {
            Some(last)
                if line == (word.page, word.line)
                    && word.rect.x0 - last.rect.x1 <= GAP
                    && !(is_cue && last.text.contains(':')) =>
            {
                last.rect = last.rect.union(word.rect);
                last.span.end = word.span.end;
                last.text.push(' ');
                last.text.push_str(text);
            }
            _ => segments.push(Segment {
                page: word.page,
                rect: word.rect,
                span: word.span,
                text: text.to_owned(),
            }),
        }
        line = (word.page, word.line);
    }
    segments
}

/// The lines of a text without boxes, one below the other.
fn lines(document: &Document) -> Vec<Segment> {
    let mut at = 0;
    let mut segments = Vec::new();
    for (row, line) in document.text.split('\n').enumerate() {
        let start = at + line.len() - line.trim_start().len();
        at += line.len() + 1;
        if line.trim().is_empty() {
            continue;
        }
        let y0 = LINE * row as f32;
        segments.push(Segment {
            page: 1,
            rect: Rect {
                x0: 0.0,
                y0,
                x1: 400.0,
                y1: y0 + LINE,
            },
            span: Span::new(start, start + line.trim().len()),
            text: line.trim().to_owned(),
        });
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::document::{Seal, Source, Word};

    /// Words at their places: text, x, y.
    fn document(rows: &[(&str, f32, f32)]) -> Document {
        let mut document = Document::of_text("0".into(), String::new());
        for (line, (text, x, y)) in rows.iter().enumerate() {
            for (at, word) in text.split(' ').enumerate() {
                let start = document.text.len();
                document.text.push_str(word);
                let x0 = x + 30.0 * at as f32;
                document.words.push(Word {
                    span: Span::new(start, document.text.len()),
                    page: 1,
                    line: u32::try_from(line).unwrap(),
                    rect: Rect {
                        x0,
                        y0: *y,
                        x1: x0 + 28.0,
                        y1: y + 10.0,
                    },
                    source: Source::Layer,
                });
                document.text.push(' ');
            }
        }
        document
    }

    #[test]
    fn blocks_side_by_side_are_two_and_a_blank_one_is_half_signed() {
        let document = document(&[
            ("ACME LTD", 50.0, 100.0),
            ("GLOBEX GMBH", 300.0, 100.0),
            ("By: /s/ Ana Roe", 50.0, 130.0),
            ("By: ______", 300.0, 130.0),
            ("Name: Ana Roe", 50.0, 145.0),
            ("Name: Bo Lind", 300.0, 145.0),
            ("Title: CEO", 50.0, 160.0),
            ("Date: 5/1/2024", 50.0, 175.0),
        ]);
        let found = blocks(&document);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].party.as_deref(), Some("ACME LTD"));
        assert_eq!(found[0].name.as_deref(), Some("Ana Roe"));
        assert_eq!(found[0].title.as_deref(), Some("CEO"));
        assert_eq!(found[0].date.as_deref(), Some("5/1/2024"));
        assert_eq!((found[0].signed, found[1].signed), (true, false));
        assert_eq!(found[1].party.as_deref(), Some("GLOBEX GMBH"));
        assert_eq!(found[1].name.as_deref(), Some("Bo Lind"));
        assert_eq!(execution(&document, &found), Execution::Partly);
    }

    /// What a signing service draws as the signature is text in the file.
    #[test]
    fn a_name_in_the_place_of_a_dated_signature_signs() {
        for (text, expected) in [
            (
                "ACME\nSignature: Ana Roe\nName: Ana Roe\nDate: 21-Jan-2026",
                Execution::Executed,
            ),
            (
                "ACME\nSignature: A. Roe\nAna Roe, Manager\nDate: 21/01/2026",
                Execution::Executed,
            ),
            (
                "ACME\nSignature: Ana Roe\nDate: ________",
                Execution::Unsigned,
            ),
            (
                "ACME\nSignature: ________\nName: Ana Roe\nDate: 21-Jan-2026",
                Execution::Unsigned,
            ),
            (
                "ACME\nBy: Ana Roe\nTitle: CEO\nDate: 21-Jan-2026",
                Execution::Unsigned,
            ),
        ] {
            let document = Document::of_text("0".into(), text.into());
            assert_eq!(execution(&document, &blocks(&document)), expected, "{text}");
        }
    }

    #[test]
    fn plain_text_certificates_and_seals_count() {
        let plain = Document::of_text("0".into(), "ACME\nBy: ________\nName: Ana Roe".into());
        let found = blocks(&plain);
        assert_eq!(found.len(), 1);
        assert_eq!(execution(&plain, &found), Execution::Unsigned);
        let text =
            "By: ____\nName: A B\nCertificate Of Completion\nEnvelope Id: 1 Status: Completed";
        let certified = Document::of_text("0".into(), text.into());
        assert_eq!(
            execution(&certified, &blocks(&certified)),
            Execution::Executed
        );
        let text = text.replace("Completed", "Sent");
        let waiting = Document::of_text("0".into(), text);
        assert_eq!(execution(&waiting, &blocks(&waiting)), Execution::Unsigned);
        let mut sealed = Document::of_text("0".into(), String::new());
        assert_eq!(execution(&sealed, &[]), Execution::Unknown);
        let seal = |signed| Seal {
            signer: None,
            time: None,
            signed,
            covers_file: signed,
        };
        sealed.seals = vec![seal(true), seal(false)];
        assert_eq!(execution(&sealed, &[]), Execution::Partly);
    }
}
