use crate::model::{Located, Pack};
use crate::rules::Sink;
use crate::version::{Version, VersionRange};

rule! {
    /// ## What it does
    /// Reports a dependency in pack.json whose `minVersion` or `maxVersion` is not a version, or whose
    /// `minVersion` is above its `maxVersion`. An empty text is no bound and is not reported.
    ///
    /// ## Why it is bad
    /// No version of the other pack can satisfy the dependency: a profile with both packs is refused.
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
    /// Palette documentation, *Pack constraints*: versions below the minimum and above the maximum are
    /// not valid.
    id: "pack-dependency-form",
    severity: Error,
    summary: "a dependency's versions cannot be read, or none lies between them",
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
                    "the dependency on {name} asks for {least_text} at least and {most_text} at \
                 most"
                ),
            )
            .label(format!("minVersion is {least_text}"))
            .related(
                most.place,
                format!("maxVersion is {most_text}, which is below"),
            )
            .help("no version lies between the two: exchange them, or leave one empty");
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
        let message = format!("{field} '{text}' of the dependency on {name} is not a version");
        out.report(bound.place, message)
            .label("expected numbers with dots between them")
            .help("write a version such as 1.28 or 1.28.3; \"\" is no bound");
    }
    Some((version?, bound))
}
