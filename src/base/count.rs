//! Counts with the singular or the plural of a noun.

use std::fmt::Display;

/// `1 set`, `3 sets`: a number and a noun with a regular plural.
pub fn count<N: From<u8> + PartialEq + Display + Copy>(number: N, noun: &str) -> String {
    let ending = if number == N::from(1) { "" } else { "s" };
    format!("{number} {noun}{ending}")
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn a_count_of_one_is_singular() {
        assert_eq!(count(1_u32, "set"), "1 set");
        assert_eq!(count(0_usize, "set"), "0 sets");
    }
}
