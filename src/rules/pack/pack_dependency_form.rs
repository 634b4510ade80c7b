use crate::model::{Located, Pack};
use crate::rules::Sink;
use crate::version::{Version, VersionRange};

rule! {
    /// ## What it does
    /// Reports a dependency in pack.json whose `minVersion` or `maxVersion` is not a version, or whose
    /// `minVersion` is above its `maxVersion`. An empty string means no bound and is not reported.
    ///
    /// ## Why it is bad
    /// No version of the other pack can satisfy the dependency. Palette rejects a profile with both
    /// packs.
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
    ///   "constraints": {
    ///     "dependencies": [
    ///       {
    ///         "packName": "kubernetes",
    ///         "layer": "k8s",
    ///         "type": "optional",
    ///         "minVersion": "1.30",
    ///         "maxVersion": "1.28"
    ///       }
    ///     ]
    ///   }
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
    ///   "cloudTypes": ["all"],
    ///   "constraints": {
    ///     "dependencies": [
    ///       {
    ///         "packName": "kubernetes",
    ///         "layer": "k8s",
    ///         "type": "optional",
    ///         "minVersion": "1.28",
    ///         "maxVersion": "1.30"
    ///       }
    ///     ]
    ///   }
    /// }
    /// ```
    ///
    /// ## Source
    /// Palette documentation, *Pack constraints*: versions below the minimum or above the maximum are
    /// not valid.
    id: "pack-dependency-form",
    severity: Error,
    fix: Sometimes,
    summary: "dependency with an invalid version or an empty version range",
    check: Pack(check),
}

fn check(pack: &Pack, out: &mut Sink) {
    for dependency in &pack.dependencies {
        let name = dependency.pack_name.known().map_or("", String::as_str);
        let min = bound("minVersion", name, dependency.min_version.as_ref(), out);
        let max = bound("maxVersion", name, dependency.max_version.as_ref(), out);
        let (Some((min, least)), Some((max, most))) = (min, max) else {
            continue;
        };
        let range = VersionRange {
            min: Some(min),
            max: Some(max),
        };
        if range.is_empty()
            && let (Some(least_text), Some(most_text)) = (least.known(), most.known())
        {
            out.report(
                least.place,
                format!(
                    "no version satisfies the dependency on {name}: minVersion {least_text} is above \
                 maxVersion {most_text}"
                ),
            )
            .label("above maxVersion")
            .related(most.place, "below minVersion")
            .help("swap the two versions, or leave one of them empty")
            .swap(least, most);
        }
    }
}

/// A bound; reports one that is not a version.
fn bound<'m>(
    field: &str,
    name: &str,
    bound: Option<&'m Located<String>>,
    out: &mut Sink,
) -> Option<(Version, &'m Located<String>)> {
    let bound = bound?;
    let text = bound.known()?;
    let version = Version::parse(text);
    if version.is_none() {
        let message =
            format!("{field} '{text}' of the dependency on {name} is not a valid version");
        out.report(bound.place, message)
            .label("expected numbers separated by dots")
            .help("write a version such as 1.28 or 1.28.3, or \"\" for no bound");
    }
    Some((version?, bound))
}
