use super::pack_directory_name::{named_directory, version_in};
use super::versions::{is_same, is_shortened, version_behind, without_v};
use crate::model::Pack;
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a pack in a directory `<name>-<version>` whose version is not the one in pack.json. A
    /// leading `v` makes no difference. A directory that has no version in its name is not reported.
    ///
    /// ## Why it is bad
    /// Usually the directory was copied from another version, and only the directory name or only
    /// pack.json was updated. The pack is then published under the wrong version, or replaces the old one.
    ///
    /// ## Example
    /// ```json pack.json
    /// {
    ///   "name": "demo",
    ///   "displayName": "Demo",
    ///   "version": "2.0.0",
    ///   "layer": "addon",
    ///   "addonType": "monitoring",
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
    ///   "addonType": "monitoring",
    ///   "cloudTypes": ["all"]
    /// }
    /// ```
    ///
    /// ## Source
    /// spectrocloud/pack-central, README.md: the directory is named `<name>-x.y.z`. In the examples
    /// above, pack.json is in a directory `demo-1.0.0`.
    id: "pack-version-directory",
    severity: Warning,
    supersedes: ["chart-version-mismatch"],
    summary: "directory name with a different version than pack.json",
    check: Pack(check),
}

fn check(pack: &Pack, out: &mut Sink) {
    let Some((directory, (named, _), (versioned, place))) = named_directory(pack) else {
        return;
    };
    let differs = match version_in(directory, named, versioned) {
        Some(own) => Some(own)
            .filter(|own| without_v(own) != without_v(versioned) && !is_shortened(own, versioned)),
        // The directory is named otherwise: there may be more behind its version.
        None => version_behind(directory, named).filter(|own| !is_same(own, versioned)),
    };
    if let Some(own) = differs.filter(|own| !own.is_empty()) {
        let message =
            format!("the directory is named for version {own}, but pack.json has {versioned}");
        out.report(place, message)
            .about_itself()
            .label(format!("the directory is named {directory}"))
            .help(format!(
                "correct the version, or rename the directory to {named}-{versioned}"
            ));
    }
}
