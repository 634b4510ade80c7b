use ipnetwork::Ipv4Network;

use crate::aks::changes::{
    AKS, Addressing, NetworkPart, NetworkState, PALETTE, RefusedChange, SERVICE_CIDR_KUBERNETES,
    outbound_paths, refused,
};
use crate::aks::{Dialect, NodeProvisioning, OsType, OutboundType, cidr, limits};
use crate::change::{Change, PoolChange, PoolDifference, differing, place_of};
use crate::model::{Address, Cidr, Cluster, Located};
use crate::rules::Sink;
use crate::source::Place;
use crate::text::{all_of, any_of, short};

rule! {
    /// ## What it does
    /// Reports a change that AKS refuses on a cluster that exists, or that the Cluster API in Palette
    /// refuses, and says which way works: another network plugin, plugin mode, dataplane or policy,
    /// another pod or service range, DNS service IP or outbound type, and values of a pool that are fixed
    /// when it is created. The table with all changes of the network is in
    /// [compatibility](compatibility.md#changes-of-a-cluster-that-exists).
    ///
    /// The state before the change comes from a Terraform plan itself, from `--previous`, or from
    /// the key `previous` (see [changes](changes.md)). Values that are unknown in one of the two states
    /// are not compared.
    ///
    /// ## Why it is bad
    /// The update fails, often after other parts of it were applied, though both states by themselves are
    /// correct.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// kubernetesVersion: "1.35"
    /// network: {networkPlugin: azure, networkPolicy: calico}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// previous: previous.yaml
    /// ```
    /// ```yaml previous.yaml
    /// cluster: demo
    /// kubernetesVersion: "1.35"
    /// network: {networkPlugin: azure, networkPolicy: azure}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// Uninstall the old engine first, and install the new one with the next change.
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// kubernetesVersion: "1.35"
    /// network: {networkPlugin: azure, networkPolicy: none}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// previous: previous.yaml
    /// ```
    /// ```yaml previous.yaml
    /// cluster: demo
    /// kubernetesVersion: "1.35"
    /// network: {networkPlugin: azure, networkPolicy: azure}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/update-azure-cni, azure-cni-overlay-pod-expand,
    /// use-network-policies, egress-outboundtype, concepts-network-ip-address-planning and
    /// create-node-pools, read on 2026-11-25; Cluster API provider Azure, admission webhooks
    /// (2026-08-19); terraform-provider-azurerm 5.2.0.
    id: "change-refused",
    severity: Error,
    facts: changes,
    summary: "change that AKS or Palette refuses on an existing cluster",
    check: Change(check),
}

fn check(change: &Change<'_>, out: &mut Sink) {
    if change.is_replaced() {
        return;
    }
    if let Some((before, after)) = out.known(change.networks()) {
        network(change, (before, after), out);
        pod_cidr(change, (before, after), out);
        service(change, before, out);
        outbound_type(change, before, out);
    }
    api_server(change, out);
    subnets(change, out);
    for pool in &change.pools {
        of_pool(pool, change.after.dialect, out);
    }
}

/// One value that changes, and why that is refused.
struct RefusedValue<'r> {
    what: &'r str,
    values: (&'r str, &'r str),
    /// Where it was, and where it is.
    places: (Place, Place),
    by: &'static str,
    why: &'r str,
    way: &'r str,
}

fn report(refused: RefusedValue<'_>, out: &mut Sink) {
    let RefusedValue {
        what,
        values: (was, is),
        places: (old, new),
        ..
    } = refused;
    out.report(
        new,
        format!(
            "{} refuses to change {what} from {} to {}: {}",
            refused.by,
            short(was),
            short(is),
            refused.why
        ),
    )
    .label(format!("was {was}"))
    .related(old, Change::label(was))
    .help(refused.way)
    .data("before", was)
    .data("after", is);
}

