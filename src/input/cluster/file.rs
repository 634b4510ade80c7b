//! The cluster file: what will be deployed, in AKS's own field names.

use std::path::Path;
use std::sync::Arc;

use super::network::{NetworkSection, network_settings};
use super::packs::{PackReference, read_packs};
use super::pools::{NodePoolSection, pools};
use super::references::References;
use super::variables::read_variables;
use super::vnet::{VNetSection, vnet};
use crate::files::Loader;
use crate::input::draft::{ClusterDefaults, Draft, DraftPools, Finished};
use crate::input::pack::PackCache;
use crate::input::read::{
    Entry, ExampleField, FieldKind as _, FlagField, LaterField, Reading, Resolver, ScalarField,
    SchemaField, Section as _, SectionField, SectionsField, TextField, View, section, types,
};
use crate::model::{Level, Located, Scope};
use crate::source::{Expense, Place, SourceFile, Span};
use crate::syntax::{Node, Tree};

section! {
    /// What will be deployed: packs, network, VNet and node pools of one AKS cluster.
    #[title = "packlint cluster file"]
    pub(crate) struct ClusterFile<'t> in "a cluster file" {
        /// The cluster's name.
        cluster: Option<Entry<'t>>, "cluster" => LaterField(ExampleField(TextField(""), "prod-aks"));
        /// The cloud that the cluster is deployed to.
        cloud: Option<Entry<'t>>, "cloud" => LaterField(ExampleField(TextField(""), "aks"));
        /// Kubernetes version; else the version of the pack kubernetes-aks.
        kubernetes_version: Option<Entry<'t>>, "kubernetesVersion" => SchemaField::<types::Version>::schema();
        /// Whether the API server is private; its endpoint takes an address of the nodes' subnet.
        private_cluster: Option<Entry<'t>>, "privateCluster" => LaterField(FlagField);
        /// A Terraform plan or state in JSON, a directory of Terraform files, or the API's request,
        /// relative to this file: what it says holds where this file does not say it.
        from: Option<Entry<'t>>, "from" => LaterField(ExampleField(TextField(""), "plan.json"));
        /// An exported profile, relative to this file.
        profile: Option<Entry<'t>>, "profile" => LaterField(ExampleField(TextField(""), "export.json"));
        /// The profile's packs.
        packs: Option<Entry<'t>>, "packs" => SchemaField::<Vec<PackReference>>::schema();
        /// Values of profile variables, for `{{.spectro.var.NAME}}`.
        variables: Option<Entry<'t>>, "variables" =>
            SchemaField::<std::collections::BTreeMap<String, types::Scalar>>::schema();
        network: Option<Entry<'t>>, "network" => SchemaField::<NetworkSection<'static>>::schema();
        vnet: Option<Entry<'t>>, "vnet" => LaterField(SectionField::<VNetSection>::this());
        /// The node pools.
        node_pools: Option<Entry<'t>>, "nodePools" => LaterField(POOLS);
    }
}

const POOLS: SectionsField<NodePoolSection> =
    SectionsField::of("a list of node pools", "a node pool");
const VERSION: ScalarField<types::Version> = ScalarField::new("a version, as in \"1.34\"");

/// A cluster with everything that its findings may point into.
#[derive(Debug)]
pub(crate) struct ReadCluster {
    pub(crate) finished: Finished,
    /// Other texts that were read for it.
    pub(crate) trees: Vec<Tree>,
}

/// Where a cluster file is read: its own text, what its paths are relative to, and what reads them.
#[derive(Clone, Copy)]
pub(crate) struct Surroundings<'l> {
    pub(crate) loader: &'l Loader,
    pub(crate) cache: &'l PackCache,
    pub(crate) source: &'l Arc<SourceFile>,
    pub(crate) directory: &'l Path,
}

/// Reads one document that is a cluster file.
pub(crate) fn read_cluster(
    around: Surroundings<'_>,
    root: Node<'_>,
    given: &Resolver,
    defaults: &ClusterDefaults,
) -> Option<ReadCluster> {
    let mut resolver = given.clone();
    let plain = given.without_values();
    let first = Reading::new(&plain);
    let file = ClusterFile::read(Entry::item("a cluster file", View::Own(root)), &first)?;
    for (name, text) in read_variables(file.variables, &first) {
        // The command line's --var takes precedence.
        resolver.variables.entry(name).or_insert(text);
    }
    let mut references = References::new(around.loader, around.directory, given);
    let start = around.source.place(Span::empty(root.span().start as usize));
    let mut base = references.base(&file, start, &resolver);
    let mut resolver = base.resolve_variables(&resolver, |name| {
        let value = file.variables.and_then(|entry| entry.value.get(name));
        value.map(View::place)
    });
    let packs = read_packs(file.packs, around, &first);
    for pack in packs.iter().filter_map(|pack| pack.directory.as_ref()) {
        let values = pack.values.as_ref().map(|values| &values.tree);
        if let (Some(name), Some(values)) = (pack.name(), values) {
            resolver.packs.push((name.to_owned(), Arc::clone(values)));
        }
    }

    let reading = Reading::new(&resolver);
    reading.extend(first.finish());
    let mut own = draft(&file, start, &mut references, &reading);
    own.packs = packs;
    let mut draft = own.over(base);
    let name = draft.name.as_ref().and_then(Located::known);
    draft.title = name.unwrap_or(&around.source.name).clone();
    draft.problems.extend(reading.finish());
    draft.problems.append(&mut references.problems);
    Some(ReadCluster {
        finished: draft.finish(Scope::Whole, &resolver, defaults),
        trees: references.trees,
    })
}

/// What the file itself says, but for its packs; `start` is where it begins.
fn draft(
    file: &ClusterFile<'_>,
    start: Place,
    references: &mut References<'_>,
    reading: &Reading<'_>,
) -> Draft {
    let name = file
        .cluster
        .and_then(|entry| entry.try_text(reading, "a name"));
    let place = name.as_ref().map_or(start, |name| name.place);
    if let Some(entry) = file.private_cluster {
        entry.flag(reading);
    }
    let settings = file.network.map_or(Vec::new(), |entry| {
        network_settings(entry, Level::ClusterFile, "the cluster file", reading)
    });
    let pools_entry = file.node_pools.filter(|entry| {
        let number = entry.value.items().len();
        reading.spend(Expense::Pools, number, entry.value.place())
    });
    let vnet_fields = SectionField::<VNetSection>::this().read(file.vnet.into(), reading);
    Draft {
        name,
        cloud: (file.cloud).map(|entry| entry.text(reading, "a cloud, as in aks")),
        kubernetes_version: VERSION.read(file.kubernetes_version.into(), reading),
        network_place: file.network.map(|entry| entry.key),
        settings,
        vnet: vnet_fields.map(|(entry, fields)| vnet(entry, fields, references)),
        pools: pools_entry.map(|entry| DraftPools {
            pools: pools(POOLS.read(Some(entry).into(), reading)),
            are_palettes: false,
        }),
        ..Draft::new(place, String::new())
    }
}
