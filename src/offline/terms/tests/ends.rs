//! Ends and lengths in the words of leases, statements of work, contracts of secrecy and rows of tables.

use super::*;
use crate::domain::value::{Period, Unit};

/// I29: an order form says it in rows.
#[test]
fn a_row_of_a_table_states_renewal_and_notice() {
    for (rule, row, expected) in [
        (
            renewal_term as fn(&Passage) -> _,
            "Renewal Term: 12 months",
            Some("12 months"),
        ),
        (notice_period, "Renewal Notice: 60 days", Some("60 days")),
        (notice_period, "Payment: 60 days", None),
        (renewal_term, "Initial Term: 36 months", None),
    ] {
        assert_eq!(read(rule, row).as_deref(), expected, "{row}");
    }
}

/// The strongest end that a sentence under a heading speaks of.
fn under(heading: &str, sentence: &str) -> Option<End> {
    let p = Passage {
        sentence,
        previous: heading,
        offset: 0,
    };
    let said = ends(&p, 0).into_iter().filter(|said| said.weight >= ENOUGH);
    said.max_by_key(|said| said.weight).map(|said| said.end)
}

/// I29: a row of a lease, work that is to be done by a day, what is told until then, and no end at all.
#[test]
fn an_end_is_told_as_leases_and_statements_of_work_tell_it() {
    let months = |count| Some(End::After(Period::new(count, Unit::Month)));
    assert_eq!(
        under(
            "",
            "Base Term\t48 months\tRent Commencement Date\tJuly 1, 2026"
        ),
        months(48)
    );
    assert_eq!(
        under(
            "2. Period of performance",
            "Work will begin on May 1, 2026 and be completed no later than June 28, 2027."
        ),
        Some(End::On(jiff::civil::date(2027, 6, 28)))
    );
    assert_eq!(
        under(
            "2. Migration",
            "Contractor shall complete the migration no later than June 28, 2027."
        ),
        None
    );
    assert_eq!(
        under(
            "8. Term.",
            "This Agreement applies to disclosures made during the two (2) years following the Effective Date, unless either party ends it sooner on thirty (30) days' notice."
        ),
        Some(End::After(Period::new(2, Unit::Year)))
    );
    assert_eq!(
        under(
            "§ 9 Term",
            "This Agreement enters into force on 1 October 2026 and is concluded for an indefinite period."
        ),
        Some(End::Never)
    );
}

/// I29: how long somebody must not do something is not how long the contract lasts.
#[test]
fn the_time_of_a_ban_is_not_the_term() {
    for sentence in [
        "Until the first anniversary of the Effective Date, Pine shall not acquire any shares of Gull.",
        "For a period of eighteen (18) months from the Effective Date, Pine shall not solicit any engineer of Gull.",
        "For two years from the Effective Date neither party shall deal with Heron.",
    ] {
        assert_eq!(under("7. Standstill.", sentence), None, "{sentence}");
    }
    assert!(
        under(
            "Term",
            "This Agreement shall continue for two years from the Effective Date, and neither party shall end it sooner."
        )
        .is_some()
    );
}

/// I29: what comes after the term unless notice is given before it ends says nothing of that term.
#[test]
fn a_lease_that_goes_on_from_month_to_month_has_a_term_first() {
    let weight = |sentence: &str| {
        let p = Passage {
            sentence,
            previous: "2. TERM.",
            offset: 0,
        };
        let said = ends(&p, 0).into_iter().find(|said| said.end == End::Never);
        said.map_or(0, |said| said.weight)
    };
    let later = "Unless Lessee gives notice 120 days before the Base Term ends that it will return the Equipment, this Lease shall automatically continue on a month-to-month basis until Lessee gives notice.";
    let plain = "This Lease shall continue on a month-to-month basis until Lessee gives notice.";
    assert!(weight(later) < weight(plain));
}

/// I29: what ends by itself does not renew by itself, and what is done once it is over stops no renewal.
#[test]
fn an_automatic_end_is_no_renewal() {
    let ends = "It ends automatically when the Principal Agreement ends, save that clauses 8 and 9 continue until all data has been erased.";
    assert_eq!(read(auto_renewal, ends), None);
    let over = "Within sixty days of the end of the Principal Agreement the Processor shall erase the data and certify in writing that it has done so, unless law requires otherwise.";
    assert_eq!(read(notice_period, over), None);
    let renews = "This Agreement shall automatically, upon the expiry of its term, continue for another year unless terminated.";
    assert_eq!(read(auto_renewal, renews).as_deref(), Some("yes"));
}
