//! Finds who signs: the names in signature blocks, so that they can be masked everywhere.

/// Words that follow a name in a block that was read across its columns.
const STOPS: [&str; 32] = [
    "by",
    "name",
    "title",
    "its",
    "date",
    "dated",
    "address",
    "email",
    "e-mail",
    "attn",
    "phone",
    "chief",
    "president",
    "vice",
    "director",
    "officer",
    "manager",
    "managing",
    "secretary",
    "treasurer",
    "ceo",
    "cfo",
    "coo",
    "chairman",
    "partner",
    "member",
    "general",
    "authorized",
    "print",
    "signature",
    "signed",
    "on",
];
/// Legal forms of companies.
const FORMS: &str = "inc llc l.l.c ltd limited corp plc l.p lp llp gmbh ag kg ug s.a sas s.l s.r.l b.v bv \
    a/s aps oy dac pty pte p.c co";
/// Other words that make it a company.
const COMPANY: &str = "company corporation holdings partners management";
/// Small words inside names.
const PARTICLES: [&str; 12] = [
    "de", "der", "den", "van", "von", "la", "le", "di", "da", "del", "bin", "al",
];
/// What stands before a name. "By:" counts too, since many blocks print the name there.
const CUES: [&str; 5] = ["/s/", "print name:", "printed name:", "name:", "by:"];

/// The names after "/s/", "Name:", "Print Name:" and "By:", each once, in order.
pub fn signatories(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let lines: Vec<&str> = text.lines().collect();
    for (index, line) in lines.iter().enumerate() {
        // Only ASCII is lowered, so that places in `lower` are places in `line`.
        let lower = line.to_ascii_lowercase();
        for cue in CUES {
            for (at, _) in lower.match_indices(cue) {
                if lower[..at].ends_with(char::is_alphanumeric) {
                    continue;
                }
                let rest = &line[at + cue.len()..];
                let below = lines.get(index + 1).copied().unwrap_or_default();
                let source = if rest.trim().is_empty() && cue != "by:" {
                    below
                } else {
                    rest
                };
                if let Some(name) = name_at(source).filter(|name| !names.contains(name)) {
                    names.push(name);
                }
            }
        }
    }
    names
}

/// Two to six capitalised words at the start of `text`.
pub(super) fn name_at(text: &str) -> Option<String> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '_');
    let text = text.strip_prefix("/s/").unwrap_or(text);
    let mut words: Vec<&str> = Vec::new();
    let mut rest = text.split_whitespace().take(8).peekable();
    while let Some(word) = rest.next() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let lower = bare.to_lowercase();
        if is_company(word) {
            return None;
        }
        let is_name = bare.starts_with(char::is_uppercase)
            && word
                .chars()
                .all(|c| c.is_alphabetic() || matches!(c, '.' | ',' | '-' | '\'' | '\u{2019}'));
        if STOPS.contains(&lower.as_str()) || !(is_name || PARTICLES.contains(&lower.as_str())) {
            break;
        }
        if ends_sentence(word) {
            words.push(word.trim_end_matches('.'));
            break;
        }
        words.push(word.trim_end_matches(','));
        if word.ends_with(',') && words.len() >= 2 {
            // "Lattice GP, LLC" is no person.
            if rest.peek().is_some_and(|next| is_legal_form(next)) {
                return None;
            }
            break;
        }
    }
    let half = words.len() / 2;
    if words.len() >= 4 && words.len().is_multiple_of(2) && words[..half] == words[half..] {
        words.truncate(half);
    }
    // "Alex C." at the end of a line is half of a name, and would mask half of it everywhere.
    let is_cut = words
        .last()
        .is_some_and(|word| word.chars().filter(|c| c.is_alphabetic()).count() == 1);
    (!is_cut && (2..=6).contains(&words.len())).then(|| words.join(" "))
}

/// Whether a full stop after `word` ends a sentence and no initial: "Murray." but not "T." or "Jr.".
fn ends_sentence(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    word.ends_with('.') && letters > 2
}

fn is_company(word: &str) -> bool {
    is_legal_form(word) || is_one_of(word, COMPANY)
}

fn is_legal_form(word: &str) -> bool {
    is_one_of(word, FORMS)
}

/// Whether `word`, marks at its ends and case aside, is one of a list of words.
pub(super) fn is_one_of(word: &str, list: &str) -> bool {
    let word = word
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    list.split_whitespace().any(|known| known == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_blocks_and_across_columns() {
        let text = "By: /s/ Jane Q. Roe By: /s/ Renata Solberg\nName: Jane Q. Roe Name: Renata Solberg\nTitle: CEO\nPrint Name: Ludwig van Beethoven, Composer";
        assert_eq!(
            signatories(text),
            ["Jane Q. Roe", "Renata Solberg", "Ludwig van Beethoven"]
        );
    }

    #[test]
    fn companies_blanks_and_titles_are_not_names() {
        let text = "By: Acme Holdings, Inc., its partner\nName: ________\nTitle: Vice President\nBy: Chief Executive Officer\nname: of the product";
        assert!(signatories(text).is_empty());
        assert!(signatories("Name: Alex C.").is_empty());
    }

    #[test]
    fn a_name_on_the_next_line_and_a_doubled_name_are_read() {
        assert_eq!(signatories("Name:\nOmar Haddad"), ["Omar Haddad"]);
        assert_eq!(signatories("/s/ Omar Haddad Omar Haddad"), ["Omar Haddad"]);
    }
}
