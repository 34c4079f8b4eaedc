//! The most that anybody is liable for, in one canonical form.
//!
//! Two limits are only told together where the sentence weighs them and both are understood: half of
//! such a limit is never given for the whole.

use super::durations::periods;
use super::money::{amounts, percents};
use super::multiples::multiple;
use super::numbers::spelled;
use super::passage::{Hit, Passage};
use super::patterns::pattern;
use super::standing::is_foreign;
use super::terms::{first, last, mentions};
use crate::domain::document::Span;
use crate::domain::value::{Period, Unit, Value};
use std::sync::LazyLock;

patterns! {
    CAP_CUE = r"\b(?:most|maximum)\b[^.;]{0,80}\b(?:can|may|could|have\s+to|would\s+(?:\w+\s+)?have\s+to)\s+(?:ever\s+)?(?:owe|pay|claim|recover|be\s+(?:liable|responsible))\b[^.;]{0,80}\b(?:is|be)\b|\b(?:total|aggregate|cumulative|entire|maximum|overall)\s+liability\b[^.;$€£]{0,140}?\b(?:shall\s+be|will\s+be|is)\s+(?:the|an)\b|\brestricted\s+to\b|\b(?:tops?\s+out|stops?)\s+at\b|\b(?:not|no|nor|never|neither)\b[^.;]{0,140}\b(?:in\s+excess\s+(?:in\s+the\s+aggregate\s+)?of|beyond|above|higher\s+than)\b|\bliability\s+ceiling\b\s*[:|]?|\bcap\s+on\s+liability\b[\s:|.]*|\b(?:limited\s+to),?\s+(?:and\s+|or\s+)?(?:shall|will|may)\s+not\s+exceed,?|\bliability\s+cap\b[\s:|\x22,–—-]*|\blimited,\s+(?:to\s+the\s+(?:\w+\s+)?extent\s+(?:permitted|allowed|permissible)\b[^,.;]{0,40}|so\s+far\s+as\b[^,.;]{0,40}),\s+to\b|\b(?:exceed(?:s|ing)?|ex-\s+ceeds?|limited\s+to|limited\s+in|limit\s+of|maximum|capped\s+at|cap\s+of|greater\s+than|more\s+than|up\s+to|surpass(?:es)?|confined\s+to)\b|^\W*(?:[\w.()]{1,5}\s+)?(?:[\w’']+\s+){0,3}?liability(?:\s+(?:agreement|all|arising|cap|ceiling|claims|connection|consultant|contract|contractor|each|either|for|from|in|limit|maximum|of|or|order|out|party|provider|seller|supplier|the|this|under|vendor|with))*\s*(?:\([^()]{0,40}\)\s*)?[:|]|\b(?:total|aggregate)\s+liability\s*\x20{2}|\b(?:cap|ceiling|limit|maximum)\s+(?:of|on)\s+(?:[\w’']+\s+){0,4}(?:damages|liability)\b[^.;$€£]{0,60}?\b(?:is|be)\b";
    // A limit that its own name keeps to one sort of damage: `the cap on liability for delay is`.
    OF_ONE_SORT = r"\b(?:damages|liability)\s+for\s+(?:the\s+)?(?:breach(?:es)?\s+of|damage\s+to|data|delays?|late|loss\s+of|lost|personal|property)\b";
    // A row of a table of insurances.
    COVER_ROW = r"^\W*(?:[\w.()]{1,5}\s+)?(?:auto\w*|employers?['’]?s?|general|motor|products?|professional|public|third[\s-]party|umbrella)\s+(?:(?:and|/|&)\s+\w+\s+)?liability\b[^.;:|$€£]{0,30}[:|]";
    NEW_WORDS = r#"\b(?:replaced\s+(?:by|with)|substitut\w+)\b|\b(?:replacing|changing)\s+["“][^"”]{1,60}["”]\s+(?:with|by|to)\b"#;
    LIABLE = r"\b(?:liabilit\w+|liable|most\s+(?:that\s+)?(?:\S+\s+){1,4}?(?:owe|pay|claim|recover)|can(?:not)?\s+(?:claim|recover)\s+from|(?:recovery|amounts?\s+recoverable)\b[^.;]{0,80}\b(?:limited|restricted|capped|exceed\w*)|answerable|accountable|claims?\s+against|compensation\s+(?:due|owed|payable)|pay\s+damages|pay\s+(?:you|the\s+\w+)\s+more\s+than\b[^.;]{0,60}\b(?:claims?|damages?|loss(?:es)?)|(?:cap|ceiling|limit)\s+on\s+(?:\w+\s+){0,2}damages|damages\b[^.;]{0,80}\b(?:owe|capped|restricted|tops?\s+out)|responsib(?:le|ility)\s+(?:to|for)\b[^.;]{0,60}\b(?:more\s+than|limited\s+to|exceed|beyond|above|in\s+excess)|can\s+owe|damages\b[^.;]{0,40}\b(?:more\s+than|exceed\w*)|responsible\s+for\s+(?:\w+\s+){0,3}(?:loss\w*|damages?))\b";
    NOT_CAP = r"\b(?:required\s+to\s+contribute|insurance|deductible|policy|policies|coverage|per\s+occurrence|premium)\b";
    FEES = r"\bwhat\s+(?:you|the\s+\w+)\s+(?:have\s+|has\s+)?paid\b|\b(?:fees?|amounts?|sums?|charges|consideration|compensation|remuneration|payments?|price)\b(?:\s+\w+){0,6}?\s+(?:paid|payable|received|due|owed|earned)\b|\b(?:fees?|charges|price|consideration)\b";
    OF_THE_YEAR = r"\b(?:fees?|charges|price|amounts?|sums?|consideration|remuneration)\b[^.;]{0,80}\b(?:in|for|during|of)\s+(?:that|such|the|this|any|each)\s+(?:(?:relevant|same|applicable|current|preceding|previous|prior|respective)\s+)*(?:contract\s+|calendar\s+|financial\s+|agreement\s+|service\s+)?year\b|\b(?:(?:fees?|charges|amounts?|sums?)\b[^.;]{0,60}|what\s+(?:you|\w+)\s+(?:have\s+|has\s+)?paid\b[^.;]{0,20})\b(?:in|for|during|over)\s+the\s+year\s+(?:leading\s+up\s+to|before|preceding|prior\s+to|ending|up\s+to)\b|\b(?:annual|yearly|(?:one|a)\s+year['’]s)\s+(?:\w+\s+){0,2}(?:fees?|charges|price|remuneration|subscription|retainer)\b";
    OF_THAT_PERIOD = r"\b(?:fees?|charges|amounts?|sums?)\b[^.;]{0,80}\b(?:in|for|during)\s+(?:that|such|the\s+same)\s+period\b";
    MONTHS_OF = r"\b(?:in|during|over|for|within|of)\s+(?:the\s+|any\s+|a\s+|such\s+)?(?:(?:prior|preceding|previous|last|immediately|first|consecutive|period\s+of|the)\s+)*\(?$";
    MONTHS_FEES = r"^\s*(?:['’]s?|s['’]|of)\s*(?:the\s+)?(?:[\w-]+\s+){0,2}?(?:fees?|charges|retainer|remuneration|rent|payments?|subscription)\b";
    // `six (6) monthly rent payments` are the fees of six months.
    MONTHLY = r"\b(?P<n>\d{1,2}|one|two|three|six|nine|twelve|eighteen|twenty-four)\s*(?:\(\d{1,2}\)\s*)?monthly\s+(?:[\w-]+\s+){0,2}?(?:fees?|charges|rents?|rentals?|payments?|instal?lments?)\b";
    SHARE_OF = r"^\s*\)?\s*of\b[^.;]{0,60}\b(?:sum|fees?|amounts?|price|charges|value|paid|payable|consideration)\b";
    TIMED = r"\b(?:months?|years?|periods?|quarters?|weeks?|annual\w*|monthly)\b";
    LESSER = r"\b(?:lesser|lower|smaller|less|lowest)\s+of\b|\bwhichever\b[^.;]{0,30}\b(?:lesser|lower|less|smaller|lowest|smallest|least)\b";
    GREATER = r"\b(?:greater|higher|larger|greatest|highest)\s+of\b|\bwhichever\b[^.;]{0,30}\b(?:greater|higher|more|larger|greatest|highest|largest)\b";
    AT_MOST_AFTER = r"^\s*\)?,?\s*(?:at\s+(?:the\s+)?most|maximum|overall|altogether|in\s+(?:the\s+)?(?:aggregate|total|all))\b";
    WHICHEVER = r"\bwhichever\b";
    // Between two limits: the second bounds the first.
    AT_MOST = r"\b(?:in\s+(?:no|any)\s+(?:event|case)|up\s+to|subject\s+to|capped\s+at|(?:but|and)\s+(?:not|never)|not\s+to\s+exceed|maximum|(?:not|no)\s+more\s+than)\b";
    PER_CLAIM = r"\b(?:per|each|any\s+(?:one|single))\s+(?:[\w-]+\s+){0,2}?(?:claims?|events?|incidents?|cases?|loss|damage|cause)\b";
    IN_ALL = r"\b(?:overall|altogether|in\s+(?:the\s+)?(?:aggregate|total|all)|(?:per|each|any)\s+(?:one\s+)?(?:contract\s+|calendar\s+|agreement\s+)?(?:year|annum)|for\s+all\s+(?:claims|events))\b";
    // A limit for one sort of damage, and the limit for all that is left.
    SPECIAL = r"\bliabilit(?:y|ies)\b[^.;]{0,50}?\b(?:for|respect\s+of|respect\s+to|arising\s+from|out\s+of)\s+(?:any\s+|all\s+)?(?:(?:physical\s+)?(?:loss\s+of\s+or\s+)?(?:damage\s+to|loss\s+of|lost)\s+(?:or\s+(?:loss\s+of|damage\s+to)\s+)?(?:(?:the\s+)?[\w-]+(?:['’]s)?\s+){0,2}?(?:property|premises|keys?|goods|materials?|data|linen|luggage|baggage|equipment|items?|parcels?|vehicles?|samples?|documents?|stock|tools)|data\s+protection|(?:delay|late\s+delivery|liquidated\s+damages)|breach\s+of\s+(?:data|section|clause)\s+(?:protection|security))\b(?P<rest>[^.;]{0,60})$";
    WIDER = r"\b(?:all|other|otherwise|in\s+contract|tort|negligence|or)\b";
    OTHERS = r"\b(?:for|in|of|to|against)\s+(?:respect\s+(?:of|to)\s+)?(?:all|any)\s+other\s+(?:breach(?:es)?|defaults?|claims?|cases?|liabilit\w+|circumstances|events?|respects|loss(?:es)?|matters)\b";
    // What must first be reached, so that anybody is liable at all.
    BASKET = r"\b(?:until|unless|only\s+(?:if|when|to\s+the\s+extent))\b[^.;,]{0,60}\b(?:aggregate|total|amount|losses|claims?|damages)\b[^.;,]{0,60}$";
    GUARANTOR = r"\bguarantor['’]?s?\b";
}

