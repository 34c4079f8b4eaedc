//! Promises of the reader on bad files: each ends in a typed error within its limits, and the
//! process that asked lives on.

use bytes::Bytes;
use countersign::connectors::reader::{Error, Process, Reader, Settings};
use countersign::domain::document::Warning;
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, Stream, dictionary};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Small limits, so that the worst file costs seconds.
fn reader() -> Process {
    Process::new(Settings {
        cpu_seconds: 4,
        wall_seconds: 20,
        executable: Some(PathBuf::from(env!("CARGO_BIN_EXE_countersign"))),
        ..Settings::default()
    })
}

fn compressed(dictionary: Dictionary, content: Vec<u8>) -> Stream {
    let mut stream = Stream::new(dictionary, content);
    stream.compress().expect("zlib compresses anything");
    stream
}

/// A file of one page with `content`, and whatever else `add` puts into its resources.
fn one_page(content: Stream, add: impl FnOnce(&mut Document) -> Dictionary) -> Bytes {
    let mut file = Document::with_version("1.7");
    let font = file.add_object(
        dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" },
    );
    let mut resources = add(&mut file);
    resources.set("Font", dictionary! { "F1" => font });
    let content = file.add_object(content);
    let pages = file.new_object_id();
    let page = file.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content, "Resources" => resources,
        "MediaBox" => vec![0.into(), 0.into(), 612.into(), 792.into()],
    });
    close(file, pages, vec![page.into()])
}

fn close(mut file: Document, pages: lopdf::ObjectId, kids: Vec<Object>) -> Bytes {
    let count = i64::try_from(kids.len()).expect("few pages");
    file.objects.insert(
        pages,
        dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into(),
    );
    let root = file.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    file.trailer.set("Root", root);
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).expect("a vector takes all");
    Bytes::from(bytes)
}

fn text(words: &str) -> Vec<u8> {
    let operations = vec![
        Operation::new("BT", vec![]),
        Operation::new("Tf", vec!["F1".into(), 12.into()]),
        Operation::new("Td", vec![72.into(), 700.into()]),
        Operation::new("Tj", vec![Object::string_literal(words)]),
        Operation::new("ET", vec![]),
    ];
    Content { operations }
        .encode()
        .expect("plain operations encode")
}

fn plain(words: &str) -> Bytes {
    one_page(compressed(Dictionary::new(), text(words)), |_| {
        Dictionary::new()
    })
}

async fn refusal(pdf: Bytes) -> Error {
    let started = Instant::now();
    let read = reader().read(pdf).await;
    assert!(
        started.elapsed() < Duration::from_secs(25),
        "the wall clock was not kept"
    );
    let again = reader()
        .read(plain("Still here"))
        .await
        .expect("the reader lives on");
    assert_eq!(again.text, "Still here");
    read.expect_err("a bad file is never a document")
}

#[tokio::test]
async fn a_small_contract_is_read_twice_and_drawn() {
    let pdf = plain("This Agreement is made");
    let document = reader().read(pdf.clone()).await.expect("it is a good file");
    assert_eq!(document.text, "This Agreement is made");
    assert_eq!(document.words.len(), 4);
    assert_eq!(document.pages[0].agreement, Some(1.0));
    assert!(document.warnings.is_empty());
    let png = reader()
        .draw(pdf.clone(), 1, 600)
        .await
        .expect("it can be drawn");
    assert!(png.starts_with(b"\x89PNG"));
    assert!(matches!(
        reader().draw(pdf, 9, 600).await,
        Err(Error::Damaged { .. })
    ));
}

#[tokio::test]
async fn what_is_no_pdf_is_damaged() {
    for bytes in [
        &b""[..],
        b"<!DOCTYPE html><html><body>Sign in</body></html>",
    ] {
        assert!(matches!(
            refusal(Bytes::from_static(bytes)).await,
            Error::Damaged { .. }
        ));
    }
}

