//! How parent and child talk: frames of length, checksum and payload, so that a reply cut off by a
//! death is never taken for a whole one. It knows what a frame is called, not what is in it.

use sha2::{Digest, Sha256};
use std::io::{Error, ErrorKind, Read, Result};
use tokio::io::{AsyncRead, AsyncReadExt};

/// First bytes of every frame.
const MAGIC: &[u8; 4] = b"CSF1";
/// Magic, kind, length and SHA-256.
const HEADER: usize = 4 + 1 + 8 + 32;

/// What a payload is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// To the child: the file.
    File,
    /// From the child: a grey picture whose letters it needs to know.
    Picture,
    /// To the child: Tesseract's table of a picture's words.
    Words,
    /// To the child: nothing can recognise the picture.
    Unknown,
    /// From the child: a `Document` as JSON.
    Document,
    /// From the child: a page as PNG.
    Page,
    /// From the child: agreement per page as JSON.
    Agreement,
    /// From the child: what protects it, as words.
    Protection,
    /// From the child: an `Error` as JSON.
    Error,
}

impl Kind {
    const ALL: [(u8, Kind); 9] = [
        (b'F', Kind::File),
        (b'I', Kind::Picture),
        (b'W', Kind::Words),
        (b'U', Kind::Unknown),
        (b'D', Kind::Document),
        (b'P', Kind::Page),
        (b'A', Kind::Agreement),
        (b'L', Kind::Protection),
        (b'E', Kind::Error),
    ];

    fn byte(self) -> u8 {
        let named = Kind::ALL.iter().find(|(_, kind)| *kind == self);
        named.expect("every kind is in the list").0
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

/// The next frame of `from`, waiting for it; for the child.
///
/// # Errors
/// When the frame is cut off, altered, or longer than `cap`.
pub fn read(mut from: impl Read, cap: u64) -> Result<(Kind, Vec<u8>)> {
    let mut header = [0; HEADER];
    from.read_exact(&mut header)?;
    let promise = Promise::of(&header, cap)?;
    let mut payload = Vec::new();
    from.take(promise.length).read_to_end(&mut payload)?;
    promise.kept_by(payload)
}

/// The next frame of `from`, without blocking; for the parent.
///
/// # Errors
/// When the frame is cut off, altered, or longer than `cap` ([`ErrorKind::FileTooLarge`]).
pub async fn receive(mut from: impl AsyncRead + Unpin, cap: u64) -> Result<(Kind, Vec<u8>)> {
    let mut header = [0; HEADER];
    from.read_exact(&mut header).await?;
    let promise = Promise::of(&header, cap)?;
    let mut payload = Vec::new();
    from.take(promise.length).read_to_end(&mut payload).await?;
    promise.kept_by(payload)
}

/// What a header says of the payload to come.
struct Promise<'a> {
    kind: Kind,
    length: u64,
    digest: &'a [u8],
}

impl<'a> Promise<'a> {
    fn of(header: &'a [u8; HEADER], cap: u64) -> Result<Self> {
        let (length, digest) = header[5..].split_at(8);
        let kind = Kind::ALL.iter().find(|(byte, _)| *byte == header[4]);
        let promise = Self {
            kind: kind.ok_or(ErrorKind::InvalidData)?.1,
            length: u64::from_le_bytes(length.try_into().expect("eight bytes were cut")),
            digest,
        };
        if !header.starts_with(MAGIC) {
            Err(ErrorKind::InvalidData.into())
        } else if promise.length > cap {
            Err(ErrorKind::FileTooLarge.into())
        } else {
            Ok(promise)
        }
    }

    fn kept_by(&self, payload: Vec<u8>) -> Result<(Kind, Vec<u8>)> {
        let whole = payload.len() as u64 == self.length
            && Sha256::digest(&payload).as_slice() == self.digest;
        if whole {
            Ok((self.kind, payload))
        } else {
            Err(Error::from(ErrorKind::InvalidData))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn frames_follow_each_other_and_a_cut_altered_or_long_frame_is_refused() {
        let mut bytes = encode(Kind::Document, b"{}");
        bytes.extend(encode(Kind::Agreement, b"[]"));
        let mut rest = bytes.as_slice();
        assert_eq!(
            read(&mut rest, 9).unwrap(),
            (Kind::Document, b"{}".to_vec())
        );
        assert_eq!(
            receive(&mut rest, 9).await.unwrap(),
            (Kind::Agreement, b"[]".to_vec())
        );
        assert!(read(&mut rest, 9).is_err(), "nothing follows");
        let long = receive(bytes.as_slice(), 1).await.unwrap_err();
        assert_eq!(long.kind(), ErrorKind::FileTooLarge);
        assert!(read(&bytes[..HEADER + 1], 9).is_err());
        bytes[HEADER] ^= 1;
        assert!(read(bytes.as_slice(), 9).is_err());
    }
}
