//! The cells of `labels.csv`: list literals of marked stretches. It never mends a label.

use anyhow::{Context as _, Result, bail, ensure};

/// The marked stretches of a cell, each as its pieces; one that holds no words is none.
pub fn spans(cell: &str) -> Result<Vec<Vec<String>>> {
    let spans = literal(cell)?;
    let spans = spans.iter().map(|span| pieces(span));
    Ok(spans.filter(|pieces| !pieces.is_empty()).collect())
}

/// A labelled span cut at `<omitted>`, in any case, without empty pieces.
fn pieces(span: &str) -> Vec<String> {
    const MARK: &str = "<omitted>";
    let lower = span.to_ascii_lowercase();
    let mut from = 0;
    let mut found = Vec::new();
    for (at, _) in lower.match_indices(MARK).chain([(span.len(), "")]) {
        let piece = span[from..at].trim();
        if !piece.is_empty() {
            found.push(piece.to_owned());
        }
        from = at + MARK.len();
    }
    found
}

/// The strings of a Python list literal; either quote character, backslash escapes.
fn literal(cell: &str) -> Result<Vec<String>> {
    let cell = cell.trim();
    let Some(inner) = cell
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    else {
        ensure!(cell.is_empty(), "the cell is not a list");
        return Ok(Vec::new());
    };
    let mut letters = inner.chars();
    let mut found = Vec::new();
    while let Some(letter) = letters.next() {
        match letter {
            '\'' | '"' => found.push(quoted(&mut letters, letter)?),
            ',' => {}
            space if space.is_whitespace() => {}
            _ => bail!("the list holds something that is not a string"),
        }
    }
    Ok(found)
}

fn quoted(letters: &mut std::str::Chars<'_>, quote: char) -> Result<String> {
    let mut text = String::new();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => text.push(escaped(letters)?),
            end if end == quote => return Ok(text),
            other => text.push(other),
        }
    }
    bail!("a string of the list does not end")
}

/// What stands after a backslash, by Python's rules for string literals.
fn escaped(letters: &mut std::str::Chars<'_>) -> Result<char> {
    let letter = letters.next().context("a string ends in a backslash")?;
    let digits = match letter {
        'n' => return Ok('\n'),
        't' => return Ok('\t'),
        'r' => return Ok('\r'),
        'x' => 2,
        'u' => 4,
        'U' => 8,
        other => return Ok(other),
    };
    let code: String = letters.by_ref().take(digits).collect();
    u32::from_str_radix(&code, 16)
        .ok()
        .and_then(char::from_u32)
        .context("an escape names no letter")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn list_literals_with_either_quote_and_escapes_read() {
        assert_eq!(
            literal(r#"['it is', "party's", 'a \'b\' \x41\u00e9\n']"#).expect("a list"),
            ["it is", "party's", "a 'b' Aé\n"]
        );
        assert_eq!(literal("[]").expect("a list"), Vec::<String>::new());
        for broken in ["['open", "[1]", "words", r"['\u00']"] {
            assert!(literal(broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn omitted_text_cuts_a_span_into_pieces_and_nothing_else_is_no_span() {
        assert_eq!(pieces("one <omitted> two<OMITTED>"), ["one", "two"]);
        assert_eq!(pieces("Çé<omitted>ß"), ["Çé", "ß"]);
        assert_eq!(
            spans("['<omitted>', '', 'one']").expect("a list"),
            [["one"]]
        );
    }
}
