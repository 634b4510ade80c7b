//! What an input means: packs, clusters, node pools and networks as plain types, each value with its
//! place in the input. Rules see nothing else.

mod chart;
mod cidr;
mod cluster;
mod cluster_range;
mod constraint;
mod features;
mod image;
mod located;
mod network;
mod pack;
mod previous;
mod quick_flag;
mod thresholds;
mod variable;

pub(crate) use chart::{
    Chart, ChartKey, ChartValues, SchemaViolation, UnlistedImage, UnreadOverride,
};

pub(crate) use cidr::{Address, Cidr};
pub(crate) use cluster::{
    Cluster, Manifest, NodeLabel, NodePool, Profile, ProfilePack, Scope, Subnet, SubnetInAzure,
    SubnetsByName, VNet,
};
pub(crate) use cluster_range::{ClusterRange, RangeUse};
pub(crate) use constraint::{Constraint, Content, Preset, PresetEffect};
pub(crate) use features::Features;

pub(crate) use image::ImageReference;
pub(crate) use located::{Gap, Located, Partial, Provenance, Unknown};
pub(crate) use network::{Candidate, Level, Network, Raw, Setting, in_effect};
pub(crate) use pack::{
    ContentChart, Dependency, ImageEntry, ImageValue, Images, NearFile, Pack, PackFile,
    PackFileState, ResourceKind, ResourceMinimum, ValueNotes, is_for_cloud,
};
pub(crate) use previous::{FixedAttribute, PlannedChange, Previous};
pub(crate) use quick_flag::QuickFlag;
pub(crate) use thresholds::{NOTICE_MONTHS, Thresholds};
pub(crate) use variable::{ProfileVariable, VariableDefect, VariableOption};
