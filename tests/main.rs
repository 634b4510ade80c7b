//! The integration tests, as one binary: linking is the slow part of a test run.

mod syntax;
