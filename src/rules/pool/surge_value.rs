use crate::aks::address_plan::Surge;
use crate::model::{Cluster, Located, NodePool};
use crate::rules::Sink;

rule! {
    /// ## What it does
    /// Reports a `maxSurge` or `maxUnavailable` that is neither a whole number nor a whole percentage,
    /// and a `maxSurge` of 0 while `maxUnavailable` is 0 too (its default).
    ///
    /// ## Why it is bad
    /// An upgrade replaces nodes by first adding some or by first removing some. With both at 0 it can
    /// do neither, and AKS rejects the settings.
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
    summary: "maxSurge or maxUnavailable that is not a number or percentage, or both 0",
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
                    .related(other.place, "no node may be removed")
                    .help("set one of them above 0, for example maxSurge: 10%");
            }
            (SurgeAmount::NotSet, _) => {
                let title = pool.to_string();
                let message =
                    format!("maxSurge of {title} is 0 and so is maxUnavailable (default)");
                out.report(written.place, message)
                    .label("no node is added")
                    .help("add maxUnavailable: 1, or set maxSurge above 0");
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
            .label("expected a number or a percentage")
            .help("write a number of nodes such as 1, or a percentage such as 10%");
            SurgeAmount::NotKnown
        }
    }
}
