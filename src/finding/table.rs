//! The numbers of a message that would not fit into one sentence.

/// A small table: words in the first column, numbers in the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) head: Vec<&'static str>,
    pub(crate) rows: Vec<Vec<String>>,
    /// How the numbers are computed.
    pub(crate) note: String,
}
