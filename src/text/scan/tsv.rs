//! Reads the table that Tesseract prints: one row a word, with its box in pixels and how sure it is.
//!
//! The table comes from another program that looked at a stranger's picture: a row that is not as
//! promised is passed over, never trusted.

/// A word in a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// Its letters.
    pub text: String,
    /// Left, top, width and height in pixels.
    pub place: [f32; 4],
    /// How sure the program is, 0 to 100.
    pub confidence: u8,
}

/// Words surer than this are read and not guessed.
pub const SURE: u8 = 70;
/// A guess below this is a speck or a stroke, not a word.
const GUESS: u8 = 30;

impl Seen {
    /// Whether it counts as read.
    pub fn is_sure(&self) -> bool {
        self.confidence >= SURE
    }
}

/// The words as lines, in the order of the table.
pub fn lines(table: &str) -> Vec<Vec<Seen>> {
    let mut lines: Vec<([u32; 4], Vec<Seen>)> = Vec::new();
    for (place, word) in table.lines().filter_map(row) {
        match lines.last_mut() {
            Some((last, words)) if *last == place => words.push(word),
            _ => lines.push((place, vec![word])),
        }
    }
    lines.into_iter().map(|(_, words)| words).collect()
}

/// Level, page, block, paragraph, line, word, left, top, width, height, confidence, text.
fn row(row: &str) -> Option<([u32; 4], Seen)> {
    let cells: Vec<&str> = row.split('\t').collect();
    let [
        "5",
        page,
        block,
        paragraph,
        line,
        _,
        left,
        top,
        width,
        height,
        confidence,
        text,
    ] = cells.as_slice()
    else {
        return None;
    };
    let number = |cell: &str| cell.parse::<f32>().ok().filter(|n| n.is_finite());
    let confidence = number(confidence)?.clamp(0.0, 100.0) as u8;
    let text = text.trim();
    if confidence < GUESS || !text.chars().any(char::is_alphanumeric) && confidence < SURE {
        return None;
    }
    let place = [page, block, paragraph, line].map(|cell| cell.parse().unwrap_or_default());
    let word = Seen {
        text: text.chars().filter(|c| !c.is_control()).collect(),
        place: [number(left)?, number(top)?, number(width)?, number(height)?],
        confidence,
    };
    (!word.text.is_empty()).then_some((place, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_lines_and_what_is_no_word_is_passed_over() {
        let table = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
            1\t1\t0\t0\t0\t0\t0\t0\t800\t600\t-1\t\n\
            5\t1\t1\t1\t1\t1\t10\t20\t30\t12\t96.4\tMonthly\n\
            5\t1\t1\t1\t1\t2\t45\t20\t20\t12\t91\tfee:\n\
            5\t1\t1\t1\t2\t1\t10\t40\t30\t12\t88\t$1,200\n\
            5\t1\t1\t1\t2\t2\t50\t40\t3\t12\t41\t|\n\
            5\t1\t1\t1\t2\t3\t60\t40\t9\t12\t12\tif\n\
            5\t1\t1\t1\t2\t4\tNaN\t40\t9\t12\t95\tword\n\
            5\tshort\n";
        let lines = lines(table);
        let texts: Vec<Vec<&str>> = lines
            .iter()
            .map(|line| line.iter().map(|word| word.text.as_str()).collect())
            .collect();
        assert_eq!(texts, [vec!["Monthly", "fee:"], vec!["$1,200"]]);
        assert_eq!(lines[0][0].place, [10.0, 20.0, 30.0, 12.0]);
        assert_eq!(lines[0][0].confidence, 96);
        assert!(lines[0][0].is_sure());
    }
}
