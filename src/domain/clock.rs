//! Time as something that is handed in. Domain code never reads a clock of its own.

use jiff::Timestamp;

/// Tells the time. The service is given the machine's clock, a test one that it moves itself.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;

    /// The present instant in microseconds since 1970, the unit of every time column.
    fn micros(&self) -> i64 {
        self.now().as_microsecond()
    }
}

/// A clock that stands still until it is set: for tests and for replaying a decision.
#[derive(Debug)]
pub struct Fixed(std::sync::atomic::AtomicI64);

impl Fixed {
    /// A clock standing at `at`.
    pub fn at(at: Timestamp) -> Self {
        Self(std::sync::atomic::AtomicI64::new(at.as_microsecond()))
    }

    /// Moves the clock forward by `micros` microseconds.
    pub fn advance(&self, micros: i64) {
        self.0
            .fetch_add(micros, std::sync::atomic::Ordering::SeqCst);
    }
}

impl Clock for Fixed {
    fn now(&self) -> Timestamp {
        let micros = self.0.load(std::sync::atomic::Ordering::SeqCst);
        Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}
