//! Files whose structure is wrong: circles, depths, sizes that lie, things that are missing, and
//! things that would run.

use super::super::press::Press;
use super::Hostile;

const WORDS: &[u8] = b"BT /F1 12 Tf 72 700 Td (Words that show) Tj ET";

/// Every shape.
pub fn files() -> Vec<Hostile> {
    let mut files = Vec::new();
    for depth in [100, 10_000, 200_000] {
        files.extend(depths(depth));
    }
    files.extend(circles());
    files.extend(boxes());
    files.extend(resources());
    files.extend(contents());
    files.extend(active());
    files.extend(no_pdf());
    files
}

fn file(name: &str, build: impl FnOnce(&mut Press)) -> Hostile {
    let mut press = Press::new();
    build(&mut press);
    Hostile::new(format!("shape: {name}"), press.bytes())
}

fn page_with(name: &str, entries: &str) -> Hostile {
    file(name, |press| press.page(WORDS, "", entries))
}

fn nested(open: &str, close: &str, depth: usize) -> String {
    format!("{}{}", open.repeat(depth), close.repeat(depth))
}

fn depths(depth: usize) -> Vec<Hostile> {
    let content = |name: &str, open: &str, close: &str| {
        let content = format!("{} TJ", nested(open, close, depth));
        file(&format!("{name} {depth} deep in content"), |press| {
            press.page(content.as_bytes(), "", "");
        })
    };
    let entry = |name: &str, open: &str, close: &str| {
        let entries = format!("/Deep {}", nested(open, close, depth));
        page_with(&format!("{name} {depth} deep in a page"), &entries)
    };
    let tree = file(&format!("page tree {depth} deep"), |press| {
        press.page(WORDS, "", "");
        let depth = depth.min(20_000);
        let first = 2_000_000;
        press.object(
            2,
            format!("<< /Type /Pages /Count 1 /Kids [{first} 0 R] >>"),
        );
        for level in 0..depth {
            let next = if level + 1 == depth {
                1000
            } else {
                first + level + 1
            };
            press.object(
                first + level,
                format!("<< /Type /Pages /Count 1 /Kids [{next} 0 R] >>"),
            );
        }
    });
    vec![
        content("arrays", "[", "]"),
        content("dictionaries", "<< /A ", ">>"),
        content("strings", "(", ")"),
        content("states", "q ", "Q "),
        content("texts", "BT ", "ET "),
        content("marks", "/A BMC ", "EMC "),
        entry("arrays", "[", "]"),
        entry("dictionaries", "<< /A ", " >>"),
        tree,
    ]
}

