//! The names of a pack's charts, and the keys under `charts` in its values.

use crate::model::{ChartKey, Pack};
use crate::rules::Owner;
use crate::source::Place;
use crate::text::closest;

/// The chart that a key of the values means: one without values of its own that has nearly its name.
pub(super) fn misnamed<'m>(key: &ChartKey, pack: &'m Pack) -> Option<&'m str> {
    let keys = || pack.chart_values.iter().flat_map(|values| &values.keys);
    let names = || pack.charts.iter().filter_map(|chart| chart.name.as_deref());
    if names().any(|name| name == key.name) {
        return None;
    }
    closest(
        &key.name,
        names().filter(|name| keys().all(|key| key.name != **name)),
    )
}

/// Where it is said that the values hand nothing to the chart which a path of them is for: the key
/// that is empty or misspelled, else `charts`. `None` where the chart has values, or the path is for
/// none. That the path is absent is the same mistake. A cluster may replace the values, so that nothing
/// is said there.
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
            let meant = values
                .keys
                .iter()
                .find(|key| misnamed(key, pack) == Some(name));
            Some(meant.map_or(values.place, |key| key.place))
        }
    }
}
