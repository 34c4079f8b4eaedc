//! What the child says on its standard output: frames of length, checksum and payload, so that a
//! reply cut off by a death is never taken for a whole one.

use sha2::{Digest, Sha256};

/// First bytes of every frame.
const MAGIC: &[u8; 4] = b"CSF1";
/// Magic, kind, length and SHA-256.
const HEADER: usize = 4 + 1 + 8 + 32;

/// What a payload is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A `Document` as JSON.
    Document,
    /// A page as PNG.
    Page,
    /// Agreement per page as JSON.
    Agreement,
    /// An `Error` as JSON.
    Error,
}

impl Kind {
    const ALL: [Kind; 4] = [Kind::Document, Kind::Page, Kind::Agreement, Kind::Error];

    fn byte(self) -> u8 {
        match self {
            Kind::Document => b'D',
            Kind::Page => b'P',
            Kind::Agreement => b'A',
            Kind::Error => b'E',
        }
    }
}

/// A frame as bytes.
pub fn encode(kind: Kind, payload: &[u8]) -> Vec<u8> {
    let mut frame = Vec::with_capacity(HEADER + payload.len());
    frame.extend_from_slice(MAGIC);
    frame.push(kind.byte());
    frame.extend_from_slice(&(payload.len() as u64).to_le_bytes());
    frame.extend_from_slice(&Sha256::digest(payload));
    frame.extend_from_slice(payload);
    frame
}

/// The first frame of `bytes` and what follows it; `None` where it is cut off or altered.
pub fn decode(bytes: &[u8]) -> Option<(Kind, &[u8], &[u8])> {
    let (header, rest) = bytes.split_at_checked(HEADER)?;
    let kind = Kind::ALL
        .into_iter()
        .find(|kind| kind.byte() == header[4])?;
    let length = u64::from_le_bytes(header[5..13].try_into().ok()?);
    let (payload, rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
    let whole = header.starts_with(MAGIC) && Sha256::digest(payload).as_slice() == &header[13..];
    whole.then_some((kind, payload, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_follow_each_other_and_a_cut_or_altered_frame_is_none() {
        let mut bytes = encode(Kind::Document, b"{}");
        bytes.extend(encode(Kind::Agreement, b"[]"));
        let (kind, payload, rest) = decode(&bytes).unwrap();
        assert_eq!((kind, payload), (Kind::Document, &b"{}"[..]));
        assert_eq!(decode(rest).unwrap().0, Kind::Agreement);
        assert!(decode(&rest[..rest.len() - 1]).is_none());
        bytes[HEADER] ^= 1;
        assert!(decode(&bytes).is_none());
        assert!(decode(b"").is_none());
    }
}
