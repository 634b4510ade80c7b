use std::collections::HashMap;

use crate::aks::OsType;
use crate::aks::limits::{POOL_NAME_LENGTH, RESERVED_POOL_NAMES, WINDOWS_POOL_NAME_LENGTH};
use crate::finding::{Applicability, Severity};
use crate::model::{Cluster, Located, NodePool};
use crate::rules::Sink;
use crate::text::all_of;

rule! {
    /// ## What it does
    /// Reports a node pool name that AKS does not accept, and a name that two pools share. A name starts
    /// with a lower-case letter, has only lower-case letters and digits, has at most 12 characters (6 for
    /// Windows), and is not `aksmanagedap`, which AKS reserves. In Terraform and API requests Palette
    /// derives the name in AKS, so only a long Windows name and a shared name are errors; the others are
    /// infos.
    ///
    /// ## Why it is bad
    /// AKS rejects the pool, a long Windows name with WindowsAgentPoolNameTooLong. Palette's Cluster
    /// API provider rejects it earlier: "Windows agent pool name can not be longer than 6 characters".
    /// Of two pools with the same name, the later replaces the earlier.
    ///
    /// ## Example
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    ///   - {name: windows-pool, osType: Windows, count: 2}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml cluster.yaml
    /// cluster: demo
    /// nodePools:
    ///   - {name: system, mode: System, count: 3}
    ///   - {name: win1, osType: Windows, count: 2}
    /// ```
    ///
    /// ## Source
    /// learn.microsoft.com/azure/aks/create-node-pools; Cluster API provider Azure, admission
    /// webhook of the managed machine pool.
    id: "pool-name",
    severity: Error,
    fix: Sometimes,
    facts: limits,
    summary: "pool name that AKS does not accept, or that two pools share",
    check: WholeCluster(check),
}

fn check(cluster: &Cluster, out: &mut Sink) {
    let mut seen: HashMap<&str, &Located<String>> = HashMap::new();
    for pool in &cluster.pools {
        let Some(written) = &pool.name else { continue };
        let Some(name) = out.need(written) else {
            continue;
        };
        check_form(pool, written, name, cluster.has_palette_pools, out);
        if RESERVED_POOL_NAMES.contains(&name.as_str()) {
            out.report(
                written.place,
                format!("AKS reserves the pool name '{name}'"),
            )
            .label("reserved")
            .help("choose another name");
        }
        let first = *seen.entry(name).or_insert(written);
        if !std::ptr::eq(first, written) {
            out.report(written.place, format!("two pools are named '{name}'"))
                .label("second pool with this name")
                .related(first.place, "first pool with this name")
                .help("give each pool a unique name");
        }
    }
}

fn check_form(
    pool: &NodePool,
    written: &Located<String>,
    name: &str,
    is_from_palette: bool,
    out: &mut Sink,
) {
    let mut wrong = Vec::new();
    if !name.starts_with(|first: char| first.is_ascii_lowercase()) {
        wrong.push("start with a lower-case letter".to_owned());
    }
    let is_allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if !name.chars().skip(1).all(is_allowed) {
        wrong.push("contain only lower-case letters and digits".to_owned());
    }
    let length = name.chars().count();
    let mut most = POOL_NAME_LENGTH;
    if length > WINDOWS_POOL_NAME_LENGTH {
        match &pool.os_type.value {
            Ok(OsType::Windows) => most = WINDOWS_POOL_NAME_LENGTH,
            Err(unknown) if length <= POOL_NAME_LENGTH => {
                out.unknown(pool.os_type.place, unknown);
            }
            _ => {}
        }
    }
    if length > most {
        wrong.push(format!("have at most {most} characters, not {length}"));
    }
    if wrong.is_empty() {
        return;
    }
    let kind = match pool.os_type.known() {
        Some(OsType::Windows) => WINDOWS,
        _ => "a pool",
    };
    let is_too_long = length > most;
    let message = format!("the name '{name}' of {kind} must {}", all_of(&wrong));
    let finding = out.report(written.place, message).label(if is_too_long {
        format!("{length} characters")
    } else {
        "use a name such as workers1".to_owned()
    });
    if kind == WINDOWS && is_too_long {
        finding.related(pool.os_type.place, kind);
    }
    // Palette derives the name in AKS from it; the provider's own examples have worker-basic.
    if is_from_palette && !(kind == WINDOWS && is_too_long) {
        finding.severity(Severity::Info);
    }
    let near = allowed_part(name);
    if !near.is_empty() && near.len() <= most {
        finding.replace(Applicability::Unsafe, written, name, near.as_str());
    }
    finding.help(match kind {
        _ if !near.is_empty() && near.len() <= most => format!("write name: {near}"),
        WINDOWS => "write a short name such as win1".to_owned(),
        _ => "write a shorter name such as workers1".to_owned(),
    });
}

/// What a Windows pool is called in messages.
const WINDOWS: &str = "a Windows pool";

/// The name without the characters that AKS does not accept.
fn allowed_part(name: &str) -> String {
    name.to_ascii_lowercase()
        .chars()
        .filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        .skip_while(char::is_ascii_digit)
        .collect()
}
