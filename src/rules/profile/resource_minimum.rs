use crate::aks::PoolMode;
use crate::aks::machines::machine;
use crate::model::{Cluster, NodePool, ProfilePack, ResourceKind, ResourceMinimum, Unknown};
use crate::rules::Sink;
use crate::source::Place;
use crate::text::{count, number};

rule! {
    /// ## What it does
    /// Compares the `constraints.resources` of each pack, its minimum CPU and memory in a worker pool,
    /// with the largest worker pool: its nodes (`maxCount` if autoscaled) times what its `vmSize` has.
    /// Worker pools are the User pools, or all pools if there is no User pool.
    ///
    /// packlint knows the sizes of the D, E and F families by their names; a cluster with any other
    /// size is not checked. A minimum that pack.json reads from values (`components`) is not checked
    /// either.
    ///
    /// ## Why it is bad
    /// The pack's pods stay pending, because no worker pool has room for them.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// packs:
    ///   - ./demo-1.0.0
    /// nodePools:
    ///   - {name: system, mode: System, count: 3, vmSize: Standard_D2s_v5}
    /// ```
    /// ```json demo-1.0.0/pack.json
    /// {"name": "demo", "displayName": "Demo", "version": "1.0.0", "layer": "addon", "cloudTypes": ["all"],
    ///  "constraints": {"resources": [{"type": "cpu", "minLimit": 8000}]}}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// packs:
    ///   - ./demo-1.0.0
    /// nodePools:
    ///   - {name: system, mode: System, count: 4, vmSize: Standard_D2s_v5}
    /// ```
    /// ```json demo-1.0.0/pack.json
    /// {"name": "demo", "displayName": "Demo", "version": "1.0.0", "layer": "addon", "cloudTypes": ["all"],
    ///  "constraints": {"resources": [{"type": "cpu", "minLimit": 8000}]}}
    /// ```
    ///
    /// ## Source
    /// Palette documentation, *Pack Constraints*: resource constraints, in millicores and MiB;
    /// learn.microsoft.com/azure/virtual-machines/sizes.
    id: "resource-minimum",
    severity: Warning,
    facts: machines,
    summary: "pack that needs more CPU or memory than any worker pool has",
    check: Profile(check),
}

/// One resource of a pool, and where its numbers are written.
struct PoolResource<'m> {
    pool: &'m NodePool,
    nodes: u64,
    each: u64,
    places: [Place; 2],
}

fn check(cluster: &Cluster, out: &mut Sink) {
    for pack in &cluster.packs {
        let manifest = pack.manifest.iter();
        for resource in manifest.flat_map(|manifest| &manifest.resources) {
            check_resource(cluster, pack, resource, out);
        }
    }
}

fn check_resource(
    cluster: &Cluster,
    pack: &ProfilePack,
    resource: &ResourceMinimum,
    out: &mut Sink,
) {
    let (unit, what) = match resource.kind {
        ResourceKind::Cpu => ("millicores", "CPU"),
        ResourceKind::Memory => ("MiB", "memory"),
    };
    let is_user = |pool: &&NodePool| pool.mode.is(&PoolMode::User);
    let has_user = cluster.pools.iter().any(|pool| is_user(&pool));
    let pools = cluster.pools.iter();
    let workers = pools.filter(|pool| !has_user || is_user(pool));
    let offers: Option<Vec<_>> = workers
        .map(|pool| offer(pool, resource.kind, out))
        .collect();
    // Of equals, the first.
    let by_size = |offer: &PoolResource<'_>| offer.nodes * offer.each;
    let Some(best) = offers.and_then(|offers| offers.into_iter().rev().max_by_key(by_size)) else {
        return;
    };
    let has = by_size(&best);
    if has >= resource.minimum {
        return;
    }
    let title = best.pool.to_string();
    out.report(
        pack.place,
        format!(
            "{pack} needs {} {unit} of {what} in a worker pool; {title} has {}: {} x {} {unit}",
            number(resource.minimum),
            number(has),
            count(best.nodes, "node"),
            number(best.each)
        ),
    )
    .label("needs more than the worker pools have")
    .related(
        resource.place,
        format!("at least {} {unit}", number(resource.minimum)),
    )
    .related(
        best.places[0],
        format!("{title}: {}", count(best.nodes, "node")),
    )
    .related(
        best.places[1],
        format!("{} {unit} per node", number(best.each)),
    )
    .help("use more nodes or a larger vmSize in one of the worker pools")
    .data("needed", resource.minimum)
    .data("available", has);
}

/// The resource of a pool; records which of its numbers are not known.
fn offer<'m>(pool: &'m NodePool, kind: ResourceKind, out: &mut Sink) -> Option<PoolResource<'m>> {
    let missing = |what| Unknown::NotGiven { what, flag: None };
    let Some(nodes) = pool.max_nodes() else {
        out.unknown(pool.place, &missing("the number of nodes"));
        return None;
    };
    let Some(size) = &pool.vm_size else {
        out.unknown(pool.place, &missing("the machine size of a pool"));
        return None;
    };
    let (count, name) = out.need(nodes).zip(out.need(size))?;
    let Some(machine) = machine(name) else {
        out.unknown(
            size.place,
            &missing("the CPU and memory of this machine size"),
        );
        return None;
    };
    Some(PoolResource {
        pool,
        nodes: u64::try_from(*count).ok()?,
        each: match kind {
            ResourceKind::Cpu => machine.vcpus * 1000,
            ResourceKind::Memory => machine.memory_gib * 1024,
        },
        places: [nodes.place, size.place],
    })
}
