//! A cluster, or a profile alone, as exports, payloads and Terraform say it, before the packs'
//! settings are weighed.

use std::sync::Arc;

use super::network::{Assembly, Part, PartValues, assemble, well_known_layer};
use crate::input::cluster::{FlagsRead, QuickFlags, read_flags};
use crate::input::pack::{KUBERNETES_PACK, read_macros, read_override};
use crate::input::read::{Data, Descent, Entry, Resolver, Taker, Value};
use crate::model::{
    Candidate, Cluster, Layer, Level, Located, NodePool, Profile, Raw, Scope, Setting, Subnet,
    Unknown, VNet,
};
use crate::problem::Problem;
use crate::source::{Place, SourceFile, Span};
use crate::syntax::{Spelled, Tree};

/// A cluster before the packs' settings are weighed.
#[derive(Debug)]
pub(crate) struct Draft {
    /// Where it stands.
    pub(crate) place: Place,
    /// What it is called, for people.
    pub(crate) title: String,
    /// The cluster's name.
    pub(crate) name: Option<Located<String>>,
    /// The cloud.
    pub(crate) cloud: Option<Located<String>>,
    /// Its profiles.
    pub(crate) profiles: Vec<DraftProfile>,
    /// What overrides the packs' settings.
    pub(crate) overrides: Vec<Override>,
    /// The VNet.
    pub(crate) vnet: Option<VNet>,
    /// The subnet of the control plane, as Terraform names it.
    pub(crate) control_plane: Option<Subnet>,
    /// The node pools.
    pub(crate) pools: Vec<DraftPool>,
    /// What was wrong with the form.
    pub(crate) problems: Vec<Problem>,
}

/// A node pool; max pods that nobody says come from the packs.
#[derive(Debug)]
pub(crate) struct DraftPool {
    /// The pool.
    pub(crate) pool: NodePool,
    /// Whether `pool.max_pods` is said.
    pub(crate) says_max_pods: bool,
}

/// The text of an `override_cluster_api_config`.
#[derive(Debug)]
pub(crate) enum Override {
    /// It was read.
    Tree(Tree),
    /// It is not known, and may set anything.
    Unknown(Unknown, Place),
}

/// A profile with its packs.
#[derive(Debug)]
pub(crate) struct DraftProfile {
    /// What it says about itself.
    pub(crate) profile: Profile,
    /// Its packs; why they are not known.
    pub(crate) packs: Result<Vec<ProfilePack>, Unknown>,
}

/// A pack of a profile.
#[derive(Debug)]
pub(crate) struct ProfilePack {
    /// Its name, or where it stands.
    pub(crate) place: Place,
    /// The name.
    pub(crate) name: Option<Located<String>>,
    /// The version.
    pub(crate) version: Option<Located<String>>,
    /// The layer.
    pub(crate) layer: Option<Located<String>>,
    /// The values.
    pub(crate) values: PackText,
}

/// The values of a pack as a profile has them.
#[derive(Debug)]
pub(crate) enum PackText {
    /// Read.
    Tree(Tree),
    /// Broken: there is a finding.
    Broken,
    /// The pack's own, which are not at hand.
    Absent,
    /// Something that cannot be known here.
    Unknown(Unknown),
}

impl PackText {
    /// Reads the values of a pack. `""` means that the pack's own hold.
    pub(crate) fn read(value: Option<&Value>, taker: &mut Taker) -> Self {
        let Some(value) = value else {
            return PackText::Absent;
        };
        match &value.data {
            Data::Text(spelled) if spelled.content.trim().is_empty() => PackText::Absent,
            Data::Text(spelled) => match parse(spelled, taker) {
                Some(tree) => {
                    read_macros(&tree, false, &mut taker.problems);
                    PackText::Tree(tree)
                }
                None => PackText::Broken,
            },
            Data::Unknown(unknown) => PackText::Unknown(unknown.clone()),
            Data::Null => PackText::Absent,
            _ => {
                taker.wrong("values", value, "YAML as text");
                PackText::Broken
            }
        }
    }
}

