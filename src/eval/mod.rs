//! How well the service reads.
