//! Finds text in layers that are switched off: what the page shows with all layers on, less what
//! it shows as it is.

use super::hidden::Hidden;
use super::layout::Sheet;
use crate::domain::document::HiddenKind;
use lopdf::{Dictionary, Document, Object};
use std::collections::HashSet;

/// The file with all its layers on, where some are off.
pub fn all_on(file: &Document) -> Option<Document> {
    let layers = file.catalog().ok()?.get_deref(b"OCProperties", file).ok()?;
    let state = layers.as_dict().ok()?.get_deref(b"D", file).ok()?;
    if !is_some_off(state.as_dict().ok()?, file) {
        return None;
    }
    let mut open = file.clone();
    open.catalog_mut().ok()?.remove(b"OCProperties");
    Some(open)
}

fn is_some_off(state: &Dictionary, file: &Document) -> bool {
    let off = state.get_deref(b"OFF", file).and_then(Object::as_array);
    let base = state.get(b"BaseState").and_then(Object::as_name);
    off.is_ok_and(|off| !off.is_empty()) || base.is_ok_and(|base| base == b"OFF")
}

/// The words of `open`, the page with all layers on, that `seen` does not show.
pub fn hidden(seen: &Sheet, open: &Sheet) -> Vec<Hidden> {
    let place = |x: f32| (x * 2.0).round() as i32;
    let words = |sheet: &Sheet| -> Vec<(String, i32, i32)> {
        let pieces = sheet.lines.iter().flat_map(|line| &line.pieces);
        pieces
            .map(|piece| {
                (
                    piece.text.clone(),
                    place(piece.rect.x0),
                    place(piece.rect.y0),
                )
            })
            .collect()
    };
    let shown: HashSet<_> = words(seen).into_iter().collect();
    let pieces = open.lines.iter().flat_map(|line| &line.pieces);
    words(open)
        .iter()
        .zip(pieces)
        .filter(|(word, _)| !shown.contains(*word))
        .map(|(_, piece)| Hidden::of(HiddenKind::HiddenLayer, &piece.text, piece.rect))
        .collect()
}