/// Parses YAML in a text; nothing where a document of it is broken.
fn parse(spelled: &Spelled, taker: &mut Taker) -> Option<Tree> {
    let parsed = spelled.parse_yaml();
    taker.problems.extend(Problem::of_parsed(&parsed));
    parsed.tree.is_whole().then_some(parsed.tree)
}

impl Override {
    /// Reads an override, if there is one.
    pub(crate) fn read(value: Option<&Value>, taker: &mut Taker) -> Option<Self> {
        let value = value.filter(|value| !value.is_empty_text())?;
        match &value.data {
            Data::Text(spelled) => parse(spelled, taker).map(Override::Tree),
            Data::Unknown(unknown) => Some(Override::Unknown(unknown.clone(), value.place)),
            _ => {
                taker.wrong("override_cluster_api_config", value, "YAML as text");
                None
            }
        }
    }

    /// Max pods of a pool's override.
    pub(crate) fn max_pods(&self, descent: &mut Descent<'_>) -> Option<Located<i64>> {
        let tree = match self {
            Override::Tree(tree) => tree,
            Override::Unknown(unknown, place) => {
                return Some(Located::unknown(unknown.clone(), *place));
            }
        };
        let name = "maxPods";
        let spec = tree
            .root()
            .and_then(|root| root.get("AzureManagedMachinePool")?.get("spec"));
        let (key, value) = spec?.entry(name)?;
        descent.integer(Entry { name, key, value })
    }
}

impl ProfilePack {
    /// The part of the network's weighing that it is, and the layer of the profile.
    pub(crate) fn part(&self) -> (Part<'_>, Layer) {
        let known = self.name.as_ref().and_then(Located::known);
        let layer = Layer {
            place: self.place,
            name: (self.name.clone())
                .unwrap_or_else(|| Located::unknown(Unknown::Invalid, self.place)),
            version: self.version.clone(),
            layer: (self.layer.clone())
                .or_else(|| known.and_then(|name| well_known_layer(name, self.place))),
            manifest: None,
            constraints: Vec::new(),
        };
        let part = Part {
            name: known.map(String::as_str),
            name_place: self.place,
            owner: known.map_or_else(|| "a pack".to_owned(), |name| format!("pack {name}")),
            values: match (&self.values, &self.name) {
                (_, None) => PartValues::Broken,
                (
                    _,
                    Some(Located {
                        value: Err(unknown),
                        ..
                    }),
                )
                | (PackText::Unknown(unknown), _) => PartValues::Unknown(unknown),
                (PackText::Tree(tree), _) => PartValues::Tree(tree),
                (PackText::Broken, _) => PartValues::Broken,
                (PackText::Absent, _) => PartValues::Absent,
            },
        };
        (part, layer)
    }
}

impl DraftProfile {
    /// The parts and layers of the profile's packs. One that is not known may have any pack.
    pub(crate) fn parts(&self) -> (Vec<Part<'_>>, Vec<Layer>) {
        match &self.packs {
            Ok(packs) => packs.iter().map(ProfilePack::part).unzip(),
            Err(unknown) => {
                let part = Part {
                    name: None,
                    name_place: self.profile.place,
                    owner: "the profile".to_owned(),
                    values: PartValues::Unknown(unknown),
                };
                (vec![part], Vec::new())
            }
        }
    }

    /// The trees that were parsed for it.
    pub(crate) fn trees(&self) -> impl Iterator<Item = &Tree> {
        let packs = self.packs.as_ref().map_or(&[][..], Vec::as_slice);
        packs.iter().filter_map(|pack| match &pack.values {
            PackText::Tree(tree) => Some(tree),
            _ => None,
        })
    }
}

/// The bounds of an autoscaler. Terraform and the API say that there is none by 0 for both; beside
/// a greatest number that is not known, nothing can be said of a least number of 0.
pub(crate) fn scaler_bounds(
    min: Option<Located<i64>>,
    max: Option<Located<i64>>,
) -> (Option<Located<i64>>, Option<Located<i64>>) {
    let Some(max) = max.filter(|max| !max.is(&0)) else {
        return (
            min.filter(|min| min.known().is_some_and(|min| *min != 0)),
            None,
        );
    };
    let min = match &max.value {
        Err(unknown) => min.map(|min| match min.is(&0) {
            true => Located::unknown(unknown.clone(), min.place),
            false => min,
        }),
        Ok(_) => min,
    };
    (min, Some(max))
}

