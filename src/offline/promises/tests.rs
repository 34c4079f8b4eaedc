//! What single promises are read from sentences, and what is none.

use super::*;
use crate::offline::passage::alone as read;
use crate::offline::restraints::{non_compete_term, non_solicit_term};
use crate::offline::secrecy::confidentiality_term;

/// I29: a promise's own time is read, a time to report is not.
#[test]
fn the_time_of_a_promise_is_told_from_other_times() {
    type Case = (
        fn(&Passage) -> Option<Hit>,
        &'static str,
        Option<&'static str>,
    );
    let cases: [Case; 16] = [
        (
            confidentiality_term,
            "Each party keeps the other's secrets until the second anniversary of final payment.",
            Some("2 years"),
        ),
        (
            confidentiality_term,
            "The duty of secrecy continues for so long as the information remains confidential.",
            Some("open-ended"),
        ),
        (
            confidentiality_term,
            "Confidential Information includes, without limitation, a perpetual licence of the data.",
            None,
        ),
        (
            confidentiality_term,
            "This Agreement runs for two years from its date, during which Confidential Information is shown.",
            None,
        ),
        (
            non_solicit_term,
            "For nine months after the end she will not compete, and for two years after the end she will not solicit employees.",
            Some("2 years"),
        ),
        (
            non_compete_term,
            "The Dealer shall not, for two years after the end, be engaged or interested in a similar business.",
            Some("2 years"),
        ),
        (
            non_solicit_term,
            "Non-solicitation: not applicable. Staff are not hired by the month; defects: 24 months.",
            None,
        ),
        (
            confidentiality_term,
            "Each party shall keep Confidential Information secret for four (4) years after disclosure.",
            Some("4 years"),
        ),
        (
            confidentiality_term,
            "Confidential papers are returned within 21 days after the end.",
            None,
        ),
        (
            warranty_duration,
            "The Seller warrants the pumps for 18 months from delivery.",
            Some("18 months"),
        ),
        (
            warranty_duration,
            "The Buyer must notify a defect within 5 days after delivery.",
            None,
        ),
        (
            non_compete_term,
            "For two years after the end the Agent shall not compete with the Principal.",
            Some("2 years"),
        ),
        (
            sla_uptime,
            "The service shall be available 99.5% of each month.",
            Some("99.5%"),
        ),
        (
            sla_uptime,
            "The uptime commitment is raised from 99% to 99.7%.",
            Some("99.7%"),
        ),
        (
            sla_uptime,
            "For each hour of lost availability a credit of 5% is due.",
            None,
        ),
        (
            insurance_amount,
            "It shall carry insurance of at least $1,000,000 per claim and $2,000,000 in all.",
            Some("USD 2000000.00"),
        ),
    ];
    for (rule, sentence, expected) in cases {
        assert_eq!(read(rule, sentence).as_deref(), expected, "{sentence}");
    }
}

#[test]
fn a_sum_insured_may_stand_in_a_row_and_must_be_asked_for() {
    for (rule, sentence, expected) in [
        (
            insurance_amount as fn(&Passage) -> Option<Hit>,
            "Public liability           £25,000,000 each and every claim",
            Some("GBP 25000000.00"),
        ),
        (
            insurance_amount,
            "The Equipment has an insured value of $300,000 under the Lessor's own policy.",
            None,
        ),
        (
            insurance_amount,
            "The Prime Contract requires the Owner to maintain insurance of $50,000,000.",
            None,
        ),
        (
            sla_uptime,
            "Prior to go-live, the platform's availability averaged 99.99%.",
            None,
        ),
        (
            sla_uptime,
            "Provider targets 99.9% availability but gives no commitment.",
            None,
        ),
    ] {
        assert_eq!(read(rule, sentence).as_deref(), expected, "{sentence}");
    }
    let weight = |sentence| {
        let p = Passage {
            sentence,
            previous: "",
            offset: 0,
        };
        insurance_amount(&p).map(|hit| hit.weight)
    };
    let small = "It carries insurance of $1,000,000.";
    assert!(weight("It carries umbrella insurance of $4,000,000.") > weight(small));
}

#[test]
fn what_warrants_no_goods_is_no_warranty() {
    for (sentence, expected) in [
        (
            "The representations and warranties of Seller shall survive the Closing for fifteen (15) months.",
            None,
        ),
        (
            "No claim for breach of the Warranties may be brought unless notice is given within eighteen months of Completion.",
            None,
        ),
        (
            "Contractor shall obtain a manufacturer's guarantee of twenty years.",
            None,
        ),
        (
            "Supplier warrants that it has been in business for ten years.",
            None,
        ),
        (
            "The Provider shall rectify defects notified within 90 (ninety) days from final acceptance.",
            Some("90 days"),
        ),
        (
            "Contractor warrants its own work for one year.",
            Some("1 year"),
        ),
        (
            "Seller warrants the Equipment to be free from defects in material and workmanship for twelve (12) months from start-up, but in no event longer than fifteen (15) months from shipment.",
            Some("12 months"),
        ),
    ] {
        let value = read(warranty_duration, sentence);
        assert_eq!(value.as_deref(), expected, "{sentence}");
    }
}