/// The general limit of liability in canonical words.
pub(super) fn liability_cap(p: &Passage) -> Option<Hit> {
    let replaces = (LIABLE.is_match(p.previous) || LIABLE.is_match(p.sentence))
        && mentions(p.sentence, &["replac", "substitut"]);
    if !(LIABLE.is_match(p.sentence) || replaces)
        || NOT_CAP.is_match(p.sentence)
        || COVER_ROW.is_match(p.sentence)
    {
        return None;
    }
    let cue = cue(p.sentence, replaces).or_else(|| before_most(p))?;
    let limits = limits(p.sentence, cue.end);
    let end = limits.last().map_or(cue.end, |(span, _)| span.end);
    let value = weighed(&p.sentence[cue.end..], cue.end, limits)?;
    if is_foreign(p, cue) {
        return None;
    }
    let general = mentions(
        p.sentence,
        &[
            "total",
            "aggregate",
            "cumulative",
            "entire",
            "maximum",
            "in any event",
        ],
    );
    let both = mentions(p.sentence, &["each party", "either party", "neither party"]);
    let weight = 6 + i32::from(general) * 2 + i32::from(both)
        - i32::from(GUARANTOR.is_match(p.before(cue))) * 2;
    Some(Hit {
        weight,
        span: Span::new(cue.start, end),
        value: Value::Text(value),
    })
}

