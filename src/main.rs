//! The program: arguments, command, error, exit code.

fn main() {}
