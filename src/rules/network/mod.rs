//! Plugin, mode, dataplane, policy and operating system: which go together.

mod azure_policy_linux_only;
mod azure_policy_requires_azure_cni;
mod azure_policy_scale;
mod calico_kubenet_linux_only;
mod calico_windows_version;
mod cilium_dataplane_policy;
mod cilium_linux_only;
mod cilium_requires_azure_cni;
mod clash;
mod network_option_value;
mod network_policy_value;
mod network_setting_conflict;
mod overlay_requires_azure_cni;
mod palette_admission;
mod policy_requires_plugin;
mod retired_feature;
mod windows_requires_azure_cni;
mod windows_version;

pub(crate) use azure_policy_linux_only::AzurePolicyLinuxOnly;
pub(crate) use azure_policy_requires_azure_cni::AzurePolicyRequiresAzureCni;
pub(crate) use azure_policy_scale::AzurePolicyScale;
pub(crate) use calico_kubenet_linux_only::CalicoKubenetLinuxOnly;
pub(crate) use calico_windows_version::CalicoWindowsVersion;
pub(crate) use cilium_dataplane_policy::CiliumDataplanePolicy;
pub(crate) use cilium_linux_only::CiliumLinuxOnly;
pub(crate) use cilium_requires_azure_cni::CiliumRequiresAzureCni;
pub(crate) use network_option_value::NetworkOptionValue;
pub(crate) use network_policy_value::NetworkPolicyValue;
pub(crate) use network_setting_conflict::NetworkSettingConflict;
pub(crate) use overlay_requires_azure_cni::OverlayRequiresAzureCni;
pub(crate) use palette_admission::PaletteAdmission;
pub(crate) use policy_requires_plugin::PolicyRequiresPlugin;
pub(crate) use retired_feature::RetiredFeature;
pub(crate) use windows_requires_azure_cni::WindowsRequiresAzureCni;
pub(crate) use windows_version::WindowsVersion;

use crate::aks::OsType;
use crate::finding::{Applicability, Finding, Sink};
use crate::model::{
    Candidate, Cluster, Located, Network, NodePool, QuickFlag, Raw, Setting, Unknown,
};
use crate::rules::declare::RuleMeta;
use crate::text::{any_of, closest};

/// The Windows pools of a cluster, for a rule that they would break. Records the pools whose
/// operating system is not known, and that no pool is known at all.
fn windows_pools<'m>(cluster: &'m Cluster, rule: &RuleMeta, sink: &mut Sink) -> Vec<&'m NodePool> {
    if cluster.scope.has_no_pools() {
        let os = Unknown::NotGiven {
            what: "the operating system of the nodes",
            flag: Some(QuickFlag::Os),
        };
        sink.unresolved(rule.id, cluster.place, &os);
    }
    let mut windows = Vec::new();
    for pool in &cluster.pools {
        match &pool.os_type.value {
            Ok(OsType::Windows) => windows.push(pool),
            Ok(OsType::Linux) => {}
            Err(unknown) => sink.unresolved(rule.id, pool.os_type.place, unknown),
        }
    }
    windows
}

/// Whether a cluster has, or may have, a Windows pool: else nothing need be known for rules that
/// are about them.
fn may_have_windows(cluster: &Cluster) -> bool {
    cluster.scope.has_no_pools()
        || cluster
            .pools
            .iter()
            .any(|pool| !pool.os_type.is(&OsType::Linux))
}

/// The value of a setting that a rule needs; records that it is not known.
fn need<'m, T>(setting: &'m Located<T>, rule: &RuleMeta, sink: &mut Sink) -> Option<&'m T> {
    match &setting.value {
        Ok(value) => Some(value),
        Err(unknown) => {
            sink.unresolved(rule.id, setting.place, unknown);
            None
        }
    }
}

/// What to say at the place of a setting: `networkPlugin is kubenet (pack cni-kubenet)`.
fn said(network: &Network, setting: Setting, value: &str) -> String {
    match network.strongest(setting) {
        Some(candidate) => format!("{} is {value} ({})", setting.key(), candidate.owner),
        None => format!("{} is {value} (default)", setting.key()),
    }
}

/// The finding about a setting's value that is none of the allowed names, if it is none.
fn value_finding(
    meta: &'static RuleMeta,
    candidate: &Candidate,
    parse: impl Fn(&str) -> bool,
) -> Option<Finding> {
    let allowed = candidate.setting.allowed();
    let key = &candidate.key;
    let place = candidate.value.place;
    let list = any_of(allowed);
    let finding = match candidate.value.known()? {
        Raw::Text(text) if parse(text) => return None,
        Raw::Range(_) | Raw::Address(_) => return None,
        Raw::Text(text) => {
            let finding = meta.finding(place, format!("{key} '{text}' is not {list}"));
            match closest(text, allowed.iter().copied()) {
                Some(meant) => {
                    let is_case = meant.eq_ignore_ascii_case(text);
                    let (label, applicability) = if is_case {
                        (format!("lower case: {meant}"), Applicability::Safe)
                    } else {
                        (format!("did you mean {meant}?"), Applicability::Unsafe)
                    };
                    let finding = finding.label(label).help(format!("write {key}: {meant}"));
                    match candidate.content {
                        Some(content) => finding.fix(applicability, content, meant),
                        None => finding,
                    }
                }
                None => finding.label(format!("must be {list}")),
            }
        }
        Raw::Empty(what) => meta
            .finding(place, format!("{key} is {what}; it must be {list}"))
            .label(format!("{what}: write a name, or leave the key out")),
        Raw::Shape(what) => meta
            .finding(place, format!("{key} is {what}; it must be {list}"))
            .label(format!("must be {list}")),
    };
    Some(finding.help_if_none(|| match candidate.setting {
        Setting::Policy => format!("write {key}: \"none\" where no policy is to be applied"),
        _ => format!("leave {key} out for the default"),
    }))
}
