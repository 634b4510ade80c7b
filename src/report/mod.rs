//! Reports: one file a format. Each writes a finished [`Report`](crate::engine::Report) as text.

mod bar;
mod concise;
mod excerpt;
mod human;
pub mod json;
mod plan;
mod wrap;

pub use concise::concise;
pub use human::{HumanOptions, human};
pub use json::json;
pub use plan::{PlanOutput, plan_human, plan_json, plan_markdown, plan_svg};
