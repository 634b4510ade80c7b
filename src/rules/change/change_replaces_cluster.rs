use crate::aks::IpFamily;
use crate::change::Change;
use crate::model::{Located, PlannedChange};
use crate::rules::Sink;
use crate::text::short;

rule! {
    /// ## What it does
    /// Reports a change that needs another cluster: Terraform destroys the cluster and creates it again,
    /// because an attribute changed that is fixed at creation, such as `ssh_key`, `region` or the subnets
    /// in `cloud_config`. Also another name, and other `ipFamilies`.
    ///
    /// The state before the change comes from a Terraform plan itself, from `--previous`, or from
    /// the key `previous` (see [changes](changes.md)).
    ///
    /// ## Why it is bad
    /// All workloads and their data in the cluster are lost, and its address changes.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// ipFamilies: [IPv4, IPv6]
    /// kubernetesVersion: "1.35"
    /// network: {networkPlugin: azure, networkPluginMode: overlay}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// previous: previous.yaml
    /// ```
    /// ```yaml previous.yaml
    /// cluster: demo
    /// kubernetesVersion: "1.35"
    /// network: {networkPlugin: azure, networkPluginMode: overlay}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// kubernetesVersion: "1.35"
    /// network: {networkPlugin: azure, networkPluginMode: overlay}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// previous: previous.yaml
    /// ```
    /// ```yaml previous.yaml
    /// cluster: demo
    /// kubernetesVersion: "1.35"
    /// network: {networkPlugin: azure, networkPluginMode: overlay}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    /// ```
    ///
    /// ## Source
    /// terraform-provider-spectrocloud, `resource_cluster_aks.go` (2026-07-29): the attributes with
    /// ForceNew; terraform-provider-azurerm, `kubernetes_cluster_resource.go` (2026-08-21). A plan says
    /// itself what it replaces (`actions` and `replace_paths` of `resource_changes`).
    id: "change-replaces-cluster",
    severity: Error,
    facts: changes,
    summary: "change that destroys the cluster and creates another",
    check: Change(check),
}

const HELP: &str =
    "take the change back, or create the new cluster beside this one and move the workloads";

fn check(change: &Change<'_>, out: &mut Sink) {
    let (before, after) = (change.before(), change.after);
    let title = short(&after.title);
    let planned = change.previous.planned.as_ref();
    let fixed = change.fixed();
    for (old, new) in &fixed {
        let (Some(was), Some(is)) = (old.value.known(), new.value.known()) else {
            continue;
        };
        out.report(
            new.value.place,
            format!(
                "Terraform destroys cluster '{title}' and creates it again: {} changes from {} to {}",
                new.name,
                quoted(was),
                quoted(is),
            ),
        )
        .label(format!("was {}", quoted(was)))
        .related(old.value.place, Change::label(&quoted(was)))
        .help(HELP)
        .data("attribute", new.name);
    }
    if let (Some(old), Some(new)) = (&before.name, &after.name)
        && fixed.iter().all(|(_, new)| new.name != "name")
        && let (Some(was), Some(is)) = (old.known(), new.known())
        && was != is
    {
        out.report(
            new.place,
            format!(
                "cluster '{}' becomes '{title}': a cluster cannot be renamed",
                short(was)
            ),
        )
        .label("another cluster")
        .related(old.place, Change::label(&format!("'{}'", short(was))))
        .help(HELP)
        .data("attribute", "name");
    }
    families(change, out);
    if let (Some(PlannedChange::Replaced(attributes)), false) = (planned, !fixed.is_empty()) {
        let why = match attributes.as_slice() {
            [] => String::new(),
            some => format!(" because of {}", some.join(", ")),
        };
        out.report(
            after.place,
            format!("Terraform destroys cluster '{title}' and creates it again{why}"),
        )
        .label("replaced")
        .help(HELP);
    }
}

fn quoted(value: &str) -> String {
    match value {
        "" => "nothing".to_owned(),
        value => format!("'{}'", short(value)),
    }
}

fn families(change: &Change<'_>, out: &mut Sink) {
    let of = |families: &[Located<IpFamily>]| -> Option<Vec<&'static str>> {
        if families.is_empty() {
            return Some(vec![IpFamily::Ipv4.name()]);
        }
        let names = families.iter().map(|family| Some(family.known()?.name()));
        names.collect()
    };
    let (before, after) = (change.before(), change.after);
    let (old, new) = (&before.features.ip_families, &after.features.ip_families);
    let (Some(was), Some(is)) = (of(old), of(new)) else {
        return;
    };
    // A Terraform resource of Palette says nothing about them.
    if was == is || before.has_palette_pools != after.has_palette_pools {
        return;
    }
    let place = new.first().map_or(after.place, |family| family.place);
    let old_place = old.first().map_or(before.place, |family| family.place);
    out.report(
        place,
        format!(
            "ipFamilies changes from {} to {}, which needs a new cluster",
            was.join(" and "),
            is.join(" and ")
        ),
    )
    .label("fixed when the cluster is created")
    .related(old_place, Change::label(&was.join(" and ")))
    .help(HELP)
    .data("attribute", "ipFamilies");
}
