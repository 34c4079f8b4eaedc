//! One conversation with one child: it is started, given its file and the words of the pictures
//! that it asks about, and heard until it ends or its time is up. It never outlives its time, and
//! nothing that it says is interpreted here.

use super::frame::{self, Kind};
use super::ocr::Tesseract;
use rustix::process::{Pid, Signal, kill_process_group};
use std::io::ErrorKind;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};

/// The hidden argument by which the executable knows that it is the child.
pub const CHILD: &str = "pdf-child";

/// The word by which a reading child knows that it can ask what a picture says.
pub const WITH_OCR: &str = "ocr";

/// Most bytes that a child may answer at a time: far more than the words with boxes of a long
/// contract, and little enough that a hostile child does not fill the memory of the service.
const MAX_FRAME: u64 = 128 << 20;
/// Frames that are kept: a document and its agreement, or one other.
const MAX_FRAMES: usize = 4;
/// Bytes of the child's last words that are kept, to tell which limit it met.
const MAX_LAST_WORDS: u64 = 4096;
/// Time that drawing one picture adds to the wall clock.
const PER_PICTURE: Duration = Duration::from_secs(1);

/// What a child is held to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub memory_mib: u64,
    pub cpu_seconds: u64,
    pub max_bytes: usize,
    pub max_pages: usize,
}

/// Starts `executable` as a limited child in a process group of its own.
pub(super) fn start(
    executable: &Path,
    limits: Limits,
    task: &[&str],
    stderr: Stdio,
) -> std::io::Result<Child> {
    Command::new(executable)
        .arg(CHILD)
        .arg(limits.memory_mib.to_string())
        .arg(limits.cpu_seconds.to_string())
        .arg(limits.max_bytes.to_string())
        .arg(limits.max_pages.to_string())
        .args(task)
        .env_clear()
        // One thread for the OCR program, since several children share the machine's cores.
        .env("OMP_THREAD_LIMIT", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(stderr)
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
}

/// Ends the child and whatever it may have started.
pub(super) async fn end(child: &mut Child) {
    kill(group(child));
    // It is reaped here, not later.
    let _ = child.wait().await;
}

/// The process group of a child that was not waited for yet.
fn group(child: &Child) -> Option<Pid> {
    child.id().and_then(|id| Pid::from_raw(id.cast_signed()))
}

fn kill(group: Option<Pid>) {
    if let Some(group) = group {
        // It may be gone already.
        let _ = kill_process_group(group, Signal::KILL);
    }
}

/// How a conversation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum End {
    /// The child closed its output: it is done, or dead.
    #[default]
    Silent,
    /// Its time was up.
    Late,
    /// It said more than allowed.
    TooLong,
}

/// What a child left behind.
#[derive(Default)]
pub(super) struct Answer {
    /// What it said, without the pictures that it asked about.
    pub frames: Vec<(Kind, Vec<u8>)>,
    /// The end of what it complained of.
    pub last_words: Vec<u8>,
    /// How it ended.
    pub end: End,
    /// `None` where it had to be ended.
    pub status: Option<ExitStatus>,
}

/// A child with its pipes, and the time that it has left.
pub(super) struct Talk<'a> {
    pub child: Child,
    pub left: Duration,
    /// What recognises pictures, and how many.
    pub ocr: Option<(&'a Tesseract, usize)>,
    pub executable: &'a Path,
}

