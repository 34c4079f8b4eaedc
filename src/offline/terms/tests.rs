//! Sentences of our own wording, and what each rule must and must not read from them.

use super::*;
use crate::offline::passage::{Hit, Passage};

mod ends;

fn read(rule: fn(&Passage) -> Option<Hit>, sentence: &str) -> Option<String> {
    rule(&Passage {
        sentence,
        previous: "",
        offset: 0,
    })
    .map(|hit| hit.value.to_string())
}

/// The first end of the wanted kind that the sentence speaks of.
fn end(sentence: &str, wanted: fn(&End) -> bool) -> Option<String> {
    let p = Passage {
        sentence,
        previous: "",
        offset: 0,
    };
    ends(&p, 0)
        .into_iter()
        .filter(|said| wanted(&said.end))
        .max_by_key(|said| said.weight)
        .map(|said| {
            said.hit()
                .map_or("open".to_owned(), |hit| hit.value.to_string())
        })
}

fn initial_term(sentence: &str) -> Option<String> {
    end(sentence, |end| matches!(end, End::After(_)))
}

fn expiration_date(sentence: &str) -> Option<String> {
    end(sentence, |end| matches!(end, End::On(_) | End::Never))
}

#[test]
fn term_renewal_and_notice_of_one_sentence_are_told_apart() {
    let sentence = "This Agreement shall commence on the Effective Date and continue for an initial term of three (3) years, and shall automatically renew for successive one (1) year terms unless either party gives written notice of non-renewal at least ninety (90) days prior to the end of the then-current term.";
    assert_eq!(initial_term(sentence).as_deref(), Some("3 years"));
    assert_eq!(read(renewal_term, sentence).as_deref(), Some("1 year"));
    assert_eq!(read(notice_period, sentence).as_deref(), Some("90 days"));
    assert_eq!(read(auto_renewal, sentence).as_deref(), Some("yes"));
    assert_eq!(expiration_date(sentence), None);
}

#[test]
fn a_contract_that_says_it_does_not_renew_is_no() {
    for sentence in [
        "This Agreement shall not renew automatically.",
        "There is no automatic renewal of this Agreement.",
        "The subscription term will not be automatically renewed.",
    ] {
        assert_eq!(
            read(auto_renewal, sentence).as_deref(),
            Some("no"),
            "{sentence}"
        );
    }
    assert_eq!(
        read(
            auto_renewal,
            "The parties may renew this Agreement by mutual agreement."
        ),
        None
    );
}

#[test]
fn a_stated_end_is_read_and_other_dates_are_not() {
    assert_eq!(
        expiration_date("This Agreement shall remain in effect until December 31, 2027.")
            .as_deref(),
        Some("2027-12-31")
    );
    assert_eq!(
        expiration_date(
            "The term of this Agreement begins on 1 May 2024 and ends on 30 April 2026."
        )
        .as_deref(),
        Some("2026-04-30")
    );
    assert_eq!(
        expiration_date("Customer shall pay the invoice until December 31, 2027."),
        None
    );
    assert_eq!(
        expiration_date("This Agreement is dated May 1, 2026."),
        None
    );
}

#[test]
fn periods_of_other_duties_are_not_the_term() {
    for sentence in [
        "The confidentiality obligations survive for three (3) years after termination of this Agreement.",
        "Either party may terminate this Agreement upon thirty (30) days' written notice.",
        "If the breach of this Agreement is not cured within thirty (30) days, it ends.",
    ] {
        assert_eq!(initial_term(sentence), None, "{sentence}");
    }
}

#[test]
fn notice_for_convenience_is_not_notice_against_renewal() {
    let sentence = "Customer may terminate this Agreement for convenience at any time upon sixty (60) days' prior written notice.";
    assert_eq!(
        read(termination_notice, sentence).as_deref(),
        Some("60 days")
    );
    assert_eq!(read(notice_period, sentence), None);
}

