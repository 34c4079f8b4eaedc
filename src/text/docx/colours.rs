//! Whether the letters of a run have the colour of what is behind them, as far as a DOCX says both.
//!
//! A shade that comes from a table's own style is not in what the library tells: in such a table a
//! cell that does not name its shade is taken for unknown, and nothing in it is suspected.

use docx_rs::{Paragraph, Run, RunProperty, Shading, Styles, Table, TableCell};
use serde_json::Value;

/// Red, green and blue.
type Colour = [u8; 3];

/// Colours closer than this in each channel look the same.
const SAME: u8 = 20;
/// Styles that a style may be based on, one on the other.
const MAX_BASES: usize = 10;
const WHITE: Colour = [255, 255, 255];
/// Table styles that draw lines and no shade.
const UNSHADED: [&str; 3] = ["TableGrid", "TableNormal", "TableGridLight"];

/// What is behind letters; `None` where it is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ground(Option<Colour>);

impl Ground {
    /// A sheet of paper.
    pub const PAPER: Self = Self(Some(WHITE));

    /// Behind what stands in `cell` of `table`, which lies on this ground.
    pub fn in_cell(self, table: &Table, cell: &TableCell) -> Self {
        let style = json(&table.property)["style"]
            .as_str()
            .map(ToOwned::to_owned);
        let is_plain = style.is_none_or(|style| UNSHADED.contains(&style.as_str()));
        let outer = if is_plain { self } else { Self(None) };
        // The library keeps a cell's shade to itself, except as JSON.
        let shade = &json(&cell.property)["shading"];
        let part = |name: &str| shade[name].as_str().unwrap_or_default();
        outer.shaded(part("shdType"), part("color"), part("fill"))
    }

    fn under(self, shading: Option<&Shading>) -> Self {
        shading.map_or(self, |shade| {
            self.shaded(&shade.shd_type.to_string(), &shade.color, &shade.fill)
        })
    }

    fn shaded(self, kind: &str, ink: &str, fill: &str) -> Self {
        match kind {
            "clear" => hex(fill).map_or(self, |colour| Self(Some(colour))),
            "solid" => Self(hex(ink)),
            "" | "nil" => self,
            // A pattern of two colours has neither.
            _ => Self(None),
        }
    }
}

/// Whether the letters of `run` cannot be told from what is behind them on `ground`.
pub fn is_lost(run: &Run, paragraph: &Paragraph, ground: Ground, styles: &Styles) -> bool {
    let look = &run.run_property;
    let ground = ground.under(paragraph.property.shading.as_ref());
    let ground = ground.under(look.shading.as_ref());
    let marker = look.highlight.as_ref().map(json);
    let marker = marker.as_ref().and_then(Value::as_str).and_then(marked);
    let behind = marker.map_or(ground, |colour| Ground(Some(colour)));
    // A colour that nobody chose is the one that stands out.
    let ink = own(look)
        .or_else(|| styled(styles, look.style.as_ref().map(|style| &style.val)))
        .or_else(|| {
            let style = paragraph.property.style.as_ref();
            styled(styles, style.map(|style| &style.val))
        });
    match (ink.as_deref().and_then(hex), behind.0) {
        (Some(ink), Some(behind)) => ink.iter().zip(behind).all(|(a, b)| a.abs_diff(b) <= SAME),
        _ => false,
    }
}

/// The colour that a run or a style names itself.
fn own(look: &RunProperty) -> Option<String> {
    json(look.color.as_ref()?).as_str().map(ToOwned::to_owned)
}

/// The colour of a style, or of those that it is based on.
fn styled(styles: &Styles, id: Option<&String>) -> Option<String> {
    let mut id = id?.clone();
    for _ in 0..MAX_BASES {
        let style = styles.styles.iter().find(|style| style.style_id == id)?;
        if let Some(colour) = own(&style.run_property) {
            return Some(colour);
        }
        id = json(style.based_on.as_ref()?).as_str()?.to_owned();
    }
    None
}

fn json(part: &impl serde::Serialize) -> Value {
    serde_json::to_value(part).unwrap_or_default()
}

/// A colour as a file writes it; `None` for `auto`.
fn hex(text: &str) -> Option<Colour> {
    let number = u32::from_str_radix(text, 16).ok();
    let [_, r, g, b] = number.filter(|_| text.len() == 6)?.to_be_bytes();
    Some([r, g, b])
}

/// The colours of Word's marker pen.
fn marked(name: &str) -> Option<Colour> {
    Some(match name {
        "black" => [0, 0, 0],
        "blue" => [0, 0, 255],
        "cyan" => [0, 255, 255],
        "darkBlue" => [0, 0, 128],
        "darkCyan" => [0, 128, 128],
        "darkGray" => [128, 128, 128],
        "darkGreen" => [0, 128, 0],
        "darkMagenta" => [128, 0, 128],
        "darkRed" => [128, 0, 0],
        "darkYellow" => [128, 128, 0],
        "green" => [0, 255, 0],
        "lightGray" => [192, 192, 192],
        "magenta" => [255, 0, 255],
        "red" => [255, 0, 0],
        "white" => WHITE,
        "yellow" => [255, 255, 0],
        _ => return None,
    })
}
