//! What is shown first: inside its limits, whole, dealt out by field, and nothing twice by accident.

use super::*;
use crate::domain::playbook::Dictionary;
use crate::domain::redaction::Vault;
use crate::offline::clauses::Clauses;
use crate::prompt::request;
use crate::text::pii::Detectors;
use crate::text::plain;

fn dictionary() -> Dictionary {
    toml::from_str(include_str!("../../../../playbooks/fields.toml"))
        .expect("the shipped dictionary")
}

/// A long contract: clauses of every kind between paragraphs that say nothing.
fn contract() -> String {
    let mut text = "MASTER SERVICES AGREEMENT\n\nThis Agreement is made as of March 3, 2026 by and between Alpha Systems, Inc. and Beta GmbH.\n\n".to_owned();
    let clauses = [
        "This Agreement shall be governed by the laws of the State of New York.",
        "This Agreement automatically renews for successive terms of one year unless either party gives notice of non-renewal sixty (60) days prior to the end of the then-current term.",
        "Neither party may assign this Agreement without the prior written consent of the other party.",
        "Customer shall pay each invoice within thirty (30) days of receipt. Write to ada.lovelace@larkmoor.example.",
        "The aggregate liability of either party shall not exceed the fees paid in the twelve months before the claim.",
        "The service is available 99.9% of the time, measured as uptime in each month.",
    ];
    for (at, clause) in clauses.iter().enumerate() {
        let number = at + 1;
        let filler = format!("The weather at station {number} was noted in the log, and the log was put away in a dry room. ").repeat(12);
        text.push_str(&format!("{number}. {clause}\n\n{filler}\n\n"));
    }
    text
}

struct Shown {
    masked: Masked,
    document: Document,
    pages: Pages,
    choice: Choice,
    names: Vec<String>,
}

fn shown(text: &str, limits: Limits) -> Shown {
    let document = plain::document(text);
    let masked = Masked::of(text, &Detectors::new(&[]), &mut Vault::default());
    let pages = Pages::of(&document, &masked);
    let dictionary = dictionary();
    let parts = request::parts(&dictionary);
    let choice = pages.choose(&document, &Clauses::read(text), &parts, limits);
    Shown {
        names: parts.iter().map(|part| part.name.clone()).collect(),
        masked,
        document,
        pages,
        choice,
    }
}

const LIMITS: Limits = Limits {
    share: 40,
    total: 80,
};

impl Shown {
    fn of(&self, name: &str) -> String {
        let part = self.names.iter().position(|known| known == name);
        let shown = &self.choice.parts[part.expect("a part")];
        let passages = self.pages.passages(&self.masked, shown);
        let texts: Vec<&str> = passages.iter().map(|p| p.text.as_str()).collect();
        texts.join("\n")
    }
}

#[test]
fn each_question_has_the_clauses_of_its_fields_and_not_the_filler() {
    let shown = shown(&contract(), LIMITS);
    assert!(shown.of("risk").contains("laws of the State of New York"));
    assert!(shown.of("renewal").contains("automatically renews"));
    assert!(
        shown.of("service").contains("99.9%"),
        "{}",
        shown.of("service")
    );
    assert!(shown.of("control").contains("may assign this Agreement"));
    assert!(!shown.of("control").contains("99.9%"));
}

/// The budget holds over all questions together, with and without what they repeat.
#[test]
fn what_is_shown_stays_inside_both_limits() {
    for limits in [
        LIMITS,
        Limits {
            share: 15,
            total: 30,
        },
        Limits {
            share: 60,
            total: 60,
        },
    ] {
        let shown = shown(&contract(), limits);
        let all: u32 = shown.pages.tokens.iter().sum();
        let distinct = shown.pages.sum(&shown.choice.shown());
        let total: u32 = shown
            .choice
            .parts
            .iter()
            .map(|part| shown.pages.sum(part))
            .sum();
        let room = room(all, limits.share);
        assert!(f64::from(distinct) <= room, "{distinct} of {all}");
        // What was asked for by more than one question is never taken back, so that a total below twice
        // the share may be passed by it.
        let most = f64::from(all * limits.total) / 100.0;
        assert!(f64::from(total) <= most.max(room * 2.0), "{total} of {all}");
        assert!(distinct > 0);
    }
}

#[test]
fn a_short_contract_and_a_whole_share_are_shown_whole() {
    for (text, share) in [
        ("Fees are due. It is so.".to_owned(), 10),
        (contract(), 100),
    ] {
        let shown = shown(&text, Limits { share, total: 100 });
        assert!(shown.choice.parts.iter().flatten().all(|piece| *piece));
        let passages = shown.pages.passages(&shown.masked, &shown.choice.shown());
        let kept: String = passages
            .iter()
            .map(|p| &shown.document.text[p.span.range()])
            .collect();
        let squash = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(
            squash(&kept),
            squash(&text),
            "nothing is lost between passages"
        );
    }
}

/// I43: what is cut out of the masked text holds masks whole, and no more than the document.
#[test]
fn passages_are_numbered_by_their_first_piece_and_cut_from_the_masked_text() {
    let shown = shown(&contract(), LIMITS);
    let passages = shown
        .pages
        .passages(&shown.masked, &vec![true; shown.pages.len()]);
    assert!(passages.len() > 2, "long runs are several passages");
    assert!(
        passages
            .windows(2)
            .all(|pair| pair[0].ordinal < pair[1].ordinal)
    );
    let again = shown
        .pages
        .passages(&shown.masked, &vec![true; shown.pages.len()]);
    assert_eq!(passages, again);
    let all: String = passages.iter().map(|p| p.text.as_str()).collect();
    assert!(all.contains("[[EMAIL_1]]") && !all.contains("lovelace"));
    for passage in &passages {
        let first = shown.pages.pieces[passage.ordinal as usize];
        assert_eq!(
            first.start, passage.span.start,
            "the number tells the place"
        );
        let last = shown.document.text[..passage.span.end].chars().next_back();
        assert!(
            matches!(last, Some('.' | 'T')),
            "{last:?}: no sentence is cut"
        );
    }
}
