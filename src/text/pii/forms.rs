//! The forms of personal data, as patterns that run in linear time. What a pattern finds may still be
//! refused by a checksum or by what stands beside it; nothing is decided here.

use regex::Regex;
use std::sync::LazyLock;

fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("the pattern is a constant")
}

macro_rules! patterns {
    ($($(#[$doc:meta])* $name:ident = $form:expr;)*) => {
        $($(#[$doc])* pub(super) static $name: LazyLock<Regex> = LazyLock::new(|| pattern($form));)*
    };
}

patterns! {
    /// Letters of every script; counted repeats of such a class would make the automaton huge. A line
    /// may break after the sign, as it does in narrow columns.
    EMAIL = r"[\w.%+'’-]+@(?:\n[ \t]*)?[\w-]+(?:\.[\w-]+)+";
    /// North American, and international with a plus.
    PHONE = r"(?x)
        (?: (?:\+?\b1[\s.-]{0,2})? \( \d{3} \) \s{0,12} \d{3} [\s.-] \d{4}
        | \b (?:1[.-])? \d{3} [.-] \d{3} [.-] \s{0,12} \d{4}
        | \+ \d{1,3} (?: [\x20\u{a0}.()/-]{0,3} \d{1,4} ){2,6}
        | \b [2-9]\d{2} [\x20\u{a0}] \d{3} [\x20\u{a0}-] \d{4} )
        (?: ,? \s{0,2} (?i: extension | ext\.? | x ) :? \s{0,2} \d{1,8} \b | \b )";
    /// European with a leading zero; a group of figures before or after it makes it another number.
    LOCAL_PHONE = r"(?x) (?: ^ | [^\d\s-] \s* ) \b
        ( 0\d{2,4} [\x20\u{a0}/-] (?: \d{3,4} [\x20\u{a0}-] \d{4} | \d{6,8} ) )
        (?: [^\d\x20-] | \x20 \D | $ )";
    PHONE_CUE = r"(?ix) \b (?: tel | telephone | phone | mobile | cell | fax ) \b
        (?: \s* (?: no\.? | number | \# ) )? \s* [.:|]? \s* (?: at \s+ )?
        ( \+? \(? \d [\d\x20().\u{a0}/-]{5,20} \d )";
    TAX = r"(?x) \b (?:
        \d{3}-\d{2}-\d{4} | \d{2}-\d{7}
        | ATU\d{8} | BE[01]\d{9} | CHE-?\d{3}\.?\d{3}\.?\d{3} | DE\d{9} | DK\d{8}
        | ES[A-Z0-9]\d{7}[A-Z0-9] | FI\d{8} | FR[A-Z0-9]{2}\d{9} | GB\d{9}(?:\d{3})?
        | GB\x20\d{3}\x20\d{4}\x20\d{2} | IE\d[A-Z0-9]\d{5}[A-Z]{1,2} | IT\d{11} | LU\d{8}
        | NL\d{9}B\d{2} | PL\d{10} | PT\d{9} | SE\d{12} ) \b";
    TAX_CUE = r"(?ix) \b (?: VAT | EIN | TIN | ITIN | SSN | social\s+security
        | tax(?:payer)?\s+(?: id | identification | registration ) )
        (?: \s* (?: id | identification | registration | number | no\.? | num | \# ) ){0,3}
        [\s:=|-]{0,4} (?:is\s)? ( [A-Z]{0,3} [0-9] [0-9A-Z\x20\u{a0}-]{5,16} [0-9] )";
    /// The number after the name of a paper that proves who somebody is. Each of its groups has a
    /// digit, so that the next word in capitals is left alone; one letter may close it.
    IDENTITY_CUE = r"(?x) \b (?i: passport | identity\s+(?:card|document|number) | national\s+id(?:entity)?
        | (?:driver['’]?s?|driving)\s+licen[cs]e | national\s+insurance | NINO | aadhaar | NRIC
        | social\s+insurance | personal\s+number )
        (?: \s* (?i: card | no\.? | number | num\.? | \# ) ){0,2} [\s:=|-]{0,4} (?i: is\s )?
        ( (?: [A-Z]{1,3} [\x20-] )? [A-Z0-9]* \d [A-Z0-9]*
          (?: [\x20\u{a0}-] [A-Z0-9]* \d [A-Z0-9]* ){0,5} (?: [\x20-] [A-Z] )? ) \b";
    /// Groups of any length, with single separators or one break of the line between them.
    IBAN = r"\b[A-Z]{2}\d{2}(?:(?:[ \u{a0}-]|[ ]?\n[ ]*)?[A-Z0-9]){11,30}";
    /// A number that is called an IBAN is masked also where its check digits do not hold.
    IBAN_CUE = r"(?x) \b (?i: iban ) (?: \s* (?i: no\.? | number ) )? [\s:=|]{0,4}
        ( [A-Z]{2}\d{2} (?: [\x20\u{a0}-]? [A-Z]{4} )?
          (?: [\x20\u{a0}-]? [A-Z0-9]{0,3} \d [A-Z0-9]{0,3} ){2,16} ) \b";
    ACCOUNT_CUE = r"(?ix) \b (?: account | acct\.? | a/c | routing | ABA | sort\s+code | transit | BSB )
        (?: \s* (?: number | no\.? | num | code | \# ) ){0,2}
        \s* (?: is | : | \# | = | \| )? \s* ( [0-9] [0-9\x20\u{a0}-]{4,24} [0-9] ) \b";
    SWIFT_CUE = r"\b(?i:swift|bic)(?i:/bic)?(?i:\s*code)?\s*[:#|]?\s*([A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)\b";
    CARD = r"\b[2-6]\d(?:(?:[ \u{a0}-]|[ ]?\n[ ]*)?\d){11,17}\b";
    ISO_DATE = r"^(?:19|20)\d{2}[ -]\d{2}[ -]\d{2}$";
    BIRTH_CUE = r"(?x) \b (?i: born (?:\s+on)? | date\s+of\s+birth | birth\s?date | d\.?o\.?b\b\.? )
        \s* (?i: is | : | \| | - )? \s*
        ( \d{1,2} \s? [./-] \s? \d{1,2} \s? [./-] \s? \d{2,4}
        | \d{4} [-/.] \d{1,2} [-/.] \d{1,2}
        | \d{1,2} (?: st | nd | rd | th )? \s+ (?: of \s+ )? [A-Z][a-z]{2,8} \.? ,? \s+ \d{4}
        | [A-Z][a-z]{2,8} \.? \s+ \d{1,2} (?: st | nd | rd | th )? ,? \s+ \d{4} ) \b";
    /// What stands before the address of a home.
    HOME_CUE = r"(?ix) \b (?: resid (?:ing|es|ent) \s+ at | lives \s+ at
        | (?: home | residential | private | witness ) \s+ address (?: \s+ is )? ) \s* [:|]? \s*";
    /// A person by name, at a number in a street.
    PERSON_OF = r"^,?\s+of\s+(?:no\.?\s+)?\d";
    /// Somebody who is addressed by a title.
    TITLED = r"(?x) \b (?: (?: Mr | Mrs | Ms | Miss | Mx | Dr | Prof | Herr | Frau | Monsieur | Madame | Smt | Shri ) \.?
        \s+ ( \p{Lu}[\p{L}'’-]+ (?: \x20 \p{Lu}[\p{L}.'’-]* ){0,3} )
        | (?: MR | MRS | MS | DR ) \.? \s+ ( \p{Lu}[\p{Lu}'’-]+ (?: \x20 \p{Lu}[\p{Lu}.'’-]* ){1,3} ) )";
}
