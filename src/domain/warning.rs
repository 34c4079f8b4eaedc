//! What a reviewer must know about a file before trusting what was read from it.
//!
//! A warning names pages, places and kinds. It never carries text of the document: what was kept
//! from the reader must not reach a page, a log or a model by this way.

use super::document::{PageBox, Rect};
use serde::{Deserialize, Serialize};

/// Something about the file that a reviewer must know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Warning {
    /// The two readers of the text layer disagree on this page.
    UncertainText {
        /// Page number, from 1.
        page: u32,
    },
    /// The second reader could not read the file at all.
    NoSecondReading,
    /// A page has little or no text; what it shows was not read.
    PageNotRead {
        /// Page number, from 1.
        page: u32,
    },
    /// The file carries code or files inside; they were not opened.
    ActiveContent {
        /// What it carries, each kind once.
        #[serde(default)]
        kinds: Vec<ActiveKind>,
    },
    /// The page holds text that a person reading it does not see. It is not part of the text.
    HiddenText {
        /// Page number, from 1.
        page: u32,
        /// How it is hidden.
        how: HiddenKind,
        /// How many letters.
        count: u32,
        /// Where, one box per line.
        boxes: Vec<Rect>,
    },
    /// The page is a picture, and its text is what a scanner's program made of it.
    ScannerText {
        /// Page number, from 1.
        page: u32,
    },
    /// What the page shows as a picture was read by OCR.
    OcrText {
        /// Page number, from 1.
        page: u32,
        /// How sure the program is of the word that it is least sure of, 0 to 100.
        lowest: u8,
        /// How many words it read.
        words: u32,
        /// Of how many of them it is not sure.
        unsure: u32,
    },
    /// The file has tracked changes.
    TrackedChanges,
    /// A picture may show text; it was not read.
    PictureNotRead {
        /// Page number, from 1.
        page: u32,
        /// Where.
        rect: Rect,
    },
    /// The file was broken and had to be mended to be read; parts may be missing.
    Repaired,
}

/// What a file can carry that is not paper.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ActiveKind {
    /// A script.
    JavaScript,
    /// An action that starts a program.
    Launch,
    /// An action that sends the form's fields or takes them from elsewhere.
    FormExchange,
    /// A file inside the file.
    EmbeddedFile,
}

/// How text is kept from a reader's eyes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HiddenKind {
    /// Drawn with no ink, or ink that lets all through, and no picture of it on the page.
    Invisible,
    /// In the colour of what is behind it.
    SameColour,
    /// Smaller than anybody reads.
    Tiny,
    /// Outside the page.
    OffPage,
    /// Cut away by a clip.
    Clipped,
    /// Under something drawn later.
    Covered,
    /// In a layer that is switched off.
    HiddenLayer,
    /// Characters without a shape: Unicode tags, zero-width letters, changes of direction.
    Shapeless,
}

impl Warning {
    /// What it means for the reviewer, as a sentence.
    pub fn sentence(&self) -> String {
        match self {
            Warning::UncertainText { page } => {
                format!("Page {page}: two readers of the text disagree. Compare with the image.")
            }
            Warning::NoSecondReading => {
                "The text could be read in one way only; nothing confirms it.".to_owned()
            }
            Warning::PageNotRead { page } => {
                format!("Page {page} has little or no text. What it shows was not read.")
            }
            Warning::ActiveContent { kinds } => active(kinds),
            Warning::HiddenText {
                page, how, count, ..
            } => format!(
                "Page {page} holds {count} hidden letters ({}). They were kept out of the text.",
                how.words()
            ),
            Warning::ScannerText { page } => format!(
                "Page {page} is a scan. Its text was made by the scanner's program: compare with the image."
            ),
            Warning::OcrText {
                page,
                lowest,
                words,
                unsure,
            } => format!(
                "Page {page} was read by OCR: lowest confidence {lowest} of 100, {unsure} of {words} words unsure. Compare with the image."
            ),
            Warning::TrackedChanges => {
                "The file has tracked changes. It was read as if all were accepted.".to_owned()
            }
            Warning::PictureNotRead { page, .. } => {
                format!("Page {page} has a picture that was not read. It may show text.")
            }
            Warning::Repaired => {
                "The file is damaged and was mended to be read. Parts may be missing.".to_owned()
            }
        }
    }

    /// Where on the pages it is.
    pub fn boxes(&self) -> Vec<PageBox> {
        match self {
            Warning::HiddenText { page, boxes, .. } => {
                let place = |rect: &Rect| PageBox {
                    page: *page,
                    rect: *rect,
                };
                boxes.iter().map(place).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether a person must acknowledge it before the contract can be approved.
    pub fn blocks(&self) -> bool {
        matches!(self, Warning::HiddenText { .. })
    }
}

impl HiddenKind {
    fn words(self) -> &'static str {
        match self {
            HiddenKind::Invisible => "drawn without ink",
            HiddenKind::SameColour => "in the colour of its background",
            HiddenKind::Tiny => "too small to read",
            HiddenKind::OffPage => "outside the page",
            HiddenKind::Clipped => "cut away",
            HiddenKind::Covered => "covered by something",
            HiddenKind::HiddenLayer => "in a layer that is switched off",
            HiddenKind::Shapeless => "characters without a shape",
        }
    }
}

fn active(kinds: &[ActiveKind]) -> String {
    let words: Vec<&str> = kinds
        .iter()
        .map(|kind| match kind {
            ActiveKind::JavaScript => "scripts",
            ActiveKind::Launch => "actions that start programs",
            ActiveKind::FormExchange => "actions that send or fetch form data",
            ActiveKind::EmbeddedFile => "files inside",
        })
        .collect();
    let what = if words.is_empty() {
        "code or files inside".to_owned()
    } else {
        words.join(", ")
    };
    format!("The file carries {what}. They were not opened.")
}