/// The words after which the general limit stands: those for all other claims, where there are such;
/// none where the sentence limits liability for one sort of damage alone.
fn cue(sentence: &str, replaces: bool) -> Option<Span> {
    let at = |found: regex::Match<'_>| Span::new(found.start(), found.end());
    let others = OTHERS.find(sentence).map(|found| found.end());
    let mut cues = CAP_CUE.find_iter(sentence).map(at).filter(|cue| {
        LIABLE.is_match(&sentence[..cue.end]) || LIABLE.is_match(&sentence[cue.end..])
    });
    let first = cues.next();
    let of_the_rest = first
        .into_iter()
        .chain(cues)
        .find(|cue| others.is_some_and(|others| cue.start >= others));
    let by_new_words = || NEW_WORDS.find(sentence).map(at).filter(|_| replaces);
    if of_the_rest.is_some() {
        return of_the_rest;
    }
    let cue = first.or_else(by_new_words)?;
    if BASKET.is_match(&sentence[..cue.start]) || OF_ONE_SORT.is_match(&sentence[cue.range()]) {
        return None;
    }
    let special = SPECIAL.captures(last(&sentence[..cue.start], 200));
    let is_special = special
        .and_then(|found| found.name("rest"))
        .is_some_and(|rest| !WIDER.is_match(rest.as_str()));
    (!is_special).then_some(cue)
}

