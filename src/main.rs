//! The packlint command.

fn main() {}