/// A profile that is not at hand.
pub(crate) fn unknown_profile(place: Place, unknown: Unknown) -> DraftProfile {
    DraftProfile {
        profile: Profile {
            place,
            kind: None,
            cloud: None,
            has_packs: false,
            variables: Vec::new(),
        },
        packs: Err(unknown),
    }
}

/// A sensitive value is not looked at; an export has asterisks in its place.
pub(crate) fn masked(value: Located<String>, is_sensitive: bool) -> Located<String> {
    match is_sensitive {
        true => Located::unknown(Unknown::Sensitive, value.place),
        false => value,
    }
}

/// Gives variables the values of a cluster file's `variables`, or of the command line, which go
/// before those of the profiles. `place_of` is where a value stands; else the variable's name is.
pub(crate) fn give_variables(
    profiles: &mut [DraftProfile],
    resolver: &Resolver,
    place_of: impl Fn(&str) -> Option<Place>,
) {
    let variables = profiles
        .iter_mut()
        .flat_map(|profile| &mut profile.profile.variables);
    for variable in variables {
        let name = variable.name.known();
        let given = name.and_then(|name| Some((name, resolver.variables.get(name)?)));
        // What packlint.yaml says counts where nothing else does.
        let is_unsaid = variable.value.is_none() && variable.default.is_none();
        let by_default = || {
            let name = name.filter(|_| is_unsaid)?;
            Some((name, resolver.defaults.variables.get(name)?))
        };
        if let Some((name, text)) = given.or_else(by_default) {
            let place = place_of(name).unwrap_or(variable.name.place);
            let value = Located::written(text.clone(), place);
            variable.value = Some(masked(value, variable.is_sensitive));
        }
    }
}

/// Adds the values of profile variables to what macros can be resolved with, the given ones before
/// the defaults. What the resolver has already is stronger.
pub(crate) fn add_variables(profiles: &[DraftProfile], resolver: &mut Resolver) {
    let variables = || {
        let profiles = profiles.iter();
        profiles.flat_map(|profile| &profile.profile.variables)
    };
    for variable in variables().filter(|variable| variable.is_sensitive) {
        resolver.sensitive.extend(variable.name.known().cloned());
    }
    let given = variables().map(|variable| (variable, &variable.value));
    let defaults = variables().map(|variable| (variable, &variable.default));
    for (variable, value) in given.chain(defaults) {
        let value = value.as_ref().and_then(Located::known);
        let (Some(name), Some(value)) = (variable.name.known(), value) else {
            continue;
        };
        let is_new = !resolver.variables.contains_key(name);
        let is_held = is_new || resolver.variables.get(name) == Some(value);
        if is_held && variable.defect(value).is_some() {
            resolver.invalid.insert(name.clone());
        }
        if !is_new {
            continue;
        }
        resolver.variables.insert(name.clone(), value.clone());
    }
}

/// The settings of overrides.
pub(crate) fn override_candidates(
    overrides: &[Override],
    descent: &mut Descent<'_>,
) -> Vec<Candidate> {
    let owner = "override_cluster_api_config";
    let mut candidates = Vec::new();
    for item in overrides {
        match item {
            Override::Tree(tree) => candidates.extend(read_override(tree, owner, descent)),
            Override::Unknown(unknown, place) => {
                candidates.extend(Setting::ALL.into_iter().map(|setting| Candidate {
                    setting,
                    key: setting.key().to_owned(),
                    value: Located::<Raw>::unknown(unknown.clone(), *place),
                    content: None,
                    level: Level::Override,
                    owner: owner.to_owned(),
                }));
            }
        }
    }
    candidates
}

/// The pools, with max pods from the packs where they do not say them.
pub(crate) fn finish_pools(pools: Vec<DraftPool>, assembly: &Assembly) -> Vec<NodePool> {
    let finish = |DraftPool {
                      mut pool,
                      says_max_pods,
                  }| {
        if !says_max_pods {
            pool.max_pods = assembly.default_max_pods(pool.place, pool.pod_subnet.is_some());
        }
        pool
    };
    pools.into_iter().map(finish).collect()
}

