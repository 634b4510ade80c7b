use super::versions::{is_same, minor, version_behind, without_v};
use crate::finding::Severity;
use crate::model::{Chart, ContentChart, Located, Pack};
use crate::rules::Sink;
use crate::text::any_of;

rule! {
    /// ## What it does
    /// Compares the version in a chart's own Chart.yaml with the name of its archive (`demo-1.0.0.tgz`),
    /// with the pack's version if the pack has only this chart, and with the chart's entry under
    /// `pack.content.charts`. In these entries it also reports a name that is not a chart of the pack, and
    /// a `repo` that Helm cannot pull from: an address without a scheme, a single archive, or a GitHub web
    /// page.
    ///
    /// A pack's version must match the chart's `version` or its `appVersion`. A leading `v`, a suffix such
    /// as `-rev1` or `+build`, and zeros at the end make no difference. The finding is an info if pack and
    /// chart only have the same name and nothing else shows which version is meant. Under
    /// `pack.content.charts`, the appVersion is a mistake: Palette looks for a chart of that version.
    ///
    /// ## Why it is bad
    /// Users install a different version than they selected. An air-gapped installation cannot fetch a
    /// chart that `pack.content.charts` names wrongly.
    ///
    /// ## Use instead
    /// Replace the archive with the right version, or write the version that `helm show chart ARCHIVE`
    /// prints.
    ///
    /// ## Source
    /// Helm documentation, *Charts*: an archive is named after the name and version in its Chart.yaml;
    /// Palette documentation, *Add custom packs*: `content.charts` has name, version and repository.
    id: "chart-version-mismatch",
    severity: Warning,
    reads: [Charts],
    summary: "chart version that differs from the one the pack states",
    check: Pack(check),
}

fn check(pack: &Pack, out: &mut Sink) {
    let single = pack
        .files
        .iter()
        .filter(|file| file.field == "charts")
        .count()
        == 1;
    for chart in &pack.charts {
        if check_archive(chart, pack, single, out) && single {
            check_pack(chart, pack, out);
        }
    }
    for listed in &pack.notes.content_charts {
        check_content(listed, pack, out);
    }
}

/// Compares the archive's name; returns whether it matches.
fn check_archive(chart: &Chart, pack: &Pack, single: bool, out: &mut Sink) -> bool {
    let (Some(name), Some(version)) = (&chart.name, &chart.version) else {
        return true;
    };
    let file = chart.path.rsplit('/').next().unwrap_or_default();
    let Some(named) = version_of(file, name).filter(|named| !is_same(named, version)) else {
        return true;
    };
    let finding = out.report(
        chart.place,
        format!("'{file}' is named for version {named}, but contains {name} {version}"),
    );
    finding
        .label(format!("contains {name} {version}"))
        .help(format!(
            "replace the archive with version {named}, or rename it"
        ));
    if let Some(own) = pack.version.as_ref().filter(|_| single)
        && own.known().is_some_and(|own| is_same(own, named))
    {
        finding.related(own.place, "the pack's version");
    }
    false
}

/// Compares the version of a pack with one chart.
fn check_pack(chart: &Chart, pack: &Pack, out: &mut Sink) {
    let (Some(version), Some(own), Some(name)) = (&pack.version, &chart.version, &chart.name)
    else {
        return;
    };
    let Some(packed) = version.known() else {
        return;
    };
    let versions: Vec<&str> = std::iter::once(own)
        .chain(&chart.app_version)
        .map(String::as_str)
        .collect();
    let is_plain = |text: &str| text.starts_with(|first: char| first.is_ascii_digit());
    if versions.iter().any(|other| is_same(packed, other)) || !is_plain(without_v(packed)) {
        return;
    }
    let is_near = versions
        .iter()
        .any(|other| minor(other).is_some() && minor(other) == minor(packed));
    let is_named = pack.name.as_ref().is_some_and(|own| own.is(name));
    if !is_near && !is_named {
        return;
    }
    let of = match &chart.app_version {
        Some(app) if app != own => format!("{own} (appVersion {app})"),
        _ => own.clone(),
    };
    let finding = out.report(
        version.place,
        format!("the pack's version is {packed}, but its chart is {name} {of}"),
    );
    finding
        .about_itself()
        .label("neither the chart's version nor its appVersion")
        .related(chart.place, format!("this archive contains {name} {own}"))
        .help("correct the pack's version, or add the matching chart");
    if !is_near {
        finding.severity(Severity::Info);
    }
}

