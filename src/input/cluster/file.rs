//! The cluster file: what will be deployed, in AKS's own field names.

use std::path::Path;
use std::sync::Arc;

use super::network::{NetworkSection, network_settings};
use super::packs::{PackReference, read_packs};
use super::pools::{NodePoolSection, pools};
use super::references::References;
use super::variables::read_variables;
use super::vnet::{VNetSection, vnet};
use crate::aks::{IpFamily, NodeProvisioning, OutboundType};
use crate::files::Loader;
use crate::input::draft::{ClusterDefaults, Draft, DraftPools, Finished};
use crate::input::pack::PackCache;
use crate::input::read::{
    AmountField, Entry, ExampleField, FieldKind as _, FlagField, LaterField, NameField, NamesField,
    Reading, Resolver, ScalarField, SchemaField, Section as _, SectionField, SectionsField,
    TextField, TextsField, View, WholeField, section, types,
};
use crate::model::{Features, Level, Located, Scope};
use crate::source::{Expense, Place, SourceFile, Span};
use crate::syntax::{Node, Tree};

section! {
    /// One AKS cluster to deploy: its packs, network, VNet and node pools.
    #[title = "packlint cluster file"]
    pub(crate) struct ClusterFile<'t> in "a cluster file" {
        /// The cluster's name.
        cluster: Option<Entry<'t>>, "cluster" => LaterField(ExampleField(TextField(""), "prod-aks"));
        /// The cloud to deploy the cluster to.
        cloud: Option<Entry<'t>>, "cloud" => LaterField(ExampleField(TextField(""), "aks"));
        /// Kubernetes version. The default is the version of the pack kubernetes-aks.
        kubernetes_version: Option<Entry<'t>>, "kubernetesVersion" => SchemaField::<types::Version>::schema();
        /// Whether the API server is private; its endpoint then uses an address of the node subnet.
        private_cluster: Option<Entry<'t>>, "privateCluster" => LaterField(FlagField);
        /// How nodes reach the internet. The default is loadBalancer.
        outbound_type: Option<Entry<'t>>, "outboundType" => LaterField(OUTBOUND_TYPE);
        load_balancer: Option<Entry<'t>>, "loadBalancerProfile" =>
            LaterField(SectionField::<LoadBalancerSection>::this());
        /// Ranges of peered and on-premises networks, which pods and services must not use.
        connected_networks: Option<Entry<'t>>, "connectedNetworks" => LaterField(NETWORKS);
        /// Name of the API server's subnet, for API server VNet integration.
        api_server_subnet: Option<Entry<'t>>, "apiServerSubnet" => LaterField(API_SERVER_SUBNET);
        /// IPv4, or IPv4 and IPv6. The default is IPv4.
        ip_families: Option<Entry<'t>>, "ipFamilies" => LaterField(IP_FAMILIES);
        /// With several IP families: one pod range per family.
        pod_cidrs: Option<Entry<'t>>, "podCidrs" => LaterField(CIDRS);
        /// With several IP families: one service range per family.
        service_cidrs: Option<Entry<'t>>, "serviceCidrs" => LaterField(CIDRS);
        /// Manual, or Auto for node auto-provisioning. The default is Manual.
        node_provisioning: Option<Entry<'t>>, "nodeProvisioningMode" => LaterField(PROVISIONING);
        /// Path of a Terraform plan or state in JSON, a directory of Terraform files, an API request,
        /// the output of `az aks show`, or an ARM template, relative to this file. Values in this file
        /// override it.
        from: Option<Entry<'t>>, "from" => LaterField(ExampleField(TextField(""), "plan.json"));
        /// Path of an exported profile, relative to this file.
        profile: Option<Entry<'t>>, "profile" => LaterField(ExampleField(TextField(""), "export.json"));
        /// The profile's packs.
        packs: Option<Entry<'t>>, "packs" => SchemaField::<Vec<PackReference>>::schema();
        /// Values of profile variables, for `{{.spectro.var.NAME}}`.
        variables: Option<Entry<'t>>, "variables" =>
            SchemaField::<std::collections::BTreeMap<String, types::Scalar>>::schema();
        network: Option<Entry<'t>>, "network" => SchemaField::<NetworkSection<'static>>::schema();
        vnet: Option<Entry<'t>>, "vnet" => LaterField(SectionField::<VNetSection>::this());
        /// The state before a change: path of a cluster file, a Terraform plan, state or directory, an
        /// API request or an exported profile, relative to this file.
        previous: Option<Entry<'t>>, "previous" => LaterField(ExampleField(TextField(""), "old.yaml"));
        /// The node pools.
        node_pools: Option<Entry<'t>>, "nodePools" => LaterField(POOLS);
    }
}

