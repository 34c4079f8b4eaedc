//! Every way of hiding text that we know of, each in a page of its own, and honest pages that must
//! not be suspected.

use super::pdf::{self, Failure, Limits};
use crate::domain::document::{ActiveKind, Document, HiddenKind, Source, Warning};
use lopdf::{Dictionary, Document as File, Object, ObjectId, Stream, dictionary};

const LIMITS: Limits = Limits {
    max_bytes: 1 << 20,
    max_pages: 10,
};

fn read(bytes: &[u8], limits: Limits) -> Result<Document, Failure> {
    pdf::read(bytes, limits, None)
}

/// A page of 612 by 792 points with `content`; `add` gives its resources and page entries.
fn page(content: &str, add: impl FnOnce(&mut File, &mut Dictionary, &mut Dictionary)) -> Vec<u8> {
    let mut file = File::with_version("1.7");
    let font = file.add_object(
        dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" },
    );
    let mut resources = dictionary! { "Font" => dictionary! { "F1" => font } };
    let pages = file.new_object_id();
    let content = file.add_object(Stream::new(Dictionary::new(), content.as_bytes().to_vec()));
    let mut page = dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), 612.into(), 792.into()],
    };
    add(&mut file, &mut resources, &mut page);
    page.set("Resources", resources);
    let kid = file.add_object(page);
    let kids: Vec<Object> = vec![kid.into()];
    file.objects.insert(
        pages,
        dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => 1 }.into(),
    );
    let root = match file.trailer.get(b"Root").and_then(Object::as_reference) {
        Ok(root) => root,
        Err(_) => file.add_object(dictionary! { "Type" => "Catalog" }),
    };
    file.trailer.set("Root", root);
    let catalog = file.get_dictionary_mut(root).expect("it was just added");
    catalog.set("Pages", pages);
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).expect("a vector takes all");
    bytes
}

fn plain(content: &str) -> Document {
    read(&page(content, |_, _, _| {}), LIMITS).expect("it is a good file")
}

/// What a person sees, in every page here.
const SEEN: &str = "BT /F1 12 Tf 72 700 Td (Fees are due) Tj ET ";

fn how(document: &Document) -> Vec<(HiddenKind, u32)> {
    let hidden = document
        .warnings
        .iter()
        .filter_map(|warning| match warning {
            Warning::HiddenText {
                how, count, boxes, ..
            } => {
                assert!(!boxes.is_empty(), "hidden text has a place");
                Some((*how, *count))
            }
            _ => None,
        });
    hidden.collect()
}

fn is_hidden(content: &str, kind: HiddenKind) {
    let document = plain(&format!("{SEEN}{content}"));
    assert_eq!(document.text, "Fees are due", "{kind:?}");
    assert_eq!(how(&document), [(kind, 9)], "{kind:?}");
    assert!(document.warnings.iter().any(Warning::blocks));
}

fn is_seen(content: &str) {
    let document = plain(content);
    assert!(document.text.contains("Fees are due"), "{content}");
    assert_eq!(how(&document), [], "{content}");
}

/// A picture of one grey pixel as XObject `/I1`, drawn over the whole page by `OVER_ALL`.
fn picture(file: &mut File, entries: Dictionary) -> ObjectId {
    let mut dictionary = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1,
        "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8,
    };
    dictionary.extend(&entries);
    file.add_object(Stream::new(dictionary, vec![240]))
}

const OVER_ALL: &str = "q 612 0 0 792 0 0 cm /I1 Do Q ";

fn with_picture(content: &str) -> Document {
    let bytes = page(content, |file, resources, _| {
        let picture = picture(file, Dictionary::new());
        resources.set("XObject", dictionary! { "I1" => picture });
    });
    read(&bytes, LIMITS).expect("it is a good file")
}