#[tokio::test]
async fn a_file_cut_off_in_transit_is_damaged_and_not_a_shorter_contract() {
    let whole = plain("This Agreement is made");
    for share in [10, 50, 90, 99] {
        let cut = whole.slice(..whole.len() * share / 100);
        assert!(matches!(refusal(cut).await, Error::Damaged { .. }));
    }
}

#[tokio::test]
async fn no_pages_and_no_text_have_their_own_names() {
    let mut file = Document::with_version("1.7");
    let pages = file.new_object_id();
    assert_eq!(refusal(close(file, pages, vec![])).await, Error::Empty);
    let blank = one_page(compressed(Dictionary::new(), b"q Q".to_vec()), |_| {
        Dictionary::new()
    });
    assert_eq!(refusal(blank).await, Error::NeedsOcr);
}

#[tokio::test]
async fn a_password_is_asked_for() {
    let bytes = plain("Secret terms");
    let mut file = Document::load_mem(&bytes).expect("our own file");
    let id = Object::string_literal("0123456789abcdef");
    file.trailer.set("ID", vec![id.clone(), id]);
    let version = lopdf::EncryptionVersion::V2 {
        document: &file,
        owner_password: "owner",
        user_password: "user",
        key_length: 128,
        permissions: lopdf::Permissions::all(),
    };
    let state = lopdf::EncryptionState::try_from(version).expect("RC4 with 128 bits");
    file.encrypt(&state).expect("it was not encrypted before");
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).expect("a vector takes all");
    assert_eq!(refusal(Bytes::from(bytes)).await, Error::Encrypted);
}

/// A Word file has words and no pages; its hash is its own.
#[tokio::test]
async fn a_word_file_is_read_without_pages() {
    let words = docx_rs::Run::new().add_text("This Agreement is made");
    let paragraph = docx_rs::Paragraph::new().add_run(words);
    let docx = docx_rs::Docx::new().add_paragraph(paragraph);
    let mut bytes = std::io::Cursor::new(Vec::new());
    docx.build().pack(&mut bytes).expect("a vector takes all");
    let bytes = Bytes::from(bytes.into_inner());
    let document = reader().read(bytes.clone()).await.expect("it is whole");
    assert_eq!(document.text, "This Agreement is made");
    assert!(document.pages.is_empty());
    assert_eq!(document.warnings, [Warning::NoSecondReading]);
    let drawn = reader().draw(bytes, 1, 600).await;
    assert!(matches!(drawn, Err(Error::Unsupported { .. })));
}

/// What is not read is refused in words that say what is.
#[tokio::test]
async fn an_email_is_refused_by_name() {
    let mail = &b"Received: by mail\r\nSubject: the signed contract\r\n\r\nattached"[..];
    let refused = refusal(Bytes::from_static(mail)).await;
    assert!(matches!(refused, Error::Unsupported { .. }));
    let said = refused.to_string();
    assert!(
        said.contains("e-mail") && said.contains("PDF, DOCX, TIFF, PNG and JPEG"),
        "{said}"
    );
    assert!(!refused.is_transient());
}

/// What protects the child is said, so that the operator sees what this kernel could not do.
#[tokio::test]
async fn the_child_says_what_protects_it() {
    let said = reader().ping().await.expect("the child starts");
    assert!(
        said.contains("512 MiB") && said.contains("kernel"),
        "{said}"
    );
    assert!(said.contains("OCR: "), "{said}");
}

fn spaces() -> Stream {
    compressed(Dictionary::new(), vec![b' '; 200 << 20])
}

/// 200 kB that inflate to 200 MB of spaces.
pub fn flate_bomb() -> Bytes {
    one_page(spaces(), |_| Dictionary::new())
}

#[tokio::test]
async fn bombs_in_page_content_are_refused() {
    let spaces = spaces();
    assert!(matches!(refusal(flate_bomb()).await, Error::Hostile { .. }));
    let mut twice = compressed(Dictionary::new(), spaces.content);
    twice
        .dict
        .set("Filter", vec!["FlateDecode".into(), "FlateDecode".into()]);
    let double = one_page(twice, |_| Dictionary::new());
    assert!(double.len() < 1 << 20);
    assert!(matches!(refusal(double).await, Error::Hostile { .. }));
}