fn network(change: &Change<'_>, (before, after): (NetworkState, NetworkState), out: &mut Sink) {
    let (old, new) = (&change.before().network, &change.after.network);
    let of_row = |part| refused(part, before, after, change.is_palettes());
    let mut row = |row: Option<&'static RefusedChange>, what, values, places| {
        let Some(row) = row else { return false };
        let refused = RefusedValue {
            what,
            values,
            places,
            by: row.by(),
            why: row.why,
            way: row.way,
        };
        report(refused, out);
        true
    };
    let addressing = (before.addressing.title(), after.addressing.title());
    let mut is_reported = false;
    if before.addressing != after.addressing {
        let places = match old.plugin.known() == new.plugin.known() {
            true => (old.mode.place, new.mode.place),
            false => (old.plugin.place, new.plugin.place),
        };
        is_reported = row(
            of_row(NetworkPart::Addressing),
            "the network",
            addressing,
            places,
        );
    }
    if before.dataplane != after.dataplane {
        let values = (before.dataplane.name(), after.dataplane.name());
        let places = (old.dataplane.place, new.dataplane.place);
        is_reported |= row(
            of_row(NetworkPart::Dataplane),
            "networkDataplane",
            values,
            places,
        );
    }
    // The engine goes with the dataplane, and is in the way of a move to overlay.
    if before.policy != after.policy && !is_reported && before.dataplane == after.dataplane {
        let values = (before.policy.name(), after.policy.name());
        let places = (old.policy.place, new.policy.place);
        row(of_row(NetworkPart::Policy), "networkPolicy", values, places);
    }
}

/// Whether AKS expands a pod range to another: with overlay, on Linux, to one that has all of it.
pub(super) fn is_expansion(
    (inner, outer): (Ipv4Network, Ipv4Network),
    after: NetworkState,
) -> bool {
    after.addressing == Addressing::Overlay
        && !after.has_windows
        && outer.prefix() < inner.prefix()
        && outer.contains(inner.network())
}

fn pod_cidr(change: &Change<'_>, (before, after): (NetworkState, NetworkState), out: &mut Sink) {
    let uses_one = matches!(after.addressing, Addressing::Overlay | Addressing::Kubenet);
    let both = change.both(|cluster| &cluster.network.pod_cidr);
    let Some((old, new)) = out.known(both).filter(|_| uses_one) else {
        return;
    };
    // A move to overlay brings a range of its own.
    let Some((was, is)) = ranges(old, new, limits::DEFAULT_POD_CIDR) else {
        return;
    };
    if before.addressing != after.addressing || is_expansion((was, is), after) {
        return;
    }
    let has_windows = before.has_windows || after.has_windows;
    let (why, way) = match after.addressing {
        Addressing::Kubenet => (
            "kubenet keeps its pod range",
            "move to Azure CNI Overlay, which may bring a larger podCidr",
        ),
        _ if has_windows => (
            "a pod range is expanded on clusters without Windows pools only",
            "delete the Windows pools first, or create a new cluster",
        ),
        _ => (
            "a pod range can only be expanded to one that contains it",
            "choose a range that contains the old one",
        ),
    };
    let refused = RefusedValue {
        what: "podCidr",
        values: (&was.to_string(), &is.to_string()),
        places: (old.place, new.place),
        by: AKS,
        why,
        way,
    };
    report(refused, out);
}

/// Two ranges that differ, each the default where it is not set. Nothing of a text that is none.
fn ranges(
    old: &Located<Option<Cidr>>,
    new: &Located<Option<Cidr>>,
    default: Ipv4Network,
) -> Option<(Ipv4Network, Ipv4Network)> {
    let range = |located: &Located<Option<Cidr>>| match located.known()? {
        Some(cidr) => Some(cidr::cleared(*cidr.network.as_ref().ok()?)),
        None => Some(default),
    };
    let (was, is) = (range(old)?, range(new)?);
    (was != is).then_some((was, is))
}

