//! The words by which names of parties are told: legal forms, kinds of organisations, and words with
//! which no name begins or goes on.
//!
//! Each list is English usage or company law, never a name from any contract.

use crate::offline::patterns::{Pattern, cased};
use std::collections::HashSet;
use std::sync::LazyLock;

/// Legal forms, without their full stops. Those of two letters count in capitals only.
static FORMS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    words(
        "inc incorporated corp corporation llc ltd limited lp llp lllp plc gmbh ag kg kgaa se sa s/a \
         sas sarl rl srl spa nv bv pty pte bhd sdn ab a/s asa as oy oyj kk na fsb ltda cv oo gie \
         aktiengesellschaft pc psc pa pllc co company ulc lda partnership aps ug ev ohg gbr mbh ks kft zrt \
         nyrt oü sia uab jsc ojsc pjsc cjsc ooo zao oao sro doo zoo sca snc eurl sprl bvba vof tbk \
         berhad pvt cooperative genossenschaft fze fzco dmcc wll sae haftungsbeschränkt publ sàrl limitada eireli",
    )
});

/// Words that tell an organisation, though they may stand anywhere in its name.
static KINDS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    words(
        "bank trust foundation university association partnership partners group holdings fund funds \
         institute authority society bancorp government college hospital council city town county \
         ministry portfolios centre center district commission church academy laboratories club \
         federation league library department museum school stichting stiftung fondation syndicat \
         commonwealth republic",
    )
});

/// Words with which no name begins, though they begin sentences and headings.
static NOT_FIRST: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    words(
        "exhibit source table page schedule section article annex appendix attachment confidential \
         execution note any no if upon all such that to either except notwithstanding subject during \
         including per unless thereafter whereas now for of or it agreement amendment party parties \
         mailing attention attn agreed date dated authorizes appoint rights division our your attest \
         obligations general additional registered whose signed executed witness dear re subject \
         quotation delivery project terms consideration request",
    )
});

/// Small words inside names; any other small word ends one.
pub(super) static INSIDE: LazyLock<HashSet<&str>> =
    LazyLock::new(|| words("of for de la du von van der und y e do da des et del di the den z"));

/// Words that never begin or end a name, and words that end one even in capitals.
pub(super) static STOPS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    words(
        "a an whose which who having with located organized organised incorporated registered acting \
         together both each its on and/or duly existing constituted residing established formed \
         formerly doing d/b/a dba f/k/a a/k/a a.k.a is are dated as at under hereinafter individually \
         collectively wholly through by from in effective successor this c/o shall be to would will \
         may or any not has d/b/a/",
    )
});

/// Words that alone are no name, though they are written as one.
static NOT_NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    words(
        "and this agreement parties party each you we date article whereas company both it \
         section customer supplier licensor licensee distributor seller buyer owner contractor \
         client introduction address inc llc ltd recitals attention",
    )
});

/// Words with which no name ends unless a legal form follows: headings, places, offices of persons.
static NOT_LAST: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    words(
        "provisions schedule capacity copies conditions terms recitals exhibit fees date road street \
         avenue floor suite building tower drive lane boulevard highway plaza square manager director \
         officer president secretary treasurer signatory attorney witness page section article \
         summary overview definitions contents affiliates subsidiaries",
    )
});

/// What contracts call a party by the part that it plays.
static ROLES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    words(
        "customer client supplier vendor provider licensor licensee seller buyer purchaser distributor \
         reseller lessor lessee landlord tenant contractor subcontractor consultant adviser advisor \
         sponsor owner agent principal partner manufacturer employer employee executive guarantor \
         borrower lender bank trustee servicer issuer company operator carrier shipper transporter \
         franchisor franchisee publisher author artist developer processor controller recipient \
         discloser assignor assignee transferor transferee mortgagor mortgagee grantor grantee \
         manager administrator investor shareholder member caterer hirer charterer broker insurer \
         insured institute university authority council hospital parent subsidiary affiliate host \
         subscriber user merchant retailer wholesaler dealer representative beneficiary settlor \
         obligor creditor debtor underwriter depositor custodian registrar researcher institution \
         founder promoter consignee agency producer pledgor maker advertiser indemnitor architect \
         arranger",
    )
});