/// An end that nobody has set is a value of its own, and an end left blank is none.
#[test]
fn a_contract_without_end_is_open_ended_and_a_blank_end_is_not() {
    for sentence in [
        "This Agreement shall continue in effect until terminated by either party.",
        "This Agreement shall remain in force for an indefinite period.",
        "This Agreement shall be of unlimited duration.",
        "The term of this Agreement is perpetual unless terminated in accordance with Section 9.",
        "This Agreement shall remain effective until such time as either party gives sixty days' notice of termination.",
    ] {
        assert_eq!(
            expiration_date(sentence).as_deref(),
            Some("open-ended"),
            "{sentence}"
        );
    }
    for sentence in [
        "This Agreement shall continue for one year unless earlier terminated by either party.",
        "This Agreement shall continue for a period of [***] from the Effective Date.",
        "Recipient shall keep it confidential in perpetuity.",
    ] {
        assert_eq!(expiration_date(sentence), None, "{sentence}");
    }
}

#[test]
fn an_end_that_waits_for_an_event_is_left_open() {
    let sentence = "This Agreement shall commence on the Effective Date and continue until completion of the Project.";
    assert_eq!(
        end(sentence, |end| matches!(end, End::Open)).as_deref(),
        Some("open")
    );
}

#[test]
fn an_anniversary_and_a_labelled_end_are_read() {
    assert_eq!(
        initial_term(
            "This Agreement expires on the third (3rd) anniversary of the Effective Date."
        )
        .as_deref(),
        Some("3 years")
    );
    assert_eq!(
        expiration_date("Termination Date: December 31, 2029").as_deref(),
        Some("2029-12-31")
    );
    assert_eq!(
        expiration_date("Term: May 1, 2026 to April 30, 2028").as_deref(),
        Some("2028-04-30")
    );
}

/// What is said of renewals in a proviso does not make the first term one.
#[test]
fn a_proviso_of_renewal_does_not_hide_the_first_term() {
    let sentence = "Unless renewed or extended as provided herein, this Agreement expires ten years after the Effective Date.";
    assert_eq!(initial_term(sentence).as_deref(), Some("10 years"));
}

#[test]
fn renewals_of_other_things_are_none_and_short_ones_are_some() {
    let length = |sentence| read(renewal_term, sentence);
    let other = "The insurance policy shall automatically renew for successive one year terms.";
    assert_eq!(length(other), None);
    let short =
        "Thereafter, this Agreement continues for successive 90-day periods until terminated.";
    assert_eq!(length(short).as_deref(), Some("90 days"));
}

/// I29: a renewal is read in plain words too, and so is its exclusion.
#[test]
fn renewal_in_plain_words_is_read() {
    for (sentence, expected) in [
        (
            "This Order Form renews for terms of one year each, unless a party gives notice of non-renewal.",
            Some("yes"),
        ),
        (
            "If it is not terminated with 30 days' notice before the end of a period, it continues for another year.",
            Some("yes"),
        ),
        (
            "The contract is renewed for a year at a time until one of us tells the other otherwise.",
            Some("yes"),
        ),
        ("This Agreement is tacitly renewed each year.", Some("yes")),
        (
            "This agreement ends in June; there is no holding over.",
            Some("no"),
        ),
        ("This lease will not be renewed.", Some("no")),
        (
            "A party gives notice that this Agreement will not renew.",
            None,
        ),
    ] {
        let passage = crate::offline::passage::Passage {
            sentence,
            previous: "",
            offset: 0,
        };
        let read = auto_renewal(&passage).map(|hit| hit.value.to_string());
        assert_eq!(read.as_deref(), expected, "{sentence}");
    }
}

/// I29: how long a contract runs is said with many verbs, in rows and in lists.
#[test]
fn a_length_is_read_whatever_the_verb() {
    for (sentence, expected) in [
        (
            "This Agreement shall subsist for a minimum period of five years from the date hereof.",
            "5 years",
        ),
        (
            "This Agreement shall last three (3) years from the Effective Date.",
            "3 years",
        ),
        (
            "Scope: hosting.\nTerm: two years and six months, from January 1, 2027.",
            "30 months",
        ),
        ("Term: 3 yrs starting January 1, 2027", "3 years"),
    ] {
        assert_eq!(
            initial_term(sentence).as_deref(),
            Some(expected),
            "{sentence}"
        );
    }
}