/// T6, R35: what a reader cannot see is not read, and a person is told.
#[test]
fn text_that_nobody_sees_is_kept_out_counted_and_boxed() {
    use HiddenKind::*;
    let cases = [
        ("BT 3 Tr /F1 12 Tf 72 600 Td (No renewal) Tj ET", Invisible),
        ("BT 1 g /F1 12 Tf 72 600 Td (No renewal) Tj ET", SameColour),
        (
            "BT .97 .98 1 rg /F1 12 Tf 72 600 Td (No renewal) Tj ET",
            SameColour,
        ),
        (
            "0 0 1 rg 60 590 200 30 re f BT /F1 12 Tf 72 600 Td (No renewal) Tj ET",
            SameColour,
        ),
        ("BT /F1 2 Tf 72 600 Td (No renewal) Tj ET", Tiny),
        ("BT /F1 12 Tf 72 -600 Td (No renewal) Tj ET", OffPage),
        (
            "q 0 0 10 10 re W n BT /F1 12 Tf 72 600 Td (No renewal) Tj ET Q",
            Clipped,
        ),
        (
            "BT /F1 12 Tf 72 600 Td (No renewal) Tj ET 0 g 60 590 200 30 re f",
            Covered,
        ),
        (
            "BT /F1 12 Tf 72 600 Td (No renewal) Tj ET 1 g 60 590 m 300 590 l 300 630 l 60 630 l h f",
            Covered,
        ),
        (
            "BT /F1 12 Tf 72 600 Td (No renewal) Tj ET 0 G 20 w 60 604 m 300 604 l S",
            Covered,
        ),
    ];
    for (content, kind) in cases {
        is_hidden(content, kind);
    }
}

/// T6: inks that let nothing be seen, and a cropped page.
#[test]
fn transparent_and_cropped_text_is_hidden() {
    let content = format!("{SEEN} /G0 gs BT /F1 12 Tf 72 600 Td (No renewal) Tj ET");
    let bytes = page(&content, |_, resources, _| {
        resources.set(
            "ExtGState",
            dictionary! { "G0" => dictionary! { "ca" => 0 } },
        );
    });
    let document = read(&bytes, LIMITS).expect("it is a good file");
    assert_eq!(how(&document), [(HiddenKind::Invisible, 9)]);
    let content = format!("{SEEN} BT /F1 12 Tf 72 100 Td (No renewal) Tj ET");
    let bytes = page(&content, |_, _, page| {
        page.set(
            "CropBox",
            vec![0.into(), 300.into(), 612.into(), 792.into()],
        );
    });
    let document = read(&bytes, LIMITS).expect("it is a good file");
    assert_eq!(document.text, "Fees are due");
    assert_eq!(how(&document), [(HiddenKind::OffPage, 9)]);
}

/// T6: a layer that is off is not read, and one that is on is.
#[test]
fn a_layer_that_is_off_is_hidden() {
    let content = format!("{SEEN} /OC /L1 BDC BT /F1 12 Tf 72 600 Td (No renewal) Tj ET EMC");
    let layered = |state: &str| {
        let bytes = page(&content, |file, resources, _| {
            let layer = file.add_object(dictionary! { "Type" => "OCG", "Name" => "x" });
            resources.set("Properties", dictionary! { "L1" => layer });
            let config = dictionary! { state => vec![layer.into()] };
            let layers = dictionary! { "OCGs" => vec![layer.into()], "D" => config };
            let root =
                file.add_object(dictionary! { "Type" => "Catalog", "OCProperties" => layers });
            file.trailer.set("Root", root);
        });
        read(&bytes, LIMITS).expect("it is a good file")
    };
    let off = layered("OFF");
    assert_eq!(off.text, "Fees are due");
    assert_eq!(how(&off), [(HiddenKind::HiddenLayer, 9)]);
    let on = layered("ON");
    assert_eq!(how(&on), []);
    assert!(on.text.contains("No renewal"));
}

/// T6: a scanner's text under its picture is read and marked; under a small one it is hidden.
#[test]
fn a_scanners_text_is_read_and_marked() {
    for content in [
        "BT 3 Tr /F1 12 Tf 72 700 Td (Fees are due) Tj ET q 612 0 0 792 0 0 cm /I1 Do Q",
        "q 612 0 0 792 0 0 cm /I1 Do Q BT 3 Tr /F1 12 Tf 72 700 Td (Fees are due) Tj ET",
        "BT /F1 12 Tf 72 700 Td (Fees are due) Tj ET q 612 0 0 792 0 0 cm /I1 Do Q",
    ] {
        let document = with_picture(content);
        assert_eq!(document.text, "Fees are due");
        assert_eq!(document.words[0].source, Source::Scanner);
        assert!(
            document
                .warnings
                .contains(&Warning::ScannerText { page: 1 })
        );
    }
    let small =
        format!("{SEEN} BT /F1 12 Tf 72 600 Td (No renewal) Tj ET q 300 0 0 40 60 590 cm /I1 Do Q");
    let document = with_picture(&small);
    assert_eq!(document.text, "Fees are due");
    assert_eq!(how(&document), [(HiddenKind::Covered, 9)]);
}

