//! Good files, cut short or changed at random places, by a seed.

use super::Hostile;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// Mutations of each sample.
const EACH: usize = 18;
/// What a changed number becomes.
const NUMBERS: [&[u8]; 6] = [b"0", b"-1", b"9999999999", b"2147483648", b"1e9", b"65536"];

/// Cuts and mutations of every sample.
pub fn files(seed: u64, samples: &[Vec<u8>]) -> Vec<Hostile> {
    let mut random = StdRng::seed_from_u64(seed);
    let mut files = Vec::new();
    for (number, sample) in samples.iter().enumerate() {
        for percent in [10, 35, 50, 75, 90, 99] {
            let cut = sample[..sample.len() * percent / 100].to_vec();
            files.push(Hostile::new(format!("cut: {number} at {percent} %"), cut));
        }
        for at in 0..EACH {
            let bytes = mutated(sample, at, &mut random);
            files.push(Hostile::new(format!("mutant: {number}.{at}"), bytes));
        }
    }
    files
}

fn mutated(sample: &[u8], kind: usize, random: &mut StdRng) -> Vec<u8> {
    let mut bytes = sample.to_vec();
    let from = random.random_range(9..bytes.len() - 1);
    let to = (from + random.random_range(1..600)).min(bytes.len());
    match kind % 6 {
        0 => {
            for _ in 0..random.random_range(1..40) {
                let at = random.random_range(9..bytes.len());
                bytes[at] = random.random();
            }
        }
        1 => drop(bytes.drain(from..to)),
        2 => {
            let copy = bytes[from..to].to_vec();
            let at = random.random_range(9..bytes.len());
            bytes.splice(at..at, copy);
        }
        3 => {
            let lost = bytes.len() - to + from;
            bytes.copy_within(to.., from);
            bytes.truncate(lost);
            bytes.extend_from_slice(b"\n%%EOF\n");
        }
        4 => bytes[from..to].fill(b' '),
        _ => change_number(&mut bytes, from, random),
    }
    bytes
}

/// Changes the first number at or after `from`.
fn change_number(bytes: &mut Vec<u8>, from: usize, random: &mut StdRng) {
    let Some(start) = (from..bytes.len()).find(|at| bytes[*at].is_ascii_digit()) else {
        return;
    };
    let end = (start..bytes.len())
        .find(|at| !bytes[*at].is_ascii_digit())
        .unwrap_or(bytes.len());
    let number = NUMBERS[random.random_range(0..NUMBERS.len())];
    bytes.splice(start..end, number.iter().copied());
}
