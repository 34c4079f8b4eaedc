//! Puts what was laid on a page afterwards, the values of form fields and notes, in the lines
//! beside which it stands: a file holds it apart from the text that it belongs to.

use super::layout::Line;

/// The lines of the page with `added` among them: on the line whose base it shares where there is
/// room, otherwise before the first line below it.
pub fn place(mut lines: Vec<Line>, added: Vec<Line>) -> Vec<Line> {
    for line in added {
        match lines.iter_mut().find(|other| is_beside(other, &line)) {
            Some(other) => join(other, line),
            None => {
                let below = |other: &Line| other.upright && other.rect.y0 >= line.rect.y0;
                let at = lines.iter().position(below).unwrap_or(lines.len());
                lines.insert(at, line);
            }
        }
    }
    lines
}

/// Whether both stand on one base line without touching.
fn is_beside(line: &Line, added: &Line) -> bool {
    let is_level = (line.rect.y1 - added.rect.y1).abs() < 0.5 * line.size.max(added.size);
    let covers = |x0: f32, x1: f32| x0 < added.rect.x1 - 1.0 && x1 > added.rect.x0 + 1.0;
    line.upright
        && added.upright
        && is_level
        && !line
            .pieces
            .iter()
            .any(|piece| covers(piece.rect.x0, piece.rect.x1))
}

fn join(line: &mut Line, added: Line) {
    line.rect = line.rect.union(added.rect);
    line.pieces.extend(added.pieces);
    line.pieces.sort_by(|a, b| a.rect.x0.total_cmp(&b.rect.x0));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::document::Rect;
    use crate::text::layout::Piece;

    fn line(text: &str, x0: f32, y1: f32) -> Line {
        let rect = Rect {
            x0,
            y0: y1 - 10.0,
            x1: x0 + 50.0,
            y1,
        };
        Line::of(vec![Piece::new(text, rect)], 10.0, true).expect("it has a word")
    }

    #[test]
    fn a_value_stands_after_its_label_and_a_note_between_the_lines() {
        let lines = vec![
            line("Customer:", 72.0, 100.0),
            line("Amount:", 72.0, 120.0),
            line("End", 72.0, 200.0),
        ];
        let added = vec![
            line("Harbour", 200.0, 102.0),
            line("Approved", 72.0, 160.0),
            line("18,500", 200.0, 119.0),
        ];
        let texts: Vec<String> = place(lines, added).iter().map(Line::text).collect();
        assert_eq!(
            texts,
            ["Customer: Harbour", "Amount: 18,500", "Approved", "End"]
        );
    }
}
