//! Scans of our own contracts, made here: drawn, laid crooked, specked, and put into a PDF as
//! pictures. They are read by the real OCR program in the real child.
//!
//! Where no Tesseract is installed each test says so and ends; with `COUNTERSIGN_REQUIRE_ALL` set
//! (CI), that is a failure.

use crate::press::Press;
use bytes::Bytes;
use countersign::connectors::reader::{Error, Ocr, Process, Reader, Settings};
use countersign::domain::document::{Document, Source, Warning};
use countersign::eval::reading::{Shares, compare, shown};
use countersign::text::scan::clean::{Turn, level};
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use image::{GrayImage, Luma};
use lopdf::{Dictionary, Stream};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sha2::Digest;
use std::path::{Path, PathBuf};

/// How a page came through the scanner.
#[derive(Debug, Clone, Copy)]
struct Scanner {
    dpi: f32,
    /// Degrees that the paper lay crooked.
    skew: f32,
    /// How far a pixel's grey may be off, of 255.
    noise: i32,
}

fn contract(stem: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/contracts");
    std::fs::read(folder.join(format!("{stem}.pdf"))).expect("our own fixture")
}

fn reader(ocr: bool) -> Process {
    Process::new(Settings {
        // The tests' build is slow at pictures.
        cpu_seconds: 60,
        wall_seconds: 120,
        executable: Some(PathBuf::from(env!("CARGO_BIN_EXE_countersign"))),
        ocr: Ocr {
            enabled: ocr,
            ..Ocr::default()
        },
        ..Settings::default()
    })
}

/// A reader with OCR, or `None` where the program is not installed.
fn reader_with_ocr() -> Option<Process> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    if std::env::split_paths(&path).any(|folder| folder.join("tesseract").is_file()) {
        return Some(reader(true));
    }
    assert!(
        std::env::var_os("COUNTERSIGN_REQUIRE_ALL").is_none(),
        "Tesseract is required here"
    );
    println!("skipped: no Tesseract is installed (Debian: tesseract-ocr)");
    None
}

/// The first page of `pdf` as a scanner gives it.
fn scanned(pdf: &[u8], scanner: Scanner) -> Vec<u8> {
    let file = Pdf::new(pdf.to_vec()).expect("our own fixture");
    let page = &file.pages()[0];
    let (width, height) = page.render_dimensions();
    let scale = scanner.dpi / 72.0;
    let pixmap = hayro::render(
        page,
        &RenderCache::new(),
        &hayro::hayro_interpret::InterpreterSettings::default(),
        &RenderSettings::default(),
        &PixmapSettings {
            x_scale: scale,
            y_scale: scale,
            bg_color: WHITE,
        },
    );
    let wide = u32::from(pixmap.width());
    let clean = GrayImage::from_fn(wide, u32::from(pixmap.height()), |x, y| {
        let pixel = pixmap.data()[(y * wide + x) as usize];
        let sum = u32::from(pixel.r) + u32::from(pixel.g) + u32::from(pixel.b);
        Luma([u8::try_from(sum / 3).expect("a mean of bytes")])
    });
    let turn = Turn::of(-scanner.skew, clean.width(), clean.height());
    let mut picture = level(&clean, turn);
    let mut random = StdRng::seed_from_u64(1);
    for pixel in picture.pixels_mut() {
        let noise = random.random_range(-scanner.noise..=scanner.noise);
        let grey = i32::from(pixel.0[0]) * 225 / 255 + 10 + noise;
        pixel.0[0] = u8::try_from(grey.clamp(0, 255)).expect("it was clamped");
        if random.random_range(0..4000) == 0 {
            pixel.0[0] = 30;
        }
    }
    picture_pdf(&picture, width, height)
}

fn picture_pdf(picture: &GrayImage, width: f32, height: f32) -> Vec<u8> {
    let mut data = Stream::new(Dictionary::new(), picture.as_raw().clone());
    data.compress().expect("zlib compresses anything");
    let mut press = Press::new();
    let (wide, high) = picture.dimensions();
    let entries = format!(
        "/Type /XObject /Subtype /Image /Width {wide} /Height {high} /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /FlateDecode"
    );
    press.stream(5, entries, &data.content);
    press.page(
        format!("q {width} 0 0 {height} 0 0 cm /X Do Q").as_bytes(),
        "/XObject << /X 5 0 R >>",
        &format!("/MediaBox [0 0 {width} {height}]"),
    );
    press.bytes()
}

/// The words of the first page of a good file.
async fn first_page(pdf: &[u8]) -> String {
    let read = reader(false).read(Bytes::copy_from_slice(pdf)).await;
    let mut document = read.expect("our own fixture");
    document.pages.truncate(1);
    shown(&document)
}

const CONTRACTS: [&str; 3] = ["master-services", "order-form", "data-licence"];

/// Mean shares of the scans of three contracts.
async fn mean(reader: &Process, scanner: Scanner) -> Shares {
    let mut sum = Shares::default();
    for stem in CONTRACTS {
        let pdf = contract(stem);
        let scan = reader.read(scanned(&pdf, scanner).into()).await;
        let scan = scan.expect("a scan reads");
        let shares = compare(&shown(&scan), &first_page(&pdf).await);
        println!("{stem} at {scanner:?}: {shares:?}");
        sum.recall += shares.recall / CONTRACTS.len() as f64;
        sum.precision += shares.precision / CONTRACTS.len() as f64;
    }
    sum
}