/// Where a sum stands that the words behind it tell to be the most: `its liability is $5,000 at most`.
fn before_most(p: &Passage) -> Option<Span> {
    let sums = amounts(p.sentence);
    let [(sum, _)] = sums.as_slice() else {
        return None;
    };
    let is_most = AT_MOST_AFTER.is_match(p.after(*sum)) && LIABLE.is_match(p.before(*sum));
    is_most.then(|| Span::new(sum.start, sum.start))
}

/// The limits of a sentence in canonical words, `tail` being what follows its cue at `from`.
fn weighed(tail: &str, from: usize, limits: Vec<(Span, String)>) -> Option<String> {
    let word = match (LESSER.is_match(tail), GREATER.is_match(tail)) {
        (true, false) => Some("lesser"),
        (_, true) => Some("greater"),
        _ => None,
    };
    match (limits.as_slice(), word) {
        ([(_, only)], None) => Some(only.clone()),
        ([(_, one), (_, two), ..], Some(word)) => Some(format!("{word} of {one} and {two}")),
        ([(first, one), (second, two), ..], None) => {
            if WHICHEVER.is_match(tail) {
                return None;
            }
            let between = tail.get(first.end - from..second.start - from)?;
            let is_bound =
                one.ends_with("of fees") && !two.ends_with("of fees") && AT_MOST.is_match(between);
            Some(if is_bound {
                format!("lesser of {one} and {two}")
            } else {
                one.clone()
            })
        }
        _ => None,
    }
}

/// The fees of the year, or of a period that the words before the cue name.
fn of_the_year(sentence: &str, from: usize) -> Option<(Span, String)> {
    let (head, tail) = sentence.split_at(from);
    let at = |found: regex::Match<'_>| Span::new(from + found.start(), from + found.end());
    if let Some(found) = OF_THAT_PERIOD.find(tail) {
        let (_, period) = periods(head).into_iter().last()?;
        return Some((at(found), format!("{period} of fees")));
    }
    let found = OF_THE_YEAR.find(tail)?;
    Some((at(found), "12 months of fees".to_owned()))
}