fn circles() -> Vec<Hostile> {
    let form = "/Type /XObject /Subtype /Form /BBox [0 0 612 792]";
    let drawn = |name: &str, build: fn(&mut Press, &str)| {
        file(name, |press| {
            build(press, form);
            press.page(b"/X Do", "/XObject << /X 5 0 R >>", "");
        })
    };
    vec![
        drawn("a form that draws itself", |press, form| {
            press.stream(
                5,
                format!("{form} /Resources << /XObject << /X 5 0 R >> >>"),
                b"/X Do",
            );
        }),
        drawn("two forms that draw each other", |press, form| {
            for (one, other) in [(5, 6), (6, 5)] {
                let inner = format!("{form} /Resources << /XObject << /X {other} 0 R >> >>");
                press.stream(one, inner, b"/X Do");
            }
        }),
        drawn("a reference to itself", |press, _| press.object(5, "5 0 R")),
        file("a page tree that holds itself", |press| {
            press.object(2, "<< /Type /Pages /Count 1 /Kids [2 0 R] >>");
        }),
        file("a page that is its own parent", |press| {
            press.page(WORDS, "", "/Parent 1000 0 R");
        }),
        file("a font that is its own descendant", |press| {
            press.object(5, "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [5 0 R] >>");
            press.page(WORDS, "/Font << /F1 5 0 R >>", "");
        }),
        file("a glyph that draws itself", |press| {
            press.stream(6, "", b"1000 0 d0 BT /F1 1 Tf (a) Tj ET");
            press.object(5, "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1000 1000] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 97 /LastChar 97 /Widths [1000] /Encoding << /Differences [97 /a] >> /CharProcs << /a 6 0 R >> /Resources << /Font << /F1 5 0 R >> >> >>");
            press.page(
                b"BT /F1 12 Tf 72 700 Td (aaaa) Tj ET",
                "/Font << /F1 5 0 R >>",
                "",
            );
        }),
        file("a pattern that fills itself", |press| {
            press.stream(5, "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 0.001 /YStep 0.001 /Resources << /Pattern << /P 5 0 R >> >>", b"/Pattern cs /P scn 0 0 9 9 re f");
            press.page(
                b"/Pattern cs /P scn 0 0 612 792 re f",
                "/Pattern << /P 5 0 R >>",
                "",
            );
        }),
        file("an outline that goes round", |press| {
            press.catalog("/Outlines 5 0 R");
            press.object(5, "<< /First 6 0 R /Last 6 0 R >>");
            press.object(6, "<< /Title (a) /Next 6 0 R /Parent 6 0 R /First 6 0 R >>");
            press.page(WORDS, "", "");
        }),
        file("a form field that is its own kid", |press| {
            press.catalog("/AcroForm << /Fields [5 0 R] >>");
            press.object(
                5,
                "<< /FT /Tx /T (a) /V (words) /Kids [5 0 R] /Parent 5 0 R >>",
            );
            press.page(WORDS, "", "/Annots [5 0 R 5 0 R]");
        }),
        file("a catalog that is its own page tree", |press| {
            press.object(
                1,
                "<< /Type /Catalog /Pages 1 0 R /Kids [1 0 R] /Count 1 >>",
            );
        }),
        file("an earlier table that is this one", |press| {
            press.page(WORDS, "", "");
            press.object(7, "(xref\n0 0\ntrailer << /Prev 9 /Root 1 0 R >>)");
        }),
    ]
}

fn boxes() -> Vec<Hostile> {
    let sizes = [
        "0 0 1000000 1000000",
        "0 0 14400 14400",
        "0 0 0 0",
        "0 0 -612 -792",
        "0 0 1 1000000",
        "612 792 0 0",
        "0 0 1e999 1",
        "-1000000 -1000000 -999999 -999999",
        "0 0 612",
        "a b c d",
        "0 0 0.0001 0.0001",
        "99999999999999999999 0 1 1",
        "0 0 612 792 5 5",
        "",
    ];
    let mut files: Vec<Hostile> = sizes
        .iter()
        .map(|size| page_with(&format!("page of [{size}]"), &format!("/MediaBox [{size}]")))
        .collect();
    for entry in [
        "/Rotate 45",
        "/Rotate 99999999",
        "/Rotate (a)",
        "/UserUnit 1000000",
        "/UserUnit 0",
        "/CropBox [9999 9999 9999 9999]",
        "/CropBox [0 0 0 0]",
        "/CropBox 5",
    ] {
        files.push(page_with(entry, entry));
    }
    files
}