/// R35: scanned contracts are read; word recall at least 0.97 at 300 dpi.
#[tokio::test]
async fn a_scan_at_300_dpi_reads_nearly_every_word() {
    let Some(reader) = reader_with_ocr() else {
        return;
    };
    let scanner = Scanner {
        dpi: 300.0,
        skew: 0.5,
        noise: 12,
    };
    let shares = mean(&reader, scanner).await;
    assert!(
        shares.recall >= 0.97 && shares.precision >= 0.97,
        "{shares:?}"
    );
}

/// R35: word recall at least 0.93 at 150 dpi, two degrees crooked.
#[tokio::test]
async fn a_coarse_and_crooked_scan_still_reads() {
    let Some(reader) = reader_with_ocr() else {
        return;
    };
    let scanner = Scanner {
        dpi: 150.0,
        skew: 2.0,
        noise: 20,
    };
    let shares = mean(&reader, scanner).await;
    assert!(
        shares.recall >= 0.93 && shares.precision >= 0.93,
        "{shares:?}"
    );
}

/// R35: a word read by OCR has its place on the page, knows that it was, and the reviewer is told.
#[tokio::test]
async fn words_from_a_scan_stand_where_they_are_shown_and_are_marked() {
    let Some(reader) = reader_with_ocr() else {
        return;
    };
    let pdf = contract("order-form");
    let scanner = Scanner {
        dpi: 200.0,
        skew: -1.0,
        noise: 8,
    };
    let scan = reader.read(scanned(&pdf, scanner).into()).await;
    let scan = scan.expect("a scan reads");
    let layer = self::reader(false).read(pdf.into()).await;
    let layer = layer.expect("our own fixture");
    let (inside, met) = same_places(&scan, &layer);
    assert!(met > 30, "{met} words are on both once");
    assert!(inside * 100 >= met * 97, "{inside} of {met} are in place");
    assert!(
        scan.words
            .iter()
            .all(|word| matches!(word.source, Source::Ocr { .. }))
    );
    let marks = |warning: &&Warning| matches!(warning, Warning::OcrText { page: 1, .. });
    assert_eq!(scan.warnings.iter().filter(marks).count(), 1);
    assert!(scan.regions.is_empty(), "what was read is not unread");
}

/// How many words that occur once in each stand at the same place, and how many occur once. Paper
/// that lies crooked by one degree moves its corners by seven points.
fn same_places(scan: &Document, layer: &Document) -> (usize, usize) {
    let once = |document: &Document, text: &str| {
        let mut found = document
            .words
            .iter()
            .filter(|word| word.page == 1 && document.slice(word.span) == text)
            .map(|word| word.rect);
        found.next().filter(|_| found.next().is_none())
    };
    let (mut inside, mut met) = (0, 0);
    for word in &scan.words {
        let text = scan.slice(word.span);
        if let (Some(seen), Some(set)) = (once(scan, text), once(layer, text)) {
            met += 1;
            let drift = [seen.x0 - set.x0, seen.x1 - set.x1, seen.y1 - set.y1];
            inside += usize::from(drift.iter().all(|points| points.abs() < 9.0));
        }
    }
    (inside, met)
}

/// A photograph of a page is read and drawn like a scan, and keeps its own hash.
#[tokio::test]
async fn a_picture_file_is_read_like_a_scan() {
    let Some(reader) = reader_with_ocr() else {
        return;
    };
    let pdf = contract("order-form");
    let drawn = self::reader(false).draw(pdf.clone().into(), 1, 1700).await;
    let png = drawn.expect("our own fixture");
    let read = reader.read(png.clone()).await.expect("a picture reads");
    let shares = compare(&shown(&read), &first_page(&pdf).await);
    assert!(shares.recall >= 0.97, "{shares:?}");
    assert_eq!(read.sha256.0, hex::encode(sha2::Sha256::digest(&png)));
    let again = reader.draw(png, 1, 600).await.expect("it has a page");
    assert!(again.starts_with(b"\x89PNG"));
}

/// Without the program a scan waits for a person; it is never an empty contract.
#[tokio::test]
async fn without_the_ocr_program_a_scan_is_parked() {
    let scanner = Scanner {
        dpi: 100.0,
        skew: 0.0,
        noise: 0,
    };
    let scan = scanned(&contract("order-form"), scanner);
    let read = reader(false).read(scan.into()).await;
    assert_eq!(read.expect_err("nothing can read it"), Error::NeedsOcr);
}

/// Letters without a meaning are read from what they look like: the fonts of a good contract lose
/// their maps to Unicode.
#[tokio::test]
async fn a_text_layer_without_meaning_is_read_by_ocr() {
    let Some(reader) = reader_with_ocr() else {
        return;
    };
    let pdf = contract("bare-letter");
    let mut file = lopdf::Document::load_mem(&pdf).expect("our own fixture");
    for object in file.objects.values_mut() {
        if let Ok(font) = object.as_dict_mut() {
            font.remove(b"ToUnicode");
        }
    }
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).expect("a vector takes all");
    let read = reader.read(bytes.into()).await;
    let mut read = read.expect("its letters can be seen");
    read.pages.truncate(1);
    let shares = compare(&shown(&read), &first_page(&pdf).await);
    assert!(shares.recall >= 0.97, "{shares:?}");
}
