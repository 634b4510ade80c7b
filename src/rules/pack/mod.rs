//! A pack directory.

mod chart_archive;
mod chart_unknown;
mod chart_unwired;
mod chart_values_schema;
mod image_reference;
mod manifest_syntax;
mod pack_dependency_form;
mod pack_directory_name;
mod pack_duplicate;
mod pack_file_missing;
mod pack_image_entry;
mod pack_images_missing;
mod pack_logo_missing;
mod pack_readme_missing;
mod pack_schema;
mod pack_values_missing;
mod pack_version_form;
mod pack_version_prefix;

pub(crate) use chart_archive::ChartArchive;
pub(crate) use chart_unknown::ChartUnknown;
pub(crate) use chart_unwired::ChartUnwired;
pub(crate) use chart_values_schema::ChartValuesSchema;
pub(crate) use manifest_syntax::ManifestSyntax;
pub(crate) use pack_dependency_form::PackDependencyForm;
pub(crate) use pack_directory_name::PackDirectoryName;
pub(crate) use pack_duplicate::PackDuplicate;
pub(crate) use pack_file_missing::PackFileMissing;
pub(crate) use pack_image_entry::PackImageEntry;
pub(crate) use pack_images_missing::PackImagesMissing;
pub(crate) use pack_logo_missing::PackLogoMissing;
pub(crate) use pack_readme_missing::PackReadmeMissing;
pub(crate) use pack_schema::PackSchema;
pub(crate) use pack_values_missing::PackValuesMissing;
pub(crate) use pack_version_form::PackVersionForm;
pub(crate) use pack_version_prefix::PackVersionPrefix;

use crate::finding::Finding;
use crate::model::{ChartKey, Pack};
use crate::rules::declare::RuleMeta;
use crate::source::Place;
use crate::text::closest;

/// The finding about a file that every pack has, where it is absent.
fn absent(meta: &'static RuleMeta, pack: &Pack, file: &str) -> Option<Finding> {
    if !pack.absent.contains(&file) {
        return None;
    }
    let name = pack.name.as_ref().and_then(|name| name.known());
    let owner = name.map_or_else(|| "the pack".to_owned(), |name| format!("pack {name}"));
    Some(
        meta.finding(pack.place, format!("{owner} has no {file}"))
            .label(format!("no {file} in {}", pack.directory)),
    )
}

/// The chart that a key of the values means: one without values of its own that has nearly its name.
fn misnamed<'m>(key: &ChartKey, pack: &'m Pack) -> Option<&'m str> {
    let keys = pack
        .chart_values
        .as_ref()
        .map_or(&[][..], |values| &values.keys);
    let is_free = |name: &&str| keys.iter().all(|key| key.name != **name);
    let names = pack.charts.iter().filter_map(|chart| chart.name.as_deref());
    let names: Vec<&str> = names.collect();
    if names.contains(&key.name.as_str()) {
        return None;
    }
    closest(&key.name, names.into_iter().filter(is_free))
}

/// Where it is said that the values hand nothing to the chart which a path of them is for: the key
/// that is empty or misspelled, else `charts`. `None` where the chart has values, or the path is for
/// none. That the path is absent is the same mistake.
pub(crate) fn unwired_at(path: &str, pack: &Pack) -> Option<Place> {
    let values = pack.chart_values.as_ref()?;
    let rest = path.strip_prefix("charts.")?;
    let is_for = |name: &&str| {
        let within = rest.strip_prefix(*name);
        within.is_some_and(|within| within.is_empty() || within.starts_with('.'))
    };
    let mut names = pack.charts.iter().filter_map(|chart| chart.name.as_deref());
    let name = names.find(is_for)?;
    match values.keys.iter().find(|key| key.name == name) {
        Some(key) => key.is_empty.then_some(key.place),
        None => {
            let meant = values
                .keys
                .iter()
                .find(|key| misnamed(key, pack) == Some(name));
            Some(meant.map_or(values.place, |key| key.place))
        }
    }
}