fn service(change: &Change<'_>, before: NetworkState, out: &mut Sink) {
    let cidrs = change.both(|cluster| &cluster.network.service_cidr);
    let addresses = change.both(|cluster| &cluster.network.dns_service_ip);
    let Some((old, new)) = out.known(cidrs) else {
        return;
    };
    if let Some((was, is)) = ranges(old, new, limits::DEFAULT_SERVICE_CIDR) {
        let is_extensible = before
            .kubernetes
            .is_some_and(|version| version >= SERVICE_CIDR_KUBERNETES);
        let way = match is_extensible {
            true => {
                "keep serviceCidr, and add a ServiceCIDR object in Kubernetes for more addresses"
            }
            false => {
                "keep serviceCidr; from Kubernetes 1.33 on, a ServiceCIDR object adds addresses"
            }
        };
        let refused = RefusedValue {
            what: "serviceCidr",
            values: (&was.to_string(), &is.to_string()),
            places: (old.place, new.place),
            by: AKS,
            why: "it is fixed when the cluster is created",
            way,
        };
        report(refused, out);
        return;
    }
    let Some((old, new)) = out.known(addresses) else {
        return;
    };
    // AKS derives the address from the range, which is the same in both states.
    let range = change
        .after
        .network
        .service_cidr
        .known()
        .and_then(Option::as_ref);
    let range = range.map_or(Some(limits::DEFAULT_SERVICE_CIDR), |range| {
        Some(cidr::cleared(*range.network.as_ref().ok()?))
    });
    let default = range.and_then(|range| range.nth(u32::from(limits::DEFAULT_DNS_LAST_OCTET)));
    let ip = |located: &Located<Option<Address>>| match located.known()? {
        Some(address) => address.ip,
        None => default,
    };
    if let (Some(was), Some(is)) = (ip(old), ip(new))
        && was != is
    {
        let refused = RefusedValue {
            what: "dnsServiceIP",
            values: (&was.to_string(), &is.to_string()),
            places: (old.place, new.place),
            by: AKS,
            why: "it is fixed when the cluster is created",
            way: "keep the old address, or create a new cluster",
        };
        report(refused, out);
    }
}

fn outbound_type(change: &Change<'_>, before: NetworkState, out: &mut Sink) {
    let of = |cluster: &Cluster| cluster.features.outbound_type.clone();
    let (old, new) = (of(change.before()), of(change.after));
    let is_same_form = change.before().has_palette_pools == change.after.has_palette_pools;
    let default = is_same_form.then_some(OutboundType::LoadBalancer);
    let pair = differing(old.as_ref(), new.as_ref(), default);
    let Some((was, is)) = pair else { return };
    let place = |located: &Option<Located<OutboundType>>, cluster: &Cluster| {
        place_of(located.as_ref(), cluster.place)
    };
    // Subnets are listed of a VNet of one's own.
    let is_own = (!change.after.subnets().is_empty()).then_some(true);
    let paths = outbound_paths(was, is_own);
    let provisioning = change.after.features.node_provisioning.as_ref();
    let has_provisioning = before.has_provisioning
        && provisioning.is_some_and(|mode| mode.is(&NodeProvisioning::Auto));
    let names: Vec<_> = paths.iter().map(|path| path.name()).collect();
    let way;
    let (why, way, by) = if has_provisioning {
        let way = "set nodeProvisioningMode: Manual first";
        (
            "a cluster with node auto-provisioning keeps its outbound type",
            way,
            AKS,
        )
    } else if !paths.contains(&is) {
        way = match names.is_empty() {
            true => "keep it, or create a new cluster".to_owned(),
            false => format!("{} can become {}", was.name(), any_of(&names)),
        };
        ("this path is not supported", way.as_str(), AKS)
    } else if change.is_palettes() {
        let way = "create a new cluster with it and move the workloads";
        (
            "Cluster API keeps this setting as it was created",
            way,
            PALETTE,
        )
    } else {
        return;
    };
    let refused = RefusedValue {
        what: "outboundType",
        values: (was.name(), is.name()),
        places: (place(&old, change.before()), place(&new, change.after)),
        by,
        why,
        way,
    };
    report(refused, out);
}

