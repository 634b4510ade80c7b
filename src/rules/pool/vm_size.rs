use crate::aks::limits::{ANY_MACHINE_MEMORY, SYSTEM_MACHINE, SYSTEM_VCPUS_RECOMMENDED};
use crate::aks::machines::{Series, machine, series};
use crate::aks::{OsType, PluginMode, PoolMode};
use crate::finding::{Applicability, Severity};
use crate::model::{Cluster, Located, NodePool, Provenance};
use crate::rules::Sink;
use crate::text::count;

rule! {
    /// ## What it does
    /// Checks the machine size of a pool by its name and reports:
    ///
    /// - a name without `Standard_` (a safe fix adds it);
    /// - an Arm64 size on a Windows pool;
    /// - a DCsv2 size with Azure CNI Overlay;
    /// - less than 2 GB of memory; on a System pool less than 4 GB or 2 vCPUs;
    /// - on a System pool, as a warning, a B-series size, or less than 4 vCPUs.
    ///
    /// ## Why it is bad
    /// AKS rejects the pool. On a burstable or small size, the cluster's own pods use up the CPU credits or
    /// the memory of a System pool. packlint does not know which sizes a region or subscription offers.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - {name: system, mode: System, count: 3, vmSize: Standard_D4s_v5}
    ///   - {name: win, osType: Windows, osSKU: Windows2025, count: 2, vmSize: Standard_D4ps_v5}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - {name: system, mode: System, count: 3, vmSize: Standard_D4s_v5}
    ///   - {name: win, osType: Windows, osSKU: Windows2025, count: 2, vmSize: Standard_D4s_v5}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks: quotas-skus-regions (2026-08-03), use-system-pools,
    /// use-arm64-vms (2025-02-25), concepts-network-azure-cni-overlay (2026-07-31).
    id: "vm-size",
    severity: Error,
    fix: Sometimes,
    facts: machines,
    summary: "machine size that AKS does not accept for the pool",
    check: Cluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    for pool in &cluster.pools {
        let Some(written) = &pool.vm_size else {
            continue;
        };
        let Some(size) = out.need(written) else {
            continue;
        };
        match series(size) {
            Series::NoSize => no_size(pool, written, size, out),
            series => of_series(cluster, pool, (written, size), series, out),
        }
    }
}

fn no_size(pool: &NodePool, written: &Located<String>, size: &str, out: &mut Sink) {
    let whole = format!("Standard_{size}");
    let finding = out.report(
        written.place,
        format!("'{size}' of {pool} is not a machine size: sizes start with Standard_"),
    );
    finding.label("not a machine size");
    if series(&whole) != Series::NoSize {
        finding.help(format!("write {whole}"));
        let span = written.place.span;
        let is_plain = (span.end - span.start) as usize == size.len();
        if written.provenance == Provenance::Written && is_plain {
            finding.fix(Applicability::Safe, written.place, whole);
        }
    }
}

fn of_series(
    cluster: &Cluster,
    pool: &NodePool,
    (written, size): (&Located<String>, &str),
    series: Series,
    out: &mut Sink,
) {
    let mode = &cluster.network.mode;
    if series == Series::Arm64 && out.need(&pool.os_type) == Some(&OsType::Windows) {
        out.report(
            written.place,
            format!("{pool} is Windows, but {size} is an Arm64 size"),
        )
        .label("Arm64")
        .related(pool.os_type.place, "a Windows pool")
        .help("use an x64 size such as Standard_D4s_v5");
    }
    if series == Series::DcV2 && out.need(mode) == Some(&Some(PluginMode::Overlay)) {
        out.report(
            written.place,
            format!("Azure CNI Overlay does not support {size} ({pool})"),
        )
        .label("a DCsv2 size")
        .related(mode.place, "overlay")
        .help("use a DCsv3 size, or remove networkPluginMode: overlay");
    }
    let machine = machine(size);
    let (vcpus, memory) = SYSTEM_MACHINE;
    let is_system = pool.mode.is(&PoolMode::System);
    let too_small = machine.and_then(|machine| {
        let has = format!("{size} of {pool} has {} and", count(machine.vcpus, "vCPU"));
        if machine.memory_gib < ANY_MACHINE_MEMORY {
            Some(format!("{has} less than {ANY_MACHINE_MEMORY} GB of memory"))
        } else if is_system && (machine.vcpus < vcpus || machine.memory_gib < memory) {
            let gib = machine.memory_gib;
            let needs = format!("a System pool needs {vcpus} vCPUs and {memory} GB");
            Some(format!("{has} {gib} GB of memory; {needs}"))
        } else {
            None
        }
    });
    let advice = "use a size with 4 vCPUs or more, such as Standard_D4s_v5";
    if let Some(message) = too_small {
        out.report(written.place, message)
            .label("too small")
            .help(advice);
        return;
    }
    let small = machine.filter(|machine| machine.vcpus < SYSTEM_VCPUS_RECOMMENDED);
    let message = match (series, small) {
        _ if !is_system => return,
        (Series::B, _) => {
            format!("{size} of {pool} is burstable, which is not recommended for a System pool")
        }
        (_, Some(machine)) => format!(
            "{size} of {pool} has {} vCPUs; {SYSTEM_VCPUS_RECOMMENDED} are recommended for a System \
             pool",
            machine.vcpus
        ),
        _ => return,
    };
    out.report(written.place, message)
        .severity(Severity::Warning)
        .label("small for a System pool")
        .related(pool.mode.place, "a System pool")
        .help(advice);
}