/// The limits that follow the cue: amounts, months of fees, shares of fees.
fn limits(sentence: &str, from: usize) -> Vec<(Span, String)> {
    let tail = &sentence[from..];
    let at = |span: Span| Span::new(from + span.start, from + span.end);
    let mut found: Vec<(Span, String)> = sums(sentence, from)
        .into_iter()
        .map(|(span, sum)| (at(span), sum))
        .collect();
    for (span, share) in percents(tail) {
        if SHARE_OF.is_match(&tail[span.end..]) {
            found.push((at(span), format!("{}% of fees", share.normalize())));
        }
    }
    let has_share = found.iter().any(|(_, text)| text.ends_with("% of fees"));
    if let Some((span, share)) = multiple(tail).filter(|_| !has_share) {
        found.push((at(span), share));
    } else if !has_share {
        let months = months(tail).or_else(|| monthly(tail));
        found.extend(months.map(|(span, months)| (at(span), months)));
    }
    let is_weighed = LESSER.is_match(tail) || GREATER.is_match(tail);
    if found.is_empty() || is_weighed && found.len() == 1 {
        found.extend(of_the_year(sentence, from));
    }
    // The other limit of two may be fees without a period.
    if is_weighed
        && let [(known, _)] = found.as_slice()
        && let Some(fees) = FEES
            .find_iter(tail)
            .map(|fees| Span::new(fees.start(), fees.end()))
            .find(|fees| !known.overlaps(at(*fees)))
        && !TIMED.is_match(tail)
    {
        found.push((at(fees), "100% of fees".to_owned()));
    }
    found.sort_by_key(|(span, _)| span.start);
    found
}

/// The sums of a limit; of one per claim and one per year, the latter.
fn sums(sentence: &str, from: usize) -> Vec<(Span, String)> {
    let (head, tail) = sentence.split_at(from);
    let mut sums = amounts(tail);
    if let [(one, _), (two, _), ..] = sums.as_slice() {
        let between = &tail[one.end..two.start];
        let is_per_claim = PER_CLAIM.is_match(between) || PER_CLAIM.is_match(last(head, 120));
        let is_in_all = IN_ALL.is_match(between) || IN_ALL.is_match(first(&tail[two.end..], 60));
        if is_per_claim && is_in_all {
            sums.remove(0);
        }
    }
    let told = sums.into_iter().map(|(span, sum)| (span, sum.to_string()));
    told.collect()
}

/// Fees of so many months: `the fees paid in the last six months`, `three months' fees`.
fn months(tail: &str) -> Option<(Span, String)> {
    let counted = periods(tail);
    let mut long = counted
        .iter()
        .filter(|(_, period)| matches!(period.unit, Unit::Month | Unit::Year));
    let of_fees = long
        .clone()
        .find(|(span, _)| MONTHS_FEES.is_match(&tail[span.end..]));
    let in_months = || {
        let fees = FEES.find(tail)?.end();
        long.find(|(span, _)| {
            span.start >= fees.saturating_sub(60)
                && (MONTHS_OF.is_match(&tail[..span.start])
                    || mentions(&tail[..span.start], &["paid", "payable", "received"]))
        })
    };
    let (span, period) = of_fees.or_else(in_months)?;
    Some((*span, format!("{period} of fees")))
}

/// So many fees of a month: `six (6) monthly rent payments`.
fn monthly(tail: &str) -> Option<(Span, String)> {
    let found = MONTHLY.captures(tail)?;
    let (whole, count) = (found.get(0)?, found.name("n")?.as_str());
    let count = count.parse().ok().or_else(|| spelled(count))?;
    let period = Period::new(u32::try_from(count).ok()?, Unit::Month);
    let span = Span::new(whole.start(), whole.end());
    Some((span, format!("{period} of fees")))
}

#[cfg(test)]
mod tests;