fn api_server(change: &Change<'_>, out: &mut Sink) {
    let (old, new) = (change.before(), change.after);
    if old.has_palette_pools != new.has_palette_pools {
        return;
    }
    let subnets = (
        &old.features.api_server_subnet,
        &new.features.api_server_subnet,
    );
    let name = |subnet: &Option<Located<String>>| match subnet {
        Some(subnet) => subnet.known().cloned(),
        None => Some("none".to_owned()),
    };
    if let (Some(was), (Some(is_name), Some(was_name))) =
        (subnets.0, (name(subnets.1), name(subnets.0)))
        && is_name != was_name
    {
        let refused = RefusedValue {
            what: "apiServerSubnet",
            values: (&was_name, &is_name),
            places: (was.place, place_of(subnets.1.as_ref(), new.place)),
            by: AKS,
            why: "API server VNet integration cannot be turned off or moved",
            way: "keep the subnet, or create a new cluster",
        };
        report(refused, out);
    }
    let private = (&old.features.private_cluster, &new.features.private_cluster);
    // With the integration, private access is turned on and off in place.
    let pair = differing(private.0.as_ref(), private.1.as_ref(), Some(false));
    if let Some((was, is)) = pair.filter(|_| subnets.1.is_none() && new.fixed.is_empty()) {
        let refused = RefusedValue {
            what: "privateCluster",
            values: (&was.to_string(), &is.to_string()),
            places: (
                place_of(private.0.as_ref(), old.place),
                place_of(private.1.as_ref(), new.place),
            ),
            by: AKS,
            why: "without API server VNet integration it is fixed when the cluster is created",
            way: "create a new cluster, or give the API server a subnet (apiServerSubnet) first",
        };
        report(refused, out);
    }
}

/// The subnets that nodes or pods are in.
fn subnets(change: &Change<'_>, out: &mut Sink) {
    let (old, new) = (change.before().subnets_by_name(), change.after);
    // Terraform creates another cluster.
    if !new.fixed.is_empty() {
        return;
    }
    let users = change.before().pools.iter();
    let used: Vec<_> = users
        .flat_map(|pool| [&pool.subnet, &pool.pod_subnet])
        .filter_map(|name| name.as_ref()?.known())
        .collect();
    for subnet in new.subnets() {
        let Some(name) = subnet.name.as_ref().filter(|name| {
            let is_only = new.subnets().len() == 1;
            name.known()
                .is_some_and(|name| is_only || used.contains(&name))
        }) else {
            continue;
        };
        let before = old.get(name).ok().and_then(|subnet| subnet.cidr.as_ref());
        let pair = differing(before, subnet.cidr.as_ref(), None::<Cidr>);
        if let (Some((was, is)), Some(old), Some(new)) = (pair, before, subnet.cidr.as_ref()) {
            let refused = RefusedValue {
                what: &format!("the range of subnet '{}'", short(subnet.title())),
                values: (&was.text, &is.text),
                places: (old.place, new.place),
                by: AKS,
                why: "nodes or pods have addresses in it",
                way: "keep the range, and put new pools into a new subnet",
            };
            report(refused, out);
        }
    }
}

fn of_pool(pool: &PoolChange<'_>, dialect: Dialect, out: &mut Sink) {
    let is_azurerm = dialect == Dialect::Azurerm;
    if is_azurerm && pool.after.rotation_name.is_some() {
        // azurerm replaces the pool by way of a temporary one; change-rotates-pool has the sum.
        return;
    }
    let [first, rest @ ..] = pool.differences.as_slice() else {
        return;
    };
    let name = pool.after.to_string();
    let changes = |one: &PoolDifference| {
        format!(
            "{} from {} to {}",
            one.key,
            short(&one.before),
            short(&one.after)
        )
    };
    let all: Vec<_> = pool.differences.iter().map(changes).collect();
    let finding = out.report(
        first.place,
        format!(
            "AKS refuses to change {name}: {} {} fixed when a pool is created",
            all_of(&all),
            if rest.is_empty() { "is" } else { "are" },
        ),
    );
    finding.label(format!("was {}", first.before));
    for one in rest {
        finding.related(one.place, format!("was {}", one.before));
    }
    for one in &pool.differences {
        finding.related(one.old_place, Change::label(&one.before));
    }
    let windows = match pool.after.os_type.is(&OsType::Windows) {
        true => " of at most 6 characters",
        false => "",
    };
    let instead = format!(
        "add a pool with the new values under another name{windows}, move the workloads to it, then \
         delete {name}"
    );
    finding
        .help(match is_azurerm {
            true => format!(
                "set temporary_name_for_rotation, so that azurerm replaces the pool by way of a \
                 temporary one, or {instead}"
            ),
            false => instead,
        })
        .about_itself();
}
