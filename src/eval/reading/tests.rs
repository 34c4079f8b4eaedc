//! Tests of the reading suite on texts and folders made here.

use super::*;
use crate::domain::document::{FurnitureKind, Page, Rect, Span};
use crate::eval::progress::nobody;
use crate::eval::report::Verdict;

fn document(text: &str, furniture: &[(&str, f32)]) -> Document {
    let at = |y0: f32| Rect {
        x0: 0.0,
        y0,
        x1: 10.0,
        y1: y0 + 10.0,
    };
    Document {
        pages: vec![Page {
            number: 1,
            width: 600.0,
            height: 800.0,
            span: Span::new(0, text.len()),
            unmapped: 0.0,
            agreement: None,
        }],
        furniture: furniture
            .iter()
            .map(|(text, y0)| Furniture {
                page: 1,
                text: (*text).to_owned(),
                rect: at(*y0),
                kind: FurnitureKind::Header,
            })
            .collect(),
        ..Document::of_text("0".into(), text.to_owned())
    }
}

#[test]
fn words_count_as_often_as_they_occur_and_order_counts_for_pairs() {
    let same = compare("The fee, the Fee!", "the fee the fee");
    assert_eq!((same.recall, same.precision, same.bigrams), (1.0, 1.0, 1.0));
    let short = compare("fee", "the fee the fee");
    assert_eq!((short.recall, short.precision), (0.25, 1.0));
    let swapped = compare("b a d c", "a b c d");
    assert_eq!((swapped.recall, swapped.bigrams), (1.0, 0.0));
    assert_eq!(compare("words", "").precision, 0.0);
}

#[test]
fn furniture_counts_where_the_page_shows_it() {
    let read = document("body text", &[("page 1 of 2", 780.0), ("head", 20.0)]);
    assert_eq!(shown(&read), "head\nbody text\npage 1 of 2\n");
}

#[test]
fn a_file_that_is_not_read_scores_nothing_and_stays_in_the_figures() {
    let folder = tempfile::tempdir().expect("a folder");
    for part in ["pdf", "txt"] {
        std::fs::create_dir(folder.path().join(part)).expect("a folder");
    }
    assert!(
        run(folder.path(), &|_| unreachable!(), &nobody).is_err(),
        "no PDF"
    );
    for stem in ["a", "b"] {
        std::fs::write(folder.path().join(format!("pdf/{stem}.pdf")), "").expect("a file");
    }
    let read = |pdf: &Path| {
        anyhow::ensure!(pdf.ends_with("a.pdf"), "damaged");
        Ok(document("one two", &[]))
    };
    assert!(run(folder.path(), &read, &nobody).is_err(), "no reference");
    for stem in ["a", "b"] {
        std::fs::write(folder.path().join(format!("txt/{stem}.txt")), "one two").expect("a file");
    }
    let steps = std::cell::RefCell::new(Vec::new());
    let progress = |done, all| steps.borrow_mut().push((done, all));
    let report = run(folder.path(), &read, &progress).expect("a report");
    assert_eq!(*steps.borrow(), [(0, 2), (1, 2), (2, 2)]);
    let head = &report.headline;
    assert_eq!((head.files_read, head.files_total), (1, 2));
    assert_eq!((head.word_recall_p5, head.word_recall_median), (0.0, 0.0));
    assert_eq!(report.worst[0].error.as_deref(), Some("damaged"));
    assert!(figures(&report).text(&Verdict::default()).contains("b.pdf"));
    let json = serde_json::to_value(&report).expect("JSON");
    assert_eq!(json["files"][0]["recall"], 1.0);
}
