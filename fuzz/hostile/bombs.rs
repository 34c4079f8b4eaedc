//! Small files that ask for much: memory by inflation, time by repetition.

use super::super::press::Press;
use super::Hostile;
use lopdf::{Dictionary, Stream};

const MIB: usize = 1 << 20;

/// Every bomb.
pub fn files() -> Vec<Hostile> {
    let spaces = deflated(&vec![b' '; 100 * MIB]);
    let mut files = vec![
        content("spaces", &spaces, "/FlateDecode"),
        content("spaces twice deflated", &deflated(&spaces), "[/FlateDecode /FlateDecode]"),
        content("spaces in ten filters", &spaces, &format!("[{}]", "/FlateDecode ".repeat(10))),
        content("operators", &deflated(&b"BT /F1 9 Tf (ha) Tj ET ".repeat(2 * MIB)), "/FlateDecode"),
        content("pushes", &deflated(&b"q ".repeat(3 * MIB)), "/FlateDecode"),
        content("runs", &b"4 Z".repeat(MIB), "/RunLengthDecode"),
        image("picture that inflates", 20_000, 20_000, "/FlateDecode", &deflated(&vec![0; 400 * MIB])),
        image("picture without data", 65_000, 65_000, "/CCITTFaxDecode", b"\0"),
        image("picture of two billion", 2_000_000_000, 2_000_000_000, "/CCITTFaxDecode", b"\0"),
        image("picture that is no JPEG", 30_000, 30_000, "/DCTDecode", b"\xff\xd8\xff"),
        object_stream(&spaces),
        to_unicode("range", b"1 begincodespacerange <00000000> <ffffffff> endcodespacerange 1 beginbfrange <00000000> <ffffffff> <0041> endbfrange"),
        to_unicode("ranges", &b"1 beginbfrange <0000> <ffff> <0041> endbfrange ".repeat(2000)),
    ];
    files.extend([9, 11].map(laughs));
    files.extend([2001, 10_000].map(pages));
    files.extend([2_000, 200_000].map(one_page_often));
    files
}

fn deflated(data: &[u8]) -> Vec<u8> {
    let mut stream = Stream::new(Dictionary::new(), data.to_vec());
    stream.compress().expect("zlib compresses anything");
    stream.content
}

fn content(name: &str, data: &[u8], filter: &str) -> Hostile {
    let mut press = Press::new();
    press.stream(5, format!("/Filter {filter}"), data);
    press.page_of("/Contents 5 0 R", "", "");
    Hostile::new(format!("bomb: {name}"), press.bytes())
}

fn image(name: &str, width: usize, height: usize, filter: &str, data: &[u8]) -> Hostile {
    let mut press = Press::new();
    let entries = format!(
        "/Type /XObject /Subtype /Image /Width {width} /Height {height} /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter {filter}"
    );
    press.stream(5, entries, data);
    let draw = b"q 600 0 0 700 6 46 cm /X Do Q";
    press.page(draw, "/XObject << /X 5 0 R >>", "");
    Hostile::new(format!("bomb: {name}"), press.bytes())
}

fn object_stream(spaces: &[u8]) -> Hostile {
    let mut press = Press::new();
    let entries = "/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode";
    press.stream(5, entries, spaces);
    press.page(b"BT /F1 9 Tf (x) Tj ET", "", "");
    Hostile::new("bomb: object stream", press.bytes())
}

fn to_unicode(name: &str, map: &[u8]) -> Hostile {
    let mut press = Press::new();
    press.stream(5, "", map);
    press.object(6, "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /ToUnicode 5 0 R /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (A) /Ordering (B) /Supplement 0 >> >>] >>");
    press.page(
        b"BT /F1 9 Tf 72 700 Td <00410042> Tj ET",
        "/Font << /F1 6 0 R >>",
        "",
    );
    Hostile::new(format!("bomb: map of letters, {name}"), press.bytes())
}

/// Ten calls a level: 10^levels drawings.
fn laughs(levels: usize) -> Hostile {
    let mut press = Press::new();
    let form = |inner: String| {
        format!(
            "/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << {inner} /Font << /F1 3 0 R >> >>"
        )
    };
    press.stream(10, form(String::new()), b"BT /F1 9 Tf (ha) Tj ET");
    for level in 0..levels {
        let inner = format!("/XObject << /X {} 0 R >>", 10 + level);
        press.stream(11 + level, form(inner), &b"/X Do ".repeat(10));
    }
    let top = format!("/XObject << /X {} 0 R >>", 10 + levels);
    press.page(b"/X Do", &top, "");
    Hostile::new(format!("bomb: {levels} levels of laughs"), press.bytes())
}

fn pages(count: usize) -> Hostile {
    let mut press = Press::new();
    for _ in 0..count {
        press.page(b"BT /F1 9 Tf 72 700 Td (page) Tj ET", "", "");
    }
    Hostile::new(format!("bomb: {count} pages"), press.bytes())
}

fn one_page_often(times: usize) -> Hostile {
    let mut press = Press::new();
    press.page(b"BT /F1 9 Tf 72 700 Td (page) Tj ET", "", "");
    let kids = "1000 0 R ".repeat(times);
    press.object(
        2,
        format!("<< /Type /Pages /Count {times} /Kids [{kids}] >>"),
    );
    Hostile::new(format!("bomb: one page {times} times"), press.bytes())
}
