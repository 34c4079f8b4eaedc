//! The contracts of the house that belong to one under review. Reads only; writes and decides nothing.

use crate::domain::contract::Contract;
use crate::domain::kin::{self, Kin, Known};
use crate::pipeline::Context;
use crate::store::Error;

/// What `contract` amends and what amends it, as far as both are here.
///
/// # Errors
/// When the store cannot be read.
pub async fn kin(ctx: &Context, contract: &Contract) -> Result<Kin, Error> {
    let mut known = Vec::new();
    for listed in ctx.store.contracts(None).await? {
        let other = listed.contract;
        if other.id == contract.id || kin::is_same_side(&other, contract) {
            let items = ctx.store.items(&other.id).await?;
            known.push(Known {
                contract: other,
                items,
            });
        }
    }
    Ok(kin::kin(&contract.id, &known))
}
