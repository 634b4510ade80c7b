//! From a draft to a cluster.

use std::sync::Arc;

use super::network::{Assembly, Part, PartValues, assemble};
use super::overrides::{override_settings, replace_patches, version};
use super::variables::scoped;
use super::{ClusterDefaults, Draft, DraftPack, DraftProfile, PackText};
use crate::aks::packs::KUBERNETES_PACK;
use crate::input::read::{Reading, Resolver};
use crate::model::{Cluster, Located, NodePool, ProfilePack, Scope, Unknown};
use crate::problem::Problem;
use crate::syntax::Tree;

/// A cluster that is ready for the rules.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) cluster: Cluster,
    /// What was wrong with the form.
    pub(crate) problems: Vec<Problem>,
    /// The values that were read for it.
    pub(crate) trees: Vec<Arc<Tree>>,
}

impl Draft {
    /// Combines the packs, the overrides and the settings that take precedence over them.
    pub(crate) fn finish(
        self,
        scope: Scope,
        resolver: &Resolver,
        defaults: &ClusterDefaults,
    ) -> Finished {
        let reading = Reading::new(resolver);
        reading.extend(self.problems);
        let (mut parts, mut packs) = (Vec::new(), Vec::new());
        let mut add = |(part, pack): (_, Option<ProfilePack>)| {
            parts.push(part);
            packs.extend(pack);
        };
        let mut other_ranges = self.other_ranges;
        for pack in &self.packs {
            add(pack.part(resolver));
            other_ranges.extend(pack.other_ranges(&reading));
        }
        let resolvers: Vec<_> = (0..self.profiles.len())
            .map(|at| scoped(resolver, &self.profiles, at))
            .collect();
        for (profile, resolver) in self.profiles.iter().zip(&resolvers) {
            let packs = profile.packs.iter();
            for pack in packs {
                add(pack.part(resolver));
                other_ranges.extend(pack.other_ranges(&reading));
            }
            // A profile that is not known may have any pack.
            if let Some(unknown) = &profile.rest {
                add((unknown_part(profile, unknown, resolver), None));
            }
        }
        if replace_patches(&self.overrides) {
            for part in &mut parts {
                part.has_patches = false;
            }
        }
        let mut settings = self.settings;
        settings.extend(override_settings(&self.overrides, &reading));
        let place = self.network_place.unwrap_or(self.place);
        let assembly = assemble(&parts, settings, scope, place, &reading, &defaults.network);
        let kubernetes_version = version(&self.overrides, &reading)
            .or(self.kubernetes_version)
            .or_else(|| kubernetes_version(&packs))
            .or_else(|| default_version(&packs, &self.profiles, defaults));
        let pools = self.pools;
        let has_palette_pools = pools.as_ref().is_none_or(|pools| pools.are_palettes);
        let pools = pools.map_or(Vec::new(), |pools| finish_pools(pools.pools, &assembly));
        let trees = values_of(&self.packs, &self.profiles);
        let cluster = Cluster {
            place: self.place,
            title: self.title,
            dialect: self.dialect,
            name: self.name,
            scope,
            has_palette_pools,
            cloud: self.cloud,
            kubernetes_version,
            packs,
            network: assembly.network,
            features: self.features,
            pack_max_pods: assembly.pack_max_pods,
            vnet: self.vnet,
            pools,
            profiles: (self.profiles.into_iter())
                .map(|profile| profile.profile)
                .collect(),
            control_plane: self.control_plane,
            ssh_key: self.ssh_key,
            other_ranges,
            fixed: self.fixed,
        };
        Finished {
            cluster,
            problems: reading.finish(),
            trees,
        }
    }
}

/// What a profile that is not known may have.
fn unknown_part<'d>(
    profile: &DraftProfile,
    unknown: &'d Unknown,
    resolver: &'d Resolver,
) -> Part<'d> {
    Part {
        name: None,
        name_place: profile.profile.place,
        owner: "the profile".to_owned(),
        values: PartValues::Unknown(unknown),
        unknown: Some(unknown),
        resolver,
        version: None,
        has_patches: true,
    }
}

/// The values that no pack directory has.
fn values_of(packs: &[DraftPack], profiles: &[DraftProfile]) -> Vec<Arc<Tree>> {
    let all = profiles.iter().flat_map(|profile| &profile.packs);
    let all = packs.iter().chain(all);
    let tree = |pack: &DraftPack| match (&pack.values, &pack.directory) {
        (PackText::Tree(tree), Some(pack)) if pack.has_tree(tree) => None,
        (PackText::Tree(tree), _) => Some(Arc::clone(tree)),
        _ => None,
    };
    all.filter_map(tree).collect()
}

/// The pools, with max pods from the packs where they do not set them.
fn finish_pools(mut pools: Vec<NodePool>, assembly: &Assembly) -> Vec<NodePool> {
    for pool in pools.iter_mut().filter(|pool| pool.max_pods.is_default()) {
        pool.max_pods = assembly.default_max_pods(pool.place, pool.pod_subnet.is_some());
    }
    pools
}

/// The version of the Kubernetes pack.
fn kubernetes_version(packs: &[ProfilePack]) -> Option<Located<String>> {
    let is_kubernetes = |pack: &&ProfilePack| {
        let name = pack.name.known();
        name.is_some_and(|name| name == KUBERNETES_PACK)
    };
    packs.iter().find(is_kubernetes)?.version.clone()
}

/// The version that packlint.yaml gives, where it is certain that no pack gives one.
fn default_version(
    packs: &[ProfilePack],
    profiles: &[DraftProfile],
    defaults: &ClusterDefaults,
) -> Option<Located<String>> {
    let gives_none = |pack: &ProfilePack| {
        let name = pack.name.known();
        name.is_some_and(|name| name != KUBERNETES_PACK)
    };
    let are_known = profiles.iter().all(|profile| profile.profile.has_packs);
    (are_known && packs.iter().all(gives_none))
        .then(|| defaults.kubernetes_version.clone())
        .flatten()
}
