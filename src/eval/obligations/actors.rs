//! Whether two wordings name the same party of one contract. It knows no contract: only articles, legal
//! forms and the words that tell one party from all of them.

/// Words that say which of the parties, or that there is only one, and name nobody.
const ARTICLES: [&str; 11] = [
    "the", "a", "an", "each", "either", "both", "neither", "every", "any", "of", "such",
];

/// Legal forms, which one wording gives and the next leaves out.
const FORMS: [&str; 20] = [
    "inc",
    "incorporated",
    "llc",
    "llp",
    "lp",
    "ltd",
    "limited",
    "corp",
    "corporation",
    "co",
    "plc",
    "gmbh",
    "ag",
    "sa",
    "bv",
    "nv",
    "pte",
    "pty",
    "na",
    "srl",
];

/// Whether both name the same party, or the same parties: the words are the same, or one wording is the
/// end of the other (`Provider` and `Service Provider`). The bare word `party` means any of them, so that
/// it is not the end of `Receiving Party`; of two who owe a duty together each must be named.
pub(in super::super) fn is_same_party(one: &str, other: &str) -> bool {
    let (one, other) = (parties(one), parties(other));
    let meets = |name: &Vec<String>, names: &[Vec<String>]| names.iter().any(|n| is_same(name, n));
    one.len() == other.len()
        && one.iter().all(|name| meets(name, &other))
        && other.iter().all(|name| meets(name, &one))
}

fn is_same(one: &[String], other: &[String]) -> bool {
    let (short, long) = match one.len() <= other.len() {
        true => (one, other),
        false => (other, one),
    };
    short == long || (long.ends_with(short) && short != ["party"] && !short.is_empty())
}

/// The names in a wording, each as its words.
fn parties(wording: &str) -> Vec<Vec<String>> {
    let words: Vec<String> = wording.split_whitespace().filter_map(word).collect();
    let names = words.split(|word| matches!(word.as_str(), "and" | "or" | "and/or"));
    let names: Vec<Vec<String>> = names.map(name).filter(|name| !name.is_empty()).collect();
    match names.is_empty() {
        // `each of the` with nothing behind it, or a name that is a legal form: as it stands.
        true => vec![words],
        false => names,
    }
}

fn name(words: &[String]) -> Vec<String> {
    let mut words = words;
    while let Some((first, rest)) = words.split_first()
        && ARTICLES.contains(&first.as_str())
        // `Party A` and `such a party` differ: an article stands before a name, never behind it.
        && !rest.is_empty()
    {
        words = rest;
    }
    while let Some((last, rest)) = words.split_last()
        && FORMS.contains(&last.as_str())
        && !rest.is_empty()
    {
        words = rest;
    }
    words.to_vec()
}

/// A word in lower case without the marks around it and the points in it; `parties` is `party`.
fn word(word: &str) -> Option<String> {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let word = word.replace('.', "").to_lowercase();
    match word.as_str() {
        "" => None,
        "parties" => Some("party".to_owned()),
        _ => Some(word),
    }
}

#[cfg(test)]
mod tests {
    use super::is_same_party;

    #[test]
    fn one_party_in_two_wordings_is_one() {
        for (one, other) in [
            ("the Consultant", "Consultant"),
            ("each party", "the parties"),
            ("Each of the Parties", "party"),
            ("Service Provider", "Provider"),
            ("Acme Widgets, Inc.", "ACME WIDGETS"),
            ("Acme, L.L.C.", "Acme"),
            ("Cerus and Porex", "Porex and Cerus"),
            ("the affected Party", "affected party"),
        ] {
            assert!(is_same_party(one, other), "{one} / {other}");
        }
    }

    #[test]
    fn two_parties_with_one_last_word_are_two() {
        for (one, other) in [
            ("Receiving Party", "Disclosing Party"),
            ("Receiving Party", "each party"),
            ("Consultant", "Company and Consultant"),
            ("Acme, Inc.", "Bolt, Inc."),
            ("Party A", "Party B"),
            ("Acme", ""),
        ] {
            assert!(!is_same_party(one, other), "{one} / {other}");
        }
    }
}