section! {
    /// The load balancer through which nodes reach the internet.
    pub(crate) struct LoadBalancerSection in "loadBalancerProfile" {
        /// Number of outbound addresses that AKS manages. The default is 1.
        outbound_ips: Option<Located<i64>>, "managedOutboundIPs" =>
            AmountField("a number of addresses");
        /// Outbound ports per node, a multiple of 8. With 0, AKS chooses.
        outbound_ports: Option<Located<i64>>, "allocatedOutboundPorts" => WholeField;
    }
}

const OUTBOUND_TYPE: NameField<OutboundType> = NameField {
    names: OutboundType::NAMES,
    parse: OutboundType::parse,
};
const NETWORKS: TextsField = TextsField("a list of ranges");
const CIDRS: TextsField = TextsField("a list of ranges");
const API_SERVER_SUBNET: TextField = TextField("a subnet's name");
const IP_FAMILIES: NamesField<IpFamily> = NamesField {
    expected: "a list of IPv4 and IPv6",
    names: IpFamily::NAMES,
    parse: IpFamily::parse,
};
const PROVISIONING: NameField<NodeProvisioning> = NameField {
    names: NodeProvisioning::NAMES,
    parse: NodeProvisioning::parse,
};
const POOLS: SectionsField<NodePoolSection> =
    SectionsField::of("a list of node pools", "a node pool");
const VERSION: ScalarField<types::Version> = ScalarField::new("a version such as \"1.34\"");

/// A cluster with everything that its findings may point into.
#[derive(Debug)]
pub(crate) struct ReadCluster {
    pub(crate) finished: Finished,
    /// Other texts that were read for it.
    pub(crate) trees: Vec<Tree>,
    /// The path of its state before a change.
    pub(crate) previous: Option<Located<String>>,
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
        given.declares(&name);
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
    // What a profile marks is secret here too.
    let given = file
        .variables
        .map_or(Vec::new(), |entry| entry.value.members());
    let marked = given
        .iter()
        .filter(|one| resolver.sensitive.contains(one.name));
    around.source.hide(marked.map(|one| one.value.place().span));
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
    let previous = file.previous;
    let previous = previous
        .and_then(|entry| entry.try_text(&reading, "the path of a cluster"))
        .filter(|path| references.exists(path, "the state before a change"));
    draft.problems.extend(reading.finish());
    draft.problems.append(&mut references.problems);
    Some(ReadCluster {
        finished: draft.finish(Scope::Whole, &resolver, defaults),
        trees: references.trees,
        previous,
    })
}

/// The file's own settings without its packs; `start` is where it begins.
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
        cloud: (file.cloud).map(|entry| entry.text(reading, "a cloud such as aks")),
        kubernetes_version: VERSION.read(file.kubernetes_version.into(), reading),
        network_place: file.network.map(|entry| entry.key),
        settings,
        features: features(file, reading),
        vnet: vnet_fields.map(|(entry, fields)| vnet(entry, fields, references)),
        pools: pools_entry.map(|entry| DraftPools {
            pools: pools(POOLS.read(Some(entry).into(), reading)),
            are_palettes: false,
        }),
        ..Draft::new(place, String::new())
    }
}

/// The cluster's settings beside its network plugin.
fn features(file: &ClusterFile<'_>, reading: &Reading<'_>) -> Features {
    let load_balancer = SectionField::<LoadBalancerSection>::this();
    let load_balancer = load_balancer.read(file.load_balancer.into(), reading);
    let (ips, ports) = match load_balancer {
        Some((_, section)) => (section.outbound_ips, section.outbound_ports),
        None => (None, None),
    };
    let networks = NETWORKS.read(file.connected_networks.into(), reading);
    Features {
        private_cluster: FlagField.read(file.private_cluster.into(), reading),
        outbound_type: OUTBOUND_TYPE.read(file.outbound_type.into(), reading),
        outbound_ips: ips,
        outbound_ports: ports,
        connected_networks: networks.into_iter().map(Located::parsed).collect(),
        api_server_subnet: API_SERVER_SUBNET.read(file.api_server_subnet.into(), reading),
        ip_families: IP_FAMILIES.read(file.ip_families.into(), reading),
        pod_cidrs: CIDRS.read(file.pod_cidrs.into(), reading),
        service_cidrs: CIDRS.read(file.service_cidrs.into(), reading),
        node_provisioning: PROVISIONING.read(file.node_provisioning.into(), reading),
    }
}
