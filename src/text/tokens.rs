//! Counts tokens of the `o200k_base` vocabulary, by which chunks and prompts are bounded. The
//! vocabulary is compiled in and unpacked once, at first use; nothing is fetched.

/// Tokens of `text`; marks of the vocabulary itself count as the letters that they are.
pub fn count(text: &str) -> u32 {
    let tokens = tiktoken_rs::o200k_base_singleton().count_ordinary(text);
    u32::try_from(tokens).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_those_of_the_vocabulary() {
        assert_eq!(count(""), 0);
        assert_eq!(count("hello world"), 2);
        assert!(count("<|endoftext|>") > 1);
    }
}
