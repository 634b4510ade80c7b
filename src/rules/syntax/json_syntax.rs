use crate::syntax::SyntaxProblemKind;

rule! {
    /// ## What it does
    /// Reports a pack.json that is not strict JSON: a trailing comma, a comment, single quotes.
    ///
    /// ## Why it is bad
    /// Palette's registry refuses the pack when it is pushed.
    ///
    /// ## Example
    /// ```json pack.json
    /// {
    ///   "name": "demo",
    ///   "displayName": "Demo",
    ///   "version": "1.0.0",
    ///   "layer": "addon",
    ///   "addonType": "monitoring",
    ///   "cloudTypes": ["all"],
    /// }
    /// ```
    ///
    /// ## Use instead
    /// ```json pack.json
    /// {
    ///   "name": "demo",
    ///   "displayName": "Demo",
    ///   "version": "1.0.0",
    ///   "layer": "addon",
    ///   "addonType": "monitoring",
    ///   "cloudTypes": ["all"]
    /// }
    /// ```
    ///
    /// ## Source
    /// RFC 8259.
    id: "json-syntax",
    severity: Error,
    summary: "pack.json is not strict JSON",
    problem: Syntax(SyntaxProblemKind::Json { reason }) => "this is not JSON: {reason}",
    label: "here",
    help: "nothing else in this file was checked",
}