/// Ten calls a level, eleven levels: 10^11 drawings in a file of 5 kB.
#[tokio::test]
async fn forms_that_laugh_a_billion_times_are_stopped() {
    let laugh = one_page(compressed(Dictionary::new(), b"/X Do".to_vec()), |file| {
        let mut inner = file.add_object(Stream::new(form(None), text("ha")));
        for _ in 0..11 {
            let calls = b"/X Do ".repeat(10);
            inner = file.add_object(Stream::new(form(Some(inner)), calls));
        }
        dictionary! { "XObject" => dictionary! { "X" => inner } }
    });
    let Error::Hostile { detail } = refusal(laugh).await else {
        panic!("only its limits can stop it");
    };
    assert!(
        detail.contains("CPU time") || detail.contains("memory"),
        "{detail}"
    );
}

fn form(inner: Option<lopdf::ObjectId>) -> Dictionary {
    let resources = inner.map_or_else(Dictionary::new, |inner| {
        dictionary! { "XObject" => dictionary! { "X" => inner } }
    });
    dictionary! {
        "Type" => "XObject", "Subtype" => "Form", "Resources" => resources,
        "BBox" => vec![0.into(), 0.into(), 612.into(), 792.into()],
    }
}

/// A form that draws itself overflows the second reader's stack; the first reader's document stays.
#[tokio::test]
async fn the_death_of_the_second_reading_costs_a_warning_and_not_the_document() {
    let mut content = text("Kept words");
    content.extend(b" /X Do");
    let own = one_page(compressed(Dictionary::new(), content), |file| {
        let id = file.new_object_id();
        let itself = Stream::new(form(Some(id)), b"/X Do".to_vec());
        file.objects.insert(id, itself.into());
        dictionary! { "XObject" => dictionary! { "X" => id } }
    });
    let document = reader()
        .read(own)
        .await
        .expect("the first reading is whole");
    assert_eq!(document.text, "Kept words");
    assert_eq!(document.warnings, [Warning::NoSecondReading]);
}

/// Nested deeper than any stack: no parser may take the document, or this process, with it.
#[tokio::test]
async fn deep_nesting_is_survived() {
    let mut content = b"[".repeat(100_000);
    content.extend(b"]".repeat(100_000));
    content.extend(b" TJ");
    let deep = one_page(compressed(Dictionary::new(), content), |_| {
        Dictionary::new()
    });
    assert!(matches!(
        refusal(deep).await,
        Error::NeedsOcr | Error::Hostile { .. } | Error::Damaged { .. }
    ));
}

/// A page of a million points is drawn clamped, and its words are read.
#[tokio::test]
async fn a_huge_page_is_clamped() {
    let bytes = plain("Tiny words");
    let mut file = Document::load_mem(&bytes).expect("our own file");
    let page = file.get_pages()[&1];
    let page = file.get_dictionary_mut(page).expect("it has a page");
    page.set(
        "MediaBox",
        vec![0.into(), 0.into(), 1_000_000.into(), 1_000_000.into()],
    );
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).expect("a vector takes all");
    let png = reader()
        .draw(Bytes::from(bytes.clone()), 1, 1200)
        .await
        .expect("it is clamped");
    assert!(png.len() < 1 << 20);
    let document = reader()
        .read(Bytes::from(bytes))
        .await
        .expect("its text is plain");
    assert_eq!(document.text, "Tiny words");
}

#[tokio::test]
async fn limits_on_bytes_and_pages_are_named() {
    let small = Process::new(Settings {
        max_bytes: 100,
        ..Settings::default()
    });
    assert!(matches!(
        small.read(plain("x")).await,
        Err(Error::TooLarge { .. })
    ));
    let none = Process::new(Settings {
        executable: Some("/nonexistent".into()),
        ..Settings::default()
    });
    let error = none
        .read(plain("x"))
        .await
        .expect_err("there is no such program");
    assert!(error.is_transient());
}