/// T6: a picture that lets light through is no scan, nor are many small ones in one place.
#[test]
fn what_shows_no_scan_does_not_vouch_for_invisible_text() {
    let invisible = "BT 3 Tr /F1 12 Tf 72 600 Td (No renewal) Tj ET";
    let clear = page(
        &format!("{OVER_ALL} {SEEN} {invisible}"),
        |file, resources, _| {
            let mask = picture(file, Dictionary::new());
            let picture = picture(file, dictionary! { "SMask" => mask });
            resources.set("XObject", dictionary! { "I1" => picture });
        },
    );
    let clear = read(&clear, LIMITS).expect("it is a good file");
    assert_eq!(how(&clear), [(HiddenKind::Invisible, 9)]);
    let small = "q 300 0 0 200 60 500 cm /I1 Do Q ".repeat(5);
    let stacked = with_picture(&format!("{SEEN} {small} {invisible}"));
    assert_eq!(how(&stacked), [(HiddenKind::Invisible, 9)]);
}

/// T6: over a picture only the page's image can tell.
#[test]
fn text_on_a_picture_is_read_when_it_stands_out_and_hidden_when_it_does_not() {
    let content = format!("{OVER_ALL} {SEEN} BT .94 g /F1 12 Tf 72 600 Td (No renewal) Tj ET");
    let document = with_picture(&content);
    assert_eq!(document.text, "Fees are due");
    assert_eq!(how(&document), [(HiddenKind::SameColour, 9)]);
    assert_eq!(document.words[0].source, Source::Layer);
}

/// A page with a shade `/S1` from `light` to `dark` grey across it, patterns of opaque white tiles
/// (`/P1`) and of grey hatches (`/P2`), and half-opaque inks (`/G5`, `/G9`).
fn decked(content: &str, light: f32, dark: f32) -> Document {
    let bytes = page(content, |file, resources, _| {
        let function = dictionary! {
            "FunctionType" => 2, "Domain" => vec![0.into(), 1.into()], "N" => 1,
            "C0" => vec![light.into()], "C1" => vec![dark.into()],
        };
        let shade = dictionary! {
            "ShadingType" => 2, "ColorSpace" => "DeviceGray", "Function" => function,
            "Coords" => vec![0.into(), 0.into(), 612.into(), 0.into()],
            "Extend" => vec![true.into(), true.into()],
        };
        resources.set("Shading", dictionary! { "S1" => shade });
        let mut tiles = |drawing: &str| {
            let entries = dictionary! {
                "Type" => "Pattern", "PatternType" => 1, "PaintType" => 1, "TilingType" => 1,
                "BBox" => vec![0.into(), 0.into(), 8.into(), 8.into()],
                "XStep" => 8, "YStep" => 8, "Resources" => Dictionary::new(),
            };
            file.add_object(Stream::new(entries, drawing.as_bytes().to_vec()))
        };
        let (white, hatched) = (tiles("1 g 0 0 8 8 re f"), tiles(".7 G 0 0 m 8 8 l S"));
        resources.set("Pattern", dictionary! { "P1" => white, "P2" => hatched });
        let states = dictionary! {
            "G5" => dictionary! { "ca" => 0.5 }, "G9" => dictionary! { "ca" => 0.85 },
        };
        resources.set("ExtGState", states);
    });
    read(&bytes, LIMITS).expect("it is a good file")
}

/// A path of many corners over the whole line at 600 points.
fn drawing() -> String {
    let corners: String = (0..120)
        .map(|at| format!("{} {} l ", 60 + 2 * at, 630 + at % 3))
        .collect();
    format!(
        "1 g 60 590 m {corners} 300 590 l {} h f",
        "299 590 l ".repeat(120)
    )
}

const SECRET: &str = "BT 0 g /F1 12 Tf 72 600 Td (No renewal) Tj ET ";
const SHADE: &str = "q 60 590 300 30 re W n /S1 sh Q ";
const TILES: &str = "/Pattern cs /P1 scn 60 590 300 30 re f ";

