//! What we ask of the engine, in its own words: vector names, payload keys, filters. Blocking, and
//! never called but under the lock of [`super::Edge`]. Every filter by contract is made in one place.

use super::super::{CANDIDATES, Error, Hit, Point, Query, RRF_K};
use crate::domain::id::{ContractId, derive};
use qdrant_edge::bm25_embed::{EdgeBm25, EdgeBm25Config};
use qdrant_edge::{
    Condition, CountRequest, CreateIndex, Distance, EdgeConfig, EdgeShard, EdgeSparseVectorParams,
    EdgeVectorParams, FieldCondition, FieldIndexOperations, Filter, Fusion, JsonPath, Match,
    MatchValue, Modifier, NamedQuery, PayloadFieldSchema, PayloadSchemaType, PointId,
    PointInsertOperations, PointOperations, PointStruct, Prefetch, QueryEnum, QueryRequest,
    ScoredPoint, ScoringQuery, UpdateOperation, ValueVariants, Vector, VectorInternal, Vectors,
    WithPayloadInterface, WithVector,
};
use serde_json::json;
use std::path::Path;

const DENSE: &str = "dense";
const LEXICAL: &str = "bm25";
const CONTRACT: &str = "contract_id";
/// Larger batches gain nothing and hold the log open for longer.
const BATCH: usize = 256;

/// The engine's shard with the word weigher that belongs to it.
pub(super) struct Shard {
    engine: EdgeShard,
    words: EdgeBm25,
}

impl Shard {
    /// Opens the shard in `dir`, or makes it.
    pub(super) fn open(dir: &Path, dimensions: usize) -> Result<Self, Error> {
        std::fs::create_dir_all(dir)
            .map_err(|e| Error::permanent(format!("its folder cannot be made: {}", e.kind())))?;
        let words = EdgeBm25::new(EdgeBm25Config::default()).map_err(refused)?;
        let exists = dir.join("edge_config.json").exists();
        let engine = if exists {
            let found = EdgeConfig::load(dir).transpose().map_err(refused)?;
            let size = found.and_then(|config| Some(config.vectors.get(DENSE)?.size));
            if size != Some(dimensions) {
                return Err(Error::permanent(format!(
                    "its folder holds vectors of {} numbers, not {dimensions}: rebuild it",
                    size.unwrap_or_default()
                )));
            }
            EdgeShard::load(dir, None).map_err(refused)?
        } else {
            EdgeShard::new(dir, config(dimensions)).map_err(refused)?
        };
        let shard = Self { engine, words };
        shard.index_contracts()?;
        Ok(shard)
    }

    /// Makes `points` all that is stored of `contract`, and flushes.
    pub(super) fn replace(&self, contract: &ContractId, points: &[Point]) -> Result<(), Error> {
        let delete = PointOperations::DeletePointsByFilter(only(contract)?);
        self.update(UpdateOperation::PointOperation(delete))?;
        for batch in points.chunks(BATCH) {
            let points = batch
                .iter()
                .map(|point| self.point(contract, point).into())
                .collect();
            let upsert = PointOperations::UpsertPoints(PointInsertOperations::PointsList(points));
            self.update(UpdateOperation::PointOperation(upsert))?;
        }
        self.engine.flush();
        Ok(())
    }

    /// Dense and lexical nearest, fused by rank.
    pub(super) fn search(&self, query: Query) -> Result<Vec<Hit>, Error> {
        if query.limit == 0 {
            return Ok(Vec::new());
        }
        let filter = query.contract.as_ref().map(only).transpose()?;
        let candidates = query.limit.max(CANDIDATES);
        let nearest = |vector: VectorInternal, name: &str| Prefetch {
            prefetches: Vec::new(),
            query: Some(ScoringQuery::Vector(QueryEnum::Nearest(NamedQuery::new(
                vector, name,
            )))),
            limit: candidates,
            params: None,
            filter: filter.clone(),
            score_threshold: None,
        };
        let words = self.words.embed_query(query.text.as_str());
        let mut prefetches = vec![nearest(VectorInternal::Dense(query.vector), DENSE)];
        if !words.indices.is_empty() {
            prefetches.push(nearest(VectorInternal::Sparse(words), LEXICAL));
        }
        let request = QueryRequest {
            prefetches,
            query: Some(ScoringQuery::Fusion(Fusion::Rrf {
                k: RRF_K,
                weights: None,
            })),
            filter,
            score_threshold: None,
            limit: query.limit,
            offset: 0,
            params: None,
            with_vector: WithVector::Bool(false),
            with_payload: WithPayloadInterface::Bool(true),
        };
        let found = self.engine.query(request).map_err(refused)?;
        found.iter().map(hit).collect()
    }

