use crate::model::Pack;
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a pack whose directory is not named `<name>-<version>` after its pack.json.
    ///
    /// ## Why it is bad
    /// Nothing fails: Palette reads pack.json only. People who look for a version of a pack by its
    /// directory find the wrong one, and the public pack repository asks for this name.
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
    /// stand in a directory `demo-1.0.0`.
    id: "pack-directory-name",
    severity: Info,
    summary: "a pack's directory is not named after its name and version",
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
        let message = format!("the directory is named '{directory}', the pack '{expected}'");
        out.report(name.place, message)
            .label(format!("the pack's name is {named}"))
            .related(version.place, format!("its version is {versioned}"))
            .help(format!(
                "rename the directory to {expected}, or correct pack.json"
            ));
    }
}
