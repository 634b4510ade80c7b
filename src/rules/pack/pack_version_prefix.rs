use crate::finding::Applicability;
use crate::model::Pack;
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a `version` in pack.json that starts with `v`.
    ///
    /// ## Why it is bad
    /// Palette compares pack versions as numbers. A profile that asks for `1.1.0` does not find
    /// `v1.1.0`, and dependencies on the pack fail. The public pack repository rejects such a version.
    ///
    /// ## Example
    /// ```json pack.json
    /// {
    ///   "name": "demo",
    ///   "displayName": "Demo",
    ///   "version": "v1.0.0",
    ///   "layer": "addon",
    ///   "addonType": "monitoring",
    ///   "cloudTypes": ["all"]
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
    /// spectrocloud/pack-central, README.md: the version must not start with `v`; Palette
    /// documentation, *Add custom packs*: `version` is a semantic version.
    id: "pack-version-prefix",
    severity: Error,
    fix: Always,
    summary: "pack version that starts with v",
    check: Pack(check),
}

fn check(pack: &Pack, out: &mut Sink) {
    let Some(version) = &pack.version else { return };
    let Some(text) = version.known() else { return };
    let Some(rest) = prefixed(text) else { return };
    let quoted = serde_json::Value::from(rest).to_string();
    let message = format!("version '{text}' starts with {}", &text[..1]);
    out.report(version.place, message)
        .label(format!("write {quoted}"))
        .help(
            "remove the v from the pack's own version; versions of its images and charts may keep \
             theirs",
        )
        .fix(Applicability::Safe, version.place, quoted);
}

/// What follows the `v` of a version that starts with one.
pub(crate) fn prefixed(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(['v', 'V'])?;
    rest.starts_with(|c: char| c.is_ascii_digit())
        .then_some(rest)
}
