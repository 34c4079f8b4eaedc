//! Files that attack a reader, made from a seed: the same seed gives the same files. Bombs are few,
//! because each costs its reader all the time it is allowed; shapes, cuts and mutations are many.

mod bombs;
mod mutants;
mod shapes;

/// One file.
#[derive(Debug, Clone)]
pub struct Hostile {
    /// What it does, and its number.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
}

impl Hostile {
    fn new(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self {
            name: name.into(),
            bytes,
        }
    }
}

/// All files of `seed`; `samples` are good PDFs, which are cut and mutated.
pub fn files(seed: u64, samples: &[Vec<u8>]) -> Vec<Hostile> {
    let mut files = bombs::files();
    files.extend(shapes::files());
    files.extend(mutants::files(seed, samples));
    files
}