/// The version of the Kubernetes pack.
pub(crate) fn kubernetes_version(layers: &[Layer]) -> Option<Located<String>> {
    let is_kubernetes = |layer: &&Layer| {
        let name = layer.name.known();
        name.is_some_and(|name| name == KUBERNETES_PACK)
    };
    layers.iter().find(is_kubernetes)?.version.clone()
}

/// The version that packlint.yaml says, where it is certain that no pack says one.
pub(crate) fn default_version(
    layers: &[Layer],
    profiles: &[DraftProfile],
    resolver: &Resolver,
) -> Option<Located<String>> {
    let says_none = |layer: &Layer| {
        layer
            .name
            .known()
            .is_some_and(|name| name != KUBERNETES_PACK)
    };
    let are_known = profiles.iter().all(|profile| profile.profile.has_packs);
    (are_known && layers.iter().all(says_none))
        .then(|| resolver.defaults.kubernetes_version.clone())
        .flatten()
}

/// A cluster that is ready for the rules.
#[derive(Debug)]
pub(crate) struct Finished {
    /// The cluster.
    pub(crate) cluster: Cluster,
    /// What was wrong with the form.
    pub(crate) problems: Vec<Problem>,
}

impl Draft {
    /// A draft of a profile alone.
    pub(crate) fn of_profile(profile: DraftProfile, title: String, problems: Vec<Problem>) -> Self {
        Draft {
            place: profile.profile.place,
            title,
            name: None,
            cloud: profile.profile.cloud.clone(),
            profiles: vec![profile],
            overrides: Vec::new(),
            vnet: None,
            control_plane: None,
            pools: Vec::new(),
            problems,
        }
    }

    /// Whether one of its profiles brings the infrastructure, as far as is known.
    pub(crate) fn brings_infrastructure(&self) -> bool {
        let mut profiles = self.profiles.iter().map(|profile| &profile.profile);
        profiles.any(|profile| profile.kind.is_none() || profile.is_infrastructure())
    }

    /// Weighs what the profiles' packs and the overrides say. `flags` stand in for the rest of a
    /// cluster where only a profile is at hand.
    pub(crate) fn finish(
        mut self,
        scope: Scope,
        flags: Option<(&QuickFlags, &SourceFile)>,
        resolver: &Resolver,
    ) -> Finished {
        let mut resolver = resolver.clone();
        give_variables(&mut self.profiles, &resolver, |_| None);
        add_variables(&self.profiles, &mut resolver);
        let mut descent = Descent::new(&resolver);
        descent.problems = self.problems;
        let FlagsRead {
            mut candidates,
            vnet,
            pool,
        } = match flags {
            Some((flags, source)) => read_flags(flags, source),
            None => FlagsRead::default(),
        };
        candidates.extend(override_candidates(&self.overrides, &mut descent));
        let (mut parts, mut layers) = (Vec::new(), Vec::new());
        for profile in &self.profiles {
            let (own, of) = profile.parts();
            parts.extend(own);
            layers.extend(of);
        }
        let assembly = assemble(&parts, candidates, scope, self.place, &mut descent);
        let mut pools = finish_pools(self.pools, &assembly);
        pools.extend(pool.map(|pool| pool.into_pool(&assembly)));
        let cluster = Cluster {
            place: self.place,
            title: self.title,
            scope,
            has_palette_pools: flags.is_none(),
            name: self.name,
            cloud: self.cloud,
            kubernetes_version: kubernetes_version(&layers)
                .or_else(|| default_version(&layers, &self.profiles, &resolver)),
            layers,
            network: assembly.network,
            pack_max_pods: assembly.pack_max_pods,
            vnet: self.vnet.or(vnet),
            pools,
            profiles: self
                .profiles
                .iter()
                .map(|profile| profile.profile.clone())
                .collect(),
            control_plane: self.control_plane,
        };
        Finished {
            cluster,
            problems: descent.problems,
        }
    }
}

/// The place where a text begins.
pub(crate) fn start_of(source: &Arc<SourceFile>) -> Place {
    source.place(Span::empty(0))
}