impl Talk<'_> {
    /// Holds the conversation to its end. What the child has said until then is kept, so that a
    /// document survives a second reading that hangs.
    pub async fn hold(mut self, file: &[u8]) -> Answer {
        let mut answer = Answer::default();
        let pipes = (self.child.stdin.take(), self.child.stdout.take());
        let stderr = self.child.stderr.take();
        let group = group(&self.child);
        let talk = async {
            if let (Some(stdin), Some(stdout)) = pipes {
                let pipes = Pipes { stdin, stdout };
                answer.end = self.converse(pipes, file, &mut answer.frames).await;
            }
            if answer.end == End::Silent {
                let (status, _) = timed(self.left, self.child.wait()).await;
                answer.status = status.and_then(Result::ok);
            }
            // Only now is it sure that nobody holds the pipe of complaints open for ever.
            kill(group);
        };
        let ((), last_words) = tokio::join!(talk, overhear(stderr));
        answer.last_words = last_words;
        end(&mut self.child).await;
        answer
    }

    async fn converse(
        &mut self,
        mut pipes: Pipes,
        file: &[u8],
        frames: &mut Vec<(Kind, Vec<u8>)>,
    ) -> End {
        let mut say = frame::encode(Kind::File, file);
        loop {
            let (heard, spent) = timed(self.left, pipes.exchange(&say)).await;
            self.left = self.left.saturating_sub(spent);
            match heard {
                None => return End::Late,
                Some(Err(error)) if error.kind() == ErrorKind::FileTooLarge => return End::TooLong,
                Some(Err(_)) => return End::Silent,
                Some(Ok((Kind::Picture, picture))) => say = self.words(&picture).await,
                Some(Ok(_)) if frames.len() == MAX_FRAMES => return End::TooLong,
                Some(Ok(frame)) => {
                    frames.push(frame);
                    say.clear();
                }
            }
        }
    }

    /// The frame that answers a picture. The OCR program's time is its own, not the child's.
    async fn words(&mut self, picture: &[u8]) -> Vec<u8> {
        self.left += PER_PICTURE;
        let words = match &mut self.ocr {
            Some((tesseract, left)) if *left > 0 => {
                *left -= 1;
                tesseract.recognise(self.executable, picture).await
            }
            _ => None,
        };
        match words {
            Some(words) => frame::encode(Kind::Words, &words),
            None => frame::encode(Kind::Unknown, &[]),
        }
    }
}

struct Pipes {
    stdin: ChildStdin,
    stdout: ChildStdout,
}

impl Pipes {
    /// Says `say` to the child, where there is something to say, and hears its next frame.
    async fn exchange(&mut self, say: &[u8]) -> std::io::Result<(Kind, Vec<u8>)> {
        // A child that dies early closes the pipe; what it said until then tells why.
        let _ = self.stdin.write_all(say).await;
        frame::receive(&mut self.stdout, MAX_FRAME).await
    }
}

/// What `work` gives, if that is within `limit`, and the time it took.
async fn timed<T>(limit: Duration, work: impl Future<Output = T>) -> (Option<T>, Duration) {
    let begun = Instant::now();
    let done = tokio::time::timeout(limit, work).await.ok();
    (done, begun.elapsed())
}

/// Reads a little of the child's complaints, then closes the pipe.
async fn overhear(stderr: Option<ChildStderr>) -> Vec<u8> {
    let mut heard = Vec::new();
    if let Some(stderr) = stderr {
        let _ = stderr.take(MAX_LAST_WORDS).read_to_end(&mut heard).await;
    }
    heard
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Talks for at most a fifth of a second with a shell that does `script`.
    async fn talk(script: &str) -> (Answer, Duration) {
        let child = Command::new("/bin/sh")
            .args(["-c", script])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true)
            .spawn();
        let talk = Talk {
            child: child.expect("a shell"),
            left: Duration::from_millis(200),
            ocr: None,
            executable: Path::new("/bin/sh"),
        };
        let begun = Instant::now();
        let answer = talk.hold(b"a file").await;
        (answer, begun.elapsed())
    }

    /// T7: whatever a child or its own children do, there is an answer when its time is up.
    #[tokio::test]
    async fn no_child_outlives_its_time() {
        let scripts = [
            ("echo slow >&2; sleep 60", End::Late),
            ("echo slow >&2; exec 1>&-; sleep 60", End::Silent),
            ("echo slow >&2; sleep 60 >&- & exit 3", End::Silent),
        ];
        for (script, end) in scripts {
            let (answer, took) = talk(script).await;
            assert!(took < Duration::from_secs(20), "{script}: {took:?}");
            assert_eq!(answer.end, end, "{script}");
            assert_eq!(answer.last_words, b"slow\n", "{script}");
        }
    }
}
