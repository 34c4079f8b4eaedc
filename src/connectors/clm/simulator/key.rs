//! The key that simulated webhooks are signed with: RSA-2048, PKCS#1 v1.5, SHA-256, as the vendor's.

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use base64::{Engine, engine::general_purpose::STANDARD};
use pem::{EncodeConfig, LineEnding, Pem};
use std::io;
use std::path::Path;

pub struct SigningKey {
    pair: KeyPair,
    public_pem: String,
}

impl SigningKey {
    /// The key in `file`; a new one, kept there, when there is none.
    pub fn load(file: Option<&Path>) -> io::Result<Self> {
        let pair = match file {
            Some(path) if path.exists() => read(path)?,
            Some(path) => kept(generated()?, path)?,
            None => generated()?,
        };
        let spki = pair
            .public_key()
            .as_der()
            .map_err(|_| io::Error::other("the public key has no form"))?;
        let public_pem = text("PUBLIC KEY", spki.as_ref());
        Ok(Self { pair, public_pem })
    }

    pub fn public_pem(&self) -> &str {
        &self.public_pem
    }

    /// The signature in base64; empty if the library refuses, which no verifier takes for valid.
    pub fn sign(&self, message: &[u8]) -> String {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        let signed = self.pair.sign(
            &RSA_PKCS1_SHA256,
            &SystemRandom::new(),
            message,
            &mut signature,
        );
        signed
            .map(|()| STANDARD.encode(&signature))
            .unwrap_or_default()
    }
}

fn generated() -> io::Result<KeyPair> {
    KeyPair::generate(KeySize::Rsa2048).map_err(|_| io::Error::other("no key could be generated"))
}

fn read(path: &Path) -> io::Result<KeyPair> {
    let bad = || io::Error::other("the signing key is not a PKCS#8 PEM of an RSA key");
    let block = pem::parse(std::fs::read(path)?).map_err(|_| bad())?;
    KeyPair::from_pkcs8(block.contents()).map_err(|_| bad())
}

fn kept(pair: KeyPair, path: &Path) -> io::Result<KeyPair> {
    let der = pair
        .as_der()
        .map_err(|_| io::Error::other("the signing key has no form"))?;
    std::fs::write(path, text("PRIVATE KEY", der.as_ref()))?;
    Ok(pair)
}

fn text(tag: &str, der: &[u8]) -> String {
    pem::encode_config(
        &Pem::new(tag, der),
        EncodeConfig::new().set_line_ending(LineEnding::LF),
    )
}
