use crate::model::Pack;
use crate::rules::Sink;
use crate::text::{all_of_many, any_of, count};

rule! {
    /// ## What it does
    /// Reports keys of `pack.releaseNameOverride` that are not names of charts in the pack, and release
    /// names that are longer than Helm allows. If packlint cannot read an archive, it does not know the
    /// names of the charts and does not report keys.
    ///
    /// ## Why it is bad
    /// A key that names no chart has no effect; subcharts have no separate release. Helm rejects release
    /// names of more than 53 characters.
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
    summary: "releaseNameOverride that names no chart, or release name that is too long",
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
                format!("release name '{name}' has {length} characters; Helm allows {LONGEST}");
            out.report(release.place, message)
                .label(format!(
                    "{} too long",
                    count((length - LONGEST) as u64, "character")
                ))
                .help("use a shorter name");
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
        "releaseNameOverride names {}, which the pack does not contain",
        all_of_many(&keys)
    );
    let finding = out.report(*first, message);
    finding
        .label("no chart has this name")
        .help(match names.as_slice() {
            [] => "remove it: the pack has no charts".to_owned(),
            names => format!("use the name of a chart in this pack: {}", any_of(names)),
        });
    for (_, place) in unknown.iter().skip(1) {
        finding.related(*place, "no chart has this name");
    }
}
