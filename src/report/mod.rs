//! Reports: one file or folder per format. Each writes a finished [`Report`](crate::engine::Report) as text.

mod bar;
mod concise;
mod excerpt;
mod fingerprint;
mod github;
mod gitlab;
mod html;
mod human;
pub(crate) mod json;
mod junit;
mod paint;
mod plan;
mod sarif;
mod skipped;
mod statistics;
mod table;
mod wrap;

pub(crate) use bar::{legend, numbers as range_numbers, planned_for};
pub use concise::concise;
pub use github::github;
pub use gitlab::gitlab;
pub use html::html;
pub use human::{HumanOptions, human};
pub(crate) use human::{bars, human_summary};
pub use json::json;
pub use junit::junit;
pub(crate) use paint::Paint;
pub(crate) use plan::PlanOutput;
pub use plan::{plan_human, plan_json, plan_markdown, plan_svg};
pub use sarif::sarif;
pub(crate) use skipped::skipped;
pub(crate) use statistics::{fixable, statistics};
pub(crate) use wrap::wrap;
