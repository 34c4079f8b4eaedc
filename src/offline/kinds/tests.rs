//! Kinds that the words of a duty settle, and words that settle nothing.

use super::words::stem;
use super::*;

fn kind(action: &str) -> Kind {
    of("Supplier", action, Modality::Must)
}

fn of(actor: &str, action: &str, modality: Modality) -> Kind {
    kind_of(&Told {
        action,
        thing: "",
        actor,
        heading: "",
        modality,
    })
}

#[test]
fn a_verb_that_says_what_is_done_settles_the_kind() {
    for (action, expected) in [
        ("pay each invoice", Kind::Payment),
        (
            "notify Provider promptly of any loss of the records",
            Kind::Notice,
        ),
        ("comply with export control law", Kind::Compliance),
        ("cooperate with an audit of the records", Kind::Cooperation),
        ("deliver the initial release", Kind::Delivery),
        (
            "defend the other against claims for unpaid fees",
            Kind::Other,
        ),
        (
            "use commercially reasonable efforts to promote the Products",
            Kind::Service,
        ),
    ] {
        assert_eq!(kind(action), expected, "{action}");
    }
}

#[test]
fn of_a_verb_that_can_do_anything_the_head_of_the_object_tells() {
    for (action, expected) in [
        (
            "give Buyer thirty days' written notice of any change",
            Kind::Notice,
        ),
        ("send a status report monthly", Kind::Report),
        (
            "provide Buyer with a certificate of insurance",
            Kind::Insurance,
        ),
        ("maintain general liability insurance", Kind::Insurance),
        ("keep complete records of hours and expenses", Kind::Audit),
        ("keep the terms confidential", Kind::Confidentiality),
        ("provide support by telephone", Kind::Service),
        ("make the payments set out in Schedule 2", Kind::Payment),
        ("give Buyer access to the premises", Kind::Cooperation),
    ] {
        assert_eq!(kind(action), expected, "{action}");
    }
}

#[test]
fn a_word_inside_a_phrase_tells_no_kind_of_its_own() {
    for (action, expected) in [
        ("lend Buyer one copy of the Manual", Kind::Delivery),
        ("furnish, free of charge, sales literature", Kind::Delivery),
        ("look after Buyer's interests", Kind::Service),
        ("keep the Equipment in good repair", Kind::Service),
        ("contribute $150,000 to the marketing budget", Kind::Payment),
        (
            "bear its own national insurance contributions",
            Kind::Payment,
        ),
        ("take delivery of the gear units", Kind::Delivery),
        (
            "deliver to Buyer, within 20 days after the end of each month, a statement",
            Kind::Report,
        ),
        ("open the venue at 8 a.m.", Kind::Service),
        ("review each Deliverable", Kind::Cooperation),
    ] {
        assert_eq!(kind(action), expected, "{action}");
    }
}

#[test]
fn what_is_acted_on_and_the_heading_speak_too() {
    let told = Told {
        action: "be maintained throughout the term",
        thing: "Such insurance policy",
        actor: "Supplier",
        heading: "",
        modality: Modality::Must,
    };
    assert_eq!(kind_of(&told), Kind::Insurance);
    let told = Told {
        action: "provide the same to Buyer",
        thing: "",
        heading: "8. Reports and statements",
        ..told
    };
    assert_eq!(kind_of(&told), Kind::Report);
    assert_eq!(
        of("Client", "provide a heated room", Modality::Must),
        Kind::Cooperation
    );
}

#[test]
fn a_prohibition_is_of_a_kind_only_where_its_subject_is() {
    let kind = |action| of("Supplier", action, Modality::MustNot);
    assert_eq!(
        kind("disclose the Confidential Information"),
        Kind::Confidentiality
    );
    assert_eq!(kind("market competing products"), Kind::Other);
}

#[test]
fn words_in_all_their_forms_are_one() {
    for forms in [
        ["invoice", "invoices", "invoiced"],
        ["ship", "shipped", "shipping"],
        ["policy", "policies", "policy"],
    ] {
        assert!(
            forms.iter().all(|form| stem(form) == stem(forms[0])),
            "{forms:?}"
        );
    }
    assert_ne!(stem("report"), stem("repair"));
}

#[test]
fn nothing_said_is_of_no_kind() {
    assert_eq!(kind(""), Kind::Other);
    assert_eq!(kind("— ; ,"), Kind::Other);
}
