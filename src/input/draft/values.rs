//! A values file, or a pack, checked without a cluster file: with quick flags that stand in for
//! one, or alone.

use super::network::{Part, PartValues, assemble, part_of};
use crate::input::cluster::{FlagsRead, QuickFlags, read_flags};
use crate::input::pack::{LoadedPack, NETWORK_PACKS, read_macros};
use crate::input::read::{Descent, Resolver};
use crate::model::{Cluster, Scope};
use crate::problem::Problem;
use crate::source::{Place, SourceFile, Span};
use crate::syntax::Parsed;

/// A part of a cluster, and what was wrong with the form of what it was read from.
#[derive(Debug)]
pub(crate) struct ReadPartial {
    /// The part.
    pub(crate) cluster: Cluster,
    /// Problems.
    pub(crate) problems: Vec<Problem>,
}

/// Reads a lone values file.
pub(crate) fn read_values(
    parsed: &Parsed,
    flags: Option<(&QuickFlags, &SourceFile)>,
    resolver: &Resolver,
) -> ReadPartial {
    let source = parsed.tree.source();
    let start = source.place(Span::empty(0));
    let is_whole = parsed.tree.is_whole();
    let part = Part {
        name: None,
        name_place: start,
        owner: "the values file".to_owned(),
        values: if is_whole {
            PartValues::Tree(&parsed.tree)
        } else {
            PartValues::Broken
        },
    };
    let mut read = partial(&[part], start, source.name.clone(), flags, resolver);
    read_macros(&parsed.tree, true, &mut read.problems);
    read
}

/// Reads the part of a cluster that packs without a cluster file are. `None` where none of them
/// holds network settings and no flag is given.
pub(crate) fn read_packs(
    packs: &[&LoadedPack],
    flags: Option<(&QuickFlags, &SourceFile)>,
    resolver: &Resolver,
) -> Option<ReadPartial> {
    let of_network: Vec<_> = packs
        .iter()
        .filter(|pack| {
            pack.name()
                .is_some_and(|name| NETWORK_PACKS.contains(&name))
        })
        .collect();
    let first = of_network
        .first()
        .and_then(|pack| Some((pack.name()?, pack.pack.as_ref()?.place)));
    let (title, place) = match (first, flags) {
        (Some((name, place)), _) => (name.to_owned(), place),
        (None, Some((_, source))) => (source.name.clone(), source.place(Span::empty(0))),
        (None, None) => return None,
    };
    // All of them, so that it is known which packs are not among them.
    let parts: Vec<_> = packs
        .iter()
        .map(|pack| part_of(pack, None, place).0)
        .collect();
    Some(partial(&parts, place, title, flags, resolver))
}

fn partial(
    parts: &[Part<'_>],
    place: Place,
    title: String,
    flags: Option<(&QuickFlags, &SourceFile)>,
    resolver: &Resolver,
) -> ReadPartial {
    let mut descent = Descent::new(resolver);
    let scope = match flags {
        Some(_) => Scope::Flags,
        None => Scope::ValuesAlone,
    };
    let FlagsRead {
        candidates,
        vnet,
        pool,
    } = match flags {
        Some((flags, source)) => read_flags(flags, source),
        None => FlagsRead::default(),
    };
    let assembly = assemble(parts, candidates, scope, place, &mut descent);
    let pools = pool.map(|pool| pool.into_pool(&assembly));
    let cluster = Cluster {
        place,
        title,
        scope,
        has_palette_pools: false,
        name: None,
        cloud: None,
        kubernetes_version: resolver.defaults.kubernetes_version.clone(),
        layers: Vec::new(),
        network: assembly.network,
        pack_max_pods: assembly.pack_max_pods,
        vnet,
        pools: pools.into_iter().collect(),
        profiles: Vec::new(),
        control_plane: None,
    };
    ReadPartial {
        cluster,
        problems: descent.problems,
    }
}
