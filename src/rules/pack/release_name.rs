use crate::model::Pack;
use crate::rules::Sink;
use crate::text::{all_of_many, any_of};

rule! {
    /// ## What it does
    /// Reports keys of `pack.releaseNameOverride` that are the name of no chart of the pack, and release
    /// names that are longer than Helm allows. Where an archive could not be read, the names of the charts
    /// are not known and keys are not reported.
    ///
    /// ## Why it is bad
    /// A key that names no chart renames no release. Charts within charts have no release of their own.
    /// Helm refuses a release name of more than 53 characters.
    ///
    /// ## Use instead
    /// Name the chart as in its own Chart.yaml: `releaseNameOverride: {demo: my-demo}`.
    ///
    /// ## Source
    /// Palette documentation, *Add custom packs*: `releaseNameOverride`; Helm documentation: release names
    /// have at most 53 characters.
    id: "release-name",
    severity: Warning,
    reads: [Charts],
    summary: "releaseNameOverride names no chart, or a release name is too long",
    check: Pack(check),
}

/// Helm's limit, in characters.
const LONGEST: usize = 53;

fn check(pack: &Pack, out: &mut Sink) {
    let names = pack.chart_names();
    let mut unknown = Vec::new();
    for (chart, release) in &pack.notes.release_names {
        let (Some(key), Some(name)) = (chart.known(), release.known()) else {
            continue;
        };
        let length = name.chars().count();
        if length > LONGEST {
            let message =
                format!("the release name '{name}' has {length} characters; Helm allows {LONGEST}");
            out.report(release.place, message)
                .label(format!("{} too many", length - LONGEST))
                .help("shorten it");
        }
        let is_known = |names: &Vec<&str>| names.contains(&key.as_str());
        if names.as_ref().is_some_and(|names| !is_known(names)) {
            unknown.push((key.as_str(), chart.place));
        }
    }
    let (Some((_, first)), Some(names)) = (unknown.first(), names) else {
        return;
    };
    let keys: Vec<&str> = unknown.iter().map(|(key, _)| *key).collect();
    let message = format!(
        "releaseNameOverride names {}: the pack has no such chart",
        all_of_many(&keys)
    );
    let finding = out.report(*first, message);
    finding
        .label("no chart of this name")
        .help(match names.as_slice() {
            [] => "remove it: the pack has no charts".to_owned(),
            names => format!(
                "a key is the name of a chart of the pack: {}",
                any_of(names)
            ),
        });
    for (_, place) in unknown.iter().skip(1) {
        finding.related(*place, "nor of this one");
    }
}
