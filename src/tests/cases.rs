//! Pages that real contracts have and our other fixtures lack, made from `eval/reading/*.toml` and
//! read by the real child: text, order, places, tables, furniture, seals and warnings.
//!
//! A case that is marked `open` must fail: when it no longer does, its mark has to go.

use crate::press::Press;
use bytes::Bytes;
use countersign::connectors::reader::{Error, Process, Reader, Settings};
use countersign::domain::document::{Document, Warning};
use serde::Deserialize;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What it shows; for people.
    #[allow(dead_code, reason = "for people who read the file")]
    about: String,
    /// Why it does not hold yet.
    open: Option<String>,
    /// Words that the file states and leaves to the viewer to draw.
    #[serde(default)]
    undrawn: String,
    make: Make,
    expect: Expect,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Make {
    #[serde(default)]
    catalog: String,
    #[serde(default)]
    page: Vec<Page>,
    #[serde(default)]
    object: Vec<Object>,
    #[serde(default)]
    damage: Vec<Damage>,
    /// The share of the file that is left.
    keep: Option<f64>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Page {
    content: String,
    /// Instead of `content`: the entry that says where it is.
    contents: String,
    resources: String,
    entries: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Object {
    number: usize,
    #[serde(default)]
    body: String,
    stream: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Damage {
    find: String,
    put: String,
}

/// What must hold; what is not named is not judged.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Expect {
    /// How the error is called, where the file must not be read.
    outcome: String,
    /// The whole running text.
    text: Option<String>,
    has: Vec<String>,
    in_order: Vec<String>,
    once: Vec<String>,
    lacks: Vec<String>,
    /// Words and where their left foot stands, within three points of the page's top left corner.
    places: Vec<Place>,
    /// Kinds of warnings: these and no others.
    warnings: Vec<String>,
    /// Pages with hidden text.
    hidden_pages: Vec<u32>,
    /// Lines taken out as furniture.
    furniture: Option<usize>,
    tables: Vec<Vec<Vec<String>>>,
    /// Signer, and whether the field is signed.
    seals: Vec<(String, bool)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    word: String,
    page: u32,
    x: f32,
    y: f32,
}

fn cases() -> Vec<(String, Case)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("eval/reading");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("our own cases")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .filter(|path| path.file_stem().is_some_and(|stem| stem != "furniture"))
        .collect();
    paths.sort();
    let case = |path: &PathBuf| {
        let name = path.file_stem().expect("a name").to_string_lossy();
        let text = std::fs::read_to_string(path).expect("our own case");
        let case = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        (name.into_owned(), case)
    };
    paths.iter().map(case).collect()
}

fn made(make: &Make) -> Bytes {
    let mut press = Press::new();
    press.catalog(&make.catalog);
    for object in &make.object {
        match &object.stream {
            Some(data) => press.stream(object.number, &object.body, data.as_bytes()),
            None => press.object(object.number, object.body.clone()),
        }
    }
    for page in &make.page {
        if page.contents.is_empty() {
            press.page(page.content.as_bytes(), &page.resources, &page.entries);
        } else {
            press.page_of(&page.contents, &page.resources, &page.entries);
        }
    }
    let mut bytes = press.bytes();
    for Damage { find, put } in &make.damage {
        let at = bytes
            .windows(find.len())
            .position(|window| window == find.as_bytes())
            .expect("what is damaged is there");
        bytes.splice(at..at + find.len(), put.bytes());
    }
    if let Some(share) = make.keep {
        bytes.truncate((bytes.len() as f64 * share) as usize);
    }
    bytes.into()
}

fn reader() -> Process {
    Process::new(Settings {
        executable: Some(PathBuf::from(env!("CARGO_BIN_EXE_countersign"))),
        ..Settings::default()
    })
}

/// The name of an enum's variant, as its serialised form carries it under `key`.
fn named(value: &impl serde::Serialize, key: &str) -> String {
    let value = serde_json::to_value(value).expect("it serialises");
    value[key].as_str().expect("a name").to_owned()
}

/// Everything that does not hold.
fn misses(expect: &Expect, read: &Result<Document, Error>) -> Vec<String> {
    let document = match read {
        Ok(document) if expect.outcome.is_empty() => document,
        Ok(_) => return vec![format!("it was read, and should be {}", expect.outcome)],
        Err(error) if named(error, "outcome") == expect.outcome => return Vec::new(),
        Err(error) => return vec![error.to_string()],
    };
    let mut misses = text_misses(expect, &document.text);
    misses.extend(place_misses(expect, document));
    let mut need = |what: &str, is: String, should: String| {
        if is != should {
            misses.push(format!("{what} {is}, and should be {should}"));
        }
    };
    let kinds = |warnings: &[Warning]| {
        let mut kinds: Vec<String> = warnings.iter().map(|one| named(one, "kind")).collect();
        kinds.sort();
        kinds.dedup();
        kinds
    };
    // The second reader's opinion of such pages is its own; it is tested where it matters.
    let mut warned = kinds(&document.warnings);
    warned.retain(|kind| kind != "uncertain_text" && kind != "no_second_reading");
    let should = format!("{:?}", expect.warnings);
    need("warnings are", format!("{warned:?}"), should);
    let hidden = document
        .warnings
        .iter()
        .filter_map(|warning| match warning {
            Warning::HiddenText { page, .. } => Some(*page),
            _ => None,
        });
    if !expect.hidden_pages.is_empty() {
        let mut hidden: Vec<u32> = hidden.collect();
        hidden.dedup();
        let should = format!("{:?}", expect.hidden_pages);
        need("pages with hidden text are", format!("{hidden:?}"), should);
    }
    if let Some(lines) = expect.furniture {
        let is = document.furniture.len().to_string();
        need("lines of furniture are", is, lines.to_string());
    }
    let tables: Vec<Vec<Vec<&str>>> = document
        .tables
        .iter()
        .map(|table| {
            let row = |row: &Vec<_>| row.iter().map(|cell| document.slice(*cell)).collect();
            table.rows.iter().map(row).collect()
        })
        .collect();
    if !expect.tables.is_empty() {
        need(
            "tables are",
            format!("{tables:?}"),
            format!("{:?}", expect.tables),
        );
    }
    if !expect.seals.is_empty() {
        let seals = document.seals.iter();
        let seals = seals.map(|seal| (seal.signer.clone().unwrap_or_default(), seal.signed));
        let seals: Vec<(String, bool)> = seals.collect();
        need(
            "seals are",
            format!("{seals:?}"),
            format!("{:?}", expect.seals),
        );
    }
    misses
}

fn text_misses(expect: &Expect, text: &str) -> Vec<String> {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut misses = Vec::new();
    if let Some(whole) = &expect.text {
        let whole = whole.split_whitespace().collect::<Vec<_>>().join(" ");
        if whole != flat {
            misses.push(format!("the text is {flat:?}"));
        }
    }
    let lost = expect.has.iter().filter(|words| !flat.contains(*words));
    misses.extend(lost.map(|words| format!("it lacks {words:?}")));
    let seen = expect.lacks.iter().filter(|words| flat.contains(*words));
    misses.extend(seen.map(|words| format!("it has {words:?}")));
    for words in &expect.once {
        let times = flat.matches(words.as_str()).count();
        if times != 1 {
            misses.push(format!("it has {words:?} {times} times"));
        }
    }
    let mut from = 0;
    for words in &expect.in_order {
        match flat[from..].find(words.as_str()) {
            Some(at) => from += at + words.len(),
            None => misses.push(format!("{words:?} is not in its place")),
        }
    }
    misses
}

fn place_misses(expect: &Expect, document: &Document) -> Vec<String> {
    let stands = |place: &&Place| {
        document.words.iter().any(|word| {
            document.slice(word.span) == place.word
                && word.page == place.page
                && (word.rect.x0 - place.x).abs() < 3.0
                && (word.rect.y0..word.rect.y1).contains(&place.y)
        })
    };
    let lost = expect.places.iter().filter(|place| !stands(place));
    lost.map(|place| format!("{} is not where it stands", place.word))
        .collect()
}

/// R35, and section 3 of the requirements: what a reader sees is read, in its order and at its place;
/// what nobody sees is not.
#[tokio::test]
async fn pages_of_every_kind_read_as_their_cases_say() {
    let reader = reader();
    let (mut wrong, mut open) = (Vec::new(), Vec::new());
    let cases = cases();
    for (name, case) in &cases {
        let read = reader.read(made(&case.make)).await;
        let misses = misses(&case.expect, &read);
        match (&case.open, misses.is_empty()) {
            (None, true) => {}
            (None, false) => wrong.push(format!("{name}: {}", misses.join("; "))),
            (Some(why), false) => open.push(format!("{name}: {why}")),
            (Some(_), true) => wrong.push(format!("{name} holds now: take its `open` away")),
        }
    }
    let held = cases.len() - open.len() - wrong.len();
    println!("{held} of {} cases hold; open: {open:#?}", cases.len());
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The box of each word, laid on the picture of its page, covers that word's ink.
#[tokio::test]
async fn the_box_of_each_word_covers_its_ink() {
    let reader = reader();
    for (name, case) in cases() {
        let pdf = made(&case.make);
        let Ok(document) = reader.read(pdf.clone()).await else {
            continue;
        };
        for page in &document.pages {
            let width = (page.width * 2.0) as u32;
            let Ok(png) = reader.draw(pdf.clone(), page.number, width).await else {
                continue;
            };
            let picture = image::load_from_memory(&png).expect("a PNG").to_luma8();
            let scale = picture.width() as f32 / page.width;
            for word in document
                .words
                .iter()
                .filter(|word| word.page == page.number)
            {
                let rect = word.rect;
                let [x0, y0, x1, y1] = [rect.x0, rect.y0, rect.x1, rect.y1].map(|p| p * scale);
                let inked = (y0 as u32..=y1 as u32)
                    .flat_map(|y| (x0 as u32..=x1 as u32).map(move |x| (x, y)))
                    .filter_map(|(x, y)| picture.get_pixel_checked(x, y))
                    .any(|pixel| pixel.0[0] < 160);
                let word = document.slice(word.span);
                let inked = inked || case.undrawn.contains(word);
                assert!(inked, "{name}, page {}: no ink under {word:?}", page.number);
            }
        }
    }
}