/// I29: the last day is read behind hours and days of the week, and at the end of a range.
#[test]
fn a_last_day_is_read_in_other_words() {
    for (sentence, expected) in [
        (
            "The term of this Agreement ends at 11:59 p.m. Pacific time on September 30, 2027.",
            "2027-09-30",
        ),
        (
            "License Term: February 15, 2026 up to and including December 31, 2028",
            "2028-12-31",
        ),
        (
            "This Agreement runs from Monday, May 4, 2026 and goes through Friday, March 5, 2027.",
            "2027-03-05",
        ),
        (
            "This Agreement ends with the last day of the season, which is March 27, 2027.",
            "2027-03-27",
        ),
    ] {
        assert_eq!(
            expiration_date(sentence).as_deref(),
            Some(expected),
            "{sentence}"
        );
    }
}

#[test]
fn lengths_of_what_happens_under_or_after_the_contract_are_not_its_own() {
    for sentence in [
        "Upon termination of this Agreement, Seller shall continue to supply parts for a minimum period of ten years.",
        "The license granted above ends where Licensee ceases to use the Marks for twelve (12) consecutive months.",
        "Renewal Term: January 1, 2027 to December 31, 2028",
    ] {
        assert_eq!(initial_term(sentence), None, "{sentence}");
        assert_eq!(expiration_date(sentence), None, "{sentence}");
    }
}

/// I29: a renewal may have no length, and its words need not be `renew` and `successive`.
#[test]
fn a_renewal_is_read_in_other_words() {
    for (sentence, expected) in [
        (
            "This Agreement shall run for two years and shall thereafter continue until terminated by either party.",
            Some("open-ended"),
        ),
        (
            "This Agreement has a term of one year and is then automatically extended for an unlimited period of time.",
            Some("open-ended"),
        ),
        (
            "This Contract shall last for five years and thereafter from year to year.",
            Some("1 year"),
        ),
        (
            "The term of this Agreement is prolonged of itself for a further three years.",
            Some("3 years"),
        ),
        (
            "Confidential Information shall be protected for two years and thereafter until it becomes public.",
            None,
        ),
        (
            "This Agreement may be extended thereafter by mutual agreement until terminated.",
            None,
        ),
    ] {
        let read = read(renewal_term, sentence);
        assert_eq!(read.as_deref(), expected, "{sentence}");
    }
}

/// I29: the notice that stops a renewal is the shorter one of a window, and an objection is one too.
#[test]
fn a_notice_against_renewal_is_read_in_other_words() {
    for (sentence, expected) in [
        (
            "This Agreement will renew for one year unless a party gives notice at least ninety (90) days, but not more than one hundred eighty (180) days, prior to its end.",
            "90 days",
        ),
        (
            "This Agreement is extended for consecutive one year periods, except where a party delivers a letter of non-extension one hundred (100) days before a period closes.",
            "100 days",
        ),
        (
            "This Contract renews for further years, barring an objection lodged sixty (60) days or more before the end of a year.",
            "60 days",
        ),
    ] {
        let read = read(notice_period, sentence);
        assert_eq!(read.as_deref(), Some(expected), "{sentence}");
    }
}

/// I29: what follows a first term is a renewal in whatever words the contract goes on; a length that
/// stands before those words is another matter.
#[test]
fn what_follows_the_first_term_is_its_renewal() {
    for (sentence, expected) in [
        (
            "This Contract shall have a life of ten years and shall remain in force for a further five-year period unless a party denounces it.",
            Some("5 years"),
        ),
        (
            "This Contract stays in effect until May 31, 2027 and remains in effect from year to year thereafter unless one side objects.",
            Some("1 year"),
        ),
        (
            "Once the Initial Term of two years has run this Agreement shall automatically renew until cancelled on sixty days' notice.",
            Some("open-ended"),
        ),
        (
            "This Agreement lasts three years and thereafter may be terminated by either side on ninety days' notice.",
            Some("open-ended"),
        ),
        (
            "This Agreement runs for four years and continues thereafter for successive terms of six months unless terminated.",
            Some("6 months"),
        ),
        (
            "After the second year of this Agreement either party may terminate it on ninety days' notice.",
            None,
        ),
    ] {
        assert_eq!(
            read(renewal_term, sentence).as_deref(),
            expected,
            "{sentence}"
        );
    }
}