/// What an alias of one word may name other than a party.
pub(super) static THINGS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    words(
        "agreement date part parties party amendment contract sow msa terms term schedule \
         addendum product products service services territory program shares notes work property \
         software website site offer closing system project period price fee fees deliverables",
    )
});

/// The same at the end of an alias of several words.
pub(super) static THINGS_AT_THE_END: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    words(
        "agreement date amendment contract parties party time act information report plan \
         securities products services shares notes statement transaction program system project \
         period price fee fees term terms amount website site territory deliverables",
    )
});

fn words(list: &'static str) -> HashSet<&'static str> {
    list.split_whitespace().collect()
}

/// Whether a word is a legal form.
pub(super) fn is_form(word: &str) -> bool {
    let word = word
        .trim_matches(|c: char| matches!(c, ',' | ';' | ':' | '(' | ')' | '"' | '“' | '”' | '*'));
    let plain = bare(word);
    let letters = plain.chars().filter(|c| c.is_alphabetic()).count();
    // German cooperatives and societies begin their form with a small letter.
    if matches!(word, "eG" | "e.G." | "eV" | "e.V.") {
        return true;
    }
    FORMS.contains(plain.as_str())
        && (letters > 2
            || word.chars().next().is_some_and(char::is_uppercase)
            || word.contains('.'))
        && !(word.chars().all(|c| c.is_lowercase())
            && matches!(
                plain.as_str(),
                "company"
                    | "limited"
                    | "incorporated"
                    | "corporation"
                    | "as"
                    | "spa"
                    | "partnership"
                    | "cooperative"
                    | "zoo"
                    | "ev"
                    | "sia"
            ))
}

/// Legal forms written out in several words or set apart by a comma, as alternatives of a pattern.
pub(super) const SPELLED: &str = r"(?:a\s+)?(?:National\s+(?:Banking\s+)?Association|NATIONAL\s+(?:BANKING\s+)?ASSOCIATION|Professional\s+(?:Corporation|Association)|PROFESSIONAL\s+(?:CORPORATION|ASSOCIATION))|Chartered|(?i:soci[ée]t[ée]\s+(?:anonyme|[àa]\s+responsabilit[ée]\s+limit[ée]e|par\s+actions\s+simplifi[ée]e)|sociedad\s+an[óo]nima(?:\s+de\s+capital\s+variable)?|sociedade\s+an[óo]nima|societ[àa]\s+(?:per\s+azioni|a\s+responsabilit[àa]\s+limitata)|(?:gesellschaft\s+)?mit\s+beschr[äa]nkter\s+haftung(?:\s+&\s+co\.?\s+(?:kg|kommanditgesellschaft))?|kommanditgesellschaft(?:\s+auf\s+aktien)?|auf\s+aktien|per\s+azioni|a\s+responsabilit[àa]\s+limitata|sp[óo][łl]ka\s+(?:akcyjna|z\s+ograniczon[ąa]\s+odpowiedzialno[śs]ci[ąa])|z\s+ograniczon[ąa]\s+odpowiedzialno[śs]ci[ąa]|besloten\s+vennootschap|naamloze\s+vennootschap|aktiebolag|kabushiki\s+kaisha)";

/// Whether a name ends in a legal form, or goes on from one as in `Corporation of Utah`.
pub(super) fn has_form(name: &str) -> bool {
    static SPELLED_AT_THE_END: LazyLock<Pattern> =
        LazyLock::new(|| cased(&format!(r"\s(?:{SPELLED})$")));
    name.split(' ').skip(1).any(is_form)
        || name.split(' ').nth(2).is_some() && SPELLED_AT_THE_END.is_match(name)
}

/// Whether a party may be called so for the part that it plays: `Supplier`, `Service Provider`.
pub(super) fn is_role(alias: &str) -> bool {
    let last = bare(alias.split(' ').next_back().unwrap_or_default());
    let one = last.strip_suffix('s').unwrap_or(&last);
    ROLES.contains(last.as_str()) || ROLES.contains(one)
}

/// The words for parts that a party plays, as alternatives of a pattern, the longer ones first.
pub(super) fn roles() -> String {
    // Behind these, persons, accounts and places stand rather than parties.
    const OTHERS: [&str; 25] = [
        "founder",
        "promoter",
        "consignee",
        "agency",
        "producer",
        "pledgor",
        "maker",
        "advertiser",
        "indemnitor",
        "architect",
        "arranger",
        "representative",
        "manager",
        "administrator",
        "bank",
        "user",
        "host",
        "member",
        "hospital",
        "authority",
        "council",
        "university",
        "institute",
        "institution",
        "custodian",
    ];
    let mut roles: Vec<&str> = ROLES
        .iter()
        .copied()
        .filter(|role| !OTHERS.contains(role))
        .collect();
    roles.sort_unstable_by_key(|role| (std::cmp::Reverse(role.len()), *role));
    roles.join("|")
}

/// Whether a word is the title of a person, which is no part of the name.
pub(super) fn is_title(word: &str) -> bool {
    matches!(
        bare(word).as_str(),
        "mr" | "mrs"
            | "ms"
            | "miss"
            | "dr"
            | "prof"
            | "professor"
            | "sir"
            | "smt"
            | "shri"
            | "herr"
            | "frau"
    )
}

/// Whether a word tells an organisation.
pub(super) fn is_kind(word: &str) -> bool {
    KINDS.contains(bare(word).as_str())
}

/// A word in small letters without its punctuation.
pub(super) fn bare(word: &str) -> String {
    word.chars()
        .filter(|c| c.is_alphanumeric() || *c == '/')
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether a run of words can be the name of a party at all.
pub(super) fn is_name(name: &str, has_form: bool) -> bool {
    let lower = name.to_lowercase();
    let lower = lower.trim_end_matches('.');
    let first = name.chars().next();
    let first_word = bare(name.split(' ').next().unwrap_or_default());
    // Brands such as `drkoop.com` and `eDiets` begin in small letters.
    let has_brand = first.is_some_and(char::is_lowercase)
        && name
            .split(' ')
            .next()
            .is_some_and(|word| word.chars().any(|c| !c.is_lowercase()));
    let starts =
        first.is_some_and(|c| c.is_uppercase() || c.is_ascii_digit()) || has_form && has_brand;
    let is_number = first_word.chars().all(|c| c.is_ascii_digit());
    starts
        && (!is_number
            || has_form
                && !name
                    .split(' ')
                    .next()
                    .is_some_and(|word| word.contains('.')))
        && !name.split(' ').all(is_form)
        && !STOPS.contains(first_word.as_str())
        && !NOT_FIRST.contains(first_word.as_str())
        && name.chars().filter(|c| c.is_alphabetic()).count() >= 2
        && !NOT_NAMES.contains(lower)
        && !lower.starts_with("this ")
        && !lower.contains("agreement")
        && !name.split(' ').skip(1).any(is_list_number)
        && (has_form
            || !NOT_LAST.contains(bare(name.split(' ').next_back().unwrap_or_default()).as_str()))
        && !lower.ends_with("exchange commission")
        && !is_county(name)
        && !(is_ordinal(&first_word) && lower.split(' ').nth(1) == Some("day"))
        && crate::offline::dates::dates(name).is_empty()
}

/// Whether a word is the number of a heading, as in a table of contents.
fn is_list_number(word: &str) -> bool {
    word.ends_with('.') && word.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a word tells a day of the month: `5th`.
fn is_ordinal(word: &str) -> bool {
    let ending = word.trim_start_matches(|c: char| c.is_ascii_digit());
    ending.len() < word.len() && matches!(ending, "st" | "nd" | "rd" | "th")
}

/// Whether what looks like a company is a town in an Irish county: `Dun Laoghaire, Co. Dublin`.
fn is_county(name: &str) -> bool {
    name.ends_with(", Co.") || name.ends_with(", Co")
}
