//! How the scripted reader quotes: honestly, or in one of the ways in which models go wrong.

/// Words that stand in no contract.
const INVENTED: &str = "the parties solemnly dance a reel each Michaelmas upon the lawn";

/// How the scripted reader quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Manner {
    /// Letter by letter.
    Verbatim,
    /// With other quotation marks, dashes and spaces.
    Typographic,
    /// With one figure changed.
    Figure,
    /// With a negation put in.
    Denied,
    /// With words that stand nowhere.
    Invented,
    /// Letter by letter, from a passage that was never sent.
    Elsewhere,
}

impl Manner {
    /// All manners, in the order of the table.
    pub const ALL: [Manner; 6] = [
        Manner::Verbatim,
        Manner::Typographic,
        Manner::Figure,
        Manner::Denied,
        Manner::Invented,
        Manner::Elsewhere,
    ];

    /// As the table names it.
    pub fn name(self) -> &'static str {
        match self {
            Manner::Verbatim => "verbatim",
            Manner::Typographic => "other typography",
            Manner::Figure => "a figure changed",
            Manner::Denied => "a negation put in",
            Manner::Invented => "invented words",
            Manner::Elsewhere => "a passage not sent",
        }
    }

    /// Whether what it says must become a value; of the others nothing may.
    pub fn is_honest(self) -> bool {
        matches!(self, Manner::Verbatim | Manner::Typographic)
    }

    /// `quote` in this manner; `None` where it has nothing to change.
    pub fn say(self, quote: &str) -> Option<String> {
        match self {
            Manner::Verbatim | Manner::Elsewhere => Some(quote.to_owned()),
            Manner::Invented => Some(INVENTED.to_owned()),
            Manner::Typographic => {
                let other = |c: char| match c {
                    '"' => '\u{201d}',
                    '\u{201c}' | '\u{201d}' => '"',
                    '\u{2019}' => '\'',
                    '\'' => '\u{2019}',
                    '-' => '\u{2010}',
                    c => c,
                };
                let said: String = quote.chars().map(other).collect();
                Some(said.replace(' ', "  "))
            }
            Manner::Figure => changed_figure(quote),
            Manner::Denied => {
                let (before, after) = quote.split_once(' ')?;
                let is_masked = before.contains("[[") || after.contains("[[");
                (!is_masked).then(|| format!("{before} not {after}"))
            }
        }
    }
}

/// The first figure outside of a mask, one higher.
fn changed_figure(quote: &str) -> Option<String> {
    if quote.contains("[[") {
        return None;
    }
    let (at, digit) = quote.char_indices().find(|(_, c)| c.is_ascii_digit())?;
    let next = (digit.to_digit(10)? + 1) % 10;
    let (before, after) = (&quote[..at], &quote[at + 1..]);
    Some(format!("{before}{next}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_manner_changes_what_it_says_and_nothing_where_there_is_nothing() {
        let quote = "Customer shall pay \"USD 100\" in time";
        let said = |manner: Manner| manner.say(quote);
        assert_eq!(said(Manner::Verbatim).as_deref(), Some(quote));
        assert_eq!(
            said(Manner::Figure).as_deref(),
            Some("Customer shall pay \"USD 200\" in time")
        );
        assert_eq!(
            said(Manner::Denied).as_deref(),
            Some("Customer not shall pay \"USD 100\" in time")
        );
        assert!(said(Manner::Typographic).is_some_and(|said| said.contains('”')));
        assert_eq!(Manner::Figure.say("no figure"), None);
        assert_eq!(Manner::Figure.say("[[EMAIL_1]]"), None);
        assert_eq!(
            Manner::ALL
                .iter()
                .filter(|manner| manner.is_honest())
                .count(),
            2
        );
    }
}