/// Compares an entry of `pack.content.charts`.
fn check_content(listed: &ContentChart, pack: &Pack, out: &mut Sink) {
    if let Some(key) = listed.repository {
        out.report(key, "Palette reads 'repo', not 'repository'")
            .label("did you mean 'repo'?")
            .help("rename the key to repo: Palette ignores unknown keys");
    }
    if let Some(repo) = &listed.repo
        && let Some((url, why)) = repo
            .known()
            .and_then(|url| Some((url, not_a_repository(url)?)))
    {
        out.report(repo.place, format!("'{url}' is not a chart repository: {why}"))
            .label(why)
            .help("use an address that `helm repo add` or `helm pull` accepts: https://host/charts, oci://host/charts");
    }
    let Some(name) = listed.name.as_ref().and_then(Located::known) else {
        return;
    };
    let Some(chart) = pack
        .charts
        .iter()
        .find(|chart| chart.name.as_ref() == Some(name))
    else {
        if let Some(names) = pack.chart_names().filter(|names| !names.is_empty()) {
            let is_within = |chart: &Chart| chart.subcharts.contains(name);
            if !pack.charts.iter().any(is_within) {
                out.report(listed.place, format!("{name} is not a chart of this pack"))
                    .label("no chart has this name")
                    .help(format!(
                        "use the name in the chart's Chart.yaml: {}",
                        any_of(&names)
                    ));
            }
        }
        return;
    };
    let (Some(version), Some(own)) = (&listed.version, &chart.version) else {
        return;
    };
    let Some(written) = version.known().filter(|written| !is_same(written, own)) else {
        return;
    };
    let is_app = chart
        .app_version
        .as_ref()
        .is_some_and(|app| is_same(app, written));
    out.report(
        version.place,
        format!("{name} is listed as {written}, but the pack contains {own}"),
    )
    .label(if is_app {
        "the appVersion, not the chart's version"
    } else {
        "a different version"
    })
    .related(chart.place, format!("this archive contains {name} {own}"))
    .help(format!("change the version to {own}"));
}

/// The version in the name of a chart's archive.
fn version_of<'f>(file: &'f str, chart: &str) -> Option<&'f str> {
    let stem = file
        .strip_suffix(".tgz")
        .or_else(|| file.strip_suffix(".tar.gz"))?;
    version_behind(stem, chart)
}

/// Why Helm cannot pull a chart from an address.
fn not_a_repository(url: &str) -> Option<&'static str> {
    let Some((scheme, rest)) = url.split_once("://") else {
        return Some("it has no scheme such as https://");
    };
    if !matches!(scheme, "http" | "https" | "oci") {
        return Some("Helm supports the schemes https, http and oci");
    }
    if [".tgz", ".tar.gz", ".zip"]
        .iter()
        .any(|end| rest.ends_with(end))
        && scheme != "oci"
    {
        return Some("it is a single chart archive");
    }
    let mut parts = rest.trim_end_matches('/').split('/');
    let (host, _, _, kind) = (parts.next(), parts.next(), parts.next(), parts.next());
    let is_page = matches!(host, Some("github.com" | "www.github.com"))
        && matches!(
            kind,
            None | Some("tree" | "blob" | "archive" | "releases" | "tags" | "wiki")
        )
        && !rest.contains("/releases/download/");
    is_page.then_some("it is a GitHub web page")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_archives() {
        assert_eq!(version_of("demo-1.0.0.tgz", "demo"), Some("1.0.0"));
        assert_eq!(
            version_of("ceph-rbd-3.11.0.tgz", "ceph-csi-rbd"),
            Some("3.11.0")
        );
        assert_eq!(
            version_of("demo-v2-1.0.0-rc1.tgz", "demo-v2"),
            Some("1.0.0-rc1")
        );
        assert_eq!(
            version_of("demo-helm-3-chart-0.4.0.tgz", "x"),
            Some("0.4.0")
        );
        assert_eq!(version_of("demo-latest.tgz", "demo"), None);
        assert_eq!(version_of("demo.tgz", "demo"), None);
    }

    #[test]
    fn repositories() {
        for url in [
            "https://charts.example.org",
            "oci://ghcr.io/demo/charts",
            "https://github.com/demo/charts/raw/gh-pages",
        ] {
            assert_eq!(not_a_repository(url), None, "{url}");
        }
        for url in [
            "helm.example.org/v2",
            "https://github.com/demo/charts/tree/main/demo",
            "https://github.com/demo/demo",
            "https://github.com/demo/demo/archive/refs/tags/v1.tar.gz",
        ] {
            assert!(not_a_repository(url).is_some(), "{url}");
        }
    }
}