/// T6: covers that are no plain shape: shades, patterns, drawings, sheets that let some light
/// through, and strips that each hide a part.
#[test]
fn text_under_shades_patterns_drawings_sheets_and_strips_is_hidden() {
    let sheets = "/G9 gs 1 g 60 590 300 30 re f 60 590 300 30 re f ";
    let strips: String = (0..8)
        .map(|at| format!("1 g 60 {} 300 3.4 re f ", 590 + 3 * at))
        .collect();
    for cover in [SHADE, TILES, &drawing(), sheets, &strips] {
        let document = decked(&format!("{SEEN} {SECRET} {cover}"), 0.95, 0.2);
        assert_eq!(document.text, "Fees are due", "{cover}");
        assert_eq!(how(&document), [(HiddenKind::Covered, 9)], "{cover}");
    }
}

/// T6: letters in the colour of the shade behind them.
#[test]
fn text_in_the_colour_of_a_shade_behind_it_is_hidden() {
    let pale = "BT .9 g /F1 12 Tf 72 600 Td (No renewal) Tj ET ";
    let document = decked(&format!("{SEEN} {SHADE} {pale}"), 0.93, 0.8);
    assert_eq!(document.text, "Fees are due");
    assert_eq!(how(&document), [(HiddenKind::SameColour, 9)]);
}

#[test]
fn text_that_shows_through_or_on_shades_patterns_and_sheets_is_read() {
    let over = SEEN.replace("700", "600");
    let sheet = "/G5 gs 1 g 60 590 300 30 re f ";
    let hatches = "/Pattern cs /P2 scn 60 590 300 30 re f ";
    let beside = "q 60 590 300 30 re W n 400 590 30 30 re W n /S1 sh Q ";
    for cover in [sheet, hatches, beside] {
        let document = decked(&format!("{over} {cover}"), 0.95, 0.2);
        assert_eq!(document.text, "Fees are due", "{cover}");
        assert_eq!(how(&document), [], "{cover}");
    }
    for back in [SHADE, TILES] {
        let document = decked(&format!("{back} 0 g {over}"), 0.95, 0.3);
        assert_eq!(document.text, "Fees are due", "{back}");
        assert_eq!(how(&document), [], "{back}");
    }
}

#[test]
fn honest_pages_are_not_suspected() {
    for content in [
        "0 g 60 690 200 30 re f 1 g BT /F1 12 Tf 72 700 Td (Fees are due) Tj ET",
        "1 g BT /F1 12 Tf 72.4 700.4 Td (Fees are due) Tj ET 0 g BT /F1 12 Tf 72 700 Td (Fees are due) Tj ET",
        "BT 2 Tr /F1 12 Tf 72 700 Td (Fees are due) Tj ET",
        "BT 2 Tr 1 g 0 G /F1 12 Tf 72 700 Td (Fees are due) Tj ET",
        "BT /F1 12 Tf 72 700 Td (Fees are due) Tj ET 60 698 200 1 re f",
        "BT /F1 12 Tf 72 700 Td (Fees are due) Tj ET 1 g 60 690 200 30 re f 0 g BT /F1 12 Tf 72 700 Td (Fees are due) Tj ET",
        "q 60 690 200 30 re W n BT /F1 12 Tf 72 700 Td (Fees are due) Tj ET Q",
    ] {
        is_seen(content);
    }
}

#[test]
fn what_the_file_carries_is_named_and_not_opened() {
    let bytes = page(SEEN, |file, _, page| {
        let script = file.add_object(dictionary! { "S" => "JavaScript", "JS" => "app.alert(1)" });
        let launch = file.add_object(dictionary! { "S" => "Launch", "F" => "x.exe" });
        page.set("AA", dictionary! { "O" => script, "C" => launch });
    });
    let document = read(&bytes, LIMITS).expect("it is a good file");
    let kinds = vec![ActiveKind::JavaScript, ActiveKind::Launch];
    assert_eq!(document.warnings, [Warning::ActiveContent { kinds }]);
}

#[test]
fn a_page_with_hidden_text_only_is_never_an_empty_contract() {
    let bytes = page(
        "BT 3 Tr /F1 12 Tf 72 600 Td (No renewal) Tj ET",
        |_, _, _| {},
    );
    assert_eq!(read(&bytes, LIMITS), Err(Failure::NeedsOcr));
}
