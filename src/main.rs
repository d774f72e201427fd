//! chaincheck.
fn main() {}
