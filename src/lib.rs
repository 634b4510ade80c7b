//! packlint finds the mistakes in Palette packs and AKS cluster plans before anything is deployed.
//!
//! The program is the interface; as a library it is its command line alone. What the project's own
//! tests reach beyond that is in [`internals`].

#![warn(unreachable_pub)]

mod aks;
mod change;
mod cli;
mod config;
mod constraints;
mod date;
mod engine;
mod files;
mod finding;
mod fix;
mod input;
mod lsp;
mod model;
mod plan;
mod problem;
mod report;
mod rules;
mod source;
mod syntax;
mod text;
mod version;

pub use cli::{CLUSTER_SCHEMA_URL, Cli, Outcome, run};
pub use engine::{guarded, quieten_panics};
pub use rules::RULES_URL;
pub use text::{log, log_line, printable};

/// What the project's own tests, benches and fuzz targets use. It may change with any commit.
#[doc(hidden)]
pub mod internals {
    pub mod aks {
        pub use crate::aks::{
            Dataplane, NetworkPlugin, NetworkPolicy, OsSku, OsType, PluginMode, PodIpAllocation,
            PoolMode,
        };
    }
    pub mod cli {
        pub use crate::cli::{Cli, SchemaName, schema_text};
    }
    pub mod config {
        pub use crate::config::Selection;
    }
    pub mod constraints {
        pub use crate::constraints::{FormatKind, Piece, parse};
    }
    pub mod date {
        pub use crate::date::Date;
    }
    pub mod engine {
        pub use crate::engine::suppress;
        pub use crate::engine::{ConfigChoice, Report, Request, check};
    }
    pub mod files {
        pub use crate::files::{
            FileProblemKind, Files, Loader, WriteBounds, WriteError, decode, write_whole,
        };
    }
    pub mod finding {
        pub use crate::finding::{Applicability, Edit, Finding, Results, Severity};
    }
    pub mod fix {
        pub use crate::fix::apply;
    }
    pub mod input {
        pub use crate::input::{Form, QuickFlags, known_outputs, load_pack, parse_os};
    }
    pub mod problem {
        pub use crate::problem::ProblemKind;
    }
    pub mod report {
        pub use crate::report::{
            HumanOptions, concise, github, gitlab, html, human, json, junit, plan_human, plan_json,
            plan_markdown, plan_svg, sarif,
        };
    }
    pub mod rules {
        pub use crate::rules::{
            Example, Group, RULES, Rule, Subject, compatibility_page, find, rules_page,
        };
    }
    pub mod source {
        pub use crate::source::{LIMITS, Origin, Place, ShownSources, SourceFile, Sources, Span};
    }
    pub mod syntax {
        pub use crate::syntax::{
            Comments, Kind, Node, Parsed, Style, SyntaxLimit, SyntaxProblem, SyntaxProblemKind,
            Tree, Typed, YamlCause, check_strict_json, parse_embedded, parse_json, parse_yaml,
            place_in_scalar,
        };
    }
    pub mod text {
        pub use crate::text::number;
    }
}
