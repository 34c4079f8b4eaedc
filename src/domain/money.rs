//! Money: a decimal with a currency. Never a float, never an amount without its currency.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// An amount in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Money {
    /// The amount in the currency's main unit (dollars, not cents).
    #[schemars(with = "String")]
    pub amount: Decimal,
    /// ISO 4217 code in capitals, such as `USD`.
    pub currency: String,
}

impl Money {
    /// An amount in `currency`, an ISO 4217 code.
    pub fn new(amount: Decimal, currency: &str) -> Self {
        Self {
            amount,
            currency: currency.to_ascii_uppercase(),
        }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:.2}", self.currency, self.amount.round_dp(2))
    }
}

/// Text that is not a currency code, a space and an amount.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("expected a currency code and an amount, such as `USD 1200.00`")]
pub struct NotMoney;

impl FromStr for Money {
    type Err = NotMoney;

    fn from_str(text: &str) -> Result<Self, NotMoney> {
        let (currency, amount) = text.trim().split_once(' ').ok_or(NotMoney)?;
        let is_code = currency.len() == 3 && currency.bytes().all(|b| b.is_ascii_alphabetic());
        let amount = Decimal::from_str(&amount.replace(',', "")).map_err(|_| NotMoney)?;
        if is_code {
            Ok(Self::new(amount, currency))
        } else {
            Err(NotMoney)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_can_be_read_back() {
        let money: Money = "usd 1,200.5".parse().expect("a currency and an amount");
        assert_eq!(money.to_string(), "USD 1200.50");
        assert_eq!(money.to_string().parse(), Ok(money));
    }

    #[test]
    fn an_amount_without_a_currency_is_refused() {
        assert_eq!("1200".parse::<Money>(), Err(NotMoney));
        assert_eq!("dollars 12".parse::<Money>(), Err(NotMoney));
    }
}
