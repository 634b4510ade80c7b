//! `packlint init`.
