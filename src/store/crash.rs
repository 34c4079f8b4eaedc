//! Named places where a test can kill the process, to prove that nothing is lost and nothing is
//! written twice. Built into debug builds alone: a release binary cannot be told to die.

/// Kills this process with SIGKILL when the environment names this place (`COUNTERSIGN_CRASH_AT`).
#[cfg(debug_assertions)]
pub fn point(name: &str) {
    let Ok(wanted) = std::env::var("COUNTERSIGN_CRASH_AT") else {
        return;
    };
    if wanted == name {
        eprintln!("crash point {name}");
        let _ =
            rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    }
}

/// Does nothing in a release build.
#[cfg(not(debug_assertions))]
pub fn point(_name: &str) {}
