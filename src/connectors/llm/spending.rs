//! What a model's tokens cost and how much may be spent. Figures alone: who spends is decided by
//! whoever asks.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Deserialize;

/// What a model's tokens cost.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// A million tokens of questions, in the currency of the settings.
    pub prompt_per_million: Decimal,
    /// A million tokens of answers.
    pub completion_per_million: Decimal,
}

impl Price {
    /// What so many tokens cost, in millionths of the currency, rounded up.
    pub fn micros(&self, prompt: u32, completion: u32) -> i64 {
        let prompt = self.prompt_per_million.checked_mul(prompt.into());
        let completion = self.completion_per_million.checked_mul(completion.into());
        let sum = prompt.zip(completion).and_then(|(a, b)| a.checked_add(b));
        sum.and_then(|sum| sum.ceil().to_i64()).unwrap_or(i64::MAX)
    }

    /// Whether both prices are none that would pay us, and none that no sum could hold.
    pub(super) fn is_sound(&self) -> bool {
        let allowed = Decimal::ZERO..=Decimal::from(1_000_000);
        [self.prompt_per_million, self.completion_per_million]
            .iter()
            .all(|price| allowed.contains(price))
    }
}

/// How much may be spent; 0 sets no limit.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Budget {
    /// Tokens of questions and answers about one contract.
    pub tokens_per_contract: u64,
    /// Tokens of one day, by the calendar of UTC.
    pub tokens_per_day: u64,
    /// Money for one contract, in the currency of the settings.
    pub money_per_contract: Decimal,
    /// Money for one day.
    pub money_per_day: Decimal,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            tokens_per_contract: 1_000_000,
            tokens_per_day: 20_000_000,
            money_per_contract: Decimal::ZERO,
            money_per_day: Decimal::ZERO,
        }
    }
}

impl Budget {
    /// Whether it holds money, which only a price can count.
    pub(super) fn counts_money(&self) -> bool {
        !self.money_per_contract.is_zero() || !self.money_per_day.is_zero()
    }

    /// Its sums of money that are below nought, by their settings' names.
    pub(super) fn debts(&self) -> impl Iterator<Item = &'static str> {
        [
            ("money_per_contract", self.money_per_contract),
            ("money_per_day", self.money_per_day),
        ]
        .into_iter()
        .filter_map(|(name, money)| (money < Decimal::ZERO).then_some(name))
    }

    /// Which limit so many tokens and millionths, of one contract and of one day, are over: the
    /// setting's name.
    pub fn exceeded(&self, contract: (i64, i64), day: (i64, i64)) -> Option<&'static str> {
        let tokens = |limit: u64, spent: i64| {
            limit > 0 && u64::try_from(spent).is_ok_and(|spent| spent > limit)
        };
        let money = |limit: Decimal, spent: i64| {
            let micros = limit.checked_mul(Decimal::from(1_000_000));
            // A limit that cannot be counted in millionths is beyond all spending.
            !limit.is_zero() && micros.is_some_and(|micros| Decimal::from(spent) > micros)
        };
        [
            (
                tokens(self.tokens_per_contract, contract.0),
                "tokens_per_contract",
            ),
            (
                money(self.money_per_contract, contract.1),
                "money_per_contract",
            ),
            (tokens(self.tokens_per_day, day.0), "tokens_per_day"),
            (money(self.money_per_day, day.1), "money_per_day"),
        ]
        .into_iter()
        .find_map(|(is_over, name)| is_over.then_some(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_counts_in_millionths_and_rounds_up() {
        let price = Price {
            prompt_per_million: "2.50".parse().expect("a number"),
            completion_per_million: "10".parse().expect("a number"),
        };
        assert_eq!(price.micros(1_000, 100), 3_500);
        assert_eq!(price.micros(1, 0), 3);
        let dear = Price {
            prompt_per_million: Decimal::MAX,
            completion_per_million: Decimal::MAX,
        };
        assert_eq!(dear.micros(u32::MAX, u32::MAX), i64::MAX);
        assert!(price.is_sound() && !dear.is_sound());
    }

    #[test]
    fn each_limit_is_named_and_nought_is_none() {
        let budget = Budget {
            tokens_per_contract: 100,
            tokens_per_day: 1_000,
            money_per_contract: "0.01".parse().expect("a number"),
            money_per_day: Decimal::ZERO,
        };
        assert_eq!(budget.exceeded((100, 10_000), (1_000, i64::MAX)), None);
        assert_eq!(
            budget.exceeded((101, 0), (0, 0)),
            Some("tokens_per_contract")
        );
        assert_eq!(
            budget.exceeded((0, 10_001), (0, 0)),
            Some("money_per_contract")
        );
        assert_eq!(budget.exceeded((0, 0), (1_001, 0)), Some("tokens_per_day"));
    }
}
