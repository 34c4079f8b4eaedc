//! What the words of a duty tell of its kind: a weight for each word and each place where it stands.
//!
//! The weights are judgements on contract English, by the definitions in `eval/README.md`: 6 and more
//! settle a kind alone, 4 does unless something as strong speaks for another, 2 tips the balance
//! between weak words. Words count in every form that `stem` folds; words joined by a hyphen count
//! where they stand side by side.

use crate::domain::obligation::Kind;

/// Words of one weight for one kind.
pub(super) type Row = (Kind, i16, &'static str);

/// The verb by which a party acts. Verbs that can do anything (give, provide, keep) weigh little:
/// their object tells the kind.
pub(super) const VERBS: &[Row] = &[
    (
        Kind::Payment,
        8,
        "pay repay prepay reimburse refund remit invoice bill compensate overpay",
    ),
    (
        Kind::Payment,
        6,
        "release-payment make-payment become-due become-payable become-immediately-due become-immediately-payable bear-its-own bear-the-cost bear-all raise-an-invoice grant-discount contribute",
    ),
    (
        Kind::Payment,
        4,
        "settle credit deduct purchase buy borrow charge advance bear order withhold-from withhold-tax withhold-any-tax withhold-payment payable due spend defray gross-up top-up make-good meet-the-cost account-to",
    ),
    (
        Kind::Payment,
        2,
        "deposit finance fund accrue discount owe raise lend",
    ),
    (Kind::Delivery, 6, "ship hand-over hand-back take-delivery"),
    (
        Kind::Delivery,
        4,
        "deliver supply install manufacture build fit refit migrate provision complete produce transport",
    ),
    (
        Kind::Delivery,
        3,
        "lend bring prepare upload transfer assemble construct package load draft resubmit return connect dispatch transmit make-available",
    ),
    (
        Kind::Delivery,
        2,
        "provide furnish send submit give present update issue make write place",
    ),
    (Kind::Report, 6, "report itemize"),
    (
        Kind::Report,
        4,
        "certify summarize summarise list compile tabulate",
    ),
    (
        Kind::Report,
        1,
        "submit furnish circulate present state show",
    ),
    (Kind::Notice, 8, "notify"),
    (
        Kind::Notice,
        7,
        "inform advise alert warn announce tell ring telephone let apprise serve-notice report-any report-loss report-defect report-breach report-incident report-a-data-breach report-a-breach report-an-accident report-an-incident report-every-error report-each-error report-every-defect",
    ),
    (
        Kind::Notice,
        4,
        "claim reject accept refuse propose identify confirm acknowledge forward object specify communicate",
    ),
    (
        Kind::Confidentiality,
        6,
        "divulge erase give-back give-everything-back",
    ),
    (
        Kind::Confidentiality,
        4,
        "disclose delete destroy return-or-destroy",
    ),
    (Kind::Insurance, 8, "insure"),
    (Kind::Audit, 7, "audit"),
    (
        Kind::Audit,
        5,
        "open-its-book open-the-book inspect log examine permit-inspect allow-inspect permit-audit allow-audit",
    ),
    (Kind::Audit, 2, "record"),
    (Kind::Audit, 3, "preserve"),
    (
        Kind::Service,
        8,
        "report-to-the-chief report-directly-to report-to-the-managing",
    ),
    (
        Kind::Service,
        5,
        "repair remedy restore operate host monitor train promote market staff refresh provide-service perform-service display",
    ),
    (
        Kind::Service,
        4,
        "perform support test scan verify correct manage administer implement develop design conduct rectify replace configure sell advertise service fix answer distribute commercialize detail clean collect handle back-up facilitate translate alter scale scale-up make-correction maintain-system be-available available translate train devote",
    ),
    (
        Kind::Service,
        3,
        "look-after respond render open commence begin launch rotate schedule work achieve arrange carry-out serve",
    ),
    (
        Kind::Service,
        2,
        "maintain provide execute raise establish use",
    ),
    (Kind::Compliance, 8, "comply"),
    (Kind::Compliance, 6, "observe adhere conform abide encrypt"),
    (
        Kind::Compliance,
        4,
        "cease discontinue stop ensure obtain store process file register segregate secure follow procure-that pass-on account-for apply put-in-place",
    ),
    (
        Kind::Compliance,
        3,
        "bind protect procure suspend qualify refrain treat apply mark affix",
    ),
    (
        Kind::Compliance,
        2,
        "use take employ put keep maintain engage cause require undertake",
    ),
    (
        Kind::Cooperation,
        8,
        "cooperate co-operate collaborate negotiate meet consult mutual-agree mutually-agree jointly-agree good-faith",
    ),
    (
        Kind::Cooperation,
        5,
        "approve disapprove comment assist designate appoint nominate discuss agree attend coordinate co-ordinate help attempt participate liaise alternate join hold-meeting take-part begin-discussion work-together",
    ),
    (
        Kind::Cooperation,
        4,
        "review respond-to-the-proposal sign execute exchange permit allow enable select elect name reach authorize execute-document",
    ),
    (
        Kind::Cooperation,
        2,
        "establish form resolve grant schedule",
    ),
    (
        Kind::Other,
        9,
        "indemnify defend mitigate hold-harmless save-harmless keep-harmless recuse",
    ),
    (
        Kind::Other,
        6,
        "refer assign solicit compete release waive convert minimize minimise license sublicense divest grant guarantee arbitrate hold-on-trust sue contest challenge",
    ),
    (
        Kind::Other,
        4,
        "act vest enter bear-liability cause-to-be execute-assignment replace-an-invalid replace-the-invalid",
    ),
];

/// What the verb acts on, and what else the duty is about.
pub(super) const NOUNS: &[Row] = &[
    (
        Kind::Payment,
        5,
        "invoice payment fee royalty instalment installment rent tax expense reimbursement refund commission compensation interest price-of credit overpayment underpayment shortfall remuneration salary bill purchase-price minimum-purchase discount levy penalty bank-guarantee monthly-account national-insurance letter-of-credit security-deposit security-in-the-amount",
    ),
    (
        Kind::Payment,
        3,
        "cost charge amount sum money percent account dollar currency revenue funding damages loan draw indebtedness premium deposit value-of",
    ),
    (
        Kind::Delivery,
        4,
        "deliverable shipment milestone goods sample source-code equipment title prototype bill-of-sale",
    ),
    (
        Kind::Delivery,
        2,
        "product document documentation software server form material order work module file manual drawing inventory paper release description export corrected-service",
    ),
    (
        Kind::Delivery,
        1,
        "free-of-charge without-charge no-charge no-additional-charge no-extra-charge",
    ),
    (Kind::Report, 6, "report forecast"),
    (
        Kind::Report,
        5,
        "statement summary financial-statement register certificate evidence proof timesheet time-sheet analysis minutes dashboard audited-account attendance marketing-plan business-plan budget management-account attestation soc-2-type-ii-report service-level-report written-update monthly-update status-update progress-update written-nomination written-report note-of-the-time",
    ),
    (
        Kind::Report,
        3,
        "list copy log plan result projection estimate breakdown count figure",
    ),
    (
        Kind::Notice,
        6,
        "notice notification informed-of advised-of apprised-of reasonably-informed fully-informed promptly-informed keep-informed currently-informed",
    ),
    (
        Kind::Notice,
        4,
        "renewal-quotation description-of-the-dispute notice-of-breach",
    ),
    (
        Kind::Notice,
        2,
        "intention occurrence event-of-default objection rejection problem",
    ),
    (
        Kind::Confidentiality,
        7,
        "confidential confidentiality confidence secret secrecy non-disclosure nondisclosure proprietary-information trade-secret nonpublic non-public",
    ),
    (
        Kind::Confidentiality,
        4,
        "erasure deletion destruction client-data customer-data sales-material disclosure",
    ),
    (Kind::Confidentiality, 2, "disclose personal-information"),
    (
        Kind::Insurance,
        9,
        "insurance insurer policy-of-insurance insurance-policy certificate-of-insurance additional-insured named-insured reinsurance",
    ),
    (Kind::Insurance, 7, "insured"),
    (
        Kind::Insurance,
        5,
        "coverage underwriter policy-limit policy-will-be-cancel",
    ),
    (
        Kind::Audit,
        7,
        "audit auditor penetration-test inspection inspect",
    ),
    (
        Kind::Audit,
        5,
        "record book-and-record proper-book accurate-book ledger log soc-2 test-security",
    ),
    (
        Kind::Service,
        14,
        "in-good-repair in-good-order in-good-condition in-good-and in-working-order in-repair",
    ),
    (
        Kind::Service,
        6,
        "service-level uptime availability help-desk helpdesk hosting sla maintenance technical-support first-level-support second-level-support customer-support transition-assistance transition-service training-session account-manager conference-call phone-conference good-repair good-condition good-order working-order good-and-substantial-repair help-line hotline",
    ),
    (
        Kind::Service,
        4,
        "service support training transition repair condition promotion detailing response-time recall workmanlike backup correction corrective",
    ),
    (
        Kind::Service,
        2,
        "s-interest best-interest key-account personnel staff website advertising marketing system facility error defect nonconformity non-conformity project activity campaign skill care",
    ),
    (
        Kind::Compliance,
        6,
        "law regulation compliance legislation safeguard gdpr statute regulatory sanction corruption bribery privacy-officer debar background-check",
    ),
    (
        Kind::Compliance,
        4,
        "policy permit consent authorization standard code-of-conduct conflict-of-interest requirement personal-data rule instruction precaution accreditation certification subprocessor tax-return licence-term license-term security-measure technical-and-organizational technical-and-organisational information-security trademark-notice approval-of",
    ),
    (
        Kind::Compliance,
        2,
        "privacy security export trademark environment safety procedure filing registration data-protection measure approval permission label notice-on return permitted-use hygiene health house-rule site-rule",
    ),
    (
        Kind::Cooperation,
        6,
        "cooperation co-operation assistance meeting committee good-faith access mutual-agreement reasonable-assistance",
    ),
    (
        Kind::Cooperation,
        4,
        "into-account decision available-for-meeting available-for-interview point-of-contact representative liaison further-assurance further-document other-document information mutual mutually escalation administrator contact consultation steering discussion negotiation such-action",
    ),
    (Kind::Cooperation, 2, "feedback room premises input"),
    (Kind::Other, 7, "harmless indemnity indemnification"),
    (
        Kind::Other,
        4,
        "liability dispute arbitration escrow-agreement invalid-provision right-of-first lien encumbrance general-release",
    ),
    (
        Kind::Other,
        2,
        "claim right title ownership assignment successor beneficiary competitor",
    ),
];
