//! Packs that no cluster file names.

use std::sync::Arc;

use super::{Door, OpenCluster, Useful};
use crate::input::draft::{Draft, DraftPack};
use crate::input::pack::LoadedPack;
use crate::model::Scope;
use crate::source::Span;

impl Door<'_> {
    /// The part of a cluster that packs without a cluster file are. Nothing where none of them has
    /// network settings and no flag is given.
    pub(crate) fn packs(&self, packs: &[Arc<LoadedPack>], with_flags: bool) -> Option<OpenCluster> {
        let named = |is: fn(&LoadedPack) -> bool| {
            packs.iter().find_map(|pack| {
                let name = pack.name().filter(|_| is(pack))?;
                Some((name, pack.pack.as_ref()?.place))
            })
        };
        let of_network = named(LoadedPack::has_network_settings);
        let of_kubernetes = named(LoadedPack::is_other_kubernetes);
        let flags = self.flags.filter(|_| with_flags);
        // Of other clouds only the ranges are looked at.
        let useful = match of_network.is_some() || flags.is_some() {
            true => Useful::All,
            false => Useful::FindingsOnly,
        };
        let (title, place) = match (of_network.or(of_kubernetes), flags) {
            (Some((name, place)), _) => (name.to_owned(), place),
            (None, Some((_, source))) => (source.name.clone(), source.place(Span::empty(0))),
            (None, None) => return None,
        };
        let mut draft = Draft::new(place, title);
        // All of them, so that it is known which packs are not among them.
        let packs = packs.iter();
        draft.packs = packs
            .map(|pack| DraftPack::of_directory(pack, place))
            .collect();
        let door = Door { flags, ..*self };
        let (draft, scope) = door.with_flags(draft, Scope::ValuesOnly);
        let finished = draft.finish(scope, &self.resolver.for_input(), self.defaults);
        Some(OpenCluster {
            cluster: finished.cluster,
            problems: finished.problems,
            useful,
            previous: None,
        })
    }
}
