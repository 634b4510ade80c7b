use crate::finding::{Applicability, Sink};
use crate::rules::Context;

rule! {
    /// ## What it does
    /// Reports a `version` in pack.json that starts with `v`.
    ///
    /// ## Why it is bad
    /// Palette compares the versions of packs as numbers: a profile that asks for `1.1.0` does not find
    /// `v1.1.0`, and dependencies on the pack do not hold. The public pack repository refuses it.
    ///
    /// ## Example
    /// ```json pack.json
    /// {
    ///   "name": "demo",
    ///   "displayName": "Demo",
    ///   "version": "v1.0.0",
    ///   "layer": "addon",
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
    ///   "cloudTypes": ["all"]
    /// }
    /// ```
    ///
    /// ## Source
    /// spectrocloud/pack-central, README.md: the version must not start with `v`; Palette
    /// documentation, *Add custom packs*: `version` is a semantic version.
    PackVersionPrefix {
        id: "pack-version-prefix",
        group: Pack,
        severity: Error,
        fix: Always,
        supersedes: [],
        summary: "a pack's version starts with v",
    }
}

fn check(cx: &Context<'_>, sink: &mut Sink) {
    let Some(version) = cx.pack.and_then(|pack| pack.version.as_ref()) else {
        return;
    };
    let Some((text, rest)) = version
        .known()
        .and_then(|text| Some((text, prefixed(text)?)))
    else {
        return;
    };
    let quoted = serde_json::Value::from(rest).to_string();
    sink.emit(
        META.finding(
            version.place,
            format!("version '{text}' starts with {}", &text[..1]),
        )
        .label(format!("write {quoted}"))
        .help("the images and charts of the pack may keep their v: only the pack's own version must not have it")
        .fix(Applicability::Safe, version.place, quoted),
    );
}

/// What follows the `v` of a version that starts with one.
pub(crate) fn prefixed(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(['v', 'V'])?;
    rest.starts_with(|c: char| c.is_ascii_digit())
        .then_some(rest)
}