fn resources() -> Vec<Hostile> {
    let fonts = [
        "5 0 R",
        "null",
        "<< >>",
        "[ ]",
        "<< /Type /Font >>",
        "<< /Type /Font /Subtype /Type0 >>",
        "<< /Type /Font /Subtype /Type3 >>",
        "<< /Type /Font /Subtype /TrueType /FirstChar 0 /LastChar 2000000000 /Widths [1] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /X /Encoding << /Differences [0 /a -5 /b 99999 /c] >> >>",
    ];
    let mut files: Vec<Hostile> = fonts
        .iter()
        .map(|font| {
            file(&format!("font {font}"), |press| {
                press.page(WORDS, &format!("/Font << /F1 {font} >>"), "");
            })
        })
        .collect();
    for (filter, data) in [
        ("/JPXDecode", &b"\0\0\0\x0cjP  \r\n\x87\n"[..]),
        ("/JBIG2Decode", b"\x97JB2\r\n\x1a\n"),
        ("/DCTDecode", b"\xff\xd8\xff\xe0\0\x10JFIF"),
        ("/LZWDecode", b"\x80\x0b\x60\x50\x22"),
        ("/CCITTFaxDecode", b"\xff\xff"),
        ("/ASCII85Decode", b"zzzzzzzz~>"),
        ("/ASCIIHexDecode", b"zz>"),
        ("/Nonsense", b"a"),
        ("/Crypt", b"a"),
        ("[/FlateDecode /DCTDecode]", b"x\x9c"),
    ] {
        files.push(file(&format!("picture by {filter}"), |press| {
            let entries = format!("/Type /XObject /Subtype /Image /Width 64 /Height 64 /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter {filter}");
            press.stream(5, entries, data);
            press.page(b"q 500 0 0 500 50 50 cm /X Do Q", "/XObject << /X 5 0 R >>", "");
        }));
    }
    files
}

fn contents() -> Vec<Hostile> {
    [
        "BT Tf Tj ET",
        "Q Q Q Q Q",
        "BT (never ends",
        "<< /A",
        "1 2 3 4 5 6 7 8 9 cm",
        "/Nothing Do",
        "BT /F9 12 Tf (no such font) Tj ET",
        "BT /F1 1e38 Tf (a) Tj ET",
        "BT /F1 -12 Tf (a) Tj ET",
        "0 0 0 0 0 0 cm BT /F1 12 Tf (a) Tj ET",
        "1e38 0 0 1e38 0 0 cm BT /F1 1 Tf (a) Tj ET",
        "BI /W 99999 /H 99999 /BPC 8 /CS /G ID a EI",
        "BI ID EI",
        "/A gs /B sh /C scn",
        "f f* B b S",
        "0 0 m 1e38 1e38 l 0 0 1e-38 1e38 re W n",
        "BT 3 Tr /F1 9 Tf (unseen) Tj ET",
        "\0\0\0\0",
        "",
        "[1 2 3] 0 d [0 0] 0 d [-1] 0 d 0 0 m 9 9 l S",
        "9e9 w 0 0 m 9 9 l S",
        "[0.0001 0.0001] 0 d 1 w 0 0 m 600 700 l S",
    ]
    .iter()
    .map(|content| {
        file(&format!("content {content:?}"), |press| {
            press.page(content.as_bytes(), "", "");
        })
    })
    .collect()
}

fn active() -> Vec<Hostile> {
    [
        "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>",
        "/OpenAction << /S /Launch /F (/bin/sh) >>",
        "/Names << /EmbeddedFiles << /Names [(a) << /EF << /F 5 0 R >> >>] >> >>",
        "/AA << /WC << /S /SubmitForm /F (http://localhost/) >> >>",
        "/AcroForm << /XFA [(template) 5 0 R] /Fields [] >>",
    ]
    .iter()
    .map(|entries| {
        file(&format!("active {entries}"), |press| {
            press.catalog(entries);
            press.stream(
                5,
                "/Type /EmbeddedFile",
                b"<!ENTITY a SYSTEM 'file:///etc/passwd'>",
            );
            press.page(WORDS, "", "");
        })
    })
    .collect()
}

fn no_pdf() -> Vec<Hostile> {
    [
        &b""[..],
        b"%PDF-1.7",
        b"%PDF-1.7\n%%EOF",
        b"PK\x03\x04 a zip",
        b"<html>%PDF-</html>%%EOF",
        b"MZ\x90",
        b"\x7fELF",
        b"%!PS-Adobe-3.0 %%EOF",
        b"{\\rtf1 words}",
        b"From: a@b\r\n\r\nwords",
        b"%PDF-1.7\ntrailer << /Root 1 0 R >>\nstartxref\n99999999999\n%%EOF",
        b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF",
    ]
    .iter()
    .enumerate()
    .map(|(at, bytes)| Hostile::new(format!("no PDF: {at}"), bytes.to_vec()))
    .collect()
}
