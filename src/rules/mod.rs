//! The rules, and the one table of them.
//!
//! A rule is one file: its page as the doc comment of a type that `rule!` declares, its
//! [`RuleMeta`], and a `check` that cannot fail. `packlint rules`, `packlint explain`,
//! `docs/rules.md` and the machine formats' rule lists all derive from [`RULES`].

#[macro_use]
mod declare;
mod address;
mod compatibility_page;
mod network;
mod pack;
mod page;
mod pool;
mod profile;
mod syntax;
mod values;

pub use compatibility_page::compatibility_page;
pub use declare::{Example, Group};
pub(crate) use declare::{FixKind, RuleMeta};
pub use page::rules_page;

use crate::date::Date;
use crate::finding::{Finding, Sink};
use crate::model::{Cluster, Pack, Thresholds};
use crate::plan::AddressPlan;
use crate::problem::Problem;

/// What a rule may look at: one pack, one cluster, or the problems of reading them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// What reading the inputs found wrong with their form.
    pub problems: &'a [Problem],
    /// The pack that is checked.
    pub pack: Option<&'a Pack>,
    /// Whether the pack is one of a cluster file: what its values say is checked with the cluster.
    pub is_in_cluster: bool,
    /// The cluster that is checked, or the part of one that values hold.
    pub cluster: Option<&'a Cluster>,
    /// The cluster's address plan.
    pub plan: Option<&'a AddressPlan<'a>>,
    /// The day against which retirements are held.
    pub today: Date,
    /// How much is enough, where a rule leaves it open.
    pub thresholds: Option<&'a Thresholds>,
}

/// A check.
pub trait Rule: Sync {
    /// What the rule is.
    fn meta(&self) -> &'static RuleMeta;
    /// Looks, and writes findings.
    fn check(&self, cx: &Context<'_>, sink: &mut Sink);
}

/// All rules, by group; the order of every list.
pub static RULES: &[&dyn Rule] = &[
    &syntax::YamlSyntax,
    &syntax::JsonSyntax,
    &syntax::DuplicateKey,
    &syntax::Encoding,
    &syntax::InputLimit,
    &syntax::UnknownField,
    &syntax::WrongType,
    &syntax::PathNotFound,
    &syntax::NotARegularFile,
    &syntax::UnrecognisedInput,
    &syntax::UnknownSuppression,
    &syntax::UnusedSuppression,
    &syntax::BaselineStale,
    &pack::PackSchema,
    &pack::PackVersionPrefix,
    &pack::PackVersionForm,
    &pack::PackFileMissing,
    &pack::PackLogoMissing,
    &pack::PackReadmeMissing,
    &pack::PackValuesMissing,
    &pack::PackImagesMissing,
    &pack::PackImageEntry,
    &pack::PackDirectoryName,
    &pack::PackDuplicate,
    &pack::PackDependencyForm,
    &pack::ChartUnwired,
    &pack::ChartUnknown,
    &pack::ChartValuesSchema,
    &pack::ChartArchive,
    &pack::ManifestSyntax,
    &values::ConstraintTemplate,
    &values::ConstraintFormat,
    &values::ConstraintRequired,
    &values::ConstraintPath,
    &values::PresetForm,
    &values::PresetBreaksConstraint,
    &values::MacroUnquoted,
    &values::MacroUnknown,
    &network::NetworkPolicyValue,
    &network::NetworkOptionValue,
    &network::NetworkSettingConflict,
    &network::WindowsRequiresAzureCni,
    &network::CalicoKubenetLinuxOnly,
    &network::CalicoWindowsVersion,
    &network::AzurePolicyRequiresAzureCni,
    &network::AzurePolicyLinuxOnly,
    &network::AzurePolicyScale,
    &network::PolicyRequiresPlugin,
    &network::OverlayRequiresAzureCni,
    &network::CiliumDataplanePolicy,
    &network::CiliumRequiresAzureCni,
    &network::CiliumLinuxOnly,
    &network::PaletteAdmission,
    &network::WindowsVersion,
    &network::RetiredFeature,
    &address::SubnetCapacity,
    &address::SubnetUpgradeHeadroom,
    &address::PodSubnetCapacity,
    &address::PodSubnetPlugin,
    &address::PodCidrCapacity,
    &address::MaxPodsRange,
    &address::PoolMinPods,
    &address::KubenetNodeLimit,
    &address::NodeLimit,
    &address::CidrSyntax,
    &address::CidrHostBits,
    &address::CidrReserved,
    &address::CidrOverlap,
    &address::ServiceCidrInVnet,
    &address::SubnetOutsideVnet,
    &address::SubnetUnknown,
    &address::SubnetName,
    &address::SubnetPartial,
    &address::ServiceCidrSize,
    &address::DnsServiceIp,
    &address::PodCidrUnused,
    &pool::PoolName,
    &pool::SystemPoolLinux,
    &pool::OsSkuMismatch,
    &pool::SystemPoolMissing,
    &pool::ControlPlaneSubnetPartial,
    &pool::PoolCount,
    &pool::PoolLabel,
    &pool::SurgeValue,
    &profile::LayerMissing,
    &profile::LayerDuplicate,
    &profile::CloudTypeMismatch,
    &profile::DependencyUnsatisfied,
    &profile::ProfileVariableValue,
    &profile::ResourceMinimum,
];

/// The rule of an id.
pub fn find(id: &str) -> Option<&'static dyn Rule> {
    RULES.iter().copied().find(|rule| rule.meta().id == id)
}

/// The rule ids most like a misspelled one.
pub(crate) fn similar(id: &str) -> Option<&'static str> {
    crate::text::closest(id, RULES.iter().map(|rule| rule.meta().id))
}

/// The rules that a rule replaces once it is itself emitted.
pub(crate) fn superseded_by(id: &str) -> &'static [&'static str] {
    find(id).map_or(&[], |rule| rule.meta().supersedes)
}

impl RuleMeta {
    /// A finding of this rule at its own severity.
    pub(crate) fn finding(
        &self,
        place: crate::source::Place,
        message: impl Into<String>,
    ) -> Finding {
        Finding::new(self.id, self.severity, place, message)
    }
}
