//! Who is signed in, and who has tried too often. Kept in memory: a restart signs everyone out.
//!
//! A session id is 256 random bits; only its SHA-256 is kept, so that a memory dump opens no session.

use super::house::Person;
use crate::domain::clock::Clock;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

const MINUTE: i64 = 60_000_000;
/// A session that nobody used for so long is over, in microseconds.
const IDLE: i64 = 30 * MINUTE;
/// Failed sign-ins of one name before it has to wait.
const TRIES: u32 = 5;
/// How long it has to wait after its last try, in microseconds.
const WAIT: i64 = MINUTE;
/// Names remembered at once; names are the caller's input and must not fill the memory.
const NAMES: usize = 10_000;

/// Someone who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The person's name.
    pub person: String,
    /// What each change made in this session must carry.
    pub csrf: String,
    /// Fingerprint of the password that opened it; another password ends the session.
    credential: [u8; 32],
    opened: i64,
    used: i64,
}

impl Session {
    /// Whether the session was opened with `person`'s present password.
    pub fn is_of(&self, person: &Person) -> bool {
        self.credential == fingerprint(&person.password_hash)
    }
}

/// All sessions and the failed tries.
pub struct Sessions {
    clock: Arc<dyn Clock>,
    longest: i64,
    open: Mutex<HashMap<[u8; 32], Session>>,
    failed: Mutex<HashMap<String, Tries>>,
}

#[derive(Clone, Copy)]
struct Tries {
    count: u32,
    last: i64,
}

impl Sessions {
    /// No sessions yet; each will last `hours` at most.
    pub fn new(clock: Arc<dyn Clock>, hours: u32) -> Self {
        Self {
            clock,
            longest: i64::from(hours) * 60 * MINUTE,
            open: Mutex::default(),
            failed: Mutex::default(),
        }
    }

    /// Opens a session for `person` and gives its id for the cookie. The id is new at each sign-in,
    /// so that nobody can plant one.
    pub fn open(&self, person: &Person) -> String {
        let (token, now) = (random_hex(), self.clock.micros());
        let session = Session {
            person: person.name.clone(),
            csrf: random_hex(),
            credential: fingerprint(&person.password_hash),
            opened: now,
            used: now,
        };
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, session| self.is_alive(session, now));
        open.insert(fingerprint(&token), session);
        token
    }

    /// The session of that id, where it is still alive; using it keeps it so.
    pub fn find(&self, token: &str) -> Option<Session> {
        let now = self.clock.micros();
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let session = open.get_mut(&fingerprint(token))?;
        if !self.is_alive(session, now) {
            return None;
        }
        session.used = now;
        Some(session.clone())
    }

    /// Ends the session of that id.
    pub fn close(&self, token: &str) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.remove(&fingerprint(token));
    }

    /// Counts a try of `name` before its password is looked at, so that tries made at once count too.
    /// `false` when the name has to wait.
    pub fn may_try(&self, name: &str) -> bool {
        let now = self.clock.micros();
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.retain(|_, tries| now - tries.last < WAIT);
        if failed.len() >= NAMES && !failed.contains_key(name) {
            forget_one(&mut failed);
        }
        let tries = failed.entry(name.to_owned()).or_insert(Tries {
            count: 0,
            last: now,
        });
        if tries.count >= TRIES {
            return false;
        }
        tries.count += 1;
        tries.last = now;
        true
    }

    /// Forgets the failed tries of `name`: the password was right.
    pub fn succeeded(&self, name: &str) {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.remove(name);
    }

    fn is_alive(&self, session: &Session, now: i64) -> bool {
        now - session.used < IDLE && now - session.opened < self.longest
    }
}

/// Forgets the name with the fewest tries, of those the oldest: somebody who fills the map with
/// made-up names locks nobody out, and a name that has to wait is the last to be forgotten.
fn forget_one(failed: &mut HashMap<String, Tries>) {
    let least = failed
        .iter()
        .min_by_key(|(_, tries)| (tries.count, tries.last))
        .map(|(name, _)| name.clone());
    if let Some(name) = least {
        failed.remove(&name);
    }
}

fn fingerprint(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

fn random_hex() -> String {
    hex::encode(rand::random::<[u8; 32]>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::clock::Fixed;
    use crate::http::Role;
    use jiff::Timestamp;

    fn person(hash: &str) -> Person {
        Person {
            name: "mara".into(),
            role: Role::Reviewer,
            password_hash: hash.into(),
        }
    }

    fn sessions() -> (Sessions, Arc<Fixed>) {
        let clock = Arc::new(Fixed::at(Timestamp::UNIX_EPOCH));
        (Sessions::new(clock.clone(), 12), clock)
    }

    /// T9: sessions end by idleness, by age and by a changed password.
    #[test]
    fn a_session_ends_when_idle_when_old_and_when_closed() {
        let (sessions, clock) = sessions();
        let token = sessions.open(&person("a"));
        assert_eq!(token.len(), 64);
        clock.advance(IDLE - 1);
        let session = sessions.find(&token).expect("used within half an hour");
        assert!(session.is_of(&person("a")));
        assert!(!session.is_of(&person("b")));
        clock.advance(IDLE);
        assert_eq!(sessions.find(&token), None);

        let token = sessions.open(&person("a"));
        for _ in 0..23 {
            clock.advance(30 * MINUTE - 1);
            assert!(sessions.find(&token).is_some());
        }
        clock.advance(30 * MINUTE - 1);
        clock.advance(24);
        assert_eq!(sessions.find(&token), None, "twelve hours are over");

        let token = sessions.open(&person("a"));
        sessions.close(&token);
        assert_eq!(sessions.find(&token), None);
    }

    #[test]
    fn the_sixth_try_waits_a_minute_and_other_names_do_not() {
        let (sessions, clock) = sessions();
        assert!((0..5).all(|_| sessions.may_try("mara")));
        assert!(!sessions.may_try("mara"));
        assert!(sessions.may_try("otto"));
        clock.advance(WAIT);
        assert!(sessions.may_try("mara"));
        sessions.succeeded("mara");
        assert!((0..5).all(|_| sessions.may_try("mara")));
    }

    #[test]
    fn made_up_names_do_not_fill_the_memory() {
        let (sessions, clock) = sessions();
        assert!((0..5).all(|_| sessions.may_try("mara")));
        for n in 1..NAMES {
            clock.advance(1);
            assert!(sessions.may_try(&n.to_string()));
        }
        assert!(sessions.may_try("otto"), "others can still sign in");
        assert!(
            !sessions.may_try("mara"),
            "who has to wait is not forgotten"
        );
        let failed = sessions.failed.lock().expect("no panic");
        assert_eq!(failed.len(), NAMES);
        assert!(!failed.contains_key("1"), "the oldest single try is gone");
    }
}
