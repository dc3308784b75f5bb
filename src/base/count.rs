//! Counts in words: one form for one, one for any other number.

use std::fmt::Display;

/// `1 set`, `3 sets`: a number and a noun that takes an s.
///
/// ```
/// # use unsit::base::count::count;
/// assert_eq!(count(1_u32, "set"), "1 set");
/// assert_eq!(count(0_usize, "set"), "0 sets");
/// ```
pub fn count<N: From<u8> + PartialEq + Display + Copy>(number: N, noun: &str) -> String {
    let ending = if number == N::from(1) { "" } else { "s" };
    format!("{number} {noun}{ending}")
}
