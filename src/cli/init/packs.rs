//! The packs that `packlint init` finds, and which of them are chosen.

use std::path::{Path, PathBuf};

use anyhow::ensure;
use rayon::prelude::*;

use super::target::Target;
use crate::aks::NetworkPlugin;
use crate::aks::packs::{KUBERNETES_PACK, PackLayer};
use crate::cli::output::print_tool_errors;
use crate::config;
use crate::files::{Excludes, Loader, discover, find_pack_root};
use crate::input::read_pack;
use crate::model::{Located, Pack, is_for_cloud};
use crate::source::clean;
use crate::text::{any_of, closest};

/// A pack that may be one of the profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Offer {
    /// Its directory, as the cluster file has it.
    pub(crate) path: String,
    /// The directory's own name.
    pub(crate) directory_name: String,
    /// Its name, where its pack.json says it.
    pub(crate) name: Option<String>,
    /// Its version.
    pub(crate) version: Option<String>,
    /// os, k8s, cni, csi, addon.
    pub(crate) layer: Option<String>,
    is_for_aks: bool,
}

impl Offer {
    fn rank(&self) -> usize {
        let layers = PackLayer::INFRASTRUCTURE;
        let rank = layers.iter().position(|layer| self.is_of(*layer));
        rank.unwrap_or(layers.len())
    }

    fn is_of(&self, layer: PackLayer) -> bool {
        self.layer.as_deref() == Some(layer.name())
    }

    /// The plugin that its choice brings.
    pub(crate) fn plugin(&self) -> Option<NetworkPlugin> {
        self.name.as_deref().and_then(NetworkPlugin::of_pack)
    }

    /// Whether its version is that of Kubernetes.
    pub(crate) fn is_kubernetes(&self) -> bool {
        self.name.as_deref() == Some(KUBERNETES_PACK)
    }

    fn is(&self, word: &str) -> bool {
        let word = word.trim_end_matches('/');
        let of_path = |path: &str| path == word || path.strip_prefix("./") == Some(word);
        self.directory_name == word || of_path(&self.path)
    }
}

/// What a walk found.
#[derive(Clone, Debug, Default)]
pub(crate) struct FoundPacks {
    /// Packs for AKS, in the profile's order of layers.
    pub(crate) offers: Vec<Offer>,
    /// Packs of other clouds.
    pub(crate) others: usize,
}

/// The packs below paths.
///
/// # Errors
/// A path that is not there, or that a cluster file cannot name.
pub(crate) fn find(paths: &[PathBuf], target: &Target) -> anyhow::Result<FoundPacks> {
    let directory = &target.working_directory;
    let loader = Loader::new(target.files.clone(), directory.clone());
    let config = config::find(&target.files, directory).map(|path| config::read(&path, &loader));
    let selection = config.map(|config| config.selection).unwrap_or_default();
    for path in paths {
        let is_there = target.files.exists(&directory.join(path));
        ensure!(is_there, "{}: no such file or directory", path.display());
    }
    let excludes = Excludes {
        patterns: &selection.exclude,
        is_forced: false,
    };
    let found = discover(paths, excludes, false, &loader);
    let roots: Vec<_> = found.packs.into_iter().collect();
    let offers: anyhow::Result<Vec<_>> = roots
        .par_iter()
        .map(|root| offer(root, target, &loader))
        .collect();
    print_tool_errors(&loader.take_errors());
    let (mut offers, others): (Vec<_>, Vec<_>) =
        offers?.into_iter().partition(|offer| offer.is_for_aks);
    offers.sort_by_cached_key(|offer| (offer.rank(), offer.path.clone()));
    Ok(FoundPacks {
        offers,
        others: others.len(),
    })
}

/// The packs of paths that each name one.
///
/// # Errors
/// A path that is no pack.
pub(crate) fn named(paths: &[PathBuf], target: &Target) -> anyhow::Result<Vec<Offer>> {
    let directory = &target.working_directory;
    let loader = Loader::new(target.files.clone(), directory.clone());
    let mut offers: Vec<Offer> = Vec::new();
    for path in paths {
        let root = find_pack_root(&loader, &clean(&directory.join(path)));
        let Some(root) = root.filter(|root| target.files.is_directory(root)) else {
            anyhow::bail!(
                "--pack {}: not a pack directory, because it has no pack.json",
                path.display()
            );
        };
        let offer = offer(&root, target, &loader)?;
        if !offers.contains(&offer) {
            offers.push(offer);
        }
    }
    offers.sort_by_key(Offer::rank);
    Ok(offers)
}

fn offer(root: &Path, target: &Target, loader: &Loader) -> anyhow::Result<Offer> {
    let pack = read_pack(loader, root).map(|(pack, _)| pack);
    let text = |of: fn(&Pack) -> Option<&Located<String>>| {
        let located = pack.as_ref().and_then(of)?;
        located.known().cloned()
    };
    let name = root.file_name().unwrap_or_default();
    Ok(Offer {
        path: target.relative(root)?,
        directory_name: name.to_string_lossy().into_owned(),
        name: text(|pack| pack.name.as_ref()),
        version: text(|pack| pack.version.as_ref()),
        layer: text(|pack| pack.layer.as_ref()),
        is_for_aks: pack.is_none_or(|pack| is_for_cloud(&pack.cloud_types, "aks")),
    })
}

