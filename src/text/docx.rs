//! Reads a DOCX, for paper that the other side sends: paragraphs with the numbers that Word shows,
//! tables row by row. It has no pages until somebody prints it, so that nothing here has a place.
//!
//! Only ever run in the limited child. Changes that are tracked read as accepted, which is said;
//! headers and footers are not running text. What Word hides is counted, and its letters are dropped.

mod colours;
mod hyphens;
mod numbers;

use super::hidden::{self, Hidden};
use super::letters;
use super::pdf::Failure;
use super::typed_tables;
use crate::domain::document::{Document, HiddenKind, Rect, Warning};
use crate::domain::id::Sha256;
use colours::Ground;
use docx_rs::{
    DocumentChild, InsertChild, MoveToChild, Paragraph, ParagraphChild, Run, RunChild,
    StructuredDataTag, StructuredDataTagChild, Styles, Table, TableCellContent, TableChild,
    TableRowChild,
};
use numbers::Numbers;
use sha2::Digest;

/// Smaller print than this, in half points, no person reads.
const TINY: u64 = 8;

/// Reads `bytes`.
///
/// # Errors
/// Refuses what is no DOCX and what has no words.
pub fn read(bytes: &[u8]) -> Result<Document, Failure> {
    let file = hyphens::read(bytes).map_err(|_| Failure::Damaged("the DOCX cannot be opened"))?;
    let mut writer = Writer {
        text: String::new(),
        numbers: Numbers::of(&file.numberings, &file.styles),
        styles: &file.styles,
        ground: Ground::PAPER,
        has_changes: false,
        hidden: Vec::new(),
    };
    for child in &file.document.children {
        match child {
            DocumentChild::Paragraph(paragraph) => writer.paragraph(paragraph),
            DocumentChild::Table(table) => writer.table(table),
            DocumentChild::StructuredDataTag(tag) => writer.tag(tag),
            _ => {}
        }
    }
    let text = writer.text.trim().to_owned();
    if text.is_empty() {
        return Err(Failure::Empty);
    }
    let hash = Sha256(hex::encode(sha2::Sha256::digest(bytes)));
    let mut document = Document::of_text(hash, text);
    document.tables = typed_tables::tables(&document.text);
    if writer.has_changes {
        document.warnings.push(Warning::TrackedChanges);
    }
    document.warnings.extend(warnings(&writer.hidden));
    Ok(document)
}

/// One warning for each way of hiding, without a place, since there is none before a print.
fn warnings(hidden: &[Hidden]) -> Vec<Warning> {
    let mut warnings = hidden::warnings(hidden, 1);
    for warning in &mut warnings {
        if let Warning::HiddenText { boxes, .. } = warning {
            boxes.clear();
        }
    }
    warnings
}

const NOWHERE: Rect = Rect {
    x0: 0.0,
    y0: 0.0,
    x1: 0.0,
    y1: 0.0,
};

struct Writer<'a> {
    text: String,
    numbers: Numbers<'a>,
    styles: &'a Styles,
    /// What is behind what is written now.
    ground: Ground,
    has_changes: bool,
    hidden: Vec<Hidden>,
}

