//! How much two stretches of text have in common, as sets of words. Nothing here knows a contract.

/// The words of a stretch as a set: lower case, without `. , ; :`, cut at white space and `/`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Words(Vec<u64>);

impl Words {
    /// The words of `text`.
    pub fn of(text: &str) -> Self {
        Self::join(&[Self::listed(text)])
    }

    /// The words that stand in at least one of `sets`.
    pub fn join(sets: &[Self]) -> Self {
        let mut words: Vec<u64> = sets.iter().flat_map(|set| &set.0).copied().collect();
        words.sort_unstable();
        words.dedup();
        Self(words)
    }

    /// How many different words there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many words stand in both.
    pub fn shared(&self, other: &Self) -> usize {
        let (mut left, mut right, mut shared) = (0, 0, 0);
        while let (Some(one), Some(two)) = (self.0.get(left), other.0.get(right)) {
            shared += usize::from(one == two);
            left += usize::from(one <= two);
            right += usize::from(two <= one);
        }
        shared
    }

    /// Whether at least half of the words of both together stand in both (a Jaccard index of 0.5).
    pub fn agree(&self, other: &Self) -> bool {
        let shared = self.shared(other);
        let together = self.len() + other.len() - shared;
        together > 0 && shared * 2 >= together
    }

    fn listed(text: &str) -> Self {
        let mut words = Vec::new();
        let mut hash = Fnv::default();
        for letter in text.chars() {
            match letter {
                '.' | ',' | ';' | ':' => {}
                '/' => hash.end(&mut words),
                space if space.is_whitespace() => hash.end(&mut words),
                letter => letter.to_lowercase().for_each(|low| hash.add(low)),
            }
        }
        hash.end(&mut words);
        Self(words)
    }
}

/// The hash of the word that is being read; zero letters are no word.
#[derive(Default)]
struct Fnv {
    state: u64,
    letters: usize,
}

impl Fnv {
    fn add(&mut self, letter: char) {
        if self.letters == 0 {
            self.state = 0xcbf2_9ce4_8422_2325;
        }
        self.state = (self.state ^ u64::from(u32::from(letter))).wrapping_mul(0x100_0000_01b3);
        self.letters += 1;
    }

    fn end(&mut self, words: &mut Vec<u64>) {
        if self.letters > 0 {
            words.push(self.state);
        }
        self.letters = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_marks_order_and_repetition_do_not_count() {
        assert_eq!(Words::of("The  Fee, the FEE."), Words::of("fee/the"));
        assert_eq!(Words::of(" . ,").len(), 0);
        assert!(!Words::of("").agree(&Words::of("")));
    }

    #[test]
    fn half_of_the_words_in_common_agree_and_less_does_not() {
        let gold = Words::of("one two three four");
        assert!(gold.agree(&Words::of("one two")));
        assert!(!gold.agree(&Words::of("one")));
        assert!(gold.agree(&Words::of("one two three four five six seven eight")));
        assert!(!gold.agree(&Words::of("one two three four five six seven eight nine")));
    }
}
