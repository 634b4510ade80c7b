use crate::model::Pack;
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a pack whose directory is not named `<name>-<version>` after its pack.json.
    ///
    /// ## Why it is bad
    /// Palette reads only pack.json, so nothing fails. But people who look for a version of a pack by
    /// its directory find the wrong one, and the public pack repository requires this name.
    ///
    /// ## Example
    /// ```json pack.json
    /// {
    ///   "name": "demo",
    ///   "displayName": "Demo",
    ///   "version": "2.0.0",
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
    /// spectrocloud/pack-central, README.md: the directory is named `<name>-x.y.z`. The examples above
    /// are in a directory `demo-1.0.0`.
    id: "pack-directory-name",
    severity: Info,
    summary: "pack directory not named after the pack's name and version",
    check: Pack(check),
}

fn check(pack: &Pack, out: &mut Sink) {
    let (Some(directory), Some(name), Some(version)) =
        (&pack.directory_name, &pack.name, &pack.version)
    else {
        return;
    };
    let (Some(named), Some(versioned)) = (name.known(), version.known()) else {
        return;
    };
    let expected = format!("{named}-{versioned}");
    // Another rule reports a leading v of the version: both names are accepted.
    let without_prefix = format!("{named}-{}", versioned.trim_start_matches('v'));
    if *directory != expected && *directory != without_prefix {
        let message =
            format!("directory '{directory}' should be named '{expected}' after its pack");
        out.report(name.place, message)
            .label("the pack's name")
            .related(version.place, "the pack's version")
            .help(format!(
                "rename the directory to {expected}, or correct name and version in pack.json"
            ));
    }
}
