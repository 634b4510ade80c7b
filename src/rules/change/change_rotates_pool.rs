use crate::aks::Dialect;
use crate::change::{Change, Fit, Transition};
use crate::finding::Severity;
use crate::plan::MAX_POOLS_SHOWN;
use crate::rules::Sink;
use crate::source::Place;
use crate::text::{count, number};

rule! {
    /// ## What it does
    /// Computes what a subnet or pod range needs while a pool is replaced: a renamed pool, or one with
    /// another value that is fixed at creation (`maxPods`, `vmSize`, `osType`, `subnet` and others), is
    /// a new pool, and the old one is deleted only afterwards. Both need their addresses for a while.
    ///
    /// It is an error if old and new pools do not fit together, a warning if they fit but leave no room
    /// for the surge of an upgrade, and an info with the sum otherwise.
    ///
    /// The state before the change comes from a Terraform plan itself, from `--previous`, or from
    /// the key `previous` (see [changes](changes.md)).
    ///
    /// ## Why it is bad
    /// The new pool is not created (InsufficientSubnetSize, SubnetIsFull), though the plan of the new
    /// state alone fits.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {networkPlugin: azure}
    /// vnet:
    ///   subnets:
    ///     - {name: workers, cidr: 10.240.0.0/24}
    /// nodePools:
    ///   - {name: systemb, mode: System, count: 5, maxPods: 30}
    /// previous: previous.yaml
    /// ```
    /// ```yaml previous.yaml
    /// cluster: demo
    /// network: {networkPlugin: azure}
    /// vnet:
    ///   subnets:
    ///     - {name: workers, cidr: 10.240.0.0/24}
    /// nodePools:
    ///   - {name: systema, mode: System, count: 5, maxPods: 30}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// network: {networkPlugin: azure}
    /// vnet:
    ///   subnets:
    ///     - {name: workers, cidr: 10.240.0.0/24}
    /// nodePools:
    ///   - {name: systema, mode: System, count: 5, maxPods: 30}
    /// previous: previous.yaml
    /// ```
    /// ```yaml previous.yaml
    /// cluster: demo
    /// network: {networkPlugin: azure}
    /// vnet:
    ///   subnets:
    ///     - {name: workers, cidr: 10.240.0.0/24}
    /// nodePools:
    ///   - {name: systema, mode: System, count: 5, maxPods: 30}
    /// ```
    ///
    /// ## Source
    /// terraform-provider-spectrocloud, `resourceClusterAksUpdate` (2026-07-29): new pools are created
    /// before old ones are deleted; terraform-provider-azurerm, `temporary_name_for_rotation`
    /// (2026-08-21). The arithmetic is that of subnet-capacity and subnet-upgrade-headroom.
    id: "change-rotates-pool",
    severity: Error,
    facts: limits,
    summary: "replaced pool whose old and new nodes share a range for a while",
    check: Change(check),
}

fn check(change: &Change<'_>, out: &mut Sink) {
    let all = change.transitions.iter();
    for transition in all.filter(|_| !change.is_replaced()) {
        report(transition, change.after.dialect, out);
    }
}

fn report(transition: &Transition, dialect: Dialect, out: &mut Sink) {
    let fit = transition.fit();
    let (created, removed) = (names(&transition.created), names(&transition.removed));
    let by = match dialect {
        Dialect::Azurerm => " by way of a temporary one (temporary_name_for_rotation)",
        _ => "",
    };
    let both = match created == removed {
        true => format!(
            "{created} {} replaced{by}: old and new",
            is(&transition.created)
        ),
        false => format!(
            "{created} {} created before {removed} {} deleted: together they",
            is(&transition.created),
            is(&transition.removed),
        ),
    };
    let surge = match fit {
        Fit::WithoutSurge => ", which leaves no room for the surge of an upgrade",
        Fit::Fits | Fit::No => "",
    };
    let message = format!(
        "{both} need {}; {} has {}{surge}",
        count(transition.needed(), "address"),
        transition.range,
        number(transition.supply),
    );
    let finding = out.report(transition.place, message);
    finding
        .severity(match fit {
            Fit::No => Severity::Error,
            Fit::WithoutSurge => Severity::Warning,
            Fit::Fits => Severity::Info,
        })
        .label(format!(
            "{} for the new state + {} for {removed}",
            number(transition.new.0),
            number(transition.old.0),
        ))
        .data("needed", transition.needed())
        .data("available", transition.supply)
        .data("old", transition.old.0)
        .data("new", transition.new.0);
    for (name, place) in transition.created.iter().take(MAX_POOLS_SHOWN) {
        finding.related(*place, format!("pool '{name}' is created"));
    }
    let removed_places = |(name, place): &(String, Place)| (*place, name.clone());
    for (place, name) in transition
        .removed
        .iter()
        .map(removed_places)
        .take(MAX_POOLS_SHOWN)
    {
        finding.related(place, Change::label(&format!("pool '{name}'")));
    }
    if fit != Fit::Fits {
        finding.help(
            "any one of these works: scale the old pool down first, create the new pool with fewer \
             nodes and scale it up after the old one is deleted, or put the new pool in another subnet",
        );
    }
}

fn is(pools: &[(String, Place)]) -> &'static str {
    match pools {
        [_] => "is",
        _ => "are",
    }
}

fn names(pools: &[(String, Place)]) -> String {
    let mut names: Vec<_> = pools.iter().map(|(name, _)| format!("'{name}'")).collect();
    names.sort();
    let more = names.len().saturating_sub(MAX_POOLS_SHOWN);
    names.truncate(MAX_POOLS_SHOWN);
    if more > 0 {
        names.push(format!("{more} more"));
    }
    match names.len() {
        1 => format!("pool {}", names.concat()),
        _ => format!("the pools {}", names.join(", ")),
    }
}
