//! The names of a pack's charts, and the keys under `charts` in its values.

use crate::model::{ChartKey, Pack};
use crate::rules::Owner;
use crate::source::Place;
use crate::text::closest;

/// How many keys under `charts` are looked at for a name that is similar.
const COMPARED_KEYS: usize = 500;

/// The chart that a key of the values is similar to, if that chart has no key of its own.
pub(super) fn misnamed<'m>(key: &ChartKey, pack: &'m Pack) -> Option<&'m str> {
    let keys = || pack.chart_values.iter().flat_map(|values| &values.keys);
    let names = || pack.charts.iter().filter_map(|chart| chart.name.as_deref());
    if names().any(|name| name == key.name) {
        return None;
    }
    if keys().count() > COMPARED_KEYS {
        return None;
    }
    closest(
        &key.name,
        names().filter(|name| keys().all(|key| key.name != **name)),
    )
}

/// The only chart of a pack whose values are directly under `charts`: no key is the chart's name, or
/// that name misspelled, and the keys do not look like values of another chart.
pub(super) fn bare(pack: &Pack) -> Option<&str> {
    let values = pack.chart_values.as_ref()?;
    let [chart] = pack.charts.as_slice() else {
        return None;
    };
    let name = chart.name.as_deref()?;
    let keys = &values.keys;
    let similar = keys.iter().filter(|key| misnamed(key, pack).is_some());
    // A misspelled name is one key; a chart's own values may have several that are similar to it.
    let is_misspelled = similar.count() == 1 && keys.len() <= 2;
    let is_bare = !is_misspelled
        && keys.iter().all(|key| key.name != name)
        && (keys.len() > 1 || keys.iter().any(|key| !key.is_mapping));
    is_bare.then_some(name)
}

/// The place of the finding that a chart has no values, for a path to values of this chart: the key that
/// is empty or misspelled, or `charts`. A path that is absent is then the same mistake. `None` if the
/// chart has values or the path is not one of a chart, and for a cluster, which may replace the values.
pub(in crate::rules) fn unwired_at(path: &str, owner: Owner<'_>) -> Option<Place> {
    let Owner::Pack(pack) = owner else {
        return None;
    };
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
            // As in `bare`: many keys in a pack with one chart are its values, not its name.
            let may_be_misspelled = pack.charts.len() > 1 || values.keys.len() <= 2;
            let keys = values.keys.iter().filter(|_| may_be_misspelled);
            let meant = keys
                .filter(|key| closest(&key.name, [name]).is_some())
                .find(|key| misnamed(key, pack) == Some(name));
            Some(meant.map_or(values.place, |key| key.place))
        }
    }
}