impl Writer<'_> {
    fn paragraph(&mut self, paragraph: &Paragraph) {
        let words = self.words(paragraph);
        self.text.push_str(&words);
        self.text.push_str("\n\n");
    }

    /// A paragraph's words after its number; nothing where it has none.
    fn words(&mut self, paragraph: &Paragraph) -> String {
        let mut words = String::new();
        self.children(&paragraph.children, paragraph, &mut words);
        let words = words.trim();
        if words.is_empty() {
            return String::new();
        }
        match self.numbers.next(&paragraph.property) {
            Some(number) => format!("{number} {words}"),
            None => words.to_owned(),
        }
    }

    fn children(&mut self, children: &[ParagraphChild], of: &Paragraph, words: &mut String) {
        for child in children {
            match child {
                ParagraphChild::Run(run) => self.say(run, of, words),
                ParagraphChild::Insert(insert) => {
                    self.has_changes = true;
                    for child in &insert.children {
                        if let InsertChild::Run(run) = child {
                            self.say(run, of, words);
                        }
                    }
                }
                ParagraphChild::MoveTo(moved) => {
                    self.has_changes = true;
                    for child in &moved.children {
                        if let MoveToChild::Run(run) = child {
                            self.say(run, of, words);
                        }
                    }
                }
                ParagraphChild::Delete(_) | ParagraphChild::MoveFrom(_) => self.has_changes = true,
                ParagraphChild::Hyperlink(link) => self.children(&link.children, of, words),
                ParagraphChild::StructuredDataTag(tag) => {
                    for child in &tag.children {
                        match child {
                            StructuredDataTagChild::Run(run) => self.say(run, of, words),
                            StructuredDataTagChild::Paragraph(inner) => {
                                self.children(&inner.children, inner, words);
                            }
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn tag(&mut self, tag: &StructuredDataTag) {
        for child in &tag.children {
            match child {
                StructuredDataTagChild::Paragraph(paragraph) => self.paragraph(paragraph),
                StructuredDataTagChild::Table(table) => self.table(table),
                StructuredDataTagChild::StructuredDataTag(tag) => self.tag(tag),
                StructuredDataTagChild::Run(run) => {
                    let mut words = String::new();
                    self.say(run, &Paragraph::new(), &mut words);
                    self.text.push_str(&words);
                }
                _ => {}
            }
        }
    }

    /// The words of a run of a paragraph, unless Word does not show them.
    fn say(&mut self, run: &Run, of: &Paragraph, words: &mut String) {
        let text = text(run);
        let is_lost = || colours::is_lost(run, of, self.ground, self.styles);
        let how = hiding(run).or_else(|| is_lost().then_some(HiddenKind::SameColour));
        match how {
            Some(how) => self.hidden.push(Hidden::of(how, &text, NOWHERE)),
            None => words.push_str(&text),
        }
    }

    /// One line a row, tabs between its cells; a table inside a cell follows its row.
    fn table(&mut self, table: &Table) {
        for TableChild::TableRow(row) in &table.rows {
            let mut cells = Vec::new();
            let mut inner = Vec::new();
            for TableRowChild::TableCell(cell) in &row.cells {
                let outer = self.ground;
                self.ground = outer.in_cell(table, cell);
                let mut words = Vec::new();
                for content in &cell.children {
                    match content {
                        TableCellContent::Paragraph(paragraph) => words.push(self.words(paragraph)),
                        TableCellContent::Table(table) => inner.push(table),
                        _ => {}
                    }
                }
                self.ground = outer;
                words.retain(|words| !words.is_empty());
                cells.push(words.join(" "));
            }
            cells.retain(|cell| !cell.is_empty());
            self.text.push_str(&cells.join("\t"));
            self.text.push('\n');
            for table in inner {
                self.table(table);
            }
        }
        self.text.push('\n');
    }
}

/// How Word keeps a run from a reader's eyes, colours aside; `None` where it shows it.
fn hiding(run: &Run) -> Option<HiddenKind> {
    let look = &run.run_property;
    if look.vanish.is_some() {
        return Some(HiddenKind::HiddenLayer);
    }
    // The crate tells the size, in half points, only as JSON.
    let size = look
        .sz
        .as_ref()
        .and_then(|size| serde_json::to_value(size).ok());
    let is_tiny = size
        .and_then(|size| size.as_u64())
        .is_some_and(|size| size < TINY);
    is_tiny.then_some(HiddenKind::Tiny)
}

/// The words of a run, shown or not.
fn text(run: &Run) -> String {
    let mut words = String::new();
    for child in &run.children {
        match child {
            RunChild::Text(text) => words.extend(text.text.chars().filter_map(letters::drawn)),
            RunChild::Tab(_) | RunChild::PTab(_) => words.push(' '),
            RunChild::Break(_) | RunChild::CarriageReturn(_) => words.push('\n'),
            _ => {}
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use docx_rs::{
        AbstractNumbering, Delete, Docx, IndentLevel, Insert, Level, LevelJc, LevelText,
        NumberFormat, Numbering, NumberingId, Shading, Start, Style, StyleType, TableCell,
        TableRow,
    };

    fn words(text: &str) -> Run {
        Run::new().add_text(text)
    }

    fn numbered(text: &str, level: usize) -> Paragraph {
        Paragraph::new()
            .add_run(words(text))
            .numbering(NumberingId::new(7), IndentLevel::new(level))
    }

    fn level(level: usize, format: &str, text: &str) -> Level {
        Level::new(
            level,
            Start::new(1),
            NumberFormat::new(format),
            LevelText::new(text),
            LevelJc::new("left"),
        )
    }

    fn bytes(docx: Docx) -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        docx.build().pack(&mut bytes).expect("a vector takes all");
        bytes.into_inner()
    }

    #[test]
    fn clauses_have_the_numbers_that_word_shows_and_tables_read_by_rows() {
        let scheme = AbstractNumbering::new(3)
            .add_level(level(0, "decimal", "%1."))
            .add_level(level(1, "lowerLetter", "(%2)"));
        let cell = |text| TableCell::new().add_paragraph(Paragraph::new().add_run(words(text)));
        let table = Table::new(vec![
            TableRow::new(vec![cell("Service"), cell("Fee")]),
            TableRow::new(vec![cell("Support"), cell("$600")]),
        ]);
        let docx = Docx::new()
            .add_abstract_numbering(scheme)
            .add_numbering(Numbering::new(7, 3))
            .add_paragraph(Paragraph::new().add_run(words("AGREEMENT")))
            .add_paragraph(numbered("Term", 0))
            .add_paragraph(numbered("three years", 1))
            .add_paragraph(numbered("renewal", 1))
            .add_paragraph(numbered("Fees", 0))
            .add_paragraph(numbered("monthly", 1))
            .add_table(table);
        let document = read(&bytes(docx)).expect("it is whole");
        assert_eq!(
            document.text,
            "AGREEMENT\n\n1. Term\n\n(a) three years\n\n(b) renewal\n\n2. Fees\n\n(a) monthly\n\nService\tFee\nSupport\t$600"
        );
        let cells = document.tables.first().map(|table| table.rows.len());
        assert_eq!(cells, Some(2), "its rows are a table for the rules");
        assert!(document.words.is_empty() && document.warnings.is_empty());
    }

    #[test]
    fn hyphens_are_what_word_draws() {
        let run =
            words("a non\u{2011}compete of thirty\u{2011}six months, con\u{ad}fi\u{ad}dential");
        let document = read(&bytes(
            Docx::new().add_paragraph(Paragraph::new().add_run(run)),
        ));
        let text = document.expect("it is whole").text;
        assert_eq!(text, "a non-compete of thirty-six months, confidential");
    }

    #[test]
    fn tracked_changes_read_as_accepted_and_are_named() {
        let paragraph = Paragraph::new()
            .add_run(words("The fee is "))
            .add_delete(Delete::new().add_run(Run::new().add_delete_text("$500")))
            .add_insert(Insert::new(words("$600")));
        let document = read(&bytes(Docx::new().add_paragraph(paragraph))).expect("it is whole");
        assert_eq!(document.text, "The fee is $600");
        assert_eq!(document.warnings, [Warning::TrackedChanges]);
    }

    /// T6, R35: what Word does not show is not read, and a person is told.
    #[test]
    fn hidden_and_tiny_runs_are_kept_out_and_counted() {
        let paragraph = Paragraph::new()
            .add_run(words("Fees are due"))
            .add_run(words(" No renewal").vanish())
            .add_run(words(" No refund").size(2))
            .add_run(words(" in May").size(22));
        let document = read(&bytes(Docx::new().add_paragraph(paragraph))).expect("it is whole");
        assert_eq!(document.text, "Fees are due in May");
        let hidden = |how, count| Warning::HiddenText {
            page: 1,
            how,
            count,
            boxes: vec![],
        };
        let (layer, tiny) = (HiddenKind::HiddenLayer, HiddenKind::Tiny);
        assert_eq!(document.warnings, [hidden(layer, 9), hidden(tiny, 8)]);
    }

    /// T6, R35: letters in the colour of their paper, shade, cell or marker are hidden, and white
    /// ones that stand out are not.
    #[test]
    fn letters_in_the_colour_of_what_is_behind_them_are_kept_out() {
        let shade = |fill: &str| Shading::new().fill(fill);
        let cell = |fill: Option<&str>, colour: &str, text: &str| {
            let run = words(text).color(colour);
            let cell = TableCell::new().add_paragraph(Paragraph::new().add_run(run));
            fill.map_or(cell.clone(), |fill| cell.shading(shade(fill)))
        };
        let rows = vec![TableRow::new(vec![
            cell(Some("1F3864"), "FFFFFF", "Fee"),
            cell(Some("1F3864"), "1f3860", "secret one"),
            cell(None, "FFFFFF", "secret two"),
        ])];
        let styled = vec![TableRow::new(vec![cell(None, "FFFFFF", "Head")])];
        let pale = Style::new("Pale", StyleType::Character).color("FEFEFE");
        let based = Style::new("Based", StyleType::Character).based_on("Pale");
        let paragraph = Paragraph::new()
            .add_run(words("Fees are due"))
            .add_run(words(" secret three").color("FFFFFF"))
            .add_run(words(" on marker").color("FFFFFF").highlight("darkBlue"))
            .add_run(words(" secret four").color("FFFF00").highlight("yellow"))
            .add_run(words(" secret five").style("Based"))
            .add_run(words(" in black").color("auto"));
        let docx = Docx::new()
            .add_style(pale)
            .add_style(based)
            .add_paragraph(paragraph)
            .add_table(Table::new(rows))
            .add_table(Table::new(styled).style("Banded"));
        let document = read(&bytes(docx)).expect("it is whole");
        assert_eq!(
            document.text,
            "Fees are due on marker in black\n\nFee\n\nHead"
        );
        let hidden = Warning::HiddenText {
            page: 1,
            how: HiddenKind::SameColour,
            count: 9 + 9 + 11 + 10 + 10,
            boxes: vec![],
        };
        assert_eq!(document.warnings, [hidden]);
    }

    #[test]
    fn no_words_and_no_docx_have_their_own_names() {
        let empty = bytes(Docx::new().add_paragraph(Paragraph::new()));
        assert_eq!(read(&empty), Err(Failure::Empty));
        assert!(matches!(read(b"PK\x03\x04"), Err(Failure::Damaged(_))));
    }
}