    /// How many chunks there are, of `contract` or of all.
    pub(super) fn count(&self, contract: Option<&ContractId>) -> Result<usize, Error> {
        let filter = contract.map(only).transpose()?;
        let request = CountRequest {
            filter,
            exact: true,
        };
        self.engine.count(request).map_err(refused)
    }

    /// Without this index each filter by contract would read every payload. Repeating it is harmless.
    fn index_contracts(&self) -> Result<(), Error> {
        let create = FieldIndexOperations::CreateIndex(CreateIndex {
            field_name: key(CONTRACT)?,
            field_schema: Some(PayloadFieldSchema::FieldType(PayloadSchemaType::Keyword)),
        });
        self.update(UpdateOperation::FieldIndexOperation(create))?;
        self.engine.flush();
        Ok(())
    }

    fn update(&self, operation: UpdateOperation) -> Result<(), Error> {
        self.engine.update(operation).map_err(refused)
    }

    /// The point of a chunk. Its text is weighed and let go: the payload holds no word of it.
    fn point(&self, contract: &ContractId, point: &Point) -> PointStruct {
        let ordinal = point.ordinal.to_string();
        let id = PointId::Uuid(derive(&["chunk", contract.as_str(), &ordinal]));
        let words = self.words.embed_document(point.text.as_str());
        let mut vectors = vec![(DENSE, Vector::new_dense(point.vector.clone()))];
        if !words.indices.is_empty() {
            vectors.push((LEXICAL, Vector::from(words)));
        }
        let payload = json!({
            CONTRACT: contract.as_str(),
            "ordinal": point.ordinal,
            "page": point.page,
        });
        PointStruct::new(id, Vectors::new_named(vectors), payload)
    }
}

fn config(dimensions: usize) -> EdgeConfig {
    let lexical = EdgeSparseVectorParams::builder()
        .modifier(Modifier::Idf)
        .build();
    EdgeConfig::builder()
        .vector(
            DENSE,
            EdgeVectorParams::builder(dimensions, Distance::Cosine).build(),
        )
        .sparse_vector(LEXICAL, lexical)
        .build()
}

/// The one place where a contract becomes a filter.
fn only(contract: &ContractId) -> Result<Filter, Error> {
    let value = MatchValue {
        value: ValueVariants::String(contract.as_str().to_owned()),
    };
    let condition = FieldCondition::new_match(key(CONTRACT)?, Match::Value(value));
    Ok(Filter::new_must(Condition::Field(condition)))
}

fn key(name: &str) -> Result<JsonPath, Error> {
    name.parse()
        .map_err(|()| Error::permanent("a payload key is not a path"))
}

fn hit(found: &ScoredPoint) -> Result<Hit, Error> {
    let read = || {
        let payload = &found.payload.as_ref()?.0;
        let contract = payload.get(CONTRACT)?.as_str()?;
        let ordinal = payload.get("ordinal")?.as_u64()?;
        Some(Hit {
            contract: ContractId::from(contract),
            ordinal: u32::try_from(ordinal).ok()?,
            score: found.score,
        })
    };
    read().ok_or_else(|| Error::permanent("a stored chunk names no contract: rebuild the index"))
}

/// The engine's words speak of paths, names and sizes: it never sees a text that it could repeat.
fn refused(error: impl std::fmt::Display) -> Error {
    Error::permanent(error.to_string())
}
