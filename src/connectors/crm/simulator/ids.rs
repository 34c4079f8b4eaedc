//! Salesforce ids: 15 characters, and 3 more that say which of them are capitals.

const CHECK: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The id of the `serial`-th record with this prefix.
pub fn make(prefix: &str, serial: u64) -> String {
    let mut body = [b'0'; 12];
    let mut rest = serial;
    for place in body.iter_mut().rev() {
        *place = DIGITS[usize::try_from(rest % 62).unwrap_or(0)];
        rest /= 62;
    }
    let body: String = body.iter().map(|byte| char::from(*byte)).collect();
    full(&format!("{prefix}{body}")).unwrap_or_default()
}

/// The 18 characters of an id given with 15 or 18; `None` when it is not one or its checksum is wrong.
pub fn full(id: &str) -> Option<String> {
    if !matches!(id.len(), 15 | 18) || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let body = &id[..15];
    let check: String = body
        .as_bytes()
        .chunks(5)
        .map(|group| {
            let bits = group
                .iter()
                .enumerate()
                .filter(|(_, byte)| byte.is_ascii_uppercase());
            char::from(CHECK[bits.map(|(place, _)| 1usize << place).sum::<usize>()])
        })
        .collect();
    let full = format!("{body}{check}");
    (id.len() == 15 || full.eq_ignore_ascii_case(id)).then_some(full)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_vendors() {
        assert_eq!(
            full("001A000001Abcde").as_deref(),
            Some("001A000001AbcdeIAB")
        );
        assert_eq!(full("001A000001AbcdeIAD"), None);
        // An id from the vendor's own documentation.
        assert_eq!(
            full("a0Bxx0000001AbC").as_deref(),
            Some("a0Bxx0000001AbCEAU")
        );
        assert_eq!(full("short"), None);
        assert_ne!(make("a0B", 1), make("a0B", 2));
        assert_eq!(full(&make("a0B", 987_654)), Some(make("a0B", 987_654)));
    }
}
