use crate::finding::Applicability;
use crate::model::{Cluster, Located, Unknown};
use crate::rules::Sink;
use crate::text::{all_of, closest, short};

rule! {
    /// ## What it does
    /// Reports a pool whose `subnet` or `podSubnet` is not among the listed subnets. If no subnets are
    /// listed, packlint reports nothing.
    ///
    /// ## Why it is bad
    /// The deployment fails, because the subnet does not exist. packlint skips all checks of the pool's
    /// addresses. Correct the name, or list the subnet with its range.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// vnet:
    ///   subnets:
    ///     - {name: workers, cidr: 10.240.0.0/22}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3, subnet: worker}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// vnet:
    ///   subnets:
    ///     - {name: workers, cidr: 10.240.0.0/22}
    /// nodePools:
    ///   - {name: system, mode: System, count: 3, subnet: workers}
    /// ```
    ///
    /// ## Source
    /// The cluster file: `vnet.subnets` lists the subnets that pools can use.
    id: "subnet-unknown",
    severity: Error,
    fix: Sometimes,
    summary: "pool on a subnet that is not listed",
    check: Cluster(check),
}

/// How many subnets are looked at for a name that is similar.
const COMPARED_NAMES: usize = 200;

fn check(cluster: &Cluster, out: &mut Sink) {
    let listed = cluster.subnets();
    if listed.is_empty() {
        return;
    }
    let by_name = cluster.subnets_by_name();
    let names: Vec<&str> = listed
        .iter()
        .filter_map(|subnet| subnet.name.as_ref()?.known().map(String::as_str))
        .collect();
    for pool in &cluster.pools {
        let named = [("subnet", &pool.subnet), ("podSubnet", &pool.pod_subnet)];
        for (key, named) in named {
            let Some(named) = named else { continue };
            match (by_name.get(named), named.known()) {
                (Ok(_), _) => {}
                (Err(gap), Some(name)) if gap.unknown == Unknown::Invalid => {
                    report(&pool.to_string(), key, named, name, &names, out);
                }
                (Err(gap), _) => out.gaps(&[gap]),
            }
        }
    }
}

fn report(
    pool: &str,
    key: &str,
    named: &Located<String>,
    name: &str,
    names: &[&str],
    out: &mut Sink,
) {
    let message = format!("{key} '{name}' of {pool} is not a listed subnet");
    let candidates = names
        .get(..COMPARED_NAMES)
        .unwrap_or(names)
        .iter()
        .filter(|_| out.is_listing(named.place));
    let near = closest(name, candidates.copied());
    let finding = out.report(named.place, message);
    match near {
        Some(near) => finding
            .label(format!("did you mean {near}?"))
            .help(format!(
                "write {key}: {near}, or add '{name}' to vnet.subnets"
            ))
            .replace(Applicability::Unsafe, named, name, near),
        None => finding
            .label(format!("listed: {}", few(names)))
            .help(format!("add '{name}' with its range to vnet.subnets")),
    };
}

/// The first few names, and how many more there are.
fn few(names: &[&str]) -> String {
    const MOST: usize = 5;
    match names.get(..MOST).filter(|_| names.len() > MOST) {
        Some(first) => {
            let first: Vec<_> = first.iter().map(|name| short(name)).collect();
            format!("{} and {} more", first.join(", "), names.len() - MOST)
        }
        None => all_of(names),
    }
}
