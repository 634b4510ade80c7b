use crate::aks::PoolMode;
use crate::aks::address_plan::Surge;
use crate::model::{Cluster, Located, NodePool};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a `maxSurge` or `maxUnavailable` that is neither a whole number nor a whole percentage, a
    /// `maxSurge` of 0 where `maxUnavailable` is 0 too (its default), and a `maxUnavailable` above 0 on
    /// a System pool.
    ///
    /// ## Why it is bad
    /// An upgrade replaces nodes by adding some first or by removing some first. With both at 0 it can
    /// do neither. System pools may not lose nodes during an upgrade. AKS rejects the settings.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - {name: system, mode: System, count: 3, maxSurge: 0}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - {name: system, mode: System, count: 3, maxSurge: 10%}
    ///   - {name: apps, count: 3, maxSurge: 0, maxUnavailable: 1}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/upgrade-aks-node-pools-rolling: "You can't set max unavailable on
    /// system node pools".
    id: "surge-value",
    severity: Error,
    summary: "invalid maxSurge or maxUnavailable",
    check: Cluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    for pool in &cluster.pools {
        let surge = value(pool, "maxSurge", &pool.max_surge, out);
        let unavailable = value(pool, "maxUnavailable", &pool.max_unavailable, out);
        if let (SurgeAmount::Some, Some(written)) = (unavailable, &pool.max_unavailable)
            && out.need(&pool.mode) == Some(&PoolMode::System)
        {
            out.report(
                written.place,
                format!("{pool} is a System pool: maxUnavailable must be 0"),
            )
            .label("AKS rejects it on a System pool")
            .related(pool.mode.place, "a System pool")
            .help("remove it, and set maxSurge above 0, for example maxSurge: 10%");
            continue;
        }
        let (SurgeAmount::Nothing, Some(written)) = (surge, &pool.max_surge) else {
            continue;
        };
        match (unavailable, &pool.max_unavailable) {
            (SurgeAmount::Nothing, Some(other)) => {
                let message = format!("maxSurge and maxUnavailable of {pool} are both 0");
                out.report(written.place, message)
                    .label("no node is added")
                    .related(other.place, "no node may be removed")
                    .help("set one of them above 0, for example maxSurge: 10%");
            }
            (SurgeAmount::NotSet, _) => {
                let title = pool.to_string();
                let message =
                    format!("maxSurge of {title} is 0, and so is maxUnavailable (default)");
                let help = match pool.mode.is(&PoolMode::User) {
                    true => {
                        "add maxUnavailable: 1, or set maxSurge above 0, for example maxSurge: 10%"
                    }
                    false => "set maxSurge above 0, for example maxSurge: 10%",
                };
                out.report(written.place, message)
                    .label("no node is added")
                    .help(help);
            }
            _ => {}
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum SurgeAmount {
    NotSet,
    Nothing,
    Some,
    NotKnown,
}

/// The amount that a text means; reports an invalid one.
fn value(
    pool: &NodePool,
    key: &str,
    written: &Option<Located<String>>,
    out: &mut Sink,
) -> SurgeAmount {
    let Some(written) = written else {
        return SurgeAmount::NotSet;
    };
    let Some(text) = out.need(written) else {
        return SurgeAmount::NotKnown;
    };
    match Surge::parse(text) {
        Some(Surge::Nodes(0) | Surge::Percent(0)) => SurgeAmount::Nothing,
        Some(_) => SurgeAmount::Some,
        None => {
            out.report(
                written.place,
                format!("{key} '{text}' of {pool} is neither a whole number nor a percentage"),
            )
            .label("must be a number of nodes such as 1, or a percentage such as 10%");
            SurgeAmount::NotKnown
        }
    }
}
