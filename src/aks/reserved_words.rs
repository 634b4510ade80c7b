//! Words that Azure reserves, in lower case: they are compared without regard to case.
//!
//! Source: learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-reserved-resource-name
//! (2023-04-05, read on 2026-11-25), for resources with an endpoint. That AKS checks cluster names
//! against all three lists: support article invalidparameter-error (2024-11-19).

use crate::date::Date;

/// When the facts of this file were last compared with their sources.
pub(crate) const CHECKED: Date = Date::of(2026, 11, 25);

/// Not as a whole name. Words with a dot in them are left out: no cluster name has one.
pub(crate) const NAMES: &[&str] = &[
    "access",
    "app_browsers",
    "app_code",
    "app_data",
    "app_globalresources",
    "app_localresources",
    "app_themes",
    "app_webreferences",
    "azure",
    "bing",
    "bizspark",
    "biztalk",
    "cortana",
    "directx",
    "dotnet",
    "dynamics",
    "excel",
    "exchange",
    "forefront",
    "groove",
    "hololens",
    "hyperv",
    "kinect",
    "lync",
    "msdn",
    "o365",
    "office",
    "office365",
    "onedrive",
    "onenote",
    "outlook",
    "powerpoint",
    "sharepoint",
    "skype",
    "visio",
    "visualstudio",
    "xbox",
];

/// Not anywhere in a name (also Cluster API provider Azure, admission webhook).
pub(crate) const IN_NAMES: &[&str] = &["microsoft", "windows"];

/// Not at the start of a name.
pub(crate) const STARTS_OF_NAMES: &[&str] = &["login", "xbox"];
