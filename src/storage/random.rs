//! Random numbers, for ids and for the names of temporary files.

use std::hash::{BuildHasher, RandomState};

/// 64 random bits.
pub fn random() -> u64 {
    // The standard library's hashers are keyed with randomness from the system.
    RandomState::new().hash_one(std::process::id())
}
