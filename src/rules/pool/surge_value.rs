use crate::aks::address_plan::Surge;
use crate::model::{Cluster, Located, NodePool};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a `maxSurge` or `maxUnavailable` that is neither a whole number nor a whole per
    /// cent, and a `maxSurge` of 0 where `maxUnavailable` is 0 too (its default).
    ///
    /// ## Why it is bad
    /// An upgrade replaces nodes by adding some first or by taking some away first. With both at 0
    /// it can do neither: AKS refuses the settings.
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
    ///   - {name: system, mode: System, count: 3, maxSurge: 0, maxUnavailable: 1}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/upgrade-aks-node-pools-rolling.
    id: "surge-value",
    severity: Error,
    summary: "maxSurge or maxUnavailable is no number or per cent, or both are 0",
    check: Cluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    for pool in &cluster.pools {
        let surge = value(pool, "maxSurge", &pool.max_surge, out);
        let unavailable = value(pool, "maxUnavailable", &pool.max_unavailable, out);
        let (SurgeAmount::Nothing, Some(written)) = (surge, &pool.max_surge) else {
            continue;
        };
        match (unavailable, &pool.max_unavailable) {
            (SurgeAmount::Nothing, Some(other)) => {
                let message = format!("maxSurge and maxUnavailable of {pool} are both 0");
                out.report(written.place, message)
                    .label("no node is added")
                    .related(other.place, "no node may be missing")
                    .help("let one of them be above 0: maxSurge: 10%");
            }
            (SurgeAmount::NotSet, _) => {
                let title = pool.to_string();
                let message =
                    format!("maxSurge of {title} is 0, and so is maxUnavailable (default)");
                out.report(written.place, message)
                    .label("no node is added")
                    .help("add maxUnavailable: 1, or let maxSurge be above 0");
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
                format!("{key} '{text}' of {pool} is neither a whole number nor a per cent"),
            )
            .label("write a number of nodes, as in 1, or per cent, as in 10%");
            SurgeAmount::NotKnown
        }
    }
}
