//! Reads a chat completion as leniently as servers write it, and as strictly as its meaning needs:
//! only an answer that says it is finished is an answer.

use super::super::{Error, Reply, Usage};
use serde_json::Value as Json;

/// Below this share of our own count, the endpoint has clipped the question.
const CLIPPED_PERCENT: u64 = 90;

/// What came of a completion; `expected` is our own count of the question's tokens, 0 for unknown, and `tool`
/// the function that was to be called with the answer.
pub(super) fn read(completion: &Json, expected: u32, tool: Option<&str>) -> Reply {
    let billed = |pointer| tokens(completion, pointer).unwrap_or_default();
    Reply {
        outcome: outcome(completion, expected, tool),
        usage: Usage {
            prompt_tokens: billed("/usage/prompt_tokens"),
            completion_tokens: billed("/usage/completion_tokens"),
            attempts: 1,
            answered: 1,
            lost: 0,
        },
    }
}

fn outcome(completion: &Json, expected: u32, tool: Option<&str>) -> Result<String, Error> {
    let Some(choice) = completion.pointer("/choices/0") else {
        return Err(Error::transient("an answer without a choice"));
    };
    let message = choice.get("message").unwrap_or(&Json::Null);
    if is_refusal(message) {
        return Err(Error::Refused);
    }
    let called = tool.and_then(|tool| arguments(message, tool));
    let reason = choice.get("finish_reason").and_then(Json::as_str);
    let reason = reason.map(str::to_ascii_lowercase);
    // Gateways hand on the words of the model behind them.
    match reason.as_deref() {
        Some("stop" | "end_turn" | "stop_sequence" | "eos" | "eos_token" | "complete") => {}
        // Without a reason nobody says that the answer is whole.
        Some("length" | "max_tokens" | "max_output_tokens" | "model_length") | None => {
            return Err(Error::Truncated);
        }
        Some("content_filter" | "safety" | "content_filtered") => return Err(Error::Filtered),
        // Where the function was offered, to call it is to answer; some servers say `stop` then.
        Some("tool_calls" | "function_call" | "tool_use") if called.is_some() => {}
        Some("tool_calls" | "function_call" | "tool_use") => {
            return Err(Error::permanent("it called a tool that was not offered"));
        }
        Some(_) => return Err(Error::transient("it stopped for a reason of its own")),
    }
    if let Some(billed) = tokens(completion, "/usage/prompt_tokens")
        && u64::from(billed) * 100 < u64::from(expected) * CLIPPED_PERCENT
    {
        return Err(Error::Clipped {
            billed,
            counted: expected,
        });
    }
    match called.or_else(|| text(message)) {
        Some(text) if !text.trim().is_empty() => Ok(unfenced(&text).to_owned()),
        _ => Err(Error::transient("an answer without text")),
    }
}

fn is_refusal(message: &Json) -> bool {
    let spoken = message
        .get("refusal")
        .and_then(Json::as_str)
        .is_some_and(|text| !text.is_empty());
    let part = message
        .get("content")
        .and_then(Json::as_array)
        .is_some_and(|parts| parts.iter().any(|part| part["type"] == "refusal"));
    spoken || part
}

/// The arguments of the first call of `tool`.
fn arguments(message: &Json, tool: &str) -> Option<String> {
    let calls = message.get("tool_calls")?.as_array()?.iter();
    let mut functions = calls.filter_map(|call| call.get("function"));
    let function = functions.find(|function| function["name"] == tool)?;
    function.get("arguments")?.as_str().map(str::to_owned)
}

/// The content, which some servers give in parts.
fn text(message: &Json) -> Option<String> {
    match message.get("content")? {
        Json::String(text) => Some(text.clone()),
        Json::Array(parts) => Some(
            parts
                .iter()
                .filter_map(|part| part.get("text").and_then(Json::as_str))
                .collect(),
        ),
        _ => None,
    }
}

fn tokens(completion: &Json, pointer: &str) -> Option<u32> {
    let number = completion.pointer(pointer)?.as_u64()?;
    u32::try_from(number).ok()
}

/// The text inside one code fence, or the text as it is.
fn unfenced(text: &str) -> &str {
    let text = text.trim().trim_start_matches('\u{feff}');
    let inner = text
        .strip_prefix("```")
        .and_then(|rest| rest.trim_end().strip_suffix("```"))
        .and_then(|rest| rest.split_once('\n'));
    inner.map_or(text, |(_, inner)| inner.trim())
}
