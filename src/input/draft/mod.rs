//! A cluster as one input describes it, before the packs' settings are combined; and the one place
//! that makes a [`Cluster`](crate::model::Cluster) of it.
//!
//! Every reader gives a [`Draft`]: a cluster file and what it refers to, the quick flags, a lone
//! values file, packs, exports, payloads, Terraform. One draft is laid over another by
//! [`Draft::over`], and [`Draft::finish`] makes the cluster.

mod defaults;
mod finish;
mod network;
mod overrides;
mod packs;
mod pool;
mod variables;

pub(crate) use defaults::ClusterDefaults;
pub(crate) use finish::Finished;
pub(crate) use overrides::Override;
pub(crate) use packs::{DraftPack, PackText, own_values};
pub(crate) use pool::{apply_override, read_labels, read_taint};
pub(crate) use variables::masked;

use crate::aks::Dialect;
use crate::model::{
    Candidate, Features, FixedAttribute, Located, NodePool, Profile, Subnet, Unknown, VNet,
};
use crate::problem::Problem;
use crate::source::Place;

/// A cluster, or a part of one, before the packs' settings are combined.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) place: Place,
    /// What it is called, for people.
    pub(crate) title: String,
    /// What it is written in.
    pub(crate) dialect: Dialect,
    pub(crate) name: Option<Located<String>>,
    pub(crate) cloud: Option<Located<String>>,
    pub(crate) kubernetes_version: Option<Located<String>>,
    /// Packs outside of profiles: those that a cluster file lists, a lone values file, packs that are
    /// checked alone.
    pub(crate) packs: Vec<DraftPack>,
    pub(crate) profiles: Vec<DraftProfile>,
    /// Network settings that take precedence over those of the packs.
    pub(crate) settings: Vec<Candidate>,
    /// Where the network's settings are, or would be.
    pub(crate) network_place: Option<Place>,
    /// The texts of `override_cluster_api_config`.
    pub(crate) overrides: Vec<Override>,
    pub(crate) features: Features,
    pub(crate) vnet: Option<VNet>,
    /// The subnet of the control plane, as Terraform names it.
    pub(crate) control_plane: Option<Subnet>,
    pub(crate) pools: Option<DraftPools>,
    /// The public key for the nodes.
    pub(crate) ssh_key: Option<Located<String>>,
    /// What Terraform replaces the cluster for.
    pub(crate) fixed: Vec<FixedAttribute>,
    pub(crate) problems: Vec<Problem>,
}

/// The node pools of a draft.
#[derive(Debug)]
pub(crate) struct DraftPools {
    /// Max pods that a pool does not set are those of [`NodePool::at`]; the packs' take their place.
    pub(crate) pools: Vec<NodePool>,
    /// Whether they are in the form that Palette and its provider take: names are the user's there,
    /// and not always AKS's.
    pub(crate) are_palettes: bool,
}

/// A profile with its packs.
#[derive(Debug)]
pub(crate) struct DraftProfile {
    pub(crate) profile: Profile,
    /// Those of its packs that are known.
    pub(crate) packs: Vec<DraftPack>,
    /// Why it may have others, and these other values.
    pub(crate) rest: Option<Unknown>,
}

impl Draft {
    /// A draft that says nothing yet.
    pub(crate) fn new(place: Place, title: String) -> Self {
        Draft {
            place,
            title,
            dialect: Dialect::Palette,
            name: None,
            cloud: None,
            kubernetes_version: None,
            packs: Vec::new(),
            profiles: Vec::new(),
            settings: Vec::new(),
            network_place: None,
            overrides: Vec::new(),
            features: Features::default(),
            vnet: None,
            control_plane: None,
            pools: None,
            ssh_key: None,
            fixed: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// A draft of a profile alone.
    pub(crate) fn of_profile(profile: DraftProfile, title: String) -> Self {
        Draft {
            cloud: profile.profile.cloud.clone(),
            ..Draft::new(profile.profile.place, title)
        }
        .with_profile(profile)
    }

    fn with_profile(mut self, profile: DraftProfile) -> Self {
        self.profiles.push(profile);
        self
    }

    /// This draft laid over another one: what it does not say is taken from the other.
    pub(crate) fn over(mut self, base: Draft) -> Self {
        if self.dialect.is_palette() {
            self.dialect = base.dialect;
        }
        self.name = self.name.or(base.name);
        self.cloud = self.cloud.or(base.cloud);
        self.kubernetes_version = self.kubernetes_version.or(base.kubernetes_version);
        self.packs.extend(base.packs);
        self.profiles.extend(base.profiles);
        self.settings.extend(base.settings);
        self.overrides.extend(base.overrides);
        self.features = self.features.over(base.features);
        self.vnet = self.vnet.or(base.vnet);
        self.control_plane = self.control_plane.or(base.control_plane);
        self.pools = self.pools.or(base.pools);
        self.ssh_key = self.ssh_key.or(base.ssh_key);
        self.fixed.extend(base.fixed);
        self.problems.extend(base.problems);
        self
    }

    /// Whether one of its profiles brings the infrastructure, as far as is known.
    pub(crate) fn brings_infrastructure(&self) -> bool {
        let mut profiles = self.profiles.iter().map(|profile| &profile.profile);
        profiles.any(|profile| profile.kind.is_none() || profile.is_infrastructure())
    }
}

impl DraftProfile {
    /// A profile whose packs are not available.
    pub(crate) fn unknown(place: Place, unknown: Unknown) -> Self {
        DraftProfile {
            profile: Profile {
                place,
                kind: None,
                cloud: None,
                has_packs: false,
                variables: Vec::new(),
            },
            packs: Vec::new(),
            rest: Some(unknown),
        }
    }
}
