use super::pack_version_prefix::prefixed;
use crate::model::Pack;
use crate::rules::Sink;
use crate::version::VersionText;

rule! {
    /// ## What it does
    /// Reports a `version` in pack.json that is not numbers separated by dots, such as `1.5` or
    /// `1.31.2`, with an optional suffix after `-` or `+`, such as `1.31.2-rev2` or `2.8.1+build`.
    ///
    /// ## Why it is bad
    /// Palette sorts the versions of a pack and checks them against the dependencies of other packs. An
    /// invalid version is sorted wrongly or not at all.
    ///
    /// ## Example
    /// ```json pack.json
    /// {
    ///   "name": "demo",
    ///   "displayName": "Demo",
    ///   "version": "latest",
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
    /// Palette documentation, *Add custom packs*: `version` is a semantic version; the public packs
    /// have two to four numbers, and suffixes such as `-rev1` and `-up.3`.
    id: "pack-version-form",
    severity: Warning,
    supersedes: ["pack-version-directory", "chart-version-mismatch"],
    summary: "pack version that is not dotted numbers with an optional suffix",
    check: Pack(check),
}

fn check(pack: &Pack, out: &mut Sink) {
    let Some(version) = &pack.version else { return };
    let Some(text) = version.known() else { return };
    // Another rule reports a leading v.
    if prefixed(text).is_none() && !is_version(text) {
        out.report(
            version.place,
            format!("version '{text}' is not a valid pack version"),
        )
        .about_itself()
        .label("expected numbers separated by dots")
        .help("write a version such as 1.4.0, or 1.4.0-rev1 with a suffix");
    }
}

/// Two numbers at least, without a `v`, and a suffix only behind `-` or `+`.
fn is_version(text: &str) -> bool {
    VersionText::read(text).is_some_and(|version| {
        version.prefix.is_empty()
            && version.numbers.contains('.')
            && !version.suffix.starts_with(['_', '.'])
            && version.has_usual_suffix()
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::pack::pack_version_form::is_version;

    #[test]
    fn real_versions_are_taken() {
        for text in [
            "1.5",
            "1.23",
            "5.5.2026",
            "1.31.2-rev1",
            "1.4.0-up.3",
            "2.8.1+build",
            "100.2602.0",
        ] {
            assert!(is_version(text), "{text}");
        }
        for text in [
            "latest", "1", "1.", "1.x", "1..2", "1.0.0-", "1.0.0 ", "", "-1.0",
        ] {
            assert!(!is_version(text), "{text}");
        }
    }
}
