//! Connections that end in the middle of an answer, byte by byte as the sender left them.

use super::*;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Gives each connection the next of `answers` and closes its own side only: the client may still write
/// and is never told that anything went wrong. How often it was asked.
async fn half_closing(answers: Vec<String>) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let address = listener.local_addr().expect("bound");
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = asked.clone();
    tokio::spawn(async move {
        for answer in answers {
            let Ok((mut stream, _)) = listener.accept().await else {
                return;
            };
            counter.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(async move {
                let mut heard = vec![0; 64 * 1024];
                let _ = stream.read(&mut heard).await;
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.shutdown().await;
                // The reading side stays open until the client has had enough.
                while stream.read(&mut heard).await.is_ok_and(|read| read > 0) {}
            });
        }
    });
    (address, asked)
}

fn whole() -> String {
    Script::says("{}").body.to_string()
}

async fn outcome(answers: Vec<String>) -> (Result<String, Error>, usize) {
    let (address, asked) = half_closing(answers).await;
    let llm = OpenAi::new(Settings {
        base_url: format!("http://{address}/v1"),
        model: MODEL.to_owned(),
        format: Some(Format::Schema),
        timeout_seconds: 2,
        deadline_seconds: 5,
        retries: 2,
        backoff_millis: 5,
        ..Settings::default()
    });
    let reply = llm.expect("sound settings").complete(&request()).await;
    (reply.outcome, asked.load(Ordering::SeqCst))
}

/// With a length that is not reached, and without one: neither is an answer, both are asked again.
#[tokio::test]
async fn a_half_closed_stream_is_no_answer_and_is_asked_again() {
    let body = whole();
    let half = &body[..body.len() / 2];
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
    let promised = format!("{head}content-length: {}\r\n\r\n{half}", body.len());
    let endless = format!("{head}connection: close\r\n\r\n{half}");
    for broken in [promised, endless] {
        let (outcome, asked) = outcome(vec![broken.clone(); 3]).await;
        assert_eq!((named(&outcome), asked), ("transient", 3), "{broken}");
    }
}

#[tokio::test]
async fn a_whole_answer_on_a_half_closed_connection_is_an_answer() {
    let body = whole();
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n";
    let broken = format!("{head}\r\n{}", &body[..20]);
    let (outcome, asked) = outcome(vec![broken, format!("{head}\r\n{body}")]).await;
    assert_eq!((named(&outcome), asked), ("reply", 2));
}