/// Whether all packs together may be those of one profile.
pub(crate) fn may_be_one_profile(offers: &[Offer], most: usize) -> bool {
    let is_twice = |layer: &PackLayer| {
        let of_layer = offers.iter().filter(|offer| offer.is_of(*layer));
        of_layer.count() > 1
    };
    offers.len() <= most && !PackLayer::INFRASTRUCTURE.iter().any(is_twice)
}

/// The offers that an answer chooses: numbers, ranges of numbers, names or directories; `all`,
/// `none`.
///
/// # Errors
/// The first word that chooses nothing, with why.
pub(crate) fn choose(text: &str, offers: &[Offer]) -> Result<Vec<usize>, String> {
    match text.to_lowercase().as_str() {
        "all" => return Ok((0..offers.len()).collect()),
        "none" => return Ok(Vec::new()),
        _ => {}
    }
    let mut chosen: Vec<usize> = Vec::new();
    for word in text.split([',', ' ']).filter(|word| !word.is_empty()) {
        for at in one_word(word, offers)? {
            if !chosen.contains(&at) {
                chosen.push(at);
            }
        }
    }
    chosen.sort_unstable();
    Ok(chosen)
}

fn one_word(word: &str, offers: &[Offer]) -> Result<Vec<usize>, String> {
    let (first, last) = word.split_once('-').unwrap_or((word, word));
    if let (Ok(first), Ok(last)) = (first.parse::<usize>(), last.parse::<usize>()) {
        let is_there = 1 <= first && first <= last && last <= offers.len();
        return match is_there {
            true => Ok((first - 1..last).collect()),
            false => Err(format!("the packs are numbered 1 to {}", offers.len())),
        };
    }
    if let Some(at) = offers.iter().position(|offer| offer.is(word)) {
        return Ok(vec![at]);
    }
    let named: Vec<_> = (0..offers.len())
        .filter(|at| offers.get(*at).and_then(|offer| offer.name.as_deref()) == Some(word))
        .collect();
    match named.as_slice() {
        [] => {
            let names = offers.iter().filter_map(|offer| offer.name.as_deref());
            let directories = offers.iter().map(|offer| offer.directory_name.as_str());
            Err(match closest(word, directories.chain(names)) {
                Some(near) => format!("pack '{word}' not found; did you mean {near}?"),
                None => format!("there is no pack '{word}' here"),
            })
        }
        [one] => Ok(vec![*one]),
        many => {
            let directories = many.iter().filter_map(|at| offers.get(*at));
            let directories: Vec<_> = directories
                .map(|offer| offer.directory_name.as_str())
                .collect();
            Err(format!("'{word}' may be {}", any_of(&directories)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offers() -> Vec<Offer> {
        let offer = |name: &str, version: &str, layer: &str| Offer {
            path: format!("./packs/{name}-{version}"),
            directory_name: format!("{name}-{version}"),
            name: Some(name.to_owned()),
            version: Some(version.to_owned()),
            layer: Some(layer.to_owned()),
            is_for_aks: true,
        };
        vec![
            offer("kubernetes-aks", "1.34", "k8s"),
            offer("cni-azure", "1.4.0", "cni"),
            offer("cni-azure", "1.5.0", "cni"),
            offer("demo", "1.0.0", "addon"),
        ]
    }

    #[test]
    fn packs_are_chosen_by_number_name_or_directory() {
        let offers = offers();
        let choose = |text: &str| choose(text, &offers);
        assert_eq!(choose("1,3-4"), Ok(vec![0, 2, 3]));
        assert_eq!(choose("4 1 4"), Ok(vec![0, 3]));
        assert_eq!(choose("ALL"), Ok(vec![0, 1, 2, 3]));
        assert_eq!(choose("none"), Ok(vec![]));
        let names = "demo, cni-azure-1.5.0, ./packs/kubernetes-aks-1.34/";
        assert_eq!(choose(names), Ok(vec![0, 2, 3]));
        assert_eq!(choose("packs/cni-azure-1.4.0"), Ok(vec![1]));
    }

    #[test]
    fn a_choice_of_nothing_is_explained() {
        let offers = offers();
        let wrong = |text: &str| choose(text, &offers).expect_err("wrong");
        for text in ["0", "5", "2-9", "3-2"] {
            assert_eq!(wrong(text), "the packs are numbered 1 to 4", "{text}");
        }
        let both = "'cni-azure' may be cni-azure-1.4.0 or cni-azure-1.5.0";
        assert_eq!(wrong("1 cni-azure"), both);
        let near = "pack 'kubernets-aks' not found; did you mean kubernetes-aks?";
        assert_eq!(wrong("kubernets-aks"), near);
        assert_eq!(wrong("x"), "there is no pack 'x' here");
    }

    #[test]
    fn one_profile_has_one_pack_of_a_layer() {
        let mut offers = offers();
        assert!(!may_be_one_profile(&offers, 16), "two of cni");
        offers.remove(1);
        assert!(may_be_one_profile(&offers, 16));
        assert!(!may_be_one_profile(&offers, 2));
    }
}
