//! The pools that both states have, by name.

use std::collections::HashMap;

use super::{differing, place_of};
use crate::aks::{OsSku, OsType, ScaleSetPriority};
use crate::model::{Cluster, Located, NodePool};
use crate::source::Place;

/// A pool that is changed in what is fixed when a pool is created.
#[derive(Debug)]
pub(crate) struct PoolChange<'m> {
    pub(crate) after: &'m NodePool,
    /// At least one.
    pub(crate) differences: Vec<PoolDifference>,
}

/// One value of a pool that differs.
#[derive(Debug)]
pub(crate) struct PoolDifference {
    /// AKS's name of the field.
    pub(crate) key: &'static str,
    pub(crate) before: String,
    pub(crate) after: String,
    pub(crate) old_place: Place,
    pub(crate) place: Place,
}

/// The pools of a cluster by name; a name that two have has its own finding.
pub(super) fn by_name(cluster: &Cluster) -> HashMap<&str, &NodePool> {
    let named = cluster.pools.iter().filter_map(|pool| {
        let name = pool.name.as_ref()?.known()?;
        Some((name.as_str(), pool))
    });
    named.collect()
}

/// The pools that are changed in what is fixed.
pub(super) fn changed<'m>(before: &'m Cluster, after: &'m Cluster) -> Vec<PoolChange<'m>> {
    let old = by_name(before);
    let comparison = PoolComparison {
        // What one reader does not read is no difference to what another one does.
        is_same_form: before.has_palette_pools == after.has_palette_pools,
        has_same_defaults: before.network.plugin.known() == after.network.plugin.known()
            && before.network.mode.known() == after.network.mode.known(),
        is_palettes: after.has_palette_pools,
    };
    let change = |pool: &'m NodePool| {
        let before = *old.get(pool.name.as_ref()?.known()?.as_str())?;
        let differences = comparison.differences(before, pool);
        (!differences.is_empty()).then_some(PoolChange {
            after: pool,
            differences,
        })
    };
    after.pools.iter().filter_map(change).collect()
}

struct PoolComparison {
    is_same_form: bool,
    has_same_defaults: bool,
    is_palettes: bool,
}

impl PoolComparison {
    fn differences(&self, old: &NodePool, new: &NodePool) -> Vec<PoolDifference> {
        let mut found = Vec::new();
        let mut add = |key, places: (Place, Place), pair: Option<(String, String)>| {
            found.extend(pair.map(|(before, after)| PoolDifference {
                key,
                before,
                after,
                old_place: places.0,
                place: places.1,
            }));
        };
        let texts = [
            ("subnet", &old.subnet, &new.subnet),
            ("podSubnet", &old.pod_subnet, &new.pod_subnet),
            ("vmSize", &old.vm_size, &new.vm_size),
        ];
        for (key, before, after) in texts {
            let pair = differing(before.as_ref(), after.as_ref(), None);
            // AKS does not tell the cases of sizes apart.
            let pair = pair.filter(|(before, after)| !before.eq_ignore_ascii_case(after));
            add(key, places((before, old), (after, new)), pair);
        }
        let pods = (&old.max_pods, &new.max_pods);
        let is_default = (pods.0.is_default(), pods.1.is_default());
        let is_comparable = match is_default {
            (false, false) => true,
            (true, true) => false,
            _ => self.is_same_form && self.has_same_defaults,
        };
        let pair = differing(Some(pods.0), Some(pods.1), None).filter(|_| is_comparable);
        let pair = pair.map(|(before, after)| (before.to_string(), after.to_string()));
        add("maxPods", (pods.0.place, pods.1.place), pair);
        let system = differing(Some(&old.os_type), Some(&new.os_type), None);
        let is_other_system = system.is_some();
        let pair =
            system.map(|(before, after): (OsType, OsType)| named(before.name(), after.name()));
        add("osType", (old.os_type.place, new.os_type.place), pair);
        let sku = differing(old.os_sku.as_ref(), new.os_sku.as_ref(), None);
        let sku = sku.filter(|(before, after)| {
            !is_other_system && (self.is_palettes || is_fixed(*before, *after))
        });
        let pair = sku.map(|(before, after)| named(before.name(), after.name()));
        add(
            "osSKU",
            places((&old.os_sku, old), (&new.os_sku, new)),
            pair,
        );
        let default = self.is_same_form.then_some(ScaleSetPriority::Regular);
        let priority = differing(old.priority.as_ref(), new.priority.as_ref(), default);
        let pair = priority.map(|(before, after)| named(before.name(), after.name()));
        add(
            "scaleSetPriority",
            places((&old.priority, old), (&new.priority, new)),
            pair,
        );
        let flags = [
            ("enableFIPS", &old.fips, &new.fips),
            ("nodePublicIP", &old.public_ip, &new.public_ip),
        ];
        for (key, before, after) in flags {
            let default = self.is_same_form.then_some(false);
            let pair = differing(before.as_ref(), after.as_ref(), default);
            let pair = pair.map(|(before, after)| (before.to_string(), after.to_string()));
            add(key, places((before, old), (after, new)), pair);
        }
        let pair = self.zones(old, new);
        let place = |pool: &NodePool| place_of(pool.zones.first(), pool.place);
        add("availabilityZones", (place(old), place(new)), pair);
        found
    }

    fn zones(&self, old: &NodePool, new: &NodePool) -> Option<(String, String)> {
        let zones = |pool: &NodePool| {
            let zones = pool.zones.iter().map(|zone| zone.known().cloned());
            let mut zones = zones.collect::<Option<Vec<_>>>()?;
            zones.sort();
            zones.dedup();
            (self.is_same_form || !zones.is_empty()).then_some(zones)
        };
        let shown = |zones: Vec<String>| match zones.is_empty() {
            true => "none".to_owned(),
            false => zones.join(", "),
        };
        let (before, after) = (zones(old)?, zones(new)?);
        (before != after).then(|| (shown(before), shown(after)))
    }
}

fn named(before: &str, after: &str) -> (String, String) {
    (before.to_owned(), after.to_owned())
}

fn places<T>(
    (before, old): (&Option<Located<T>>, &NodePool),
    (after, new): (&Option<Located<T>>, &NodePool),
) -> (Place, Place) {
    (
        place_of(before.as_ref(), old.place),
        place_of(after.as_ref(), new.place),
    )
}

/// Whether AKS keeps an image as it is: Linux images change in place, but never to Flatcar, and those
/// of Windows do not (learn.microsoft.com/azure/aks/upgrade-os-version and upgrade-windows-os,
/// 2026-07-13).
fn is_fixed(before: OsSku, after: OsSku) -> bool {
    before.os_type() == OsType::Windows || [before, after].contains(&OsSku::Flatcar)
}
