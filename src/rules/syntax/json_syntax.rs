use crate::syntax::SyntaxProblemKind;

rule! {
    /// ## What it does
    /// Reports a JSON file, such as pack.json, that is not strict JSON. Typical causes are a trailing
    /// comma, a comment or single quotes.
    ///
    /// ## Why it is bad
    /// Palette's registry rejects a pack whose pack.json is invalid, and other tools reject invalid
    /// JSON as well.
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
    summary: "invalid JSON",
    problem: Syntax(SyntaxProblemKind::Json { reason }) => "invalid JSON: {reason}",
    label: "parsing stopped here",
    help: "packlint checked nothing else in this file",
}
